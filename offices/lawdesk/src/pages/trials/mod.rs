//! Trials of a proposal: what can be asked, how far the answer is, and the answer to read and to take away.
//!
//! What may not happen here: a trial that only this node knows of; a row of somebody's.

mod answer;
mod ask;
mod words;

use std::time::Duration;

use axum::extract::Path;
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use columns::{csv_of, parquet_of};
use courtyard::proposals::{self, Proposal};
use courtyard::trials::{self, LawTrial, State};
use courtyard::{Tx, View, past};
use doors::answer::{listing, see_other};
use doors::body::Fields;
use doors::{Officer, Visit};
use pages::components::{Action, Badge, Column, NoticeBox, Table};
use pages::{Frame, Html, Link, Tone};
use trial::Report;
use vocabulary::{Error, Result};

use super::desk::title_of;
use super::{below_desk, must_sit_at_the_desk};
use crate::trying;
use ask::Answers;

/// Trials of a proposal that are listed.
const TRIALS_MAX: i64 = 50;
/// Who begins a trial waits so long for its answer; then its page says how far it is.
const PATIENCE: Duration = Duration::from_secs(4);

/// What can be asked of a proposal, and what was.
pub async fn form(Officer(visit): Officer, Path(id): Path<String>) -> Response {
    let page = async {
        let (proposal, tried) = read(&visit, &id).await?;
        ask::page(&visit, &proposal, &tried, &Answers::default())
    };
    visit.answer(page.await)
}

/// Begins a trial, and waits for it a little.
pub async fn begin(Officer(visit): Officer, Path(id): Path<String>, fields: Fields) -> Response {
    let answer = async {
        let (proposal, tried) = read(&visit, &id).await?;
        let mut answers = Answers::of(&fields);
        let Some(asked) = answers.checked(&visit, &proposal) else {
            return ask::page(&visit, &proposal, &tried, &answers);
        };
        let (name, asking) = (id.clone(), asked.clone());
        let act = move |tx: &mut Tx<'_>| trials::begin(tx, &name, &asking);
        let begun = match visit.site.house.act(&visit.actor, past::PURPOSE, act).await {
            Ok(begun) => begun.value,
            Err(Error::Refused(refusal)) => {
                answers.refused = Some(refusal);
                return ask::page(&visit, &proposal, &tried, &answers);
            }
            Err(error) => return Err(error),
        };
        let (own, id) = (visit.clone(), begun.clone());
        let run = move || {
            let changes = &proposal.draft.changes;
            trying::run(&own.site.house, &own.actor, (&id, &asked), changes);
        };
        // A thread of its own, which goes on when nobody waits any more.
        let running = tokio::task::spawn_blocking(run);
        tokio::time::timeout(PATIENCE, running).await.ok();
        Ok(see_other(&format!("/law-desk/trials/{begun}")))
    };
    visit.answer(answer.await)
}

async fn read(visit: &Visit, id: &str) -> Result<(Proposal, Vec<LawTrial>)> {
    must_sit_at_the_desk(visit)?;
    let name = id.to_string();
    let read = move |view: &mut View<'_>| {
        Ok((proposals::of(view, &name)?, trials::of_proposal(view, &name, TRIALS_MAX)?))
    };
    visit.site.house.view(&visit.actor, read).await
}

/// A trial: how far it is, or what came out.
pub async fn show(Officer(visit): Officer, Path(id): Path<String>) -> Response {
    let page = async {
        let (trial, proposal) = trial_of(&visit, &id).await?;
        let mut frame = visit.frame("");
        below_desk(&mut frame);
        frame.path = format!("/law-desk/trials/{id}");
        let of = format!("/law-desk/proposals/{}", proposal.id);
        frame.breadcrumbs.push(Link::new(&of, &title_of(&visit, &frame, &proposal.draft)));
        let title = words::asked(&visit, &frame, &trial.asked);
        let pieces = match trial.state {
            State::Running { done, of } => answer::running(&frame, (done, of)),
            State::Silent => failed(&frame, &proposal, "trial.silent", ""),
            State::Failed => failed(&frame, &proposal, "trial.failed", &trial.answer),
            State::Answered => {
                answer::pieces(&visit, &frame, (&trial, &proposal), &report_of(&trial)?)
            }
        };
        listing(&mut frame, &title, pieces)
    };
    visit.answer(page.await)
}

