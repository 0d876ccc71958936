//! The sentences of mistakes by their keys: the texts in every language, and a mistake that is said in English where it is made.
//!
//! What may not happen here: a decision on what is wrong. Whoever finds a mistake names its key.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use toml_edit::Document;
use vocabulary::{Mistake, Part, Sentence};

use crate::feel::Kind;

/// The law's texts by language, with the name of their file.
pub const TEXTS: [(&str, &str, &str); 2] =
    [("ko", "crates/law/text/ko.toml", KOREAN), ("en", "crates/law/text/en.toml", ENGLISH)];

const KOREAN: &str = include_str!("../text/ko.toml");
const ENGLISH: &str = include_str!("../text/en.toml");

/// A mistake that can be said in every language of the texts. What it says is English.
pub fn mistake(file: &str, at: (usize, usize), said: impl Into<Sentence>) -> Mistake {
    let said = said.into();
    let hint = said.told_hint(&in_english).unwrap_or_default();
    let message = english(&said);
    Mistake { said: Some(Box::new(said)), ..Mistake::at(file, at, message, hint) }
}

/// A sentence in English.
pub fn english(said: &Sentence) -> String {
    said.told(&in_english).unwrap_or_else(|| said.key.to_string())
}

fn in_english(key: &str) -> Option<&'static str> {
    static TEXTS: OnceLock<BTreeMap<String, String>> = OnceLock::new();
    TEXTS.get_or_init(|| by_key(ENGLISH)).get(key).map(String::as_str)
}

/// The texts of a file by key: `mistake.text-open`.
fn by_key(toml: &str) -> BTreeMap<String, String> {
    let document = Document::parse(toml).ok();
    let tables = document.iter().flat_map(|document| document.as_table().iter());
    let texts = tables.flat_map(|(first, item)| {
        let texts = item.as_table_like().into_iter().flat_map(|table| table.iter());
        texts.filter_map(move |(key, item)| Some((format!("{first}.{key}"), item.as_str()?.into())))
    });
    texts.collect()
}

impl From<&Kind> for Part {
    fn from(kind: &Kind) -> Part {
        Part::Said(Sentence::new(match kind {
            Kind::Any => "kind.any",
            Kind::Boolean => "kind.boolean",
            Kind::Number => "kind.number",
            Kind::Integer => "kind.integer",
            Kind::Text => "kind.text",
            Kind::Day => "kind.day",
            Kind::Duration => "kind.duration",
            Kind::List(_) => "kind.list",
            Kind::Record(_) => "kind.context",
        }))
    }
}
