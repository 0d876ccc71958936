//! An RDF file as things and what is said about them, in the order of the file, with the line of each statement.
//!
//! What may not happen here: nothing is fetched from the network, no entity is expanded, no statement goes
//! missing: what nobody took can be listed at the end.

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;
use std::rc::Rc;

use oxrdf::{NamedOrBlankNode, Term};
use oxrdfio::{
    JsonLdProfile, JsonLdProfileSet, LoadedDocument, RdfFormat, RdfParseError, RdfParser,
};

use super::report::Report;
use super::{Format, Progress, row};
use crate::terms::{compact, published_context};

/// How many statements one file may make.
const TRIPLES_MAX: usize = 2_000_000;
/// How many mistakes of syntax are listed before the rest of the file is given up.
const MISTAKES_MAX: usize = 100;
/// How deep the brackets of JSON-LD may nest.
const DEPTH_MAX: usize = 64;

/// What is said of a thing: another thing, or words in a language (empty: it does not say).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Object {
    Thing(String),
    Words { words: String, lang: String },
}

pub(super) struct Triple {
    pub(super) predicate: String,
    pub(super) object: Object,
    pub(super) line: usize,
    taken: bool,
}

#[derive(Default)]
pub(super) struct Graph {
    things: BTreeMap<String, Vec<Triple>>,
    /// Things in the order in which they are first spoken of.
    order: Vec<String>,
    visited: BTreeSet<String>,
}

impl Graph {
    /// Reads a file; mistakes of syntax are reported, and what was read before and after them is kept.
    pub(super) fn read(
        bytes: &[u8],
        format: Format,
        report: &mut Report,
        progress: Progress<'_>,
    ) -> Graph {
        let mut graph = Graph::default();
        let Some(format) = admitted(bytes, format, report) else { return graph };
        let line = Rc::new(Cell::new(0));
        let lines = Lines { rest: bytes, line: Rc::clone(&line) };
        let total = bytes.iter().filter(|b| **b == b'\n').count() + 1;
        let parser =
            RdfParser::from_format(format).lenient().for_reader(lines).with_document_loader(load);
        let (mut count, mut mistakes) = (0, 0);
        for quad in parser {
            match quad {
                Ok(quad) => {
                    count += 1;
                    if count > TRIPLES_MAX {
                        report.left_out(
                            line.get(),
                            "the rest of the file",
                            "more statements than the limit",
                        );
                        break;
                    }
                    graph.put(&quad.subject, quad.predicate.as_str(), quad.object, line.get());
                }
                Err(error) => {
                    mistakes += 1;
                    mistake(&error, line.get(), report);
                    if mistakes >= MISTAKES_MAX || matches!(error, RdfParseError::Io(_)) {
                        break;
                    }
                }
            }
            if count % 256 == 0 {
                progress(line.get().min(total), total);
            }
        }
        progress(total, total);
        graph
    }

    fn put(&mut self, subject: &NamedOrBlankNode, predicate: &str, object: Term, line: usize) {
        let subject = match subject {
            NamedOrBlankNode::NamedNode(node) => node.as_str().to_string(),
            NamedOrBlankNode::BlankNode(node) => node.to_string(),
        };
        let object = match object {
            Term::NamedNode(node) => Object::Thing(node.into_string()),
            Term::BlankNode(node) => Object::Thing(node.to_string()),
            Term::Literal(literal) => {
                let lang = literal.language().map(crate::language::canonical).unwrap_or_default();
                Object::Words { words: literal.value().to_string(), lang }
            }
        };
        let triple = Triple { predicate: compact(predicate), object, line, taken: false };
        let known = self.things.entry(subject.clone()).or_insert_with(|| {
            self.order.push(subject);
            Vec::new()
        });
        known.push(triple);
    }

    /// The things of one of these classes, in the order of the file.
    pub(super) fn of_class(&self, classes: &[&str]) -> Vec<String> {
        self.order.iter().filter(|thing| self.is(thing, classes)).cloned().collect()
    }

