//! Ruling: what the published law says about an application. Pure: facts, law and a day in; outcome, reasons and trace out.
//!
//! What may not happen here: the database, the clock, an amount that no table or parameter gives.

use std::collections::BTreeMap;

use country::{Country, DecidedBy, Decision, Service};
use courtyard::decisions::Outcome;
use law::{Expression, Facts, Scope, Trace, Value};
use serde::ser::{Serialize, SerializeMap, Serializer};
use vocabulary::{Day, Error, Refusal, Result};

/// What the law says.
#[derive(Clone, Debug, PartialEq)]
pub struct Ruling {
    pub outcome: Outcome,
    /// Ids of reasons that `decision.toml` lists.
    pub reasons: Vec<String>,
    pub amount_minor: Option<i64>,
    /// The table and the day its version took effect; empty when the service is issued at once.
    pub law: String,
    /// The articles that the decision stands on.
    pub basis: String,
    /// The day whose law was asked.
    pub day: Day,
    /// What was given and what was derived from it: what effects and letters are evaluated on.
    pub facts: Facts,
    /// How the table came to its outcome; none when the service is issued at once.
    pub trace: Option<Trace>,
}

impl Ruling {
    /// Facts and trace as JSON, as they are stored: the same input gives the same bytes on any later day.
    pub fn record(&self) -> Result<String> {
        Record { ruling: Some(self), note: None }.text()
    }

    fn is_given(&self, name: &str) -> bool {
        self.facts.derived.iter().all(|fact| fact.id != name)
    }
}

/// What is sealed with a decision: what the law said, where it was asked, and the officer's own words.
pub struct Record<'r> {
    pub ruling: Option<&'r Ruling>,
    pub note: Option<&'r str>,
}

impl Record<'_> {
    pub fn text(&self) -> Result<String> {
        Ok(serde_json::to_string(self).map_err(anyhow::Error::from)?)
    }
}

impl Serialize for Record<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        if let Some((ruling, trace)) = self.ruling.and_then(|r| Some((r, r.trace.as_ref()?))) {
            map.serialize_entry("day", &ruling.day)?;
            map.serialize_entry("given", &Given(ruling))?;
            map.serialize_entry("facts", &ruling.facts.derived)?;
            map.serialize_entry("trace", trace)?;
        }
        if let Some(note) = self.note {
            map.serialize_entry("note", note)?;
        }
        map.end()
    }
}

/// The facts that nothing was derived for: entries, answers, the day.
struct Given<'r>(&'r Ruling);

impl Serialize for Given<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.facts.values.iter().filter(|(name, _)| self.0.is_given(name)))
    }
}

/// Whether the applicant may apply at all; the refusal carries the service's own words.
pub fn may_apply(
    country: &Country,
    service: &Service,
    scope: &BTreeMap<String, Value>,
    day: Day,
) -> Result<()> {
    let (Some(plan), Some(decision)) = (country.plan(&service.id), &service.decision) else {
        return Err(Error::refused("service.not-here"));
    };
    let (Some(rule), Some(words)) = (&plan.may_apply, &decision.may_apply) else { return Ok(()) };
    match rule.evaluate(&Scope::of(scope).with(country.law().on(day))) {
        Value::Truth(true) => Ok(()),
        _ => {
            let words = words.if_not.0.iter().map(|(lang, text)| (lang.clone(), text.clone()));
            Err(Refusal { key: "service.may-not-apply".into(), values: words.collect() }.into())
        }
    }
}

/// What the facts are, and what the law says about them on that day.
pub fn rule(
    country: &Country,
    service: &Service,
    scope: BTreeMap<String, Value>,
    day: Day,
) -> Result<Ruling> {
    let (Some(plan), Some(decision)) = (country.plan(&service.id), &service.decision) else {
        return Err(Error::refused("service.not-here"));
    };
    let law = country.law().on(day);
    let facts = Facts::compute(&plan.facts, scope, law).map_err(Error::broken)?;
    if decision.table.is_empty() {
        return Ok(at_once(decision, facts, day));
    }
    let outcome = law.decide(&decision.table, &facts).map_err(Error::broken)?;
    let text = |name: &str| match outcome.outputs.get(name) {
        Some(Value::Text(text)) => text.clone(),
        _ => String::new(),
    };
    let (granted, reason) = (text("outcome") == "grant", text("reason"));
    Ok(Ruling {
        outcome: if granted { Outcome::Granted } else { Outcome::Refused },
        basis: basis(decision, &reason),
        reasons: vec![reason],
        amount_minor: outcome.outputs.get("amount").and_then(|amount| amount.to_json().as_i64()),
        law: format!("{} {}", outcome.trace.table.table, outcome.trace.table.from),
        day,
        facts,
        trace: Some(outcome.trace),
    })
}

// A certificate of what a register holds: whoever may apply gets it, for the first reason that the service names.
fn at_once(decision: &Decision, facts: Facts, day: Day) -> Ruling {
    let reason = decision.grants.first().map(|reason| reason.id.clone()).unwrap_or_default();
    Ruling {
        outcome: Outcome::Granted,
        basis: basis(decision, &reason),
        reasons: vec![reason],
        amount_minor: None,
        law: String::new(),
        day,
        facts,
        trace: None,
    }
}

/// The article of a reason; the article of the deadline where a reason names none.
pub fn basis(decision: &Decision, reason: &str) -> String {
    let reasons = decision.grants.iter().chain(&decision.refusals);
    let article = reasons.clone().find(|r| r.id == reason).map(|r| r.article.clone());
    article.unwrap_or_else(|| decision.deadline.article.clone())
}

/// Whether the law decides the service without an officer.
pub fn is_decided_by_law(decision: &Decision) -> bool {
    matches!(decision.by, DecidedBy::AtOnce | DecidedBy::Rule)
}

/// The value of an expression under the law of a day.
pub fn value(
    country: &Country,
    expression: &Expression,
    scope: &BTreeMap<String, Value>,
    day: Day,
) -> Value {
    expression.evaluate(&Scope::of(scope).with(country.law().on(day)))
}
