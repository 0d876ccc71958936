//! What a value rests on: the facts and the numbers of the law on the way that the calculation took, step by step.
//!
//! What may not happen here: a branch that was not taken. Of a choice only the side that decided is told.

use std::collections::BTreeSet;

use super::Grounds;
use crate::fault::Fault;
use crate::feel::{Expression, Node, What, references};
use crate::trace::UsedParameter;
use crate::value::Value;

/// A fact that was derived.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    pub name: String,
    pub value: Value,
    /// The facts that it was derived from, by name or path; those of the law are beside them.
    pub reads: Vec<String>,
    pub parameters: Vec<UsedParameter>,
}

impl Grounds<'_> {
    /// The inputs of the table that a row asked for which was tried, in their order.
    pub fn asked(&self) -> Vec<&str> {
        let trace = &self.outcome.trace;
        let tried = || trace.table.rows.iter().take(trace.failed.len());
        let is_asked = |place: usize| {
            tried().any(|row| row.cells.get(place).is_some_and(|cell| cell.trim() != "-"))
        };
        let inputs = trace.table.inputs.iter().enumerate();
        inputs.filter(|(place, _)| is_asked(*place)).map(|(_, name)| name.as_str()).collect()
    }

    /// What an output of the table rests on, and what each of these does, in the order in which they were derived. An output
    /// that is a number of the law has no steps: it stands among the parameters of the trace.
    pub fn steps_to_output(&self, output: &str) -> Result<Vec<Step>, Fault> {
        let table = self.ready.table;
        let Some(place) = table.outputs.iter().position(|column| column.name == output) else {
            return Ok(Vec::new());
        };
        let rows = self.outcome.trace.decided.iter().filter_map(|row| table.rows.get(*row));
        let mut names = Vec::new();
        for placed in rows.filter_map(|row| row.outputs.get(place)) {
            names.extend(self.reads(&placed.expression)?);
        }
        self.steps(&names)
    }

    /// The steps to some facts, themselves among them.
    pub fn steps(&self, names: &[String]) -> Result<Vec<Step>, Fault> {
        let mut found = BTreeSet::new();
        let mut open: Vec<String> = names.to_vec();
        let mut steps = Vec::new();
        while let Some(path) = open.pop() {
            let name = path.split('.').next().unwrap_or_default();
            let derived = self.facts.derived.iter().enumerate().find(|(_, fact)| fact.id == name);
            let (Some((place, fact)), Some(expression)) = (derived, self.expression(name)) else {
                continue;
            };
            if !found.insert(place) {
                continue;
            }
            let reads = self.reads(expression)?;
            open.extend(reads.iter().cloned());
            let (name, value) = (fact.id.clone(), fact.value.clone());
            steps.push((place, Step { name, value, reads, parameters: fact.parameters.clone() }));
        }
        steps.sort_by_key(|(place, _)| *place);
        Ok(steps.into_iter().map(|(_, step)| step).collect())
    }

    /// The paths that a fact can stand for when it is an entry of a list, or a part of something given.
    pub fn stands_for(&self, name: &str) -> Vec<String> {
        self.expression(name).map(Expression::stands_for).unwrap_or_default()
    }

    /// The facts that an expression read, each once, in the order of its text.
    fn reads(&self, expression: &Expression) -> Result<Vec<String>, Fault> {
        let mut found = Vec::new();
        self.walk(expression.root(), expression.text(), &mut found)?;
        Ok(found)
    }

    fn walk(&self, node: &Node, text: &str, found: &mut Vec<String>) -> Result<(), Fault> {
        match &node.what {
            What::If(parts) => {
                let [condition, yes, no] = &**parts;
                self.walk(condition, text, found)?;
                self.walk(if self.holds(condition)? { yes } else { no }, text, found)
            }
            What::And(parts) => self.deciding(parts, false, text, found),
            What::Or(parts) => self.deciding(parts, true, text, found),
            What::Name(_)
            | What::Path(..)
            | What::Filter(..)
            | What::For(..)
            | What::Some(..)
            | What::Every(..)
            | What::Context(_) => {
                for read in references(node, text) {
                    let path = read.paths.into_iter().find(|path| self.is_fact(path));
                    found.extend(path.filter(|path| !found.contains(path)));
                }
                Ok(())
            }
            _ => node.parts().into_iter().try_for_each(|part| self.walk(part, text, found)),
        }
    }

    /// Of parts of which one is enough: those that were enough, else all.
    fn deciding(
        &self,
        parts: &[Node],
        enough: bool,
        text: &str,
        found: &mut Vec<String>,
    ) -> Result<(), Fault> {
        let mut deciding = Vec::new();
        for part in parts {
            if self.evaluated(part)? == Value::Truth(enough) {
                deciding.push(part);
            }
        }
        let told = if deciding.is_empty() { parts.iter().collect() } else { deciding };
        told.into_iter().try_for_each(|part| self.walk(part, text, found))
    }

    fn is_fact(&self, path: &str) -> bool {
        path.split('.').next().is_some_and(|first| self.facts.values.contains_key(first))
    }
}