    pub(super) fn is(&self, thing: &str, classes: &[&str]) -> bool {
        self.statements(thing).iter().any(|triple| {
            let Object::Thing(class) = &triple.object else { return false };
            triple.predicate == "rdf:type" && classes.contains(&compact(class).as_str())
        })
    }

    fn statements(&self, thing: &str) -> &[Triple] {
        self.things.get(thing).map_or(&[], Vec::as_slice)
    }

    /// The line on which a thing is first spoken of; 0 when it never is.
    pub(super) fn line(&self, thing: &str) -> usize {
        self.statements(thing).first().map_or(0, |triple| triple.line)
    }

    /// Someone deals with this thing: its classes are understood thereby.
    pub(super) fn visit(&mut self, thing: &str) {
        if self.visited.insert(thing.to_string()) {
            self.take(thing, &["rdf:type"]);
        }
    }

    /// What is said of a thing by these predicates, the first predicate first, each value once.
    pub(super) fn take(&mut self, thing: &str, predicates: &[&str]) -> Vec<Object> {
        let mut values: Vec<Object> = Vec::new();
        let Some(triples) = self.things.get_mut(thing) else { return values };
        let mut seen = BTreeSet::new();
        for predicate in predicates {
            for triple in triples.iter_mut().filter(|triple| triple.predicate == *predicate) {
                triple.taken = true;
                if seen.insert(triple.object.clone()) {
                    values.push(triple.object.clone());
                }
            }
        }
        values
    }

    /// Words without a language anywhere in the file, and words with one.
    pub(super) fn words(&self) -> impl Iterator<Item = (&str, &str)> {
        self.things.values().flatten().filter_map(|triple| match &triple.object {
            Object::Words { words, lang } => Some((words.as_str(), lang.as_str())),
            Object::Thing(_) => None,
        })
    }

    /// Reports what nobody took: statement by statement for things that were dealt with, thing by thing for the others.
    pub(super) fn finish(self, report: &mut Report) {
        for thing in &self.order {
            let left: Vec<&Triple> =
                self.statements(thing).iter().filter(|triple| !triple.taken).collect();
            let Some(first) = left.first() else { continue };
            if self.visited.contains(thing) {
                for triple in &left {
                    let what =
                        format!("{} of {thing}: {}", triple.predicate, shown(&triple.object));
                    report.left_out(triple.line, &what, "a catalogue has no place for it");
                }
                continue;
            }
            let classes: Vec<String> = left
                .iter()
                .filter(|triple| triple.predicate == "rdf:type")
                .map(|triple| compact(&shown(&triple.object)))
                .collect();
            let what = format!("{thing} ({})", classes.join(", "));
            report.counted(
                first.line,
                &what,
                "no service leads to it, or a catalogue has no place for it",
                left.len(),
            );
        }
    }
}

pub(super) fn shown(object: &Object) -> String {
    match object {
        Object::Thing(thing) => thing.clone(),
        Object::Words { words, .. } => words.clone(),
    }
}

fn mistake(error: &RdfParseError, line: usize, report: &mut Report) {
    let place = match error {
        RdfParseError::Syntax(error) => error.location(),
        RdfParseError::Io(_) => None,
    };
    let line = place
        .and_then(|place| usize::try_from(place.start.line).ok())
        .map_or(line, |line| line + 1);
    report.left_out(line, "a statement", &format!("it breaks the rules of its format: {error}"));
}

/// The format for the parser, when the file may be read at all.
fn admitted(bytes: &[u8], format: Format, report: &mut Report) -> Option<RdfFormat> {
    let refused = match format {
        Format::JsonLd => row::depth(bytes) > DEPTH_MAX,
        // Entities that name entities grow without limit when they are expanded.
        Format::RdfXml => bytes.windows(8).any(|window| window.eq_ignore_ascii_case(b"<!ENTITY")),
        _ => false,
    };
    if refused {
        let why = if format == Format::JsonLd {
            format!("it nests deeper than {DEPTH_MAX}")
        } else {
            "it declares entities of its own, which are not expanded here: write them out first"
                .into()
        };
        report.left_out_service(0, "the whole file", &why);
        return None;
    }
    match format {
        Format::JsonLd => Some(RdfFormat::JsonLd { profile: JsonLdProfileSet::empty() }),
        Format::Turtle => Some(RdfFormat::Turtle),
        Format::RdfXml => Some(RdfFormat::RdfXml),
        Format::Brazil | Format::Korea => None,
    }
}

