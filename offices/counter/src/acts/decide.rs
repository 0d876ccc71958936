//! The officer's acts: ask, ask another agency, propose, decide, take back.
//!
//! What may not happen here: a reason that the law does not list, one person where the law wants two.

use country::WaitsFor;
use courtyard::cases::{self, Case, State};
use courtyard::database::Cell;
use courtyard::decisions::{self, NewDecision, Outcome};
use courtyard::messages::{self, NewMessage};
use courtyard::{Reader, Role, Tx, credentials, notices, registers};
use serde_json::{Map, Value, json};
use vocabulary::{Error, Result};

use super::hold::again;
use super::settle::{appeal_until, follow, spec};
use super::waiting;
use crate::facts;
use crate::ruling::{self, Ruling};

/// What an officer decides.
#[derive(Clone, Debug)]
pub struct Verdict {
    pub outcome: Outcome,
    pub reasons: Vec<String>,
    /// The officer's own words to the person; may be empty.
    pub note: String,
}

/// Asks the person; the case waits for the answer.
pub fn ask(tx: &mut Tx<'_>, number: &str, question: &str) -> Result<Case> {
    let case = decisions::take(tx, number, State::WithOfficer)?;
    let (_, decision) = spec(tx, &case)?;
    let answer_by = waiting::answer_by(tx, decision);
    let question = NewMessage {
        kind: "question",
        author_desk: case.desk.clone(),
        to_desk: String::new(),
        text: json!({ "text": question }),
        due: answer_by,
    };
    messages::write(tx, &case, &question)?;
    notices::send_later(tx, &case, "notice.question")?;
    let due = waiting::begin(tx, &case, WaitsFor::Person, answer_by)?;
    cases::advance(tx, &case, State::WaitingPerson, &due)
}

/// Asks the other agency for its opinion; it sees the fields that the service names, and nothing else.
pub fn ask_opinion(tx: &mut Tx<'_>, number: &str) -> Result<Case> {
    let case = decisions::take(tx, number, State::WithOfficer)?;
    let (_, decision) = spec(tx, &case)?;
    let opinion = decision.opinion.as_ref().ok_or_else(|| Error::refused("opinion.none"))?;
    let due = tx.country().calendar.deadline(tx.today(), &opinion.deadline);
    let asked = NewMessage {
        kind: "opinion-asked",
        author_desk: case.desk.clone(),
        to_desk: opinion.desk.clone(),
        text: serde_json::to_value(&opinion.question).map_err(anyhow::Error::from)?,
        due: Some(due),
    };
    messages::write(tx, &case, &asked)?;
    let due = waiting::begin(tx, &case, WaitsFor::Opinion, Some(due))?;
    cases::advance(tx, &case, State::WaitingOpinion, &due)
}

/// The other agency's opinion; the case goes back to its desk.
pub fn give_opinion(tx: &mut Tx<'_>, number: &str, favourable: bool, text: &str) -> Result<Case> {
    let case = cases::get(tx, number)?;
    let (_, decision) = spec(tx, &case)?;
    let desk = decision.opinion.as_ref().map_or("", |opinion| opinion.desk.as_str());
    if case.state != State::WaitingOpinion || !tx.actor.sits_at(desk) {
        return Err(Error::refused("case.not-in-that-state"));
    }
    if decisions::may_not_decide(tx, &case) {
        return Err(Error::refused("case.own"));
    }
    let given = NewMessage {
        kind: "opinion",
        author_desk: desk.to_string(),
        to_desk: case.desk.clone(),
        text: json!({ "favourable": favourable, "text": text }),
        due: None,
    };
    messages::write(tx, &case, &given)?;
    let due = waiting::end(tx, &case, tx.today(), true)?;
    cases::advance(tx, &case, State::WithOfficer, &due)
}

/// Decides a case. Where two officers are due the first verdict is a proposal, and another officer's makes it a decision.
pub fn decide(tx: &mut Tx<'_>, number: &str, verdict: &Verdict) -> Result<Case> {
    let waiting = match cases::get(tx, number)?.state {
        state @ (State::WaitingSecond | State::Appealed) => state,
        _ => State::WithOfficer,
    };
    let case = decisions::take(tx, number, waiting)?;
    if decisions::has_decided_before(tx, &case)? {
        return Err(Error::refused(again(&case)));
    }
    check_reasons(tx, &case, verdict)?;
    let (_, decision) = spec(tx, &case)?;
    if waiting == State::Appealed {
        return conclude(tx, &case, verdict, "appeal");
    }
    if waiting == State::WaitingSecond {
        return decide_second(tx, &case, verdict);
    }
    if decision.opinion.is_some() && !has_opinion(tx, &case)? {
        return Err(Error::refused("opinion.missing"));
    }
    if decision.officers > 1 {
        write(tx, &case, "proposal", verdict, None)?;
        return cases::advance(tx, &case, State::WaitingSecond, &FREE);
    }
    conclude(tx, &case, verdict, "first")
}

/// The case is nobody's: the next officer of the desk may claim it.
const FREE: [(&str, Cell); 1] = [("claimed_by", Cell::Null)];

