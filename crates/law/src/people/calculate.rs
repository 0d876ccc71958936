//! The parts of an expression over a chunk of people: what each gives them as a series.

use std::cmp::Ordering;
use std::ops::Range;

use super::arithmetic::{self, Units, holds, known_in_both, paired};
use super::calendar::{Civil, End};
use super::series::{People, Series, Values};
use crate::feel::{Comparison, Function, Node, Operator, Test, What};
use crate::law::LawOfDay;
use crate::number::Rounding;
use crate::value::Value;

/// Why a part gives no series.
pub(super) enum Stop {
    /// Of these people something does not fit; of others it may.
    Here,
    /// There is no such part by column.
    Everywhere(String),
}

/// Some people, and what their names stand for.
pub(super) struct Batch<'b> {
    pub people: &'b People,
    pub law: LawOfDay<'b>,
    pub range: Range<usize>,
}

type Found = Result<Series, Stop>;

fn everywhere<T>(why: &str) -> Result<T, Stop> {
    Err(Stop::Everywhere(why.into()))
}

impl Batch<'_> {
    /// What a node gives everybody of the range.
    pub(super) fn series(&self, node: &Node) -> Found {
        let found = self.value(node)?;
        let all = self.range.len();
        Ok(if found.count() == 1 && all != 1 { found.repeated(all) } else { found })
    }

    /// As `series`; what is the same for all stands there once.
    fn value(&self, node: &Node) -> Found {
        match &node.what {
            What::Constant(value) => self.same(value),
            What::Name(_) | What::Path(..) => self.path(node),
            What::Negate(inner) => {
                let zero = Units { units: vec![0], scale: 0, known: None };
                let inner = self.numbers(self.value(inner)?)?;
                arithmetic::combined(zero, inner, i64::overflowing_sub)
            }
            What::Calculate(operator, left, right) => {
                let (left, right) = (self.value(left)?, self.value(right)?);
                let (left, right) = (self.numbers(left)?, self.numbers(right)?);
                match operator {
                    Operator::Plus => arithmetic::combined(left, right, i64::overflowing_add),
                    Operator::Minus => arithmetic::combined(left, right, i64::overflowing_sub),
                    Operator::Times => arithmetic::product(left, right),
                    Operator::Over => arithmetic::quotient(left, &right),
                    Operator::Power => everywhere("it has a power"),
                }
            }
            What::Compare(comparison, left, right) => {
                compared(*comparison, &self.value(left)?, &self.value(right)?)
            }
            What::Between(parts) => {
                let [value, low, high] = &**parts;
                let value = self.value(value)?;
                let above = compared(Comparison::AtLeast, &value, &self.value(low)?)?;
                let below = compared(Comparison::AtMost, &value, &self.value(high)?)?;
                junction(&[above, below], false)
            }
            What::In(input, tests) => {
                let input = self.value(input)?;
                let parts = tests.iter().map(|test| self.passes(&input, test));
                junction(&parts.collect::<Result<Vec<Series>, Stop>>()?, true)
            }
            What::And(parts) => junction(&self.values(parts)?, false),
            What::Or(parts) => junction(&self.values(parts)?, true),
            What::If(parts) => {
                let [condition, yes, no] = &**parts;
                let condition = self.value(condition)?;
                let Values::Truths(truths) = condition.values else {
                    return everywhere("a condition is neither true nor false");
                };
                let holds = match condition.known {
                    Some(known) => paired(&truths, &known, |truth, known| truth && known),
                    None => truths,
                };
                chosen(&holds, self.value(yes)?, self.value(no)?)
            }
            What::Call(function, arguments) => self.call(*function, arguments),
            What::Scale(id, base) => {
                let Ok(Some((scale, dated))) = self.law.scale(id) else {
                    return everywhere("a scale is missing");
                };
                let base = self.numbers(self.value(base)?)?;
                arithmetic::scale(scale.kind, &dated.brackets, &base)
            }
            _ => everywhere("it is more than arithmetic, comparisons, choices and scales"),
        }
    }

    /// Whether values pass a unary test.
    fn passes(&self, input: &Series, test: &Test) -> Found {
        match test {
            Test::Value(value) => {
                let value = self.value(value)?;
                // A null is in a test of a null, and of anything else it is not known.
                compared(Comparison::Equal, input, &value)
            }
            Test::Compare(comparison, value) => compared(*comparison, input, &self.value(value)?),
            Test::Range(bounds) => {
                let (low, high) = (self.value(&bounds.low)?, self.value(&bounds.high)?);
                let above =
                    if bounds.low_included { Comparison::AtLeast } else { Comparison::Greater };
                let below =
                    if bounds.high_included { Comparison::AtMost } else { Comparison::Less };
                junction(&[compared(above, input, &low)?, compared(below, input, &high)?], false)
            }
            Test::Condition(_) => everywhere("it tests a condition"),
        }
    }

    fn values(&self, parts: &[Node]) -> Result<Vec<Series>, Stop> {
        parts.iter().map(|part| self.value(part)).collect()
    }

    /// A value that everybody has.
    fn same(&self, value: &Value) -> Found {
        let one = Series::of(vec![value.clone()]);
        if matches!(one.values, Values::Mixed(_)) {
            return everywhere("a constant is no plain value");
        }
        Ok(one)
    }

    /// A fact by its path, or a parameter.
    fn path(&self, node: &Node) -> Found {
        let Some(path) = path(node) else { return everywhere("a path begins with a calculation") };
        if let Some(series) = self.people.get(&path) {
            let part = series.part(self.range.clone());
            return match part.values {
                Values::Mixed(_) => everywhere("a fact has values of several kinds"),
                _ => Ok(part),
            };
        }
        if let What::Path(inner, property) = &node.what
            && let Some(part) = self.property(inner, property)?
        {
            return Ok(part);
        }
        let root = path.split('.').next().unwrap_or_default();
        let is_fact = self.people.names().any(|name| name.split('.').next() == Some(root));
        match self.law.parameter(&path) {
            Ok(Some((_, dated))) if !is_fact => self.same(&dated.value),
            _ => everywhere(&format!("`{path}` is no series")),
        }
    }

    /// `birth.year` and the like; none where what it is of is no series of days.
    fn property(&self, inner: &Node, property: &str) -> Result<Option<Series>, Stop> {
        let of: fn(i32) -> i64 = match property {
            "year" => |day| Civil::of(day).year(),
            "month" => |day| Civil::of(day).month(),
            "day" => |day| Civil::of(day).day(),
            // 1 January 1970 was a Thursday; Monday is 1.
            "weekday" => |day| (i64::from(day) + 3).rem_euclid(7) + 1,
            _ => return Ok(None),
        };
        let known = path(inner).and_then(|path| self.people.get(&path));
        let Some(Values::Days(days)) = known.map(|series| &series.values) else { return Ok(None) };
        let days = days.get(self.range.clone()).unwrap_or_default();
        let units = days.iter().map(|day| of(*day)).collect();
        let known = known.and_then(|series| series.part(self.range.clone()).known);
        let values = Values::Numbers { units, scale: 0 };
        Ok(Some(Series { values, known }))
    }

    /// How many whole years, months or days lie between two days.
    fn between(&self, function: Function, from: &Node, to: &Node) -> Found {
        let (from, to) = (self.value(from)?, self.value(to)?);
        let (Values::Days(starts), Values::Days(ends)) = (&from.values, &to.values) else {
            return everywhere("it counts time between what are no days");
        };
        // The second day is mostly one for all: then its month is looked at once.
        let one = ends.first().filter(|one| ends.iter().all(|end| end == *one));
        let units = match (function, one) {
            (Function::DaysBetween, _) => {
                paired(starts, ends, |from, to| i64::from(to) - i64::from(from))
            }
            (Function::YearsBetween, Some(to)) => {
                let end = End::of(*to);
                paired(starts, ends, |from, _| end.years_since(Civil::of(from)).into())
            }
            (Function::YearsBetween, None) => {
                paired(starts, ends, |from, to| End::of(to).years_since(Civil::of(from)).into())
            }
            (_, Some(to)) => {
                let end = End::of(*to);
                paired(starts, ends, |from, _| end.months_since(Civil::of(from)).into())
            }
            (_, None) => {
                paired(starts, ends, |from, to| End::of(to).months_since(Civil::of(from)).into())
            }
        };
        let known = known_in_both((from.known.as_ref(), to.known.as_ref()), units.len());
        Ok(Series { values: Values::Numbers { units, scale: 0 }, known })
    }

    fn numbers(&self, series: Series) -> Result<Units, Stop> {
        match series.values {
            Values::Numbers { units, scale } => Ok(Units { units, scale, known: series.known }),
            _ => everywhere("it calculates with what is no number"),
        }
    }

    fn call(&self, function: Function, arguments: &[Node]) -> Found {
        if let (
            Function::YearsBetween | Function::MonthsBetween | Function::DaysBetween,
            [from, to],
        ) = (function, arguments)
        {
            return self.between(function, from, to);
        }
        let rounding = match function {
            Function::Floor => Rounding::Floor,
            Function::Ceiling => Rounding::Ceiling,
            Function::Decimal | Function::RoundHalfEven => Rounding::HalfEven,
            Function::RoundUp => Rounding::Up,
            Function::RoundDown => Rounding::Down,
            Function::RoundHalfUp => Rounding::HalfUp,
            Function::RoundHalfDown => Rounding::HalfDown,
            Function::Min | Function::Max if arguments.len() > 1 => {
                let mut all = self.values(arguments)?.into_iter();
                let Some(first) = all.next() else { return everywhere("a function of nothing") };
                return all.try_fold(first, |all, next| {
                    let (all, next) = (self.numbers(all)?, self.numbers(next)?);
                    match function {
                        Function::Min => arithmetic::combined(all, next, |a, b| (a.min(b), false)),
                        _ => arithmetic::combined(all, next, |a, b| (a.max(b), false)),
                    }
                });
            }
            _ => return everywhere("it calls a function that is not by column"),
        };
        let (number, digits) = match arguments {
            [number] => (number, Some(0)),
            [number, digits] => match digits.as_constant() {
                Some(Value::Number(digits)) => (number, digits.whole()),
                _ => (number, None),
            },
            _ => return everywhere("it rounds in another way"),
        };
        let Some(digits) = digits else { return everywhere("it rounds to digits of its own") };
        if let What::Calculate(Operator::Over, above, below) = &number.what {
            let (above, below) = (self.value(above)?, self.value(below)?);
            let (above, below) = (self.numbers(above)?, self.numbers(below)?);
            return arithmetic::rounded_quotient(&above, &below, digits, rounding);
        }
        arithmetic::rounded(self.numbers(self.value(number)?)?, digits, rounding)
    }
}

