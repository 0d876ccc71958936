//! What a proposal changes: the rows side by side with those that they follow, and the text line by line.

use askama::Template;
use doors::Visit;
use law::{FaceRow, Manuscript, Table};
use pages::components::{Badge, Details};
use pages::{Frame, Html, Tone};

use super::rules::{Words, broad};
use crate::diff::{self, Change};

/// Before and after in one cell; said in words to those who see neither line nor colour.
#[derive(Template)]
#[template(
    source = "<del><span class=\"unseen\">{{ was }}: </span>{{ before }}</del> <ins><span class=\"unseen\">{{ is }}: </span>{{ after }}</ins>",
    ext = "html"
)]
struct BeforeAfter<'a> {
    was: &'a str,
    is: &'a str,
    before: Html,
    after: Html,
}

/// Lines that begin with what became of them.
#[derive(Template)]
#[template(
    source = "<pre tabindex=\"0\">{% for (sign, line) in lines %}{% if *sign == \"+\" %}<ins>+ {{ line }}</ins>{% else if *sign == \"-\" %}<del>- {{ line }}</del>{% else %}  {{ line }}{% endif %}\n{% endfor %}</pre>",
    ext = "html"
)]
struct Lines<'a> {
    lines: Vec<(&'static str, &'a str)>,
}

/// The rows of both versions, and below them the texts.
pub fn changes(visit: &Visit, frame: &Frame, before: &Table, after: &Table) -> Vec<Html> {
    let texts = [before, after].map(|table| Manuscript::of(table).written().text);
    let [old, new] = &texts;
    let lines = diff::lines(old, new).into_iter().map(|change| match change {
        Change::Gone(line) => ("-", line),
        Change::New(line) => ("+", line),
        Change::Same(line) | Change::Changed(_, line) => (" ", line),
    });
    let body = Html::of(&Lines { lines: lines.collect() });
    let summary = frame.t("lawdesk.as-text").to_string();
    vec![rows(visit, frame, before, after), Html::of(&Details { summary, body })]
}

fn rows(visit: &Visit, frame: &Frame, before: &Table, after: &Table) -> Html {
    let (old, new) = (before.face(), after.face());
    let words = Words::of(visit, frame, &new.table);
    let names: Vec<&String> = new.inputs.iter().chain(&new.outputs).collect();
    let cells = |row: &FaceRow| -> Vec<Html> {
        let cells = row.cells.iter().chain(&row.outputs).zip(&names);
        cells.map(|(cell, name)| words.cell(name, cell)).chain([Html::text(&row.article)]).collect()
    };
    let both = |was: &FaceRow, is: &FaceRow| -> Vec<Html> {
        let pairs = cells(was).into_iter().zip(cells(is));
        let (before, after) = (frame.t("lawdesk.before"), frame.t("lawdesk.after"));
        pairs.map(|(a, b)| if a == b { b } else { changed(before, after, a, b) }).collect()
    };
    let row = |change: Change<&FaceRow>| {
        let (number, tone, key, cells) = match change {
            Change::Same(row) => (&row.row, Tone::Neutral, "lawdesk.same", cells(row)),
            Change::New(row) => (&row.row, Tone::Good, "lawdesk.new", cells(row)),
            Change::Gone(row) => (&row.row, Tone::Bad, "lawdesk.gone", cells(row)),
            Change::Changed(was, is) => (&is.row, Tone::Warning, "lawdesk.changed", both(was, is)),
        };
        let badge = Html::of(&Badge { tone, text: frame.t(key).to_string() });
        [Html::text(number), badge].into_iter().chain(cells).collect()
    };
    let mut columns =
        ["law.row", "lawdesk.difference"].map(|key| frame.t(key).to_string()).to_vec();
    columns.extend(words.columns(&new.inputs, &new.outputs));
    let articles = |rows: &[FaceRow]| rows.iter().any(|row| !row.article.is_empty());
    if articles(&old.rows) || articles(&new.rows) {
        columns.push(frame.t("law.article").to_string());
    }
    let rows = diff::rows(&old.rows, &new.rows).into_iter().map(row).collect();
    broad(frame.t("lawdesk.differences"), columns, rows)
}

fn changed(was: &str, is: &str, before: Html, after: Html) -> Html {
    Html::of(&BeforeAfter { was, is, before, after })
}
