//! Registers: entries are entered, corrected and closed; history is never overwritten (ground rule 4).
//!
//! What may not happen here: a field that the country's file does not declare, an old version changed.

use country::Register;
use serde_json::{Map, Value};
use vocabulary::{Error, Moment, Result};

use crate::database::{Cell, Row};
use crate::schema::REGISTER_ENTRIES;
use crate::tx::{Reader, Tx};
use crate::view::View;

/// Entries of one holder in one register that are read at once.
const ENTRIES_MAX: i64 = 500;
/// Numbers drawn before the range counts as used up: with nine of ten numbers given away one is still found.
const DRAWS_MAX: usize = 100;
const COLUMNS: &str = "id, entry, version, register, holder, sealed, case_id, entered_at";

/// A register's current entry, opened.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// The entry's own id, the same through its versions.
    pub id: String,
    pub version: i64,
    pub register: String,
    pub holder: String,
    pub fields: Map<String, Value>,
    /// When this version was entered: the "as of" of what it says.
    pub entered_at: Moment,
}

/// Enters a new entry and answers its id.
pub fn enter(
    tx: &mut Tx<'_>,
    register: &str,
    holder: &str,
    fields: &Map<String, Value>,
    case: Option<&str>,
) -> Result<String> {
    let id = tx.new_id()?;
    write(tx, &Version { entry: &id, version: 1, register, holder, case }, fields)?;
    tx.happened("entry.entered");
    Ok(id)
}

/// Draws a new number for the key of a register: at random from the range of its identifier, with the right check digit, and
/// one that no entry of the register has or ever had.
pub fn draw(tx: &mut Tx<'_>, register: &str, field: &str) -> Result<String> {
    let country = tx.country();
    let declared = country.register(register).and_then(|r| r.fields.iter().find(|f| f.key));
    let declared = declared.filter(|key| key.id == field);
    let identifier = declared.and_then(|key| country.identifier(&key.identifier));
    let identifier = identifier
        .ok_or_else(|| Error::broken(format!("no number can be drawn for {register}.{field}")))?;
    for _ in 0..DRAWS_MAX {
        let number = identifier.draw(u128::from_be_bytes(tx.random()?)).ok_or_else(|| {
            Error::broken(format!("the identifier {} has no range", identifier.id))
        })?;
        let lookup = tx.ground.keys.lookup(&format!("{register}.{field}"), &number);
        let sql = "SELECT id FROM register_entries WHERE lookup = ? LIMIT 1";
        if tx.one(sql, &[lookup.into()])?.is_none() {
            return Ok(number);
        }
    }
    Err(Error::broken(format!("the range of the identifier {} is used up", identifier.id)))
}

/// Corrects an entry: a new version with the changed fields; the old one stays, with the moment it ended.
pub fn correct(
    tx: &mut Tx<'_>,
    reader: Reader<'_>,
    entry: &str,
    changes: &Map<String, Value>,
    case: Option<&str>,
) -> Result<()> {
    let (row_id, old) = current(tx, reader, entry)?;
    let mut fields = old.fields;
    for (name, value) in changes {
        fields.insert(name.clone(), value.clone());
    }
    end(tx, &row_id)?;
    let version = old.version + 1;
    let (register, holder) = (old.register.as_str(), old.holder.as_str());
    write(tx, &Version { entry, version, register, holder, case }, &fields)?;
    tx.happened("entry.corrected");
    Ok(())
}

/// Closes an entry: nothing is current any more, everything stays readable.
pub fn close(tx: &mut Tx<'_>, reader: Reader<'_>, entry: &str) -> Result<()> {
    let (row_id, _) = current(tx, reader, entry)?;
    end(tx, &row_id)?;
    tx.happened("entry.closed");
    Ok(())
}

struct Version<'v> {
    entry: &'v str,
    version: i64,
    register: &'v str,
    holder: &'v str,
    case: Option<&'v str>,
}

fn write(tx: &mut Tx<'_>, v: &Version<'_>, fields: &Map<String, Value>) -> Result<()> {
    let declared = tx.country().register(v.register);
    let declared = declared.ok_or_else(|| Error::broken(format!("no register {}", v.register)))?;
    // What is not declared is not stored.
    let stranger = fields.keys().find(|name| declared.fields.iter().all(|f| f.id != **name));
    if let Some(name) = stranger {
        return Err(Error::broken(format!("register {} declares no field {name}", v.register)));
    }
    let lookup = lookup_of(tx, declared, fields);
    let plain = serde_json::to_vec(fields).map_err(anyhow::Error::from)?;
    let sealed = tx.seal(v.holder, &label(v.register), &plain)?;
    let row = vec![
        tx.new_id()?.into(),
        v.entry.into(),
        v.version.into(),
        v.register.into(),
        v.holder.into(),
        lookup.into(),
        sealed.into(),
        v.case.into(),
        tx.now().into(),
        Cell::Null,
    ];
    tx.enter(&REGISTER_ENTRIES, row)
}

