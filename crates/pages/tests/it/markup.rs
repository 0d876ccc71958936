//! Reads HTML just far enough to check it: elements with their attributes, and whether they close each other.
//!
//! What may not happen here: forgiving what a browser would forgive.

use std::collections::BTreeMap;

/// An element's name and attributes.
#[derive(Debug, Clone)]
pub struct Element {
    pub name: String,
    pub attributes: BTreeMap<String, String>,
}

impl Element {
    pub fn get(&self, attribute: &str) -> Option<&str> {
        self.attributes.get(attribute).map(String::as_str)
    }
}

const VOID: [&str; 8] = ["meta", "link", "input", "br", "img", "hr", "path", "rect"];

/// Every element in order. `Err` says which tag does not close what is open.
pub fn read(html: &str) -> Result<Vec<Element>, String> {
    let mut elements = Vec::new();
    let mut open: Vec<String> = Vec::new();
    let mut rest = html;
    while let Some((_, after)) = rest.split_once('<') {
        let (tag, tail) = after.split_once('>').ok_or("a tag has no end")?;
        rest = tail;
        if tag.starts_with('!') {
            continue;
        }
        if let Some(name) = tag.strip_prefix('/') {
            let last = open.pop().unwrap_or_default();
            if last != name {
                return Err(format!("</{name}> closes <{last}> after {} elements", elements.len()));
            }
            continue;
        }
        let element = element(tag.trim_end_matches('/'))?;
        let closed = tag.ends_with('/') || VOID.contains(&element.name.as_str());
        if !closed && element.name != "polyline" {
            open.push(element.name.clone());
        }
        elements.push(element);
    }
    if open.is_empty() { Ok(elements) } else { Err(format!("{open:?} stay open")) }
}

fn element(tag: &str) -> Result<Element, String> {
    let (name, mut rest) = tag.split_once(char::is_whitespace).unwrap_or((tag, ""));
    let mut attributes = BTreeMap::new();
    while !rest.trim_start().is_empty() {
        rest = rest.trim_start();
        let end = rest.find([' ', '=']).unwrap_or(rest.len());
        let (attribute, after) = rest.split_at(end);
        let value = match after.strip_prefix("=\"") {
            None => {
                rest = after;
                ""
            }
            Some(quoted) => {
                let (value, tail) =
                    quoted.split_once('"').ok_or(format!("<{tag}> has no second quote"))?;
                rest = tail;
                value
            }
        };
        if attributes.insert(attribute.to_string(), value.to_string()).is_some() {
            return Err(format!("<{name}> has {attribute} twice"));
        }
    }
    Ok(Element { name: name.to_string(), attributes })
}
