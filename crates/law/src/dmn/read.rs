//! From the XML of DMN 1.1 to 1.5 to a model as it is written: definitions, types, requirements.
//!
//! What may not happen here: an element that is not known is taken for another. What is only drawn (diagrams) is passed over.

use roxmltree::Node;
use vocabulary::Mistake;

use super::read_logic;
use super::source::{
    Bundle, Decision, Definitions, Import, Input, Item, Knowledge, Reference, Text, TypeRef,
    Variable,
};
use super::xml::{self, Read, attribute, child, elements, name, wrong};

/// The namespaces of the versions of DMN that are read: 1.1 to 1.6, whose models have the same elements.
const VERSIONS: [&str; 6] = [
    "http://www.omg.org/spec/DMN/20151101/dmn.xsd",
    "http://www.omg.org/spec/DMN/20180521/MODEL/",
    "https://www.omg.org/spec/DMN/20191111/MODEL/",
    "https://www.omg.org/spec/DMN/20211108/MODEL/",
    "https://www.omg.org/spec/DMN/20230324/MODEL/",
    "https://www.omg.org/spec/DMN/20240513/MODEL/",
];

/// Reads a model.
pub(crate) fn definitions(file: &str, text: &str) -> Result<Definitions, Mistake> {
    read(text)
        .map(|definitions| Definitions { file: file.into(), ..definitions })
        .map_err(|mistake| Mistake { file: file.into(), ..mistake })
}

fn read(text: &str) -> Read<Definitions> {
    let document = xml::document(text)?;
    let root = document.root_element();
    if name(root) != "definitions" {
        let message =
            format!("a DMN model begins with `definitions`, and this with `{}`", name(root));
        return wrong(text, root.range().start, message, "");
    }
    let version = root.tag_name().namespace().unwrap_or_default();
    if !VERSIONS.contains(&version) {
        let message = format!("`{version}` is no namespace of DMN 1.1 to 1.5");
        return wrong(
            text,
            root.range().start,
            message,
            "write xmlns=\"https://www.omg.org/spec/DMN/20230324/MODEL/\"",
        );
    }
    let mut definitions = Definitions {
        name: attribute(root, "name"),
        namespace: attribute(root, "namespace"),
        ..Definitions::default()
    };
    for node in elements(root).filter(|node| node.tag_name().namespace() == Some(version)) {
        match name(node) {
            "import" => definitions.imports.push(Import {
                name: attribute(node, "name"),
                namespace: attribute(node, "namespace"),
            }),
            "itemDefinition" => definitions.items.push(item(node)),
            "inputData" => definitions
                .inputs
                .push(Input { id: attribute(node, "id"), variable: variable(node) }),
            "decision" => definitions.decisions.push(decision(text, node)?),
            "businessKnowledgeModel" => definitions.knowledge.push(knowledge(text, node)?),
            "decisionService" => definitions.bundles.push(bundle(node)),
            _ => {}
        }
    }
    Ok(definitions)
}

/// A type as `typeRef` names it: in an attribute, or in an element of DMN 1.1 and of item definitions.
pub(super) fn type_ref(node: Node<'_, '_>) -> Option<TypeRef> {
    let written = node
        .attribute("typeRef")
        .map(str::to_string)
        .or_else(|| child(node, "typeRef").map(xml::content))?;
    named_type(node, &written)
}

pub(super) fn named_type(node: Node<'_, '_>, written: &str) -> Option<TypeRef> {
    let written = written.trim();
    if written.is_empty() {
        return None;
    }
    if let Some((prefix, name)) = written.split_once(':')
        && let Some(namespace) = node.lookup_namespace_uri(Some(prefix))
    {
        return Some(TypeRef { namespace: Some(namespace.into()), name: name.into() });
    }
    Some(TypeRef { namespace: None, name: written.into() })
}

