//! Credentials for anybody who is shown one, and for the person who holds it.
//!
//! What may not happen here: more on a public page than whether a credential stands.

use axum::extract::{Path, Query};
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use counter::pages::title_of;
use courtyard::View;
use courtyard::credentials::{self, Standing};
use courtyard::destruction::Destroyed;
use courtyard::keys::signing::Duty;
use doors::answer::reading;
use doors::body::Parcel;
use doors::{Person, Visit, answer};
use pages::components::{Action, NoticeBox, SummaryList, SummaryRow};
use pages::fields::{Control, Field, FileInput, TextInput};
use pages::{Asking, Form, Frame, Html, Tone, heading};
use serde::Deserialize;
use serde_json::Value;
use vocabulary::{Day, Error, Moment, Result};

use crate::papers;
use crate::verifying::{self, Known, Verdict};

#[derive(Default, Deserialize)]
pub struct Asked {
    #[serde(default)]
    number: String,
}

pub async fn ask(visit: Visit, Query(asked): Query<Asked>) -> Response {
    let number = asked.number.trim().to_ascii_uppercase();
    if number.is_empty() {
        visit.answer(ask_page(&visit, None))
    } else {
        show(visit, Path(number)).await
    }
}

fn ask_page(visit: &Visit, found: Option<Html>) -> Result<Response> {
    let mut frame = visit.frame("");
    let pieces = {
        let frame = &frame;
        let number = Field::new(
            frame,
            "number",
            frame.t("credential.number"),
            Control::Text(TextInput::default()),
        );
        let by_number = Asking {
            action: "/credentials",
            pieces: vec![Html::of(&number), Html::of(&Action::send(frame.t("credential.verify")))],
        };
        let input = FileInput { accept: vec!["pdf".into()], max_megabytes: 10, kept: None };
        let file = Field::new(frame, "file", frame.t("credential.file"), Control::File(input));
        let upload = Form {
            action: "/credentials",
            files: true,
            hidden: Vec::new(),
            pieces: vec![
                Html::of(&file),
                Html::of(&Action::send(frame.t("credential.verify-file")).second()),
            ],
        };
        let mut pieces: Vec<Html> = found.into_iter().collect();
        pieces.extend([Html::paragraphs(frame.t("credential.verify-hint")), Html::of(&by_number)]);
        pieces.extend([
            heading(frame.t("credential.by-file")),
            Html::paragraphs(frame.t("credential.by-file-text")),
            Html::of(&upload),
        ]);
        pieces
    };
    let title = frame.t("credential.verify").to_string();
    reading(&mut frame, &title, pieces)
}

pub async fn verify(visit: Visit, Path(id): Path<String>) -> Response {
    show(visit, Path(id)).await
}

pub async fn show(visit: Visit, Path(id): Path<String>) -> Response {
    let number = id.clone();
    let read = move |view: &mut View<'_>| {
        Ok((credentials::standing(view, &number)?, credentials::destroyed(view, &number)?))
    };
    match visit.site.house.view(&visit.actor, read).await {
        Ok((standing, gone)) => visit.answer(standing_page(&visit, &standing, gone.as_ref())),
        Err(Error::NotFound) => {
            let frame = visit.frame("");
            let title = frame.t("credential.unknown").to_string();
            let notice = Html::of(&NoticeBox { tone: Tone::Bad, title, body: Html::default() });
            let mut response = visit.answer(ask_page(&visit, Some(notice)));
            *response.status_mut() = StatusCode::NOT_FOUND;
            response
        }
        Err(error) => visit.fail(&error),
    }
}

fn standing_page(visit: &Visit, standing: &Standing, gone: Option<&Destroyed>) -> Result<Response> {
    let house = &visit.site.house;
    let country = house.country();
    let mut frame = visit.frame("");
    let state = standing.on(house.today());
    let day = match state {
        "expired" => standing.valid_until.map(|day| frame.day(day)),
        "revoked" => standing.revoked_at.map(|at| frame.day(country.zone().day_of(at))),
        _ => None,
    };
    let title = frame.tf(&format!("credential.{state}"), &[("day", day.as_deref().unwrap_or(""))]);
    let tone = if state == "valid" { Tone::Good } else { Tone::Bad };
    let body = standing.revoked_for.as_deref().map(Html::paragraphs).unwrap_or_default();
    let agency =
        country.service(&standing.service).and_then(|service| country.agency(&service.agency));
    let mut rows = vec![
        SummaryRow::new(
            frame.t("credential.what"),
            Html::text(&title_of(visit, &standing.service)),
        ),
        SummaryRow::new(frame.t("credential.number"), Html::text(&standing.id)),
        SummaryRow::new(
            frame.t("word.agency"),
            agency.map(|agency| frame.say(&agency.title)).unwrap_or_default(),
        ),
        SummaryRow::new(
            frame.t("credential.issued-day"),
            Html::text(&frame.day(standing.issued_on)),
        ),
    ];
    if let Some(until) = standing.valid_until {
        rows.push(SummaryRow::new(frame.t("credential.until-day"), Html::text(&frame.day(until))));
    }
    let mut pieces = vec![
        Html::of(&NoticeBox { tone, title, body }),
        Html::of(&SummaryList { frame: &frame, rows }),
        Html::paragraphs(frame.t("credential.shows")),
    ];
    if let Some(gone) = gone {
        let day = frame.day(country.zone().day_of(gone.at));
        let values = [("day", day.as_str()), ("basis", gone.basis.as_str())];
        pieces.push(Html::paragraphs(&frame.tf("credential.destroyed", &values)));
    }
    if let Some(day) = signed_anew_since(visit, standing) {
        pieces.push(Html::paragraphs(
            &frame.tf("credential.fetch-anew", &[("day", &frame.day(day))]),
        ));
    }
    let title = frame.t("credential.title").to_string();
    reading(&mut frame, &title, pieces)
}

