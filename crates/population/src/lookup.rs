//! Which row of a table is somebody's. Every value of a variable that a table can tell apart is an atom; a table knows the row
//! of every combination of atoms.
//!
//! What may not happen here: chance, and a search through the rows for each person.

/// The value of somebody who has none.
pub(crate) const NOT_KNOWN: i64 = i64::MIN;
/// No row fits.
const NO_ROW: u32 = u32::MAX;
/// Combinations of atoms that one table may have: four megabytes.
pub(crate) const COMBINATIONS_MAX: usize = 1 << 20;

/// Where a value stands: with those whom the table is about, or with the households they live in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Source {
    Own(usize),
    Above(usize),
}

/// All values of some people or households, column by column.
#[derive(Clone, Copy)]
pub(crate) struct Columns<'c> {
    pub own: &'c [Vec<i64>],
    pub above: &'c [Vec<i64>],
    pub household_of: &'c [u32],
}

impl Columns<'_> {
    pub fn value(&self, source: Source, who: usize) -> i64 {
        let found = match source {
            Source::Own(column) => self.own.get(column).and_then(|column| column.get(who)),
            Source::Above(column) => {
                let household =
                    self.household_of.get(who).map_or(0, |household| *household as usize);
                self.above.get(column).and_then(|column| column.get(household))
            }
        };
        found.copied().unwrap_or(NOT_KNOWN)
    }
}

/// What a row says of one variable.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Match {
    Any,
    /// Places in the variable's list of values.
    Choices(Vec<i64>),
    /// From and to, both included.
    Ranges(Vec<(i64, i64)>),
}

/// A variable as a table sees it.
#[derive(Clone, Debug, PartialEq)]
struct Dimension {
    source: Source,
    atoms: Atoms,
    stride: usize,
}

#[derive(Clone, Debug, PartialEq)]
enum Atoms {
    /// So many choices.
    Choices(usize),
    /// Where a new atom begins; what lies before the first is atom 0.
    Begins(Vec<i64>),
}

impl Atoms {
    /// What a table tells apart, of a variable with so many choices, or of a number when there are none.
    fn new<'m>(choices: usize, matches: impl Iterator<Item = &'m Match>) -> Atoms {
        if choices > 0 {
            return Atoms::Choices(choices);
        }
        let mut begins = Vec::new();
        for one in matches {
            let Match::Ranges(ranges) = one else { continue };
            begins.extend(ranges.iter().map(|(from, _)| *from));
            begins.extend(ranges.iter().filter_map(|(_, to)| to.checked_add(1)));
        }
        begins.sort_unstable();
        begins.dedup();
        Atoms::Begins(begins)
    }

    /// The atoms with the one of those who have no value, which is the last.
    fn count(&self) -> usize {
        match self {
            Atoms::Choices(count) => count + 1,
            Atoms::Begins(begins) => begins.len() + 2,
        }
    }

    fn of(&self, value: i64) -> usize {
        if value == NOT_KNOWN {
            return self.count() - 1;
        }
        match self {
            Atoms::Choices(count) => usize::try_from(value).unwrap_or(*count).min(*count),
            Atoms::Begins(begins) => begins.partition_point(|begin| *begin <= value),
        }
    }

    fn matched(&self, by: &Match) -> Vec<usize> {
        match (by, self) {
            (Match::Any, _) => (0..self.count()).collect(),
            (Match::Choices(values), _) => values.iter().map(|value| self.of(*value)).collect(),
            (Match::Ranges(ranges), _) => {
                ranges.iter().flat_map(|(from, to)| self.of(*from)..=self.of(*to)).collect()
            }
        }
    }
}

/// The row of every combination of atoms.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Lookup {
    dimensions: Vec<Dimension>,
    rows: Vec<u32>,
}

/// Why a table cannot be looked up.
pub(crate) enum TooMuch {
    Combinations,
    /// Everything that this row says has been said by rows above it.
    Covered(usize),
}

impl Lookup {
    /// From the variables, each with the number of its choices, and what each row says of them. The first row that fits counts.
    pub fn new(by: &[(Source, usize)], rows: &[Vec<Match>]) -> Result<Lookup, TooMuch> {
        let mut dimensions = Vec::new();
        let mut combinations = 1_usize;
        for (place, (source, choices)) in by.iter().enumerate() {
            let atoms = Atoms::new(*choices, rows.iter().filter_map(|row| row.get(place)));
            let stride = combinations;
            combinations = combinations.saturating_mul(atoms.count());
            if combinations > COMBINATIONS_MAX {
                return Err(TooMuch::Combinations);
            }
            dimensions.push(Dimension { source: *source, atoms, stride });
        }
        let mut lookup = Lookup { dimensions, rows: vec![NO_ROW; combinations] };
        for (number, row) in rows.iter().enumerate() {
            if !lookup.lay(number, row) {
                return Err(TooMuch::Covered(number));
            }
        }
        Ok(lookup)
    }

    /// Gives the row all combinations that it fits and no row has yet; false when there is none.
    fn lay(&mut self, number: usize, row: &[Match]) -> bool {
        let mut places = vec![0_usize];
        for (dimension, by) in self.dimensions.iter().zip(row) {
            let mut atoms = dimension.atoms.matched(by);
            atoms.sort_unstable();
            atoms.dedup();
            let all = places
                .iter()
                .flat_map(|place| atoms.iter().map(move |atom| place + atom * dimension.stride));
            places = all.collect();
        }
        let mut is_laid = false;
        for place in places {
            if let Some(free) = self.rows.get_mut(place).filter(|row| **row == NO_ROW) {
                *free = u32::try_from(number).unwrap_or(NO_ROW);
                is_laid = true;
            }
        }
        is_laid
    }

    pub fn row(&self, columns: &Columns<'_>, who: usize) -> Option<usize> {
        let mut place = 0;
        for dimension in &self.dimensions {
            place += dimension.atoms.of(columns.value(dimension.source, who)) * dimension.stride;
        }
        self.rows.get(place).filter(|row| **row != NO_ROW).map(|row| *row as usize)
    }

    pub fn sources(&self) -> impl Iterator<Item = Source> {
        self.dimensions.iter().map(|dimension| dimension.source)
    }
}
