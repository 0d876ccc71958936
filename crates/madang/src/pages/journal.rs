//! The journal for anybody: what it is, its checkpoints and tiles (C2SP tlog-tiles), and where a receipt stands.

use axum::extract::{Path, Query};
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use courtyard::View;
use courtyard::journal::{self, Standing};
use doors::answer::reading;
use doors::{Visit, answer};
use pages::components::{Action, Details, NoticeBox, SummaryList, SummaryRow};
use pages::fields::{Control, Field, LongText};
use pages::{Asking, Html, Tone, heading};
use proofs::receipt::Receipt;
use serde::Deserialize;
use vocabulary::{Error, Moment, Result};

pub async fn about(visit: Visit) -> Response {
    visit.answer(about_page(&visit).await)
}

async fn about_page(visit: &Visit) -> Result<Response> {
    let read = |view: &mut View<'_>| Ok((journal::head(view)?, journal::verifier_key(view)?));
    let ((size, note), key) = visit.site.house.view(&visit.actor, read).await?;
    let mut frame = visit.frame("");
    let count = frame.tn("journal.size", i64::try_from(size).unwrap_or(i64::MAX), &[]);
    let rows = vec![
        SummaryRow::new(frame.t("journal.entries"), Html::text(&count)),
        SummaryRow::new(frame.t("journal.public-key"), Html::text(&key)),
        SummaryRow::new(
            frame.t("journal.all-keys"),
            Html::text(&format!("{}/journal/keys", visit.site.base_url)),
        ),
    ];
    let pieces = vec![
        Html::paragraphs(frame.t("journal.hint")),
        Html::of(&SummaryList { frame: &frame, rows }),
        Html::of(&Details {
            summary: frame.t("journal.checkpoint").to_string(),
            body: Html::paragraphs(&note),
        }),
        heading(frame.t("journal.check")),
        receipt_form(&frame, ""),
        heading(frame.t("journal.tools")),
        Html::paragraphs(frame.t("journal.tools-text")),
    ];
    let title = frame.t("journal.title").to_string();
    reading(&mut frame, &title, pieces)
}

fn receipt_form(frame: &pages::Frame, value: &str) -> Html {
    let control =
        Control::LongText(LongText { value: value.to_string(), rows: 4, max_length: None });
    let mut field = Field::new(frame, "receipt", frame.t("journal.receipt"), control);
    field.hint = frame.t("journal.receipt-hint").to_string();
    Html::of(&Asking {
        action: "/journal/receipts",
        pieces: vec![Html::of(&field), Html::of(&Action::send(frame.t("journal.check")))],
    })
}

#[derive(Default, Deserialize)]
pub struct Shown {
    #[serde(default)]
    receipt: String,
}

pub async fn receipt(visit: Visit, Query(shown): Query<Shown>) -> Response {
    visit.answer(receipt_page(&visit, &shown.receipt).await)
}

async fn receipt_page(visit: &Visit, text: &str) -> Result<Response> {
    let mut frame = visit.frame("");
    let (tone, key, mut more) = match Receipt::from_text(text) {
        Err(_) => (Tone::Bad, "journal.no-receipt", Vec::new()),
        Ok(receipt) => standing(visit, &frame, receipt).await?,
    };
    let notice = NoticeBox { tone, title: frame.t(key).to_string(), body: Html::default() };
    let mut pieces = vec![Html::of(&notice)];
    pieces.append(&mut more);
    pieces.push(receipt_form(&frame, text));
    let title = frame.t("journal.check").to_string();
    reading(&mut frame, &title, pieces)
}

async fn standing(
    visit: &Visit,
    frame: &pages::Frame,
    receipt: Receipt,
) -> Result<(Tone, &'static str, Vec<Html>)> {
    let when = Moment(receipt.time_ms);
    let read = move |view: &mut View<'_>| journal::entry_of_receipt(view, &receipt);
    let found = visit.site.house.view(&visit.actor, read).await?;
    let zone = visit.site.house.country().zone();
    let mut rows =
        vec![SummaryRow::new(frame.t("journal.when"), Html::text(&frame.moment(when, zone)))];
    Ok(match found {
        Standing::Forged => (Tone::Bad, "journal.forged", Vec::new()),
        Standing::Missing => (Tone::Bad, "journal.not-included", Vec::new()),
        Standing::Promised => {
            (Tone::Info, "journal.promised", vec![Html::of(&SummaryList { frame, rows })])
        }
        Standing::Included(proof) => {
            let index = frame.count(i64::try_from(proof.index).unwrap_or(i64::MAX));
            rows.push(SummaryRow::new(frame.t("journal.place"), Html::text(&index)));
            let body = Html::paragraphs(&proof.to_string());
            let details = Details { summary: frame.t("journal.proof").to_string(), body };
            (
                Tone::Good,
                "journal.is-included",
                vec![Html::of(&SummaryList { frame, rows }), Html::of(&details)],
            )
        }
    })
}

pub async fn checkpoint(visit: Visit) -> Response {
    let read = |view: &mut View<'_>| journal::head(view);
    let found = visit.site.house.view(&visit.actor, read).await;
    visit.answer(found.map(|(_, note)| text(note)))
}

pub async fn key(visit: Visit) -> Response {
    let read = |view: &mut View<'_>| journal::verifier_key(view);
    visit
        .answer(visit.site.house.view(&visit.actor, read).await.map(|key| text(format!("{key}\n"))))
}

pub async fn keys(visit: Visit) -> Response {
    let read = |view: &mut View<'_>| journal::verifier_keys(view);
    let found = visit.site.house.view(&visit.actor, read).await;
    visit.answer(found.map(|keys| answer::json(StatusCode::OK, &keys.to_json())))
}

fn text(text: String) -> Response {
    ([(CONTENT_TYPE, "text/plain; charset=utf-8"), (CACHE_CONTROL, "no-cache")], text)
        .into_response()
}

pub async fn tile(visit: Visit, Path(path): Path<String>) -> Response {
    let Ok(place) = proofs::tiles::parse_path(&format!("tile/{path}")) else {
        return visit.fail(&Error::NotFound);
    };
    let read = move |view: &mut View<'_>| journal::tile(view, place);
    let found = visit.site.house.view(&visit.actor, read).await;
    // What a path names never changes: a wider tile has another path.
    let headers = [
        (CONTENT_TYPE, "application/octet-stream"),
        (CACHE_CONTROL, "public, max-age=31536000, immutable"),
    ];
    visit.answer(found.map(|bytes| (headers, bytes).into_response()))
}
