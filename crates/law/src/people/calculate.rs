//! The parts of an expression over a chunk of people: what each gives them as a series.

use std::cmp::Ordering;
use std::ops::Range;

use super::arithmetic::{self, Units};
use super::series::{People, Series, Values};
use crate::feel::{Comparison, Function, Node, Operator, What};
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
    pub(super) fn value(&self, node: &Node) -> Found {
        match &node.what {
            What::Constant(value) => self.same(value),
            What::Name(_) | What::Path(..) => self.path(node),
            What::Negate(inner) => {
                let zero =
                    self.numbers(Values::Numbers { units: self.zeros(), scale: 0 }.into())?;
                let inner = self.numbers(self.value(inner)?)?;
                arithmetic::combined(&zero, &inner, i64::checked_sub)
            }
            What::Calculate(operator, left, right) => {
                let (left, right) = (self.value(left)?, self.value(right)?);
                let (left, right) = (self.numbers(left)?, self.numbers(right)?);
                match operator {
                    Operator::Plus => arithmetic::combined(&left, &right, i64::checked_add),
                    Operator::Minus => arithmetic::combined(&left, &right, i64::checked_sub),
                    Operator::Times => arithmetic::product(&left, &right),
                    Operator::Over => arithmetic::quotient(&left, &right),
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
            What::And(parts) => junction(&self.values(parts)?, false),
            What::Or(parts) => junction(&self.values(parts)?, true),
            What::If(parts) => {
                let [condition, yes, no] = &**parts;
                let condition = self.value(condition)?;
                let Values::Truths(truths) = &condition.values else {
                    return everywhere("a condition is neither true nor false");
                };
                let holds = |n: usize| truths.get(n) == Some(&true) && condition.is_known(n);
                let holds: Vec<bool> = (0..self.range.len()).map(holds).collect();
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

    fn values(&self, parts: &[Node]) -> Result<Vec<Series>, Stop> {
        parts.iter().map(|part| self.value(part)).collect()
    }

    fn zeros(&self) -> Vec<i64> {
        vec![0; self.range.len()]
    }

    /// A series in which everybody has the same value.
    fn same(&self, value: &Value) -> Found {
        let one = Series::of(vec![value.clone()]);
        if matches!(one.values, Values::Mixed(_)) {
            return everywhere("a constant is no plain value");
        }
        Ok(one.repeated(self.range.len()))
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
        let root = path.split('.').next().unwrap_or_default();
        let is_fact = self.people.names().any(|name| name.split('.').next() == Some(root));
        match self.law.parameter(&path) {
            Ok(Some((_, dated))) if !is_fact => self.same(&dated.value),
            _ => everywhere(&format!("`{path}` is no series")),
        }
    }

    fn numbers(&self, series: Series) -> Result<Units, Stop> {
        match series.values {
            Values::Numbers { units, scale } => Ok(Units { units, scale, known: series.known }),
            _ => everywhere("it calculates with what is no number"),
        }
    }

    fn call(&self, function: Function, arguments: &[Node]) -> Found {
        let rounding = match function {
            Function::Floor => Rounding::Floor,
            Function::Ceiling => Rounding::Ceiling,
            Function::Decimal | Function::RoundHalfEven => Rounding::HalfEven,
            Function::RoundUp => Rounding::Up,
            Function::RoundDown => Rounding::Down,
            Function::RoundHalfUp => Rounding::HalfUp,
            Function::RoundHalfDown => Rounding::HalfDown,
            Function::Min | Function::Max if arguments.len() > 1 => {
                let keep: fn(i64, i64) -> Option<i64> = match function {
                    Function::Min => |a, b| Some(a.min(b)),
                    _ => |a, b| Some(a.max(b)),
                };
                let mut all = self.values(arguments)?.into_iter();
                let Some(first) = all.next() else { return everywhere("a function of nothing") };
                return all.try_fold(first, |all, next| {
                    arithmetic::combined(&self.numbers(all)?, &self.numbers(next)?, keep)
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
        arithmetic::rounded(&self.numbers(self.value(number)?)?, digits, rounding)
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

/// Three-valued: null where one is null and the question is which comes first.
fn compared(comparison: Comparison, a: &Series, b: &Series) -> Found {
    let orders: Vec<Ordering> = match (&a.values, &b.values) {
        (Values::Numbers { .. }, Values::Numbers { .. }) => arithmetic::orders(a, b)?,
        (Values::Days(a), Values::Days(b)) => a.iter().zip(b).map(|(a, b)| a.cmp(b)).collect(),
        (Values::Truths(a), Values::Truths(b)) if is_equality(comparison) => {
            a.iter().zip(b).map(|(a, b)| a.cmp(b)).collect()
        }
        (Values::Texts { places: a, words: of_a }, Values::Texts { places: b, words: of_b }) => {
            let text = |words: &'_ [String], place: u32| words.get(place as usize).cloned();
            a.iter().zip(b).map(|(a, b)| text(of_a, *a).cmp(&text(of_b, *b))).collect()
        }
        _ => return everywhere("it compares different kinds"),
    };
    let mut truths = Vec::with_capacity(orders.len());
    let mut known = Vec::with_capacity(orders.len());
    for (n, order) in orders.into_iter().enumerate() {
        let both = (a.is_known(n), b.is_known(n));
        let order = match both {
            (true, true) => Some(order),
            (false, false) if is_equality(comparison) => Some(Ordering::Equal),
            _ if is_equality(comparison) => Some(Ordering::Less),
            _ => None,
        };
        truths.push(order.is_some_and(|order| match comparison {
            Comparison::Equal => order.is_eq(),
            Comparison::Unequal => order.is_ne(),
            Comparison::Less => order.is_lt(),
            Comparison::AtMost => order.is_le(),
            Comparison::Greater => order.is_gt(),
            Comparison::AtLeast => order.is_ge(),
        }));
        known.push(order.is_some());
    }
    Ok(Series { values: Values::Truths(truths), known: known.contains(&false).then_some(known) })
}

fn is_equality(comparison: Comparison) -> bool {
    matches!(comparison, Comparison::Equal | Comparison::Unequal)
}

/// `and` (decided by a false) and `or` (decided by a true).
fn junction(parts: &[Series], decisive: bool) -> Found {
    let count = parts.first().map_or(0, Series::count);
    let (mut truths, mut known) = (vec![!decisive; count], vec![true; count]);
    for part in parts {
        let Values::Truths(values) = &part.values else {
            return everywhere("it joins what is neither true nor false");
        };
        for (n, ((truth, known), value)) in
            truths.iter_mut().zip(&mut known).zip(values).enumerate()
        {
            let is_decided = *known && *truth == decisive;
            if !is_decided && !part.is_known(n) {
                *known = false;
            } else if !is_decided && *value == decisive {
                (*truth, *known) = (decisive, true);
            }
        }
    }
    Ok(Series { values: Values::Truths(truths), known: known.contains(&false).then_some(known) })
}

/// From one series where it holds, from the other where not.
fn chosen(holds: &[bool], yes: Series, no: Series) -> Found {
    let value = |n: usize| if holds.get(n) == Some(&true) { yes.value(n) } else { no.value(n) };
    let one_kind = match (&yes.values, &no.values) {
        (Values::Numbers { .. }, Values::Numbers { .. }) => {
            return arithmetic::chosen(holds, yes, no);
        }
        (Values::Truths(_), Values::Truths(_))
        | (Values::Days(_), Values::Days(_))
        | (Values::Texts { .. }, Values::Texts { .. }) => true,
        _ => false,
    };
    if !one_kind {
        return everywhere("its branches give different kinds");
    }
    Ok(Series::of((0..holds.len()).map(value).collect()))
}
