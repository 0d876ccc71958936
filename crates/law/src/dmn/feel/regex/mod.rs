//! Regular expressions as XPath has them (DMN 1.5 names its functions `fn:matches` and `fn:replace`): classes with differences,
//! back references, blocks of Unicode, flags `s`, `m`, `i`, `x`, `q`.
//!
//! What may not happen here: work without a limit. Each step of a search is taken off the evaluation's.

mod blocks;
mod class;
mod pattern;
mod search;

use super::evaluate::{Done, Evaluation};

/// The longest pattern, in bytes.
const PATTERN_BYTES_MAX: usize = 10_000;

#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Flags {
    /// `s`: a point is also the end of a line.
    all: bool,
    /// `m`: `^` and `$` are at each line.
    lines: bool,
    /// `i`: capital and small letters are the same.
    folded: bool,
    /// `x`: blanks in the pattern are nothing.
    spaced: bool,
    /// `q`: the pattern is a plain text.
    quoted: bool,
}

impl Flags {
    pub(crate) fn parse(text: &str) -> Option<Flags> {
        let mut flags = Flags::default();
        for c in text.chars() {
            match c {
                's' => flags.all = true,
                'm' => flags.lines = true,
                'i' => flags.folded = true,
                'x' => flags.spaced = true,
                'q' => flags.quoted = true,
                _ => return None,
            }
        }
        Some(flags)
    }
}

pub(crate) struct Regex {
    program: Vec<search::Step>,
    groups: usize,
    flags: Flags,
}

/// Where the whole and its groups begin and end, in characters.
type Found = Vec<Option<usize>>;

impl Regex {
    /// None for what is no regular expression.
    pub(crate) fn parse(text: &str, flags: Flags) -> Option<Regex> {
        if text.len() > PATTERN_BYTES_MAX {
            return None;
        }
        let parsed = pattern::parse(text, flags)?;
        let program = search::program(&parsed.piece, parsed.groups)?;
        Some(Regex { program, groups: parsed.groups, flags })
    }

    /// The first match that begins there or later, in characters.
    pub(crate) fn find(
        &self,
        evaluation: &Evaluation,
        text: &str,
        from: usize,
    ) -> Done<Option<Found>> {
        let chars: Vec<char> = text.chars().collect();
        self.find_in(evaluation, &chars, from)
    }

    fn find_in(&self, evaluation: &Evaluation, chars: &[char], from: usize) -> Done<Option<Found>> {
        for start in from..=chars.len() {
            let found = search::at(
                &self.program,
                self.groups,
                chars,
                (start, self.flags.lines),
                evaluation,
            )?;
            if found.is_some() {
                return Ok(found);
            }
        }
        Ok(None)
    }

    fn matches_nothing(&self, evaluation: &Evaluation) -> Done<bool> {
        Ok(self.find_in(evaluation, &[], 0)?.is_some())
    }

    /// Every match replaced; none when the replacement is wrong, or the pattern matches the empty text.
    pub(crate) fn replace(
        &self,
        evaluation: &Evaluation,
        text: &str,
        with: &str,
    ) -> Done<Option<String>> {
        let parts = if self.flags.quoted {
            vec![Part::Plain(with.into())]
        } else {
            match replacement(with, self.groups) {
                Some(parts) => parts,
                None => return Ok(None),
            }
        };
        if self.matches_nothing(evaluation)? {
            return Ok(None);
        }
        let chars: Vec<char> = text.chars().collect();
        let (mut replaced, mut from) = (String::new(), 0);
        while let Some(found) = self.find_in(evaluation, &chars, from)? {
            let (start, end) = span(&found, 0).unwrap_or((from, from));
            replaced.extend(chars.get(from..start).unwrap_or_default());
            for part in &parts {
                match part {
                    Part::Plain(text) => replaced.push_str(text),
                    Part::Group(group) => {
                        let (start, end) = span(&found, *group).unwrap_or((0, 0));
                        replaced.extend(chars.get(start..end).unwrap_or_default());
                    }
                }
            }
            evaluation.may_have(replaced.len())?;
            if end <= from && end == start {
                break;
            }
            from = end;
        }
        replaced.extend(chars.get(from..).unwrap_or_default());
        Ok(Some(replaced))
    }

    /// The parts between the matches; none when the pattern matches the empty text.
    pub(crate) fn split(&self, evaluation: &Evaluation, text: &str) -> Done<Option<Vec<String>>> {
        if self.matches_nothing(evaluation)? {
            return Ok(None);
        }
        let chars: Vec<char> = text.chars().collect();
        let (mut parts, mut from) = (Vec::new(), 0);
        while let Some(found) = self.find_in(evaluation, &chars, from)? {
            let (start, end) = span(&found, 0).unwrap_or((from, from));
            parts.push(chars.get(from..start).unwrap_or_default().iter().collect());
            from = end;
        }
        parts.push(chars.get(from..).unwrap_or_default().iter().collect());
        Ok(Some(parts))
    }
}

fn span(found: &Found, group: usize) -> Option<(usize, usize)> {
    Some(((*found.get(2 * group)?)?, (*found.get(2 * group + 1)?)?))
}

enum Part {
    Plain(String),
    Group(usize),
}

/// `$1` is a group, `\$` and `\\` are themselves; any other of the two signs is wrong.
fn replacement(text: &str, groups: usize) -> Option<Vec<Part>> {
    let mut parts = Vec::new();
    let mut plain = String::new();
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\\' => plain.push(chars.next().filter(|c| matches!(c, '\\' | '$'))?),
            '$' => {
                let mut group = usize::try_from(chars.next()?.to_digit(10)?).ok()?;
                // As many digits as name a group that there is.
                while let Some(digit) = chars.peek().and_then(|c| c.to_digit(10)) {
                    let longer = group * 10 + usize::try_from(digit).ok()?;
                    if longer > groups {
                        break;
                    }
                    group = longer;
                    chars.next();
                }
                parts.push(Part::Plain(std::mem::take(&mut plain)));
                // A group that there is not is nothing.
                if group <= groups {
                    parts.push(Part::Group(group));
                }
            }
            c => plain.push(c),
        }
    }
    parts.push(Part::Plain(plain));
    Some(parts)
}
