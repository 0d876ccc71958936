//! A draft whose form has changed since: which answers are no longer asked for, what is still to be answered, and a page of
//! the old form that was open meanwhile.
//!
//! What may not happen here: an answer thrown away, or sent to a question that is not asked any more.

use axum::response::Response;
use country::Field;
use courtyard::drafts::{self, Saving};
use doors::answer::see_other;
use doors::body::Parcel;
use pages::components::{NoticeBox, SummaryList, SummaryRow};
use pages::{Frame, Html, Tone};
use serde_json::{Map, Value};
use vocabulary::{Day, Result};

use super::paragraph;
use super::step::{Desk, fields_of, typed};
use crate::purpose::OWN;

/// What the person is told when they come back to the draft.
pub fn told(desk: &Desk<'_>, frame: &Frame) -> Vec<Html> {
    let mut pieces = dropped(desk, frame);
    let answers = desk.answers();
    let steps = desk.steps(&answers);
    let is_open =
        |field: &&&Field| field.required && !field.locked && !answers.contains_key(&field.id);
    let open: Vec<&str> = steps
        .iter()
        .flat_map(|step| &step.fields)
        .filter(is_open)
        .map(|field| field.label.get(&frame.lang))
        .collect();
    if !open.is_empty() {
        let values = [("questions", open.join(", "))];
        let values = values.each_ref().map(|(name, value)| (*name, value.as_str()));
        pieces.push(paragraph(&frame.tf("draft.still-asked", &values)));
    }
    pieces
}

/// The answers of the draft that no question asks for any more: shown, kept, and not sent.
pub fn dropped(desk: &Desk<'_>, frame: &Frame) -> Vec<Html> {
    let asked: Vec<&str> = fields_of(desk.service).map(|field| field.id.as_str()).collect();
    let answers = desk.draft.iter().flat_map(|draft| &draft.answers);
    let row = |(id, value): (&String, &Value)| {
        // The question itself went with the old form: its id and what was answered are all that is left.
        SummaryRow::new(&id.replace('_', " "), Html::paragraphs(&said(frame, value)))
    };
    let rows: Vec<SummaryRow> =
        answers.filter(|(id, _)| !asked.contains(&id.as_str())).map(row).collect();
    if rows.is_empty() {
        return Vec::new();
    }
    let body = Html::of(&SummaryList { frame, rows });
    let title = frame.t("draft.not-asked").to_string();
    vec![Html::of(&NoticeBox { tone: Tone::Warning, title, body })]
}

fn said(frame: &Frame, value: &Value) -> String {
    match value {
        Value::Bool(truth) => frame.t(if *truth { "answer.yes" } else { "answer.no" }).to_string(),
        Value::String(text) => {
            text.parse::<Day>().map_or_else(|_| text.clone(), |day| frame.day(day))
        }
        Value::Array(list) => {
            list.iter().map(|value| said(frame, value)).collect::<Vec<_>>().join(", ")
        }
        other => other.to_string(),
    }
}

/// A page of the old form was sent whose step is not there any more: what was typed to questions that are still asked goes
/// into the draft, and the person is led to its start, where they are told what has changed.
pub async fn taken(desk: &Desk<'_>, parcel: &Parcel) -> Result<Response> {
    let id = desk.service.id.clone();
    let was_sent = |field: &&Field| {
        let parts = [field.id.clone(), format!("{}-year", field.id)];
        !field.locked && parts.iter().any(|name| parcel.fields.get(name).is_some())
    };
    let given: Vec<&Field> = fields_of(desk.service).filter(was_sent).collect();
    let answers: Map<String, Value> = typed(desk, &given, parcel);
    if !answers.is_empty() {
        let saving = Saving {
            service: id.clone(),
            // The draft stays one of the old form until the person has seen what changed.
            form_version: desk.draft.as_ref().map_or(0, |draft| draft.form_version),
            seen_version: parcel.fields.text("version").parse().unwrap_or(0),
            answers,
        };
        let act = move |tx: &mut courtyard::Tx<'_>| drafts::save(tx, &saving);
        desk.visit.site.house.act(&desk.visit.actor, OWN, act).await?;
    }
    Ok(see_other(&format!("/services/{id}/apply")))
}
