//! A case as an officer opens it. Opening it is written down and shown to the person; so is every document of it.
//!
//! What may not happen here: a value that the dossier does not hold, an act that is not next door.

use axum::extract::{Path, Query};
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE, HeaderName};
use axum::response::{IntoResponse, Response};
use courtyard::credentials::{self, Standing};
use courtyard::documents::Document;
use courtyard::journal::{self, CaseEvent};
use courtyard::{Tx, View, cases};
use doors::answer::{self, see_other};
use doors::body::Fields;
use doors::{Officer, Visit};
use pages::Link;
use vocabulary::{Error, Result};

use super::forms::{self, Typed};
use super::pieces::TwoSides;
use super::{Fresh, desk_title, sections};
use crate::acts::{self, Dossier, Side};
use crate::pages::case::text;
use crate::pages::title_of;
use crate::purpose;

/// What a case's page shows.
pub struct Whole {
    pub dossier: Dossier,
    pub events: Vec<CaseEvent>,
    pub credentials: Vec<Standing>,
}

async fn read(visit: &Visit, number: &str) -> Result<Whole> {
    let purpose = purpose::of_case(visit, number).await?;
    let name = number.to_string();
    let look = move |tx: &mut Tx<'_>| acts::dossier(tx, &name);
    let dossier = visit.site.house.look(&visit.actor, &purpose, look).await?;
    if dossier.side == Side::Asked {
        return Ok(Whole { dossier, events: Vec::new(), credentials: Vec::new() });
    }
    let name = number.to_string();
    let view = move |view: &mut View<'_>| {
        Ok((journal::of_case(view, &name)?, credentials::of_case(view, &name)?))
    };
    let (events, credentials) = visit.site.house.view(&visit.actor, view).await?;
    Ok(Whole { dossier, events, credentials })
}

pub async fn show(
    Officer(visit): Officer,
    Path(number): Path<String>,
    Query(fresh): Query<Fresh>,
) -> Response {
    // An officer's own case is a person's own case, and has its page there.
    let name = number.clone();
    let own = move |view: &mut View<'_>| cases::own(view, &name);
    if visit.site.house.view(&visit.actor, own).await.is_ok() {
        return see_other(&format!("/cases/{number}"));
    }
    let page = async {
        let whole = read(&visit, &number).await?;
        page(&visit, &whole, &fresh, None)
    };
    visit.answer(page.await)
}

fn page(visit: &Visit, whole: &Whole, fresh: &Fresh, typed: Option<&Typed>) -> Result<Response> {
    let case = &whole.dossier.case;
    let service = visit.site.house.country().service(&case.service).ok_or(Error::NotFound)?;
    let mut frame = visit.frame("");
    frame.path = format!("/office/cases/{}", case.number);
    frame.notice = fresh.notice(&frame);
    frame.wrong = typed.is_some();
    frame.title = format!("{} · {}", title_of(visit, &case.service), case.number);
    let desk = match whole.dossier.side {
        Side::Desk => {
            Link::new(&format!("/office/{}", case.desk), &desk_title(visit, &frame, &case.desk))
        }
        Side::Asked => Link::new("/office", frame.t("desk.queue-opinion")),
    };
    frame.breadcrumbs = vec![Link::new("/office", frame.t("desk.title")), desk];
    let desk = sections::Sections { visit, frame: &frame, service, whole, typed };
    let page = TwoSides {
        frame: &frame,
        heading: title_of(visit, &case.service),
        top: desk.top(),
        matter: desk.matter(),
        doing: desk.doing(),
    };
    if typed.is_some() { answer::unprocessable(&page) } else { answer::page(&page) }
}

pub async fn document(
    Officer(visit): Officer,
    Path((number, id)): Path<(String, String)>,
) -> Response {
    let found = async {
        let purpose = purpose::of_case(&visit, &number).await?;
        let (name, id) = (number.clone(), id.clone());
        let look = move |tx: &mut Tx<'_>| acts::document(tx, &name, &id);
        visit.site.house.look(&visit.actor, &purpose, look).await
    };
    visit.answer(found.await.map(|(document, bytes)| file(&number, &document, bytes)))
}

