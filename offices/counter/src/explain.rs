//! Explaining a decision: the trace of the law in plain words.

use std::collections::BTreeMap;

use country::{Country, Service};
use serde_json::Value;
use vocabulary::{Lang, Text};

/// The steps by which the law came to its outcome, a sentence each; none where no table decided.
pub fn steps(country: &Country, service: &Service, record: &Value, lang: &Lang) -> Vec<String> {
    let Some(trace) = record.get("trace") else { return Vec::new() };
    let Ok(trace) = serde_json::from_value::<law::Trace>(trace.clone()) else { return Vec::new() };
    law::explain(&trace, lang, &titles(country, service))
}

// What each fact is called: its own id where the country's files give it no title.
fn titles(_country: &Country, _service: &Service) -> BTreeMap<String, Text> {
    BTreeMap::new()
}
