//! What is asked of a law on trial: which variable is counted, for when, and by which groups. `simulations.toml` of a country.
//!
//! What may not happen here: a question that the law cannot answer and is not told with its line.

use law::{Every, Law, Period};
use serde::Deserialize;
use toml::Spanned;
use vocabulary::{Mistake, Text};

/// The questions of a country.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Questions {
    pub all: Vec<Question>,
}

/// One question.
#[derive(Clone, Debug, PartialEq)]
pub struct Question {
    pub id: String,
    pub title: Text,
    /// The variable whose change is counted, for each person or group that has it.
    pub variable: String,
    pub period: Period,
    /// It is paid, not had: who pays less gains.
    pub paid: bool,
    pub by: Vec<Grouping>,
    pub line: usize,
}

/// A variable of the same entity that people are told apart by.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Grouping {
    pub variable: String,
    /// Where numbers are told apart: below the first, from each to the next, from the last. Empty: every value is a group.
    #[serde(default)]
    pub bands: Vec<i64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    question: Vec<Spanned<Written>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    id: String,
    title: Text,
    variable: String,
    period: String,
    #[serde(default)]
    paid: bool,
    #[serde(default)]
    by: Vec<Grouping>,
}

/// So many groupings a question may have, and bands a grouping.
const GROUPINGS_MAX: usize = 20;
const BANDS_MAX: usize = 100;

impl Questions {
    /// Reads the file, and holds it against the law.
    pub fn read(file: &str, text: &str, law: &Law) -> Result<Questions, Vec<Mistake>> {
        let line_of = |at: usize| 1 + text.get(..at).unwrap_or(text).matches('\n').count();
        let read: File = toml::from_str(text).map_err(|error| {
            let line = error.span().map_or(0, |span| line_of(span.start));
            vec![Mistake::new(file, line, error.message(), "")]
        })?;
        let (mut all, mut mistakes) = (Vec::<Question>::new(), Vec::new());
        for written in read.question {
            let line = line_of(written.span().start);
            match checked(written.into_inner(), line, law) {
                Ok(question) if all.iter().any(|other| other.id == question.id) => {
                    let message = format!("there are two questions `{}`", question.id);
                    mistakes.push(Mistake::new(file, line, message, "give one another id"));
                }
                Ok(question) => all.push(question),
                Err((message, hint)) => mistakes.push(Mistake::new(file, line, message, hint)),
            }
        }
        if mistakes.is_empty() { Ok(Questions { all }) } else { Err(mistakes) }
    }

    pub fn get(&self, id: &str) -> Option<&Question> {
        self.all.iter().find(|question| question.id == id)
    }
}

fn checked(written: Written, line: usize, law: &Law) -> Result<Question, (String, &'static str)> {
    let period = written.period.parse::<Period>().map_err(|message| (message, ""))?;
    let known = |id: &str| {
        let unknown = || (format!("there is no variable `{id}`"), "as the law's files call it");
        law.rules().variable(id).ok_or_else(unknown)
    };
    let counted = known(&written.variable)?;
    if counted.every != period.every() {
        let message = format!("`{}` has a value by {}", counted.id, counted.every.name());
        return Err((message, "a period of that length"));
    }
    if !matches!(counted.kind, law::Kind::Number | law::Kind::Integer) {
        return Err((format!("`{}` is no number", counted.id), "only numbers can be counted"));
    }
    if written.by.len() > GROUPINGS_MAX {
        return Err((format!("more than {GROUPINGS_MAX} groupings"), "ask two questions"));
    }
    for grouping in &written.by {
        let by = known(&grouping.variable)?;
        if by.of != counted.of {
            let message =
                format!("`{}` is of {}, and `{}` of {}", by.id, by.of, counted.id, counted.of);
            return Err((message, "both of one entity"));
        }
        if by.every != period.every() && by.every != Every::Ever {
            let message = format!("`{}` has a value by {}", by.id, by.every.name());
            return Err((message, "a variable with a value for the question's period"));
        }
        let rise = grouping.bands.windows(2).all(|pair| matches!(pair, [a, b] if a < b));
        if !rise || grouping.bands.len() > BANDS_MAX {
            let message = format!("the bands of `{}` do not rise, or are too many", by.id);
            return Err((message, "bands = [1, 2, 3]"));
        }
        let is_number = matches!(by.kind, law::Kind::Number | law::Kind::Integer);
        if is_number == grouping.bands.is_empty() {
            let message = format!("`{}` is {}", by.id, by.kind);
            return Err((message, "bands for numbers, and for nothing else"));
        }
    }
    let Written { id, title, variable, paid, by, .. } = written;
    Ok(Question { id, title, variable, period, paid, by, line })
}