/// `a.b.c`
fn path(node: &Node) -> Option<String> {
    match &node.what {
        What::Name(name) => Some(name.clone()),
        What::Path(inner, name) => Some(format!("{}.{name}", path(inner)?)),
        _ => None,
    }
}

fn is_null(series: &Series) -> bool {
    series.known.as_ref().is_some_and(|known| !known.contains(&true))
}

/// Whether somebody has a value; one alone is that of all.
fn is_known(series: &Series, place: usize) -> bool {
    match series.known.as_deref() {
        None => true,
        Some([one]) => *one,
        Some(known) => known.get(place) == Some(&true),
    }
}

/// Three-valued: null where one is null and the question is which comes first.
fn compared(comparison: Comparison, a: &Series, b: &Series) -> Found {
    let truths: Vec<bool> = match (&a.values, &b.values) {
        // What is only compared with null may be of any kind.
        _ if is_equality(comparison) && (is_null(a) || is_null(b)) => {
            vec![false; a.count().max(b.count())]
        }
        (Values::Numbers { units: a, scale: of_a }, Values::Numbers { units: b, scale: of_b }) => {
            arithmetic::compared(comparison, (a, *of_a), (b, *of_b))
        }
        (Values::Days(a), Values::Days(b)) => arithmetic::each_compared(comparison, a, b),
        (Values::Truths(a), Values::Truths(b)) if is_equality(comparison) => {
            arithmetic::each_compared(comparison, a, b)
        }
        (Values::Texts { places: a, words: of_a }, Values::Texts { places: b, words: of_b }) => {
            let (of_a, of_b) = ranks(of_a, of_b);
            let rank = |ranks: &[usize], place: u32| ranks.get(place as usize).copied();
            paired(a, b, |a, b| holds(comparison, rank(&of_a, a).cmp(&rank(&of_b, b))))
        }
        _ => return everywhere("it compares different kinds"),
    };
    if a.known.is_none() && b.known.is_none() {
        return Ok(Values::Truths(truths).into());
    }
    let one = |(n, truth): (usize, bool)| match (is_known(a, n), is_known(b, n)) {
        (true, true) => Some(truth),
        (false, false) if is_equality(comparison) => Some(holds(comparison, Ordering::Equal)),
        _ if is_equality(comparison) => Some(holds(comparison, Ordering::Less)),
        _ => None,
    };
    let all: Vec<Option<bool>> = truths.into_iter().enumerate().map(one).collect();
    let truths = all.iter().map(|one| one.unwrap_or_default()).collect();
    let known: Vec<bool> = all.iter().map(Option::is_some).collect();
    Ok(Series { values: Values::Truths(truths), known: known.contains(&false).then_some(known) })
}

