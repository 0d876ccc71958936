//! The letter of a decision: what was decided, why, on what grounds and what would change it, printed for the person.
//!
//! What may not happen here: anything that the page of the case does not say; a proof for others (that is a certificate).

use axum::extract::Path;
use axum::response::Response;
use counter::decided::{self, Told};
use counter::grounds::{self, About};
use courtyard::cases::{self, Case};
use courtyard::decisions::{self, Decision};
use courtyard::{House, View};
use doors::{Person, Visit};
use pages::Frame;
use serde_json::{Map, Value};
use vocabulary::{Error, Result};

use super::credentials::download;
use crate::papers;

/// What the letter is made of.
struct Decided {
    case: Case,
    made: Decision,
    is_last: bool,
    application: Map<String, Value>,
}

pub async fn paper(Person(visit): Person, Path((number, id)): Path<(String, String)>) -> Response {
    let made = async {
        let decided = read(&visit, number, id).await?;
        let (house, base) = (visit.site.house.clone(), visit.site.base_url.clone());
        let (frame, name) = (visit.frame(""), format!("{}.pdf", decided.made.id));
        // Printing takes milliseconds of pure computing: not on a thread that others wait for.
        let print = move || {
            let told = told(&house, &frame, &decided)?;
            papers::letter(&house, &base, &frame, (&decided.case, &decided.made), &told)
        };
        let pdf = tokio::task::spawn_blocking(print).await.map_err(Error::broken)??;
        Ok(download("application/pdf", &name, pdf))
    };
    visit.answer(made.await)
}

async fn read(visit: &Visit, number: String, id: String) -> Result<Decided> {
    let read = move |view: &mut View<'_>| {
        let case = cases::own(view, &number)?;
        let all = decisions::of_own_case(view, &case)?;
        let is_last = all.last().is_some_and(|last| last.id == id);
        let made = all.into_iter().find(|made| made.id == id).ok_or(Error::NotFound)?;
        let application = cases::own_application(view, &case)?;
        Ok(Decided { case, made, is_last, application })
    };
    visit.site.house.view(&visit.actor, read).await
}

fn told(house: &House, frame: &Frame, decided: &Decided) -> Result<Told> {
    let country = house.country();
    let service = country.service(&decided.case.service).ok_or(Error::NotFound)?;
    let registers = grounds::registers(&decided.application);
    let about = About::made(frame, country, (service, &decided.case), &decided.made, registers);
    Ok(decided::tell(&about, &decided.made, decided.is_last))
}
