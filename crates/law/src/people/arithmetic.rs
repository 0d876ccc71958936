//! Arithmetic of columns: whole units of a power of ten, exact or not at all.

use std::cmp::Ordering;

use super::PLACES_MAX;
use super::calculate::Stop;
use super::series::{Series, Values};
use crate::number::{Number, Rounding};
use crate::parameters::{Bracket, BracketKind};

/// Numbers of some people, in units of ten to the power of minus `scale`.
pub(super) struct Units {
    pub units: Vec<i64>,
    pub scale: u32,
    pub known: Option<Vec<bool>>,
}

type Found = Result<Series, Stop>;

fn series(units: Vec<i64>, scale: u32, known: Option<Vec<bool>>) -> Series {
    Series { values: Values::Numbers { units, scale }, known }
}

/// Who is known in both.
fn both(a: &Units, b: &Units) -> Option<Vec<bool>> {
    match (&a.known, &b.known) {
        (Some(a), Some(b)) => Some(a.iter().zip(b).map(|(a, b)| *a && *b).collect()),
        (known, None) | (None, known) => known.clone(),
    }
}

/// The units at a scale that is not smaller.
fn at(numbers: &Units, scale: u32) -> Result<Vec<i64>, Stop> {
    if scale == numbers.scale {
        return Ok(numbers.units.clone());
    }
    let factor = 10_i64.checked_pow(scale - numbers.scale).ok_or(Stop::Here)?;
    all_fit(numbers.units.iter().map(|units| units.overflowing_mul(factor)))
}

/// All of them, where none has overflown. There is no way out of the loop, so that the processor takes several at a time.
fn all_fit(all: impl Iterator<Item = (i64, bool)>) -> Result<Vec<i64>, Stop> {
    let mut too_large = false;
    let units = all.map(|(units, over)| {
        too_large |= over;
        units
    });
    let units = units.collect();
    if too_large { Err(Stop::Here) } else { Ok(units) }
}

/// What an operation gives for two numbers of one scale, and whether it has overflown.
pub(super) fn combined(a: &Units, b: &Units, of: impl Fn(i64, i64) -> (i64, bool)) -> Found {
    let scale = a.scale.max(b.scale);
    if a.scale == b.scale {
        let units = all_fit(a.units.iter().zip(&b.units).map(|(a, b)| of(*a, *b)))?;
        return Ok(series(units, scale, both(a, b)));
    }
    let (left, right) = (at(a, scale)?, at(b, scale)?);
    let units = all_fit(left.into_iter().zip(right).map(|(a, b)| of(a, b)))?;
    Ok(series(units, scale, both(a, b)))
}

pub(super) fn product(a: &Units, b: &Units) -> Found {
    let scale = a.scale + b.scale;
    if scale > PLACES_MAX {
        return Err(Stop::Here);
    }
    let units = all_fit(a.units.iter().zip(&b.units).map(|(a, b)| a.overflowing_mul(*b)))?;
    Ok(series(units, scale, both(a, b)))
}

/// The quotient by one number for all, where every such quotient ends: by 2, 10, 12.5 and not by 3.
pub(super) fn quotient(a: &Units, b: &Units) -> Found {
    let never =
        || Stop::Everywhere("it divides by what is not one number whose quotients end".into());
    let divisor = *b.units.first().ok_or_else(never)?;
    if divisor == 0 || b.known.is_some() || b.units.iter().any(|other| *other != divisor) {
        return Err(never());
    }
    // 1 / divisor is `inverse` units of ten to the power of minus `places`.
    let ends = |places: &u32| 10_i64.pow(*places) % divisor == 0;
    let places = (0..=PLACES_MAX).find(ends).ok_or_else(never)?;
    let inverse = 10_i64.pow(places) / divisor;
    // A divisor with places of its own makes the quotient larger.
    let factor = inverse.checked_mul(10_i64.checked_pow(b.scale).ok_or(Stop::Here)?);
    let factor =
        Units { units: vec![factor.ok_or(Stop::Here)?; a.units.len()], scale: places, known: None };
    product(a, &factor)
}

