//! The compiled form of an expression: a tree with its literals read and its functions found.

use vocabulary::Span;

use super::functions::Function;
use crate::value::Value;

/// A part of an expression and the byte of its text where it begins.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Node {
    pub at: usize,
    /// How many levels are below and with it: what evaluates a tree goes as deep on the stack.
    pub height: usize,
    pub what: What,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum What {
    Constant(Value),
    Name(String),
    /// `?`: the input of the cell that the expression stands in.
    Input,
    Path(Box<Node>, String),
    Filter(Box<Node>, Box<Node>),
    Negate(Box<Node>),
    Calculate(Operator, Box<Node>, Box<Node>),
    Compare(Comparison, Box<Node>, Box<Node>),
    Between(Box<[Node; 3]>),
    In(Box<Node>, Vec<Test>),
    And(Vec<Node>),
    Or(Vec<Node>),
    If(Box<[Node; 3]>),
    For(Vec<(String, Domain)>, Box<Node>),
    Some(Vec<(String, Domain)>, Box<Node>),
    Every(Vec<(String, Domain)>, Box<Node>),
    List(Vec<Node>),
    Context(Vec<(String, Node)>),
    Call(Function, Vec<Node>),
    /// `is defined(x)`, which must see the name and not its value.
    IsDefined(Box<Node>),
    /// `scale("id", base)`.
    Scale(String, Box<Node>),
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

/// What `for` and `some` go through.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Domain {
    Each(Node),
    /// `1..5`, upwards or downwards.
    Range(Node, Node),
}

/// A unary test: what stands after `in`, and in the cells of a table.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Test {
    Compare(Comparison, Node),
    Range(Box<Bounds>),
    /// Equal to the value, or one of it when it is a list.
    Value(Node),
    /// What mentions `?`: holds when it is true.
    Condition(Node),
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Bounds {
    pub low: Node,
    pub low_included: bool,
    pub high: Node,
    pub high_included: bool,
}

impl Node {
    pub(crate) fn constant(at: usize, value: Value) -> Node {
        Node { at, height: 1, what: What::Constant(value) }
    }

    pub(crate) fn new(at: usize, what: What) -> Node {
        let mut node = Node { at, height: 0, what };
        node.height = 1 + node.parts().into_iter().map(|part| part.height).max().unwrap_or(0);
        node
    }

    pub(crate) fn as_constant(&self) -> Option<&Value> {
        match &self.what {
            What::Constant(value) => Some(value),
            _ => None,
        }
    }

    /// Every part directly inside this one.
    pub(crate) fn parts(&self) -> Vec<&Node> {
        match &self.what {
            What::Constant(_) | What::Name(_) | What::Input => Vec::new(),
            What::Path(inner, _)
            | What::Negate(inner)
            | What::IsDefined(inner)
            | What::Scale(_, inner) => {
                vec![inner]
            }
            What::Filter(a, b) | What::Calculate(_, a, b) | What::Compare(_, a, b) => vec![a, b],
            What::Between(parts) | What::If(parts) => parts.iter().collect(),
            What::In(input, tests) => {
                std::iter::once(&**input).chain(tests.iter().flat_map(Test::parts)).collect()
            }
            What::And(parts) | What::Or(parts) | What::List(parts) | What::Call(_, parts) => {
                parts.iter().collect()
            }
            What::For(domains, inner)
            | What::Some(domains, inner)
            | What::Every(domains, inner) => {
                let domains = domains.iter().flat_map(|(_, domain)| domain.parts());
                domains.chain(std::iter::once(&**inner)).collect()
            }
            What::Context(entries) => entries.iter().map(|(_, node)| node).collect(),
        }
    }

    /// The same with every part directly inside changed. What goes through lists or has names of its own stays as it is.
    pub(crate) fn map<E>(
        &self,
        change: &mut dyn FnMut(&Node) -> Result<Node, E>,
    ) -> Result<Node, E> {
        let mut boxed = |node: &Node| change(node).map(Box::new);
        let what = match &self.what {
            What::Path(inner, name) => What::Path(boxed(inner)?, name.clone()),
            What::Negate(inner) => What::Negate(boxed(inner)?),
            What::IsDefined(inner) => What::IsDefined(boxed(inner)?),
            What::Scale(scale, base) => What::Scale(scale.clone(), boxed(base)?),
            What::In(input, tests) => {
                let input = boxed(input)?;
                let tests = tests.iter().map(|test| test.map(change));
                What::In(input, tests.collect::<Result<Vec<Test>, E>>()?)
            }
            What::Calculate(operator, a, b) => What::Calculate(*operator, boxed(a)?, boxed(b)?),
            What::Compare(comparison, a, b) => What::Compare(*comparison, boxed(a)?, boxed(b)?),
            What::Between(parts) => What::Between(three(parts, change)?),
            What::If(parts) => What::If(three(parts, change)?),
            What::And(parts) => What::And(all(parts, change)?),
            What::Or(parts) => What::Or(all(parts, change)?),
            What::List(parts) => What::List(all(parts, change)?),
            What::Call(function, parts) => What::Call(*function, all(parts, change)?),
            other => other.clone(),
        };
        Ok(Node::new(self.at, what))
    }

    pub(crate) fn mentions_input(&self) -> bool {
        self.what == What::Input || self.parts().into_iter().any(Node::mentions_input)
    }
}

fn all<E>(
    parts: &[Node],
    change: &mut dyn FnMut(&Node) -> Result<Node, E>,
) -> Result<Vec<Node>, E> {
    parts.iter().map(change).collect()
}

fn three<E>(
    parts: &[Node; 3],
    change: &mut dyn FnMut(&Node) -> Result<Node, E>,
) -> Result<Box<[Node; 3]>, E> {
    let [a, b, c] = parts;
    Ok(Box::new([change(a)?, change(b)?, change(c)?]))
}

impl Domain {
    pub(crate) fn parts(&self) -> Vec<&Node> {
        match self {
            Domain::Each(list) => vec![list],
            Domain::Range(from, to) => vec![from, to],
        }
    }
}

impl Test {
    fn map<E>(&self, change: &mut dyn FnMut(&Node) -> Result<Node, E>) -> Result<Test, E> {
        Ok(match self {
            Test::Compare(comparison, node) => Test::Compare(*comparison, change(node)?),
            Test::Value(node) => Test::Value(change(node)?),
            Test::Condition(node) => Test::Condition(change(node)?),
            Test::Range(bounds) => Test::Range(Box::new(Bounds {
                low: change(&bounds.low)?,
                high: change(&bounds.high)?,
                ..(**bounds).clone()
            })),
        })
    }

    pub(crate) fn parts(&self) -> Vec<&Node> {
        match self {
            Test::Compare(_, node) | Test::Value(node) | Test::Condition(node) => vec![node],
            Test::Range(bounds) => vec![&bounds.low, &bounds.high],
        }
    }
}

/// Reads a duration as FEEL allows it: years and months, or days, with a sign. Hours and less are not days of law: none.
pub(crate) fn read_span(text: &str) -> Option<Span> {
    let (sign, plain) = match text.strip_prefix('-') {
        Some(plain) => (-1, plain),
        None => (1, text),
    };
    let span: Span = plain.parse().ok()?;
    let mixed = plain.contains(['Y', 'M']) && plain.contains(['W', 'D']);
    (!mixed).then_some(Span { months: sign * span.months, days: sign * span.days })
}
