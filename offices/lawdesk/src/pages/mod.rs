//! The law desk's pages. Each handler reads, puts pieces together, and answers.
//!
//! What may not happen here: SQL, a text that is not in the text files or the country's.

mod amounts;
mod list;
mod rules;
mod topic;

use askama::Template;
use axum::Router;
use axum::response::Response;
use axum::routing::get;
use doors::{Site, answer};
use pages::{Frame, Html, Link};
use vocabulary::Result;

pub fn routes() -> Router<Site> {
    Router::new()
        .route("/law", get(list::list))
        .route("/law/{topic}", get(topic::topic))
        .route("/law/{topic}/file", get(topic::file))
        .route("/law/{topic}/dmn", get(topic::dmn))
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
