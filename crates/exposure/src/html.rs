//! Web pages: the text as a reader sees it, and beside it what only the source shows, attributes, comments and scripts.
//!
//! What may not happen here: a tree. The source is passed once, from left to right, and whatever is broken in it is text.

use std::iter::Peekable;
use std::str::CharIndices;

use crate::document::{At, Cell, Column, Document, END, Part, Writer};

/// Signs of a tag, a comment not counted; what is longer is no tag.
const TAG_BYTES_MAX: usize = 64 << 10;
/// Tables within tables.
const TABLES_MAX: usize = 32;
/// Columns of a table that are counted.
const COLUMNS_MAX: usize = 500;
/// Columns of all tables of a page.
const ALL_COLUMNS_MAX: usize = 100_000;
/// Signs of a named or numbered character.
const ENTITY_BYTES_MAX: usize = 12;

/// Elements that do not interrupt what a reader reads. All others do.
const INLINE: [&str; 42] = [
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em",
    "font", "i", "input", "ins", "kbd", "label", "mark", "nobr", "output", "q", "rb", "rp", "rt",
    "ruby", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "time", "tt", "tspan",
    "u", "var", "wbr", "img",
];
/// Characters by their names, as far as they stand in or beside numbers.
const ENTITIES: [(&str, char); 22] = [
    ("nbsp", ' '),
    ("amp", '&'),
    ("lt", '<'),
    ("gt", '>'),
    ("quot", '"'),
    ("apos", '\''),
    ("hyphen", '-'),
    ("dash", '-'),
    ("ndash", '-'),
    ("mdash", '-'),
    ("minus", '-'),
    ("shy", '\u{ad}'),
    ("middot", '-'),
    ("bull", '-'),
    ("ensp", ' '),
    ("emsp", ' '),
    ("thinsp", ' '),
    ("zwj", '\u{200d}'),
    ("zwnj", '\u{200c}'),
    ("lpar", '('),
    ("rpar", ')'),
    ("colon", ':'),
];

pub(crate) fn read(text: &str) -> Document {
    let mut page = Page::new(text);
    while let Some((start, sign, at)) = page.next() {
        match sign {
            '<' => page.markup(start, at),
            '&' => {
                let (sign, length) = entity(text.get(start..).unwrap_or("")).unwrap_or(('&', 1));
                page.pass(length - 1);
                page.show(sign, at);
            }
            _ => page.show(sign, at),
        }
    }
    page.finish()
}

/// What of a page was read so far.
struct Page<'t> {
    text: &'t str,
    signs: Peekable<CharIndices<'t>>,
    at: At,
    /// What a reader sees, and what only the source shows.
    shown: Writer,
    hidden: Writer,
    tables: Vec<Table>,
    /// Up to here no tag ends, so none is looked for.
    endless: usize,
}

/// A table that is open.
#[derive(Default)]
struct Table {
    /// The places of its columns in the document's list.
    columns: Vec<usize>,
    row: u32,
    column: usize,
    /// Where the cell began that is open.
    open: Option<usize>,
}

