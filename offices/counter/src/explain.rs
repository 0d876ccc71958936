//! Explaining a decision: the trace of the law in plain words.

use std::collections::BTreeMap;

use country::Service;
use serde::Deserialize;
use serde_json::Value;
use vocabulary::Lang;

/// The trace in the record of a decision; none where no table decided.
pub fn trace_in(record: &Value) -> Option<law::Trace> {
    law::Trace::deserialize(record.get("trace")?).ok()
}

/// The steps by which the law came to its outcome, a sentence each.
pub fn steps(service: &Service, trace: Option<&law::Trace>, lang: &Lang) -> Vec<String> {
    let Some(trace) = trace else { return Vec::new() };
    let empty = BTreeMap::new();
    law::explain(trace, lang, service.decision.as_ref().map_or(&empty, |decision| &decision.titles))
}
