//! A block of people: whole households, made column by column.
//!
//! What may not happen here: anything that depends on another block, or on the order in which blocks are made.

use law::{Series, Values};
use vocabulary::Day;

use crate::chance::Stream;
use crate::lookup::{Columns, NOT_KNOWN};
use crate::population::Population;
use crate::recipe::{AGE, AGE_MAX, KIND, Of, Part, Recipe, SIZE, Table, Variable};

/// Places of chance that a household has for its members; more than `SIZE_MAX`.
const MEMBERS: u64 = 64;

/// People in whole households.
#[derive(Clone, Debug, PartialEq)]
pub struct Block {
    /// The number of its first household; households are numbered through all blocks, from 0.
    pub first_household: u64,
    /// `age` and `birth`, what the recipe draws of persons, and what it carries over from their households.
    pub persons: Vec<(String, Series)>,
    /// `kind`, `size`, and what the recipe has of households.
    pub households: Vec<(String, Series)>,
    /// For each person the household in this block. The members of a household stand together.
    pub household_of: Vec<u32>,
    /// For each person the place in the recipe's list of roles.
    pub role_of: Vec<u8>,
    pub(crate) raw: Raw,
}

/// The same as whole numbers, choices by their place.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Raw {
    pub persons: Vec<Vec<i64>>,
    pub households: Vec<Vec<i64>>,
}

/// A block while it is made.
struct Making<'p> {
    population: &'p Population<'p>,
    recipe: &'p Recipe,
    first_household: u64,
    raw: Raw,
    household_of: Vec<u32>,
    /// The chance of each person: their household's number and their place in it.
    places: Vec<u64>,
    /// The first person of each household.
    begins: Vec<usize>,
}

pub(crate) fn make(population: &Population<'_>, number: u64) -> Block {
    let range = population.range(number);
    let mut making = Making {
        population,
        recipe: population.recipe,
        first_household: range.start,
        raw: Raw::default(),
        household_of: Vec::new(),
        places: Vec::new(),
        begins: Vec::new(),
    };
    making.households(range);
    making.members();
    making.ages();
    making.persons();
    making.done()
}

impl Making<'_> {
    fn stream(&self, name: &str) -> Stream {
        Stream::new(self.population.seed, name)
    }

    fn households(&mut self, range: std::ops::Range<u64>) {
        let cells: Vec<usize> = range.clone().map(|n| self.population.cell(n)).collect();
        let places: Vec<u64> = range.collect();
        for (place, variable) in self.recipe.households.iter().enumerate() {
            let fitted = self.recipe.cells.columns.get(place).filter(|column| !column.is_empty());
            let column = match fitted {
                Some(fitted) => cells
                    .iter()
                    .map(|cell| fitted.get(*cell).copied().unwrap_or(NOT_KNOWN))
                    .collect(),
                None => {
                    let own = &self.raw.households;
                    let columns = Columns { own, above: &[], household_of: &[] };
                    let tables = self.recipe.drawn_by(Of::Households, place);
                    self.drawn(variable, &tables, &columns, &places)
                }
            };
            self.raw.households.push(column);
        }
    }

    /// Who lives in the households, by role.
    fn members(&mut self) {
        let column = |variable: usize| self.raw.households.get(variable).into_iter().flatten();
        let mut roles = Vec::new();
        for (household, (kind, size)) in column(KIND).zip(column(SIZE)).enumerate() {
            self.begins.push(roles.len());
            let Some(kind) = usize::try_from(*kind).ok().and_then(|k| self.recipe.kinds.get(k))
            else {
                continue;
            };
            let start = (self.first_household + household as u64) * MEMBERS;
            for (member, role) in (0..MEMBERS).zip(kind.members(*size)) {
                roles.push(i64::from(role));
                self.household_of.push(u32::try_from(household).unwrap_or(u32::MAX));
                self.places.push(start + member);
            }
        }
        self.raw.persons.push(roles);
    }

    fn household_column(&self, variable: usize) -> &[i64] {
        self.raw.households.get(variable).map_or(&[], Vec::as_slice)
    }

    fn columns(&self) -> Columns<'_> {
        Columns {
            own: &self.raw.persons,
            above: &self.raw.households,
            household_of: &self.household_of,
        }
    }

    /// Ages one after the other, because one may be counted from another's.
    fn ages(&mut self) {
        let tables = self.recipe.drawn_by(Of::Persons, AGE);
        let streams: Vec<Stream> = tables.iter().map(|table| self.stream(&table.id)).collect();
        let columns = self.columns();
        let mut ages: Vec<i64> = Vec::with_capacity(self.places.len());
        for (person, place) in self.places.iter().enumerate() {
            let found = tables
                .iter()
                .zip(&streams)
                .find_map(|(table, stream)| Some((table, stream, table.row(&columns, person)?)));
            let age = found.map_or(0, |(table, stream, row)| {
                picked(table, row, stream.at(*place)) + self.counted_from(table, person, &ages)
            });
            ages.push(age.clamp(0, AGE_MAX));
        }
        self.raw.persons.push(ages);
    }

    /// The age from which a table counts.
    fn counted_from(&self, table: &Table, person: usize, ages: &[i64]) -> i64 {
        let Part::Quantiles { counted_from: Some(role), .. } = table.part else { return 0 };
        let household = self.household_of.get(person).map_or(0, |household| *household as usize);
        let begin = self.begins.get(household).copied().unwrap_or(0);
        let roles = self.raw.persons.first().map_or(&[] as &[i64], Vec::as_slice);
        let other = (begin..person).find(|other| roles.get(*other) == Some(&i64::from(role)));
        other.and_then(|other| ages.get(other)).copied().unwrap_or(0)
    }

    fn persons(&mut self) {
        for (place, variable) in self.recipe.persons_have.iter().enumerate().skip(AGE + 1) {
            let tables = self.recipe.drawn_by(Of::Persons, place);
            let column = self.drawn(variable, &tables, &self.columns(), &self.places);
            self.raw.persons.push(column);
        }
    }

    /// A variable of everybody: from the first table that is for them.
    fn drawn(
        &self,
        variable: &Variable,
        tables: &[&Table],
        columns: &Columns<'_>,
        places: &[u64],
    ) -> Vec<i64> {
        let streams: Vec<Stream> = tables.iter().map(|table| self.stream(&table.id)).collect();
        let one = |(who, place): (usize, &u64)| {
            for (table, stream) in tables.iter().zip(&streams) {
                if let Some(row) = table.row(columns, who) {
                    return picked(table, row, stream.at(*place));
                }
            }
            variable.otherwise.unwrap_or(NOT_KNOWN)
        };
        places.iter().enumerate().map(one).collect()
    }

    fn done(self) -> Block {
        let recipe = self.recipe;
        let mut persons = Vec::new();
        let have = recipe.persons_have.iter().zip(&self.raw.persons).enumerate().skip(AGE);
        for (place, (variable, column)) in have {
            persons.push((variable.id.clone(), series(variable, column.clone())));
            if place == AGE {
                persons.push(("birth".to_string(), self.births(column)));
            }
        }
        for place in &recipe.carried {
            let column = self.household_column(*place);
            let each = self.household_of.iter().map(|h| column.get(*h as usize).copied());
            let column = each.map(|value| value.unwrap_or(NOT_KNOWN)).collect();
            if let Some(variable) = recipe.households.get(*place) {
                persons.push((variable.id.clone(), series(variable, column)));
            }
        }
        let households = recipe.households.iter().zip(&self.raw.households);
        let households = households
            .map(|(variable, column)| (variable.id.clone(), series(variable, column.clone())))
            .collect();
        let roles = self.raw.persons.first().map_or(&[] as &[i64], Vec::as_slice);
        let role_of = roles.iter().map(|role| u8::try_from(*role).unwrap_or(0)).collect();
        Block {
            first_household: self.first_household,
            persons,
            households,
            household_of: self.household_of,
            role_of,
            raw: self.raw,
        }
    }

    /// A day of birth that gives the age on the recipe's day.
    fn births(&self, ages: &[i64]) -> Series {
        let stream = self.stream("birth");
        let days = birthdays(self.recipe.day);
        let one = |(age, place): (&i64, &u64)| {
            let age = usize::try_from(*age).unwrap_or(0);
            let at = |age: usize| days.get(age).copied().unwrap_or(0);
            // Who is 30 was born after the day of those who are 31 today, and not after that of those who are 30 today.
            let (after, last) = (at(age + 1), at(age));
            let width = u64::from(last.abs_diff(after)).max(1);
            let back = (u128::from(stream.at(*place)) * u128::from(width)) >> 64;
            last - i32::try_from(back).unwrap_or(0)
        };
        Values::Days(ages.iter().zip(&self.places).map(one).collect()).into()
    }
}

