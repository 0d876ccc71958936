//! What an officer typed into a version of something: read from the form, written as a text, and held against the law.
//!
//! What may not happen here: a typed word that is lost, a mistake that is told without its place.

mod amount;
mod table;

use country::{Change, Country, Subject};
use courtyard::proposals::WORDS_MAX;
use doors::body::Fields;
use law::{Manuscript, Parameter, Place, Scale};
use pages::fields::DayParts;
use vocabulary::{Day, Mistake, Text};

use crate::version::Version;

/// The most cells of a table that a form can hold; a longer one is changed in the country's files.
pub const CELLS_MAX: usize = 400;
/// The longest text of a cell, in characters.
pub const CELL_MAX: usize = 400;

/// A version as it stands in a form: rows of cells, whatever they are rows of.
#[derive(Clone, Debug)]
pub struct Typed {
    pub subject: Subject,
    pub title: Text,
    /// The version that is changed, by its day.
    pub base: Day,
    pub what: What,
    pub rows: Vec<Vec<String>>,
    pub article: String,
    pub from: DayParts,
    pub promulgated: DayParts,
    pub ground: String,
}

/// What the rows are rows of.
#[derive(Clone, Debug)]
pub enum What {
    /// Cells of inputs and outputs, and an article where rows have one.
    Table(Manuscript),
    /// One row of one cell, or a row for each item of a list.
    Value(Parameter),
    /// `from` or `above`, the threshold, the rate; in flat scales an amount too.
    Brackets(Scale),
}

/// What was read from a form: a change that can be kept, or what stands in the way.
pub enum Read {
    Change(Change, String),
    Wrong(Vec<(Spot, String)>),
}

/// Where in the form something is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spot {
    Law(Place),
    Ground,
}

/// What the buttons of a form ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    Save,
    /// A new row before that place.
    Add(usize),
    Remove(usize),
}

impl Asked {
    pub fn of(fields: &Fields) -> Asked {
        let word = fields.text("do");
        let place = |rest: &str| rest.parse().ok();
        let add = word.strip_prefix("add-").and_then(place).map(Asked::Add);
        add.or(word.strip_prefix("remove-").and_then(place).map(Asked::Remove))
            .unwrap_or(Asked::Save)
    }
}

impl What {
    /// How many cells a row has.
    pub fn width(&self) -> usize {
        match self {
            What::Table(table) => {
                table.inputs.len() + table.outputs.len() + usize::from(table.has_articles())
            }
            What::Value(_) => 1,
            What::Brackets(scale) => amount::width(scale),
        }
    }

    /// Whether there is one cell, and never another.
    pub fn is_single(&self) -> bool {
        matches!(self, What::Value(parameter) if !amount::is_list(parameter))
    }

    fn new_row(&self) -> Vec<String> {
        let (begins, filled) = match self {
            What::Table(table) => ("-", table.inputs.len()),
            What::Value(_) => ("", 0),
            What::Brackets(_) => ("above", 1),
        };
        let text = |place: usize| if place < filled { begins } else { "" };
        (0..self.width()).map(|place| text(place).to_string()).collect()
    }
}

impl Typed {
    /// The form as it is first shown: the version, to begin on a day that is still to be said.
    pub fn of(subject: &Subject, base: &Version<'_>) -> Typed {
        let (what, rows) = match base {
            Version::Table(table) => table::rows(table),
            Version::Value(parameter, value) => {
                (What::Value((*parameter).clone()), amount::value_rows(parameter, value))
            }
            Version::Brackets(scale, value) => {
                (What::Brackets((*scale).clone()), amount::bracket_rows(scale, value))
            }
        };
        Typed {
            subject: subject.clone(),
            title: base.title().clone(),
            base: base.from(),
            what,
            rows,
            article: base.article().to_string(),
            from: DayParts::default(),
            promulgated: DayParts::default(),
            ground: String::new(),
        }
    }

    /// The same with the days and the reason of another change, or of an earlier draft of this one.
    pub fn with_days(mut self, from: Day, promulgated: Option<Day>, ground: &str) -> Typed {
        self.from = DayParts::of(from);
        self.promulgated = promulgated.map(DayParts::of).unwrap_or_default();
        self.ground = ground.to_string();
        self
    }

