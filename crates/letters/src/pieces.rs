//! What of a text can be set in type. A text becomes pieces that the template only has to lay down;
//! what no font of ours has becomes a box with its code point. Nothing here may fail, and nothing
//! here may lose a letter silently: PDF/A forbids empty glyphs, so the decision falls before layout.

use serde_json::{Value, json};
use unicode_normalization::UnicodeNormalization as _;
use unicode_segmentation::UnicodeSegmentation as _;

/// A word of Hangul up to this long is never broken at the end of a line, in letters.
const WHOLE_WORD_LETTERS_MAX: usize = 12;
/// A run without a space may be broken after this many letters, so that it cannot leave the page.
const RUN_LETTERS_MAX: usize = 24;

/// A piece of a text, ready to be laid down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    Text(String),
    /// A word, or a part of a very long one, that stays on one line; the line may end beside it.
    Whole(String),
    /// A character that no font of ours has.
    Unknown(char),
    /// The end of a line that the text asks for.
    Line,
}

impl Piece {
    fn to_json(&self) -> Value {
        match self {
            Self::Text(text) => json!(text),
            Self::Whole(word) => json!({ "whole": word }),
            Self::Unknown(c) => json!({ "box": format!("{:04X}", u32::from(*c)) }),
            Self::Line => json!({ "line": true }),
        }
    }
}

/// The pieces of a text as the template reads them.
pub fn to_json(text: &str, faces: &[Face]) -> Value {
    pieces(text, faces).iter().map(Piece::to_json).collect()
}

/// The pieces of a text in reading order.
pub fn pieces(text: &str, faces: &[Face]) -> Vec<Piece> {
    let mut line = Line::default();
    for cluster in text.nfc().collect::<String>().graphemes(true) {
        if is_line_end(cluster) {
            line.end_word();
            line.pieces.push(Piece::Line);
        } else if cluster.chars().all(char::is_whitespace) {
            line.end_word();
            line.lay(" ");
        } else {
            line.add(cluster, faces);
        }
    }
    line.end_word();
    line.pieces
}

/// The text for metadata, where no font matters: composed, without controls and direction marks.
pub fn plain(text: &str) -> String {
    text.nfc()
        .filter(|&c| !is_invisible(c))
        .map(|c| if c.is_whitespace() || c.is_control() || is_no_character(c) { ' ' } else { c })
        .collect()
}

/// The pieces laid down so far and the word that is being gathered.
#[derive(Default)]
struct Line {
    pieces: Vec<Piece>,
    word: Vec<String>,
}

impl Line {
    /// Adds what a reader sees as one character: as it is when a single font has all of it.
    fn add(&mut self, cluster: &str, faces: &[Face]) {
        let visible: String = cluster.chars().filter(|&c| !is_invisible(c)).collect();
        if visible.is_empty() {
            // Marks of direction and joiners alone say nothing on paper and could turn a name around.
        } else if faces.iter().any(|face| cluster.chars().all(|c| face.has(c))) {
            self.word.push(cluster.to_string());
        } else if faces.iter().any(|face| visible.chars().all(|c| face.has(c))) {
            self.word.push(visible);
        } else {
            for c in visible.chars() {
                self.add_alone(c, faces);
            }
        }
    }

    fn add_alone(&mut self, c: char, faces: &[Face]) {
        // A mark away from its letter would be set on an empty circle or on the wrong letter.
        if !is_mark(c) && faces.iter().any(|face| face.has(c)) {
            self.word.push(c.to_string());
        } else {
            self.end_word();
            self.pieces.push(Piece::Unknown(c));
        }
    }

    fn end_word(&mut self) {
        let word = std::mem::take(&mut self.word);
        let text = word.concat();
        if text.is_empty() {
            return;
        }
        if word.len() <= WHOLE_WORD_LETTERS_MAX && text.chars().any(is_hangul) {
            self.pieces.push(Piece::Whole(text));
            return;
        }
        if word.len() <= RUN_LETTERS_MAX {
            self.lay(&text);
        } else if text.chars().any(is_from_right) {
            // Boxes would stand from left to right; an empty space keeps the order of the letters.
            let runs: Vec<String> = word.chunks(RUN_LETTERS_MAX).map(<[String]>::concat).collect();
            self.lay(&runs.join("\u{200B}"));
        } else {
            let runs = word.chunks(RUN_LETTERS_MAX).map(|run| Piece::Whole(run.concat()));
            self.pieces.extend(runs);
        }
    }

    /// Puts text down, joined to the text before it so that its shaping is not cut.
    fn lay(&mut self, text: &str) {
        match self.pieces.last_mut() {
            Some(Piece::Text(before)) => before.push_str(text),
            _ => self.pieces.push(Piece::Text(text.to_string())),
        }
    }
}

