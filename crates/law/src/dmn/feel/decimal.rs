//! Numbers of DMN: decimals of 34 digits, as IEEE 754 decimal128 and DMN 1.5 (10.3.2.3.1) ask for.
//!
//! The law's own `Number` keeps 28 digits; both are exact, and neither goes through a float. What may not happen here: a panic,
//! wrapping, or a result that is not the correctly rounded one.

use std::cmp::Ordering;
use std::fmt;

use num_bigint::BigInt;
use num_traits::{Signed, ToPrimitive, Zero};

use crate::number::Rounding;

/// The most digits that a number keeps; the next is rounded half to even.
pub(crate) const DIGITS_MAX: u32 = 34;
/// The highest power of ten that the first digit of a number may stand for.
const EXPONENT_MAX: i32 = 6_144;
/// How far below the point the last digit of a number may stand.
const SCALE_MAX: i32 = 6_176;
/// The most digits that are kept while a sum is made of numbers that lie far apart.
const APART_MAX: u32 = 80;

/// A coefficient of up to 34 digits times a power of ten. Equal numbers are the same: `1.50` is kept as `1.5`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct Decimal {
    coefficient: i128,
    exponent: i32,
}

fn ten_to(power: u32) -> Option<i128> {
    10_i128.checked_pow(power)
}

/// How many decimal digits a number has; zero has none.
fn digits_of(number: u128) -> u32 {
    number.checked_ilog10().map_or(0, |digits| digits + 1)
}

/// Whether a quotient cut off towards zero must move one step away from it.
fn moves(rounding: Rounding, negative: bool, odd: bool, against_half: Ordering) -> bool {
    match rounding {
        Rounding::Up => true,
        Rounding::Down => false,
        Rounding::Floor => negative,
        Rounding::Ceiling => !negative,
        Rounding::HalfUp => against_half != Ordering::Less,
        Rounding::HalfDown => against_half == Ordering::Greater,
        Rounding::HalfEven => {
            against_half == Ordering::Greater || (against_half == Ordering::Equal && odd)
        }
    }
}

/// Divides by ten to that power, rounding what is left.
fn cut(number: i128, places: u32, rounding: Rounding) -> i128 {
    let Some(divisor) = ten_to(places) else {
        // Nothing of the number reaches that far.
        let away = number != 0 && moves(rounding, number < 0, false, Ordering::Less);
        return if away { number.signum() } else { 0 };
    };
    let (quotient, rest) = (number / divisor, number % divisor);
    if rest == 0 {
        return quotient;
    }
    let against_half = rest.unsigned_abs().cmp(&(divisor.unsigned_abs() - rest.unsigned_abs()));
    let away = moves(rounding, number < 0, quotient % 2 != 0, against_half);
    if away { quotient + number.signum() } else { quotient }
}

impl Decimal {
    pub(crate) const ZERO: Decimal = Decimal { coefficient: 0, exponent: 0 };
    pub(crate) const ONE: Decimal = Decimal { coefficient: 1, exponent: 0 };

    /// The number nearest to a coefficient times a power of ten; none when it is too large.
    pub(crate) fn new(mut coefficient: i128, exponent: i64) -> Option<Decimal> {
        let mut exponent = i32::try_from(exponent).ok()?;
        let digits = digits_of(coefficient.unsigned_abs());
        if digits > DIGITS_MAX {
            coefficient = cut(coefficient, digits - DIGITS_MAX, Rounding::HalfEven);
            exponent = exponent.checked_add(i32::try_from(digits - DIGITS_MAX).ok()?)?;
        }
        if exponent < -SCALE_MAX {
            let places = u32::try_from(-SCALE_MAX - exponent).ok()?;
            coefficient = cut(coefficient, places, Rounding::HalfEven);
            exponent = -SCALE_MAX;
        }
        while coefficient != 0 && coefficient % 10 == 0 {
            coefficient /= 10;
            exponent = exponent.checked_add(1)?;
        }
        if coefficient == 0 {
            return Some(Decimal::ZERO);
        }
        let first =
            exponent.checked_add(i32::try_from(digits_of(coefficient.unsigned_abs())).ok()?)? - 1;
        (first <= EXPONENT_MAX).then_some(Decimal { coefficient, exponent })
    }

