//! The rows of a version in words: columns as the services call them, reasons as decisions say them.
//!
//! What may not happen here: a word that says something else than the cell. What has no words is shown as it is written.

use std::collections::BTreeMap;

use askama::Template;
use doors::Visit;
use law::{Face, FaceRow};
use pages::components::{Column, Table};
use pages::{Frame, Html};
use vocabulary::Text;

use super::code;
use crate::shelf;

/// What may be broader than the window: then it is moved, by keyboard too.
#[derive(Template)]
#[template(
    source = "<div class=\"broad\" role=\"region\" tabindex=\"0\" aria-label=\"{{ label }}\">{{ piece }}</div>",
    ext = "html"
)]
struct Broad<'a> {
    label: &'a str,
    piece: Html,
}

/// How the cells of a table are said.
pub struct Words<'a> {
    frame: &'a Frame,
    columns: BTreeMap<String, Text>,
    reasons: BTreeMap<String, Text>,
}

impl<'a> Words<'a> {
    pub fn of(visit: &Visit, frame: &'a Frame, table: &str) -> Words<'a> {
        let country = visit.site.house.country();
        let decisions = shelf::decided_by(country, table).filter_map(|s| s.decision.as_ref());
        let reasons =
            decisions.flat_map(|decision| decision.grants.iter().chain(&decision.refusals));
        Words {
            frame,
            columns: shelf::column_titles(country, table),
            reasons: reasons.map(|reason| (reason.id.clone(), reason.text.clone())).collect(),
        }
    }

    pub fn input(&self, name: &str) -> String {
        shelf::column_title(&self.columns, name, &self.frame.lang)
    }

    pub fn output(&self, name: &str) -> String {
        match name {
            "amount" | "outcome" | "reason" => {
                self.frame.t(&format!("law.then-{name}")).to_string()
            }
            name => self.frame.tf("law.then", &[("column", &self.input(name))]),
        }
    }

    /// A reason as decisions say it.
    pub fn reason(&self, id: &str) -> String {
        self.reasons.get(id).map_or(id, |text| text.get(&self.frame.lang)).to_string()
    }

    /// The columns of inputs and outputs, in their order.
    pub fn columns(&self, inputs: &[String], outputs: &[String]) -> Vec<String> {
        let inputs = inputs.iter().map(|name| self.input(name));
        inputs.chain(outputs.iter().map(|name| self.output(name))).collect()
    }

    /// A cell of the column of that name.
    pub fn cell(&self, column: &str, cell: &str) -> Html {
        let text = cell.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
        let said = match (column, text, cell) {
            (_, _, "-") => Some(self.frame.t("law.any")),
            (_, _, "true") => Some(self.frame.t("word.yes")),
            (_, _, "false") => Some(self.frame.t("word.no")),
            ("outcome", Some("grant"), _) => Some(self.frame.t("law.grant")),
            ("outcome", Some("refuse"), _) => Some(self.frame.t("law.refuse")),
            ("reason", Some(id), _) => self.reasons.get(id).map(|text| text.get(&self.frame.lang)),
            _ => None,
        };
        said.map_or_else(|| code(cell), Html::text)
    }

    /// All cells of a row, the article included where rows have one.
    fn row(&self, face: &Face, row: &FaceRow, with_articles: bool) -> Vec<Html> {
        let inputs = face.inputs.iter().zip(&row.cells);
        let outputs = face.outputs.iter().zip(&row.outputs);
        let cells = inputs.chain(outputs).map(|(column, cell)| self.cell(column, cell));
        let article = with_articles.then(|| Html::text(&row.article));
        std::iter::once(Html::text(&row.row)).chain(cells).chain(article).collect()
    }
}

/// The head of a row, to which a decision leads that it made: rows are counted from 1.
#[derive(Template)]
#[template(source = "<span id=\"row-{{ place }}\">{{ label }}</span>", ext = "html")]
struct Anchor<'a> {
    place: usize,
    label: &'a str,
}

/// The rows of a version.
pub fn rules(visit: &Visit, frame: &Frame, face: &Face) -> Html {
    let words = Words::of(visit, frame, &face.table);
    let with_articles = face.rows.iter().any(|row| !row.article.is_empty());
    let mut columns = vec![frame.t("law.row").to_string()];
    columns.extend(words.columns(&face.inputs, &face.outputs));
    columns.extend(with_articles.then(|| frame.t("law.article").to_string()));
    let row = |(n, row): (usize, &FaceRow)| {
        let mut cells = words.row(face, row, with_articles);
        if let Some(head) = cells.first_mut() {
            *head = Html::of(&Anchor { place: n + 1, label: &row.row });
        }
        cells
    };
    let rows = face.rows.iter().enumerate().map(row).collect();
    broad(frame.t("law.rows"), columns, rows)
}

/// A table of any breadth under a caption.
pub fn broad(caption: &str, columns: Vec<String>, rows: Vec<Vec<Html>>) -> Html {
    let table = Table {
        caption: caption.to_string(),
        columns: columns.iter().map(|label| Column::new(label)).collect(),
        rows,
        empty: String::new(),
    };
    moved(caption, Html::of(&table))
}

/// A piece of any breadth, which is moved where the window is too narrow.
pub fn moved(label: &str, piece: Html) -> Html {
    Html::of(&Broad { label, piece })
}
