//! The cases of a desk: its queue, its figures, what is late, what it is asked.
//!
//! What may not happen here: anything that is about a person. Whoever needs that opens the case.

use vocabulary::{Day, Error, Moment, Result};

use super::{COLUMNS, Case, State, prefixed, read};
use crate::actors::Role;
use crate::database::{Cell, Connection};
use crate::view::View;

/// Which cases of a desk are asked for.
#[derive(Clone, Debug, Default)]
pub struct Queue {
    pub desk: String,
    /// All open states when empty.
    pub state: Option<State>,
    pub held: Held,
    /// Only those that were to be decided before this day.
    pub due_before: Option<Day>,
    /// Continues a page after this case.
    pub after: Option<(String, String)>,
}

/// In whose hands a case of a queue is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Held {
    #[default]
    ByAnyone,
    ByNobody,
    By(String),
}

/// The states in which a case is a desk's to deal with; what waits for a payment has not reached it. That none of them is
/// closed is said as well, because the index of what waits holds nothing else.
const QUEUED: &str = "closed_at IS NULL AND state IN \
     ('with-officer', 'waiting-person', 'waiting-opinion', 'waiting-second', 'appealed')";

/// A desk's queue, the nearest deadline first. It shows no personal data, so it is no disclosure.
pub fn queue(view: &mut View<'_>, queue: &Queue, limit: i64) -> Result<Vec<Case>> {
    if !view.actor.sits_at(&queue.desk) {
        return Err(Error::NotYours);
    }
    let (due, id) = queue.after.clone().unwrap_or_default();
    let mut only = queue
        .state
        .map_or_else(|| QUEUED.to_string(), |state| format!("state = '{}'", state.as_str()));
    let mut cells = vec![queue.desk.as_str().into()];
    match &queue.held {
        Held::ByAnyone => {}
        Held::ByNobody => only.push_str(" AND claimed_by IS NULL"),
        Held::By(officer) => {
            only.push_str(" AND claimed_by = ?");
            cells.push(officer.into());
        }
    }
    if let Some(day) = queue.due_before {
        only.push_str(" AND due < ?");
        cells.push(day.into());
    }
    cells.extend([due.into(), id.into(), limit.into()]);
    let sql = format!(
        "SELECT {COLUMNS} FROM cases WHERE desk = ? AND {only} AND (coalesce(due, '9999'), id) > (?, ?)
         ORDER BY coalesce(due, '9999'), id LIMIT ?"
    );
    view.all(&sql, &cells)?.iter().map(read).collect()
}

/// Those of the named cases that lie at a desk, in the order of its queue. A name of any other case is passed over.
pub fn of_desk(view: &mut View<'_>, desk: &str, numbers: &[String]) -> Result<Vec<Case>> {
    if !view.actor.sits_at(desk) {
        return Err(Error::NotYours);
    }
    let marks = vec!["?"; numbers.len().max(1)].join(", ");
    let sql = format!(
        "SELECT {COLUMNS} FROM cases WHERE desk = ? AND id IN ({marks}) ORDER BY coalesce(due, '9999'), id"
    );
    let mut cells = vec![Cell::from(desk)];
    cells.extend(numbers.iter().map(Cell::from));
    cells.resize(1 + numbers.len().max(1), Cell::Null);
    view.all(&sql, &cells)?.iter().map(read).collect()
}

/// A case as it leaves the house in a list: nothing in it is about a person.
#[derive(Clone, Debug, PartialEq)]
pub struct Outline {
    pub number: String,
    pub service: String,
    pub state: String,
    pub channel: String,
    pub opened_at: Moment,
    pub due: Option<Day>,
    pub closed_at: Option<Moment>,
    /// Of the last decision.
    pub outcome: Option<String>,
}

/// Reads every case of a desk, one at a time and as they were at one moment, on a connection of the caller's own
/// (`House::connect`). The caller has asked whether the reader sits there.
pub fn each_of_desk(
    connection: &mut Connection,
    desk: &str,
    visit: &mut dyn FnMut(&Outline) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    // In the order of the queue's index, so that nothing has to be sorted.
    let sql = "SELECT c.id, c.service, c.state, c.channel, c.opened_at, c.due, c.closed_at,
                 (SELECT d.outcome FROM decisions d WHERE d.case_id = c.id AND d.stage <> 'proposal'
                  ORDER BY d.id DESC LIMIT 1)
               FROM cases c WHERE c.desk = ? ORDER BY c.state, c.due, c.id";
    connection.each(sql, &[desk.into()], &mut |row| {
        visit(&Outline {
            number: row.text(0)?.to_string(),
            service: row.text(1)?.to_string(),
            state: row.text(2)?.to_string(),
            channel: row.text(3)?.to_string(),
            opened_at: Moment(row.int(4)?),
            due: row.maybe_day(5),
            closed_at: row.maybe_int(6).map(Moment),
            outcome: row.maybe_text(7).map(str::to_string),
        })
    })
}

