//! Trees against the known vectors, the recursive definition and a library nobody here wrote.

use ct_merkle::{ConsistencyProof, InclusionProof, RootHash, mem_backed_tree::MemoryBackedTree};
use proofs::{
    Wrong,
    merkle::{self, Hash, Head},
    prove,
};
use proptest::prelude::{Strategy, any, prop, prop_assert, prop_assert_eq, proptest};
use sha2::Sha256;

use crate::trees::{self, Store, leaves};

/// The eight entries of the reference tree of Certificate Transparency.
const ENTRIES: [&str; 8] = [
    "",
    "00",
    "10",
    "2021",
    "3031",
    "40414243",
    "5051525354555657",
    "606162636465666768696a6b6c6d6e6f",
];

/// Its roots at the sizes 0 to 8.
const ROOTS: [&str; 9] = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
];

/// Hashes within that tree that its known proofs name.
const LEAF_0: &str = "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d";
const LEAF_1: &str = "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7";
const LEAF_4: &str = "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b";
const NODE_0_1: &str = "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125";
const NODE_2_3: &str = "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e";
const NODE_4_5: &str = "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a";
const NODE_6_7: &str = "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0";
const NODE_0_3: &str = "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7";
const NODE_4_7: &str = "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4";

fn bytes(hex: &str) -> Vec<u8> {
    (0..hex.len()).step_by(2).map(|i| u8::from_str_radix(&hex[i..i + 2], 16).unwrap()).collect()
}

fn hash(hex: &str) -> Hash {
    bytes(hex).try_into().unwrap()
}

fn reference_leaves() -> Vec<Hash> {
    ENTRIES.iter().map(|entry| merkle::leaf_hash(&bytes(entry))).collect()
}

#[test]
fn the_reference_tree_has_its_known_roots() {
    let leaves = reference_leaves();
    for (size, root) in ROOTS.iter().enumerate() {
        assert_eq!(merkle::root(&leaves[..size]), hash(root), "size {size}");
    }
}

#[test]
fn the_reference_tree_has_its_known_inclusion_paths() {
    let known: [(u64, u64, &[&str]); 7] = [
        (0, 1, &[]),
        (0, 2, &[LEAF_1]),
        (1, 2, &[LEAF_0]),
        (2, 3, &[NODE_0_1]),
        (1, 5, &[LEAF_0, NODE_2_3, LEAF_4]),
        (0, 8, &[LEAF_1, NODE_2_3, NODE_4_7]),
        (5, 8, &[LEAF_4, NODE_6_7, NODE_0_3]),
    ];
    let store = Store::of(&reference_leaves());
    for (index, size, path) in known {
        let path: Vec<Hash> = path.iter().map(|hex| hash(hex)).collect();
        assert_eq!(prove::inclusion(index, size, &|id| store.read(id)).unwrap(), path);
    }
}

#[test]
fn the_reference_tree_has_its_known_consistency_paths() {
    let known: [(u64, u64, &[&str]); 4] = [
        (1, 1, &[]),
        (1, 8, &[LEAF_1, NODE_2_3, NODE_4_7]),
        (2, 5, &[NODE_2_3, LEAF_4]),
        (6, 8, &[NODE_4_5, NODE_6_7, NODE_0_3]),
    ];
    let store = Store::of(&reference_leaves());
    for (old, new, path) in known {
        let path: Vec<Hash> = path.iter().map(|hex| hash(hex)).collect();
        assert_eq!(prove::consistency(old, new, &|id| store.read(id)).unwrap(), path);
    }
}

#[test]
fn every_path_of_every_small_tree_is_the_one_of_the_definition() {
    let all = leaves(40);
    let store = Store::of(&all);
    let read = |id| store.read(id);
    for size in 1..=all.len() {
        let leaves = &all[..size];
        let head = Head { size: size as u64, root: trees::naive_root(leaves) };
        assert_eq!(merkle::root(leaves), head.root);
        assert_eq!(prove::root(head.size, &read).unwrap(), head.root);
        for index in 0..size {
            let path = prove::inclusion(index as u64, head.size, &read).unwrap();
            assert_eq!(path, trees::naive_inclusion(index, leaves));
            merkle::verify_inclusion(&leaves[index], index as u64, &head, &path).unwrap();
        }
        for old in 1..=size {
            let path = prove::consistency(old as u64, head.size, &read).unwrap();
            assert_eq!(path, trees::naive_consistency(old, leaves, true));
            let old = Head { size: old as u64, root: trees::naive_root(&leaves[..old]) };
            merkle::verify_consistency(&old, &head, &path).unwrap();
        }
    }
}

#[test]
fn a_library_nobody_here_wrote_agrees_on_roots_and_accepts_our_proofs() {
    let mut theirs = MemoryBackedTree::<Sha256, Vec<u8>>::new();
    let entries: Vec<Vec<u8>> = (0..700_u64).map(|n| n.to_be_bytes().to_vec()).collect();
    let store = Store::of(&leaves(700));
    let read = |id| store.read(id);
    let root_at = |size| prove::root(size, &read).unwrap();
    for size in 1..=700_u64 {
        theirs.push(entries[size as usize - 1].clone());
        assert_eq!(theirs.root().as_bytes().as_slice(), root_at(size));
        let index = size * 7 % size.max(2);
        if index >= size || size % 13 != 0 {
            continue;
        }
        let ours = prove::inclusion(index, size, &read).unwrap();
        assert_eq!(theirs.prove_inclusion(index as usize).as_bytes(), ours.concat());
        let root = RootHash::<Sha256>::new(root_at(size).into(), size);
        let proof = InclusionProof::try_from_bytes(ours.concat()).unwrap();
        root.verify_inclusion(&entries[index as usize], index, &proof).unwrap();
        let old = size / 2 + 1;
        let ours = prove::consistency(old, size, &read).unwrap();
        let proof = ConsistencyProof::try_from_bytes(ours.concat()).unwrap();
        let old_root = RootHash::<Sha256>::new(root_at(old).into(), old);
        root.verify_consistency(&old_root, &proof).unwrap();
    }
}