/// The characters that one font has.
pub struct Face(Vec<u32>);

impl Face {
    /// The code points in ascending order.
    pub fn of(points: impl Iterator<Item = u32>) -> Self {
        Self(points.collect())
    }

    fn has(&self, c: char) -> bool {
        !c.is_control() && self.0.binary_search(&u32::from(c)).is_ok()
    }
}

fn is_line_end(cluster: &str) -> bool {
    matches!(cluster, "\n" | "\r" | "\r\n" | "\u{B}" | "\u{C}" | "\u{85}" | "\u{2028}" | "\u{2029}")
}

fn is_hangul(c: char) -> bool {
    matches!(c, '\u{AC00}'..='\u{D7A3}')
}

/// Letters that are read from right to left.
fn is_from_right(c: char) -> bool {
    matches!(c, '\u{590}'..='\u{8FF}' | '\u{FB1D}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFC}')
}

/// Combining marks of the scripts that our fonts have.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36F}' | '\u{483}'..='\u{489}' | '\u{591}'..='\u{5C7}'
        | '\u{610}'..='\u{61A}' | '\u{64B}'..='\u{65F}' | '\u{670}' | '\u{6D6}'..='\u{6ED}'
        | '\u{302A}'..='\u{302F}' | '\u{3099}' | '\u{309A}' | '\u{20D0}'..='\u{20F0}')
}

/// Characters that show nothing: joiners, direction marks, variation selectors, tags.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}'
        | '\u{180B}'..='\u{180F}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{206F}' | '\u{3164}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{FFA0}'
        | '\u{FFF9}'..='\u{FFFB}' | '\u{E0000}'..='\u{E0FFF}')
}

/// Code points that are no characters and for private use, which PDF/A forbids in metadata and text.
fn is_no_character(c: char) -> bool {
    let point = u32::from(c);
    matches!(c, '\u{E000}'..='\u{F8FF}' | '\u{FDD0}'..='\u{FDEF}' | '\u{F0000}'..='\u{10FFFF}')
        || point & 0xFFFE == 0xFFFE
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::press::faces;

    fn of(text: &str) -> Vec<Piece> {
        pieces(text, faces())
    }

    #[test]
    fn a_hangul_word_stays_whole_and_decomposed_letters_are_composed() {
        let decomposed = "\u{1112}\u{1161}\u{11AB}\u{1100}\u{1173}\u{11AF}";
        assert_eq!(of(decomposed), [Piece::Whole("한글".into())]);
    }

    #[test]
    fn every_hangul_syllable_and_every_ideograph_of_the_korean_standard_is_in_the_fonts() {
        for c in '\u{AC00}'..='\u{D7A3}' {
            assert!(faces().iter().any(|face| face.has(c)), "{c}");
        }
        // The ideographs of the standard are 4,888; names and dictionaries bring them to 9,358.
        let ideographs = ('\u{4E00}'..='\u{9FFF}')
            .chain('\u{3400}'..='\u{4DBF}')
            .chain('\u{20000}'..='\u{2FFFF}')
            .filter(|&c| faces().iter().any(|face| face.has(c)))
            .count();
        assert!(ideographs > 9_000, "{ideographs}");
        for c in "金李朴崔鄭姜趙尹張林詰喆熙赫昊旻珉奭璟瑀昰彧埈濬".chars()
        {
            assert!(faces().iter().any(|face| face.has(c)), "{c}");
        }
    }

    #[test]
    fn a_character_outside_the_fonts_is_boxed_with_its_code_point() {
        assert_eq!(of("𠮷"), [Piece::Unknown('𠮷')]);
        assert_eq!(Piece::Unknown('𠮷').to_json(), json!({ "box": "20BB7" }));
        assert_eq!(of("\u{1}"), [Piece::Unknown('\u{1}')]);
    }

    #[test]
    fn direction_overrides_cannot_turn_a_name_around() {
        assert_eq!(of("abc\u{202E}def"), [Piece::Text("abcdef".into())]);
        assert_eq!(of("\u{61C}\u{AD}\u{200F}"), []);
    }

    #[test]
    fn a_long_run_may_be_broken() {
        let part = |letters| Piece::Whole("w".repeat(letters));
        assert_eq!(of(&"w".repeat(60)), [part(24), part(24), part(12)]);
    }

    #[test]
    fn the_persian_joiner_stays_between_its_letters() {
        assert_eq!(of("می\u{200C}خواهم"), [Piece::Text("می\u{200C}خواهم".into())]);
    }
}
