//! Making proofs: inclusion and consistency paths, and roots of any earlier size, with hashes read
//! through tiles. What may not happen here: trust in the tiles; a proof made from wrong tiles is a
//! proof that does not verify, and the caller checks it against a checkpoint.

use crate::{
    Wrong,
    merkle::{self, Hash},
    tiles::{self, Read, TileId, WIDTH_MAX},
};

/// The path that shows the leaf at `index` in the tree of this size (RFC 9162 section 2.1.3.1).
///
/// # Errors
/// [`Wrong::Outside`] when the tree has no such leaf, [`Wrong::MissingTile`] or [`Wrong::Malformed`]
/// when a tile can't be read.
pub fn inclusion(index: u64, size: u64, read: Read) -> Result<Vec<Hash>, Wrong> {
    if index >= size {
        return Err(Wrong::Outside);
    }
    let mut tree = Tree { size, read, held: Vec::new() };
    let (mut low, mut high) = (0, size);
    let mut path = Vec::new();
    while high - low > 1 {
        let middle = low + split(high - low);
        if index < middle {
            path.push(tree.range(middle, high)?);
            high = middle;
        } else {
            path.push(tree.range(low, middle)?);
            low = middle;
        }
    }
    path.reverse();
    Ok(path)
}

/// The path that shows that the tree of the new size continues the one of the old (RFC 9162 section 2.1.4.1).
///
/// # Errors
/// [`Wrong::Outside`] when the old size is larger, [`Wrong::MissingTile`] or [`Wrong::Malformed`]
/// when a tile can't be read.
pub fn consistency(old_size: u64, new_size: u64, read: Read) -> Result<Vec<Hash>, Wrong> {
    if old_size > new_size {
        return Err(Wrong::Outside);
    }
    if old_size == 0 {
        return Ok(Vec::new());
    }
    let mut tree = Tree { size: new_size, read, held: Vec::new() };
    let (mut low, mut high) = (0, new_size);
    let mut path = Vec::new();
    while high > old_size {
        let middle = low + split(high - low);
        if old_size <= middle {
            path.push(tree.range(middle, high)?);
            high = middle;
        } else {
            path.push(tree.range(low, middle)?);
            low = middle;
        }
    }
    // From the left edge it is the whole older tree, whose root the verifier already has.
    if low > 0 {
        path.push(tree.range(low, high)?);
    }
    path.reverse();
    Ok(path)
}

/// The root of the tree as it was at this size.
///
/// # Errors
/// [`Wrong::MissingTile`] or [`Wrong::Malformed`] when a tile can't be read.
pub fn root(size: u64, read: Read) -> Result<Hash, Wrong> {
    if size == 0 {
        return Ok(merkle::empty_root());
    }
    Tree { size, read, held: Vec::new() }.range(0, size)
}

/// The largest power of two below a length of at least 2: where RFC 9162 divides a tree.
fn split(length: u64) -> u64 {
    1 << (length - 1).ilog2()
}

/// A tree that is read through its tiles; each is read once a proof.
struct Tree<'a> {
    size: u64,
    read: Read<'a>,
    held: Vec<(TileId, Vec<Hash>)>,
}

impl Tree<'_> {
    /// The hash over the leaves from `low` up to but without `high`: a subtree that a division left.
    fn range(&mut self, low: u64, high: u64) -> Result<Hash, Wrong> {
        let mut right = high - (1 << (high - low).trailing_zeros());
        let mut hash = self.node((high - low).trailing_zeros(), right)?;
        while right > low {
            let height = (right - low).trailing_zeros();
            right -= 1 << height;
            hash = merkle::node_hash(&self.node(height, right)?, &hash);
        }
        Ok(hash)
    }

    /// The hash over the complete subtree of this height that begins with the leaf `first`.
    fn node(&mut self, height: u32, first: u64) -> Result<Hash, Wrong> {
        let (level, height) = (height / 8, height % 8);
        let start = first.checked_shr(8 * level).ok_or(Wrong::Outside)?;
        let level = u8::try_from(level).map_err(|_| Wrong::Outside)?;
        let id = TileId::holding(level, start, self.size).ok_or(Wrong::Outside)?;
        let within = usize::try_from(start % u64::from(WIDTH_MAX)).map_err(|_| Wrong::Outside)?;
        let hashes = self.tile(id)?.get(within..within + (1 << height));
        Ok(merkle::root(hashes.ok_or(Wrong::MissingTile(id))?))
    }

    fn tile(&mut self, id: TileId) -> Result<&[Hash], Wrong> {
        let place = match self.held.iter().position(|(held, _)| *held == id) {
            Some(place) => place,
            None => {
                self.held.push((id, tiles::stored(id, self.read)?));
                self.held.len() - 1
            }
        };
        self.held.get(place).map(|(_, hashes)| hashes.as_slice()).ok_or(Wrong::MissingTile(id))
    }
}
