//! Who and what the law speaks of: entities with roles, and variables that each of them has by period.

use vocabulary::{Day, Text};

use super::period::Every;
use crate::feel::{Cell, Expression, Kind};
use crate::value::Value;

/// A person, or a group of persons: a household, an organisation.
#[derive(Clone, Debug, PartialEq)]
pub struct Entity {
    pub id: String,
    pub title: Text,
    /// What persons are in it. None: this is the entity of the persons themselves, and there is one such.
    pub roles: Vec<Role>,
    pub file: String,
    pub line: usize,
}

/// What a person is in a group. Expressions of the group read `adults.salary`, a list; of a role that one person has, `head.birth`.
#[derive(Clone, Debug, PartialEq)]
pub struct Role {
    pub id: String,
    pub title: Text,
    /// So many persons have it at most.
    pub most: Option<usize>,
}

/// Something that each entity of a kind has: an income, an age, an allowance.
#[derive(Clone, Debug, PartialEq)]
pub struct Variable {
    pub id: String,
    pub title: Text,
    /// The entity that has it.
    pub of: String,
    pub every: Every,
    pub kind: Kind,
    pub(crate) allowed: Option<Cell>,
    /// An ISO 4217 currency or a word, as with parameters; empty where nothing is counted.
    pub unit: String,
    pub source: Source,
    /// What it is where nobody said it, and before its first formula.
    pub otherwise: Option<Value>,
    pub article: String,
    pub link: String,
    /// By their first day; empty unless it is computed.
    pub formulas: Vec<DatedFormula>,
    pub file: String,
    pub line: usize,
}

/// Where the values of a variable come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    Computed,
    /// Somebody is asked.
    Asked,
    /// A field of a register: `residents.birth_day`.
    Register(String),
}

/// How a variable is computed, and the first day on which it is so.
#[derive(Clone, Debug, PartialEq)]
pub struct DatedFormula {
    pub from: Day,
    pub promulgated: Option<Day>,
    pub retroactive: bool,
    /// The article where it is not that of the variable.
    pub article: String,
    pub how: How,
    pub line: usize,
    /// Where the expression begins in its line.
    pub(crate) column: usize,
}

#[derive(Clone, Debug, PartialEq)]
pub enum How {
    Expression(Expression),
    /// An output of a decision table.
    Table {
        table: String,
        output: String,
    },
}

impl Entity {
    pub fn is_person(&self) -> bool {
        self.roles.is_empty()
    }

    pub(crate) fn role(&self, id: &str) -> Option<(usize, &Role)> {
        self.roles.iter().enumerate().find(|(_, role)| role.id == id)
    }
}

impl Variable {
    /// How it is computed on a day.
    pub fn on(&self, day: Day) -> Option<&DatedFormula> {
        crate::parameters::on(&self.formulas, day, |formula| formula.from)
    }
}
