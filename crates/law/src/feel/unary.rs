//! Cells of tables: unary tests, compiled so that plain ones match without evaluating anything.

use std::cmp::Ordering;

use vocabulary::Mistake;

use super::evaluate::Evaluation;
use super::frame::Frame;
use super::kind::{Kind, Kinds};
use super::kinds::check_tests;
use super::names::{Reference, references_of_tests, scales};
use super::operators::{compare, or};
use super::parser;
use super::syntax::{Comparison, Node, Test};
use crate::fault::Fault;
use crate::value::Value;

/// The unary tests of one cell.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Cell {
    pub text: String,
    pub negated: bool,
    /// None for `-`.
    pub pieces: Option<Vec<Piece>>,
    tests: Vec<Test>,
}

/// One test of a cell. What is neither interval nor value is evaluated.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Piece {
    Interval(Option<End>, Option<End>),
    Equal(Value),
    Unequal(Value),
    Other(Test),
}

/// An end of an interval.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct End {
    pub value: Value,
    pub included: bool,
}

impl Cell {
    pub(crate) fn parse(text: &str) -> Result<Cell, Mistake> {
        let parsed = parser::cell(text)?;
        let tests = parsed.tests.clone().unwrap_or_default();
        let constant = |node: &Node| node.as_constant().cloned();
        let pieces = parsed
            .tests
            .map(|tests| tests.into_iter().map(|test| piece(test, &constant)).collect());
        Ok(Cell { text: text.into(), negated: parsed.negated, pieces, tests })
    }

    /// Whether the input matches; none when one cannot tell, which is no match.
    pub(crate) fn matches(
        &self,
        evaluation: &Evaluation<'_>,
        input: &Value,
    ) -> Result<Option<bool>, Fault> {
        let Some(pieces) = &self.pieces else { return Ok(Some(true)) };
        let mut found = Some(false);
        for piece in pieces {
            found = or(found, piece.matches(evaluation, input)?);
            if found == Some(true) {
                break;
            }
        }
        Ok(if self.negated { found.map(|found| !found) } else { found })
    }

    pub(crate) fn references(&self) -> Vec<Reference> {
        references_of_tests(&self.tests, &self.text)
    }

    pub(crate) fn scales(&self) -> Vec<String> {
        self.tests.iter().flat_map(Test::parts).flat_map(scales).collect()
    }

    pub(crate) fn check(&self, known: &Kinds, column: &Kind) -> Vec<Mistake> {
        check_tests(&self.tests, &self.text, known, column)
    }

    /// The pieces with every part that reads only parameters put in for its value on the day of the evaluation;
    /// none when the cell depends on more than its input.
    pub(crate) fn plain(
        &self,
        evaluation: &Evaluation<'_>,
        is_parameter: &dyn Fn(&str) -> bool,
    ) -> Option<Vec<Piece>> {
        let plain = |node: &Node| {
            let references =
                references_of_tests(std::slice::from_ref(&Test::Value(node.clone())), "");
            let only_parameters =
                references.iter().all(|r| r.paths.iter().all(|path| is_parameter(path)));
            if !only_parameters || node.mentions_input() {
                return None;
            }
            let value = evaluation.value(node, &Frame::OUTERMOST).ok()?;
            evaluation.own(value).ok()
        };
        let pieces = self.tests.iter().flat_map(|test| match test {
            // No column that is cut into pieces holds lists: a list can only hold the input.
            Test::Value(node) => match plain(node) {
                Some(Value::List(items)) => items.into_iter().map(Piece::Equal).collect(),
                _ => vec![piece(test.clone(), &plain)],
            },
            _ => vec![piece(test.clone(), &plain)],
        });
        let pieces: Vec<Piece> = pieces.collect();
        let all_plain = !pieces.iter().any(|piece| matches!(piece, Piece::Other(_)));
        all_plain.then_some(pieces)
    }
}

impl Piece {
    fn matches(&self, evaluation: &Evaluation<'_>, input: &Value) -> Result<Option<bool>, Fault> {
        match self {
            Piece::Other(test) => evaluation.test(input, test, &Frame::input(input)),
            plain => Ok(plain.holds(input)),
        }
    }

    /// Whether a plain piece holds for the input.
    pub(crate) fn holds(&self, input: &Value) -> Option<bool> {
        match self {
            Piece::Equal(value) => value.equals(input),
            Piece::Unequal(value) => value.equals(input).map(|equal| !equal),
            Piece::Interval(low, high) => {
                let above =
                    low.as_ref().map_or(Some(true), |end| end.holds(input, Ordering::Greater));
                let below =
                    high.as_ref().map_or(Some(true), |end| end.holds(input, Ordering::Less));
                above.zip(below).map(|(above, below)| above && below)
            }
            Piece::Other(_) => None,
        }
    }
}

impl End {
    fn holds(&self, input: &Value, side: Ordering) -> Option<bool> {
        let order = input.compare(&self.value)?;
        Some(order == side || (self.included && order == Ordering::Equal))
    }
}

/// A test as a piece, where its values are known.
fn piece(test: Test, known: &dyn Fn(&Node) -> Option<Value>) -> Piece {
    let piece = match &test {
        Test::Compare(comparison, node) => {
            known(node).and_then(|value| compared(*comparison, value))
        }
        Test::Range(bounds) => known(&bounds.low).zip(known(&bounds.high)).map(|(low, high)| {
            let low = End { value: low, included: bounds.low_included };
            let high = End { value: high, included: bounds.high_included };
            Piece::Interval(Some(low), Some(high))
        }),
        Test::Condition(_) => None,
        Test::Value(node) => match known(node) {
            // A list holds the input, or is it.
            Some(Value::List(_)) | None => None,
            // A condition may ask for itself: which it does depends on the input.
            Some(Value::Truth(_)) if node.as_constant().is_none() => None,
            Some(value) => Some(Piece::Equal(value)),
        },
    };
    piece.unwrap_or(Piece::Other(test))
}

fn compared(comparison: Comparison, value: Value) -> Option<Piece> {
    // What has no order with itself compares as null with everything: left to the evaluation.
    let end = |included| Some(End { value: value.clone(), included });
    match comparison {
        Comparison::Equal => return Some(Piece::Equal(value)),
        Comparison::Unequal => return Some(Piece::Unequal(value)),
        _ => compare(Comparison::AtLeast, &value, &value)?,
    };
    Some(match comparison {
        Comparison::Less => Piece::Interval(None, end(false)),
        Comparison::AtMost => Piece::Interval(None, end(true)),
        Comparison::Greater => Piece::Interval(end(false), None),
        _ => Piece::Interval(end(true), None),
    })
}
