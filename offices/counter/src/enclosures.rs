//! Enclosures: the documents of an application. Pages upload them; a program sends each by itself, or encloses a small one
//! in its answers as a `data:` address (RFC 2397).
//!
//! What may not happen here: a file believed for its name or its declared kind (what it begins with tells), or kept before
//! the scanner has seen it.

use axum::extract::Query;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use country::{AnswerMistake, Field, FieldKind, Service};
use courtyard::documents::{self, Document};
use courtyard::keys::hex;
use courtyard::{Tx, View};
use doors::body::{BODY_BYTES_MAX, File};
use doors::scanner::Finding;
use doors::{Person, Visit, answer};
use pages::{Kind, Problem};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};
use vocabulary::{Error, Refusal, Result};

use crate::api::idempotency_key;
use crate::pages::step::fields_of;
use crate::purpose::OWN;

/// The key of the mistake, and the problem, of a file that the scanner could not be shown.
const NOT_CHECKED: &str = "document.not-checked";

/// The smallest file of each kind, for the example of a form.
const EXAMPLES: [(&str, &str); 3] = [
    ("pdf", "data:application/pdf;base64,JVBERi0xLjQKJSVFT0YK"),
    ("png", "data:image/png;base64,iVBORw0KGgo="),
    ("jpeg", "data:image/jpeg;base64,/9j/2Q=="),
];

/// What is wrong with a file for a field: its size, its kind, or what the scanner found in it.
pub async fn mistake(visit: &Visit, field: &Field, bytes: &[u8]) -> Result<Option<AnswerMistake>> {
    match misfit(field, documents::kind_of(bytes), bytes.len()) {
        Some(mistake) => Ok(Some(mistake)),
        None => found_in(visit, &field.id, bytes).await,
    }
}

fn misfit(field: &Field, kind: Option<&str>, size_bytes: usize) -> Option<AnswerMistake> {
    let megabytes_max = field.max_megabytes.unwrap_or(10);
    if size_bytes > megabytes_max as usize * 1024 * 1024 {
        return Some(wrong(&field.id, "document.over-size", "max", megabytes_max.to_string()));
    }
    let fits = kind.is_some_and(|kind| field.accept.iter().any(|accepted| accepted == kind));
    if fits { None } else { Some(wrong_kind(field)) }
}

// What is found is written down before it is told; a file that nobody could look at is not taken.
async fn found_in(visit: &Visit, field: &str, bytes: &[u8]) -> Result<Option<AnswerMistake>> {
    match visit.scan(bytes).await {
        Ok(Finding::Clean) => Ok(None),
        Err(failure) => Ok(Some(wrong(field, NOT_CHECKED, "id", failure))),
        Ok(Finding::Infected(found)) => {
            let (name, bytes) = (found.clone(), bytes.to_vec());
            let act = move |tx: &mut Tx<'_>| documents::infected(tx, &name, &bytes);
            visit.site.house.act(&visit.actor, OWN, act).await?;
            Ok(Some(wrong(field, "document.infected", "found", found)))
        }
    }
}

fn wrong(field: &str, key: &'static str, name: &str, value: String) -> AnswerMistake {
    AnswerMistake { field: field.into(), key, values: vec![(name.into(), value)] }
}

fn wrong_kind(field: &Field) -> AnswerMistake {
    wrong(&field.id, "document.wrong-kind", "kinds", field.accept.join(", ").to_uppercase())
}

fn documents_of(service: &Service) -> impl Iterator<Item = &Field> {
    fields_of(service).filter(|field| field.kind == FieldKind::Document)
}

/// Whether the answers name or enclose a document.
pub fn has_any(service: &Service, answers: &Map<String, Value>) -> bool {
    documents_of(service).any(|field| answers.get(&field.id).is_some_and(Value::is_string))
}

/// Stores what is enclosed and puts its id in its place. Answers what is wrong with a document; nothing is stored then.
pub async fn keep(
    visit: &Visit,
    service: &Service,
    answers: &mut Map<String, Value>,
) -> Result<Vec<AnswerMistake>> {
    let house = &visit.site.house;
    let (mut mistakes, mut enclosed) = (Vec::new(), Vec::new());
    for field in documents_of(service) {
        let Some(sent) = answers.get(&field.id).and_then(Value::as_str).map(str::trim) else {
            continue;
        };
        if let Some(address) = sent.strip_prefix("data:") {
            match address.split_once(";base64,").and_then(|(_, text)| STANDARD.decode(text).ok()) {
                Some(bytes) => match mistake(visit, field, &bytes).await? {
                    Some(mistake) => mistakes.push(mistake),
                    None => enclosed.push((field, bytes)),
                },
                None => mistakes.push(wrong_kind(field)),
            }
        } else if !sent.is_empty() {
            mistakes.extend(of_stored(visit, field, sent).await?);
        }
    }
    if !mistakes.is_empty() {
        return Ok(mistakes);
    }
    for (field, bytes) in enclosed {
        let act = move |tx: &mut Tx<'_>| documents::store(tx, "", &bytes);
        let stored = house.act(&visit.actor, OWN, act).await?;
        answers.insert(field.id.clone(), Value::String(stored.value));
    }
    Ok(mistakes)
}

