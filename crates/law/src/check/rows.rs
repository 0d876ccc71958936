//! Rows that can never match, rows that match together where only one may, and cases that no row covers.

use std::collections::BTreeMap;

use vocabulary::{Day, Mistake};

use super::Findings;
use super::cover::{Bits, Cover, hole, shared, steps};
use super::grid::{Grid, grid};
use crate::feel::{Evaluation, Scope};
use crate::law::Law;
use crate::table::{Hit, Table};

/// So many days on which a parameter of a table changes are looked at.
const DAYS_MAX: usize = 200;
/// The most rows of a table that is checked.
const ROWS_MAX: usize = 5_000;
/// So many mistakes of one table are told; then its writer has enough to do.
const MISTAKES_MAX: usize = 20;

/// Checks the table on its first day, and on each on which a parameter of its cells changes.
pub(super) fn check(law: &Law, table: &Table, until: Option<Day>, findings: &mut Findings) {
    for day in days(law, table, until) {
        let before = findings.mistakes.len();
        if let Err(why) = check_on(law, table, day, &mut findings.mistakes) {
            let message = format!("`{}` is not checked for gaps and overlaps: {why}", table.id);
            findings.not_checked.push(Mistake::new(&table.file, table.line, message, ""));
            return;
        }
        if findings.mistakes.len() > before {
            return;
        }
    }
}

fn days(law: &Law, table: &Table, until: Option<Day>) -> Vec<Day> {
    let mut days = vec![table.from];
    let references =
        table.rows.iter().flat_map(|row| &row.cells).flat_map(|placed| placed.cell.references());
    for path in references.flat_map(|reference| reference.paths) {
        let values = law.parameter(&path).into_iter().flat_map(|parameter| &parameter.values);
        let changes = values.map(|value| value.from);
        days.extend(
            changes.filter(|day| *day > table.from && until.is_none_or(|until| *day < until)),
        );
    }
    days.sort_unstable();
    days.dedup();
    days.truncate(DAYS_MAX);
    days
}

fn check_on(law: &Law, table: &Table, day: Day, mistakes: &mut Vec<Mistake>) -> Result<(), String> {
    if table.rows.len() > ROWS_MAX {
        return Err(too_large());
    }
    let no_facts = BTreeMap::new();
    let scope = Scope::of(&no_facts).with(law.on(day));
    let evaluation = Evaluation::new(&scope);
    let is_parameter = |name: &str| {
        law.parameter(name).is_some()
            && table.input(name).is_none()
            && !table.uses.contains_key(name)
    };
    let grid = grid(table, &evaluation, &is_parameter)?;
    let mut rows = Rows::new(table, &grid, day);
    let dead = rows.dead();
    let checked = match table.hit {
        Hit::Unique | Hit::Any => rows.overlaps(&dead).and_then(|()| rows.gap()),
        Hit::First => rows.covered(&dead).and_then(|()| rows.gap()),
        Hit::Priority => rows.gap(),
        _ => Ok(()),
    };
    let unknown = rows.first_unknown();
    mistakes.append(&mut rows.mistakes);
    checked?;
    match unknown.filter(|_| table.hit != Hit::Collect) {
        Some(cell) => Err(format!("the cell {cell} depends on more than its input")),
        None => Ok(()),
    }
}

struct Rows<'t> {
    table: &'t Table,
    grid: &'t Grid,
    day: Day,
    /// What a row may match at most: all, where a cell is not known.
    most: Vec<Bits>,
    /// What a row matches for certain; none where a cell is not known.
    least: Vec<Option<Bits>>,
    steps: u64,
    mistakes: Vec<Mistake>,
}

