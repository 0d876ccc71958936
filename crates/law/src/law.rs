//! The law of a country: all its tables, parameters and scales with all their versions, and what of it applies on a day.
//!
//! What may not happen here: no file is opened. The caller reads them and hands in their texts.

mod amend;

use std::borrow::Cow;
use std::collections::BTreeMap;

use vocabulary::{Day, Mistake, Sentence};

use crate::compiled::Forms;
use crate::fault::Fault;
use crate::parameters::{DatedBrackets, DatedValue, Parameter, Scale, on};
use crate::rules::{Rules, Variable};
use crate::table::Table;
use crate::{read_table, read_toml, sentences};

/// All versions of all law of a country.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Law {
    parameters: BTreeMap<String, Parameter>,
    scales: BTreeMap<String, Scale>,
    /// By the day of their versions; no list is empty.
    tables: BTreeMap<String, Vec<Table>>,
    rules: Rules,
}

/// What of the law applies on a day.
#[derive(Clone, Copy, Debug)]
pub struct LawOfDay<'l> {
    pub law: &'l Law,
    pub day: Day,
}

impl Law {
    /// Reads files by path and text: those ending in `.toml` and in `.table`; others are mistakes. All mistakes are found, and
    /// with one of them there is no law: nothing partial is published.
    pub fn read(files: impl IntoIterator<Item = (String, String)>) -> Result<Law, Vec<Mistake>> {
        let mut law = Law::default();
        let mut mistakes = Vec::new();
        let mut files: Vec<(String, String)> = files.into_iter().collect();
        files.sort();
        for (path, text) in &files {
            if path.ends_with(".toml") {
                let topic = read_toml::read(path, text);
                mistakes.extend(topic.mistakes);
                topic.parameters.into_iter().for_each(|p| law.add_parameter(p, &mut mistakes));
                topic.scales.into_iter().for_each(|s| law.add_scale(s, &mut mistakes));
                law.rules.entities.extend(topic.entities);
                law.rules.examples.extend(topic.examples);
                topic.variables.into_iter().for_each(|v| law.add_variable(v, &mut mistakes));
            } else if path.ends_with(".table") {
                let (tables, found) = read_table::read(path, text);
                mistakes.extend(found);
                tables.into_iter().for_each(|table| law.add_table(table, &mut mistakes));
            } else {
                let hint =
                    "law is written in .toml files (parameters) and .table files (decision tables)";
                mistakes.push(Mistake::new(path, 0, "is no file of law", hint));
            }
        }
        law.lay_out_forms();
        mistakes.sort();
        if mistakes.is_empty() { Ok(law) } else { Err(mistakes) }
    }