impl<'t> Page<'t> {
    fn new(text: &'t str) -> Page<'t> {
        Page {
            text,
            signs: text.char_indices().peekable(),
            at: At::default(),
            shown: Writer::default(),
            hidden: Writer::default(),
            tables: Vec::new(),
            endless: 0,
        }
    }

    fn next(&mut self) -> Option<(usize, char, At)> {
        let (start, sign) = self.signs.next()?;
        let at = self.at;
        self.at.pass(sign);
        Some((start, sign, at))
    }

    /// Passes so many bytes without reading them.
    fn pass(&mut self, bytes: usize) {
        let end = self.signs.peek().map_or(self.text.len(), |(start, _)| *start) + bytes;
        while self.signs.peek().is_some_and(|(start, _)| *start < end) {
            self.next();
        }
    }

    /// A line end in the source of a page is a space for the reader.
    fn show(&mut self, sign: char, at: At) {
        let sign = if sign == '\n' { ' ' } else { sign };
        if sign != ' ' || !self.shown.document.text.ends_with(' ') {
            self.shown.put(sign, at);
        }
    }

    /// Writes so many bytes of the source to what is hidden.
    fn hide(&mut self, bytes: usize, part: Part) {
        self.hidden.part = part;
        let end = self.signs.peek().map_or(self.text.len(), |(start, _)| *start) + bytes;
        while self.signs.peek().is_some_and(|(start, _)| *start < end) {
            let Some((start, sign, at)) = self.next() else { break };
            let named = if sign == '&' { self.text.get(start..end).and_then(entity) } else { None };
            let sign = match named {
                Some((named, length)) => {
                    self.pass(length - 1);
                    named
                }
                None => sign,
            };
            self.hidden.put(sign, at);
        }
        self.hidden.add('\n');
        self.hidden.add(END);
        self.hidden.add('\n');
    }

    /// What begins with `<`: a tag, a comment, a declaration; or only that sign.
    fn markup(&mut self, start: usize, at: At) {
        let rest = self.text.get(start + 1..).unwrap_or("");
        if let Some(comment) = rest.strip_prefix("!--") {
            self.pass(3);
            let length = comment.find("-->").unwrap_or(comment.len());
            self.hide(length, Part::Comment);
            return self.pass(3);
        }
        if rest.starts_with("![CDATA[") {
            return self.pass(8);
        }
        let length = if start < self.endless { None } else { tag_length(rest) };
        let Some(length) = length else {
            let window = rest.as_bytes().get(..rest.len().min(TAG_BYTES_MAX)).unwrap_or_default();
            if start >= self.endless && !window.contains(&b'>') {
                self.endless = start + window.len();
            }
            return self.show('<', at);
        };
        let tag = rest.get(..length).unwrap_or("");
        if tag.starts_with(['!', '?']) {
            return self.pass(length + 1);
        }
        let name_length =
            tag.find(|c: char| c.is_whitespace() || (c == '/' && !tag.starts_with('/')));
        let name = tag.get(..name_length.unwrap_or(length)).unwrap_or("").to_ascii_lowercase();
        self.tag(&name, tag);
        if name_length.is_some_and(|place| tag.get(place..).is_some_and(|rest| rest.contains('=')))
        {
            if name == "input" {
                self.show_value(tag);
            }
            self.hide(length, Part::Attribute);
            self.pass(1);
        } else {
            self.pass(length + 1);
        }
        if matches!(name.as_str(), "script" | "style") && !tag.ends_with('/') {
            let body = self.text.get(start + length + 2..).unwrap_or("");
            let end = raw_length(body, &name);
            self.hide(end, Part::Script);
        }
    }

    /// What an element does to the text: a cell of a table, a new block, or nothing.
    fn tag(&mut self, name: &str, tag: &str) {
        match name {
            "table" => {
                self.shown.add('\n');
                if self.tables.len() < TABLES_MAX {
                    self.tables.push(Table::default());
                }
            }
            "/table" => {
                self.end_cell();
                self.tables.pop();
                self.shown.add('\n');
            }
            "tr" => {
                self.end_cell();
                self.shown.add('\n');
                if let Some(table) = self.tables.last_mut() {
                    (table.row, table.column) = (table.row.saturating_add(1), 0);
                }
            }
            "td" | "th" => {
                self.end_cell();
                self.shown.add('\n');
                let start = self.shown.len();
                if let Some(table) = self.tables.last_mut() {
                    table.open = Some(start);
                    let span = attribute(tag, "colspan").and_then(|(_, span)| span.parse().ok());
                    table.column += span.unwrap_or(1usize).clamp(1, COLUMNS_MAX);
                }
            }
            "/td" | "/th" | "/tr" => self.end_cell(),
            _ if INLINE.contains(&name.trim_start_matches('/')) => {}
            _ => self.shown.add('\n'),
        }
    }

    fn end_cell(&mut self) {
        let end = self.shown.len();
        let document = &mut self.shown.document;
        let Some(table) = self.tables.last_mut() else { return };
        let Some(start) = table.open.take() else { return };
        let place = table.column.saturating_sub(1);
        if place >= COLUMNS_MAX || document.columns.len() + COLUMNS_MAX > ALL_COLUMNS_MAX {
            return;
        }
        while table.columns.len() <= place {
            table.columns.push(document.columns.len());
            document.columns.push(Column { heading: String::new(), number: table.columns.len() });
        }
        let Some(column) = table.columns.get(place).copied() else { return };
        if table.row <= 1 {
            let heading = document.text.get(start..end).unwrap_or("").trim();
            if let Some(column) = document.columns.get_mut(column) {
                column.heading = heading.chars().take(100).collect();
            }
        }
        // Cells of a table within a cell come first: only what stands in the order of the text can be looked up.
        if document.cells.last().is_none_or(|last| last.end <= start) && table.row > 1 {
            document.cells.push(Cell { start, end, row: table.row, column });
        }
    }

    /// The value of a field stands in the text where its reader sees it.
    fn show_value(&mut self, tag: &str) {
        let Some((offset, value)) = attribute(tag, "value") else { return };
        let mut at = self.at;
        for sign in tag.get(..offset).unwrap_or("").chars() {
            at.pass(sign);
        }
        for sign in value.chars() {
            self.show(sign, at);
            at.pass(sign);
        }
    }

    fn finish(mut self) -> Document {
        self.end_cell();
        let mut document = self.shown.document;
        document.append(self.hidden.document);
        document
    }
}

/// How long a tag is that begins behind `<`, up to its `>`. What is no tag has none.
fn tag_length(rest: &str) -> Option<usize> {
    let first = rest.trim_start_matches('/').chars().next()?;
    if !first.is_ascii_alphabetic() && !matches!(first, '!' | '?') {
        return None;
    }
    let mut quote = None;
    for (place, byte) in rest.bytes().enumerate().take(TAG_BYTES_MAX) {
        match (quote, byte) {
            (None, b'>') => return Some(place),
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), byte) if open == byte => quote = None,
            _ => {}
        }
    }
    // A quotation mark that is never closed: the tag ends at its first `>`.
    rest.bytes().take(TAG_BYTES_MAX).position(|byte| byte == b'>')
}

