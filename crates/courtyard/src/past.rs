//! Past decisions of a service, read for statistics: what was known of each case, and nothing of who it was.
//!
//! What may not happen here: a reading that the persons do not see in their list of who looked.

use vocabulary::{Error, Result};

use crate::actors::Role;
use crate::database::Cell;
use crate::tx::{Reader, Tx};
use crate::view::View;

/// The purpose of the country's data under which past cases are read.
pub const PURPOSE: &str = "law-statistics";

/// A first decision on a case as it was recorded. No number of a case, no name.
pub struct PastDecision {
    /// What continues a page; it says nothing outside the database.
    pub place: String,
    pub record: serde_json::Value,
}

/// How many first decisions on the cases of a service can be read.
pub fn count(view: &mut View<'_>, service: &str) -> Result<i64> {
    let sql = "SELECT COUNT(*) FROM decisions d JOIN cases c ON c.id = d.case_id JOIN person_keys k ON k.id = c.applicant \
               WHERE c.service = ? AND d.stage = 'first' AND k.wrapped IS NOT NULL";
    view.one(sql, &[service.into()])?.map_or(Ok(0), |row| Ok(row.int(0)?))
}

/// The first decisions on the cases of a service, in the order of their ids; `after` continues a page. A rule of the agency reads them, and
/// each person sees that it did. Whose data was destroyed has no record any more and is left out.
pub fn of_service(
    tx: &mut Tx<'_>,
    (service, agency): (&str, &str),
    after: &str,
    limit: i64,
) -> Result<Vec<PastDecision>> {
    if !matches!(tx.actor.role, Role::System | Role::Officer) || tx.purpose != PURPOSE {
        return Err(Error::NotYours);
    }
    let sql = "SELECT d.id, c.applicant, d.sealed FROM decisions d JOIN cases c ON c.id = d.case_id \
               JOIN person_keys k ON k.id = c.applicant \
               WHERE c.service = ? AND d.stage = 'first' AND d.id > ? AND k.wrapped IS NOT NULL ORDER BY d.id LIMIT ?";
    let cells = [Cell::from(service), Cell::from(after), Cell::from(limit)];
    let mut all = Vec::new();
    for row in tx.all(sql, &cells)? {
        let reader = Reader::Rule { agency };
        let plain = tx.open(reader, row.text(1)?, "decision", "decision", row.blob(2)?)?;
        let record = serde_json::from_slice(&plain).map_err(anyhow::Error::from)?;
        all.push(PastDecision { place: row.text(0)?.to_string(), record });
    }
    tx.happened("law.tried");
    Ok(all)
}
