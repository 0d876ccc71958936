//! Powers, roots, logarithms and the exponential function, to all 34 digits of a `Decimal`.
//!
//! Calculated in whole steps of 10^-90, so that what is rounded at the end is rounded once. What may not happen here: a float, or
//! a series without an end.

use num_bigint::BigInt;
use num_traits::{Signed, Zero};

use super::decimal::Decimal;

/// How many digits after the point the calculation keeps.
const PLACES: u32 = 90;
/// The largest argument of `exp` whose result is still a number: ln(10^6145).
const EXPONENTIAL_MAX: i64 = 14_150;
/// The highest whole power that is calculated by multiplying.
const POWER_MAX: u64 = 1_000_000;

fn one() -> BigInt {
    BigInt::from(10).pow(PLACES)
}

fn decimal(steps: &BigInt) -> Option<Decimal> {
    Decimal::of_large(steps, -i64::from(PLACES))
}

/// e to that power.
pub(crate) fn exponential(number: Decimal) -> Option<Decimal> {
    if number > Decimal::from(EXPONENTIAL_MAX) {
        return None;
    }
    if number < Decimal::from(-EXPONENTIAL_MAX - 200) {
        return Some(Decimal::ZERO);
    }
    exponential_of_steps(&number.in_steps(PLACES)?)
}

/// e to the power of so many steps: e^x = 10^n * e^r, with n whole and r small.
fn exponential_of_steps(steps: &BigInt) -> Option<Decimal> {
    let ten = logarithm_of_ten();
    let tens = (steps / &ten) - i32::from(steps.is_negative());
    let rest = steps - &tens * &ten;
    // The series goes fast for a small argument: e^r = (e^(r / 2^10))^(2^10).
    let small: BigInt = rest >> 10_u32;
    let (mut term, mut sum) = (one(), one());
    for n in 1..1_000_u32 {
        term = term * &small / one() / n;
        if term.is_zero() {
            break;
        }
        sum += &term;
    }
    for _ in 0..10 {
        sum = &sum * &sum / one();
    }
    let tens = i64::try_from(tens).ok()?;
    Decimal::of_large(&sum, tens - i64::from(PLACES))
}

/// The natural logarithm of a number of steps near one: 2 * atanh((x - 1) / (x + 1)).
fn logarithm_near_one(steps: &BigInt) -> BigInt {
    let ratio = (steps - one()) * one() / (steps + one());
    let square = &ratio * &ratio / one();
    let (mut power, mut sum) = (ratio.clone(), ratio);
    for n in 1..2_000_u32 {
        power = power * &square / one();
        let term = &power / (2 * n + 1);
        if term.is_zero() {
            break;
        }
        sum += term;
    }
    sum * 2
}

/// ln 10 = 10 * ln(10^(1/10)), so that the series goes fast.
fn logarithm_of_ten() -> BigInt {
    logarithm_near_one(&(one() * 5 / 4)) + logarithm_near_one(&(one() * 2)) * 3
}

/// The natural logarithm in steps; none of zero and of what is less.
fn logarithm_steps(number: Decimal) -> Option<BigInt> {
    if number <= Decimal::ZERO {
        return None;
    }
    // ln x = n * ln 10 + k * ln 2 + ln r, with r between a half and one.
    let (mut rest, mut tens, mut halves) = (number, 0_i64, 0_i64);
    let pair = |places: i64| Some((Decimal::new(1, places)?, Decimal::new(1, -places)?, places));
    for (up, down, count) in [pair(100)?, pair(1)?] {
        while rest >= up {
            rest = rest.times(down)?;
            tens += count;
        }
        while rest < down {
            rest = rest.times(up)?;
            tens -= count;
        }
    }
    let mut steps = rest.in_steps(PLACES)?;
    while steps > one() * 4 / 3 {
        steps /= 2;
        halves += 1;
    }
    while steps < one() * 2 / 3 {
        steps *= 2;
        halves -= 1;
    }
    let two = logarithm_near_one(&(one() * 2));
    Some(logarithm_near_one(&steps) + two * halves + logarithm_of_ten() * tens)
}

pub(crate) fn logarithm(number: Decimal) -> Option<Decimal> {
    decimal(&logarithm_steps(number)?)
}

