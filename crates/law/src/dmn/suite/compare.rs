//! Whether what came out is what must come out.
//!
//! What may not happen here: nearly the same counts as the same, but for the digits that the suite itself cut off.

use super::cases::Expected;
use crate::dmn::feel::decimal::Decimal;
use crate::dmn::feel::value::Value;

/// With so many places after the point and more, the suite's numbers are those of a calculation with fewer digits than the 34 of the
/// standard: they are compared to that many places.
const COMPARED_PLACES: i64 = 8;

pub(super) fn same(expected: &Expected, got: &Value) -> bool {
    match (expected, got) {
        (Expected::Value(value), got) => value.is(got),
        (Expected::Number { value, places }, Value::Number(got)) => {
            let inexact = i64::try_from(*places).is_ok_and(|places| places >= COMPARED_PLACES);
            value == got || (inexact && is_near(*value, *got))
        }
        (Expected::List(items), Value::List(got)) => {
            items.len() == got.len() && items.iter().zip(got.iter()).all(|(a, b)| same(a, b))
        }
        (Expected::Context(entries), Value::Context(got)) => {
            let each = |(name, value): &(std::sync::Arc<str>, Expected)| {
                got.get(name).is_some_and(|got| same(value, got))
            };
            entries.len() == got.entries.len() && entries.iter().all(each)
        }
        _ => false,
    }
}

fn is_near(one: Decimal, other: Decimal) -> bool {
    let near = Decimal::new(1, -COMPARED_PLACES);
    one.minus(other).is_some_and(|apart| near.is_some_and(|near| apart.absolute() < near))
}
