//! What the rows give by column: which of the rows that match decides, and its outputs gathered for everybody.

use std::collections::BTreeMap;
use std::ops::Range;

use super::answers::{Rows, rows_of};
use super::open_rows;
use super::series::{People, Series, Values, days_of};
use crate::compiled::{Form, Made};
use crate::decide::{Outputs, Ready};
use crate::settle::rank;
use crate::table::{Hit, Table};
use crate::value::Value;

/// A hit policy over the rows of one table.
pub(super) struct Policy<'r> {
    table: &'r Table,
    form: &'r Form,
    /// With `any`: rows of the same number give the same. With `priority`: the lowest number comes first. None where what a row
    /// gives depends on the facts.
    numbers: Vec<Option<u32>>,
    /// What is collected, as units of `scale`; none where it is no number.
    amounts: Vec<Option<i64>>,
    scale: u32,
}

impl<'r> Policy<'r> {
    pub(super) fn new(table: &'r Table, form: &'r Form) -> Result<Policy<'r>, String> {
        let mut policy = Policy { table, form, numbers: Vec::new(), amounts: Vec::new(), scale: 0 };
        match table.hit {
            Hit::Unique | Hit::First | Hit::CollectCount => {}
            Hit::Any => policy.numbers = alike(form),
            Hit::Priority => policy.numbers = ranked(table, form),
            Hit::CollectSum | Hit::CollectMin | Hit::CollectMax => {
                let first = |made: &Made| made.outputs.values().next().cloned();
                let given = form.made.iter().map(|made| made.as_ref().and_then(first));
                let series = Series::of(given.map(Option::unwrap_or_default).collect());
                let Values::Numbers { units, scale } = series.values else {
                    return Err("what it collects are no numbers".into());
                };
                let known = |row: usize| series.known.as_ref().is_none_or(|known| known[row]);
                policy.scale = scale;
                policy.amounts =
                    units.into_iter().enumerate().map(|(row, n)| known(row).then_some(n)).collect();
            }
            Hit::RuleOrder | Hit::OutputOrder | Hit::Collect => {
                return Err("its outcomes are lists".into());
            }
        }
        Ok(policy)
    }

    pub(super) fn collects(&self) -> bool {
        !super::answers::is_single(self.table.hit)
    }

    /// Chooses for the people of a chunk.
    pub(super) fn choose(&self, range: Range<usize>, hits: &[u64], rows: &mut Rows) {
        if self.collects() {
            let collected = rows.collected.get_mut(range.clone()).unwrap_or_default();
            let odd = rows.odd.get_mut(range).unwrap_or_default();
            for (person, (collected, odd)) in collected.iter_mut().zip(odd).enumerate() {
                match self.collect(rows_of(hits, person)) {
                    Some(found) => *collected = found,
                    None => *odd = true,
                }
            }
            return;
        }
        let chosen = rows.chosen.get_mut(range.clone()).unwrap_or_default();
        let odd = rows.odd.get_mut(range).unwrap_or_default();
        if matches!(self.table.hit, Hit::First | Hit::Unique) && self.table.rows.len() <= 64 {
            let all_may_match = self.table.hit == Hit::First;
            for ((chosen, odd), hits) in chosen.iter_mut().zip(odd).zip(hits) {
                let is_one = hits & hits.wrapping_sub(1) == 0;
                let decides = (*hits != 0) & (all_may_match | is_one);
                *odd |= !decides;
                *chosen = if decides { hits.trailing_zeros() } else { u32::MAX };
            }
            return;
        }
        for (person, (chosen, odd)) in chosen.iter_mut().zip(odd).enumerate() {
            let row = self.one(rows_of(hits, person)).and_then(|row| u32::try_from(row).ok());
            *odd |= row.is_none();
            *chosen = row.unwrap_or(u32::MAX);
        }
    }

    /// The row that decides; none where a single case has to say why none does.
    fn one(&self, mut hits: impl Iterator<Item = usize> + Clone) -> Option<usize> {
        let number = |row: usize| self.numbers.get(row).copied().flatten();
        match self.table.hit {
            Hit::First => hits.next(),
            Hit::Priority => {
                let mut best = hits.next()?;
                for row in hits {
                    best = if number(row)? < number(best)? { row } else { best };
                }
                Some(best)
            }
            Hit::Any => {
                let first = hits.next()?;
                let agree = |row| number(first).is_some_and(|own| number(row) == Some(own));
                hits.all(agree).then_some(first)
            }
            _ => {
                let first = hits.next()?;
                hits.next().is_none().then_some(first)
            }
        }
    }

    /// What is collected, null where nothing is; the outer none where a single case has to say.
    fn collect(&self, hits: impl Iterator<Item = usize> + Clone) -> Option<Option<i64>> {
        if self.table.hit == Hit::CollectCount {
            return Some(i64::try_from(hits.count()).ok());
        }
        let mut all: Option<i64> = None;
        for row in hits {
            let amount = self.amounts.get(row).copied().flatten()?;
            all = Some(match (all, self.table.hit) {
                (None, _) => amount,
                (Some(all), Hit::CollectSum) => all.checked_add(amount)?,
                (Some(all), Hit::CollectMin) => all.min(amount),
                (Some(all), _) => all.max(amount),
            });
        }
        Some(all)
    }

    /// The outputs of everybody who is not odd. Whose row the columns cannot answer for becomes odd.
    pub(super) fn outputs(
        &self,
        ready: &Ready<'_>,
        people: &People,
        rows: &mut Rows,
    ) -> BTreeMap<String, Series> {
        if self.collects() {
            let units = rows.collected.iter().map(|found| found.unwrap_or(0)).collect();
            let known: Vec<bool> = rows.collected.iter().map(Option::is_some).collect();
            let known = known.contains(&false).then_some(known);
            let series = Series { values: Values::Numbers { units, scale: self.scale }, known };
            let column = self.table.outputs.first();
            return column
                .into_iter()
                .map(|column| (column.name.clone(), series.clone()))
                .collect();
        }
        let given = |name: &String| {
            let value = |made: &Option<Made>| {
                made.as_ref().and_then(|made| made.outputs.get(name)).cloned().unwrap_or_default()
            };
            Series::of(self.form.made.iter().map(value).collect()).for_each(&rows.chosen)
        };
        let columns = self.table.outputs.iter().map(|column| &column.name);
        let mut outputs = columns.map(|name| (name.clone(), given(name))).collect();
        if self.form.made.iter().any(Option::is_none) {
            let people_and_odd = (rows.chosen.as_slice(), rows.odd.as_mut_slice());
            open_rows::fill(ready, self.form, people, people_and_odd, &mut outputs);
        }
        outputs
    }
}

