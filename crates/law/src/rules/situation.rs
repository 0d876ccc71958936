//! A situation: so many persons, the groups that they are in, and what is given of each. One household, or a country.
//!
//! What may not happen here: a value that its variable may not have, or a person in two groups of one entity.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

use super::model::Variable;
use super::period::{Every, Period};
use crate::fault::Fault;
use crate::feel::{Evaluation, Kind, Scope};
use crate::law::Law;
use crate::people::{Series, Values};
use crate::value::Value;

/// Persons, their groups, and what is given.
#[derive(Clone, Debug)]
pub struct Situation<'l> {
    pub(crate) law: &'l Law,
    /// By entity, as the rules have them.
    pub(crate) groups: Vec<Group>,
    /// By the variable's place, and its period; without one for every period.
    given: BTreeMap<(usize, Option<Period>), Arc<Series>>,
}

/// The groups of one entity and who is in them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Group {
    pub count: usize,
    /// For each person its group, and its role there; empty for the entity of persons. `NOWHERE`: in none.
    pub of: Vec<u32>,
    pub role: Vec<u8>,
    /// Looked up by group only where a formula asks for single members.
    members: OnceLock<Members>,
}

/// The members of all groups, one group behind the other.
#[derive(Clone, Debug, Default)]
struct Members {
    /// For each group where its members begin, and one place more.
    starts: Vec<u32>,
    persons: Vec<u32>,
}

/// A person who is in no group of the entity.
pub(crate) const NOWHERE: u32 = u32::MAX;

impl Group {
    fn new(count: usize, of: Vec<u32>, role: Vec<u8>) -> Group {
        Group { count, of, role, members: OnceLock::new() }
    }

    fn by_group(&self) -> Members {
        let mut starts = vec![0_u32; self.count + 1];
        for group in &self.of {
            if let Some(place) = starts.get_mut(*group as usize + 1) {
                *place += 1;
            }
        }
        let mut sum = 0;
        for start in &mut starts {
            sum += *start;
            *start = sum;
        }
        let mut next = starts.clone();
        let mut persons = vec![0_u32; sum as usize];
        for (person, group) in (0_u32..).zip(&self.of) {
            let Some(place) = next.get_mut(*group as usize).filter(|_| *group != NOWHERE) else {
                continue;
            };
            if let Some(member) = persons.get_mut(*place as usize) {
                *member = person;
            }
            *place += 1;
        }
        Members { starts, persons }
    }

    /// Who is in a group, in the order of the persons; of one role, or all.
    pub(crate) fn members(&self, group: usize, role: Option<usize>) -> impl Iterator<Item = usize> {
        let all = self.members.get_or_init(|| self.by_group());
        let at = |place: usize| all.starts.get(place).map_or(0, |start| *start as usize);
        let range: Range<usize> = at(group)..at(group + 1);
        let members = all.persons.get(range).unwrap_or_default();
        members.iter().map(|person| *person as usize).filter(move |person| {
            role.is_none_or(|role| self.role.get(*person).map(|own| *own as usize) == Some(role))
        })
    }

    /// The group of a person.
    pub(crate) fn of(&self, person: usize) -> Option<usize> {
        self.of.get(person).filter(|group| **group != NOWHERE).map(|group| *group as usize)
    }
}

impl<'l> Situation<'l> {
    /// So many persons, in no group yet.
    pub fn new(law: &'l Law, persons: usize) -> Situation<'l> {
        let group = |entity: &super::Entity| {
            let (of, role) = match entity.is_person() {
                true => (Vec::new(), Vec::new()),
                false => (vec![NOWHERE; persons], vec![0; persons]),
            };
            Group::new(if entity.is_person() { persons } else { 0 }, of, role)
        };
        let groups = law.rules().entities.iter().map(group).collect();
        Situation { law, groups, given: BTreeMap::new() }
    }

    /// Says for each person in which group of an entity it is (`u32::MAX`: in none), and with which role (its place among the
    /// roles of the entity).
    pub fn with_groups(
        mut self,
        entity: &str,
        count: usize,
        of: Vec<u32>,
        role: Vec<u8>,
    ) -> Result<Situation<'l>, Fault> {
        let rules = self.law.rules();
        let wrong = |why: &str| Fault::NoSeries { name: entity.into(), why: why.into() };
        let place = rules.entity(entity).ok_or_else(|| wrong("there is no such entity"))?;
        let roles = rules.entities.get(place).map_or(0, |entity| entity.roles.len());
        if roles == 0 {
            return Err(wrong("persons are in no person"));
        }
        if of.len() != self.persons() || role.len() != self.persons() {
            return Err(wrong("it does not say one group and one role for each person"));
        }
        // Nearly always all of them are looked at, and a loop without a way out is the faster one.
        let is_elsewhere = |group: u32| (group != NOWHERE) & (group as usize >= count);
        if of.iter().fold(false, |found, group| found | is_elsewhere(*group)) {
            return Err(wrong("a person is in a group that is not there"));
        }
        if role.iter().max().is_some_and(|role| usize::from(*role) >= roles) {
            return Err(wrong("a person has a role that is not there"));
        }
        if let Some(own) = self.groups.get_mut(place) {
            *own = Group::new(count, of, role);
        }
        self.roles_are_held_by_few(place)?;
        Ok(self)
    }

