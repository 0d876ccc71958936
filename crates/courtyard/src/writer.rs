//! The writer: takes queued acts, commits up to `BATCH_MAX` of them together, and answers each only when that is durable.
//!
//! The acts of a batch share one transaction without savepoints, and their new rows are written together at its end;
//! when anything in it fails, the batch is run again act by act, each under a savepoint of its own.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::anyhow;
use proofs::receipt::{self, Promise, Receipt};
use tokio::sync::{mpsc, oneshot};
use vocabulary::{Error, Moment, Result};

use crate::actors::Actor;
use crate::ahead::Ahead;
use crate::database::migrate::broken;
use crate::database::{Cell, Connection, Fault};
use crate::destruction;
use crate::house::{Answer, AnyAct, Ground, Order};
use crate::journal::{self, Entry, EntryDraft};
use crate::published;
use crate::schema::{JOURNAL_BATCHES, JOURNAL_ENTRIES};
use crate::tx::{Pending, Tx, new_id};

/// Acts in one commit. More would make the first of them wait longer than the disk does.
const BATCH_MAX: usize = 256;
/// How often a batch is run again when another transaction was in the way.
const AGAIN_MAX: usize = 20;

struct Waiting {
    actor: Actor,
    purpose: String,
    act: AnyAct,
    ahead: Option<Box<Ahead>>,
    answer: oneshot::Sender<Answer>,
}

/// An act that has run, and is not yet committed.
pub(crate) struct Ran {
    pub value: Box<dyn Any + Send>,
    pub entry: Option<Entry>,
}

pub(crate) fn run(
    ground: &Ground,
    mut connection: Connection,
    queue: &Mutex<mpsc::Receiver<Order>>,
    written: &AtomicBool,
) {
    let mut told_until = ground.clock.now();
    while let Some((batch, then)) = take(queue) {
        if !batch.is_empty() {
            commit_and_answer(ground, &mut connection, batch);
            written.store(true, Ordering::Relaxed);
        }
        match then {
            Then::Nothing => {}
            Then::Hear => hear(ground, &mut connection, &mut told_until),
            Then::RestartLog => {
                if let Err(fault) = connection.restart_log() {
                    tracing::warn!("beginning the log again: {:#}", broken(fault));
                }
            }
            Then::Sequence(done) => {
                let size = journal::sequence(ground, &mut connection);
                match (done, size) {
                    (Some(done), size) => drop(done.send(size)),
                    (None, Err(error)) => {
                        tracing::error!("sequencing the journal: {error:#}");
                        // What was promised is still to be done: a full disk has room again some day.
                        written.store(true, Ordering::Relaxed);
                    }
                    (None, Ok(_)) => {}
                }
            }
        }
    }
}

/// What the writer does after a batch.
enum Then {
    Nothing,
    Sequence(Option<oneshot::Sender<anyhow::Result<u64>>>),
    Hear,
    RestartLog,
}

// Another node may have destroyed a person's key that lies open in this one's memory, or published a change of the law.
fn hear(ground: &Ground, connection: &mut Connection, told_until: &mut Moment) {
    let now = ground.clock.now();
    // Some time is asked about again: a reader may have put the key back while its destruction was being committed.
    let destroyed =
        destruction::since(connection, told_until.plus_seconds(-destruction::TOLD_SECONDS));
    let published = published::since(
        &ground.country,
        connection,
        told_until.plus_seconds(-published::TOLD_SECONDS),
    );
    if let Err(error) = &published {
        tracing::error!("taking up published law: {error:#}");
    }
    match destroyed {
        Ok(persons) => {
            persons.iter().for_each(|person| ground.keys.forget(person));
            // What could not be taken up is tried again.
            if published.is_ok() {
                *told_until = now;
            }
        }
        Err(error) => tracing::warn!("looking for destroyed keys: {error:#}"),
    }
}

// Waits for the first order, then takes what else is there. Nothing at all means that the house has closed.
fn take(queue: &Mutex<mpsc::Receiver<Order>>) -> Option<(Vec<Waiting>, Then)> {
    let mut queue = queue.lock().ok()?;
    let mut next = queue.blocking_recv();
    let mut batch = Vec::new();
    loop {
        match next? {
            Order::Sequence { done } => return Some((batch, Then::Sequence(done))),
            Order::Hear => return Some((batch, Then::Hear)),
            Order::RestartLog => return Some((batch, Then::RestartLog)),
            Order::Act { actor, purpose, act, ahead, answer } => {
                batch.push(Waiting { actor, purpose, act, ahead, answer });
            }
        }
        if batch.len() >= BATCH_MAX {
            return Some((batch, Then::Nothing));
        }
        match queue.try_recv() {
            Ok(order) => next = Some(order),
            Err(_) => return Some((batch, Then::Nothing)),
        }
    }
}

fn commit_and_answer(ground: &Ground, connection: &mut Connection, mut batch: Vec<Waiting>) {
    let mut together = true;
    let mut last = None;
    for _ in 0..AGAIN_MAX {
        match attempt(ground, connection, &mut batch, together) {
            Ok(answers) => {
                for (waiting, answer) in batch.into_iter().zip(answers) {
                    // A caller who has gone away still gets nothing undone: the act is committed.
                    waiting.answer.send(answer).ok();
                }
                return;
            }
            Err(fault) => {
                connection.script("ROLLBACK").ok();
                // What failed together is run act by act, so that it takes nobody else with it.
                together = together && matches!(fault, Fault::Again);
                last = Some(broken(fault));
            }
        }
    }
    let error = last.unwrap_or_else(|| anyhow!("nothing was tried"));
    tracing::error!("a batch of {} acts could not be committed: {error:#}", batch.len());
    for waiting in batch {
        let told = Error::broken(format!("the batch could not be committed: {error:#}"));
        waiting.answer.send(Err(told)).ok();
    }
}

