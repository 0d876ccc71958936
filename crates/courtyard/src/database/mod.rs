//! The two engines behind one small door: cells, rows, and a connection that runs one SQL text on either.
//!
//! What may not happen here: no acts, no journal, no meaning. Differences between the engines live in `sqlite.rs` and
//! `postgres.rs` and nowhere else.

pub mod migrate;
mod postgres;
mod sqlite;

use anyhow::anyhow;

pub use self::postgres::Postgres;
pub use self::sqlite::Sqlite;

/// One value of a row. Ids and days are text, money is whole minor units, truth is 0 or 1.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    Null,
    Int(i64),
    Text(String),
    Blob(Vec<u8>),
}

impl From<&str> for Cell {
    fn from(text: &str) -> Cell {
        Cell::Text(text.to_string())
    }
}
impl From<String> for Cell {
    fn from(text: String) -> Cell {
        Cell::Text(text)
    }
}
impl From<&String> for Cell {
    fn from(text: &String) -> Cell {
        Cell::Text(text.clone())
    }
}
impl From<i64> for Cell {
    fn from(number: i64) -> Cell {
        Cell::Int(number)
    }
}
impl From<Vec<u8>> for Cell {
    fn from(bytes: Vec<u8>) -> Cell {
        Cell::Blob(bytes)
    }
}
impl From<vocabulary::Moment> for Cell {
    fn from(moment: vocabulary::Moment) -> Cell {
        Cell::Int(moment.0)
    }
}
impl From<vocabulary::Day> for Cell {
    fn from(day: vocabulary::Day) -> Cell {
        Cell::Text(day.to_string())
    }
}
impl<T: Into<Cell>> From<Option<T>> for Cell {
    fn from(value: Option<T>) -> Cell {
        value.map_or(Cell::Null, Into::into)
    }
}

/// One row of an answer, read by place.
#[derive(Clone, Debug, PartialEq)]
pub struct Row(pub Vec<Cell>);

impl Row {
    pub fn text(&self, place: usize) -> anyhow::Result<&str> {
        match self.0.get(place) {
            Some(Cell::Text(text)) => Ok(text),
            other => Err(anyhow!("column {place} is no text: {}", kind_of(other))),
        }
    }

    pub fn int(&self, place: usize) -> anyhow::Result<i64> {
        match self.0.get(place) {
            Some(Cell::Int(number)) => Ok(*number),
            other => Err(anyhow!("column {place} is no integer: {}", kind_of(other))),
        }
    }

    pub fn blob(&self, place: usize) -> anyhow::Result<&[u8]> {
        match self.0.get(place) {
            Some(Cell::Blob(bytes)) => Ok(bytes),
            other => Err(anyhow!("column {place} is no blob: {}", kind_of(other))),
        }
    }

    // No error is made for a null: it would be thrown away, and making it is slow.
    pub fn maybe_text(&self, place: usize) -> Option<&str> {
        match self.0.get(place) {
            Some(Cell::Text(text)) => Some(text),
            _ => None,
        }
    }

    pub fn maybe_int(&self, place: usize) -> Option<i64> {
        match self.0.get(place) {
            Some(Cell::Int(number)) => Some(*number),
            _ => None,
        }
    }

    pub fn day(&self, place: usize) -> anyhow::Result<vocabulary::Day> {
        self.text(place)?.parse().map_err(|wrong: String| anyhow!(wrong))
    }

    pub fn maybe_day(&self, place: usize) -> Option<vocabulary::Day> {
        self.maybe_text(place)?.parse().ok()
    }
}

// Never the value itself: it may be personal, and this goes to the log.
fn kind_of(cell: Option<&Cell>) -> &'static str {
    match cell {
        None => "there is no such column",
        Some(Cell::Null) => "null",
        Some(Cell::Int(_)) => "an integer",
        Some(Cell::Text(_)) => "a text",
        Some(Cell::Blob(_)) => "a blob",
    }
}

/// What a column holds. The two engines share these three and no others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Text,
    Int,
    Blob,
}

/// A table whose rows the journal vouches for. Its first column is `id`, its key.
#[derive(Debug)]
pub struct Table {
    pub name: &'static str,
    pub columns: &'static [(&'static str, Kind)],
}

impl Table {
    /// Whether its rows may change: then its last column counts the changes.
    pub fn is_changeable(&self) -> bool {
        self.columns.last().is_some_and(|(name, _)| *name == "rev")
    }

    pub fn column_names(&self) -> String {
        self.columns.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ")
    }
}

/// How a statement can fail.
#[derive(Debug)]
pub enum Fault {
    /// A key that must be unique was there already.
    Taken,
    /// Another transaction was in the way: run everything again.
    Again,
    Broken(anyhow::Error),
}

impl From<anyhow::Error> for Fault {
    fn from(error: anyhow::Error) -> Fault {
        Fault::Broken(error)
    }
}

impl From<Fault> for vocabulary::Error {
    fn from(fault: Fault) -> vocabulary::Error {
        match fault {
            Fault::Taken => vocabulary::Error::Conflict("taken".into()),
            Fault::Again => vocabulary::Error::Conflict("again".into()),
            Fault::Broken(error) => vocabulary::Error::Broken(error),
        }
    }
}

/// One connection to either engine.
pub enum Connection {
    Sqlite(Sqlite),
    Postgres(Box<Postgres>),
}

impl Connection {
    /// Every row that the statement gives.
    pub fn all(&mut self, sql: &str, cells: &[Cell]) -> Result<Vec<Row>, Fault> {
        match self {
            Connection::Sqlite(c) => c.all(sql, cells),
            Connection::Postgres(c) => c.all(sql, cells),
        }
    }

