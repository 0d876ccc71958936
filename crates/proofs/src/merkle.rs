//! Merkle trees as RFC 6962 and RFC 9162 section 2.1 define them, over SHA-256: hashes, roots, and
//! the checking of inclusion and consistency proofs. What may not happen here: no storage; proofs
//! are made in [`crate::prove`], where the hashes are read from tiles.

use sha2::{Digest, Sha256};

use crate::Wrong;

/// A SHA-256 hash: of a leaf, of a node, or of a whole tree.
pub type Hash = [u8; 32];

/// A path is never longer than a tree of 64-bit size is high.
pub const PATH_MAX: usize = 64;

/// The hash of an entry. The prefix keeps leaves and nodes apart, so that a node can't be passed off as an entry.
pub fn leaf_hash(entry: &[u8]) -> Hash {
    Sha256::new().chain_update([0x00]).chain_update(entry).finalize().into()
}

/// The hash of a node over its two children.
pub fn node_hash(left: &Hash, right: &Hash) -> Hash {
    Sha256::new().chain_update([0x01]).chain_update(left).chain_update(right).finalize().into()
}

/// The root of a tree with nothing in it: the hash of no bytes (RFC 9162 section 2.1.1).
pub fn empty_root() -> Hash {
    Sha256::digest([]).into()
}

/// The root over leaf hashes (not entries).
///
/// Pairs are hashed level by level and a last odd one rises as it is. That is the same tree as the
/// recursive definition with its split at the largest power of two, without the recursion.
pub fn root(leaves: &[Hash]) -> Hash {
    let mut level = raised(leaves);
    while level.len() > 1 {
        level = raised(&level);
    }
    level.pop().unwrap_or_else(empty_root)
}

/// All levels of the tree, leaves first and the root last: from them every path is a look-up.
pub fn levels(leaves: &[Hash]) -> Vec<Vec<Hash>> {
    let mut all = vec![leaves.to_vec()];
    while let Some(last) = all.last().filter(|level| level.len() > 1) {
        let next = raised(last);
        all.push(next);
    }
    all
}

/// The inclusion path of the leaf at `place`, sibling of the leaf first, from the levels of its tree.
pub fn path_in(levels: &[Vec<Hash>], place: usize) -> Vec<Hash> {
    let sibling = |(height, level): (usize, &Vec<Hash>)| level.get((place >> height) ^ 1).copied();
    levels.iter().enumerate().take(PATH_MAX).filter_map(sibling).collect()
}

fn raised(level: &[Hash]) -> Vec<Hash> {
    let parent = |pair: &[Hash]| match pair {
        [left, right] => Some(node_hash(left, right)),
        [odd] => Some(*odd),
        _ => None,
    };
    level.chunks(2).filter_map(parent).collect()
}

/// The root that a path leads to from a leaf at `index` in a tree of `size` leaves (RFC 9162 section 2.1.3.2).
///
/// # Errors
/// [`Wrong::Outside`] when the tree has no such place, [`Wrong::Path`] when the path is too long or too short for it.
pub fn root_from_path(leaf: &Hash, index: u64, size: u64, path: &[Hash]) -> Result<Hash, Wrong> {
    if index >= size {
        return Err(Wrong::Outside);
    }
    let (mut place, mut last) = (index, size - 1);
    let mut hash = *leaf;
    for sibling in path {
        if last == 0 {
            return Err(Wrong::Path);
        }
        if place & 1 == 1 || place == last {
            hash = node_hash(sibling, &hash);
            // The last of an odd level has risen unhashed: climb to where it meets its left sibling.
            let climb = place.trailing_zeros();
            (place, last) = (place >> climb, last >> climb);
        } else {
            hash = node_hash(&hash, sibling);
        }
        (place, last) = (place >> 1, last >> 1);
    }
    if last == 0 { Ok(hash) } else { Err(Wrong::Path) }
}

/// A tree as a checkpoint states it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    /// Leaves.
    pub size: u64,
    pub root: Hash,
}

/// Checks that the leaf is at `index` in this tree.
///
/// # Errors
/// As [`root_from_path`]; [`Wrong::Path`] too when the path leads to another root.
pub fn verify_inclusion(leaf: &Hash, index: u64, head: &Head, path: &[Hash]) -> Result<(), Wrong> {
    let root = root_from_path(leaf, index, head.size, path)?;
    if root == head.root { Ok(()) } else { Err(Wrong::Path) }
}

/// Checks that the newer tree is the older one with entries added at its end and nothing else
/// changed (RFC 9162 section 2.1.4.2). Every tree grows from the empty one, with an empty path.
///
/// # Errors
/// [`Wrong::Outside`] when the older tree is larger, [`Wrong::Path`] when the path does not join the two roots.
pub fn verify_consistency(old: &Head, new: &Head, path: &[Hash]) -> Result<(), Wrong> {
    if old.size > new.size {
        return Err(Wrong::Outside);
    }
    if old.size == 0 || old.size == new.size {
        let empty_is_empty = old.size != 0 || old.root == empty_root();
        let same = old.size != new.size || old.root == new.root;
        let holds = path.is_empty() && empty_is_empty && same;
        return if holds { Ok(()) } else { Err(Wrong::Path) };
    }
    // Where the older tree is a whole subtree of the newer one its root is not repeated in the path.
    let (mut old_hash, rest) = match path.split_first() {
        _ if old.size.is_power_of_two() => (old.root, path),
        Some((first, rest)) => (*first, rest),
        None => return Err(Wrong::Path),
    };
    let whole = (old.size - 1).trailing_ones();
    let (mut place, mut last) = ((old.size - 1) >> whole, (new.size - 1) >> whole);
    let mut new_hash = old_hash;
    for sibling in rest {
        if last == 0 {
            return Err(Wrong::Path);
        }
        if place & 1 == 1 || place == last {
            old_hash = node_hash(sibling, &old_hash);
            new_hash = node_hash(sibling, &new_hash);
            let climb = place.trailing_zeros();
            (place, last) = (place >> climb, last >> climb);
        } else {
            new_hash = node_hash(&new_hash, sibling);
        }
        (place, last) = (place >> 1, last >> 1);
    }
    if last == 0 && old_hash == old.root && new_hash == new.root {
        Ok(())
    } else {
        Err(Wrong::Path)
    }
}
