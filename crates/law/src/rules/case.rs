//! One value of one person or group, with every step that led to it.
//!
//! What may not happen here: a step that is not told, or a chain of variables without an end.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::model::{DatedFormula, How, Variable};
use super::names::{Rules, Stand, Wants, Way};
use super::period::Period;
use super::situation::{Situation, may_be, told_kind};
use crate::facts::Facts;
use crate::fault::Fault;
use crate::feel::{Evaluation, Scope};
use crate::trace::{Trace, UsedParameter};
use crate::value::Value;

/// So many variables may wait for each other, through all periods: a life of months, and more.
const DEPTH_MAX: usize = 5_000;

/// A value, and how it came about.
#[derive(Clone, Debug, PartialEq)]
pub struct Calculation {
    pub value: Value,
    /// What was needed first comes first; the last step is the value itself.
    pub steps: Vec<Calculated>,
}

/// One variable of one person or group in one period.
#[derive(Clone, Debug, PartialEq)]
pub struct Calculated {
    pub variable: String,
    /// Its place among the persons, or the groups of its entity.
    pub member: usize,
    pub period: Period,
    pub value: Value,
    pub origin: Origin,
    /// The article that it follows; empty for what is given.
    pub article: String,
    pub parameters: Vec<UsedParameter>,
}

/// Where the value of a step comes from.
#[derive(Clone, Debug, PartialEq)]
pub enum Origin {
    Given,
    /// Nobody said it, and the law says what it is then.
    Otherwise,
    Expression(Arc<str>),
    Table {
        table: String,
        trace: Box<Trace>,
    },
}

/// A variable of a person or group in a period.
type Key = (usize, usize, Period);

/// A case that is being computed: what is known is kept.
struct Case<'s, 'l> {
    situation: &'s Situation<'l>,
    rules: &'l Rules,
    known: BTreeMap<Key, Value>,
    steps: Vec<Calculated>,
}

impl Situation<'_> {
    /// The variable of one person or group in a period.
    pub fn calculate(
        &self,
        variable: &str,
        member: usize,
        period: Period,
    ) -> Result<Calculation, Fault> {
        let rules = self.law.rules();
        let unknown = || Fault::UnknownVariable { variable: variable.into() };
        let place = rules.place(variable).ok_or_else(unknown)?;
        let own = rules.variables.get(place).ok_or_else(unknown)?;
        let wrong = |why: String| Fault::NoSeries { name: variable.into(), why };
        if !rules.has(place, period.every()) {
            let every = own.every.name();
            return Err(wrong(format!("it has a value by {every}, not for {period}")));
        }
        if member >= self.count(&own.of) {
            return Err(wrong(format!("there is no {} {member}", own.of)));
        }
        let mut case = Case { situation: self, rules, known: BTreeMap::new(), steps: Vec::new() };
        let key = (place, member, Situation::own_period(own, period));
        in_order(key, &mut case, Case::attempt, |(place, _, period)| rules.circle(place, period))?;
        let value = case.known.remove(&key).unwrap_or_default();
        Ok(Calculation { value, steps: case.steps })
    }
}

/// Computes what is asked for after everything that it needs. `attempt` computes one, or says what must be known before it.
/// Nothing here goes deeper on the stack, however long a chain is.
pub(super) fn in_order<K: Ord + Copy, S>(
    first: K,
    state: &mut S,
    attempt: impl Fn(&mut S, K) -> Result<Vec<K>, Fault>,
    circle: impl Fn(K) -> Fault,
) -> Result<(), Fault> {
    let mut open = vec![first];
    // Those that wait for others, which lie above them.
    let mut waiting: BTreeSet<K> = BTreeSet::new();
    while let Some(key) = open.last().copied() {
        let needed = attempt(state, key)?;
        if needed.is_empty() {
            waiting.remove(&key);
            open.pop();
            continue;
        }
        waiting.insert(key);
        let in_circle = needed.iter().any(|needed| waiting.contains(needed));
        if in_circle || waiting.len() > DEPTH_MAX {
            return Err(circle(key));
        }
        open.extend(needed.into_iter().rev());
    }
    Ok(())
}

