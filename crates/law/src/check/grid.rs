//! A table as boxes: each column's values cut into the pieces that its cells can tell apart, one value standing for each.

use std::cmp::Ordering;

use vocabulary::Span;

use crate::feel::{Evaluation, Kind, Piece};
use crate::number::{Number, Rounding};
use crate::table::{Column, Table};
use crate::value::Value;

/// Which of a column's values a cell takes. Unknown where the cell depends on more than its input.
pub(super) type Taken = Option<Vec<bool>>;

/// A table on one day.
pub(super) struct Grid {
    /// For each column the values that stand for all.
    pub values: Vec<Vec<Value>>,
    /// For each row and column, which of the values its cell takes.
    pub rows: Vec<Vec<Taken>>,
}

/// The most different values of one column.
const VALUES_MAX: usize = 4_000;

/// Cuts the table; or says which column cannot be cut.
pub(super) fn grid(
    table: &Table,
    evaluation: &Evaluation<'_>,
    is_parameter: &dyn Fn(&str) -> bool,
) -> Result<Grid, String> {
    let mut values = Vec::new();
    let mut columns: Vec<Vec<Taken>> = Vec::new();
    for (n, column) in table.inputs.iter().enumerate() {
        let cells = table.rows.iter().filter_map(|row| row.cells.get(n)).map(|placed| &placed.cell);
        let plain: Vec<Option<(bool, Option<Vec<Piece>>)>> = cells
            .map(|cell| match &cell.pieces {
                None => Some((false, None)),
                Some(_) => {
                    cell.plain(evaluation, is_parameter).map(|pieces| (cell.negated, Some(pieces)))
                }
            })
            .collect();
        let allowed = match &column.allowed {
            None => None,
            Some(cell) => {
                let pieces = cell.plain(evaluation, is_parameter);
                Some((
                    cell.negated,
                    pieces.ok_or_else(|| {
                        format!("the values of `{}` are no constants", column.name)
                    })?,
                ))
            }
        };
        let known = plain.iter().flatten().flat_map(|(_, pieces)| pieces.iter().flatten());
        let pieces: Vec<&Piece> =
            known.chain(allowed.iter().flat_map(|(_, pieces)| pieces)).collect();
        let mut cut = cut(column, &pieces)?;
        if let Some((negated, pieces)) = &allowed {
            cut.retain(|value| *value == Value::Nothing || takes(*negated, pieces, value));
        }
        let taken = |cell: &Option<(bool, Option<Vec<Piece>>)>| {
            let (negated, pieces) = cell.as_ref()?;
            Some(
                cut.iter()
                    .map(|value| {
                        pieces.as_ref().is_none_or(|pieces| takes(*negated, pieces, value))
                    })
                    .collect(),
            )
        };
        columns.push(plain.iter().map(taken).collect());
        values.push(cut);
    }
    let row = |n: usize| {
        columns.iter().map(|column: &Vec<Taken>| column.get(n).cloned().flatten()).collect()
    };
    Ok(Grid { values, rows: (0..table.rows.len()).map(row).collect() })
}

fn takes(negated: bool, pieces: &[Piece], value: &Value) -> bool {
    let mut found = Some(false);
    for piece in pieces {
        found = match (found, piece.holds(value)) {
            (Some(true), _) | (_, Some(true)) => Some(true),
            (Some(false), Some(false)) => Some(false),
            _ => None,
        };
    }
    found == Some(!negated)
}

/// One value for each part of the column that no test divides.
fn cut(column: &Column, pieces: &[&Piece]) -> Result<Vec<Value>, String> {
    let mut named: Vec<Value> = Vec::new();
    let mut intervals = false;
    let mut with_null = false;
    for piece in pieces {
        let found: Vec<&Value> = match piece {
            Piece::Equal(value) | Piece::Unequal(value) => vec![value],
            Piece::Interval(low, high) => {
                intervals = true;
                low.iter().chain(high).map(|end| &end.value).collect()
            }
            Piece::Other(_) => Vec::new(),
        };
        for value in found {
            with_null |= *value == Value::Nothing;
            if *value != Value::Nothing && !named.contains(value) {
                named.push(value.clone());
            }
        }
        if named.len() > VALUES_MAX {
            return Err(format!("`{}` has more than {VALUES_MAX} different values", column.name));
        }
    }
    let why = || format!("the tests of `{}` are not comparable", column.name);
    let mut values = match &column.kind {
        Kind::Boolean => vec![Value::Truth(true), Value::Truth(false)],
        Kind::Number | Kind::Integer | Kind::Day | Kind::Duration => {
            ordered(&column.kind, named).ok_or_else(why)?
        }
        Kind::Text | Kind::Any if !intervals => {
            let other = another(&named);
            named.push(other);
            named
        }
        _ => return Err(why()),
    };
    if with_null {
        values.push(Value::Nothing);
    }
    Ok(values)
}

/// A text that is none of those named.
fn another(named: &[Value]) -> Value {
    let mut text = "other".to_string();
    while named.contains(&Value::Text(text.clone())) {
        text.push('_');
    }
    Value::Text(text)
}

/// The points and what lies before, between and after them.
fn ordered(kind: &Kind, mut points: Vec<Value>) -> Option<Vec<Value>> {
    let comparable =
        points.iter().all(|a| points.first().is_some_and(|first| a.compare(first).is_some()));
    if !points.is_empty() && !comparable {
        return None;
    }
    points.sort_by(|a, b| a.compare(b).unwrap_or(Ordering::Equal));
    let Some(first) = points.first() else { return Some(vec![anything(kind)]) };
    let mut values: Vec<Value> = step(kind, first, -1).into_iter().collect();
    let nexts = points.iter().skip(1).map(Some).chain([None]);
    for (point, next) in points.iter().zip(nexts) {
        // Nothing whole lies at 5.5: such a point is only a border.
        if !matches!((kind, point), (Kind::Integer, Value::Number(n)) if !n.is_whole()) {
            values.push(point.clone());
        }
        match next {
            None => values.extend(step(kind, point, 1)),
            Some(next) => values.extend(between(kind, point, next)),
        }
    }
    Some(values)
}

fn anything(kind: &Kind) -> Value {
    match kind {
        Kind::Day => Value::day("2026-01-01"),
        Kind::Duration => Value::Span(Span { months: 0, days: 0 }),
        _ => Value::whole(0),
    }
}

/// The next value on that side, of whole steps; none at the end of what there is.
fn step(kind: &Kind, value: &Value, side: i64) -> Option<Value> {
    match value {
        Value::Number(number) => {
            let rounding = if side > 0 { Rounding::Floor } else { Rounding::Ceiling };
            let whole = number.rounded(0, rounding)?;
            whole.plus(Number::from(side)).map(Value::Number)
        }
        Value::Day(day) => {
            let next = day.plus_days(side);
            (next != *day).then_some(Value::Day(next))
        }
        Value::Span(span) if span.days == 0 && *kind == Kind::Duration && span.months != 0 => {
            Some(Value::Span(Span { months: span.months + side, days: 0 }))
        }
        Value::Span(span) => Some(Value::Span(Span { months: 0, days: span.days + side })),
        _ => None,
    }
}

fn between(kind: &Kind, low: &Value, high: &Value) -> Option<Value> {
    let next = step(kind, low, 1)?;
    if next.compare(high) == Some(Ordering::Less) {
        return Some(next);
    }
    match (kind, low, high) {
        (Kind::Number, Value::Number(a), Value::Number(b)) => {
            let middle = a.plus(*b)?.over(Number::from(2))?;
            (middle > *a && middle < *b).then_some(Value::Number(middle))
        }
        _ => None,
    }
}
