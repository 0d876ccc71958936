//! Foreign catalogues: the format is told by the content, and what cannot be taken is said line by line.
//!
//! What may not happen here: nothing is dropped in silence, nothing broken stops the rest, and no input,
//! however large or deep, costs more than the limits below allow.

mod amount;
mod brazil;
mod cpsv;
mod graph;
mod korea;
mod report;
mod row;

use country::{Agency, LifeEvent, Service};
use serde::{Deserialize, Serialize};
use vocabulary::Text;

use crate::plain::plain_line;
use report::Report;
pub use report::{Line, Severity};

/// The largest file, in bytes.
const FILE_MAX: usize = 64 << 20;
/// How many services are taken from one file.
const SERVICES_MAX: usize = 100_000;

/// What a country is called and how it counts, as far as a catalogue tells it: the content of a new `country.toml`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct CountryWords {
    /// The name of the country's folder: ISO 3166-1 alpha-2 in small letters, where it is known.
    pub code: String,
    pub name: Text,
    /// BCP 47 tags, the first is the main one.
    pub languages: Vec<String>,
    /// A name of the IANA time zone database.
    pub time_zone: String,
    /// ISO 4217.
    pub currency: String,
    /// ISO numbers of the weekdays that are free: Monday is 1.
    pub weekend: Vec<u8>,
}

/// A foreign catalogue in our own words, and what was said about it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Imported {
    pub country: CountryWords,
    pub services: Vec<Service>,
    pub agencies: Vec<Agency>,
    pub events: Vec<LifeEvent>,
    /// The main language of the texts, as a BCP 47 tag.
    pub language: String,
    /// In the order of the lines.
    pub report: Vec<Line>,
}

/// How far the reading is: what is done, and of how much.
pub(crate) type Progress<'a> = &'a mut dyn FnMut(usize, usize);

/// What kind of file this is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Format {
    Brazil,
    Korea,
    JsonLd,
    Turtle,
    RdfXml,
}

/// Reads a foreign catalogue. Never fails: a file that is none of the formats gives no service and a line that says so.
/// `name` is the file's name, and names the country when the file does not.
pub fn read(name: &str, bytes: &[u8], progress: &mut dyn FnMut(usize, usize)) -> Imported {
    let mut report = Report::default();
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let mut imported = Imported::default();
    if bytes.len() > FILE_MAX {
        let why = format!("larger than {} MiB, which is the limit", FILE_MAX >> 20);
        report.left_out_service(0, "the whole file", &why);
    } else {
        match told(bytes) {
            Some(Format::Brazil) => brazil::read(bytes, &mut imported, &mut report, progress),
            Some(Format::Korea) => korea::read(bytes, &mut imported, &mut report, progress),
            Some(format) => {
                let source = cpsv::Source { name, bytes, format };
                cpsv::read(&source, &mut imported, &mut report, progress);
            }
            None => report.left_out_service(
                0,
                "the whole file",
                "neither the Brazilian nor the Korean list, nor CPSV-AP as JSON-LD, Turtle or RDF/XML",
            ),
        }
    }
    imported.report = report.finished();
    imported
}

/// A text of one language; without any when there are no words.
fn text_of(lang: &str, words: &str) -> Text {
    if words.is_empty() { Text::default() } else { Text::of(lang, words) }
}

/// Words on one line each, and each once.
fn distinct(words: Vec<String>) -> Vec<String> {
    let mut kept: Vec<String> = Vec::new();
    for word in words {
        let word = plain_line(&word);
        if !word.is_empty() && !kept.contains(&word) {
            kept.push(word);
        }
    }
    kept
}

/// A service of which nothing is known yet but the language in which it is given.
fn bare_service(lang: &str) -> Service {
    Service {
        id: String::new(),
        prefix: String::new(),
        title: Text::default(),
        summary: Text::default(),
        description: Text::default(),
        agency: String::new(),
        desk: String::new(),
        events: Vec::new(),
        audience: Vec::new(),
        topics: Vec::new(),
        keywords: Text::default(),
        languages: if lang.is_empty() { Vec::new() } else { vec![lang.into()] },
        status: "active".into(),
        processing_time: String::new(),
        processing_time_text: Text::default(),
        page: String::new(),
        modified: String::new(),
        related: Vec::new(),
        requirements: Vec::new(),
        evidence: Vec::new(),
        outputs: Vec::new(),
        laws: Vec::new(),
        channels: Vec::new(),
        costs: Vec::new(),
        contacts: Vec::new(),
        stages: Vec::new(),
        form: None,
        decision: None,
        letter: None,
    }
}

/// The format, by what stands in the file.
fn told(bytes: &[u8]) -> Option<Format> {
    let head = bytes.get(..bytes.len().min(64 << 10)).unwrap_or_default();
    let text = String::from_utf8_lossy(head);
    let start = text.trim_start();
    if start.starts_with(['{', '[']) {
        return told_json(bytes, &text);
    }
    if start.starts_with("<?xml") || start.starts_with("<!") || start.starts_with("<rdf:") {
        return text.contains("RDF").then_some(Format::RdfXml);
    }
    let small = text.to_ascii_lowercase();
    let turtle = start.starts_with('<') || small.contains("@prefix") || small.contains("prefix ");
    if turtle && text.contains(':') {
        return Some(Format::Turtle);
    }
    // The first lines of a list may be broken: a later one tells.
    if text.contains("\n{") { told_json(bytes, &text) } else { None }
}

fn told_json(bytes: &[u8], head: &str) -> Option<Format> {
    for line in bytes.split(|b| *b == b'\n').take(50) {
        let Ok(row) = row::object(line) else { continue };
        if row.contains_key("supportForms") || row.contains_key("purpose") {
            return Some(Format::Korea);
        }
        if row.contains_key("dbId") || row.contains_key("steps") || row.contains_key("applicants") {
            return Some(Format::Brazil);
        }
    }
    let marks = ["\"@context\"", "\"@graph\"", "\"@id\"", "\"@type\""];
    marks.iter().any(|mark| head.contains(mark)).then_some(Format::JsonLd)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_format_is_told_by_the_content() {
        assert_eq!(told(b"{\"dbId\":\"1\"}"), Some(Format::Brazil));
        assert_eq!(told(b"\xff\n{\"purpose\":\"\"}"), Some(Format::Korea));
        assert_eq!(told(b"{\n \"@context\": {}}"), Some(Format::JsonLd));
        assert_eq!(told(b"@prefix a: <http://a/> .\n"), Some(Format::Turtle));
        assert_eq!(told(b"<http://a/> a <http://b/> ."), Some(Format::Turtle));
        assert_eq!(told(b"<?xml version=\"1.0\"?><rdf:RDF/>"), Some(Format::RdfXml));
        assert_eq!(told(b"<?xml version=\"1.0\"?><html/>"), None);
        assert_eq!(told(b"%PDF-1.7"), None);
        assert_eq!(told(b""), None);
    }
}
