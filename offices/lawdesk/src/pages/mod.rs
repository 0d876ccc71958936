//! The law desk's pages. Each handler reads, puts pieces together, and answers.
//!
//! What may not happen here: SQL, a text that is not in the text files or the country's.

mod amounts;
mod changes;
mod desk;
mod doing;
mod edit;
mod form;
mod list;
mod picture;
mod proposal;
mod rules;
mod topic;
mod trials;

use askama::Template;
use axum::Router;
use axum::response::Response;
use axum::routing::{get, post};
use country::Subject;
use courtyard::Actor;
use doors::{Site, Visit, answer};
use pages::{Frame, Html, Link, Plain};
use vocabulary::{Error, Refusal, Result};

pub(crate) use amounts::amount;

pub fn routes() -> Router<Site> {
    Router::new()
        .route("/law", get(list::list))
        .route("/law/{topic}", get(topic::topic))
        .route("/law/{topic}/file", get(topic::file))
        .route("/law/{topic}/dmn", get(topic::dmn))
        .route("/law/{topic}/picture", get(picture::picture))
        .route("/law/{topic}/amounts", get(topic::amounts_file))
        .route("/law-desk", get(desk::desk))
        .route("/law-desk/{kind}/{name}", get(edit::begin).post(edit::draft))
        .route("/law-desk/proposals/{id}", get(proposal::show))
        .route("/law-desk/proposals/{id}/more", get(desk::more))
        .route("/law-desk/proposals/{id}/removal", post(proposal::discard))
        .route("/law-desk/proposals/{id}/{kind}/{name}", get(edit::again).post(edit::redraft))
        .route("/law-desk/proposals/{id}/{kind}/{name}/removal", post(proposal::take_out))
        .route("/law-desk/proposals/{id}/submission", post(proposal::submit))
        .route("/law-desk/proposals/{id}/review", post(proposal::review))
        .route("/law-desk/proposals/{id}/trials", get(trials::form).post(trials::begin))
        .route("/law-desk/trials/{id}", get(trials::show))
        .route("/law-desk/trials/{id}/groups/{format}", get(trials::groups))
}

/// What is named in an address below the desk.
fn subject_at(kind: &str, name: &str) -> Result<Subject> {
    match kind {
        "tables" => Ok(Subject::Table(name.to_string())),
        "parameters" => Ok(Subject::Parameter(name.to_string())),
        "scales" => Ok(Subject::Scale(name.to_string())),
        _ => Err(Error::NotFound),
    }
}

/// As `subject_at` reads it.
fn address_of(subject: &Subject) -> String {
    let kind = match subject {
        Subject::Table(_) => "tables",
        Subject::Parameter(_) => "parameters",
        Subject::Scale(_) => "scales",
    };
    format!("{kind}/{}", subject.name())
}

/// Under which purpose the law is changed; no personal record is read for it.
const PURPOSE: &str = "law-making";

/// Whether somebody is an officer of the desk that changes the law.
pub(crate) fn sits_at_the_desk(site: &Site, actor: &Actor) -> bool {
    let law = site.house.country().file.law.as_ref();
    law.is_some_and(|law| actor.sits_at(&law.desk))
}

fn must_sit_at_the_desk(visit: &Visit) -> Result<()> {
    if sits_at_the_desk(&visit.site, &visit.actor) { Ok(()) } else { Err(Error::NotYours) }
}

/// A refusal in the reader's language.
fn sentence(frame: &Frame, refusal: &Refusal) -> String {
    let values: Vec<(&str, &str)> =
        refusal.values.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    frame.tf(&refusal.key, &values)
}

/// A page that came back with mistakes.
fn came_back(frame: &mut Frame, heading: &str, pieces: Vec<Html>) -> Result<Response> {
    frame.title = heading.to_string();
    frame.wrong = true;
    let page = Plain { frame, width: "wide", heading: Html::text(heading), pieces };
    answer::unprocessable(&page)
}

/// Where the reader is: below the start and the list of all law.
fn below_law(frame: &mut Frame) {
    frame.breadcrumbs =
        vec![Link::new("/", frame.t("home.name")), Link::new("/law", frame.t("law.title"))];
}

/// Where an officer is: below the desk.
fn below_desk(frame: &mut Frame) {
    frame.breadcrumbs = vec![
        Link::new("/", frame.t("home.name")),
        Link::new("/law-desk", frame.t("lawdesk.title")),
    ];
}

/// What is written in the law's own signs: a cell, a name.
fn code(text: &str) -> Html {
    Html::of(&Code { text })
}

#[derive(Template)]
#[template(source = "<code>{{ text }}</code>", ext = "html")]
struct Code<'a> {
    text: &'a str,
}

/// A link to a page of the law elsewhere, where there is one, with the article as its words.
fn article(link: &str, article: &str) -> Html {
    if link.starts_with("https://") { Html::link(link, article) } else { Html::text(article) }
}
