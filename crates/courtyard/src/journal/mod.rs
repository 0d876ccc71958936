//! The journal: what was done, by whom, for what purpose, with a commitment to every row that it changed.
//!
//! Append-only. An entry's public text holds no personal data, only salted commitments: the salt stays in our database,
//! so the text alone tells an outsider nothing about a person, and our rows can still be checked against it.
//! Receipts answer at once; the sequencer gives entries their places in the tree afterwards.

mod read;
mod sequence;
mod verify;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use vocabulary::Moment;

use crate::actors::Actor;
use crate::database::{Cell, Table};
use crate::keys::hex;

pub use read::{
    CaseEvent, Standing, entry_of_receipt, head, of_case, receipt_of_case, tile, verifier_key,
    verifier_keys,
};
pub(crate) use sequence::{MERGE_SECONDS, sequence};
pub use verify::{Finding, Verified, verify};

/// A row that an act wrote, and the hash of what it wrote.
#[derive(Clone, Debug)]
pub(crate) struct RowMark {
    pub table: &'static str,
    pub id: String,
    /// How often the row has changed.
    pub rev: i64,
    pub hash: [u8; 32],
}

/// An entry while its act is still running.
pub(crate) struct EntryDraft {
    pub salt: [u8; 16],
    pub what: Vec<&'static str>,
    pub case: Option<String>,
    pub rows: Vec<RowMark>,
}

impl EntryDraft {
    pub fn new(salt: [u8; 16]) -> EntryDraft {
        EntryDraft { salt, what: Vec::new(), case: None, rows: Vec::new() }
    }

    pub fn add_once(&mut self, what: &'static str) {
        if !self.what.contains(&what) {
            self.what.push(what);
        }
    }

    /// Remembers a row's latest hash: a row that one act writes twice is vouched for once.
    pub fn mark(&mut self, mark: RowMark) {
        match self.rows.iter_mut().find(|old| old.table == mark.table && old.id == mark.id) {
            Some(old) => *old = mark,
            None => self.rows.push(mark),
        }
    }

    pub fn is_empty(&self) -> bool {
        self.what.is_empty() && self.rows.is_empty()
    }
}

/// The public text of an entry, in the order in which it is written.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Body {
    pub v: u8,
    pub id: String,
    pub at: i64,
    /// What happened, as `application.submitted`.
    pub what: Vec<String>,
    pub purpose: String,
    /// What kind of actor: citizen, officer, rule, system.
    pub kind: String,
    /// Salted commitment to the actor and the agency.
    pub who: String,
    /// Salted commitment to the case; empty when there is none.
    pub about: String,
    /// Table, number of changes and salted commitment of each row written, in order of writing.
    pub rows: Vec<(String, i64, String)>,
}

/// An entry ready to be written: its cells without batch and place, and its leaf.
pub(crate) struct Entry {
    pub cells: Vec<Cell>,
    pub leaf: [u8; 32],
}

impl Entry {
    pub fn of(
        draft: EntryDraft,
        id: String,
        at: Moment,
        actor: &Actor,
        purpose: &str,
    ) -> anyhow::Result<Entry> {
        let body = Body {
            v: 1,
            id: id.clone(),
            at: at.0,
            what: draft.what.iter().map(|w| (*w).to_string()).collect(),
            purpose: purpose.to_string(),
            kind: actor.role.as_str().to_string(),
            who: who_commitment(&draft.salt, &actor.id, &actor.agency),
            about: about_commitment(&draft.salt, draft.case.as_deref()),
            rows: draft.rows.iter().map(|r| (r.table.to_string(), r.rev, hex(&r.hash))).collect(),
        };
        let body = serde_json::to_string(&body)?;
        let leaf = crate::tx::leaf_of(&body);
        let rows: Vec<&str> = draft.rows.iter().map(|r| r.id.as_str()).collect();
        let cells = vec![
            id.as_str().into(),
            at.into(),
            actor.id.as_str().into(),
            actor.role.as_str().into(),
            actor.agency.as_str().into(),
            purpose.into(),
            draft.case.into(),
            draft.what.join(",").into(),
            draft.salt.to_vec().into(),
            rows.join(",").into(),
            body.into(),
        ];
        Ok(Entry { cells, leaf })
    }

    /// Takes the row of `journal_entries` out of it, once the batch is known.
    pub fn take_row(&mut self, batch: &str, place: usize) -> Vec<Cell> {
        let mut row = std::mem::take(&mut self.cells);
        let place = Cell::Int(i64::try_from(place).unwrap_or(i64::MAX));
        row.splice(1..1, [batch.into(), place]);
        row
    }
}

pub(crate) fn who_commitment(salt: &[u8], actor: &str, agency: &str) -> String {
    commitment(salt, "who", &[actor, agency])
}

pub(crate) fn about_commitment(salt: &[u8], case: Option<&str>) -> String {
    case.map_or_else(String::new, |case| commitment(salt, "about", &[case]))
}

fn commitment(salt: &[u8], kind: &str, words: &[&str]) -> String {
    let mut hash = Sha256::new();
    hash.update(salt);
    hash.update(kind);
    for word in words {
        hash.update((word.len() as u64).to_be_bytes());
        hash.update(word);
    }
    hex(&hash.finalize())
}

/// The salted commitment to one row of a table: every cell with its kind and length, so that no two rows look alike.
pub fn row_hash(salt: &[u8], table: &Table, row: &[Cell]) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(salt);
    hash.update((table.name.len() as u64).to_be_bytes());
    hash.update(table.name);
    for cell in row {
        let (kind, bytes): (u8, &[u8]) = match cell {
            Cell::Null => (0, &[]),
            Cell::Int(number) => {
                hash.update([1]);
                hash.update(number.to_be_bytes());
                continue;
            }
            Cell::Text(text) => (2, text.as_bytes()),
            Cell::Blob(bytes) => (3, bytes),
        };
        hash.update([kind]);
        hash.update((bytes.len() as u64).to_be_bytes());
        hash.update(bytes);
    }
    hash.finalize().into()
}
