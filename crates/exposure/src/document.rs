//! What is looked through: the text of a file in one piece, with the place in the file that each part of it comes from, and
//! the cells of its tables.
//!
//! What may not happen here: a judgement on what stands in the text.

use std::fmt;

use serde::Serialize;

/// Signs after which a place is noted again, so that none is far from the next.
const MARK_BYTES: usize = 4096;
/// Signs of a column's name that are shown.
const NAME_CHARS_MAX: usize = 40;
/// A heading with so many digits could be somebody's number.
const NAME_DIGITS_MAX: usize = 5;
/// Ends what belongs together: nothing is read across it.
pub(crate) const END: char = '\u{1e}';

/// In which part of a file something stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Part {
    #[default]
    Text,
    Attribute,
    Comment,
    Script,
    /// A note, a form's field or the title of a PDF file.
    Field,
    FileName,
}

/// Where something stands in a file, as a person looks for it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
pub struct Place {
    /// From 1; 0 where the file has no pages.
    #[serde(skip_serializing_if = "is_zero")]
    pub page: u32,
    /// From 1, of the file or of the page; 0 where there is none.
    #[serde(skip_serializing_if = "is_zero")]
    pub line: u32,
    /// From 1; 0 where there is none.
    #[serde(skip_serializing_if = "is_zero")]
    pub column: u32,
    /// The row of a table, from 1 with its heading; 0 outside of tables.
    #[serde(skip_serializing_if = "is_zero")]
    pub row: u32,
    /// The name of a table's column, or its number.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub column_name: String,
}

fn is_zero(number: &u32) -> bool {
    *number == 0
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.page, self.row, self.line) {
            (0, 0, 0) => write!(f, "whole file"),
            (0, 0, line) => write!(f, "line {line}, sign {}", self.column),
            (0, row, _) => write!(f, "row {row}, {}", self.column_name),
            (page, _, 0) => write!(f, "page {page}"),
            (page, _, line) => write!(f, "page {page}, line {line}"),
        }
    }
}

/// From here on the text comes from there, sign by sign.
#[derive(Clone, Copy, Debug)]
struct Mark {
    at: usize,
    page: u32,
    line: u32,
    column: u32,
    part: Part,
}

/// A cell of a table: where its text stands, and where it is in the table.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cell {
    pub start: usize,
    pub end: usize,
    pub row: u32,
    pub column: usize,
}

/// A column of a table.
#[derive(Clone, Debug, Default)]
pub(crate) struct Column {
    /// Its heading as the file has it; empty where there is none.
    pub heading: String,
    /// From 1.
    pub number: usize,
}

impl Column {
    /// What may be shown of it: a heading that could be somebody's number is none.
    pub(crate) fn name(&self) -> String {
        let digits = self.heading.chars().filter(|c| c.is_numeric()).count();
        let shown = self.heading.chars().filter(|c| !c.is_control()).take(NAME_CHARS_MAX);
        match shown.collect::<String>().trim() {
            name if !name.is_empty() && digits < NAME_DIGITS_MAX => format!("column \"{name}\""),
            _ => format!("column {}", self.number),
        }
    }
}

/// The text of a file.
#[derive(Clone, Debug, Default)]
pub struct Document {
    pub(crate) text: String,
    marks: Vec<Mark>,
    /// In the order of the text.
    pub(crate) cells: Vec<Cell>,
    pub(crate) columns: Vec<Column>,
    /// Whether rows and columns are how a person finds a place.
    pub(crate) is_table: bool,
    /// What of the file could not be read, in sentences.
    pub notes: Vec<String>,
}

impl Document {
    /// Where the text at that place comes from.
    pub(crate) fn place(&self, at: usize) -> (Place, Part) {
        let number = self.marks.partition_point(|mark| mark.at <= at);
        let Some(mark) = number.checked_sub(1).and_then(|number| self.marks.get(number)) else {
            return (Place::default(), Part::FileName);
        };
        let between = self.text.get(mark.at..at).unwrap_or("").chars().count();
        let column = mark.column.saturating_add(u32::try_from(between).unwrap_or(u32::MAX));
        let mut place = Place { page: mark.page, line: mark.line, column, ..Place::default() };
        if let Some(cell) = self.cell(at).filter(|_| self.is_table) {
            place.row = cell.row;
            place.column_name = self.columns.get(cell.column).map_or(String::new(), Column::name);
        }
        (place, mark.part)
    }

    /// The cell that the place is in.
    pub(crate) fn cell(&self, at: usize) -> Option<&Cell> {
        let number = self.cells.partition_point(|cell| cell.start <= at).checked_sub(1)?;
        self.cells.get(number).filter(|cell| at < cell.end)
    }

