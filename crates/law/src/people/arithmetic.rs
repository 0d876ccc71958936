//! Arithmetic of columns: whole units of a power of ten, exact or not at all.

use std::cmp::Ordering;

use super::PLACES_MAX;
use super::calculate::Stop;
use super::series::{Series, Values};
use crate::feel::Comparison;
use crate::number::{Number, Rounding};
use crate::parameters::{Bracket, BracketKind};

/// Numbers of some people, in units of ten to the power of minus `scale`. One alone is the number of all of them.
pub(super) struct Units {
    pub units: Vec<i64>,
    pub scale: u32,
    pub known: Option<Vec<bool>>,
}

type Found = Result<Series, Stop>;

fn series(units: Vec<i64>, scale: u32, known: Option<Vec<bool>>) -> Series {
    Series { values: Values::Numbers { units, scale }, known }
}

/// What two of each give; one alone stands beside each of the others.
pub(super) fn paired<A: Copy, B: Copy, T>(a: &[A], b: &[B], of: impl Fn(A, B) -> T) -> Vec<T> {
    match (a, b) {
        (a, [b]) => a.iter().map(|a| of(*a, *b)).collect(),
        ([a], b) => b.iter().map(|b| of(*a, *b)).collect(),
        (a, b) => a.iter().zip(b).map(|(a, b)| of(*a, *b)).collect(),
    }
}

/// Who is known in both, of so many.
pub(super) fn known_in_both(
    (a, b): (Option<&Vec<bool>>, Option<&Vec<bool>>),
    count: usize,
) -> Option<Vec<bool>> {
    let known = match (a, b) {
        (None, None) => return None,
        (Some(a), Some(b)) => paired(a, b, |a, b| a && b),
        (Some(known), None) | (None, Some(known)) => known.clone(),
    };
    match known.as_slice() {
        [one] if count != 1 => Some(vec![*one; count]),
        _ => Some(known),
    }
}

/// The units of two, worked out together, and who is known in both.
fn together(a: Units, b: &Units, scale: u32, of: impl Fn(i64, i64) -> (i64, bool)) -> Found {
    let units = all_fit(a.units, &b.units, of)?;
    let known = known_in_both((a.known.as_ref(), b.known.as_ref()), units.len());
    Ok(series(units, scale, known))
}

/// The units at a scale that is not smaller.
pub(super) fn at(numbers: Units, scale: u32) -> Result<Units, Stop> {
    if scale == numbers.scale {
        return Ok(numbers);
    }
    let factor = 10_i64.checked_pow(scale - numbers.scale).ok_or(Stop::Here)?;
    let units = all_fit(numbers.units, &[factor], i64::overflowing_mul)?;
    Ok(Units { units, scale, known: numbers.known })
}

/// All of them, where none has overflown; they stand where the first numbers stood. There is no way out of the loop, so that
/// the processor takes several at a time.
fn all_fit(
    mut a: Vec<i64>,
    b: &[i64],
    of: impl Fn(i64, i64) -> (i64, bool),
) -> Result<Vec<i64>, Stop> {
    if let ([one], true) = (a.as_slice(), b.len() != 1) {
        a = vec![*one; b.len()];
    }
    let mut too_large = false;
    let mut put = |a: &mut i64, b: i64| {
        let (units, over) = of(*a, b);
        (*a, too_large) = (units, too_large | over);
    };
    match b {
        [b] => a.iter_mut().for_each(|a| put(a, *b)),
        b => a.iter_mut().zip(b).for_each(|(a, b)| put(a, *b)),
    }
    if too_large { Err(Stop::Here) } else { Ok(a) }
}

/// What an operation gives for two numbers of one scale, and whether it has overflown.
pub(super) fn combined(a: Units, b: Units, of: impl Fn(i64, i64) -> (i64, bool)) -> Found {
    let scale = a.scale.max(b.scale);
    together(at(a, scale)?, &at(b, scale)?, scale, of)
}

pub(super) fn product(a: Units, b: Units) -> Found {
    let scale = a.scale + b.scale;
    if scale > PLACES_MAX {
        return Err(Stop::Here);
    }
    together(a, &b, scale, i64::overflowing_mul)
}

