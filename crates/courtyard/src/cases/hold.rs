//! In whose hands a case is: an officer claims it, gives it back, or takes it over from a colleague who does not get on.
//!
//! What may not happen here: two officers with one case, a case that is taken from somebody who works on it.

use vocabulary::{Error, Moment, Result};

use super::{Case, State, read};
use crate::database::Cell;
use crate::schema::CASES;
use crate::tx::Tx;

/// A colleague who has done nothing for so many working days in a case that waits for them is away: long enough for a day
/// at home, short enough for the shortest deadline of three days.
const AWAY_WORKING_DAYS: i64 = 2;

/// Whether another officer than the actor has the case.
pub fn is_with_colleague(tx: &Tx<'_>, case: &Case) -> bool {
    case.claimed_by.as_deref().is_some_and(|by| by != tx.actor.id)
}

/// Takes a case as one's own work; refused when a colleague has it.
pub fn claim(tx: &mut Tx<'_>, case: &Case) -> Result<Case> {
    if is_with_colleague(tx, case) {
        return Err(Error::refused("case.claimed-by-other"));
    }
    if case.claimed_by.is_some() {
        return Ok(case.clone());
    }
    let me = Cell::from(tx.actor.id.as_str());
    tx.happened("case.claimed");
    hand(tx, case, me)
}

/// Gives a case back to the desk, for any colleague to take.
pub fn give_back(tx: &mut Tx<'_>, case: &Case) -> Result<Case> {
    if case.claimed_by.as_deref() != Some(tx.actor.id.as_str()) {
        return Err(Error::refused("case.not-yours-to-give"));
    }
    tx.happened("case.given-back");
    hand(tx, case, Cell::Null)
}

/// Takes a case from a colleague who does not get on with it. The caller writes down why, as a message of that kind.
pub fn take_over(tx: &mut Tx<'_>, case: &Case) -> Result<Case> {
    if !may_take_over(tx, case)? {
        return Err(Error::refused("case.not-to-take-over"));
    }
    let me = Cell::from(tx.actor.id.as_str());
    hand(tx, case, me)
}

fn hand(tx: &mut Tx<'_>, case: &Case, to: Cell) -> Result<Case> {
    let guard = [("state", case.state.as_str().into())];
    let row = tx.change(&CASES, &case.number, &[("claimed_by", to)], &guard)?;
    tx.about(&case.number);
    read(&row)
}

/// Whether a colleague's case may be taken over: its deadline has passed, or the colleague sits at the desk no more, or has
/// let it lie.
pub fn may_take_over(tx: &mut Tx<'_>, case: &Case) -> Result<bool> {
    let Some(holder) = case.claimed_by.clone().filter(|holder| *holder != tx.actor.id) else {
        return Ok(false);
    };
    if !case.state.is_open() {
        return Ok(false);
    }
    let is_late = case.due.is_some_and(|due| due < tx.today());
    Ok(is_late || !still_sits(tx, &holder, &case.desk)? || is_away(tx, case, &holder)?)
}

fn still_sits(tx: &mut Tx<'_>, officer: &str, desk: &str) -> Result<bool> {
    let sql =
        "SELECT desks FROM positions WHERE person = ? AND role = 'officer' AND until_at IS NULL";
    let rows = tx.all(sql, &[officer.into()])?;
    let sits = |desks: &str| desks.split_whitespace().any(|other| other == desk);
    Ok(rows.iter().any(|row| row.text(0).is_ok_and(sits)))
}

// Whether the case has waited for its holder, who has not even opened it since the applicant or the house last did something.
fn is_away(tx: &mut Tx<'_>, case: &Case, holder: &str) -> Result<bool> {
    if !matches!(case.state, State::WithOfficer | State::WaitingSecond | State::Appealed) {
        return Ok(false);
    }
    let sql = "SELECT MAX(at) FROM journal_entries
               WHERE case_id = ? AND (actor = ? OR actor_kind <> 'officer')";
    let row = tx.one(sql, &[case.number.as_str().into(), holder.into()])?;
    let Some(last) = row.and_then(|row| row.maybe_int(0)) else { return Ok(false) };
    let last = tx.country().zone().day_of(Moment(last));
    let lain = tx.country().calendar.working_days_between(last, tx.today());
    Ok(lain >= AWAY_WORKING_DAYS)
}
