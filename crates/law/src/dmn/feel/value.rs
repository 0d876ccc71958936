//! Values of FEEL as DMN has them: numbers of 34 digits, moments, ranges and functions among them.
//!
//! The law's own `Value` has less and is kept in files; these live as long as an evaluation. Copies share what is large. What may
//! not happen here: an order between values that have none.

use std::cmp::Ordering;
use std::fmt::{self, Write};
use std::sync::Arc;

use super::decimal::Decimal;
use super::function::Callable;
use super::syntax::Comparison;
use super::time::{Date, DateTime, Months, Nanos, Time};

/// How much of a value is shown to people, in bytes.
const SHOWN_BYTES_MAX: usize = 10_000;

#[derive(Clone, Debug, Default)]
pub(crate) enum Value {
    #[default]
    Null,
    Boolean(bool),
    Number(Decimal),
    Text(Arc<str>),
    Date(Date),
    Time(Arc<Time>),
    DateTime(Arc<DateTime>),
    Months(Months),
    Nanos(Nanos),
    List(Arc<Vec<Value>>),
    Context(Arc<Context>),
    Range(Arc<Range>),
    Function(Arc<Callable>),
}

/// Entries in the order in which they were put in.
#[derive(Clone, Debug, Default)]
pub(crate) struct Context {
    pub entries: Vec<(Arc<str>, Value)>,
}

/// A range, or the values that stand in such a relation to one value: `(< 10)`.
#[derive(Clone, Debug)]
pub(crate) struct Range {
    pub low: Value,
    pub low_included: bool,
    pub high: Value,
    pub high_included: bool,
    pub unary: Option<Comparison>,
}

impl Context {
    pub(crate) fn get(&self, name: &str) -> Option<&Value> {
        self.entries.iter().find(|(known, _)| &**known == name).map(|(_, value)| value)
    }

    /// Puts an entry in, or another value into the entry of that name.
    pub(crate) fn put(&mut self, name: Arc<str>, value: Value) {
        match self.entries.iter_mut().find(|(known, _)| *known == name) {
            Some((_, old)) => *old = value,
            None => self.entries.push((name, value)),
        }
    }
}

impl Range {
    /// `(< 10)`, `(= 10)` and their like.
    pub(crate) fn unary(comparison: Comparison, value: Value) -> Range {
        use Comparison::{AtLeast, AtMost, Equal, Greater, Less, Unequal};
        let low = matches!(comparison, Greater | AtLeast | Equal | Unequal);
        let high = matches!(comparison, Less | AtMost | Equal | Unequal);
        Range {
            low: if low { value.clone() } else { Value::Null },
            low_included: matches!(comparison, AtLeast | Equal),
            high: if high { value } else { Value::Null },
            high_included: matches!(comparison, AtMost | Equal),
            unary: Some(comparison),
        }
    }

    /// Whether the value lies within; none when one cannot tell.
    pub(crate) fn contains(&self, value: &Value) -> Option<bool> {
        match self.unary {
            Some(Comparison::Unequal) => return value.equals(&self.low).map(|equal| !equal),
            Some(Comparison::Equal) => return value.equals(&self.low),
            Some(comparison) => {
                let end = if matches!(self.low, Value::Null) { &self.high } else { &self.low };
                return value.compared(comparison, end);
            }
            None => {}
        }
        let (low, high) = (value.compare(&self.low)?, value.compare(&self.high)?);
        let above = low == Ordering::Greater || (self.low_included && low == Ordering::Equal);
        let below = high == Ordering::Less || (self.high_included && high == Ordering::Equal);
        Some(above && below)
    }
}

impl Value {
    pub(crate) fn text(text: &str) -> Value {
        Value::Text(text.into())
    }

    pub(crate) fn list(items: Vec<Value>) -> Value {
        Value::List(Arc::new(items))
    }

    pub(crate) fn whole(number: i64) -> Value {
        Value::Number(Decimal::from(number))
    }

    pub(crate) fn truth(truth: Option<bool>) -> Value {
        truth.map_or(Value::Null, Value::Boolean)
    }

    pub(crate) fn as_truth(&self) -> Option<bool> {
        if let Value::Boolean(truth) = self { Some(*truth) } else { None }
    }

    pub(crate) fn is_null(&self) -> bool {
        matches!(self, Value::Null)
    }

