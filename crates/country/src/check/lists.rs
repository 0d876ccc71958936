//! The lists of a country: its own file, calendar, agencies, events, identifiers, purposes.

use std::collections::BTreeSet;

use vocabulary::Span;

use super::{Check, is_slug};
use crate::nearest;
use crate::register::Identifier;
use crate::shelf::{COUNTRY_FILES, SERVICE_FILES};

pub(super) fn check(check: &mut Check<'_>) {
    strangers(check);
    country(check);
    sign_in(check);
    law_desk(check);
    super::waiting::check(check, "country.toml", &check.country.file.waits);
    agencies(check);
    events(check);
    for (n, identifier) in check.shelf.lists.identifiers.iter().enumerate() {
        self::identifier(check, n, identifier);
    }
    purposes(check);
}

fn country(check: &mut Check<'_>) {
    let file = &check.country.file;
    let mut note =
        |path: &str, message: String, hint: &str| check.note("country.toml", path, message, hint);
    if !is_slug(&file.code) {
        note("code", format!("`{}` is no country code", file.code), "as `kr` or `br`");
    }
    if file.languages.is_empty() {
        note(
            "languages",
            "there is no language".into(),
            "languages = [\"ko\", \"en\"], the main one first",
        );
    }
    let mut seen = BTreeSet::new();
    for (n, tag) in file.languages.iter().enumerate() {
        let fine = !tag.is_empty() && tag.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        if !fine || !seen.insert(tag) {
            let message = format!("`{tag}` is no language tag, or stands there twice");
            note(&format!("languages.{n}"), message, "BCP 47: `ko`, `en`, `pt-BR`");
        }
    }
    if file.currency.len() != 3 || !file.currency.bytes().all(|b| b.is_ascii_uppercase()) {
        note(
            "currency",
            format!("`{}` is no currency", file.currency),
            "three capital letters: `KRW`",
        );
    }
    let days: BTreeSet<i8> = file.weekend.iter().copied().collect();
    if days.len() != file.weekend.len()
        || days.iter().any(|d| !(1..=7).contains(d))
        || days.len() > 6
    {
        note("weekend", "these are not days of a week".into(), "ISO numbers, Monday is 1: [6, 7]");
    }
}

fn law_desk(check: &mut Check<'_>) {
    if let Some(law) = &check.country.file.law {
        check.must_be_desk(("country.toml", "law.desk"), &law.desk);
    }
}

fn sign_in(check: &mut Check<'_>) {
    let (file, country) = ("country.toml", check.country);
    let Some(sign_in) = &country.file.sign_in else { return };
    check.must_be_register((file, "sign_in.register"), &sign_in.register);
    let Some(register) = country.register(&sign_in.register) else { return };
    for (n, id) in sign_in.fields.iter().enumerate() {
        let field = register.fields.iter().find(|field| field.id == *id);
        if !field.is_some_and(|field| field.key && !field.identifier.is_empty()) {
            let message = format!("`{id}` finds nobody in the register `{}`", register.id);
            let hint = "a field of it with key = true that is an identifier";
            check.note(file, &format!("sign_in.fields.{n}"), message, hint);
        }
    }
}

fn strangers(check: &mut Check<'_>) {
    for path in &check.shelf.strangers {
        let name = path.rsplit('/').next().unwrap_or(path);
        let known: &[&str] = if path.contains('/') { &SERVICE_FILES } else { &COUNTRY_FILES };
        let hint = nearest::hint(name, known.iter().copied());
        check.note(path, "", "is not a file of a country", hint);
    }
}

fn agencies(check: &mut Check<'_>) {
    let file = "agencies.toml";
    for (n, agency) in check.shelf.lists.agencies.iter().enumerate() {
        let at = |path: &str| format!("agency.{n}.{path}");
        check.must_be_slug((file, &at("id")), &agency.id);
        if !agency.parent.is_empty() {
            check.must_be_agency((file, &at("parent")), &agency.parent);
        }
        if is_own_ancestor(check, &agency.id) {
            check.note(
                file,
                &at("parent"),
                "the agency stands above itself",
                "break the circle of parents",
            );
        }
        if !agency.page.is_empty() && !is_link(&agency.page) {
            check.note(file, &at("page"), "this is no address of a page", "https://…");
        }
        for (m, desk) in agency.desks.iter().enumerate() {
            check.must_be_slug((file, &at(&format!("desk.{m}.id"))), &desk.id);
        }
    }
}

fn is_own_ancestor(check: &Check<'_>, id: &str) -> bool {
    let mut above = check.country.agency(id);
    for _ in 0..=check.country.agencies.len() {
        above = above.and_then(|a| check.country.agency(&a.parent));
        if above.is_some_and(|a| a.id == id) {
            return true;
        }
    }
    false
}

