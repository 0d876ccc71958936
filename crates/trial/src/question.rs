//! What is asked of a law on trial: which variable is counted, for when, and by which groups. `simulations.toml` of a country.
//!
//! What may not happen here: a question that the law cannot answer and is not told with its line.

use law::{Every, Law, Period};
use serde::Deserialize;
use toml::Spanned;
use vocabulary::{Day, Mistake, Text};

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

impl Question {
    /// The same, asked for the first whole period from that day on, unless its own begins later: what begins within a period
    /// does not hold for all of it.
    pub fn not_before(&self, day: Day) -> Question {
        let every = self.period.every();
        let of_day = Period::of(every, day);
        let whole = if of_day.first() == day || every == Every::Ever {
            of_day
        } else {
            Period::of(every, of_day.last().plus_days(1))
        };
        Question { period: self.period.max(whole), ..self.clone() }
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_waits_for_the_first_whole_period_under_the_proposed_law() {
        let rows = [
            ("2026-07", "2026-03-15", "2026-07"),
            ("2026-07", "2027-03-01", "2027-03"),
            ("2026-07", "2027-03-02", "2027-04"),
            ("2026-07", "2027-12-31", "2028-01"),
            ("2026", "2027-01-01", "2027"),
            ("2026", "2027-07-01", "2028"),
            ("ever", "2027-07-01", "ever"),
        ];
        for (own, from, expected) in rows {
            let question = Question {
                id: String::new(),
                title: Text::default(),
                variable: String::new(),
                period: own.parse().unwrap(),
                paid: false,
                by: Vec::new(),
                line: 0,
            };
            let asked = question.not_before(from.parse().unwrap());
            assert_eq!(asked.period.to_string(), expected, "{own} from {from}");
        }
    }
}
