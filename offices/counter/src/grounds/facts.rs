//! The facts that a decision used, each with where it comes from: what the table asked for, then what that was worked out from.

use law::{Step, Value};

use super::Fact;
use super::words::{Place, Words};

/// More facts than a letter should hold.
const FACTS_TOLD_MAX: usize = 40;

pub(super) fn facts(words: &Words<'_, '_>) -> Vec<Fact> {
    let grounds = words.grounds;
    let asked: Vec<String> = grounds.asked().into_iter().map(str::to_string).collect();
    let mut steps = grounds.steps(&asked).unwrap_or_default();
    steps.extend(grounds.steps_to_output("amount").unwrap_or_default());
    let mut facts: Vec<Fact> = Vec::new();
    for name in &asked {
        let Some(value) = grounds.value(name) else { continue };
        let step = steps.iter().find(|step| step.name == *name);
        let source = step.map_or_else(|| words.source(name), |step| from(words, step));
        add(&mut facts, Fact { label: words.label(name), value: words.value(name, value), source });
    }
    for path in steps.iter().flat_map(|step| &step.reads) {
        if let Some(fact) = leaf(words, path) {
            add(&mut facts, fact);
        }
    }
    facts.truncate(FACTS_TOLD_MAX);
    facts
}

// One thing is told once.
fn add(facts: &mut Vec<Fact>, fact: Fact) {
    if facts.iter().all(|other| other.label != fact.label) {
        facts.push(fact);
    }
}

/// What was given and not derived.
fn leaf(words: &Words<'_, '_>, path: &str) -> Option<Fact> {
    let place = words.place(path);
    let depth = match place {
        Place::Derived(_) => return None,
        Place::Day => 1,
        Place::Answer(_) => 2,
        Place::Register(_) | Place::Entry(..) if path.starts_with("applicant.") => 3,
        Place::Register(_) | Place::Entry(..) => 2,
    };
    let path: Vec<&str> = path.split('.').take(depth).collect();
    let found = (1..=depth).rev().find_map(|parts| {
        let path = path.get(..parts)?.join(".");
        words.grounds.value(&path).map(|value| (path, value))
    });
    // A field of the entries of a list is told as the list: how many there are.
    let (path, value) = found.filter(|(path, _)| path != "applicant" && path != "answers")?;
    let (label, source) = (words.label(&path), words.source(&path));
    Some(Fact { label, value: words.value(&path, value), source })
}

/// What a derived fact was worked out from, by name.
fn from(words: &Words<'_, '_>, step: &Step) -> String {
    let mut labels: Vec<String> = Vec::new();
    for path in &step.reads {
        let label = words.label(path);
        let is_own = label == words.label(&step.name);
        if !is_own && !labels.contains(&label) {
            labels.push(label);
        }
    }
    labels.extend(step.parameters.iter().map(|parameter| words.parameter_title(parameter)));
    if labels.is_empty() {
        return words.frame().t("grounds.derived").to_string();
    }
    words.frame().tf("grounds.derived-from", &[("facts", &labels.join(", "))])
}

/// The facts and numbers that a step stands on, with their values.
pub(super) fn with_values(words: &Words<'_, '_>, step: &Step) -> Vec<String> {
    let mut said: Vec<String> = Vec::new();
    for path in &step.reads {
        let Some(value) = words.grounds.value(path) else { continue };
        if matches!(value, Value::Record(_) | Value::List(_)) {
            continue;
        }
        let one = format!("{} {}", words.label(path), words.value(path, value));
        if !said.contains(&one) {
            said.push(one);
        }
    }
    said.extend(step.parameters.iter().map(|parameter| words.parameter(parameter)));
    said
}
