//! The person's acts after applying: answer, withdraw, appeal. Paying has a room of its own.

use courtyard::cases::{self, Case, State};
use courtyard::messages::{self, NewMessage};
use courtyard::waits::{self, Wait};
use courtyard::{Tx, decisions};
use serde_json::json;
use vocabulary::{Error, Result};

use super::settle::spec;
use super::waiting;

/// A case of the actor's own; anybody else's is not found.
pub fn own(tx: &mut Tx<'_>, number: &str) -> Result<Case> {
    let case = cases::get(tx, number)?;
    if tx.actor.is(&case.applicant) { Ok(case) } else { Err(Error::NotFound) }
}

/// Answers the officer's question; the case goes back to the desk. After the day of the question the case is there already,
/// and an answer still counts as long as nobody has decided (민원 처리에 관한 법률 제22조제2항).
pub fn answer(tx: &mut Tx<'_>, number: &str, text: &str) -> Result<Case> {
    let case = own(tx, number)?;
    let late = match case.state {
        State::WaitingPerson => None,
        State::WithOfficer => waits::last(tx, &case)?.filter(Wait::is_unanswered),
        _ => None,
    };
    if case.state != State::WaitingPerson && late.is_none() {
        return Err(Error::refused("case.not-in-that-state"));
    }
    let answer = message("answer", &case.desk, text);
    messages::write(tx, &case, &answer)?;
    if let Some(wait) = late {
        waits::answer_late(tx, &wait)?;
        return Ok(case);
    }
    let due = waiting::end(tx, &case, tx.today(), true)?;
    cases::advance(tx, &case, State::WithOfficer, &due)
}

/// Takes an application back, as long as nobody has decided it.
pub fn withdraw(tx: &mut Tx<'_>, number: &str) -> Result<Case> {
    let case = own(tx, number)?;
    if !case.state.is_open() || case.state == State::Appealed {
        return Err(Error::refused("case.closed"));
    }
    tx.happened("application.withdrawn");
    if let Some(wait) = waits::open(tx, &case)? {
        waits::end(tx, &wait, tx.today(), false, 0)?;
    }
    cases::advance(tx, &case, State::Withdrawn, &[])
}

/// Appeals against the decision, within its days; the case goes to the desk that hears appeals.
pub fn appeal(tx: &mut Tx<'_>, number: &str, grounds: &str) -> Result<Case> {
    let case = own(tx, number)?;
    if !matches!(case.state, State::Granted | State::Refused) {
        return Err(Error::refused("appeal.nothing-decided"));
    }
    let last = decisions::of_case(tx, &case)?
        .pop()
        .ok_or_else(|| Error::refused("appeal.nothing-decided"))?;
    // What is left after an appeal leads out of the house.
    if last.stage == "appeal" {
        return Err(Error::refused("appeal.heard"));
    }
    if last.appeal_until.is_none_or(|until| until < tx.today()) {
        return Err(Error::refused("appeal.late"));
    }
    let (_, decision) = spec(tx, &case)?;
    let desk = decision.appeal.desk.as_str();
    messages::write(tx, &case, &message("appeal", desk, grounds))?;
    // The desk's own deadline has done its work; the desk that hears the appeal is not late on its first day.
    let (nobody, never) = (courtyard::database::Cell::Null, courtyard::database::Cell::Null);
    let more = [("desk", desk.into()), ("claimed_by", nobody), ("due", never)];
    cases::reopen(tx, &case, &more)
}

fn message(kind: &'static str, to_desk: &str, text: &str) -> NewMessage {
    NewMessage {
        kind,
        author_desk: String::new(),
        to_desk: to_desk.to_string(),
        text: json!({ "text": text }),
        due: None,
    }
}
