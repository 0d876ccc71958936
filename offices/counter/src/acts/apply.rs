//! Applying: the act that opens a case, and settles it at once where the law decides.
//!
//! What may not happen here: raw input. Answers are checked before anything is written.

use country::{AnswerMistake, Answers, Channel, Service, WaitsFor};
use courtyard::cases::{self, Case, NewCase, State};
use courtyard::decisions::Outcome;
use courtyard::registers::Entry;
use courtyard::{Reader, Tx, documents, drafts, registers};
use serde_json::{Map, Value, json};
use vocabulary::{Error, Money, Result};

use super::settle::settle;
use crate::{facts, ruling};

/// What a person sends.
#[derive(Clone, Debug)]
pub struct Application {
    pub service: String,
    /// The channel that the application came through: it sets the fee.
    pub channel: String,
    pub answers: Map<String, Value>,
    /// Two sendings with the same word are one application.
    pub once: String,
}

/// What became of it.
#[derive(Debug)]
pub enum Applied {
    Opened(Case),
    /// Nothing was written: these answers have to be mended first.
    Mistakes(Vec<AnswerMistake>),
}

/// Opens a case from an application. Refuses who may not apply; gives back the mistakes in the answers.
pub fn apply(tx: &mut Tx<'_>, application: &Application) -> Result<Applied> {
    let country = tx.country();
    let service = country.service(&application.service).ok_or(Error::NotFound)?;
    let (Some(decision), Some(plan)) = (&service.decision, country.plan(&service.id)) else {
        return Err(Error::refused("service.not-here"));
    };
    let applicant = tx.actor.applicant().to_string();
    let wanted = facts::wanted(country, plan);
    let entries = registers::known(tx, Reader::Actor, &applicant, &wanted)?;
    let known = facts::known(country, &entries);
    let day = tx.today();
    let answers = match country::check_answers(country, service, &application.answers, &known, day)
    {
        Ok(answers) => answers,
        Err(mistakes) => return Ok(Applied::Mistakes(mistakes)),
    };
    let prefilled = country::prefill(country, service, &known, day);
    let scope = country::scope(known, facts::answered(country, service, &answers.values), day);
    ruling::may_apply(country, service, &scope, day)?;

    let channel = channel(service, &chosen_channel(&answers.values, &application.channel))?;
    let fee = fee(service, &channel.id, &country.file.currency);
    let by_law = ruling::is_decided_by_law(decision);
    let ruled = if by_law && fee.is_zero() {
        Some(ruling::rule(country, service, scope, day)?)
    } else {
        None
    };
    let state = first_state(&fee, ruled.as_ref().map(|ruled| ruled.outcome));
    // Where waiting for the fee does not count, the desk's time begins with the payment.
    let begins_later =
        state == State::WaitingPayment && country.stands(decision, WaitsFor::Payment);
    let due = country.calendar.deadline(day, &decision.deadline);
    let new = NewCase {
        service: service.id.clone(),
        prefix: service.prefix.clone(),
        desk: service.desk.clone(),
        state,
        channel: channel.id.clone(),
        fee_minor: fee.minor,
        due: Some(due).filter(|_| !begins_later),
        form_version: version(service),
        record: record(service, &answers, &prefilled, &entries),
        once: application.once.clone(),
    };
    let case = cases::open(tx, &new)?;
    for document in documents_in(service, &answers) {
        documents::attach(tx, &case, &document)?;
    }
    drafts::remove(tx, &service.id)?;
    if let Some(ruled) = ruled {
        registers::disclose_to_rule(tx, &service.agency, &applicant, &wanted)?;
        settle(tx, &case, ruled)?;
    }
    Ok(Applied::Opened(case))
}

fn first_state(fee: &Money, ruled: Option<Outcome>) -> State {
    match ruled {
        Some(Outcome::Granted) => State::Granted,
        Some(Outcome::Refused) => State::Refused,
        None if !fee.is_zero() => State::WaitingPayment,
        None => State::WithOfficer,
    }
}

fn channel<'s>(service: &'s Service, id: &str) -> Result<&'s Channel> {
    service
        .channels
        .iter()
        .find(|channel| channel.id == id)
        .ok_or_else(|| Error::refused("channel.none"))
}

/// The channel by which the person wants to be served: a form that asks for it says `channel`, else it is the one that the
/// application came through.
pub fn chosen_channel(answers: &Map<String, Value>, came_by: &str) -> String {
    answers.get("channel").and_then(Value::as_str).unwrap_or(came_by).to_string()
}

/// What the service costs through a channel: the channel's own fee, else the fee of every channel, else nothing.
pub fn fee(service: &Service, channel: &str, currency: &str) -> Money {
    let own = service.costs.iter().find(|cost| cost.channel == channel);
    let cost = own.or_else(|| service.costs.iter().find(|cost| cost.channel.is_empty()));
    let minor = cost.and_then(|cost| cost.minor).unwrap_or(0);
    let named = cost.map(|cost| cost.currency.as_str()).filter(|currency| !currency.is_empty());
    Money::new(minor, named.unwrap_or(currency))
}

fn version(service: &Service) -> i64 {
    service.form.as_ref().map_or(0, |form| i64::from(form.version))
}

// Where each answer came from: the register that filled it in, or the person.
fn record(
    service: &Service,
    answers: &Answers,
    prefilled: &Map<String, Value>,
    entries: &[Entry],
) -> Value {
    let fields = || service.form.iter().flat_map(|form| &form.steps).flat_map(|step| &step.fields);
    let register = |id: &String| {
        let field = fields().find(|field| field.id == *id)?;
        facts::source(&field.prefill, entries)
    };
    let from = |(id, value): (&String, &Value)| {
        let source = register(id).filter(|_| prefilled.get(id) == Some(value));
        (
            id.clone(),
            source.map_or_else(|| json!("person"), |register| json!({ "register": register })),
        )
    };
    let sources: Map<String, Value> = answers.values.iter().map(from).collect();
    json!({ "answers": answers.values, "sources": sources })
}

fn documents_in(service: &Service, answers: &Answers) -> Vec<String> {
    let fields = service.form.iter().flat_map(|form| &form.steps).flat_map(|step| &step.fields);
    let uploads = fields.filter(|field| field.kind == country::FieldKind::Document);
    uploads.filter_map(|field| Some(answers.values.get(&field.id)?.as_str()?.to_string())).collect()
}