/// Rows of the same number give the same.
fn alike(form: &Form) -> Vec<Option<u32>> {
    let mut seen: Vec<&Outputs> = Vec::new();
    let outputs = form.made.iter().map(|made| made.as_ref().map(|made| &made.outputs));
    let mut numbers = Vec::with_capacity(form.made.len());
    for outputs in outputs {
        numbers.push(outputs.and_then(|outputs| {
            let known = seen.iter().position(|other| *other == outputs);
            if known.is_none() {
                seen.push(outputs);
            }
            u32::try_from(known.unwrap_or(seen.len() - 1)).ok()
        }));
    }
    numbers
}

/// The rows by the order of their outputs; rows of one rank keep the order of the table.
fn ranked(table: &Table, form: &Form) -> Vec<Option<u32>> {
    let ranks = form.made.iter().map(|made| {
        let outputs = &made.as_ref()?.outputs;
        Some(table.outputs.iter().map(|column| rank(column, outputs)).collect::<Vec<usize>>())
    });
    let ranks: Vec<Option<Vec<usize>>> = ranks.collect();
    let mut sorted: Vec<&Vec<usize>> = ranks.iter().flatten().collect();
    sorted.sort_unstable();
    sorted.dedup();
    let number = |rank: &Option<Vec<usize>>| {
        let rank = rank.as_ref()?;
        u32::try_from(sorted.binary_search(&rank).ok()?).ok()
    };
    ranks.iter().map(number).collect()
}

/// The series with other values for some people.
pub(super) fn with(
    mut series: Series,
    people: &[usize],
    value: impl Fn(usize) -> Option<Value>,
) -> Series {
    for person in people {
        if put(&mut series, *person, value(*person).unwrap_or_default()).is_none() {
            // One is of another kind than the rest.
            let mut values: Vec<Value> = (0..series.count()).map(|n| series.value(n)).collect();
            for person in people {
                if let Some(place) = values.get_mut(*person) {
                    *place = value(*person).unwrap_or_default();
                }
            }
            return Series::of(values);
        }
    }
    series
}

/// Puts one value into a series; none where it does not fit there.
pub(super) fn put(series: &mut Series, person: usize, value: Value) -> Option<()> {
    let is_known = value != Value::Nothing;
    match (&mut series.values, value) {
        (_, Value::Nothing) => {}
        (Values::Numbers { units, scale }, Value::Number(number)) => {
            let (floor, exact) = number.floor_units(*scale);
            *units.get_mut(person)? = exact.then_some(floor)?;
        }
        (Values::Truths(truths), Value::Truth(truth)) => *truths.get_mut(person)? = truth,
        (Values::Days(days), Value::Day(day)) => *days.get_mut(person)? = days_of(day)?,
        (Values::Texts { places, words }, Value::Text(text)) => {
            let known = words.iter().position(|word| *word == text);
            let place = known.unwrap_or_else(|| {
                words.push(text);
                words.len() - 1
            });
            *places.get_mut(person)? = u32::try_from(place).ok()?;
        }
        (Values::Mixed(values), value) => *values.get_mut(person)? = value,
        _ => return None,
    }
    if series.known.is_none() && !is_known {
        series.known = Some(vec![true; series.count()]);
    }
    if let Some(known) = &mut series.known {
        *known.get_mut(person)? = is_known;
    }
    Some(())
}