impl Rules {
    pub(super) fn circle(&self, place: usize, period: Period) -> Fault {
        let variable = self.variables.get(place).map(|variable| variable.id.clone());
        Fault::Circular { variable: variable.unwrap_or_default(), period: period.to_string() }
    }
}

impl Case<'_, '_> {
    /// Computes one value, or says which others it needs first.
    fn attempt(&mut self, key: Key) -> Result<Vec<Key>, Fault> {
        let (place, member, period) = key;
        let unknown = || Fault::UnknownVariable { variable: place.to_string() };
        let variable = self.rules.variables.get(place).ok_or_else(unknown)?;
        if self.known.contains_key(&key) {
            return Ok(Vec::new());
        }
        let mut step = Calculated {
            variable: variable.id.clone(),
            member,
            period,
            value: Value::Nothing,
            origin: Origin::Given,
            article: String::new(),
            parameters: Vec::new(),
        };
        let given = self.situation.given(place, period).map(|series| series.value(member));
        match (given.filter(|value| *value != Value::Nothing), variable.on(period.first())) {
            (Some(value), _) => step.value = value,
            (None, None) => {
                step.value = without_formula(variable, period)?;
                step.origin = Origin::Otherwise;
            }
            (None, Some(formula)) => {
                let articles = [&formula.article, &variable.article];
                let article = articles.into_iter().find(|article| !article.is_empty());
                step.article = article.cloned().unwrap_or_default();
                let needed = self.compute(variable, formula, &mut step)?;
                if !needed.is_empty() {
                    return Ok(needed);
                }
                computed_must_be_allowed(variable, &step.value)?;
            }
        }
        self.known.insert(key, step.value.clone());
        self.steps.push(step);
        Ok(Vec::new())
    }

    fn compute(
        &self,
        variable: &Variable,
        formula: &DatedFormula,
        step: &mut Calculated,
    ) -> Result<Vec<Key>, Fault> {
        let law = self.situation.law.on(step.period.first());
        let unknown = || Fault::UnknownVariable { variable: variable.id.clone() };
        let stand = self.rules.stand(variable).ok_or_else(unknown)?;
        let table = match &formula.how {
            How::Table { table, .. } => Some(law.table(table)?),
            How::Expression(_) => None,
        };
        let wants = self.rules.wants(stand, &formula.how, table);
        let needed = RefCell::new(Vec::new());
        let read = |place: usize, member: usize, period: Period| {
            let own = self.rules.variables.get(place).ok_or_else(unknown)?;
            let key = (place, member, Situation::own_period(own, period));
            Ok(self.known.get(&key).cloned().unwrap_or_else(|| {
                needed.borrow_mut().push(key);
                Value::Nothing
            }))
        };
        let filling = Filling { situation: self.situation, rules: self.rules, read: &read };
        let facts = filling.record(stand, step.member, step.period, &wants)?;
        let needed = needed.take();
        if !needed.is_empty() {
            return Ok(needed);
        }
        match &formula.how {
            How::Expression(expression) => {
                let scope = Scope::of(&facts).with(law);
                let evaluation = Evaluation::new(&scope);
                step.value = evaluation.value_of(expression)?;
                step.origin = Origin::Expression(expression.told().0);
                step.parameters = evaluation.used.take().into_values().collect();
            }
            How::Table { table, output } => {
                let mut outcome = law.decide(table, &Facts::from(facts))?;
                step.value = outcome.outputs.remove(output).unwrap_or_default();
                step.parameters.clone_from(&outcome.trace.parameters);
                let trace = Box::new(outcome.trace);
                step.origin = Origin::Table { table: table.clone(), trace };
            }
        }
        Ok(Vec::new())
    }
}