/// The quotient by one number for all, where every such quotient ends: by 2, 10, 12.5 and not by 3.
pub(super) fn quotient(a: Units, b: &Units) -> Found {
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
    let factor = Units { units: vec![factor.ok_or(Stop::Here)?], scale: places, known: None };
    product(a, factor)
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
    let one = |a: i64, b: i64| {
        let (above, below) = (i128::from(a) * above, i128::from(b) * below);
        if b == 0 || above.abs() >= most || below.abs() >= most {
            return None;
        }
        let sign = if (above < 0) != (below < 0) { -1 } else { 1 };
        let (above, below) = (above.abs(), below.abs());
        // Dividing 64 bits takes the processor a fraction of the time.
        let (whole, rest) = match (u64::try_from(above), u64::try_from(below)) {
            (Ok(above), Ok(below)) => (i128::from(above / below), i128::from(above % below)),
            _ => (above / below, above % below),
        };
        let up = is_up(rounding, sign, whole, (rest, below));
        i64::try_from(sign * (whole + i128::from(up)) * zeros).ok()
    };
    let all = paired(&a.units, &b.units, one).into_iter();
    let units = all.collect::<Option<Vec<i64>>>().ok_or(Stop::Here)?;
    let kept = u32::try_from(digits.max(0)).map_err(|_| Stop::Here)?;
    if kept > PLACES_MAX {
        return Err(Stop::Here);
    }
    let known = known_in_both((a.known.as_ref(), b.known.as_ref()), units.len());
    Ok(series(units, kept, known))
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

/// Whether a comparison holds of what has one order. The loop is one for each comparison.
pub(super) fn each_compared<T: Ord + Copy>(comparison: Comparison, a: &[T], b: &[T]) -> Vec<bool> {
    match comparison {
        Comparison::Equal => paired(a, b, |a, b| a == b),
        Comparison::Unequal => paired(a, b, |a, b| a != b),
        Comparison::Less => paired(a, b, |a, b| a < b),
        Comparison::AtMost => paired(a, b, |a, b| a <= b),
        Comparison::Greater => paired(a, b, |a, b| a > b),
        Comparison::AtLeast => paired(a, b, |a, b| a >= b),
    }
}

/// Whether a comparison holds of the numbers of two series.
pub(super) fn compared(
    comparison: Comparison,
    (a, of_a): (&[i64], u32),
    (b, of_b): (&[i64], u32),
) -> Vec<bool> {
    if of_a == of_b {
        return each_compared(comparison, a, b);
    }
    let scale = of_a.max(of_b);
    let (more_a, more_b) = (10_i128.pow(scale - of_a), 10_i128.pow(scale - of_b));
    let order = |a: i64, b: i64| (i128::from(a) * more_a).cmp(&(i128::from(b) * more_b));
    paired(a, b, |a, b| holds(comparison, order(a, b)))
}

pub(super) fn holds(comparison: Comparison, order: Ordering) -> bool {
    match comparison {
        Comparison::Equal => order.is_eq(),
        Comparison::Unequal => order.is_ne(),
        Comparison::Less => order.is_lt(),
        Comparison::AtMost => order.is_le(),
        Comparison::Greater => order.is_gt(),
        Comparison::AtLeast => order.is_ge(),
    }
}

pub(super) fn rounded(numbers: Units, digits: i64, rounding: Rounding) -> Found {
    let scale = i64::from(numbers.scale);
    if digits >= scale {
        return Ok(series(numbers.units, numbers.scale, numbers.known));
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
    Ok(series(units, kept, numbers.known))
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
    let units = match narrow(&known, base, (more, rest)) {
        Some(narrow) => narrow.of(kind, &base.units),
        None => wide(kind, &known, base, (more, rest)).ok_or(Stop::Here)?,
    };
    Ok(series(units, out, base.known.clone()))
}

/// A bracket in whole units: the first amount that it has, its threshold, its rate, its fixed amount.
type Whole = (i128, i128, i128, i128);

fn wide(
    kind: BracketKind,
    known: &[Whole],
    base: &Units,
    (more, rest): (i128, i128),
) -> Option<Vec<i64>> {
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
    base.units.iter().map(one).collect()
}

/// Brackets where nothing can pass 64 bits, whoever of these people it is: they are gone through bracket by bracket, and the
/// processor takes several people at a time.
struct Narrow {
    /// The first amount, the threshold, the rate and the fixed amount, in units of the result.
    brackets: Vec<(i64, i64, i64, i64)>,
    more: i64,
}

/// Brackets in 64 bits; none where a sum could pass them.
fn narrow(known: &[Whole], base: &Units, (more, rest): (i128, i128)) -> Option<Narrow> {
    let most = base.units.iter().map(|units| units.unsigned_abs()).max().unwrap_or(0);
    let most = i128::from(most).checked_mul(more)?;
    let far = known.iter().map(|(_, threshold, ..)| threshold.abs()).max().unwrap_or(0);
    let reach = most.checked_add(far)?.checked_add(1)?;
    // What all brackets together could give at the most, each over the whole reach.
    let sum = known.iter().try_fold(0_i128, |sum, (_, _, rate, fixed)| {
        let part = reach.checked_mul(rate.abs())?.checked_mul(rest)?;
        sum.checked_add(part)?.checked_add(fixed.abs())
    })?;
    i64::try_from(sum).ok()?;
    i64::try_from(reach).ok()?;
    let bracket = |(first, threshold, rate, fixed): &Whole| {
        let [first, threshold, fixed] = [first, threshold, fixed].map(|n| i64::try_from(*n).ok());
        Some((first?, threshold?, i64::try_from(rate * rest).ok()?, fixed?))
    };
    let brackets = known.iter().map(bracket).collect::<Option<_>>()?;
    Some(Narrow { brackets, more: i64::try_from(more).ok()? })
}

impl Narrow {
    fn of(&self, kind: BracketKind, base: &[i64]) -> Vec<i64> {
        let finer: Vec<i64>;
        let amounts = if self.more == 1 {
            base
        } else {
            finer = base.iter().map(|units| units * self.more).collect();
            &finer
        };
        match kind {
            BracketKind::Flat => self.flat(amounts),
            BracketKind::Marginal => self.marginal(amounts),
        }
    }

    /// Of the last bracket that is reached.
    fn flat(&self, amounts: &[i64]) -> Vec<i64> {
        let mut all = vec![0; amounts.len()];
        for (first, _, rate, fixed) in &self.brackets {
            for (all, amount) in all.iter_mut().zip(amounts) {
                let own = amount * rate + fixed;
                *all = if amount >= first { own } else { *all };
            }
        }
        all
    }

    /// Of every bracket what lies in it. Whoever is above a threshold gets from there on what its rate is more than the rate
    /// before it, which adds up to the same. A sum on the way may turn over, and turns back: the last one fits.
    fn marginal(&self, amounts: &[i64]) -> Vec<i64> {
        let mut all = vec![0_i64; amounts.len()];
        let mut before = 0;
        for (_, from, rate, _) in &self.brackets {
            let step = rate.wrapping_sub(before);
            before = *rate;
            for (all, amount) in all.iter_mut().zip(amounts) {
                let above = (amount - from).max(0);
                *all = all.wrapping_add(above.wrapping_mul(step));
            }
        }
        all
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Brackets that rise, as a law has them, from small to so large that nothing fits.
    fn brackets() -> impl Strategy<Value = Vec<Whole>> {
        let one = (0_i128..1 << 50, -2_000_i128..2_000, -(1_i128 << 60)..1 << 60, any::<bool>());
        proptest::collection::vec(one, 1..6).prop_map(|all| {
            let mut from = -(1_i128 << 20);
            let rising = all.into_iter().map(|(step, rate, fixed, included)| {
                from += step + 1;
                (if included { from } else { from + 1 }, from, rate, fixed)
            });
            rising.collect()
        })
    }

    proptest! {
        #[test]
        fn brackets_in_64_bits_give_what_those_in_128_give(
            known in brackets(),
            units in proptest::collection::vec(prop_oneof![any::<i64>(), -3_000_000_i64..3_000_000], 1..40),
            near in any::<prop::sample::Index>(),
            (more, rest) in (1_i128..10_001, 1_i128..10_001),
        ) {
            let mut units = units;
            // An amount at the very border of a bracket.
            let (first, ..) = known[near.index(known.len())];
            units.extend(i64::try_from(first / more).ok());
            let base = Units { units, scale: 0, known: None };
            for kind in [BracketKind::Flat, BracketKind::Marginal] {
                let Some(narrow) = narrow(&known, &base, (more, rest)) else { continue };
                let own = narrow.of(kind, &base.units);
                prop_assert_eq!(Some(own), wide(kind, &known, &base, (more, rest)));
            }
        }
    }

    /// Numbers of so many people, at the ends of 64 bits more often than between, or one for all.
    fn numbers(count: usize) -> impl Strategy<Value = Vec<i64>> {
        let one = prop_oneof![
            any::<i64>(),
            -3_i64..4,
            Just(i64::MAX),
            Just(i64::MIN),
            i64::MAX / 2 - 2..i64::MAX / 2 + 2,
        ];
        let one = one.boxed();
        let each = proptest::collection::vec(one.clone(), count);
        prop_oneof![each, proptest::collection::vec(one, 1)]
    }

    /// Who is known of so many.
    fn known(count: usize) -> impl Strategy<Value = Option<Vec<bool>>> {
        proptest::option::of(proptest::collection::vec(any::<bool>(), count))
    }

    fn two() -> impl Strategy<Value = [(Vec<i64>, Option<Vec<bool>>); 2]> {
        let one = |count| numbers(count).prop_flat_map(|n| (Just(n.clone()), known(n.len())));
        (0_usize..6).prop_flat_map(move |count| [one(count), one(count)])
    }

    type Checked = fn(i64, i64) -> Option<i64>;
    type Overflowing = fn(i64, i64) -> (i64, bool);

    proptest! {
        #[test]
        fn numbers_of_all_and_of_each_are_exact_or_do_not_fit([(a, known_a), (b, known_b)] in two()) {
            let count = if a.len() == 1 { b.len() } else { a.len() };
            let at = |all: &[i64], n: usize| all[if all.len() == 1 { 0 } else { n }];
            let knows = |known: &Option<Vec<bool>>, n: usize| {
                known.as_ref().is_none_or(|all| all[if all.len() == 1 { 0 } else { n }])
            };
            let ways: [(Checked, Overflowing); 3] = [
                (i64::checked_add, i64::overflowing_add),
                (i64::checked_sub, i64::overflowing_sub),
                (i64::checked_mul, i64::overflowing_mul),
            ];
            for (checked, overflowing) in ways {
                let each: Option<Vec<i64>> =
                    (0..count).map(|n| checked(at(&a, n), at(&b, n))).collect();
                let units = |units: &[i64], known: &Option<Vec<bool>>| Units {
                    units: units.to_vec(), scale: 0, known: known.clone(),
                };
                let found = combined(units(&a, &known_a), units(&b, &known_b), overflowing);
                prop_assert_eq!(found.is_ok(), each.is_some());
                if let (Ok(found), Some(each)) = (found, each) {
                    prop_assert_eq!(found.values, Values::Numbers { units: each, scale: 0 });
                    for n in 0..count {
                        let is_known = found.known.as_ref().is_none_or(|known| known[n]);
                        prop_assert_eq!(is_known, knows(&known_a, n) && knows(&known_b, n));
                    }
                }
            }
        }
    }

    #[test]
    fn what_could_pass_64_bits_is_not_narrow() {
        let most = Units { units: vec![i64::MAX], scale: 0, known: None };
        assert!(narrow(&[(0, 0, 1, 0)], &most, (1, 1)).is_none());
        let half = Units { units: vec![i64::MAX / 2 - 1], scale: 0, known: None };
        assert!(narrow(&[(0, 0, 2, 0)], &half, (1, 1)).is_some());
        assert!(narrow(&[(0, 0, 2, 4)], &half, (1, 1)).is_none());
        assert!(narrow(&[(0, 0, 3, 0)], &half, (1, 1)).is_none());
    }
}
