//! XML as this room reads it: elements by their local names, texts with their places, limits on size and depth.
//!
//! What may not happen here: a document type (its entities could ask for a gigabyte), or a file that is larger than its limit.

use roxmltree::{Document, Node, ParsingOptions};
use vocabulary::Mistake;

use super::source::Text;
use crate::position::mistake_at;

/// The largest file, in bytes.
const FILE_BYTES_MAX: usize = 64_000_000;
/// The most nodes of a file.
const NODES_MAX: u32 = 5_000_000;
/// How deep elements may be nested.
pub(super) const ELEMENT_DEPTH_MAX: usize = 200;

pub(super) type Read<T> = Result<T, Mistake>;

pub(super) fn wrong<T>(text: &str, byte: usize, message: impl Into<String>, hint: &str) -> Read<T> {
    Err(mistake_at(text, byte, message, hint))
}

/// Reads the whole file; the mistakes have no file name, which the caller knows.
pub(super) fn document(text: &str) -> Read<Document<'_>> {
    if text.len() > FILE_BYTES_MAX {
        let message = format!("the file has {} bytes, and may have {FILE_BYTES_MAX}", text.len());
        return wrong(text, 0, message, "divide it into several models that import each other");
    }
    let options =
        ParsingOptions { allow_dtd: false, nodes_limit: NODES_MAX, ..ParsingOptions::default() };
    let document = match Document::parse_with_options(text, options) {
        Ok(document) => document,
        Err(why) => {
            let place = why.pos();
            let line = usize::try_from(place.row).unwrap_or_default();
            let column = usize::try_from(place.col).unwrap_or_default();
            let message = format!("this is no well-formed XML: {why}");
            return Err(Mistake::at("", (line, column), message, ""));
        }
    };
    // Whoever reads the elements goes as deep on the stack as they are nested.
    if let Some(deep) = too_deep(&document) {
        let message = format!("elements are nested deeper than {ELEMENT_DEPTH_MAX} levels");
        return wrong(text, deep, message, "divide the expression into several decisions");
    }
    Ok(document)
}

/// Where the first element begins that lies too deep.
fn too_deep(document: &Document<'_>) -> Option<usize> {
    let mut depth = 0_usize;
    let mut node = document.root();
    loop {
        if depth > ELEMENT_DEPTH_MAX {
            return Some(node.range().start);
        }
        node = if let Some(child) = node.first_child() {
            depth += 1;
            child
        } else {
            let mut up = node;
            loop {
                if let Some(next) = up.next_sibling() {
                    break next;
                }
                depth = depth.saturating_sub(1);
                up = up.parent()?;
            }
        };
    }
}

/// The elements directly inside, whatever their prefix.
pub(super) fn elements<'a, 'i>(node: Node<'a, 'i>) -> impl Iterator<Item = Node<'a, 'i>> {
    node.children().filter(Node::is_element)
}

pub(super) fn name<'a>(node: Node<'a, '_>) -> &'a str {
    node.tag_name().name()
}

pub(super) fn child<'a, 'i>(node: Node<'a, 'i>, wanted: &str) -> Option<Node<'a, 'i>> {
    elements(node).find(|child| name(*child) == wanted)
}

pub(super) fn attribute(node: Node<'_, '_>, wanted: &str) -> String {
    node.attribute(wanted).unwrap_or_default().to_string()
}

/// The characters inside an element, those of its children among them.
pub(super) fn content(node: Node<'_, '_>) -> String {
    node.descendants().filter(Node::is_text).filter_map(|node| node.text()).collect()
}

/// The characters inside an element and where the first of them stands.
pub(super) fn text(node: Node<'_, '_>) -> Text {
    let start = node.first_child().map_or(node.range().start, |first| first.range().start);
    let place = node.document().text_pos_at(start);
    Text {
        text: content(node),
        line: usize::try_from(place.row).unwrap_or_default(),
        column: usize::try_from(place.col).unwrap_or_default(),
    }
}