/// How many cases of a desk are to be decided between two days, both of them counted.
pub fn due_between(view: &mut View<'_>, desk: &str, first: Day, last: Day) -> Result<i64> {
    let sql =
        format!("SELECT COUNT(*) FROM cases WHERE desk = ? AND {QUEUED} AND due >= ? AND due <= ?");
    let row = view.one(&sql, &[desk.into(), first.into(), last.into()])?.ok_or(Error::NotFound)?;
    Ok(row.int(0)?)
}

/// Cases that desks have not decided in time and whose applicants have not yet been told of it, the oldest deadline first.
/// Only the house asks this. A case whose clock stands has no deadline, and so is not late.
pub fn late_untold(
    view: &mut View<'_>,
    desks: &[String],
    today: Day,
    limit: i64,
) -> Result<Vec<Case>> {
    if view.actor.role != Role::System {
        return Err(Error::NotYours);
    }
    if desks.is_empty() {
        return Ok(Vec::new());
    }
    let columns = prefixed("c");
    let marks = vec!["?"; desks.len()].join(", ");
    let sql = format!(
        "SELECT {columns} FROM cases c WHERE c.desk IN ({marks})
         AND c.state IN ('with-officer', 'waiting-person', 'waiting-opinion', 'waiting-second', 'appealed')
         AND c.due < ?
         AND NOT EXISTS (SELECT 1 FROM notices n
                         WHERE n.person = c.applicant AND n.case_id = c.id AND n.what = 'notice.overdue')
         ORDER BY c.due, c.id LIMIT ?"
    );
    let mut cells: Vec<Cell> = desks.iter().map(Cell::from).collect();
    cells.extend([today.into(), limit.into()]);
    view.all(&sql, &cells)?.iter().map(read).collect()
}

/// How many open cases a desk has in each state, and how many are past their deadline.
pub fn counts(view: &mut View<'_>, desk: &str, today: Day) -> Result<Vec<(State, i64, i64)>> {
    let sql = "SELECT state, COUNT(*), COUNT(*) FILTER (WHERE due < ?) FROM cases
               WHERE desk = ? AND closed_at IS NULL GROUP BY state ORDER BY state";
    let rows = view.all(sql, &[today.into(), desk.into()])?;
    rows.iter().map(|row| Ok((State::parse(row.text(0)?)?, row.int(1)?, row.int(2)?))).collect()
}

/// How many cases of a desk's queue are in the hands of the reader, and how many in nobody's.
pub fn held(view: &mut View<'_>, desk: &str) -> Result<(i64, i64)> {
    let sql = format!(
        "SELECT COUNT(*) FILTER (WHERE claimed_by = ?), COUNT(*) FILTER (WHERE claimed_by IS NULL)
         FROM cases WHERE desk = ? AND {QUEUED}"
    );
    let cells = [view.actor.id.as_str().into(), desk.into()];
    let row = view.one(&sql, &cells)?.ok_or(Error::NotFound)?;
    Ok((row.int(0)?, row.int(1)?))
}

/// Cases on which a desk of another agency was asked for its opinion and has not answered, each with the day by which it
/// should.
pub fn asked(view: &mut View<'_>, desk: &str, limit: i64) -> Result<Vec<(Case, Option<Day>)>> {
    if !view.actor.sits_at(desk) {
        return Err(Error::NotYours);
    }
    // Asked twice, the later question is the one that waits.
    let columns = prefixed("c");
    let sql = format!(
        "SELECT {columns}, MAX(m.due) FROM messages m JOIN cases c ON c.id = m.case_id
         WHERE m.to_desk = ? AND m.kind = 'opinion-asked' AND c.state = 'waiting-opinion'
         GROUP BY {columns} ORDER BY MAX(m.due), c.id LIMIT ?"
    );
    let rows = view.all(&sql, &[desk.into(), limit.into()])?;
    rows.iter().map(|row| Ok((read(row)?, row.maybe_day(14)))).collect()
}
