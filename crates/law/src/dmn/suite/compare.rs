//! Whether what came out is what must come out.
//!
//! What may not happen here: nearly the same counts as the same, but for the digits that the suite itself cut off.

use super::cases::Expected;
use crate::dmn::feel::value::Value;
use crate::number::Rounding;

/// With so many places after the point and more, the suite's numbers are cut off.
const CUT_PLACES: usize = 8;

pub(super) fn same(expected: &Expected, got: &Value) -> bool {
    match (expected, got) {
        (Expected::Value(value), got) => value.is(got),
        (Expected::Number { value, places }, Value::Number(got)) => {
            let cut = i64::try_from(*places).ok().filter(|_| *places >= CUT_PLACES);
            value == got || cut.is_some_and(|places| got.rounded(places, Rounding::HalfEven) == Some(*value))
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