pub(crate) fn square_root(number: Decimal) -> Option<Decimal> {
    if number.is_negative() {
        return None;
    }
    // An even number of digits is moved before the point, so that small and large numbers keep all their digits.
    let (mut rest, mut shift) = (number, 0_i64);
    let (up, down) = (Decimal::new(1, 10)?, Decimal::new(1, -10)?);
    while rest >= up {
        rest = rest.times(down)?;
        shift += 5;
    }
    while !rest.is_zero() && rest < Decimal::ONE {
        rest = rest.times(up)?;
        shift -= 5;
    }
    let root = rest.in_steps(2 * PLACES)?.sqrt();
    Decimal::of_large(&root, shift - i64::from(PLACES))
}

/// A number to any power; none for zero to a negative one, or a root of a negative number.
pub(crate) fn power(base: Decimal, exponent: Decimal) -> Option<Decimal> {
    if exponent.is_zero() {
        return Some(Decimal::ONE);
    }
    if base.is_zero() {
        return (!exponent.is_negative()).then_some(Decimal::ZERO);
    }
    if let Some(whole) = exponent.whole().filter(|whole| whole.unsigned_abs() <= 64) {
        let power = whole_power(base, whole.unsigned_abs())?;
        return if whole < 0 { Decimal::ONE.over(power) } else { Some(power) };
    }
    if base.is_negative() {
        let odd = exponent.is_whole().then(|| exponent.modulo(Decimal::from(2)))?? == Decimal::ONE;
        let power = power(base.negated(), exponent)?;
        return Some(if odd { power.negated() } else { power });
    }
    if exponent.absolute() > Decimal::from(i64::try_from(POWER_MAX).ok()?) {
        return None;
    }
    let steps = logarithm_steps(base)? * exponent.in_steps(PLACES)? / one();
    let size = Decimal::of_large(&steps, -i64::from(PLACES))?;
    if size > Decimal::from(EXPONENTIAL_MAX) {
        return None;
    }
    if size < Decimal::from(-EXPONENTIAL_MAX - 200) {
        return Some(Decimal::ZERO);
    }
    exponential_of_steps(&steps)
}

/// Multiplied out in whole numbers and rounded once.
fn whole_power(base: Decimal, exponent: u64) -> Option<Decimal> {
    let exponent = u32::try_from(exponent).ok()?;
    let (coefficient, scale) = base.parts();
    let large = BigInt::from(coefficient).pow(exponent);
    Decimal::of_large(&large, i64::from(scale) * i64::from(exponent))
}

/// The mean distance from the mean of several numbers, for n - 1: rounded once at the end.
pub(crate) fn deviation(numbers: &[Decimal]) -> Option<Decimal> {
    let count = i64::try_from(numbers.len()).ok().filter(|count| *count > 1)?;
    let mut sum = Decimal::ZERO;
    for number in numbers {
        sum = sum.plus(*number)?;
    }
    let mean = sum.over(Decimal::from(count))?;
    let mut squares = Decimal::ZERO;
    for number in numbers {
        let distance = number.minus(mean)?;
        squares = squares.plus(distance.times(distance)?)?;
    }
    square_root(squares.over(Decimal::from(count - 1))?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> Decimal {
        Decimal::parse(text).unwrap()
    }

    #[test]
    fn the_functions_are_right_to_the_last_digit() {
        assert_eq!(
            exponential(number("1")).unwrap().to_string(),
            "2.718281828459045235360287471352662"
        );
        assert_eq!(
            exponential(number("-1")).unwrap().to_string(),
            "0.3678794411714423215955237701614609"
        );
        assert_eq!(
            exponential(number("100")).unwrap().to_string(),
            "26881171418161354484126255515800140000000000"
        );
        assert_eq!(
            logarithm(number("10")).unwrap().to_string(),
            "2.302585092994045684017991454684364"
        );
        assert_eq!(logarithm(number("1")).unwrap(), Decimal::ZERO);
        assert_eq!(
            square_root(number("2")).unwrap().to_string(),
            "1.414213562373095048801688724209698"
        );
        assert_eq!(square_root(number("1e-40")).unwrap(), number("1e-20"));
        assert_eq!(power(number("2"), number("0.5")), square_root(number("2")));
        assert_eq!(power(number("10"), number("-5")), Some(number("0.00001")));
        assert_eq!(power(number("-2"), number("3")), Some(number("-8")));
        assert_eq!(power(number("-2"), number("0.5")), None);
        assert_eq!(exponential(number("100000")), None);
    }
}
