//! From boxed expressions to trees of FEEL: DMN says of each what it means in FEEL.
//!
//! What may not happen here: an expression that cannot be read stops the others. It is null, and says why.

use std::sync::Arc;

use vocabulary::Mistake;

use super::feel::function::Parameter;
use super::feel::names::{Known, tidy};
use super::feel::parser;
use super::feel::syntax::{Arguments, Domain, Items as Walked, Node, Tests, Written};
use super::feel::types::Type;
use super::feel::value::Value;
use super::items::Items;
use super::source::{Boxed, Definitions, Table, Text, TypeRef, Variable, What};
use super::table;
use crate::position::moved;

pub(super) struct Logic<'m> {
    pub items: &'m Items<'m>,
    pub model: &'m Definitions,
    pub known: Known,
    pub mistakes: Vec<Mistake>,
}

impl Logic<'_> {
    pub(super) fn optional(&mut self, boxed: Option<&Boxed>) -> Node {
        boxed.map_or_else(|| Node::constant(Value::Null), |boxed| self.boxed(boxed))
    }

    fn kind(&self, wanted: Option<&TypeRef>) -> Type {
        self.items.named(self.model, wanted)
    }

    fn typed(node: Node, kind: Type) -> Node {
        if kind == Type::Any { node } else { Node::Typed(Box::new(node), kind) }
    }

    /// The mistake, kept for the list, as an expression that is null.
    fn unreadable(&mut self, mistake: Mistake) -> Node {
        let why = mistake.to_string();
        self.mistakes.push(mistake);
        Node::Unreadable(why.into())
    }

    fn text(&mut self, text: &Text) -> Node {
        match parser::expression(&text.text, &self.known) {
            Ok(node) => node,
            Err(mistake) => {
                let mistake = moved(mistake, &self.model.file, text.line, text.column);
                self.unreadable(mistake)
            }
        }
    }

    /// The unary tests of a cell; an empty cell lets everything pass, one that cannot be read nothing.
    fn tests(&mut self, text: &Text) -> Tests {
        if text.text.trim().is_empty() {
            return Tests::default();
        }
        parser::tests(&text.text, &self.known).unwrap_or_else(|mistake| {
            self.mistakes.push(moved(mistake, &self.model.file, text.line, text.column));
            Tests { negated: false, tests: Some(Vec::new()) }
        })
    }

    /// With names known that are known nowhere else.
    fn inside<T>(&mut self, names: &[&str], work: impl FnOnce(&mut Self) -> T) -> T {
        let count = self.known.count();
        names.iter().for_each(|name| self.known.add(&tidy(name)));
        let made = work(self);
        self.known.forget(count);
        made
    }

    pub(super) fn boxed(&mut self, boxed: &Boxed) -> Node {
        let node = match &boxed.what {
            What::Literal(text) => self.text(text),
            What::Foreign(language, _) => {
                Node::Unsupported(format!("the expression language {language}").into())
            }
            What::Table(table) => self.table(table),
            What::Context(entries) => self.context(entries),
            What::List(items) => Node::List(items.iter().map(|item| self.boxed(item)).collect()),
            What::Relation(columns, rows) => self.relation(columns, rows),
            What::Function { .. } => Node::Function(Arc::new(self.function(boxed))),
            What::Invocation(function, bindings) => {
                let function = Box::new(self.boxed(function));
                let named = bindings.iter().map(|(name, value)| (tidy(name), self.boxed(value)));
                Node::Call(function, Arguments::Named(named.collect()))
            }
            What::If(parts) => Node::If(Box::new(parts.each_ref().map(|part| self.boxed(part)))),
            What::For(name, parts) => {
                let (domains, inner) = self.iteration(name, parts, &["partial"]);
                Node::For(domains, inner)
            }
            What::Some(name, parts) => {
                let (domains, inner) = self.iteration(name, parts, &[]);
                Node::Some(domains, inner)
            }
            What::Every(name, parts) => {
                let (domains, inner) = self.iteration(name, parts, &[]);
                Node::Every(domains, inner)
            }
            What::Filter(parts) => {
                let [list, condition] = &**parts;
                let list = self.boxed(list);
                let count = self.known.count();
                self.known.add_fields();
                let condition = self.boxed(condition);
                self.known.forget(count);
                Node::Filter(Box::new(list), Box::new(condition))
            }
        };
        // The type of a function is that of its results.
        match boxed.what {
            What::Function { .. } => node,
            _ => Self::typed(node, self.kind(boxed.kind.as_ref())),
        }
    }

    fn iteration(
        &mut self,
        name: &str,
        parts: &[Boxed; 2],
        more: &[&str],
    ) -> (Vec<Domain>, Box<Node>) {
        let [list, inner] = parts;
        let items = Walked::Each(self.boxed(list));
        let mut names = vec![name];
        names.extend(more);
        let inner = self.inside(&names, |logic| logic.boxed(inner));
        (vec![Domain { name: tidy(name), items }], Box::new(inner))
    }

    fn context(&mut self, entries: &[(Option<Variable>, Boxed)]) -> Node {
        let count = self.known.count();
        let (mut made, mut result) = (Vec::new(), None);
        for (variable, value) in entries {
            let value = self.boxed(value);
            let Some(variable) = variable.as_ref().filter(|variable| !variable.name.is_empty())
            else {
                result = Some(value);
                continue;
            };
            let name = tidy(&variable.name);
            let kind = self.kind(variable.kind.as_ref());
            self.known.add(&name);
            made.push((name, Self::typed(value, kind)));
        }
        self.known.forget(count);
        match result {
            Some(result) => Node::Within(made, Box::new(result)),
            None => Node::Context(made),
        }
    }

    fn relation(&mut self, columns: &[String], rows: &[Vec<Boxed>]) -> Node {
        let mut list = Vec::new();
        for row in rows {
            let cells = columns.iter().zip(row);
            list.push(Node::Context(
                cells.map(|(name, cell)| (tidy(name), self.boxed(cell))).collect(),
            ));
        }
        Node::List(list)
    }

    /// The logic of a business knowledge model, whose variable may say what it gives or what function it is.
    pub(super) fn knowledge(&mut self, boxed: Option<&Boxed>, kind: &Type) -> Written {
        let mut written = match boxed {
            Some(boxed) => self.function(boxed),
            None => Written {
                parameters: Vec::new(),
                result: Type::Any,
                body: Node::constant(Value::Null),
            },
        };
        if written.result == Type::Any {
            written.result = match kind {
                Type::Function(function) => function.1.clone(),
                other => other.clone(),
            };
        }
        written
    }

    fn function(&mut self, boxed: &Boxed) -> Written {
        let What::Function { language, parameters, body } = &boxed.what else {
            return Written { parameters: Vec::new(), result: Type::Any, body: self.boxed(boxed) };
        };
        let names: Vec<&str> = parameters.iter().map(|one| one.name.as_str()).collect();
        let body = if language == "FEEL" {
            self.inside(&names, |logic| logic.optional(body.as_deref()))
        } else {
            Node::Unsupported(format!("a function in {language}").into())
        };
        let parameter = |one: &Variable| Parameter {
            name: tidy(&one.name),
            kind: self.kind(one.kind.as_ref()),
        };
        let parameters = parameters.iter().map(parameter).collect();
        // A type here is that of the function, or, as many models have it, of what it gives.
        let result = match self.kind(boxed.kind.as_ref()) {
            Type::Function(function) => function.1.clone(),
            other => other,
        };
        Written { parameters, result, body }
    }

    fn table(&mut self, table: &Table) -> Node {
        let Some(policy) = table::Policy::named(&table.policy, &table.aggregation) else {
            let message =
                format!("there is no hit policy `{} {}`", table.policy, table.aggregation);
            return self.unreadable(Mistake::new(&self.model.file, 0, message, ""));
        };
        let width = (table.inputs.len(), table.outputs.len());
        let odd =
            table.rules.iter().position(|rule| (rule.inputs.len(), rule.outputs.len()) != width);
        if let Some(rule) = odd {
            let message =
                format!("rule {} has not as many cells as the table has columns", rule + 1);
            return self.unreadable(Mistake::new(&self.model.file, 0, message, ""));
        }
        let inputs = table.inputs.iter().map(|input| table::Input {
            node: self.text(&input.expression),
            kind: self.kind(input.kind.as_ref()),
            values: input.values.as_ref().map(|text| self.tests(text)),
        });
        let inputs = inputs.collect();
        let outputs = table.outputs.iter().map(|output| table::Output {
            name: tidy(&output.name),
            kind: self.kind(output.kind.as_ref()),
            values: output.values.as_ref().map(|text| self.tests(text)),
            default: output.default.as_ref().map(|text| self.text(text)),
        });
        let outputs = outputs.collect();
        let rules = table.rules.iter().map(|rule| table::Rule {
            inputs: rule.inputs.iter().map(|text| self.tests(text)).collect(),
            outputs: rule.outputs.iter().map(|text| self.cell(text)).collect(),
        });
        let rules = rules.collect();
        Node::Table(Arc::new(table::Table { policy, inputs, outputs, rules }))
    }

    /// What a rule gives; an empty cell gives nothing.
    fn cell(&mut self, text: &Text) -> Node {
        match text.text.trim() {
            "" | "-" => Node::constant(Value::Null),
            _ => self.text(text),
        }
    }
}
