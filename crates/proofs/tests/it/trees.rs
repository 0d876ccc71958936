//! Trees for the tests: leaves, the recursive definition of RFC 6962 word for word, and a store of
//! tiles in memory. What may not happen here: a short cut that the code under test takes too.

use std::{cell::RefCell, collections::BTreeMap};

use proofs::{
    merkle::{Hash, empty_root, leaf_hash, node_hash},
    tiles::{Edge, Tile, TileId},
};

/// `count` leaves that differ from each other.
pub fn leaves(count: u64) -> Vec<Hash> {
    (0..count).map(|number| leaf_hash(&number.to_be_bytes())).collect()
}

/// MTH of RFC 6962 section 2.1.
pub fn naive_root(leaves: &[Hash]) -> Hash {
    match leaves {
        [] => empty_root(),
        [one] => *one,
        _ => {
            let (left, right) = leaves.split_at(split(leaves.len()));
            node_hash(&naive_root(left), &naive_root(right))
        }
    }
}

/// PATH of RFC 6962 section 2.1.1.
pub fn naive_inclusion(index: usize, leaves: &[Hash]) -> Vec<Hash> {
    if leaves.len() <= 1 {
        return Vec::new();
    }
    let (left, right) = leaves.split_at(split(leaves.len()));
    let (mut path, sibling) = if index < left.len() {
        (naive_inclusion(index, left), naive_root(right))
    } else {
        (naive_inclusion(index - left.len(), right), naive_root(left))
    };
    path.push(sibling);
    path
}

/// SUBPROOF of RFC 6962 section 2.1.2; PROOF begins with `known` true.
pub fn naive_consistency(old: usize, leaves: &[Hash], known: bool) -> Vec<Hash> {
    if old == leaves.len() {
        return if known { Vec::new() } else { vec![naive_root(leaves)] };
    }
    let (left, right) = leaves.split_at(split(leaves.len()));
    let (mut path, sibling) = if old <= left.len() {
        (naive_consistency(old, left, known), naive_root(right))
    } else {
        (naive_consistency(old - left.len(), right, false), naive_root(left))
    };
    path.push(sibling);
    path
}

fn split(length: usize) -> usize {
    length.next_power_of_two() / 2
}

/// A store of tiles that counts what is read from it.
#[derive(Default)]
pub struct Store {
    pub tiles: BTreeMap<TileId, Vec<u8>>,
    pub reads: RefCell<Vec<TileId>>,
}

impl Store {
    /// The tiles of a tree of these leaves, appended in one go.
    pub fn of(leaves: &[Hash]) -> Store {
        let mut store = Store::default();
        store.write(Edge::default().append(leaves).unwrap());
        store
    }

    pub fn write(&mut self, tiles: Vec<Tile>) {
        self.tiles.extend(tiles.into_iter().map(|tile| (tile.id, tile.bytes)));
    }

    /// As a server that keeps only the widest tile of each place.
    pub fn read(&self, id: TileId) -> Option<Vec<u8>> {
        self.reads.borrow_mut().push(id);
        let widest = TileId { width: 256, ..id };
        self.tiles.range(id..=widest).next_back().map(|(_, bytes)| bytes.clone())
    }
}