// What is wrong with a document that was stored before: it is not the sender's, it is another case's, it does not fit.
async fn of_stored(visit: &Visit, field: &Field, id: &str) -> Result<Option<AnswerMistake>> {
    let told =
        |key: &'static str| AnswerMistake { field: field.id.clone(), key, values: Vec::new() };
    let id = id.to_string();
    let read = move |view: &mut View<'_>| documents::own(view, &id);
    match visit.site.house.view(&visit.actor, read).await {
        Ok(document) if document.case.is_some() => Ok(Some(told("document.used"))),
        Ok(document) => {
            let size_bytes = usize::try_from(document.size_bytes).unwrap_or(usize::MAX);
            Ok(misfit(field, Some(&document.kind), size_bytes))
        }
        Err(Error::NotFound | Error::NotYours) => Ok(Some(told("document.gone"))),
        Err(error) => Err(error),
    }
}

/// How a file is called, where it is sent as it is.
#[derive(Default, Deserialize)]
pub struct Named {
    #[serde(default)]
    name: String,
}

/// Takes a file in by itself: its id can then be the answer of a document's field.
pub async fn take_in(
    Person(visit): Person,
    Query(named): Query<Named>,
    headers: HeaderMap,
    file: File,
) -> Response {
    visit.answer(taken_in(&visit, &named.name, &headers, file).await)
}

async fn taken_in(visit: &Visit, name: &str, headers: &HeaderMap, file: File) -> Result<Response> {
    let house = &visit.site.house;
    let once = match idempotency_key(headers)? {
        Some(key) => format!("api:{key}"),
        None => hex(&house.ground().chance.bytes::<16>()?),
    };
    if documents::kind_of(&file.bytes).is_none() {
        return Err(Error::refused("document.kind"));
    }
    if let Some(document) = stored(visit, &once).await? {
        return told(&document, &file);
    }
    if let Some(mistake) = found_in(visit, "", &file.bytes).await? {
        let refusal = Refusal { key: mistake.key.into(), values: mistake.values };
        let problem = Problem::of(&visit.frame(""), &refusal.into(), "");
        return Ok(visit.problem(&later_if_unchecked(problem)));
    }
    let name = if file.name.is_empty() { name.to_string() } else { file.name.clone() };
    let (word, bytes) = (once.clone(), file.bytes.clone());
    let act = move |tx: &mut Tx<'_>| documents::store_once(tx, &word, &name, &bytes);
    match house.act(&visit.actor, OWN, act).await {
        // Sent twice at the same moment, it is stored once.
        Ok(_) | Err(Error::Conflict(_)) => {}
        Err(error) => return Err(error),
    }
    let document = stored(visit, &once).await?;
    told(&document.ok_or_else(|| Error::Conflict("a document".into()))?, &file)
}

async fn stored(visit: &Visit, once: &str) -> Result<Option<Document>> {
    let once = once.to_string();
    let read = move |view: &mut View<'_>| documents::of_once(view, &once);
    visit.site.house.view(&visit.actor, read).await
}

// A key that was used for another file must not answer with that one: it would go into the wrong application.
fn told(document: &Document, file: &File) -> Result<Response> {
    if document.sha256 != hex(&Sha256::digest(&file.bytes)) {
        return Err(Error::refused("api.idempotency-key-used"));
    }
    let told = json!({
        "id": document.id,
        "kind": document.kind,
        "size": document.size_bytes,
        "sha256": document.sha256,
    });
    Ok(answer::json(StatusCode::CREATED, &told))
}

/// Nobody could look at a file: that is our failure and not the sender's mistake, so the same may be sent again later.
pub fn later_if_unchecked(problem: Problem) -> Problem {
    let unchecked =
        problem.kind == NOT_CHECKED || problem.mistakes.iter().any(|m| m.key == NOT_CHECKED);
    if !unchecked {
        return problem;
    }
    Problem { status: Kind::Busy.status(), kind: NOT_CHECKED.into(), ..problem }
}

/// Says in the schema of a form that documents may be enclosed, and encloses one in its example.
pub fn describe(service: &Service, schema: &mut Value) {
    for field in documents_of(service) {
        let example =
            EXAMPLES.iter().find(|(kind, _)| field.accept.iter().any(|accepted| accepted == kind));
        let given = schema.pointer_mut(&format!("/examples/0/{}", field.id));
        if let (Some(given), Some((_, address))) = (given, example) {
            *given = Value::from(*address);
        }
        if let Some(Value::Object(property)) =
            schema.pointer_mut(&format!("/properties/{}", field.id))
        {
            property.insert("maxLength".into(), BODY_BYTES_MAX.into());
            let comment = "The id that POST /api/v1/documents answered, or the file itself as a data: address in base64.";
            property.insert("$comment".into(), comment.into());
        }
    }
}
