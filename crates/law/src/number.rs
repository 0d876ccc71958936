//! Numbers of the law: exact decimals of up to 28 digits. Nothing here wraps, panics or goes through a float.

use std::fmt;

use rust_decimal::{Decimal, RoundingStrategy};

/// The most digits after the point that a number keeps.
const SCALE_MAX: u32 = 28;
/// The highest whole power that is calculated.
const POWER_MAX: u64 = 10_000;

/// A decimal number of up to 28 digits. Equal numbers are the same bytes: `1.50` is kept as `1.5`.
///
/// Sums, differences and products are exact as long as they fit 28 digits; beyond, the last digit is rounded half to even.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Number(Decimal);

/// The rounding rules of FEEL. Each law says its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rounding {
    /// Away from zero.
    Up,
    /// Towards zero.
    Down,
    /// To the nearest; a half away from zero.
    HalfUp,
    /// To the nearest; a half towards zero.
    HalfDown,
    /// To the nearest; a half to the even digit.
    HalfEven,
    /// Towards minus infinity.
    Floor,
    /// Towards plus infinity.
    Ceiling,
}

impl Number {
    pub const ZERO: Number = Number(Decimal::ZERO);
    pub const ONE: Number = Number(Decimal::ONE);

    fn of(decimal: Decimal) -> Number {
        // `normalize` also turns a negative zero into zero.
        Number(decimal.normalize())
    }

    /// Reads `12`, `-0.5`, `.5` or `1.23e4`; none when it is not a number, or not one of at most 28 digits.
    pub fn parse(text: &str) -> Option<Number> {
        let (mantissa, exponent) = match text.find(['e', 'E']) {
            Some(place) => (text.get(..place)?, text.get(place + 1..)?.parse::<i64>().ok()?),
            None => (text, 0),
        };
        let digits = mantissa.strip_prefix('-').unwrap_or(mantissa);
        let fits = |c: char| c.is_ascii_digit() || c == '.';
        if !digits.chars().all(fits) || !digits.ends_with(|c: char| c.is_ascii_digit()) {
            return None;
        }
        let number = Number::of(Decimal::from_str_exact(mantissa).ok()?);
        if number == Number::ZERO {
            return Some(number);
        }
        number.shifted(exponent)
    }

    /// Ten to the power of `places` times this number, if that can be kept exactly.
    fn shifted(self, places: i64) -> Option<Number> {
        let mut decimal = self.0;
        let scale = i64::from(decimal.scale()).checked_sub(places)?;
        if scale >= 0 {
            decimal.set_scale(u32::try_from(scale).ok()?).ok()?;
            return Some(Number::of(decimal));
        }
        decimal.set_scale(0).ok()?;
        let power = 10_i128.checked_pow(u32::try_from(scale.unsigned_abs()).ok()?)?;
        let factor = Decimal::try_from_i128_with_scale(power, 0).ok()?;
        decimal.checked_mul(factor).map(Number::of)
    }

    pub fn plus(self, other: Number) -> Option<Number> {
        self.0.checked_add(other.0).map(Number::of)
    }

    pub fn minus(self, other: Number) -> Option<Number> {
        self.0.checked_sub(other.0).map(Number::of)
    }

    pub fn times(self, other: Number) -> Option<Number> {
        self.0.checked_mul(other.0).map(Number::of)
    }

    /// The quotient, to 28 digits; none for a division by zero.
    pub fn over(self, other: Number) -> Option<Number> {
        self.0.checked_div(other.0).map(Number::of)
    }

    pub fn negated(self) -> Number {
        Number::of(-self.0)
    }

    pub fn absolute(self) -> Number {
        Number::of(self.0.abs())
    }

    /// This number to a whole power; none for a broken power, or zero to a negative one.
    pub fn power(self, exponent: Number) -> Option<Number> {
        let exponent = exponent.whole()?;
        let mut left = exponent.unsigned_abs();
        if left > POWER_MAX {
            return None;
        }
        let mut square = self;
        let mut result = Number::ONE;
        while left > 0 {
            if left % 2 == 1 {
                result = result.times(square)?;
            }
            left /= 2;
            if left > 0 {
                square = square.times(square)?;
            }
        }
        if exponent < 0 { Number::ONE.over(result) } else { Some(result) }
    }

    /// What is left of a division that rounds down, with the sign of the divisor, as FEEL's `modulo`.
    pub fn modulo(self, divisor: Number) -> Option<Number> {
        let rest = Number::of(self.0.checked_rem(divisor.0)?);
        let against = rest != Number::ZERO && (rest < Number::ZERO) != (divisor < Number::ZERO);
        if against { rest.plus(divisor) } else { Some(rest) }
    }

