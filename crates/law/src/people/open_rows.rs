//! Rows whose outputs read facts: their expressions go over the columns, and are given to those whom the row decides.

use std::collections::BTreeMap;

use super::given::put;
use super::series::{People, Series, Values};
use crate::compiled::Form;
use crate::decide::{Ready, must_be_allowed};
use crate::feel::{Evaluation, Kind, Scope};
use crate::table::{Column, Row};

/// Fills in what such rows give. Whose outcome the columns cannot say becomes odd.
pub(super) fn fill(
    ready: &Ready<'_>,
    form: &Form,
    people: &People,
    (chosen, odd): (&[u32], &mut [bool]),
    outputs: &mut BTreeMap<String, Series>,
) {
    let mut known: BTreeMap<&str, Option<Series>> = BTreeMap::new();
    for (place, row) in ready.table.rows.iter().enumerate() {
        let is_made = form.made.get(place).is_some_and(Option::is_some);
        if is_made || !chosen.iter().any(|row| *row as usize == place) {
            continue;
        }
        for (n, column) in ready.table.outputs.iter().enumerate() {
            let Some(text) = row.outputs.get(n).map(|placed| placed.expression.text()) else {
                continue;
            };
            let all = known.entry(text).or_insert_with(|| series(ready, people, row, n));
            let all = all.as_ref().filter(|all| may_give(ready, column, row, (n, all)));
            let Some(output) = outputs.get_mut(&column.name) else { continue };
            if let Some(all) = all {
                give(output, all, (place, chosen), odd, is_null(row, n));
            } else {
                let theirs = chosen.iter().zip(odd.iter_mut());
                theirs.for_each(|(row, odd)| *odd |= *row as usize == place);
            }
        }
    }
}

/// Whether the cell says `null`, which is an outcome; null that was calculated is none.
fn is_null(row: &Row, place: usize) -> bool {
    let cell = row.outputs.get(place).and_then(|placed| placed.expression.constant());
    cell == Some(&crate::Value::Nothing)
}

/// What a cell gives everybody, where that goes by column.
fn series(ready: &Ready<'_>, people: &People, row: &Row, place: usize) -> Option<Series> {
    let expression = &row.outputs.get(place)?.expression;
    if let Some(value) = expression.constant() {
        return Some(Series::of(vec![value.clone()]).repeated(people.count()));
    }
    let derived = ready.law.derive_all(expression, people);
    (derived.single_cases == 0).then_some(derived.series)
}

/// Whether the column may have everything that the cell gives.
fn may_give(ready: &Ready<'_>, column: &Column, row: &Row, (n, all): (usize, &Series)) -> bool {
    let constant = row.outputs.get(n).and_then(|placed| placed.expression.constant());
    let reads = column.allowed.iter().any(|cell| !cell.references().is_empty());
    match constant {
        Some(value) if !reads => {
            let nothing = BTreeMap::new();
            let scope = Scope::of(&nothing).with(ready.law);
            must_be_allowed(ready.table, column, value, &Evaluation::new(&scope)).is_ok()
        }
        None if column.allowed.is_none() => match (&column.kind, &all.values) {
            (Kind::Any | Kind::Number, Values::Numbers { .. }) => true,
            (Kind::Integer, Values::Numbers { scale, .. }) => *scale == 0,
            (Kind::Any | Kind::Boolean, Values::Truths(_)) => true,
            (Kind::Any | Kind::Day, Values::Days(_)) => true,
            (Kind::Any | Kind::Text, Values::Texts { .. }) => true,
            _ => false,
        },
        _ => false,
    }
}

/// Gives it to those whom the row decides.
fn give(
    output: &mut Series,
    all: &Series,
    (place, chosen): (usize, &[u32]),
    odd: &mut [bool],
    null_is_given: bool,
) {
    if let (Values::Numbers { scale, .. }, Values::Numbers { scale: wanted, .. }) =
        (&output.values, &all.values)
        && scale < wanted
    {
        output.finer(*wanted);
    }
    let theirs = chosen.iter().zip(odd).enumerate().filter(|(_, (row, _))| **row as usize == place);
    for (person, (_, odd)) in theirs {
        let value = all.value(person);
        let is_given = null_is_given || value != crate::Value::Nothing;
        *odd |= !is_given || put(output, person, value).is_none();
    }
}
