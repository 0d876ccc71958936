//! Explaining a decision: the trace of the law in plain words.

use std::collections::BTreeMap;

use law::Value;
use serde::Deserialize;
use serde_json::Value as Json;
use vocabulary::Money;

use crate::grounds::About;
use crate::words;

/// The trace in the record of a decision; none where no table decided.
pub fn trace_in(record: &Json) -> Option<law::Trace> {
    law::Trace::deserialize(record.get("trace")?).ok()
}

/// The steps by which the law came to its outcome, a sentence each.
pub fn steps(about: &About<'_>, trace: &law::Trace) -> Vec<String> {
    let empty = BTreeMap::new();
    let decision = about.service.decision.as_ref();
    let titles = decision.map_or(&empty, |decision| &decision.titles);
    let said = |column: &str, cell: &str| said(about, trace, column, cell);
    law::explain(trace, &about.frame.lang, titles, &said)
}

// What the outcomes of a deciding table are called; nothing for an amount of nothing.
fn said(about: &About<'_>, trace: &law::Trace, column: &str, cell: &str) -> Option<String> {
    let frame = about.frame;
    let text = cell.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    match (column, text) {
        ("outcome", Some("grant")) => Some(frame.t("office.granted").to_string()),
        ("outcome", Some("refuse")) => Some(frame.t("office.refused").to_string()),
        ("reason", Some(id)) => {
            let reasons = words::reasons(about.service, &[id.to_string()], &frame.lang);
            reasons.first().map(|(text, _)| text.trim_end_matches('.').to_string())
        }
        ("amount", _) => match amount(about, trace, cell)? {
            0 => Some(String::new()),
            minor => Some(frame.money(&Money::new(minor, &about.country.file.currency))),
        },
        _ => None,
    }
}

// An amount is written in the cell, is a number of the law, or a fact that was worked out.
fn amount(about: &About<'_>, trace: &law::Trace, cell: &str) -> Option<i64> {
    let used = trace.parameters.iter().find(|parameter| parameter.id == cell);
    let facts = about.record.get("facts").and_then(Json::as_array).into_iter().flatten();
    let mut facts = facts.filter(|fact| fact.get("id").and_then(Json::as_str) == Some(cell));
    match (cell.parse(), used.map(|used| &used.value)) {
        (Ok(minor), _) => Some(minor),
        (_, Some(Value::Number(number))) => number.whole(),
        _ => facts.next()?.get("value")?.as_i64(),
    }
}
