//! The grounds of a decision in the reader's words: the facts with where they come from, the steps to the amount, what would
//! change it, and the rule that decided. All of it from what was stored with the decision.
//!
//! What may not happen here: a database read; a sentence about law that is not the law which decided.

mod facts;
mod steps;
mod turns;
mod words;

use std::collections::BTreeMap;

use country::{Country, Service};
use courtyard::cases::Case;
use courtyard::decisions::{Decision, Outcome};
use law::{Derived, Expression, Grounds, Law, Trace};
use pages::{Frame, Link};
use serde::Deserialize;
use serde_json::{Map, Value};
use vocabulary::Day;

use crate::explain;
use words::Words;

/// What is told about, and to whom.
pub struct About<'a> {
    pub frame: &'a Frame,
    pub country: &'a Country,
    pub service: &'a Service,
    pub case: &'a Case,
    /// The record that was stored with the decision.
    pub record: &'a Value,
    /// The day on which the registers were read.
    pub read_on: Day,
    /// The register that filled an answer in, by the field of the form.
    pub registers: BTreeMap<String, String>,
    /// What an officer decided; none where the table's word stands alone.
    pub verdict: Option<(Outcome, &'a [String])>,
}

/// A value with its name and where it comes from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fact {
    pub label: String,
    pub value: String,
    pub source: String,
}

/// What a decision says about itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Account {
    pub facts: Vec<Fact>,
    /// How the amount came about.
    pub steps: Vec<Fact>,
    /// What would change the decision, the most useful first.
    pub turns: Vec<String>,
    /// Why something of it cannot be told.
    pub note: Option<String>,
    /// How the table was gone through.
    pub trace: Vec<String>,
    /// The version of the table that decided, at its row.
    pub table: Option<Link>,
}

impl<'a> About<'a> {
    /// A decision that was made.
    pub fn made(
        frame: &'a Frame,
        country: &'a Country,
        (service, case): (&'a Service, &'a Case),
        made: &'a Decision,
        registers: BTreeMap<String, String>,
    ) -> About<'a> {
        let by_officer = made.decider_kind == "officer";
        let verdict = by_officer.then_some((made.outcome, made.reasons.as_slice()));
        let (record, read_on) = (&made.record, made.day);
        About { frame, country, service, case, record, read_on, registers, verdict }
    }
}

/// The register that filled an answer in, by field, as an application's record has it.
pub fn registers(record: &Map<String, Value>) -> BTreeMap<String, String> {
    let sources = record.get("sources").and_then(Value::as_object);
    let register = |(field, source): (&String, &Value)| {
        Some((field.clone(), source.get("register")?.as_str()?.to_string()))
    };
    sources.into_iter().flatten().filter_map(register).collect()
}

/// Everything that is told about a decision.
pub fn account(about: &About<'_>) -> Account {
    let Some(trace) = explain::trace_in(about.record) else { return at_once(about) };
    let mut account = Account {
        trace: explain::steps(about, &trace),
        table: Some(link(about.frame, &trace)),
        ..Account::default()
    };
    // What was made law afterwards for days before it was not the law that decided.
    let law = about.country.law().known_on(about.read_on);
    match again(about, &law, &trace) {
        Some(grounds) => tell(about, &grounds, &mut account),
        None => account.note = Some(about.frame.t("grounds.law-rewritten").to_string()),
    }
    account
}

/// The decision derived again from its record; none unless that gives the same facts and the same trace.
pub(crate) fn again<'l>(about: &About<'_>, law: &'l Law, trace: &Trace) -> Option<Grounds<'l>> {
    let record = about.record;
    let given = about.country.recorded_scope(about.service, record)?;
    let day: Day = record.get("day")?.as_str()?.parse().ok()?;
    let derived = Vec::<Derived>::deserialize(record.get("facts")?).ok()?;
    let parsed = derived.iter().map(|fact| {
        Expression::parse(&fact.expression).ok().map(|expression| (fact.id.clone(), expression))
    });
    let table = &trace.table.table;
    let grounds = Grounds::of(law.on(day), table, parsed.collect::<Option<_>>()?, given).ok()?;
    let same = |now: serde_json::Result<Value>, then: &str| now.ok().as_ref() == record.get(then);
    let is_same = same(serde_json::to_value(&grounds.facts.derived), "facts")
        && same(serde_json::to_value(&grounds.outcome.trace), "trace");
    is_same.then_some(grounds)
}

fn tell(about: &About<'_>, grounds: &Grounds<'_>, account: &mut Account) {
    let words = Words::of(about, grounds);
    account.facts = facts::facts(&words);
    let outcome = words.output("outcome");
    let reason = words.output("reason");
    let stands = about.verdict.is_none_or(|(verdict, reasons)| {
        let granted = verdict == Outcome::Granted;
        granted == (outcome == "grant") && reasons.contains(&reason)
    });
    if !stands {
        account.note = Some(about.frame.t("grounds.officer-otherwise").to_string());
        return;
    }
    account.steps = steps::steps(&words);
    account.turns = turns::turns(&words);
    if account.turns.is_empty() && outcome == "refuse" {
        account.note = Some(about.frame.t("grounds.nothing-single").to_string());
    }
}

/// A certificate of what a register holds: whoever may apply gets it.
fn at_once(about: &About<'_>) -> Account {
    let decision = about.service.decision.as_ref();
    let may_apply = decision.and_then(|decision| decision.may_apply.as_ref());
    let told = may_apply.map(|may| {
        let values = [("who", may.if_not.get(&about.frame.lang)), ("article", &may.article)];
        about.frame.tf("grounds.whoever-may", &values)
    });
    Account { turns: told.into_iter().collect(), ..Account::default() }
}

fn link(frame: &Frame, trace: &Trace) -> Link {
    let face = &trace.table;
    let row = trace.decided.first().map_or_else(String::new, |row| format!("#row-{}", row + 1));
    let title = Some(face.title.get(&frame.lang)).filter(|title| !title.is_empty());
    let title = title.unwrap_or(&face.table);
    let label = frame.tf("grounds.read-table", &[("title", title), ("day", &frame.day(face.from))]);
    Link::new(&format!("/law/{}?on={}{row}", face.table, face.from), &label)
}
