//! Documents: uploaded files, sealed under their owner's key, told by what they contain and not by their name.
//!
//! What may not happen here: a file kept in which something was found, a document of one case moved to another.

use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use vocabulary::{Error, Result};

use crate::actors::Actor;
use crate::cases::Case;
use crate::database::Cell;
use crate::keys::{Keys, hex};
use crate::schema::{DOCUMENTS, INFECTIONS};
use crate::tx::{Reader, Tx};
use crate::view::View;

/// Files that one person (or organisation) may bring in within a day: far more than any form asks for, and no way to fill
/// the disk.
const UPLOADS_A_DAY_MAX: i64 = 200;
/// Characters of a file's own name that are kept.
const NAME_MAX: usize = 200;
/// Characters of the name of what was found in a file.
const FOUND_MAX: usize = 100;
const DAY_SECONDS: i64 = 24 * 3600;

/// A document without its bytes.
#[derive(Clone, Debug, PartialEq)]
pub struct Document {
    pub id: String,
    pub kind: String,
    pub size_bytes: i64,
    pub sha256: String,
    pub name: String,
    /// The case that it was sent with, if it was already.
    pub case: Option<String>,
}

const COLUMNS: &str = "id, kind, size_bytes, sha256, owner, sealed, case_id";

/// What a file is, by its first bytes: `pdf`, `jpeg`, `png`; nothing else is taken.
pub fn kind_of(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [b'%', b'P', b'D', b'F', b'-', ..] => Some("pdf"),
        [0xff, 0xd8, 0xff, ..] => Some("jpeg"),
        [0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a, ..] => Some("png"),
        _ => None,
    }
}

/// Keeps a file for the actor, before it belongs to a case.
pub fn store(tx: &mut Tx<'_>, name: &str, bytes: &[u8]) -> Result<String> {
    let id = tx.new_id()?;
    keep(tx, id, name, bytes)
}

/// As `store`, once for the sender's word: the second time it is a conflict, and `of_once` finds the first.
pub fn store_once(tx: &mut Tx<'_>, once: &str, name: &str, bytes: &[u8]) -> Result<String> {
    let id = id_of_once(&tx.ground.keys, tx.actor, once);
    keep(tx, id, name, bytes)
}

// One sender's words never meet another's, nor those for an organisation the sender's own.
fn id_of_once(keys: &Keys, actor: &Actor, once: &str) -> String {
    keys.lookup("document once", &format!("{} {} {once}", actor.id, actor.applicant()))
}

fn keep(tx: &mut Tx<'_>, id: String, name: &str, bytes: &[u8]) -> Result<String> {
    let kind = kind_of(bytes).ok_or_else(|| Error::refused("document.kind"))?;
    let owner = tx.actor.applicant().to_string();
    let since = tx.now().plus_seconds(-DAY_SECONDS);
    let sql = "SELECT COUNT(*) FROM documents WHERE owner = ? AND stored_at > ?";
    let row = tx.one(sql, &[owner.as_str().into(), since.into()])?;
    if row.is_some_and(|row| row.int(0).unwrap_or(0) >= UPLOADS_A_DAY_MAX) {
        return Err(Error::refused("document.too-many"));
    }
    let name: String = name.chars().take(NAME_MAX).collect();
    let plain = json!({ "name": name }).to_string();
    let row = vec![
        id.as_str().into(),
        owner.as_str().into(),
        Cell::Null,
        kind.into(),
        Cell::Int(i64::try_from(bytes.len()).unwrap_or(i64::MAX)),
        hex(&Sha256::digest(bytes)).into(),
        tx.seal(&owner, "document", plain.as_bytes())?.into(),
        tx.now().into(),
    ];
    tx.enter(&DOCUMENTS, row)?;
    let sealed = tx.seal(&owner, "document bytes", bytes)?;
    // The kept row vouches for the bytes by their hash.
    let sql = "INSERT INTO document_bytes (id, sealed) VALUES (?, ?)";
    tx.aside(sql, &[id.as_str().into(), sealed.into()])?;
    tx.happened("document.stored");
    Ok(id)
}

