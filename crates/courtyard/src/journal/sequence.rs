//! The sequencer: gives committed entries their places in the tree, stores tiles, and signs the next checkpoint.
//!
//! One at a time: it runs in one serializable transaction, so two nodes that try together cannot both succeed.

use std::cell::RefCell;

use anyhow::Context;
use proofs::merkle::{self, Hash, Head};
use proofs::note::{Checkpoint, Signer, Verifier};
use proofs::origin_keys::{OriginKey, OriginKeys};
use proofs::tiles::{self, TileId};

use crate::database::migrate::broken;
use crate::database::{Cell, Connection, Fault};
use crate::house::Ground;
use crate::keys::signing::{Duty, PublicKey};

/// Within how many seconds every receipt promises a checkpoint that covers it.
pub(crate) const MERGE_SECONDS: u32 = 60;
/// Batches that one checkpoint adds at most; the rest wait for the next one.
const BATCHES_MAX: i64 = 4096;
/// How often the sequencer begins again when another one was in the way.
const TRIES_MAX: u32 = 20;

/// Adds what is committed to the tree, and answers its size.
pub(crate) fn sequence(ground: &Ground, connection: &mut Connection) -> anyhow::Result<u64> {
    let mut tries = 0;
    loop {
        connection.begin().map_err(broken)?;
        let stepped = step(ground, connection);
        let done = stepped.and_then(|told| connection.script("COMMIT").map(|()| told));
        match done {
            Ok((_, true)) => {}
            Ok((size, false)) => return Ok(size),
            // Another node was faster. What it has left, if anything, is looked for again.
            Err(Fault::Again | Fault::Taken) if tries < TRIES_MAX => {
                connection.script("ROLLBACK").ok();
                tries += 1;
            }
            Err(fault) => {
                connection.script("ROLLBACK").ok();
                return Err(broken(fault));
            }
        }
    }
}

fn step(ground: &Ground, connection: &mut Connection) -> Result<(u64, bool), Fault> {
    let head = connection.one("SELECT size FROM journal_heads ORDER BY id DESC LIMIT 1", &[])?;
    let size = head.map_or(Ok(0), |row| row.int(0))?;
    let sql =
        "SELECT id, leaves FROM journal_batches WHERE first_index IS NULL ORDER BY id LIMIT ?";
    let batches = connection.all(sql, &[BATCHES_MAX.into()])?;
    if batches.is_empty() {
        return Ok((size.unsigned_abs(), false));
    }
    let mut leaves: Vec<Hash> = Vec::new();
    for batch in &batches {
        let first = size + i64::try_from(leaves.len()).map_err(anyhow::Error::from)?;
        let sql = "UPDATE journal_batches SET first_index = ? WHERE id = ?";
        connection.run(sql, &[first.into(), batch.text(0)?.into()])?;
        leaves.extend(tiles::hashes_of(batch.blob(1)?).context("the leaves of a batch")?);
    }
    let size = grow(ground, connection, size.unsigned_abs(), &leaves)?;
    Ok((size, i64::try_from(batches.len()).unwrap_or(i64::MAX) == BATCHES_MAX))
}

fn grow(
    ground: &Ground,
    connection: &mut Connection,
    size: u64,
    leaves: &[Hash],
) -> Result<u64, Fault> {
    let reading = RefCell::new(&mut *connection);
    let read = |id: TileId| read_tile(&mut reading.borrow_mut(), id);
    let grown = tiles::append(size, leaves, &read).context("the stored tiles")?;
    for tile in &grown.tiles {
        let sql = "INSERT INTO journal_tiles (id, hashes) VALUES (?, ?)
                   ON CONFLICT (id) DO UPDATE SET hashes = excluded.hashes";
        connection.run(sql, &[tile_key(tile.id).into(), tile.bytes.clone().into()])?;
    }
    let head = Head { size: grown.size, root: grown.root };
    let checkpoint = Checkpoint { origin: ground.origin.clone(), head };
    let note = checkpoint.sign(&[&signer(ground)?]).context("the checkpoint")?;
    let sql = "INSERT INTO journal_heads (id, size, root, note, at) VALUES (?, ?, ?, ?, ?)";
    let cells = [
        format!("{:020}", grown.size).into(),
        Cell::Int(i64::try_from(grown.size).map_err(anyhow::Error::from)?),
        grown.root.to_vec().into(),
        note.into(),
        ground.clock.now().into(),
    ];
    connection.run(sql, &cells)?;
    Ok(grown.size)
}

/// The key under which the journal signs, named by its origin.
pub(crate) fn signer(ground: &Ground) -> anyhow::Result<Signer> {
    Ok(Signer::new(&ground.origin, ground.keys.journal.clone())?)
}

/// Every key under which the journal has signed, for those who verify.
pub(crate) fn origin_keys(ground: &Ground) -> anyhow::Result<OriginKeys> {
    let key = |known: &PublicKey| {
        let verifier = Verifier::new(&ground.origin, known.key)?;
        Ok(OriginKey { verifier, period: known.period })
    };
    let keys = ground.keys.published(Duty::Journal).iter().map(key);
    Ok(OriginKeys { origin: ground.origin.clone(), keys: keys.collect::<anyhow::Result<_>>()? })
}

// A tile keeps one row while it fills; a partial tile is the beginning of what is there.
pub(crate) fn tile_key(id: TileId) -> String {
    format!("{:02}/{:018}", id.level, id.index)
}

pub(crate) fn read_tile(connection: &mut Connection, id: TileId) -> Option<Vec<u8>> {
    let sql = "SELECT hashes FROM journal_tiles WHERE id = ?";
    let row = connection.one(sql, &[tile_key(id).into()]).ok()??;
    Some(row.blob(0).ok()?.to_vec())
}

/// The root of an empty tree, for a journal that has no checkpoint yet.
pub(crate) fn empty_head() -> Head {
    Head { size: 0, root: merkle::empty_root() }
}