/// The places of the words of two series among all of them in their order.
fn ranks(a: &[String], b: &[String]) -> (Vec<usize>, Vec<usize>) {
    let mut all: Vec<&String> = a.iter().chain(b).collect();
    all.sort_unstable();
    all.dedup();
    let rank = |word: &String| all.partition_point(|other| *other < word);
    (a.iter().map(rank).collect(), b.iter().map(rank).collect())
}

fn is_equality(comparison: Comparison) -> bool {
    matches!(comparison, Comparison::Equal | Comparison::Unequal)
}

/// `and` (decided by a false) and `or` (decided by a true).
fn junction(parts: &[Series], decisive: bool) -> Found {
    let truths = |part: &'_ Series| match &part.values {
        Values::Truths(truths) => Ok(truths.clone()),
        _ => everywhere("it joins what is neither true nor false"),
    };
    let all: Vec<Vec<bool>> = parts.iter().map(truths).collect::<Result<_, Stop>>()?;
    if parts.iter().all(|part| part.known.is_none()) {
        let joined = all.into_iter().reduce(|all, next| match decisive {
            true => paired(&all, &next, |a, b| a | b),
            false => paired(&all, &next, |a, b| a & b),
        });
        return Ok(Values::Truths(joined.unwrap_or_default()).into());
    }
    let count = parts.iter().map(Series::count).max().unwrap_or(0);
    let (mut truths, mut known) = (vec![!decisive; count], vec![true; count]);
    for (part, values) in parts.iter().zip(&all) {
        for (n, (truth, known)) in truths.iter_mut().zip(&mut known).enumerate() {
            let value = if values.len() == 1 { values.first() } else { values.get(n) };
            let is_decided = *known && *truth == decisive;
            if !is_decided && !is_known(part, n) {
                *known = false;
            } else if !is_decided && value == Some(&decisive) {
                (*truth, *known) = (decisive, true);
            }
        }
    }
    Ok(Series { values: Values::Truths(truths), known: known.contains(&false).then_some(known) })
}

