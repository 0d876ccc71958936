//! Waiting: the desk's clock stops while a case waits for somebody else, where the law says so, and goes on when the answer
//! comes or its day has passed.
//!
//! What may not happen here: a case that waits for ever, a day that is not of the country's calendar.

use country::{Decision, WaitsFor};
use courtyard::cases::{self, Case, State};
use courtyard::database::Cell;
use courtyard::waits::{self, Wait};
use courtyard::{Actor, House, Tx, View, notices};
use vocabulary::{Day, Result};

use super::escalate::{CASES_A_RUN_MAX, PURPOSE};
use super::settle::spec;

/// What becomes of the case's deadline, for `cases::advance`.
type Due = Vec<(&'static str, Cell)>;

/// Begins a wait. While the clock stands, the case is due on no day.
pub fn begin(tx: &mut Tx<'_>, case: &Case, on: WaitsFor, answer_by: Option<Day>) -> Result<Due> {
    let (_, decision) = spec(tx, case)?;
    let stands = tx.country().stands(decision, on);
    waits::begin(tx, case, on, answer_by, stands)?;
    Ok(if stands { vec![("due", Cell::Null)] } else { Vec::new() })
}

/// The day until which the applicant may answer a question that is asked today, where the law sets one.
pub fn answer_by(tx: &Tx<'_>, decision: &Decision) -> Option<Day> {
    let country = tx.country();
    let deadline = country.wait(decision, WaitsFor::Person)?.deadline.as_ref()?;
    Some(country.calendar.deadline(tx.today(), deadline))
}

/// Ends the wait of a case on a day, with an answer or without.
pub fn end(tx: &mut Tx<'_>, case: &Case, on: Day, answered: bool) -> Result<Due> {
    match waits::open(tx, case)? {
        Some(wait) => end_one(tx, case, &wait, on, answered),
        None => Ok(Vec::new()),
    }
}

// The deadline moves by the working days that were waited.
fn end_one(tx: &mut Tx<'_>, case: &Case, wait: &Wait, on: Day, answered: bool) -> Result<Due> {
    let Some(before) = wait.due_before else {
        waits::end(tx, wait, on, answered, 0)?;
        return Ok(Vec::new());
    };
    let (_, decision) = spec(tx, case)?;
    let waits_for = match wait.on.as_str() {
        "opinion" => WaitsFor::Opinion,
        _ => WaitsFor::Person,
    };
    let country = tx.country();
    let first_day = country.wait(decision, waits_for).is_some_and(|rule| rule.first_day);
    let days = country.calendar.waited(wait.begun_on, on, first_day);
    waits::end(tx, wait, on, answered, days.into())?;
    if days > 0 {
        tx.happened("deadline.moved");
    }
    Ok(vec![("due", country.calendar.plus_working_days(before, days).into())])
}

/// Ends the waits whose day has passed, each in an act of its own. Answers how many there were.
pub async fn lapse_all(house: &House) -> Result<usize> {
    let today = house.today();
    let read = move |view: &mut View<'_>| waits::lapsed(view, today, CASES_A_RUN_MAX);
    let mut ended = 0;
    for number in house.view(&Actor::system(), read).await? {
        let done = house.act(&Actor::system(), PURPOSE, move |tx| lapse(tx, &number)).await?;
        ended += usize::from(done.value);
    }
    Ok(ended)
}

/// Lets the clock of a case go on after the day by which an answer was due. What waited for its applicant goes back to the
/// desk, which sees that nothing came; what waits for another agency still waits, and its desk is late. Answers `false` when
/// there is nothing to end any more.
pub fn lapse(tx: &mut Tx<'_>, number: &str) -> Result<bool> {
    let case = cases::for_house(tx, number)?;
    let Some(wait) = waits::open(tx, &case)? else { return Ok(false) };
    let Some(last) = wait.answer_by.filter(|last| *last < tx.today()) else { return Ok(false) };
    let due = end_one(tx, &case, &wait, last, false)?;
    match case.state {
        State::WaitingPerson => {
            tx.happened("question.unanswered");
            notices::send_later(tx, &case, "notice.unanswered")?;
            cases::advance(tx, &case, State::WithOfficer, &due)?;
        }
        state => {
            tx.happened("opinion.late");
            cases::advance(tx, &case, state, &due)?;
        }
    }
    Ok(true)
}