    /// The number nearest to a large coefficient times a power of ten.
    pub(crate) fn of_large(large: &BigInt, exponent: i64) -> Option<Decimal> {
        if let Some(coefficient) = large.to_i128() {
            return Decimal::new(coefficient, exponent);
        }
        let digits = u32::try_from(large.magnitude().to_string().len()).ok()?;
        // Two more digits than are kept; what is below them only matters as more than nothing.
        let places = digits - (DIGITS_MAX + 2);
        let divisor = BigInt::from(10).pow(places);
        let (quotient, rest) = (large / &divisor, large % &divisor);
        let mut coefficient = quotient.to_i128()?.checked_mul(10)?;
        if !rest.is_zero() {
            coefficient += i128::from(if large.is_negative() { -1_i8 } else { 1 });
        }
        Decimal::new(coefficient, exponent.checked_add(i64::from(places))? - 1)
    }

    /// The number in steps of ten to minus that many places, rounded towards zero. For the functions of `roots`.
    pub(crate) fn in_steps(self, places: u32) -> Option<BigInt> {
        let shift = i64::from(self.exponent) + i64::from(places);
        let large = BigInt::from(self.coefficient);
        let power = BigInt::from(10).pow(u32::try_from(shift.unsigned_abs()).ok()?);
        Some(if shift >= 0 { large * power } else { large / power })
    }

    /// Reads `12`, `-0.5`, `.5`, `1.23e4`, `1.23E-4`; none when it is not a number.
    pub(crate) fn parse(text: &str) -> Option<Decimal> {
        let (mantissa, exponent) = match text.find(['e', 'E']) {
            Some(place) => (text.get(..place)?, text.get(place + 1..)?.parse::<i64>().ok()?),
            None => (text, 0),
        };
        let unsigned = mantissa.strip_prefix('-').unwrap_or(mantissa);
        let (whole, part) = unsigned.split_once('.').unwrap_or((unsigned, ""));
        let fits = |digits: &str| digits.chars().all(|c| c.is_ascii_digit());
        let ends = unsigned.ends_with(|c: char| c.is_ascii_digit());
        if !ends || !fits(whole) || !fits(part) || unsigned.len() > 10_000 {
            return None;
        }
        let digits = format!("{whole}{part}");
        let large: BigInt = digits.parse().ok()?;
        let large = if mantissa.starts_with('-') { -large } else { large };
        if large.is_zero() {
            return Some(Decimal::ZERO);
        }
        Decimal::of_large(&large, exponent.checked_sub(i64::try_from(part.len()).ok()?)?)
    }

    pub(crate) fn plus(self, other: Decimal) -> Option<Decimal> {
        let (high, low) =
            if self.exponent >= other.exponent { (self, other) } else { (other, self) };
        let apart = u32::try_from(high.exponent - low.exponent).ok()?;
        let shifted = ten_to(apart).and_then(|power| high.coefficient.checked_mul(power));
        if let Some(sum) = shifted.and_then(|shifted| shifted.checked_add(low.coefficient)) {
            return Decimal::new(sum, i64::from(low.exponent));
        }
        if high.coefficient == 0 {
            return Some(low);
        }
        if apart > APART_MAX {
            // What is so much smaller only matters as more than nothing.
            let large = BigInt::from(high.coefficient) * BigInt::from(10).pow(APART_MAX);
            let sum = large + low.coefficient.signum();
            return Decimal::of_large(&sum, i64::from(high.exponent) - i64::from(APART_MAX));
        }
        let sum = BigInt::from(high.coefficient) * BigInt::from(10).pow(apart) + low.coefficient;
        Decimal::of_large(&sum, i64::from(low.exponent))
    }

    pub(crate) fn minus(self, other: Decimal) -> Option<Decimal> {
        self.plus(other.negated())
    }

    pub(crate) fn times(self, other: Decimal) -> Option<Decimal> {
        let exponent = i64::from(self.exponent) + i64::from(other.exponent);
        match self.coefficient.checked_mul(other.coefficient) {
            Some(product) => Decimal::new(product, exponent),
            None => {
                let product = BigInt::from(self.coefficient) * BigInt::from(other.coefficient);
                Decimal::of_large(&product, exponent)
            }
        }
    }

