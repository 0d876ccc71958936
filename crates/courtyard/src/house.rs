//! The house and its doors: `act` writes, `look` reads for a purpose, `view` reads what is one's own or nobody's.
//!
//! What may not happen here: a write outside `act` (ground rule 1), an answer before the commit is durable.

use std::any::Any;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use anyhow::{Context, anyhow};
use proofs::receipt::Receipt;
use tokio::sync::{mpsc, oneshot};
use vocabulary::{Error, Moment, Result, Zone};

use crate::actors::Actor;
use crate::ahead::{self, Ahead, WorkedOut};
use crate::clock::{Chance, Clock};
use crate::database::migrate::{Migration, broken, migrate};
use crate::database::{Address, Connection, Fault};
use crate::keys::Keys;
use crate::published;
use crate::schema;
use crate::tx::Tx;
use crate::view::View;
use crate::writer;

/// Acts that may wait for the writer; beyond it a caller waits for room.
const QUEUE_MAX: usize = 1024;
/// Connections that read at the same time.
const READERS_MAX: usize = 8;
/// Writers on PostgreSQL, where most of the time is the way to the server; SQLite has one.
const FAR_WRITERS: usize = 3;
/// Pages of an embedded database's log, 64 MiB of them, after which it begins again.
const LOG_PAGES_LONG: i64 = 16_384;
const SEQUENCE_EVERY: Duration = Duration::from_millis(250);
/// How many times the sequencer's clock strikes between two looks for what other nodes have done: two seconds.
const HEAR_EVERY: u32 = 8;

/// What every room of the house stands on.
pub struct Ground {
    pub country: country::Country,
    pub zone: Zone,
    pub keys: Keys,
    pub clock: Clock,
    pub chance: Chance,
    /// The journal's name in checkpoints and receipts, as `madang.example/kr`.
    pub origin: String,
}

/// How a house is opened.
pub struct Plan {
    pub country: country::Country,
    pub address: Address,
    pub keys: Keys,
    pub clock: Clock,
    pub chance: Chance,
    pub origin: String,
    /// The offices' own tables, after the courtyard's.
    pub migrations: Vec<Migration>,
}

/// One open house. Cloning it costs nothing.
#[derive(Clone)]
pub struct House {
    inner: Arc<Inner>,
}

struct Inner {
    ground: Arc<Ground>,
    address: Address,
    orders: mpsc::Sender<Order>,
    readers: Mutex<Vec<Connection>>,
    reading: tokio::sync::Semaphore,
    written: Arc<AtomicBool>,
    /// Ends the sequencer's clock with the house.
    _open: oneshot::Sender<()>,
}

