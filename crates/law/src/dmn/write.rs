//! A model as it is written to XML of DMN 1.5.
//!
//! What may not happen here: something that the model says is left out. What is only drawn was never read.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::read::OWN;
use super::source::{
    Boxed, Bundle, Decision, Definitions, Item, Knowledge, Reference, Table, Text, TypeRef,
    Variable, What,
};

const NAMESPACE: &str = "https://www.omg.org/spec/DMN/20230324/MODEL/";

pub(crate) fn definitions(model: &Definitions) -> String {
    let mut writer = Writer { text: String::new(), depth: 0, prefixes: BTreeMap::new() };
    collect(model, &mut writer.prefixes);
    writer.text.push_str("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let mut attributes = vec![("xmlns".to_string(), NAMESPACE.to_string())];
    let prefixes = writer.prefixes.iter();
    attributes
        .extend(prefixes.map(|(namespace, prefix)| (format!("xmlns:{prefix}"), namespace.clone())));
    attributes.push(("name".into(), model.name.clone()));
    attributes.push(("namespace".into(), model.namespace.clone()));
    let attributes: Vec<(&str, &str)> =
        attributes.iter().map(|(name, value)| (&**name, &**value)).collect();
    writer.within("definitions", &attributes, |writer| {
        for import in &model.imports {
            let attributes = [
                ("name", import.name.as_str()),
                ("namespace", &import.namespace),
                ("importType", NAMESPACE),
            ];
            writer.empty("import", &attributes);
        }
        model.items.iter().for_each(|item| writer.item("itemDefinition", item));
        for input in &model.inputs {
            let attributes = [("id", input.id.as_str()), ("name", &input.variable.name)];
            writer.within("inputData", &attributes, |writer| {
                writer.variable("variable", &input.variable)
            });
        }
        model.knowledge.iter().for_each(|one| writer.knowledge(one));
        model.decisions.iter().for_each(|one| writer.decision(one));
        model.bundles.iter().for_each(|one| writer.bundle(one));
    });
    writer.text
}

struct Writer {
    text: String,
    depth: usize,
    /// The prefixes of namespaces that types are named in.
    prefixes: BTreeMap<String, String>,
}

impl Writer {
    fn open(&mut self, name: &str, attributes: &[(&str, &str)], end: &str) {
        self.text.push_str(&"  ".repeat(self.depth));
        let _ = write!(self.text, "<{name}");
        for (name, value) in attributes.iter().filter(|(_, value)| !value.is_empty()) {
            let _ = write!(self.text, " {name}=\"{}\"", escaped(value, true));
        }
        self.text.push_str(end);
    }

    fn empty(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.open(name, attributes, "/>\n");
    }

    fn within(
        &mut self,
        name: &str,
        attributes: &[(&str, &str)],
        inside: impl FnOnce(&mut Writer),
    ) {
        self.open(name, attributes, ">\n");
        self.depth += 1;
        inside(self);
        self.depth -= 1;
        let _ = writeln!(self.text, "{}</{name}>", "  ".repeat(self.depth));
    }

    /// An element of nothing but characters, which are kept as they are.
    fn said(&mut self, name: &str, text: &str) {
        self.open(name, &[], ">");
        let _ = writeln!(self.text, "{}</{name}>", escaped(text, false));
    }

    /// An element with a `text` inside.
    fn texts(&mut self, name: &str, text: &Text) {
        self.within(name, &[], |writer| writer.said("text", &text.text));
    }

    fn kind(&self, kind: Option<&TypeRef>) -> String {
        match kind {
            None => String::new(),
            Some(TypeRef { namespace: None, name }) => name.clone(),
            Some(TypeRef { namespace: Some(namespace), name }) => {
                let prefix = self.prefixes.get(namespace).map_or("", String::as_str);
                format!("{prefix}:{name}")
            }
        }
    }

    fn variable(&mut self, element: &str, variable: &Variable) {
        let kind = self.kind(variable.kind.as_ref());
        self.empty(element, &[("name", &variable.name), ("typeRef", &kind)]);
    }

    fn item(&mut self, element: &str, item: &Item) {
        let collection = if item.is_collection { "true" } else { "" };
        self.within(element, &[("name", &item.name), ("isCollection", collection)], |writer| {
            let kind = writer.kind(item.kind.as_ref());
            if !kind.is_empty() {
                writer.said("typeRef", &kind);
            }
            item.allowed.iter().for_each(|text| writer.texts("allowedValues", text));
            item.constraint.iter().for_each(|text| writer.texts("typeConstraint", text));
            item.entries.iter().for_each(|entry| writer.item("itemComponent", entry));
            if let Some((parameters, result)) = &item.function {
                let result = writer.kind(result.as_ref());
                writer.within("functionItem", &[("outputTypeRef", &result)], |writer| {
                    parameters.iter().for_each(|one| writer.variable("parameters", one));
                });
            }
        });
    }

    fn requires(&mut self, references: &[Reference]) {
        for reference in references {
            let knowledge = reference.role == "requiredKnowledge";
            let group = if knowledge { "knowledgeRequirement" } else { "informationRequirement" };
            self.within(group, &[], |writer| writer.reference(&reference.role, reference));
        }
    }

    fn reference(&mut self, element: &str, reference: &Reference) {
        let namespace = reference.namespace.as_deref().unwrap_or_default();
        self.empty(element, &[("href", &format!("{namespace}#{}", reference.id))]);
    }

    fn decision(&mut self, decision: &Decision) {
        let attributes = [("id", decision.id.as_str()), ("name", &decision.variable.name)];
        self.within("decision", &attributes, |writer| {
            if !decision.description.is_empty() {
                writer.said("description", &decision.description);
            }
            if !decision.about.is_empty() {
                let about =
                    decision.about.iter().map(|(name, value)| (name.as_str(), value.as_str()));
                let attributes: Vec<(&str, &str)> =
                    [("xmlns", OWN)].into_iter().chain(about).collect();
                writer
                    .within("extensionElements", &[], |writer| writer.empty("table", &attributes));
            }
            if !decision.question.is_empty() {
                writer.said("question", &decision.question);
            }
            writer.variable("variable", &decision.variable);
            writer.requires(&decision.requires);
            decision.logic.iter().for_each(|logic| writer.boxed(logic));
        });
    }

    fn knowledge(&mut self, knowledge: &Knowledge) {
        let attributes = [("id", knowledge.id.as_str()), ("name", &knowledge.variable.name)];
        self.within("businessKnowledgeModel", &attributes, |writer| {
            writer.variable("variable", &knowledge.variable);
            knowledge.logic.iter().for_each(|logic| writer.function("encapsulatedLogic", logic));
            writer.requires(&knowledge.requires);
        });
    }

    fn bundle(&mut self, bundle: &Bundle) {
        let attributes = [("id", bundle.id.as_str()), ("name", &bundle.variable.name)];
        self.within("decisionService", &attributes, |writer| {
            writer.variable("variable", &bundle.variable);
            let groups = [
                ("outputDecision", &bundle.outputs),
                ("encapsulatedDecision", &bundle.encapsulated),
                ("inputDecision", &bundle.input_decisions),
                ("inputData", &bundle.inputs),
            ];
            for (element, references) in groups {
                references.iter().for_each(|one| writer.reference(element, one));
            }
        });
    }

    fn part(&mut self, element: &str, boxed: &Boxed) {
        self.within(element, &[], |writer| writer.boxed(boxed));
    }

    fn iteration(&mut self, element: &str, (name, kind): (&str, &str), parts: [(&str, &Boxed); 2]) {
        self.within(element, &[("iteratorVariable", name), ("typeRef", kind)], |writer| {
            parts.into_iter().for_each(|(element, part)| writer.part(element, part));
        });
    }

    fn boxed(&mut self, boxed: &Boxed) {
        let kind = self.kind(boxed.kind.as_ref());
        let typed = [("typeRef", kind.as_str())];
        match &boxed.what {
            What::Literal(text) => {
                self.within("literalExpression", &typed, |writer| writer.said("text", &text.text));
            }
            What::Foreign(language, text) => {
                let attributes = [("typeRef", kind.as_str()), ("expressionLanguage", language)];
                self.within("literalExpression", &attributes, |writer| {
                    writer.said("text", &text.text)
                });
            }
            What::Table(table) => self.table(table, &kind),
            What::Context(entries) => self.within("context", &typed, |writer| {
                for (variable, value) in entries {
                    writer.within("contextEntry", &[], |writer| {
                        variable.iter().for_each(|one| writer.variable("variable", one));
                        writer.boxed(value);
                    });
                }
            }),
            What::List(items) => {
                self.within("list", &typed, |writer| {
                    items.iter().for_each(|item| writer.boxed(item))
                });
            }
            What::Relation(columns, rows) => self.within("relation", &typed, |writer| {
                columns.iter().for_each(|name| writer.empty("column", &[("name", name)]));
                for row in rows {
                    writer.within("row", &[], |writer| {
                        row.iter().for_each(|cell| writer.boxed(cell))
                    });
                }
            }),
            What::Function { .. } => self.function("functionDefinition", boxed),
            What::Invocation(function, bindings) => self.within("invocation", &typed, |writer| {
                writer.boxed(function);
                for (name, value) in bindings {
                    writer.within("binding", &[], |writer| {
                        writer.empty("parameter", &[("name", name)]);
                        writer.boxed(value);
                    });
                }
            }),
            _ => self.walked(boxed, &kind),
        }
    }

    /// Choices, iterations and filters.
    fn walked(&mut self, boxed: &Boxed, kind: &str) {
        match &boxed.what {
            What::If(parts) => self.within("conditional", &[("typeRef", kind)], |writer| {
                let [condition, yes, no] = &**parts;
                [("if", condition), ("then", yes), ("else", no)]
                    .into_iter()
                    .for_each(|(element, part)| writer.part(element, part));
            }),
            What::For(name, parts) => {
                self.iteration("for", (name, kind), [("in", &parts[0]), ("return", &parts[1])]);
            }
            What::Some(name, parts) => {
                self.iteration("some", (name, kind), [("in", &parts[0]), ("satisfies", &parts[1])]);
            }
            What::Every(name, parts) => {
                self.iteration(
                    "every",
                    (name, kind),
                    [("in", &parts[0]), ("satisfies", &parts[1])],
                );
            }
            What::Filter(parts) => {
                self.iteration("filter", ("", kind), [("in", &parts[0]), ("match", &parts[1])]);
            }
            _ => {}
        }
    }

    fn function(&mut self, element: &str, boxed: &Boxed) {
        let What::Function { language, parameters, body } = &boxed.what else { return };
        let kind = self.kind(boxed.kind.as_ref());
        let language = if language == "FEEL" { "" } else { language };
        self.within(element, &[("kind", language), ("typeRef", &kind)], |writer| {
            parameters.iter().for_each(|one| writer.variable("formalParameter", one));
            body.iter().for_each(|body| writer.boxed(body));
        });
    }

    fn table(&mut self, table: &Table, kind: &str) {
        let attributes = [
            ("hitPolicy", table.policy.as_str()),
            ("aggregation", &table.aggregation),
            ("typeRef", kind),
        ];
        self.within("decisionTable", &attributes, |writer| {
            for input in &table.inputs {
                let kind = writer.kind(input.kind.as_ref());
                writer.within("input", &[("label", &input.label)], |writer| {
                    writer.within("inputExpression", &[("typeRef", &kind)], |writer| {
                        writer.said("text", &input.expression.text);
                    });
                    input.values.iter().for_each(|text| writer.texts("inputValues", text));
                });
            }
            for output in &table.outputs {
                let kind = writer.kind(output.kind.as_ref());
                let attributes =
                    [("name", output.name.as_str()), ("label", &output.label), ("typeRef", &kind)];
                writer.within("output", &attributes, |writer| {
                    output.values.iter().for_each(|text| writer.texts("outputValues", text));
                    output.default.iter().for_each(|text| writer.texts("defaultOutputEntry", text));
                });
            }
            table.annotations.iter().for_each(|name| writer.empty("annotation", &[("name", name)]));
            for rule in &table.rules {
                writer.within("rule", &[], |writer| {
                    if !rule.description.is_empty() {
                        writer.said("description", &rule.description);
                    }
                    rule.inputs.iter().for_each(|text| writer.texts("inputEntry", text));
                    rule.outputs.iter().for_each(|text| writer.texts("outputEntry", text));
                    for annotation in &rule.annotations {
                        writer.within("annotationEntry", &[], |writer| {
                            writer.said("text", annotation)
                        });
                    }
                });
            }
        });
    }
}

/// The characters as XML has them. Those that XML cannot have become the sign for what is unknown.
fn escaped(text: &str, in_attribute: bool) -> String {
    let mut made = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => made.push_str("&amp;"),
            '<' => made.push_str("&lt;"),
            '>' => made.push_str("&gt;"),
            '"' if in_attribute => made.push_str("&quot;"),
            '\n' | '\t' if in_attribute => {
                let _ = write!(made, "&#{};", u32::from(c));
            }
            '\r' => made.push_str("&#13;"),
            '\n' | '\t' => made.push(c),
            c if c < ' ' || matches!(c, '\u{FFFE}' | '\u{FFFF}') => made.push('\u{FFFD}'),
            c => made.push(c),
        }
    }
    made
}

