//! `people.toml`: the demo people and organisations, and whether their entries fit the registers.

use std::collections::BTreeMap;

use super::Check;
use crate::answers::{Measure, keep, say};
use crate::register::{Register, Role};
use crate::{nearest, toml_json};

const FILE: &str = "people.toml";

pub(super) fn check(check: &mut Check<'_>) {
    let lists = &check.shelf.lists;
    for (n, person) in lists.people.iter().enumerate() {
        let at = |path: &str| format!("person.{n}.{path}");
        check.must_be_slug((FILE, &at("id")), &person.id);
        if person.role == Role::Officer {
            officer(check, n);
        }
        let is_unknown = check.country.sign_in_keys(&person.number).is_empty();
        if !person.number.is_empty() && check.country.file.sign_in.is_some() && is_unknown {
            let message = format!("`{}` is no number to sign in with", person.number);
            let hint = "[sign_in] of country.toml names the fields whose identifiers it may be";
            check.note(FILE, &at("number"), message, hint);
        }
        for (m, organisation) in person.acts_for.iter().enumerate() {
            if !lists.organisations.iter().any(|o| o.id == *organisation) {
                let known = lists.organisations.iter().map(|o| o.id.as_str());
                check.unknown(
                    (FILE, &at(&format!("acts_for.{m}"))),
                    "organisation",
                    organisation,
                    known,
                );
            }
        }
        entries(check, &at("entries"), "person", &person.entries);
    }
    for (n, organisation) in lists.organisations.iter().enumerate() {
        check.must_be_slug((FILE, &format!("organisation.{n}.id")), &organisation.id);
        entries(check, &format!("organisation.{n}.entries"), "organisation", &organisation.entries);
    }
    desks(check);
}

/// Every desk that cases can come to needs somebody who sits there: a case, an opinion or an appeal that nobody of the demo
/// can open would be lost on stage. A country without demo people has officers of its own.
fn desks(check: &mut Check<'_>) {
    let people = &check.shelf.lists.people;
    if people.is_empty() || check.shelf.broken.contains(FILE) {
        return;
    }
    // Each is told once, where it is named first.
    let mut named: BTreeMap<&str, (String, &str)> = BTreeMap::new();
    for service in &check.shelf.lists.services {
        let Some(decision) = &service.decision else { continue };
        let file = |name: &str| format!("services/{}/{name}", service.id);
        named.entry(&service.desk).or_insert_with(|| (file("service.toml"), "desk"));
        if let Some(opinion) = &decision.opinion {
            let place = || (file("decision.toml"), "opinion.desk");
            named.entry(&opinion.desk).or_insert_with(place);
        }
        let place = || (file("decision.toml"), "appeal.desk");
        named.entry(&decision.appeal.desk).or_insert_with(place);
    }
    let officers: Vec<_> = people.iter().filter(|p| p.role == Role::Officer).collect();
    for (desk, (file, path)) in named {
        let is_manned = officers.iter().any(|officer| officer.desks.iter().any(|d| d == desk));
        if check.country.desk(desk).is_some() && !is_manned {
            let message = format!("nobody of people.toml sits at the desk `{desk}`");
            check.note(&file, path, message, "add an officer with this desk to people.toml");
        }
    }
}

/// The demo's list says a sentence about each of its people.
pub(super) fn must_say_about(check: &mut Check<'_>) {
    for (n, person) in check.shelf.lists.people.iter().enumerate() {
        if person.about.is_empty() {
            let message = "nothing is said about this person";
            check.note(FILE, &format!("person.{n}.id"), message, "add `about = { … }`");
        }
    }
}

