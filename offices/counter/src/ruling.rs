//! Ruling: what the published law says about an application. Pure: facts, law and a day in; outcome, reasons and trace out.
//!
//! What may not happen here: the database, the clock, an amount that no table or parameter gives.

use std::collections::BTreeMap;

use country::{Country, DecidedBy, Decision, Service};
use courtyard::decisions::Outcome;
use law::{Expression, Facts, Scope, Value};
use serde_json::json;
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
    /// Facts and trace, as they are stored: the same input gives the same bytes on any later day.
    pub record: serde_json::Value,
    /// The scope with the facts of the service in it: what effects and letters are evaluated on.
    pub values: BTreeMap<String, Value>,
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
    match rule.evaluate(&Scope::of(scope).with(country.law.on(day))) {
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
    scope: &BTreeMap<String, Value>,
    day: Day,
) -> Result<Ruling> {
    let (Some(plan), Some(decision)) = (country.plan(&service.id), &service.decision) else {
        return Err(Error::refused("service.not-here"));
    };
    let law = country.law.on(day);
    let facts = Facts::compute(&plan.facts, scope.clone(), law).map_err(Error::broken)?;
    if decision.table.is_empty() {
        return Ok(at_once(decision, facts));
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
        record: json!({ "day": day, "given": scope, "facts": facts.derived, "trace": outcome.trace }),
        values: facts.values,
    })
}

// A certificate of what a register holds: whoever may apply gets it, for the first reason that the service names.
fn at_once(decision: &Decision, facts: Facts) -> Ruling {
    let reason = decision.grants.first().map(|reason| reason.id.clone()).unwrap_or_default();
    Ruling {
        outcome: Outcome::Granted,
        basis: basis(decision, &reason),
        reasons: vec![reason],
        amount_minor: None,
        law: String::new(),
        record: json!({}),
        values: facts.values,
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
    expression.evaluate(&Scope::of(scope).with(country.law.on(day)))
}
