//! What a name in a formula leads to: from an entity and a period by steps to a variable.
//!
//! What may not happen here: a name that means one thing by case and another by column. Both ask here.

use std::collections::BTreeMap;

use super::examples::Example;
use super::model::{Entity, How, Variable};
use super::period::{Every, Period};
use crate::feel::Reference;
use crate::table::Table;

/// Entities, variables and worked examples of the law.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Rules {
    pub(crate) entities: Vec<Entity>,
    /// By their names.
    pub(crate) variables: Vec<Variable>,
    pub(crate) examples: Vec<Example>,
}

/// Where a formula stands: whose it is, and for how long its value holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Stand {
    pub entity: usize,
    pub every: Every,
}

/// What one name leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    /// A variable of the entity, by its place among all.
    Variable(usize),
    /// From a person to the group of that entity.
    Group(usize),
    /// From a person to the name of its role in the group of that entity.
    RoleIn(usize),
    /// From a group to the persons in it: of one role, or all.
    Members(Option<usize>),
    /// From a group to the one person of the role.
    Member(usize),
    /// To another period.
    Shift(Shift),
    /// From a year to each of its months.
    Months,
    /// To the first and last day of the period.
    Days,
}

/// Another period, seen from one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shift {
    /// The year, or the month, in which it lies.
    Within(Every),
    Previous,
    /// The first month of a year, or day of a month.
    First(Every),
    Last(Every),
}

/// Names that no variable, entity or role may have.
pub(crate) const RESERVED: [&str; 12] = [
    "year",
    "month",
    "previous_year",
    "previous_month",
    "previous_day",
    "first_month",
    "last_month",
    "first_day",
    "last_day",
    "months",
    "period",
    "members",
];

impl Shift {
    fn named(every: Every, name: &str) -> Option<Shift> {
        Some(match (every, name) {
            (Every::Month | Every::Day, "year") => Shift::Within(Every::Year),
            (Every::Day, "month") => Shift::Within(Every::Month),
            (Every::Year, "previous_year")
            | (Every::Month, "previous_month")
            | (Every::Day, "previous_day") => Shift::Previous,
            (Every::Year, "first_month") => Shift::First(Every::Month),
            (Every::Year, "last_month") => Shift::Last(Every::Month),
            (Every::Year | Every::Month, "first_day") => Shift::First(Every::Day),
            (Every::Year | Every::Month, "last_day") => Shift::Last(Every::Day),
            _ => return None,
        })
    }

    fn every(self, from: Every) -> Every {
        match self {
            Shift::Within(every) | Shift::First(every) | Shift::Last(every) => every,
            Shift::Previous => from,
        }
    }

    /// None before all time.
    pub(crate) fn of(self, period: Period) -> Option<Period> {
        match self {
            Shift::Within(every) | Shift::First(every) => Some(Period::of(every, period.first())),
            Shift::Last(every) => Some(Period::of(every, period.last())),
            Shift::Previous => period.previous(),
        }
    }
}

impl Rules {
    pub fn entities(&self) -> &[Entity] {
        &self.entities
    }

    pub fn variables(&self) -> &[Variable] {
        &self.variables
    }

    pub fn examples(&self) -> &[Example] {
        &self.examples
    }

    pub fn variable(&self, id: &str) -> Option<&Variable> {
        self.variables.get(self.place(id)?)
    }

    pub(crate) fn place(&self, id: &str) -> Option<usize> {
        self.variables.binary_search_by(|variable| variable.id.as_str().cmp(id)).ok()
    }

    pub(crate) fn entity(&self, id: &str) -> Option<usize> {
        self.entities.iter().position(|entity| entity.id == id)
    }

    /// The entity of the persons.
    pub(crate) fn persons(&self) -> Option<usize> {
        self.entities.iter().position(Entity::is_person)
    }

    /// Where the formulas of a variable stand; none when its entity is unknown.
    pub(crate) fn stand(&self, variable: &Variable) -> Option<Stand> {
        Some(Stand { entity: self.entity(&variable.of)?, every: variable.every })
    }

