//! Amounts of money out of words, exactly: digits move, nothing is computed in binary fractions.
//!
//! What may not happen here: no floating-point number, and no guess where a comma could mean two things.

use vocabulary::Money;

/// How many digits the minor unit of a currency has, asked of the type that prints it.
pub(crate) fn digits_of(currency: &str) -> usize {
    Money::new(0, currency).grouped().split_once('.').map_or(0, |(_, cents)| cents.len())
}

/// An amount as Brazil writes it: `1.065,00`. Nothing when it is written otherwise, as `1,654`.
pub(super) fn brazilian(text: &str, currency: &str) -> Option<i64> {
    let (whole, cents) = text.split_once(',').unwrap_or((text, ""));
    let groups: Vec<&str> = whole.split('.').collect();
    let grouped = groups.len() > 1;
    let right = groups.iter().enumerate().all(|(place, group)| {
        let digits = group.bytes().all(|b| b.is_ascii_digit());
        let length = match (grouped, place) {
            (false, _) => (1..=15).contains(&group.len()),
            (true, 0) => (1..=3).contains(&group.len()),
            (true, _) => group.len() == 3,
        };
        digits && length
    });
    let exact = cents.is_empty() || cents.len() == digits_of(currency);
    if !right || !exact {
        return None;
    }
    minor(&groups.concat(), cents, 0, currency)
}

/// An amount as XML Schema writes a decimal or a double: `12.50`, `1.25E1`, `-3`.
pub(super) fn decimal(text: &str, currency: &str) -> Option<i64> {
    let text = text.trim();
    let (number, exponent) = match text.split_once(['e', 'E']) {
        Some((number, exponent)) => (number, exponent.parse::<i32>().ok()?),
        None => (text, 0),
    };
    let (sign, number) = match number.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, number.strip_prefix('+').unwrap_or(number)),
    };
    let (whole, part) = number.split_once('.').unwrap_or((number, ""));
    if whole.is_empty() && part.is_empty() || !(-20..=20).contains(&exponent) {
        return None;
    }
    // The sign goes on before the limits are checked: the smallest amount has no positive twin.
    minor(&format!("{}{whole}", if sign < 0 { "-" } else { "" }), part, exponent, currency)
}

/// The minor units of `whole.part` times ten to the exponent; nothing when a fraction of a minor unit would be lost.
fn minor(whole: &str, part: &str, exponent: i32, currency: &str) -> Option<i64> {
    let (sign, whole) = whole.strip_prefix('-').map_or(("", whole), |rest| ("-", rest));
    if !whole.bytes().chain(part.bytes()).all(|b| b.is_ascii_digit()) {
        return None;
    }
    let mut digits = format!("{whole}{part}");
    let shift =
        i32::try_from(digits_of(currency)).ok()? + exponent - i32::try_from(part.len()).ok()?;
    if shift >= 0 {
        digits.extend(std::iter::repeat_n('0', usize::try_from(shift).ok()?));
    } else {
        for _ in 0..shift.unsigned_abs() {
            match digits.pop() {
                Some('0') | None => {}
                Some(_) => return None,
            }
        }
    }
    let digits = digits.trim_start_matches('0');
    format!("{sign}{}", if digits.is_empty() { "0" } else { digits }).parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_exact_or_nothing() {
        assert_eq!(brazilian("9.672,00", "BRL"), Some(967_200));
        assert_eq!(brazilian("1.234.567,89", "BRL"), Some(123_456_789));
        assert_eq!(brazilian("228", "BRL"), Some(22_800));
        for unclear in ["1,654", "1.65,00", "12.3456,00", "", ",50", "R$ 5", "-1,00", "1,5"] {
            assert_eq!(brazilian(unclear, "BRL"), None, "{unclear}");
        }
        assert_eq!(decimal("0.0", "EUR"), Some(0));
        assert_eq!(decimal("-12.50", "EUR"), Some(-1_250));
        assert_eq!(decimal("1.25E1", "EUR"), Some(1_250));
        assert_eq!(decimal("400.00", "KRW"), Some(400));
        assert_eq!(decimal("0.005", "EUR"), None);
        assert_eq!(decimal("92233720368547758.07", "EUR"), Some(i64::MAX));
        assert_eq!(decimal("-92233720368547758.08", "EUR"), Some(i64::MIN));
        for wrong in ["", ".", "NaN", "INF", "1e99", "1,5", "99999999999999999999"] {
            assert_eq!(decimal(wrong, "EUR"), None, "{wrong}");
        }
    }
}
