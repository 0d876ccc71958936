//! The rows of a decision table as they are typed, and the text that comes of them.
//!
//! What may not happen here: judging a cell. The law's own reader does, and says what is wrong.

use country::{Change, Country, Examined, Subject, examine};
use law::{FaceRow, Manuscript, Place, Table};
use vocabulary::Day;

use super::{Find, Typed, What, Written, told};

pub fn rows(table: &Table) -> (What, Vec<Vec<String>>) {
    let manuscript = Manuscript::of(table);
    let articles = manuscript.has_articles();
    let row = |row: &FaceRow| {
        let cells = row.cells.iter().chain(&row.outputs);
        cells.chain(articles.then_some(&row.article)).cloned().collect()
    };
    let rows = manuscript.rows.iter().map(row).collect();
    (What::Table(manuscript), rows)
}

pub fn written(
    typed: &Typed,
    table: &Manuscript,
    (from, promulgated): (Day, Day),
    (country, find): (&Country, &Find<'_>),
) -> Written {
    let mut manuscript = table.clone();
    let inputs = manuscript.inputs.len();
    let outputs = manuscript.outputs.len();
    let row = |(n, cells): (usize, &Vec<String>)| FaceRow {
        row: (n + 1).to_string(),
        article: cells.get(inputs + outputs).cloned().unwrap_or_default(),
        cells: cells.iter().take(inputs).cloned().collect(),
        outputs: cells.iter().skip(inputs).take(outputs).cloned().collect(),
    };
    manuscript.rows = typed.rows.iter().enumerate().map(row).collect();
    manuscript.article = typed.article.clone();
    manuscript.from = from.to_string();
    manuscript.promulgated = promulgated.to_string();
    // What applied from before its publication was that version, and not the next one.
    manuscript.retroactive = false;
    let unwritable = manuscript.unwritable();
    if !unwritable.is_empty() {
        return Err(unwritable.into_iter().map(|(place, one)| (place, told(&one, find))).collect());
    }
    let written = manuscript.written();
    let subject = Subject::Table(manuscript.table.clone());
    let change = Change { subject, base: typed.base, from, text: written.text.clone() };
    let Examined { law, mistakes, .. } = examine(country, country.law(), &[change]);
    // Of a text that can be read, what is wrong at a cell or above the rows; the rest is told on the page of the proposal.
    let shown = |place: &Place| law.is_none() || matches!(place, Place::Cell(..) | Place::Head(_));
    let placed = mistakes.iter().map(|mistake| (written.place(mistake), told(mistake, find)));
    let wrong: Vec<(Place, String)> = placed.filter(|(place, _)| shown(place)).collect();
    if wrong.is_empty() { Ok(written.text) } else { Err(wrong) }
}