    /// The quotient; none for a division by zero.
    pub(crate) fn over(self, other: Decimal) -> Option<Decimal> {
        if other.coefficient == 0 {
            return None;
        }
        let divisor = other.coefficient.unsigned_abs();
        let mut quotient = self.coefficient.unsigned_abs() / divisor;
        let mut rest = self.coefficient.unsigned_abs() % divisor;
        let mut exponent = i64::from(self.exponent) - i64::from(other.exponent);
        // Three digits at a time: a rest of 34 digits and three more still fit 128 bits.
        while rest != 0 && digits_of(quotient) < DIGITS_MAX {
            rest *= 1_000;
            quotient = quotient * 1_000 + rest / divisor;
            rest %= divisor;
            exponent -= 3;
        }
        let mut quotient = i128::try_from(quotient).ok()?;
        if rest != 0 {
            // The last digit says that something is left: 34 + 2 + 1 digits fit.
            quotient = quotient.checked_mul(10)? + 1;
            exponent -= 1;
        }
        let negative = (self.coefficient < 0) != (other.coefficient < 0);
        Decimal::new(if negative { -quotient } else { quotient }, exponent)
    }

    /// Coefficient and exponent.
    pub(crate) fn parts(self) -> (i128, i32) {
        (self.coefficient, self.exponent)
    }

    pub(crate) fn negated(self) -> Decimal {
        Decimal { coefficient: -self.coefficient, exponent: self.exponent }
    }

    pub(crate) fn absolute(self) -> Decimal {
        Decimal { coefficient: self.coefficient.abs(), exponent: self.exponent }
    }

    pub(crate) fn is_negative(self) -> bool {
        self.coefficient < 0
    }

    pub(crate) fn is_zero(self) -> bool {
        self.coefficient == 0
    }

    /// What is left of a division that rounds down, with the sign of the divisor: `x - y * floor(x / y)`, exactly.
    pub(crate) fn modulo(self, divisor: Decimal) -> Option<Decimal> {
        if divisor.coefficient == 0 {
            return None;
        }
        let least = self.exponent.min(divisor.exponent);
        let aligned = |number: Decimal| {
            let shift = u32::try_from(number.exponent - least).ok()?;
            Some(BigInt::from(number.coefficient) * BigInt::from(10).pow(shift))
        };
        let (number, divisor) = (aligned(self)?, aligned(divisor)?);
        let mut rest = number % &divisor;
        if !rest.is_zero() && rest.is_negative() != divisor.is_negative() {
            rest += divisor;
        }
        Decimal::of_large(&rest, i64::from(least))
    }

    /// Rounded to so many digits after the point; before the point when `digits` is negative.
    pub(crate) fn rounded(self, digits: i64, rounding: Rounding) -> Option<Decimal> {
        let places = -digits - i64::from(self.exponent);
        if places <= 0 {
            return Some(self);
        }
        let coefficient = cut(self.coefficient, u32::try_from(places).ok()?, rounding);
        Decimal::new(coefficient, -digits)
    }

    /// The number as an integer, when it is one and fits.
    pub(crate) fn whole(self) -> Option<i64> {
        let power = ten_to(u32::try_from(self.exponent).ok()?)?;
        i64::try_from(self.coefficient.checked_mul(power)?).ok()
    }

    pub(crate) fn is_whole(self) -> bool {
        self.exponent >= 0
    }

    /// What is before the point as an integer, when it fits.
    pub(crate) fn truncated(self) -> Option<i64> {
        self.rounded(0, Rounding::Down)?.whole()
    }
}

impl From<i64> for Decimal {
    fn from(whole: i64) -> Decimal {
        Decimal::new(i128::from(whole), 0).unwrap_or_default()
    }
}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Decimal) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Decimal {
    fn cmp(&self, other: &Decimal) -> Ordering {
        let signs = self.coefficient.signum().cmp(&other.coefficient.signum());
        if signs != Ordering::Equal || self.coefficient == 0 {
            return signs;
        }
        // The place of the first digit decides; where it is the same, both fit one scale.
        let first = |number: &Decimal| {
            i64::from(number.exponent) + i64::from(digits_of(number.coefficient.unsigned_abs()))
        };
        let by_size = first(self).cmp(&first(other)).then_with(|| {
            let least = self.exponent.min(other.exponent);
            let aligned = |number: &Decimal| {
                let shift = u32::try_from(number.exponent - least).unwrap_or_default();
                number.coefficient.unsigned_abs().saturating_mul(10_u128.saturating_pow(shift))
            };
            aligned(self).cmp(&aligned(other))
        });
        if self.coefficient < 0 { by_size.reverse() } else { by_size }
    }
}

