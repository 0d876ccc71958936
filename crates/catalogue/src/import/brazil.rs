//! The Brazilian service letters (*cartas de serviço*, version 3), one service a line.
//!
//! The fields are those of `servico.xsd` in English; the words stay Portuguese.
//! What may not happen here: no amount is guessed, and no working day is counted as a day of the calendar.

mod agencies;
mod parts;
mod time;

use std::collections::BTreeMap;

use country::{Contact, LegalResource, Requirement, Service};
use vocabulary::Text;

use super::report::Report;
use super::row::{self, Row};
use super::{CountryWords, Imported, Progress, SERVICES_MAX, bare_service, distinct, text_of};
use crate::plain::{addresses, first_sentence, is_page, plain, plain_line};
use crate::slug::{Ids, is_id, slug};
use agencies::Agencies;

pub(super) const LANG: &str = "pt";
pub(super) const CURRENCY: &str = "BRL";

pub(super) fn read(
    bytes: &[u8],
    imported: &mut Imported,
    report: &mut Report,
    progress: Progress<'_>,
) {
    imported.country = CountryWords {
        code: "br".into(),
        name: Text::of(LANG, "Brasil"),
        languages: vec![LANG.into()],
        time_zone: "America/Sao_Paulo".into(),
        currency: CURRENCY.into(),
        weekend: vec![6, 7],
    };
    imported.language = LANG.into();
    let mut reader = Reader::default();
    row::each(bytes, report, progress, &mut |row, report| reader.take(row, report));
    reader.finish(imported, report);
}

/// An empty text where there are no words, a Portuguese one where there are.
pub(super) fn text(words: &str) -> Text {
    text_of(LANG, words)
}

#[derive(Default)]
struct Reader {
    services: Vec<Service>,
    ids: Ids,
    agencies: Agencies,
    /// The number of the source's database, which `related` uses; several services may share one.
    numbers: BTreeMap<String, Vec<String>>,
    related: Vec<Related>,
    first_number: usize,
    numbered: usize,
}

/// A service that another one names by the number of the source's database.
struct Related {
    place: usize,
    line: usize,
    number: String,
}

impl Reader {
    fn take(&mut self, mut row: Row, report: &mut Report) {
        let line = row.line;
        let source_id = row.text("id", report);
        let name = plain_line(&row.text("name", report));
        if name.is_empty() || self.services.len() >= SERVICES_MAX {
            let why =
                if name.is_empty() { "it has no name" } else { "more services than the limit" };
            report.left_out_service(line, &format!("the service {source_id:?}"), why);
            return;
        }
        let mut service = Service { title: text(&name), ..bare_service(LANG) };
        service.description = described(&mut row, &name, report);
        service.summary =
            text(&first_sentence(service.description.0.get(LANG).map_or("", String::as_str)));
        service.id = self.id_of(line, &source_id, &name, report);
        self.number(&mut row, &service.id, report);
        service.keywords = keywords(&mut row, report);
        service.contacts = contact(&mut row, report);
        service.requirements = requirements(&mut row, report);
        service.audience = audience(&mut row, report);
        service.topics = distinct(row.texts("areas", report));
        service.laws = laws(&mut row, report);
        time::read(&mut row, &mut service, report);
        parts::read(&mut row, &mut service, report);
        service.agency = self.agencies.key(&mut row, report);
        for number in row.texts("related", report) {
            self.related.push(Related { place: self.services.len(), line, number });
        }
        row.finish(report);
        self.services.push(service);
    }

