//! Trials of proposals: what was asked before it is law, how far the answer is, and the answer.
//!
//! What may not happen here: a person's record (past cases are read by `past`), an answer that is changed, a trial that nobody
//! began.

use sha2::{Digest, Sha256};
use vocabulary::{Error, Moment, Result};

use crate::database::{Cell, Row};
use crate::keys::hex;
use crate::proposals::{self, Proposal, Stage};
use crate::schema::LAW_TRIALS;
use crate::tx::Tx;
use crate::view::View;

/// A trial of which nothing was heard for so long is not being computed any more: its node has stopped.
pub const SILENT_SECONDS: i64 = 60;
/// So many may be computed at the same time; each takes up to half of a node's cores.
pub const TRIALS_AT_ONCE: i64 = 2;
/// The longest answer that is kept, in bytes.
pub const ANSWER_BYTES_MAX: usize = 4 << 20;

/// On whom a law is tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Over {
    /// Invented people.
    People,
    /// The past cases of a service.
    Cases,
}

/// What is asked of a proposal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    pub over: Over,
    /// The id of a question of the country, or of a service.
    pub id: String,
    /// The period of the question, or the day whose laws are compared.
    pub at: String,
    /// How many are invented, and from which seed; 0 for past cases.
    pub persons: i64,
    pub seed: i64,
}

/// How far a trial has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// So many of so many steps are done.
    Running {
        done: i64,
        of: i64,
    },
    /// Nothing is heard of it any more.
    Silent,
    Answered,
    /// It could not be computed; the answer says why.
    Failed,
}

/// A trial, and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LawTrial {
    pub id: String,
    pub proposal: String,
    /// The hash of what the proposal changed when it was tried.
    pub written: String,
    pub asked: Asked,
    pub asker: String,
    pub begun_at: Moment,
    pub state: State,
    /// As the office wrote it; empty while there is none.
    pub answer: String,
}

const COLUMNS: &str = "t.id, t.proposal, t.written_sha256, t.over_whom, t.asked, t.at_period, t.persons, t.seed, t.asker, t.begun_at, \
                       t.state, t.answer, s.done, s.of_all, s.heard_at";
const FROM: &str = "FROM law_trials t LEFT JOIN law_trial_steps s ON s.id = t.id";

impl Over {
    fn as_str(self) -> &'static str {
        match self {
            Over::People => "people",
            Over::Cases => "cases",
        }
    }
}

/// What a proposal changes, so that a later look can tell whether it still changes the same.
pub fn hash_of(proposal: &Proposal) -> String {
    hex(&Sha256::digest(proposal.written.as_bytes()))
}

/// Begins a trial of a proposal that is not law yet, and answers its id.
pub fn begin(tx: &mut Tx<'_>, proposal: &str, asked: &Asked) -> Result<String> {
    let proposal = proposals::at_desk(tx, proposal)?;
    if !matches!(proposal.stage, Stage::Draft | Stage::Submitted) {
        return Err(Error::refused("trial.nothing-to-try"));
    }
    let fresh = tx.now().plus_seconds(-SILENT_SECONDS);
    let sql = "SELECT COUNT(*) FROM law_trial_steps WHERE heard_at > ?";
    let running = tx.one(sql, &[fresh.into()])?.map_or(Ok(0), |row| row.int(0))?;
    if running >= TRIALS_AT_ONCE {
        return Err(Error::refused("trial.busy"));
    }
    let id = tx.new_id()?;
    let row = vec![
        id.as_str().into(),
        proposal.id.as_str().into(),
        hash_of(&proposal).into(),
        asked.over.as_str().into(),
        asked.id.as_str().into(),
        asked.at.as_str().into(),
        asked.persons.into(),
        asked.seed.into(),
        tx.actor.id.as_str().into(),
        tx.now().into(),
        "running".into(),
        None::<&str>.into(),
        None::<i64>.into(),
    ];
    tx.enter(&LAW_TRIALS, row)?;
    let sql = "INSERT INTO law_trial_steps (id, done, of_all, heard_at) VALUES (?, 0, 1, ?)";
    tx.aside(sql, &[id.as_str().into(), tx.now().into()])?;
    tx.happened("trial.begun");
    Ok(id)
}

/// Says how far a trial is. One that has ended, or was given up as silent, hears nothing of it.
pub fn step(tx: &mut Tx<'_>, id: &str, done: i64, of: i64) -> Result<()> {
    let sql = "UPDATE law_trial_steps SET done = ?, of_all = ?, heard_at = ? WHERE id = ?";
    tx.aside(sql, &[done.into(), of.into(), tx.now().into(), id.into()])?;
    Ok(())
}

/// Ends a trial: with its answer, or with why there is none.
pub fn end(tx: &mut Tx<'_>, id: &str, answer: &Result<String, String>) -> Result<()> {
    let (state, answer) = match answer {
        Ok(answer) if answer.len() > ANSWER_BYTES_MAX => ("failed", "the answer is too long"),
        Ok(answer) => ("answered", answer.as_str()),
        Err(fault) => ("failed", fault.as_str()),
    };
    let set = [("state", state.into()), ("answer", answer.into()), ("ended_at", tx.now().into())];
    tx.change(&LAW_TRIALS, id, &set, &[("state", "running".into())])?;
    tx.aside("DELETE FROM law_trial_steps WHERE id = ?", &[id.into()])?;
    tx.happened("trial.ended");
    Ok(())
}

/// A trial, for the desk.
pub fn of(view: &mut View<'_>, id: &str) -> Result<LawTrial> {
    let sql = format!("SELECT {COLUMNS} {FROM} WHERE t.id = ?");
    let now = view.ground.clock.now();
    read(&view.one(&sql, &[id.into()])?.ok_or(Error::NotFound)?, now)
}

/// The latest trials of a proposal, latest first.
pub fn of_proposal(view: &mut View<'_>, proposal: &str, limit: i64) -> Result<Vec<LawTrial>> {
    let sql = format!("SELECT {COLUMNS} {FROM} WHERE t.proposal = ? ORDER BY t.id DESC LIMIT ?");
    let now = view.ground.clock.now();
    let cells = [Cell::from(proposal), limit.into()];
    view.all(&sql, &cells)?.iter().map(|row| read(row, now)).collect()
}

fn read(row: &Row, now: Moment) -> Result<LawTrial> {
    let over = match row.text(3)? {
        "people" => Over::People,
        "cases" => Over::Cases,
        _ => return Err(Error::broken("a trial is over neither people nor cases")),
    };
    let heard = row.maybe_int(14).map(Moment);
    let is_silent = heard.is_none_or(|heard| heard.plus_seconds(SILENT_SECONDS) <= now);
    let state = match row.text(10)? {
        "answered" => State::Answered,
        "failed" => State::Failed,
        "running" if is_silent => State::Silent,
        "running" => State::Running {
            done: row.maybe_int(12).unwrap_or(0),
            of: row.maybe_int(13).unwrap_or(1),
        },
        _ => return Err(Error::broken("a trial is in no known state")),
    };
    Ok(LawTrial {
        id: row.text(0)?.to_string(),
        proposal: row.text(1)?.to_string(),
        written: row.text(2)?.to_string(),
        asked: Asked {
            over,
            id: row.text(4)?.to_string(),
            at: row.text(5)?.to_string(),
            persons: row.int(6)?,
            seed: row.int(7)?,
        },
        asker: row.text(8)?.to_string(),
        begun_at: Moment(row.int(9)?),
        state,
        answer: row.maybe_text(11).unwrap_or_default().to_string(),
    })
}
