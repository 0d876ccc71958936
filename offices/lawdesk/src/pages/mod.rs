//! The law desk's pages. Each handler reads, puts pieces together, and answers.
//!
//! What may not happen here: SQL, a text that is not in the text files or the country's.

mod amounts;
mod changes;
mod desk;
mod edit;
mod list;
mod picture;
mod proposal;
mod rules;
mod topic;

use askama::Template;
use axum::Router;
use axum::response::Response;
use axum::routing::{get, post};
use courtyard::Actor;
use doors::{Site, Visit, answer};
use pages::{Frame, Html, Link};
use vocabulary::{Error, Refusal, Result};

pub(crate) use amounts::amount;

pub fn routes() -> Router<Site> {
    Router::new()
        .route("/law", get(list::list))
        .route("/law/{topic}", get(topic::topic))
        .route("/law/{topic}/file", get(topic::file))
        .route("/law/{topic}/dmn", get(topic::dmn))
        .route("/law/{topic}/picture", get(picture::picture))
        .route("/law-desk", get(desk::desk))
        .route("/law-desk/tables/{table}", get(edit::begin).post(edit::draft))
        .route("/law-desk/proposals/{id}", get(proposal::show))
        .route("/law-desk/proposals/{id}/draft", get(edit::again).post(edit::redraft))
        .route("/law-desk/proposals/{id}/submission", post(proposal::submit))
        .route("/law-desk/proposals/{id}/review", post(proposal::review))
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
    answer::unprocessable(&Sheet { frame, heading, pieces })
}

/// A form around pieces.
#[derive(Template)]
#[template(path = "form.html")]
struct Form<'a> {
    action: &'a str,
    hidden: Vec<(&'a str, String)>,
    pieces: Vec<Html>,
}

/// A page of pieces under one heading.
#[derive(Template)]
#[template(path = "sheet.html")]
struct Sheet<'a> {
    frame: &'a Frame,
    heading: &'a str,
    pieces: Vec<Html>,
}

/// A page under a heading that is also its title.
fn sheet(frame: &mut Frame, heading: &str, pieces: Vec<Html>) -> Result<Response> {
    frame.title = heading.to_string();
    answer::page(&Sheet { frame, heading, pieces })
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

/// A heading within a page.
fn heading(text: &str) -> Html {
    Html::of(&Heading { text })
}

#[derive(Template)]
#[template(source = "<h2>{{ text }}</h2>", ext = "html")]
struct Heading<'a> {
    text: &'a str,
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
