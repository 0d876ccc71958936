//! The sheet: a paper made ready for the template. Limits and sizes are decided here, in Rust,
//! where they can be tested; the template only lays things down.

use anyhow::{Result, bail, ensure};
use serde_json::{Value, json};
use typst::foundations::Bytes;

use crate::{Attachment, Paper, Row, Section, pieces, press, qr, seal};

/// All texts of a paper together, in bytes: about a hundred pages.
const TEXT_BYTES_MAX: usize = 200_000;
/// Rows, lines, sections, paragraphs and steps of a paper together.
const PARTS_MAX: usize = 4_000;
/// The title is also metadata and stands in the foot of each page, in bytes.
const TITLE_BYTES_MAX: usize = 1_000;
/// Lines beside the QR code, which must fit a page with it.
const VERIFY_LINES_MAX: usize = 12;

/// The width of the text on the page, in points.
const MEASURE_POINTS: f64 = 459.0;

/// A paper ready to be printed: the virtual files that the press serves.
pub struct Sheet {
    pub paper: Bytes,
    pub qr: Bytes,
    pub attachment: Option<Bytes>,
    /// What the identifier of the file is derived from.
    pub ident: String,
}

/// Makes a sheet of a paper.
///
/// # Errors
/// As `render` says.
pub fn sheet(paper: &Paper, attachment: Option<&Attachment>) -> Result<Sheet> {
    check(paper)?;
    attachment.map_or(Ok(()), Attachment::check)?;
    let attached = attachment.map(|it| json!({ "name": it.name, "mime": it.mime }));
    let mut values = json!({ "attachment": attached });
    for part in [face(paper)?, foot(paper), body(paper)] {
        if let (Value::Object(values), Value::Object(part)) = (&mut values, part) {
            values.extend(part);
        }
    }
    Ok(Sheet {
        paper: Bytes::new(serde_json::to_vec(&values)?),
        qr: Bytes::from_string(qr::qr_svg(&paper.qr)?),
        attachment: attachment.map(|it| Bytes::new(it.bytes.clone())),
        ident: format!("{} {}", paper.number, paper.title),
    })
}

/// What stands at the top, and what a reader's program is told about the file.
fn face(paper: &Paper) -> Result<Value> {
    let (lang, region) = language(&paper.lang)?;
    let (year, month, day) = paper.issued_day;
    ensure!(
        typst::foundations::Datetime::from_ymd(year.into(), month.try_into()?, day.try_into()?)
            .is_some()
            && (1..=9999).contains(&year),
        "the day of issue does not exist"
    );
    let ems = ems(&paper.title);
    let is_square = paper.title.chars().all(|c| seal::is_square(c) || c == ' ');
    let tracking = if is_square && ems < 14.0 { 0.22 } else { 0.01 * spread(paper) };
    let size = fit(MEASURE_POINTS, ems * (1.0 + tracking), 17.0, 27.0);
    Ok(json!({
        "lang": lang, "region": region, "day": [year, month, day],
        "country": set(&paper.country), "kind": set(&paper.kind), "number": set(&paper.number),
        "title": set(&paper.title), "title-plain": pieces::plain(&paper.title),
        "title-size": size, "title-tracking": tracking, "spread": spread(paper),
        "foot": set(&format!("{}   {}", paper.title, paper.number)),
    }))
}

fn body(paper: &Paper) -> Value {
    let rows: Vec<Value> = paper
        .rows
        .iter()
        .map(|Row { label, lines }| json!({ "label": set(label), "lines": all(lines) }))
        .collect();
    let sections: Vec<Value> = paper
        .sections
        .iter()
        .map(|Section { heading, paragraphs, steps }| {
            let (paragraphs, steps) = (all(paragraphs), all(steps));
            json!({ "heading": set(heading), "paragraphs": paragraphs, "steps": steps })
        })
        .collect();
    // Korean words are kept whole, and stretched spaces between them look like holes.
    let justify = !paper.lang.to_ascii_lowercase().starts_with("ko");
    json!({ "rows": rows, "sections": sections, "justify": justify })
}

/// The signature, the seal, the proof, and the word across the page.
fn foot(paper: &Paper) -> Value {
    let signed_ems = ems(&paper.signed_by);
    let signed_size = fit(300.0, signed_ems * 1.12, 12.0, 19.0);
    let tracking = spread(paper) * if signed_ems < 14.0 { 0.12 } else { 0.02 };
    let seal: Vec<Vec<Value>> = seal::rows(&paper.seal_text)
        .iter()
        .map(|row| {
            row.iter().map(|cell| json!({ "text": set(cell), "edges": edges(cell) })).collect()
        })
        .collect();
    let not_valid = paper.not_valid.as_deref().filter(|word| !word.trim().is_empty());
    json!({
        "closing": set(&paper.closing), "issued-on": set(&paper.issued_on),
        "signed-by": set(&paper.signed_by), "signed-by-plain": pieces::plain(&paper.signed_by),
        "signed-size": signed_size, "signed-tracking": tracking,
        "seal": seal, "seal-plain": pieces::plain(&paper.seal_text),
        "qr-plain": format!("QR: {}", pieces::plain(&paper.qr)), "verify": all(&paper.verify),
        "not-valid": not_valid.map(set),
        "not-valid-size": fit(640.0, ems(not_valid.unwrap_or("?")) * 1.1, 20.0, 120.0),
    })
}

