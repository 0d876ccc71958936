//! Migrations: numbered SQL texts, forward only, each applied once and remembered.
//!
//! One text serves both engines: `INTEGER` and `BLOB` are written, and become `BIGINT` and `BYTEA` on PostgreSQL;
//! SQLite tables are made STRICT, so that a wrong type is an error there too.

use super::{Connection, Fault};

/// One step of the schema: `courtyard/0001`.
#[derive(Clone, Copy, Debug)]
pub struct Migration {
    pub name: &'static str,
    pub sql: &'static str,
}

/// Brings the database up to date. Safe to run by several nodes at once: each step commits with its own mark.
pub fn migrate(connection: &mut Connection, steps: &[Migration]) -> anyhow::Result<Vec<String>> {
    let marks = "CREATE TABLE IF NOT EXISTS migrations (id TEXT PRIMARY KEY)";
    connection.script(marks).map_err(broken)?;
    let mut applied = Vec::new();
    for step in steps {
        for attempt in 0.. {
            match apply(connection, step) {
                Ok(true) => applied.push(step.name.to_string()),
                Ok(false) => {}
                Err(Fault::Again | Fault::Taken) if attempt < 5 => {
                    connection.script("ROLLBACK").map_err(broken)?;
                    continue;
                }
                Err(fault) => {
                    connection.script("ROLLBACK").ok();
                    return Err(broken(fault).context(format!("migration {}", step.name)));
                }
            }
            break;
        }
    }
    Ok(applied)
}

fn apply(connection: &mut Connection, step: &Migration) -> Result<bool, Fault> {
    connection.begin()?;
    let done = connection.one("SELECT id FROM migrations WHERE id = ?", &[step.name.into()])?;
    if done.is_some() {
        connection.script("ROLLBACK")?;
        return Ok(false);
    }
    connection.run("INSERT INTO migrations (id) VALUES (?)", &[step.name.into()])?;
    let sql = in_dialect(step.sql, connection.is_near());
    connection.script(&sql)?;
    connection.script("COMMIT")?;
    Ok(true)
}

fn in_dialect(sql: &str, sqlite: bool) -> String {
    let plain = |line: &&str| !line.trim_start().starts_with("--");
    let sql: String = sql.lines().filter(plain).collect::<Vec<_>>().join("\n");
    if sqlite {
        sql.replace("\n);", "\n) STRICT;")
    } else {
        sql.replace(" INTEGER", " BIGINT").replace(" BLOB", " BYTEA")
    }
}

pub(crate) fn broken(fault: Fault) -> anyhow::Error {
    match fault {
        Fault::Broken(error) => error,
        Fault::Taken => anyhow::anyhow!("a unique key was taken"),
        Fault::Again => anyhow::anyhow!("another transaction was in the way"),
    }
}