    /// What a name leads to; none when it is no name of the rules there.
    pub(crate) fn way(&self, stand: Stand, name: &str) -> Option<Way> {
        let entity = self.entities.get(stand.entity)?;
        if name == "period" {
            return Some(Way::Days);
        }
        if name == "months" && stand.every == Every::Year {
            return Some(Way::Months);
        }
        if let Some(shift) = Shift::named(stand.every, name) {
            return Some(Way::Shift(shift));
        }
        if entity.is_person() {
            let is_group = |id: &str| self.entity(id).filter(|place| *place != stand.entity);
            if let Some(group) = is_group(name) {
                return Some(Way::Group(group));
            }
            if let Some(group) = name.strip_suffix("_role").and_then(is_group) {
                return Some(Way::RoleIn(group));
            }
        } else if name == "members" {
            return Some(Way::Members(None));
        } else if let Some((place, role)) = entity.role(name) {
            let single = role.most == Some(1);
            return Some(if single { Way::Member(place) } else { Way::Members(Some(place)) });
        }
        let place = self.place(name)?;
        let variable = self.variables.get(place)?;
        (variable.of == entity.id).then_some(Way::Variable(place))
    }

    /// Where one stands after a step that does not end there.
    pub(crate) fn after(&self, stand: Stand, way: Way) -> Option<Stand> {
        match way {
            Way::Group(entity) => Some(Stand { entity, ..stand }),
            Way::Members(_) | Way::Member(_) => Some(Stand { entity: self.persons()?, ..stand }),
            Way::Shift(shift) => Some(Stand { every: shift.every(stand.every), ..stand }),
            Way::Months => Some(Stand { every: Every::Month, ..stand }),
            Way::Variable(_) | Way::RoleIn(_) | Way::Days => None,
        }
    }

    /// Whether a value of the variable can be read for such a period.
    pub(crate) fn has(&self, variable: usize, every: Every) -> bool {
        self.variables.get(variable).is_some_and(|v| v.every == every || v.every == Every::Ever)
    }

    /// How many steps of a path are of the rules, the rest being properties of a value; none when it leads nowhere.
    pub(crate) fn reach(&self, mut stand: Stand, steps: &[&str]) -> Option<usize> {
        for (n, name) in steps.iter().enumerate() {
            let way = self.way(stand, name)?;
            match way {
                Way::Variable(variable) => return self.has(variable, stand.every).then_some(n + 1),
                Way::RoleIn(_) => return Some(n + 1),
                Way::Days => {
                    let day = steps.get(n + 1)?;
                    return ["first", "last"].contains(day).then_some(n + 2);
                }
                _ => stand = self.after(stand, way)?,
            }
        }
        Some(steps.len())
    }

    /// The path that is meant, by its steps; none when it is no name of the rules.
    pub(crate) fn meant<'r>(&self, stand: Stand, reference: &'r Reference) -> Option<Vec<&'r str>> {
        reference.paths.iter().find_map(|path| {
            let mut steps: Vec<&str> = path.split('.').collect();
            steps.truncate(self.reach(stand, &steps)?);
            Some(steps)
        })
    }

    /// What a formula reads, as a tree of names. Of a table it is what all its cells read.
    pub(crate) fn wants(&self, stand: Stand, how: &How, table: Option<&Table>) -> Wants {
        let mut wants = Wants::default();
        let references = match (how, table) {
            (How::Expression(expression), _) => expression.names(),
            (How::Table { .. }, table) => table.map(Table::names).unwrap_or_default(),
        };
        for reference in &references {
            if let Some(steps) = self.meant(stand, reference) {
                wants.add(&steps);
            }
        }
        wants
    }
}

/// A tree of names: what is to be known before a formula can be evaluated.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Wants(pub BTreeMap<String, Wants>);

impl Wants {
    fn add(&mut self, steps: &[&str]) {
        if let Some((first, rest)) = steps.split_first() {
            self.0.entry((*first).to_string()).or_default().add(rest);
        }
    }
}
