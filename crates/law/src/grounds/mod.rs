//! The grounds of a decision: its facts, its table and its expressions laid open, so that one can ask what it rests on and
//! what would have to be otherwise.
//!
//! What may not happen here: words, and a guess. What cannot be worked out exactly is not told.

mod measure;
mod rest;
mod turn;
mod unit;

use std::collections::BTreeMap;

use crate::decide::{Outcome, Ready};
use crate::facts::Facts;
use crate::fault::Fault;
use crate::feel::{Expression, Node, What};
use crate::law::LawOfDay;
use crate::value::Value;

pub use measure::Measured;
pub use rest::Step;
pub use turn::Turn;
pub use unit::Units;

/// A case that a table decided, with everything that its facts were derived from.
#[derive(Debug)]
pub struct Grounds<'l> {
    ready: Ready<'l>,
    given: BTreeMap<String, Value>,
    expressions: Vec<(String, Expression)>,
    pub facts: Facts,
    pub outcome: Outcome,
}

impl<'l> Grounds<'l> {
    /// Derives the facts from what is given and lets the table decide, under the law of its day.
    pub fn of(
        law: LawOfDay<'l>,
        table: &str,
        expressions: Vec<(String, Expression)>,
        given: BTreeMap<String, Value>,
    ) -> Result<Grounds<'l>, Fault> {
        let facts = Facts::compute(&expressions, given.clone(), law)?;
        let ready = law.ready(table)?;
        let outcome = ready.decide(&facts)?;
        Ok(Grounds { ready, given, expressions, facts, outcome })
    }

    fn expression(&self, name: &str) -> Option<&Expression> {
        self.expressions.iter().find(|(id, _)| id == name).map(|(_, expression)| expression)
    }

    /// The value of a name or of a path through records.
    pub fn value(&self, path: &str) -> Option<&Value> {
        let mut parts = path.split('.');
        let first = self.facts.values.get(parts.next()?)?;
        parts.try_fold(first, |value, part| match value {
            Value::Record(fields) => fields.get(part),
            _ => None,
        })
    }

    /// The facts with one of them otherwise, and everything that is derived from it again. None where it is no fact.
    fn with(&self, path: &str, value: &Value) -> Result<Option<Facts>, Fault> {
        let mut facts = Facts::from(self.given.clone());
        let is_derived = self.expression(path).is_some();
        if !is_derived && !put(&mut facts.values, path, value) {
            return Ok(None);
        }
        for (id, expression) in &self.expressions {
            let derived = match id == path {
                true => value.clone(),
                false => facts.derive(id, expression, self.ready.law)?.value,
            };
            facts.values.insert(id.clone(), derived);
        }
        Ok(Some(facts))
    }
}

/// Puts a value where a path leads, if something is there.
fn put(values: &mut BTreeMap<String, Value>, path: &str, value: &Value) -> bool {
    let (first, rest) = path.split_once('.').map_or((path, None), |(a, b)| (a, Some(b)));
    match (values.get_mut(first), rest) {
        (Some(found), None) => *found = value.clone(),
        (Some(Value::Record(fields)), Some(rest)) => return put(fields, rest, value),
        _ => return false,
    }
    true
}

/// The path that a node is, when it is nothing else.
fn path_of(node: &Node) -> Option<String> {
    match &node.what {
        What::Name(name) => Some(name.clone()),
        What::Path(inner, name) => path_of(inner).map(|inner| format!("{inner}.{name}")),
        _ => None,
    }
}