/// Writes down that something was found in a file that the actor brought: its name, and by what the file would be known
/// again. The file itself is not kept.
pub fn infected(tx: &mut Tx<'_>, found: &str, bytes: &[u8]) -> Result<()> {
    let found: String = found.chars().take(FOUND_MAX).collect();
    let row = vec![
        tx.new_id()?.into(),
        tx.actor.applicant().into(),
        found.into(),
        Cell::Int(i64::try_from(bytes.len()).unwrap_or(i64::MAX)),
        hex(&Sha256::digest(bytes)).into(),
        tx.now().into(),
    ];
    tx.enter(&INFECTIONS, row)?;
    tx.happened("document.infected");
    Ok(())
}

/// Joins one of the applicant's documents to the case that it was uploaded for. A document belongs to one case for good.
pub fn attach(tx: &mut Tx<'_>, case: &Case, id: &str) -> Result<()> {
    let sql = "SELECT case_id, rev FROM documents WHERE id = ? AND owner = ?";
    let row = tx.one(sql, &[id.into(), case.applicant.as_str().into()])?;
    let row = row.ok_or_else(|| Error::refused("document.gone"))?;
    match row.maybe_text(0) {
        // Two fields of one application may name the same document.
        Some(number) if number == case.number => return Ok(()),
        Some(_) => return Err(Error::refused("document.used")),
        None => {}
    }
    // Of two applications that send it at the same moment, one finds it changed.
    let guard = [("rev", Cell::from(row.int(1)?))];
    tx.change(&DOCUMENTS, id, &[("case_id", case.number.as_str().into())], &guard)?;
    Ok(())
}

/// What an earlier sending with the same word stored.
pub fn of_once(view: &mut View<'_>, once: &str) -> Result<Option<Document>> {
    let id = id_of_once(&view.ground.keys, view.actor, once);
    match own(view, &id) {
        Ok(document) => Ok(Some(document)),
        Err(Error::NotFound) => Ok(None),
        Err(error) => Err(error),
    }
}

/// The reader's own document, if there is one by that id.
pub fn own(view: &mut View<'_>, id: &str) -> Result<Document> {
    let sql = format!("SELECT {COLUMNS} FROM documents WHERE id = ?");
    let row = view.one(&sql, &[id.into()])?.ok_or(Error::NotFound)?;
    let plain = view.open_own(row.text(4)?, "document", row.blob(5)?)?;
    read(&row, &plain)
}

/// The documents of a case, for an officer.
pub fn of_case(tx: &mut Tx<'_>, case: &Case) -> Result<Vec<Document>> {
    let sql = format!("SELECT {COLUMNS} FROM documents WHERE case_id = ? ORDER BY id LIMIT 100");
    let rows = tx.all(&sql, &[case.number.as_str().into()])?;
    let mut all = Vec::new();
    for row in rows {
        let plain = tx.open(Reader::Actor, row.text(4)?, "document", "documents", row.blob(5)?)?;
        all.push(read(&row, &plain)?);
    }
    Ok(all)
}

/// The bytes of a document of a case, for an officer; checked against the hash that the journal vouches for.
pub fn bytes(tx: &mut Tx<'_>, case: &Case, id: &str) -> Result<(Document, Vec<u8>)> {
    let document = of_case(tx, case)?.into_iter().find(|d| d.id == id).ok_or(Error::NotFound)?;
    let row = tx.one("SELECT sealed FROM document_bytes WHERE id = ?", &[id.into()])?;
    let row = row.ok_or(Error::NotFound)?;
    let bytes =
        tx.open(Reader::Actor, &case.applicant, "document bytes", "documents", row.blob(0)?)?;
    if hex(&Sha256::digest(&bytes)) != document.sha256 {
        return Err(Error::broken("a document's bytes do not fit its hash"));
    }
    Ok((document, bytes))
}

fn read(row: &crate::database::Row, plain: &[u8]) -> Result<Document> {
    let said: Value = serde_json::from_slice(plain).map_err(anyhow::Error::from)?;
    Ok(Document {
        id: row.text(0)?.to_string(),
        kind: row.text(1)?.to_string(),
        size_bytes: row.int(2)?,
        sha256: row.text(3)?.to_string(),
        name: said.get("name").and_then(Value::as_str).unwrap_or("").to_string(),
        case: row.maybe_text(6).map(str::to_string),
    })
}