impl<'t> Rows<'t> {
    fn new(table: &'t Table, grid: &'t Grid, day: Day) -> Rows<'t> {
        let all = |column: usize| vec![true; grid.values.get(column).map_or(0, Vec::len)];
        let most = |row: &Vec<Option<Vec<bool>>>| {
            row.iter()
                .enumerate()
                .map(|(n, taken)| taken.clone().unwrap_or_else(|| all(n)))
                .collect()
        };
        let least = |row: &Vec<Option<Vec<bool>>>| row.iter().cloned().collect::<Option<Bits>>();
        Rows {
            table,
            grid,
            day,
            most: grid.rows.iter().map(most).collect(),
            least: grid.rows.iter().map(least).collect(),
            steps: steps(),
            mistakes: Vec::new(),
        }
    }

    fn label(&self, row: usize) -> &str {
        self.table.rows.get(row).map_or("", |row| row.label.as_str())
    }

    fn note(&mut self, row: Option<usize>, message: String, hint: &str) {
        if self.mistakes.len() >= MISTAKES_MAX {
            return;
        }
        let line =
            row.and_then(|row| self.table.rows.get(row)).map_or(self.table.line, |row| row.line);
        let since = if self.day == self.table.from {
            String::new()
        } else {
            format!(" from {} on", self.day)
        };
        self.mistakes.push(Mistake::new(&self.table.file, line, format!("{message}{since}"), hint));
    }

    /// The inputs of a point, as `age = 7, resident = true`.
    fn example(&self, point: &[usize]) -> String {
        let inputs = self.table.inputs.iter().zip(&self.grid.values).zip(point);
        let shown = inputs.filter_map(|((column, values), place)| {
            Some(format!("{} = {}", column.name, values.get(*place)?))
        });
        shown.collect::<Vec<String>>().join(", ")
    }

    /// Rows of which a cell takes no value at all.
    fn dead(&mut self) -> Vec<bool> {
        let mut dead = Vec::new();
        for row in 0..self.most.len() {
            let empty = self
                .most
                .get(row)
                .and_then(|bits| bits.iter().position(|column| !column.contains(&true)));
            dead.push(empty.is_some());
            if let Some(column) = empty.and_then(|column| self.table.inputs.get(column)) {
                let message = format!(
                    "row {} can never match: no value of `{}` fits its cell",
                    self.label(row),
                    column.name
                );
                self.note(Some(row), message, "correct the cell or take the row away");
            }
        }
        dead
    }

    /// Rows that those before them leave nothing of.
    fn covered(&mut self, dead: &[bool]) -> Result<(), String> {
        for row in 0..self.most.len() {
            if dead.get(row) == Some(&true) {
                continue;
            }
            let earlier: Vec<&Bits> = self.least.iter().take(row).flatten().collect();
            let Some(room) = self.most.get(row) else { continue };
            match hole(room, &earlier, &mut self.steps) {
                Cover::Hole(_) => {}
                Cover::TooLarge => return Err(too_large()),
                Cover::Full => {
                    let message = format!(
                        "row {} can never match: the rows before it cover it",
                        self.label(row)
                    );
                    self.note(Some(row), message, "move it up or take it away");
                }
            }
        }
        Ok(())
    }

    /// Rows that match together though only one may, or that then say something else.
    fn overlaps(&mut self, dead: &[bool]) -> Result<(), String> {
        for later in 0..self.least.len() {
            for earlier in 0..later {
                self.steps =
                    self.steps.checked_sub(self.grid.values.len() as u64).ok_or_else(too_large)?;
                let both = self.least.get(earlier).zip(self.least.get(later));
                let Some((Some(a), Some(b))) = both else { continue };
                if dead.get(later) == Some(&true)
                    || (self.table.hit == Hit::Any && !self.disagree(earlier, later))
                {
                    continue;
                }
                let Some(point) = shared(a, b) else { continue };
                let (first, second) = (self.label(earlier), self.label(later));
                let why = if self.table.hit == Hit::Any { " and say different things" } else { "" };
                let message = format!(
                    "rows {first} and {second} match together{why} when {}",
                    self.example(&point)
                );
                self.note(
                    Some(later),
                    message,
                    "make one of them narrower, or choose another hit policy",
                );
                break;
            }
        }
        Ok(())
    }

    /// Whether two rows give different constants.
    fn disagree(&self, a: usize, b: usize) -> bool {
        let (Some(a), Some(b)) = (self.table.rows.get(a), self.table.rows.get(b)) else {
            return false;
        };
        let constants = a.outputs.iter().zip(&b.outputs);
        constants.into_iter().any(|(a, b)| {
            match (a.expression.constant(), b.expression.constant()) {
                (Some(a), Some(b)) => a.equals(b) != Some(true),
                _ => false,
            }
        })
    }

    /// A case that no row covers.
    fn gap(&mut self) -> Result<(), String> {
        let room: Bits = self.grid.values.iter().map(|values| vec![true; values.len()]).collect();
        let boxes: Vec<&Bits> = self.most.iter().collect();
        match hole(&room, &boxes, &mut self.steps) {
            Cover::Full => Ok(()),
            Cover::TooLarge => Err(too_large()),
            Cover::Hole(point) => {
                let message = format!("no row matches when {}", self.example(&point));
                self.note(
                    None,
                    message,
                    "add a row for it, or list the allowed values behind `in:`",
                );
                Ok(())
            }
        }
    }

    /// A cell that is not known, as `row 3, age`.
    fn first_unknown(&self) -> Option<String> {
        let rows = self.grid.rows.iter().enumerate();
        rows.flat_map(|(n, row)| {
            row.iter().zip(&self.table.inputs).map(move |(taken, column)| (n, taken, column))
        })
        .find(|(_, taken, _)| taken.is_none())
        .map(|(n, _, column)| format!("`{}` of row {}", column.name, self.label(n)))
    }
}

fn too_large() -> String {
    "it is too large".into()
}
