//! What a proposal changes: the rows side by side with those that they follow, and the text line by line.

use askama::Template;
use doors::Visit;
use law::{FaceRow, Value};
use pages::components::{Badge, Details};
use pages::{Frame, Html, Tone};

use super::amounts;
use super::rules::{Words, broad};
use crate::diff::{self, Change};
use crate::version::Version;

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
pub fn changes(visit: &Visit, frame: &Frame, before: &Version, after: &Version) -> Vec<Html> {
    let texts = [before, after].map(Version::text);
    let [old, new] = &texts;
    let lines = diff::lines(old, new).into_iter().map(|change| match change {
        Change::Gone(line) => ("-", line),
        Change::New(line) => ("+", line),
        Change::Same(line) | Change::Changed(_, line) => (" ", line),
    });
    let body = Html::of(&Lines { lines: lines.collect() });
    let summary = frame.t("lawdesk.as-text").to_string();
    let details = Html::of(&Details { summary, body });
    match value(frame, before, after) {
        Some(_) => vec![details],
        None => vec![rows(visit, frame, before, after), details],
    }
}

/// Of a parameter that is one value: what it was and what it becomes.
pub fn value(frame: &Frame, before: &Version, after: &Version) -> Option<Html> {
    let said = |version: &Version| match version {
        Version::Value(parameter, value) if !matches!(value.value, Value::List(_)) => {
            Some(Html::text(&amounts::amount(frame, &parameter.unit, &value.value)))
        }
        _ => None,
    };
    let (was, is) = (frame.t("lawdesk.before"), frame.t("lawdesk.after"));
    Some(changed(was, is, said(before)?, said(after)?))
}

/// The rows of a version: those of a table as they are, an amount in words, an item or a bracket each in a row of its own.
fn face_rows(frame: &Frame, version: &Version) -> Vec<FaceRow> {
    let said = match version {
        Version::Table(table) => return table.face().rows.clone(),
        Version::Value(parameter, value) => match &value.value {
            Value::List(items) => items.iter().collect(),
            one => vec![one],
        }
        .into_iter()
        .map(|value| amounts::amount(frame, &parameter.unit, value))
        .collect(),
        Version::Brackets(scale, value) => amounts::brackets(frame, scale, value),
    };
    let row = |(n, said): (usize, String)| FaceRow {
        row: (n + 1).to_string(),
        article: String::new(),
        cells: vec![said],
        outputs: Vec::new(),
    };
    said.into_iter().enumerate().map(row).collect()
}

fn rows(visit: &Visit, frame: &Frame, before: &Version, after: &Version) -> Html {
    let [old, new] = [before, after].map(|version| face_rows(frame, version));
    let with_articles = old.iter().chain(&new).any(|row| !row.article.is_empty());
    let table = match after {
        Version::Table(table) => Some(table.face()),
        _ => None,
    };
    let words = Words::of(visit, frame, table.map_or("", |face| &face.table));
    let names: Vec<&String> =
        table.into_iter().flat_map(|face| face.inputs.iter().chain(&face.outputs)).collect();
    let cells = |row: &FaceRow| -> Vec<Html> {
        let cells = row.cells.iter().chain(&row.outputs);
        match table {
            None => cells.map(|cell| Html::text(cell)).collect(),
            Some(_) => {
                let said = cells.zip(&names).map(|(cell, name)| words.cell(name, cell));
                said.chain(with_articles.then(|| Html::text(&row.article))).collect()
            }
        }
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
    columns.extend(match table {
        Some(face) => words.columns(&face.inputs, &face.outputs),
        None => vec![frame.t("law.value").to_string()],
    });
    columns.extend(with_articles.then(|| frame.t("law.article").to_string()));
    let rows = diff::rows(&old, &new).into_iter().map(row).collect();
    let what = after.title().get(&frame.lang);
    broad(&frame.tf("lawdesk.differences", &[("what", what)]), columns, rows)
}

fn changed(was: &str, is: &str, before: Html, after: Html) -> Html {
    Html::of(&BeforeAfter { was, is, before, after })
}
