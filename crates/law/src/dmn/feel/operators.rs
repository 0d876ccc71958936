//! Arithmetic of numbers, texts, days, times and durations, and the properties of values (DMN 1.5, tables 53 to 58 and 65).
//!
//! What may not happen here: a result where the standard has none. That is null, with a warning.

use std::sync::Arc;

use super::decimal::Decimal;
use super::evaluate::{Done, Evaluation};
use super::roots;
use super::syntax::Operator;
use super::time::{Date, DateTime, Months, Nanos, Time, Zone};
use super::value::{Range, Value};

const SECOND: i128 = 1_000_000_000;
const DAY: i128 = 86_400 * SECOND;

pub(crate) fn negate(value: &Value) -> Value {
    match value {
        Value::Number(number) => Value::Number(number.negated()),
        Value::Months(months) => Value::Months(Months(-months.0)),
        Value::Nanos(nanos) => Value::Nanos(Nanos(-nanos.0)),
        _ => Value::Null,
    }
}

pub(crate) fn calculate(
    evaluation: &Evaluation,
    operator: Operator,
    left: &Value,
    right: &Value,
) -> Done<Value> {
    if let (Operator::Plus, Value::Text(a), Value::Text(b)) = (operator, left, right) {
        return evaluation.letters(format!("{a}{b}"));
    }
    let calculated = match (left, right) {
        (Value::Number(a), Value::Number(b)) => numbers(operator, *a, *b).map(Value::Number),
        _ => match operator {
            Operator::Plus => sum(left, right).or_else(|| sum(right, left)),
            Operator::Minus => difference(left, right),
            Operator::Times => product(left, right).or_else(|| product(right, left)),
            Operator::Over => quotient(left, right),
            Operator::Power => None,
        },
    };
    Ok(calculated.unwrap_or_else(|| {
        evaluation
            .warn(|| format!("there is no such result of {} and {}", left.kind(), right.kind()));
        Value::Null
    }))
}

fn numbers(operator: Operator, a: Decimal, b: Decimal) -> Option<Decimal> {
    match operator {
        Operator::Plus => a.plus(b),
        Operator::Minus => a.minus(b),
        Operator::Times => a.times(b),
        Operator::Over => a.over(b),
        Operator::Power => roots::power(a, b),
    }
}

/// What may be added to something; the other way round is asked for by the caller.
fn sum(left: &Value, right: &Value) -> Option<Value> {
    match (left, right) {
        (Value::Months(a), Value::Months(b)) => {
            Months::new(a.0.checked_add(b.0)?).map(Value::Months)
        }
        (Value::Nanos(a), Value::Nanos(b)) => Nanos::new(a.0.checked_add(b.0)?).map(Value::Nanos),
        (Value::Date(date), Value::Months(months)) => date.plus_months(months.0).map(Value::Date),
        (Value::Date(date), Value::Nanos(nanos)) => {
            let days = i64::try_from(nanos.0.div_euclid(DAY)).ok()?;
            Date::of_number(date.number().checked_add(days)?).map(Value::Date)
        }
        (Value::DateTime(moment), Value::Months(months)) => {
            Some(Value::DateTime(Arc::new(moment.plus_months(months.0)?)))
        }
        (Value::DateTime(moment), Value::Nanos(nanos)) => {
            Some(Value::DateTime(Arc::new(moment.plus(*nanos)?)))
        }
        (Value::Time(time), Value::Nanos(nanos)) => {
            let later = Time::of_nanos(time.nanos().checked_add(nanos.0)?, time.zone.clone())?;
            Some(Value::Time(Arc::new(later)))
        }
        _ => None,
    }
}

fn difference(left: &Value, right: &Value) -> Option<Value> {
    // A day stands for its midnight at Greenwich.
    let moment = |date: &Date| DateTime::midnight(*date, Zone::Offset(0));
    match (left, right) {
        (_, Value::Months(_) | Value::Nanos(_)) => sum(left, &negate(right)),
        (Value::Date(a), Value::Date(b)) => {
            Nanos::new(i128::from(a.number() - b.number()) * DAY).map(Value::Nanos)
        }
        (Value::DateTime(a), Value::DateTime(b)) => a.since(b).map(Value::Nanos),
        (Value::DateTime(a), Value::Date(b)) => a.since(&moment(b)).map(Value::Nanos),
        (Value::Date(a), Value::DateTime(b)) => moment(a).since(b).map(Value::Nanos),
        (Value::Time(a), Value::Time(b)) => a.since(b).map(Value::Nanos),
        _ => None,
    }
}

