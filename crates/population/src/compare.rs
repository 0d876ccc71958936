//! How far what was generated is from every table of the recipe: shares side by side, and the total absolute error, which is the
//! sum of all differences without their sign (the field's usual measure: Voas and Williamson, "Evaluating goodness-of-fit
//! measures for synthetic microdata", 2001), as a part of the whole.
//!
//! What may not happen here: a float, or a comparison of counts where a table has shares.

use crate::block::Block;
use crate::fit::counts;
use crate::lookup::{Columns, NOT_KNOWN};
use crate::recipe::{Of, Part, ROLE, Recipe, Table, Use};

const MILLION: u128 = 1_000_000;

/// Everybody who was counted so far, by the rows of all tables.
#[derive(Clone, Debug)]
pub struct Comparison<'r> {
    recipe: &'r Recipe,
    /// For each table and row, how many fall into each class.
    tallies: Vec<Vec<Vec<u64>>>,
    /// For each table of percentiles and row, where its amounts begin and end.
    steps: Vec<Vec<Vec<Step>>>,
    households: u64,
    persons: u64,
}

/// A table and what was generated.
#[derive(Clone, Debug)]
pub struct Compared<'r> {
    pub table: &'r Table,
    pub rows: Vec<ComparedRow>,
    /// The total absolute error in parts of a million: of everybody in the table, or within its rows where a variable is drawn.
    pub off_ppm: u64,
    /// How far a fitted table may be off: what the recipe says, and what whole households take.
    pub off_ppm_max: Option<u64>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ComparedRow {
    pub label: String,
    pub target_ppm: u64,
    pub generated_ppm: u64,
    pub generated: u64,
}

impl Compared<'_> {
    pub fn is_met(&self) -> bool {
        self.off_ppm_max.is_none_or(|most| self.off_ppm <= most)
    }
}

/// What the classes of a row are called, and their shares of the row in parts that need not sum to a million.
struct Classes {
    labels: Vec<String>,
    parts: Vec<u128>,
}

impl<'r> Comparison<'r> {
    pub fn new(recipe: &'r Recipe) -> Comparison<'r> {
        let rows = |table: &Table| {
            let classes = |row: usize| vec![0; classes(recipe, table, row).parts.len()];
            (0..table.labels.len()).map(classes).collect()
        };
        let tallies = recipe.tables.iter().map(rows).collect();
        let steps = |table: &Table| match &table.part {
            Part::Quantiles { rows, .. } => rows.iter().map(|row| steps(&row.points)).collect(),
            _ => Vec::new(),
        };
        let steps = recipe.tables.iter().map(steps).collect();
        Comparison { recipe, tallies, steps, households: 0, persons: 0 }
    }

    /// Adds all whom another comparison of the same recipe counted.
    pub fn join(&mut self, other: &Comparison<'_>) {
        self.households += other.households;
        self.persons += other.persons;
        let more = other.tallies.iter().flatten().flatten();
        for (tally, more) in self.tallies.iter_mut().flatten().flatten().zip(more) {
            *tally += more;
        }
    }

    pub fn add(&mut self, block: &Block) {
        let (persons, households) = (&block.raw.persons, &block.raw.households);
        let of_persons =
            Columns { own: persons, above: households, household_of: &block.household_of };
        let of_households = Columns { own: households, above: &[], household_of: &[] };
        let household_count = households.first().map_or(0, Vec::len);
        self.households += household_count as u64;
        self.persons += block.household_of.len() as u64;
        let tables = self.recipe.tables.iter().zip(&self.steps).zip(&mut self.tallies);
        for ((table, steps), tallies) in tables {
            let (columns, count) = match table.of {
                Of::Persons => (of_persons, block.household_of.len()),
                Of::Households => (of_households, household_count),
            };
            let earlier = self.recipe.tables.iter().filter(|other| {
                other.line < table.line && other.of == table.of && other.draws() == table.draws()
            });
            // Who was drawn from a table above is not of this one.
            let earlier: Vec<&Table> = earlier.filter(|_| table.draws().is_some()).collect();
            for who in 0..count {
                let Some(row) = table.row(&columns, who) else { continue };
                if earlier.iter().any(|other| other.row(&columns, who).is_some()) {
                    continue;
                }
                let steps = steps.get(row).map_or(&[] as &[Step], Vec::as_slice);
                let class = class(table, (row, steps), &columns, who);
                if let Some(tally) = tallies.get_mut(row).and_then(|row| row.get_mut(class)) {
                    *tally += 1;
                }
            }
        }
    }

    pub fn households(&self) -> u64 {
        self.households
    }

    pub fn persons(&self) -> u64 {
        self.persons
    }

    pub fn tables(&self) -> Vec<Compared<'r>> {
        let all = self.recipe.tables.iter().zip(&self.tallies);
        all.map(|(table, tallies)| self.compared(table, tallies)).collect()
    }