/// A quotient that is rounded at once, exact as one of 28 digits that is rounded after it: what could differ is left to that.
pub(super) fn rounded_quotient(a: &Units, b: &Units, digits: i64, rounding: Rounding) -> Found {
    let power = |exponent: i64| {
        let exponent = u32::try_from(exponent.max(0)).map_err(|_| Stop::Here)?;
        10_i128.checked_pow(exponent.min(30)).ok_or(Stop::Here)
    };
    let more = digits + i64::from(b.scale) - i64::from(a.scale);
    let (above, below, zeros) = (power(more)?, power(-more)?, power(-digits)?);
    // The quotient of 28 digits stands on the same side of every border where this many digits are not passed.
    let most = 10_i128.pow(24);
    let one = |(a, b): (&i64, &i64)| {
        let (above, below) = (i128::from(*a) * above, i128::from(*b) * below);
        if *b == 0 || above.abs() >= most || below.abs() >= most {
            return None;
        }
        let sign = if (above < 0) != (below < 0) { -1 } else { 1 };
        let (whole, rest) = (above.abs() / below.abs(), above.abs() % below.abs());
        let up = is_up(rounding, sign, whole, (rest, below.abs()));
        i64::try_from(sign * (whole + i128::from(up)) * zeros).ok()
    };
    let all = a.units.iter().zip(&b.units).map(one);
    let units = all.collect::<Option<Vec<i64>>>().ok_or(Stop::Here)?;
    let kept = u32::try_from(digits.max(0)).map_err(|_| Stop::Here)?;
    if kept > PLACES_MAX {
        return Err(Stop::Here);
    }
    Ok(series(units, kept, both(a, b)))
}

/// Whether a number, so many whole units and `rest` of `one` with a sign, is rounded away from zero.
fn is_up(rounding: Rounding, sign: i128, whole: i128, (rest, one): (i128, i128)) -> bool {
    match rounding {
        Rounding::Up => rest > 0,
        Rounding::Down => false,
        Rounding::HalfUp => 2 * rest >= one,
        Rounding::HalfDown => 2 * rest > one,
        Rounding::HalfEven => 2 * rest > one || (2 * rest == one && whole % 2 == 1),
        Rounding::Floor => sign < 0 && rest > 0,
        Rounding::Ceiling => sign > 0 && rest > 0,
    }
}

/// How the numbers of two series stand to each other.
pub(super) fn orders(a: &Series, b: &Series) -> Result<Vec<Ordering>, Stop> {
    let (Values::Numbers { units: a, scale: of_a }, Values::Numbers { units: b, scale: of_b }) =
        (&a.values, &b.values)
    else {
        return Err(Stop::Here);
    };
    if of_a == of_b {
        return Ok(a.iter().zip(b).map(|(a, b)| a.cmp(b)).collect());
    }
    let scale = *of_a.max(of_b);
    let (more_a, more_b) = (10_i128.pow(scale - of_a), 10_i128.pow(scale - of_b));
    let order = |(a, b): (&i64, &i64)| (i128::from(*a) * more_a).cmp(&(i128::from(*b) * more_b));
    Ok(a.iter().zip(b).map(order).collect())
}

pub(super) fn chosen(holds: &[bool], yes: Series, no: Series) -> Found {
    let known = |n: usize, holds: &bool| if *holds { yes.is_known(n) } else { no.is_known(n) };
    let known: Vec<bool> = holds.iter().enumerate().map(|(n, holds)| known(n, holds)).collect();
    let known = known.contains(&false).then_some(known);
    let (Values::Numbers { units: a, scale: of_a }, Values::Numbers { units: b, scale: of_b }) =
        (yes.values, no.values)
    else {
        return Err(Stop::Here);
    };
    let scale = of_a.max(of_b);
    let a = at(&Units { units: a, scale: of_a, known: None }, scale)?;
    let b = at(&Units { units: b, scale: of_b, known: None }, scale)?;
    let units =
        holds.iter().zip(a.into_iter().zip(b)).map(|(yes, (a, b))| if *yes { a } else { b });
    Ok(series(units.collect(), scale, known))
}

