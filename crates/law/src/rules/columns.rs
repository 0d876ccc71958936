//! A variable of everybody at once: formulas go through columns, and where they cannot, through one after the other.
//!
//! What may not happen here: another value than the single case has. Whoever has none has a fault that says why.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::case::{Filling, computed_must_be_allowed, in_order, without_formula};
use super::gather::Leaves;
use super::model::{DatedFormula, How, Variable};
use super::names::{Rules, Stand, Wants, Way};
use super::period::Period;
use super::situation::{Situation, may_have};
use crate::facts::Facts;
use crate::fault::Fault;
use crate::feel::{Expression, Scope};
use crate::people::Series;
use crate::table::Table;
use crate::value::Value;

/// A variable of everybody who has it.
#[derive(Clone, Debug, PartialEq)]
pub struct Computed {
    /// Null for those whom a fault kept from a value.
    pub series: Arc<Series>,
    /// By the place of those who have no value.
    pub faults: BTreeMap<usize, Fault>,
    /// Why all were computed one after the other; none where it went by column.
    pub why_single: Option<String>,
}

/// Why something has no column.
pub(super) enum Stop {
    /// Of these people something does not fit; of others it may.
    Here,
    /// There is no such part by column.
    Everywhere(String),
    Fault(Fault),
}

/// Variables that are being computed for a whole situation; what was computed once is kept.
pub struct Columns<'s, 'l> {
    pub(super) situation: &'s Situation<'l>,
    pub(super) rules: &'l Rules,
    known: BTreeMap<(usize, Period), Computed>,
}

impl<'l> Situation<'l> {
    /// To compute for everybody.
    pub fn columns(&self) -> Columns<'_, 'l> {
        let rules = self.law.rules();
        Columns { situation: self, rules, known: BTreeMap::new() }
    }
}

impl Computed {
    pub(super) fn of(series: Series) -> Computed {
        Computed { series: Arc::new(series), faults: BTreeMap::new(), why_single: None }
    }

    /// The same value, or the same fault, for so many.
    fn same(value: Result<Value, Fault>, count: usize) -> Computed {
        match value {
            Ok(value) => Computed::of(Series::of(vec![value]).repeated(count)),
            Err(fault) => Computed {
                faults: (0..count).map(|n| (n, fault.clone())).collect(),
                ..Computed::same(Ok(Value::Nothing), count)
            },
        }
    }
}

impl Columns<'_, '_> {
    /// The variable of everybody in a period.
    pub fn calculate(&mut self, variable: &str, period: Period) -> Result<Computed, Fault> {
        let rules = self.rules;
        let unknown = || Fault::UnknownVariable { variable: variable.into() };
        let place = rules.place(variable).ok_or_else(unknown)?;
        let own = rules.variables.get(place).ok_or_else(unknown)?;
        if !rules.has(place, period.every()) {
            let why = format!("it has a value by {}, not for {period}", own.every.name());
            return Err(Fault::NoSeries { name: variable.into(), why });
        }
        let period = Situation::own_period(own, period);
        let circle = |(place, period)| rules.circle(place, period);
        in_order((place, period), self, Columns::attempt, circle)?;
        self.computed(place, period)
    }

    /// A variable that is known.
    pub(super) fn computed(&self, place: usize, period: Period) -> Result<Computed, Fault> {
        let unknown = || Fault::UnknownVariable { variable: place.to_string() };
        let variable = self.rules.variables.get(place).ok_or_else(unknown)?;
        let key = (place, Situation::own_period(variable, period));
        self.known.get(&key).cloned().ok_or_else(unknown)
    }

    /// Computes one variable of everybody, or says which others it needs first.
    fn attempt(&mut self, key: (usize, Period)) -> Result<Vec<(usize, Period)>, Fault> {
        let unknown = || Fault::UnknownVariable { variable: key.0.to_string() };
        let variable = self.rules.variables.get(key.0).ok_or_else(unknown)?;
        if self.known.contains_key(&key) {
            return Ok(Vec::new());
        }
        let stand = self.rules.stand(variable).ok_or_else(unknown)?;
        let given = self.situation.given(key.0, key.1);
        if given.is_none_or(|given| given.known.is_some())
            && let Some(formula) = variable.on(key.1.first())
        {
            let mut needed = Vec::new();
            let wants = self.rules.wants(stand, &formula.how, self.table(formula, key.1)?);
            self.needed(stand, Some(key.1), &wants, &mut needed);
            if !needed.is_empty() {
                return Ok(needed);
            }
        }
        let found = self.compute(variable, key)?;
        self.known.insert(key, found);
        Ok(Vec::new())
    }

