//! Reading the journal: checkpoints, tiles and bundles for anybody; what happened in a case; where a receipt stands.

use std::cell::RefCell;

use proofs::inclusion::Inclusion;
use proofs::merkle;
use proofs::note::Checkpoint;
use proofs::origin_keys::OriginKeys;
use proofs::prove;
use proofs::receipt::{self, Receipt};
use proofs::tiles::{self, Place, TileId};
use vocabulary::{Error, Moment, Result};

use super::sequence::{MERGE_SECONDS, empty_head, origin_keys, signer, tile_key};
use crate::database::Cell;
use crate::view::View;

/// The latest checkpoint: the tree's size, and the signed note.
pub fn head(view: &mut View<'_>) -> Result<(u64, String)> {
    let row = view.one("SELECT size, note FROM journal_heads ORDER BY id DESC LIMIT 1", &[])?;
    if let Some(row) = row {
        return Ok((row.int(0)?.unsigned_abs(), row.text(1)?.to_string()));
    }
    let checkpoint = Checkpoint { origin: view.ground.origin.clone(), head: empty_head() };
    let note = checkpoint.sign(&[&signer(view.ground)?]).map_err(anyhow::Error::from)?;
    Ok((0, note))
}

/// The verifier key that checkpoints and receipts are signed with now, as `name+id+key`.
pub fn verifier_key(view: &View<'_>) -> Result<String> {
    Ok(signer(view.ground)?.verifier().to_string())
}

/// Every key that checkpoints and receipts were ever signed with, each with its time.
pub fn verifier_keys(view: &View<'_>) -> Result<OriginKeys> {
    Ok(origin_keys(view.ground)?)
}

/// The bytes under a path of the tiled journal (C2SP tlog-tiles), if the journal has come that far.
pub fn tile(view: &mut View<'_>, place: Place) -> Result<Vec<u8>> {
    let (size, _) = head(view)?;
    match place {
        Place::Tile(id) if id.is_within(size) => hashes(view, id),
        Place::Bundle(id) if id.is_within(size) => bundle(view, id),
        _ => Err(Error::NotFound),
    }
}

fn hashes(view: &mut View<'_>, id: TileId) -> Result<Vec<u8>> {
    let sql = "SELECT hashes FROM journal_tiles WHERE id = ?";
    let row = view.one(sql, &[tile_key(id).into()])?.ok_or(Error::NotFound)?;
    let bytes = row.blob(0)?.get(..usize::from(id.width) * 32);
    bytes.map(<[u8]>::to_vec).ok_or(Error::NotFound)
}

fn bundle(view: &mut View<'_>, id: tiles::BundleId) -> Result<Vec<u8>> {
    let range = id.entries();
    let number = |n: u64| Cell::Int(i64::try_from(n).unwrap_or(i64::MAX));
    // A batch has at most 256 acts, so the bundle's first entry is in a batch that begins at most that much earlier.
    let sql = "SELECT e.body FROM journal_batches b JOIN journal_entries e ON e.batch = b.id
               WHERE b.first_index > ? AND b.first_index < ? AND b.first_index + e.place >= ? AND b.first_index + e.place < ?
               ORDER BY b.first_index, e.place";
    let earliest = Cell::Int(i64::try_from(range.start).unwrap_or(i64::MAX) - 257);
    let rows =
        view.all(sql, &[earliest, number(range.end), number(range.start), number(range.end)])?;
    let bodies: Vec<&str> = rows.iter().map(|row| row.text(0)).collect::<anyhow::Result<_>>()?;
    if bodies.len() != usize::from(id.width) {
        return Err(Error::broken(
            "the journal lacks entries of a bundle; run madang journal verify",
        ));
    }
    Ok(tiles::bundle(&bodies).map_err(anyhow::Error::from)?)
}

/// One thing that happened in a case.
#[derive(Clone, Debug, PartialEq)]
pub struct CaseEvent {
    pub id: String,
    pub at: Moment,
    pub actor_kind: String,
    pub agency: String,
    /// What happened, as `application.submitted`.
    pub what: Vec<String>,
}

