//! One input of a table, cut: for each piece of its values, the rows whose cells take it.
//!
//! What may not happen here: an opinion on what a cell means. A value that stands for the piece is shown to the cell.

use super::form::Uses;
use super::points::Points;
use crate::feel::{Cell, Evaluation, Piece, Scope};
use crate::table::{Column, Table};
use crate::value::Value;

/// The most pieces times rows of one column that is cut. What is larger is evaluated case by case.
const CELLS_MAX: usize = 12_000_000;
/// The same of a column whose cells name parameters.
const USED_MAX: usize = 2_000_000;

/// A column that is cut.
#[derive(Clone, Debug)]
pub(crate) struct Cut {
    pub points: Points,
    /// How many words of 64 rows a piece has.
    pub words: usize,
    /// For each piece a bit for each row, set where the cell takes it. A row whose cell is open has none.
    pub taken: Vec<u64>,
    /// For each piece and row, which of the form's parameters the cell reads; empty where none does.
    pub used: Vec<u64>,
    /// For each piece, whether the column may have it, and which parameters saying so reads; none where it may have all.
    pub allowed: Option<Vec<Option<u64>>>,
    /// The rows whose cells depend on more than this input.
    pub open: Vec<usize>,
    /// Whether a cell, or the list of what the column may have, says what happens with null.
    pub names_null: bool,
}

impl Cut {
    /// Cuts a column; none where its kind cannot be cut, or it would be too large.
    pub(super) fn new(
        table: &Table,
        place: usize,
        column: &Column,
        scope: &Scope<'_>,
        uses: &mut Uses<'_>,
    ) -> Option<Cut> {
        let cells: Vec<Option<&Cell>> =
            table.rows.iter().map(|row| row.cells.get(place).map(|placed| &placed.cell)).collect();
        let evaluation = Evaluation::new(scope);
        let mut named = Vec::new();
        let mut is_plain = |cell: &Cell| match &cell.pieces {
            None => true,
            Some(_) => match cell.plain(&evaluation, &|name| uses.is_parameter(name)) {
                Some(pieces) => {
                    pieces.into_iter().for_each(|piece| add_points(piece, &mut named));
                    true
                }
                None => false,
            },
        };
        let closed: Vec<bool> = cells.iter().map(|cell| cell.is_some_and(&mut is_plain)).collect();
        let allowed_is_plain = column.allowed.as_ref().is_none_or(is_plain);
        if !allowed_is_plain {
            return None;
        }
        let points = Points::new(&column.kind, &named)?;
        if points.pieces().saturating_mul(cells.len()) > CELLS_MAX {
            return None;
        }
        let open = closed.iter().enumerate().filter(|(_, closed)| !**closed).map(|(row, _)| row);
        let words = cells.len().div_ceil(64);
        let mut cut = Cut {
            words,
            taken: vec![0; points.pieces() * words],
            used: Vec::new(),
            allowed: None,
            open: open.collect(),
            names_null: named.contains(&Value::Nothing),
            points,
        };
        for (row, cell) in cells.into_iter().enumerate() {
            if let Some(cell) = cell.filter(|_| closed.get(row) == Some(&true)) {
                cut.add(row, table.rows.len(), cell, scope, uses)?;
            }
        }
        if let Some(cell) = &column.allowed {
            let mut allowed = Vec::with_capacity(cut.points.pieces());
            for piece in 0..cut.points.pieces() {
                allowed.push(cut.ask(piece, cell, scope, uses)?.filter(|(taken, _)| *taken));
            }
            let allowed = allowed.into_iter().map(|asked| asked.map(|(_, used)| used));
            cut.allowed = Some(allowed.collect());
            // Null is never asked whether it is allowed.
            if let Some(last) = cut.allowed.iter_mut().flat_map(|allowed| allowed.last_mut()).next()
            {
                *last = Some(0);
            }
        }
        Some(cut)
    }

    /// Shows every piece to a cell.
    fn add(
        &mut self,
        row: usize,
        rows: usize,
        cell: &Cell,
        scope: &Scope<'_>,
        uses: &mut Uses<'_>,
    ) -> Option<()> {
        for piece in 0..self.points.pieces() {
            let Some((taken, used)) = self.ask(piece, cell, scope, uses)? else { continue };
            if taken {
                *self.taken.get_mut(piece * self.words + row / 64)? |= 1 << (row % 64);
            }
            if used != 0 {
                if self.points.pieces() * rows > USED_MAX {
                    return None;
                }
                self.used.resize(self.points.pieces() * rows, 0);
                *self.used.get_mut(piece * rows + row)? = used;
            }
        }
        Some(())
    }

    /// Whether a cell takes a piece and what it reads for that. The outer none: it cannot be compiled; the inner: nothing
    /// lies in the piece.
    fn ask(
        &self,
        piece: usize,
        cell: &Cell,
        scope: &Scope<'_>,
        uses: &mut Uses<'_>,
    ) -> Option<Option<(bool, u64)>> {
        let Some(value) = self.points.sample(piece) else { return Some(None) };
        let evaluation = Evaluation::new(scope);
        let matches = cell.matches(&evaluation, &value).ok()?;
        let used = uses.add(evaluation.used.take())?;
        Some(Some((matches == Some(true), used)))
    }

    /// Whether the column may have the piece.
    pub(crate) fn allows(&self, piece: usize) -> bool {
        self.allowed.as_ref().is_none_or(|all| all.get(piece).is_some_and(Option::is_some))
    }

    pub(crate) fn takes(&self, piece: usize, row: usize) -> bool {
        self.rows(piece).get(row / 64).is_some_and(|word| word >> (row % 64) & 1 == 1)
    }

    /// The rows that take a piece, a bit for each.
    pub(crate) fn rows(&self, piece: usize) -> &[u64] {
        let from = piece * self.words;
        self.taken.get(from..from + self.words).unwrap_or_default()
    }
}

fn add_points(piece: Piece, named: &mut Vec<Value>) {
    match piece {
        Piece::Interval(low, high) => {
            named.extend(low.into_iter().chain(high).map(|end| end.value));
        }
        Piece::Equal(value) | Piece::Unequal(value) => named.push(value),
        Piece::Other(_) => {}
    }
}
