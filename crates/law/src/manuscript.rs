//! A version of a table as the texts that a person writes: what a form shows and changes, and the file that comes of it.
//!
//! What may not happen here: judging a text. `Law::with` reads what comes of it, and says what is wrong and where.

use vocabulary::{Mistake, Text};

use crate::feel::Kind;
use crate::sentences;
use crate::table::{Column, Hit, Table};
use crate::table_line::parts;
use crate::trace::FaceRow;

/// One version of a table, as it is written.
#[derive(Clone, Debug, PartialEq)]
pub struct Manuscript {
    pub table: String,
    pub title: Text,
    pub article: String,
    pub link: String,
    /// As typed; empty when nothing was.
    pub promulgated: String,
    pub from: String,
    pub retroactive: bool,
    pub hit: Hit,
    pub inputs: Vec<String>,
    pub outputs: Vec<String>,
    pub rows: Vec<FaceRow>,
    /// The lines that say what the columns are, each with its word: `in`, `use`, `out`.
    columns: Vec<(&'static str, String)>,
}

/// A manuscript as the text of a file, which knows where in it everything stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Written {
    pub text: String,
    /// What each line holds, from the first.
    lines: Vec<Held>,
}

#[derive(Clone, Debug, PartialEq)]
enum Held {
    Head(&'static str),
    Other,
    /// A row, and the character in which each of its cells begins, the column `#` left out.
    Row(usize, Vec<usize>),
}

/// What of a manuscript a mistake is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// A line above the rows: `from`, `promulgated`, `article`, `link`.
    Head(&'static str),
    /// Row and cell, both from 0; outputs follow the inputs, and the article of the row comes last.
    Cell(usize, usize),
    Row(usize),
    Whole,
}

impl Manuscript {
    /// A version of a table, as it would be written today.
    pub fn of(table: &Table) -> Manuscript {
        let inputs = table.inputs.iter().map(|column| ("in", line_of(column)));
        let uses = table.uses.iter().map(|(name, kind)| ("use", format!("{name} {}", word(kind))));
        let outputs = table.outputs.iter().map(|column| ("out", line_of(column)));
        Manuscript {
            table: table.id.clone(),
            title: table.title.clone(),
            article: table.article.clone(),
            link: table.link.clone(),
            promulgated: table.promulgated.map_or_else(String::new, |day| day.to_string()),
            from: table.from.to_string(),
            retroactive: table.retroactive,
            hit: table.hit,
            inputs: table.face.inputs.clone(),
            outputs: table.face.outputs.clone(),
            rows: table.face.rows.clone(),
            columns: inputs.chain(uses).chain(outputs).collect(),
        }
    }

    /// Whether a row has an article of its own.
    pub fn has_articles(&self) -> bool {
        self.rows.iter().any(|row| !row.article.is_empty())
    }

    /// Cells that could not stand between two bars: they would become several, or end the line.
    pub fn unwritable(&self) -> Vec<(Place, Mistake)> {
        let mut wrong = Vec::new();
        for (n, row) in self.rows.iter().enumerate() {
            for (place, cell) in row.cells.iter().chain(&row.outputs).enumerate() {
                if let Some(mistake) = unwritable(cell) {
                    wrong.push((Place::Cell(n, place), mistake));
                }
            }
            if row.article.contains(['|', '"', '\n', '\r']) {
                let place = Place::Cell(n, row.cells.len() + row.outputs.len());
                wrong.push((place, sentences::mistake("", (0, 0), "mistake.not-in-a-cell")));
            }
        }
        for (key, value) in [("article", &self.article), ("link", &self.link)] {
            if value.contains(['\n', '\r']) {
                let mistake = sentences::mistake("", (0, 0), "mistake.several-lines");
                wrong.push((Place::Head(key), mistake));
            }
        }
        wrong
    }

    /// The text of a file that holds this version alone.
    pub fn written(&self) -> Written {
        let mut written = Written { text: String::new(), lines: Vec::new() };
        written.head("table", &self.table);
        for (lang, title) in &self.title.0 {
            written.line(&format!("title.{lang}: {title}"), Held::Other);
        }
        written.head("article", &self.article);
        written.head("link", &self.link);
        written.head("promulgated", &self.promulgated);
        written.head("from", &self.from);
        if self.retroactive {
            written.head("retroactive", "yes");
        }
        written.head("hit", &self.hit.to_string());
        for (key, column) in &self.columns {
            written.line(&format!("{key}: {column}"), Held::Other);
        }
        written.line("", Held::Other);
        self.rows_into(&mut written);
        written
    }

