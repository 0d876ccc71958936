//! Tables as text: cells between commas, semicolons, tabs or bars, in quotation marks where they hold one (RFC 4180).
//!
//! What may not happen here: a first row that is taken for headings although somebody's number stands in it.

use crate::document::{At, Cell, Column, Document, END, Writer};

/// Columns of a table; what stands further right is read, and belongs to no column.
const COLUMNS_MAX: usize = 2_000;
/// Cells of a table that are counted with their columns; the text of the others is read.
const CELLS_MAX: usize = 20_000_000;
/// Lines from which the separator is known.
const SNIFFED_LINES_MAX: usize = 10;
/// A heading with a run of so many digits is none.
const HEADING_DIGITS_MAX: usize = 5;

const SEPARATORS: [char; 4] = [',', ';', '\t', '|'];

pub(crate) fn read(text: &str) -> Document {
    let text = text.trim_start_matches('\u{feff}');
    let separator = separator_of(text);
    let mut table = Table { writer: Writer::default(), row: 1, column: 0, start: 0 };
    let (mut at, mut is_quoted, mut is_start) = (At::default(), false, true);
    let mut signs = text.chars().peekable();
    while let Some(sign) = signs.next() {
        let here = at;
        at.pass(sign);
        match sign {
            '"' if is_quoted && signs.peek() == Some(&'"') => {
                signs.next();
                at.pass('"');
                table.writer.put('"', here);
            }
            '"' if is_quoted => is_quoted = false,
            '"' if is_start => is_quoted = true,
            '\n' if !is_quoted => table.end_row(),
            _ if sign == separator && !is_quoted => table.end_cell('\n'),
            _ => table.writer.put(sign, here),
        }
        is_start = !is_quoted && (sign == separator || sign == '\n');
    }
    table.end_row();
    let mut document = table.writer.document;
    document.is_table = true;
    take_headings(&mut document);
    document
}

/// The separator that stands in most of the first lines equally often.
fn separator_of(text: &str) -> char {
    let lines: Vec<&str> = text.lines().take(SNIFFED_LINES_MAX).collect();
    let score = |separator: char| {
        let counts: Vec<usize> = lines.iter().map(|line| line.matches(separator).count()).collect();
        let first = counts.first().copied().unwrap_or(0);
        let alike = counts.iter().filter(|count| **count == first).count();
        if first == 0 { (0, 0) } else { (alike, first) }
    };
    // The first of the list wins a draw.
    SEPARATORS.into_iter().rev().max_by_key(|separator| score(*separator)).unwrap_or(',')
}

struct Table {
    writer: Writer,
    row: u32,
    column: usize,
    start: usize,
}

impl Table {
    fn end_cell(&mut self, sign: char) {
        let (start, end) = (self.start, self.writer.len());
        let document = &mut self.writer.document;
        if self.column < COLUMNS_MAX && document.cells.len() < CELLS_MAX {
            if document.columns.len() <= self.column {
                document.columns.push(Column { heading: String::new(), number: self.column + 1 });
            }
            document.cells.push(Cell { start, end, row: self.row, column: self.column });
        }
        self.column += 1;
        self.writer.add(sign);
        self.start = self.writer.len();
    }

    fn end_row(&mut self) {
        self.end_cell(END);
        self.row = self.row.saturating_add(1);
        self.column = 0;
    }
}

/// The first row has the headings, unless a number stands in it or it is the only one.
fn take_headings(document: &mut Document) {
    let Document { text, cells, columns, .. } = document;
    let first: Vec<Cell> = cells.iter().take_while(|cell| cell.row == 1).copied().collect();
    let text_of = |cell: &Cell| text.get(cell.start..cell.end).unwrap_or("").trim().to_string();
    let headings: Vec<String> = first.iter().map(text_of).collect();
    let is_heading = cells.iter().any(|cell| cell.row == 2 && cell.end > cell.start)
        && !headings.iter().any(|heading| has_number(heading));
    if !is_heading {
        return;
    }
    for (cell, heading) in first.iter().zip(headings) {
        if let Some(column) = columns.get_mut(cell.column) {
            column.heading = heading;
        }
    }
    // A heading is no cell of its column.
    cells.drain(..first.len());
}

fn has_number(text: &str) -> bool {
    let mut run = 0;
    text.bytes().any(|byte| {
        run = if byte.is_ascii_digit() { run + 1 } else { 0 };
        run > HEADING_DIGITS_MAX
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(text: &str) -> Vec<(u32, String)> {
        let document = read(text);
        let of = |cell: &Cell| (cell.row, document.text[cell.start..cell.end].to_string());
        document.cells.iter().map(of).collect()
    }

    #[test]
    fn cells_are_read_with_their_quotation_marks_and_headings_are_none() {
        let read = cells("이름,비고\n\"가, \"\"나\"\"\",둘\n");
        assert_eq!(read[..2], [(2, "가, \"나\"".into()), (2, "둘".into())]);
        assert_eq!(separator_of("a;b;c\n1,5;2;3\n"), ';');
        assert_eq!(separator_of("a\tb\n1\t2\n"), '\t');
    }

    #[test]
    fn a_first_row_with_a_number_is_no_heading() {
        let document = read("홍,900101-2980015\n김,900102-2980019\n");
        assert!(document.columns.iter().all(|column| column.heading.is_empty()));
        assert_eq!(document.cells[0].row, 1);
    }
}
