//! The desk: what is proposed and how far it has come, and the tables that can be changed.

use axum::response::Response;
use courtyard::View;
use courtyard::proposals::{self, Proposal, Stage};
use doors::answer::listing;
use doors::{Officer, Visit};
use pages::components::{Badge, Column, Table};
use pages::{Frame, Html, Link, Tone};
use vocabulary::Result;

use super::must_sit_at_the_desk;
use crate::shelf;

/// Proposals on the page of the desk.
const PROPOSALS_MAX: i64 = 50;

pub async fn desk(Officer(visit): Officer) -> Response {
    let page = async {
        must_sit_at_the_desk(&visit)?;
        let read = |view: &mut View<'_>| proposals::latest(view, PROPOSALS_MAX);
        let all = visit.site.house.view(&visit.actor, read).await?;
        page(&visit, &all)
    };
    visit.answer(page.await)
}

fn page(visit: &Visit, all: &[Proposal]) -> Result<Response> {
    let mut frame = visit.frame("");
    frame.breadcrumbs = vec![Link::new("/", frame.t("home.name"))];
    let pieces = vec![
        Html::paragraphs(frame.t("lawdesk.about")),
        Html::of(&proposed(visit, &frame, all)),
        Html::of(&tables(visit, &frame)),
    ];
    let title = frame.t("lawdesk.title").to_string();
    listing(&mut frame, &title, pieces)
}

/// How far a proposal has come, as a badge.
pub fn state(frame: &Frame, stage: Stage) -> Badge {
    let (tone, key) = match stage {
        Stage::Draft => (Tone::Neutral, "lawdesk.draft"),
        Stage::Submitted => (Tone::Info, "lawdesk.submitted"),
        Stage::Published => (Tone::Good, "lawdesk.published"),
    };
    Badge { tone, text: frame.t(key).to_string() }
}

/// Who wrote or reviewed it: oneself, or a colleague. Names of officers are sealed, and nobody needs them here.
pub fn whom<'f>(visit: &Visit, frame: &'f Frame, id: &str) -> &'f str {
    frame.t(if visit.actor.id == id { "lawdesk.you" } else { "lawdesk.colleague" })
}

fn proposed(visit: &Visit, frame: &Frame, all: &[Proposal]) -> Table {
    let law = visit.site.house.country().law();
    let row = |proposal: &Proposal| {
        let table = law.versions(&proposal.draft.table).last();
        let title = table.map_or(proposal.draft.table.as_str(), |t| t.title.get(&frame.lang));
        vec![
            Html::link(&format!("/law-desk/proposals/{}", proposal.id), title),
            Html::text(&frame.day(proposal.draft.from)),
            Html::text(whom(visit, frame, &proposal.author)),
            Html::of(&state(frame, proposal.stage)),
        ]
    };
    let columns = ["law.name", "law.from", "lawdesk.author", "law.state"];
    Table {
        caption: frame.t("lawdesk.proposals").to_string(),
        columns: columns.iter().map(|key| Column::new(frame.t(key))).collect(),
        rows: all.iter().map(row).collect(),
        empty: frame.t("lawdesk.no-proposals").to_string(),
    }
}

fn tables(visit: &Visit, frame: &Frame) -> Table {
    let (law, today) = (visit.site.house.country().law(), visit.site.house.today());
    let mut names: Vec<&str> = law.tables().map(|table| table.id.as_str()).collect();
    names.dedup();
    let row = |name: &str| {
        let table = shelf::version_on(law.versions(name), today)?;
        let title = table.title.get(&frame.lang);
        Some(vec![
            Html::link(&format!("/law-desk/tables/{name}"), title),
            Html::text(&table.article),
        ])
    };
    Table {
        caption: frame.t("lawdesk.change-what").to_string(),
        columns: ["law.name", "law.article"].map(|key| Column::new(frame.t(key))).to_vec(),
        rows: names.into_iter().filter_map(row).collect(),
        empty: frame.t("law.nothing").to_string(),
    }
}
