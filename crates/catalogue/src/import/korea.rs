//! The Korean list of gov.kr (public data of 2020), one service a line.
//!
//! What may not happen here: no agency without those above it, and no Korean word translated.

use std::collections::BTreeMap;

use country::{Agency, Service};
use vocabulary::Text;

use super::report::Report;
use super::row::{self, Row};
use super::{CountryWords, Imported, Progress, SERVICES_MAX, bare_service, distinct, text_of};
use crate::plain::{first_sentence, is_page, plain, plain_line};
use crate::slug::{Ids, is_id, slug};

const LANG: &str = "ko";

pub(super) fn read(
    bytes: &[u8],
    imported: &mut Imported,
    report: &mut Report,
    progress: Progress<'_>,
) {
    imported.country = CountryWords {
        code: "kr".into(),
        name: Text::of(LANG, "대한민국"),
        languages: vec![LANG.into()],
        time_zone: "Asia/Seoul".into(),
        currency: "KRW".into(),
        weekend: vec![6, 7],
    };
    imported.language = LANG.into();
    let mut reader = Reader::default();
    row::each(bytes, report, progress, &mut |row, report| reader.take(row, report));
    let why =
        "a second address of the same page, which `url` gives already; a service keeps one page";
    report.counted(reader.first_alias, "urlKo", why, reader.aliases);
    imported.services = reader.services;
    imported.agencies = reader.agencies;
}

#[derive(Default)]
struct Reader {
    services: Vec<Service>,
    ids: Ids,
    agencies: Vec<Agency>,
    /// The id of each agency by its whole name, those above it included.
    known: BTreeMap<String, String>,
    agency_ids: Ids,
    first_alias: usize,
    aliases: usize,
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
        let mut description = plain(&row.text("purpose", report));
        if description.is_empty() {
            report.mended(line, "purpose", "it is empty; the name stands for it");
            description.clone_from(&name);
        }
        let page = row.text("url", report);
        if !page.is_empty() && !is_page(&page) {
            report.left_out(line, &format!("url: {page}"), "no address of the web");
        }
        if !row.text("urlKo", report).is_empty() {
            self.aliases += 1;
            if self.first_alias == 0 {
                self.first_alias = line;
            }
        }
        let service = Service {
            id: self.id_of(line, &source_id, &name, report),
            summary: text_of(LANG, &first_sentence(&description)),
            agency: self.agency_of(&row.text("agency", report), line, report),
            // The kinds of support are how gov.kr groups its services.
            topics: distinct(row.texts("supportForms", report)),
            page: if is_page(&page) { page } else { String::new() },
            modified: row.text("updated", report),
            title: Text::of(LANG, &name),
            description: Text::of(LANG, &description),
            ..bare_service(LANG)
        };
        row.finish(report);
        self.services.push(service);
    }

    fn id_of(&mut self, line: usize, source_id: &str, name: &str, report: &mut Report) -> String {
        let wanted = if is_id(source_id) { source_id.to_string() } else { slug(source_id) };
        let wanted = if wanted.is_empty() { slug(name) } else { wanted };
        let id = self.ids.give(if wanted.is_empty() { "service" } else { &wanted }, name);
        if id != source_id {
            report.mended(
                line,
                &format!("id: {source_id:?}"),
                &format!("empty, used before or no name for a folder; now {id}"),
            );
        }
        id
    }

    /// `경기도 이천시 상하수도사업소 수도과` is a province, a city in it, an office of that, a division of that:
    /// an agency each, called by its whole name, since many cities have a division of the same name.
    fn agency_of(&mut self, path: &str, line: usize, report: &mut Report) -> String {
        let mut parts: Vec<&str> = path.split_whitespace().take(12).collect();
        if parts.is_empty() {
            report.mended(line, "agency", "none is named; the government stands for it");
            parts.push("정부");
        }
        let (mut whole, mut above) = (String::new(), String::new());
        for part in parts {
            if !whole.is_empty() {
                whole.push(' ');
            }
            whole.push_str(part);
            if let Some(id) = self.known.get(&whole) {
                above.clone_from(id);
                continue;
            }
            let wanted = slug(&whole);
            let id =
                self.agency_ids.give(if wanted.is_empty() { "agency" } else { &wanted }, &whole);
            self.agencies.push(Agency {
                id: id.clone(),
                title: Text::of(LANG, &whole),
                parent: above,
                spatial: "KR".into(),
                page: String::new(),
                desks: Vec::new(),
            });
            self.known.insert(whole.clone(), id.clone());
            above = id;
        }
        above
    }
}
