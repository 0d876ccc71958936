//! Tiles: paths, bundles, and the growth of a tree in pieces.

use proofs::{
    Wrong,
    merkle::{self, leaf_hash},
    prove,
    tiles::{
        self, BundleId, Edge, Place, TileId, append, bundle, changed_bundles, entries_of,
        hashes_of, parse_path,
    },
};
use proptest::prelude::{Just, any, prop, prop_assert, prop_assert_eq, prop_oneof, proptest};

use crate::trees::{Store, leaves, naive_root};

fn tile(level: u8, index: u64, width: u16) -> TileId {
    TileId { level, index, width }
}

#[test]
fn paths_are_written_in_groups_of_three_digits() {
    assert_eq!(tile(0, 0, 256).to_string(), "tile/0/000");
    assert_eq!(tile(0, 1_234_067, 256).to_string(), "tile/0/x001/x234/067");
    assert_eq!(tile(1, 1000, 17).to_string(), "tile/1/x001/000.p/17");
    assert_eq!(BundleId { index: 999, width: 1 }.to_string(), "tile/entries/999.p/1");
    assert_eq!(tile(63, u64::MAX, 256).to_string(), "tile/63/x018/x446/x744/x073/x709/x551/615");
}

#[test]
fn a_path_has_one_form_and_every_other_is_refused() {
    let bad = [
        "",
        "tile",
        "tile/",
        "tile/0",
        "tile/0/",
        "tile/0/0",
        "tile/0/00",
        "tile/0/0000",
        "tile/00/000",
        "tile/64/000",
        "tile/-1/000",
        "tile/+1/000",
        "tile/0/x000/000",
        "tile/0/x000/x001/000",
        "tile/0/001/000",
        "tile/0/x001",
        "tile/0/x001/x000",
        "tile/0/000.p/",
        "tile/0/000.p/0",
        "tile/0/000.p/256",
        "tile/0/000.p/01",
        "tile/0/000.p/1/2",
        "tile/0/000.p/1.p/1",
        "tile/0//000",
        "/tile/0/000",
        "tile/0/000/",
        "tile/0/../000",
        "tile/0/x+01/000",
        "tile/0/٠٠٠",
        "tile/Entries/000",
        "tile/data/000",
        "tile/0/x018/x446/x744/x073/x709/x551/616",
        "tile/0/x001/x018/x446/x744/x073/x709/x551/615",
    ];
    for path in bad {
        assert!(parse_path(path).is_err(), "{path}");
    }
}

#[test]
fn a_tree_of_seventy_thousand_has_the_tiles_that_the_standard_counts() {
    let store = Store::of(&leaves(70_000));
    let count = |level, full| {
        let of = |id: &&TileId| id.level == level && (id.width == 256) == full;
        store.tiles.keys().filter(of).count()
    };
    assert_eq!([count(0, true), count(0, false)], [273, 1]);
    assert_eq!([count(1, true), count(1, false)], [1, 1]);
    assert_eq!([count(2, true), count(2, false)], [0, 1]);
    for id in [tile(0, 273, 112), tile(1, 1, 17), tile(2, 0, 1)] {
        assert!(store.tiles.contains_key(&id) && id.is_within(70_000), "{id}");
        assert!(!TileId { width: id.width + 1, ..id }.is_within(70_000), "{id}");
    }
    assert!(!tile(3, 0, 1).is_within(70_000) && !tile(63, 0, 1).is_within(u64::MAX));
    assert!(!tile(0, u64::MAX, 1).is_within(u64::MAX));
}

#[test]
fn a_tree_of_two_hundred_and_fifty_six_has_a_full_tile_and_one_hash_above() {
    let grown = append(0, &leaves(256), &|_| None).unwrap();
    let ids: Vec<TileId> = grown.tiles.iter().map(|tile| tile.id).collect();
    assert_eq!(ids, [tile(0, 0, 256), tile(1, 0, 1)]);
    assert_eq!(grown.tiles[1].bytes, grown.root);
}

#[test]
fn appending_reads_one_tile_a_level_and_writes_little() {
    let all = leaves(70_003);
    let store = Store::of(&all[..70_000]);
    let grown = append(70_000, &all[70_000..], &|id| store.read(id)).unwrap();
    assert_eq!(*store.reads.borrow(), [tile(0, 273, 112), tile(1, 1, 17), tile(2, 0, 1)]);
    let ids: Vec<TileId> = grown.tiles.iter().map(|tile| tile.id).collect();
    assert_eq!(ids, [tile(0, 273, 115)]);
    assert_eq!((grown.size, grown.root), (70_003, merkle::root(&all)));
}

#[test]
fn a_proof_reads_each_tile_once_and_few_of_them() {
    let store = Store::of(&leaves(70_000));
    prove::inclusion(69_000, 70_000, &|id| store.read(id)).unwrap();
    let mut reads = store.reads.borrow().clone();
    let count = reads.len();
    reads.sort();
    reads.dedup();
    assert!(count == reads.len() && count <= 5, "{reads:?}");
}

#[test]
fn a_missing_or_broken_tile_is_named_and_nothing_is_made_up() {
    let all = leaves(300);
    let mut store = Store::of(&all);
    let partial = tile(0, 1, 44);
    store.tiles.insert(partial, vec![0; 31]);
    assert_eq!(Edge::read(300, &|id| store.read(id)), Err(Wrong::Malformed("tile")));
    store.tiles.insert(partial, vec![0; 32]);
    assert_eq!(Edge::read(300, &|id| store.read(id)), Err(Wrong::MissingTile(partial)));
    store.tiles.remove(&partial);
    assert_eq!(prove::inclusion(299, 300, &|id| store.read(id)), Err(Wrong::MissingTile(partial)));
    assert_eq!(Wrong::MissingTile(partial).to_string(), "tile is missing: tile/0/001.p/44");
    assert_eq!(prove::inclusion(300, 300, &|_| None), Err(Wrong::Outside));
    assert_eq!(prove::consistency(301, 300, &|_| None), Err(Wrong::Outside));
}

