//! Escalating: a deadline that has passed is written in the journal, the person is told, and the desk sees it first.
//!
//! What may not happen here: reading what is in a case, telling the same person twice about the same deadline.

use std::collections::BTreeSet;

use courtyard::cases::{self, Case};
use courtyard::{Actor, House, Tx, View, notices};
use vocabulary::Result;

/// Cases that one run deals with; what is left waits for the next.
pub(super) const CASES_A_RUN_MAX: i64 = 100;
/// Under this word the journal keeps what the house does about deadlines.
pub(super) const PURPOSE: &str = "deadlines";

/// Finds the cases whose day has passed, and escalates each in an act of its own. Answers how many there were.
///
/// The binary calls it every minute on every node; a case that two nodes find is escalated once.
pub async fn escalate_all(house: &House) -> Result<usize> {
    let (desks, today) = (desks(house.country()), house.today());
    let read = move |view: &mut View<'_>| cases::late_untold(view, &desks, today, CASES_A_RUN_MAX);
    let mut told = 0;
    for case in house.view(&Actor::system(), read).await? {
        let done = house.act(&Actor::system(), PURPOSE, move |tx| escalate(tx, &case)).await?;
        told += usize::from(done.value);
    }
    Ok(told)
}

/// Says that a case's deadline has passed; answers `false` when it was said already, or the case was decided meanwhile.
pub fn escalate(tx: &mut Tx<'_>, case: &Case) -> Result<bool> {
    let number = case.number.as_str();
    let sql = "SELECT id FROM cases WHERE id = ? AND closed_at IS NULL AND due < ?";
    let late = tx.one(sql, &[number.into(), tx.today().into()])?.is_some();
    let sql = "SELECT id FROM notices WHERE person = ? AND case_id = ? AND what = 'notice.overdue'";
    let told = tx.one(sql, &[case.applicant.as_str().into(), number.into()])?.is_some();
    if !late || told {
        return Ok(false);
    }
    notices::send_later(tx, case, "notice.overdue")?;
    tx.about(number);
    tx.happened("deadline.passed");
    Ok(true)
}

// The desks where cases can wait: those that decide services, and those that hear appeals.
fn desks(country: &country::Country) -> Vec<String> {
    let decided =
        country.services.values().filter_map(|service| Some((service, service.decision.as_ref()?)));
    let desks: BTreeSet<&String> =
        decided.flat_map(|(service, decision)| [&service.desk, &decision.appeal.desk]).collect();
    desks.into_iter().cloned().collect()
}
