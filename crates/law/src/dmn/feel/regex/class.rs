//! Sets of characters: `\d`, `\p{Lu}`, `[a-z-[aeiou]]`.
//!
//! What may not happen here: a table of Unicode of our own, but for its blocks.

use regex_syntax::hir::{Class, ClassUnicode, ClassUnicodeRange, HirKind};

use super::blocks;

#[derive(Clone, Debug)]
pub(super) struct Set(ClassUnicode);

impl Set {
    pub(super) fn empty() -> Set {
        Set(ClassUnicode::empty())
    }

    pub(super) fn range(first: char, last: char) -> Set {
        Set(ClassUnicode::new([ClassUnicodeRange::new(first, last)]))
    }

    pub(super) fn add(&mut self, other: &Set) {
        self.0.union(&other.0);
    }

    pub(super) fn without(mut self, other: &Set) -> Set {
        self.0.difference(&other.0);
        self
    }

    pub(super) fn negated(mut self) -> Set {
        self.0.negate();
        self
    }

    /// With capital and small letters the same.
    pub(super) fn folded(mut self) -> Set {
        // Without the tables for it the set stays as it is.
        self.0.try_case_fold_simple().ok();
        self
    }

    pub(super) fn holds(&self, c: char) -> bool {
        let ranges = self.0.ranges();
        let place = ranges.partition_point(|range| range.end() < c);
        ranges.get(place).is_some_and(|range| range.start() <= c)
    }

    /// A set in the syntax of the crate that has Unicode's tables. Only for our own texts.
    fn of_syntax(text: &str) -> Option<Set> {
        match regex_syntax::parse(text).ok()?.into_kind() {
            HirKind::Class(Class::Unicode(class)) => Some(Set(class)),
            _ => None,
        }
    }

    /// `\d`, `\s`, `\w`, `\i`, `\c` and their opposites.
    pub(super) fn of_letter(letter: char) -> Option<Set> {
        let name_start = r"[:A-Z_a-z\u{C0}-\u{D6}\u{D8}-\u{F6}\u{F8}-\u{2FF}\u{370}-\u{37D}\u{37F}-\u{1FFF}\u{200C}-\u{200D}\u{2070}-\u{218F}\u{2C00}-\u{2FEF}\u{3001}-\u{D7FF}\u{F900}-\u{FDCF}\u{FDF0}-\u{FFFD}\u{10000}-\u{EFFFF}]";
        let set = match letter.to_ascii_lowercase() {
            'd' => Set::of_syntax(r"\p{Nd}"),
            's' => Set::of_syntax(r"[ \t\n\r]"),
            'w' => Set::of_syntax(r"[^\p{P}\p{Z}\p{C}]"),
            'i' => Set::of_syntax(name_start),
            'c' => {
                let mut set = Set::of_syntax(name_start)?;
                set.add(&Set::of_syntax(r"[\-.0-9\u{B7}\u{300}-\u{36F}\u{203F}-\u{2040}]")?);
                Some(set)
            }
            _ => None,
        }?;
        Some(if letter.is_ascii_uppercase() { set.negated() } else { set })
    }

    /// What stands in `\p{...}`: a category such as `Lu`, or a block such as `IsBasicLatin`.
    pub(super) fn of_property(name: &str) -> Option<Set> {
        if let Some(block) = name.strip_prefix("Is") {
            let (first, last) = blocks::named(block)?;
            return Some(Set::range(char::from_u32(first)?, char::from_u32(last)?));
        }
        let plain = (1..=2).contains(&name.len()) && name.chars().all(|c| c.is_ascii_alphabetic());
        let capital = name.starts_with(|c: char| c.is_ascii_uppercase());
        if plain && capital { Set::of_syntax(&format!(r"\p{{{name}}}")) } else { None }
    }
}
