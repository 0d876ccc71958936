//! The dossier: a case as an officer opens it. Every value in it is read under the purpose of the service, and the person
//! sees on their own page that it was.
//!
//! What may not happen here: a value that this side of the case does not need, an officer reading the own case as officer.

use std::collections::BTreeSet;

use country::{Country, Decision as Spec, Field, FieldKind, Offer, Service};
use courtyard::cases::{self, Case};
use courtyard::decisions::{self, Decision};
use courtyard::documents::{self, Document};
use courtyard::messages::{self, Message};
use courtyard::payments::{self, Payment};
use courtyard::registers::{self, Wanted};
use courtyard::waits::{self, Wait};
use courtyard::{Reader, Tx, actors};
use serde_json::{Map, Value};
use vocabulary::{Day, Error, Result, Text};

use super::decide::scope_of;
use super::settle::spec;
use crate::ruling::{self, Ruling};

/// From which side a case is opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// The desk that decides it.
    Desk,
    /// The desk of another agency that is asked for its opinion: it sees the answers that the service names, and nothing else.
    Asked,
}

/// Where an answer came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    Register(String),
    Person,
    Document,
}

/// An answer of the application.
#[derive(Clone, Debug, PartialEq)]
pub struct Given {
    pub field: String,
    pub value: Value,
    pub source: Source,
}

/// A case with what is in it.
#[derive(Clone, Debug, PartialEq)]
pub struct Dossier {
    pub case: Case,
    pub side: Side,
    /// The day by which this side is to act.
    pub due: Option<Day>,
    /// The applicant's name; the asked agency needs none.
    pub name: Option<Text>,
    /// In the order of the form.
    pub answers: Vec<Given>,
    /// The names of the register entries that answers point to.
    pub entries: Vec<Offer>,
    pub documents: Vec<Document>,
    pub messages: Vec<Message>,
    pub decisions: Vec<Decision>,
    pub waits: Vec<Wait>,
    /// The name of the colleague who has the case.
    pub holder: Option<Text>,
    /// Whether this officer may take it over.
    pub may_take_over: bool,
    pub payments: Vec<Payment>,
    /// What the law's table says, where one advises the officer and the case is still open.
    pub advice: Option<Ruling>,
}

/// Opens a case for an officer of its desk, or of the desk that is asked for an opinion.
pub fn dossier(tx: &mut Tx<'_>, number: &str) -> Result<Dossier> {
    let (case, side) = opened(tx, number)?;
    let (service, decision) = spec(tx, &case)?;
    let seen = seen(service, decision, side);
    let answers = application(tx, &case, side, &seen)?;
    let entries = entries(tx, &case, &seen, &answers)?;
    let documents = documents_of(tx, &case, side, &seen, &answers)?;
    let due = if side == Side::Asked { opinion_due(tx, &case)? } else { case.due };
    let mut dossier = Dossier {
        case,
        side,
        due,
        name: None,
        answers,
        entries,
        documents,
        messages: Vec::new(),
        decisions: Vec::new(),
        waits: Vec::new(),
        holder: None,
        may_take_over: false,
        payments: Vec::new(),
        advice: None,
    };
    if side == Side::Desk {
        let case = &dossier.case;
        dossier.name = Some(actors::name(tx, Reader::Actor, &case.applicant)?);
        dossier.messages = messages::of_case(tx, case)?;
        dossier.decisions = decisions::of_case(tx, case)?;
        dossier.waits = waits::of_case(tx, case)?;
        dossier.payments = payments::all_of(tx, &case.number)?;
        dossier.advice = advice(tx, case)?;
        if let Some(holder) =
            &case.claimed_by.clone().filter(|_| cases::is_with_colleague(tx, case))
        {
            dossier.holder = Some(actors::name(tx, Reader::Actor, holder)?);
            dossier.may_take_over =
                cases::may_take_over(tx, case)? && !decisions::has_decided_before(tx, case)?;
        }
    }
    Ok(dossier)
}

/// The bytes of a document that this side of the case may see.
pub fn document(tx: &mut Tx<'_>, number: &str, id: &str) -> Result<(Document, Vec<u8>)> {
    let (case, side) = opened(tx, number)?;
    if side == Side::Asked {
        let (service, decision) = spec(tx, &case)?;
        let seen = seen(service, decision, side);
        let given = application(tx, &case, side, &seen)?;
        if !files_in(&seen, &given).contains(id) {
            return Err(Error::NotFound);
        }
    }
    documents::bytes(tx, &case, id)
}

