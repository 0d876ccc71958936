//! `service.toml`: what the catalogue says of a service, and that the files of a complete one are all there.

use super::lists::is_link;
use super::{Check, decision, examples, form};
use crate::nearest;
use crate::service::Service;

pub(super) fn check(check: &mut Check<'_>, service: &Service) {
    let file = &format!("services/{}/service.toml", service.id);
    check.must_be_slug((file, "id"), &service.id);
    check.must_be_agency((file, "agency"), &service.agency);
    if service.title.is_empty() && !check.has(file, "title") {
        check.note(file, "", "a service without a title", "add `title = { … }`");
    }
    desk(check, file, service);
    prefix(check, file, service);
    for (n, event) in service.events.iter().enumerate() {
        if !check.country.events.contains_key(event) {
            let known = check.country.events.keys().map(String::as_str);
            check.unknown((file, &format!("events.{n}")), "event", event, known);
        }
    }
    for (n, other) in service.related.iter().enumerate() {
        if check.country.service(other).is_none() {
            let known = check.country.services.keys().map(String::as_str);
            check.unknown((file, &format!("related.{n}")), "service", other, known);
        }
    }
    parts(check, file, service);
    ways(check, file, service);
    files(check, service);
    // What cannot be read of a service would only be missed by the rest of it.
    if check.shelf.broken.iter().any(|b| b.starts_with(&format!("services/{}/", service.id))) {
        return;
    }
    if let Some(form) = &service.form {
        form::check(check, service, form);
    }
    if let Some(decision) = &service.decision {
        decision::check(check, service, decision);
    }
    examples::check(check, service);
}

fn desk(check: &mut Check<'_>, file: &str, service: &Service) {
    if service.desk.is_empty() {
        if service.form.is_some() {
            check.note(
                file,
                "agency",
                "a complete service without a desk",
                "add `desk = …`, one of the agency",
            );
        }
        return;
    }
    check.must_be_desk((file, "desk"), &service.desk);
    let owner = check.country.desk(&service.desk).map(|(agency, _)| agency.id.as_str());
    if let Some(owner) = owner.filter(|o| *o != service.agency) {
        let message = format!("the desk `{}` belongs to the agency `{owner}`", service.desk);
        let hint = format!("take a desk of `{}`, or change the agency", service.agency);
        check.note(file, "desk", message, hint);
    }
}

fn prefix(check: &mut Check<'_>, file: &str, service: &Service) {
    let prefix = &service.prefix;
    if prefix.is_empty() {
        if service.form.is_some() {
            let hint = "add `prefix = \"RA\"`: what its case numbers begin with";
            check.note(file, "", "a complete service without a prefix", hint);
        }
        return;
    }
    if !(2..=3).contains(&prefix.len()) || !prefix.bytes().all(|b| b.is_ascii_uppercase()) {
        check.note(
            file,
            "prefix",
            format!("`{prefix}` is no prefix"),
            "two or three capital letters",
        );
    }
    // The later of two says it, so that it is said once.
    let other = check.country.services.values().find(|s| s.prefix == *prefix && s.id < service.id);
    if let Some(other) = other {
        let message = format!("the prefix `{prefix}` is that of `{}`", other.id);
        check.note(file, "prefix", message, "every service has its own");
    }
}

/// What the service asks for, gives, stands on.
fn parts(check: &mut Check<'_>, file: &str, service: &Service) {
    check.must_differ(file, "requirement", service.requirements.iter().map(|r| r.id.as_str()));
    check.must_differ(file, "evidence", service.evidence.iter().map(|e| e.id.as_str()));
    check.must_differ(file, "output", service.outputs.iter().map(|o| o.id.as_str()));
    check.must_differ(file, "law", service.laws.iter().map(|l| l.id.as_str()));
    check.must_differ(file, "channel", service.channels.iter().map(|c| c.id.as_str()));
    check.must_differ(file, "cost", service.costs.iter().map(|c| c.id.as_str()));
    for (n, evidence) in service.evidence.iter().enumerate().filter(|(_, e)| !e.held_in.is_empty())
    {
        check.must_be_register((file, &format!("evidence.{n}.held_in")), &evidence.held_in);
    }
    let links = service.laws.iter().enumerate().map(|(n, l)| (format!("law.{n}.link"), &l.link));
    let pages =
        service.contacts.iter().enumerate().map(|(n, c)| (format!("contact.{n}.page"), &c.page));
    for (path, link) in links.chain(pages).chain([("page".to_string(), &service.page)]) {
        if !link.is_empty() && !is_link(link) {
            check.note(file, &path, format!("`{link}` is no address of a page"), "https://…");
        }
    }
    let time = &service.processing_time;
    if !time.is_empty() && !is_duration(time) {
        let hint = "an xsd:duration such as P7D or PT10M";
        check.note(file, "processing_time", format!("`{time}` is no duration"), hint);
    }
}

