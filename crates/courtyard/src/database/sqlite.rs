//! SQLite: everything about this engine that differs from the other.
//!
//! WAL and `synchronous=FULL`: what was answered survives the power going out. `secure_delete`: a key that was destroyed is
//! overwritten on its page.

use std::path::Path;

use anyhow::{Context, anyhow};
use rusqlite::config::DbConfig;
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{ErrorCode, OpenFlags, ToSql};

use super::{Cell, Fault, Row, Table};

/// Pages of the write-ahead log, 256 MiB of them, after which the writer itself copies it into the database: only when the
/// thread that does so otherwise has fallen behind.
const LOG_PAGES_MAX: i64 = 65_536;

pub struct Sqlite {
    connection: rusqlite::Connection,
}

impl ToSql for Cell {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Cell::Null => ValueRef::Null,
            Cell::Int(number) => ValueRef::Integer(*number),
            Cell::Text(text) => ValueRef::Text(text.as_bytes()),
            Cell::Blob(bytes) => ValueRef::Blob(bytes),
        }))
    }
}

impl Sqlite {
    pub fn open(path: &Path) -> anyhow::Result<Sqlite> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
            | OpenFlags::SQLITE_OPEN_CREATE
            | OpenFlags::SQLITE_OPEN_NO_MUTEX
            | OpenFlags::SQLITE_OPEN_URI;
        let connection = rusqlite::Connection::open_with_flags(path, flags)
            .with_context(|| format!("cannot open the database {}", path.display()))?;
        connection.busy_timeout(std::time::Duration::from_secs(10))?;
        connection.set_prepared_statement_cache_capacity(256);
        // A statement keeps its plan: else one with a partial index in reach is planned anew for each other parameter.
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
        connection.execute_batch(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;
             PRAGMA cache_size = -65536; PRAGMA temp_store = MEMORY; PRAGMA mmap_size = 268435456;
             PRAGMA secure_delete = FAST;",
        )?;
        connection.pragma_update(None, "wal_autocheckpoint", LOG_PAGES_MAX)?;
        Ok(Sqlite { connection })
    }

    pub(super) fn all(&mut self, sql: &str, cells: &[Cell]) -> Result<Vec<Row>, Fault> {
        let mut statement = self.connection.prepare_cached(sql).map_err(fault)?;
        let width = statement.column_count();
        let mut rows = statement.query(rusqlite::params_from_iter(cells)).map_err(fault)?;
        let mut all = Vec::new();
        while let Some(row) = rows.next().map_err(fault)? {
            all.push(read(row, width)?);
        }
        Ok(all)
    }

    pub(super) fn each(
        &mut self,
        sql: &str,
        cells: &[Cell],
        visit: &mut dyn FnMut(Row) -> anyhow::Result<()>,
    ) -> anyhow::Result<()> {
        let mut statement = self.connection.prepare_cached(sql)?;
        let width = statement.column_count();
        let mut rows = statement.query(rusqlite::params_from_iter(cells))?;
        while let Some(row) = rows.next()? {
            visit(read(row, width)?)?;
        }
        Ok(())
    }

    pub(super) fn run(&mut self, sql: &str, cells: &[Cell]) -> Result<u64, Fault> {
        let mut statement = self.connection.prepare_cached(sql).map_err(fault)?;
        statement.execute(rusqlite::params_from_iter(cells)).map(|n| n as u64).map_err(fault)
    }

    pub(super) fn keep_little(&mut self) -> anyhow::Result<()> {
        Ok(self.connection.execute_batch("PRAGMA mmap_size = 0; PRAGMA cache_size = -2048;")?)
    }

    pub(super) fn script(&mut self, sql: &str) -> Result<(), Fault> {
        self.connection.execute_batch(sql).map_err(fault)
    }

    pub(super) fn insert(&mut self, table: &Table, rows: &[Vec<Cell>]) -> Result<(), Fault> {
        let marks = vec!["?"; table.columns.len()].join(", ");
        let sql = format!("INSERT INTO {} ({}) VALUES ({marks})", table.name, table.column_names());
        let mut statement = self.connection.prepare_cached(&sql).map_err(fault)?;
        for row in rows {
            statement.execute(rusqlite::params_from_iter(row)).map_err(fault)?;
        }
        Ok(())
    }
}

fn read(row: &rusqlite::Row<'_>, width: usize) -> anyhow::Result<Row> {
    let cell = |place| {
        Ok(match row.get_ref(place)? {
            ValueRef::Null => Cell::Null,
            ValueRef::Integer(number) => Cell::Int(number),
            ValueRef::Text(bytes) => Cell::Text(String::from_utf8(bytes.to_vec())?),
            ValueRef::Blob(bytes) => Cell::Blob(bytes.to_vec()),
            ValueRef::Real(_) => return Err(anyhow!("a float in the database")),
        })
    };
    Ok(Row((0..width).map(cell).collect::<anyhow::Result<_>>()?))
}

fn fault(error: rusqlite::Error) -> Fault {
    match error.sqlite_error_code() {
        Some(ErrorCode::ConstraintViolation) if is_unique(&error) => Fault::Taken,
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Fault::Again,
        _ => Fault::Broken(error.into()),
    }
}

fn is_unique(error: &rusqlite::Error) -> bool {
    // SQLITE_CONSTRAINT_PRIMARYKEY and SQLITE_CONSTRAINT_UNIQUE.
    matches!(error, rusqlite::Error::SqliteFailure(code, _) if matches!(code.extended_code, 1555 | 2067))
}
