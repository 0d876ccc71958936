//! `madang journal verify`: recomputes everything that the journal vouches for, and says what does not hold and where.
//!
//! Batches and their signatures, entries and their leaves, the tree and its tiles, checkpoints, and every row of every
//! kept table. What may not happen here: a write, or a stop at the first finding.

use std::collections::HashMap;

use proofs::Wrong;
use proofs::merkle::{self, Hash};
use proofs::note::{Checkpoint, Verifier};
use proofs::origin_keys::OriginKeys;
use proofs::receipt::{self, Receipt};
use proofs::tiles::{Edge, hashes_of};

use super::sequence::{MERGE_SECONDS, tile_key};
use super::{Body, about_commitment, row_hash, who_commitment};
use crate::database::migrate::broken;
use crate::database::{Cell, Connection, Row, Table};
use crate::keys::hex;
use crate::schema::KEPT;

/// Entries that are read at once.
const PAGE: i64 = 4096;
/// Findings that are told one by one; the rest are counted.
const FINDINGS_MAX: usize = 1000;

/// One thing that does not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Where: a table and a row's id.
    pub place: String,
    pub what: String,
}

/// What was checked, and what does not hold.
#[derive(Debug, Default)]
pub struct Verified {
    pub entries: u64,
    pub rows: u64,
    pub checkpoints: u64,
    pub findings: Vec<Finding>,
    /// How many there are, told or not.
    pub findings_count: u64,
}

impl Verified {
    pub fn holds(&self) -> bool {
        self.findings_count == 0
    }

    fn find(&mut self, place: impl Into<String>, what: impl Into<String>) {
        self.findings_count += 1;
        if self.findings.len() < FINDINGS_MAX {
            self.findings.push(Finding { place: place.into(), what: what.into() });
        }
    }
}

struct Vouched {
    rev: i64,
    salt: [u8; 16],
    hash: String,
}

struct Check<'c> {
    connection: &'c mut Connection,
    keys: &'c OriginKeys,
    verifiers: Vec<Verifier>,
    told: Verified,
    edge: Edge,
    /// Root of the tree at each size that has a checkpoint.
    heads: HashMap<u64, Hash>,
    /// What the journal says of each row after its last change.
    rows: HashMap<(&'static str, String), Vouched>,
    progress: &'c mut dyn FnMut(u64),
}

/// Checks a whole journal with nothing but its public keys, old ones too. `progress` is told the number of entries read.
pub fn verify(
    connection: &mut Connection,
    keys: &OriginKeys,
    progress: &mut dyn FnMut(u64),
) -> anyhow::Result<Verified> {
    // One moment of the database: a batch that the sequencer moves meanwhile must be seen on one side or the other.
    connection.begin_reading().map_err(broken)?;
    let verified = verify_moment(connection, keys, progress);
    connection.script("ROLLBACK").map_err(broken)?;
    verified
}

fn verify_moment(
    connection: &mut Connection,
    keys: &OriginKeys,
    progress: &mut dyn FnMut(u64),
) -> anyhow::Result<Verified> {
    let edge = Edge::read(0, &|_| None)?;
    let (told, heads, rows) = (Verified::default(), HashMap::new(), HashMap::new());
    let verifiers = keys.verifiers();
    let mut check = Check { connection, keys, verifiers, told, edge, heads, rows, progress };
    check.read_heads()?;
    check.sequenced()?;
    check.unsequenced()?;
    check.orphans()?;
    check.tiles()?;
    for table in KEPT {
        check.table(table)?;
    }
    check.vanished_rows();
    Ok(check.told)
}