/// Contexts that a file names by address: the published one of CPSV-AP is known here, others are not fetched.
fn load(address: &str) -> Result<LoadedDocument, Box<dyn std::error::Error + Send + Sync>> {
    if !address.to_ascii_lowercase().contains("cpsv-ap") {
        return Err(
            format!("the context {address} is not known here, and nothing is fetched").into()
        );
    }
    Ok(LoadedDocument {
        url: address.to_string(),
        content: published_context().to_string().into_bytes(),
        format: RdfFormat::JsonLd { profile: JsonLdProfile::Context.into() },
    })
}

/// Gives a file line by line, so that a statement's line is the last one that was asked for when it is complete.
struct Lines<'a> {
    rest: &'a [u8],
    line: Rc<Cell<usize>>,
}

impl Read for Lines<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        // Looked for only as far as the buffer reaches: a file may be one line of many megabytes.
        let reach = self.rest.get(..buffer.len()).unwrap_or(self.rest);
        let length = reach.iter().position(|b| *b == b'\n').map_or(reach.len(), |place| place + 1);
        let (now, later) = self.rest.split_at(length);
        if let Some(target) = buffer.get_mut(..length) {
            target.copy_from_slice(now);
        }
        self.rest = later;
        if now.ends_with(b"\n") || (later.is_empty() && length > 0) {
            self.line.set(self.line.get() + 1);
        }
        Ok(length)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, format: Format) -> (Graph, Vec<crate::Line>) {
        let mut report = Report::default();
        let graph = Graph::read(text.as_bytes(), format, &mut report, &mut |_, _| {});
        (graph, report.finished())
    }

    #[test]
    fn what_is_said_keeps_its_order_and_its_line() {
        let text = "@prefix d: <http://purl.org/dc/terms/> .\n\n<a:x> d:title \"um\"@PT-br ,\n \"two\" .\n<a:y> d:title \"y\" .\n";
        let (mut graph, report) = read(text, Format::Turtle);
        assert!(report.is_empty());
        let words =
            |words: &str, lang: &str| Object::Words { words: words.into(), lang: lang.into() };
        assert_eq!(graph.take("a:x", &["dct:title"]), [words("um", "pt-BR"), words("two", "")]);
        assert_eq!((graph.line("a:x"), graph.line("a:y")), (3, 5));
        let mut left = Report::default();
        graph.finish(&mut left);
        assert_eq!(left.finished().len(), 1);
    }

    #[test]
    fn a_broken_statement_does_not_stop_the_next() {
        let (graph, report) =
            read("<a:x> <a:p> \"1\" .\n<a:x> nonsense .\n<a:y> <a:p> \"2\" .\n", Format::Turtle);
        assert!(graph.line("a:x") == 1 && graph.line("a:y") == 3);
        assert_eq!(report.iter().map(|line| line.line).collect::<Vec<_>>(), [2]);
    }

    #[test]
    fn traps_are_refused_before_they_are_parsed() {
        let bomb = "<?xml version=\"1.0\"?><!DOCTYPE r [<!ENTITY a \"aa\"><!ENTITY b \"&a;&a;\">]><rdf:RDF/>";
        assert_eq!(read(bomb, Format::RdfXml).1.len(), 1);
        let deep = format!("{{\"@graph\":{}{}}}", "[".repeat(100), "]".repeat(100));
        assert_eq!(read(&deep, Format::JsonLd).1.len(), 1);
        let remote = "{\"@context\":\"http://elsewhere.example/c\",\"@id\":\"a:b\",\"t\":\"x\"}";
        assert!(!read(remote, Format::JsonLd).1.is_empty());
    }
}
