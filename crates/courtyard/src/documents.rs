//! Documents: uploaded files, sealed under their owner's key, told by what they contain and not by their name.

use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use vocabulary::{Error, Result};

use crate::cases::Case;
use crate::database::Cell;
use crate::keys::hex;
use crate::schema::DOCUMENTS;
use crate::tx::{Reader, Tx};
use crate::view::View;

/// A document without its bytes.
#[derive(Clone, Debug, PartialEq)]
pub struct Document {
    pub id: String,
    pub kind: String,
    pub size_bytes: i64,
    pub sha256: String,
    pub name: String,
}

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
    let kind = kind_of(bytes).ok_or_else(|| Error::refused("document.kind"))?;
    let owner = tx.actor.applicant().to_string();
    let id = tx.new_id()?;
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

/// Joins the actor's documents to the case that they were uploaded for.
pub fn attach(tx: &mut Tx<'_>, case: &Case, id: &str) -> Result<()> {
    let guard = [("owner", Cell::from(case.applicant.as_str()))];
    tx.change(&DOCUMENTS, id, &[("case_id", case.number.as_str().into())], &guard)?;
    Ok(())
}

/// The reader's own document, if there is one by that id.
pub fn own(view: &mut View<'_>, id: &str) -> Result<Document> {
    let sql = "SELECT id, kind, size_bytes, sha256, owner, sealed FROM documents WHERE id = ?";
    let row = view.one(sql, &[id.into()])?.ok_or(Error::NotFound)?;
    let plain = view.open_own(row.text(4)?, "document", row.blob(5)?)?;
    read(&row, &plain)
}

/// The documents of a case, for an officer.
pub fn of_case(tx: &mut Tx<'_>, case: &Case) -> Result<Vec<Document>> {
    let sql = "SELECT id, kind, size_bytes, sha256, owner, sealed FROM documents WHERE case_id = ? ORDER BY id LIMIT 100";
    let rows = tx.all(sql, &[case.number.as_str().into()])?;
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
    })
}