fn set(text: &str) -> Value {
    pieces::to_json(text, press::faces())
}

fn all(texts: &[String]) -> Vec<Value> {
    texts.iter().map(|text| set(text)).collect()
}

/// Between which lines a cell of the seal is measured: a square letter by its own outline, a word by
/// the lines of its script, so that words with and without descenders come out alike.
fn edges(cell: &str) -> Value {
    let (top, bottom) = if cell.chars().all(seal::is_square) {
        ("bounds", "bounds")
    } else {
        ("ascender", "descender")
    };
    json!({ "top-edge": top, "bottom-edge": bottom })
}

/// Whether letters may be set apart: 1, or 0 where they must join, as in Arabic.
fn spread(paper: &Paper) -> f64 {
    let texts = [&paper.country, &paper.title, &paper.number, &paper.signed_by, &paper.issued_on];
    let joins = |c: char| matches!(c, '\u{600}'..='\u{8FF}' | '\u{FB50}'..='\u{FEFF}');
    let word = paper.not_valid.iter();
    if texts.into_iter().chain(word).any(|text| text.chars().any(joins)) { 0.0 } else { 1.0 }
}

/// About how wide a text is, in ems of its size.
fn ems(text: &str) -> f64 {
    let width = |c: char| {
        if seal::is_square(c) {
            1.0
        } else if c.is_uppercase() {
            0.72
        } else {
            0.55
        }
    };
    text.chars().map(width).sum::<f64>().max(0.5)
}

/// The size at which so many ems fill the room, within bounds; all but the ems in points.
fn fit(room: f64, ems: f64, least: f64, most: f64) -> f64 {
    (room / ems.max(0.5)).clamp(least, most)
}

/// Language and region of a BCP 47 tag, as Typst wants them.
fn language(tag: &str) -> Result<(String, Option<String>)> {
    let mut parts = tag.split('-');
    let lang = parts.next().unwrap_or_default();
    let is_alpha = |part: &str| part.chars().all(|c| c.is_ascii_alphabetic());
    if !((2..=3).contains(&lang.len()) && is_alpha(lang)) || tag.len() > 35 {
        bail!("the language must be a BCP 47 tag such as ko or pt-BR");
    }
    let region = parts.find(|part| part.len() == 2 && is_alpha(part));
    Ok((lang.to_ascii_lowercase(), region.map(str::to_ascii_uppercase)))
}

fn check(paper: &Paper) -> Result<()> {
    let rows = paper.rows.iter().flat_map(|row| row.lines.iter().chain([&row.label]));
    let sections = paper.sections.iter().flat_map(|section| {
        section.paragraphs.iter().chain(&section.steps).chain([&section.heading])
    });
    let parts: Vec<&String> = rows.chain(sections).chain(&paper.verify).collect();
    let short = [&paper.title, &paper.number, &paper.country, &paper.kind, &paper.signed_by];
    let whole = short.into_iter().chain([&paper.closing, &paper.issued_on]).chain(parts.clone());
    let bytes = whole.map(String::len).sum::<usize>();
    ensure!(bytes <= TEXT_BYTES_MAX, "a paper holds at most {TEXT_BYTES_MAX} bytes of text");
    ensure!(parts.len() <= PARTS_MAX, "a paper holds at most {PARTS_MAX} rows and paragraphs");
    ensure!(
        short.iter().all(|text| text.len() <= TITLE_BYTES_MAX),
        "title, number and names are at most {TITLE_BYTES_MAX} bytes"
    );
    ensure!(paper.verify.len() <= VERIFY_LINES_MAX, "at most {VERIFY_LINES_MAX} lines say how");
    let title = pieces::plain(&paper.title);
    ensure!(!title.trim().is_empty(), "a paper needs a title");
    let word = paper.not_valid.as_deref().unwrap_or_default();
    ensure!(word.len() <= 100, "the word across the page is at most 100 bytes");
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn language_tags_are_split() -> Result<()> {
        assert_eq!(language("ko")?, ("ko".into(), None));
        assert_eq!(language("pt-BR")?, ("pt".into(), Some("BR".into())));
        assert_eq!(language("zh-Hant-tw")?, ("zh".into(), Some("TW".into())));
        for wrong in ["", "e", "korean", "한국", "k1", "#panic()"] {
            assert!(language(wrong).is_err(), "{wrong}");
        }
        Ok(())
    }

    #[test]
    fn a_long_title_becomes_smaller_but_not_too_small() {
        assert!(fit(459.0, 5.0, 17.0, 27.0) == 27.0);
        assert!(fit(459.0, 500.0, 17.0, 27.0) == 17.0);
    }
}
