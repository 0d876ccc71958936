//! Mean, median, deviation and mode of numbers.
//!
//! What may not happen here: a float.

use super::{Decimal, Entry, Given, Value, entry};
use crate::dmn::feel::roots;

pub(super) const FUNCTIONS: [Entry; 4] = [
    entry("mean", &["list", "n..."], |_, given| {
        Ok(numbers(given).and_then(|n| mean(&n)).map(Value::Number))
    }),
    entry("median", &["list", "n..."], |_, given| {
        Ok(numbers(given).and_then(median).map(Value::Number))
    }),
    entry("stddev", &["list", "n..."], |_, given| {
        Ok(numbers(given).and_then(|n| roots::deviation(&n)).map(Value::Number))
    }),
    entry("mode", &["list", "n..."], |_, given| Ok(numbers(given).map(mode))),
];

/// All of the list, when all are numbers.
fn numbers(given: Given<'_>) -> Option<Vec<Decimal>> {
    let number = |item: &Value| if let Value::Number(number) = item { Some(*number) } else { None };
    given.spread().iter().map(number).collect()
}

fn mean(numbers: &[Decimal]) -> Option<Decimal> {
    let sum = numbers.iter().try_fold(Decimal::ZERO, |sum, number| sum.plus(*number))?;
    sum.over(Decimal::from(i64::try_from(numbers.len()).ok()?))
}

fn median(mut numbers: Vec<Decimal>) -> Option<Decimal> {
    numbers.sort_unstable();
    let upper = *numbers.get(numbers.len() / 2)?;
    if numbers.len() % 2 == 1 {
        return Some(upper);
    }
    let lower = *numbers.get(numbers.len() / 2 - 1)?;
    lower.plus(upper)?.over(Decimal::from(2))
}

/// The numbers that are there most often, in order.
fn mode(mut numbers: Vec<Decimal>) -> Value {
    numbers.sort_unstable();
    let runs: Vec<&[Decimal]> = numbers.chunk_by(|a, b| a == b).collect();
    let most = runs.iter().map(|run| run.len()).max().unwrap_or(0);
    let often = runs.into_iter().filter(|run| run.len() == most);
    Value::list(often.filter_map(|run| run.first().copied().map(Value::Number)).collect())
}
