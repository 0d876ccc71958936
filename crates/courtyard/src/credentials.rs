//! Credentials: what a person leaves with. Written down first, signed when it is fetched, revoked with a reason.
//!
//! What may not happen here: signing before the intent is committed (ground rule 9).

use serde_json::Value;
use vocabulary::{Day, Error, Moment, Result, number_from};

use crate::cases::Case;
use crate::database::{Cell, Row};
use crate::destruction::{self, Destroyed};
use crate::schema::CREDENTIALS;
use crate::tx::{Reader, Tx};
use crate::view::View;

/// What anybody may know of a credential: whether it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Standing {
    pub id: String,
    pub service: String,
    pub issued_at: Moment,
    pub issued_on: Day,
    pub valid_until: Option<Day>,
    pub revoked_at: Option<Moment>,
    pub revoked_for: Option<String>,
}

impl Standing {
    /// `valid`, `expired` or `revoked` on that day.
    pub fn on(&self, day: Day) -> &'static str {
        match self.valid_until {
            _ if self.revoked_at.is_some() => "revoked",
            Some(until) if until < day => "expired",
            _ => "valid",
        }
    }
}

const COLUMNS: &str = "id, service, issued_at, issued_on, valid_until, revoked_at, revoked_for";

fn read(row: &Row) -> Result<Standing> {
    Ok(Standing {
        id: row.text(0)?.to_string(),
        service: row.text(1)?.to_string(),
        issued_at: Moment(row.int(2)?),
        issued_on: row.day(3)?,
        valid_until: row.maybe_day(4),
        revoked_at: row.maybe_int(5).map(Moment),
        revoked_for: row.maybe_text(6).map(str::to_string),
    })
}

/// Writes down what the credential will say, as JSON. From its commit on, it can be fetched and signed.
pub fn intend(
    tx: &mut Tx<'_>,
    case: &Case,
    says: &str,
    valid_until: Option<Day>,
) -> Result<String> {
    // Within its second the number on the paper is random, so that nobody can guess another's.
    let prefix = format!("C{}", case.service_prefix());
    let id = number_from(&prefix, tx.now(), tx.random::<6>()?);
    let row = vec![
        id.as_str().into(),
        case.number.as_str().into(),
        case.service.as_str().into(),
        case.applicant.as_str().into(),
        tx.seal(&case.applicant, "credential", says.as_bytes())?.into(),
        tx.now().into(),
        tx.today().into(),
        valid_until.into(),
        Cell::Null,
        Cell::Null,
    ];
    tx.enter(&CREDENTIALS, row)?;
    tx.happened("credential.issued");
    Ok(id)
}

/// Takes a credential back, and says why.
pub fn revoke(tx: &mut Tx<'_>, case: &Case, id: &str, why: &str) -> Result<()> {
    let set = [("revoked_at", Cell::from(tx.now())), ("revoked_for", why.into())];
    tx.change(&CREDENTIALS, id, &set, &[("case_id", case.number.as_str().into())])?;
    tx.about(&case.number);
    tx.happened("credential.revoked");
    Ok(())
}

/// Whether a credential stands: for anybody who holds its number.
pub fn standing(view: &mut View<'_>, id: &str) -> Result<Standing> {
    let row = view.one(&format!("SELECT {COLUMNS} FROM credentials WHERE id = ?"), &[id.into()])?;
    read(&row.ok_or(Error::NotFound)?)
}

/// When and why what a credential says was destroyed: for anybody who holds its number.
pub fn destroyed(view: &mut View<'_>, id: &str) -> Result<Option<Destroyed>> {
    let row = view.one("SELECT holder FROM credentials WHERE id = ?", &[id.into()])?;
    destruction::of(view, row.ok_or(Error::NotFound)?.text(0)?)
}

/// The holder's own credential, with what it says.
pub fn own(view: &mut View<'_>, id: &str) -> Result<(Standing, String, Value)> {
    let sql = format!("SELECT {COLUMNS}, holder, case_id, sealed FROM credentials WHERE id = ?");
    let row = view.one(&sql, &[id.into()])?.ok_or(Error::NotFound)?;
    let plain = view.open_own(row.text(7)?, "credential", row.blob(9)?)?;
    let says = serde_json::from_slice(&plain).map_err(anyhow::Error::from)?;
    Ok((read(&row)?, row.text(8)?.to_string(), says))
}

/// What a credential says, opened for an officer of its desk.
pub fn open(tx: &mut Tx<'_>, case: &Case, id: &str) -> Result<Value> {
    let sql = "SELECT sealed FROM credentials WHERE id = ? AND case_id = ?";
    let row = tx.one(sql, &[id.into(), case.number.as_str().into()])?.ok_or(Error::NotFound)?;
    let what = "credential";
    let plain = tx.open(Reader::Actor, &case.applicant, what, what, row.blob(0)?)?;
    Ok(serde_json::from_slice(&plain).map_err(anyhow::Error::from)?)
}

/// The credentials of a case.
pub fn of_case(view: &mut View<'_>, number: &str) -> Result<Vec<Standing>> {
    let sql = format!("SELECT {COLUMNS} FROM credentials WHERE case_id = ? ORDER BY issued_at, id");
    view.all(&sql, &[number.into()])?.iter().map(read).collect()
}

/// The numbers of all credentials that were taken back; they name nobody.
pub fn revoked(view: &mut View<'_>) -> Result<Vec<String>> {
    let rows = view.all(
        "SELECT id FROM credentials WHERE revoked_at IS NOT NULL ORDER BY id LIMIT 100000",
        &[],
    )?;
    rows.iter().map(|row| Ok(row.text(0)?.to_string())).collect()
}

impl Case {
    fn service_prefix(&self) -> String {
        self.number.split('-').next().unwrap_or("X").to_string()
    }
}
