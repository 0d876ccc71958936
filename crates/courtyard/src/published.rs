//! Published law: versions of tables, parameters and scales that were published here, taken up when the house opens, when it
//! publishes some, and within seconds when another node does.
//!
//! What may not happen here: a version in doubt, half of what was published together. What cannot be read keeps the house closed, and says so.

use anyhow::anyhow;
use country::{Country, Subject};
use vocabulary::{Day, Error, Mistake, Moment, Result};

use crate::database::migrate::broken;
use crate::database::{Connection, Row};
use crate::tx::Tx;
use crate::view::View;

/// How long a node that was slow to ask is still told of a version.
pub(crate) const TOLD_SECONDS: i64 = 600;

const COLUMNS: &str = "subject, from_day, written";

/// What a published version is called in mistakes, and its text.
pub(crate) type Published = (String, String);

/// The id of a version: there is one of a day.
pub(crate) fn id_of(subject: &Subject, from: Day) -> String {
    format!("{subject} {from}")
}

/// Takes up all that was ever published, before the house opens.
pub(crate) fn begin(country: &mut Country, connection: &mut Connection) -> anyhow::Result<()> {
    let sql = format!("SELECT {COLUMNS} FROM law_versions ORDER BY from_day, id");
    let rows = connection.all(&sql, &[]).map_err(broken)?;
    country.begin_with(&read(&rows)?).map_err(|mistakes: Vec<Mistake>| {
        let told: Vec<String> = mistakes.iter().map(ToString::to_string).collect();
        anyhow!("the published law and the country's files do not fit:\n{}", told.join("\n"))
    })
}

/// Takes up what was published since, by whomever.
pub(crate) fn since(
    country: &Country,
    connection: &mut Connection,
    since: Moment,
) -> anyhow::Result<()> {
    let rows = connection.all(&since_sql(), &[since.into()]).map_err(broken)?;
    Ok(take(country, &rows)?)
}

/// What was published so lately that this node may not have heard of it.
pub(crate) fn lately(tx: &mut Tx<'_>) -> Result<Vec<Published>> {
    let since = tx.now().plus_seconds(-TOLD_SECONDS);
    let rows = tx.all(&since_sql(), &[since.into()])?;
    read(&rows)
}

/// Takes up what was just published from a proposal, all of it at once. Called once it is committed.
pub fn take_up(view: &mut View<'_>, proposal: &str) -> Result<()> {
    let sql = format!("SELECT {COLUMNS} FROM law_versions WHERE proposal = ? ORDER BY id");
    let rows = view.all(&sql, &[proposal.into()])?;
    take(view.country(), &rows)
}

fn since_sql() -> String {
    format!("SELECT {COLUMNS} FROM law_versions WHERE published_at >= ? ORDER BY from_day, id")
}

fn take(country: &Country, rows: &[Row]) -> Result<()> {
    if rows.is_empty() {
        return Ok(());
    }
    country.publish(&read(rows)?).map_err(|mistakes| {
        let told = mistakes.first().map(ToString::to_string).unwrap_or_default();
        Error::broken(format!("a published version cannot be taken up: {told}"))
    })
}

fn read(rows: &[Row]) -> Result<Vec<Published>> {
    let one = |row: &Row| {
        let file = format!("published/{}/{}", row.day(1)?, Subject::parse(row.text(0)?).file());
        Ok((file, row.text(2)?.to_string()))
    };
    rows.iter().map(one).collect()
}
