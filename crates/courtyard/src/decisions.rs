//! Decisions: the outcome of a case, with its decider, its basis in law, its reasons, its trace, and the way to appeal.
//!
//! What may not happen here: a decision without any of these (ground rule 5), an officer deciding the own case.

use serde_json::Value;
use vocabulary::{Day, Error, Moment, Result};

use crate::cases::{self, Case, State};
use crate::database::{Cell, Row};
use crate::schema::DECISIONS;
use crate::tx::{Reader, Tx};
use crate::view::View;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    Granted,
    Refused,
}

impl Outcome {
    pub fn as_str(self) -> &'static str {
        match self {
            Outcome::Granted => "granted",
            Outcome::Refused => "refused",
        }
    }

    pub fn parse(text: &str) -> Option<Outcome> {
        [Outcome::Granted, Outcome::Refused].into_iter().find(|o| o.as_str() == text)
    }
}

/// What a decision says.
#[derive(Clone, Debug, PartialEq)]
pub struct Decision {
    pub id: String,
    pub case: String,
    /// `first`, `proposal` (the first of two officers), `appeal`.
    pub stage: String,
    pub outcome: Outcome,
    /// The officer, or the table and its day.
    pub decider: String,
    /// `officer` or `rule`.
    pub decider_kind: String,
    /// The law that was asked: the table and the day its version took effect.
    pub law: String,
    pub basis: String,
    /// Ids of the reasons that the law gives.
    pub reasons: Vec<String>,
    pub amount_minor: Option<i64>,
    pub day: Day,
    pub appeal_until: Option<Day>,
    pub decided_at: Moment,
    /// Facts, trace and the officer's own words: sealed.
    pub record: Value,
}

/// What a decider brings.
#[derive(Clone, Debug)]
pub struct NewDecision {
    pub stage: &'static str,
    pub outcome: Outcome,
    pub decider: String,
    pub decider_kind: &'static str,
    pub law: String,
    pub basis: String,
    pub reasons: Vec<String>,
    pub amount_minor: Option<i64>,
    pub appeal_until: Option<Day>,
    /// The record as JSON, as it is sealed.
    pub record: String,
}

const COLUMNS: &str = "id, case_id, stage, outcome, decider, decider_kind, law, basis, reasons, amount_minor, \
                       sealed, day, appeal_until, decided_at";

/// Writes a decision down. The state of the case is the caller's next step.
pub fn make(tx: &mut Tx<'_>, case: &Case, new: &NewDecision) -> Result<()> {
    let missing = new.basis.is_empty() || new.reasons.is_empty() || new.decider.is_empty();
    if missing || (new.stage != "proposal" && new.appeal_until.is_none()) {
        return Err(Error::broken(
            "a decision without decider, basis, reasons or appeal (ground rule 5)",
        ));
    }
    if new.decider_kind == "officer" && may_not_decide(tx, case) {
        return Err(Error::refused("case.own"));
    }
    let row = vec![
        place(tx, case, new)?.into(),
        case.number.as_str().into(),
        new.stage.into(),
        new.outcome.as_str().into(),
        new.decider.as_str().into(),
        new.decider_kind.into(),
        new.law.as_str().into(),
        new.basis.as_str().into(),
        new.reasons.join(" ").into(),
        new.amount_minor.into(),
        tx.seal(&case.applicant, "decision", new.record.as_bytes())?.into(),
        tx.today().into(),
        new.appeal_until.into(),
        tx.now().into(),
    ];
    tx.enter(&DECISIONS, row)?;
    tx.about(&case.number);
    tx.happened(if new.stage == "proposal" { "decision.proposed" } else { "decision.made" });
    Ok(())
}

// Decisions of a case are counted: which of them came last must not hang on the clocks of two nodes, or one officer could
// be both pairs of eyes. Two at the same moment want the same number, and one of them is a conflict. A rule decides first
// or not at all, so it has nothing to count.
fn place(tx: &mut Tx<'_>, case: &Case, new: &NewDecision) -> Result<String> {
    let number = case.number.as_str();
    let earlier = match new.decider_kind {
        "rule" => 0,
        _ => {
            let row =
                tx.one("SELECT COUNT(*) FROM decisions WHERE case_id = ?", &[number.into()])?;
            row.map_or(Ok(0), |row| row.int(0))?
        }
    };
    Ok(format!("{number}-{:04}", earlier + 1))
}

