//! Functions of numbers: rounding in all ways that laws say, remainders, roots, logarithms.
//!
//! What may not happen here: a float.

use super::{Decimal, Done, Entry, Evaluation, Given, Value, entry};
use crate::dmn::feel::roots;
use crate::dmn::feel::time::{Months, Nanos};
use crate::number::Rounding;

/// The scales that a number may be rounded to (DMN 1.5, table 77).
const SCALE_LEAST: i64 = -6_111;
const SCALE_MOST: i64 = 6_176;

pub(super) const FUNCTIONS: [Entry; 14] = [
    entry("decimal", &["n, scale"], |_, given| Ok(rounded(given, Rounding::HalfEven))),
    entry("floor", &["n, scale?"], |_, given| Ok(rounded(given, Rounding::Floor))),
    entry("ceiling", &["n, scale?"], |_, given| Ok(rounded(given, Rounding::Ceiling))),
    entry("round up", &["n, scale"], |_, given| Ok(rounded(given, Rounding::Up))),
    entry("round down", &["n, scale"], |_, given| Ok(rounded(given, Rounding::Down))),
    entry("round half up", &["n, scale"], |_, given| Ok(rounded(given, Rounding::HalfUp))),
    entry("round half down", &["n, scale"], |_, given| Ok(rounded(given, Rounding::HalfDown))),
    entry("abs", &["n"], absolute),
    entry("modulo", &["dividend, divisor"], modulo),
    entry("sqrt", &["number"], |_, given| Ok(of_one(given, roots::square_root))),
    entry("log", &["number"], |_, given| Ok(of_one(given, roots::logarithm))),
    entry("exp", &["number"], |_, given| Ok(of_one(given, roots::exponential))),
    entry("odd", &["number"], |_, given| Ok(parity(given, Decimal::ONE))),
    entry("even", &["number"], |_, given| Ok(parity(given, Decimal::ZERO))),
];

fn rounded(given: Given<'_>, rounding: Rounding) -> Option<Value> {
    let scale = if given.count() > 1 { given.number(1)?.truncated()? } else { 0 };
    if !(SCALE_LEAST..=SCALE_MOST).contains(&scale) {
        return None;
    }
    given.number(0)?.rounded(scale, rounding).map(Value::Number)
}

fn absolute(_: &Evaluation, given: Given<'_>) -> Done<Option<Value>> {
    Ok(match given.one(0) {
        Value::Number(number) => Some(Value::Number(number.absolute())),
        Value::Months(months) => Some(Value::Months(Months(months.0.abs()))),
        Value::Nanos(nanos) => Some(Value::Nanos(Nanos(nanos.0.abs()))),
        _ => None,
    })
}

fn modulo(_: &Evaluation, given: Given<'_>) -> Done<Option<Value>> {
    let numbers = given.number(0).zip(given.number(1));
    Ok(numbers.and_then(|(number, divisor)| number.modulo(divisor)).map(Value::Number))
}

fn of_one(given: Given<'_>, function: fn(Decimal) -> Option<Decimal>) -> Option<Value> {
    function(given.number(0)?).map(Value::Number)
}

fn parity(given: Given<'_>, wanted: Decimal) -> Option<Value> {
    let number = given.number(0)?;
    let rest = number.modulo(Decimal::from(2))?;
    Some(Value::Boolean(number.is_whole() && rest == wanted))
}
