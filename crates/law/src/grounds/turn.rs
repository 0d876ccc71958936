//! What would turn a decision: the ranges of `Ready::changes`, each tried with everything derived from it again, and a yes or no
//! of the table told by the number behind it.
//!
//! What may not happen here: an outcome that was not worked out.

use super::measure::nearest;
use super::{Grounds, Measured};
use crate::change::Range;
use crate::decide::Outputs;
use crate::fault::Fault;
use crate::feel::Kind;
use crate::value::Value;

/// One thing that alone would have to be otherwise for another outcome.
#[derive(Clone, Debug, PartialEq)]
pub struct Turn {
    /// The input of the table.
    pub input: String,
    /// The number or day behind it, where the input is a yes or no that comes of comparing one with a limit.
    pub measured: Option<Measured>,
    /// What the input, or what is measured, would have to be.
    pub range: Range,
    /// The value with which the outcome was worked out.
    pub at: Value,
    /// Whether nothing else depends on the value, so that the outcome is the same in the whole range.
    pub is_even: bool,
    pub outputs: Outputs,
    /// The rows that would decide.
    pub decided: Vec<usize>,
}

impl Grounds<'_> {
    /// Everything that alone would turn the outcome, in the order of the table's inputs. That an input were unknown is not told.
    pub fn turns(&self) -> Result<Vec<Turn>, Fault> {
        let changes = self.ready.changes(&self.facts)?;
        let mut turns = Vec::new();
        for column in self.ready.table.inputs.iter().filter(|column| column.reads.is_none()) {
            let mut ranges: Vec<Range> = changes
                .changes
                .iter()
                .filter(|change| change.input == column.name)
                .map(|change| change.range.clone())
                .collect();
            // What cells or outcomes depend on in another way is tried where there are but two values.
            if changes.unknown.contains(&column.name) && column.kind == Kind::Boolean {
                let now = self.facts.values.get(&column.name) == Some(&Value::Truth(true));
                ranges.push(Range::Values(vec![Value::Truth(!now)]));
            }
            for range in ranges {
                turns.extend(self.turn(&column.name, range)?);
            }
        }
        turns.retain(|turn| turn.outputs != self.outcome.outputs);
        Ok(turns)
    }

    fn turn(&self, input: &str, range: Range) -> Result<Option<Turn>, Fault> {
        if let Range::Values(values) = &range
            && let [Value::Truth(wanted)] = values.as_slice()
            && let Some(measured) = self.measured(input, *wanted)?
            && let Some(turn) = self.turn_by(input, *wanted, measured)?
        {
            return Ok(Some(turn));
        }
        let Some(at) = nearest(&range, self.facts.values.get(input)) else { return Ok(None) };
        if at == Value::Nothing {
            return Ok(None);
        }
        let Some(facts) = self.with(input, &at)? else { return Ok(None) };
        let Ok(outcome) = self.ready.decide(&facts) else { return Ok(None) };
        let is_even = matches!(range, Range::Values(_)) || self.readers(input).is_empty();
        let (outputs, decided) = (outcome.outputs, outcome.trace.decided);
        let input = input.to_string();
        Ok(Some(Turn { input, measured: None, range, at, is_even, outputs, decided }))
    }

    /// The turn by the number behind an input: only where the number does turn it.
    fn turn_by(
        &self,
        input: &str,
        wanted: bool,
        measured: Measured,
    ) -> Result<Option<Turn>, Fault> {
        let Some(at) = nearest(&measured.range, Some(&measured.found)) else { return Ok(None) };
        // A day through a list has no place of its own: then its yes or no stands for it, and what was measured is still told.
        let (facts, at, range) = match self.with(&measured.what, &at)? {
            Some(facts) if facts.values.get(input) == Some(&Value::Truth(wanted)) => {
                (facts, at, measured.range.clone())
            }
            _ => {
                let truth = Value::Truth(wanted);
                let Some(facts) = self.with(input, &truth)? else { return Ok(None) };
                (facts, truth.clone(), Range::Values(vec![truth]))
            }
        };
        let Ok(outcome) = self.ready.decide(&facts) else { return Ok(None) };
        let readers = self.readers(&measured.what);
        let is_even = readers.iter().all(|reader| *reader == input);
        // Months are not as long as one another: with them the border is where it was tried.
        let is_exact = measured.added.is_none_or(|span| span.months == 0);
        let is_even =
            is_even && is_exact && self.readers(input).is_empty() || matches!(at, Value::Truth(_));
        let (outputs, decided) = (outcome.outputs, outcome.trace.decided);
        let input = input.to_string();
        Ok(Some(Turn { input, measured: Some(measured), range, at, is_even, outputs, decided }))
    }

    /// The facts that read a name or path, or something in it, and the outcomes of the table, which have no name.
    fn readers(&self, path: &str) -> Vec<&str> {
        let is_it = |read: &String| {
            read == path || read.strip_prefix(path).is_some_and(|rest| rest.starts_with('.'))
        };
        let derived = self.facts.derived.iter().filter(|fact| fact.reads.iter().any(is_it));
        let mut readers: Vec<&str> = derived.map(|fact| fact.id.as_str()).collect();
        let outputs = self.ready.table.rows.iter().flat_map(|row| &row.outputs);
        let mut read = outputs.flat_map(|placed| placed.expression.names());
        if read.any(|found| found.paths.iter().any(is_it)) {
            readers.push("");
        }
        readers
    }
}