// An entry is found by the first of its key fields that it has: a foreign resident has another number than a national.
fn lookup_of(tx: &Tx<'_>, register: &Register, fields: &Map<String, Value>) -> String {
    let keys = register.fields.iter().filter(|field| field.key);
    let mut found = keys.filter_map(|field| Some((field, fields.get(&field.id)?.as_str()?)));
    let found = found.next();
    found.map_or_else(String::new, |(field, value)| {
        let identifier = tx.country().identifier(&field.identifier);
        let written = identifier.and_then(|identifier| identifier.normalise(value));
        let written = written.unwrap_or_else(|| value.to_string());
        tx.ground.keys.lookup(&format!("{}.{}", register.id, field.id), &written)
    })
}

/// Who holds the current entry with that value in its key field.
pub fn holder_of(
    tx: &mut Tx<'_>,
    register: &str,
    field: &str,
    value: &str,
) -> Result<Option<String>> {
    let lookup = tx.ground.keys.lookup(&format!("{register}.{field}"), value);
    let sql = "SELECT DISTINCT holder FROM register_entries
               WHERE lookup = ? AND register = ? AND until_at IS NULL LIMIT 2";
    let rows = tx.all(sql, &[lookup.into(), register.into()])?;
    match rows.as_slice() {
        [] => Ok(None),
        [row] => Ok(Some(row.text(0)?.to_string())),
        _ => Err(Error::broken(format!("one value of {register}.{field} has two holders"))),
    }
}

fn end(tx: &mut Tx<'_>, row_id: &str) -> Result<()> {
    let now = tx.now();
    tx.change(&REGISTER_ENTRIES, row_id, &[("until_at", now.into())], &[])?;
    Ok(())
}

fn current(tx: &mut Tx<'_>, reader: Reader<'_>, entry: &str) -> Result<(String, Entry)> {
    let sql =
        format!("SELECT {COLUMNS} FROM register_entries WHERE entry = ? AND until_at IS NULL");
    let row = tx.one(&sql, &[entry.into()])?.ok_or(Error::NotFound)?;
    let (register, holder) = (row.text(3)?, row.text(4)?);
    let plain = tx.open(reader, holder, &label(register), register, row.blob(5)?)?;
    Ok((row.text(0)?.to_string(), opened(&row, &plain)?))
}

fn label(register: &str) -> String {
    format!("register:{register}")
}

fn opened(row: &Row, plain: &[u8]) -> Result<Entry> {
    Ok(Entry {
        id: row.text(1)?.to_string(),
        version: row.int(2)?,
        register: row.text(3)?.to_string(),
        holder: row.text(4)?.to_string(),
        fields: serde_json::from_slice(plain).map_err(anyhow::Error::from)?,
        entered_at: Moment(row.int(7)?),
    })
}

/// Which registers, and which of their fields, are wanted: what is not named is not given.
pub type Wanted = std::collections::BTreeMap<String, std::collections::BTreeSet<String>>;

/// What the registers say about a holder, for a purpose: only the wanted fields, each reading disclosed by name.
pub fn known(
    tx: &mut Tx<'_>,
    reader: Reader<'_>,
    holder: &str,
    wanted: &Wanted,
) -> Result<Vec<Entry>> {
    if wanted.is_empty() {
        return Ok(Vec::new());
    }
    // Sorted below: the engine would make a table for it, which costs as much as the reading.
    let sql = format!(
        "SELECT {COLUMNS} FROM register_entries WHERE holder = ? AND until_at IS NULL LIMIT ?"
    );
    let rows = tx.all(&sql, &[holder.into(), (ENTRIES_MAX + 1).into()])?;
    if i64::try_from(rows.len()).is_ok_and(|count| count > ENTRIES_MAX) {
        return Err(Error::broken("a holder has more entries than are read at once"));
    }
    let mut entries = Vec::new();
    for row in rows {
        let register = row.text(3)?;
        let Some(fields) = wanted.get(register) else { continue };
        let names: Vec<&str> = fields.iter().map(String::as_str).collect();
        let told = format!("{register}: {}", names.join(" "));
        let plain = tx.open(reader, holder, &label(register), &told, row.blob(5)?)?;
        let mut entry = opened(&row, &plain)?;
        entry.fields.retain(|name, _| fields.contains(name));
        entries.push(entry);
    }
    entries.sort_by(|a, b| (&a.register, &a.id).cmp(&(&b.register, &b.id)));
    Ok(entries)
}

/// Writes down that a published rule read what the actor had opened of the own entries: the rule's reading is a disclosure.
pub fn disclose_to_rule(
    tx: &mut Tx<'_>,
    agency: &str,
    holder: &str,
    wanted: &Wanted,
) -> Result<()> {
    for (register, fields) in wanted {
        let names: Vec<&str> = fields.iter().map(String::as_str).collect();
        tx.disclose(Reader::Rule { agency }, holder, &format!("{register}: {}", names.join(" ")))?;
    }
    Ok(())
}

/// What the registers say about the reader.
pub fn known_own(view: &mut View<'_>, holder: &str) -> Result<Vec<Entry>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM register_entries WHERE holder = ? AND until_at IS NULL
         ORDER BY register, entry LIMIT ?"
    );
    let rows = view.all(&sql, &[holder.into(), ENTRIES_MAX.into()])?;
    let mut entries = Vec::new();
    for row in rows {
        let plain = view.open_own(holder, &label(row.text(3)?), row.blob(5)?)?;
        entries.push(opened(&row, &plain)?);
    }
    Ok(entries)
}