    /// The law as it was known on a day: without what was promulgated later and applies from before.
    pub fn known_on(&self, day: Day) -> Cow<'_, Law> {
        let was_known = |promulgated: Option<Day>, retroactive: bool| {
            !retroactive || promulgated.is_none_or(|promulgated| promulgated <= day)
        };
        let values = self.parameters().flat_map(|parameter| &parameter.values);
        let brackets = self.scales().flat_map(|scale| &scale.values);
        let all = values.map(|value| (value.promulgated, value.retroactive));
        let all = all.chain(brackets.map(|value| (value.promulgated, value.retroactive)));
        let mut all = all.chain(self.tables().map(|table| (table.promulgated, table.retroactive)));
        if all.all(|(promulgated, retroactive)| was_known(promulgated, retroactive)) {
            return Cow::Borrowed(self);
        }
        let mut law = self.clone();
        for parameter in law.parameters.values_mut() {
            parameter.values.retain(|value| was_known(value.promulgated, value.retroactive));
        }
        for scale in law.scales.values_mut() {
            scale.values.retain(|value| was_known(value.promulgated, value.retroactive));
        }
        for versions in law.tables.values_mut() {
            versions.retain(|table| was_known(table.promulgated, table.retroactive));
        }
        law.parameters.retain(|_, parameter| !parameter.values.is_empty());
        law.scales.retain(|_, scale| !scale.values.is_empty());
        law.tables.retain(|_, versions| !versions.is_empty());
        law.lay_out_forms();
        Cow::Owned(law)
    }

    fn add_parameter(&mut self, parameter: Parameter, mistakes: &mut Vec<Mistake>) {
        self.must_be_new(&parameter.id, (&parameter.file, parameter.line), mistakes);
        let days = parameter.values.iter().map(|value| (value.from, value.line));
        must_differ(&parameter.id, &parameter.file, days, mistakes);
        self.parameters.insert(parameter.id.clone(), parameter);
    }

    fn add_scale(&mut self, scale: Scale, mistakes: &mut Vec<Mistake>) {
        self.must_be_new(&scale.id, (&scale.file, scale.line), mistakes);
        let days = scale.values.iter().map(|value| (value.from, value.line));
        must_differ(&scale.id, &scale.file, days, mistakes);
        self.scales.insert(scale.id.clone(), scale);
    }

    fn add_variable(&mut self, variable: Variable, mistakes: &mut Vec<Mistake>) {
        let variables = &mut self.rules.variables;
        match variables.binary_search_by(|other| other.id.cmp(&variable.id)) {
            Ok(place) => {
                let other = variables.get(place).map(|v| format!("{}:{}", v.file, v.line));
                let message = format!(
                    "`{}` is the name of another, in {}",
                    variable.id,
                    other.unwrap_or_default()
                );
                let hint = "give one of them another name";
                mistakes.push(Mistake::new(&variable.file, variable.line, message, hint));
            }
            Err(place) => variables.insert(place, variable),
        }
    }

    fn must_be_new(&self, id: &str, (file, line): (&str, usize), mistakes: &mut Vec<Mistake>) {
        let parameter = self.parameters.get(id).map(|p| (&p.file, p.line));
        let scale = self.scales.get(id).map(|s| (&s.file, s.line));
        if let Some((other, at)) = parameter.or(scale) {
            let message = format!("`{id}` is the name of another, in {other}:{at}");
            mistakes.push(Mistake::new(file, line, message, "give one of them another name"));
        }
    }

    fn add_table(&mut self, table: Table, mistakes: &mut Vec<Mistake>) {
        let versions = self.tables.entry(table.id.clone()).or_default();
        if let Some(other) = versions.iter().find(|other| other.from == table.from) {
            let said = Sentence::new("mistake.two-versions").with("name", &table.id);
            let said = said.with("from", table.from.to_string());
            let said = said.with("other", format!("{}:{}", other.file, other.line));
            mistakes.push(sentences::mistake(&table.file, (table.line, 0), said));
        }
        let place = versions.partition_point(|other| other.from < table.from);
        versions.insert(place, table);
    }

    /// Says for each table from which days on it is compiled anew. It is compiled when it is first asked.
    fn lay_out_forms(&mut self) {
        let mut tables = std::mem::take(&mut self.tables);
        for table in tables.values_mut().flatten() {
            table.forms = Forms::of(self, table);
        }
        self.tables = tables;
    }

    /// What applies on a day.
    pub fn on(&self, day: Day) -> LawOfDay<'_> {
        LawOfDay { law: self, day }
    }

    /// Entities, variables and their examples.
    pub fn rules(&self) -> &Rules {
        &self.rules
    }

    pub fn parameters(&self) -> impl Iterator<Item = &Parameter> {
        self.parameters.values()
    }

    pub fn parameter(&self, id: &str) -> Option<&Parameter> {
        self.parameters.get(id)
    }

    pub fn scales(&self) -> impl Iterator<Item = &Scale> {
        self.scales.values()
    }

    pub fn scale(&self, id: &str) -> Option<&Scale> {
        self.scales.get(id)
    }

    /// All versions of all tables, by name and day.
    pub fn tables(&self) -> impl Iterator<Item = &Table> {
        self.tables.values().flatten()
    }

    /// The versions of a table by their day; empty when there is no such table.
    pub fn versions(&self, table: &str) -> &[Table] {
        self.tables.get(table).map_or(&[], Vec::as_slice)
    }
}

fn must_differ(
    id: &str,
    file: &str,
    days: impl Iterator<Item = (Day, usize)>,
    mistakes: &mut Vec<Mistake>,
) {
    let mut before: Option<Day> = None;
    for (day, line) in days {
        if before == Some(day) {
            let message = format!("`{id}` has two values from {day}");
            mistakes.push(Mistake::new(file, line, message, "give one of them another day"));
        }
        before = Some(day);
    }
}

impl<'l> LawOfDay<'l> {
    /// The version of the table that applies.
    pub fn table(self, id: &str) -> Result<&'l Table, Fault> {
        let versions = self.law.versions(id);
        let Some(first) = versions.first() else {
            return Err(Fault::UnknownTable { table: id.into() });
        };
        on(versions, self.day, |table| table.from).ok_or_else(|| Fault::TableNotYet {
            table: id.into(),
            day: self.day,
            first: first.from,
        })
    }

    /// The parameter and its value; none when there is no such parameter, a fault when it has no value yet.
    pub fn parameter(self, id: &str) -> Result<Option<(&'l Parameter, &'l DatedValue)>, Fault> {
        let Some(parameter) = self.law.parameters.get(id) else { return Ok(None) };
        match parameter.on(self.day) {
            Some(value) => Ok(Some((parameter, value))),
            None => Err(Fault::ParameterNotYet {
                parameter: id.into(),
                day: self.day,
                first: parameter.values.first().map_or(self.day, |value| value.from),
            }),
        }
    }

    /// The scale and its brackets; none when there is no such scale, a fault when it has no brackets yet.
    pub fn scale(self, id: &str) -> Result<Option<(&'l Scale, &'l DatedBrackets)>, Fault> {
        let Some(scale) = self.law.scales.get(id) else { return Ok(None) };
        match scale.on(self.day) {
            Some(value) => Ok(Some((scale, value))),
            None => Err(Fault::ScaleNotYet {
                scale: id.into(),
                day: self.day,
                first: scale.values.first().map_or(self.day, |value| value.from),
            }),
        }
    }
}
