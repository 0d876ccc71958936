//! A table that becomes cards on a phone.
//!
//! What may not happen here: a row without its header; a table without a caption.

use askama::Template;
use askama::filters::HtmlSafe;

use crate::html::Html;

/// A column of a table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Column {
    pub label: String,
    /// Numbers stand at the end, so that their digits stand under each other.
    pub number: bool,
}

impl Column {
    pub fn new(label: &str) -> Column {
        Column { label: label.into(), number: false }
    }

    pub fn number(label: &str) -> Column {
        Column { label: label.into(), number: true }
    }
}

/// Rows under columns. The first cell of a row is its header.
#[derive(Template)]
#[template(path = "components/table.html")]
pub struct Table {
    pub caption: String,
    pub columns: Vec<Column>,
    pub rows: Vec<Vec<Html>>,
    /// What stands there when there are no rows.
    pub empty: String,
}

impl Table {
    /// A cell beyond the last column is not shown.
    fn cells<'a>(&'a self, row: &'a [Html]) -> impl Iterator<Item = (&'a Column, &'a Html)> {
        self.columns.iter().zip(row)
    }
}

impl HtmlSafe for Table {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_cell_says_its_column_and_every_row_its_header() {
        let table = Table {
            caption: "Cases".into(),
            columns: vec![Column::new("Number"), Column::number("Fee")],
            rows: vec![vec![Html::link("/cases/1", "RA-1"), "400".into(), "beyond".into()]],
            empty: String::new(),
        };
        let html = table.render().unwrap();
        assert!(
            html.contains("<th scope=\"row\" role=\"rowheader\"")
                && html.contains("data-label=\"Fee\"")
        );
        assert!(!html.contains("beyond"));
    }
}
