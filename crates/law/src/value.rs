//! Values that expressions calculate with, how they compare (three-valued, as FEEL says), and how they are written.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use vocabulary::{Day, Span};

use crate::number::Number;

/// How deep JSON is read; what lies deeper is null.
const JSON_DEPTH_MAX: usize = 100;

/// A value of FEEL. `Nothing` is FEEL's null.
///
/// As JSON (`to_json`, and serde): whole numbers that fit 64 bits are numbers, all others decimal texts without exponent; days
/// and durations are ISO 8601 texts; records have their keys in order. The same value is always the same bytes. The way back
/// (`from_json`) leaves texts as texts: whoever knows that a field is a day says so with `Value::day`.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Value {
    #[default]
    Nothing,
    Truth(bool),
    Number(Number),
    Text(String),
    Day(Day),
    /// Years and months, or days: never both, as in FEEL.
    Span(Span),
    List(Vec<Value>),
    Record(BTreeMap<String, Value>),
}

impl Value {
    pub fn whole(number: i64) -> Value {
        Value::Number(number.into())
    }

    pub fn text(text: &str) -> Value {
        Value::Text(text.into())
    }

    /// The day that a text of the form `2026-03-01` names, or `Nothing`.
    pub fn day(text: &str) -> Value {
        text.parse().map_or(Value::Nothing, Value::Day)
    }

    /// What JSON says. A number that is not exactly a decimal of 28 digits, and anything nested deeper than 100, is `Nothing`.
    pub fn from_json(json: &serde_json::Value) -> Value {
        from_json(json, JSON_DEPTH_MAX)
    }

    pub fn to_json(&self) -> serde_json::Value {
        use serde_json::Value as Json;
        match self {
            Value::Nothing => Json::Null,
            Value::Truth(truth) => Json::Bool(*truth),
            Value::Number(number) => match number.whole() {
                Some(whole) => Json::from(whole),
                None => Json::String(number.to_string()),
            },
            Value::Text(text) => Json::String(text.clone()),
            Value::Day(day) => Json::String(day.to_string()),
            Value::Span(span) => Json::String(span_text(*span)),
            Value::List(items) => Json::Array(items.iter().map(Value::to_json).collect()),
            Value::Record(entries) => Json::Object(
                entries.iter().map(|(name, value)| (name.clone(), value.to_json())).collect(),
            ),
        }
    }

    /// What FEEL's `string()` gives: the text itself, not in quotes.
    pub fn plain(&self) -> String {
        match self {
            Value::Text(text) => text.clone(),
            other => other.to_string(),
        }
    }

    /// Whether two values are equal; none when they are of different kinds (and neither is null).
    pub fn equals(&self, other: &Value) -> Option<bool> {
        match (self, other) {
            (Value::Nothing, Value::Nothing) => Some(true),
            (Value::Nothing, _) | (_, Value::Nothing) => Some(false),
            (Value::Truth(a), Value::Truth(b)) => Some(a == b),
            (Value::Number(a), Value::Number(b)) => Some(a == b),
            (Value::Text(a), Value::Text(b)) => Some(a == b),
            (Value::Day(a), Value::Day(b)) => Some(a == b),
            (Value::Span(a), Value::Span(b)) => compare_spans(*a, *b).map(Ordering::is_eq),
            (Value::List(a), Value::List(b)) => {
                if a.len() != b.len() {
                    return Some(false);
                }
                all(a.iter().zip(b).map(|(a, b)| a.equals(b)))
            }
            (Value::Record(a), Value::Record(b)) => {
                if !a.keys().eq(b.keys()) {
                    return Some(false);
                }
                all(a.values().zip(b.values()).map(|(a, b)| a.equals(b)))
            }
            _ => None,
        }
    }

    /// Which of two values comes first; none when they have no order.
    pub fn compare(&self, other: &Value) -> Option<Ordering> {
        match (self, other) {
            (Value::Number(a), Value::Number(b)) => Some(a.cmp(b)),
            (Value::Text(a), Value::Text(b)) => Some(a.cmp(b)),
            (Value::Day(a), Value::Day(b)) => Some(a.cmp(b)),
            (Value::Span(a), Value::Span(b)) => compare_spans(*a, *b),
            _ => None,
        }
    }

    /// How much there is to copy, so that copying can be limited.
    pub(crate) fn weight(&self) -> u64 {
        match self {
            Value::Text(text) => 1 + text.len() as u64 / 32,
            Value::List(items) => 1 + items.iter().map(Value::weight).sum::<u64>(),
            Value::Record(entries) => 1 + entries.values().map(|v| 1 + v.weight()).sum::<u64>(),
            _ => 1,
        }
    }
}

/// Equal when all are; unknown before unequal is not certain.
fn all(equal: impl Iterator<Item = Option<bool>>) -> Option<bool> {
    let mut known = true;
    for one in equal {
        match one {
            Some(false) => return Some(false),
            Some(true) => {}
            None => known = false,
        }
    }
    known.then_some(true)
}

/// Months compare with months and days with days; a month has no fixed number of days.
fn compare_spans(a: Span, b: Span) -> Option<Ordering> {
    match (a.months, a.days, b.months, b.days) {
        (am, 0, bm, 0) => Some(am.cmp(&bm)),
        (0, ad, 0, bd) => Some(ad.cmp(&bd)),
        (am, ad, bm, bd) if am == bm && ad == bd => Some(Ordering::Equal),
        _ => None,
    }
}

