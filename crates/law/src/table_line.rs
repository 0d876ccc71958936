//! One line of a table's file, and how it is cut into cells.

use vocabulary::{Mistake, Sentence};

use crate::position::moved;
use crate::sentences;

pub(crate) struct Line<'t> {
    pub file: &'t str,
    pub number: usize,
    pub text: &'t str,
}

impl Line<'_> {
    pub(crate) fn wrong(
        &self,
        column: usize,
        message: impl Into<String>,
        hint: impl Into<String>,
    ) -> Mistake {
        Mistake::at(self.file, (self.number, column), message, hint)
    }

    /// The same by the key of its sentence.
    pub(crate) fn said(&self, column: usize, said: impl Into<Sentence>) -> Mistake {
        sentences::mistake(self.file, (self.number, column), said)
    }

    pub(crate) fn moved(&self, mistake: Mistake, column: usize) -> Mistake {
        moved(mistake, self.file, self.number, column)
    }
}

/// A cell of a line: its text, the column where it begins, and whether `||` stands before it.
pub(crate) struct Part<'t> {
    pub text: &'t str,
    pub column: usize,
    pub after_double: bool,
}

/// Where a lone `=` outside texts stands: `status text "a", "b" = f(x)`, but not in `>= 5`.
pub(crate) fn equals_sign(text: &str) -> Option<usize> {
    let mut in_text = false;
    let mut before = ' ';
    for (place, c) in text.char_indices() {
        match c {
            '"' => in_text = !in_text,
            '=' if !in_text && !['<', '>', '!'].contains(&before) => return Some(place),
            _ => {}
        }
        before = c;
    }
    None
}

/// Cuts a line at `|` and `||`, but not inside texts.
pub(crate) fn parts(line: &str) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    let mut start: Option<(usize, usize, bool)> = None;
    let mut signs = line.char_indices().enumerate().peekable();
    let (mut in_text, mut escaped) = (false, false);
    while let Some((n, (byte, c))) = signs.next() {
        match c {
            '|' if !in_text => {
                if let Some((from, column, after_double)) = start {
                    parts.push(part(line, (from, byte), column, after_double));
                }
                let double = signs.next_if(|(_, (_, next))| *next == '|').is_some();
                let width = if double { 2 } else { 1 };
                start = Some((byte + width, n + width + 1, double));
            }
            '"' if !escaped => in_text = !in_text,
            _ => {}
        }
        escaped = in_text && c == '\\' && !escaped;
    }
    // What follows the last `|` is a cell only when something stands there: a row whose end was forgotten.
    if let Some((from, column, after_double)) = start
        && !line.get(from..).unwrap_or_default().trim().is_empty()
    {
        parts.push(part(line, (from, line.len()), column, after_double));
    }
    parts
}

fn part(line: &str, (from, to): (usize, usize), column: usize, after_double: bool) -> Part<'_> {
    let text = line.get(from..to).unwrap_or_default();
    let blanks = text.chars().take_while(|c| c.is_whitespace()).count();
    Part { text: text.trim(), column: column + blanks, after_double }
}
