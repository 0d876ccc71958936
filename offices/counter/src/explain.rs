//! Explaining a decision: the trace of the law in plain words.

use std::collections::BTreeMap;

use country::Service;
use serde_json::Value;
use vocabulary::Lang;

/// The steps by which the law came to its outcome, a sentence each; none where no table decided.
pub fn steps(service: &Service, record: &Value, lang: &Lang) -> Vec<String> {
    let Some(trace) = record.get("trace") else { return Vec::new() };
    let Ok(trace) = serde_json::from_value::<law::Trace>(trace.clone()) else { return Vec::new() };
    let empty = BTreeMap::new();
    law::explain(
        &trace,
        lang,
        service.decision.as_ref().map_or(&empty, |decision| &decision.titles),
    )
}