    /// The source's id; where it is missing or used twice, one that is made of the name.
    fn id_of(&mut self, line: usize, source_id: &str, name: &str, report: &mut Report) -> String {
        let wanted = if is_id(source_id) { source_id.to_string() } else { slug(source_id) };
        let wanted = if wanted.is_empty() { slug(name) } else { wanted };
        let wanted = if wanted.is_empty() { "servico".to_string() } else { wanted };
        let id = self.ids.give(&wanted, name);
        if id != source_id {
            let why = match (source_id.is_empty(), id == wanted) {
                (true, _) => format!("it is empty; made of the name: {id}"),
                (false, true) => format!("too long or no name for a folder; now {id}"),
                (false, false) => format!("an earlier service has it too; now {id}"),
            };
            report.mended(line, &format!("id: {source_id:?}"), &why);
        }
        id
    }

    fn number(&mut self, row: &mut Row, id: &str, report: &mut Report) {
        let number = row.text("dbId", report);
        if number.is_empty() {
            return;
        }
        self.numbered += 1;
        if self.first_number == 0 {
            self.first_number = row.line;
        }
        self.numbers.entry(number).or_default().push(id.to_string());
    }

    fn finish(self, imported: &mut Imported, report: &mut Report) {
        let Reader { mut services, agencies, numbers, related, first_number, numbered, .. } = self;
        for Related { place, line, number } in related {
            let named = numbers.get(&number).map_or(&[][..], Vec::as_slice);
            let Some(service) = services.get_mut(place) else { continue };
            if named.is_empty() {
                report.left_out(
                    line,
                    &format!("related: {number}"),
                    "no service of this file has that number",
                );
            }
            if named.len() > 1 {
                let why =
                    format!("{} services share that number; all of them are named", named.len());
                report.mended(line, &format!("related: {number}"), &why);
            }
            for id in named {
                if *id != service.id && !service.related.contains(id) {
                    service.related.push(id.clone());
                }
            }
        }
        let why = "the number of the source's own database: it served to resolve `related`, no service keeps it";
        report.counted(first_number, "dbId", why, numbered);
        let (ids, list) = agencies.finish(report);
        for service in &mut services {
            if let Some(id) = ids.get(&service.agency) {
                service.agency.clone_from(id);
            }
        }
        imported.services = services;
        imported.agencies = list;
    }
}

fn described(row: &mut Row, name: &str, report: &mut Report) -> Text {
    let description = plain(&row.text("description", report));
    if description.is_empty() {
        report.mended(row.line, "description", "it is empty; the name stands for it");
        return text(name);
    }
    text(&description)
}

/// Keywords, popular names and the acronym: all are words by which somebody looks for the service.
/// A comma divides keywords here, so one inside a phrase makes two of it.
fn keywords(row: &mut Row, report: &mut Report) -> Text {
    let mut words = vec![row.text("acronym", report)];
    words.extend(row.texts("popularNames", report));
    words.extend(row.texts("keywords", report));
    let parts: Vec<String> = words
        .iter()
        .flat_map(|phrase| phrase.split(','))
        .map(plain_line)
        .filter(|word| !word.is_empty())
        .collect();
    text(&distinct(parts).join(", "))
}

/// The contact is free text; what is there exactly once gets its own field, and the words stay whole.
fn contact(row: &mut Row, report: &mut Report) -> Vec<Contact> {
    let source = row.text("contact", report);
    let words = plain(&source);
    if words.is_empty() {
        return Vec::new();
    }
    let emails: Vec<String> = distinct(
        words
            .split(|c: char| {
                c.is_whitespace() || matches!(c, '(' | ')' | '<' | '>' | ',' | ';' | '/' | ':')
            })
            .map(|word| word.trim_matches(['.', '*', '"']).to_string())
            .filter(|word| is_email(word))
            .collect(),
    );
    let pages = addresses(&words);
    let one = |found: &[String]| match found {
        [only] => only.clone(),
        _ => String::new(),
    };
    vec![Contact {
        telephone: String::new(),
        email: one(&emails),
        page: one(&pages),
        hours: Text::default(),
        text: text(&words),
    }]
}

fn is_email(word: &str) -> bool {
    word.split_once('@').is_some_and(|(name, host)| {
        !name.is_empty() && host.contains('.') && !host.contains('@') && !host.ends_with('.')
    })
}

