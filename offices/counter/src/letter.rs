//! What a credential says: the rows of the service's letter with their values, as they are sealed and later printed.
//!
//! What may not happen here: formatting for a reader. A value keeps its kind until somebody reads it in a language.

use country::{Letter, Service};
use law::Value;
use serde_json::{Value as Json, json};

/// The content of a credential: titles in every language, values by kind.
///
/// ```json
/// { "service": "resident-abstract", "agency": "madang-gu", "vct": "urn:…", "title": { "ko": "…", "en": "…" },
///   "closing": { … }, "signed_by": { … },
///   "rows": [ { "id": "name", "label": { … }, "public": false, "value": { "text": "…" } } ] }
/// ```
pub fn says(service: &Service, letter: &Letter, vct: &str, values: &[Value]) -> Json {
    let row = |(row, value): (&country::LetterRow, &Value)| json!({ "id": row.id, "label": row.label, "public": row.public, "value": shown(value) });
    let rows: Vec<Json> = letter.rows.iter().zip(values).map(row).collect();
    json!({
        "service": service.id,
        "agency": service.agency,
        "vct": vct,
        "title": letter.title,
        "closing": letter.closing,
        "signed_by": letter.signed_by,
        "rows": rows,
    })
}

/// A value with its kind: `text`, `day`, `number`, `truth`, `list`; `null` is nothing.
pub fn shown(value: &Value) -> Json {
    match value {
        Value::Nothing => Json::Null,
        Value::Truth(truth) => json!({ "truth": truth }),
        Value::Number(_) => json!({ "number": value.to_json() }),
        Value::Text(text) => json!({ "text": text }),
        Value::Day(day) => json!({ "day": day.to_string() }),
        Value::List(values) => json!({ "list": values.iter().map(shown).collect::<Vec<_>>() }),
        other => json!({ "text": other.to_json().to_string() }),
    }
}
