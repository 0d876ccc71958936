//! PostgreSQL: everything about this engine that differs from the other.
//!
//! Round trips decide here: new rows of one table go as arrays in one statement, whatever their number.

use std::collections::HashMap;

use anyhow::{Context, anyhow};
use postgres::error::SqlState;
use postgres::fallible_iterator::FallibleIterator;
use postgres::types::{IsNull, ToSql, Type, private::BytesMut, to_sql_checked};
use postgres::{Client, NoTls, Statement};

use super::{Cell, Fault, Kind, Row, Table};

/// Statements that a connection remembers; beyond it the memory starts anew.
const STATEMENTS_MAX: usize = 512;

pub struct Postgres {
    client: Client,
    statements: HashMap<String, Statement>,
}

impl ToSql for Cell {
    fn to_sql(
        &self,
        kind: &Type,
        out: &mut BytesMut,
    ) -> Result<IsNull, Box<dyn std::error::Error + Sync + Send>> {
        match self {
            Cell::Null => Ok(IsNull::Yes),
            Cell::Int(number) if *kind == Type::INT4 => i32::try_from(*number)?.to_sql(kind, out),
            Cell::Int(number) => number.to_sql(kind, out),
            Cell::Text(text) => text.to_sql(kind, out),
            Cell::Blob(bytes) => bytes.to_sql(kind, out),
        }
    }

    fn accepts(kind: &Type) -> bool {
        matches!(*kind, Type::INT4 | Type::INT8 | Type::TEXT | Type::VARCHAR | Type::BYTEA)
    }

    to_sql_checked!();
}

impl Postgres {
    pub fn open(url: &str) -> anyhow::Result<Postgres> {
        let client = Client::connect(url, NoTls).context("cannot connect to PostgreSQL")?;
        Ok(Postgres { client, statements: HashMap::new() })
    }

    fn prepared(&mut self, sql: &str) -> Result<Statement, Fault> {
        if let Some(statement) = self.statements.get(sql) {
            return Ok(statement.clone());
        }
        if self.statements.len() >= STATEMENTS_MAX {
            self.statements.clear();
        }
        let statement = self.client.prepare(&numbered(sql)).map_err(fault)?;
        self.statements.insert(sql.to_string(), statement.clone());
        Ok(statement)
    }

    pub(super) fn all(&mut self, sql: &str, cells: &[Cell]) -> Result<Vec<Row>, Fault> {
        let statement = self.prepared(sql)?;
        let rows = self.client.query_raw(&statement, cells.iter().map(as_sql)).map_err(fault)?;
        let rows = rows.map(|row| Ok(read(&row)));
        let rows: Vec<_> = rows.collect().map_err(fault)?;
        rows.into_iter().collect::<anyhow::Result<Vec<_>>>().map_err(Fault::Broken)
    }

    pub(super) fn each(
        &mut self,
        sql: &str,
        cells: &[Cell],
        visit: &mut dyn FnMut(Row) -> anyhow::Result<()>,
    ) -> anyhow::Result<()> {
        let statement = self.client.prepare(&numbered(sql))?;
        let mut rows = self.client.query_raw(&statement, cells.iter().map(as_sql))?;
        while let Some(row) = rows.next()? {
            visit(read(&row)?)?;
        }
        Ok(())
    }

    pub(super) fn run(&mut self, sql: &str, cells: &[Cell]) -> Result<u64, Fault> {
        let statement = self.prepared(sql)?;
        let cells: Vec<&(dyn ToSql + Sync)> = cells.iter().map(as_sql).collect();
        self.client.execute(&statement, &cells).map_err(fault)
    }

    pub(super) fn script(&mut self, sql: &str) -> Result<(), Fault> {
        self.client.batch_execute(sql).map_err(fault)
    }

