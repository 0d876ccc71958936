//! One text file of a country: read within its limits, turned into types, and searched for the line of a mistake.
//!
//! What may not happen here: no judgement of what the file says, only of whether it can be read.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::fs;
use std::io::Read;
use std::ops::Range;
use std::path::Path;

use serde::de::DeserializeOwned;
use toml_edit::{Document, Item, TableLike, Value};
use vocabulary::Mistake;

use crate::nearest;

/// The longest file that is read, in bytes.
pub const FILE_BYTES_MAX: u64 = 1 << 20;
/// So many unknown fields of one file are named; then its writer has enough to do.
const UNKNOWN_FIELDS_MAX: usize = 40;

/// A text file with its path from the root of the country's folder.
#[derive(Debug)]
pub(crate) struct Source {
    pub path: String,
    pub text: String,
    document: OnceCell<Option<Document<String>>>,
}

impl Source {
    pub(crate) fn new(path: &str, text: String) -> Source {
        Source { path: path.into(), text, document: OnceCell::new() }
    }

    /// Reads a file of the country's folder. Too long, not text or unreadable is a mistake in it.
    pub(crate) fn read(dir: &Path, path: &str) -> Result<Source, Mistake> {
        let mistake = |what: String, hint: &str| Mistake::new(path, 0, what, hint);
        let file = fs::File::open(dir.join(path))
            .map_err(|e| mistake(format!("cannot be opened: {}", e.kind()), ""))?;
        let mut bytes = Vec::new();
        file.take(FILE_BYTES_MAX + 1)
            .read_to_end(&mut bytes)
            .map_err(|e| mistake(format!("cannot be read: {}", e.kind()), ""))?;
        if bytes.len() as u64 > FILE_BYTES_MAX {
            return Err(mistake("is longer than 1 MB".into(), "divide it into several files"));
        }
        let text = String::from_utf8(bytes).map_err(|e| {
            let good = e.as_bytes().get(..e.utf8_error().valid_up_to()).unwrap_or_default();
            let line = 1 + good.iter().filter(|b| **b == b'\n').count();
            Mistake::new(path, line, "is not UTF-8 here", "save the file as UTF-8")
        })?;
        Ok(Source::new(path, text))
    }

    /// The file as a type. All unknown fields are found, and of the other mistakes the first.
    pub(crate) fn parse<T: DeserializeOwned>(&self) -> Result<T, Vec<Mistake>> {
        let mut mistakes = Vec::new();
        let mut text = Cow::Borrowed(self.text.as_str());
        loop {
            match toml::from_str(&text) {
                Ok(read) if mistakes.is_empty() => return Ok(read),
                Ok(_) => return Err(mistakes),
                Err(error) => {
                    mistakes.push(self.mistake_of(&error));
                    let without = blank(&text, &error);
                    match without.filter(|_| mistakes.len() < UNKNOWN_FIELDS_MAX) {
                        Some(shorter) => text = Cow::Owned(shorter),
                        None => return Err(mistakes),
                    }
                }
            }
        }
    }

    fn mistake_of(&self, error: &toml::de::Error) -> Mistake {
        let (line, column) = error.span().map_or((0, 0), |s| position(&self.text, s.start));
        let message = error.message().lines().next().unwrap_or_default();
        let hint = hint_of(message);
        // serde names the rest of the fields; the hint does it better.
        let message = message.split(", expected one of").next().unwrap_or(message);
        Mistake::at(&self.path, (line, column), message, hint)
    }

    /// The line and column of what a path such as `step.0.field.2.label` names; of its nearest ancestor when it is absent.
    pub(crate) fn place(&self, path: &str) -> (usize, usize) {
        self.span(path, false).map_or((0, 0), |s| position(&self.text, s.start))
    }

    /// The line and column of a character (from 1) inside the text value that the path names.
    pub(crate) fn place_inside(&self, path: &str, line: usize, column: usize) -> (usize, usize) {
        let Some(span) = self.span(path, true) else { return (0, 0) };
        let quoted = self.text.get(span.start..).unwrap_or_default();
        let (first_line, first_column) = position(&self.text, span.start);
        let quote = if quoted.starts_with("\"\"\"") || quoted.starts_with("'''") { 3 } else { 1 };
        // A line break straight after the opening quotes is no part of the text (TOML 1.0, strings).
        let skipped =
            usize::from(quote == 3 && quoted[3..].trim_start_matches('\r').starts_with('\n'));
        match (line.saturating_sub(1), skipped) {
            (0, 0) => (first_line, first_column + quote + column.saturating_sub(1)),
            (more, skipped) => (first_line + more + skipped, column),
        }
    }

