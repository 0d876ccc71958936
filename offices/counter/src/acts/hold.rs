//! Who has a case: an officer claims it, gives it back, or takes it over with a reason.
//!
//! What may not happen here: an officer with a case that they may not decide.

use courtyard::cases::{self, Case};
use courtyard::messages::{self, NewMessage};
use courtyard::{Tx, decisions};
use serde_json::json;
use vocabulary::{Error, Result};

/// Takes a case as one's own work: from then on nobody else of the desk deals with it.
pub fn claim(tx: &mut Tx<'_>, number: &str) -> Result<Case> {
    let case = to_hold(tx, number)?;
    cases::claim(tx, &case)
}

/// Gives a case back to the desk.
pub fn give_back(tx: &mut Tx<'_>, number: &str) -> Result<Case> {
    let case = open_at_desk(tx, number)?;
    cases::give_back(tx, &case)
}

/// Takes a case over from a colleague who does not get on with it; the desk reads why.
pub fn take_over(tx: &mut Tx<'_>, number: &str, why: &str) -> Result<Case> {
    let case = to_hold(tx, number)?;
    let taken = cases::take_over(tx, &case)?;
    let message = NewMessage {
        kind: "taken-over",
        author_desk: case.desk.clone(),
        to_desk: case.desk.clone(),
        text: json!({ "text": why }),
        due: None,
    };
    messages::write(tx, &case, &message)?;
    Ok(taken)
}

fn open_at_desk(tx: &mut Tx<'_>, number: &str) -> Result<Case> {
    let case = decisions::at_desk(tx, number)?;
    if !case.state.is_open() {
        return Err(Error::refused("case.not-in-that-state"));
    }
    Ok(case)
}

// A case is no use in the hands of somebody who had a hand in it already.
fn to_hold(tx: &mut Tx<'_>, number: &str) -> Result<Case> {
    let case = open_at_desk(tx, number)?;
    match decisions::has_decided_before(tx, &case)? {
        true => Err(Error::refused(again(&case))),
        false => Ok(case),
    }
}

/// Why nobody decides twice in that case.
pub(super) fn again(case: &Case) -> &'static str {
    match case.state {
        cases::State::Appealed => "appeal.other-officer",
        _ => "case.second-must-differ",
    }
}