// A file that a person sent is never shown inside the house: it is saved, and opened by what the officer opens files with.
fn file(number: &str, document: &Document, bytes: Vec<u8>) -> Response {
    let (kind, ending) = match document.kind.as_str() {
        "pdf" => ("application/pdf", "pdf"),
        "jpeg" => ("image/jpeg", "jpg"),
        "png" => ("image/png", "png"),
        _ => ("application/octet-stream", "bin"),
    };
    // RFC 6266: the plain name for old programs, the person's own name for the others.
    let own: String = document
        .name
        .chars()
        .filter(|c| !c.is_control() && !matches!(c, '/' | '\\'))
        .take(100)
        .collect();
    let own = if own.is_empty() { format!("{number}.{ending}") } else { own };
    let disposition = format!(
        "attachment; filename=\"{number}.{ending}\"; filename*=UTF-8''{}",
        answer::encoded(&own)
    );
    let headers = [
        (CONTENT_TYPE, kind.to_string()),
        (CONTENT_DISPOSITION, disposition),
        (CACHE_CONTROL, "no-store".to_string()),
        (HeaderName::from_static("x-content-type-options"), "nosniff".to_string()),
    ];
    (StatusCode::OK, headers, bytes).into_response()
}

/// Performs an officer's act. A refusal comes back on the page of the case, with all that was typed.
async fn perform<T: Send + 'static>(
    visit: &Visit,
    number: &str,
    form: &'static str,
    fields: Fields,
    act: Result<impl Fn(&mut Tx<'_>, &str) -> Result<T> + Send + 'static>,
) -> Response {
    let done = async {
        let (act, purpose) = (act?, purpose::of_case(visit, number).await?);
        let name = number.to_string();
        visit.site.house.act(&visit.actor, &purpose, move |tx| act(tx, &name)).await
    };
    match done.await {
        // The asked agency is done with the case, and may not open it any more.
        Ok(_) if form == forms::OPINION => see_other("/office?done=opinion"),
        Ok(_) => see_other(&format!("/office/cases/{number}?done={form}")),
        Err(Error::Refused(refusal)) => {
            let typed = Typed { form, fields, refusal };
            match read(visit, number).await {
                Ok(whole) => visit.answer(page(visit, &whole, &Fresh::default(), Some(&typed))),
                // The case may not be opened either: then the refusal itself is all there is to say.
                Err(_) => visit.fail(&Error::Refused(typed.refusal)),
            }
        }
        Err(error) => visit.fail(&error),
    }
}

pub async fn claim(
    Officer(visit): Officer,
    Path(number): Path<String>,
    fields: Fields,
) -> Response {
    perform(&visit, &number, forms::CLAIM, fields, Ok(acts::claim)).await
}

pub async fn give_back(
    Officer(visit): Officer,
    Path(number): Path<String>,
    fields: Fields,
) -> Response {
    perform(&visit, &number, forms::RETURN, fields, Ok(acts::give_back)).await
}

pub async fn take_over(
    Officer(visit): Officer,
    Path(number): Path<String>,
    fields: Fields,
) -> Response {
    let act = text(&fields)
        .map(|why| move |tx: &mut Tx<'_>, number: &str| acts::take_over(tx, number, &why));
    perform(&visit, &number, forms::TAKEOVER, fields, act).await
}

pub async fn ask(Officer(visit): Officer, Path(number): Path<String>, fields: Fields) -> Response {
    let act =
        text(&fields).map(|text| move |tx: &mut Tx<'_>, number: &str| acts::ask(tx, number, &text));
    perform(&visit, &number, forms::QUESTION, fields, act).await
}

pub async fn ask_opinion(
    Officer(visit): Officer,
    Path(number): Path<String>,
    fields: Fields,
) -> Response {
    perform(&visit, &number, forms::OPINION_REQUEST, fields, Ok(acts::ask_opinion)).await
}

pub async fn give_opinion(
    Officer(visit): Officer,
    Path(number): Path<String>,
    fields: Fields,
) -> Response {
    let favourable = match fields.text("favourable") {
        "yes" => Ok(true),
        "no" => Ok(false),
        _ => Err(Error::refused("office.opinion-missing")),
    };
    let said = favourable.and_then(|favourable| Ok((favourable, text(&fields)?)));
    let act = said.map(|(favourable, text)| {
        move |tx: &mut Tx<'_>, number: &str| acts::give_opinion(tx, number, favourable, &text)
    });
    perform(&visit, &number, forms::OPINION, fields, act).await
}

pub async fn decide(
    Officer(visit): Officer,
    Path(number): Path<String>,
    fields: Fields,
) -> Response {
    let verdict = forms::verdict(&fields);
    let act = verdict
        .map(|verdict| move |tx: &mut Tx<'_>, number: &str| acts::decide(tx, number, &verdict));
    perform(&visit, &number, forms::DECISION, fields, act).await
}

pub async fn revoke(
    Officer(visit): Officer,
    Path(number): Path<String>,
    fields: Fields,
) -> Response {
    let credential = fields.text("credential").to_string();
    let act = text(&fields).map(|why| {
        move |tx: &mut Tx<'_>, number: &str| acts::revoke(tx, number, &credential, &why)
    });
    perform(&visit, &number, forms::REVOCATION, fields, act).await
}
