//! Ground rules that no single room can hold: about the law's files, and about who may sign.

use std::path::Path;

use crate::source::{files, read, rooms, root, told, without_tests, words};

/// Ground rule 7: every dated thing of the law has its article, the day it was published and the day it holds from.
#[test]
fn all_law_has_its_article_and_both_its_days() {
    let mut wrong = Vec::new();
    let mut dated = 0;
    for path in files(&root().join("countries"), &[".toml"]).iter().filter(|path| is_law(path)) {
        let topic: toml::Table = toml::from_str(&read(path)).unwrap();
        for (kind, things) in &topic {
            for thing in things.as_array().unwrap() {
                let thing = thing.as_table().unwrap();
                let id = thing.get("id").and_then(toml::Value::as_str).unwrap_or("?");
                let at = format!("{}: {kind} {id}", told(path));
                if !says(thing, "article") {
                    wrong.push(format!("{at} has no article"));
                }
                let versions = thing.values().filter_map(toml::Value::as_array).flatten();
                for version in versions.filter_map(toml::Value::as_table) {
                    dated += 1;
                    if !says(version, "from") || !says(version, "promulgated") {
                        wrong.push(format!("{at} has a value without `from` or `promulgated`"));
                    }
                }
            }
        }
    }
    for path in files(&root().join("countries"), &[".table"]) {
        let text = read(&path);
        dated += 1;
        for said in ["article:", "from:", "promulgated:"] {
            if !text
                .lines()
                .any(|line| line.strip_prefix(said).is_some_and(|day| !day.trim().is_empty()))
            {
                wrong.push(format!("{} does not say {said}", told(&path)));
            }
        }
    }
    assert!(dated > 0, "the law is not found any more");
    assert!(wrong.is_empty(), "{wrong:#?}");
}

fn is_law(path: &Path) -> bool {
    path.parent().is_some_and(|folder| folder.ends_with("law"))
}

fn says(table: &toml::Table, key: &str) -> bool {
    table.get(key).is_some_and(|value| value.as_str().is_none_or(|text| !text.trim().is_empty()))
}

/// Ground rule 9: whoever signs a credential is given what was committed, and has no act in hand that could still fail.
#[test]
fn what_signs_a_credential_has_no_act_in_hand() {
    let mut signers = Vec::new();
    for room in rooms().iter().filter(|room| room.name != "proofs") {
        for path in files(&room.dir.join("src"), &[".rs"]) {
            let text = read(&path);
            let words = words(without_tests(&text));
            let signs = words.windows(4).any(|four| {
                let called = four[1].is_sign(':') && four[2].is_sign(':');
                let issues = four[0].is("sdjwt") && four[3].is("issue");
                called && (issues || (four[0].is("pdf") && four[3].is("sign")))
            });
            if signs {
                assert!(
                    !words.iter().any(|word| word.is("Tx")),
                    "{} signs within an act",
                    told(&path)
                );
                signers.push(told(&path));
            }
        }
    }
    assert!(!signers.is_empty(), "nothing signs any more");
}
