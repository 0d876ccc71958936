//! One table of the law as it applies on a day, its versions, and the amounts that it stands on; and the same to download.

use axum::extract::{Path, RawQuery};
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use doors::Visit;
use doors::answer::listing;
use doors::visit::queried;
use law::Manuscript;
use pages::components::{Badge, Column, Inset, SummaryList, SummaryRow, Table};
use pages::{Frame, Html, Tone, heading};
use vocabulary::{Day, Error, Result};

use super::rules::rules;
use super::{amounts, article, below_law};
use crate::shelf::{self, Topic};

pub async fn topic(visit: Visit, Path(name): Path<String>, query: RawQuery) -> Response {
    visit.answer(page(&visit, &name, day_of(&visit, &query)))
}

/// A version of the table as the text that a country's folder holds.
pub async fn file(visit: Visit, Path(name): Path<String>, query: RawQuery) -> Response {
    let day = day_of(&visit, &query);
    let text = day.and_then(|day| {
        let table = version(&visit, &name, day)?;
        let ending = format!("-{}.table", table.from);
        Ok((ending, Manuscript::of(table).written().text))
    });
    visit.answer(text.map(|(ending, text)| download(&name, &ending, "text/plain", text)))
}

/// The amounts and brackets of the topic as the text that a country's folder holds, with all that was published since.
pub async fn amounts_file(visit: Visit, Path(name): Path<String>) -> Response {
    let law = visit.site.house.country().law();
    let text = shelf::topic(law, &name).map(|topic| topic.written(&name));
    let text = text.filter(|text| !text.is_empty()).ok_or(Error::NotFound);
    visit.answer(text.map(|text| download(&name, ".toml", "text/plain", text)))
}

/// The same as a model of DMN 1.5, with the amounts that it stands on.
pub async fn dmn(visit: Visit, Path(name): Path<String>, query: RawQuery) -> Response {
    let day = day_of(&visit, &query);
    let model = day.and_then(|day| {
        let table = version(&visit, &name, day)?;
        let law = visit.site.house.country().law();
        let model = law::dmn::export(law.on(day.max(table.from)), &name).map_err(Error::broken)?;
        Ok((format!("-{}.dmn", table.from), model))
    });
    visit.answer(model.map(|(ending, model)| download(&name, &ending, "application/xml", model)))
}

fn download(name: &str, ending: &str, kind: &str, text: String) -> Response {
    let headers = [
        (CONTENT_TYPE, format!("{kind}; charset=utf-8")),
        (CONTENT_DISPOSITION, format!("attachment; filename=\"{name}{ending}\"")),
        (CACHE_CONTROL, "no-store".to_string()),
    ];
    (headers, text).into_response()
}

/// The day that is asked for with `?on=`, else today. What is no day is nowhere.
pub(super) fn day_of(visit: &Visit, RawQuery(query): &RawQuery) -> Result<Day> {
    match queried(query.as_deref().unwrap_or(""), "on") {
        None => Ok(visit.site.house.today()),
        Some(day) => day.parse().map_err(|_| Error::NotFound),
    }
}

pub(super) fn version<'v>(visit: &'v Visit, name: &str, day: Day) -> Result<&'v law::Table> {
    let versions = visit.site.house.country().law().versions(name);
    shelf::version_on(versions, day).ok_or(Error::NotFound)
}

fn page(visit: &Visit, name: &str, day: Result<Day>) -> Result<Response> {
    let country = visit.site.house.country();
    let topic = shelf::topic(country.law(), name).ok_or(Error::NotFound)?;
    let table = shelf::version_on(topic.versions, day?);
    let mut frame = visit.frame("");
    below_law(&mut frame);
    let mut pieces = Vec::new();
    if let Some(table) = table {
        pieces.extend(about(visit, &frame, name, table));
        pieces.push(rules(visit, &frame, table.face()));
        pieces.push(downloads(&frame, name, table.from));
        pieces.push(versions(visit, &frame, name, topic.versions, table.from));
    }
    pieces.extend(amounts(&frame, name, &topic, visit.site.house.today()));
    let first = topic.parameters.first().map(|parameter| &parameter.title);
    let title =
        table.map(|table| &table.title).or(first).or(topic.scales.first().map(|s| &s.title));
    let title = title.map_or(name, |title| title.get(&visit.lang)).to_string();
    listing(&mut frame, &title, pieces)
}

