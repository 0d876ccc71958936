//! What a visitor brings: forms, JSON and files, each with its limit, each refused with a clear answer.

use axum::body::{Bytes, to_bytes};
use axum::extract::{FromRequest, FromRequestParts, Multipart, Request};
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use axum::response::Response;
use pages::{Kind, Problem};
use serde_json::Value;

use crate::site::Site;
use crate::visit::Visit;

/// A form or a JSON text may be so large; uploads have their own limit.
pub const BODY_BYTES_MAX: usize = 1024 * 1024;
/// The largest file of one upload.
pub const UPLOAD_BYTES_MAX: usize = 20 * 1024 * 1024;
/// Fields of one form.
const FIELDS_MAX: usize = 500;
/// Levels of a JSON text.
const DEPTH_MAX: usize = 32;

/// The fields of an HTML form, in the order in which they were sent.
#[derive(Clone, Debug, Default)]
pub struct Fields(pub Vec<(String, String)>);

/// A file of an upload.
#[derive(Clone, Debug)]
pub struct Upload {
    pub field: String,
    pub name: String,
    pub bytes: Bytes,
}

/// A form with files.
#[derive(Clone, Debug, Default)]
pub struct Parcel {
    pub fields: Fields,
    pub uploads: Vec<Upload>,
}

/// One file: the body as it is, or the only file of a form.
pub struct File {
    pub name: String,
    pub bytes: Bytes,
}

/// A JSON text.
pub struct Json(pub Value);

impl Fields {
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// A value without the blanks around it; empty when it was not sent.
    pub fn text(&self, name: &str) -> &str {
        self.get(name).unwrap_or("").trim()
    }

