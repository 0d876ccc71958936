//! Cases: an application opens one; it has a number, a desk, a deadline, a state, and it ends in a decision.
//!
//! What may not happen here: deciding (that is `decisions`), an officer reading a case of another desk, a state that
//! `State` does not name.

mod desk;
mod hold;
mod law_day;

pub use self::desk::{
    Held, Outline, Queue, asked, counts, due_between, each_of_desk, held, late_untold, of_desk,
    queue,
};
pub use self::hold::{claim, give_back, is_with_colleague, may_take_over, take_over};
pub use self::law_day::{LAW_MOVED, Moved, Stays, move_to, open_of_service, stays};

use serde_json::{Map, Value};
use vocabulary::{Day, Error, Moment, Result, number_from};

use crate::actors::{Actor, Role};
use crate::database::{Cell, Row};
use crate::schema::CASES;
use crate::tx::{Reader, Tx};
use crate::view::View;

/// Where a case stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum State {
    WaitingPayment,
    WithOfficer,
    WaitingPerson,
    WaitingOpinion,
    WaitingSecond,
    Granted,
    Refused,
    Withdrawn,
    Appealed,
}

impl State {
    pub const ALL: [State; 9] = [
        State::WaitingPayment,
        State::WithOfficer,
        State::WaitingPerson,
        State::WaitingOpinion,
        State::WaitingSecond,
        State::Granted,
        State::Refused,
        State::Withdrawn,
        State::Appealed,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            State::WaitingPayment => "waiting-payment",
            State::WithOfficer => "with-officer",
            State::WaitingPerson => "waiting-person",
            State::WaitingOpinion => "waiting-opinion",
            State::WaitingSecond => "waiting-second",
            State::Granted => "granted",
            State::Refused => "refused",
            State::Withdrawn => "withdrawn",
            State::Appealed => "appealed",
        }
    }

    pub fn parse(text: &str) -> Result<State> {
        let found = State::ALL.into_iter().find(|state| state.as_str() == text);
        found.ok_or_else(|| Error::broken("a case is in no known state"))
    }

    /// Whether the case still waits for a decision.
    pub fn is_open(self) -> bool {
        !matches!(self, State::Granted | State::Refused | State::Withdrawn)
    }
}

/// A case without what is sealed in it.
#[derive(Clone, Debug, PartialEq)]
pub struct Case {
    pub number: String,
    pub service: String,
    pub desk: String,
    pub applicant: String,
    pub filed_by: String,
    pub state: State,
    pub channel: String,
    pub fee_minor: i64,
    pub opened_at: Moment,
    /// The day whose law the case is under.
    pub law_day: Day,
    pub due: Option<Day>,
    pub claimed_by: Option<String>,
    pub closed_at: Option<Moment>,
    pub form_version: i64,
}

impl Case {
    /// Where the case stands in its queue: what continues a page after it.
    pub fn place(&self) -> String {
        let due = self.due.map_or_else(|| "9999".to_string(), |day| day.to_string());
        format!("{due}_{}", self.number)
    }
}

const COLUMNS: &str = "id, service, desk, applicant, filed_by, state, channel, fee_minor, opened_at, \
                       law_day, due, claimed_by, closed_at, form_version";

fn read(row: &Row) -> Result<Case> {
    Ok(Case {
        number: row.text(0)?.to_string(),
        service: row.text(1)?.to_string(),
        desk: row.text(2)?.to_string(),
        applicant: row.text(3)?.to_string(),
        filed_by: row.text(4)?.to_string(),
        state: State::parse(row.text(5)?)?,
        channel: row.text(6)?.to_string(),
        fee_minor: row.int(7)?,
        opened_at: Moment(row.int(8)?),
        law_day: row.day(9)?,
        due: row.maybe_day(10),
        claimed_by: row.maybe_text(11).map(str::to_string),
        closed_at: row.maybe_int(12).map(Moment),
        form_version: row.int(13)?,
    })
}

