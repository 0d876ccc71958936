//! How points and ranges lie to one another (DMN 1.5, table 78), and ranges from texts.
//!
//! What may not happen here: an answer about ends that have no order.

use std::cmp::Ordering;

use super::{Done, Entry, Evaluation, Given, Range, Value, entry};
use crate::dmn::feel::names::Known;
use crate::dmn::feel::parser;
use crate::dmn::feel::scope::Scope;
use crate::dmn::feel::syntax::{Arguments, Node};

const POINTS: &[&str] = &["point1, point2", "point, range", "range, point", "range1, range2"];
const POINT_FIRST: &[&str] = &["point, range", "range1, range2"];
const RANGE_FIRST: &[&str] = &["range, point", "range1, range2"];
const RANGES: &[&str] = &["range1, range2"];

pub(super) const FUNCTIONS: [Entry; 15] = [
    entry("before", POINTS, |_, given| Ok(said(before(given.one(0), given.one(1))))),
    entry("after", POINTS, |_, given| Ok(said(before(given.one(1), given.one(0))))),
    entry("meets", RANGES, |_, given| Ok(of_ranges(given, meets))),
    entry("met by", RANGES, |_, given| Ok(of_ranges(given, |a, b| meets(b, a)))),
    entry("overlaps", RANGES, |_, given| Ok(of_ranges(given, overlaps))),
    entry("overlaps before", RANGES, |_, given| Ok(of_ranges(given, overlaps_before))),
    entry("overlaps after", RANGES, |_, given| Ok(of_ranges(given, |a, b| overlaps_before(b, a)))),
    entry("finishes", POINT_FIRST, |_, given| Ok(said(finishes(given.one(0), given.one(1))))),
    entry("finished by", RANGE_FIRST, |_, given| Ok(said(finishes(given.one(1), given.one(0))))),
    entry("includes", RANGE_FIRST, |_, given| Ok(said(includes(given.one(0), given.one(1))))),
    entry("during", POINT_FIRST, |_, given| Ok(said(includes(given.one(1), given.one(0))))),
    entry("starts", POINT_FIRST, |_, given| Ok(said(starts(given.one(0), given.one(1))))),
    entry("started by", RANGE_FIRST, |_, given| Ok(said(starts(given.one(1), given.one(0))))),
    entry("coincides", &["point1, point2", "range1, range2"], |_, given| {
        Ok(said(coincides(given.one(0), given.one(1))))
    }),
    entry("range", &["from"], range),
];

fn said(answer: Option<bool>) -> Option<Value> {
    answer.map(Value::Boolean)
}

fn of_ranges(given: Given<'_>, ask: fn(&Range, &Range) -> Option<bool>) -> Option<Value> {
    said(ask(given.range(0)?, given.range(1)?))
}

/// Whether the first is less, or equal where `equal` holds.
fn less(a: &Value, b: &Value, equal: bool) -> Option<bool> {
    let order = a.compare(b)?;
    Some(order == Ordering::Less || (equal && order == Ordering::Equal))
}

fn same(a: &Value, b: &Value) -> Option<bool> {
    a.compare(b).map(Ordering::is_eq)
}

fn both(a: Option<bool>, b: Option<bool>) -> Option<bool> {
    a.zip(b).map(|(a, b)| a && b)
}

fn before(a: &Value, b: &Value) -> Option<bool> {
    match (a, b) {
        (Value::Range(a), Value::Range(b)) => {
            less(&a.high, &b.low, !a.high_included || !b.low_included)
        }
        (Value::Range(a), point) => less(&a.high, point, !a.high_included),
        (point, Value::Range(b)) => less(point, &b.low, !b.low_included),
        (a, b) => less(a, b, false),
    }
}

fn meets(a: &Range, b: &Range) -> Option<bool> {
    same(&a.high, &b.low).map(|same| same && a.high_included && b.low_included)
}

fn overlaps(a: &Range, b: &Range) -> Option<bool> {
    let reaches = less(&b.low, &a.high, a.high_included && b.low_included);
    both(reaches, less(&a.low, &b.high, a.low_included && b.high_included))
}

fn overlaps_before(a: &Range, b: &Range) -> Option<bool> {
    let begins = less(&a.low, &b.low, a.low_included && !b.low_included);
    let reaches = less(&b.low, &a.high, a.high_included && b.low_included);
    let ends = less(&a.high, &b.high, !a.high_included || b.high_included);
    both(both(begins, reaches), ends)
}

fn finishes(a: &Value, b: &Value) -> Option<bool> {
    match (a, b) {
        (Value::Range(a), Value::Range(b)) => {
            let ends =
                same(&a.high, &b.high).map(|same| same && a.high_included == b.high_included);
            both(ends, less(&b.low, &a.low, !a.low_included || b.low_included))
        }
        (_, Value::Range(b)) => same(a, &b.high).map(|same| same && b.high_included),
        _ => None,
    }
}

fn starts(a: &Value, b: &Value) -> Option<bool> {
    match (a, b) {
        (Value::Range(a), Value::Range(b)) => {
            let begins = same(&a.low, &b.low).map(|same| same && a.low_included == b.low_included);
            both(begins, less(&a.high, &b.high, !a.high_included || b.high_included))
        }
        (_, Value::Range(b)) => same(a, &b.low).map(|same| same && b.low_included),
        _ => None,
    }
}

fn includes(a: &Value, b: &Value) -> Option<bool> {
    match (a, b) {
        (Value::Range(a), Value::Range(b)) => {
            let begins = less(&a.low, &b.low, a.low_included || !b.low_included);
            both(begins, less(&b.high, &a.high, a.high_included || !b.high_included))
        }
        (Value::Range(a), point) => a.contains(point),
        _ => None,
    }
}

fn coincides(a: &Value, b: &Value) -> Option<bool> {
    match (a, b) {
        (Value::Range(a), Value::Range(b)) => {
            let included = a.low_included == b.low_included && a.high_included == b.high_included;
            both(both(same(&a.low, &b.low), same(&a.high, &b.high)), Some(included))
        }
        (Value::Range(_), _) | (_, Value::Range(_)) => None,
        (a, b) => same(a, b),
    }
}

/// `range("[1..3]")`: a range of literals, from the lesser to the greater.
fn range(evaluation: &Evaluation, given: Given<'_>) -> Done<Option<Value>> {
    let Some(text) = given.text(0) else { return Ok(None) };
    let known = Known::new(std::collections::BTreeSet::new(), std::sync::Arc::default());
    let Ok(node) = parser::expression(text, &known) else { return Ok(None) };
    let Node::Range(bounds) = &node else { return Ok(None) };
    if !is_literal(&bounds.low) || !is_literal(&bounds.high) {
        return Ok(None);
    }
    let value = evaluation.value(&node, &Scope::default())?;
    let Value::Range(range) = &value else { return Ok(None) };
    let in_order = range.low.compare(&range.high).is_some_and(Ordering::is_le);
    Ok(in_order.then_some(value))
}

/// A literal, a negative number, or a date, time or duration of a literal text.
fn is_literal(node: &Node) -> bool {
    match node {
        Node::Constant(_) => true,
        Node::Negate(inner) => matches!(**inner, Node::Constant(_)),
        Node::Call(function, Arguments::Placed(arguments)) => {
            let named = ["date", "time", "date and time", "duration"];
            let known = matches!(&**function, Node::Name(name) if named.contains(&&**name));
            known && matches!(arguments.as_slice(), [Node::Constant(_)])
        }
        _ => false,
    }
}
