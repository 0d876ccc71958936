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

use axum::Router;
use axum::routing::{get, post};
use doors::answer::{listing, reading};
use doors::{Site, Visit};
use pages::{Form, Html, Plain, heading};

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

/// A paragraph.
fn paragraph(text: &str) -> Html {
    Html::paragraphs(text)
}

/// The title of a service in the visitor's language, for a list.
pub fn title_of(visit: &Visit, service: &str) -> String {
    let found = visit.site.house.country().service(service);
    found.map_or_else(|| service.to_string(), |service| service.title.get(&visit.lang).to_string())
}
