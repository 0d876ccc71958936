//! The house as text: its crates, its files, and Rust source as the few words that the tests of the house ask about.
//!
//! What may not happen here: a judgement. That is for `walls`, `words` and `docs`.

use std::path::{Path, PathBuf};

/// A room of the house: a folder of `crates/` or `offices/`.
pub struct Room {
    pub name: String,
    pub dir: PathBuf,
    pub manifest: toml::Table,
    pub is_office: bool,
}

/// The folder that holds everything.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

pub fn read(path: &Path) -> String {
    std::fs::read_to_string(path)
        .unwrap_or_else(|why| panic!("cannot read {}: {why}", path.display()))
}

/// A path as it is written in messages and lists: from the root of the house, with `/`.
pub fn told(path: &Path) -> String {
    let root = root();
    let inside = path.strip_prefix(&root).unwrap_or(path);
    inside.components().map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
}

/// Every room, in order of its name.
pub fn rooms() -> Vec<Room> {
    let mut rooms = Vec::new();
    for (folder, is_office) in [("crates", false), ("offices", true)] {
        for dir in entries(&root().join(folder)).into_iter().filter(|path| path.is_dir()) {
            let manifest: toml::Table = toml::from_str(&read(&dir.join("Cargo.toml"))).unwrap();
            let name = manifest["package"]["name"].as_str().unwrap().to_string();
            rooms.push(Room { name, dir, manifest, is_office });
        }
    }
    rooms.sort_by(|one, other| one.name.cmp(&other.name));
    rooms
}

/// What lies in a folder, in order; nothing when there is no such folder.
fn entries(dir: &Path) -> Vec<PathBuf> {
    let Ok(listed) = std::fs::read_dir(dir) else { return Vec::new() };
    let mut paths: Vec<PathBuf> = listed.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths
}

/// Every file below a folder whose name ends in one of these, in order. What is built or downloaded is no file of ours.
pub fn files(dir: &Path, endings: &[&str]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut open = vec![dir.to_path_buf()];
    while let Some(dir) = open.pop() {
        for path in entries(&dir) {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            if path.is_dir() {
                if name != "target" && name != "node_modules" && name != ".git" {
                    open.push(path);
                }
            } else if endings.iter().any(|ending| name.ends_with(ending)) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// Source without the inline tests at its end.
pub fn without_tests(text: &str) -> &str {
    let starts = text.match_indices("#[cfg(test)]").map(|(place, _)| place);
    let is_module = |place: &usize| {
        let after =
            text[*place..].lines().skip(1).map(str::trim).find(|line| !line.starts_with("#["));
        after.is_some_and(|line| line.starts_with("mod ") && line.contains('{'))
    };
    starts.into_iter().find(is_module).map_or(text, |place| &text[..place])
}

/// A word of Rust source. Comments, numbers and characters are left out.
#[derive(Clone, Debug, PartialEq)]
pub enum Word<'s> {
    Name(&'s str),
    Text(String),
    Sign(char),
}

impl Word<'_> {
    pub fn is(&self, name: &str) -> bool {
        matches!(self, Word::Name(n) if *n == name)
    }

    pub fn is_sign(&self, sign: char) -> bool {
        *self == Word::Sign(sign)
    }

    pub fn name(&self) -> Option<&str> {
        if let Word::Name(name) = self { Some(name) } else { None }
    }

    pub fn text(&self) -> Option<&str> {
        if let Word::Text(text) = self { Some(text) } else { None }
    }
}

/// The words of a source text, in order. Far simpler than the compiler: it only has to read what the compiler accepts.
pub fn words(source: &str) -> Vec<Word<'_>> {
    let mut words = Vec::new();
    let mut rest = source;
    while let Some(first) = rest.chars().next() {
        let next = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("/*") {
            block_comment(rest)
        } else if let Some((text, length)) = literal(rest) {
            words.push(Word::Text(text));
            length
        } else if first == '\'' {
            character(rest)
        } else if first.is_alphabetic() || first == '_' {
            let length = name_length(rest);
            words.push(Word::Name(&rest[..length]));
            length
        } else if first.is_ascii_digit() {
            name_length(rest)
        } else {
            if !first.is_whitespace() {
                words.push(Word::Sign(first));
            }
            first.len_utf8()
        };
        rest = &rest[next..];
    }
    words
}

fn name_length(text: &str) -> usize {
    text.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(text.len())
}

fn block_comment(text: &str) -> usize {
    let (mut depth, mut place) = (0_usize, 0);
    while place < text.len() {
        let rest = &text[place..];
        if rest.starts_with("/*") {
            depth += 1;
            place += 2;
        } else if rest.starts_with("*/") {
            depth -= 1;
            place += 2;
            if depth == 0 {
                return place;
            }
        } else {
            place += rest.chars().next().map_or(1, char::len_utf8);
        }
    }
    text.len()
}

// A character or a lifetime: `'a'`, `'\n'`, `'a`.
fn character(text: &str) -> usize {
    let mut chars = text.char_indices().skip(1);
    let Some((_, first)) = chars.next() else { return text.len() };
    if first == '\\' {
        return text[2..]
            .char_indices()
            .skip(1)
            .find(|(_, c)| *c == '\'')
            .map_or(text.len(), |(n, _)| n + 3);
    }
    match chars.next() {
        Some((place, '\'')) => place + 1,
        Some((place, _)) => place,
        None => text.len(),
    }
}

// A string of any kind, and how long it is in the source.
fn literal(text: &str) -> Option<(String, usize)> {
    let prefix = ["br", "cr", "r", "b", "c", ""].into_iter().find(|prefix| {
        let after = text.strip_prefix(prefix).unwrap_or("");
        let after = if prefix.ends_with('r') { after.trim_start_matches('#') } else { after };
        after.starts_with('"')
    })?;
    let after = &text[prefix.len()..];
    if prefix.ends_with('r') {
        let hashes = after.len() - after.trim_start_matches('#').len();
        let open = hashes + 1;
        let close = format!("\"{}", "#".repeat(hashes));
        let end = after[open..].find(&close)?;
        return Some((
            after[open..open + end].to_string(),
            prefix.len() + open + end + close.len(),
        ));
    }
    let mut said = String::new();
    let mut chars = after.char_indices().skip(1);
    while let Some((place, c)) = chars.next() {
        match c {
            '"' => return Some((said, prefix.len() + place + 1)),
            '\\' => match chars.next() {
                Some((_, 'n')) => said.push('\n'),
                // A line that goes on: the blanks of the next one do not count.
                Some((at, '\n')) => {
                    let next = after[at + 1..].trim_start();
                    let (more, length) = continued(next)?;
                    return Some((said + &more, prefix.len() + after.len() - next.len() + length));
                }
                Some((_, c)) => said.push(c),
                None => return None,
            },
            c => said.push(c),
        }
    }
    None
}

// The rest of a string after a line that goes on: read as a string of its own.
fn continued(rest: &str) -> Option<(String, usize)> {
    let whole = format!("\"{rest}");
    literal(&whole).map(|(text, length)| (text, length - 1))
}

/// The words between the brackets that open at `open`.
pub fn within<'w, 's>(words: &'w [Word<'s>], open: usize) -> &'w [Word<'s>] {
    let mut depth = 0_usize;
    for (place, word) in words.iter().enumerate().skip(open) {
        match word {
            Word::Sign('(' | '[' | '{') => depth += 1,
            Word::Sign(')' | ']' | '}') => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return &words[open + 1..place];
                }
            }
            _ => {}
        }
    }
    &words[words.len()..]
}