    pub fn all<'f>(&'f self, name: &'f str) -> impl Iterator<Item = &'f str> {
        self.0.iter().filter(move |(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}

async fn visit_and_body(request: Request, site: &Site) -> Result<(Visit, Bytes, String), Response> {
    let (mut parts, body) = request.into_parts();
    let visit = Visit::from_request_parts(&mut parts, site).await?;
    let kind =
        parts.headers.get(CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or("").to_string();
    match to_bytes(body, BODY_BYTES_MAX).await {
        Ok(bytes) => Ok((visit, bytes, kind)),
        Err(_) => Err(told(&visit, Kind::TooLarge)),
    }
}

fn told(visit: &Visit, kind: Kind) -> Response {
    visit.problem(&Problem::new(&visit.frame(""), kind))
}

impl FromRequest<Site> for Fields {
    type Rejection = Response;

    async fn from_request(request: Request, site: &Site) -> Result<Fields, Response> {
        let (visit, bytes, _) = visit_and_body(request, site).await?;
        fields_of(&bytes).ok_or_else(|| told(&visit, Kind::Unreadable))
    }
}

/// The fields of a form's body; `None` when it cannot be read.
pub fn fields_of(bytes: &[u8]) -> Option<Fields> {
    let text = std::str::from_utf8(bytes).ok()?;
    let pairs = text.split('&').filter(|pair| !pair.is_empty());
    let mut fields = Vec::new();
    for pair in pairs {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        fields.push((decoded(name)?, decoded(value)?));
        if fields.len() > FIELDS_MAX {
            return None;
        }
    }
    Some(Fields(fields))
}

/// A form-encoded word; `None` when it is no UTF-8.
pub fn decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        match byte {
            b'+' => bytes.push(b' '),
            b'%' => {
                let high = char::from(rest.next()?).to_digit(16)?;
                let low = char::from(rest.next()?).to_digit(16)?;
                bytes.push(u8::try_from(high * 16 + low).ok()?);
            }
            byte => bytes.push(byte),
        }
    }
    String::from_utf8(bytes).ok()
}

impl FromRequest<Site> for Json {
    type Rejection = Response;

    async fn from_request(request: Request, site: &Site) -> Result<Json, Response> {
        let (visit, bytes, kind) = visit_and_body(request, site).await?;
        if !kind.starts_with("application/json") {
            return Err(told(&visit, Kind::Media));
        }
        json_of(&bytes).map(Json).ok_or_else(|| told(&visit, Kind::Unreadable))
    }
}

/// A JSON body; `None` when it cannot be read, or lies deeper than anything that we ask for.
pub fn json_of(bytes: &[u8]) -> Option<Value> {
    let value: Option<Value> = serde_json::from_slice(bytes).ok();
    value.filter(|value| depth(value) <= DEPTH_MAX)
}

// serde_json itself stops at 128 levels, so this ends.
fn depth(value: &Value) -> usize {
    match value {
        Value::Array(values) => 1 + values.iter().map(depth).max().unwrap_or(0),
        Value::Object(map) => 1 + map.values().map(depth).max().unwrap_or(0),
        _ => 0,
    }
}

impl FromRequest<Site> for Parcel {
    type Rejection = Response;

    async fn from_request(request: Request, site: &Site) -> Result<Parcel, Response> {
        let kind = request.headers().get(CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or("");
        if !kind.starts_with("multipart/form-data") {
            let fields = Fields::from_request(request, site).await?;
            return Ok(Parcel { fields, uploads: Vec::new() });
        }
        let (mut parts, body) = request.into_parts();
        let visit = Visit::from_request_parts(&mut parts, site).await?;
        let request = Request::from_parts(parts, body);
        let Ok(mut multipart) = Multipart::from_request(request, site).await else {
            return Err(told(&visit, Kind::Unreadable));
        };
        let mut parcel = Parcel::default();
        loop {
            match multipart.next_field().await {
                Ok(Some(field)) => {
                    take(&mut parcel, field).await.map_err(|kind| told(&visit, kind))?
                }
                Ok(None) => return Ok(parcel),
                Err(error) => return Err(told(&visit, kind_of(&error))),
            }
        }
    }
}

// The media types under which a file may be sent as it is. What it is, its first bytes tell.
const FILE_KINDS: [&str; 4] =
    ["application/octet-stream", "application/pdf", "image/jpeg", "image/png"];

impl FromRequest<Site> for File {
    type Rejection = Response;

    async fn from_request(request: Request, site: &Site) -> Result<File, Response> {
        let (mut parts, body) = request.into_parts();
        let visit = Visit::from_request_parts(&mut parts, site).await?;
        let header = |name| parts.headers.get(name).and_then(|value| value.to_str().ok());
        // Who says beforehand that it is too large is told at once.
        let said: Option<usize> = header(CONTENT_LENGTH).and_then(|length| length.parse().ok());
        if said.is_some_and(|length| length > UPLOAD_BYTES_MAX + BODY_BYTES_MAX) {
            return Err(told(&visit, Kind::TooLarge));
        }
        let kind = header(CONTENT_TYPE).and_then(|kind| kind.split(';').next()).unwrap_or("");
        let kind = kind.trim().to_ascii_lowercase();
        if kind == "multipart/form-data" {
            let sent = Parcel::from_request(Request::from_parts(parts, body), site).await?;
            let one: Result<[Upload; 1], _> = sent.uploads.try_into();
            let [one] = one.map_err(|_| told(&visit, Kind::Unreadable))?;
            return Ok(File { name: one.name, bytes: one.bytes });
        }
        if !FILE_KINDS.contains(&kind.as_str()) {
            return Err(told(&visit, Kind::Media));
        }
        match to_bytes(body, UPLOAD_BYTES_MAX).await {
            Ok(bytes) => Ok(File { name: String::new(), bytes }),
            Err(_) => Err(told(&visit, Kind::TooLarge)),
        }
    }
}

async fn take(parcel: &mut Parcel, field: axum::extract::multipart::Field<'_>) -> Result<(), Kind> {
    let name = field.name().unwrap_or("").to_string();
    let file = field.file_name().map(str::to_string);
    let bytes = field.bytes().await.map_err(|error| kind_of(&error))?;
    if parcel.fields.0.len() + parcel.uploads.len() >= FIELDS_MAX {
        return Err(Kind::TooLarge);
    }
    match file {
        Some(file) if !bytes.is_empty() => {
            if bytes.len() > UPLOAD_BYTES_MAX {
                return Err(Kind::TooLarge);
            }
            parcel.uploads.push(Upload { field: name, name: file, bytes });
        }
        Some(_) => {}
        None => {
            let text = String::from_utf8(bytes.to_vec()).map_err(|_| Kind::Unreadable)?;
            parcel.fields.0.push((name, text));
        }
    }
    Ok(())
}

fn kind_of(error: &axum::extract::multipart::MultipartError) -> Kind {
    if error.status().as_u16() == 413 { Kind::TooLarge } else { Kind::Unreadable }
}

#[cfg(test)]
#[path = "../../../fuzz/mutation.rs"]
mod mutation;

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::{any, prop_assert, proptest};

    use super::*;

    const FORMS: [&[u8]; 3] = [
        b"version=3&back=&name=%EB%82%98%ED%95%98%EB%8A%98&born-year=1988&born-month=4&born-day=12",
        b"choices=a&choices=b&text=a+b%0D%0Ac&yes=&number=1%2C000",
        "{\"answers\":{\"given_name\":\"아침\",\"family\":[1,2.5,null,true]},\"channel\":\"online\"}".as_bytes(),
    ];

    proptest! {
        #[test]
        fn a_body_that_was_once_right_is_read_or_refused(tape in vec(any::<u16>(), 0..40)) {
            let body = mutation::mutated(&FORMS, &tape);
            if let Some(fields) = fields_of(&body) {
                prop_assert!(fields.0.len() <= FIELDS_MAX);
            }
            if let Some(value) = json_of(&body) {
                prop_assert!(depth(&value) <= DEPTH_MAX);
            }
        }
    }

    #[test]
    fn a_form_is_read_in_any_script() {
        let fields =
            fields_of("name=%EB%82%98%ED%95%98%EB%8A%98&a=1&a=2+3&empty=".as_bytes()).unwrap();
        assert_eq!(fields.text("name"), "나하늘");
        assert_eq!(fields.all("a").collect::<Vec<_>>(), ["1", "2 3"]);
        assert_eq!(fields.get("empty"), Some(""));
        assert_eq!(fields.get("other"), None);
    }

    #[test]
    fn a_form_that_is_no_text_is_refused() {
        for wrong in ["a=%FF", "a=%C3%28", "a=%4", "a=%zz"] {
            assert!(fields_of(wrong.as_bytes()).is_none(), "{wrong}");
        }
        assert!(fields_of(&[b'a', b'=', 0xff]).is_none());
        assert!(fields_of("a=1&".repeat(FIELDS_MAX + 1).as_bytes()).is_none());
    }
}