/// The variable of an element: its own name where it has none.
fn variable(node: Node<'_, '_>) -> Variable {
    let inner = child(node, "variable");
    let named = inner.map(|inner| attribute(inner, "name")).filter(|name| !name.is_empty());
    Variable {
        name: named.unwrap_or_else(|| attribute(node, "name")),
        kind: inner.and_then(type_ref),
    }
}

fn item(node: Node<'_, '_>) -> Item {
    let tests = |wanted: &str| {
        let text = child(node, wanted).and_then(|values| child(values, "text"));
        text.map(xml::text)
    };
    let function = child(node, "functionItem").map(|function| {
        let parameters = elements(function).filter(|node| name(*node) == "parameters");
        let parameter =
            |node: Node<'_, '_>| Variable { name: attribute(node, "name"), kind: type_ref(node) };
        let result =
            function.attribute("outputTypeRef").and_then(|written| named_type(function, written));
        (parameters.map(parameter).collect(), result)
    });
    Item {
        name: attribute(node, "name"),
        kind: type_ref(node),
        // As deep as the elements are nested, which `xml` limits.
        entries: elements(node).filter(|node| name(*node) == "itemComponent").map(item).collect(),
        is_collection: node.attribute("isCollection").is_some_and(|said| said.trim() == "true"),
        allowed: tests("allowedValues"),
        constraint: tests("typeConstraint"),
        function,
    }
}

fn reference(node: Node<'_, '_>) -> Reference {
    let href = node.attribute("href").unwrap_or_default();
    let (namespace, id) = href.rsplit_once('#').unwrap_or(("", href));
    Reference {
        namespace: Some(namespace.to_string()).filter(|namespace| !namespace.is_empty()),
        id: id.into(),
        role: name(node).into(),
    }
}

/// All that the element says it needs.
fn requires(node: Node<'_, '_>) -> Vec<Reference> {
    let groups = elements(node)
        .filter(|node| matches!(name(*node), "informationRequirement" | "knowledgeRequirement"));
    groups.flat_map(elements).filter(|node| node.has_attribute("href")).map(reference).collect()
}

fn decision(text: &str, node: Node<'_, '_>) -> Read<Decision> {
    let said = |wanted: &str| child(node, wanted).map(xml::content).unwrap_or_default();
    Ok(Decision {
        id: attribute(node, "id"),
        variable: variable(node),
        description: said("description"),
        question: said("question"),
        about: about(node),
        requires: requires(node),
        logic: read_logic::inside(text, node)?,
    })
}

/// The namespace of what the law's own tables say beyond DMN.
pub(super) const OWN: &str = "urn:madang:law";

fn about(node: Node<'_, '_>) -> Vec<(String, String)> {
    let own = child(node, "extensionElements").and_then(|extension| {
        elements(extension).find(|one| one.tag_name().namespace() == Some(OWN))
    });
    let attributes = own.into_iter().flat_map(|own| own.attributes());
    attributes.map(|one| (one.name().to_string(), one.value().to_string())).collect()
}

fn knowledge(text: &str, node: Node<'_, '_>) -> Read<Knowledge> {
    let logic = match child(node, "encapsulatedLogic") {
        Some(logic) => Some(read_logic::function(text, logic)?),
        None => None,
    };
    let variable = variable(node);
    Ok(Knowledge { id: attribute(node, "id"), variable, requires: requires(node), logic })
}

fn bundle(node: Node<'_, '_>) -> Bundle {
    let all = |wanted: &str| {
        elements(node).filter(|node| name(*node) == wanted).map(reference).collect::<Vec<_>>()
    };
    Bundle {
        id: attribute(node, "id"),
        variable: variable(node),
        outputs: all("outputDecision"),
        encapsulated: all("encapsulatedDecision"),
        input_decisions: all("inputDecision"),
        inputs: all("inputData"),
    }
}

/// The text of the element's `text`, or an empty one.
pub(super) fn text_of(node: Node<'_, '_>) -> Text {
    child(node, "text").map_or_else(|| Text { text: String::new(), ..xml::text(node) }, xml::text)
}
