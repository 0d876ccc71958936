//! One version of what the law says: of a table, of a parameter, of a scale; and what all of them have, under the same words.
//!
//! What may not happen here: HTML, and a version that is not the law's own.

use country::Subject;
use law::{DatedBrackets, DatedValue, Law, Manuscript, Parameter, Scale, Table};
use vocabulary::{Day, Text};

#[derive(Clone, Copy, Debug)]
pub enum Version<'l> {
    Table(&'l Table),
    Value(&'l Parameter, &'l DatedValue),
    Brackets(&'l Scale, &'l DatedBrackets),
}

impl<'l> Version<'l> {
    /// All versions by their day; none when the law has no such thing.
    pub fn all(law: &'l Law, subject: &Subject) -> Vec<Version<'l>> {
        match subject {
            Subject::Table(name) => law.versions(name).iter().map(Version::Table).collect(),
            Subject::Parameter(name) => {
                let values = law
                    .parameter(name)
                    .into_iter()
                    .flat_map(|p| p.values.iter().map(move |value| Version::Value(p, value)));
                values.collect()
            }
            Subject::Scale(name) => {
                let values = law
                    .scale(name)
                    .into_iter()
                    .flat_map(|s| s.values.iter().map(move |value| Version::Brackets(s, value)));
                values.collect()
            }
        }
    }

    /// The version that begins on that day.
    pub fn from_day(law: &'l Law, subject: &Subject, day: Day) -> Option<Version<'l>> {
        Version::all(law, subject).into_iter().find(|version| version.from() == day)
    }

    pub fn title(&self) -> &'l Text {
        match self {
            Version::Table(table) => &table.title,
            Version::Value(parameter, _) => &parameter.title,
            Version::Brackets(scale, _) => &scale.title,
        }
    }

    pub fn from(&self) -> Day {
        match self {
            Version::Table(table) => table.from,
            Version::Value(_, value) => value.from,
            Version::Brackets(_, value) => value.from,
        }
    }

    pub fn promulgated(&self) -> Option<Day> {
        match self {
            Version::Table(table) => table.promulgated,
            Version::Value(_, value) => value.promulgated,
            Version::Brackets(_, value) => value.promulgated,
        }
    }

    /// The article of this version, which is that of the parameter where it says none of its own.
    pub fn article(&self) -> &'l str {
        let or = |own: &'l str, whole: &'l str| if own.is_empty() { whole } else { own };
        match self {
            Version::Table(table) => &table.article,
            Version::Value(parameter, value) => or(&value.article, &parameter.article),
            Version::Brackets(scale, value) => or(&value.article, &scale.article),
        }
    }

    pub fn link(&self) -> &'l str {
        match self {
            Version::Table(table) => &table.link,
            Version::Value(parameter, _) => &parameter.link,
            Version::Brackets(scale, _) => &scale.link,
        }
    }

    /// As it would stand in a file.
    pub fn text(&self) -> String {
        match self {
            Version::Table(table) => Manuscript::of(table).written().text,
            Version::Value(parameter, value) => parameter.written(std::slice::from_ref(*value)),
            Version::Brackets(scale, value) => scale.written(std::slice::from_ref(*value)),
        }
    }

    /// The page of the law on which it can be read.
    pub fn page(&self) -> String {
        let topic = match self {
            Version::Table(table) => return format!("/law/{}?on={}", table.id, table.from),
            Version::Value(parameter, _) => crate::shelf::topic_of(&parameter.file),
            Version::Brackets(scale, _) => crate::shelf::topic_of(&scale.file),
        };
        format!("/law/{topic}")
    }
}
