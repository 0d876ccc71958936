//! Waits: from when to when a case waited for somebody else, and by how much that moved the day by which it is due.
//!
//! What may not happen here: deciding whether waiting counts. The country's files say so, and the caller asks them.

use country::WaitsFor;
use vocabulary::{Day, Error, Result};

use crate::actors::Role;
use crate::cases::Case;
use crate::database::{Cell, Row};
use crate::schema::WAITS;
use crate::tx::Tx;
use crate::view::View;

/// Waits that are read at once: of a case, or of one page of cases.
const WAITS_MAX: i64 = 500;

/// One wait of a case.
#[derive(Clone, Debug, PartialEq)]
pub struct Wait {
    pub id: String,
    pub case: String,
    /// `person` or `opinion`, as `WaitsFor` has it.
    pub on: String,
    pub begun_on: Day,
    /// Until when an answer is waited for.
    pub answer_by: Option<Day>,
    /// When the case was due before its clock stopped; none when the clock runs on.
    pub due_before: Option<Day>,
    pub ended_on: Option<Day>,
    /// Whether the answer came.
    pub answered: bool,
    /// The working days by which the case's deadline moved.
    pub moved_days: i64,
}

impl Wait {
    /// Whether its day passed without an answer of the applicant.
    pub fn is_unanswered(&self) -> bool {
        self.on == WaitsFor::Person.as_str() && self.ended_on.is_some() && !self.answered
    }
}

const COLUMNS: &str =
    "id, case_id, waits_for, begun_on, answer_by, due_before, ended_on, answered, moved_days";

fn read(row: &Row) -> Result<Wait> {
    Ok(Wait {
        id: row.text(0)?.to_string(),
        case: row.text(1)?.to_string(),
        on: row.text(2)?.to_string(),
        begun_on: row.day(3)?,
        answer_by: row.maybe_day(4),
        due_before: row.maybe_day(5),
        ended_on: row.maybe_day(6),
        answered: row.int(7)? == 1,
        moved_days: row.int(8)?,
    })
}

/// Writes down that a case begins to wait. `stands` is whether its clock stops: then it is due on no day until the wait ends.
pub fn begin(
    tx: &mut Tx<'_>,
    case: &Case,
    on: WaitsFor,
    answer_by: Option<Day>,
    stands: bool,
) -> Result<()> {
    let row = vec![
        tx.new_id()?.into(),
        case.number.as_str().into(),
        on.as_str().into(),
        tx.today().into(),
        answer_by.into(),
        case.due.filter(|_| stands).into(),
        Cell::Null,
        0.into(),
        0.into(),
    ];
    tx.enter(&WAITS, row)
}

/// The wait of a case that has not ended.
pub fn open(tx: &mut Tx<'_>, case: &Case) -> Result<Option<Wait>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM waits WHERE case_id = ? AND ended_on IS NULL ORDER BY id DESC LIMIT 1"
    );
    let row = tx.one(&sql, &[case.number.as_str().into()])?;
    row.as_ref().map(read).transpose()
}

/// The wait of a case that began last.
pub fn last(tx: &mut Tx<'_>, case: &Case) -> Result<Option<Wait>> {
    Ok(of_case(tx, case)?.pop())
}

/// The waits of a case that the actor may see, oldest first.
pub fn of_case(tx: &mut Tx<'_>, case: &Case) -> Result<Vec<Wait>> {
    let sql = format!("SELECT {COLUMNS} FROM waits WHERE case_id = ? ORDER BY id LIMIT ?");
    tx.all(&sql, &[case.number.as_str().into(), WAITS_MAX.into()])?.iter().map(read).collect()
}

/// Writes down that a wait ended, and by how many working days it moved the deadline.
pub fn end(tx: &mut Tx<'_>, wait: &Wait, on: Day, answered: bool, moved_days: i64) -> Result<()> {
    let set = [
        ("ended_on", Cell::from(on)),
        ("answered", Cell::Int(i64::from(answered))),
        ("moved_days", moved_days.into()),
    ];
    tx.change(&WAITS, &wait.id, &set, &[("rev", Cell::Int(0))])?;
    Ok(())
}

/// Writes down that an answer came after its day.
pub fn answer_late(tx: &mut Tx<'_>, wait: &Wait) -> Result<()> {
    tx.change(&WAITS, &wait.id, &[("answered", 1.into())], &[("answered", 0.into())])?;
    Ok(())
}

/// The waits of cases that the reader may see (the caller has asked `cases`), oldest first.
pub fn of_cases(view: &mut View<'_>, numbers: &[&str]) -> Result<Vec<Wait>> {
    if numbers.is_empty() {
        return Ok(Vec::new());
    }
    let marks = vec!["?"; numbers.len()].join(", ");
    let sql =
        format!("SELECT {COLUMNS} FROM waits WHERE case_id IN ({marks}) ORDER BY id DESC LIMIT ?");
    let mut cells: Vec<Cell> = numbers.iter().map(|number| Cell::from(*number)).collect();
    cells.push(WAITS_MAX.into());
    let rows = view.all(&sql, &cells)?;
    rows.iter().rev().map(read).collect()
}

/// The numbers of cases for whose answer the day has passed, the oldest first. Only the house asks this.
pub fn lapsed(view: &mut View<'_>, today: Day, limit: i64) -> Result<Vec<String>> {
    if view.actor.role != Role::System {
        return Err(Error::NotYours);
    }
    let sql = "SELECT case_id FROM waits WHERE ended_on IS NULL AND answer_by < ?
               ORDER BY answer_by, id LIMIT ?";
    let rows = view.all(sql, &[today.into(), limit.into()])?;
    rows.iter().map(|row| Ok(row.text(0)?.to_string())).collect()
}