// The second of four eyes: agreement decides, disagreement gives the case back to the desk.
fn decide_second(tx: &mut Tx<'_>, case: &Case, verdict: &Verdict) -> Result<Case> {
    let proposal = decisions::of_case(tx, case)?.into_iter().rfind(|d| d.stage == "proposal");
    let proposal = proposal
        .ok_or_else(|| Error::broken("a case waits for a second officer without a proposal"))?;
    if proposal.outcome != verdict.outcome {
        write(tx, case, "proposal", verdict, None)?;
        return cases::advance(tx, case, State::WithOfficer, &FREE);
    }
    conclude(tx, case, verdict, "first")
}

fn conclude(tx: &mut Tx<'_>, case: &Case, verdict: &Verdict, stage: &'static str) -> Result<Case> {
    let granted = verdict.outcome == Outcome::Granted;
    let scope = scope_of(tx, case)?;
    let advice = ruling::rule(tx.country(), spec(tx, case)?.0, scope, case.law_day)?;
    let ruled = Ruling {
        outcome: verdict.outcome,
        reasons: verdict.reasons.clone(),
        amount_minor: advice.amount_minor.filter(|_| granted && advice.outcome == Outcome::Granted),
        ..advice
    };
    // An appeal against a grant changes nothing that the grant already did; to refuse it leaves the grant as it is.
    let is_grant = |d: &decisions::Decision| d.stage != "proposal" && d.outcome == Outcome::Granted;
    let had = stage == "appeal" && decisions::of_case(tx, case)?.iter().any(is_grant);
    write(tx, case, stage, verdict, Some(&ruled))?;
    let to = if granted || had { State::Granted } else { State::Refused };
    let case = cases::advance(tx, case, to, &[])?;
    if granted && !had {
        follow(tx, &case, ruled)?;
    }
    notices::send_later(tx, &case, "notice.decided")?;
    Ok(case)
}

fn write(
    tx: &mut Tx<'_>,
    case: &Case,
    stage: &'static str,
    verdict: &Verdict,
    ruled: Option<&Ruling>,
) -> Result<()> {
    let (_, decision) = spec(tx, case)?;
    let basis =
        verdict.reasons.first().map(|reason| ruling::basis(decision, reason)).unwrap_or_default();
    let record = ruling::Record { ruling: ruled, note: Some(&verdict.note) };
    let new = NewDecision {
        stage,
        outcome: verdict.outcome,
        decider: tx.actor.id.clone(),
        decider_kind: "officer",
        law: ruled.map(|ruled| ruled.law.clone()).unwrap_or_default(),
        basis,
        reasons: verdict.reasons.clone(),
        amount_minor: ruled.and_then(|ruled| ruled.amount_minor),
        appeal_until: if stage == "proposal" { None } else { Some(appeal_until(tx, case, stage)?) },
        record: record.text()?,
    };
    decisions::make(tx, case, &new)
}

fn check_reasons(tx: &Tx<'_>, case: &Case, verdict: &Verdict) -> Result<()> {
    let (_, decision) = spec(tx, case)?;
    let listed = match verdict.outcome {
        Outcome::Granted => &decision.grants,
        Outcome::Refused => &decision.refusals,
    };
    let is_listed = |id: &String| listed.iter().any(|reason| reason.id == *id);
    if verdict.reasons.is_empty() || !verdict.reasons.iter().all(is_listed) {
        return Err(Error::refused("decision.reasons-missing"));
    }
    Ok(())
}

fn has_opinion(tx: &mut Tx<'_>, case: &Case) -> Result<bool> {
    let sql = "SELECT id FROM messages WHERE case_id = ? AND kind = 'opinion' LIMIT 1";
    Ok(tx.one(sql, &[case.number.as_str().into()])?.is_some())
}

/// Everything that the expressions of a case's service see, opened for the actor or for the rule that decides.
pub fn scope_of(
    tx: &mut Tx<'_>,
    case: &Case,
) -> Result<std::collections::BTreeMap<String, law::Value>> {
    let country = tx.country();
    let (service, _) = spec(tx, case)?;
    let plan = country.plan(&service.id).ok_or(Error::NotFound)?;
    let reader = reader_for(tx, case);
    let wanted = facts::wanted(country, plan);
    let entries = registers::known(tx, reader, &case.applicant, &wanted)?;
    let record = cases::application(tx, reader, case, "answers")?;
    let empty = Map::new();
    let answers = record.get("answers").and_then(Value::as_object).unwrap_or(&empty);
    Ok(country::scope(
        facts::known(country, &entries),
        facts::answered(country, service, answers),
        case.law_day,
    ))
}

/// Who reads what is in a case: an officer, or the rule, which the applicant's own payment or the till's word sets to work.
pub fn reader_for<'t>(tx: &Tx<'t>, case: &Case) -> Reader<'t> {
    let agency = tx.country().service(&case.service).map_or("", |service| service.agency.as_str());
    let is_rule = tx.actor.is(&case.applicant) || tx.actor.role == Role::System;
    if is_rule { Reader::Rule { agency } } else { Reader::Actor }
}

/// Takes a credential of a case back, with the reason that the person will read.
pub fn revoke(tx: &mut Tx<'_>, number: &str, credential: &str, why: &str) -> Result<()> {
    let case = cases::get(tx, number)?;
    if !tx.actor.sits_at(&case.desk) {
        return Err(Error::NotYours);
    }
    credentials::revoke(tx, &case, credential, why)?;
    notices::send_later(tx, &case, "notice.revoked")
}