/// From one series where it holds, from the other where not.
fn chosen(holds: &[bool], yes: Series, no: Series) -> Found {
    fn of<T: Copy>(holds: &[bool], yes: &[T], no: &[T]) -> Vec<T> {
        match (holds, yes, no) {
            // Which one it is, is the same for all.
            ([holds], yes, no) => (if *holds { yes } else { no }).to_vec(),
            (holds, [yes], [no]) => {
                paired(holds, &[()], |holds, ()| if holds { *yes } else { *no })
            }
            (holds, [yes], no) => paired(holds, no, |holds, no| if holds { *yes } else { no }),
            (holds, yes, [no]) => paired(holds, yes, |holds, yes| if holds { yes } else { *no }),
            (holds, yes, no) => {
                let both = yes.iter().zip(no);
                holds.iter().zip(both).map(|(h, (yes, no))| if *h { *yes } else { *no }).collect()
            }
        }
    }
    let count = holds.len().max(if holds == [true] { yes.count() } else { no.count() });
    let is_known = |n: usize| {
        let holds = if holds.len() == 1 { holds.first() } else { holds.get(n) };
        if holds == Some(&true) { is_known(&yes, n) } else { is_known(&no, n) }
    };
    let known = if yes.known.is_none() && no.known.is_none() {
        None
    } else {
        let known: Vec<bool> = (0..count).map(is_known).collect();
        known.contains(&false).then_some(known)
    };
    let values = match (yes.values, no.values) {
        (Values::Numbers { units: a, scale: of_a }, Values::Numbers { units: b, scale: of_b }) => {
            let scale = of_a.max(of_b);
            let [a, b] = [(a, of_a), (b, of_b)].map(|(units, own)| {
                arithmetic::at(Units { units, scale: own, known: None }, scale)
            });
            Values::Numbers { units: of(holds, &a?.units, &b?.units), scale }
        }
        (Values::Truths(yes), Values::Truths(no)) => Values::Truths(of(holds, &yes, &no)),
        (Values::Days(yes), Values::Days(no)) => Values::Days(of(holds, &yes, &no)),
        (Values::Texts { places: a, words: of_a }, Values::Texts { places: b, words: of_b }) => {
            // The words of one stand behind those of the other.
            let behind = u32::try_from(of_a.len()).map_err(|_| Stop::Here)?;
            let b: Vec<u32> = b.iter().map(|place| place + behind).collect();
            let words = of_a.into_iter().chain(of_b).collect();
            Values::Texts { places: of(holds, &a, &b), words }
        }
        _ => return everywhere("its branches give different kinds"),
    };
    Ok(Series { values, known })
}
