//! The words: every file says what room it is, keeps its size, uses the field's words, and shows people texts that exist.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use crate::source::{Word, files, read, rooms, root, told, within, without_tests, words};

/// Lines of a source file, without its inline tests.
const FILE_LINES_MAX: usize = 500;
/// Files that were longer when the rule came. The list only shrinks: a file that shrinks takes its number with it.
const LONGER: &[(&str, usize)] = &[];

/// Words that say nothing, or that mean something else in the house: design, Words.
const BANNED: &[&str] =
    &["manager", "helper", "util", "utils", "common", "processor", "repository", "dao"];
/// What a type's name may not end in: every type is data, and `Service` is a public service, not a layer.
const BANNED_ENDINGS: &[&str] = &["info", "data", "service"];

/// Every Rust file of the house.
fn sources() -> Vec<PathBuf> {
    rooms().iter().flat_map(|room| files(&room.dir, &[".rs"])).collect()
}

/// Every Rust file that becomes part of the program.
fn program() -> Vec<PathBuf> {
    rooms().iter().flat_map(|room| files(&room.dir.join("src"), &[".rs"])).collect()
}

#[test]
fn every_file_says_what_room_it_is() {
    let silent: Vec<String> = sources()
        .iter()
        .filter(|path| !read(path).starts_with("//! "))
        .map(|path| told(path))
        .collect();
    assert!(silent.is_empty(), "no //! at the top of {silent:#?}");
}

