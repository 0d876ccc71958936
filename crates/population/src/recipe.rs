//! A recipe: what is told of a country's people in tables, and how people are made of it.
//!
//! What may not happen here: a file is opened, or anybody is drawn.

use vocabulary::{Day, Mistake, Text};

use crate::draw::{Quantiles, Shares};
use crate::fit::Cells;
use crate::lookup::{Columns, Lookup, Match, Source};

/// The places of the variables that every recipe has.
pub(crate) const KIND: usize = 0;
pub(crate) const SIZE: usize = 1;
pub(crate) const ROLE: usize = 0;
pub(crate) const AGE: usize = 1;
/// Nobody is older.
pub(crate) const AGE_MAX: i64 = 120;
/// A household of more persons is an institution.
pub(crate) const SIZE_MAX: i64 = 30;

/// A country's people as tables.
#[derive(Clone, Debug)]
pub struct Recipe {
    pub title: Text,
    /// The day on which they have their ages.
    pub day: Day,
    /// How many persons the tables stand for.
    pub persons: u64,
    /// How far a fitted table may be off, as parts of a million of all households.
    pub off_ppm_max: u64,
    pub(crate) roles: Vec<Role>,
    pub(crate) kinds: Vec<Kind>,
    /// `kind`, `size`, then those of the file.
    pub(crate) households: Vec<Variable>,
    /// `role`, `age`, then those of the file.
    pub(crate) persons_have: Vec<Variable>,
    pub(crate) tables: Vec<Table>,
    /// Places of household variables that stand beside each person as well.
    pub(crate) carried: Vec<usize>,
    pub(crate) cells: Cells,
}

/// What somebody is in a household.
#[derive(Clone, Debug, PartialEq)]
pub struct Role {
    pub id: String,
    pub title: Text,
}

/// A kind of household: one person in each of its roles, and any number in the last one.
#[derive(Clone, Debug, PartialEq)]
pub struct Kind {
    pub id: String,
    pub title: Text,
    /// Places in the recipe's list of roles.
    pub roles: Vec<u8>,
    /// The role of all others; at least one has it.
    pub rest: Option<u8>,
}

impl Kind {
    pub(crate) fn can_have(&self, size: i64) -> bool {
        let fixed = i64::try_from(self.roles.len()).unwrap_or(i64::MAX);
        if self.rest.is_some() { size > fixed } else { size == fixed }
    }

    /// The role of each member of a household of that size.
    pub(crate) fn members(&self, size: i64) -> impl Iterator<Item = u8> + '_ {
        let size = usize::try_from(size).unwrap_or(0);
        (0..size).filter_map(|member| self.roles.get(member).copied().or(self.rest))
    }
}

/// Whom a variable or a table is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Of {
    Households,
    Persons,
}

/// Something that households or persons have: one of several choices, or a whole number.
#[derive(Clone, Debug, PartialEq)]
pub struct Variable {
    pub id: String,
    pub title: Text,
    /// Empty for a number.
    pub choices: Vec<Choice>,
    /// What a number counts; empty for a choice.
    pub unit: String,
    /// The value of those whom no table covers; without it nobody knows theirs.
    pub(crate) otherwise: Option<i64>,
    pub(crate) line: usize,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Choice {
    pub id: String,
    pub title: Text,
}

/// A table of the recipe with where it comes from.
#[derive(Clone, Debug)]
pub struct Table {
    pub id: String,
    pub title: Text,
    pub source: String,
    pub year: i64,
    pub unit: String,
    pub line: usize,
    pub of: Of,
    pub(crate) part: Part,
    pub(crate) when: Vec<Condition>,
    pub(crate) by: Lookup,
    /// What the rows are called.
    pub(crate) labels: Vec<String>,
}

/// What a table is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Use {
    /// Households are fitted to it.
    Fit,
    /// A variable is drawn from it.
    Draw,
    /// What is generated is only compared with it.
    Check,
}

#[derive(Clone, Debug)]
pub(crate) enum Part {
    Fit {
        counts: Vec<u64>,
    },
    Check {
        counts: Vec<u64>,
    },
    /// A choice is drawn: the variable's place, and for each row what is drawn.
    Draw {
        variable: usize,
        rows: Vec<DrawnRow>,
    },
    /// A number is drawn.
    Quantiles {
        variable: usize,
        rows: Vec<QuantileRow>,
        counted_from: Option<u8>,
        round: i64,
    },
}

#[derive(Clone, Debug)]
pub(crate) struct DrawnRow {
    pub counts: Vec<(i64, u64)>,
    pub shares: Shares,
}

#[derive(Clone, Debug)]
pub(crate) struct QuantileRow {
    /// In thousandths of a percent, with the amount.
    pub points: Vec<(u64, i64)>,
    pub quantiles: Quantiles,
}

/// Whom a table is only for.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Condition {
    pub source: Source,
    pub is: Match,
}

impl Condition {
    fn holds(&self, columns: &Columns<'_>, who: usize) -> bool {
        let value = columns.value(self.source, who);
        match &self.is {
            Match::Any => true,
            Match::Choices(choices) => choices.contains(&value),
            Match::Ranges(ranges) => ranges.iter().any(|(from, to)| (*from..=*to).contains(&value)),
        }
    }
}

impl Table {
    pub fn part(&self) -> Use {
        match self.part {
            Part::Fit { .. } => Use::Fit,
            Part::Check { .. } => Use::Check,
            Part::Draw { .. } | Part::Quantiles { .. } => Use::Draw,
        }
    }

    /// The place of the variable that is drawn from it.
    pub(crate) fn draws(&self) -> Option<usize> {
        match &self.part {
            Part::Draw { variable, .. } | Part::Quantiles { variable, .. } => Some(*variable),
            Part::Fit { .. } | Part::Check { .. } => None,
        }
    }

    /// The row of somebody whom the table is for.
    pub(crate) fn row(&self, columns: &Columns<'_>, who: usize) -> Option<usize> {
        let holds = self.when.iter().all(|condition| condition.holds(columns, who));
        if holds { self.by.row(columns, who) } else { None }
    }
}

impl Recipe {
    /// Reads a recipe. All mistakes are found, and with one of them there is no recipe.
    pub fn read(file: &str, text: &str) -> Result<Recipe, Vec<Mistake>> {
        crate::read::read(file, text)
    }

    pub fn roles(&self) -> &[Role] {
        &self.roles
    }

    pub fn kinds(&self) -> &[Kind] {
        &self.kinds
    }

    pub fn variables(&self, of: Of) -> &[Variable] {
        match of {
            Of::Households => &self.households,
            Of::Persons => &self.persons_have,
        }
    }

    pub fn tables(&self) -> &[Table] {
        &self.tables
    }

    /// The tables that draw a variable, in the order of the file.
    pub(crate) fn drawn_by(&self, of: Of, variable: usize) -> Vec<&Table> {
        let is_so = |table: &&Table| table.of == of && table.draws() == Some(variable);
        self.tables.iter().filter(is_so).collect()
    }
}