pub(crate) type AnyAct = Box<dyn Fn(&mut Tx<'_>) -> Result<Box<dyn Any + Send>> + Send>;
pub(crate) type Answer = Result<(Box<dyn Any + Send>, Option<Receipt>)>;

/// What the writer is asked to do.
pub(crate) enum Order {
    Act {
        actor: Actor,
        purpose: String,
        act: AnyAct,
        /// What was worked out already, beside the queue.
        ahead: Option<Box<Ahead>>,
        answer: oneshot::Sender<Answer>,
    },
    Sequence {
        done: Option<oneshot::Sender<anyhow::Result<u64>>>,
    },
    /// Hear what other nodes have done: keys destroyed, law published.
    Hear,
    /// Let the log of an embedded database begin again, now that nearly all of it is copied.
    RestartLog,
}

/// An act that is done: what it gave, and the receipt that says it is in the journal. No receipt when nothing was written.
#[derive(Debug)]
pub struct Done<T> {
    pub value: T,
    pub receipt: Option<Receipt>,
}

impl House {
    /// Opens the database, brings its tables up to date, and starts the writers and the sequencer.
    pub fn open(plan: Plan) -> anyhow::Result<House> {
        let mut first = plan.address.connect()?;
        let steps: Vec<Migration> =
            schema::MIGRATIONS.iter().copied().chain(plan.migrations).collect();
        for step in migrate(&mut first, &steps)? {
            tracing::info!(migration = step, "the schema has moved forward");
        }
        let zone = Zone::named(&plan.country.file.time_zone)
            .ok_or_else(|| anyhow!("no such time zone: {}", plan.country.file.time_zone))?;
        let mut country = plan.country;
        published::begin(&mut country, &mut first)?;
        let ground = Arc::new(Ground {
            country,
            zone,
            keys: plan.keys,
            clock: plan.clock,
            chance: plan.chance,
            origin: plan.origin,
        });
        let (orders, queue) = mpsc::channel(QUEUE_MAX);
        let queue = Arc::new(Mutex::new(queue));
        let written = Arc::new(AtomicBool::new(true));
        let near = first.is_near();
        let writers = if near { 1 } else { FAR_WRITERS };
        let mut connections = vec![first];
        while connections.len() < writers {
            connections.push(plan.address.connect()?);
        }
        for connection in connections {
            let (ground, queue, written) = (ground.clone(), queue.clone(), written.clone());
            std::thread::Builder::new()
                .name("madang-writer".into())
                .spawn(move || writer::run(&ground, connection, &queue, &written))
                .context("cannot start the writer")?;
        }
        let (open, closed) = oneshot::channel();
        let log = if near { Some(log_copier(&plan.address)?) } else { None };
        tick(orders.downgrade(), written.clone(), closed, log)?;
        let inner = Inner {
            ground,
            address: plan.address,
            orders,
            readers: Mutex::default(),
            reading: tokio::sync::Semaphore::new(READERS_MAX),
            written,
            _open: open,
        };
        Ok(House { inner: Arc::new(inner) })
    }

    pub fn ground(&self) -> &Ground {
        &self.inner.ground
    }

    pub fn country(&self) -> &country::Country {
        &self.inner.ground.country
    }

    pub fn now(&self) -> Moment {
        self.inner.ground.clock.now()
    }

    pub fn today(&self) -> vocabulary::Day {
        self.inner.ground.zone.day_of(self.now())
    }

    pub fn engine(&self) -> &'static str {
        self.inner.address.engine()
    }

    /// Performs an act: everything it writes is committed, journaled and durable before this answers, or nothing is.
    ///
    /// The closure may run more than once (PostgreSQL may ask for it again), so it must have no effect but through `Tx`.
    pub async fn act<T: Send + 'static>(
        &self,
        actor: &Actor,
        purpose: &str,
        act: impl Fn(&mut Tx<'_>) -> Result<T> + Send + 'static,
    ) -> Result<Done<T>> {
        self.queue(actor, purpose, any(act), None).await
    }

    /// As `act`, for acts that read much and add rows: on SQLite it is worked out beside the queue, where both cores compute,
    /// and the writer runs it again only when something that it read has changed meanwhile.
    ///
    /// On PostgreSQL, where asking twice would cost more than it saves, it is `act`.
    pub async fn act_ahead<T: Send + 'static>(
        &self,
        actor: &Actor,
        purpose: &str,
        act: impl Fn(&mut Tx<'_>) -> Result<T> + Send + 'static,
    ) -> Result<Done<T>> {
        let act = any(act);
        if matches!(self.inner.address, Address::Postgres(_)) {
            return self.queue(actor, purpose, act, None).await;
        }
        let permit = self.inner.reading.acquire().await.map_err(Error::broken)?;
        let ground = &self.inner.ground;
        let worked = self.with_reader(|connection| {
            Ok(ahead::work_out(ground, connection, actor, purpose, &act))
        });
        drop(permit);
        match worked {
            Ok(WorkedOut::Answered(answer)) => done(answer),
            Ok(WorkedOut::Ahead(ahead)) => self.queue(actor, purpose, act, Some(ahead)).await,
            // Where nobody could read, the writer says what is wrong.
            Ok(WorkedOut::Not) | Err(_) => self.queue(actor, purpose, act, None).await,
        }
    }

    async fn queue<T: 'static>(
        &self,
        actor: &Actor,
        purpose: &str,
        act: AnyAct,
        ahead: Option<Box<Ahead>>,
    ) -> Result<Done<T>> {
        let (order, answer) = order(actor, purpose, act, ahead);
        let closed = || Error::broken("the writer has stopped");
        self.inner.orders.send(order).await.map_err(|_| closed())?;
        done(answer.await.map_err(|_| closed())?)
    }

    /// Reads what is about other people, for a purpose: each reading is journaled before the page leaves.
    pub async fn look<T: Send + 'static>(
        &self,
        actor: &Actor,
        purpose: &str,
        look: impl Fn(&mut Tx<'_>) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        Ok(self.act_ahead(actor, purpose, look).await?.value)
    }

    /// `act` for callers without a runtime: commands, seeds and tests.
    pub fn act_now<T: Send + 'static>(
        &self,
        actor: &Actor,
        purpose: &str,
        act: impl Fn(&mut Tx<'_>) -> Result<T> + Send + 'static,
    ) -> Result<Done<T>> {
        let (order, answer) = order(actor, purpose, any(act), None);
        let closed = || Error::broken("the writer has stopped");
        self.inner.orders.blocking_send(order).map_err(|_| closed())?;
        done(answer.blocking_recv().map_err(|_| closed())?)
    }

    /// Reads what is nobody's, or the reader's own: no journal entry.
    pub async fn view<T: Send + 'static>(
        &self,
        actor: &Actor,
        read: impl FnOnce(&mut View<'_>) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let permit = self.inner.reading.acquire().await.map_err(Error::broken)?;
        if matches!(self.inner.address, Address::Sqlite(_)) {
            // A short read of a local file: a thread hop would cost more than the read.
            let value = self.view_now(actor, read);
            drop(permit);
            return value;
        }
        let (house, actor) = (self.clone(), actor.clone());
        let read = move || house.view_now(&actor, read);
        let value = tokio::task::spawn_blocking(read).await.map_err(Error::broken)?;
        drop(permit);
        value
    }

    /// `view` for callers without a runtime.
    pub fn view_now<T>(
        &self,
        actor: &Actor,
        read: impl FnOnce(&mut View<'_>) -> Result<T>,
    ) -> Result<T> {
        let ground = &self.inner.ground;
        self.with_reader(|connection| read(&mut View::new(ground, connection, actor)))
    }

    // On SQLite a reading sees one snapshot: the file would be locked and unlocked for each statement. On PostgreSQL that
    // would be two more ways to the server.
    fn with_reader<T>(&self, read: impl FnOnce(&mut Connection) -> Result<T>) -> Result<T> {
        let mut connection = self.reader()?;
        let snapshot = connection.is_near();
        if snapshot {
            connection.begin_reading()?;
        }
        let value = read(&mut connection);
        if snapshot {
            connection.end_reading()?;
        }
        // A connection that met an error is not trusted with the next reader.
        if !matches!(value, Err(Error::Broken(_)))
            && let Ok(mut readers) = self.inner.readers.lock()
            && readers.len() < READERS_MAX
        {
            readers.push(connection);
        }
        value
    }

    fn reader(&self) -> Result<Connection> {
        let waiting = self.inner.readers.lock().ok().and_then(|mut readers| readers.pop());
        match waiting {
            Some(connection) => Ok(connection),
            None => Ok(self.inner.address.connect()?),
        }
    }

    /// Gives every committed entry its place in the tree now, and answers the size of the tree.
    pub fn sequence_now(&self) -> Result<u64> {
        let (done, sequenced) = oneshot::channel();
        let order = Order::Sequence { done: Some(done) };
        let closed = || Error::broken("the writer has stopped");
        self.inner.orders.blocking_send(order).map_err(|_| closed())?;
        Ok(sequenced.blocking_recv().map_err(|_| closed())??)
    }

    /// A connection of one's own, for long reads such as exports and `madang journal verify`.
    pub fn connect(&self) -> anyhow::Result<Connection> {
        self.inner.address.connect()
    }

    /// Whether something was committed since the sequencer last looked.
    pub fn has_unsequenced(&self) -> bool {
        self.inner.written.load(Ordering::Relaxed)
    }

    /// The file of an embedded database.
    pub fn database_path(&self) -> Option<PathBuf> {
        match &self.inner.address {
            Address::Sqlite(path) => Some(path.clone()),
            Address::Postgres(_) => None,
        }
    }
}