impl Check<'_> {
    fn all(&mut self, sql: &str, cells: &[Cell]) -> anyhow::Result<Vec<Row>> {
        self.connection.all(sql, cells).map_err(broken)
    }

    fn read_heads(&mut self) -> anyhow::Result<()> {
        for row in self.all("SELECT size, root, note FROM journal_heads ORDER BY id", &[])? {
            let size = row.int(0)?.unsigned_abs();
            let place = format!("journal_heads {size}");
            match Checkpoint::open(row.text(2)?, &self.keys.origin, &self.verifiers) {
                Err(wrong) => self.told.find(place, format!("its note does not verify: {wrong}")),
                Ok(signed) if signed.head.size != size || signed.head.root != *row.blob(1)? => {
                    self.told.find(place, "the row says something else than its signed note");
                }
                Ok(signed) => drop(self.heads.insert(size, signed.head.root)),
            }
            self.told.checkpoints += 1;
        }
        Ok(())
    }

    fn sequenced(&mut self) -> anyhow::Result<()> {
        let largest = self.all("SELECT MAX(first_index) FROM journal_batches", &[])?;
        let Some(largest) = largest.first().and_then(|row| row.maybe_int(0)) else { return Ok(()) };
        let mut from = 0;
        while from <= largest {
            let to = Cell::Int(from + PAGE);
            let batches = "SELECT id, at, leaves, signature, first_index FROM journal_batches
                           WHERE first_index >= ? AND first_index < ? ORDER BY first_index";
            let batches = self.all(batches, &[from.into(), to.clone()])?;
            let entries = "SELECT e.batch, e.place, e.id, e.at, e.actor, e.actor_kind, e.agency, e.purpose, e.case_id,
                           e.what, e.salt, e.rows, e.body FROM journal_batches b JOIN journal_entries e ON e.batch = b.id
                           WHERE b.first_index >= ? AND b.first_index < ? ORDER BY b.first_index, e.place";
            let entries = self.all(entries, &[from.into(), to])?;
            self.batches(&batches, &entries)?;
            from += PAGE;
        }
        Ok(())
    }

    fn unsequenced(&mut self) -> anyhow::Result<()> {
        let batches = "SELECT id, at, leaves, signature, first_index FROM journal_batches
                       WHERE first_index IS NULL ORDER BY id";
        let batches = self.all(batches, &[])?;
        let entries = "SELECT e.batch, e.place, e.id, e.at, e.actor, e.actor_kind, e.agency, e.purpose, e.case_id,
                       e.what, e.salt, e.rows, e.body FROM journal_batches b JOIN journal_entries e ON e.batch = b.id
                       WHERE b.first_index IS NULL ORDER BY b.id, e.place";
        let entries = self.all(entries, &[])?;
        self.batches(&batches, &entries)
    }

    fn batches(&mut self, batches: &[Row], entries: &[Row]) -> anyhow::Result<()> {
        let mut of_batch: HashMap<&str, Vec<&Row>> = HashMap::new();
        for entry in entries {
            of_batch.entry(entry.text(0)?).or_default().push(entry);
        }
        for batch in batches {
            let id = batch.text(0)?;
            let leaves = hashes_of(batch.blob(2)?).unwrap_or_default();
            self.signature(batch, &leaves)?;
            self.place_in_tree(batch, &leaves)?;
            self.entries(id, &leaves, of_batch.get(id).map_or(&[], Vec::as_slice))?;
        }
        (self.progress)(self.told.entries);
        Ok(())
    }

    fn signature(&mut self, batch: &Row, leaves: &[Hash]) -> anyhow::Result<()> {
        let levels = merkle::levels(leaves);
        let first = Receipt {
            journal: self.keys.origin.clone(),
            batch: batch.text(0)?.to_string(),
            time_ms: batch.int(1)?,
            within_seconds: MERGE_SECONDS,
            leaf: leaves.first().copied().unwrap_or_default(),
            place: 0,
            count: u32::try_from(leaves.len())?,
            path: merkle::path_in(&levels, 0),
            signature: <[u8; 64]>::try_from(batch.blob(3)?).unwrap_or([0; 64]),
        };
        let signed =
            self.keys.signed(first.time_ms.div_euclid(1000), &|key| receipt::verify(&first, key));
        let what = match signed {
            Ok(()) => return Ok(()),
            Err(Wrong::Signature) => {
                "its signature does not fit its leaves: it was altered or inserted".to_string()
            }
            Err(wrong) => format!("it was {wrong}: it was inserted"),
        };
        self.told.find(format!("journal_batches {}", batch.text(0)?), what);
        Ok(())
    }

    fn place_in_tree(&mut self, batch: &Row, leaves: &[Hash]) -> anyhow::Result<()> {
        let Some(first) = batch.maybe_int(4) else { return Ok(()) };
        let size = self.edge.size();
        if first.unsigned_abs() != size {
            let place = format!("journal_batches {}", batch.text(0)?);
            let what = format!(
                "begins at {first}, but {size} was next: batches are missing or doubled before it"
            );
            self.told.find(place, what);
        }
        // A checkpoint may end between two batches only, so the root is compared batch by batch.
        self.edge.append(leaves)?;
        let size = self.edge.size();
        if let Some(root) = self.heads.get(&size)
            && *root != self.edge.root()
        {
            let what = "its root is not the root of the entries";
            self.told.find(format!("journal_heads {size}"), what);
        }
        Ok(())
    }

    fn entries(&mut self, batch: &str, leaves: &[Hash], entries: &[&Row]) -> anyhow::Result<()> {
        let mut by_place: HashMap<i64, &Row> = HashMap::new();
        for entry in entries {
            by_place.insert(entry.int(1)?, entry);
        }
        for (place, leaf) in (0_i64..).zip(leaves) {
            let Some(entry) = by_place.remove(&place) else {
                self.told.find(format!("journal_entries {batch}/{place}"), "the entry was deleted");
                continue;
            };
            self.told.entries += 1;
            let at = format!("journal_entries {}", entry.text(2)?);
            if crate::tx::leaf_of(entry.text(12)?) != *leaf {
                self.told.find(at, "its text was altered: it does not fit the signed leaf");
            } else if let Err(wrong) = self.columns(entry) {
                self.told
                    .find(at, format!("its columns say something else than its text: {wrong}"));
            }
        }
        for (_, entry) in by_place {
            self.told.find(format!("journal_entries {}", entry.text(2)?), "the entry was inserted");
        }
        Ok(())
    }

    // The columns beside the text are ours alone; the text's commitments bind them.
    fn columns(&mut self, entry: &Row) -> anyhow::Result<()> {
        let body: Body = serde_json::from_str(entry.text(12)?)?;
        let salt = <[u8; 16]>::try_from(entry.blob(10)?)?;
        let same = body.id == entry.text(2)?
            && body.at == entry.int(3)?
            && body.kind == entry.text(5)?
            && body.purpose == entry.text(7)?
            && body.what.join(",") == entry.text(9)?
            && body.who == who_commitment(&salt, entry.text(4)?, entry.text(6)?)
            && body.about == about_commitment(&salt, entry.maybe_text(8));
        anyhow::ensure!(same, "actor, time, purpose, case or event");
        let ids: Vec<&str> = entry.text(11)?.split(',').filter(|id| !id.is_empty()).collect();
        anyhow::ensure!(ids.len() == body.rows.len(), "the list of rows");
        for (id, (table, rev, hash)) in ids.into_iter().zip(body.rows) {
            let known = KEPT.iter().find(|known| known.name == table);
            let table = known.ok_or_else(|| anyhow::anyhow!("an unknown table {table}"))?;
            let key = (table.name, id.to_string());
            if self.rows.get(&key).is_none_or(|known| known.rev <= rev) {
                self.rows.insert(key, Vouched { rev, salt, hash });
            }
        }
        Ok(())
    }

    fn orphans(&mut self) -> anyhow::Result<()> {
        let sql = "SELECT e.id FROM journal_entries e LEFT JOIN journal_batches b ON b.id = e.batch
                   WHERE b.id IS NULL ORDER BY e.id LIMIT 1000";
        for row in self.all(sql, &[])? {
            let place = format!("journal_entries {}", row.text(0)?);
            self.told.find(place, "its batch was deleted, or the entry was inserted");
        }
        Ok(())
    }

    // The tree of the entries, and the last checkpoint, against the tiles as they are stored and served.
    fn tiles(&mut self) -> anyhow::Result<()> {
        let size = self.edge.size();
        let newest = self.heads.keys().copied().max().unwrap_or(0);
        if newest != size {
            let what =
                format!("the last checkpoint is over {newest} entries, the journal has {size}");
            self.told.find("journal_heads", what);
        }
        let connection = std::cell::RefCell::new(&mut *self.connection);
        let read = |id| super::sequence::read_tile(&mut connection.borrow_mut(), id);
        let stored = proofs::prove::root(size, &read);
        match stored {
            Ok(root) if root == self.edge.root() => {}
            Ok(_) => self.told.find("journal_tiles", "the stored tiles give another root"),
            Err(wrong) => self.told.find("journal_tiles", format!("the stored tiles: {wrong}")),
        }
        self.every_tile(size)
    }

    fn every_tile(&mut self, size: u64) -> anyhow::Result<()> {
        // The root above reads only the right edge; inner tiles are compared with the leaves' own tree level by level.
        let mut hashes: Vec<Hash> = Vec::new();
        let sql =
            "SELECT leaves FROM journal_batches WHERE first_index IS NOT NULL ORDER BY first_index";
        let mut tile = 0_u64;
        let mut pages: Vec<(u64, Vec<u8>)> = Vec::new();
        self.connection.each(sql, &[], &mut |row| {
            hashes.extend(hashes_of(row.blob(0)?).unwrap_or_default());
            while hashes.len() >= 256 {
                let rest = hashes.split_off(256);
                pages.push((tile, hashes.concat()));
                hashes = rest;
                tile += 1;
            }
            Ok(())
        })?;
        if !hashes.is_empty() && size > 0 {
            pages.push((tile, hashes.concat()));
        }
        for (index, expected) in pages {
            let id = proofs::tiles::TileId { level: 0, index, width: 256 };
            let stored = super::sequence::read_tile(self.connection, id);
            if stored.as_deref() != Some(expected.as_slice()) {
                self.told.find(
                    format!("journal_tiles {}", tile_key(id)),
                    "the tile was altered or deleted",
                );
            }
        }
        Ok(())
    }

    fn table(&mut self, table: &'static Table) -> anyhow::Result<()> {
        let sql = format!("SELECT {} FROM {}", table.column_names(), table.name);
        let (rows, told) = (&mut self.rows, &mut self.told);
        self.connection.each(&sql, &[], &mut |row| {
            told.rows += 1;
            let id = row.text(0)?.to_string();
            let place = format!("{} {id}", table.name);
            match rows.remove(&(table.name, id)) {
                None => told.find(place, "the row was inserted: no entry of the journal knows it"),
                Some(v) if hex(&row_hash(&v.salt, table, &row.0)) != v.hash => {
                    told.find(place, "the row was altered: the journal vouches for another one");
                }
                Some(_) => {}
            }
            Ok(())
        })
    }

    fn vanished_rows(&mut self) {
        let mut vanished: Vec<_> = self.rows.drain().map(|((table, id), _)| (table, id)).collect();
        vanished.sort();
        for (table, id) in vanished {
            self.told
                .find(format!("{table} {id}"), "the row was deleted: the journal vouches for it");
        }
    }
}