/// What a variable is where nobody said it and no formula is in force.
pub(super) fn without_formula(variable: &Variable, period: Period) -> Result<Value, Fault> {
    if let Some(otherwise) = &variable.otherwise {
        return Ok(otherwise.clone());
    }
    let variable_id = variable.id.clone();
    Err(match variable.formulas.first() {
        Some(first) => {
            Fault::VariableNotYet { variable: variable_id, day: period.first(), first: first.from }
        }
        None => Fault::NotGiven { variable: variable_id, period: period.to_string() },
    })
}

pub(super) fn computed_must_be_allowed(variable: &Variable, value: &Value) -> Result<(), Fault> {
    let wrong = |value: &Value| Fault::WrongValue {
        variable: variable.id.clone(),
        value: value.to_string(),
        kind: told_kind(variable),
    };
    if *value == Value::Nothing {
        return Err(wrong(value));
    }
    may_be(variable, value.clone()).map_err(|value| wrong(&value))
}

/// Gathers what a formula reads, by its names: records of groups, lists of members, other periods.
pub(super) struct Filling<'f, 'l> {
    pub situation: &'f Situation<'l>,
    pub rules: &'f Rules,
    /// The value of a variable of one in a period.
    pub read: &'f dyn Fn(usize, usize, Period) -> Result<Value, Fault>,
}

impl Filling<'_, '_> {
    pub(super) fn record(
        &self,
        stand: Stand,
        member: usize,
        period: Period,
        wants: &Wants,
    ) -> Result<BTreeMap<String, Value>, Fault> {
        let mut record = BTreeMap::new();
        for (name, inner) in &wants.0 {
            let Some(way) = self.rules.way(stand, name) else { continue };
            let value = self.step(way, (stand, member, period), inner)?;
            record.insert(name.clone(), value);
        }
        Ok(record)
    }

    fn step(
        &self,
        way: Way,
        (stand, member, period): (Stand, usize, Period),
        inner: &Wants,
    ) -> Result<Value, Fault> {
        let group = |entity: usize| self.situation.groups.get(entity);
        let after = self.rules.after(stand, way).unwrap_or(stand);
        let at = |member: usize, period: Period| {
            self.record(after, member, period, inner).map(Value::Record)
        };
        match way {
            Way::Variable(variable) => (self.read)(variable, member, period),
            Way::Days => Ok(Value::Record(BTreeMap::from([
                ("first".to_string(), Value::Day(period.first())),
                ("last".to_string(), Value::Day(period.last())),
            ]))),
            Way::RoleIn(entity) => Ok(self.role(entity, member)),
            Way::Group(entity) => match group(entity).and_then(|group| group.of(member)) {
                Some(own) => at(own, period),
                None => Ok(Value::Nothing),
            },
            Way::Member(role) => {
                match group(stand.entity).and_then(|g| g.members(member, Some(role)).next()) {
                    Some(person) => at(person, period),
                    None => Ok(Value::Nothing),
                }
            }
            Way::Members(role) => {
                let members = group(stand.entity).into_iter().flat_map(|g| g.members(member, role));
                members.map(|person| at(person, period)).collect::<Result<_, _>>().map(Value::List)
            }
            Way::Shift(shift) => match shift.of(period) {
                Some(period) => at(member, period),
                None => Ok(Value::Nothing),
            },
            Way::Months => {
                let months = period.months().map(|month| at(member, month));
                months.collect::<Result<_, _>>().map(Value::List)
            }
        }
    }

    /// The name of a person's role in its group.
    fn role(&self, entity: usize, person: usize) -> Value {
        let role = self.situation.groups.get(entity).and_then(|group| {
            group.of(person)?;
            group.role.get(person)
        });
        let roles = self.rules.entities.get(entity).map(|entity| entity.roles.as_slice());
        let role = role.and_then(|role| roles?.get(usize::from(*role)));
        role.map_or(Value::Nothing, |role| Value::Text(role.id.clone()))
    }
}