async fn trial_of(visit: &Visit, id: &str) -> Result<(LawTrial, Proposal)> {
    must_sit_at_the_desk(visit)?;
    let name = id.to_string();
    let read = move |view: &mut View<'_>| {
        let trial = trials::of(view, &name)?;
        let proposal = proposals::of(view, &trial.proposal)?;
        Ok((trial, proposal))
    };
    visit.site.house.view(&visit.actor, read).await
}

fn report_of(trial: &LawTrial) -> Result<Report> {
    Ok(serde_json::from_str(&trial.answer).map_err(anyhow::Error::from)?)
}

fn failed(frame: &Frame, proposal: &Proposal, key: &str, why: &str) -> Vec<Html> {
    let title = frame.t(key).to_string();
    let again = Action::link(&address(proposal), frame.t("trial.again"));
    vec![
        Html::of(&NoticeBox { tone: Tone::Bad, title, body: Html::paragraphs(why) }),
        Html::of(&again),
    ]
}

/// The groups of an answer as a file.
pub async fn groups(
    Officer(visit): Officer,
    Path((id, format)): Path<(String, String)>,
) -> Response {
    let file = async {
        let (trial, _) = trial_of(&visit, &id).await?;
        if trial.state != State::Answered {
            return Err(Error::NotFound);
        }
        let columns = report_of(&trial)?.columns();
        let (kind, bytes) = match format.as_str() {
            "csv" => ("text/csv; charset=utf-8", csv_of(&columns)),
            "parquet" => ("application/vnd.apache.parquet", parquet_of(&columns)),
            "json" => ("application/json", Ok(trial.answer.clone().into_bytes())),
            _ => return Err(Error::NotFound),
        };
        let name = format!("{}-{}.{format}", trial.asked.id, trial.asked.at);
        let headers = [
            (CONTENT_TYPE, kind.to_string()),
            (CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
            (CACHE_CONTROL, "no-store".to_string()),
        ];
        Ok((headers, bytes.map_err(anyhow::Error::from)?).into_response())
    };
    visit.answer(file.await)
}

/// Where a proposal is tried.
pub fn address(proposal: &Proposal) -> String {
    format!("/law-desk/proposals/{}/trials", proposal.id)
}

/// What was tried so far.
pub fn list(visit: &Visit, frame: &Frame, tried: &[LawTrial]) -> Table {
    let zone = visit.site.house.country().zone();
    let row = |trial: &LawTrial| {
        let name = words::asked(visit, frame, &trial.asked);
        vec![
            Html::link(&format!("/law-desk/trials/{}", trial.id), &name),
            Html::text(&words::at(frame, &trial.asked.at)),
            Html::text(&frame.moment(trial.begun_at, zone)),
            Html::of(&badge(frame, trial)),
        ]
    };
    let columns = ["trial.asked", "trial.when", "trial.begun", "law.state"];
    Table {
        caption: frame.t("trial.all").to_string(),
        columns: columns.iter().map(|key| Column::new(frame.t(key))).collect(),
        rows: tried.iter().map(row).collect(),
        empty: frame.t("trial.none").to_string(),
    }
}

fn badge(frame: &Frame, trial: &LawTrial) -> Badge {
    let (tone, key) = match trial.state {
        State::Running { .. } => (Tone::Info, "trial.is-running"),
        State::Answered => (Tone::Good, "trial.is-answered"),
        State::Silent | State::Failed => (Tone::Bad, "trial.is-failed"),
    };
    Badge { tone, text: frame.t(key).to_string() }
}
