//! What would change an outcome: for each input alone, the values with which the table would decide otherwise. Exact, from
//! the pieces of the compiled table.
//!
//! What may not happen here: a guess. Where an answer depends on more than the one input, the input is said to be unknown.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use crate::compiled::{Cut, Points};
use crate::decide::{Outputs, Ready, Sheet};
use crate::facts::Facts;
use crate::fault::Fault;
use crate::feel::{Cell, Kind};
use crate::number::{Number, Rounding};
use crate::value::Value;

/// What would change an outcome.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Changes {
    pub changes: Vec<Change>,
    /// Inputs of which it cannot be said, because cells or outcomes depend on them in another way.
    pub unknown: Vec<String>,
}

/// One input that alone would change the outcome.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    pub input: String,
    pub range: Range,
    /// The outcome then; a fault where the table would not decide.
    pub outputs: Result<Outputs, Fault>,
}

/// Values of one input.
#[derive(Clone, Debug, PartialEq)]
pub enum Range {
    /// These values: yes or no, texts, null, or a number or day that stands alone.
    Values(Vec<Value>),
    /// Any text but these.
    NoneOf(Vec<Value>),
    /// From one border to the other; none where there is no border.
    Between(Option<Border>, Option<Border>),
}

/// A border of a range, and whether it belongs to it.
#[derive(Clone, Debug, PartialEq)]
pub struct Border {
    pub value: Value,
    pub included: bool,
}

/// The first and the last of neighbouring pieces, and what they give.
type Asked = (usize, usize, Result<Outputs, Fault>);

impl Range {
    /// Whether a value lies in the range.
    pub fn holds(&self, value: &Value) -> bool {
        let is_among = |values: &[Value]| values.iter().any(|v| v.equals(value) == Some(true));
        match self {
            Range::Values(values) => is_among(values),
            Range::NoneOf(values) => matches!(value, Value::Text(_)) && !is_among(values),
            Range::Between(low, high) => {
                let beyond = |border: &Option<Border>, side: Ordering| {
                    border.as_ref().is_none_or(|border| {
                        let order = value.compare(&border.value);
                        order == Some(side) || (border.included && order == Some(Ordering::Equal))
                    })
                };
                *value != Value::Nothing
                    && beyond(low, Ordering::Greater)
                    && beyond(high, Ordering::Less)
            }
        }
    }
}

impl Ready<'_> {
    /// For each input, in the order of the table, the ranges of values with which the outcome would be another one while
    /// everything else stays. Values that the column may not have are left out.
    pub fn changes(&self, facts: &Facts) -> Result<Changes, Fault> {
        let now = self.decide(facts)?;
        let mut changes = Changes::default();
        for (place, column) in self.table.inputs.iter().enumerate() {
            match self.cut_alone(place, &facts.values) {
                Some(cut) => self.look(place, cut, (facts, &now.trace.inputs), &mut changes),
                None => changes.unknown.push(column.name.clone()),
            }
        }
        changes.changes.retain(|change| change.outputs.as_ref() != Ok(&now.outputs));
        Ok(changes)
    }

    /// The cut of an input, when nothing but its own cells depends on it.
    fn cut_alone(&self, place: usize, facts: &BTreeMap<String, Value>) -> Option<&Cut> {
        let form = self.form_for(facts)?;
        let cut = form.cuts.get(place)?.as_ref().filter(|cut| cut.open.is_empty())?;
        // Months and days have no common order in which ranges could be told.
        if matches!(cut.points, Points::Spans { .. }) {
            return None;
        }
        let name = &self.table.inputs.get(place)?.name;
        let cells = self.table.rows.iter().flat_map(|row| &row.cells).map(|placed| &placed.cell);
        let outputs = self.table.rows.iter().flat_map(|row| &row.outputs);
        let outputs = outputs.flat_map(|placed| placed.expression.names());
        let columns = self.table.inputs.iter().chain(&self.table.outputs);
        let allowed = columns.clone().flat_map(|column| column.allowed.iter());
        let reads = columns.flat_map(|column| column.reads.iter()).flat_map(|e| e.names());
        let read = cells.chain(allowed).flat_map(Cell::references).chain(outputs).chain(reads);
        let is_input = |path: &String| path.split('.').next() == Some(name.as_str());
        let elsewhere = read.into_iter().any(|found| found.paths.iter().any(is_input));
        (!elsewhere).then_some(cut)
    }

    /// Asks with a value of each piece, and joins neighbours that give the same.
    fn look(
        &self,
        place: usize,
        cut: &Cut,
        (facts, inputs): (&Facts, &[Value]),
        changes: &mut Changes,
    ) {
        let Some(column) = self.table.inputs.get(place) else { return };
        let mut inputs = inputs.to_vec();
        let mut sheet = Sheet::default();
        let mut asked: Vec<Asked> = Vec::new();
        for piece in 0..cut.points.pieces() {
            let Some(value) = cut.points.sample(piece).filter(|_| cut.allows(piece)) else {
                continue;
            };
            if let Some(input) = inputs.get_mut(place) {
                *input = value;
            }
            let outputs = self.ask(&inputs, &facts.values, &mut sheet);
            let outputs = outputs.map(|outputs| outputs.into_owned());
            let is_nothing = piece == cut.points.nothing();
            match asked.last_mut().filter(|(_, last, same)| {
                !is_nothing && *same == outputs && is_next(cut, *last, piece)
            }) {
                Some((_, last, _)) => *last = piece,
                None => asked.push((piece, piece, outputs)),
            }
        }
        if let Points::Texts(texts) = &cut.points {
            any_other_text(texts, &mut asked);
        }
        for (first, last, outputs) in asked {
            let range = range(&cut.points, (first, last), &column.kind);
            changes.changes.push(Change { input: column.name.clone(), range, outputs });
        }
    }
}

