//! How an amount came about: each step with its value, what it stands on, and the calculation with the numbers put in.

use law::{Step, Value};

use super::Fact;
use super::facts::with_values;
use super::words::{Words, capital};

/// So many steps of an amount are told.
const STEPS_TOLD_MAX: usize = 30;

pub(super) fn steps(words: &Words<'_, '_>) -> Vec<Fact> {
    let amount = words.grounds.outcome.outputs.get("amount");
    if !matches!(amount, Some(Value::Number(number)) if *number > law::Number::ZERO) {
        return Vec::new();
    }
    let steps = words.grounds.steps_to_output("amount").unwrap_or_default();
    let numbers = steps.iter().filter(|step| matches!(step.value, Value::Number(_)));
    let told: Vec<Fact> = numbers.map(|step| fact(words, step)).take(STEPS_TOLD_MAX).collect();
    if !told.is_empty() {
        return told;
    }
    // The amount stands in the law as it is.
    let parameters = words.grounds.outcome.trace.parameters.iter();
    let amounts = parameters.filter(|parameter| Some(&parameter.value) == amount);
    amounts
        .map(|parameter| Fact {
            label: words.parameter_title(parameter),
            value: words.plain(&parameter.value, Some(&parameter.unit)),
            source: words.frame().tf("grounds.in-law", &[("article", &parameter.article)]),
        })
        .collect()
}

fn fact(words: &Words<'_, '_>, step: &Step) -> Fact {
    let derived = words.grounds.facts.derived.iter().find(|fact| fact.id == step.name);
    let worked = derived.and_then(|fact| worked(words, &fact.expression));
    let from = with_values(words, step).join("; ");
    let key = if worked.is_some() { "grounds.worked" } else { "grounds.from" };
    let values = [("from", from.as_str()), ("how", worked.as_deref().unwrap_or_default())];
    Fact {
        label: words.label(&step.name),
        value: words.value(&step.name, &step.value),
        source: words.frame().tf(key, &values),
    }
}

/// The calculation with the numbers put in. A choice or a search through a list is no calculation that one could follow.
fn worked(words: &Words<'_, '_>, expression: &str) -> Option<String> {
    let is_name = |sign: char| sign.is_alphanumeric() || matches!(sign, '_' | '.');
    let mut worked = String::with_capacity(expression.len());
    let mut rest = expression;
    let mut is_calculated = false;
    while let Some(sign) = rest.chars().next() {
        let end = rest.find(|sign| !is_name(sign)).unwrap_or(rest.len());
        let (word, after) = rest.split_at(end.max(if end == 0 { sign.len_utf8() } else { end }));
        rest = after;
        match word {
            "if" | "some" | "every" | "for" | "and" | "or" | "in" | "between" | "[" | "\"" => {
                return None;
            }
            "*" => worked.push('×'),
            "/" => worked.push('÷'),
            // A comma divides thousands.
            "," => worked.push(';'),
            _ if !word.starts_with(|sign: char| sign.is_alphabetic()) => worked.push_str(word),
            _ if rest.starts_with('(') => {
                let key = format!("calculation.{word}");
                let known = words.frame().texts.find(&words.frame().lang, &key)?;
                worked.push_str(known);
            }
            _ => worked.push_str(&number(words, word)?),
        }
        is_calculated |= matches!(word, "*" | "/" | "+" | "-" | "(");
    }
    is_calculated.then(|| capital(&worked))
}

fn number(words: &Words<'_, '_>, path: &str) -> Option<String> {
    let used = || {
        let derived = words.grounds.facts.derived.iter().flat_map(|fact| &fact.parameters);
        derived.into_iter().find(|parameter| parameter.id == path).map(|used| &used.value)
    };
    match words.grounds.value(path).or_else(used)? {
        Value::Number(number) => Some(words.number(*number, None)),
        _ => None,
    }
}