    fn rows_into(&self, written: &mut Written) {
        let articles = self.has_articles();
        let mut grid = vec![self.heading(articles)];
        grid.extend(self.rows.iter().map(|row| cells(row, articles)));
        let columns = grid.first().map_or(0, Vec::len);
        let width = |column: usize| {
            let wide = grid.iter().filter_map(|row| Some(row.get(column)?.chars().count()));
            wide.max().unwrap_or(0)
        };
        let widths: Vec<usize> = (0..columns).map(width).collect();
        let first_output = 1 + self.inputs.len();
        for (n, row) in grid.iter().enumerate() {
            let (line, starts) = padded(row, &widths, first_output);
            let held = n.checked_sub(1).map_or(Held::Other, |row| Held::Row(row, starts));
            written.line(&line, held);
            if n == 0 {
                let rule: Vec<String> = widths.iter().map(|width| "-".repeat(width + 2)).collect();
                let (inputs, outputs) = rule.split_at(first_output.min(rule.len()));
                let line = format!("|{}||{}|", inputs.join("|"), outputs.join("|"));
                written.line(&line, Held::Other);
            }
        }
    }

    fn heading(&self, articles: bool) -> Vec<String> {
        let names = self.inputs.iter().chain(&self.outputs).cloned();
        let article = articles.then(|| "article".to_string());
        std::iter::once("#".to_string()).chain(names).chain(article).collect()
    }
}

fn cells(row: &FaceRow, articles: bool) -> Vec<String> {
    let said = row.cells.iter().chain(&row.outputs).map(|cell| cell.trim().to_string());
    let article =
        || if row.article.is_empty() { String::new() } else { format!("\"{}\"", row.article) };
    let article = articles.then(article);
    std::iter::once(row.row.clone()).chain(said).chain(article).collect()
}

/// The line of a row, and where its cells begin, counted from 1, without the first.
fn padded(row: &[String], widths: &[usize], first_output: usize) -> (String, Vec<usize>) {
    let mut line = String::new();
    let mut starts = Vec::new();
    for (n, (cell, width)) in row.iter().zip(widths).enumerate() {
        line.push_str(if n == first_output { "|| " } else { "| " });
        starts.push(line.chars().count() + 1);
        line.push_str(cell);
        line.extend(std::iter::repeat_n(' ', width.saturating_sub(cell.chars().count()) + 1));
    }
    line.push('|');
    starts.remove(0);
    (line, starts)
}

fn unwritable(cell: &str) -> Option<Mistake> {
    if cell.contains(['\n', '\r']) {
        return Some(sentences::mistake("", (0, 0), "mistake.several-lines"));
    }
    let line = format!("| {cell} |");
    let one = matches!(parts(&line).as_slice(), [part] if part.text == cell.trim());
    if one { None } else { Some(sentences::mistake("", (0, 0), "mistake.bar")) }
}

/// What stands behind `in:` or `out:`.
fn line_of(column: &Column) -> String {
    let mut line = format!("{} {}", column.name, word(&column.kind));
    if !column.allowed().is_empty() {
        line.push(' ');
        line.push_str(column.allowed());
    }
    if let Some(reads) = &column.reads {
        line.push_str(" = ");
        line.push_str(reads.text());
    }
    line
}

/// The word of the file for a kind. Files name no kinds of items and entries, so none is lost.
fn word(kind: &Kind) -> &'static str {
    match kind {
        Kind::List(_) => "list",
        Kind::Record(_) => "any",
        kind => {
            let named = |word: &&&str| Kind::named(word).as_ref() == Some(kind);
            Kind::NAMES.iter().find(named).copied().unwrap_or("any")
        }
    }
}

impl Written {
    fn head(&mut self, key: &'static str, value: &str) {
        if !value.is_empty() {
            self.line(&format!("{key}: {value}"), Held::Head(key));
        }
    }

    fn line(&mut self, line: &str, held: Held) {
        self.text.push_str(line);
        self.text.push('\n');
        self.lines.push(held);
    }

    /// What a mistake that was found in this text is about.
    pub fn place(&self, mistake: &Mistake) -> Place {
        let held = mistake.line.checked_sub(1).and_then(|line| self.lines.get(line));
        match held {
            Some(Held::Head("table")) | Some(Held::Other) | None => Place::Whole,
            Some(Held::Head(key)) => Place::Head(key),
            Some(Held::Row(row, starts)) => {
                let cell = starts.iter().rposition(|start| *start <= mistake.column);
                cell.map_or(Place::Row(*row), |cell| Place::Cell(*row, cell))
            }
        }
    }
}