/// Where it does not matter between which texts a text lies, one piece stands for all of them: 0, up to the last.
fn any_other_text(texts: &[String], asked: &mut Vec<Asked>) {
    let others = asked.iter().filter(|(first, ..)| first % 2 == 0 && *first <= 2 * texts.len());
    let mut outputs = others.map(|(.., outputs)| outputs);
    let Some(first) = outputs.next() else { return };
    if !outputs.all(|other| other == first) {
        return;
    }
    let others = (0, 2 * texts.len(), first.clone());
    // The last piece is null, and its number is odd.
    asked.retain(|(first, ..)| first % 2 == 1);
    asked.push(others);
}

/// Whether a piece follows another one with nothing that could be a value between them.
fn is_next(cut: &Cut, last: usize, piece: usize) -> bool {
    matches!(cut.points, Points::Numbers { .. } | Points::Days(_))
        && (last + 1..piece).all(|between| cut.points.sample(between).is_none())
}

fn range(points: &Points, (first, last): (usize, usize), kind: &Kind) -> Range {
    let point = |place: usize| points.point(place);
    match points {
        _ if first == points.nothing() => Range::Values(vec![Value::Nothing]),
        Points::Truths => Range::Values(vec![Value::Truth(first == 1)]),
        Points::Texts(texts) if first % 2 == 1 => {
            Range::Values(texts.get(first / 2).cloned().map(Value::Text).into_iter().collect())
        }
        Points::Texts(texts) if (first, last) == (0, 2 * texts.len()) => {
            Range::NoneOf(texts.iter().cloned().map(Value::Text).collect())
        }
        _ if first == last && first % 2 == 1 => {
            Range::Values(point(first / 2).into_iter().collect())
        }
        _ => {
            let low = match first % 2 {
                1 => point(first / 2).map(|value| Border { value, included: true }),
                _ => (first / 2).checked_sub(1).and_then(point).map(|value| open(value, kind, 1)),
            };
            let high = match last % 2 {
                1 => point(last / 2).map(|value| Border { value, included: true }),
                _ if 2 * (last / 2) + 1 >= points.nothing() => None,
                _ => point(last / 2).map(|value| open(value, kind, -1)),
            };
            match (&low, &high) {
                (Some(a), Some(b)) if a.included && b.included && a.value == b.value => {
                    Range::Values(vec![a.value.clone()])
                }
                _ => Range::Between(low, high),
            }
        }
    }
}

/// A border that does not belong to the range: of days and whole numbers it is the next one that does.
fn open(value: Value, kind: &Kind, side: i64) -> Border {
    let next = match (&value, kind) {
        (Value::Day(day), _) => Some(Value::Day(day.plus_days(side))),
        (Value::Number(number), Kind::Integer) => {
            let rounding = if side > 0 { Rounding::Floor } else { Rounding::Ceiling };
            let whole = number.rounded(0, rounding).and_then(|n| n.plus(Number::from(side)));
            whole.map(Value::Number)
        }
        _ => None,
    };
    match next.filter(|next| *next != value) {
        Some(value) => Border { value, included: true },
        None => Border { value, included: false },
    }
}
