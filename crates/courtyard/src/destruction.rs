//! Destruction: the data key of one person or organisation is destroyed, and so is all that was sealed under it, in every
//! copy that has no key of its own. What remains says that there were cases and entries, and on which basis nothing more is
//! left.
//!
//! What may not happen here: a destruction without a legal basis in the journal; a row that the journal vouches for, changed
//! past it.

use vocabulary::{Day, Error, Moment, Refusal, Result, Span};

use crate::actors::Role;
use crate::cases::State;
use crate::database::Cell;
use crate::database::migrate::broken;
use crate::house::House;
use crate::schema::{CASES, DESTRUCTIONS, DOCUMENTS, IDENTITIES, REGISTER_ENTRIES};
use crate::tx::Tx;
use crate::view::View;

/// Cases, entries or documents of one person that one act can deal with.
const ROWS_MAX: i64 = 10_000;
/// How long a node that was slow to ask is still told of a destruction.
pub(crate) const TOLD_SECONDS: i64 = 600;

/// What is to be destroyed, and why it may be.
#[derive(Clone, Debug)]
pub struct Destruction {
    /// The id of the person or organisation.
    pub person: String,
    /// The article that asks for it.
    pub basis: String,
    /// Why it may be done although a case is open or a time of keeping still runs.
    pub ground: Option<String>,
}

/// What the journal vouches for of a destruction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Destroyed {
    pub basis: String,
    pub ground: Option<String>,
    pub at: Moment,
}

/// What was destroyed, in numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Extent {
    pub cases: usize,
    /// Cases that were still open, and ended with it as withdrawn.
    pub closed: usize,
    pub entries: usize,
    pub documents: usize,
}

/// Destroys a person's data key. Call [`forget`] once it is committed.
pub fn destroy(tx: &mut Tx<'_>, order: &Destruction) -> Result<Extent> {
    if !matches!(tx.actor.role, Role::System | Role::Administrator) {
        return Err(Error::NotYours);
    }
    if order.basis.trim().is_empty() || order.ground.as_deref().is_some_and(|g| g.trim().is_empty())
    {
        return Err(Error::refused("destruction.no-basis"));
    }
    let person = order.person.as_str();
    tx.one("SELECT id FROM people WHERE id = ?", &[person.into()])?.ok_or(Error::NotFound)?;
    if tx.one("SELECT id FROM destructions WHERE id = ?", &[person.into()])?.is_some() {
        return Err(Error::refused("destruction.done"));
    }
    let (cases, entries) = (cases_of(tx, person)?, entries_of(tx, person)?);
    if order.ground.is_none()
        && let Some(refusal) = obstacle(tx, &cases, &entries)
    {
        return Err(refusal.into());
    }
    let mut extent = Extent { cases: cases.len(), entries: entries.len(), ..Extent::default() };
    for case in cases.iter().filter(|case| case.state.is_open()) {
        let set = [("state", State::Withdrawn.as_str().into()), ("closed_at", tx.now().into())];
        tx.change(&CASES, &case.id, &set, &[("state", case.state.as_str().into())])?;
        extent.closed += 1;
    }
    for entry in &entries {
        // The blind index is made from a number of the person: whoever has the look-up key could still ask for it.
        tx.change(&REGISTER_ENTRIES, &entry.id, &[("lookup", "".into())], &[])?;
    }
    forget_identities(tx, person)?;
    extent.documents = destroy_documents(tx, person)?;
    let sql = "DELETE FROM drafts WHERE person = ? OR applicant = ?";
    tx.aside(sql, &[person.into(), person.into()])?;
    tx.aside("UPDATE person_keys SET wrapped = NULL WHERE id = ?", &[person.into()])?;
    let ground = order.ground.clone();
    let row = vec![person.into(), order.basis.as_str().into(), ground.into(), tx.now().into()];
    tx.enter(&DESTRUCTIONS, row)?;
    tx.happened("person.destroyed");
    Ok(extent)
}

// Nobody comes in as that person any more, and no index is left of the account or the number with which they did.
fn forget_identities(tx: &mut Tx<'_>, person: &str) -> Result<()> {
    let sql =
        "SELECT id FROM identities WHERE person = ? AND lookup IS NOT NULL ORDER BY id LIMIT ?";
    for row in within(tx.all(sql, &[person.into(), ROWS_MAX.into()])?)? {
        tx.change(&IDENTITIES, row.text(0)?, &[("lookup", Cell::Null)], &[])?;
    }
    Ok(())
}

// The bytes go at once; of the document remains that there was one.
fn destroy_documents(tx: &mut Tx<'_>, person: &str) -> Result<usize> {
    let sql = "SELECT id FROM documents WHERE owner = ? ORDER BY id LIMIT ?";
    let rows = within(tx.all(sql, &[person.into(), ROWS_MAX.into()])?)?;
    for row in &rows {
        // Whoever has the file could tell by its hash that it is the same.
        tx.change(&DOCUMENTS, row.text(0)?, &[("sha256", "".into())], &[])?;
        tx.aside("DELETE FROM document_bytes WHERE id = ?", &[row.text(0)?.into()])?;
    }
    Ok(rows.len())
}

struct OwnCase {
    id: String,
    service: String,
    state: State,
    closed_at: Option<Moment>,
}

struct OwnEntry {
    id: String,
    register: String,
    until_at: Option<Moment>,
}

