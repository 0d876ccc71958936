//! The counter's pages. Each handler reads, puts pieces together, and answers; acts are next door.
//!
//! What may not happen here: a decision, SQL, a text that is not in the text files.

mod answers;
mod apply;
mod case;
mod changed;
mod decided;
mod home;
mod me;
mod office;
mod pay;
mod service;
pub(crate) mod step;
mod waiting;

use askama::Template;
use askama::filters::HtmlSafe;
use axum::Router;
use axum::response::Response;
use axum::routing::{get, post};
use doors::{Site, Visit, answer};
use pages::{Frame, Html};
use vocabulary::Result;

pub(crate) use case::message;

pub fn routes() -> Router<Site> {
    Router::new()
        .route("/", get(home::home))
        .route("/services", get(home::services))
        .route("/services/{id}", get(service::service))
        .route("/services/{id}/apply", get(apply::start))
        .route("/services/{id}/apply/{step}", get(step::show).post(step::save))
        .route("/services/{id}/check", get(apply::check))
        .route("/services/{id}/applications", post(apply::submit))
        .route("/services/{id}/draft/removal", post(apply::throw_away))
        .route("/cases/{number}", get(case::show))
        .route("/cases/{number}/payment", get(pay::show).post(pay::pay))
        .route("/payments/{id}", get(pay::back))
        .route("/cases/{number}/answer", post(case::answer))
        .route("/cases/{number}/withdrawal", post(case::withdraw))
        .route("/cases/{number}/appeal", post(case::appeal))
        .route("/me", get(me::me))
        .route("/me/cases", get(me::all_cases))
        .route("/me/disclosures", get(me::disclosures))
        .route("/me/registers", get(me::registers))
        .route("/me/mandate", post(me::act_for))
        .merge(office::routes())
}

/// A page of pieces under one heading.
#[derive(Template)]
#[template(path = "plain.html")]
pub struct Plain<'a> {
    pub frame: &'a Frame,
    /// `narrow` for what is read or filled in, `wide` for lists and desks.
    pub width: &'static str,
    /// Empty where a piece carries the heading.
    pub heading: Html,
    pub pieces: Vec<Html>,
}

/// A form around pieces.
#[derive(Template)]
#[template(path = "form.html")]
pub struct Form<'a> {
    pub action: &'a str,
    pub files: bool,
    pub hidden: Vec<(&'a str, String)>,
    pub pieces: Vec<Html>,
}

impl HtmlSafe for Form<'_> {}

/// A form that asks and changes nothing: what was asked stands in the address.
#[derive(Template)]
#[template(
    source = "<form method=\"get\" action=\"{{ action }}\" novalidate>{% for piece in pieces %}{{ piece }}{% endfor %}</form>",
    ext = "html"
)]
pub struct Asking<'a> {
    pub action: &'a str,
    pub pieces: Vec<Html>,
}

/// A page to read, under a heading that is also its title.
pub fn reading(frame: &mut Frame, heading: &str, pieces: Vec<Html>) -> Result<Response> {
    frame.title = heading.to_string();
    answer::page(&Plain { frame, width: "narrow", heading: Html::text(heading), pieces })
}

/// As `reading`, for lists and desks.
pub fn listing(frame: &mut Frame, heading: &str, pieces: Vec<Html>) -> Result<Response> {
    frame.title = heading.to_string();
    answer::page(&Plain { frame, width: "wide", heading: Html::text(heading), pieces })
}

/// A paragraph.
pub fn paragraph(text: &str) -> Html {
    Html::paragraphs(text)
}

/// A heading within a page.
pub fn heading(text: &str) -> Html {
    Html::of(&Heading { text })
}

#[derive(Template)]
#[template(source = "<h2>{{ text }}</h2>", ext = "html")]
struct Heading<'a> {
    text: &'a str,
}

/// The title of a service in the visitor's language, for a list.
pub fn title_of(visit: &Visit, service: &str) -> String {
    let found = visit.site.house.country().service(service);
    found.map_or_else(|| service.to_string(), |service| service.title.get(&visit.lang).to_string())
}
