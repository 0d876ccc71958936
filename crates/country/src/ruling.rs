//! What is asked of the law when somebody applies: the facts of a case, and whether the person may apply. Pure.
//!
//! What may not happen here: nothing is decided for a person. Who decides asks the table with the facts that stand here.

use std::collections::BTreeMap;

use law::{Facts, Fault, LawOfDay, Scope, Value as Known};
use vocabulary::Day;

use crate::plan::Plan;
use crate::read::Country;
use crate::service::{DecidedBy, Service};

/// What the facts of a case are derived from.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    /// The record `applicant`, as `Country::applicant_value` makes it.
    pub applicant: &'a Known,
    /// The record `answers`, as `Country::answers_value` makes it.
    pub answers: &'a Known,
    pub today: Day,
}

/// The facts of a case, in the order of `decision.toml`, with `applicant`, `answers` and `today` among them.
///
/// What a letter says is evaluated over them with `decision` added.
pub fn facts(country: &Country, plan: &Plan, asked: &Asked<'_>) -> Result<Facts, Fault> {
    let base = [
        ("applicant".to_string(), asked.applicant.clone()),
        ("answers".to_string(), asked.answers.clone()),
        ("today".to_string(), Known::Day(asked.today)),
    ];
    Facts::compute(&plan.facts, base.into(), country.law().on(asked.today))
}

/// Whether the person may apply: everybody, when the decision does not say. What cannot be known is a no.
pub fn may_apply(plan: &Plan, facts: &Facts, law: LawOfDay<'_>) -> Result<bool, Fault> {
    let Some(when) = &plan.may_apply else { return Ok(true) };
    let scope = Scope::of(&facts.values).with(law);
    Ok(when.try_evaluate(&scope)? == Known::Truth(true))
}

/// What comes out for a case of the service's files: outputs of its table and facts by name.
pub(crate) fn rule(
    country: &Country,
    service: &Service,
    asked: &Asked<'_>,
) -> Result<BTreeMap<String, Known>, Fault> {
    let (Some(plan), Some(decision)) = (country.plan(&service.id), &service.decision) else {
        return Ok(BTreeMap::new());
    };
    let law = country.law().on(asked.today);
    let facts = facts(country, plan, asked)?;
    let may_apply = may_apply(plan, &facts, law)?;
    let mut outputs = BTreeMap::new();
    if !may_apply {
        outputs.insert("outcome".to_string(), Known::text("may-not-apply"));
    } else if !decision.table.is_empty() {
        outputs = law.decide(&decision.table, &facts)?.outputs;
    } else if decision.by == DecidedBy::AtOnce {
        outputs.insert("outcome".to_string(), Known::text("grant"));
    }
    let mut found = facts.values;
    found.extend(outputs);
    Ok(found)
}