    /// A plain text.
    pub(crate) fn plain(text: &str) -> Document {
        let mut writer = Writer::default();
        let mut at = At::default();
        for sign in text.chars() {
            writer.put(sign, at);
            at.pass(sign);
        }
        writer.document
    }

    /// A text that has no place in a file, such as the name of one.
    pub fn name(text: &str) -> Document {
        Document { text: text.chars().filter_map(plain).collect(), ..Document::default() }
    }

    /// Puts another text of the same file behind this one; nothing is read across.
    pub(crate) fn append(&mut self, other: Document) {
        self.text.push_str("\n\u{1e}\n");
        let shift = self.text.len();
        self.text.push_str(&other.text);
        let marks = other.marks.into_iter().map(|mark| Mark { at: mark.at + shift, ..mark });
        self.marks.extend(marks);
        self.notes.extend(other.notes);
    }
}

/// A place in a source that is being read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct At {
    pub page: u32,
    pub line: u32,
    pub column: u32,
}

impl Default for At {
    fn default() -> At {
        At { page: 0, line: 1, column: 1 }
    }
}

impl At {
    /// Goes on behind a sign.
    pub(crate) fn pass(&mut self, sign: char) {
        if sign == '\n' {
            self.line = self.line.saturating_add(1);
            self.column = 1;
        } else {
            self.column = self.column.saturating_add(1);
        }
    }
}

/// Writes a document sign by sign.
#[derive(Debug, Default)]
pub(crate) struct Writer {
    pub document: Document,
    pub part: Part,
    /// Where the next sign comes from, if nothing is left out; and where the last mark stands.
    expected: Option<(At, Part)>,
    marked: usize,
}

impl Writer {
    pub(crate) fn of(part: Part) -> Writer {
        Writer { part, ..Writer::default() }
    }

    /// Writes a sign of the source, as it is compared: narrow digits, one kind of hyphen, one kind of space.
    pub(crate) fn put(&mut self, sign: char, at: At) {
        let Some(plain) = plain(sign) else { return };
        let end = self.document.text.len();
        if self.expected != Some((at, self.part)) || end - self.marked > MARK_BYTES {
            let At { page, line, column } = at;
            self.document.marks.push(Mark { at: end, page, line, column, part: self.part });
            self.marked = end;
        }
        self.document.text.push(plain);
        let next = At { column: at.column.saturating_add(1), ..at };
        self.expected = Some((next, self.part));
    }

    /// Writes a sign that the source does not have: the end of a block, a cell, a row.
    pub(crate) fn add(&mut self, sign: char) {
        self.document.text.push(sign);
        self.expected = None;
    }

    pub(crate) fn len(&self) -> usize {
        self.document.text.len()
    }
}

/// A sign as it is compared, or nothing for signs that nobody sees.
fn plain(sign: char) -> Option<char> {
    if sign.is_ascii() {
        return if sign == '\r' || sign == '\u{1e}' { None } else { Some(sign) };
    }
    Some(match sign {
        // Full-width ASCII, as East Asian keyboards write it.
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(sign) - 0xfee0).unwrap_or(sign),
        // Hyphens and dashes, the minus sign, middle dots.
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe58}' | '\u{fe63}' | '\u{30fc}' => '-',
        '\u{b7}' | '\u{2022}' | '\u{2027}' | '\u{2219}' | '\u{22c5}' | '\u{30fb}' | '\u{ff65}'
        | '\u{318d}' | '\u{119e}' => '-',
        '\u{a0}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}' => ' ',
        '\u{2028}' | '\u{2029}' | '\u{85}' => '\n',
        // Soft hyphens, zero-width signs, marks of direction.
        '\u{ad}'
        | '\u{200b}'..='\u{200f}'
        | '\u{2060}'..='\u{2064}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2066}'..='\u{2069}'
        | '\u{feff}' => return None,
        other => other,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_told_as_the_source_has_it() {
        let document = Document::plain("하나\r\n둘 \u{200b}９\u{200b}０");
        assert_eq!(document.text, "하나\n둘 90");
        let at = document.text.find("90").unwrap();
        let (place, part) = document.place(at);
        assert_eq!((place.line, place.column, part), (2, 4, Part::Text));
        assert_eq!(document.place(at + 1).0.column, 6);
    }

    #[test]
    fn a_heading_that_could_be_a_number_is_not_shown() {
        let column = |heading: &str| Column { heading: heading.into(), number: 3 }.name();
        assert_eq!(column("주민번호"), "column \"주민번호\"");
        assert_eq!(column("900101-2980015"), "column 3");
        assert_eq!(column(""), "column 3");
    }
}
