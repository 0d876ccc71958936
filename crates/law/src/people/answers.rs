//! A table over columns: which row decides for each person, and what everybody gets.

use std::collections::BTreeMap;

use super::lane::Lane;
use super::series::{People, Series};
use super::{CHUNK, given};
use crate::compiled::Form;
use crate::decide::{Outputs, Ready};
use crate::facts::Facts;
use crate::fault::Fault;
use crate::table::Hit;
use crate::value::Value;

/// What a table says of many people.
#[derive(Clone, Debug, PartialEq)]
pub struct Answers {
    /// By the names of the table's outputs. Null for those whom a fault kept from an outcome.
    pub outputs: BTreeMap<String, Series>,
    /// Who had no outcome, and why.
    pub faults: Vec<(usize, Fault)>,
    /// So many were decided as single cases.
    pub single_cases: usize,
    /// Why all were decided as single cases; none where the table went through the columns.
    pub why_single: Option<String>,
}

/// What is known of each person after the columns.
pub(super) struct Rows {
    /// The row that decides, or what is collected.
    pub chosen: Vec<u32>,
    /// Who must be decided as a single case.
    pub odd: Vec<bool>,
    /// Of `collect`: what is collected.
    pub collected: Vec<Option<i64>>,
}

impl Ready<'_> {
    /// Decides for everybody: each gets what `decide` would give on the same facts.
    pub fn decide_all(&self, people: &People) -> Answers {
        match self.by_column(people) {
            Ok(answers) => answers,
            Err(why) => {
                let odd = vec![true; people.count()];
                let outputs = self
                    .table
                    .outputs
                    .iter()
                    .map(|column| (column.name.clone(), vec![Value::Nothing; people.count()]));
                let mut answers = self.with_single_cases(people, &odd, outputs.collect());
                answers.why_single = Some(why);
                answers
            }
        }
    }

    fn by_column(&self, people: &People) -> Result<Answers, String> {
        let form = self.form.ok_or("it is not compiled")?;
        if let Some(name) = form.names.iter().find(|name| people.names().any(|n| n == *name)) {
            return Err(format!("the fact `{name}` hides a parameter"));
        }
        if !form.closed {
            return Err("it has cells that depend on more than their input".into());
        }
        let lanes = self.lanes(form, people)?;
        let policy = given::Policy::new(self.table, form)?;
        let mut rows = Rows {
            chosen: vec![u32::MAX; people.count()],
            odd: vec![false; people.count()],
            collected: Vec::new(),
        };
        if policy.collects() {
            rows.collected = vec![None; people.count()];
        }
        let words = self.table.rows.len().div_ceil(64);
        let mut classes = vec![[0_u32; CHUNK]; lanes.len()];
        let mut hits = vec![0_u64; CHUNK * words];
        for from in (0..people.count()).step_by(CHUNK) {
            let until = people.count().min(from + CHUNK);
            let length = until - from;
            let odd = rows.odd.get_mut(from..until).unwrap_or_default();
            hits.fill(u64::MAX);
            for (lane, classes) in lanes.iter().zip(&mut classes) {
                let classes = classes.get_mut(..length).unwrap_or_default();
                lane.classes(from, classes);
                lane.mark_odd(from, classes, odd);
                for (word, hits) in hits.chunks_mut(CHUNK).enumerate() {
                    lane.narrow_rows(word, classes, hits);
                }
            }
            policy.choose(from..until, &hits, &mut rows);
        }
        let outputs = policy.outputs(self, people, &mut rows);
        Ok(self.with_columns(people, &rows.odd, outputs))
    }

    fn lanes<'p>(&self, form: &Form, people: &'p People) -> Result<Vec<Lane<'p>>, String> {
        let columns = self.table.inputs.iter().zip(&form.cuts);
        let lane = columns.map(|(column, cut)| {
            let name = &column.name;
            if column.reads.is_some() {
                return Err(format!("`{name}` is calculated"));
            }
            let series = people.get(name).ok_or_else(|| format!("`{name}` is missing"))?;
            let cut = cut.as_ref().ok_or_else(|| format!("`{name}` is not compiled"))?;
            Lane::new(cut, &column.kind, series)
                .ok_or_else(|| format!("`{name}` is no series of {}", column.kind))
        });
        lane.collect()
    }

    /// Puts what the odd ones get as single cases into the columns.
    fn with_columns(
        &self,
        people: &People,
        odd: &[bool],
        outputs: BTreeMap<String, Series>,
    ) -> Answers {
        if !odd.contains(&true) {
            return Answers { outputs, faults: Vec::new(), single_cases: 0, why_single: None };
        }
        let mut single = BTreeMap::new();
        let mut faults = Vec::new();
        let odd = odd.iter().enumerate().filter(|(_, odd)| **odd).map(|(person, _)| person);
        let odd: Vec<usize> = odd.collect();
        for person in &odd {
            match self.decide(&Facts::from(people.facts(*person))) {
                Ok(outcome) => {
                    single.insert(*person, outcome.outputs);
                }
                Err(fault) => faults.push((*person, fault)),
            }
        }
        let put = |(name, series): (String, Series)| {
            let series = given::with(series, &odd, |person| {
                single.get(&person).and_then(|outputs: &Outputs| outputs.get(&name)).cloned()
            });
            (name, series)
        };
        let outputs = outputs.into_iter().map(put).collect();
        Answers { outputs, faults, single_cases: odd.len(), why_single: None }
    }

    fn with_single_cases(
        &self,
        people: &People,
        odd: &[bool],
        outputs: BTreeMap<String, Vec<Value>>,
    ) -> Answers {
        let outputs = outputs.into_iter().map(|(name, values)| (name, Series::of(values)));
        self.with_columns(people, odd, outputs.collect())
    }
}

/// The rows of one person, from the first.
pub(super) fn rows_of(hits: &[u64], person: usize) -> impl Iterator<Item = usize> + Clone {
    let words = hits.iter().skip(person).step_by(CHUNK).enumerate();
    words.flat_map(|(word, bits)| {
        let mut left = *bits;
        std::iter::from_fn(move || {
            let row = left.trailing_zeros();
            left &= left.wrapping_sub(1);
            (row < 64).then_some(word * 64 + row as usize)
        })
    })
}

/// Whether one row decides under the policy.
pub(super) fn is_single(hit: Hit) -> bool {
    matches!(hit, Hit::Unique | Hit::Any | Hit::First | Hit::Priority)
}
