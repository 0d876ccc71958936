//! The answers of a form: checked, brought into one form, and filled with what the state already knows. Pure.
//!
//! What may not happen here: nothing is stored or read but what is handed in, and no mistake shows more than its field.

mod example;
mod sheet;
mod value;
mod walk;

use law::Value as Known;
use serde_json::{Map, Value};
use vocabulary::Day;

pub(crate) use example::try_example;
pub use sheet::{DayLimits, Offer, Sheet, prefill, sheet};
pub(crate) use value::{EMAIL_MAX, Fault, ID_MAX, Measure, is_bad, keep};
pub(crate) use walk::{Trust, Walk};

use crate::form::{Field, Step};
use crate::read::Country;
use crate::service::Service;

/// So many mistakes are told at once.
const MISTAKES_MAX: usize = 100;
/// How much of an unknown field's name is told back, in characters.
const NAME_MAX: usize = 60;

/// Why one answer is not taken: the field, a key of the texts, and what fills the text.
///
/// Keys: `answer.required`, `answer.unknown-field`, `answer.wrong-type`, `answer.too-long` (max), `answer.not-a-day`,
/// `answer.too-early` (earliest), `answer.too-late` (latest), `answer.not-an-option`, `answer.wrong-check-digit`,
/// `answer.wrong-shape` (shape), `answer.too-small` (min), `answer.too-large` (max), `answer.not-a-number`,
/// `answer.not-an-email`, `answer.not-a-telephone`, `answer.not-your-entry`, `answer.locked`, `answer.bad-character`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnswerMistake {
    pub field: String,
    pub key: &'static str,
    pub values: Vec<(String, String)>,
}

/// Answers that were taken, in the order of the form: whole numbers as numbers, days as ISO text, identifiers in their shape.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Answers {
    pub values: Map<String, Value>,
}

/// A page of the form that this person sees, with those of its fields that are asked.
#[derive(Clone, Debug, PartialEq)]
pub struct VisibleStep<'a> {
    pub step: &'a Step,
    pub fields: Vec<&'a Field>,
}

/// Takes a whole set of answers, or says of every field why not.
///
/// What is not sent is filled with what the state knows (`prefill`); sent empty, it counts as not answered. A field that
/// its `when` hides is dropped without a word, because an earlier answer that was changed must not block the person.
pub fn check_answers(
    country: &Country,
    service: &Service,
    answers: &Map<String, Value>,
    known: &Known,
    today: Day,
) -> Result<Answers, Vec<AnswerMistake>> {
    let mut mistakes = unknown_fields(service, answers);
    let walked = Walk { country, service, known, today, trust: Trust::Nobody }.through(answers);
    mistakes.extend(walked.mistakes.into_iter().map(|(_, mistake)| mistake));
    mistakes.truncate(MISTAKES_MAX);
    if mistakes.is_empty() { Ok(Answers { values: walked.answers }) } else { Err(mistakes) }
}

/// Takes the answers of one page. `answers` holds the draft so far with the page's own answers in it: earlier ones decide
/// what is shown, but only mistakes and answers of this step come back.
pub fn check_step(
    country: &Country,
    service: &Service,
    step: &str,
    answers: &Map<String, Value>,
    known: &Known,
    today: Day,
) -> Result<Answers, Vec<AnswerMistake>> {
    let mut mistakes = unknown_fields(service, answers);
    let steps = service.form.iter().flat_map(|f| &f.steps);
    let Some((place, step)) = steps.enumerate().find(|(_, s)| s.id == step) else {
        return Ok(Answers::default());
    };
    let walked = Walk { country, service, known, today, trust: Trust::Nobody }.through(answers);
    let here = walked.mistakes.into_iter().filter(|(n, _)| *n == place);
    mistakes.extend(here.map(|(_, mistake)| mistake));
    mistakes.truncate(MISTAKES_MAX);
    if !mistakes.is_empty() {
        return Err(mistakes);
    }
    let mut values = walked.answers;
    values.retain(|id, _| step.fields.iter().any(|f| f.id == *id));
    Ok(Answers { values })
}

/// The pages that this person goes through, by what is answered so far. A page whose every field is hidden is left out.
pub fn visible_steps<'a>(
    country: &Country,
    service: &'a Service,
    answers: &Map<String, Value>,
    known: &Known,
    today: Day,
) -> Vec<VisibleStep<'a>> {
    let Some(form) = &service.form else { return Vec::new() };
    let walked = Walk { country, service, known, today, trust: Trust::Nobody }.through(answers);
    let shown = |field: &&Field| walked.shown.contains(field.id.as_str());
    let steps = form.steps.iter().enumerate().filter(|(n, _)| walked.steps.contains(n));
    steps
        .map(|(_, step)| VisibleStep { step, fields: step.fields.iter().filter(shown).collect() })
        .filter(|s| s.step.fields.is_empty() || !s.fields.is_empty())
        .collect()
}

pub(crate) fn unknown_fields(
    service: &Service,
    answers: &Map<String, Value>,
) -> Vec<AnswerMistake> {
    let known = |id: &String| {
        let mut fields = service.form.iter().flat_map(|f| &f.steps).flat_map(|s| &s.fields);
        fields.any(|f| f.id == *id)
    };
    let unknown = answers.keys().filter(|id| !known(id)).take(MISTAKES_MAX);
    let name = |id: &String| id.chars().filter(|c| !is_bad(*c)).take(NAME_MAX).collect();
    unknown
        .map(|id| AnswerMistake {
            field: name(id),
            key: "answer.unknown-field",
            values: Vec::new(),
        })
        .collect()
}

/// A fault in plain English, for `madang check`: people read the texts of the pages instead.
pub(crate) fn say((key, values): &Fault) -> String {
    let words = match *key {
        "answer.required" => "is not answered",
        "answer.unknown-field" => "is not a field of the form",
        "answer.wrong-type" => "is of the wrong type",
        "answer.too-long" => "is too long",
        "answer.not-a-day" => "is not a day of the form 2026-03-01",
        "answer.too-early" => "is too early",
        "answer.too-late" => "is too late",
        "answer.not-an-option" => "is none of the options",
        "answer.wrong-check-digit" => "has a wrong check digit",
        "answer.wrong-shape" => "has not the shape",
        "answer.too-small" => "is too small",
        "answer.too-large" => "is too large",
        "answer.not-a-number" => "is not a whole number",
        "answer.not-an-email" => "is not an email address",
        "answer.not-a-telephone" => "is not a telephone number",
        "answer.not-your-entry" => "is not an entry of the applicant",
        "answer.locked" => "is locked to another value",
        "answer.bad-character" => "holds signs that nobody sees",
        other => other,
    };
    let values: Vec<String> =
        values.iter().map(|(name, value)| format!("{name} {value}")).collect();
    if values.is_empty() { words.into() } else { format!("{words} ({})", values.join(", ")) }
}
