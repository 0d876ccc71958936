//! What a credential says: the rows of the service's letter with their values, as they are sealed and later printed.
//!
//! What may not happen here: formatting for a reader. A value keeps its kind until somebody reads it in a language.

use country::{Letter, Service};
use law::Value;
use serde::{Serialize, Serializer};
use serde_json::json;
use vocabulary::{Result, Text};

/// The content of a credential, in the order in which it is written.
#[derive(Serialize)]
struct Says<'s> {
    service: &'s str,
    agency: &'s str,
    vct: &'s str,
    title: &'s Text,
    closing: &'s Text,
    signed_by: &'s Text,
    rows: Vec<Row<'s>>,
}

#[derive(Serialize)]
struct Row<'s> {
    id: &'s str,
    label: &'s Text,
    public: bool,
    value: Shown<'s>,
}

impl<'s> Row<'s> {
    fn of((row, value): (&'s country::LetterRow, &'s Value)) -> Row<'s> {
        Row { id: &row.id, label: &row.label, public: row.public, value: Shown(value) }
    }
}

/// A value with its kind: `text`, `day`, `number`, `truth`, `list`; `null` is nothing.
struct Shown<'s>(&'s Value);

/// The content of a credential: titles in every language, values by kind.
///
/// ```json
/// { "service": "resident-abstract", "agency": "madang-gu", "vct": "urn:…", "title": { "ko": "…", "en": "…" },
///   "closing": { … }, "signed_by": { … },
///   "rows": [ { "id": "name", "label": { … }, "public": false, "value": { "text": "…" } } ] }
/// ```
pub fn says(service: &Service, letter: &Letter, vct: &str, values: &[Value]) -> Result<String> {
    let rows = letter.rows.iter().zip(values);
    let says = Says {
        service: &service.id,
        agency: &service.agency,
        vct,
        title: &letter.title,
        closing: &letter.closing,
        signed_by: &letter.signed_by,
        rows: rows.map(Row::of).collect(),
    };
    Ok(serde_json::to_string(&says).map_err(anyhow::Error::from)?)
}

impl Serialize for Shown<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        match self.0 {
            Value::Nothing => serializer.serialize_unit(),
            Value::Truth(_) => serializer.collect_map([("truth", self.0)]),
            Value::Number(_) => serializer.collect_map([("number", self.0)]),
            Value::Text(_) => serializer.collect_map([("text", self.0)]),
            Value::Day(_) => serializer.collect_map([("day", self.0)]),
            Value::List(values) => {
                let values: Vec<Shown<'_>> = values.iter().map(Shown).collect();
                serializer.collect_map([("list", values)])
            }
            other => serializer.collect_map([("text", json!(other).to_string())]),
        }
    }
}
