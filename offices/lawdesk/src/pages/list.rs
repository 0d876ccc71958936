//! All law that decides here: tables and parameters with title, article and days.

use axum::response::Response;
use doors::Visit;
use doors::answer::listing;
use law::Law;
use pages::components::{Column, Table};
use pages::{Frame, Html, Link};
use vocabulary::{Day, Result};

use super::article;
use crate::shelf;

pub async fn list(visit: Visit) -> Response {
    visit.answer(page(&visit))
}

fn page(visit: &Visit) -> Result<Response> {
    let (law, today) = (visit.site.house.country().law(), visit.site.house.today());
    let mut frame = visit.frame("");
    frame.breadcrumbs = vec![Link::new("/", frame.t("home.name"))];
    let pieces = vec![
        Html::paragraphs(frame.t("law.about")),
        Html::of(&tables(&frame, law, today)),
        Html::of(&parameters(&frame, law, today)),
    ];
    let title = frame.t("law.title").to_string();
    listing(&mut frame, &title, pieces)
}

fn columns(frame: &Frame) -> Vec<Column> {
    ["law.name", "law.article", "law.since"].map(|key| Column::new(frame.t(key))).to_vec()
}

fn tables(frame: &Frame, law: &Law, today: Day) -> Table {
    let mut names: Vec<&str> = law.tables().map(|table| table.id.as_str()).collect();
    names.dedup();
    let row = |name: &str| {
        let versions = law.versions(name);
        let table = shelf::version_on(versions, today)?;
        let title = table.title.get(&frame.lang);
        Some(vec![
            Html::link(&format!("/law/{name}"), title),
            article(&table.link, &table.article),
            days(frame, versions.iter().map(|version| version.from), today),
        ])
    };
    Table {
        caption: frame.t("law.tables").to_string(),
        columns: columns(frame),
        rows: names.into_iter().filter_map(row).collect(),
        empty: frame.t("law.nothing").to_string(),
    }
}

fn parameters(frame: &Frame, law: &Law, today: Day) -> Table {
    let row = |file: &str, title: &str, basis: (&str, &str), from: Vec<Day>| {
        vec![
            Html::link(&format!("/law/{}", shelf::topic_of(file)), title),
            article(basis.0, basis.1),
            days(frame, from.into_iter(), today),
        ]
    };
    let parameters = law.parameters().map(|p| {
        let from = p.values.iter().map(|value| value.from).collect();
        ((&p.file, p.line), row(&p.file, p.title.get(&frame.lang), (&p.link, &p.article), from))
    });
    let scales = law.scales().map(|s| {
        let from = s.values.iter().map(|value| value.from).collect();
        ((&s.file, s.line), row(&s.file, s.title.get(&frame.lang), (&s.link, &s.article), from))
    });
    let mut rows: Vec<_> = parameters.chain(scales).collect();
    rows.sort_by_key(|(place, _)| *place);
    Table {
        caption: frame.t("law.parameters").to_string(),
        columns: columns(frame),
        rows: rows.into_iter().map(|(_, row)| row).collect(),
        empty: frame.t("law.nothing").to_string(),
    }
}

/// From when it applies as it is today, how many versions came before, and what is still to come.
fn days(frame: &Frame, from: impl Iterator<Item = Day>, today: Day) -> Html {
    let (past, coming): (Vec<Day>, Vec<Day>) = from.partition(|day| *day <= today);
    let mut lines = Vec::new();
    if let Some(now) = past.last() {
        lines.push(frame.tf("law.from-day", &[("day", &frame.day(now))]));
    }
    if past.len() > 1 {
        let before = i64::try_from(past.len() - 1).unwrap_or(i64::MAX);
        lines.push(frame.tn("law.before", before, &[]));
    }
    lines.extend(coming.iter().map(|day| frame.tf("law.coming", &[("day", &frame.day(day))])));
    Html::paragraphs(&lines.join("\n"))
}