fn requirements(row: &mut Row, report: &mut Report) -> Vec<Requirement> {
    let mut requirements: Vec<Requirement> = Vec::new();
    for mut applicant in row.rows("applicants", report) {
        let kind = plain(&applicant.text("type", report));
        let needs = plain(&applicant.text("requirements", report));
        applicant.finish(report);
        let (title, description) = titled(&kind, &needs);
        if title.is_empty() {
            continue;
        }
        let id = format!("requirement-{}", requirements.len() + 1);
        let requirement = Requirement { id, title: text(&title), description: text(&description) };
        let known = |r: &Requirement| {
            r.title == requirement.title && r.description == requirement.description
        };
        if !requirements.iter().any(known) {
            requirements.push(requirement);
        }
    }
    requirements
}

/// The first line is the title; the other lines and what else is said are the description.
pub(super) fn titled(words: &str, more: &str) -> (String, String) {
    let (title, rest) = words.split_once('\n').unwrap_or((words, ""));
    let parts: Vec<&str> =
        [rest.trim(), more.trim()].into_iter().filter(|p| !p.is_empty()).collect();
    let description = parts.join("\n\n");
    if title.is_empty() {
        let (title, rest) = description.split_once('\n').unwrap_or((description.as_str(), ""));
        return (title.to_string(), rest.trim().to_string());
    }
    (title.trim_start_matches("- ").to_string(), description)
}

/// The four segments of the schema: two are audiences of ours, two stay words.
fn audience(row: &mut Row, report: &mut Report) -> Vec<String> {
    let ours = |word: String| match word.as_str() {
        "Cidadãos" => "resident".to_string(),
        "Empresas" => "business".to_string(),
        _ => word,
    };
    distinct(row.texts("audiences", report).into_iter().map(ours).collect())
}

fn laws(row: &mut Row, report: &mut Report) -> Vec<LegalResource> {
    let mut laws: Vec<LegalResource> = Vec::new();
    for source in row.texts("legislation", report) {
        for words in plain(&source).split('\n').map(str::trim).filter(|words| !words.is_empty()) {
            let words = words.trim_start_matches("- ");
            if !words.chars().any(char::is_alphanumeric) {
                report.left_out(row.line, &format!("legislation: {source}"), "it names no law");
                continue;
            }
            let link = match addresses(words).as_slice() {
                [only] => only.clone(),
                _ => String::new(),
            };
            // A law whose words end in its only address keeps the address once, as the link.
            let bare = words.trim_end_matches(&format!(" ({link})"));
            let title = if link.is_empty() || bare.is_empty() { words } else { bare };
            let law = LegalResource {
                id: format!("law-{}", laws.len() + 1),
                title: text(title),
                article: String::new(),
                link,
            };
            if !laws.iter().any(|known| known.title == law.title && known.link == law.link) {
                laws.push(law);
            }
        }
        if plain(&source).is_empty() {
            report.left_out(row.line, &format!("legislation: {source}"), "it names no law");
        }
    }
    laws
}

/// An address of the page, or a report that it is none.
pub(super) fn page_of(row: &mut Row, key: &str, report: &mut Report) -> String {
    let source = row.text(key, report);
    let address = plain_line(&source);
    if address.is_empty() || is_page(&address) {
        return address;
    }
    let with_scheme = format!("http://{address}");
    if address.starts_with("www.") && is_page(&with_scheme) {
        report.mended(
            row.line,
            &format!("{key}: {source}"),
            "it lacks http://, which was put before it",
        );
        return with_scheme;
    }
    match addresses(&address).as_slice() {
        [only] => {
            report.mended(row.line, &format!("{key}: {source}"), "only the address in it is kept");
            only.clone()
        }
        _ => {
            report.left_out(row.line, &format!("{key}: {source}"), "no address of the web");
            String::new()
        }
    }
}
