//! Everything that is wrong in the folder of a country, with file, line and a hint: `madang check`.
//!
//! What may not happen here: no file is changed, no clock is read (the day is a parameter), and no mistake ends the search for others.

mod decision;
mod examples;
mod expressions;
mod form;
mod lists;
mod outcome;
mod people;
mod registers;
mod service;
mod waiting;
mod words;

use std::path::Path;

use law::{Findings, Law};
use vocabulary::{Day, Mistake, Moment, Zone};

use crate::nearest;
use crate::read::Country;
use crate::shelf::Shelf;

pub(crate) use self::outcome::check_version;

/// Everything that is wrong in the folder of a country, in the order of files and lines, and the tables that are not checked.
///
/// `today` decides which years the calendar must cover, on which day examples are tried, and what must be in force.
pub fn check(dir: &Path, today: Day) -> Findings {
    let mut shelf = Shelf::read(dir);
    let plans = shelf.plans();
    let zone = shelf.zone().unwrap_or_else(Zone::utc);
    let law = shelf.law.take().or_else(|| Law::read(Vec::new()).ok());
    let mut lists = shelf.lists.clone();
    let (Some(file), Some(law)) = (lists.file.take(), law) else {
        return Findings { mistakes: in_order(shelf.mistakes), not_checked: Vec::new() };
    };
    let country = Country::assemble(file, zone, lists, law, plans);
    let mistakes = std::mem::take(&mut shelf.mistakes);
    let mut check =
        Check { shelf: &shelf, country: &country, today, mistakes, not_checked: Vec::new() };
    words::check(&mut check);
    lists::check(&mut check);
    registers::check(&mut check);
    people::check(&mut check);
    people::must_say_about(&mut check);
    for service in &shelf.lists.services {
        service::check(&mut check, service);
    }
    outcome::check_law(&mut check);
    Findings { mistakes: in_order(check.mistakes), not_checked: check.not_checked }
}

/// What is wrong in a file of people whom an installation enters.
pub(crate) fn people(shelf: &Shelf, country: &Country) -> Vec<Mistake> {
    let today = Zone::utc().day_of(Moment(0));
    let (mistakes, not_checked) = (Vec::new(), Vec::new());
    let mut check = Check { shelf, country, today, mistakes, not_checked };
    people::check(&mut check);
    people::must_be_found(&mut check);
    in_order(check.mistakes)
}

fn in_order(mut mistakes: Vec<Mistake>) -> Vec<Mistake> {
    mistakes.sort();
    mistakes.dedup();
    mistakes
}

/// A check under way: what was read, and what was found so far.
struct Check<'a> {
    shelf: &'a Shelf,
    country: &'a Country,
    today: Day,
    mistakes: Vec<Mistake>,
    not_checked: Vec<Mistake>,
}

impl Check<'_> {
    /// Notes a mistake at a path of a file: `note("services/x/form.toml", "step.0.field.2.label", …)`.
    fn note(
        &mut self,
        file: &str,
        path: &str,
        message: impl Into<String>,
        hint: impl Into<String>,
    ) {
        self.mistakes.push(Mistake::at(file, self.shelf.place(file, path), message, hint));
    }

    /// Notes an id that names nothing. Where the file that should have it could not be read, nothing is said.
    fn unknown<'k>(
        &mut self,
        at: (&str, &str),
        what: &str,
        id: &str,
        known: impl IntoIterator<Item = &'k str>,
    ) {
        let home = match what {
            "agency" | "desk" => "agencies.toml",
            "event" => "events.toml",
            "identifier" => "identifiers.toml",
            "purpose" => "purposes.toml",
            "register" => "registers/",
            "service" => "services/",
            "organisation" => "people.toml",
            _ => "law",
        };
        if !self.shelf.broken.iter().any(|b| b.starts_with(home)) {
            self.note(at.0, at.1, format!("there is no {what} `{id}`"), nearest::hint(id, known));
        }
    }

    fn has(&self, file: &str, path: &str) -> bool {
        self.shelf.sources.get(file).is_some_and(|s| s.has(path))
    }

    fn must_be_register(&mut self, at: (&str, &str), id: &str) {
        let country = self.country;
        if country.register(id).is_none() {
            self.unknown(at, "register", id, country.registers.keys().map(String::as_str));
        }
    }

    fn must_be_agency(&mut self, at: (&str, &str), id: &str) {
        let country = self.country;
        if country.agency(id).is_none() {
            self.unknown(at, "agency", id, country.agencies.keys().map(String::as_str));
        }
    }

    fn must_be_desk(&mut self, at: (&str, &str), id: &str) {
        let country = self.country;
        if country.desk(id).is_none() {
            let desks =
                country.agencies.values().flat_map(|a| a.desks.iter().map(|d| d.id.as_str()));
            self.unknown(at, "desk", id, desks);
        }
    }

    fn must_be_purpose(&mut self, at: (&str, &str), id: &str) {
        let country = self.country;
        if country.purpose(id).is_none() {
            self.unknown(at, "purpose", id, country.purposes.keys().map(String::as_str));
        }
    }

    fn must_be_identifier(&mut self, at: (&str, &str), id: &str) {
        let country = self.country;
        if country.identifier(id).is_none() {
            self.unknown(at, "identifier", id, country.identifiers.keys().map(String::as_str));
        }
    }

    /// Ids that stand in addresses: small letters, digits and hyphens.
    fn must_be_slug(&mut self, at: (&str, &str), id: &str) {
        if !is_slug(id) {
            let hint = "small letters a to z, digits and hyphens, such as `move-in-report`";
            self.note(at.0, at.1, format!("`{id}` is no id"), hint);
        }
    }

    /// Ids that stand in expressions: small letters, digits and underscores.
    fn must_be_name(&mut self, at: (&str, &str), id: &str) {
        if !is_name(id) {
            let hint = "small letters a to z, digits and underscores, such as `birth_day`";
            self.note(at.0, at.1, format!("`{id}` is no name"), hint);
        }
    }

    /// Ids of one list that an earlier element has already.
    fn must_differ<'i>(&mut self, file: &str, list: &str, ids: impl IntoIterator<Item = &'i str>) {
        let ids =
            ids.into_iter().enumerate().map(|(n, id)| (format!("{list}.{n}.id"), id.to_string()));
        for (path, id) in crate::shelf::duplicates(ids) {
            self.note(file, &path, format!("the id `{id}` is used twice"), "every id is used once");
        }
    }

    /// A text that says nothing where the law asks for something: an article, a basis.
    fn must_say(&mut self, at: (&str, &str), text: &str, hint: &str) {
        if text.trim().is_empty() {
            let last = at.1.rsplit('.').next().unwrap_or(at.1);
            self.note(at.0, at.1, format!("`{last}` is empty"), hint);
        }
    }
}

pub(crate) fn is_slug(id: &str) -> bool {
    let fine = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    !id.is_empty()
        && id.len() <= 100
        && id.bytes().all(fine)
        && !id.starts_with('-')
        && !id.ends_with('-')
}

pub(crate) fn is_name(id: &str) -> bool {
    let fine = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_';
    id.len() <= 60 && id.bytes().all(fine) && id.starts_with(|c: char| c.is_ascii_lowercase())
}

/// Ids of options and reasons: what either of the two kinds of ids may hold.
fn is_word(id: &str) -> bool {
    is_slug(&id.replace('_', "-"))
}
