//! The operators: three-valued logic, comparison, and arithmetic of numbers, texts, days and durations.

use std::cmp::Ordering;

use vocabulary::{Day, Span};

use super::evaluate::{Evaluation, TEXT_MAX};
use super::syntax::{Comparison, Operator};
use crate::fault::Fault;
use crate::number::Number;
use crate::value::Value;

/// True only if both are; false if one is; otherwise unknown (DMN 1.5, table 50).
pub(crate) fn and(a: Option<bool>, b: Option<bool>) -> Option<bool> {
    match (a, b) {
        (Some(false), _) | (_, Some(false)) => Some(false),
        (Some(true), Some(true)) => Some(true),
        _ => None,
    }
}

pub(crate) fn or(a: Option<bool>, b: Option<bool>) -> Option<bool> {
    match (a, b) {
        (Some(true), _) | (_, Some(true)) => Some(true),
        (Some(false), Some(false)) => Some(false),
        _ => None,
    }
}

pub(crate) fn compare(comparison: Comparison, a: &Value, b: &Value) -> Option<bool> {
    match comparison {
        Comparison::Equal => a.equals(b),
        Comparison::Unequal => a.equals(b).map(|equal| !equal),
        Comparison::Less => a.compare(b).map(Ordering::is_lt),
        Comparison::AtMost => a.compare(b).map(Ordering::is_le),
        Comparison::Greater => a.compare(b).map(Ordering::is_gt),
        Comparison::AtLeast => a.compare(b).map(Ordering::is_ge),
    }
}

/// What `in` asks of a plain value: is it the input, or a list that holds the input?
pub(crate) fn is_or_holds(value: &Value, input: &Value) -> Option<bool> {
    match (value, input) {
        (Value::List(items), Value::List(_)) => {
            Some(value.equals(input) == Some(true) || holds(items, input))
        }
        (Value::List(items), _) => Some(holds(items, input)),
        _ => value.equals(input),
    }
}

pub(crate) fn holds(items: &[Value], wanted: &Value) -> bool {
    items.iter().any(|item| item.equals(wanted) == Some(true))
}

pub(crate) fn negate(value: &Value) -> Value {
    match value {
        Value::Number(number) => Value::Number(number.negated()),
        Value::Span(span) => Value::Span(Span { months: -span.months, days: -span.days }),
        _ => Value::Nothing,
    }
}

pub(crate) fn calculate(
    evaluation: &Evaluation<'_>,
    operator: Operator,
    left: &Value,
    right: &Value,
) -> Result<Value, Fault> {
    if let (Operator::Plus, Value::Text(a), Value::Text(b)) = (operator, left, right) {
        let length = a.len() + b.len();
        evaluation.spend(length as u64 / 32)?;
        if length > TEXT_MAX {
            return Err(Fault::TooMuch { what: format!("a text of more than {TEXT_MAX} bytes") });
        }
        return Ok(Value::Text(format!("{a}{b}")));
    }
    let calculated = match (left, right) {
        (Value::Number(a), Value::Number(b)) => numbers(operator, *a, *b).map(Value::Number),
        _ => times(operator, left, right),
    };
    Ok(calculated.unwrap_or_default())
}

fn numbers(operator: Operator, a: Number, b: Number) -> Option<Number> {
    match operator {
        Operator::Plus => a.plus(b),
        Operator::Minus => a.minus(b),
        Operator::Times => a.times(b),
        Operator::Over => a.over(b),
        Operator::Power => a.power(b),
    }
}

/// Arithmetic with days and durations.
fn times(operator: Operator, left: &Value, right: &Value) -> Option<Value> {
    match (operator, left, right) {
        (Operator::Plus, Value::Day(day), Value::Span(span))
        | (Operator::Plus, Value::Span(span), Value::Day(day)) => {
            later(*day, *span).map(Value::Day)
        }
        (Operator::Minus, Value::Day(day), Value::Span(span)) => {
            later(*day, Span { months: -span.months, days: -span.days }).map(Value::Day)
        }
        (Operator::Minus, Value::Day(a), Value::Day(b)) => Some(days(a.days_since(*b))),
        (Operator::Plus, Value::Span(a), Value::Span(b)) => sum(*a, *b),
        (Operator::Minus, Value::Span(a), Value::Span(b)) => {
            sum(*a, Span { months: -b.months, days: -b.days })
        }
        (Operator::Times, Value::Span(span), Value::Number(number))
        | (Operator::Times, Value::Number(number), Value::Span(span)) => {
            scaled(*span, |n| n.times(*number))
        }
        (Operator::Over, Value::Span(span), Value::Number(number)) => {
            scaled(*span, |n| n.over(*number))
        }
        (Operator::Over, Value::Span(a), Value::Span(b)) => ratio(*a, *b),
        _ => None,
    }
}

pub(crate) fn days(days: i64) -> Value {
    Value::Span(Span { months: 0, days })
}

/// More months or days than lie between the ends of the calendar.
const MONTHS_MAX: i64 = 12 * 20_000;
const DAYS_MAX: i64 = 366 * 20_000;

/// The day a span later; none when the calendar ends before it.
pub(crate) fn later(day: Day, span: Span) -> Option<Day> {
    let months = i64::from(day.year()) * 12 + i64::from(day.month()) - 1 + span.months;
    if !(-9_999 * 12..=9_999 * 12 + 11).contains(&months) || span.days.abs() > DAYS_MAX {
        return None;
    }
    let month_later = day.plus_months(span.months);
    let later = month_later.plus_days(span.days);
    (later.days_since(month_later) == span.days).then_some(later)
}

fn checked(months: i64, days: i64) -> Option<Value> {
    let fits = months.abs() <= MONTHS_MAX && days.abs() <= DAYS_MAX && (months == 0 || days == 0);
    fits.then_some(Value::Span(Span { months, days }))
}

fn sum(a: Span, b: Span) -> Option<Value> {
    checked(a.months.checked_add(b.months)?, a.days.checked_add(b.days)?)
}

/// A multiple or part of a span. There are no parts of a month or of a day: none.
fn scaled(span: Span, scale: impl Fn(Number) -> Option<Number>) -> Option<Value> {
    let part = |count: i64| scale(Number::from(count))?.whole();
    checked(part(span.months)?, part(span.days)?)
}

fn ratio(a: Span, b: Span) -> Option<Value> {
    let count = |span: Span| if span.days == 0 { span.months } else { span.days };
    let same = (a.days == 0 && b.days == 0) || (a.months == 0 && b.months == 0);
    if !same {
        return None;
    }
    Number::from(count(a)).over(Number::from(count(b))).map(Value::Number)
}

/// A property of a day or a duration by its FEEL name; null for what has none.
pub(crate) fn property(value: &Value, name: &str) -> Value {
    let number = match value {
        Value::Day(day) => match name {
            "year" => i64::from(day.year()),
            "month" => i64::from(day.month()),
            "day" => i64::from(day.day_of_month()),
            "weekday" => i64::from(day.weekday()),
            _ => return Value::Nothing,
        },
        Value::Span(span) => match name {
            "years" if span.days == 0 => span.months / 12,
            "months" if span.days == 0 => span.months % 12,
            "days" if span.months == 0 => span.days,
            _ => return Value::Nothing,
        },
        _ => return Value::Nothing,
    };
    Value::whole(number)
}
