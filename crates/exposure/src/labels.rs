//! Words beside a number: which of them say what it is.
//!
//! What may not happen here: a word that is handed out as the text has it. What is told is the country's own word.

use std::collections::HashMap;

/// Signs before a number in which a word may name it.
const BEFORE_CHARS_MAX: usize = 48;
/// Signs after a number in which a word in brackets may name it.
const AFTER_CHARS_MAX: usize = 16;
/// A line above that is longer is a sentence of its own, and names nothing.
const ABOVE_CHARS_MAX: usize = 40;
/// Digits between a word and a number from which on the word names the other number.
const OTHER_DIGITS: usize = 4;

/// Whose word it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Owner {
    Kind(usize),
    /// Of numbers that are nobody's.
    Other,
}

/// A word with everyone it speaks for.
#[derive(Clone, Debug)]
pub(crate) struct Label {
    pub word: String,
    signs: Vec<char>,
    owners: Vec<Owner>,
}

impl Label {
    pub(crate) fn is_of(&self, kind: usize) -> bool {
        self.owners.contains(&Owner::Kind(kind))
    }

    pub(crate) fn is_other(&self) -> bool {
        self.owners.contains(&Owner::Other)
    }
}

/// All words of a country, found by their first sign.
#[derive(Clone, Debug, Default)]
pub(crate) struct Labels {
    all: Vec<Label>,
    by_first: HashMap<char, Vec<usize>>,
}

impl Labels {
    pub(crate) fn add(&mut self, word: &str, owner: Owner) {
        let signs: Vec<char> = word.to_lowercase().chars().filter(|c| !c.is_whitespace()).collect();
        let Some(first) = signs.first().copied() else { return };
        if let Some(label) = self.all.iter_mut().find(|label| label.signs == signs) {
            label.owners.push(owner);
            return;
        }
        self.by_first.entry(first).or_default().push(self.all.len());
        self.all.push(Label { word: word.to_string(), signs, owners: vec![owner] });
    }

    /// The word that names a number: the nearest before it in its line, then one after it, then the line above.
    pub(crate) fn beside(&self, text: &str, start: usize, end: usize) -> Option<&Label> {
        let before = last_chars(text.get(..start)?, BEFORE_CHARS_MAX);
        let line = before.rsplit(['\n', '\u{1e}']).next()?;
        if let Some(label) = self.last_in(line, true) {
            return Some(label);
        }
        let after = first_chars(text.get(end..)?, AFTER_CHARS_MAX);
        let after = after.split(['\n', '\u{1e}']).next()?;
        // A word after a number mostly names the next one: only in brackets it is about this one.
        let bracket = after.trim_start().strip_prefix(['(', '[', '（'])?;
        let within = bracket.split([')', ']', '）']).next()?;
        self.last_in(within, false)
    }

    /// The word in the line above, where that is short enough to be a heading.
    pub(crate) fn above(&self, text: &str, start: usize) -> Option<&Label> {
        let mut lines = last_chars(text.get(..start)?, BEFORE_CHARS_MAX * 3).rsplit('\n');
        lines.next()?;
        let above = lines.take(3).map(str::trim).find(|line| !line.is_empty())?;
        let is_short = above.char_indices().nth(ABOVE_CHARS_MAX).is_none();
        let is_free = !above.contains('\u{1e}') && digits_in(above) < OTHER_DIGITS;
        if is_short && is_free { self.last_in(above, false) } else { None }
    }

    /// The word of a text that stands last, the longest of those that end there.
    pub(crate) fn last_in(&self, text: &str, beside: bool) -> Option<&Label> {
        let mut found: Option<(usize, usize, &Label)> = None;
        let mut previous = None;
        for (at, sign) in text.char_indices() {
            let first = sign.to_ascii_lowercase();
            let before = previous.replace(sign);
            let Some(candidates) = self.by_first.get(&first) else { continue };
            if first.is_ascii_alphanumeric() && before.is_some_and(|c| c.is_ascii_alphanumeric()) {
                continue;
            }
            for label in candidates.iter().filter_map(|number| self.all.get(*number)) {
                let Some(end) = end_of(text, at, &label.signs) else { continue };
                let rest = text.get(end..).unwrap_or("");
                if beside && label.is_other() && has_number(rest) {
                    continue;
                }
                let key = (end, usize::MAX - at);
                if found.is_none_or(|(end, at, _)| key > (end, at)) {
                    found = Some((key.0, key.1, label));
                }
            }
        }
        found.map(|(_, _, label)| label)
    }
}

/// Where a word ends that begins there, spaces within it left aside. A Latin word ends where its letters end.
fn end_of(text: &str, start: usize, word: &[char]) -> Option<usize> {
    let mut signs = word.iter();
    let mut next = signs.next();
    for (at, sign) in text.get(start..)?.char_indices() {
        let Some(wanted) = next else { break };
        if sign.to_ascii_lowercase() == *wanted {
            next = signs.next();
            if next.is_none() {
                let end = start + at + sign.len_utf8();
                let follows = text.get(end..)?.chars().next();
                let goes_on = wanted.is_ascii_alphabetic()
                    && follows.is_some_and(|c| c.is_ascii_alphabetic());
                return (!goes_on).then_some(end);
            }
        } else if !matches!(sign, ' ' | '_' | '-' | '.') || at == 0 {
            return None;
        }
    }
    None
}

fn has_number(text: &str) -> bool {
    let mut run = 0;
    text.bytes().any(|byte| {
        run = if byte.is_ascii_digit() { run + 1 } else { 0 };
        run >= OTHER_DIGITS
    })
}

fn digits_in(text: &str) -> usize {
    text.bytes().filter(u8::is_ascii_digit).count()
}

fn last_chars(text: &str, count: usize) -> &str {
    let start = text.char_indices().rev().nth(count.saturating_sub(1)).map_or(0, |(at, _)| at);
    text.get(start..).unwrap_or("")
}

fn first_chars(text: &str, count: usize) -> &str {
    let end = text.char_indices().nth(count).map_or(text.len(), |(at, _)| at);
    text.get(..end).unwrap_or("")
}
