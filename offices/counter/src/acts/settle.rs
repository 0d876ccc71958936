//! Settling: what follows from a ruling. The decision, the registers that change, the credential.

use std::collections::BTreeMap;

use country::{Decision, Effect, EffectAct, PlannedEffect, Service};
use courtyard::cases::Case;
use courtyard::decisions::{self, NewDecision, Outcome};
use courtyard::{Tx, credentials, registers};
use law::{Expression, Value};
use serde_json::Map;
use vocabulary::{Day, Error, Result};

use super::decide::reader_for;
use crate::letter;
use crate::ruling::{self, Ruling};

/// Decides a case by the published law, and does what follows.
pub fn settle(tx: &mut Tx<'_>, case: &Case, ruled: Ruling) -> Result<()> {
    let decider = if ruled.law.is_empty() { case.service.clone() } else { ruled.law.clone() };
    let new = NewDecision {
        stage: "first",
        outcome: ruled.outcome,
        decider,
        decider_kind: "rule",
        law: ruled.law.clone(),
        basis: ruled.basis.clone(),
        reasons: ruled.reasons.clone(),
        amount_minor: ruled.amount_minor,
        appeal_until: Some(appeal_until(tx, case, "first")?),
        record: ruled.record()?,
    };
    decisions::make(tx, case, &new)?;
    if ruled.outcome == Outcome::Granted {
        follow(tx, case, ruled)?;
    }
    Ok(())
}

/// The last day on which the person can appeal against a decision of today, or take the way that is left after an appeal.
pub fn appeal_until(tx: &Tx<'_>, case: &Case, stage: &str) -> Result<Day> {
    let (_, decision) = spec(tx, case)?;
    let left = decision.appeal.then.as_ref().filter(|_| stage == "appeal");
    let days = left.map_or(decision.appeal.days, |remedy| remedy.days);
    Ok(tx.today().plus_days(i64::from(days)))
}

/// The service of a case and how it is decided.
pub fn spec<'c>(tx: &Tx<'c>, case: &Case) -> Result<(&'c Service, &'c Decision)> {
    let country = tx.country();
    let service = country.service(&case.service).ok_or(Error::NotFound)?;
    let decision = service.decision.as_ref().ok_or(Error::NotFound)?;
    Ok((service, decision))
}

/// What a grant does: registers change, and the person gets a credential.
pub fn follow(tx: &mut Tx<'_>, case: &Case, ruled: Ruling) -> Result<()> {
    let country = tx.country();
    let (service, decision) = spec(tx, case)?;
    let plan = country.plan(&service.id).ok_or(Error::NotFound)?;
    let outcome = outcome_record(&ruled);
    let mut scope = ruled.facts.values;
    scope.insert("decision".into(), outcome);
    let mut drawn = BTreeMap::new();
    for (effect, planned) in decision.effects.iter().zip(&plan.effects) {
        let numbers = draw(tx, effect)?;
        let effect = Meant { effect, planned, numbers: &numbers };
        perform(tx, case, &effect, &scope)?;
        drawn.extend(numbers.into_iter().map(|(name, number)| (name, Value::Text(number))));
    }
    scope.insert("drawn".into(), Value::Record(drawn));
    if let (Some(given), Some(words)) = (&decision.credential, &service.letter) {
        let value = |row: &Expression| ruling::value(country, row, &scope, case.law_day);
        let values: Vec<Value> = plan.rows.iter().map(value).collect();
        let says = letter::says(service, words, &given.vct, &values)?;
        let valid_until = given.valid.map(|span| tx.today().plus(span));
        credentials::intend(tx, case, &says, valid_until)?;
    }
    Ok(())
}

fn outcome_record(ruled: &Ruling) -> Value {
    let amount = ruled.amount_minor.map_or(Value::Nothing, Value::whole);
    let reason = ruled.reasons.first().cloned().map_or(Value::Nothing, Value::Text);
    Value::Record(BTreeMap::from([
        ("outcome".to_string(), Value::Text(ruled.outcome.as_str().into())),
        ("amount".to_string(), amount),
        ("reason".to_string(), reason),
    ]))
}

/// An effect, its expressions, and the numbers that were drawn for it.
struct Meant<'m> {
    effect: &'m Effect,
    planned: &'m PlannedEffect,
    numbers: &'m [(String, String)],
}

// The new numbers of an effect, by the field of its register.
fn draw(tx: &mut Tx<'_>, effect: &Effect) -> Result<Vec<(String, String)>> {
    let one = |name: &String| Ok((name.clone(), registers::draw(tx, &effect.register, name)?));
    effect.draw.iter().map(one).collect()
}

fn perform(
    tx: &mut Tx<'_>,
    case: &Case,
    meant: &Meant<'_>,
    scope: &BTreeMap<String, Value>,
) -> Result<()> {
    let (effect, planned) = (meant.effect, meant.planned);
    let country = tx.country();
    let value = |(name, expression): &(String, Expression)| {
        (name.clone(), ruling::value(country, expression, scope, case.law_day).to_json())
    };
    let mut fields: Map<String, serde_json::Value> = planned.fields.iter().map(value).collect();
    // An act that corrects leaves alone what it has no value for.
    fields.retain(|_, value| !value.is_null());
    let numbers = meant.numbers.iter().cloned();
    fields.extend(numbers.map(|(name, number)| (name, serde_json::Value::String(number))));
    let reader = reader_for(tx, case);
    match effect.act {
        EffectAct::Enter => {
            registers::enter(tx, &effect.register, &case.applicant, &fields, Some(&case.number))?;
        }
        EffectAct::Correct => {
            let entry = entry_of(tx, case, effect, planned, scope)?;
            registers::correct(tx, reader, &entry, &fields, Some(&case.number))?;
        }
        EffectAct::Close => {
            let entry = entry_of(tx, case, effect, planned, scope)?;
            registers::close(tx, reader, &entry)?;
        }
    }
    Ok(())
}

// The entry that the effect names, or the applicant's only one.
fn entry_of(
    tx: &Tx<'_>,
    case: &Case,
    effect: &Effect,
    planned: &PlannedEffect,
    scope: &BTreeMap<String, Value>,
) -> Result<String> {
    let value = match &planned.entry {
        Some(expression) => ruling::value(tx.country(), expression, scope, case.law_day),
        None => field(field(scope.get("applicant"), &effect.register), "id")
            .cloned()
            .unwrap_or(Value::Nothing),
    };
    match value {
        Value::Text(id) => Ok(id),
        _ => Err(Error::refused("register.no-entry")),
    }
}

fn field<'v>(value: Option<&'v Value>, name: &str) -> Option<&'v Value> {
    match value {
        Some(Value::Record(fields)) => fields.get(name),
        _ => None,
    }
}