    /// The items of a list; a single value is a list of one (DMN 1.5, 10.3.2.9.4).
    pub(crate) fn items(&self) -> &[Value] {
        match self {
            Value::List(items) => items,
            single => std::slice::from_ref(single),
        }
    }

    /// FEEL's `=`: none between different kinds.
    pub(crate) fn equals(&self, other: &Value) -> Option<bool> {
        match (self, other) {
            (Value::Null, Value::Null) => Some(true),
            (Value::Null, _) | (_, Value::Null) => Some(false),
            (Value::Boolean(a), Value::Boolean(b)) => Some(a == b),
            (Value::Number(a), Value::Number(b)) => Some(a == b),
            (Value::Text(a), Value::Text(b)) => Some(a == b),
            (Value::Date(a), Value::Date(b)) => Some(a == b),
            (Value::Time(a), Value::Time(b)) => a.equals(b),
            (Value::DateTime(a), Value::DateTime(b)) => a.equals(b),
            (Value::Months(a), Value::Months(b)) => Some(a == b),
            (Value::Nanos(a), Value::Nanos(b)) => Some(a == b),
            (Value::List(a), Value::List(b)) => {
                if a.len() != b.len() {
                    return Some(false);
                }
                all(a.iter().zip(b.iter()).map(|(a, b)| a.equals(b)))
            }
            (Value::Context(a), Value::Context(b)) => {
                if a.entries.len() != b.entries.len() {
                    return Some(false);
                }
                let pairs = a.entries.iter().map(|(name, a)| match b.get(name) {
                    Some(b) => a.equals(b),
                    None => Some(false),
                });
                all(pairs)
            }
            (Value::Range(a), Value::Range(b)) => {
                let same = a.unary == b.unary
                    && a.low_included == b.low_included
                    && a.high_included == b.high_included;
                if same {
                    all([a.low.equals(&b.low), a.high.equals(&b.high)].into_iter())
                } else {
                    Some(false)
                }
            }
            (Value::Function(a), Value::Function(b)) => Some(Arc::ptr_eq(a, b)),
            _ => None,
        }
    }

    /// FEEL's `is`: the same kind and the same parts, zones and fractions of seconds among them.
    pub(crate) fn is(&self, other: &Value) -> bool {
        match (self, other) {
            (Value::Time(a), Value::Time(b)) => a == b,
            (Value::DateTime(a), Value::DateTime(b)) => a == b,
            (Value::List(a), Value::List(b)) => {
                a.len() == b.len() && a.iter().zip(b.iter()).all(|(a, b)| a.is(b))
            }
            (Value::Context(a), Value::Context(b)) => {
                let same = |(name, a): &(Arc<str>, Value)| b.get(name).is_some_and(|b| a.is(b));
                a.entries.len() == b.entries.len() && a.entries.iter().all(same)
            }
            _ => self.equals(other) == Some(true),
        }
    }

    /// Which comes first; none when they have no order.
    pub(crate) fn compare(&self, other: &Value) -> Option<Ordering> {
        match (self, other) {
            (Value::Number(a), Value::Number(b)) => Some(a.cmp(b)),
            (Value::Text(a), Value::Text(b)) => Some(a.cmp(b)),
            (Value::Date(a), Value::Date(b)) => Some(a.cmp(b)),
            (Value::Time(a), Value::Time(b)) => a.compare(b),
            (Value::DateTime(a), Value::DateTime(b)) => a.compare(b),
            (Value::Months(a), Value::Months(b)) => Some(a.cmp(b)),
            (Value::Nanos(a), Value::Nanos(b)) => Some(a.cmp(b)),
            _ => None,
        }
    }

    pub(crate) fn compared(&self, comparison: Comparison, other: &Value) -> Option<bool> {
        match comparison {
            Comparison::Equal => self.equals(other),
            Comparison::Unequal => self.equals(other).map(|equal| !equal),
            Comparison::Less => self.compare(other).map(Ordering::is_lt),
            Comparison::AtMost => self.compare(other).map(Ordering::is_le),
            Comparison::Greater => self.compare(other).map(Ordering::is_gt),
            Comparison::AtLeast => self.compare(other).map(Ordering::is_ge),
        }
    }