fn about(visit: &Visit, frame: &Frame, name: &str, table: &law::Table) -> Vec<Html> {
    let today = visit.site.house.today();
    let mut rows = vec![
        SummaryRow::new(frame.t("law.article"), article(&table.link, &table.article)),
        SummaryRow::new(frame.t("law.from"), frame.day(table.from)),
    ];
    if let Some(day) = table.promulgated {
        rows.push(SummaryRow::new(frame.t("law.promulgated"), frame.day(day)));
    }
    let hit = table.hit.to_string().replace(' ', "-");
    rows.push(SummaryRow::new(frame.t("law.how"), frame.t(&format!("hit.{hit}"))));
    let services = shelf::decided_by(visit.site.house.country(), name).map(|service| {
        let link = format!("/services/{}", service.id);
        Html::all([Html::link(&link, service.title.get(&frame.lang)), Html::text(" ")])
    });
    let services = Html::all(services);
    if !services.is_empty() {
        rows.push(SummaryRow::new(frame.t("law.decides"), services));
    }
    let in_force = shelf::version_on(visit.site.house.country().law().versions(name), today);
    let key = match in_force {
        Some(now) if now.from == table.from && table.from <= today => "law.is-in-force",
        _ if table.from > today => "law.is-coming",
        _ => "law.is-past",
    };
    let said = frame.tf(key, &[("day", &frame.day(table.from))]);
    vec![Html::of(&Inset { body: Html::paragraphs(&said) }), Html::of(&SummaryList { frame, rows })]
}

fn downloads(frame: &Frame, name: &str, from: Day) -> Html {
    let link = |kind: &str, key: &str| {
        let link = Html::link(&format!("/law/{name}/{kind}?on={from}"), frame.t(key));
        Html::all([link, Html::text(" ")])
    };
    Html::all([
        link("picture", "law.picture"),
        Html::text(frame.t("law.download")),
        Html::text(" "),
        link("file", "law.as-file"),
        link("dmn", "law.as-dmn"),
    ])
}

fn versions(visit: &Visit, frame: &Frame, name: &str, versions: &[law::Table], shown: Day) -> Html {
    let today = visit.site.house.today();
    let in_force = versions.iter().rfind(|table| table.from <= today).map(|table| table.from);
    let row = |table: &law::Table| {
        let (tone, key) = match table.from {
            from if Some(from) == in_force => (Tone::Good, "law.in-force"),
            from if from > today => (Tone::Info, "law.to-come"),
            _ => (Tone::Neutral, "law.past"),
        };
        let day = frame.day(table.from);
        let from = if table.from == shown {
            Html::text(&day)
        } else {
            Html::link(&format!("/law/{name}?on={}", table.from), &day)
        };
        let promulgated = table.promulgated.map(|day| frame.day(day)).unwrap_or_default();
        vec![
            from,
            Html::text(&promulgated),
            Html::text(&table.article),
            Html::of(&Badge { tone, text: frame.t(key).to_string() }),
        ]
    };
    let columns = ["law.from", "law.promulgated", "law.article", "law.state"];
    Html::of(&Table {
        caption: frame.t("law.versions").to_string(),
        columns: columns.iter().map(|key| Column::new(frame.t(key))).collect(),
        rows: versions.iter().rev().map(row).collect(),
        empty: String::new(),
    })
}

fn amounts(frame: &Frame, name: &str, topic: &Topic<'_>, today: Day) -> Vec<Html> {
    let parameters = topic.parameters.iter().map(|one| amounts::parameter(frame, one, today));
    let mut pieces: Vec<Html> =
        parameters.chain(topic.scales.iter().map(|one| amounts::scale(frame, one))).collect();
    if !pieces.is_empty() {
        pieces.insert(0, heading(frame.t("law.amounts")));
    }
    if !topic.written(name).is_empty() {
        let link = Html::link(&format!("/law/{name}/amounts"), frame.t("law.as-file"));
        pieces.push(Html::all([Html::text(frame.t("law.download-amounts")), " ".into(), link]));
    }
    pieces
}
