//! A table as boxes: the pieces into which the compiled form cuts each column, one value standing for each.
//!
//! What may not happen here: a cut of its own. What decides cases is what is checked.

use std::collections::BTreeSet;

use vocabulary::Sentence;

use super::cover::Bits;
use crate::compiled::{ANY_TEXT, Cut, Form, Points};
use crate::table::Table;
use crate::value::Value;

/// A table on one day.
pub(super) struct Grid {
    /// For each column the values that stand for all that it may have.
    pub values: Vec<Vec<Value>>,
    /// For each row what it matches at most: all values of a column whose cell depends on more than its input.
    pub most: Vec<Bits>,
    /// For each row what it matches for certain; none where a cell is open.
    pub least: Vec<Option<Bits>>,
    /// The first cell that is open, by row and column.
    pub open: Option<(usize, usize)>,
}

/// Lays out the table; or says which column is not cut.
pub(super) fn grid(table: &Table, form: &Form) -> Result<Grid, Sentence> {
    let mut values = Vec::new();
    let mut cuts: Vec<(&Cut, Vec<usize>)> = Vec::new();
    for (column, cut) in table.inputs.iter().zip(&form.cuts) {
        let Some(cut) = cut else {
            return Err(
                Sentence::new("mistake.not-checked-column").with("column", column.name.as_str())
            );
        };
        let (pieces, samples): (Vec<usize>, Vec<Value>) = pieces(cut).into_iter().unzip();
        values.push(samples);
        cuts.push((cut, pieces));
    }
    let is_open = |cut: &Cut, row: usize| cut.open.binary_search(&row).is_ok();
    let row = |row: usize| -> Bits {
        let column = |(cut, pieces): &(&Cut, Vec<usize>)| {
            let taken = |piece: &usize| is_open(cut, row) || cut.takes(*piece, row);
            pieces.iter().map(taken).collect()
        };
        cuts.iter().map(column).collect()
    };
    let most: Vec<Bits> = (0..table.rows.len()).map(row).collect();
    let closed = |row: usize| !cuts.iter().any(|(cut, _)| is_open(cut, row));
    let least = most.iter().enumerate().map(|(n, bits)| closed(n).then(|| bits.clone())).collect();
    let open = |(column, (cut, _)): (usize, &(&Cut, Vec<usize>))| {
        cut.open.first().map(|row| (*row, column))
    };
    let open = cuts.iter().enumerate().filter_map(open).min();
    Ok(Grid { values, most, least, open })
}

/// The pieces of a column that cells can tell apart, with their values. Null is only among them where a cell names it.
fn pieces(cut: &Cut) -> Vec<(usize, Value)> {
    // Of texts that no cell names, the one that people understand comes first.
    let first = cut.points.place(&Value::text(ANY_TEXT));
    let all = first.into_iter().chain(0..cut.points.pieces());
    // A column of months is not asked about days.
    let nothing = cut.points.nothing();
    let other_sort = if matches!(cut.points, Points::Spans { .. }) { nothing - 1 } else { nothing };
    let of_this_sort = |piece: &usize| *piece < other_sort || (*piece == nothing && cut.names_null);
    let mut seen: BTreeSet<&[u64]> = BTreeSet::new();
    let all = all.filter(|piece| of_this_sort(piece) && cut.allows(*piece));
    let sampled = all.filter_map(|piece| Some((piece, cut.points.sample(piece)?)));
    sampled.filter(|(piece, _)| seen.insert(cut.rows(*piece))).collect()
}