    /// The table that decides in a period, where one does.
    fn table(&self, formula: &DatedFormula, period: Period) -> Result<Option<&'_ Table>, Fault> {
        match &formula.how {
            How::Table { table, .. } => {
                self.situation.law.on(period.first()).table(table).map(Some)
            }
            How::Expression(_) => Ok(None),
        }
    }

    fn compute(
        &self,
        variable: &Variable,
        (place, period): (usize, Period),
    ) -> Result<Computed, Fault> {
        let given = self.situation.given(place, period).cloned();
        if let Some(given) = given.as_ref().filter(|given| given.known.is_none()) {
            let series = Arc::clone(given);
            return Ok(Computed { series, faults: BTreeMap::new(), why_single: None });
        }
        let mut computed = match variable.on(period.first()) {
            Some(formula) => {
                let mut computed = self.by_formula(variable, formula, period)?;
                must_be_allowed(variable, &mut computed);
                computed
            }
            None => {
                let count = self.situation.count(&variable.of);
                Computed::same(without_formula(variable, period), count)
            }
        };
        if let Some(given) = given {
            computed.faults.retain(|member, _| !given.is_known(*member));
            let count = given.count();
            let value = |n| {
                if given.is_known(n) { given.value(n) } else { computed.series.value(n) }
            };
            computed.series = Arc::new(Series::of((0..count).map(value).collect()));
        }
        Ok(computed)
    }

    fn by_formula(
        &self,
        variable: &Variable,
        formula: &DatedFormula,
        period: Period,
    ) -> Result<Computed, Fault> {
        let unknown = || Fault::UnknownVariable { variable: variable.id.clone() };
        let stand = self.rules.stand(variable).ok_or_else(unknown)?;
        let found = match &formula.how {
            How::Expression(expression) => self.evaluate(stand, period, expression.root()),
            How::Table { table, output } => {
                self.by_table(stand, period, &formula.how, (table, output))
            }
        };
        match found {
            Ok(computed) => Ok(computed),
            Err(Stop::Fault(fault)) => Err(fault),
            Err(Stop::Here) => self.one_by_one(stand, period, formula, String::new()),
            Err(Stop::Everywhere(why)) => self.one_by_one(stand, period, formula, why),
        }
    }

    fn by_table(
        &self,
        stand: Stand,
        period: Period,
        how: &How,
        (table, output): (&str, &str),
    ) -> Result<Computed, Stop> {
        let law = self.situation.law.on(period.first());
        let ready = law.ready(table).map_err(Stop::Fault)?;
        let wants = self.rules.wants(stand, how, Some(ready.table));
        let mut leaves = Leaves::new(self.count(stand));
        self.leaves_of(stand, period, (&wants, &mut Vec::new()), &mut leaves)?;
        let mut answers = ready.decide_all(&leaves.people);
        let series = answers.outputs.remove(output).unwrap_or_else(|| Series::of(Vec::new()));
        let mut faults: BTreeMap<usize, Fault> = answers.faults.into_iter().collect();
        faults.extend(leaves.faults);
        Ok(Computed { series: Arc::new(series), faults, why_single: answers.why_single })
    }

    /// Puts everything that the names of a tree stand for among the leaves, by its dotted path.
    fn leaves_of(
        &self,
        stand: Stand,
        period: Period,
        (wants, path): (&Wants, &mut Vec<String>),
        leaves: &mut Leaves,
    ) -> Result<(), Stop> {
        for (name, inner) in &wants.0 {
            path.push(name.clone());
            if inner.0.is_empty() {
                let steps: Vec<&str> = path.iter().map(String::as_str).collect();
                self.leaf(stand, period, &steps, leaves)?;
            } else {
                self.leaves_of(stand, period, (inner, path), leaves)?;
            }
            path.pop();
        }
        Ok(())
    }

    pub(super) fn count(&self, stand: Stand) -> usize {
        self.situation.groups.get(stand.entity).map_or(0, |group| group.count)
    }

    /// What cannot go by column: a case for each, over what is known by column.
    fn one_by_one(
        &self,
        stand: Stand,
        period: Period,
        formula: &DatedFormula,
        why: String,
    ) -> Result<Computed, Fault> {
        let law = self.situation.law.on(period.first());
        let wants = self.rules.wants(stand, &formula.how, self.table(formula, period)?);
        let read = |place, member, period| self.read(place, member, period);
        let filling = Filling { situation: self.situation, rules: self.rules, read: &read };
        let value = |member: usize| -> Result<Value, Fault> {
            let facts = filling.record(stand, member, period, &wants)?;
            match &formula.how {
                How::Expression(expression) => {
                    expression.try_evaluate(&Scope::of(&facts).with(law))
                }
                How::Table { table, output } => {
                    let mut outcome = law.decide(table, &Facts::from(facts))?;
                    Ok(outcome.outputs.remove(output).unwrap_or_default())
                }
            }
        };
        let mut faults = BTreeMap::new();
        let mut values = Vec::with_capacity(self.count(stand));
        for member in 0..self.count(stand) {
            values.push(value(member).unwrap_or_else(|fault| {
                faults.insert(member, fault);
                Value::Nothing
            }));
        }
        Ok(Computed { series: Arc::new(Series::of(values)), faults, why_single: Some(why) })
    }

    /// The variables that a tree of names leads to and that are not known.
    fn needed(
        &self,
        stand: Stand,
        period: Option<Period>,
        wants: &Wants,
        needed: &mut Vec<(usize, Period)>,
    ) {
        let Some(period) = period else { return };
        for (name, inner) in &wants.0 {
            let Some(way) = self.rules.way(stand, name) else { continue };
            let after = self.rules.after(stand, way).unwrap_or(stand);
            match way {
                Way::Variable(place) => {
                    let Some(variable) = self.rules.variables.get(place) else { continue };
                    let key = (place, Situation::own_period(variable, period));
                    if !self.known.contains_key(&key) {
                        needed.push(key);
                    }
                }
                Way::Shift(shift) => self.needed(after, shift.of(period), inner, needed),
                Way::Months => {
                    period.months().for_each(|m| self.needed(after, Some(m), inner, needed));
                }
                Way::Group(_) | Way::Member(_) | Way::Members(_) => {
                    self.needed(after, Some(period), inner, needed);
                }
                Way::Days | Way::RoleIn(_) => {}
            }
        }
    }

    /// One value of a variable that is known.
    fn read(&self, place: usize, member: usize, period: Period) -> Result<Value, Fault> {
        let known = self.computed(place, period)?;
        match known.faults.get(&member) {
            Some(fault) => Err(fault.clone()),
            None => Ok(known.series.value(member)),
        }
    }

    /// An expression for everybody who stands there.
    pub(super) fn evaluate(
        &self,
        stand: Stand,
        period: Period,
        root: &crate::feel::Node,
    ) -> Result<Computed, Stop> {
        let mut leaves = Leaves::new(self.count(stand));
        let root = self.planted(stand, period, root, &mut leaves)?;
        let law = self.situation.law.on(period.first());
        let derived = law.derive_all(&Expression::of_node(root), &leaves.people);
        let mut faults: BTreeMap<usize, Fault> = derived.faults.into_iter().collect();
        faults.extend(leaves.faults);
        let series = Arc::new(derived.series);
        Ok(Computed { series, faults, why_single: derived.why_single })
    }
}

/// A computed value that is null, or that the variable may not have, is a fault.
fn must_be_allowed(variable: &Variable, computed: &mut Computed) {
    let faulty = &mut computed.faults;
    let count = computed.series.count();
    if computed.series.known.is_some() || may_have(variable, &computed.series).is_err() {
        for member in 0..count {
            let value = computed.series.value(member);
            if let Err(fault) = computed_must_be_allowed(variable, &value) {
                faulty.entry(member).or_insert(fault);
            }
        }
    }
    if !faulty.is_empty() {
        let value =
            |n| if faulty.contains_key(&n) { Value::Nothing } else { computed.series.value(n) };
        computed.series = Arc::new(Series::of((0..count).map(value).collect()));
    }
}

impl std::fmt::Debug for Columns<'_, '_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Columns").field("known", &self.known.len()).finish_non_exhaustive()
    }
}
