//! The functions that FEEL has (DMN 1.5, 10.3.4), by name, and how they are called with arguments by place or by name.
//!
//! What may not happen here: a function that changes something or asks a clock. `now()` and `today()` are told the time.

mod contexts;
mod conversions;
mod folds;
mod lists;
mod numbers;
mod ranges;
mod statistics;
mod texts;

use std::fmt;
use std::sync::Arc;

use super::decimal::Decimal;
use super::evaluate::{Done, Evaluation};
use super::time::Date;
use super::value::{Context, Range, Value};

/// A function: `None` is null, because an argument is not what it must be.
type Work = fn(&Evaluation, Given<'_>) -> Done<Option<Value>>;

/// A function by its name, with the names of its parameters in each form that it has. `?` may be left out, `...` repeated.
pub(crate) struct Entry {
    name: &'static str,
    forms: &'static [&'static str],
    work: Work,
}

const fn entry(name: &'static str, forms: &'static [&'static str], work: Work) -> Entry {
    Entry { name, forms, work }
}

/// One of FEEL's functions.
#[derive(Clone, Copy)]
pub(crate) struct Built(&'static Entry);

impl fmt::Debug for Built {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.name)
    }
}

/// All functions, a file at a time.
const FUNCTIONS: [&[Entry]; 8] = [
    &conversions::FUNCTIONS,
    &texts::FUNCTIONS,
    &numbers::FUNCTIONS,
    &lists::FUNCTIONS,
    &folds::FUNCTIONS,
    &statistics::FUNCTIONS,
    &ranges::FUNCTIONS,
    &contexts::FUNCTIONS,
];

/// The names that have more than one word.
pub(crate) fn long_names() -> impl Iterator<Item = &'static str> {
    FUNCTIONS.iter().copied().flatten().map(|entry| entry.name).filter(|name| name.contains(' '))
}

impl Built {
    pub(crate) fn named(name: &str) -> Option<Built> {
        FUNCTIONS.iter().copied().flatten().find(|entry| entry.name == name).map(Built)
    }

    /// The parameters of the first form.
    pub(crate) fn parameters(self) -> Vec<&'static str> {
        self.0.forms.first().map_or_else(Vec::new, |form| names(form).map(bare).collect())
    }
}

fn names(form: &'static str) -> impl Iterator<Item = &'static str> {
    form.split(", ").filter(|name| !name.is_empty())
}

fn bare(name: &'static str) -> &'static str {
    name.trim_end_matches("...").trim_end_matches('?')
}

/// Whether the form takes so many arguments.
fn takes(form: &'static str, count: usize) -> bool {
    let least = names(form).filter(|name| !name.ends_with('?') && !name.ends_with("...")).count();
    let more = form.ends_with("...");
    let (least, most) = if more { (least + 1, usize::MAX) } else { (least, names(form).count()) };
    (least..=most).contains(&count)
}

pub(crate) fn call(evaluation: &Evaluation, built: Built, values: &[Value]) -> Done<Value> {
    let form = built.0.forms.iter().position(|form| takes(form, values.len()));
    match form {
        Some(_) => work(evaluation, built, Given { values, form: None }),
        None => {
            evaluation
                .warn(|| format!("`{}` does not take {} arguments", built.0.name, values.len()));
            Ok(Value::Null)
        }
    }
}

pub(crate) fn call_named(
    evaluation: &Evaluation,
    built: Built,
    named: Vec<(Arc<str>, Value)>,
) -> Done<Value> {
    let fits = |form: &&'static str| {
        named.iter().all(|(given, _)| names(form).any(|name| bare(name) == &**given))
    };
    let found = built.0.forms.iter().enumerate().find(|(_, form)| fits(form));
    let Some((form, words)) = found else {
        evaluation.warn(|| format!("`{}` has no parameters of these names", built.0.name));
        return Ok(Value::Null);
    };
    let mut values = Vec::new();
    for (place, name) in names(words).enumerate() {
        if let Some((_, value)) = named.iter().find(|(given, _)| bare(name) == &**given) {
            values.resize(place, Value::Null);
            values.push(value.clone());
        }
    }
    let required = names(words).filter(|name| !name.ends_with('?')).count();
    values.resize(values.len().max(required), Value::Null);
    work(evaluation, built, Given { values: &values, form: Some(form) })
}

fn work(evaluation: &Evaluation, built: Built, given: Given<'_>) -> Done<Value> {
    for value in given.values {
        evaluation.charge(value)?;
    }
    Ok((built.0.work)(evaluation, given)?.unwrap_or_else(|| {
        evaluation.warn(|| format!("`{}` has no result for its arguments", built.0.name));
        Value::Null
    }))
}

/// The arguments of a call.
#[derive(Clone, Copy)]
struct Given<'a> {
    values: &'a [Value],
    /// Which form was meant, where the arguments were named.
    form: Option<usize>,
}

impl<'a> Given<'a> {
    fn count(self) -> usize {
        self.values.len()
    }

    /// The argument as it is; null when it was left out.
    fn value(self, place: usize) -> &'a Value {
        self.values.get(place).unwrap_or(&Value::Null)
    }

    /// The argument; a list of one stands for its item (DMN 1.5, 10.3.2.9.4).
    fn one(self, place: usize) -> &'a Value {
        match self.value(place) {
            Value::List(items) if items.len() == 1 => items.first().unwrap_or(&Value::Null),
            value => value,
        }
    }

    fn number(self, place: usize) -> Option<Decimal> {
        if let Value::Number(number) = self.one(place) { Some(*number) } else { None }
    }

    fn whole(self, place: usize) -> Option<i64> {
        self.number(place)?.whole()
    }

    fn text(self, place: usize) -> Option<&'a str> {
        if let Value::Text(text) = self.one(place) { Some(text) } else { None }
    }

    /// The items of a list; a single value is a list of one, null is none.
    fn list(self, place: usize) -> Option<&'a [Value]> {
        let value = self.value(place);
        (!value.is_null()).then(|| value.items())
    }

    fn context(self, place: usize) -> Option<&'a Context> {
        if let Value::Context(context) = self.one(place) { Some(context) } else { None }
    }

    fn range(self, place: usize) -> Option<&'a Range> {
        if let Value::Range(range) = self.one(place) { Some(range) } else { None }
    }

    /// A day, or the day of a moment.
    fn date(self, place: usize) -> Option<Date> {
        match self.one(place) {
            Value::Date(date) => Some(*date),
            Value::DateTime(moment) => Some(moment.date),
            _ => None,
        }
    }

    /// The items of the only argument when it is a list; otherwise all arguments.
    fn spread(self) -> &'a [Value] {
        match self.values {
            [Value::List(items)] => items,
            values => values,
        }
    }
}
