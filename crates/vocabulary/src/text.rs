//! Texts in several languages. A missing language falls back; it never shows an empty line.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

/// A language by its BCP 47 tag: `ko`, `en`, `pt-BR`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Lang(String);

impl Lang {
    pub fn new(tag: &str) -> Lang {
        Lang(tag.to_string())
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Which way the script of the language runs.
    pub fn direction(&self) -> &'static str {
        match self.0.split('-').next() {
            Some("ar" | "fa" | "he" | "ur" | "ps" | "dv" | "yi") => "rtl",
            _ => "ltr",
        }
    }
}

impl fmt::Display for Lang {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// One text in each of its languages: `{ ko = "...", en = "..." }`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Text(pub BTreeMap<String, String>);

impl Text {
    /// A text of one language.
    pub fn of(lang: &str, text: &str) -> Text {
        Text(BTreeMap::from([(lang.to_string(), text.to_string())]))
    }

    pub fn with(mut self, lang: &str, text: &str) -> Text {
        self.0.insert(lang.to_string(), text.to_string());
        self
    }

    /// The text in that language; else in English; else in the first that it has.
    pub fn get(&self, lang: &Lang) -> &str {
        self.0
            .get(lang.as_str())
            .or_else(|| self.0.get("en"))
            .or_else(|| self.0.values().next())
            .map_or("", String::as_str)
    }

    /// The language that `get` answers in: what the `lang` attribute of the page element must say.
    pub fn lang_of(&self, lang: &Lang) -> Lang {
        if self.0.contains_key(lang.as_str()) {
            return lang.clone();
        }
        let other = if self.0.contains_key("en") { Some("en") } else { None };
        let other = other.or_else(|| self.0.keys().next().map(String::as_str));
        Lang::new(other.unwrap_or(lang.as_str()))
    }

    pub fn is_empty(&self) -> bool {
        self.0.values().all(String::is_empty)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_language_falls_back_to_english_and_says_so() {
        let text = Text::of("ko", "주민등록표 초본").with("en", "Resident-register abstract");
        assert_eq!(text.get(&Lang::new("ko")), "주민등록표 초본");
        assert_eq!(text.get(&Lang::new("fr")), "Resident-register abstract");
        assert_eq!(text.lang_of(&Lang::new("fr")), Lang::new("en"));
        assert_eq!(Text::of("pt", "Olá").get(&Lang::new("ko")), "Olá");
        assert_eq!(Text::default().get(&Lang::new("ko")), "");
    }
}