fn from_json(json: &serde_json::Value, depth: usize) -> Value {
    use serde_json::Value as Json;
    match json {
        Json::Bool(truth) => Value::Truth(*truth),
        // Through its digits: no float is calculated with.
        Json::Number(number) => {
            Number::parse(&number.to_string()).map_or(Value::Nothing, Value::Number)
        }
        Json::String(text) => Value::Text(text.clone()),
        Json::Array(items) if depth > 0 => {
            Value::List(items.iter().map(|i| from_json(i, depth - 1)).collect())
        }
        Json::Object(entries) if depth > 0 => {
            let read =
                |(name, value): (&String, &Json)| (name.clone(), from_json(value, depth - 1));
            Value::Record(entries.iter().map(read).collect())
        }
        Json::Null | Json::Array(_) | Json::Object(_) => Value::Nothing,
    }
}

/// A duration in ISO 8601 with its sign in front, as FEEL writes it: `P1Y6M`, `-P90D`.
pub(crate) fn span_text(span: Span) -> String {
    let negative = span.months < 0 || (span.months == 0 && span.days < 0);
    let (months, days) = (span.months.unsigned_abs(), span.days.unsigned_abs());
    let mut text = if negative { "-P".to_string() } else { "P".to_string() };
    for (count, unit) in [(months / 12, 'Y'), (months % 12, 'M'), (days, 'D')] {
        if count > 0 {
            text.push_str(&count.to_string());
            text.push(unit);
        }
    }
    if months == 0 && days == 0 {
        text.push_str("0D");
    }
    text
}

impl fmt::Display for Value {
    /// As FEEL would read it again, where FEEL has a literal for it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Value::Nothing => f.write_str("null"),
            Value::Truth(truth) => truth.fmt(f),
            Value::Number(number) => number.fmt(f),
            Value::Text(text) => write_quoted(f, text),
            Value::Day(day) => day.fmt(f),
            Value::Span(span) => f.write_str(&span_text(*span)),
            Value::List(items) => {
                f.write_str("[")?;
                for (n, item) in items.iter().enumerate() {
                    f.write_str(if n > 0 { ", " } else { "" })?;
                    item.fmt(f)?;
                }
                f.write_str("]")
            }
            Value::Record(entries) => {
                f.write_str("{")?;
                for (n, (name, value)) in entries.iter().enumerate() {
                    f.write_str(if n > 0 { ", " } else { "" })?;
                    write!(f, "{name}: {value}")?;
                }
                f.write_str("}")
            }
        }
    }
}

fn write_quoted(f: &mut fmt::Formatter<'_>, text: &str) -> fmt::Result {
    f.write_str("\"")?;
    for c in text.chars() {
        match c {
            '"' => f.write_str("\\\"")?,
            '\\' => f.write_str("\\\\")?,
            '\n' => f.write_str("\\n")?,
            c => write!(f, "{c}")?,
        }
    }
    f.write_str("\"")
}

impl Serialize for Value {
    /// The same as `to_json`, without a tree of it in between: a decision writes all its facts down.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Value::Nothing => serializer.serialize_unit(),
            Value::Truth(truth) => serializer.serialize_bool(*truth),
            Value::Number(number) => match number.whole() {
                Some(whole) => serializer.serialize_i64(whole),
                None => serializer.collect_str(number),
            },
            Value::Text(text) => serializer.serialize_str(text),
            Value::Day(day) => serializer.collect_str(day),
            Value::Span(span) => serializer.serialize_str(&span_text(*span)),
            Value::List(items) => serializer.collect_seq(items),
            Value::Record(entries) => serializer.collect_map(entries),
        }
    }
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Value, D::Error> {
        serde_json::Value::deserialize(deserializer).map(|json| Value::from_json(&json))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_value_is_the_same_json() {
        let number = |text| Value::Number(Number::parse(text).unwrap());
        let rows = [
            (number("1.50"), r#""1.5""#),
            (number("100000"), "100000"),
            (number("123456789012345678901234"), r#""123456789012345678901234""#),
            (number("0.0000001"), r#""0.0000001""#),
            (Value::day("2026-03-01"), r#""2026-03-01""#),
            (Value::Span(Span { months: 18, days: 0 }), r#""P1Y6M""#),
            (Value::Span(Span { months: -12, days: 0 }), r#""-P1Y""#),
            (Value::Span(Span { months: 0, days: 0 }), r#""P0D""#),
        ];
        for (value, json) in rows {
            assert_eq!(value.to_json().to_string(), json);
            assert_eq!(serde_json::to_string(&value).unwrap(), json);
        }
        let json: serde_json::Value =
            serde_json::from_str(r#"{"b":1.25,"a":[true,null]}"#).unwrap();
        let value = Value::from_json(&json);
        assert_eq!(value.to_json().to_string(), r#"{"a":[true,null],"b":"1.25"}"#);
        assert_eq!(serde_json::to_string(&value).unwrap(), value.to_json().to_string());
    }

    #[test]
    fn json_beyond_the_limits_is_nothing() {
        let mut deep = serde_json::Value::from(1);
        for _ in 0..120 {
            deep = serde_json::Value::Array(vec![deep]);
        }
        assert!(Value::from_json(&deep).to_string().contains("null"));
        assert_eq!(Value::from_json(&serde_json::json!(1e300)), Value::Nothing);
        assert_eq!(Value::from_json(&serde_json::json!(1e-7)).to_string(), "0.0000001");
    }
}
