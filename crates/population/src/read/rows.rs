//! What a row says of its variables: one choice, several, a range of numbers, or anything.
//!
//! What may not happen here: a range that ends before it begins, or a choice that there is not.

use toml_edit::Value as Toml;

use super::reader::{Reader, at};
use crate::lookup::{Match, Source};
use crate::recipe::{Of, Variable};

/// The variables of the file so far, and how a table names them.
pub(super) struct Names<'v> {
    pub households: &'v [Variable],
    pub persons: &'v [Variable],
}

impl Names<'_> {
    /// Where a variable of that name stands for a table about persons or about households.
    pub fn find(&self, of: Of, name: &str) -> Option<Source> {
        let place = |all: &[Variable]| all.iter().position(|variable| variable.id == name);
        match of {
            Of::Households => place(self.households).map(Source::Own),
            Of::Persons => place(self.persons)
                .map(Source::Own)
                .or_else(|| place(self.households).map(Source::Above)),
        }
    }

    pub fn all(&self, of: Of) -> impl Iterator<Item = &str> + Clone {
        let persons = if of == Of::Persons { self.persons } else { &[] };
        persons.iter().chain(self.households).map(|variable| variable.id.as_str())
    }

    pub fn variable(&self, of: Of, source: Source) -> Option<&Variable> {
        match (of, source) {
            (Of::Persons, Source::Own(place)) => self.persons.get(place),
            (_, Source::Own(place) | Source::Above(place)) => self.households.get(place),
        }
    }
}

impl Reader<'_> {
    /// What a row, or a condition, says of a variable. A list is any of its values.
    pub fn matched(&mut self, value: &Toml, variable: &Variable) -> Option<Match> {
        let all: Vec<&Toml> = match value {
            Toml::Array(list) => list.iter().collect(),
            one => vec![one],
        };
        if all.is_empty() {
            self.note(at(value), "nobody is in an empty list", "write \"*\" for everybody");
            return None;
        }
        if all.iter().any(|one| one.as_str() == Some("*")) {
            return Some(Match::Any);
        }
        if variable.choices.is_empty() {
            let ranges: Vec<_> = all.into_iter().map(|one| self.range(one, variable)).collect();
            return ranges.into_iter().collect::<Option<Vec<_>>>().map(Match::Ranges);
        }
        let choices: Vec<_> = all.into_iter().map(|one| self.choice(one, variable)).collect();
        choices.into_iter().collect::<Option<Vec<_>>>().map(Match::Choices)
    }

    /// The place of a choice.
    pub fn choice(&mut self, value: &Toml, variable: &Variable) -> Option<i64> {
        let Some(name) = value.as_str() else {
            let example = variable.choices.first().map_or("...", |choice| choice.id.as_str());
            let message = format!("this is no value of `{}`", variable.id);
            self.note(at(value), message, format!("write \"{example}\", in quotes"));
            return None;
        };
        let what = format!("value of `{}`", variable.id);
        let choices = variable.choices.iter().map(|choice| choice.id.as_str());
        let found = self.known((name, at(value)), &what, choices)?;
        i64::try_from(found).ok()
    }

    fn range(&mut self, value: &Toml, variable: &Variable) -> Option<(i64, i64)> {
        let found = match value {
            Toml::Integer(one) => Some((*one.value(), *one.value())),
            Toml::String(text) => range(text.value()),
            _ => None,
        };
        if found.is_none() {
            let message = format!("this is no range of `{}`", variable.id);
            let hint = "write 3, \"15-24\" (both included), \"65+\" or \"*\"";
            self.note(at(value), message, hint);
        }
        found
    }
}

/// `15-24`, `65+` or `7`.
fn range(text: &str) -> Option<(i64, i64)> {
    let number = |text: &str| {
        let is_plain = !text.is_empty() && text.chars().all(|c| c.is_ascii_digit());
        if is_plain { text.parse::<i64>().ok() } else { None }
    };
    if let Some(from) = text.strip_suffix('+') {
        return Some((number(from)?, i64::MAX));
    }
    match text.split_once('-') {
        Some((from, to)) => {
            let (from, to) = (number(from)?, number(to)?);
            (from <= to).then_some((from, to))
        }
        None => number(text).map(|one| (one, one)),
    }
}

/// How a row is called: its own values, as the file writes them.
pub(super) fn label(cells: &[&Toml]) -> String {
    let word = |value: &Toml| match value {
        Toml::String(text) => text.value().clone(),
        Toml::Integer(number) => number.value().to_string(),
        Toml::Array(list) => {
            let words: Vec<String> = list
                .iter()
                .map(|one| one.as_str().map_or_else(|| one.to_string(), str::to_string))
                .collect();
            words.join(", ")
        }
        _ => String::new(),
    };
    let words: Vec<String> = cells.iter().map(|cell| word(cell).trim().to_string()).collect();
    words.join(" | ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_include_both_ends() {
        assert_eq!(range("15-24"), Some((15, 24)));
        assert_eq!(range("65+"), Some((65, i64::MAX)));
        assert_eq!(range("7"), Some((7, 7)));
        for wrong in ["", "+", "-", "24-15", "-5-3", "a-b", "1-2-3", "99999999999999999999"] {
            assert_eq!(range(wrong), None, "{wrong}");
        }
    }
}
