//! Names of several words: which of them begins at a place of the text. `date and time`, `Applicant's age`, `a-b`.
//!
//! What may not happen here: a shorter name where a longer one is known.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::functions;
use super::lexer::{begins_name, goes_on_name, joins_name};
use super::types::Type;

/// The names that an expression may use.
#[derive(Clone, Debug, Default)]
pub(crate) struct Known {
    /// Names in scope that are more than one plain word.
    names: Vec<Arc<str>>,
    /// Names of entries that are more than one plain word: what may follow a dot, and stand in a filter.
    fields: Arc<BTreeSet<Arc<str>>>,
    pub types: Arc<BTreeMap<String, Type>>,
}

/// Properties of FEEL's own values that have two words.
const PROPERTIES: [&str; 3] = ["time offset", "start included", "end included"];

impl Known {
    pub(crate) fn new(fields: BTreeSet<Arc<str>>, types: Arc<BTreeMap<String, Type>>) -> Known {
        let mut known = Known { types, ..Known::default() };
        let mut fields: BTreeSet<Arc<str>> =
            fields.into_iter().filter(|name| is_long(name)).collect();
        fields.extend(PROPERTIES.map(Arc::from));
        known.fields = Arc::new(fields);
        functions::long_names().for_each(|name| known.add(name));
        known
    }

    /// Makes a name known until `forget`.
    pub(crate) fn add(&mut self, name: &str) {
        if is_long(name) {
            self.names.push(name.into());
        }
    }

    /// Makes an entry of a literal context known: what may follow a dot from here on.
    pub(crate) fn add_field(&mut self, name: &Arc<str>) {
        if is_long(name) && !self.fields.contains(name) {
            Arc::make_mut(&mut self.fields).insert(Arc::clone(name));
        }
    }

    pub(crate) fn count(&self) -> usize {
        self.names.len()
    }

    /// Forgets all names but the first so many.
    pub(crate) fn forget(&mut self, count: usize) {
        self.names.truncate(count);
    }

    pub(crate) fn add_fields(&mut self) {
        let fields = Arc::clone(&self.fields);
        fields.iter().for_each(|name| self.add(name));
    }

    /// The longest known name that begins the text, and where it ends.
    pub(crate) fn name(&self, text: &str) -> Option<(Arc<str>, usize)> {
        longest(self.names.iter(), text)
    }

    pub(crate) fn field(&self, text: &str) -> Option<(Arc<str>, usize)> {
        longest(self.fields.iter(), text)
    }

    /// The longest name of a type that begins the text.
    pub(crate) fn type_name(&self, text: &str) -> Option<(Type, usize)> {
        let own =
            self.types.iter().filter_map(|(name, kind)| Some((matched(name, text)?, kind.clone())));
        let built = Type::LONG_NAMES
            .iter()
            .filter_map(|name| Some((matched(name, text)?, Type::built_in(name)?)));
        own.chain(built).max_by_key(|(end, _)| *end).map(|(end, kind)| (kind, end))
    }
}

fn longest<'n>(names: impl Iterator<Item = &'n Arc<str>>, text: &str) -> Option<(Arc<str>, usize)> {
    names
        .filter_map(|name| Some((Arc::clone(name), matched(name, text)?)))
        .max_by_key(|(_, end)| *end)
}

/// Whether a name is more than one plain word.
pub(crate) fn is_long(name: &str) -> bool {
    let mut chars = name.chars();
    let is_word = chars.next().is_some_and(begins_name) && chars.all(goes_on_name);
    !is_word && !name.is_empty()
}

/// Where a name ends that begins the text. Blanks between words may be of any kind and number; beside signs they do not count.
fn matched(name: &str, text: &str) -> Option<usize> {
    let mut rest = text;
    let mut wanted = name.chars().peekable();
    let mut before = ' ';
    while let Some(c) = wanted.next() {
        if c.is_whitespace() {
            while wanted.next_if(|c| c.is_whitespace()).is_some() {}
            let trimmed = rest.trim_start();
            let beside_sign = joins_name(before) || wanted.peek().copied().is_some_and(joins_name);
            if trimmed.len() == rest.len() && !beside_sign {
                return None;
            }
            rest = trimmed;
            continue;
        }
        if joins_name(c) || joins_name(before) {
            rest = rest.trim_start();
        }
        rest = rest.strip_prefix(c)?;
        before = c;
    }
    let cut_off = goes_on_name(before) && rest.chars().next().is_some_and(goes_on_name);
    (!cut_off).then(|| text.len() - rest.len())
}

/// A name with its blanks as single spaces.
pub(crate) fn tidy(name: &str) -> Arc<str> {
    name.split_whitespace().collect::<Vec<_>>().join(" ").into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blanks_beside_signs_do_not_count_and_names_are_not_cut() {
        assert_eq!(matched("date and time", "date  and\n time(1)"), Some(15));
        assert_eq!(matched("a-b", "a - b + 1"), Some(5));
        assert_eq!(matched("a - b", "a-b"), Some(3));
        assert_eq!(matched("my age", "my ages"), None);
        assert_eq!(matched("my age", "myage"), None);
    }
}
