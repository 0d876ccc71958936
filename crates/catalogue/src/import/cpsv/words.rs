//! The words of a CPSV-AP file: texts by language, single words, names of concepts, addresses.
//!
//! What may not happen here: no second value is dropped without a line in the report.

use vocabulary::Text;

use super::Reader;
use crate::import::graph::{Object, shown};
use crate::plain::{is_page, plain, plain_line};

/// The longest text that is taken from others, in characters.
const TEXT_MAX: usize = 20_000;

/// The last part of an address, which is often the only name a thing has.
pub(super) fn tail(thing: &str) -> &str {
    let thing = thing.trim_end_matches(['/', '#']);
    if thing.starts_with("_:") {
        return "";
    }
    thing.rsplit(['/', '#', ':']).next().unwrap_or(thing)
}

impl Reader<'_> {
    /// A text in paragraphs.
    pub(super) fn text(&mut self, thing: &str, predicates: &[&str]) -> Text {
        self.texts(thing, predicates, false)
    }

    /// A text on one line.
    pub(super) fn title(&mut self, thing: &str, predicates: &[&str]) -> Text {
        self.texts(thing, predicates, true)
    }

    fn texts(&mut self, thing: &str, predicates: &[&str], one_line: bool) -> Text {
        let mut text = Text::default();
        for object in self.graph.take(thing, predicates) {
            let (lang, words) = self.spoken(&object, one_line);
            if words.is_empty() && !self.own {
                continue;
            }
            match text.0.get(&lang) {
                None => {
                    text.0.insert(lang, words);
                }
                Some(first) if *first == words => {}
                Some(_) => {
                    let what = format!("{} of {thing}: {words}", predicates.first().unwrap_or(&""));
                    self.report.left_out(
                        self.graph.line(thing),
                        &what,
                        "a second text in the same language",
                    );
                }
            }
        }
        text
    }

    /// A value as words and their language.
    pub(super) fn spoken(&mut self, object: &Object, one_line: bool) -> (String, String) {
        let (lang, words) = match object {
            Object::Thing(thing) => (self.main.clone(), thing.clone()),
            Object::Words { words, lang } if lang.is_empty() => {
                self.untagged += 1;
                (self.main.clone(), words.clone())
            }
            Object::Words { words, lang } => (lang.clone(), words.clone()),
        };
        let words = match (self.own, one_line) {
            (true, _) => words,
            (false, true) => plain_line(&words),
            (false, false) => plain(&words),
        };
        if self.own || words.chars().count() <= TEXT_MAX {
            return (lang, words);
        }
        let why = format!("longer than {TEXT_MAX} characters; the rest is cut off");
        self.report.left_out(0, &words, &why);
        (lang, words.chars().take(TEXT_MAX).collect())
    }

    /// One word; the others are reported.
    pub(super) fn word(&mut self, thing: &str, predicates: &[&str]) -> String {
        let objects = self.graph.take(thing, predicates);
        let mut words = objects.iter().map(shown);
        let first = words.next().unwrap_or_default();
        for other in words {
            let what = format!("{} of {thing}: {other}", predicates.first().unwrap_or(&""));
            self.report.left_out(self.graph.line(thing), &what, "only one can be kept");
        }
        if self.own { first } else { first.trim().to_string() }
    }

    /// Every word, in order.
    pub(super) fn list(&mut self, thing: &str, predicates: &[&str]) -> Vec<String> {
        self.graph.take(thing, predicates).iter().map(shown).collect()
    }

    /// What an export put in only because CPSV-AP asks for it.
    pub(super) fn filled(&mut self, thing: &str) -> Vec<String> {
        self.list(thing, &["madang:filled"])
    }

    /// What a concept is called: its notation, its label in the main language, any label, the end of its address.
    pub(super) fn label(&mut self, object: &Object) -> String {
        let thing = match object {
            Object::Words { words, .. } if self.own => return words.clone(),
            Object::Words { words, .. } => return plain_line(words),
            Object::Thing(thing) => thing,
        };
        if let Some(known) = self.labels.get(thing) {
            return known.clone();
        }
        self.graph.visit(thing);
        let notation = self.word(thing, &["skos:notation"]);
        let labels =
            self.graph.take(thing, &["skos:prefLabel", "rdfs:label", "dct:title", "foaf:name"]);
        let mut spoken: Vec<(String, String)> =
            labels.iter().map(|label| self.spoken(label, true)).collect();
        spoken.sort_by_key(|(lang, _)| *lang != self.main);
        let mut words = spoken.into_iter().map(|(_, words)| words);
        let first = words.next().unwrap_or_default();
        for other in words.filter(|other| *other != first) {
            let what = format!("a label of {thing}: {other}");
            self.report.left_out(self.graph.line(thing), &what, "one label is kept");
        }
        let label = [notation, first].into_iter().find(|label| !label.is_empty());
        let label = label.unwrap_or_else(|| {
            let name = tail(thing).to_string();
            let why = format!("nothing says what it is called; called {name}");
            self.report.mended(self.graph.line(thing), thing, &why);
            name
        });
        self.labels.insert(thing.clone(), label.clone());
        label
    }

    /// A code: a language's or a currency's, by notation or by the end of the address.
    pub(super) fn code(&mut self, object: &Object) -> String {
        let Object::Thing(thing) = object else { return shown(object) };
        self.graph.visit(thing);
        let notation = self.word(thing, &["skos:notation"]);
        self.graph.take(thing, &["skos:prefLabel"]);
        if notation.is_empty() { tail(thing).to_string() } else { notation }
    }

    /// An address; the first, the others are reported.
    pub(super) fn page(&mut self, thing: &str, predicates: &[&str]) -> String {
        let objects = self.graph.take(thing, predicates);
        let mut pages = Vec::new();
        for object in &objects {
            if let Object::Thing(page) = object {
                self.graph.visit(page);
            }
            let page = shown(object);
            let page = if self.own { page } else { page.trim().to_string() };
            if self.own || is_page(&page) {
                pages.push(page);
            } else {
                let what = format!("{} of {thing}: {page}", predicates.first().unwrap_or(&""));
                self.report.left_out(self.graph.line(thing), &what, "no address of the web");
            }
        }
        let mut pages = pages.into_iter();
        let first = pages.next().unwrap_or_default();
        for other in pages {
            let what = format!("{} of {thing}: {other}", predicates.first().unwrap_or(&""));
            self.report.left_out(self.graph.line(thing), &what, "one page is kept");
        }
        first
    }
}
