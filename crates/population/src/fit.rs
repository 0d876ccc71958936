//! Households of every kind by iterative proportional fitting: every cell of the joint table is multiplied, table by table,
//! until the sums of all fitted tables are as told (Deming and Stephan, "On a least squares adjustment of a sampled frequency
//! table when the expected marginal totals are known", 1940). Among all joint tables with these sums it is the one that
//! supposes least beside them.
//!
//! What may not happen here: a float, or an order that depends on anything but the recipe. Weights are whole parts of 2^60.

use crate::lookup::{Columns, Source};
use crate::recipe::{Kind, Part, SIZE, Table};

/// All weights together.
pub(crate) const WHOLE: u64 = 1 << 60;
/// Cells of the joint table of all fitted variables: a recipe of more has too many at once.
pub(crate) const CELLS_MAX: usize = 200_000;
/// Each one goes through all fitted tables; some twenty are usual.
const SWEEPS_MAX: usize = 1_000;
/// Tables that are this near, in parts of `WHOLE`, are met: a billionth.
const NEAR: u64 = WHOLE >> 30;

/// The cells that can have households, column by column, and their weights.
#[derive(Clone, Debug, Default)]
pub(crate) struct Cells {
    /// One column for each household variable; empty for one that is not fitted.
    pub columns: Vec<Vec<i64>>,
    pub weights: Vec<u64>,
    /// For each fitted table the row of each cell.
    pub rows: Vec<Vec<u32>>,
}

/// What keeps the tables from being met.
pub(crate) enum NoFit {
    TooManyCells,
    /// A row (by table and place) with households, although there can be none.
    Empty(usize, usize),
    /// A table that is off by so many parts of a million: what it shares with others is told differently there.
    Off(usize, u64),
}

/// The values that each fitted variable may have, by its place among the household variables.
pub(crate) struct Axis {
    pub variable: usize,
    pub values: Vec<i64>,
}

impl Cells {
    pub fn size(&self, cell: usize) -> u64 {
        let size = self.columns.get(SIZE).and_then(|sizes| sizes.get(cell)).copied().unwrap_or(0);
        u64::try_from(size).unwrap_or(0)
    }

    fn count(&self) -> usize {
        self.columns.get(SIZE).map_or(0, Vec::len)
    }

    /// All combinations of kind, size and the other axes that a kind can have and every table has a row for.
    pub fn possible(
        axes: &[Axis],
        kinds: &[Kind],
        variables: usize,
        fitted: &[&Table],
    ) -> Result<Cells, NoFit> {
        // Kind and size are the first two axes.
        let mut bare: Vec<Vec<i64>> = vec![Vec::new()];
        for axis in axes {
            let one_more = |cell: &Vec<i64>| {
                let cell = cell.clone();
                axis.values.iter().map(move |value| [cell.as_slice(), &[*value]].concat())
            };
            bare = bare.iter().flat_map(one_more).filter(|cell| is_possible(kinds, cell)).collect();
            if bare.len() > CELLS_MAX {
                return Err(NoFit::TooManyCells);
            }
        }
        let mut cells =
            Cells { columns: vec![Vec::new(); variables], rows: Vec::new(), ..Cells::default() };
        for (place, axis) in axes.iter().enumerate() {
            if let Some(column) = cells.columns.get_mut(axis.variable) {
                *column = bare.iter().filter_map(|cell| cell.get(place).copied()).collect();
            }
        }
        cells.keep_told(fitted);
        Ok(cells)
    }

    /// Leaves out the cells that some table has no households for, and keeps the rows of the others.
    fn keep_told(&mut self, fitted: &[&Table]) {
        let columns = Columns { own: &self.columns, above: &[], household_of: &[] };
        let row_of = |table: &&Table, cell: usize| {
            let row = table.row(&columns, cell)?;
            let count = counts(table).get(row).copied().unwrap_or(0);
            (count > 0).then(|| u32::try_from(row).unwrap_or(u32::MAX))
        };
        let told: Vec<(usize, Vec<u32>)> = (0..self.count())
            .filter_map(|cell| {
                let rows = fitted.iter().map(|table| row_of(table, cell));
                Some((cell, rows.collect::<Option<Vec<u32>>>()?))
            })
            .collect();
        for column in self.columns.iter_mut().filter(|column| !column.is_empty()) {
            *column = told.iter().filter_map(|(cell, _)| column.get(*cell).copied()).collect();
        }
        self.rows = (0..fitted.len())
            .map(|table| told.iter().filter_map(|(_, rows)| rows.get(table).copied()).collect())
            .collect();
    }

