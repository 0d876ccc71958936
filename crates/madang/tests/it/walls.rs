//! The walls: who may use whom. ARCHITECTURE.md draws them, and every `Cargo.toml` keeps to the drawing.

use std::collections::{BTreeMap, BTreeSet};

use crate::source::{Room, quoted, read, rooms, root, section, table_rows};

/// Crates that only one room may name, because they are what that room hides from the others.
const HIDDEN_IN: &[(&str, &[&str])] = &[
    ("courtyard", &["rusqlite", "libsqlite3-sys", "postgres", "tokio-postgres", "sqlx", "diesel"]),
    ("doors", &["rustls", "ring", "reqwest"]),
    ("letters", &["typst", "typst-layout", "typst-pdf"]),
    ("catalogue", &["tantivy", "oxrdf", "oxrdfio"]),
];
/// Rooms that compute and do nothing else, and what would make them do something else.
const PURE: &[&str] = &[
    "vocabulary",
    "law",
    "population",
    "columns",
    "consent",
    "exposure",
    "trial",
    "country",
    "catalogue",
    "letters",
    "proofs",
    "pages",
];
const IMPURE: &[&str] = &["axum", "tokio", "tower-http", "hyper", "getrandom", "rand", "reqwest"];

/// The names that a manifest's table of dependencies has.
fn dependencies<'r>(room: &'r Room, table: &str) -> BTreeMap<&'r str, &'r toml::Value> {
    let table = room.manifest.get(table).and_then(toml::Value::as_table);
    table.into_iter().flatten().map(|(name, value)| (name.as_str(), value)).collect()
}

fn ours<'r>(room: &'r Room, rooms: &[Room]) -> BTreeSet<&'r str> {
    let is_room = |name: &&str| rooms.iter().any(|room| room.name == **name);
    dependencies(room, "dependencies").into_keys().filter(is_room).collect()
}

/// The table of ARCHITECTURE.md: each room, and whom it may use.
fn drawn(architecture: &str) -> BTreeMap<&str, BTreeSet<&str>> {
    let part = section(architecture, "## Who may use whom");
    let rows = part.lines().filter(|line| line.starts_with("| `"));
    rows.map(|line| {
        let mut cells = line.trim_matches('|').split('|');
        let name = quoted(cells.next().unwrap_or("")).first().copied().unwrap_or("");
        (name, quoted(cells.next().unwrap_or("")).into_iter().collect())
    })
    .collect()
}

#[test]
fn every_room_uses_whom_the_architecture_says_and_nobody_else() {
    let architecture = read(&root().join("docs/ARCHITECTURE.md"));
    let drawn = drawn(&architecture);
    let rooms = rooms();
    let named: BTreeSet<&str> = rooms.iter().map(|room| room.name.as_str()).collect();
    assert_eq!(
        named,
        drawn.keys().copied().collect(),
        "the rooms on the disk, and those of ARCHITECTURE.md"
    );
    for room in &rooms {
        let built = ours(room, &rooms);
        assert_eq!(
            built,
            drawn[room.name.as_str()],
            "whom {} uses, and whom it may use",
            room.name
        );
    }
}

#[test]
fn the_drawing_has_no_rows_that_are_not_read() {
    let architecture = read(&root().join("docs/ARCHITECTURE.md"));
    let rows = table_rows(section(&architecture, "## Who may use whom"));
    assert_eq!(
        rows.len(),
        drawn(&architecture).len() + 1,
        "one row of headings, then one row a room"
    );
}

#[test]
fn a_room_is_called_like_its_folder() {
    for room in rooms() {
        assert_eq!(Some(room.name.as_str()), room.dir.file_name().and_then(|name| name.to_str()));
    }
}

#[test]
fn offices_meet_only_in_the_courtyard() {
    let rooms = rooms();
    let offices: BTreeSet<&str> =
        rooms.iter().filter(|r| r.is_office).map(|r| r.name.as_str()).collect();
    for room in &rooms {
        let met: Vec<&str> = ours(room, &rooms).intersection(&offices).copied().collect();
        // The binary keeps the list of offices; nobody else knows one.
        assert!(met.is_empty() || room.name == "madang", "{} names {met:?}", room.name);
    }
}

#[test]
fn what_one_room_hides_no_other_room_names() {
    for room in rooms() {
        for (keeper, hidden) in HIDDEN_IN {
            for table in ["dependencies", "dev-dependencies", "build-dependencies"] {
                let named: Vec<_> = dependencies(&room, table)
                    .into_keys()
                    .filter(|name| hidden.contains(name))
                    .collect();
                assert!(
                    named.is_empty() || room.name == *keeper,
                    "{} names {named:?} of {keeper}",
                    room.name
                );
            }
        }
    }
}

#[test]
fn a_pure_room_has_neither_a_network_nor_a_clock_nor_chance() {
    for room in rooms().iter().filter(|room| PURE.contains(&room.name.as_str())) {
        let named: Vec<_> = dependencies(room, "dependencies")
            .into_keys()
            .filter(|name| IMPURE.contains(name))
            .collect();
        assert!(named.is_empty(), "{} is pure, and names {named:?}", room.name);
    }
}

#[test]
fn versions_and_lints_are_said_once_for_all_rooms() {
    for room in rooms() {
        for table in ["dependencies", "dev-dependencies", "build-dependencies"] {
            for (name, said) in dependencies(&room, table) {
                let shared = said.get("workspace").and_then(toml::Value::as_bool) == Some(true);
                assert!(
                    shared,
                    "{}: {name} must have its version in the root's Cargo.toml",
                    room.name
                );
            }
        }
        let lints = room.manifest.get("lints").and_then(|lints| lints.get("workspace"));
        assert_eq!(
            lints.and_then(toml::Value::as_bool),
            Some(true),
            "{} has lints of its own",
            room.name
        );
    }
}