/// What an application brings.
#[derive(Clone, Debug)]
pub struct NewCase {
    pub service: String,
    /// What the number begins with.
    pub prefix: String,
    pub desk: String,
    pub state: State,
    pub channel: String,
    pub fee_minor: i64,
    pub due: Option<Day>,
    pub form_version: i64,
    /// The answers, and where each came from: sealed as one.
    pub record: Value,
    /// The sender's word that two sendings are one application.
    pub once: String,
}

/// Opens a case for the actor. Sending the same `once` twice is a conflict: the first case stands, `of_once` finds it.
pub fn open(tx: &mut Tx<'_>, new: &NewCase) -> Result<Case> {
    let number = number_from(&new.prefix, tx.now(), tx.random::<4>()?);
    let applicant = tx.actor.applicant().to_string();
    let plain = serde_json::to_vec(&new.record).map_err(anyhow::Error::from)?;
    let answers = tx.seal(&applicant, "application", &plain)?;
    let case = Case {
        number,
        service: new.service.clone(),
        desk: new.desk.clone(),
        applicant,
        filed_by: tx.actor.id.clone(),
        state: new.state,
        channel: new.channel.clone(),
        fee_minor: new.fee_minor,
        opened_at: tx.now(),
        law_day: tx.today(),
        due: new.due,
        claimed_by: None,
        closed_at: (!new.state.is_open()).then_some(tx.now()),
        form_version: new.form_version,
    };
    let once = once_key(tx.actor, &new.once);
    tx.enter(&CASES, row_of(&case, answers, once))?;
    tx.about(&case.number);
    tx.happened("application.submitted");
    Ok(case)
}

fn row_of(case: &Case, answers: Vec<u8>, once: String) -> Vec<Cell> {
    vec![
        case.number.as_str().into(),
        case.service.as_str().into(),
        case.desk.as_str().into(),
        case.applicant.as_str().into(),
        case.filed_by.as_str().into(),
        case.state.as_str().into(),
        case.channel.as_str().into(),
        case.fee_minor.into(),
        case.opened_at.into(),
        case.law_day.into(),
        case.due.into(),
        case.claimed_by.clone().into(),
        case.closed_at.into(),
        case.form_version.into(),
        answers.into(),
        once.into(),
    ]
}

// One sender's words never meet another's.
fn once_key(actor: &Actor, once: &str) -> String {
    format!("{}:{once}", actor.id)
}

/// The case that an earlier sending of the same application opened.
pub fn of_once(view: &mut View<'_>, once: &str) -> Result<Option<Case>> {
    let sql = format!("SELECT {COLUMNS} FROM cases WHERE once = ?");
    let row = view.one(&sql, &[once_key(view.actor, once).into()])?;
    row.map(|row| read(&row)).transpose()
}

/// A case of the reader's own; anybody else's is not found.
pub fn own(view: &mut View<'_>, number: &str) -> Result<Case> {
    let row = view.one(&by_number(), &[number.into()])?.ok_or(Error::NotFound)?;
    let case = read(&row)?;
    if view.actor.is(&case.applicant) { Ok(case) } else { Err(Error::NotFound) }
}

/// A case that the actor may act on: the own one, or one of the own desk. Anything else is not found.
pub fn get(tx: &mut Tx<'_>, number: &str) -> Result<Case> {
    let row = tx.one(&by_number(), &[number.into()])?.ok_or(Error::NotFound)?;
    let case = read(&row)?;
    let mine = tx.actor.is(&case.applicant) || tx.actor.sits_at(&case.desk);
    if !mine && !is_asked(tx, &case)? {
        return Err(Error::NotFound);
    }
    tx.about(&case.number);
    Ok(case)
}

/// A case for the house itself, which keeps its deadlines and goes on with it when somebody outside has spoken: a till.
pub fn for_house(tx: &mut Tx<'_>, number: &str) -> Result<Case> {
    if tx.actor.role != Role::System {
        return Err(Error::NotYours);
    }
    let row = tx.one(&by_number(), &[number.into()])?.ok_or(Error::NotFound)?;
    tx.about(number);
    read(&row)
}