    pub(super) fn insert(&mut self, table: &Table, rows: &[Vec<Cell>]) -> Result<(), Fault> {
        let array = |(place, (_, kind)): (usize, &(&str, Kind))| match kind {
            Kind::Text => format!("${}::text[]", place + 1),
            Kind::Int => format!("${}::bigint[]", place + 1),
            Kind::Blob => format!("${}::bytea[]", place + 1),
        };
        let arrays: Vec<_> = table.columns.iter().enumerate().map(array).collect();
        let names = table.column_names();
        let arrays = arrays.join(", ");
        let sql = format!("INSERT INTO {} ({names}) SELECT * FROM unnest({arrays})", table.name);
        let columns: Vec<Box<dyn ToSql + Sync>> = (0..table.columns.len())
            .map(|place| column(rows, place, table.columns[place].1))
            .collect::<anyhow::Result<_>>()?;
        let columns: Vec<&(dyn ToSql + Sync)> = columns.iter().map(AsRef::as_ref).collect();
        let statement = self.prepared(&sql)?;
        self.client.execute(&statement, &columns).map_err(fault)?;
        Ok(())
    }
}

fn column(rows: &[Vec<Cell>], place: usize, kind: Kind) -> anyhow::Result<Box<dyn ToSql + Sync>> {
    let cells = rows.iter().map(|row| row.get(place).unwrap_or(&Cell::Null));
    let wrong = || anyhow!("a cell of column {place} is not of its kind");
    Ok(match kind {
        Kind::Text => {
            let text = |cell: &Cell| match cell {
                Cell::Null => Ok(None),
                Cell::Text(text) => Ok(Some(text.clone())),
                _ => Err(wrong()),
            };
            Box::new(cells.map(text).collect::<anyhow::Result<Vec<Option<String>>>>()?)
        }
        Kind::Int => {
            let int = |cell: &Cell| match cell {
                Cell::Null => Ok(None),
                Cell::Int(number) => Ok(Some(*number)),
                _ => Err(wrong()),
            };
            Box::new(cells.map(int).collect::<anyhow::Result<Vec<Option<i64>>>>()?)
        }
        Kind::Blob => {
            let blob = |cell: &Cell| match cell {
                Cell::Null => Ok(None),
                Cell::Blob(bytes) => Ok(Some(bytes.clone())),
                _ => Err(wrong()),
            };
            Box::new(cells.map(blob).collect::<anyhow::Result<Vec<Option<Vec<u8>>>>>()?)
        }
    })
}

fn as_sql(cell: &Cell) -> &(dyn ToSql + Sync) {
    cell
}

/// `?` becomes `$1`, `$2`, ... in order; a `?` inside quotes stays.
fn numbered(sql: &str) -> String {
    let (mut out, mut count, mut quoted) = (String::with_capacity(sql.len() + 16), 0, false);
    for letter in sql.chars() {
        match letter {
            '\'' => quoted = !quoted,
            '?' if !quoted => {
                count += 1;
                out.push_str(&format!("${count}"));
                continue;
            }
            _ => {}
        }
        out.push(letter);
    }
    out
}

fn read(row: &postgres::Row) -> anyhow::Result<Row> {
    let cell = |place: usize| {
        let kind = row.columns().get(place).map(|c| c.type_().clone());
        Ok(match kind {
            Some(Type::INT8) => row.try_get::<_, Option<i64>>(place)?.into(),
            Some(Type::INT4) => row.try_get::<_, Option<i32>>(place)?.map(i64::from).into(),
            Some(Type::BYTEA) => row.try_get::<_, Option<Vec<u8>>>(place)?.into(),
            _ => row.try_get::<_, Option<String>>(place)?.into(),
        })
    };
    Ok(Row((0..row.len()).map(cell).collect::<anyhow::Result<_>>()?))
}

fn fault(error: postgres::Error) -> Fault {
    match error.code() {
        Some(code) if *code == SqlState::UNIQUE_VIOLATION => Fault::Taken,
        Some(code)
            if *code == SqlState::T_R_SERIALIZATION_FAILURE
                || *code == SqlState::T_R_DEADLOCK_DETECTED =>
        {
            Fault::Again
        }
        _ => Fault::Broken(error.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::numbered;

    #[test]
    fn marks_are_numbered_outside_quotes_only() {
        assert_eq!(numbered("a = ? AND b = '?' AND c = ?"), "a = $1 AND b = '?' AND c = $2");
    }
}
