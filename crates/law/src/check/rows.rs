//! Rows that can never match, rows that match together where only one may, and cases that no row covers.

use vocabulary::{Day, Mistake, Part, Sentence};

use super::Findings;
use super::cover::{Bits, Cover, hole, shared, steps};
use super::grid::{Grid, grid};
use crate::compiled::Form;
use crate::law::Law;
use crate::sentences;
use crate::settle::rank;
use crate::table::{Hit, Table};

/// So many days on which a parameter of a table changes are looked at.
const DAYS_MAX: usize = 200;
/// The most rows of a table that is checked.
const ROWS_MAX: usize = 5_000;
/// So many mistakes of one table are told; then its writer has enough to do.
const MISTAKES_MAX: usize = 20;

/// Checks the table on its first day, and on each on which a parameter of its cells changes.
pub(super) fn check(law: &Law, table: &Table, until: Option<Day>, findings: &mut Findings) {
    let days = table.forms.days().filter(|day| until.is_none_or(|until| *day < until));
    for day in days.take(DAYS_MAX) {
        let before = findings.mistakes.len();
        if let Err(why) = check_on(law, table, day, &mut findings.mistakes) {
            let why = why.with("table", &table.id);
            findings.not_checked.push(sentences::mistake(&table.file, (table.line, 0), why));
            return;
        }
        if findings.mistakes.len() > before {
            return;
        }
    }
}

fn check_on(
    law: &Law,
    table: &Table,
    day: Day,
    mistakes: &mut Vec<Mistake>,
) -> Result<(), Sentence> {
    let form = table.forms.on(law.on(day), table).filter(|_| table.rows.len() <= ROWS_MAX);
    let form = form.ok_or_else(too_large)?;
    let grid = grid(table, form)?;
    let mut rows = Rows { table, form, grid: &grid, day, steps: steps(), mistakes: Vec::new() };
    let dead = rows.dead();
    let checked = match table.hit {
        Hit::Unique | Hit::Any => rows.overlaps(&dead).and_then(|()| rows.gap()),
        Hit::First | Hit::Priority => rows.covered(&dead).and_then(|()| rows.gap()),
        _ => Ok(()),
    };
    mistakes.append(&mut rows.mistakes);
    checked?;
    match grid.open.filter(|_| table.hit != Hit::Collect) {
        Some((row, column)) => {
            let column = table.inputs.get(column).map_or("", |column| column.name.as_str());
            let row = table.rows.get(row).map_or("", |row| row.label.as_str());
            Err(Sentence::new("mistake.not-checked-cell").with("column", column).with("row", row))
        }
        None => Ok(()),
    }
}

struct Rows<'t> {
    table: &'t Table,
    form: &'t Form,
    grid: &'t Grid,
    day: Day,
    steps: u64,
    mistakes: Vec<Mistake>,
}

impl Rows<'_> {
    fn label(&self, row: usize) -> &str {
        self.table.rows.get(row).map_or("", |row| row.label.as_str())
    }

    fn note(&mut self, row: Option<usize>, said: Sentence) {
        if self.mistakes.len() >= MISTAKES_MAX {
            return;
        }
        let line =
            row.and_then(|row| self.table.rows.get(row)).map_or(self.table.line, |row| row.line);
        let since = match self.day {
            day if day == self.table.from => Part::from(""),
            day => Sentence::new("kind.since").with("day", day.to_string()).into(),
        };
        let said = said.with("since", since);
        self.mistakes.push(sentences::mistake(&self.table.file, (line, 0), said));
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
        for (row, bits) in self.grid.most.iter().enumerate() {
            let empty = bits.iter().position(|column| !column.contains(&true));
            dead.push(empty.is_some());
            if let Some(column) = empty.and_then(|column| self.table.inputs.get(column)) {
                let said = Sentence::new("mistake.dead-row").with("row", self.label(row));
                self.note(Some(row), said.with("column", &column.name));
            }
        }
        dead
    }

    /// Rows that those before them leave nothing of: before them in the table, or by what they give.
    fn covered(&mut self, dead: &[bool]) -> Result<(), Sentence> {
        let order = match self.table.hit {
            Hit::Priority => self.by_rank(),
            _ => (0..self.grid.most.len()).collect(),
        };
        for (place, row) in order.iter().enumerate() {
            if dead.get(*row) == Some(&true) {
                continue;
            }
            let before = order.iter().take(place).filter_map(|row| self.grid.least.get(*row));
            let before: Vec<&Bits> = before.flatten().collect();
            let Some(room) = self.grid.most.get(*row) else { continue };
            match hole(room, &before, &mut self.steps) {
                Cover::Hole(_) => {}
                Cover::TooLarge => return Err(too_large()),
                Cover::Full => {
                    let key = match self.table.hit {
                        Hit::Priority => "mistake.outranked-row",
                        _ => "mistake.covered-row",
                    };
                    self.note(Some(*row), Sentence::new(key).with("row", self.label(*row)));
                }
            }
        }
        Ok(())
    }

    /// The rows whose outputs are known, in the order in which they would decide; what is equal stays in the table's order.
    fn by_rank(&self) -> Vec<usize> {
        let ranked = self.form.made.iter().enumerate().filter_map(|(row, made)| {
            let outputs = &made.as_ref()?.outputs;
            let ranks = self.table.outputs.iter().map(|column| rank(column, outputs));
            Some((ranks.collect::<Vec<usize>>(), row))
        });
        let mut ranked: Vec<(Vec<usize>, usize)> = ranked.collect();
        ranked.sort();
        ranked.into_iter().map(|(_, row)| row).collect()
    }

    /// Rows that match together though only one may, or that then say something else.
    fn overlaps(&mut self, dead: &[bool]) -> Result<(), Sentence> {
        for later in 0..self.grid.least.len() {
            for earlier in 0..later {
                self.steps =
                    self.steps.checked_sub(self.grid.values.len() as u64).ok_or_else(too_large)?;
                let both = self.grid.least.get(earlier).zip(self.grid.least.get(later));
                let Some((Some(a), Some(b))) = both else { continue };
                if dead.get(later) == Some(&true)
                    || (self.table.hit == Hit::Any && !self.disagree(earlier, later))
                {
                    continue;
                }
                let Some(point) = shared(a, b) else { continue };
                let key = match self.table.hit {
                    Hit::Any => "mistake.disagreeing-rows",
                    _ => "mistake.overlapping-rows",
                };
                let said = Sentence::new(key).with("first", self.label(earlier));
                let said = said.with("second", self.label(later));
                self.note(Some(later), said.with("example", self.example(&point)));
                break;
            }
        }
        Ok(())
    }

    /// Whether two rows surely give different outputs.
    fn disagree(&self, a: usize, b: usize) -> bool {
        let made = |row: usize| self.form.made.get(row).and_then(Option::as_ref);
        made(a).zip(made(b)).is_some_and(|(a, b)| a.outputs != b.outputs)
    }

    /// A case that no row covers.
    fn gap(&mut self) -> Result<(), Sentence> {
        let room: Bits = self.grid.values.iter().map(|values| vec![true; values.len()]).collect();
        let boxes: Vec<&Bits> = self.grid.most.iter().collect();
        match hole(&room, &boxes, &mut self.steps) {
            Cover::Full => Ok(()),
            Cover::TooLarge => Err(too_large()),
            Cover::Hole(point) => {
                let said = Sentence::new("mistake.gap").with("example", self.example(&point));
                self.note(None, said);
                Ok(())
            }
        }
    }
}

fn too_large() -> Sentence {
    Sentence::new("mistake.not-checked-large")
}
