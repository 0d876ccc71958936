//! Enclosures: the documents of an application. Pages upload them; a program encloses them in its answers as `data:`
//! addresses (RFC 2397), as far as a JSON text may be long.
//!
//! What may not happen here: a file believed for its name or its declared kind. What it begins with tells.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use country::{AnswerMistake, Field, FieldKind, Service};
use courtyard::{View, documents};
use doors::Visit;
use doors::body::BODY_BYTES_MAX;
use serde_json::{Map, Value};
use vocabulary::{Error, Result};

use crate::pages::step::fields_of;
use crate::purpose::OWN;

/// The smallest file of each kind, for the example of a form.
const EXAMPLES: [(&str, &str); 3] = [
    ("pdf", "data:application/pdf;base64,JVBERi0xLjQKJSVFT0YK"),
    ("png", "data:image/png;base64,iVBORw0KGgo="),
    ("jpeg", "data:image/jpeg;base64,/9j/2Q=="),
];

/// What is wrong with a file for a field: its size or its kind.
pub fn mistake(field: &Field, bytes: &[u8]) -> Option<AnswerMistake> {
    let megabytes_max = field.max_megabytes.unwrap_or(10);
    if bytes.len() > megabytes_max as usize * 1024 * 1024 {
        let values = vec![("max".to_string(), megabytes_max.to_string())];
        return Some(AnswerMistake { field: field.id.clone(), key: "document.over-size", values });
    }
    let fits = documents::kind_of(bytes)
        .is_some_and(|kind| field.accept.iter().any(|accepted| accepted == kind));
    if fits { None } else { Some(wrong_kind(field)) }
}

fn wrong_kind(field: &Field) -> AnswerMistake {
    let values = vec![("kinds".to_string(), field.accept.join(", ").to_uppercase())];
    AnswerMistake { field: field.id.clone(), key: "document.wrong-kind", values }
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
                Some(bytes) => match mistake(field, &bytes) {
                    Some(mistake) => mistakes.push(mistake),
                    None => enclosed.push((field, bytes)),
                },
                None => mistakes.push(wrong_kind(field)),
            }
        } else if !sent.is_empty() {
            let id = sent.to_string();
            let read = move |view: &mut View<'_>| documents::own(view, &id);
            match house.view(&visit.actor, read).await {
                Ok(_) => {}
                Err(Error::NotFound | Error::NotYours) => {
                    mistakes.push(AnswerMistake {
                        field: field.id.clone(),
                        key: "document.gone",
                        values: Vec::new(),
                    });
                }
                Err(error) => return Err(error),
            }
        }
    }
    if !mistakes.is_empty() {
        return Ok(mistakes);
    }
    for (field, bytes) in enclosed {
        let act = move |tx: &mut courtyard::Tx<'_>| documents::store(tx, "", &bytes);
        let stored = house.act(&visit.actor, OWN, act).await?;
        answers.insert(field.id.clone(), Value::String(stored.value));
    }
    Ok(mistakes)
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
            let comment = "The id of a document that is stored already, or the file itself as a data: address in base64.";
            property.insert("$comment".into(), comment.into());
        }
    }
}
