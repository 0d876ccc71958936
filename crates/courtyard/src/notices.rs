//! Notices: what a person is told, in the same commit as its cause. They are read on the person's page; letters, mail
//! and SMS will be sent from the same rows.

use vocabulary::{Moment, Result};

use crate::cases::Case;
use crate::schema::NOTICES;
use crate::tx::Tx;
use crate::view::View;

/// Tells the applicant of a case; `what` is a text key such as `notice.question`.
pub fn send_later(tx: &mut Tx<'_>, case: &Case, what: &'static str) -> Result<()> {
    let row = vec![
        tx.new_id()?.into(),
        case.applicant.as_str().into(),
        case.number.as_str().into(),
        what.into(),
        tx.now().into(),
    ];
    tx.enter(&NOTICES, row)
}

/// A notice to the reader.
#[derive(Clone, Debug, PartialEq)]
pub struct Notice {
    pub case: Option<String>,
    pub what: String,
    pub sent_at: Moment,
}

/// The reader's notices, latest first.
pub fn all_own(view: &mut View<'_>, limit: i64) -> Result<Vec<Notice>> {
    let sql = "SELECT case_id, what, sent_at FROM notices WHERE person = ? ORDER BY sent_at DESC, id DESC LIMIT ?";
    let rows = view.all(sql, &[view.actor.applicant().into(), limit.into()])?;
    let read = |row: &crate::database::Row| {
        Ok(Notice {
            case: row.maybe_text(0).map(str::to_string),
            what: row.text(1)?.to_string(),
            sent_at: Moment(row.int(2)?),
        })
    };
    rows.iter().map(read).collect()
}
