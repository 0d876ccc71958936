//! What the columns of a file are called and hold, and whether a series is such a column.
//!
//! What may not happen here: a column whose kind changes from one group of rows to the next.

use std::fmt;

use law::{Series, Values};

/// One column of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    pub name: String,
    pub holds: Holds,
    /// Whether a value may be missing.
    pub may_miss: bool,
}

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holds {
    /// With so many digits after the point.
    Numbers(u32),
    Truths,
    Days,
    Texts,
}

/// Series that do not make rows of these columns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wrong {
    pub column: String,
    pub why: &'static str,
}

impl fmt::Display for Wrong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "column `{}`: {}", self.column, self.why)
    }
}

impl std::error::Error for Wrong {}

impl Column {
    /// The column that a series is; none for one of mixed values.
    pub fn of(name: &str, series: &Series) -> Option<Column> {
        let holds = match &series.values {
            Values::Numbers { scale, .. } => Holds::Numbers(*scale),
            Values::Truths(_) => Holds::Truths,
            Values::Days(_) => Holds::Days,
            Values::Texts { .. } => Holds::Texts,
            Values::Mixed(_) => return None,
        };
        Some(Column { name: name.into(), holds, may_miss: true })
    }
}

/// Rows of one group: a page of them has less than two gigabytes.
const ROWS_MAX: usize = 10_000_000;

/// How many rows the series make of these columns.
pub(crate) fn rows(columns: &[Column], series: &[&Series]) -> Result<usize, Wrong> {
    let wrong = |column: &Column, why| Wrong { column: column.name.clone(), why };
    let count = series.first().map_or(0, |series| series.count());
    for (place, column) in columns.iter().enumerate() {
        let Some(series) = series.get(place) else { return Err(wrong(column, "has no values")) };
        if Column::of(&column.name, series).map(|found| found.holds) != Some(column.holds) {
            return Err(wrong(column, "holds another kind of values"));
        }
        if series.count() != count
            || series.known.as_ref().is_some_and(|known| known.len() != count)
        {
            return Err(wrong(column, "has another number of values"));
        }
        if count > ROWS_MAX {
            return Err(wrong(column, "has more rows than a group may have"));
        }
        if !column.may_miss && series.known.as_ref().is_some_and(|known| known.contains(&false)) {
            return Err(wrong(column, "misses a value"));
        }
        if let Values::Texts { places, words } = &series.values
            && places.iter().any(|place| *place as usize >= words.len())
        {
            return Err(wrong(column, "has a place that is none of a word"));
        }
    }
    Ok(count)
}

pub(crate) fn is_known(series: &Series, row: usize) -> bool {
    series.known.as_ref().is_none_or(|known| known.get(row) == Some(&true))
}
