//! Ground rules that no single room can hold: about the law's files, and about who may sign.

use std::path::Path;

use crate::source::{files, read, rooms, root, told, without_tests, words};

/// Ground rule 7: every dated thing of the law has its article and the day from which it holds. The day on which it was
/// published stands apart where it is known, and comes first, or the law says that it holds from before.
#[test]
fn all_law_has_its_article_and_keeps_its_two_days_apart() {
    let mut wrong = Vec::new();
    let mut dated = 0;
    for path in files(&root().join("countries"), &[".toml"]).iter().filter(|path| is_law(path)) {
        let topic: toml::Table = toml::from_str(&read(path)).unwrap();
        // Who the law speaks of, and what it is tried with, is no law; what is asked rests on none.
        let law = topic.iter().filter(|(kind, _)| !["entity", "example"].contains(&kind.as_str()));
        for thing in law
            .filter_map(|(_, things)| things.as_array())
            .flatten()
            .filter_map(toml::Value::as_table)
        {
            let at = format!("{}: {}", told(path), text(thing, "id"));
            if text(thing, "article").is_empty() && text(thing, "source").is_empty() {
                wrong.push(format!("{at} has no article"));
            }
            let versions = thing.values().filter_map(toml::Value::as_array).flatten();
            for version in versions.filter_map(toml::Value::as_table) {
                dated += 1;
                let before =
                    version.get("retroactive").and_then(toml::Value::as_bool) == Some(true);
                wrong.extend(
                    fault(text(version, "from"), text(version, "promulgated"), before)
                        .map(|why| format!("{at} {why}")),
                );
            }
        }
    }
    for path in files(&root().join("countries"), &[".table"]) {
        let table = read(&path);
        let said = |name: &str| {
            let line = table.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'));
            line.map(str::trim).unwrap_or_default()
        };
        dated += 1;
        let at = told(&path);
        if said("article").is_empty() {
            wrong.push(format!("{at} has no article"));
        }
        wrong.extend(
            fault(said("from"), said("promulgated"), said("retroactive") == "yes")
                .map(|why| format!("{at} {why}")),
        );
    }
    assert!(dated > 0, "the law is not found any more");
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Days are written so that the earlier one is the smaller text.
fn fault(from: &str, promulgated: &str, is_retroactive: bool) -> Option<String> {
    if from.is_empty() {
        return Some("does not say from when it holds".into());
    }
    let is_before = promulgated > from && !is_retroactive;
    is_before.then(|| {
        format!("holds from {from}, before it was published on {promulgated}, and does not say so")
    })
}

fn text<'t>(table: &'t toml::Table, key: &str) -> &'t str {
    table.get(key).and_then(toml::Value::as_str).unwrap_or("")
}

fn is_law(path: &Path) -> bool {
    path.parent().is_some_and(|folder| folder.ends_with("law"))
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
