//! From XML to boxed expressions: literals, tables, contexts, lists, relations, functions, invocations, conditionals, iterations.
//!
//! What may not happen here: FEEL is read; its mistakes belong to the decision, not to the file.

use roxmltree::Node;

use super::read::{text_of, type_ref};
use super::source::{Boxed, Table, TableInput, TableOutput, TableRule, Text, Variable, What};
use super::xml::{self, Read, attribute, child, elements, name, wrong};

/// The elements that are expressions.
const EXPRESSIONS: [&str; 12] = [
    "literalExpression",
    "decisionTable",
    "context",
    "list",
    "relation",
    "functionDefinition",
    "invocation",
    "conditional",
    "for",
    "some",
    "every",
    "filter",
];

/// The first expression directly inside an element.
pub(super) fn inside(text: &str, node: Node<'_, '_>) -> Read<Option<Boxed>> {
    let found = elements(node).find(|node| EXPRESSIONS.contains(&name(*node)));
    found.map(|node| expression(text, node)).transpose()
}

/// All expressions directly inside an element.
fn all_inside(text: &str, node: Node<'_, '_>) -> Read<Vec<Boxed>> {
    let found = elements(node).filter(|node| EXPRESSIONS.contains(&name(*node)));
    found.map(|node| expression(text, node)).collect()
}

/// The expression inside a child of that name.
fn part(text: &str, node: Node<'_, '_>, wanted: &str) -> Read<Boxed> {
    let found = match child(node, wanted) {
        Some(node) => inside(text, node)?,
        None => None,
    };
    match found {
        Some(found) => Ok(found),
        None => {
            let message = format!("`{}` has no `{wanted}` with an expression", name(node));
            wrong(text, node.range().start, message, "")
        }
    }
}

fn expression(text: &str, node: Node<'_, '_>) -> Read<Boxed> {
    let iterated = || attribute(node, "iteratorVariable");
    let what = match name(node) {
        "literalExpression" => literal(node),
        "decisionTable" => What::Table(Box::new(table(node))),
        "context" => context(text, node)?,
        "list" => What::List(all_inside(text, node)?),
        "relation" => relation(text, node)?,
        "functionDefinition" => return function(text, node),
        "invocation" => invocation(text, node)?,
        "conditional" => What::If(Box::new([
            part(text, node, "if")?,
            part(text, node, "then")?,
            part(text, node, "else")?,
        ])),
        "for" => {
            What::For(iterated(), Box::new([part(text, node, "in")?, part(text, node, "return")?]))
        }
        "some" => What::Some(
            iterated(),
            Box::new([part(text, node, "in")?, part(text, node, "satisfies")?]),
        ),
        "every" => What::Every(
            iterated(),
            Box::new([part(text, node, "in")?, part(text, node, "satisfies")?]),
        ),
        _ => What::Filter(Box::new([part(text, node, "in")?, part(text, node, "match")?])),
    };
    Ok(Boxed { kind: type_ref(node), what })
}

fn literal(node: Node<'_, '_>) -> What {
    let language = node.attribute("expressionLanguage").unwrap_or_default();
    let is_feel = language.is_empty() || language.to_ascii_lowercase().contains("feel");
    if is_feel {
        What::Literal(text_of(node))
    } else {
        What::Foreign(language.into(), text_of(node))
    }
}

fn variable(node: Node<'_, '_>) -> Variable {
    Variable { name: attribute(node, "name"), kind: type_ref(node) }
}

fn context(text: &str, node: Node<'_, '_>) -> Read<What> {
    let mut entries = Vec::new();
    for entry in elements(node).filter(|node| name(*node) == "contextEntry") {
        let Some(value) = inside(text, entry)? else {
            return wrong(text, entry.range().start, "an entry without an expression", "");
        };
        entries.push((child(entry, "variable").map(variable), value));
    }
    Ok(What::Context(entries))
}

fn relation(text: &str, node: Node<'_, '_>) -> Read<What> {
    let columns: Vec<String> = elements(node)
        .filter(|node| name(*node) == "column")
        .map(|node| attribute(node, "name"))
        .collect();
    let mut rows = Vec::new();
    for row in elements(node).filter(|node| name(*node) == "row") {
        let cells = all_inside(text, row)?;
        if cells.len() != columns.len() {
            let message = format!("a row of {} cells below {} columns", cells.len(), columns.len());
            return wrong(text, row.range().start, message, "");
        }
        rows.push(cells);
    }
    Ok(What::Relation(columns, rows))
}

/// A function definition, or the logic of a business knowledge model.
pub(super) fn function(text: &str, node: Node<'_, '_>) -> Read<Boxed> {
    let parameters = elements(node).filter(|node| name(*node) == "formalParameter").map(variable);
    let kind = node.attribute("kind").filter(|kind| !kind.is_empty()).unwrap_or("FEEL");
    let what = What::Function {
        language: kind.into(),
        parameters: parameters.collect(),
        body: inside(text, node)?.map(Box::new),
    };
    Ok(Boxed { kind: type_ref(node), what })
}

fn invocation(text: &str, node: Node<'_, '_>) -> Read<What> {
    let Some(function) = inside(text, node)? else {
        return wrong(text, node.range().start, "an invocation of nothing", "");
    };
    let mut bindings = Vec::new();
    for binding in elements(node).filter(|node| name(*node) == "binding") {
        let parameter = child(binding, "parameter").map(|node| attribute(node, "name"));
        let (Some(parameter), Some(value)) = (parameter, inside(text, binding)?) else {
            let message = "a binding is a parameter and an expression";
            return wrong(text, binding.range().start, message, "");
        };
        bindings.push((parameter, value));
    }
    Ok(What::Invocation(Box::new(function), bindings))
}

fn table(node: Node<'_, '_>) -> Table {
    let parts = |wanted: &'static str| elements(node).filter(move |node| name(*node) == wanted);
    Table {
        policy: node.attribute("hitPolicy").unwrap_or("UNIQUE").into(),
        aggregation: attribute(node, "aggregation"),
        inputs: parts("input").map(input).collect(),
        outputs: parts("output").map(output).collect(),
        annotations: parts("annotation").map(|node| attribute(node, "name")).collect(),
        rules: parts("rule").map(rule).collect(),
    }
}

fn values(node: Node<'_, '_>, wanted: &str) -> Option<Text> {
    child(node, wanted).map(text_of).filter(|text| !text.text.trim().is_empty())
}

fn input(node: Node<'_, '_>) -> TableInput {
    let expression = child(node, "inputExpression");
    TableInput {
        label: attribute(node, "label"),
        expression: expression.map(text_of).unwrap_or_default(),
        kind: expression.and_then(type_ref),
        values: values(node, "inputValues"),
    }
}

fn output(node: Node<'_, '_>) -> TableOutput {
    TableOutput {
        name: attribute(node, "name"),
        label: attribute(node, "label"),
        kind: type_ref(node),
        values: values(node, "outputValues"),
        default: values(node, "defaultOutputEntry"),
    }
}

fn rule(node: Node<'_, '_>) -> TableRule {
    let texts = |wanted: &'static str| {
        elements(node).filter(move |node| name(*node) == wanted).map(text_of)
    };
    TableRule {
        description: child(node, "description").map(xml::content).unwrap_or_default(),
        inputs: texts("inputEntry").collect(),
        outputs: texts("outputEntry").collect(),
        annotations: texts("annotationEntry").map(|text| text.text).collect(),
    }
}