#[test]
fn no_file_outgrows_its_room() {
    let mut wrong = Vec::new();
    for path in program() {
        let (name, lines) = (told(&path), without_tests(&read(&path)).lines().count());
        let most = LONGER.iter().find(|(file, _)| *file == name).map(|(_, most)| *most);
        match most {
            None if lines > FILE_LINES_MAX => wrong.push(format!("{name} has {lines} lines")),
            Some(most) if lines <= FILE_LINES_MAX => {
                wrong.push(format!("{name} has {lines}: take {most} off the list"))
            }
            Some(most) if lines != most => {
                wrong.push(format!("{name} has {lines} lines, the list says {most}"))
            }
            _ => {}
        }
    }
    let gone = LONGER.iter().filter(|(file, _)| !root().join(file).exists());
    wrong.extend(gone.map(|(file, _)| format!("{file} is on the list and not in the house")));
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn every_file_is_a_module_of_its_crate() {
    let mut dead = Vec::new();
    for room in rooms() {
        for folder in ["src", "tests/it"] {
            let top = room.dir.join(folder);
            for path in files(&top, &[".rs"]) {
                if !is_crate_root(&path, &top) && !is_declared(&path, &top) {
                    dead.push(told(&path));
                }
            }
        }
    }
    assert!(dead.is_empty(), "no `mod` names {dead:#?}");
}

fn is_crate_root(path: &Path, top: &Path) -> bool {
    path.parent() == Some(top) && ["lib.rs", "main.rs"].iter().any(|name| path.ends_with(name))
}

fn is_declared(path: &Path, top: &Path) -> bool {
    let is_folder = path.file_name().is_some_and(|name| name == "mod.rs");
    let place = if is_folder { path.parent().unwrap() } else { path };
    let name = place.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let parent = place.parent().unwrap();
    let mut parents = vec![parent.join("mod.rs"), parent.with_extension("rs")];
    if parent == top {
        parents = vec![parent.join("lib.rs"), parent.join("main.rs")];
    }
    parents.iter().filter(|parent| parent.exists()).any(|parent| {
        let text = read(parent);
        let words = words(&text);
        words.windows(3).any(|w| w[0].is("mod") && w[1].is(&name) && w[2].is_sign(';'))
    })
}

#[test]
fn names_are_words_of_the_field() {
    let mut wrong = Vec::new();
    for path in sources() {
        let text = read(&path);
        let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        wrong.extend(fault(&stem, "mod").map(|why| format!("{}: {why}", told(&path))));
        for pair in words(&text).windows(2) {
            let [Word::Name(kind), Word::Name(name)] = pair else { continue };
            if is_type(kind) || matches!(*kind, "fn" | "mod" | "static" | "const") {
                wrong.extend(fault(name, kind).map(|why| format!("{}: {why}", told(&path))));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

fn is_type(kind: &str) -> bool {
    matches!(kind, "struct" | "enum" | "trait" | "type" | "union")
}

fn fault(name: &str, kind: &str) -> Option<String> {
    let parts = parts(name);
    // What two texts have in common is a plain word for a function; a room or a type of that name is an attic.
    let is_banned = |part: &str| BANNED.contains(&part) && !(part == "common" && kind == "fn");
    if let Some(word) = parts.iter().find(|part| is_banned(part)) {
        return Some(format!("{name} says {word}"));
    }
    let last = parts.last().filter(|last| BANNED_ENDINGS.contains(&last.as_str()))?;
    (is_type(kind) && parts.len() > 1).then(|| format!("{name} ends in {last}"))
}

/// The words that a name is made of, in small letters: of `snake_case`, `SHOUTED_CASE` and `CamelCase`.
fn parts(name: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut was_small = false;
    for c in name.chars() {
        if c == '_' || (c.is_uppercase() && was_small) {
            parts.push(String::new());
        }
        if c != '_' {
            parts.last_mut().unwrap().extend(c.to_lowercase());
        }
        was_small = c.is_lowercase();
    }
    parts.retain(|part| !part.is_empty());
    parts
}

#[test]
fn nothing_is_left_for_later_in_a_comment() {
    let marks =
        [concat!("TO", "DO"), concat!("FIX", "ME"), concat!("XX", "X:"), concat!("HA", "CK:")];
    let endings = [".rs", ".html", ".css", ".js", ".sql", ".toml", ".table", ".py", ".sh", ".typ"];
    let mut wrong = Vec::new();
    for folder in ["crates", "offices", "countries", ".ci"] {
        for path in files(&root().join(folder), &endings) {
            let text = read(&path);
            let lines = text.lines().enumerate();
            let marked = lines.filter(|(_, line)| marks.iter().any(|mark| line.contains(mark)));
            wrong.extend(marked.map(|(n, _)| format!("{}:{}", told(&path), n + 1)));
        }
    }
    assert!(wrong.is_empty(), "an issue, not a comment: {wrong:#?}");
}

#[test]
fn every_template_is_used() {
    let mut said = String::new();
    let mut templates = Vec::new();
    for room in rooms() {
        let top = room.dir.join("templates");
        for path in files(&top, &[".html", ".xml", ".txt"]) {
            let name = path.strip_prefix(&top).unwrap().to_string_lossy().replace('\\', "/");
            said.push_str(&read(&path));
            templates.push((told(&path), name));
        }
        said.extend(files(&room.dir.join("src"), &[".rs"]).iter().map(|path| read(path)));
    }
    let unused: Vec<_> =
        templates.iter().filter(|(_, name)| !said.contains(&format!("\"{name}\""))).collect();
    assert!(unused.is_empty(), "no page is made from {unused:#?}");
}

/// Texts by language and key, and the files that they are in.
#[derive(Default)]
struct Texts {
    languages: BTreeMap<String, BTreeMap<String, String>>,
}

impl Texts {
    /// Every `text/<language>.toml` of the house.
    fn of_the_house() -> Texts {
        let mut texts = Texts::default();
        for room in rooms() {
            for path in files(&room.dir.join("text"), &[".toml"]) {
                let lang = path.file_stem().unwrap().to_string_lossy().into_owned();
                let table: toml::Table = toml::from_str(&read(&path)).unwrap();
                flatten("", &table, texts.languages.entry(lang).or_default());
            }
        }
        texts
    }

    fn has(&self, key: &str) -> bool {
        self.languages.values().all(|texts| texts.contains_key(key))
    }

    fn keys(&self) -> BTreeSet<&str> {
        self.languages.values().flat_map(|texts| texts.keys()).map(String::as_str).collect()
    }
}

fn flatten(prefix: &str, table: &toml::Table, texts: &mut BTreeMap<String, String>) {
    for (name, value) in table {
        let key = if prefix.is_empty() { name.clone() } else { format!("{prefix}.{name}") };
        match value {
            toml::Value::Table(table) => flatten(&key, table, texts),
            value => drop(texts.insert(key, value.as_str().unwrap_or_default().to_string())),
        }
    }
}

/// How the program speaks of texts: keys that must exist, texts of any kind, and the beginnings of keys that are made.
#[derive(Default)]
struct Spoken {
    /// Key, and a file that uses it.
    keys: BTreeMap<String, String>,
    strings: BTreeSet<String>,
    beginnings: BTreeSet<String>,
    /// The ends of keys that are made: `.title` of `{key}.title`.
    endings: BTreeSet<String>,
}

impl Spoken {
    fn of_the_house() -> Spoken {
        let mut spoken = Spoken::default();
        for room in rooms() {
            // The gallery shows components with texts of its own, which lie beside it.
            let sources = files(&room.dir.join("src"), &[".rs"]);
            for path in sources.iter().filter(|path| !told(path).contains("/gallery/")) {
                let text = read(path);
                spoken.hear(&words(without_tests(&text)), &told(path));
            }
            let templates = files(&room.dir.join("templates"), &[".html"]);
            for path in templates.iter().filter(|path| !told(path).contains("/gallery/")) {
                spoken.hear(&words(&template_code(&read(path))), &told(path));
            }
        }
        spoken
    }

    fn hear(&mut self, words: &[Word<'_>], file: &str) {
        for text in words.iter().filter_map(Word::text) {
            if let Some((_, after)) =
                text.split_once("}.").filter(|(before, _)| before.starts_with('{'))
            {
                self.endings.insert(format!(".{after}"));
            }
            if let Some((before, _)) = text.split_once('{')
                && before.contains('.')
            {
                self.beginnings.insert(before.to_string());
            }
            self.strings.insert(text.to_string());
        }
        for (place, three) in words.windows(3).enumerate() {
            let Some(name) = three[0].name() else { continue };
            let [_, sign, first] = three else { continue };
            let key = match name {
                "t" | "tf" | "refused" if sign.is_sign('(') => first.text().map(str::to_string),
                "tn" if sign.is_sign('(') => first.text().map(|key| format!("{key}.other")),
                "key" if sign.is_sign(':') => first.text().map(str::to_string),
                "new" if sign.is_sign('(') && is_of(words, place, "Refusal") => {
                    first.text().map(str::to_string)
                }
                "send_later" if sign.is_sign('(') => {
                    within(words, place + 1).iter().rev().find_map(Word::text).map(str::to_string)
                }
                _ => None,
            };
            // A key has at least two parts; anything else that is called `key` is no key of a text.
            if let Some(key) = key.filter(|key| key.contains('.') && !key.contains([' ', '{', '/']))
            {
                self.keys.entry(key).or_insert_with(|| file.to_string());
            }
        }
    }

    fn may_use(&self, key: &str) -> bool {
        let mut bases = self.endings.iter().filter_map(|ending| key.strip_suffix(ending.as_str()));
        self.strings.contains(key)
            || bases.any(|base| self.strings.contains(base))
            || self.beginnings.iter().any(|beginning| key.starts_with(beginning.as_str()))
    }
}

/// Whether the name at that place is a function of that type: `Refusal::new`.
fn is_of(words: &[Word<'_>], place: usize, name: &str) -> bool {
    place >= 3
        && words[place - 1].is_sign(':')
        && words[place - 2].is_sign(':')
        && words[place - 3].is(name)
}

/// What stands between `{{ }}` and `{% %}`: all that a template computes.
fn template_code(template: &str) -> String {
    let mut code = String::new();
    for (open, close) in [("{{", "}}"), ("{%", "%}")] {
        for part in template.split(open).skip(1) {
            code.push_str(part.split(close).next().unwrap_or(""));
            code.push('\n');
        }
    }
    code
}

#[test]
fn every_text_that_is_shown_exists_in_every_language() {
    let (texts, spoken) = (Texts::of_the_house(), Spoken::of_the_house());
    let missing = spoken.keys.iter().filter(|(key, _)| !texts.has(key));
    let missing: Vec<_> = missing.map(|(key, file)| format!("{key}, used in {file}")).collect();
    assert!(missing.is_empty(), "no text in one of the languages for {missing:#?}");
}

#[test]
fn every_text_is_said_in_every_language() {
    let texts = Texts::of_the_house();
    let missing: Vec<_> = texts.keys().into_iter().filter(|key| !texts.has(key)).collect();
    assert!(missing.is_empty(), "in some languages only: {missing:#?}");
}

#[test]
fn every_text_is_shown_somewhere() {
    let (texts, spoken) = (Texts::of_the_house(), Spoken::of_the_house());
    let unused: Vec<_> = texts.keys().into_iter().filter(|key| !spoken.may_use(key)).collect();
    assert!(
        unused.is_empty(),
        "nothing shows {unused:#?}; a key has to stand in the code as a whole, or with its beginning"
    );
}
