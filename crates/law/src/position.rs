//! Where in a text something stands, for mistakes. Lines and columns count from 1, columns in characters.

use vocabulary::{Mistake, Sentence};

use crate::sentences;

/// Line and column of a byte of the text.
pub fn position(text: &str, byte: usize) -> (usize, usize) {
    let before = text.get(..byte).unwrap_or(text);
    let line_start = before.rfind('\n').map_or(0, |n| n + 1);
    let line = 1 + before.matches('\n').count();
    (line, 1 + before.get(line_start..).unwrap_or_default().chars().count())
}

/// A mistake at a byte of an expression's text, without a file: the caller knows it.
pub(crate) fn mistake_at(
    text: &str,
    byte: usize,
    message: impl Into<String>,
    hint: impl Into<String>,
) -> Mistake {
    Mistake::at("", position(text, byte), message, hint)
}

/// The same by the key of its sentence.
pub(crate) fn said_at(text: &str, byte: usize, said: impl Into<Sentence>) -> Mistake {
    sentences::mistake("", position(text, byte), said)
}

/// Moves a mistake of a text that begins at that line and column of a file into the file.
pub(crate) fn moved(mistake: Mistake, file: &str, line: usize, column: usize) -> Mistake {
    let column =
        if mistake.line <= 1 { column + mistake.column.max(1) - 1 } else { mistake.column };
    Mistake { file: file.into(), line: line + mistake.line.max(1) - 1, column, ..mistake }
}

/// The known word nearest to a misspelt one, as a hint; empty when none is near.
pub fn nearest<'a>(word: &str, known: impl Iterator<Item = &'a str>) -> String {
    near(word, known).map_or_else(String::new, |k| format!("did you mean `{k}`?"))
}

/// The same as a sentence.
pub(crate) fn said_nearest<'a>(
    word: &str,
    known: impl Iterator<Item = &'a str>,
) -> Option<Sentence> {
    near(word, known).map(|k| Sentence::new("hint.did-you-mean").with("word", k))
}

fn near<'a>(word: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let (steps, best) = known.map(|k| (distance(word, k), k)).min()?;
    (steps > 0 && steps <= 1 + word.chars().count() / 4).then_some(best)
}

/// How many letters must be put in, taken out or changed to get from one word to the other (Levenshtein).
fn distance(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().take(100).collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (n, a) in one.chars().take(100).enumerate() {
        let mut corner = n;
        let mut left = n + 1;
        let mut next = vec![left];
        for (b, above) in other.iter().zip(row.iter().skip(1)) {
            left = (corner + usize::from(a != *b)).min(left + 1).min(above + 1);
            corner = *above;
            next.push(left);
        }
        row = next;
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_word_is_named() {
        assert_eq!(nearest("residnt", ["resident", "age"].into_iter()), "did you mean `resident`?");
        assert_eq!(nearest("colour", ["resident", "age"].into_iter()), "");
        assert_eq!(distance("kitten", "sitting"), 3);
    }

    #[test]
    fn positions_count_characters() {
        assert_eq!(position("가나 x\n다 y", "가나 x\n다 y".find('y').unwrap()), (2, 3));
    }
}
