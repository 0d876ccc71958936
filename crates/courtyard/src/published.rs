//! Published law: versions of tables that were published here, taken up when the house opens, when it publishes one, and
//! within seconds when another node does.
//!
//! What may not happen here: a version in doubt. What cannot be read keeps the house closed, and says so.

use anyhow::anyhow;
use country::Country;
use vocabulary::{Error, Mistake, Moment, Result};

use crate::database::migrate::broken;
use crate::database::{Connection, Row};
use crate::view::View;

/// How long a node that was slow to ask is still told of a version.
pub(crate) const TOLD_SECONDS: i64 = 600;

/// What a published version is called in mistakes.
fn file_of(id: &str) -> String {
    format!("published/{id}")
}

/// Takes up all that was ever published, before the house opens.
pub(crate) fn begin(country: &mut Country, connection: &mut Connection) -> anyhow::Result<()> {
    let sql = "SELECT id, written FROM law_versions ORDER BY from_day, id";
    for row in connection.all(sql, &[]).map_err(broken)? {
        let (id, written) = parts(&row)?;
        let said = |mistakes: Vec<Mistake>| {
            let told: Vec<String> = mistakes.iter().map(ToString::to_string).collect();
            anyhow!("the published law and the country's files do not fit:\n{}", told.join("\n"))
        };
        country.begin_with(&file_of(id), written).map_err(said)?;
    }
    Ok(())
}

/// Takes up what was published since, by whomever.
pub(crate) fn since(
    country: &Country,
    connection: &mut Connection,
    since: Moment,
) -> anyhow::Result<()> {
    let sql = "SELECT id, written FROM law_versions WHERE published_at >= ? ORDER BY from_day, id";
    let rows = connection.all(sql, &[since.into()]).map_err(broken)?;
    rows.iter().try_for_each(|row| Ok(add(country, row)?))
}

/// Takes up what was just published from a proposal. Called once it is committed.
pub fn take_up(view: &mut View<'_>, proposal: &str) -> Result<()> {
    let sql = "SELECT id, written FROM law_versions WHERE proposal = ?";
    let rows = view.all(sql, &[proposal.into()])?;
    rows.iter().try_for_each(|row| add(view.country(), row))
}

fn add(country: &Country, row: &Row) -> Result<()> {
    let (id, written) = parts(row)?;
    country.publish(&file_of(id), written).map_err(|mistakes| {
        let told = mistakes.first().map(ToString::to_string).unwrap_or_default();
        Error::broken(format!("a published version cannot be taken up: {told}"))
    })
}

fn parts(row: &Row) -> Result<(&str, &str)> {
    Ok((row.text(0)?, row.text(1)?))
}
