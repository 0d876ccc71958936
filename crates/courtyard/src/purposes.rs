//! Purposes and disclosures: who looked at whose data, when, why, in which case, which fields by name.
//!
//! What may not happen here: the values that were seen. Disclosures are written by `Tx::open`, and only read here.

use vocabulary::{Moment, Result};

use crate::database::Row;
use crate::view::View;

/// One reading of a person's data by somebody else.
#[derive(Clone, Debug, PartialEq)]
pub struct Disclosure {
    pub id: String,
    /// `officer`, `rule`, `auditor`, `administrator`, `system`.
    pub actor_kind: String,
    pub agency: String,
    pub purpose: String,
    pub case: Option<String>,
    pub fields: String,
    pub looked_at: Moment,
}

/// Who looked at the reader's data, latest first; `before` continues a page.
pub fn own_disclosures(
    view: &mut View<'_>,
    before: Option<(Moment, &str)>,
    limit: i64,
) -> Result<Vec<Disclosure>> {
    let (at, id) = before.unwrap_or((Moment(i64::MAX), ""));
    let sql = "SELECT id, actor_kind, agency, purpose, case_id, fields, looked_at FROM disclosures
               WHERE subject = ? AND (looked_at, id) < (?, ?) ORDER BY looked_at DESC, id DESC LIMIT ?";
    let cells = [view.actor.applicant().into(), at.into(), id.into(), limit.into()];
    view.all(sql, &cells)?.iter().map(read).collect()
}

fn read(row: &Row) -> Result<Disclosure> {
    Ok(Disclosure {
        id: row.text(0)?.to_string(),
        actor_kind: row.text(1)?.to_string(),
        agency: row.text(2)?.to_string(),
        purpose: row.text(3)?.to_string(),
        case: row.maybe_text(4).map(str::to_string),
        fields: row.text(5)?.to_string(),
        looked_at: Moment(row.int(6)?),
    })
}
