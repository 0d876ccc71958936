//! Functions that make one value of many: of a list, or of the arguments themselves.
//!
//! What may not happen here: a result of values of different kinds.

use std::cmp::Ordering;

use super::{Decimal, Done, Entry, Evaluation, Given, Value, entry};
use crate::dmn::feel::operators::calculate;
use crate::dmn::feel::syntax::Operator;

pub(super) const FUNCTIONS: [Entry; 6] = [
    entry("min", &["list", "c..."], |_, given| Ok(extreme(given.spread(), Ordering::Less))),
    entry("max", &["list", "c..."], |_, given| Ok(extreme(given.spread(), Ordering::Greater))),
    entry("sum", &["list", "n..."], sum),
    entry("product", &["list", "n..."], product),
    entry("all", &["list", "b..."], |_, given| Ok(junction(given.spread(), false))),
    entry("any", &["list", "b..."], |_, given| Ok(junction(given.spread(), true))),
];

fn extreme(items: &[Value], wanted: Ordering) -> Option<Value> {
    let mut best = items.first()?;
    // One item must have an order, too: `min([null])` is null.
    best.compare(best)?;
    for item in items {
        if item.compare(best)? == wanted {
            best = item;
        }
    }
    Some(best.clone())
}

/// The sum of numbers, or of durations.
fn sum(evaluation: &Evaluation, given: Given<'_>) -> Done<Option<Value>> {
    let mut items = given.spread().iter();
    let adds =
        |value: &&Value| matches!(value, Value::Number(_) | Value::Months(_) | Value::Nanos(_));
    let Some(first) = items.next().filter(adds) else { return Ok(None) };
    let mut sum = first.clone();
    for item in items {
        sum = calculate(evaluation, Operator::Plus, &sum, item)?;
    }
    Ok((!sum.is_null()).then_some(sum))
}

fn product(_: &Evaluation, given: Given<'_>) -> Done<Option<Value>> {
    let items = given.spread();
    let multiply = |product: Decimal, item: &Value| match item {
        Value::Number(number) => product.times(*number),
        _ => None,
    };
    let product = items.iter().try_fold(Decimal::ONE, multiply);
    Ok(product.filter(|_| !items.is_empty()).map(Value::Number))
}

/// True or false decides as soon as it is found; what is neither makes the rest unknown.
fn junction(items: &[Value], decisive: bool) -> Option<Value> {
    let mut known = true;
    for item in items {
        match item.as_truth() {
            Some(truth) if truth == decisive => return Some(Value::Boolean(decisive)),
            Some(_) => {}
            None => known = false,
        }
    }
    known.then_some(Value::Boolean(!decisive))
}