    /// What was sent, over the form as it was shown. None when it is no form of that version.
    pub fn sent(mut self, fields: &Fields) -> Option<Typed> {
        let row_count = if self.what.is_single() { 1 } else { fields.text("rows").parse().ok()? };
        let width = self.what.width();
        if row_count == 0 || width.checked_mul(row_count)? > CELLS_MAX {
            return None;
        }
        let cell = |row: usize, place: usize| {
            let text = fields.text(&cell_name(row, place));
            text.chars().take(CELL_MAX).collect::<String>()
        };
        let row = |n: usize| (0..width).map(|place| cell(n, place)).collect();
        self.rows = (0..row_count).map(row).collect();
        self.article = fields.text("article").to_string();
        self.from = day(fields, "from");
        self.promulgated = day(fields, "promulgated");
        self.ground = fields.get("ground").unwrap_or("").trim().to_string();
        Some(self)
    }

    pub fn cell_count(&self) -> usize {
        self.rows.len() * self.what.width()
    }

    /// Does what a button asks: a row more, a row less.
    pub fn arrange(&mut self, asked: Asked) {
        match asked {
            Asked::Add(place) if self.cell_count() + self.what.width() <= CELLS_MAX => {
                let row = self.what.new_row();
                self.rows.insert(place.min(self.rows.len()), row);
            }
            Asked::Remove(place) if place < self.rows.len() && self.rows.len() > 1 => {
                self.rows.remove(place);
            }
            _ => {}
        }
    }

    /// The change that was typed, or every mistake that keeps it from being read. What is missing between rows that can be read
    /// is told on the page of the proposal, and does not keep a draft from being saved.
    pub fn read(self, country: &Country, today: Day, find: &Find<'_>) -> Read {
        let words = &|key: &str| find(key).unwrap_or(key).to_string();
        let mut wrong: Vec<(Spot, String)> = Vec::new();
        let mut head = |key: &'static str, said: &str| {
            wrong.push((Spot::Law(Place::Head(key)), words(said)));
        };
        let from = match self.from.joined() {
            Ok(Some(day)) if day > today => Ok(day),
            Ok(Some(_)) => Err("proposal.day-over"),
            Ok(None) => Err("proposal.day-missing"),
            Err(key) => Err(key),
        };
        let promulgated = match (self.promulgated.joined(), from) {
            (Ok(Some(day)), Ok(from)) if day > from => Err("lawdesk.promulgated-late"),
            (Ok(Some(day)), _) => Ok(day),
            (Ok(None), _) => Err("proposal.day-missing"),
            (Err(key), _) => Err(key),
        };
        for (name, day) in [("from", from), ("promulgated", promulgated)] {
            if let Err(key) = day {
                head(name, key);
            }
        }
        match self.ground.chars().count() {
            0 => wrong.push((Spot::Ground, words("proposal.words-missing"))),
            count if count > WORDS_MAX => {
                wrong.push((Spot::Ground, words("proposal.words-too-long")))
            }
            _ => {}
        }
        // Without a day the cells are still looked at: all mistakes are told at once.
        let days = (from.unwrap_or_else(|_| today.plus_days(1)), promulgated.unwrap_or(today));
        let text = match &self.what {
            What::Table(table) => table::written(&self, table, days, (country, find)),
            What::Value(parameter) => amount::value_written(&self, parameter, days, words),
            What::Brackets(scale) => amount::brackets_written(&self, scale, days, words),
        };
        let text = text.unwrap_or_else(|found| {
            wrong.extend(found.into_iter().map(|(place, told)| (Spot::Law(place), told)));
            String::new()
        });
        if !wrong.is_empty() {
            return Read::Wrong(wrong);
        }
        let change = Change { subject: self.subject, base: self.base, from: days.0, text };
        Read::Change(change, self.ground)
    }
}

/// A text for the law's files, or what is wrong and where.
type Written = Result<String, Vec<(Place, String)>>;

/// The text of a key in the reader's language.
pub type Find<'t> = dyn Fn(&str) -> Option<&'t str> + 't;

/// A mistake in the reader's language, with what to write instead.
pub fn told(mistake: &Mistake, find: &Find<'_>) -> String {
    let (message, hint) = mistake.told(find);
    if hint.is_empty() { message } else { format!("{message}: {hint}") }
}

/// The name of a cell's field.
pub fn cell_name(row: usize, place: usize) -> String {
    format!("cell-{row}-{place}")
}

fn day(fields: &Fields, name: &str) -> DayParts {
    let part = |part: &str| fields.text(&format!("{name}-{part}")).to_string();
    DayParts { year: part("year"), month: part("month"), day: part("day"), birthday: false }
}