// Since when files of it are signed with the key of now, where an earlier key got into other hands.
fn signed_anew_since(visit: &Visit, standing: &Standing) -> Option<Day> {
    let house = &visit.site.house;
    let keys = house.ground().keys.published(Duty::Credentials);
    let stolen = keys.iter().any(|key| key.period.compromised.is_some());
    let from = keys.first()?.period.from?;
    // A key's time is told in seconds: what was issued in its first one may have been signed by the key before it.
    let before = standing.issued_at.0.div_euclid(1000) <= from;
    let since = Moment(from.saturating_mul(1000));
    (stolen && before).then(|| house.country().zone().day_of(since))
}

pub async fn upload(visit: Visit, parcel: Parcel) -> Response {
    visit.answer(uploaded(&visit, parcel).await)
}

async fn uploaded(visit: &Visit, parcel: Parcel) -> Result<Response> {
    let frame = visit.frame("");
    let Some(file) = parcel.uploads.into_iter().next() else {
        let title = frame.t("answer.file-missing").to_string();
        return ask_page(
            visit,
            Some(Html::of(&NoticeBox { tone: Tone::Warning, title, body: Html::default() })),
        );
    };
    let issuer = papers::issuer(&visit.site.house, &visit.site.base_url);
    let now = visit.site.house.now();
    let verdict = {
        let known = Known { issuer: &issuer, revoked: &|_| false, now, received: None };
        verifying::verify(&file.bytes, &known)
    };
    let verdict = match &verdict {
        Verdict::Valid(claims) | Verdict::Expired(claims) if is_revoked(visit, claims).await? => {
            Verdict::Revoked(claims.clone())
        }
        _ => verdict,
    };
    let tone = if matches!(verdict, Verdict::Valid(_)) { Tone::Good } else { Tone::Bad };
    let day = verdict.moment().map(|at| frame.day(visit.site.house.country().zone().day_of(at)));
    let values = [("day", day.as_deref().unwrap_or(""))];
    let title = frame.tf(&format!("credential.file-{}", verdict.text()), &values);
    let notice = Html::of(&NoticeBox { tone, title, body: claims(&frame, &verdict) });
    ask_page(visit, Some(notice))
}

async fn is_revoked(visit: &Visit, claims: &Value) -> Result<bool> {
    let id = claims.get("credential_id").and_then(Value::as_str).unwrap_or("").to_string();
    let read = move |view: &mut View<'_>| credentials::standing(view, &id);
    match visit.site.house.view(&visit.actor, read).await {
        Ok(standing) => Ok(standing.revoked_at.is_some()),
        Err(Error::NotFound) => Ok(false),
        Err(error) => Err(error),
    }
}

// What the file itself says, and nothing that it does not.
fn claims(frame: &Frame, verdict: &Verdict) -> Html {
    let Some(claims) = verdict.claims().and_then(Value::as_object) else { return Html::default() };
    let row = |(name, value): (&String, &Value)| {
        let said = value.as_str().map_or_else(|| value.to_string(), str::to_string);
        SummaryRow::new(&name.replace('_', " "), Html::text(&said))
    };
    Html::of(&SummaryList { frame, rows: claims.iter().map(row).collect() })
}

async fn own(visit: &Visit, id: String) -> Result<(Standing, Value)> {
    let read = move |view: &mut View<'_>| credentials::own(view, &id);
    let (standing, _, says) = visit.site.house.view(&visit.actor, read).await?;
    Ok((standing, says))
}

pub async fn paper(Person(visit): Person, Path(id): Path<String>) -> Response {
    let made = async {
        let (standing, says) = own(&visit, id).await?;
        let (house, base, frame) =
            (visit.site.house.clone(), visit.site.base_url.clone(), visit.frame(""));
        let name = format!("{}.pdf", standing.id);
        // Printing takes milliseconds of pure computing: not on a thread that others wait for.
        let print = move || papers::pdf(&house, &base, &frame, &standing, &says);
        let pdf = tokio::task::spawn_blocking(print).await.map_err(Error::broken)??;
        Ok(download("application/pdf", &name, pdf))
    };
    visit.answer(made.await)
}

pub async fn sd_jwt(Person(visit): Person, Path(id): Path<String>) -> Response {
    let made = async {
        let (standing, says) = own(&visit, id).await?;
        let text = papers::sd_jwt(&visit.site.house, &visit.site.base_url, &standing, &says)?;
        Ok(download("application/dc+sd-jwt", &format!("{}.sd-jwt", standing.id), text.into_bytes()))
    };
    visit.answer(made.await)
}

/// A file to be opened or kept, and not by those in between.
pub fn download(kind: &'static str, name: &str, bytes: Vec<u8>) -> Response {
    let disposition = format!("inline; filename=\"{name}\"");
    let headers = [
        (CONTENT_TYPE, kind.to_string()),
        (CONTENT_DISPOSITION, disposition),
        (CACHE_CONTROL, "no-store".into()),
    ];
    (headers, bytes).into_response()
}

pub async fn issuer(visit: Visit) -> Response {
    let issuer = papers::issuer(&visit.site.house, &visit.site.base_url);
    answer::json(StatusCode::OK, &issuer.to_json())
}

pub async fn revoked(visit: Visit) -> Response {
    let signed = async {
        let read = |view: &mut View<'_>| credentials::revoked(view);
        let ids = visit.site.house.view(&visit.actor, read).await?;
        papers::revoked_list(&visit.site.house, &ids)
    };
    let headers = [(CONTENT_TYPE, "text/plain; charset=utf-8")];
    visit.answer(signed.await.map(|list| (headers, list).into_response()))
}
