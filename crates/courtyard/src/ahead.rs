//! Ahead: an act that is worked out beside the queue, on what the database says now, while the writer is busy with others.
//!
//! What was worked out is only kept when it still stands: within its own transaction the writer asks the same questions
//! again, and where one answer is another, it forgets the work and runs the act itself.
//!
//! What may not happen here: a write. An act that changes a row in place is left to the writer.

use crate::actors::Actor;
use crate::database::{Cell, Connection, Fault, Row};
use crate::house::{Answer, AnyAct, Ground};
use crate::tx::{Pending, Tx};
use crate::writer::{self, Ran};

/// What an act asked the database, and what it was told.
pub(crate) struct Question {
    pub sql: String,
    pub cells: Vec<Cell>,
    pub answer: Vec<Row>,
}

/// What an act notes while it is worked out ahead.
#[derive(Default)]
pub(crate) struct Notes {
    pub questions: Vec<Question>,
    /// Whose data keys were used: one that is destroyed meanwhile must not seal anything more.
    pub subjects: Vec<String>,
}

/// An act that was worked out, and may be written where it still stands.
pub(crate) struct Ahead {
    notes: Notes,
    own: Pending,
    ran: Ran,
}

/// How far an act came without the writer.
pub(crate) enum WorkedOut {
    /// It is answered: refused, or nothing is to be written.
    Answered(Answer),
    /// It waits for the writer, who may keep what was worked out.
    Ahead(Box<Ahead>),
    /// The writer has to run it.
    Not,
}

/// Runs an act on the snapshot that the connection reads, without writing.
pub(crate) fn work_out(
    ground: &Ground,
    connection: &mut Connection,
    actor: &Actor,
    purpose: &str,
    act: &AnyAct,
) -> WorkedOut {
    let mut earlier = Pending::default();
    match Tx::begin(ground, connection, &mut earlier, actor, purpose) {
        Ok(tx) => run(tx.ahead(), act),
        Err(error) => WorkedOut::Answered(Err(error)),
    }
}

fn run(mut tx: Tx<'_>, act: &AnyAct) -> WorkedOut {
    let ran = writer::run_act(&mut tx, act);
    if tx.fault.is_some() {
        return WorkedOut::Not;
    }
    let (own, notes) = (std::mem::take(&mut tx.own), tx.notes.take().unwrap_or_default());
    match ran {
        Err(error) => WorkedOut::Answered(Err(error)),
        Ok(ran) if ran.entry.is_none() && own.is_empty() => {
            WorkedOut::Answered(Ok((ran.value, None)))
        }
        Ok(ran) => WorkedOut::Ahead(Box::new(Ahead { notes, own, ran })),
    }
}

impl Ahead {
    /// Gives what was worked out to the batch where it still stands, and nothing where it does not.
    pub fn keep(
        self,
        ground: &Ground,
        connection: &mut Connection,
        pending: &mut Pending,
    ) -> Result<Option<Ran>, Fault> {
        if !self.notes.subjects.iter().all(|subject| ground.keys.has(subject)) {
            return Ok(None);
        }
        for question in &self.notes.questions {
            pending.flush_named_in(&question.sql, connection)?;
            if connection.all(&question.sql, &question.cells)? != question.answer {
                return Ok(None);
            }
        }
        pending.append(self.own);
        Ok(Some(self.ran))
    }
}