/// Who is entered must be found again: when they sign in, and when the file is entered a second time.
pub(super) fn must_be_found(check: &mut Check<'_>) {
    let country = check.country;
    for (n, person) in check.shelf.lists.people.iter().enumerate() {
        if country.sign_in_number(person).is_none() {
            let hint = "add `number = …`, or an entry with one of the fields of [sign_in]";
            check.note(FILE, &format!("person.{n}.id"), "this person could never sign in", hint);
        }
    }
    for (n, organisation) in check.shelf.lists.organisations.iter().enumerate() {
        if country.key_of(&organisation.entries).is_none() {
            let message = "this organisation could not be found again";
            let hint = "add an entry with a number that is a key of its register";
            check.note(FILE, &format!("organisation.{n}.id"), message, hint);
        }
    }
}

fn officer(check: &mut Check<'_>, n: usize) {
    let Some(person) = check.shelf.lists.people.get(n) else { return };
    if person.agency.is_empty() {
        let path = format!("person.{n}.role");
        check.note(
            FILE,
            &path,
            "an officer of which agency?",
            "add `agency = …` and `desks = […]`",
        );
        return;
    }
    check.must_be_agency((FILE, &format!("person.{n}.agency")), &person.agency);
    for (m, desk) in person.desks.iter().enumerate() {
        let path = format!("person.{n}.desks.{m}");
        check.must_be_desk((FILE, &path), desk);
        let owner = check.country.desk(desk).map(|(agency, _)| agency.id.as_str());
        if let Some(owner) = owner.filter(|o| *o != person.agency) {
            let message = format!("the desk `{desk}` belongs to the agency `{owner}`");
            check.note(FILE, &path, message, format!("a desk of `{}`", person.agency));
        }
    }
}

fn entries(check: &mut Check<'_>, path: &str, holder: &str, entries: &toml::Table) {
    let country = check.country;
    for (id, value) in entries {
        let path = format!("{path}.{id}");
        check.must_be_register((FILE, &path), id);
        let Some(register) = country.register(id) else { continue };
        if register.holder != holder {
            let message = format!("an entry of `{id}` is held by a {}", register.holder);
            check.note(FILE, &path, message, format!("move it to a [[{}]]", register.holder));
        }
        match value {
            toml::Value::Table(entry) if !register.many => {
                self::entry(check, &path, register, entry)
            }
            toml::Value::Array(several) if register.many => {
                for (n, one) in several.iter().enumerate() {
                    match one.as_table() {
                        Some(entry) => self::entry(check, &format!("{path}.{n}"), register, entry),
                        None => {
                            check.note(FILE, &path, "an entry is a table", "{ field = value, … }")
                        }
                    }
                }
            }
            _ if register.many => {
                let hint = format!("write [[{holder}.entries.{id}]], with two brackets");
                check.note(FILE, &path, format!("`{id}` holds a list of entries"), hint);
            }
            _ => {
                let hint = format!("write [{holder}.entries.{id}], with one bracket");
                check.note(FILE, &path, format!("`{id}` holds one entry"), hint);
            }
        }
    }
}

fn entry(check: &mut Check<'_>, path: &str, register: &Register, entry: &toml::Table) {
    entry_fields(check, (FILE, path), register, entry);
    for field in register.fields.iter().filter(|f| f.required && !entry.contains_key(&f.id)) {
        let message = format!("an entry of `{}` needs `{}`", register.id, field.id);
        check.note(FILE, path, message, format!("add `{} = …`", field.id));
    }
}

/// Whether what an entry says fits its register.
pub(super) fn entry_fields(
    check: &mut Check<'_>,
    (file, path): (&str, &str),
    register: &Register,
    entry: &toml::Table,
) {
    let known = || register.fields.iter().map(|f| f.id.as_str());
    for (name, value) in entry.iter().filter(|(name, _)| *name != "id") {
        let path = format!("{path}.{name}");
        let Some(field) = register.fields.iter().find(|f| f.id == *name) else {
            let message = format!("the register `{}` has no field `{name}`", register.id);
            check.note(file, &path, message, nearest::hint(name, known()));
            continue;
        };
        if let Err(fault) = keep(check.country, &Measure::from(field), &toml_json::json(value)) {
            check.note(file, &path, format!("`{name}` {}", say(&fault)), "");
        }
    }
}
