//! What somebody proposes to change in the law, held against the law and the services of the country. Pure.
//!
//! What may not happen here: taking a change up. Whoever asks learns what would be, and nothing changes.

use std::collections::BTreeSet;
use std::fmt;

use law::Law;
use serde::{Deserialize, Serialize};
use vocabulary::{Day, Mistake, Sentence};

use crate::check;
use crate::read::Country;

/// What one text changes, by its name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Subject {
    Table(String),
    Parameter(String),
    Scale(String),
}

/// One text of a proposal: a version of a table, a value of a parameter, or the brackets of a scale.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    pub subject: Subject,
    /// The version that it follows, by its day.
    pub base: Day,
    /// The day from which it applies.
    pub from: Day,
    /// As it would stand in a file.
    pub text: String,
}

/// What is to be said about proposed changes, all of them together.
#[derive(Clone, Debug, Default)]
pub struct Examined {
    /// The law as it would be, where every text can be read.
    pub law: Option<Law>,
    /// Nothing with a mistake can be published.
    pub mistakes: Vec<Mistake>,
    /// What could not be looked at, and why.
    pub not_checked: Vec<Mistake>,
}

impl Subject {
    pub fn name(&self) -> &str {
        match self {
            Subject::Table(name) | Subject::Parameter(name) | Subject::Scale(name) => name,
        }
    }

    /// The file that its text would stand in, were it alone there.
    pub fn file(&self) -> String {
        match self {
            Subject::Table(name) => format!("{name}.table"),
            Subject::Parameter(name) | Subject::Scale(name) => format!("{name}.toml"),
        }
    }

    /// As `Display` writes it.
    pub fn parse(text: &str) -> Subject {
        let named = |word: &str| text.strip_prefix(word).map(str::to_string);
        let parameter = named("parameter ").map(Subject::Parameter);
        let scale = || named("scale ").map(Subject::Scale);
        parameter.or_else(scale).unwrap_or_else(|| Subject::Table(text.to_string()))
    }

    /// The days of its versions in a law; none when there is no such thing.
    pub fn days(&self, law: &Law) -> Vec<Day> {
        match self {
            Subject::Table(name) => law.versions(name).iter().map(|one| one.from).collect(),
            Subject::Parameter(name) => {
                law.parameter(name).iter().flat_map(|p| &p.values).map(|one| one.from).collect()
            }
            Subject::Scale(name) => {
                law.scale(name).iter().flat_map(|s| &s.values).map(|one| one.from).collect()
            }
        }
    }
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Subject::Table(name) => f.write_str(name),
            Subject::Parameter(name) => write!(f, "parameter {name}"),
            Subject::Scale(name) => write!(f, "scale {name}"),
        }
    }
}

impl Change {
    fn said(&self, key: &'static str) -> Sentence {
        let said = Sentence::new(key).with("name", self.subject.to_string());
        said.with("from", self.from.to_string())
    }

    fn file(&self) -> String {
        format!("proposal/{}", self.subject.file())
    }

    /// What the text says by itself: a law of nothing but this version.
    pub fn alone(&self) -> Result<Law, Vec<Mistake>> {
        Law::read([(self.file(), self.text.clone())])
    }

    /// Whether the text says one version of what it is about, from its day, and nothing else.
    fn says_itself_alone(&self) -> Result<(), Vec<Mistake>> {
        let law = self.alone()?;
        let of_values = law.parameters().map(|p| p.values.len()).sum::<usize>();
        let of_brackets = law.scales().map(|s| s.values.len()).sum::<usize>();
        let count = law.tables().count() + of_values + of_brackets;
        if count == 1 && self.subject.days(&law) == [self.from] {
            return Ok(());
        }
        Err(vec![law::mistake(&self.file(), (0, 0), self.said("mistake.one-version"))])
    }
}

impl Country {
    /// The law as it would be with these changes; what of them is published already changes nothing.
    pub fn law_with(&self, changes: &[Change]) -> Result<Law, Vec<Mistake>> {
        with(self.law(), changes)
    }
}

fn with(law: &Law, changes: &[Change]) -> Result<Law, Vec<Mistake>> {
    let files: Vec<String> = changes.iter().map(Change::file).collect();
    let texts = changes.iter().map(|change| change.text.as_str());
    law.with(files.iter().map(String::as_str).zip(texts))
}

/// Reads the changes and checks the law that they would make of this one: what is wrong then and is not wrong now.
pub fn examine(country: &Country, law: &Law, changes: &[Change]) -> Examined {
    let wrong = |mistakes| Examined { mistakes, ..Examined::default() };
    let unread = changes.iter().filter_map(|change| change.says_itself_alone().err());
    let mut mistakes: Vec<Mistake> = unread.flatten().collect();
    let there = |change: &&Change| change.subject.days(law).contains(&change.from);
    mistakes.extend(
        changes.iter().filter(there).map(|change| {
            law::mistake(&change.file(), (0, 0), change.said("mistake.version-there"))
        }),
    );
    if !mistakes.is_empty() {
        return wrong(mistakes);
    }
    let after = match with(law, changes) {
        Ok(after) => after,
        Err(mistakes) => return wrong(mistakes),
    };
    let names: BTreeSet<&str> = changes.iter().map(|change| change.subject.name()).collect();
    let (known, mut findings) = (law.findings_about(&names), after.findings_about(&names));
    findings.mistakes.retain(|mistake| !known.mistakes.contains(mistake));
    findings.not_checked.retain(|mistake| !known.not_checked.contains(mistake));
    let mut mistakes = findings.mistakes;
    for change in changes {
        let versions = after.versions(change.subject.name()).iter();
        let new = versions.filter(|table| table.from == change.from && is_table(&change.subject));
        mistakes.extend(new.flat_map(|table| check::check_version(country, table)));
    }
    mistakes.sort();
    mistakes.dedup();
    Examined { law: Some(after), mistakes, not_checked: findings.not_checked }
}

fn is_table(subject: &Subject) -> bool {
    matches!(subject, Subject::Table(_))
}
