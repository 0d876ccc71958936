//! The compiled form of a table: its columns cut into pieces that no cell divides, and for each piece the rows that take it.
//!
//! The same form decides one case, decides a million people by column, and says what would change an outcome.
//! What may not happen here: a second opinion. What a piece does is asked of the cells themselves, once, with a value that
//! stands for the piece; what depends on more than its input stays open and is evaluated case by case.

mod cut;
mod form;
mod points;

use std::sync::OnceLock;

use vocabulary::Day;

use crate::law::{Law, LawOfDay};
use crate::table::Table;

pub(crate) use cut::Cut;
pub(crate) use form::{Form, Made};
pub(crate) use points::{ANY_TEXT, Points};

/// The forms of one version of a table: a new one from each day on which a parameter or scale that it reads changes.
///
/// They are no part of what the law says: two laws that read alike are equal, whatever was asked of them.
#[derive(Debug, Default)]
pub(crate) struct Forms(Vec<(Day, OnceLock<Box<Form>>)>);

impl Clone for Forms {
    fn clone(&self) -> Forms {
        Forms(self.0.iter().map(|(day, _)| (*day, OnceLock::new())).collect())
    }
}

impl PartialEq for Forms {
    fn eq(&self, _: &Forms) -> bool {
        true
    }
}

impl Forms {
    pub(crate) fn of(law: &Law, table: &Table) -> Forms {
        let names = table.reads();
        let values = names.iter().filter_map(|name| law.parameter(name)).flat_map(|p| &p.values);
        let brackets = names.iter().filter_map(|name| law.scale(name)).flat_map(|s| &s.values);
        let changes = values.map(|value| value.from).chain(brackets.map(|value| value.from));
        let mut days: Vec<Day> = changes.filter(|day| *day > table.from).collect();
        days.push(table.from);
        days.sort_unstable();
        days.dedup();
        Forms(days.into_iter().map(|day| (day, OnceLock::new())).collect())
    }

    /// The days from which on it is compiled anew; the first is that of the table.
    pub(crate) fn days(&self) -> impl Iterator<Item = Day> {
        self.0.iter().map(|(day, _)| *day)
    }

    /// The form on a day, compiled when nobody asked for it before.
    pub(crate) fn on<'l>(&'l self, law: LawOfDay<'l>, table: &Table) -> Option<&'l Form> {
        let after = self.0.partition_point(|(day, _)| *day <= law.day);
        let (day, form) = self.0.get(after.checked_sub(1)?)?;
        Some(form.get_or_init(|| Box::new(Form::new(table, law.law.on(*day)))))
    }
}