/// The last day of birth of those who have each age that day, in days since 1970.
fn birthdays(day: Day) -> Vec<i32> {
    let Some(epoch) = Day::new(1970, 1, 1) else { return Vec::new() };
    let of_age = |age: i64| {
        let mut born = day.plus_months(-12 * age);
        // 29 February: a year is complete on 28 February, so that those born a day later may be of that age as well.
        while day.years_since(born.plus_days(1)) >= age && age > 0 {
            born = born.plus_days(1);
        }
        i32::try_from(born.days_since(epoch)).unwrap_or(0)
    };
    (0..=AGE_MAX + 1).map(of_age).collect()
}

fn picked(table: &Table, row: usize, chance: u64) -> i64 {
    match &table.part {
        Part::Draw { rows, .. } => rows.get(row).map_or(NOT_KNOWN, |row| row.shares.pick(chance)),
        Part::Quantiles { rows, round, .. } => rows
            .get(row)
            .map_or(NOT_KNOWN, |row| row.quantiles.pick(chance).div_euclid(*round) * round),
        Part::Fit { .. } | Part::Check { .. } => NOT_KNOWN,
    }
}

fn series(variable: &Variable, column: Vec<i64>) -> Series {
    let is_known = |value: &i64| *value != NOT_KNOWN;
    let known = (!column.iter().all(is_known)).then(|| column.iter().map(is_known).collect());
    let values = if variable.choices.is_empty() {
        let units = column.iter().map(|value| if is_known(value) { *value } else { 0 }).collect();
        Values::Numbers { units, scale: 0 }
    } else {
        let places = column.iter().map(|value| u32::try_from(*value).unwrap_or(0)).collect();
        let words = variable.choices.iter().map(|choice| choice.id.clone()).collect();
        Values::Texts { places, words }
    };
    Series { values, known }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_of_birth_gives_the_age_on_every_day_of_the_calendar() {
        let epoch = Day::new(1970, 1, 1).unwrap();
        for text in ["2024-02-28", "2024-02-29", "2024-03-01", "2026-01-01", "2025-02-28"] {
            let day: Day = text.parse().unwrap();
            let last = birthdays(day);
            for age in 0..=usize::try_from(AGE_MAX).unwrap() {
                let years = |days: i32| day.years_since(epoch.plus_days(days.into()));
                assert_eq!(years(last[age]), age as i64, "{text}");
                assert_eq!(years(last[age + 1] + 1), age as i64, "{text}");
            }
        }
    }
}
