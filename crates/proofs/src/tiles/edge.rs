//! The growing edge of a tree: the hashes that no full tile holds yet. What may not happen here:
//! reading more than one tile a level, or hashing again what a full tile has settled.

use crate::{
    Wrong,
    merkle::{self, Hash},
    tiles::{Read, TileId, WIDTH_MAX, hashes_of, shifted},
};

/// A tile to be written, whole. A wider tile of the same place replaces narrower ones.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tile {
    pub id: TileId,
    pub bytes: Vec<u8>,
}

/// What an append gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grown {
    /// Level by level, left to right.
    pub tiles: Vec<Tile>,
    pub size: u64,
    pub root: Hash,
}

/// The right edge of a tree: what must be known of it to append. At most 255 hashes a level.
///
/// Whoever appends again and again keeps it; who starts anew reads it from the stored tiles.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Edge {
    size: u64,
    levels: Vec<Vec<Hash>>,
}

impl Edge {
    /// Reads the edge of a tree of this size from its partial tiles, at most one a level.
    ///
    /// # Errors
    /// [`Wrong::MissingTile`] when one can't be read, [`Wrong::Malformed`] when it is not a tile.
    pub fn read(size: u64, read: Read) -> Result<Edge, Wrong> {
        let mut levels = Vec::new();
        for level in 0..8 {
            let complete = shifted(size, level);
            if complete == 0 {
                break;
            }
            let partial = !complete.is_multiple_of(u64::from(WIDTH_MAX));
            let id = TileId::holding(level, complete, size).filter(|_| partial);
            levels.push(id.map_or(Ok(Vec::new()), |id| stored(id, read))?);
        }
        Ok(Edge { size, levels })
    }

    /// Leaves in the tree.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// The root of the whole tree, from the edge alone.
    pub fn root(&self) -> Hash {
        // What is left over below is the last node of the next level, though it is not complete.
        let fold = |below: Option<Hash>, level: &Vec<Hash>| {
            let nodes: Vec<Hash> = level.iter().copied().chain(below).collect();
            if nodes.is_empty() { None } else { Some(merkle::root(&nodes)) }
        };
        self.levels.iter().fold(None, fold).unwrap_or_else(merkle::empty_root)
    }

    /// Appends leaf hashes and gives the tiles that changed. Costs one hash a leaf and a fixed sum a level.
    ///
    /// # Errors
    /// [`Wrong::TooMuch`] when the size would pass 64 bits; nothing is appended then.
    pub fn append(&mut self, leaves: &[Hash]) -> Result<Vec<Tile>, Wrong> {
        let added = u64::try_from(leaves.len()).ok();
        let size = added.and_then(|added| self.size.checked_add(added));
        let size = size.ok_or(Wrong::TooMuch("tree size"))?;
        let mut tiles = Vec::new();
        let mut rising = leaves.to_vec();
        for level in 0..8 {
            if rising.is_empty() {
                break;
            }
            if self.levels.len() <= usize::from(level) {
                self.levels.push(Vec::new());
            }
            let Some(edge) = self.levels.get_mut(usize::from(level)) else { break };
            edge.append(&mut rising);
            let first = shifted(self.size, level) / u64::from(WIDTH_MAX);
            let (full, partial) = edge.as_chunks::<{ WIDTH_MAX as usize }>();
            rising.extend(full.iter().map(|hashes| merkle::root(hashes)));
            let chunks = full.iter().map(<[Hash; 256]>::as_slice).chain([partial]);
            let written = (first..).zip(chunks).filter(|(_, hashes)| !hashes.is_empty());
            tiles.extend(written.map(|(index, hashes)| tile(level, index, hashes)));
            *edge = partial.to_vec();
        }
        self.size = size;
        Ok(tiles)
    }
}

/// Appends leaf hashes to the tree of this size whose tiles are stored: the tiles to write, and the new root.
///
/// # Errors
/// As [`Edge::read`] and [`Edge::append`].
pub fn append(old_size: u64, leaves: &[Hash], read: Read) -> Result<Grown, Wrong> {
    let mut edge = Edge::read(old_size, read)?;
    let tiles = edge.append(leaves)?;
    Ok(Grown { tiles, size: edge.size(), root: edge.root() })
}

fn tile(level: u8, index: u64, hashes: &[Hash]) -> Tile {
    let width = u16::try_from(hashes.len()).map_or(WIDTH_MAX, |w| w.min(WIDTH_MAX));
    Tile { id: TileId { level, index, width }, bytes: hashes.concat() }
}

/// The hashes of a stored tile, as many as asked for.
pub fn stored(id: TileId, read: Read) -> Result<Vec<Hash>, Wrong> {
    let mut hashes = hashes_of(&read(id).ok_or(Wrong::MissingTile(id))?)?;
    if hashes.len() < usize::from(id.width) {
        return Err(Wrong::MissingTile(id));
    }
    hashes.truncate(usize::from(id.width));
    Ok(hashes)
}
