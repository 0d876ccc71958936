//! TOML values as JSON: examples and demo entries are written in the one and checked as the other. Pure.

use serde_json::{Map, Value};

/// A table as a JSON object, in the order of the file. TOML's own days and times become text.
pub fn map(table: &toml::Table) -> Map<String, Value> {
    table.iter().map(|(name, value)| (name.clone(), json(value))).collect()
}

/// A value as JSON. What JSON cannot say (`nan`, `inf`) becomes null.
pub fn json(value: &toml::Value) -> Value {
    match value {
        toml::Value::String(text) => Value::from(text.as_str()),
        toml::Value::Integer(number) => Value::from(*number),
        toml::Value::Float(number) => Value::from(*number),
        toml::Value::Boolean(truth) => Value::from(*truth),
        toml::Value::Datetime(moment) => Value::from(moment.to_string()),
        toml::Value::Array(values) => values.iter().map(json).collect(),
        toml::Value::Table(table) => Value::Object(map(table)),
    }
}