    /// The first row, if there is one.
    pub fn one(&mut self, sql: &str, cells: &[Cell]) -> Result<Option<Row>, Fault> {
        Ok(self.all(sql, cells)?.into_iter().next())
    }

    /// Runs a statement that gives no rows; answers how many rows it touched.
    pub fn run(&mut self, sql: &str, cells: &[Cell]) -> Result<u64, Fault> {
        match self {
            Connection::Sqlite(c) => c.run(sql, cells),
            Connection::Postgres(c) => c.run(sql, cells),
        }
    }

    /// Several statements without parameters, for migrations and transaction control.
    pub fn script(&mut self, sql: &str) -> Result<(), Fault> {
        match self {
            Connection::Sqlite(c) => c.script(sql),
            Connection::Postgres(c) => c.script(sql),
        }
    }

    /// New rows of one table, together.
    pub fn insert(&mut self, table: &Table, rows: &[Vec<Cell>]) -> Result<(), Fault> {
        match self {
            Connection::Sqlite(c) => c.insert(table, rows),
            Connection::Postgres(c) => c.insert(table, rows),
        }
    }

    pub fn begin(&mut self) -> Result<(), Fault> {
        match self {
            Connection::Sqlite(c) => c.script("BEGIN IMMEDIATE"),
            Connection::Postgres(c) => c.script("BEGIN ISOLATION LEVEL SERIALIZABLE"),
        }
    }

    /// Begins a reading that sees one moment of the database, whatever is committed meanwhile.
    pub fn begin_reading(&mut self) -> Result<(), Fault> {
        match self {
            Connection::Sqlite(c) => c.run("BEGIN DEFERRED", &[]).map(|_| ()),
            Connection::Postgres(c) => c.script("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"),
        }
    }

    pub fn end_reading(&mut self) -> Result<(), Fault> {
        match self {
            Connection::Sqlite(c) => c.run("ROLLBACK", &[]).map(|_| ()),
            Connection::Postgres(c) => c.script("ROLLBACK"),
        }
    }

    /// Whether the engine is in this process: then it has one writer, and no way to a server.
    pub fn is_near(&self) -> bool {
        matches!(self, Connection::Sqlite(_))
    }

    /// For a long read that touches everything once: what it has read is not kept, and counts as nobody's memory.
    pub fn keep_little(&mut self) -> anyhow::Result<()> {
        match self {
            Connection::Sqlite(c) => c.keep_little(),
            Connection::Postgres(_) => Ok(()),
        }
    }

    /// Takes out of the engine's own files what was overwritten or deleted, as far as the engine can.
    pub fn scrub(&mut self) -> Result<(), Fault> {
        match self {
            Connection::Sqlite(c) => c.script("PRAGMA wal_checkpoint(TRUNCATE)"),
            Connection::Postgres(c) => c.script("VACUUM person_keys"),
        }
    }

    /// Copies what an embedded database has in its log into its file, as far as nobody reads or writes there now; answers how
    /// many pages the log has.
    pub(crate) fn copy_log(&mut self) -> Result<i64, Fault> {
        match self {
            Connection::Sqlite(c) => {
                let told = c.all("PRAGMA wal_checkpoint(PASSIVE)", &[])?;
                Ok(told.first().map_or(Ok(0), |row| row.int(1))?)
            }
            Connection::Postgres(_) => Ok(0),
        }
    }

    /// Copies the rest of the log, and lets the next writing begin it again.
    pub(crate) fn restart_log(&mut self) -> Result<(), Fault> {
        match self {
            Connection::Sqlite(c) => c.script("PRAGMA wal_checkpoint(RESTART)"),
            Connection::Postgres(_) => Ok(()),
        }
    }

    /// Reads every row of a statement one at a time, so that any number of rows fits in memory.
    pub fn each(
        &mut self,
        sql: &str,
        cells: &[Cell],
        visit: &mut dyn FnMut(Row) -> anyhow::Result<()>,
    ) -> anyhow::Result<()> {
        match self {
            Connection::Sqlite(c) => c.each(sql, cells, visit),
            Connection::Postgres(c) => c.each(sql, cells, visit),
        }
    }
}

/// Where the database is: `sqlite:PATH` or `postgres://...`.
#[derive(Clone, Debug, PartialEq)]
pub enum Address {
    Sqlite(std::path::PathBuf),
    Postgres(String),
}

impl Address {
    /// Reads the form that `DATABASE_URL` takes.
    pub fn parse(text: &str) -> Result<Address, String> {
        if let Some(path) = text.strip_prefix("sqlite:") {
            let path = path.strip_prefix("//").unwrap_or(path);
            if path.is_empty() {
                return Err("DATABASE_URL says sqlite: but no path; write sqlite:PATH".into());
            }
            Ok(Address::Sqlite(path.into()))
        } else if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            Ok(Address::Postgres(text.into()))
        } else {
            Err("DATABASE_URL must begin with sqlite: or postgres://".into())
        }
    }

    pub fn connect(&self) -> anyhow::Result<Connection> {
        match self {
            Address::Sqlite(path) => Ok(Connection::Sqlite(Sqlite::open(path)?)),
            Address::Postgres(url) => Ok(Connection::Postgres(Box::new(Postgres::open(url)?))),
        }
    }

    /// How the engine is called in the log and by `madang doctor`.
    pub fn engine(&self) -> &'static str {
        match self {
            Address::Sqlite(_) => "SQLite",
            Address::Postgres(_) => "PostgreSQL",
        }
    }
}