pub(super) fn rounded(numbers: &Units, digits: i64, rounding: Rounding) -> Found {
    let scale = i64::from(numbers.scale);
    if digits >= scale {
        return Ok(series(numbers.units.clone(), numbers.scale, numbers.known.clone()));
    }
    // Before the point the result has as many zeros as digits were dropped.
    let (Ok(dropped), Ok(zeros), Ok(kept)) = (
        u32::try_from(scale - digits),
        u32::try_from((-digits).max(0)),
        u32::try_from(digits.max(0)),
    ) else {
        return Err(Stop::Here);
    };
    if dropped > 2 * PLACES_MAX {
        return Err(Stop::Here);
    }
    let (factor, zeros) = (10_i128.pow(dropped), 10_i128.pow(zeros));
    let narrow = u64::try_from(factor).ok();
    let one = |units: &i64| {
        let away = units.unsigned_abs();
        // Dividing 64 bits takes the processor a fraction of the time.
        let (whole, rest) = match narrow {
            Some(factor) => (i128::from(away / factor), i128::from(away % factor)),
            None => (0, i128::from(away)),
        };
        let sign = i128::from(units.signum());
        let up = is_up(rounding, sign, whole, (rest, factor));
        i64::try_from(sign * (whole + i128::from(up)) * zeros).ok()
    };
    let units = numbers.units.iter().map(one).collect::<Option<Vec<i64>>>().ok_or(Stop::Here)?;
    Ok(series(units, kept, numbers.known.clone()))
}

/// What the brackets of a scale give, not rounded.
pub(super) fn scale(kind: BracketKind, brackets: &[Bracket], base: &Units) -> Found {
    let places = |of: fn(&Bracket) -> Number| brackets.iter().map(|b| of(b).places()).max();
    let at = places(|b| b.threshold).unwrap_or(0).max(base.scale);
    let rates = places(|b| b.rate).unwrap_or(0);
    let out = places(|b| b.amount).unwrap_or(0).max(at + rates);
    if out > PLACES_MAX {
        return Err(Stop::Here);
    }
    let units = |number: Number, scale: u32| match number.floor_units(scale) {
        (units, true) => Ok(i128::from(units)),
        _ => Err(Stop::Here),
    };
    let mut known = Vec::with_capacity(brackets.len());
    for bracket in brackets {
        let (threshold, rate) = (units(bracket.threshold, at)?, units(bracket.rate, rates)?);
        // Of whole units this is the first that the bracket has.
        let first = if bracket.included { threshold } else { threshold + 1 };
        known.push((first, threshold, rate, units(bracket.amount, out)?));
    }
    let (more, rest) = (10_i128.pow(at - base.scale), 10_i128.pow(out - at - rates));
    let one = |units: &i64| {
        let amount = i128::from(*units) * more;
        let reached = known.iter().take_while(|(first, ..)| amount >= *first);
        let sum = if kind == BracketKind::Flat {
            match reached.last() {
                Some((_, _, rate, fixed)) => {
                    amount.checked_mul(*rate)?.checked_mul(rest)?.checked_add(*fixed)?
                }
                None => 0,
            }
        } else {
            let ends = known.iter().skip(1).map(|(_, threshold, ..)| *threshold);
            let mut parts = reached.zip(ends.chain([i128::MAX]));
            let sum = parts.try_fold(0_i128, |sum, ((_, from, rate, _), end)| {
                sum.checked_add(amount.min(end).checked_sub(*from)?.checked_mul(*rate)?)
            });
            sum?.checked_mul(rest)?
        };
        i64::try_from(sum).ok()
    };
    let units = base.units.iter().map(one).collect::<Option<Vec<i64>>>().ok_or(Stop::Here)?;
    Ok(series(units, out, base.known.clone()))
}