/// A number of so many steps, which durations are counted in; what is smaller is cut off.
fn steps(number: Decimal) -> Option<i128> {
    let (coefficient, exponent) = number.rounded(0, crate::number::Rounding::Down)?.parts();
    coefficient.checked_mul(10_i128.checked_pow(u32::try_from(exponent).ok()?)?)
}

fn counted(steps: i128) -> Option<Decimal> {
    Decimal::new(steps, 0)
}

fn product(left: &Value, right: &Value) -> Option<Value> {
    match (left, right) {
        (Value::Months(months), Value::Number(number)) => {
            let product = steps(Decimal::from(months.0).times(*number)?)?;
            Months::new(i64::try_from(product).ok()?).map(Value::Months)
        }
        (Value::Nanos(nanos), Value::Number(number)) => {
            Nanos::new(steps(counted(nanos.0)?.times(*number)?)?).map(Value::Nanos)
        }
        _ => None,
    }
}

fn quotient(left: &Value, right: &Value) -> Option<Value> {
    match (left, right) {
        (Value::Months(months), Value::Number(number)) => {
            let quotient = steps(Decimal::from(months.0).over(*number)?)?;
            Months::new(i64::try_from(quotient).ok()?).map(Value::Months)
        }
        (Value::Nanos(nanos), Value::Number(number)) => {
            Nanos::new(steps(counted(nanos.0)?.over(*number)?)?).map(Value::Nanos)
        }
        (Value::Months(a), Value::Months(b)) => {
            Decimal::from(a.0).over(Decimal::from(b.0)).map(Value::Number)
        }
        (Value::Nanos(a), Value::Nanos(b)) => counted(a.0)?.over(counted(b.0)?).map(Value::Number),
        _ => None,
    }
}

/// A property of a value by its FEEL name; null for what has none.
pub(crate) fn property(value: &Value, name: &str) -> Value {
    match value {
        Value::Date(date) => of_date(*date, name).map(Value::whole),
        Value::Time(time) => of_time(time, time.offset(), name),
        Value::DateTime(moment) => of_date(moment.date, name)
            .map(Value::whole)
            .or_else(|| of_time(&moment.time, moment.offset(), name)),
        Value::Months(months) => match name {
            "years" => Some(Value::whole(months.0 / 12)),
            "months" => Some(Value::whole(months.0 % 12)),
            _ => None,
        },
        Value::Nanos(nanos) => of_nanos(*nanos, name),
        Value::Range(range) => of_range(range, name),
        _ => None,
    }
    .unwrap_or_default()
}

fn of_date(date: Date, name: &str) -> Option<i64> {
    Some(match name {
        "year" => date.year,
        "month" => date.month,
        "day" => date.day,
        "weekday" => date.weekday(),
        _ => return None,
    })
}

fn of_time(time: &Time, offset: Option<i64>, name: &str) -> Option<Value> {
    Some(match name {
        "hour" => Value::whole(time.second / 3_600),
        "minute" => Value::whole(time.second / 60 % 60),
        "second" => Value::whole(time.second % 60),
        "time offset" => Value::Nanos(Nanos(i128::from(offset?) * SECOND)),
        "timezone" => Value::text(time.zone.name()?),
        _ => return None,
    })
}

fn of_nanos(nanos: Nanos, name: &str) -> Option<Value> {
    let seconds = nanos.0 / SECOND;
    let part = match name {
        "days" => seconds / 86_400,
        "hours" => seconds / 3_600 % 24,
        "minutes" => seconds / 60 % 60,
        "seconds" => seconds % 60,
        _ => return None,
    };
    Some(Value::whole(i64::try_from(part).ok()?))
}

fn of_range(range: &Range, name: &str) -> Option<Value> {
    Some(match name {
        "start" => range.low.clone(),
        "end" => range.high.clone(),
        "start included" => Value::Boolean(range.low_included),
        "end included" => Value::Boolean(range.high_included),
        _ => return None,
    })
}