    /// Finds the weights.
    pub fn fit(&mut self, fitted: &[&Table], off_ppm_max: u64) -> Result<(), NoFit> {
        let targets: Vec<Vec<u64>> = fitted.iter().map(|table| parts(counts(table))).collect();
        let cells = u64::try_from(self.count()).unwrap_or(u64::MAX).max(1);
        self.weights = vec![WHOLE / cells; self.count()];
        for (table, (rows, target)) in self.rows.iter().zip(&targets).enumerate() {
            let sums = sums(rows, &self.weights, target.len());
            let empty = sums.iter().zip(target).position(|(sum, wanted)| *sum == 0 && *wanted > 0);
            if let Some(row) = empty {
                return Err(NoFit::Empty(table, row));
            }
        }
        let mut before = u64::MAX;
        for _ in 0..SWEEPS_MAX {
            let off = self.sweep(&targets);
            // Tables that contradict each other come no nearer.
            if off <= NEAR || off >= before - before / 1024 {
                break;
            }
            before = off;
        }
        for (table, (rows, target)) in self.rows.iter().zip(&targets).enumerate() {
            let off = distance(&sums(rows, &self.weights, target.len()), target);
            let ppm = u128::from(off) * 1_000_000 / u128::from(WHOLE);
            if ppm > u128::from(off_ppm_max) {
                return Err(NoFit::Off(table, u64::try_from(ppm).unwrap_or(u64::MAX)));
            }
        }
        Ok(())
    }

    /// Meets one table after the other, and says how far the farthest was off before it was met.
    fn sweep(&mut self, targets: &[Vec<u64>]) -> u64 {
        let mut farthest = 0;
        for (rows, target) in self.rows.iter().zip(targets) {
            let sums = sums(rows, &self.weights, target.len());
            farthest = farthest.max(distance(&sums, target));
            for (weight, row) in self.weights.iter_mut().zip(rows) {
                let row = *row as usize;
                let (Some(sum), Some(wanted)) = (sums.get(row), target.get(row)) else { continue };
                let met = u128::from(*weight) * u128::from(*wanted) / u128::from((*sum).max(1));
                *weight = u64::try_from(met).unwrap_or(WHOLE);
            }
        }
        farthest
    }
}

fn is_possible(kinds: &[Kind], cell: &[i64]) -> bool {
    let [kind, size, ..] = cell else { return true };
    let kind = usize::try_from(*kind).ok().and_then(|kind| kinds.get(kind));
    kind.is_some_and(|kind| kind.can_have(*size))
}

pub(crate) fn counts(table: &Table) -> &[u64] {
    match &table.part {
        Part::Fit { counts } | Part::Check { counts } => counts,
        Part::Draw { .. } | Part::Quantiles { .. } => &[],
    }
}

/// Counts as parts of `WHOLE`.
fn parts(counts: &[u64]) -> Vec<u64> {
    let total = counts.iter().map(|count| u128::from(*count)).sum::<u128>().max(1);
    let part = |count: &u64| u128::from(*count) * u128::from(WHOLE) / total;
    counts.iter().map(|count| u64::try_from(part(count)).unwrap_or(WHOLE)).collect()
}

fn sums(rows: &[u32], weights: &[u64], count: usize) -> Vec<u64> {
    let mut sums = vec![0_u64; count];
    for (row, weight) in rows.iter().zip(weights) {
        if let Some(sum) = sums.get_mut(*row as usize) {
            *sum += weight;
        }
    }
    sums
}

/// The total absolute error.
fn distance(sums: &[u64], target: &[u64]) -> u64 {
    sums.iter().zip(target).map(|(sum, wanted)| sum.abs_diff(*wanted)).sum()
}

/// Whether the table is fitted to a variable.
pub(crate) fn names(table: &Table, variable: usize) -> bool {
    table.by.sources().any(|source| source == Source::Own(variable))
}