#[test]
fn a_bundle_has_at_most_256_entries_of_at_most_65535_bytes() {
    assert_eq!(bundle(&[b"a".as_slice(), b"", b"bc"]).unwrap(), b"\0\x01a\0\0\0\x02bc");
    assert_eq!(entries_of(b"\0\x01a\0\0\0\x02bc").unwrap(), [b"a".as_slice(), b"", b"bc"]);
    let long = vec![7; tiles::ENTRY_BYTES_MAX];
    assert_eq!(entries_of(&bundle(&[&long]).unwrap()).unwrap(), [long.as_slice()]);
    assert_eq!(bundle(&[vec![7; 65_536]]), Err(Wrong::TooMuch("entry bytes")));
    assert!(bundle(&vec![b""; 256]).is_ok() && bundle(&vec![b""; 257]).is_err());
    assert!(bundle::<&[u8]>(&[]).is_err());
    for bad in [b"".as_slice(), b"\0", b"\0\x02a", b"\0\x01ab", &[0; 514]] {
        assert!(entries_of(bad).is_err(), "{bad:?}");
    }
}

#[test]
fn the_changed_bundles_are_those_with_new_entries() {
    let changed = |old, new| changed_bundles(old, new).collect::<Vec<_>>();
    let id = |index, width| BundleId { index, width };
    assert_eq!(changed(0, 0), []);
    assert_eq!(changed(256, 256), []);
    assert_eq!(changed(9, 8), []);
    assert_eq!(changed(0, 1), [id(0, 1)]);
    assert_eq!(changed(255, 513), [id(0, 256), id(1, 256), id(2, 1)]);
    assert_eq!(changed(256, 300), [id(1, 44)]);
    assert_eq!(id(1, 44).entries(), 256..300);
    assert!(id(1, 44).is_within(300) && !id(1, 45).is_within(300) && !id(1, 0).is_within(300));
}

proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(48))]

    #[test]
    fn a_tree_grown_in_pieces_is_the_tree_grown_at_once(pieces in prop::collection::vec(0_u64..400, 0..8)) {
        let size = pieces.iter().sum();
        let all = leaves(size);
        let mut store = Store::default();
        let mut kept = Edge::default();
        let mut done = 0;
        for piece in pieces {
            let next = done + piece as usize;
            let grown = append(done as u64, &all[done..next], &|id| store.read(id)).unwrap();
            prop_assert_eq!(&grown.tiles, &kept.append(&all[done..next]).unwrap());
            prop_assert_eq!(grown.root, naive_root(&all[..next]));
            prop_assert_eq!((kept.size(), kept.root()), (grown.size, grown.root));
            store.write(grown.tiles);
            done = next;
        }
        for (id, bytes) in &Store::of(&all).tiles {
            prop_assert_eq!(store.tiles.get(id), Some(bytes), "{}", id);
            prop_assert!(id.is_within(size));
        }
        let beyond = Edge::read(size, &|id| store.read(id)).unwrap();
        prop_assert_eq!(beyond, kept);
    }

    #[test]
    fn every_path_that_is_written_is_read_back(level in 0_u8..64, index in any::<u64>(), width in 1_u16..=256) {
        let id = TileId { level, index, width };
        prop_assert_eq!(parse_path(&id.to_string()), Ok(Place::Tile(id)));
        let id = BundleId { index, width };
        prop_assert_eq!(parse_path(&id.to_string()), Ok(Place::Bundle(id)));
    }

    #[test]
    fn what_is_read_as_a_path_is_written_as_it_was(
        parts in prop::collection::vec(
            prop_oneof![Just("tile"), Just("/"), Just("entries"), Just("000"), Just("x001"), Just("x000"),
                        Just("017"), Just(".p/"), Just("8"), Just("255"), Just("x"), Just("é")],
            0..12,
        ),
        noise in ".{0,80}",
    ) {
        prop_assert!(parse_path(&noise).is_err());
        let path = parts.concat();
        match parse_path(&path) {
            Ok(Place::Tile(id)) => prop_assert_eq!(id.to_string(), path),
            Ok(Place::Bundle(id)) => prop_assert_eq!(id.to_string(), path),
            Err(_) => {}
        }
    }

    #[test]
    fn random_bytes_are_a_bundle_only_if_they_are_written_the_same(
        noise in prop::collection::vec(prop_oneof![Just(0_u8), Just(1), any::<u8>()], 0..2000),
        entries in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..300), 1..=256),
    ) {
        if let Ok(entries) = entries_of(&noise) {
            prop_assert_eq!(bundle(&entries).unwrap(), noise.clone());
        }
        prop_assert_eq!(hashes_of(&noise).is_ok(), !noise.is_empty() && noise.len() % 32 == 0);
        let bytes = bundle(&entries).unwrap();
        prop_assert_eq!(entries_of(&bytes).unwrap(), entries.iter().map(Vec::as_slice).collect::<Vec<_>>());
        let hashes: Vec<_> = entries.iter().map(|entry| leaf_hash(entry)).collect();
        prop_assert_eq!(hashes_of(&hashes.concat()).unwrap(), hashes);
    }
}