/// Nobody decides the own case, nor one that they filed for someone else.
pub fn may_not_decide(tx: &Tx<'_>, case: &Case) -> bool {
    tx.actor.is(&case.applicant) || tx.actor.id == case.filed_by
}

/// Takes a case for decision: of the own desk, not one's own, not a colleague's, in that state.
pub fn take(tx: &mut Tx<'_>, number: &str, state: State) -> Result<Case> {
    let case = at_desk(tx, number)?;
    if cases::is_with_colleague(tx, &case) {
        return Err(Error::refused("case.claimed-by-other"));
    }
    if case.state != state {
        return Err(Error::refused("case.not-in-that-state"));
    }
    Ok(case)
}

/// A case of the own desk that is not one's own, in whosever hands it is.
pub fn at_desk(tx: &mut Tx<'_>, number: &str) -> Result<Case> {
    let case = cases::get(tx, number)?;
    if !tx.actor.sits_at(&case.desk) {
        return Err(Error::NotYours);
    }
    if may_not_decide(tx, &case) {
        return Err(Error::refused("case.own"));
    }
    Ok(case)
}

/// The decisions of a case, oldest first, opened for the actor.
pub fn of_case(tx: &mut Tx<'_>, case: &Case) -> Result<Vec<Decision>> {
    let rows = tx.all(&by_case(), &[case.number.as_str().into()])?;
    let mut all = Vec::new();
    for row in rows {
        let what = "decision";
        let plain = tx.open(Reader::Actor, &case.applicant, what, what, row.blob(10)?)?;
        all.push(read(&row, &plain)?);
    }
    Ok(all)
}

/// The decisions of the reader's own case. A proposal is the office's own affair until it is decided.
pub fn of_own_case(view: &mut View<'_>, case: &Case) -> Result<Vec<Decision>> {
    let rows = view.all(&by_case(), &[case.number.as_str().into()])?;
    let mut all = Vec::new();
    for row in rows {
        let plain = view.open_own(&case.applicant, "decision", row.blob(10)?)?;
        let decision = read(&row, &plain)?;
        if decision.stage != "proposal" {
            all.push(decision);
        }
    }
    Ok(all)
}

fn by_case() -> String {
    format!("SELECT {COLUMNS} FROM decisions WHERE case_id = ? ORDER BY id")
}

fn read(row: &Row, plain: &[u8]) -> Result<Decision> {
    let outcome = Outcome::parse(row.text(3)?).ok_or_else(|| Error::broken("no such outcome"))?;
    Ok(Decision {
        id: row.text(0)?.to_string(),
        case: row.text(1)?.to_string(),
        stage: row.text(2)?.to_string(),
        outcome,
        decider: row.text(4)?.to_string(),
        decider_kind: row.text(5)?.to_string(),
        law: row.text(6)?.to_string(),
        basis: row.text(7)?.to_string(),
        reasons: row.text(8)?.split_whitespace().map(str::to_string).collect(),
        amount_minor: row.maybe_int(9),
        day: row.day(11)?,
        appeal_until: row.maybe_day(12),
        decided_at: Moment(row.int(13)?),
        record: serde_json::from_slice(plain).map_err(anyhow::Error::from)?,
    })
}

/// Whether the actor had a hand in what is decided now: as the first of two officers, or in the decision that is appealed
/// against.
pub fn has_decided_before(tx: &mut Tx<'_>, case: &Case) -> Result<bool> {
    let sql = match case.state {
        State::WaitingSecond => return Ok(proposer(tx, case)?.as_deref() == Some(&*tx.actor.id)),
        State::Appealed => "SELECT id FROM decisions WHERE case_id = ? AND decider = ? LIMIT 1",
        _ => return Ok(false),
    };
    let cells = [case.number.as_str().into(), tx.actor.id.as_str().into()];
    Ok(tx.one(sql, &cells)?.is_some())
}

/// The officer who proposed the decision of a case that waits for a second one.
pub fn proposer(tx: &mut Tx<'_>, case: &Case) -> Result<Option<String>> {
    let sql = "SELECT decider FROM decisions WHERE case_id = ? AND stage = 'proposal' ORDER BY id DESC LIMIT 1";
    let row = tx.one(sql, &[Cell::from(case.number.as_str())])?;
    row.map(|row| Ok(row.text(0)?.to_string())).transpose()
}
