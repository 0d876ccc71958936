//! Worked examples: persons and groups, what is given of them, and what the law must give. A lawyer reads them beside the
//! rules, and every check computes them again.
//!
//! What may not happen here: an example that passes because nothing was expected.

use std::collections::BTreeMap;

use toml_edit::{Item, TableLike, Value as Toml};
use vocabulary::{Mistake, Text};

use super::model::Variable;
use super::period::{Every, Period};
use super::situation::{NOWHERE, Situation, may_be, told_kind};
use crate::feel::Kind;
use crate::law::Law;
use crate::number::Number;
use crate::people::Series;
use crate::position::nearest;
use crate::read_toml::{Reader, number, start};
use crate::value::Value;

/// So many persons and groups an example may have.
const MEMBERS_MAX: usize = 1_000;

/// A worked example of the rules.
#[derive(Clone, Debug, PartialEq)]
pub struct Example {
    pub title: Text,
    pub period: Period,
    pub file: String,
    pub line: usize,
    pub(crate) persons: Vec<Member>,
    /// With the entity that each is of.
    pub(crate) groups: Vec<(String, Member)>,
}

/// A person or group of an example.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Member {
    name: String,
    /// By role, the names of persons; empty for a person.
    roles: Vec<(String, Vec<String>)>,
    given: Vec<Said>,
    expected: Vec<Said>,
}

/// A variable with a value as the file writes it, in the example's own period or another.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Said {
    variable: String,
    period: Option<Period>,
    value: Value,
    line: usize,
}

impl Reader<'_> {
    pub(crate) fn example(&mut self, table: &dyn TableLike) -> Option<Example> {
        let mistakes = self.mistakes.len();
        let title = self.title(table);
        let period = self.text(table, "period", true).parse::<Period>();
        if let Err(message) = &period {
            let at = table.get("period").and_then(Item::span).map_or(0, |span| span.start);
            self.note(at, message.clone(), "period = \"2026-03\"");
        }
        let (mut persons, mut groups) = (Vec::new(), Vec::new());
        for (key, item) in table.iter().filter(|(key, _)| !["title", "period"].contains(key)) {
            let at = item.span().map_or(start(table), |span| span.start);
            let tables: Vec<&dyn TableLike> = match (item.as_table_like(), item.as_array()) {
                (Some(one), _) if key == "persons" => {
                    for (name, person) in one.iter() {
                        let Some(person) = person.as_table_like() else {
                            self.note(at, format!("`{name}` is no person"), "ann = { salary = 1 }");
                            continue;
                        };
                        persons.push(self.member(name, person, false));
                    }
                    continue;
                }
                (Some(one), _) => vec![one],
                (None, Some(several)) => several
                    .iter()
                    .filter_map(|one| one.as_inline_table().map(|table| table as &dyn TableLike))
                    .collect(),
                (None, None) => {
                    self.note(at, format!("`{key}` is no group of persons"), "a table of values");
                    continue;
                }
            };
            for table in tables {
                let member = self.member(key, table, true);
                groups.push((key.to_string(), member));
            }
        }
        let (file, line) = (self.file.to_string(), self.line(start(table)));
        if persons.len() + groups.len() > MEMBERS_MAX {
            self.note(start(table), format!("more than {MEMBERS_MAX} persons and groups"), "");
        }
        let expects = persons.iter().chain(groups.iter().map(|(_, m)| m));
        if !expects.into_iter().any(|member| !member.expected.is_empty()) {
            self.note(start(table), "an example that expects nothing", "expect = { tax = 360 }");
        }
        let period = period.ok()?;
        (self.mistakes.len() == mistakes).then_some(Example {
            title,
            period,
            file,
            line,
            persons,
            groups,
        })
    }

    fn member(&mut self, name: &str, table: &dyn TableLike, is_group: bool) -> Member {
        let mut member =
            Member { name: name.into(), roles: vec![], given: vec![], expected: vec![] };
        for (key, item) in table.iter() {
            let line = self.line(item.span().map_or(start(table), |span| span.start));
            match (item.as_array(), item.as_table_like()) {
                (Some(names), _) if is_group => {
                    let names = names.iter().filter_map(|name| name.as_str().map(String::from));
                    member.roles.push((key.to_string(), names.collect()));
                }
                (_, Some(expected)) if key == "expect" => {
                    for (key, item) in expected.iter() {
                        let said = self.said(key, item, line);
                        member.expected.extend(said);
                    }
                }
                _ => {
                    let said = self.said(key, item, line);
                    member.given.extend(said);
                }
            }
        }
        member
    }

    /// `salary = 2000`, or `salary = { "2017-01" = 250, "2018-01" = 251 }`.
    fn said(&mut self, variable: &str, item: &Item, line: usize) -> Vec<Said> {
        let mut all = Vec::new();
        let mut said = |reader: &mut Self, period: Option<Period>, item: &Item| {
            let value = item.as_value().and_then(|toml| reader.literal(toml));
            match value {
                Some(value) => all.push(Said { variable: variable.into(), period, value, line }),
                None => {
                    let at = item.span().map_or(0, |span| span.start);
                    reader.note(at, format!("this is no value of `{variable}`"), "");
                }
            }
        };
        let Some(by_period) = item.as_table_like() else {
            said(self, None, item);
            return all;
        };
        for (key, item) in by_period.iter() {
            match key.parse::<Period>() {
                Ok(period) => said(self, Some(period), item),
                Err(message) => {
                    let at = item.span().map_or(0, |span| span.start);
                    self.note(at, message, "salary = { \"2017-01\" = 250 }");
                }
            }
        }
        all
    }

    /// A value whose variable is not known yet: a text may still be a number or a day.
    fn literal(&self, toml: &Toml) -> Option<Value> {
        match toml {
            Toml::Boolean(truth) => Some(Value::Truth(*truth.value())),
            Toml::String(text) => Some(Value::Text(text.value().clone())),
            Toml::Datetime(day) => day.value().to_string().parse().ok().map(Value::Day),
            toml => number(self.text, toml).map(Value::Number),
        }
    }
}