impl fmt::Display for Decimal {
    /// Plain digits, never an exponent.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = self.coefficient.unsigned_abs().to_string();
        f.write_str(if self.coefficient < 0 { "-" } else { "" })?;
        let places = usize::try_from(self.exponent.unsigned_abs()).unwrap_or_default();
        if self.exponent >= 0 {
            return write!(f, "{digits}{}", "0".repeat(places));
        }
        match digits.len().checked_sub(places).filter(|whole| *whole > 0) {
            Some(whole) => {
                let (whole, part) = digits.split_at(whole);
                write!(f, "{whole}.{part}")
            }
            None => write!(f, "0.{}{digits}", "0".repeat(places - digits.len())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> Decimal {
        Decimal::parse(text).unwrap()
    }

    #[test]
    fn numbers_are_read_and_shown_exactly() {
        for (text, shown) in [
            ("007", "7"),
            ("-0", "0"),
            ("1.50", "1.5"),
            (".5", "0.5"),
            ("1.23e4", "12300"),
            ("1E-7", "0.0000001"),
        ] {
            assert_eq!(number(text).to_string(), shown, "{text}");
        }
        assert_eq!(
            number("12345678901234567890123456789012345").to_string(),
            "12345678901234567890123456789012340"
        );
        for wrong in [
            "",
            ".",
            "-",
            "1.",
            "1e",
            "e5",
            "1_000",
            "+1",
            "NaN",
            "1e6145",
            "1e99999999999999999999",
        ] {
            assert_eq!(Decimal::parse(wrong), None, "{wrong}");
        }
        assert_eq!(number("1e-7000"), Decimal::ZERO);
    }

    #[test]
    fn results_are_rounded_half_to_even_at_34_digits() {
        let third = Decimal::ONE.over(number("3")).unwrap();
        assert_eq!(third.to_string(), "0.3333333333333333333333333333333333");
        assert_eq!(
            number("2").over(number("3")).unwrap().to_string(),
            "0.6666666666666666666666666666666667"
        );
        let nines = number("9999999999999999999999999999999999");
        assert_eq!(nines.times(nines).unwrap(), number(&format!("{}8e34", "9".repeat(33))));
        assert_eq!(nines.plus(Decimal::ONE).unwrap(), number("1e34"));
        assert_eq!(number("1e40").plus(Decimal::ONE).unwrap(), number("1e40"));
        assert_eq!(number("1e100").minus(Decimal::ONE).unwrap(), number("1e100"));
        assert_eq!(
            number("1e34").minus(number("0.6")).unwrap(),
            number("9999999999999999999999999999999999")
        );
        assert_eq!(Decimal::ONE.over(Decimal::ZERO), None);
    }

    #[test]
    fn modulo_takes_the_sign_of_the_divisor() {
        for (a, b, rest) in [
            ("10", "4", "2"),
            ("10", "-4", "-2"),
            ("-10", "4", "2"),
            ("-10", "-4", "-2"),
            ("10.1", "4.5", "1.1"),
        ] {
            assert_eq!(number(a).modulo(number(b)), Some(number(rest)), "{a} {b}");
        }
    }

    #[test]
    fn order_and_rounding() {
        assert!(number("-1e10") < number("-5") && number("1e-10") < number("1.0e-9"));
        assert!(number("1.1") > number("1.09999"));
        assert_eq!(number("-1.5").rounded(0, Rounding::HalfEven), Some(number("-2")));
        assert_eq!(number("2.5").rounded(0, Rounding::HalfDown), Some(number("2")));
        assert_eq!(number("12345").rounded(-2, Rounding::Up), Some(number("12400")));
        assert_eq!(number("5").rounded(-40, Rounding::Up), Some(number("1e40")));
    }
}
