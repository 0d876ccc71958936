//! A thing of the export and what is said of it, property by property.
//!
//! What may not happen here: no empty property is written, and no address that a reader would change.

use serde_json::{Map, Value, json};
use vocabulary::Text;

use crate::plain::is_web_address;

pub(super) struct Node {
    said: Map<String, Value>,
}

/// A thing by its address.
pub(super) fn thing(address: &str) -> Value {
    json!({ "@id": address })
}

/// Each language of a text as a value.
pub(super) fn texts(text: &Text) -> Vec<Value> {
    text.0.iter().map(|(lang, words)| json!({ "@language": lang, "@value": words })).collect()
}

/// A word as a part of an address: letters and digits of ASCII, `-`, `_`, `.`, and all else in percent.
pub(super) fn escaped(word: &str) -> String {
    let mut out = String::with_capacity(word.len());
    for byte in word.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.') {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

impl Node {
    pub(super) fn new(address: &str, class: &str) -> Node {
        let mut said = Map::new();
        said.insert("@id".into(), address.into());
        said.insert("@type".into(), class.into());
        Node { said }
    }

    /// A further class.
    pub(super) fn also(&mut self, class: &str) {
        self.put("@type", class.into());
    }

    /// A value more of a property.
    pub(super) fn put(&mut self, property: &str, value: Value) {
        match self.said.get_mut(property) {
            None => {
                self.said.insert(property.into(), value);
            }
            Some(Value::Array(values)) => values.push(value),
            Some(first) => *first = Value::Array(vec![first.take(), value]),
        }
    }

    pub(super) fn list(&mut self, property: &str, values: Vec<Value>) {
        for value in values {
            self.put(property, value);
        }
    }

    pub(super) fn word(&mut self, property: &str, word: &str) {
        if !word.is_empty() {
            self.put(property, word.into());
        }
    }

    pub(super) fn typed(&mut self, property: &str, datatype: &str, word: &str) {
        self.put(property, json!({ "@type": datatype, "@value": word }));
    }

    pub(super) fn text(&mut self, property: &str, text: &Text) {
        self.list(property, texts(text));
    }

    /// A text that CPSV-AP demands: other words stand for one that is missing, and the node says so.
    pub(super) fn required(
        &mut self,
        (property, field): (&str, &str),
        text: &Text,
        otherwise: &str,
    ) {
        if text.0.is_empty() {
            self.put(property, json!({ "@language": "en", "@value": otherwise }));
            self.word("madang:filled", field);
        } else {
            self.text(property, text);
        }
    }

    /// A page: a document where it is a whole address, words where it is not.
    pub(super) fn page(&mut self, property: &str, page: &str) {
        if is_web_address(page) {
            self.put(property, json!({ "@id": page, "@type": "foaf:Document" }));
        } else {
            self.word("madang:page", page);
        }
    }

    pub(super) fn done(self) -> Value {
        Value::Object(self.said)
    }
}
