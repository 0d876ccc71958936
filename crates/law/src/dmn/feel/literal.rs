//! What a text says as a date, a time, a moment or a duration.
//!
//! What may not happen here: another form than those of the standard.

use std::sync::Arc;

use super::time::{Date, DateTime, Months, Nanos, Time};
use super::value::Value;

/// The value of `@"..."`.
pub(crate) fn at(text: &str) -> Option<Value> {
    date(text).or_else(|| duration(text)).or_else(|| time(text)).or_else(|| moment(text))
}

pub(crate) fn date(text: &str) -> Option<Value> {
    text.parse::<Date>().ok().map(Value::Date)
}

pub(crate) fn time(text: &str) -> Option<Value> {
    text.parse::<Time>().ok().map(|time| Value::Time(Arc::new(time)))
}

pub(crate) fn moment(text: &str) -> Option<Value> {
    text.parse::<DateTime>().ok().map(|moment| Value::DateTime(Arc::new(moment)))
}

pub(crate) fn duration(text: &str) -> Option<Value> {
    let months = || text.parse::<Months>().ok().map(Value::Months);
    text.parse::<Nanos>().ok().map(Value::Nanos).or_else(months)
}