/// Gives each namespace of a type a prefix.
fn collect(model: &Definitions, prefixes: &mut BTreeMap<String, String>) {
    let mut note = |kind: Option<&TypeRef>| {
        if let Some(namespace) = kind.and_then(|kind| kind.namespace.as_ref()) {
            let next = format!("t{}", prefixes.len() + 1);
            prefixes.entry(namespace.clone()).or_insert(next);
        }
    };
    model.items.iter().for_each(|item| of_item(item, &mut note));
    let variables = model.inputs.iter().map(|one| &one.variable);
    let variables = variables.chain(model.decisions.iter().map(|one| &one.variable));
    let variables = variables.chain(model.knowledge.iter().map(|one| &one.variable));
    let variables = variables.chain(model.bundles.iter().map(|one| &one.variable));
    variables.for_each(|one| note(one.kind.as_ref()));
    let logics = model.decisions.iter().map(|one| &one.logic);
    let logics = logics.chain(model.knowledge.iter().map(|one| &one.logic));
    logics.flatten().for_each(|logic| of_boxed(logic, &mut note));
}

fn of_item(item: &Item, note: &mut dyn FnMut(Option<&TypeRef>)) {
    note(item.kind.as_ref());
    item.entries.iter().for_each(|entry| of_item(entry, note));
    if let Some((parameters, result)) = &item.function {
        note(result.as_ref());
        parameters.iter().for_each(|one| note(one.kind.as_ref()));
    }
}

fn of_boxed(boxed: &Boxed, note: &mut dyn FnMut(Option<&TypeRef>)) {
    note(boxed.kind.as_ref());
    match &boxed.what {
        What::Table(table) => {
            table.inputs.iter().for_each(|one| note(one.kind.as_ref()));
            table.outputs.iter().for_each(|one| note(one.kind.as_ref()));
        }
        What::Context(entries) => {
            entries
                .iter()
                .flat_map(|(variable, _)| variable)
                .for_each(|one| note(one.kind.as_ref()));
        }
        What::Function { parameters, .. } => {
            parameters.iter().for_each(|one| note(one.kind.as_ref()))
        }
        _ => {}
    }
    boxed.each_part(&mut |part| of_boxed(part, note));
}