    /// Rounded to so many digits after the point; before the point when `digits` is negative.
    pub fn rounded(self, digits: i64, rounding: Rounding) -> Option<Number> {
        let strategy = match rounding {
            Rounding::Up => RoundingStrategy::AwayFromZero,
            Rounding::Down => RoundingStrategy::ToZero,
            Rounding::HalfUp => RoundingStrategy::MidpointAwayFromZero,
            Rounding::HalfDown => RoundingStrategy::MidpointTowardZero,
            Rounding::HalfEven => RoundingStrategy::MidpointNearestEven,
            Rounding::Floor => RoundingStrategy::ToNegativeInfinity,
            Rounding::Ceiling => RoundingStrategy::ToPositiveInfinity,
        };
        if digits >= 0 {
            let places = u32::try_from(digits).unwrap_or(SCALE_MAX).min(SCALE_MAX);
            return Some(Number::of(self.0.round_dp_with_strategy(places, strategy)));
        }
        let factor = 10_i128.checked_pow(u32::try_from(digits.unsigned_abs()).ok()?)?;
        let factor = Decimal::try_from_i128_with_scale(factor, 0).ok()?;
        let whole = self.0.checked_div(factor)?.round_dp_with_strategy(0, strategy);
        whole.checked_mul(factor).map(Number::of)
    }

    /// So many units of ten to the power of minus `scale`: 1250 of two places is 12.5. At most 28 places.
    pub(crate) fn of_units(units: i64, scale: u32) -> Option<Number> {
        Decimal::try_from_i128_with_scale(units.into(), scale).ok().map(Number::of)
    }

    /// How many whole such units lie below or at the number, and whether the number is exactly those; held at the ends of 64 bits.
    pub(crate) fn floor_units(self, scale: u32) -> (i64, bool) {
        let (mantissa, own) = (self.0.mantissa(), self.0.scale());
        if own == scale
            && let Ok(units) = i64::try_from(mantissa)
        {
            return (units, true);
        }
        let (units, exact) = if own < scale {
            // Where it does not even fit 128 bits, it is held at the ends below.
            let factor = 10_i128.checked_pow(scale - own);
            (factor.map_or(i128::MAX, |factor| mantissa.saturating_mul(factor)), true)
        } else {
            let divisor = 10_i128.pow((own - scale).min(SCALE_MAX));
            (mantissa.div_euclid(divisor), mantissa.rem_euclid(divisor) == 0)
        };
        match i64::try_from(units) {
            Ok(units) => (units, exact),
            Err(_) if mantissa < 0 => (i64::MIN, false),
            Err(_) => (i64::MAX, false),
        }
    }

    /// How many digits stand after the point.
    pub(crate) fn places(self) -> u32 {
        self.0.scale()
    }

    /// The number as an integer, when it is one and fits.
    pub fn whole(self) -> Option<i64> {
        if self.is_whole() { i64::try_from(self.0.mantissa()).ok() } else { None }
    }

    pub fn is_whole(self) -> bool {
        self.0.scale() == 0
    }
}

impl From<i64> for Number {
    fn from(whole: i64) -> Number {
        Number(Decimal::from(whole))
    }
}

impl fmt::Display for Number {
    /// Plain digits, never an exponent.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> Number {
        Number::parse(text).unwrap()
    }

    #[test]
    fn numbers_are_read_exactly_or_not_at_all() {
        for (text, shown) in
            [("007", "7"), ("-0", "0"), ("1.50", "1.5"), (".5", "0.5"), ("1.23e4", "12300")]
        {
            assert_eq!(number(text).to_string(), shown, "{text}");
        }
        assert_eq!(number("1e-7").to_string(), "0.0000001");
        for wrong in
            ["", ".", "-", "1.", "1e", "e5", "1_000", "１", "+1", "1e400", "0.1e-28", "NaN"]
        {
            assert_eq!(Number::parse(wrong), None, "{wrong}");
        }
        assert_eq!(Number::parse("12345678901234567890123456789012345"), None);
    }

    #[test]
    fn powers_of_fractions_and_overflows_are_none_and_not_a_panic() {
        assert_eq!(number("2").power(number("10")), Some(number("1024")));
        assert_eq!(number("10").power(number("-5")), Some(number("0.00001")));
        assert_eq!(number("2").power(number("0.5")), None);
        assert_eq!(number("10").power(number("100")), None);
        assert_eq!(Number::ZERO.power(number("-1")), None);
        assert_eq!(Number::ONE.over(Number::ZERO), None);
    }

    #[test]
    fn modulo_takes_the_sign_of_the_divisor() {
        for (a, b, rest) in
            [("10", "4", "2"), ("10", "-4", "-2"), ("-10", "4", "2"), ("-10", "-4", "-2")]
        {
            assert_eq!(number(a).modulo(number(b)), Some(number(rest)), "{a} {b}");
        }
    }

    #[test]
    fn rounding_before_the_point_is_for_taxes_that_drop_the_last_ten_won() {
        assert_eq!(number("12345").rounded(-1, Rounding::Down), Some(number("12340")));
        assert_eq!(number("-15").rounded(-1, Rounding::HalfUp), Some(number("-20")));
        assert_eq!(number("5").rounded(-40, Rounding::Down), None);
    }
}
