//! Expressions: read, checked and evaluated over a few facts.
#![no_main]

use std::collections::BTreeMap;

use law::{Expression, Kinds, Scope, Value};

libfuzzer_sys::fuzz_target!(|text: &str| {
    let json = serde_json::json!({ "a": 3, "b": "text", "c": [1, 2, { "d": 4 }], "d": null, "e": { "f": true } });
    let Value::Record(known) = Value::from_json(&json) else { return };
    if let Ok(expression) = Expression::parse(text) {
        let known: BTreeMap<String, Value> = known;
        let _ = (expression.evaluate(&Scope::of(&known)), expression.names());
        let _ = expression.check(&Kinds::new());
    }
});