    fn compared(&self, table: &'r Table, tallies: &[Vec<u64>]) -> Compared<'r> {
        let everybody: u128 = tallies.iter().flatten().map(|count| u128::from(*count)).sum();
        let mut rows = Vec::new();
        // A row at a time where a variable is drawn in it, otherwise all rows together.
        let mut off = 0_u128;
        let is_drawn = table.part() == Use::Draw;
        let whole_parts: u128 = counts(table).iter().map(|count| u128::from(*count)).sum();
        for (row, tally) in tallies.iter().enumerate() {
            let Classes { labels, parts } = classes(self.recipe, table, row);
            let in_row: u128 = tally.iter().map(|count| u128::from(*count)).sum();
            let (base, total) =
                if is_drawn { (in_row, parts.iter().sum()) } else { (everybody, whole_parts) };
            for ((label, part), count) in labels.into_iter().zip(parts).zip(tally) {
                let target = part * MILLION / total.max(1);
                let generated = u128::from(*count) * MILLION / base.max(1);
                // Differences are taken of exact fractions and weighed by how many are concerned.
                let wide = (u128::from(*count) * total).abs_diff(part * base);
                off += wide * MILLION / total.max(1);
                rows.push(ComparedRow {
                    label,
                    target_ppm: narrow(target),
                    generated_ppm: narrow(generated),
                    generated: *count,
                });
            }
        }
        let off_ppm_max = (table.part() == Use::Fit).then(|| {
            // Rounding to whole households moves at most about one in each row.
            let rounding = tallies.len() as u128 * MILLION / everybody.max(1);
            self.recipe.off_ppm_max.saturating_add(narrow(rounding))
        });
        Compared { table, rows, off_ppm: narrow(off / everybody.max(1)), off_ppm_max }
    }
}

fn narrow(number: u128) -> u64 {
    u64::try_from(number).unwrap_or(u64::MAX)
}

fn classes(recipe: &Recipe, table: &Table, row: usize) -> Classes {
    let label = table.labels.get(row).cloned().unwrap_or_default();
    let within = |class: &str| match label.as_str() {
        "" => class.to_string(),
        label => format!("{label} | {class}"),
    };
    match &table.part {
        Part::Fit { counts } | Part::Check { counts } => {
            let count = counts.get(row).copied().unwrap_or(0);
            Classes { labels: vec![label], parts: vec![u128::from(count)] }
        }
        Part::Draw { variable, rows } => {
            let counts = rows.get(row).map_or(&[] as &[(i64, u64)], |row| &row.counts);
            let choices = recipe.variables(table.of).get(*variable).map(|v| v.choices.as_slice());
            let name = |value: i64| {
                let place = usize::try_from(value).ok()?;
                choices.and_then(|choices| choices.get(place)).map(|choice| choice.id.as_str())
            };
            Classes {
                labels: counts
                    .iter()
                    .map(|(value, _)| within(name(*value).unwrap_or("")))
                    .collect(),
                parts: counts.iter().map(|(_, count)| u128::from(*count)).collect(),
            }
        }
        Part::Quantiles { rows, .. } => {
            let steps = rows.get(row).map_or_else(Vec::new, |row| steps(&row.points));
            let name = |step: &Step| match step.above {
                Some(above) => within(&format!("from {} below {above}", step.from)),
                None => within(&format!("{}", step.from)),
            };
            Classes {
                labels: steps.iter().map(name).collect(),
                parts: steps.iter().map(|step| u128::from(step.part)).collect(),
            }
        }
    }
}

/// Amounts from one on and below another, or exactly one amount, and the share that has them.
#[derive(Clone, Debug)]
struct Step {
    from: i64,
    above: Option<i64>,
    part: u64,
}

fn steps(points: &[(u64, i64)]) -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::new();
    for pair in points.windows(2) {
        let [(start, from), (end, to)] = pair else { continue };
        let part = end - start;
        match steps.last_mut() {
            // The same amount over several percentiles.
            Some(last) if from == to && last.above.is_none() && last.from == *from => {
                last.part += part;
            }
            _ => steps.push(Step { from: *from, above: (from < to).then_some(*to), part }),
        }
    }
    steps
}

fn class(
    table: &Table,
    (row, steps): (usize, &[Step]),
    columns: &Columns<'_>,
    who: usize,
) -> usize {
    use crate::lookup::Source::Own;
    match &table.part {
        Part::Fit { .. } | Part::Check { .. } => 0,
        Part::Draw { variable, rows } => {
            let value = columns.value(Own(*variable), who);
            let counts = rows.get(row).map_or(&[] as &[(i64, u64)], |row| &row.counts);
            counts.iter().position(|(one, _)| *one == value).unwrap_or(usize::MAX)
        }
        Part::Quantiles { variable, counted_from, .. } => {
            let value = columns.value(Own(*variable), who) - counted(columns, who, *counted_from);
            let exact = steps.iter().position(|step| step.above.is_none() && step.from == value);
            let found =
                || steps.iter().rposition(|step| step.above.is_some() && step.from <= value);
            // What was rounded below the least, or held at the ends of life, is of the nearest.
            exact.or_else(found).unwrap_or(0)
        }
    }
}

/// The age of the first in the household who has that role, from whom another's age was counted.
fn counted(columns: &Columns<'_>, who: usize, role: Option<u8>) -> i64 {
    use crate::lookup::Source::Own;
    let Some(role) = role else { return 0 };
    let household = |who: usize| columns.household_of.get(who);
    let begin = (0..=who).rev().take_while(|other| household(*other) == household(who)).last();
    let mut members = begin.unwrap_or(who)..who;
    let other = members.find(|other| columns.value(Own(ROLE), *other) == i64::from(role));
    let age = other.map_or(0, |other| columns.value(Own(crate::recipe::AGE), other));
    if age == NOT_KNOWN { 0 } else { age }
}
