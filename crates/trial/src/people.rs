//! A question put to an invented population: both laws compute the same households, block by block.
//!
//! What may not happen here: people who are kept after they were counted, or a result that depends on how many threads counted.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use law::{Computed, Fault, Law, Series, Situation, Value, Values};
use population::{Block, Population};

use crate::effect::{Effect, PLACES};
use crate::question::{Grouping, Question};
use crate::report::{Cell, Group, Report};

/// Two laws and a question.
#[derive(Clone, Copy, Debug)]
pub struct Trial<'t> {
    pub now: &'t Law,
    pub proposed: &'t Law,
    pub question: &'t Question,
}

/// Why a trial cannot be made at all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TrialFault {
    Law(Fault),
    /// The population has no such role in the law's entity.
    NoRole(String),
    /// An amount has more decimal places than can be counted: the law must round it.
    NotRounded(String),
}

impl From<Fault> for TrialFault {
    fn from(fault: Fault) -> TrialFault {
        TrialFault::Law(fault)
    }
}

impl std::fmt::Display for TrialFault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            TrialFault::Law(fault) => fault.fmt(f),
            TrialFault::NoRole(role) => {
                write!(f, "the population has the role `{role}`, and no group of the law has it")
            }
            TrialFault::NotRounded(variable) => {
                write!(
                    f,
                    "`{variable}` has more than {PLACES} decimal places: let the law round it"
                )
            }
        }
    }
}

/// What was counted so far.
#[derive(Clone, Debug, Default)]
struct Count {
    total: Effect,
    /// By grouping, and the order of its values.
    groups: Vec<BTreeMap<(usize, String), Effect>>,
    faults: u64,
    /// The lowest block with a fault, and the fault.
    first_fault: Option<(u64, String)>,
}

