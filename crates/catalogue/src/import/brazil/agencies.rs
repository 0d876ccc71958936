//! The agencies of the Brazilian letters, by the last part of their address; the same one comes under several names.
//!
//! What may not happen here: no service is left without an agency.

use std::collections::BTreeMap;

use country::Agency;

use super::text;
use crate::import::report::Report;
use crate::import::row::Row;
use crate::plain::{is_web_address, plain_line};
use crate::slug::{Ids, slug};

/// Before the number of an organisation.
const ADDRESS: &str = "http://estruturaorganizacional.dados.gov.br/id/unidade-organizacional/";

#[derive(Default)]
pub(super) struct Agencies {
    order: Vec<String>,
    known: BTreeMap<String, Named>,
}

#[derive(Default)]
struct Named {
    line: usize,
    /// Every name, the line where it comes first, and how often it comes.
    names: Vec<(String, usize, usize)>,
    page: String,
}

impl Agencies {
    /// Under what the agency of this line is remembered until all names are known.
    pub(super) fn key(&mut self, row: &mut Row, report: &mut Report) -> String {
        let line = row.line;
        let (mut address, mut name) = (String::new(), String::new());
        if let Some(mut agency) = row.row("agency", report) {
            address = agency.text("id", report);
            name = plain_line(&agency.text("name", report));
            agency.finish(report);
        }
        let number = address.rsplit('/').next().unwrap_or_default().to_string();
        let is_number = !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit());
        if is_number && number == address {
            let why = format!("only the number of an agency; read as {ADDRESS}{number}");
            report.mended(line, &format!("agency.id: {address}"), &why);
            address = format!("{ADDRESS}{number}");
        }
        let key = if number.is_empty() { name.clone() } else { number };
        if key.is_empty() {
            report.mended(line, "agency", "none is named; the federal government stands for it");
            name = "Governo Federal".into();
        }
        if !self.known.contains_key(&key) {
            self.order.push(key.clone());
        }
        let named =
            self.known.entry(key.clone()).or_insert_with(|| Named { line, ..Named::default() });
        if is_web_address(&address) && named.page.is_empty() {
            named.page = address;
        } else if address != named.page && !address.is_empty() {
            report.left_out(
                line,
                &format!("agency.id: {address}"),
                "another address than before, or none",
            );
        }
        match named.names.iter_mut().find(|(known, _, _)| *known == name) {
            Some((_, _, times)) => *times += 1,
            None if name.is_empty() => {}
            None => named.names.push((name, line, 1)),
        }
        key
    }

    /// The id of each agency by its key, and the agencies in the order in which the file names them.
    pub(super) fn finish(mut self, report: &mut Report) -> (BTreeMap<String, String>, Vec<Agency>) {
        let mut given = Ids::default();
        let mut ids = BTreeMap::new();
        let mut agencies = Vec::new();
        for key in self.order {
            let named = self.known.remove(&key).unwrap_or_default();
            let mut names = named.names.into_iter();
            let title = names.next().map(|(name, _, _)| name).unwrap_or_else(|| {
                let title = format!("Unidade organizacional {key}");
                let why = format!("no line gives its name; called {title}");
                report.mended(named.line, &format!("agency: {key}"), &why);
                title
            });
            for (name, line, times) in names {
                let why = format!("the same agency is called {title} before; that name is kept");
                report.counted(line, &format!("agency.name: {name}"), &why, times);
            }
            let wanted = slug(&title);
            let id = given.give(if wanted.is_empty() { "orgao" } else { &wanted }, &key);
            ids.insert(key, id.clone());
            agencies.push(Agency {
                id,
                title: text(&title),
                parent: String::new(),
                spatial: "BR".into(),
                page: named.page,
                desks: Vec::new(),
            });
        }
        (ids, agencies)
    }
}

#[cfg(test)]
mod tests {
    use vocabulary::Text;

    use super::*;

    #[test]
    fn an_agency_without_a_name_still_has_a_title() {
        let mut report = Report::default();
        let map = crate::import::row::object(br#"{"agency":{"id":"77","name":""}}"#).unwrap();
        let mut agencies = Agencies::default();
        let mut row = Row::of(map, 3);
        assert_eq!(agencies.key(&mut row, &mut report), "77");
        let (ids, list) = agencies.finish(&mut report);
        assert_eq!(ids.get("77").unwrap(), "unidade-organizacional-77");
        assert_eq!(list[0].title, Text::of("pt", "Unidade organizacional 77"));
        assert_eq!(report.finished().len(), 2);
    }
}