fn opened(tx: &mut Tx<'_>, number: &str) -> Result<(Case, Side)> {
    let case = cases::get(tx, number)?;
    if decisions::may_not_decide(tx, &case) {
        return Err(Error::refused("case.own"));
    }
    let side = if tx.actor.sits_at(&case.desk) { Side::Desk } else { Side::Asked };
    Ok((case, side))
}

fn opinion_due(tx: &mut Tx<'_>, case: &Case) -> Result<Option<Day>> {
    let sql = "SELECT MAX(due) FROM messages WHERE case_id = ? AND kind = 'opinion-asked'";
    Ok(tx.one(sql, &[case.number.as_str().into()])?.and_then(|row| row.maybe_day(0)))
}

// The fields of the form that this side may see.
fn seen<'c>(service: &'c Service, decision: &Spec, side: Side) -> Vec<&'c Field> {
    let fields = service.form.iter().flat_map(|form| &form.steps).flat_map(|step| &step.fields);
    let named =
        |field: &&Field| decision.opinion.iter().any(|opinion| opinion.fields.contains(&field.id));
    fields.filter(|field| side == Side::Desk || named(field)).collect()
}

fn application(tx: &mut Tx<'_>, case: &Case, side: Side, seen: &[&Field]) -> Result<Vec<Given>> {
    // The desk reads the whole application. Of the other agency the disclosure names each field that it sees.
    let told = match side {
        Side::Desk => "answers".to_string(),
        Side::Asked => format!(
            "answers: {}",
            seen.iter().map(|field| field.id.as_str()).collect::<Vec<_>>().join(" ")
        ),
    };
    let record = cases::application(tx, Reader::Actor, case, &told)?;
    let part = |name: &str| record.get(name).and_then(Value::as_object);
    let empty = Map::new();
    let (answers, sources) = (part("answers").unwrap_or(&empty), part("sources").unwrap_or(&empty));
    let given = |field: &&Field| {
        let value = answers.get(&field.id).filter(|value| !value.is_null())?;
        Some(Given {
            field: field.id.clone(),
            value: value.clone(),
            source: source(field, sources.get(&field.id)),
        })
    };
    Ok(seen.iter().filter_map(given).collect())
}

fn source(field: &Field, told: Option<&Value>) -> Source {
    match told.and_then(|told| told.get("register")).and_then(Value::as_str) {
        Some(register) => Source::Register(register.to_string()),
        None if field.kind == FieldKind::Document => Source::Document,
        None => Source::Person,
    }
}

// An answer that is an entry of a register is an id; its name is the one field of the entry that the form shows.
fn entries(tx: &mut Tx<'_>, case: &Case, seen: &[&Field], given: &[Given]) -> Result<Vec<Offer>> {
    let mut wanted = Wanted::new();
    let chosen: Vec<(&Given, &&Field)> = given
        .iter()
        .filter_map(|answer| {
            Some((
                answer,
                seen.iter().find(|f| f.kind == FieldKind::Entry && f.id == answer.field)?,
            ))
        })
        .collect();
    for (_, field) in &chosen {
        wanted.entry(field.register.clone()).or_default().insert(field.shows.clone());
    }
    let known = registers::known(tx, Reader::Actor, &case.applicant, &wanted)?;
    let name = |(answer, field): &(&Given, &&Field)| {
        let id = answer.value.as_str()?;
        let entry = known.iter().find(|entry| entry.id == id)?;
        Some(Offer {
            id: id.to_string(),
            name: entry.fields.get(&field.shows)?.as_str()?.to_string(),
        })
    };
    Ok(chosen.iter().filter_map(name).collect())
}

fn files_in<'g>(seen: &[&Field], given: &'g [Given]) -> BTreeSet<&'g str> {
    let is_file =
        |id: &str| seen.iter().any(|field| field.kind == FieldKind::Document && field.id == id);
    given
        .iter()
        .filter(|answer| is_file(&answer.field))
        .filter_map(|answer| answer.value.as_str())
        .collect()
}

fn documents_of(
    tx: &mut Tx<'_>,
    case: &Case,
    side: Side,
    seen: &[&Field],
    given: &[Given],
) -> Result<Vec<Document>> {
    let files = files_in(seen, given);
    if side == Side::Asked && files.is_empty() {
        return Ok(Vec::new());
    }
    let mut all = documents::of_case(tx, case)?;
    all.retain(|document| side == Side::Desk || files.contains(document.id.as_str()));
    Ok(all)
}

fn advice(tx: &mut Tx<'_>, case: &Case) -> Result<Option<Ruling>> {
    let country: &Country = tx.country();
    let (service, decision) = spec(tx, case)?;
    if decision.table.is_empty() || !case.state.is_open() {
        return Ok(None);
    }
    let scope = scope_of(tx, case)?;
    ruling::rule(country, service, scope, case.law_day).map(Some)
}
