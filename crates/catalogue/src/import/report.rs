//! What an import says about what it could not take, or took otherwise than it stood.
//!
//! What may not happen here: no line without a reason, and no report without an end.

use serde::{Deserialize, Serialize};

/// How many lines a report may have; past them it only counts.
const LINES_MAX: usize = 50_000;
/// The longest excerpt of a foreign value, in characters.
const EXCERPT_MAX: usize = 300;

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// A whole service, or a line that would have been one, is not in the catalogue.
    ServiceLeftOut,
    /// A value is not in the catalogue; the rest of its service is.
    ValueLeftOut,
    /// Everything is there, though not as it stood.
    Mended,
}

/// One thing that whoever imports should know.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// The line of the file, from 1; 0 is the file as a whole.
    pub line: usize,
    /// How often it was met; more than 1 where one line speaks for all of a kind, `line` being the first.
    pub times: usize,
    pub what: String,
    pub why: String,
    pub severity: Severity,
}

#[derive(Default)]
pub(crate) struct Report {
    lines: Vec<Line>,
    beyond: usize,
}

impl Report {
    pub(crate) fn left_out_service(&mut self, line: usize, what: &str, why: &str) {
        self.say(line, what, why, Severity::ServiceLeftOut);
    }

    pub(crate) fn left_out(&mut self, line: usize, what: &str, why: &str) {
        self.say(line, what, why, Severity::ValueLeftOut);
    }

    pub(crate) fn mended(&mut self, line: usize, what: &str, why: &str) {
        self.say(line, what, why, Severity::Mended);
    }

    /// One line for all of a kind.
    pub(crate) fn counted(&mut self, line: usize, what: &str, why: &str, times: usize) {
        if times > 0 {
            self.say(line, what, why, Severity::ValueLeftOut);
            self.repeat(times);
        }
    }

    /// The line that was said last stands for so many.
    pub(crate) fn repeat(&mut self, times: usize) {
        if let Some(last) = self.lines.last_mut() {
            last.times = times;
        }
    }

    fn say(&mut self, line: usize, what: &str, why: &str, severity: Severity) {
        if self.lines.len() >= LINES_MAX {
            self.beyond += 1;
            return;
        }
        let line = Line { line, times: 1, what: excerpt(what), why: excerpt(why), severity };
        self.lines.push(line);
    }

    /// The lines in the order of the file.
    pub(crate) fn finished(mut self) -> Vec<Line> {
        self.lines.sort_by_key(|line| line.line);
        if self.beyond > 0 {
            let why = format!("{} more lines than a report may have", self.beyond);
            let severity = Severity::ValueLeftOut;
            self.lines.push(Line {
                line: 0,
                times: self.beyond,
                what: "the report".into(),
                why,
                severity,
            });
        }
        self.lines
    }
}

fn excerpt(text: &str) -> String {
    if text.chars().count() <= EXCERPT_MAX {
        return text.to_string();
    }
    let cut: String = text.chars().take(EXCERPT_MAX).collect();
    format!("{cut}…")
}