/// Why an example does not hold, with the line.
type Wrong = (usize, String, String);

impl Example {
    /// Computes it by the law: a mistake for what is not as expected.
    pub(crate) fn check(&self, law: &Law) -> Vec<Mistake> {
        let told = |(line, message, hint): Wrong| Mistake::new(&self.file, line, message, hint);
        let situation = match self.situation(law) {
            Ok(situation) => situation,
            Err(wrong) => return vec![told(wrong)],
        };
        let persons = self.persons.iter().enumerate();
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        let groups = self.groups.iter().map(|(entity, member)| {
            let next = counts.entry(entity).or_default();
            *next += 1;
            (*next - 1, member)
        });
        let all: Vec<(usize, &Member)> = persons.chain(groups).collect();
        let expected = all
            .iter()
            .flat_map(|(n, member)| member.expected.iter().map(move |said| (*n, *member, said)));
        expected.filter_map(|one| self.differs(&situation, one).map(told)).collect()
    }

    fn differs(
        &self,
        situation: &Situation<'_>,
        (place, member, said): (usize, &Member, &Said),
    ) -> Option<Wrong> {
        let (variable, period, expected) = match self.meant(situation.law, said) {
            Ok(meant) => meant,
            Err(wrong) => return Some(wrong),
        };
        let id = &variable.id;
        match situation.calculate(id, place, period) {
            Ok(found) if found.value.equals(&expected) == Some(true) => None,
            Ok(found) => {
                let name = &member.name;
                let message = format!(
                    "the example expects `{id}` of {name} to be {expected}, and the rules give {}",
                    found.value
                );
                Some((said.line, message, "mend the rule or the example".into()))
            }
            Err(fault) => {
                let message = format!("`{id}` of {} cannot be computed: {fault}", member.name);
                Some((said.line, message, String::new()))
            }
        }
    }