/// The rows of the Markdown tables of a text, each as its cells.
pub fn table_rows(markdown: &str) -> Vec<Vec<String>> {
    let rows = markdown.lines().filter(|line| line.starts_with('|') && !line.starts_with("|---"));
    let cells = |line: &str| {
        line.trim_matches('|').split('|').map(|cell| cell.trim().to_string()).collect()
    };
    rows.map(cells).collect()
}

/// The part of a Markdown text under a heading, down to the next one of its rank or above.
pub fn section<'m>(markdown: &'m str, heading: &str) -> &'m str {
    let start =
        markdown.find(&format!("\n{heading}\n")).unwrap_or_else(|| panic!("no heading {heading}"));
    let body = &markdown[start + heading.len() + 2..];
    let rank = heading.chars().take_while(|c| *c == '#').count();
    let ends = (1..=rank).filter_map(|rank| body.find(&format!("\n{} ", "#".repeat(rank))));
    &body[..ends.min().unwrap_or(body.len())]
}

/// What stands in backquotes in a text.
pub fn quoted(text: &str) -> Vec<&str> {
    text.split('`').skip(1).step_by(2).collect()
}

#[test]
fn source_is_read_as_words() {
    let source = r##"
        //! "not a text"
        fn a<'x>(c: char) -> &'x str { /* "nor /* this */ */ t("one.two"); ('"', '\'', b'\\', 'b'); r#"raw "x""# }
        #[cfg(test)]
        mod tests { const X: &str = "inside"; }
    "##;
    let texts: Vec<String> = words(without_tests(source))
        .iter()
        .filter_map(|word| word.text().map(str::to_string))
        .collect();
    assert_eq!(texts, ["one.two", "raw \"x\""]);
    let long = "\"one \\\n   two\" + \"three\"";
    let texts: Vec<_> =
        words(long).iter().filter_map(|word| word.text().map(str::to_string)).collect();
    assert_eq!(texts, ["one two", "three"]);
}
