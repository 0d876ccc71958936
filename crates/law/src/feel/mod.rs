//! The expression language of the law: FEEL of DMN 1.5, in the part that public law has needed so far.
//!
//! What may not happen here: no expression changes anything, reads a clock, or runs without a limit.

mod evaluate;
mod frame;
mod functions;
mod kind;
mod kinds;
mod lexer;
mod list_functions;
mod names;
mod operands;
mod operators;
mod parser;
mod scalar_functions;
mod syntax;
mod unary;

use std::collections::BTreeMap;
use std::sync::Arc;

use vocabulary::Mistake;

use crate::fault::Fault;
use crate::law::LawOfDay;
use crate::value::Value;

pub(crate) use evaluate::Evaluation;
pub(crate) use frame::Frame;
pub(crate) use functions::Function;
pub use kind::{Kind, Kinds};
pub use names::Reference;
pub use operands::is_keyword;

pub(crate) use names::references;
pub(crate) use syntax::{Comparison, Domain, Node, Operator, Test, What};
pub(crate) use unary::{Cell, End, Piece};

/// An expression, parsed once and evaluated often.
#[derive(Clone, Debug, PartialEq)]
pub struct Expression {
    text: Arc<str>,
    root: syntax::Node,
    /// The paths of `names`, each once: every derived fact tells them.
    reads: Arc<[String]>,
}

/// What the names of an expression stand for: facts first, then the parameters of the law on its day.
#[derive(Clone, Copy, Debug)]
pub struct Scope<'a> {
    pub facts: &'a BTreeMap<String, Value>,
    pub law: Option<LawOfDay<'a>>,
}

impl<'a> Scope<'a> {
    /// A scope of facts alone.
    pub fn of(facts: &'a BTreeMap<String, Value>) -> Scope<'a> {
        Scope { facts, law: None }
    }

    pub fn with(self, law: LawOfDay<'a>) -> Scope<'a> {
        Scope { law: Some(law), ..self }
    }
}

impl Expression {
    /// Reads FEEL. A mistake has line and column within the text, and no file: the caller knows it.
    pub fn parse(text: &str) -> Result<Expression, Mistake> {
        let root = parser::expression(text)?;
        let mut reads: Vec<String> = Vec::new();
        // Inside a filter, which of the paths was meant depends on the items: all of them are told.
        for path in names::references(&root, text).into_iter().flat_map(|found| found.paths) {
            if !reads.contains(&path) {
                reads.push(path);
            }
        }
        Ok(Expression { text: text.into(), root, reads: reads.into() })
    }

    /// An expression that was made from the parts of another: it is evaluated, and never shown.
    pub(crate) fn of_node(root: Node) -> Expression {
        Expression { text: Arc::default(), root, reads: Arc::default() }
    }

    pub fn text(&self) -> &str {
        &self.text
    }

    /// The value, where a fault (a parameter before its first day, too much work) counts as null.
    ///
    /// For what is shown only. What decides uses `try_evaluate`.
    pub fn evaluate(&self, scope: &Scope<'_>) -> Value {
        self.try_evaluate(scope).unwrap_or_default()
    }

    /// The value. As FEEL says, what cannot be calculated is null; a fault is only what the law itself lacks, or too much work.
    pub fn try_evaluate(&self, scope: &Scope<'_>) -> Result<Value, Fault> {
        Evaluation::new(scope).value_of(self)
    }

    /// The free names and paths that the expression reads, in the order in which they stand in the text.
    pub fn names(&self) -> Vec<Reference> {
        names::references(&self.root, &self.text)
    }

    /// The paths that the expression can be, when it is nothing but a path, perhaps with filters, or a choice of such:
    /// `applicant.family` for `applicant.family[id = answers.child][1]`. Whoever reads a field of the result reads that field
    /// of the path.
    pub fn stands_for(&self) -> Vec<String> {
        names::plain_paths(&self.root)
    }

    /// The names of scales that it uses.
    pub fn scales(&self) -> Vec<String> {
        names::scales(&self.root)
    }

    /// The value when it is a literal.
    pub fn constant(&self) -> Option<&Value> {
        self.root.as_constant()
    }

    /// What kind of value it gives, and the mistakes that are sure without evaluating it: a sum of a text and a number, a day
    /// that the calendar does not have. Names that `known` lacks may be of any kind.
    pub fn check(&self, known: &Kinds) -> (Kind, Vec<Mistake>) {
        kinds::check(&self.root, &self.text, known)
    }

    /// What a derived fact tells of its expression: the text, and the names and paths that it reads.
    pub(crate) fn told(&self) -> (Arc<str>, Arc<[String]>) {
        (Arc::clone(&self.text), Arc::clone(&self.reads))
    }

    pub(crate) fn root(&self) -> &syntax::Node {
        &self.root
    }
}
