//! The tree of a FEEL expression. Boxed expressions of DMN become the same tree: the standard says what they mean in FEEL.
//!
//! What may not happen here: evaluation.

use std::sync::Arc;

use super::function::Parameter;
use super::types::Type;
use super::value::Value;
use crate::dmn::table::Table;

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Node {
    Constant(Constant),
    Name(Arc<str>),
    Path(Box<Node>, Arc<str>),
    Filter(Box<Node>, Box<Node>),
    Negate(Box<Node>),
    Calculate(Operator, Box<Node>, Box<Node>),
    Compare(Comparison, Box<Node>, Box<Node>),
    Between(Box<[Node; 3]>),
    In(Box<Node>, Tests),
    And(Box<Node>, Box<Node>),
    Or(Box<Node>, Box<Node>),
    If(Box<[Node; 3]>),
    For(Vec<Domain>, Box<Node>),
    Some(Vec<Domain>, Box<Node>),
    Every(Vec<Domain>, Box<Node>),
    InstanceOf(Box<Node>, Type),
    List(Vec<Node>),
    Context(Vec<(Arc<str>, Node)>),
    /// A boxed context that has a result: its entries are only seen inside.
    Within(Vec<(Arc<str>, Node)>, Box<Node>),
    Range(Box<Bounds>),
    /// `(< 10)` as a value.
    UnaryRange(Comparison, Box<Node>),
    Function(Arc<Written>),
    Call(Box<Node>, Arguments),
    /// A value made to conform to the type that its variable declares.
    Typed(Box<Node>, Type),
    Table(Arc<Table>),
    /// An expression that could not be read: null, and why.
    Unreadable(Arc<str>),
    /// What this program does not do, such as a function in Java.
    Unsupported(Arc<str>),
}

/// A literal. Only these are compared when trees are: what they stand for has no functions in it.
#[derive(Clone, Debug)]
pub(crate) struct Constant(pub Value);

impl PartialEq for Constant {
    fn eq(&self, other: &Constant) -> bool {
        self.0.is(&other.0)
    }
}

/// A function that the model's author wrote.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Written {
    pub parameters: Vec<Parameter>,
    pub result: Type,
    pub body: Node,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Arguments {
    Placed(Vec<Node>),
    Named(Vec<(Arc<str>, Node)>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Operator {
    Plus,
    Minus,
    Times,
    Over,
    Power,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Comparison {
    Equal,
    Unequal,
    Less,
    AtMost,
    Greater,
    AtLeast,
}

impl Comparison {
    pub(crate) fn sign(self) -> &'static str {
        match self {
            Comparison::Equal => "=",
            Comparison::Unequal => "!=",
            Comparison::Less => "<",
            Comparison::AtMost => "<=",
            Comparison::Greater => ">",
            Comparison::AtLeast => ">=",
        }
    }
}

/// One variable of `for`, `some` or `every`, and what it goes through.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Domain {
    pub name: Arc<str>,
    pub items: Items,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Items {
    Each(Node),
    /// `1..5`, upwards or downwards.
    Range(Node, Node),
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Bounds {
    pub low: Node,
    pub low_included: bool,
    pub high: Node,
    pub high_included: bool,
}

/// The unary tests of a cell, of what follows `in`, or of the values that a type allows.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Tests {
    /// `not(...)` around all of them.
    pub negated: bool,
    /// None for `-`: everything passes.
    pub tests: Option<Vec<Test>>,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Test {
    Compare(Comparison, Node),
    /// A value, a list of values, a range, or what asks for `?` itself.
    Value {
        node: Node,
        asks: bool,
    },
}

impl Node {
    pub(crate) fn constant(value: Value) -> Node {
        Node::Constant(Constant(value))
    }
}

impl Node {
    /// Every part directly inside this one.
    pub(crate) fn each_part(&self, each: &mut dyn FnMut(&Node)) {
        match self {
            Node::Constant(_)
            | Node::Name(_)
            | Node::Table(_)
            | Node::Unreadable(_)
            | Node::Unsupported(_) => {}
            Node::Path(a, _)
            | Node::Negate(a)
            | Node::InstanceOf(a, _)
            | Node::UnaryRange(_, a)
            | Node::Typed(a, _) => each(a),
            Node::Filter(a, b)
            | Node::Calculate(_, a, b)
            | Node::Compare(_, a, b)
            | Node::And(a, b)
            | Node::Or(a, b) => {
                each(a);
                each(b);
            }
            Node::Between(parts) | Node::If(parts) => parts.iter().for_each(each),
            Node::In(a, tests) => {
                each(a);
                tests.each_part(each);
            }
            Node::For(domains, a) | Node::Some(domains, a) | Node::Every(domains, a) => {
                for domain in domains {
                    match &domain.items {
                        Items::Each(list) => each(list),
                        Items::Range(from, to) => {
                            each(from);
                            each(to);
                        }
                    }
                }
                each(a);
            }
            Node::List(items) => items.iter().for_each(each),
            Node::Context(entries) => entries.iter().for_each(|(_, node)| each(node)),
            Node::Within(entries, result) => {
                entries.iter().for_each(|(_, node)| each(node));
                each(result);
            }
            Node::Range(bounds) => {
                each(&bounds.low);
                each(&bounds.high);
            }
            Node::Function(written) => each(&written.body),
            Node::Call(function, arguments) => {
                each(function);
                match arguments {
                    Arguments::Placed(nodes) => nodes.iter().for_each(each),
                    Arguments::Named(nodes) => nodes.iter().for_each(|(_, node)| each(node)),
                }
            }
        }
    }
}

impl Tests {
    pub(crate) fn each_part(&self, each: &mut dyn FnMut(&Node)) {
        for test in self.tests.iter().flatten() {
            match test {
                Test::Compare(_, node) | Test::Value { node, .. } => each(node),
            }
        }
    }
}