impl Trial<'_> {
    /// Counts all of a population on so many threads. `progress` hears of each block when it is done.
    pub fn over(
        &self,
        population: &Population<'_>,
        threads: usize,
        progress: &(dyn Fn(u64) + Sync),
    ) -> Result<Report, TrialFault> {
        let next = AtomicU64::new(0);
        let sum: Mutex<Result<Count, TrialFault>> = Mutex::new(Ok(Count::default()));
        let work = || {
            loop {
                let number = next.fetch_add(1, Ordering::Relaxed);
                if number >= population.block_count() {
                    return;
                }
                let counted = self.block(population, number);
                let Ok(mut sum) = sum.lock() else { return };
                match (sum.as_mut(), counted) {
                    (Ok(sum), Ok(counted)) => sum.join(counted),
                    (Ok(_), Err(fault)) => *sum = Err(fault),
                    (Err(_), _) => return,
                }
                drop(sum);
                progress(number);
            }
        };
        std::thread::scope(|scope| {
            for _ in 1..threads.max(1) {
                scope.spawn(work);
            }
            work();
        });
        let count = sum.into_inner().unwrap_or_else(|broken| broken.into_inner())?;
        Ok(self.report(population, count))
    }

    fn block(&self, population: &Population<'_>, number: u64) -> Result<Count, TrialFault> {
        let block = Given::of(population.block(number));
        let question = self.question;
        let now = situation(self.now, population, &block)?;
        let mut columns = now.columns();
        let before = columns.calculate(&question.variable, question.period)?;
        let by = question.by.iter();
        let by = by.map(|grouping| columns.calculate(&grouping.variable, question.period));
        let by = by.collect::<Result<Vec<Computed>, Fault>>()?;
        let proposed = situation(self.proposed, population, &block)?;
        let after = proposed.columns().calculate(&question.variable, question.period)?;
        let mut count = Count { groups: vec![BTreeMap::new(); by.len()], ..Count::default() };
        let both = self.amounts(&before.series)?.zip(self.amounts(&after.series)?);
        // None where one of the laws has no answer.
        let both: Vec<Option<(i128, i128)>> = both.map(|(old, new)| old.zip(new)).collect();
        count.faults = both.iter().map(|both| u64::from(both.is_none())).sum();
        for (before, after) in both.iter().flatten() {
            count.total.add(*before, *after, question.paid);
        }
        for ((grouping, by), cells) in question.by.iter().zip(&by).zip(&mut count.groups) {
            let places = Places::new(grouping, &by.series);
            let mut effects = vec![Effect::default(); places.names.len()];
            for (member, both) in both.iter().enumerate() {
                let Some((before, after)) = both else { continue };
                if let Some(effect) = effects.get_mut(places.of(&by.series, member)) {
                    effect.add(*before, *after, question.paid);
                }
            }
            let all = places.names.into_iter().enumerate().zip(effects);
            cells.extend(all.filter(|(_, effect)| effect.members > 0).map(
                |((n, name), effect)| {
                    // Words have the order of their letters, bands their own.
                    let order = if grouping.bands.is_empty() { 0 } else { n };
                    ((order, name), effect)
                },
            ));
        }
        let fault = before.faults.values().chain(after.faults.values()).next();
        count.first_fault = fault.map(|fault| (number, fault.to_string()));
        Ok(count)
    }

    /// Amounts in units of ten to the power of minus `PLACES`; none where there is none.
    fn amounts<'s>(
        &self,
        series: &'s Series,
    ) -> Result<impl Iterator<Item = Option<i128>> + 's, TrialFault> {
        let not_rounded = || TrialFault::NotRounded(self.question.variable.clone());
        let (units, scale) = match &series.values {
            Values::Numbers { units, scale } if *scale <= PLACES => (units.as_slice(), *scale),
            // Where nobody has a value there are no numbers either.
            _ if (0..series.count()).all(|n| series.value(n) == Value::Nothing) => (&[][..], 0),
            _ => return Err(not_rounded()),
        };
        let factor = 10_i128.pow(PLACES - scale);
        let known = series.known.as_deref();
        let amount = move |n: usize| {
            let is_known = known.is_none_or(|known| known.get(n) == Some(&true));
            units.get(n).filter(|_| is_known).map(|units| i128::from(*units) * factor)
        };
        Ok((0..series.count()).map(amount))
    }

    fn report(&self, population: &Population<'_>, count: Count) -> Report {
        let question = self.question;
        let counted = self.now.rules().variable(&question.variable);
        let weight = population.weight();
        let groups = question.by.iter().zip(count.groups).map(|(grouping, cells)| Group {
            variable: grouping.variable.clone(),
            cells: cells.into_iter().map(|((_, value), effect)| Cell { value, effect }).collect(),
        });
        Report {
            question: question.id.clone(),
            period: question.period.to_string(),
            variable: question.variable.clone(),
            of: counted.map(|variable| variable.of.clone()).unwrap_or_default(),
            unit: counted.map(|variable| variable.unit.clone()).unwrap_or_default(),
            persons: population.persons(),
            seed: population.seed,
            weight: (weight.numerator, weight.denominator),
            total: count.total,
            groups: groups.collect(),
            faults: count.faults,
            first_fault: count.first_fault.map(|(_, fault)| fault),
        }
    }
}

impl Count {
    fn join(&mut self, other: Count) {
        self.total.join(&other.total);
        self.groups.resize(other.groups.len(), BTreeMap::new());
        for (own, cells) in self.groups.iter_mut().zip(other.groups) {
            for (name, effect) in cells {
                own.entry(name).or_default().join(&effect);
            }
        }
        self.faults += other.faults;
        self.first_fault = match (self.first_fault.take(), other.first_fault) {
            (Some(own), Some(other)) => Some(own.min(other)),
            (own, other) => own.or(other),
        };
    }
}

/// The names of a grouping's values in their order, and where the value of one stands among them.
struct Places<'g> {
    names: Vec<String>,
    bands: &'g [i64],
}

