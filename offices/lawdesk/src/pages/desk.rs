//! The desk: what is proposed and how far it has come, and what can be changed.

use axum::extract::Path;
use axum::response::Response;
use country::Subject;
use courtyard::View;
use courtyard::proposals::{self, Draft, Proposal, Stage};
use doors::answer::listing;
use doors::{Officer, Visit};
use pages::components::{Badge, Column, Table};
use pages::{Frame, Html, Link, Tone};
use vocabulary::{Day, Result};

use super::{address_of, amounts, below_desk, must_sit_at_the_desk};
use crate::version::Version;

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
    let mut pieces =
        vec![Html::paragraphs(frame.t("lawdesk.about")), Html::of(&proposed(visit, &frame, all))];
    pieces.extend(changeable(visit, &frame, "/law-desk"));
    let title = frame.t("lawdesk.title").to_string();
    listing(&mut frame, &title, pieces)
}

/// What else the draft could change.
pub async fn more(Officer(visit): Officer, Path(id): Path<String>) -> Response {
    let page = async {
        must_sit_at_the_desk(&visit)?;
        let name = id.clone();
        let read = move |view: &mut View<'_>| proposals::of(view, &name);
        let proposal = visit.site.house.view(&visit.actor, read).await?;
        let mut frame = visit.frame("");
        below_desk(&mut frame);
        let path = format!("/law-desk/proposals/{id}");
        frame.breadcrumbs.push(Link::new(&path, &title_of(&visit, &frame, &proposal.draft)));
        let mut pieces = vec![Html::paragraphs(frame.t("lawdesk.more-about"))];
        pieces.extend(changeable(&visit, &frame, &path));
        let title = frame.t("lawdesk.more").to_string();
        listing(&mut frame, &title, pieces)
    };
    visit.answer(page.await)
}

/// How far a proposal has come, as a badge.
pub fn state(frame: &Frame, stage: Stage) -> Badge {
    let (tone, key) = match stage {
        Stage::Draft => (Tone::Neutral, "lawdesk.draft"),
        Stage::Submitted => (Tone::Info, "lawdesk.submitted"),
        Stage::Published => (Tone::Good, "lawdesk.published"),
        Stage::Discarded => (Tone::Neutral, "lawdesk.discarded"),
    };
    Badge { tone, text: frame.t(key).to_string() }
}

/// Who wrote or reviewed it: oneself, or a colleague. Names of officers are sealed, and nobody needs them here.
pub fn whom<'f>(visit: &Visit, frame: &'f Frame, id: &str) -> &'f str {
    frame.t(if visit.actor.id == id { "lawdesk.you" } else { "lawdesk.colleague" })
}

/// What a proposal is called: what it changes first, and how much more.
pub fn title_of(visit: &Visit, frame: &Frame, draft: &Draft) -> String {
    let first = draft.changes.first().map(|change| name_of(visit, &change.subject));
    let first = first.unwrap_or_default();
    match i64::try_from(draft.changes.len()).unwrap_or(i64::MAX) {
        ..=1 => first,
        count => frame.tn("lawdesk.and-more", count - 1, &[("first", &first)]),
    }
}

/// What is changed, in the reader's language.
pub fn name_of(visit: &Visit, subject: &Subject) -> String {
    let versions = Version::all(visit.site.house.country().law(), subject);
    let title = versions.last().map(|version| version.title().get(&visit.lang).to_string());
    title.unwrap_or_else(|| subject.name().to_string())
}

fn proposed(visit: &Visit, frame: &Frame, all: &[Proposal]) -> Table {
    let row = |proposal: &Proposal| {
        let days = proposal.draft.changes.iter().map(|change| change.from);
        let first = days.min().map(|day| frame.day(day)).unwrap_or_default();
        let title = title_of(visit, frame, &proposal.draft);
        vec![
            Html::link(&format!("/law-desk/proposals/{}", proposal.id), &title),
            Html::text(&first),
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

/// All that can be changed, each with a link to its form below that path.
fn changeable(visit: &Visit, frame: &Frame, path: &str) -> Vec<Html> {
    let (law, today) = (visit.site.house.country().law(), visit.site.house.today());
    let mut tables: Vec<Subject> =
        law.tables().map(|table| Subject::Table(table.id.clone())).collect();
    tables.dedup();
    let parameters =
        law.parameters().map(|p| ((&p.file, p.line), Subject::Parameter(p.id.clone())));
    let scales = law.scales().map(|s| ((&s.file, s.line), Subject::Scale(s.id.clone())));
    let mut amounts: Vec<_> = parameters.chain(scales).collect();
    amounts.sort();
    let amounts = amounts.into_iter().map(|(_, subject)| subject).collect();
    let lists = [("law.tables", tables), ("law.parameters", amounts)];
    let table = |(caption, subjects): (&str, Vec<Subject>)| {
        let with_values = caption == "law.parameters";
        let keys = ["law.name", "law.value", "law.article"];
        let keys = keys.into_iter().filter(|key| with_values || *key != "law.value");
        let rows = subjects.iter().filter_map(|subject| {
            let version = in_force(Version::all(law, subject), today)?;
            let link = format!("{path}/{}", address_of(subject));
            let value = with_values.then(|| value_of(frame, &version));
            let name = Html::link(&link, version.title().get(&frame.lang));
            Some(
                [Some(name), value, Some(Html::text(version.article()))]
                    .into_iter()
                    .flatten()
                    .collect(),
            )
        });
        Html::of(&Table {
            caption: frame.tf("lawdesk.change-what", &[("what", frame.t(caption))]),
            columns: keys.map(|key| Column::new(frame.t(key))).collect(),
            rows: rows.collect(),
            empty: frame.t("law.nothing").to_string(),
        })
    };
    lists.into_iter().map(table).collect()
}

/// What applies on a day; the first one where none does yet.
fn in_force<'l>(versions: Vec<Version<'l>>, day: Day) -> Option<Version<'l>> {
    versions.iter().rfind(|version| version.from() <= day).or(versions.first()).copied()
}

fn value_of(frame: &Frame, version: &Version<'_>) -> Html {
    match version {
        Version::Table(_) => Html::default(),
        Version::Value(parameter, value) => {
            Html::text(&amounts::amount(frame, &parameter.unit, &value.value))
        }
        Version::Brackets(scale, value) => {
            Html::paragraphs(&amounts::brackets(frame, scale, value).join("\n"))
        }
    }
}
