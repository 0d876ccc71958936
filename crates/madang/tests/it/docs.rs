//! The documents: what the program can do and what limits it is written down, and what is written down is there.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::process::Command;

use crate::source::{
    Word, files, quoted, read, rooms, root, section, table_rows, told, within, without_tests, words,
};

/// Every document of the house.
fn documents() -> Vec<PathBuf> {
    let mut all = files(&root().join("docs"), &[".md"]);
    let tops = std::fs::read_dir(root()).unwrap().map(|entry| entry.unwrap().path());
    all.extend(tops.filter(|path| path.extension().is_some_and(|ending| ending == "md")));
    all.sort();
    all
}

fn document(path: &str) -> String {
    read(&root().join(path))
}

/// The first cells of a document's tables, without their backquotes.
fn listed(markdown: &str) -> BTreeSet<String> {
    let rows = table_rows(markdown);
    let firsts = rows.iter().filter_map(|row| row.first());
    firsts
        .filter(|cell| cell.starts_with('`'))
        .map(|cell| cell.trim_matches('`').to_string())
        .collect()
}

/// Source files of the program with their rooms, without inline tests.
fn program() -> Vec<(String, PathBuf, String)> {
    let mut all = Vec::new();
    for room in rooms() {
        for path in files(&room.dir.join("src"), &[".rs"]) {
            let text = without_tests(&read(&path)).to_string();
            all.push((room.name.clone(), path, text));
        }
    }
    all
}

#[test]
fn every_event_of_the_journal_is_explained() {
    let mut events = BTreeSet::new();
    for (_, _, text) in program() {
        let words = words(&text);
        for place in 0..words.len().saturating_sub(1) {
            let said = if words[place].is("happened") || words[place].is("add_once") {
                within(&words, place + 1)
            } else if words[place].is("fn") && words[place + 1].is("event") {
                body(&words, place)
            } else {
                continue;
            };
            events.extend(
                said.iter()
                    .filter_map(Word::text)
                    .filter(|text| is_event(text))
                    .map(str::to_string),
            );
        }
    }
    assert!(events.contains("application.submitted"), "the events are not found any more");
    assert_eq!(
        events,
        listed(&document("docs/journal-events.md")),
        "events of the code, and of docs/journal-events.md"
    );
}

/// The words of the function that begins there.
fn body<'w, 's>(words: &'w [Word<'s>], start: usize) -> &'w [Word<'s>] {
    match words.iter().skip(start).position(|word| word.is_sign('{')) {
        Some(open) => within(words, start + open),
        None => &[],
    }
}

/// `noun.past`.
fn is_event(text: &str) -> bool {
    let is_word =
        |word: &str| !word.is_empty() && word.chars().all(|c| c.is_ascii_lowercase() || c == '-');
    text.split_once('.').is_some_and(|(noun, past)| is_word(noun) && is_word(past))
}

/// `docs/limits.md` as it must be: it is made from the source, where each limit has its value and its reason.
fn limits() -> String {
    let mut rows: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (room, path, text) in program() {
        let (mut reason, mut goes_on) = (String::new(), false);
        for line in text.lines().map(str::trim) {
            if let Some(said) = line.strip_prefix("///").or_else(|| line.strip_prefix("// ")) {
                let before = if goes_on { reason.as_str() } else { "" };
                reason = format!("{before} {}", said.trim()).trim().to_string();
                goes_on = true;
                continue;
            }
            goes_on = false;
            match limit(line) {
                Some((name, value)) => {
                    let value = value.replace('|', "\\|");
                    let file = told(&path)
                        .rsplit_once("/src/")
                        .map_or_else(String::new, |(_, file)| file.to_string());
                    rows.entry(room.clone())
                        .or_default()
                        .push(format!("| `{name}` | `{value}` | {reason} | `{file}` |"));
                }
                // A reason holds for the constants right below it and no further.
                None => reason.clear(),
            }
        }
    }
    let mut text = String::from(
        "# Limits\n\nEvery loop, queue, upload and page has a limit (ground rule 10). This list is made from the \
         source, where each limit\nstands with its reason. After a change:\n\n    MADANG_WRITE=limits cargo test -p madang --test it \
         docs::\n",
    );
    for (room, rows) in rows {
        text.push_str(&format!(
            "\n## {room}\n\n| limit | value | what it limits | file |\n|---|---|---|---|\n"
        ));
        text.extend(rows.into_iter().map(|row| row + "\n"));
    }
    text
}

/// Name and value of a limit: a constant whose name ends in `MAX`.
fn limit(line: &str) -> Option<(&str, &str)> {
    let (_, rest) = line.split_once("const ")?;
    let (name, rest) = rest.split_once(':')?;
    let (_, value) = rest.split_once(" = ")?;
    let is_limit = name.ends_with("_MAX") && !name.contains(' ');
    is_limit.then(|| (name, value.trim_end_matches(';')))
}

