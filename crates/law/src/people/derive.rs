//! A derived fact for everybody: an expression over columns.
//!
//! What may not happen here: rounding that the expression does not ask for. What does not fit 64 bits, and what is no
//! arithmetic, comparison, choice or scale, is evaluated person by person.

use std::ops::Range;

use super::CHUNK;
use super::calculate::{Batch, Stop};
use super::series::{People, Series};
use crate::fault::Fault;
use crate::feel::{Expression, Scope};
use crate::law::LawOfDay;
use crate::value::Value;

/// A fact that an expression gave everybody.
#[derive(Clone, Debug, PartialEq)]
pub struct DerivedSeries {
    /// Null for those whom a fault kept from a value.
    pub series: Series,
    pub faults: Vec<(usize, Fault)>,
    /// For so many the expression was evaluated by itself.
    pub single_cases: usize,
    /// Why that was so for all; none where the expression went through the columns.
    pub why_single: Option<String>,
}

impl LawOfDay<'_> {
    /// Evaluates for everybody: each gets what `try_evaluate` would give on the same facts.
    pub fn derive_all(self, expression: &Expression, people: &People) -> DerivedSeries {
        let mut derived = DerivedSeries {
            series: Series::of(Vec::new()),
            faults: Vec::new(),
            single_cases: 0,
            why_single: None,
        };
        let mut parts = Vec::new();
        for from in (0..people.count()).step_by(CHUNK) {
            let range = from..people.count().min(from + CHUNK);
            let batch = Batch { people, law: self, range: range.clone() };
            let stopped = derived.why_single.is_some();
            match if stopped { Err(Stop::Here) } else { batch.series(expression.root()) } {
                Ok(part) => parts.push(part),
                Err(stop) => {
                    if let Stop::Everywhere(why) = stop {
                        derived.why_single = Some(why);
                        parts.clear();
                        parts.push(self.one_by_one(expression, people, 0..range.end, &mut derived));
                    } else {
                        parts.push(self.one_by_one(expression, people, range, &mut derived));
                    }
                }
            }
        }
        derived.series = Series::joined(parts);
        derived
    }

    fn one_by_one(
        self,
        expression: &Expression,
        people: &People,
        range: Range<usize>,
        derived: &mut DerivedSeries,
    ) -> Series {
        derived.faults.retain(|(person, _)| *person < range.start);
        derived.single_cases = match range.start {
            0 => range.len(),
            _ => derived.single_cases + range.len(),
        };
        let mut values = Vec::with_capacity(range.len());
        for person in range {
            let facts = people.facts(person);
            let value = expression.try_evaluate(&Scope::of(&facts).with(self));
            values.push(value.unwrap_or_else(|fault| {
                derived.faults.push((person, fault));
                Value::Nothing
            }));
        }
        Series::of(values)
    }
}