// Whether one of the officer's desks was asked for its opinion on the case, and has not answered.
fn is_asked(tx: &mut Tx<'_>, case: &Case) -> Result<bool> {
    if tx.actor.role != Role::Officer || case.state != State::WaitingOpinion {
        return Ok(false);
    }
    let sql = "SELECT to_desk FROM messages WHERE case_id = ? AND kind = 'opinion-asked'";
    let rows = tx.all(sql, &[case.number.as_str().into()])?;
    Ok(rows.iter().any(|row| row.text(0).is_ok_and(|desk| tx.actor.sits_at(desk))))
}

fn by_number() -> String {
    format!("SELECT {COLUMNS} FROM cases WHERE id = ?")
}

/// Opens the application of a case for the actor, or for a rule.
pub fn application(
    tx: &mut Tx<'_>,
    reader: Reader<'_>,
    case: &Case,
    fields: &str,
) -> Result<Map<String, Value>> {
    let sql = "SELECT answers FROM cases WHERE id = ?";
    let row = tx.one(sql, &[case.number.as_str().into()])?.ok_or(Error::NotFound)?;
    let plain = tx.open(reader, &case.applicant, "application", fields, row.blob(0)?)?;
    Ok(serde_json::from_slice(&plain).map_err(anyhow::Error::from)?)
}

/// Opens the reader's own application.
pub fn own_application(view: &mut View<'_>, case: &Case) -> Result<Map<String, Value>> {
    let sql = "SELECT answers FROM cases WHERE id = ?";
    let row = view.one(sql, &[case.number.as_str().into()])?.ok_or(Error::NotFound)?;
    let plain = view.open_own(&case.applicant, "application", row.blob(0)?)?;
    Ok(serde_json::from_slice(&plain).map_err(anyhow::Error::from)?)
}

/// Moves a case to another state; a conflict when it is no longer where the caller saw it.
pub fn advance(tx: &mut Tx<'_>, case: &Case, to: State, more: &[(&str, Cell)]) -> Result<Case> {
    let mut set = vec![("state", Cell::from(to.as_str()))];
    set.extend(more.iter().cloned());
    if !to.is_open() {
        set.push(("closed_at", tx.now().into()));
    }
    let guard = [("state", case.state.as_str().into())];
    let row = tx.change(&CASES, &case.number, &set, &guard)?;
    tx.about(&case.number);
    // The change answers every column of the table; `read` wants them without the sealed ones at the end.
    read(&row)
}

/// Opens a decided case again, for an appeal: it is closed no more, and waits at the desk that `more` names.
pub fn reopen(tx: &mut Tx<'_>, case: &Case, more: &[(&str, Cell)]) -> Result<Case> {
    let mut more = more.to_vec();
    more.push(("closed_at", Cell::Null));
    advance(tx, case, State::Appealed, &more)
}

/// The reader's own cases, latest first; `before` continues a page.
pub fn all_own(
    view: &mut View<'_>,
    before: Option<(Moment, &str)>,
    limit: i64,
) -> Result<Vec<Case>> {
    let (at, id) = before.unwrap_or((Moment(i64::MAX), ""));
    let sql = format!(
        "SELECT {COLUMNS} FROM cases WHERE applicant = ? AND (opened_at, id) < (?, ?)
         ORDER BY opened_at DESC, id DESC LIMIT ?"
    );
    let cells = [view.actor.applicant().into(), at.into(), id.into(), limit.into()];
    view.all(&sql, &cells)?.iter().map(read).collect()
}

/// The reader's own cases that still wait for something, latest first.
pub fn open_own(view: &mut View<'_>, limit: i64) -> Result<Vec<Case>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM cases WHERE applicant = ? AND closed_at IS NULL
         ORDER BY opened_at DESC, id DESC LIMIT ?"
    );
    let rows = view.all(&sql, &[view.actor.applicant().into(), limit.into()])?;
    rows.iter().map(read).collect()
}

fn prefixed(table: &str) -> String {
    COLUMNS
        .split(", ")
        .map(|column| format!("{table}.{}", column.trim()))
        .collect::<Vec<_>>()
        .join(", ")
}
