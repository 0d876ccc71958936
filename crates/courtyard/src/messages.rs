//! Messages of a case: the officer's question and the person's answer, the other agency's opinion, the grounds of an appeal.

use serde_json::Value;
use vocabulary::{Day, Moment, Result};

use crate::cases::{self, Case};
use crate::database::Row;
use crate::schema::MESSAGES;
use crate::tx::{Reader, Tx};
use crate::view::View;

/// One message, opened.
#[derive(Clone, Debug, PartialEq)]
pub struct Message {
    pub id: String,
    /// `question`, `answer`, `opinion-asked`, `opinion`, `appeal`, `withdrawal`, `taken-over`, `law-moved`.
    pub kind: String,
    pub author: String,
    pub author_desk: String,
    pub to_desk: String,
    pub text: Value,
    pub due: Option<Day>,
    pub written_at: Moment,
}

#[derive(Clone, Debug)]
pub struct NewMessage {
    pub kind: &'static str,
    pub author_desk: String,
    pub to_desk: String,
    pub text: Value,
    pub due: Option<Day>,
}

const COLUMNS: &str = "id, kind, author, author_desk, to_desk, due, written_at, sealed";

/// What the journal calls each kind.
fn event(kind: &str) -> &'static str {
    match kind {
        "question" => "question.asked",
        "answer" => "question.answered",
        "opinion-asked" => "opinion.asked",
        "opinion" => "opinion.given",
        "appeal" => "appeal.filed",
        "taken-over" => "case.taken-over",
        cases::LAW_MOVED => "case.law-moved",
        _ => "message.written",
    }
}

/// Writes a message; it is sealed under the key of the person whose case it is.
pub fn write(tx: &mut Tx<'_>, case: &Case, new: &NewMessage) -> Result<()> {
    let plain = serde_json::to_vec(&new.text).map_err(anyhow::Error::from)?;
    let row = vec![
        tx.new_id()?.into(),
        case.number.as_str().into(),
        new.kind.into(),
        tx.actor.id.as_str().into(),
        new.author_desk.as_str().into(),
        new.to_desk.as_str().into(),
        tx.seal(&case.applicant, "message", &plain)?.into(),
        new.due.into(),
        tx.now().into(),
    ];
    tx.enter(&MESSAGES, row)?;
    tx.about(&case.number);
    tx.happened(event(new.kind));
    Ok(())
}

/// The messages of a case, oldest first, opened for an officer.
pub fn of_case(tx: &mut Tx<'_>, case: &Case) -> Result<Vec<Message>> {
    let rows = tx.all(&by_case(), &[case.number.as_str().into()])?;
    let mut all = Vec::new();
    for row in rows {
        let plain = tx.open(Reader::Actor, &case.applicant, "message", "messages", row.blob(7)?)?;
        all.push(read(&row, &plain)?);
    }
    Ok(all)
}

/// The messages of the reader's own case. What agencies write to each other is seen after the decision; why one officer took
/// a case over from another can be about the officer, and stays at the desk.
pub fn of_own_case(view: &mut View<'_>, case: &Case) -> Result<Vec<Message>> {
    let rows = view.all(&by_case(), &[case.number.as_str().into()])?;
    let mut all = Vec::new();
    for row in rows {
        let plain = view.open_own(&case.applicant, "message", row.blob(7)?)?;
        all.push(read(&row, &plain)?);
    }
    all.retain(|m: &Message| !case.state.is_open() || !m.kind.starts_with("opinion"));
    all.retain(|m| m.kind != "taken-over");
    Ok(all)
}

fn by_case() -> String {
    format!("SELECT {COLUMNS} FROM messages WHERE case_id = ? ORDER BY id LIMIT 500")
}

fn read(row: &Row, plain: &[u8]) -> Result<Message> {
    Ok(Message {
        id: row.text(0)?.to_string(),
        kind: row.text(1)?.to_string(),
        author: row.text(2)?.to_string(),
        author_desk: row.text(3)?.to_string(),
        to_desk: row.text(4)?.to_string(),
        due: row.maybe_day(5),
        written_at: Moment(row.int(6)?),
        text: serde_json::from_slice(plain).map_err(anyhow::Error::from)?,
    })
}
