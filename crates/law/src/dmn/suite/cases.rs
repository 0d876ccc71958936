//! A file of cases as XML: what goes in, what must come out.
//!
//! What may not happen here: a value of a type that the file does not name.

use std::sync::Arc;

use roxmltree::Node;
use vocabulary::Mistake;

use crate::dmn::feel::decimal::Decimal;
use crate::dmn::feel::literal;
use crate::dmn::feel::names::tidy;
use crate::dmn::feel::value::{Context, Value};
use crate::dmn::xml::{self, Read, attribute, child, elements, name, wrong};

#[derive(Debug)]
pub(super) struct Cases {
    /// The file name of the model.
    pub model: String,
    pub cases: Vec<Case>,
}

#[derive(Debug)]
pub(super) struct Case {
    pub id: String,
    /// The function or the decision service that is called; none where decisions are asked.
    pub called: Option<String>,
    pub inputs: Vec<Given>,
    pub results: Vec<Wanted>,
}

#[derive(Debug)]
pub(super) struct Given {
    pub name: String,
    pub namespace: Option<String>,
    pub value: Value,
}

#[derive(Debug)]
pub(super) struct Wanted {
    pub name: String,
    pub namespace: Option<String>,
    pub value: Expected,
}

/// A value that must come out. A number says by its digits how exactly.
#[derive(Clone, Debug)]
pub(super) enum Expected {
    Value(Value),
    Number { value: Decimal, places: usize },
    List(Vec<Expected>),
    Context(Vec<(Arc<str>, Expected)>),
}

pub(super) fn read(file: &str, text: &str) -> Result<Cases, Mistake> {
    read_text(text).map_err(|mistake| Mistake { file: file.into(), ..mistake })
}

fn read_text(text: &str) -> Read<Cases> {
    let document = xml::document(text)?;
    let root = document.root_element();
    if name(root) != "testCases" {
        let message =
            format!("a file of cases begins with `testCases`, and this with `{}`", name(root));
        return wrong(text, root.range().start, message, "");
    }
    let mut cases = Vec::new();
    for node in elements(root).filter(|node| name(*node) == "testCase") {
        cases.push(case(text, node)?);
    }
    let model = child(root, "modelName").map(xml::content).unwrap_or_default();
    Ok(Cases { model: model.trim().into(), cases })
}

fn case(text: &str, node: Node<'_, '_>) -> Read<Case> {
    let decides = matches!(node.attribute("type"), None | Some("decision"));
    let mut case = Case {
        id: attribute(node, "id"),
        called: node.attribute("invocableName").filter(|_| !decides).map(str::to_string),
        inputs: Vec::new(),
        results: Vec::new(),
    };
    for part in elements(node) {
        let named = attribute(part, "name");
        let namespace = part.attribute("namespace").map(str::to_string);
        match name(part) {
            "inputNode" => {
                let value = plain(expected(text, part)?);
                case.inputs.push(Given { name: named, namespace, value });
            }
            "resultNode" => {
                let value = match child(part, "expected") {
                    Some(node) => expected(text, node)?,
                    None => Expected::Value(Value::Null),
                };
                case.results.push(Wanted { name: named, namespace, value });
            }
            _ => {}
        }
    }
    Ok(case)
}

fn plain(expected: Expected) -> Value {
    match expected {
        Expected::Value(value) => value,
        Expected::Number { value, .. } => Value::Number(value),
        Expected::List(items) => Value::list(items.into_iter().map(plain).collect()),
        Expected::Context(entries) => {
            let entries = entries.into_iter().map(|(name, value)| (name, plain(value))).collect();
            Value::Context(Arc::new(Context { entries }))
        }
    }
}

const INSTANCE: &str = "http://www.w3.org/2001/XMLSchema-instance";

/// The value inside an element: one value, a list, or entries by name.
fn expected(text: &str, node: Node<'_, '_>) -> Read<Expected> {
    let is_null =
        |node: Node<'_, '_>| node.attribute((INSTANCE, "nil")).is_some_and(|nil| nil == "true");
    if is_null(node) {
        return Ok(Expected::Value(Value::Null));
    }
    let mut entries = Vec::new();
    for part in elements(node) {
        match name(part) {
            _ if is_null(part) && name(part) != "component" => {
                return Ok(Expected::Value(Value::Null));
            }
            "value" => return single(text, part),
            "list" => {
                let items = elements(part).filter(|node| name(*node) == "item");
                return items
                    .map(|item| expected(text, item))
                    .collect::<Read<_>>()
                    .map(Expected::List);
            }
            "component" => entries.push((tidy(&attribute(part, "name")), expected(text, part)?)),
            _ => {}
        }
    }
    // An element without anything in it is null; one with entries a context.
    Ok(if entries.is_empty() { Expected::Value(Value::Null) } else { Expected::Context(entries) })
}

fn single(text: &str, node: Node<'_, '_>) -> Read<Expected> {
    let content = xml::content(node);
    let kind = node.attribute((INSTANCE, "type")).unwrap_or("xsd:string");
    let kind = kind.rsplit(':').next().unwrap_or(kind);
    let trimmed = content.trim();
    let read = match kind {
        "string" => Some(Expected::Value(Value::text(&content))),
        "boolean" => match trimmed {
            "true" | "1" => Some(Expected::Value(Value::Boolean(true))),
            "false" | "0" => Some(Expected::Value(Value::Boolean(false))),
            _ => None,
        },
        "decimal" | "double" | "float" | "integer" | "int" | "long" => {
            let places = trimmed.split_once('.').map_or(0, |(_, fraction)| fraction.len());
            Decimal::parse(trimmed).map(|value| Expected::Number { value, places })
        }
        "date" => literal::date(trimmed).map(Expected::Value),
        "time" => literal::time(trimmed).map(Expected::Value),
        "dateTime" => literal::moment(trimmed).map(Expected::Value),
        "duration" => literal::duration(trimmed).map(Expected::Value),
        _ => None,
    };
    match read {
        Some(read) => Ok(read),
        None => {
            let message = format!("`{trimmed}` is no {kind}");
            wrong(text, node.range().start, message, "")
        }
    }
}

impl std::fmt::Display for Expected {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        plain(self.clone()).fmt(f)
    }
}