fn cases_of(tx: &mut Tx<'_>, person: &str) -> Result<Vec<OwnCase>> {
    let sql =
        "SELECT id, service, state, closed_at FROM cases WHERE applicant = ? ORDER BY id LIMIT ?";
    let rows = within(tx.all(sql, &[person.into(), ROWS_MAX.into()])?)?;
    let read = |row: &crate::database::Row| {
        Ok(OwnCase {
            id: row.text(0)?.to_string(),
            service: row.text(1)?.to_string(),
            state: State::parse(row.text(2)?)?,
            closed_at: row.maybe_int(3).map(Moment),
        })
    };
    rows.iter().map(read).collect()
}

fn entries_of(tx: &mut Tx<'_>, person: &str) -> Result<Vec<OwnEntry>> {
    let sql =
        "SELECT id, register, until_at FROM register_entries WHERE holder = ? ORDER BY id LIMIT ?";
    let rows = within(tx.all(sql, &[person.into(), ROWS_MAX.into()])?)?;
    let read = |row: &crate::database::Row| {
        Ok(OwnEntry {
            id: row.text(0)?.to_string(),
            register: row.text(1)?.to_string(),
            until_at: row.maybe_int(2).map(Moment),
        })
    };
    rows.iter().map(read).collect()
}

// What is left out would stay: half a destruction is none.
fn within(rows: Vec<crate::database::Row>) -> Result<Vec<crate::database::Row>> {
    if i64::try_from(rows.len()).unwrap_or(i64::MAX) < ROWS_MAX {
        Ok(rows)
    } else {
        Err(Error::broken("a person has more rows than one act can destroy"))
    }
}

/// What still has to be kept: an open case, an entry that is current, or a time that runs from the end of either.
fn obstacle(tx: &Tx<'_>, cases: &[OwnCase], entries: &[OwnEntry]) -> Option<Refusal> {
    if let Some(open) = cases.iter().find(|case| case.state.is_open()) {
        return Some(Refusal::new("destruction.case-open").with("case", &open.id));
    }
    let zone = &tx.ground.zone;
    let runs = |end: Moment, kept: Span| zone.day_of(end).plus(kept);
    let mut longest: Option<(Day, String)> = None;
    let mut keep = |until: Day, what: String| {
        if until > tx.today() && longest.as_ref().is_none_or(|(day, _)| until > *day) {
            longest = Some((until, what));
        }
    };
    for case in cases {
        keep(runs(case.closed_at.unwrap_or(tx.now()), kept_of(tx, &case.service)), case.id.clone());
    }
    for entry in entries {
        let register = tx.country().register(&entry.register);
        let Some(end) = entry.until_at else {
            return Some(
                Refusal::new("destruction.entry-current").with("register", &entry.register),
            );
        };
        // A register that the country no longer declares is kept as long as anything is.
        let kept = register.map_or_else(|| longest_kept(tx), |register| register.retention);
        keep(runs(end, kept), entry.register.clone());
    }
    let (day, what) = longest?;
    let refusal = Refusal::new("destruction.kept").with("what", &what);
    Some(refusal.with("day", &day.to_string()))
}

fn kept_of(tx: &Tx<'_>, service: &str) -> Span {
    let country = tx.country();
    let decision = country.service(service).and_then(|service| service.decision.as_ref());
    let purpose = decision.and_then(|decision| country.purpose(&decision.purpose));
    purpose.map_or_else(|| longest_kept(tx), |purpose| purpose.retention)
}

fn longest_kept(tx: &Tx<'_>) -> Span {
    let country = tx.country();
    let purposes = country.purposes.values().map(|purpose| purpose.retention);
    let all = purposes.chain(country.registers.values().map(|register| register.retention));
    all.max_by_key(|span| tx.today().plus(*span)).unwrap_or(Span { months: 1200, days: 0 })
}

/// Whether, when and on which basis the data of a person were destroyed.
pub fn of(view: &mut View<'_>, person: &str) -> Result<Option<Destroyed>> {
    let sql = "SELECT basis, ground, destroyed_at FROM destructions WHERE id = ?";
    let Some(row) = view.one(sql, &[person.into()])? else { return Ok(None) };
    Ok(Some(Destroyed {
        basis: row.text(0)?.to_string(),
        ground: row.maybe_text(1).map(str::to_string),
        at: Moment(row.int(2)?),
    }))
}

/// Takes the key out of this program's memory, and what is left of it out of the database's own files. Other nodes take it
/// out of theirs when they next ask, every few seconds.
pub fn forget(house: &House, person: &str) -> anyhow::Result<()> {
    house.ground().keys.forget(person);
    house.connect()?.scrub().map_err(broken)
}

/// What a value sealed under a destroyed key is to its reader.
pub(crate) fn gone() -> Error {
    Error::refused("data.destroyed")
}

/// The persons whose data were destroyed since a moment.
pub(crate) fn since(
    connection: &mut crate::database::Connection,
    moment: Moment,
) -> anyhow::Result<Vec<String>> {
    let sql = "SELECT id FROM destructions WHERE destroyed_at >= ? ORDER BY id LIMIT 100000";
    let rows = connection.all(sql, &[Cell::from(moment)]).map_err(broken)?;
    rows.iter().map(|row| Ok(row.text(0)?.to_string())).collect()
}