    /// What FEEL's `string()` gives: a text itself, not in quotes. None when it would have more bytes: values share their parts, and
    /// written out they may be larger than any memory.
    pub(crate) fn plain(&self, bytes_max: usize) -> Option<String> {
        match self {
            Value::Text(text) => Some(text.to_string()),
            other => {
                let mut cut = Cut { text: String::new(), bytes_max };
                write!(cut, "{other}").ok().map(|()| cut.text)
            }
        }
    }

    /// The value for people to read, cut off where it is long.
    pub(crate) fn shown(&self) -> String {
        let mut cut = Cut { text: String::new(), bytes_max: SHOWN_BYTES_MAX };
        if write!(cut, "{self}").is_err() {
            cut.text.push_str("...");
        }
        cut.text
    }

    /// How much there is to walk through, counted no further than that.
    pub(crate) fn weight(&self, most: u64) -> u64 {
        let mut left = most;
        self.weigh(&mut left);
        most - left
    }

    fn weigh(&self, left: &mut u64) {
        *left = left.saturating_sub(1);
        match self {
            _ if *left == 0 => {}
            Value::Text(text) => *left = left.saturating_sub(text.len() as u64 / 32),
            Value::List(items) => {
                for item in items.iter() {
                    item.weigh(left);
                    if *left == 0 {
                        break;
                    }
                }
            }
            Value::Context(context) => {
                for (_, value) in &context.entries {
                    value.weigh(left);
                    if *left == 0 {
                        break;
                    }
                }
            }
            _ => {}
        }
    }

    /// What kind of value it is, for messages.
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Value::Null => "null",
            Value::Boolean(_) => "a boolean",
            Value::Number(_) => "a number",
            Value::Text(_) => "a string",
            Value::Date(_) => "a date",
            Value::Time(_) => "a time",
            Value::DateTime(_) => "a date and time",
            Value::Months(_) => "a years and months duration",
            Value::Nanos(_) => "a days and time duration",
            Value::List(_) => "a list",
            Value::Context(_) => "a context",
            Value::Range(_) => "a range",
            Value::Function(_) => "a function",
        }
    }
}

/// A text that refuses to become longer than it may be.
struct Cut {
    text: String,
    bytes_max: usize,
}

impl Write for Cut {
    fn write_str(&mut self, part: &str) -> fmt::Result {
        if self.text.len() + part.len() > self.bytes_max {
            return Err(fmt::Error);
        }
        self.text.push_str(part);
        Ok(())
    }
}

/// Equal when all are; one that is surely unequal decides.
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

impl fmt::Display for Value {
    /// As FEEL would read it again, where it has a literal for it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Value::Null => f.write_str("null"),
            Value::Boolean(truth) => truth.fmt(f),
            Value::Number(number) => number.fmt(f),
            Value::Text(text) => {
                write!(
                    f,
                    "\"{}\"",
                    text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n")
                )
            }
            Value::Date(date) => date.fmt(f),
            Value::Time(time) => time.fmt(f),
            Value::DateTime(moment) => moment.fmt(f),
            Value::Months(months) => months.fmt(f),
            Value::Nanos(nanos) => nanos.fmt(f),
            Value::List(items) => {
                f.write_str("[")?;
                for (n, item) in items.iter().enumerate() {
                    write!(f, "{}{item}", if n > 0 { ", " } else { "" })?;
                }
                f.write_str("]")
            }
            Value::Context(context) => {
                f.write_str("{")?;
                for (n, (name, value)) in context.entries.iter().enumerate() {
                    write!(f, "{}{}: {value}", if n > 0 { ", " } else { "" }, key(name))?;
                }
                f.write_str("}")
            }
            Value::Range(range) => range.fmt(f),
            Value::Function(function) => function.fmt(f),
        }
    }
}

/// A key as FEEL writes it: in quotes when it is no name.
fn key(name: &str) -> String {
    let plain =
        !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || c == '_' || c == ' ');
    if plain { name.into() } else { format!("\"{}\"", name.replace('"', "\\\"")) }
}

impl fmt::Display for Range {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(comparison) = self.unary {
            let end = if self.low.is_null() { &self.high } else { &self.low };
            return write!(f, "({} {end})", comparison.sign());
        }
        let (open, close) =
            (if self.low_included { '[' } else { '(' }, if self.high_included { ']' } else { ')' });
        write!(f, "{open}{}..{}{close}", self.low, self.high)
    }
}