#[test]
fn every_limit_is_listed_with_its_value() {
    let (path, now) = (root().join("docs/limits.md"), limits());
    if std::env::var("MADANG_WRITE").is_ok_and(|what| what == "limits") {
        std::fs::write(&path, &now).unwrap();
    }
    let hint = "docs/limits.md is not as the source: MADANG_WRITE=limits cargo test -p madang --test it docs::";
    assert!(read(&path) == now, "{hint}");
}

/// What the program says that it can do: each verb, with what comes after it.
fn verbs() -> BTreeMap<String, BTreeSet<String>> {
    let top = commands_in(&help(&[]));
    top.into_iter().map(|verb| (verb.clone(), commands_in(&help(&[&verb])))).collect()
}

fn help(words: &[&str]) -> String {
    let output =
        Command::new(env!("CARGO_BIN_EXE_madang")).args(words).arg("--help").output().unwrap();
    assert!(output.status.success(), "madang {words:?} --help fails");
    String::from_utf8(output.stdout).unwrap()
}

fn commands_in(help: &str) -> BTreeSet<String> {
    let mut lines = help.lines().skip_while(|line| !line.starts_with("Commands:")).skip(1);
    let listed = lines.by_ref().take_while(|line| line.starts_with("  "));
    let verbs = listed
        .filter(|line| !line.starts_with("   "))
        .filter_map(|line| line.split_whitespace().next());
    verbs.filter(|verb| *verb != "help").map(str::to_string).collect()
}

#[test]
fn every_command_is_in_the_documents() {
    let verbs = verbs();
    assert!(verbs.contains_key("serve"), "the commands are not found any more");
    let said: String = documents().iter().map(|path| read(path)).collect();
    let mut missing = Vec::new();
    for (verb, more) in &verbs {
        let whole = if more.is_empty() { vec![verb.clone()] } else { Vec::new() };
        let parts = more.iter().map(|word| format!("{verb} {word}"));
        missing.extend(
            whole
                .into_iter()
                .chain(parts)
                .filter(|words| !said.contains(&format!("madang {words}"))),
        );
    }
    assert!(missing.is_empty(), "no document explains madang {missing:#?}");
}