    /// The variable, period and value that are said.
    fn meant<'l>(&self, law: &'l Law, said: &Said) -> Result<(&'l Variable, Period, Value), Wrong> {
        let rules = law.rules();
        let Some(variable) = rules.variable(&said.variable) else {
            let known = rules.variables.iter().map(|variable| variable.id.as_str());
            let message = format!("there is no variable `{}`", said.variable);
            return Err((said.line, message, nearest(&said.variable, known)));
        };
        let period = said.period.unwrap_or(self.period);
        let is_plain = variable.every == period.every() || variable.every == Every::Ever;
        if !is_plain && (said.period.is_some() || variable.every > period.every()) {
            let every = variable.every.name();
            let message = format!("`{}` has a value by {every}, and not for {period}", variable.id);
            let hint = format!("{} = {{ \"2026-03\" = ... }}, by {every}", variable.id);
            return Err((said.line, message, hint));
        }
        let period = Period::of(variable.every, period.first());
        let value = match (&said.value, &variable.kind) {
            (Value::Text(text), Kind::Number | Kind::Integer) => {
                Number::parse(text.trim()).map(Value::Number)
            }
            (Value::Text(text), Kind::Day) => text.parse().ok().map(Value::Day),
            (value, _) => Some(value.clone()),
        };
        match value.filter(|value| may_be(variable, value.clone()).is_ok()) {
            Some(value) => Ok((variable, period, value)),
            None => {
                let message = format!("`{}` must be {}", variable.id, told_kind(variable));
                Err((said.line, message, String::new()))
            }
        }
    }

    /// The persons and groups with what is given of them.
    pub(crate) fn situation<'l>(&self, law: &'l Law) -> Result<Situation<'l>, Wrong> {
        let mut situation = Situation::new(law, self.persons.len());
        let rules = law.rules();
        let groups = rules.entities.iter().filter(|entity| !entity.is_person());
        let known: Vec<&str> = groups.map(|entity| entity.id.as_str()).collect();
        if let Some((key, _)) = self.groups.iter().find(|(key, _)| !known.contains(&key.as_str())) {
            let near = nearest(key, known.iter().copied());
            return Err((self.line, format!("there is no entity `{key}`"), near));
        }
        for entity in known {
            situation = self.grouped(situation, entity)?;
        }
        let mut given: BTreeMap<(&str, Period), Vec<Value>> = BTreeMap::new();
        let persons = self.persons.iter().map(|member| (None, member));
        let groups = self.groups.iter().map(|(entity, member)| (Some(entity.as_str()), member));
        let mut counts: BTreeMap<Option<&str>, usize> = BTreeMap::new();
        for (entity, member) in persons.chain(groups) {
            let place = *counts.entry(entity).and_modify(|n| *n += 1).or_default();
            for said in &member.given {
                let (variable, period, value) = self.meant(law, said)?;
                let count = situation.count(&variable.of);
                let values = given
                    .entry((&variable.id, period))
                    .or_insert_with(|| vec![Value::Nothing; count]);
                let message = || format!("`{}` is not of {}", variable.id, member.name);
                let is_own = match entity {
                    Some(entity) => variable.of == entity,
                    None => rules.entity(&variable.of) == rules.persons(),
                };
                match values.get_mut(place).filter(|_| is_own) {
                    Some(own) => *own = value,
                    None => return Err((said.line, message(), String::new())),
                }
            }
        }
        for ((variable, period), values) in given {
            let told = situation.give(variable, Some(period), Series::of(values));
            told.map_err(|fault| (self.line, fault.to_string(), String::new()))?;
        }
        Ok(situation)
    }

    fn grouped<'l>(&self, situation: Situation<'l>, entity: &str) -> Result<Situation<'l>, Wrong> {
        let rules = situation.law.rules();
        let place = rules.entity(entity).and_then(|place| rules.entities.get(place));
        let mut of = vec![NOWHERE; self.persons.len()];
        let mut roles = vec![0_u8; self.persons.len()];
        let mut count = 0;
        for (_, group) in self.groups.iter().filter(|(own, _)| own == entity) {
            for (role, names) in &group.roles {
                let found = place.and_then(|entity| entity.role(role)).map(|(place, _)| place);
                let Some(found) = found.and_then(|place| u8::try_from(place).ok()) else {
                    let message = format!("{entity} has no role `{role}`");
                    return Err((self.line, message, String::new()));
                };
                for name in names {
                    let person = self.persons.iter().position(|person| person.name == *name);
                    let Some((of, role)) =
                        person.and_then(|n| Some((of.get_mut(n)?, roles.get_mut(n)?)))
                    else {
                        let message = format!("there is no person `{name}` in the example");
                        return Err((self.line, message, String::new()));
                    };
                    (*of, *role) = (count, found);
                }
            }
            count += 1;
        }
        situation
            .with_groups(entity, count as usize, of, roles)
            .map_err(|fault| (self.line, fault.to_string(), String::new()))
    }
}
