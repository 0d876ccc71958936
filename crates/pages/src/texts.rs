//! The sentences of the house by language, read from files of flat keys: `answer.required = "…"`.
//!
//! What may not happen here: a missing text breaking a page. It falls back to English, then to the key.

use std::collections::{BTreeMap, HashMap};

use vocabulary::{Lang, Mistake};

/// More texts than any office has; a file with more is no file of texts.
const TEXTS_MAX: usize = 20_000;

const KOREAN: &str = include_str!("../text/ko.toml");
const ENGLISH: &str = include_str!("../text/en.toml");

/// Texts by language and key.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Texts {
    languages: BTreeMap<String, HashMap<String, String>>,
}

impl Texts {
    /// The texts that every page may use, in Korean and English.
    pub fn house() -> Result<Texts, Mistake> {
        Texts::default().with("ko", "crates/pages/text/ko.toml", KOREAN)?.with(
            "en",
            "crates/pages/text/en.toml",
            ENGLISH,
        )
    }

    /// These texts and those of one more file. A key that is there already gets the new text, so that a country can
    /// say something in its own way.
    pub fn with(mut self, lang: &str, file: &str, toml: &str) -> Result<Texts, Mistake> {
        let table: toml::Table = toml::from_str(toml).map_err(|error| {
            let start = error.span().map_or(0, |span| span.start.min(toml.len()));
            let before = toml.as_bytes().get(..start).unwrap_or_default();
            let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
            Mistake::new(file, line, error.message(), "write key = \"text\", a key once")
        })?;
        let texts = self.languages.entry(lang.to_string()).or_default();
        let mut open = vec![(String::new(), table)];
        while let Some((prefix, table)) = open.pop() {
            for (name, value) in table {
                let key = if prefix.is_empty() { name } else { format!("{prefix}.{name}") };
                match value {
                    toml::Value::String(text) => drop(texts.insert(key, text)),
                    toml::Value::Table(table) => open.push((key, table)),
                    _ => {
                        let message = format!("{key} is not a text");
                        return Err(Mistake::new(file, 0, message, "put it in quotation marks"));
                    }
                }
                if texts.len() > TEXTS_MAX {
                    let message = format!("more than {TEXTS_MAX} texts");
                    return Err(Mistake::new(file, 0, message, "divide them among offices"));
                }
            }
        }
        Ok(self)
    }

    /// The text in that language; else in the language without its region; else in English.
    pub fn find(&self, lang: &Lang, key: &str) -> Option<&str> {
        let tag = lang.as_str();
        let plain = tag.split('-').next().unwrap_or(tag);
        [tag, plain, "en"]
            .into_iter()
            .find_map(|tag| self.languages.get(tag)?.get(key))
            .map(String::as_str)
    }

    /// As `find`; the key itself when no language has it, so that it is seen and reported.
    pub fn get<'a>(&'a self, lang: &Lang, key: &'a str) -> &'a str {
        self.find(lang, key).unwrap_or(key)
    }

    /// Keys of one language, in order.
    pub fn keys(&self, lang: &str) -> Vec<&str> {
        let mut keys: Vec<&str> =
            self.languages.get(lang).into_iter().flatten().map(|(key, _)| key.as_str()).collect();
        keys.sort_unstable();
        keys
    }

    /// Keys that one language has and another lacks, and keys whose placeholders differ: what a test asks to be empty.
    pub fn differences(&self, one: &str, other: &str) -> Vec<String> {
        let empty = HashMap::new();
        let [ours, theirs] = [one, other].map(|lang| self.languages.get(lang).unwrap_or(&empty));
        let missing =
            |from: &HashMap<String, String>, here: &HashMap<String, String>, lang: &str| {
                let lacking = from.keys().filter(|key| !here.contains_key(*key));
                lacking.map(|key| format!("{key} is missing in {lang}")).collect::<Vec<_>>()
            };
        let mut found = missing(ours, theirs, other);
        found.extend(missing(theirs, ours, one));
        for (key, text) in ours {
            let Some(twin) = theirs.get(key) else { continue };
            if placeholders(text) != placeholders(twin) {
                found.push(format!("{key} has other placeholders in {one} than in {other}"));
            }
        }
        found.sort_unstable();
        found
    }
}

/// The names in braces, each once, in order of the alphabet.
fn placeholders(text: &str) -> Vec<&str> {
    let mut names: Vec<&str> = text
        .split('{')
        .skip(1)
        .filter_map(|rest| rest.split_once('}'))
        .map(|(name, _)| name)
        .collect();
    names.sort_unstable();
    names.dedup();
    names
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use vocabulary::fill;

    use super::*;

    #[test]
    fn korean_and_english_say_the_same_things() {
        let texts = Texts::house().unwrap();
        assert_eq!(texts.differences("ko", "en"), Vec::<String>::new());
        assert!(texts.keys("ko").len() > 250);
    }

    #[test]
    fn a_missing_text_falls_back_to_english_and_then_to_its_key() {
        let texts = Texts::house().unwrap().with("pt", "pt.toml", "only.here = \"aqui\"").unwrap();
        let brazil = Lang::new("pt-BR");
        assert_eq!(texts.get(&brazil, "only.here"), "aqui");
        assert_eq!(texts.get(&brazil, "sign.in"), "Sign in");
        assert_eq!(texts.get(&brazil, "no.such.key"), "no.such.key");
    }

    #[test]
    fn a_broken_file_is_named_with_its_line() {
        let mistake = Texts::default().with("ko", "x.toml", "a = \"1\"\nb = \n").unwrap_err();
        assert_eq!((mistake.file.as_str(), mistake.line), ("x.toml", 2));
        let mistake = Texts::default().with("ko", "x.toml", "a = 3").unwrap_err();
        assert!(mistake.message.contains("a is not a text"));
    }

    #[test]
    fn differences_are_found_both_ways() {
        let texts = Texts::default()
            .with("ko", "ko", "a = \"{x} {y}\"\nb = \"\"")
            .and_then(|t| t.with("en", "en", "a = \"{y} {x}\"\nc = \"{x}\""))
            .unwrap();
        assert_eq!(texts.differences("ko", "en"), ["b is missing in en", "c is missing in ko"]);
    }

    proptest! {
        #[test]
        fn any_text_is_filled_without_panic(text in ".{0,60}", value in ".{0,20}") {
            let filled = fill(&text, &[("a", &value)]);
            if !text.contains('{') {
                prop_assert_eq!(filled, text);
            }
        }

        #[test]
        fn any_file_is_read_or_refused(toml in ".{0,200}") {
            let _ = Texts::default().with("ko", "x.toml", &toml);
        }
    }
}