#[test]
fn every_command_in_the_documents_exists() {
    let verbs = verbs();
    let mut wrong = Vec::new();
    for path in documents() {
        for code in code_in(&read(&path)) {
            for said in code.split("madang ").skip(1) {
                let mut words = said.split(|c: char| !c.is_ascii_lowercase() && c != '-');
                let verb = words.next().unwrap_or("");
                // `cargo test -p madang --test it` and the like.
                if verb.is_empty() || verb.starts_with('-') {
                    continue;
                }
                let Some(more) = verbs.get(verb) else {
                    wrong.push(format!("{}: madang {verb}", told(&path)));
                    continue;
                };
                let next = words.next().unwrap_or("");
                let is_known = next.is_empty() || next.starts_with('-') || more.contains(next);
                if !more.is_empty() && !is_known {
                    wrong.push(format!("{}: madang {verb} {next}", told(&path)));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "there is no command {wrong:#?}");
}

/// What a document sets as code: between backquotes, and in indented or fenced lines.
fn code_in(markdown: &str) -> Vec<String> {
    let mut code = Vec::new();
    let mut fenced = false;
    for line in markdown.lines() {
        if line.trim_start().starts_with("```") {
            fenced = !fenced;
        } else if fenced || line.starts_with("    ") {
            code.push(line.to_string());
        } else {
            code.extend(quoted(line).into_iter().map(str::to_string));
        }
    }
    code
}

#[test]
fn every_setting_is_explained_and_no_other() {
    let mut settings = BTreeSet::new();
    for (room, _, text) in program() {
        let words = words(&text);
        let is_setting = |text: &&str| {
            let name = text.strip_prefix("MADANG_").unwrap_or("");
            **text == *"DATABASE_URL"
                || (!name.is_empty() && name.chars().all(|c| c.is_ascii_uppercase() || c == '_'))
        };
        settings.extend(words.iter().filter_map(Word::text).filter(is_setting).map(str::to_string));
        if room == "madang" {
            settings.extend(fields_of_file(&words));
        }
    }
    assert!(settings.contains("DATABASE_URL"), "the settings are not found any more");
    let explained = document("docs/operate/settings.md");
    let told: BTreeSet<String> = table_rows(&explained)
        .iter()
        .flat_map(|row| row.iter().take(2))
        .flat_map(|cell| quoted(cell))
        .map(str::to_string)
        .collect();
    assert_eq!(settings, told, "settings of the code, and of docs/operate/settings.md");
}

/// The fields of `struct File`: the keys of the settings file.
fn fields_of_file(words: &[Word<'_>]) -> Vec<String> {
    let Some(start) = words.windows(2).position(|pair| pair[0].is("struct") && pair[1].is("File"))
    else {
        return Vec::new();
    };
    let body = body(words, start);
    let named = body.windows(3).filter(|three| three[1].is_sign(':') && !three[2].is_sign(':'));
    named.filter_map(|three| three[0].name().map(str::to_string)).collect()
}

#[test]
fn every_foreign_crate_has_its_reason() {
    let manifest: toml::Table = toml::from_str(&document("Cargo.toml")).unwrap();
    let named = manifest["workspace"]["dependencies"].as_table().unwrap();
    let foreign = named.iter().filter(|(_, said)| said.get("path").is_none());
    let foreign: BTreeSet<String> = foreign.map(|(name, _)| name.clone()).collect();
    assert_eq!(
        foreign,
        listed(&document("docs/dependencies.md")),
        "crates of Cargo.toml, and of docs/dependencies.md"
    );
}

#[test]
fn every_ground_rule_names_a_test_that_exists() {
    let mut tests = BTreeSet::new();
    for room in rooms() {
        for path in files(&room.dir, &[".rs"]) {
            let text = read(&path);
            let words = words(&text);
            let named =
                words.windows(2).filter(|pair| pair[0].is("fn")).filter_map(|pair| pair[1].name());
            tests.extend(named.map(str::to_string));
        }
    }
    let architecture = document("docs/ARCHITECTURE.md");
    let rows = table_rows(section(&architecture, "## Ground rules"));
    let rules: Vec<_> = rows.iter().filter(|row| row[0].parse::<u8>().is_ok()).collect();
    assert_eq!(rules.len(), 12, "there are twelve ground rules");
    for rule in rules {
        let named = quoted(rule.last().unwrap());
        assert!(!named.is_empty(), "rule {} names no test", rule[0]);
        let missing: Vec<_> = named.iter().filter(|name| !tests.contains(**name)).collect();
        assert!(missing.is_empty(), "rule {}: there is no test {missing:?}", rule[0]);
    }
}

#[test]
fn the_architecture_can_be_read_in_one_sitting() {
    assert!(document("docs/ARCHITECTURE.md").lines().count() <= 400);
}

#[test]
fn decisions_are_numbered_without_gaps() {
    let files = files(&root().join("docs/decisions"), &[".md"]);
    for (number, path) in (1..).zip(&files) {
        let name = path.file_name().unwrap().to_string_lossy();
        assert!(name.starts_with(&format!("{number:04}-")), "{name} should be number {number:04}");
        assert!(read(path).contains("\nStatus: "), "{name} does not say whether it holds");
    }
}

#[test]
fn every_link_within_the_documents_leads_somewhere() {
    let mut broken = Vec::new();
    for path in documents() {
        let text = read(&path);
        let links = text.split("](").skip(1).filter_map(|rest| rest.split(')').next());
        for link in links.filter(|link| !link.contains("://") && !link.starts_with('#')) {
            let target = path.parent().unwrap().join(link.split('#').next().unwrap_or(""));
            if !target.exists() {
                broken.push(format!("{} -> {link}", told(&path)));
            }
        }
    }
    assert!(broken.is_empty(), "{broken:#?}");
}

#[test]
fn a_document_says_nothing_of_the_machine_it_was_written_on() {
    let private = [
        concat!("/wo", "rk/"),
        concat!("/var/", "tmp/"),
        concat!("crates", ".io"),
        concat!("py", "pi.org"),
    ];
    let folders = ["crates", "offices", "countries", ".ci"].map(|folder| root().join(folder));
    let endings = [".rs", ".toml", ".html", ".css", ".js", ".py", ".sh", ".md", "run"];
    let mut paths = documents();
    paths.extend(folders.iter().flat_map(|folder| files(folder, &endings)));
    let wrong: Vec<_> = paths
        .iter()
        .filter(|path| private.iter().any(|word| read(path).contains(word)))
        .map(|path| told(path))
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// The files in the blocks of a document that name one: "```toml country.toml".
fn files_in(markdown: &str) -> BTreeMap<String, String> {
    let mut files: BTreeMap<String, String> = BTreeMap::new();
    let mut open: Option<String> = None;
    for line in markdown.lines() {
        match (line.strip_prefix("```"), &open) {
            (Some(_), Some(_)) => open = None,
            (Some(said), None) => {
                let name = said.split_once(' ').map_or("", |(_, name)| name);
                open = Some(name.to_string());
            }
            (None, Some(name)) if !name.is_empty() => {
                let file = files.entry(name.clone()).or_default();
                file.push_str(line);
                file.push('\n');
            }
            (None, _) => {}
        }
    }
    files
}

#[test]
fn the_country_of_the_documents_has_no_mistakes() {
    let files = files_in(&document("docs/adopt/files.md"));
    assert!(files.len() >= 14, "the blocks are not found any more");
    let dir = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("country-of-the-documents");
    if dir.exists() {
        std::fs::remove_dir_all(&dir).unwrap();
    }
    for (name, text) in files {
        let path = dir.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    let output =
        Command::new(env!("CARGO_BIN_EXE_madang")).arg("check").arg(&dir).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
}
