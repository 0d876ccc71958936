//! The kinds of values that tables declare and expressions give.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::value::Value;

/// A kind of value, as tables declare it: `number`, `text`, ...
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    #[default]
    Any,
    Boolean,
    Number,
    /// A whole number. Checks know that nothing lies between 5 and 6.
    Integer,
    Text,
    Day,
    Duration,
    List(Box<Kind>),
    Record(BTreeMap<String, Kind>),
}

/// The kinds of free names.
pub type Kinds = BTreeMap<String, Kind>;

impl Kind {
    /// The kind that a file names, if there is one of that name.
    pub fn named(word: &str) -> Option<Kind> {
        Some(match word {
            "any" => Kind::Any,
            "boolean" => Kind::Boolean,
            "number" => Kind::Number,
            "integer" => Kind::Integer,
            "text" => Kind::Text,
            "day" => Kind::Day,
            "duration" => Kind::Duration,
            "list" => Kind::List(Box::new(Kind::Any)),
            "context" => Kind::Any,
            _ => return None,
        })
    }

    /// The names that files may use.
    pub const NAMES: [&'static str; 9] =
        ["any", "boolean", "number", "integer", "text", "day", "duration", "list", "context"];

    pub fn of(value: &Value) -> Kind {
        match value {
            Value::Nothing => Kind::Any,
            Value::Truth(_) => Kind::Boolean,
            Value::Number(_) => Kind::Number,
            Value::Text(_) => Kind::Text,
            Value::Day(_) => Kind::Day,
            Value::Span(_) => Kind::Duration,
            Value::List(items) => Kind::List(Box::new(joined(items.iter().map(Kind::of)))),
            Value::Record(entries) => Kind::Record(
                entries.iter().map(|(name, value)| (name.clone(), Kind::of(value))).collect(),
            ),
        }
    }

    /// Whether a value of this kind may stand where the other is wanted. Null may stand everywhere.
    pub fn fits(&self, wanted: &Kind) -> bool {
        match (self, wanted) {
            (Kind::Any, _) | (_, Kind::Any) => true,
            (Kind::Integer | Kind::Number, Kind::Integer | Kind::Number) => true,
            (Kind::List(a), Kind::List(b)) => a.fits(b),
            (Kind::Record(a), Kind::Record(b)) => {
                b.iter().all(|(name, kind)| a.get(name).is_some_and(|a| a.fits(kind)))
            }
            (a, b) => a == b,
        }
    }

    pub(crate) fn is_number(&self) -> bool {
        matches!(self, Kind::Number | Kind::Integer)
    }

    pub(crate) fn has_order(&self) -> bool {
        matches!(self, Kind::Number | Kind::Integer | Kind::Text | Kind::Day | Kind::Duration)
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Kind::Any => f.write_str("a value"),
            Kind::Boolean => f.write_str("a boolean"),
            Kind::Number => f.write_str("a number"),
            Kind::Integer => f.write_str("a whole number"),
            Kind::Text => f.write_str("a text"),
            Kind::Day => f.write_str("a day"),
            Kind::Duration => f.write_str("a duration"),
            Kind::List(_) => f.write_str("a list"),
            Kind::Record(_) => f.write_str("a context"),
        }
    }
}

/// The kind of both; any when they differ.
pub(super) fn joined(mut kinds: impl Iterator<Item = Kind>) -> Kind {
    let Some(first) = kinds.next() else { return Kind::Any };
    kinds.fold(first, |all, kind| match (all, kind) {
        (Kind::Number | Kind::Integer, Kind::Number | Kind::Integer) => Kind::Number,
        (a, b) if a == b => a,
        _ => Kind::Any,
    })
}