/// The value of an attribute as the tag has it, and where in the tag it begins.
fn attribute<'t>(tag: &'t str, name: &str) -> Option<(usize, &'t str)> {
    let lower = tag.to_ascii_lowercase();
    for (place, _) in lower.match_indices(name) {
        let before = lower.get(..place)?;
        let is_whole = before.ends_with(|c: char| c.is_whitespace() || c == '"' || c == '\'');
        let rest = tag.get(place + name.len()..)?.trim_start();
        let Some(value) = rest.strip_prefix('=').filter(|_| is_whole) else { continue };
        let value = value.trim_start();
        let start = tag.len() - value.len();
        return match value.chars().next()? {
            quote @ ('"' | '\'') => Some((start + 1, value.get(1..)?.split(quote).next()?)),
            _ => Some((start, value.split(char::is_whitespace).next()?)),
        };
    }
    None
}

/// How long a script or a style sheet is.
fn raw_length(body: &str, name: &str) -> usize {
    let is_end = |rest: &str| {
        let start = rest.get(..name.len());
        start.is_some_and(|start| start.eq_ignore_ascii_case(name))
    };
    let ends =
        body.match_indices("</").find(|(place, _)| body.get(place + 2..).is_some_and(is_end));
    ends.map_or(body.len(), |(place, _)| place)
}

/// The character that a text begins with by name or number, and how many bytes that takes.
fn entity(text: &str) -> Option<(char, usize)> {
    let head = text.get(1..)?;
    let end = head.bytes().take(ENTITY_BYTES_MAX).position(|byte| byte == b';')?;
    let name = head.get(..end)?;
    let sign = match name.strip_prefix('#') {
        Some(number) => {
            let hexadecimal = number.strip_prefix(['x', 'X']);
            let code = match hexadecimal {
                Some(digits) => u32::from_str_radix(digits, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(code)?
        }
        None => ENTITIES.iter().find(|(known, _)| *known == name).map(|(_, sign)| *sign)?,
    };
    Some((sign, end + 2))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        let document = read(text);
        document.text.split("\n\u{1e}\n").next().unwrap_or("").to_string()
    }

    #[test]
    fn a_number_that_tags_split_is_one_number() {
        assert_eq!(shown("<b>900101</b>-<!-- x --><i>2980015</i>"), "900101-2980015");
        assert_eq!(shown("900101&#45;2980015 &lt;"), "900101-2980015 <");
        assert_eq!(shown("<input value='900101'>-<input value=2980015>"), "900101-2980015");
    }

    #[test]
    fn blocks_and_cells_end_a_number() {
        assert_eq!(shown("<p>900101</p><p>2980015</p>").replace('\n', "|"), "|900101||2980015|");
    }

    #[test]
    fn what_only_the_source_shows_is_read_too() {
        let document = read("<p title=\"가\">나<!-- 다 --><script>let a = '라';</script>");
        for (word, part) in [("가", Part::Attribute), ("다", Part::Comment), ("라", Part::Script)]
        {
            let at = document.text.find(word).unwrap();
            assert_eq!(document.place(at).1, part, "{word}");
        }
    }

    #[test]
    fn what_is_no_tag_is_text() {
        assert_eq!(shown("1 < 2 && 3 > 2"), "1 < 2 && 3 > 2");
        assert_eq!(shown("<"), "<");
        assert_eq!(shown("<b"), "<b");
        assert_eq!(shown("&#xFFFFFFFF; &unknown; &"), "&#xFFFFFFFF; &unknown; &");
    }
}
