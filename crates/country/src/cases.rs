//! Given, when, then: the rows of `services/<id>/cases.toml` that lawyers read and `check` runs. Pure.

use std::collections::BTreeMap;

use law::Value as Known;
use serde::Deserialize;
use serde_json::{Map, Value};
use vocabulary::{Day, Text};

use crate::answers::{AnswerMistake, Trust, Walk, say, unknown_fields};
use crate::read::Country;
use crate::ruling::{Asked, rule};
use crate::service::Service;
use crate::toml_json;

/// The file of cases.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Cases {
    #[serde(rename = "case")]
    pub cases: Vec<Case>,
}

/// One row: given what the registers hold, when these answers come on that day, then this is decided.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Case {
    pub title: Text,
    pub today: Day,
    /// Entries of the applicant by register: a table, or a list of them. Only the fields that matter.
    #[serde(default)]
    pub given: toml::Table,
    /// Only the answers that matter; what the state knows is filled in.
    #[serde(default)]
    pub answers: toml::Table,
    /// `outcome` (`grant`, `refuse`, or `may-not-apply`), any other output of the table, and any fact, by name.
    pub then: toml::Table,
}

/// How a row came out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseResult {
    /// Its place in the file, from 0.
    pub place: usize,
    /// Its title in the first language that it has.
    pub title: String,
    /// What came out differently. The row holds when there is nothing.
    pub differences: Vec<Difference>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    pub name: String,
    pub expected: String,
    pub found: String,
}

impl CaseResult {
    pub fn holds(&self) -> bool {
        self.differences.is_empty()
    }

    /// The differences in one line.
    pub fn difference(&self) -> String {
        let say =
            |d: &Difference| format!("`{}` should be {} and is {}", d.name, d.expected, d.found);
        self.differences.iter().map(say).collect::<Vec<_>>().join("; ")
    }
}

/// Runs every row of a service's cases.
pub fn run_cases(country: &Country, service: &Service) -> Vec<CaseResult> {
    let cases = country.cases.get(&service.id).map_or(&[][..], Vec::as_slice);
    cases.iter().enumerate().map(|(place, case)| run(country, service, place, case)).collect()
}

fn run(country: &Country, service: &Service, place: usize, case: &Case) -> CaseResult {
    let title = case.title.0.values().next().cloned().unwrap_or_default();
    let differences = differences(country, service, case);
    CaseResult { place, title, differences }
}

fn differences(country: &Country, service: &Service, case: &Case) -> Vec<Difference> {
    let Some(plan) = country.plan(&service.id) else { return Vec::new() };
    let given = toml_json::map(&case.given);
    let applicant = country.applicant_value(&given, plan.registers.iter().map(String::as_str));
    let sent = toml_json::map(&case.answers);
    let mut wrong = wrong_names(service, &sent);
    let walk =
        Walk { country, service, known: &applicant, today: case.today, trust: Trust::Example };
    let walked = walk.through(&sent);
    let wrongly_sent =
        walked.mistakes.iter().map(|(_, m)| m).filter(|m| m.key != "answer.required");
    wrong.extend(wrongly_sent.map(|m| Difference {
        name: m.field.clone(),
        expected: "an answer that is taken".into(),
        found: format!("one that {}", say(&(m.key, m.values.clone()))),
    }));
    if !wrong.is_empty() {
        return wrong;
    }
    let answers = walked.sight.into_answers();
    let asked = Asked { applicant: &applicant, answers: &answers, today: case.today };
    match rule(country, service, &asked) {
        Ok(found) => compare(&case.then, &found),
        Err(fault) => {
            let found = format!("none, because {fault}");
            vec![Difference { name: "outcome".into(), expected: "one".into(), found }]
        }
    }
}

fn wrong_names(service: &Service, sent: &Map<String, Value>) -> Vec<Difference> {
    let say = |m: AnswerMistake| Difference {
        name: m.field,
        expected: "a field of the form".into(),
        found: "none".into(),
    };
    unknown_fields(service, sent).into_iter().map(say).collect()
}

fn compare(then: &toml::Table, found: &BTreeMap<String, Known>) -> Vec<Difference> {
    let differs = |(name, expected): (&String, &toml::Value)| {
        let expected = Known::from_json(&toml_json::json(expected));
        let found = found.get(name);
        let same = found.is_some_and(|found| is_same(found, &expected));
        (!same).then(|| Difference {
            name: name.clone(),
            expected: expected.to_string(),
            found: found.map_or_else(|| "unknown".into(), Known::to_string),
        })
    };
    then.iter().filter_map(differs).collect()
}

/// Days are written as texts in the file.
fn is_same(found: &Known, expected: &Known) -> bool {
    match (found, expected) {
        (Known::Day(day), Known::Text(text)) => day.to_string() == *text,
        (found, expected) => found.equals(expected) == Some(true),
    }
}