// An act whose value is of no known type, so that acts of all types can wait in one queue.
fn any<T: Send + 'static>(act: impl Fn(&mut Tx<'_>) -> Result<T> + Send + 'static) -> AnyAct {
    Box::new(move |tx| act(tx).map(|value| Box::new(value) as Box<dyn Any + Send>))
}

fn order(
    actor: &Actor,
    purpose: &str,
    act: AnyAct,
    ahead: Option<Box<Ahead>>,
) -> (Order, oneshot::Receiver<Answer>) {
    let (answer, answered) = oneshot::channel();
    let (actor, purpose) = (actor.clone(), purpose.to_string());
    (Order::Act { actor, purpose, act, ahead, answer }, answered)
}

fn done<T: 'static>(answer: Answer) -> Result<Done<T>> {
    let (value, receipt) = answer?;
    let value = value.downcast().map_err(|_| Error::broken("an act gave another type"))?;
    Ok(Done { value: *value, receipt })
}

fn log_copier(address: &Address) -> anyhow::Result<Connection> {
    let mut connection = address.connect()?;
    connection.keep_little()?;
    Ok(connection)
}

// Copies what is in the log, and has the writer begin the log again when it has grown long. What was written while most of
// it was copied is copied before that, so that the writer has next to nothing left to do.
fn copy_log(log: &mut Connection, orders: &mpsc::Sender<Order>) -> Result<(), Fault> {
    if log.copy_log()? > LOG_PAGES_LONG {
        log.copy_log()?;
        orders.try_send(Order::RestartLog).ok();
    }
    Ok(())
}

// Wakes the sequencer a few times a second while something is written, and now and then whoever hears of other nodes;
// copies the log of an embedded database into it beside the writer; ends with the house.
fn tick(
    orders: mpsc::WeakSender<Order>,
    written: Arc<AtomicBool>,
    mut closed: oneshot::Receiver<()>,
    mut log: Option<Connection>,
) -> anyhow::Result<()> {
    let run = move || {
        for strike in 1_u32.. {
            std::thread::sleep(SEQUENCE_EVERY);
            if !matches!(closed.try_recv(), Err(oneshot::error::TryRecvError::Empty)) {
                return;
            }
            let Some(orders) = orders.upgrade() else { return };
            if written.swap(false, Ordering::Relaxed) {
                orders.try_send(Order::Sequence { done: None }).ok();
                // What cannot be copied now, on a full disk for one, is tried again with the next writing.
                if let Some(Err(fault)) = log.as_mut().map(|log| copy_log(log, &orders)) {
                    tracing::warn!("copying the log into the database: {:#}", broken(fault));
                }
            }
            // A full queue is asked again two seconds later.
            if strike.is_multiple_of(HEAR_EVERY) {
                orders.try_send(Order::Hear).ok();
            }
        }
    };
    std::thread::Builder::new().name("madang-sequencer".into()).spawn(run)?;
    Ok(())
}
