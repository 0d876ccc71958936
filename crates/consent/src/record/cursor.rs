//! A place in foreign JSON, and what is wrong there.
//!
//! What may not happen here: no panic, whatever the JSON is.

use std::fmt;

use serde_json::Value;
use vocabulary::{Moment, Text};

/// The longest excerpt of a foreign value in a message, in characters.
const EXCERPT_MAX: usize = 80;

/// Why a record of somebody else is not taken: where, and what is wrong there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unreadable {
    /// A JSON pointer in the manner of RFC 6901; empty for the whole.
    pub at: String,
    pub why: String,
}

impl Unreadable {
    pub(super) fn new(at: &str, why: impl Into<String>) -> Unreadable {
        Unreadable { at: at.into(), why: why.into() }
    }
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let at = if self.at.is_empty() { "the record" } else { &self.at };
        write!(f, "{at}: {}", self.why)
    }
}

impl std::error::Error for Unreadable {}

pub(super) type Read<T> = Result<T, Unreadable>;

/// A value with the place where it stands.
#[derive(Clone)]
pub(super) struct Cursor<'v> {
    at: String,
    value: &'v Value,
}

impl<'v> Cursor<'v> {
    pub(super) fn new(value: &'v Value) -> Cursor<'v> {
        Cursor { at: String::new(), value }
    }

    pub(super) fn wrong<T>(&self, why: impl Into<String>) -> Read<T> {
        Err(Unreadable::new(&self.at, why))
    }

    /// The field of an object, which must have it.
    pub(super) fn field(&self, name: &str) -> Read<Cursor<'v>> {
        let Some(fields) = self.value.as_object() else {
            return self.wrong(format!("an object with {name:?} is expected"));
        };
        match fields.get(name) {
            Some(value) => Ok(Cursor { at: below(&self.at, name), value }),
            None => self.wrong(format!("{name:?} is missing")),
        }
    }

    pub(super) fn list(&self) -> Read<Vec<Cursor<'v>>> {
        let Some(values) = self.value.as_array() else {
            return self.wrong("a list is expected");
        };
        let place =
            |(n, value): (usize, &'v Value)| Cursor { at: below(&self.at, &n.to_string()), value };
        Ok(values.iter().enumerate().map(place).collect())
    }

    /// The one thing of a list, where it may be missing.
    pub(super) fn at_most_one(&self) -> Read<Option<Cursor<'v>>> {
        let mut list = self.list()?;
        if list.len() > 1 {
            return self.wrong("one at most is expected");
        }
        Ok(list.pop())
    }

    /// The thing at that place of a list, which must have it.
    pub(super) fn nth(&self, place: usize) -> Read<Cursor<'v>> {
        match self.list()?.into_iter().nth(place) {
            Some(cursor) => Ok(cursor),
            None => self.wrong(format!("there is nothing at place {place}")),
        }
    }

    pub(super) fn text(&self) -> Read<&'v str> {
        match self.value.as_str() {
            Some(text) => Ok(text),
            None => self.wrong("a text is expected"),
        }
    }

    pub(super) fn truth(&self) -> Read<bool> {
        match self.value.as_bool() {
            Some(truth) => Ok(truth),
            None => self.wrong("true or false is expected"),
        }
    }

    /// The text of a field.
    pub(super) fn word(&self, name: &str) -> Read<String> {
        Ok(self.field(name)?.text()?.to_string())
    }

    /// A text in its languages.
    pub(super) fn texts(&self, name: &str) -> Read<Text> {
        let mut text = Text::default();
        for one in self.field(name)?.list()? {
            let (lang, said) = (one.word("@language")?, one.word("@value")?);
            if text.0.insert(lang.clone(), said).is_some() {
                return one.wrong(format!("{lang:?} is said twice"));
            }
        }
        Ok(text)
    }

    /// The moment of a field.
    pub(super) fn moment(&self, name: &str) -> Read<Moment> {
        let value = self.field(name)?.field("@value")?;
        let said = value.text()?;
        match Moment::from_rfc3339(said) {
            Some(moment) => Ok(moment),
            None => value.wrong(format!("{} is no moment", excerpt(said))),
        }
    }

    /// Which of the known things a word means.
    pub(super) fn one_of<T: Copy>(
        &self,
        what: &str,
        all: &[T],
        word: fn(T) -> &'static str,
    ) -> Read<T> {
        let said = self.text()?;
        if let Some(found) = all.iter().copied().find(|one| word(*one) == said) {
            return Ok(found);
        }
        let known: Vec<&str> = all.iter().map(|one| word(*one)).collect();
        self.wrong(format!("{} is no {what}; known are {}", excerpt(said), known.join(", ")))
    }

    /// The strings of a list.
    pub(super) fn words(&self) -> Read<Vec<String>> {
        self.list()?.iter().map(|one| one.text().map(str::to_string)).collect()
    }
}

/// Refuses a value that says other things than what was read of it.
pub(super) fn same(read: &Value, foreign: &Value) -> Read<()> {
    match difference("", read, foreign) {
        None => Ok(()),
        Some((at, why)) => Err(Unreadable::new(&at, why)),
    }
}

fn difference(at: &str, read: &Value, foreign: &Value) -> Option<(String, String)> {
    match (read, foreign) {
        (Value::Object(ours), Value::Object(theirs)) => {
            let unread = theirs.keys().find(|name| !ours.contains_key(*name));
            if let Some(name) = unread {
                return Some((below(at, name), "is not known here and would be lost".into()));
            }
            let missing = ours.keys().find(|name| !theirs.contains_key(*name));
            if let Some(name) = missing {
                return Some((at.into(), format!("{name:?} is missing")));
            }
            ours.iter().find_map(|(name, ours)| {
                difference(&below(at, name), ours, theirs.get(name).unwrap_or(&Value::Null))
            })
        }
        (Value::Array(ours), Value::Array(theirs)) if ours.len() == theirs.len() => {
            let pairs = ours.iter().zip(theirs).enumerate();
            pairs.into_iter().find_map(|(n, (ours, theirs))| {
                difference(&below(at, &n.to_string()), ours, theirs)
            })
        }
        _ if read == foreign => None,
        _ if at.ends_with("/madang:version") => {
            Some((at.into(), "is not the version of what the record says".into()))
        }
        _ => Some((at.into(), format!("{} is expected here", excerpt(&read.to_string())))),
    }
}

fn below(at: &str, name: &str) -> String {
    let name: String = name.chars().take(EXCERPT_MAX).collect();
    format!("{at}/{}", name.replace('~', "~0").replace('/', "~1"))
}

fn excerpt(said: &str) -> String {
    let short: String = said.chars().take(EXCERPT_MAX).collect();
    format!("{short:?}")
}
