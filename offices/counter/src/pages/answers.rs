//! A person's own answers, as they were sent: each with where it came from.

use country::{Field, FieldKind, Service};
use doors::Visit;
use pages::components::{Details, SummaryList, SummaryRow};
use pages::{Frame, Html};
use serde_json::{Map, Value};

use super::step::fields_of;
use crate::words;

/// The sealed record of an application (`{"answers": …, "sources": …}`), to be opened on the page of the case.
pub fn own(visit: &Visit, frame: &Frame, service: &Service, record: &Map<String, Value>) -> Html {
    let empty = Map::new();
    let part = |name: &str| record.get(name).and_then(Value::as_object).unwrap_or(&empty);
    let (answers, sources) = (part("answers"), part("sources"));
    let row = |field: &Field| {
        let value = answers.get(&field.id)?;
        let said = words::answer(frame, visit.site.house.country(), field, value, &[]);
        // An entry may have changed since, or be closed: its name then was not stored, and is not guessed now.
        let said = match field.kind {
            FieldKind::Entry => frame.t("answers.entry"),
            _ if said.is_empty() => frame.t("check.nothing"),
            _ => said.as_str(),
        };
        let mut row = SummaryRow::new(field.label.get(&frame.lang), Html::paragraphs(said));
        let register = sources.get(&field.id).and_then(|source| source.get("register")?.as_str());
        let register = register.and_then(|id| visit.site.house.country().register(id));
        row.provenance = Some(match register {
            Some(register) => {
                frame.tf("answers.from", &[("register", register.title.get(&frame.lang))])
            }
            None => frame.t("provenance.person").to_string(),
        });
        Some(row)
    };
    let rows: Vec<SummaryRow> = fields_of(service).filter_map(row).collect();
    if rows.is_empty() {
        return Html::default();
    }
    let body = Html::of(&SummaryList { frame, rows });
    Html::of(&Details { summary: frame.t("case.answers").to_string(), body })
}