fn events(check: &mut Check<'_>) {
    for (n, event) in check.shelf.lists.events.iter().enumerate() {
        check.must_be_slug(("events.toml", &format!("event.{n}.id")), &event.id);
        if event.kind != "life" && event.kind != "business" {
            let message = format!("`{}` is no kind of event", event.kind);
            let hint = nearest::hint(&event.kind, ["life", "business"]);
            check.note("events.toml", &format!("event.{n}.kind"), message, hint);
        }
    }
}

fn identifier(check: &mut Check<'_>, n: usize, identifier: &Identifier) {
    let file = "identifiers.toml";
    let at = |path: &str| format!("identifier.{n}.{path}");
    check.must_be_slug((file, &at("id")), &identifier.id);
    let places = identifier.shape.chars().filter(|c| matches!(c, '9' | 'A')).count();
    if places == 0 || identifier.shape.len() > 100 {
        let hint =
            "9 for a digit, A for a capital letter, the rest stands for itself: 999999-9999999";
        check.note(file, &at("shape"), "the shape has no place for a digit or letter", hint);
        return;
    }
    if identifier.masked > places {
        check.note(
            file,
            &at("masked"),
            format!("only {places} signs can be masked"),
            "a smaller number",
        );
    }
    match identifier.check.as_str() {
        "none" | "luhn" => {}
        "weighted" => {
            let due = identifier.digit_count().saturating_sub(1);
            if identifier.weights.len() != due {
                let message = format!("{} weights for {due} digits", identifier.weights.len());
                check.note(
                    file,
                    &at("weights"),
                    message,
                    "one for each digit before the check digit",
                );
            }
            if identifier.modulus == 0 {
                check.note(
                    file,
                    &at("modulus"),
                    "a weighted check needs a modulus",
                    "modulus = 11",
                );
            }
            if identifier.tens_of.is_some_and(|place| place >= due) {
                check.note(
                    file,
                    &at("tens_of"),
                    "there is no such digit",
                    format!("0 to {}", due.max(1) - 1),
                );
            }
        }
        other => {
            let hint = nearest::hint(other, ["none", "luhn", "weighted"]);
            check.note(file, &at("check"), format!("`{other}` is no kind of check"), hint);
            return;
        }
    }
    drawn(check, n, identifier);
    let example = &identifier.example;
    match identifier.normalise(example) {
        Some(number) if number == *example && identifier.verify(&number) => {}
        Some(number) if number == *example => {
            let message = format!("the check digit of `{example}` is wrong");
            check.note(file, &at("example"), message, "mend the example, or the rule of the check");
        }
        _ => {
            let hint = format!("it must look like {}", identifier.shape);
            check.note(file, &at("example"), format!("`{example}` has not the shape"), hint);
        }
    }
}

/// A range that is too narrow would be found out only when a case is granted.
const NUMBERS_MIN: usize = 1_000;

fn drawn(check: &mut Check<'_>, n: usize, identifier: &Identifier) {
    if identifier.drawn.is_empty() {
        return;
    }
    let (file, path) = ("identifiers.toml", format!("identifier.{n}.drawn"));
    let same_length = identifier.drawn.chars().count() == identifier.shape.chars().count();
    if !same_length || identifier.draw(0).is_none() {
        let message = format!("no number can be drawn from `{}`", identifier.drawn);
        let hint = format!(
            "{} with `?` at the places that are drawn, the check digit among them",
            identifier.shape
        );
        check.note(file, &path, message, hint);
        return;
    }
    let places = identifier.shape.chars().zip(identifier.drawn.chars());
    let free = places.filter(|(_, sign)| *sign == '?').fold(1_usize, |count, (place, _)| {
        count.saturating_mul(if place == 'A' { 26 } else { 10 })
    });
    let numbers = if identifier.check == "none" { free } else { free / 10 };
    if numbers < NUMBERS_MIN {
        let message = format!("only {numbers} numbers can be drawn");
        check.note(file, &path, message, format!("at least {NUMBERS_MIN}: more `?`"));
    }
}

fn purposes(check: &mut Check<'_>) {
    let file = "purposes.toml";
    for (n, purpose) in check.shelf.lists.purposes.iter().enumerate() {
        let at = |path: &str| format!("purpose.{n}.{path}");
        check.must_be_slug((file, &at("id")), &purpose.id);
        check.must_say((file, &at("basis")), &purpose.basis, "name the article that allows it");
        if is_nothing(purpose.retention) {
            let hint = "how long the data is kept, such as P5Y";
            check.note(file, &at("retention"), "a purpose without a retention", hint);
        }
    }
}

pub(super) fn is_nothing(span: Span) -> bool {
    span.months == 0 && span.days == 0
}

pub(super) fn is_link(address: &str) -> bool {
    let rest = address.strip_prefix("https://").or_else(|| address.strip_prefix("http://"));
    rest.is_some_and(|r| !r.is_empty())
        && !address.contains(|c: char| c.is_whitespace() || "<>\"".contains(c))
}