fn attempt(
    ground: &Ground,
    connection: &mut Connection,
    batch: &mut [Waiting],
    together: bool,
) -> Result<Vec<Answer>, Fault> {
    connection.begin()?;
    let mut pending = Pending::default();
    let mut ran = Vec::with_capacity(batch.len());
    for waiting in batch {
        ran.push(if together {
            run_together(ground, connection, &mut pending, waiting)?
        } else {
            run_alone(ground, connection, &mut pending, waiting)?
        });
    }
    let batch_id = new_id(ground, ground.clock.now()).map_err(|e| Fault::Broken(anyhow!("{e}")))?;
    let receipts = journal_batch(ground, &batch_id, &mut ran, &mut pending)?;
    pending.flush(connection)?;
    connection.script("COMMIT")?;
    let mut receipts = receipts.into_iter();
    let answer = |ran: Result<Ran>| ran.map(|r| (r.value, r.entry.and_then(|_| receipts.next())));
    Ok(ran.into_iter().map(answer).collect())
}

// No savepoint. Anything that would need one sends the whole batch back to be run act by act.
fn run_together(
    ground: &Ground,
    connection: &mut Connection,
    pending: &mut Pending,
    waiting: &mut Waiting,
) -> Result<Result<Ran>, Fault> {
    if let Some(ahead) = waiting.ahead.take()
        && let Some(ran) = ahead.keep(ground, connection, pending)?
    {
        return Ok(Ok(ran));
    }
    let mut tx = match Tx::begin(ground, connection, pending, &waiting.actor, &waiting.purpose) {
        Ok(tx) => tx,
        Err(error) => return Ok(Err(error)),
    };
    let ran = run_act(&mut tx, &waiting.act);
    if let Some(fault) = tx.fault.take() {
        return Err(fault);
    }
    if ran.is_err() && tx.touched {
        return Err(Fault::Broken(anyhow!("an act was refused after it had changed a row")));
    }
    if ran.is_ok() {
        let own = std::mem::take(&mut tx.own);
        pending.append(own);
    }
    Ok(ran)
}

fn run_alone(
    ground: &Ground,
    connection: &mut Connection,
    pending: &mut Pending,
    waiting: &Waiting,
) -> Result<Result<Ran>, Fault> {
    connection.script("SAVEPOINT act")?;
    let mut ran = match Tx::begin(ground, connection, pending, &waiting.actor, &waiting.purpose) {
        Err(error) => Err(error),
        Ok(mut tx) => {
            let mut ran = run_act(&mut tx, &waiting.act);
            if matches!(tx.fault, Some(Fault::Again)) {
                return Err(Fault::Again);
            }
            if ran.is_ok()
                && let Err(fault) = tx.flush_own()
            {
                if matches!(fault, Fault::Again) {
                    return Err(fault);
                }
                ran = Err(fault.into());
            }
            ran
        }
    };
    if ran.is_err() {
        connection.script("ROLLBACK TO SAVEPOINT act")?;
    }
    connection.script("RELEASE SAVEPOINT act")?;
    if let Err(Error::Broken(error)) = &mut ran {
        *error = anyhow!("{error:#}");
    }
    Ok(ran)
}

// A panic in one act must not take the writer, and everybody who waits, down with it.
pub(crate) fn run_act(tx: &mut Tx<'_>, act: &AnyAct) -> Result<Ran> {
    let value = catch_unwind(AssertUnwindSafe(|| act(tx)))
        .unwrap_or_else(|_| Err(Error::broken("an act panicked")))?;
    tx.finish()?;
    let draft = std::mem::replace(&mut tx.draft, EntryDraft::new([0; 16]));
    if draft.is_empty() {
        return Ok(Ran { value, entry: None });
    }
    let id = tx.new_id()?;
    let entry = Entry::of(draft, id, tx.now(), tx.actor, tx.purpose)?;
    Ok(Ran { value, entry: Some(entry) })
}

// One signature for the whole batch; each act's receipt carries its path to the signed root.
fn journal_batch(
    ground: &Ground,
    batch_id: &str,
    ran: &mut [Result<Ran>],
    pending: &mut Pending,
) -> anyhow::Result<Vec<Receipt>> {
    let mut entries: Vec<&mut Entry> =
        ran.iter_mut().filter_map(|r| r.as_mut().ok()?.entry.as_mut()).collect();
    if entries.is_empty() {
        return Ok(Vec::new());
    }
    let leaves: Vec<[u8; 32]> = entries.iter().map(|entry| entry.leaf).collect();
    let now: Moment = ground.clock.now();
    let promise = Promise {
        journal: ground.origin.clone(),
        batch: batch_id.to_string(),
        time_ms: now.0,
        within_seconds: journal::MERGE_SECONDS,
    };
    let signed = receipt::sign_batch(&ground.keys.journal, promise, &leaves)?;
    for (place, entry) in entries.iter_mut().enumerate() {
        pending.add(&JOURNAL_ENTRIES, entry.take_row(batch_id, place));
    }
    let row = vec![
        batch_id.into(),
        now.into(),
        leaves.concat().into(),
        signed.signature().to_vec().into(),
        Cell::Null,
    ];
    pending.add(&JOURNAL_BATCHES, row);
    Ok((0..).map_while(|place| signed.receipt_for(place)).collect())
}
