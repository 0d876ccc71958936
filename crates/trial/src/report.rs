//! The answer of a trial: what changes in all and by group, as data and as rows of a file.
//!
//! What may not happen here: a group so small that those in it could be known, where real people were counted.

use law::{Series, Value};
use serde::{Deserialize, Serialize};

use crate::effect::{Effect, weighted, whole};

/// Groups of fewer real people are told as one that is too small.
pub const SMALLEST_GROUP: u64 = 5;

/// What a law on trial would change.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// The question's id, or the service.
    pub question: String,
    /// The period, or the day whose laws are compared.
    pub period: String,
    /// The variable that is counted, and whose it is.
    pub variable: String,
    pub of: String,
    pub unit: String,
    /// Persons that were generated; 0 where past cases were counted.
    pub persons: u64,
    pub seed: u64,
    /// For how many of the country one counted member stands, as a fraction.
    pub weight: (u64, u64),
    pub total: Effect,
    pub groups: Vec<Group>,
    /// Those for whom the law had no answer.
    pub faults: u64,
    /// The first of them, in the law's words.
    pub first_fault: Option<String>,
}

/// What changes by the values of one variable.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Group {
    pub variable: String,
    pub cells: Vec<Cell>,
}

/// Those who have one value.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Cell {
    /// The value, or the band: `< 1`, `1 - 3`, `>= 3`; `null` where it is not known.
    pub value: String,
    pub effect: Effect,
}

/// A row of the file: everything of one group, for the country.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Row {
    pub variable: String,
    pub value: String,
    pub members: i128,
    pub winners: i128,
    pub losers: i128,
    pub unchanged: i128,
    /// Whole units.
    pub before: i128,
    pub after: i128,
    pub cost: i128,
    pub gained: i128,
    pub lost: i128,
    /// What changes for one on average, in whole units.
    pub mean_change: i128,
}

impl Report {
    /// One row for all, and one for each group, for the whole country.
    pub fn rows(&self) -> Vec<Row> {
        let cells = self.groups.iter().flat_map(|group| {
            group.cells.iter().map(|cell| self.row(&group.variable, &cell.value, &cell.effect))
        });
        std::iter::once(self.row("", "", &self.total)).chain(cells).collect()
    }

    /// The rows as columns of a file, by name.
    pub fn columns(&self) -> Vec<(&'static str, Series)> {
        let rows = self.rows();
        let texts = |of: fn(&Row) -> &str| {
            Series::of(rows.iter().map(|row| Value::text(of(row))).collect())
        };
        let numbers = |of: fn(&Row) -> i128| {
            let value = |row| Value::whole(i64::try_from(of(row)).unwrap_or(i64::MAX));
            Series::of(rows.iter().map(value).collect())
        };
        vec![
            ("variable", texts(|row| &row.variable)),
            ("value", texts(|row| &row.value)),
            ("members", numbers(|row| row.members)),
            ("winners", numbers(|row| row.winners)),
            ("losers", numbers(|row| row.losers)),
            ("unchanged", numbers(|row| row.unchanged)),
            ("before", numbers(|row| row.before)),
            ("after", numbers(|row| row.after)),
            ("cost", numbers(|row| row.cost)),
            ("gained", numbers(|row| row.gained)),
            ("lost", numbers(|row| row.lost)),
            ("mean_change", numbers(|row| row.mean_change)),
        ]
    }

    pub fn row(&self, variable: &str, value: &str, effect: &Effect) -> Row {
        let count = |n: u64| weighted(i128::from(n), self.weight);
        let amount = |amount: i128| whole(weighted(amount, self.weight));
        let members = i128::from(effect.members.max(1));
        let mean = crate::effect::rounded(effect.cost(), members);
        Row {
            variable: variable.into(),
            value: value.into(),
            members: count(effect.members),
            winners: count(effect.winners),
            losers: count(effect.losers),
            unchanged: count(effect.unchanged()),
            before: amount(effect.before),
            after: amount(effect.after),
            cost: amount(effect.cost()),
            gained: amount(effect.gained),
            lost: amount(effect.lost),
            mean_change: whole(mean),
        }
    }

    /// The same without groups of real people so small that one of them could be known.
    pub fn without_small_groups(mut self) -> Report {
        for group in &mut self.groups {
            let (kept, small): (Vec<Cell>, Vec<Cell>) =
                group.cells.drain(..).partition(|cell| cell.effect.members >= SMALLEST_GROUP);
            group.cells = kept;
            // One small group alone could be had by taking the others from the sum: the next smallest goes with it.
            let mut rest = Effect::default();
            small.iter().for_each(|cell| rest.join(&cell.effect));
            while rest.members > 0 && rest.members < SMALLEST_GROUP && !group.cells.is_empty() {
                let smallest = group.cells.iter().enumerate().min_by_key(|(_, c)| c.effect.members);
                let place = smallest.map_or(0, |(place, _)| place);
                rest.join(&group.cells.remove(place).effect);
            }
            if rest.members >= SMALLEST_GROUP {
                group.cells.push(Cell { value: "...".into(), effect: rest });
            }
        }
        if self.total.members < SMALLEST_GROUP {
            self.total = Effect::default();
            self.groups.clear();
        }
        self
    }
}