impl Places<'_> {
    fn new<'g>(grouping: &'g Grouping, series: &Series) -> Places<'g> {
        let bands = grouping.bands.as_slice();
        let mut names = match &series.values {
            Values::Numbers { .. } => band_names(bands),
            Values::Truths(_) => vec!["false".to_string(), "true".to_string()],
            Values::Texts { words, .. } => words.clone(),
            _ => Vec::new(),
        };
        names.push("null".into());
        Places { names, bands }
    }

    fn of(&self, series: &Series, member: usize) -> usize {
        let unknown = self.names.len() - 1;
        if series.known.as_ref().is_some_and(|known| known.get(member) != Some(&true)) {
            return unknown;
        }
        match &series.values {
            Values::Numbers { units, scale } => {
                let one = 10_i128.pow(*scale);
                let own = units.get(member).map(|units| i128::from(*units));
                own.map_or(unknown, |own| {
                    self.bands.partition_point(|band| i128::from(*band) * one <= own)
                })
            }
            Values::Truths(truths) => {
                truths.get(member).map_or(unknown, |truth| usize::from(*truth))
            }
            Values::Texts { places, .. } => {
                places.get(member).map_or(unknown, |place| *place as usize)
            }
            _ => unknown,
        }
    }
}

/// `< 1`, `1 - 3`, `>= 3`; with one number between two bands, that number.
fn band_names(bands: &[i64]) -> Vec<String> {
    let (Some(first), Some(last)) = (bands.first(), bands.last()) else { return Vec::new() };
    let between = bands.windows(2).filter_map(|pair| match pair {
        [from, to] if *to == from + 1 => Some(from.to_string()),
        [from, to] => Some(format!("{from} - {to}")),
        _ => None,
    });
    let first = if *first == 1 { "0".to_string() } else { format!("< {first}") };
    std::iter::once(first).chain(between).chain([format!(">= {last}")]).collect()
}

/// A block whose columns both laws read where they are.
struct Given {
    /// Whether the column is of persons, its name, and what it holds.
    columns: Vec<(bool, String, Arc<Series>)>,
    households: usize,
    household_of: Vec<u32>,
    role_of: Vec<u8>,
}

impl Given {
    fn of(block: Block) -> Given {
        let households = block.households.first().map_or(0, |(_, series)| series.count());
        let persons = block.persons.into_iter().map(|column| (true, column));
        let columns = persons.chain(block.households.into_iter().map(|column| (false, column)));
        let columns = columns.map(|(of_person, (name, series))| (of_person, name, series.into()));
        Given {
            columns: columns.collect(),
            households,
            household_of: block.household_of,
            role_of: block.role_of,
        }
    }
}

/// The households of a block, as a law sees them: what the population has and the law asks for is given.
fn situation<'l>(
    law: &'l Law,
    population: &Population<'_>,
    block: &Given,
) -> Result<Situation<'l>, TrialFault> {
    let rules = law.rules();
    let roles = population.recipe.roles();
    let group = rules.entities().iter().find(|entity| {
        !entity.is_person() && roles.iter().all(|own| entity.roles.iter().any(|r| r.id == own.id))
    });
    let Some(group) = group else {
        let role = roles.first().map(|role| role.id.clone());
        return Err(TrialFault::NoRole(role.unwrap_or_default()));
    };
    let place = |own: &population::Role| group.roles.iter().position(|role| role.id == own.id);
    let places: Vec<u8> = roles.iter().filter_map(|own| u8::try_from(place(own)?).ok()).collect();
    let role_of = block.role_of.iter().map(|role| places.get(usize::from(*role)).copied());
    let role_of: Vec<u8> = role_of.map(Option::unwrap_or_default).collect();
    let mut situation = Situation::new(law, block.role_of.len()).with_groups(
        &group.id,
        block.households,
        block.household_of.clone(),
        role_of,
    )?;
    for (of_person, name, series) in &block.columns {
        let Some(variable) = rules.variable(name) else { continue };
        let is_person = rules.entities().iter().any(|e| e.is_person() && e.id == variable.of);
        // What the law computes it computes itself, and what is carried over from the household it has from there.
        if variable.formulas.is_empty() && is_person == *of_person {
            situation.give(name, None, Arc::clone(series))?;
        }
    }
    Ok(situation)
}