    fn roles_are_held_by_few(&self, place: usize) -> Result<(), Fault> {
        let (Some(entity), Some(group)) =
            (self.law.rules().entities.get(place), self.groups.get(place))
        else {
            return Ok(());
        };
        for (n, role) in entity.roles.iter().enumerate() {
            let Some(most) = role.most else { continue };
            if (0..group.count).any(|one| group.members(one, Some(n)).nth(most).is_some()) {
                let why = format!("more than {most} persons are its `{}`", role.id);
                return Err(Fault::NoSeries { name: entity.id.clone(), why });
            }
        }
        Ok(())
    }

    pub fn persons(&self) -> usize {
        self.count_at(self.law.rules().persons())
    }

    /// How many there are of an entity.
    pub fn count(&self, entity: &str) -> usize {
        self.count_at(self.law.rules().entity(entity))
    }

    fn count_at(&self, entity: Option<usize>) -> usize {
        entity.and_then(|place| self.groups.get(place)).map_or(0, |group| group.count)
    }

    /// Gives a variable for everybody who has it, in one period or in all; null where it is not known of somebody.
    pub fn give(
        &mut self,
        variable: &str,
        period: Option<Period>,
        series: impl Into<Arc<Series>>,
    ) -> Result<(), Fault> {
        let rules = self.law.rules();
        let unknown = || Fault::UnknownVariable { variable: variable.into() };
        let place = rules.place(variable).ok_or_else(unknown)?;
        let known = rules.variables.get(place).ok_or_else(unknown)?;
        let wrong = |why: String| Fault::NoSeries { name: variable.into(), why };
        if let Some(period) = period.filter(|period| period.every() != known.every) {
            return Err(wrong(format!(
                "it has a value by {}, not for {period}",
                known.every.name()
            )));
        }
        let series = series.into();
        let count = self.count(&known.of);
        if series.count() != count {
            return Err(wrong(format!("it has {} values for {count}", series.count())));
        }
        may_have(known, &series).map_err(|value| Fault::WrongValue {
            variable: variable.into(),
            value: value.to_string(),
            kind: told_kind(known),
        })?;
        self.given.insert((place, period), series);
        Ok(())
    }

    pub(crate) fn given(&self, variable: usize, period: Period) -> Option<&Arc<Series>> {
        let exact = self.given.get(&(variable, Some(period)));
        exact.or_else(|| self.given.get(&(variable, None)))
    }

    /// What a given series means for the period that is asked: variables that are for ever have one.
    pub(crate) fn own_period(variable: &Variable, period: Period) -> Period {
        match variable.every {
            Every::Ever => Period::of(Every::Ever, period.first()),
            _ => period,
        }
    }
}

/// What kind of value a variable has, in words.
pub(crate) fn told_kind(variable: &Variable) -> String {
    match &variable.allowed {
        Some(allowed) => format!("{}: {}", variable.kind, allowed.text),
        None => variable.kind.to_string(),
    }
}

/// Whether a variable may have all values of a series; otherwise one that it may not. Null it may have.
pub(crate) fn may_have(variable: &Variable, series: &Series) -> Result<(), Value> {
    let plain = matches!(
        (&series.values, &variable.kind),
        (Values::Numbers { .. }, Kind::Number)
            | (Values::Numbers { scale: 0, .. }, Kind::Integer)
            | (Values::Truths(_), Kind::Boolean)
            | (Values::Days(_), Kind::Day)
            | (Values::Texts { .. }, Kind::Text)
    );
    match (&series.values, &variable.allowed) {
        (_, None) if plain => Ok(()),
        (Values::Texts { places, words }, Some(_)) if plain => {
            let mut used = vec![false; words.len()];
            for (person, place) in places.iter().enumerate().filter(|(n, _)| series.is_known(*n)) {
                match used.get_mut(*place as usize) {
                    Some(used) => *used = true,
                    None => return Err(series.value(person)),
                }
            }
            let words = words.iter().zip(used).filter(|(_, used)| *used);
            words.map(|(word, _)| Value::Text(word.clone())).try_for_each(|v| may_be(variable, v))
        }
        _ => (0..series.count()).map(|n| series.value(n)).try_for_each(|v| may_be(variable, v)),
    }
}

/// Whether a variable may have a value; otherwise it is given back.
pub(crate) fn may_be(variable: &Variable, value: Value) -> Result<(), Value> {
    let whole = variable.kind != Kind::Integer
        || !matches!(&value, Value::Number(number) if !number.is_whole());
    if value == Value::Nothing {
        return Ok(());
    }
    if !whole || !Kind::of(&value).fits(&variable.kind) {
        return Err(value);
    }
    let Some(allowed) = &variable.allowed else { return Ok(()) };
    let nothing = BTreeMap::new();
    let scope = Scope::of(&nothing);
    match allowed.matches(&Evaluation::new(&scope), &value) {
        Ok(Some(true)) => Ok(()),
        _ => Err(value),
    }
}