    /// Whether the path names something in the file.
    pub(crate) fn has(&self, path: &str) -> bool {
        let Some(document) = self.document() else { return false };
        find(document.as_item(), path).1
    }

    pub(crate) fn document(&self) -> Option<&Document<String>> {
        self.document.get_or_init(|| Document::parse(self.text.clone()).ok()).as_ref()
    }

    fn span(&self, path: &str, of_value: bool) -> Option<Range<usize>> {
        let (found, _) = find(self.document()?.as_item(), path);
        if of_value { found.value.or(found.key) } else { found.key.or(found.value) }
    }
}

/// Where a thing is written: its key (none for an element of an array) and its value.
#[derive(Default)]
struct Spans {
    key: Option<Range<usize>>,
    value: Option<Range<usize>>,
}

/// What the path names, or the nearest thing above it, and whether the whole path was there.
fn find(root: &Item, path: &str) -> (Spans, bool) {
    let mut at = Node::Item(root);
    let mut spans = Spans::default();
    for part in path.split('.').filter(|p| !p.is_empty()) {
        let Some((next, found)) = at.child(part) else { return (spans, false) };
        // Implicit tables have no place of their own: what is above them stays the place.
        if found.key.is_some() || found.value.is_some() {
            spans = found;
        }
        at = next;
    }
    (spans, true)
}