/// What happened in a case, oldest first. Only for those who may see the case: the caller has asked `cases`.
pub fn of_case(view: &mut View<'_>, number: &str) -> Result<Vec<CaseEvent>> {
    let sql = "SELECT id, at, actor_kind, agency, what FROM journal_entries WHERE case_id = ? ORDER BY at, id LIMIT 500";
    let rows = view.all(sql, &[number.into()])?;
    let read = |row: &crate::database::Row| {
        Ok(CaseEvent {
            id: row.text(0)?.to_string(),
            at: Moment(row.int(1)?),
            actor_kind: row.text(2)?.to_string(),
            agency: row.text(3)?.to_string(),
            what: row.text(4)?.split(',').map(str::to_string).collect(),
        })
    };
    rows.iter().map(read).collect()
}

/// The receipt of the act that opened a case, made again from its batch: whoever sends an application twice gets the same.
/// Only for those who may see the case: the caller has asked `cases`.
pub fn receipt_of_case(view: &mut View<'_>, number: &str) -> Result<Option<Receipt>> {
    let sql = "SELECT b.id, b.at, b.leaves, b.signature, e.place FROM journal_entries e
               JOIN journal_batches b ON b.id = e.batch WHERE e.case_id = ? ORDER BY e.at, e.id LIMIT 1";
    let Some(row) = view.one(sql, &[number.into()])? else { return Ok(None) };
    let leaves = tiles::hashes_of(row.blob(2)?).map_err(anyhow::Error::from)?;
    let place = u32::try_from(row.int(4)?).map_err(anyhow::Error::from)?;
    let levels = merkle::levels(&leaves);
    let leaf =
        *leaves.get(place as usize).ok_or_else(|| Error::broken("a batch lacks an entry"))?;
    Ok(Some(Receipt {
        journal: view.ground.origin.clone(),
        batch: row.text(0)?.to_string(),
        time_ms: row.int(1)?,
        within_seconds: MERGE_SECONDS,
        leaf,
        place,
        count: u32::try_from(leaves.len()).map_err(anyhow::Error::from)?,
        path: merkle::path_in(&levels, place as usize),
        signature: <[u8; 64]>::try_from(row.blob(3)?).map_err(anyhow::Error::from)?,
    }))
}

/// Where a receipt stands.
#[derive(Debug)]
pub enum Standing {
    /// Its signature is not the journal's: it is forged, or of another journal.
    Forged,
    /// Signed by the journal, but the journal has no such entry: the promise is broken.
    Missing,
    /// In the journal; the next checkpoint will cover it.
    Promised,
    /// In the tree, with the proof.
    Included(Inclusion),
}

/// Looks a receipt up: is it ours, is the entry there, and the proof that it is in the tree.
pub fn entry_of_receipt(view: &mut View<'_>, told: &Receipt) -> Result<Standing> {
    // The entry has to be in the journal below, so a receipt's own time need not be taken on its word alone.
    let signed = origin_keys(view.ground)?
        .signed(told.time_ms.div_euclid(1000), &|key| receipt::verify(told, key));
    if told.journal != view.ground.origin || signed.is_err() {
        return Ok(Standing::Forged);
    }
    let sql = "SELECT e.body, b.first_index FROM journal_entries e JOIN journal_batches b ON b.id = e.batch
               WHERE e.batch = ? AND e.place = ?";
    let row = view.one(sql, &[told.batch.as_str().into(), Cell::Int(told.place.into())])?;
    let Some(row) = row else { return Ok(Standing::Missing) };
    if crate::tx::leaf_of(row.text(0)?) != told.leaf {
        return Ok(Standing::Missing);
    }
    let Some(first) = row.maybe_int(1) else { return Ok(Standing::Promised) };
    let index = first.unsigned_abs() + u64::from(told.place);
    let (size, checkpoint) = head(view)?;
    let reading = RefCell::new(view);
    let read = |id: TileId| {
        let sql = "SELECT hashes FROM journal_tiles WHERE id = ?";
        let row = reading.borrow_mut().one(sql, &[tile_key(id).into()]).ok()??;
        Some(row.blob(0).ok()?.to_vec())
    };
    let path = prove::inclusion(index, size, &read).map_err(anyhow::Error::from)?;
    Ok(Standing::Included(Inclusion { index, path, checkpoint }))
}