#[test]
fn every_tree_grows_from_the_empty_one_and_the_empty_one_has_one_root() {
    let empty = Head { size: 0, root: merkle::empty_root() };
    let some = Head { size: 3, root: merkle::root(&leaves(3)) };
    merkle::verify_consistency(&empty, &some, &[]).unwrap();
    merkle::verify_consistency(&empty, &empty, &[]).unwrap();
    let forged = Head { size: 0, root: some.root };
    for (old, new) in [(forged, some), (empty, forged), (forged, forged)] {
        assert_eq!(merkle::verify_consistency(&old, &new, &[]), Err(Wrong::Path));
    }
    assert_eq!(merkle::verify_consistency(&empty, &some, &[some.root]), Err(Wrong::Path));
    assert_eq!(merkle::verify_consistency(&some, &empty, &[]), Err(Wrong::Outside));
}

#[test]
fn an_entry_can_not_be_passed_off_as_a_node() {
    let pair = leaves(2);
    assert_ne!(merkle::leaf_hash(&pair.concat()), merkle::node_hash(&pair[0], &pair[1]));
}

/// A tree and two places in it, over several tiles.
fn tree_and_places() -> impl Strategy<Value = (u64, u64, u64)> {
    (1_u64..1200).prop_flat_map(|size| (0..size, 1..=size).prop_map(move |(i, old)| (size, i, old)))
}

proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(64))]

    #[test]
    fn proofs_of_larger_trees_are_those_of_the_definition((size, index, old) in tree_and_places()) {
        let all = leaves(size);
        let store = Store::of(&all);
        let read = |id| store.read(id);
        let path = prove::inclusion(index, size, &read).unwrap();
        prop_assert_eq!(&path, &trees::naive_inclusion(index as usize, &all));
        let path = prove::consistency(old, size, &read).unwrap();
        prop_assert_eq!(&path, &trees::naive_consistency(old as usize, &all, true));
    }

    #[test]
    fn a_proof_with_anything_changed_is_refused(
        (size, index, old) in tree_and_places(),
        place in any::<prop::sample::Index>(),
        bit in 0_u8..8,
    ) {
        let all = leaves(size);
        let store = Store::of(&all);
        let read = |id| store.read(id);
        let head = Head { size, root: merkle::root(&all) };
        let leaf = all[index as usize];
        let path = prove::inclusion(index, size, &read).unwrap();
        prop_assert!(merkle::verify_inclusion(&leaf, index, &head, &path).is_ok());
        let mut spoilt = path.clone();
        spoilt.push(leaf);
        prop_assert!(merkle::verify_inclusion(&leaf, index, &head, &spoilt).is_err());
        if !path.is_empty() {
            spoilt.truncate(path.len() - 1);
            prop_assert!(merkle::verify_inclusion(&leaf, index, &head, &spoilt).is_err());
            let mut spoilt = path.clone();
            let at = place.index(path.len());
            spoilt[at][place.index(32)] ^= 1 << bit;
            prop_assert!(merkle::verify_inclusion(&leaf, index, &head, &spoilt).is_err());
            prop_assert!(merkle::verify_inclusion(&leaf, (index + 1) % size, &head, &path).is_err());
        }
        let older = Head { size: old, root: merkle::root(&all[..old as usize]) };
        let path = prove::consistency(old, size, &read).unwrap();
        prop_assert!(merkle::verify_consistency(&older, &head, &path).is_ok());
        let forged = Head { root: leaf, ..older };
        prop_assert_eq!(merkle::verify_consistency(&forged, &head, &path).is_ok(), forged == older);
        if !path.is_empty() {
            let mut spoilt = path.clone();
            spoilt[place.index(path.len())][place.index(32)] ^= 1 << bit;
            prop_assert!(merkle::verify_consistency(&older, &head, &spoilt).is_err());
        }
    }

    #[test]
    fn no_numbers_and_no_path_make_the_checks_panic(
        index in any::<u64>(),
        sizes in any::<(u64, u64)>(),
        path in prop::collection::vec(any::<[u8; 32]>(), 0..70),
    ) {
        let root = merkle::empty_root();
        let (old, new) = (Head { size: sizes.0, root }, Head { size: sizes.1, root });
        prop_assert!(merkle::verify_inclusion(&root, index, &old, &path).is_err());
        let grown = merkle::verify_consistency(&old, &new, &path).is_ok();
        prop_assert!(!grown || (old.size == 0 || old == new));
        let none = |_| None;
        prop_assert!(prove::inclusion(index, sizes.0, &none).is_err() || sizes.0 == 1);
        prop_assert!(prove::root(sizes.0, &none).is_err() || sizes.0 == 0);
    }
}