#[derive(Clone, Copy)]
enum Node<'a> {
    Item(&'a Item),
    Value(&'a Value),
    Table(&'a dyn TableLike),
}

impl<'a> Node<'a> {
    fn child(self, part: &str) -> Option<(Node<'a>, Spans)> {
        let place = part.parse::<usize>().ok();
        match (self, place) {
            (Node::Item(Item::ArrayOfTables(tables)), Some(n)) => {
                let table = tables.get(n)?;
                Some((Node::Table(table), Spans { key: None, value: table.span() }))
            }
            (
                Node::Item(Item::Value(Value::Array(values))) | Node::Value(Value::Array(values)),
                Some(n),
            ) => {
                let value = values.get(n)?;
                Some((Node::Value(value), Spans { key: None, value: value.span() }))
            }
            (node, _) => {
                let (key, item) = node.table()?.get_key_value(part)?;
                Some((Node::Item(item), Spans { key: key.span(), value: item.span() }))
            }
        }
    }

    fn table(self) -> Option<&'a dyn TableLike> {
        match self {
            Node::Item(item) => item.as_table_like(),
            Node::Value(value) => value.as_inline_table().map(|t| t as &dyn TableLike),
            Node::Table(table) => Some(table),
        }
    }
}

/// Line and column (from 1, in characters) of a byte of the text.
pub(crate) fn position(text: &str, at: usize) -> (usize, usize) {
    let before = text.get(..at).unwrap_or(text);
    let line_start = before.rfind('\n').map_or(0, |n| n + 1);
    let column = before[line_start..].chars().count() + 1;
    (before.matches('\n').count() + 1, column)
}

/// The text with the unknown field blanked out, so that reading can go on behind it and lines stay where they are.
///
/// `None` for every other kind of mistake, and for fields that are tables with a header of their own or stand in an
/// inline table: what belongs to them cannot be cut out by one range.
fn blank(text: &str, error: &toml::de::Error) -> Option<String> {
    let key = error.span().filter(|_| error.message().starts_with("unknown field"))?;
    let document = Document::parse(text).ok()?;
    let value = value_of_key(document.as_table(), key.start)?;
    let blanked =
        text.get(key.start..value.end)?.chars().map(|c| if c == '\n' { '\n' } else { ' ' });
    let mut shorter = String::with_capacity(text.len());
    shorter.push_str(text.get(..key.start)?);
    shorter.extend(blanked);
    shorter.push_str(text.get(value.end..)?);
    Some(shorter)
}

fn value_of_key(table: &toml_edit::Table, start: usize) -> Option<Range<usize>> {
    let tables = |item: &Item| match item {
        Item::Table(inner) => value_of_key(inner, start),
        Item::ArrayOfTables(many) => many.iter().find_map(|t| value_of_key(t, start)),
        _ => None,
    };
    let here = |name: &str, item: &Item| {
        let key = table.key(name)?.span()?;
        item.as_value().filter(|_| key.start == start)?.span()
    };
    table.iter().find_map(|(name, item)| here(name, item).or_else(|| tables(item)))
}

/// What to write instead, from the words of the parser.
fn hint_of(message: &str) -> String {
    let mut quoted = message.split('`').skip(1).step_by(2);
    let first = quoted.next().unwrap_or_default();
    if message.starts_with("unknown field") || message.starts_with("unknown variant") {
        return nearest::hint(first, quoted);
    }
    if message.starts_with("missing field") {
        return format!("add `{first} = …` here");
    }
    if message.contains("invalid type") && message.contains("map") && message.contains("a string") {
        return "a day is written in quotes: \"2026-03-01\"".into();
    }
    if message.contains("expected a map") {
        return "a text is written in every language: { ko = \"…\", en = \"…\" }".into();
    }
    String::new()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{any, prop_assert, proptest};

    use super::*;
    use crate::form::Form;

    const FORM: &str = r#"version = 1
[[step]]
id = "one"
title = { ko = "하나", en = "One" }

[[step.field]]
id = "a"
kind = "text"
label = { ko = "이름", en = "Name" }
personal = "none"

  [[step.field]]
  id = "b"
  kind = "text"
  label = { ko = "둘" }
  personal = "none"
  when = '''
answers.a = 1'''

[example]
a = "x"
"#;

    fn source(text: &str) -> Source {
        Source::new("form.toml", text.into())
    }

    #[test]
    fn a_path_leads_to_its_line() {
        let form = source(FORM);
        assert_eq!(form.place("version"), (1, 1));
        assert_eq!(form.place("step.0"), (2, 1));
        assert_eq!(form.place("step.0.title.en"), (4, 22));
        assert_eq!(form.place("step.0.field.0.label"), (9, 1));
        assert_eq!(form.place("step.0.field.1"), (12, 3));
        assert_eq!(form.place("step.0.field.1.label.en"), (15, 3));
        assert_eq!(form.place("example.a"), (21, 1));
        assert_eq!(form.place("nothing"), (0, 0));
        assert!(form.has("step.0.field.1.when") && !form.has("step.0.field.2"));
    }

    #[test]
    fn a_place_inside_a_text_counts_from_its_quotes() {
        let form = source(FORM);
        assert_eq!(form.place_inside("step.0.field.0.kind", 1, 3), (8, 11));
        assert_eq!(form.place_inside("step.0.field.1.when", 1, 9), (18, 9));
    }

    #[test]
    fn every_unknown_field_is_found_with_its_line_and_a_hint() {
        let text =
            FORM.replace("personal", "persona").replace("[example]", "exampel = 1\n[example]");
        let mistakes = source(&FORM.replace("id = \"a\"", "id = \"a\"\nlable = 1\nhnit = [\n1]"))
            .parse::<Form>();
        let mistakes = mistakes.unwrap_err();
        let found: Vec<_> =
            mistakes.iter().map(|m| (m.line, m.message.as_str(), m.hint.as_str())).collect();
        assert_eq!(
            found,
            [
                (8, "unknown field `lable`", "did you mean `label`?"),
                (9, "unknown field `hnit`", "did you mean `hint`?"),
            ]
        );
        assert!(source(&text).parse::<Form>().is_err());
    }

    #[test]
    fn other_mistakes_have_a_line_too() {
        let missing =
            source(&FORM.replace("kind = \"text\"\nlabel", "label")).parse::<Form>().unwrap_err();
        assert_eq!((missing[0].line, missing[0].message.as_str()), (6, "missing field `kind`"));
        let kind = source(&FORM.replacen("\"text\"", "\"txet\"", 1)).parse::<Form>().unwrap_err();
        assert_eq!((kind[0].line, kind[0].hint.as_str()), (8, "did you mean `text`?"));
        let broken = source("version = \n").parse::<Form>().unwrap_err();
        assert_eq!(broken[0].line, 1);
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_or_refused(text in any::<String>(), path in "[a-z0-9.]{0,20}") {
            let source = source(&text);
            let read = source.parse::<Form>();
            prop_assert!(read.is_err());
            let _ = (source.place(&path), source.place_inside(&path, 1, 1), source.has(&path));
        }

        #[test]
        fn a_spoilt_file_is_read_or_refused(at in 0_usize..400, junk in any::<String>()) {
            let mut text = FORM.to_string();
            let at = (0..=at.min(text.len())).rev().find(|n| text.is_char_boundary(*n)).unwrap();
            text.insert_str(at, &junk);
            let _ = source(&text).parse::<Form>();
        }
    }
}
