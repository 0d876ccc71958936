//! What an officer typed into a version of a table: read from the form, written as a text, and held against the law.
//!
//! What may not happen here: a typed word that is lost, a mistake that is told without its place.

use country::{Country, Examined, examine};
use courtyard::proposals::Draft;
use doors::body::Fields;
use law::{FaceRow, Manuscript, Place, Table};
use pages::fields::DayParts;
use vocabulary::{Day, Mistake};

/// The most cells of a table that a form can hold; a longer one is changed in the country's files.
pub const CELLS_MAX: usize = 400;
/// The longest text of a cell, in characters.
pub const CELL_MAX: usize = 400;

/// A version as it stands in a form.
#[derive(Clone, Debug)]
pub struct Typed {
    /// The version that is changed, by its day.
    pub base: Day,
    pub manuscript: Manuscript,
    pub from: DayParts,
    pub promulgated: DayParts,
    pub ground: String,
}

/// What was read from a form: a draft that can be kept, or what stands in the way.
pub enum Read {
    Draft(Draft),
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

impl Typed {
    /// The form as it is first shown: the version, to begin on a day that is still to be said.
    pub fn of(base: &Table) -> Typed {
        let mut manuscript = Manuscript::of(base);
        manuscript.from = String::new();
        manuscript.promulgated = String::new();
        // What applied from before its publication was that version, and not the next one.
        manuscript.retroactive = false;
        Typed {
            base: base.from,
            manuscript,
            from: DayParts::default(),
            promulgated: DayParts::default(),
            ground: String::new(),
        }
    }

    /// A draft, to be changed again.
    pub fn again(draft: &Draft, version: &Table) -> Typed {
        Typed {
            base: draft.base,
            manuscript: Manuscript::of(version),
            from: DayParts::of(version.from),
            promulgated: version.promulgated.map(DayParts::of).unwrap_or_default(),
            ground: draft.ground.clone(),
        }
    }

    /// What was sent, over the version that it changes. None when it is no form of that version.
    pub fn sent(base: &Table, fields: &Fields) -> Option<Typed> {
        let mut typed = Typed::of(base);
        let row_count: usize = fields.text("rows").parse().ok()?;
        let (inputs, outputs) = (typed.manuscript.inputs.len(), typed.manuscript.outputs.len());
        if row_count.checked_mul(inputs + outputs)? > CELLS_MAX {
            return None;
        }
        let cell = |row: usize, place: usize| {
            let text = fields.text(&cell_name(row, place));
            text.chars().take(CELL_MAX).collect::<String>()
        };
        let row = |n: usize| FaceRow {
            row: (n + 1).to_string(),
            article: cell(n, inputs + outputs),
            cells: (0..inputs).map(|place| cell(n, place)).collect(),
            outputs: (inputs..inputs + outputs).map(|place| cell(n, place)).collect(),
        };
        typed.manuscript.rows = (0..row_count).map(row).collect();
        typed.manuscript.article = fields.text("article").to_string();
        typed.from = day(fields, "from");
        typed.promulgated = day(fields, "promulgated");
        typed.ground = fields.get("ground").unwrap_or("").trim().to_string();
        Some(typed)
    }

    pub fn cell_count(&self) -> usize {
        let width = self.manuscript.inputs.len() + self.manuscript.outputs.len();
        self.manuscript.rows.len() * width
    }

    /// Does what a button asks: a row more, a row less. The rows are counted again.
    pub fn arrange(&mut self, asked: Asked) {
        let rows = &mut self.manuscript.rows;
        let width = (self.manuscript.inputs.len(), self.manuscript.outputs.len());
        match asked {
            Asked::Add(place) if (rows.len() + 1) * (width.0 + width.1) <= CELLS_MAX => {
                let (cells, outputs) = (vec!["-".into(); width.0], vec![String::new(); width.1]);
                let row = FaceRow { row: String::new(), article: String::new(), cells, outputs };
                rows.insert(place.min(rows.len()), row);
            }
            Asked::Remove(place) if place < rows.len() && rows.len() > 1 => {
                rows.remove(place);
            }
            _ => {}
        }
        for (n, row) in rows.iter_mut().enumerate() {
            row.row = (n + 1).to_string();
        }
    }

    /// The draft that was typed, or every mistake that keeps it from being read. What is missing between rows that can be read
    /// is told on the page of the proposal, and does not keep a draft from being saved.
    pub fn read(mut self, country: &Country, today: Day, find: &Find<'_>) -> Read {
        let words = |key: &str| find(key).unwrap_or(key).to_string();
        let mut wrong: Vec<(Spot, String)> = Vec::new();
        let mut head = |key: &'static str, said: &str| {
            wrong.push((Spot::Law(Place::Head(key)), words(said)));
        };
        let from = match self.from.joined() {
            Ok(Some(day)) if day > today => Some(day),
            Ok(Some(_)) => {
                head("from", "proposal.day-over");
                None
            }
            Ok(None) => {
                head("from", "proposal.day-missing");
                None
            }
            Err(key) => {
                head("from", key);
                None
            }
        };
        match self.promulgated.joined() {
            Ok(Some(day)) => self.manuscript.promulgated = day.to_string(),
            Ok(None) => head("promulgated", "proposal.day-missing"),
            Err(key) => head("promulgated", key),
        }
        if self.ground.is_empty() {
            wrong.push((Spot::Ground, words("proposal.words-missing")));
        } else if self.ground.chars().count() > courtyard::proposals::WORDS_MAX {
            wrong.push((Spot::Ground, words("proposal.words-too-long")));
        }
        // Without a day the cells are still looked at: all mistakes are told at once.
        let day = from.unwrap_or_else(|| today.plus_days(1));
        self.manuscript.from = day.to_string();
        let found = mistakes(country, &self.manuscript, find);
        wrong.extend(found.into_iter().map(|(place, told)| (Spot::Law(place), told)));
        if !wrong.is_empty() {
            return Read::Wrong(wrong);
        }
        Read::Draft(Draft {
            table: self.manuscript.table.clone(),
            base: self.base,
            from: day,
            written: self.manuscript.written().text,
            ground: self.ground,
        })
    }
}

fn mistakes(country: &Country, manuscript: &Manuscript, find: &Find<'_>) -> Vec<(Place, String)> {
    let unwritable = manuscript.unwritable();
    if !unwritable.is_empty() {
        let told = |(place, mistake)| (place, told(&mistake, find));
        return unwritable.into_iter().map(told).collect();
    }
    let written = manuscript.written();
    let Examined { version, mistakes, .. } = examine(country, &manuscript.table, &written.text);
    let placed = mistakes.iter().map(|mistake| (written.place(mistake), told(mistake, find)));
    match version {
        None => placed.collect(),
        Some(_) => {
            placed.filter(|(place, _)| matches!(place, Place::Cell(..) | Place::Head(_))).collect()
        }
    }
}

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

/// The version that a draft writes, whatever the law of the country says meanwhile.
pub fn version_of(draft: &Draft) -> Option<Table> {
    let law = law::Law::default().with("proposal", &draft.written).ok()?;
    law.versions(&draft.table).first().cloned()
}