fn ways(check: &mut Check<'_>, file: &str, service: &Service) {
    let channels: Vec<&str> = service.channels.iter().map(|c| c.id.as_str()).collect();
    for (n, cost) in service.costs.iter().enumerate() {
        let at = |path: &str| format!("cost.{n}.{path}");
        if !cost.channel.is_empty() && !channels.contains(&cost.channel.as_str()) {
            let hint = nearest::hint(&cost.channel, channels.iter().copied());
            check.note(
                file,
                &at("channel"),
                format!("there is no channel `{}`", cost.channel),
                hint,
            );
        }
        if cost.minor.is_some_and(|minor| minor < 0) {
            check.note(file, &at("minor"), "a cost below nothing", "0 when it is free");
        }
        let currency = &cost.currency;
        if !currency.is_empty()
            && (currency.len() != 3 || !currency.bytes().all(|b| b.is_ascii_uppercase()))
        {
            check.note(file, &at("currency"), format!("`{currency}` is no currency"), "as `KRW`");
        }
    }
    for (n, contact) in service.contacts.iter().enumerate() {
        if !contact.email.is_empty() && !contact.email.contains('@') {
            let path = format!("contact.{n}.email");
            check.note(
                file,
                &path,
                format!("`{}` is no address", contact.email),
                "someone@example.org",
            );
        }
    }
}

/// A service is complete or it is not: half of one would be offered and could not be given.
fn files(check: &mut Check<'_>, service: &Service) {
    let folder = format!("services/{}", service.id);
    let there = |name: &str| check.shelf.sources.contains_key(&format!("{folder}/{name}"));
    let mut missing = Vec::new();
    let has_credential = service.decision.as_ref().is_some_and(|d| d.credential.is_some());
    let decision_was_read = service.decision.is_some();
    if there("form.toml") && !there("decision.toml") {
        missing.push(("form.toml", "", "a form without a decision", "add decision.toml"));
    }
    if there("decision.toml") && !there("form.toml") {
        missing.push(("decision.toml", "", "a decision without a form", "add form.toml"));
    }
    if there("letter.toml") && decision_was_read && !has_credential {
        let hint = "add [credential] to decision.toml, or take letter.toml away";
        missing.push(("letter.toml", "title", "a letter without a credential", hint));
    }
    if has_credential && !there("letter.toml") {
        missing.push((
            "decision.toml",
            "credential",
            "a credential without a letter",
            "add letter.toml",
        ));
    }
    for (name, path, message, hint) in missing {
        check.note(&format!("{folder}/{name}"), path, message, hint);
    }
}

/// Whether a text is an xsd:duration of whole numbers (XML Schema 1.1, part 2, 3.3.6).
fn is_duration(text: &str) -> bool {
    let Some(rest) = text.strip_prefix('P') else { return false };
    let (days, time) = rest.split_once('T').map_or((rest, None), |(d, t)| (d, Some(t)));
    let parts = |text: &str, units: &str| -> Option<usize> {
        let mut left = units.chars();
        let mut count = 0;
        let mut rest = text;
        while !rest.is_empty() {
            let end = rest.find(|c: char| !c.is_ascii_digit()).filter(|n| *n > 0)?;
            let unit = rest.get(end..)?.chars().next()?;
            left.find(|u| *u == unit)?;
            rest = rest.get(end + 1..)?;
            count += 1;
        }
        Some(count)
    };
    match (parts(days, "YMWD"), time.map(|t| parts(t, "HMS"))) {
        (Some(days), None) => days > 0,
        (Some(_), Some(Some(times))) => times > 0,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::is_duration;

    #[test]
    fn durations_are_those_of_xml_schema() {
        for good in ["P7D", "PT10M", "P1Y6M", "P1DT2H30M", "PT0S", "P2W"] {
            assert!(is_duration(good), "{good}");
        }
        for wrong in ["", "P", "PT", "7D", "P7", "PD", "P1D1Y", "P1DT", "P1H", "P１D", "P1é"] {
            assert!(!is_duration(wrong), "{wrong}");
        }
    }
}
