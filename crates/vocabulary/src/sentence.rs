//! A sentence by its key in the texts, with what fills it: said in whatever language has the text.
//!
//! What may not happen here: a sentence of a language. Those are in the texts of the rooms.

/// A sentence, and perhaps the one that follows it as a hint.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Sentence {
    /// Stable: programs may go by it.
    pub key: &'static str,
    values: Vec<(&'static str, Part)>,
    hint: Option<Box<Sentence>>,
}

/// What fills a sentence.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// The same in every language: a name, a number, a piece of a file.
    Plain(String),
    /// Words of the texts.
    Said(Sentence),
}

impl From<&str> for Part {
    fn from(text: &str) -> Part {
        Part::Plain(text.into())
    }
}

impl From<String> for Part {
    fn from(text: String) -> Part {
        Part::Plain(text)
    }
}

impl From<&String> for Part {
    fn from(text: &String) -> Part {
        Part::Plain(text.clone())
    }
}

impl From<usize> for Part {
    fn from(count: usize) -> Part {
        Part::Plain(count.to_string())
    }
}

impl From<Sentence> for Part {
    fn from(said: Sentence) -> Part {
        Part::Said(said)
    }
}

impl From<&'static str> for Sentence {
    fn from(key: &'static str) -> Sentence {
        Sentence::new(key)
    }
}

impl Sentence {
    pub fn new(key: &'static str) -> Sentence {
        Sentence { key, values: Vec::new(), hint: None }
    }

    pub fn with(mut self, name: &'static str, part: impl Into<Part>) -> Sentence {
        self.values.push((name, part.into()));
        self
    }

    /// With another hint than the one that always follows it.
    pub fn hint(mut self, hint: Option<Sentence>) -> Sentence {
        self.hint = hint.map(Box::new);
        self
    }

    /// The sentence; none where the texts do not have it.
    pub fn told<'t>(&self, find: &dyn Fn(&str) -> Option<&'t str>) -> Option<String> {
        find(self.key).map(|text| self.filled(text, find))
    }

    /// Its hint: the one that it came with, else the text `hint.x` of a sentence `mistake.x`.
    pub fn told_hint<'t>(&self, find: &dyn Fn(&str) -> Option<&'t str>) -> Option<String> {
        if let Some(hint) = &self.hint {
            return hint.told(find);
        }
        let (_, name) = self.key.split_once('.')?;
        find(&format!("hint.{name}")).map(|text| self.filled(text, find))
    }

    fn filled<'t>(&self, text: &str, find: &dyn Fn(&str) -> Option<&'t str>) -> String {
        let said = |part: &Part| match part {
            Part::Plain(text) => text.clone(),
            Part::Said(said) => said.told(find).unwrap_or_else(|| said.key.to_string()),
        };
        let values: Vec<(&str, String)> =
            self.values.iter().map(|(name, part)| (*name, said(part))).collect();
        let values: Vec<(&str, &str)> =
            values.iter().map(|(name, value)| (*name, value.as_str())).collect();
        fill(text, &values)
    }
}

/// The text with `{name}` replaced by the value of that name. A name without value stays as it is; values are not read
/// again, so a value with braces in it is only shown.
pub fn fill(text: &str, values: &[(&str, &str)]) -> String {
    let mut filled = String::with_capacity(text.len() + 16);
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let named = after.split_once('}');
        let value = named.and_then(|(name, _)| values.iter().find(|(known, _)| *known == name));
        match (named, value) {
            (Some((_, tail)), Some((_, value))) => {
                filled.push_str(value);
                rest = tail;
            }
            _ => {
                filled.push('{');
                rest = after;
            }
        }
    }
    filled.push_str(rest);
    filled
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_are_filled_once() {
        assert_eq!(fill("{a} of {b}{", &[("a", "{b}"), ("b", "2")]), "{b} of 2{");
        assert_eq!(fill("{unknown} {a", &[("a", "1")]), "{unknown} {a");
    }

    #[test]
    fn a_sentence_is_said_with_its_words_and_the_hint_that_belongs_to_it() {
        let find = |key: &str| match key {
            "mistake.kind" => Some("{place}: {kind}가 아닙니다"),
            "hint.kind" => Some("{place} 고치기"),
            "hint.near" => Some("`{word}`?"),
            "kind.number" => Some("수"),
            _ => None,
        };
        let said = Sentence::new("mistake.kind").with("place", "a");
        let said = said.with("kind", Sentence::new("kind.number"));
        assert_eq!(said.told(&find).unwrap(), "a: 수가 아닙니다");
        assert_eq!(said.told_hint(&find).unwrap(), "a 고치기");
        let said = said.hint(Some(Sentence::new("hint.near").with("word", "b")));
        assert_eq!(said.told_hint(&find).unwrap(), "`b`?");
        assert_eq!(Sentence::new("mistake.other").told(&find), None);
    }
}
