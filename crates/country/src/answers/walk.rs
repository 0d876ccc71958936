//! One way through the form: step by step, each field shown or hidden by the answers before it, each answer tried.

use std::collections::{BTreeMap, BTreeSet};

use law::{Expression, Scope, Value as Known};
use serde_json::{Map, Value};
use vocabulary::Day;

use super::AnswerMistake;
use super::value::{Fault, Measure, keep};
use crate::form::{Field, FieldKind};
use crate::known::known_of;
use crate::plan::PlannedField;
use crate::read::Country;
use crate::service::Service;

/// How far what is sent is believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Trust {
    /// A person's answers: everything is tried.
    Nobody,
    /// An example or a case of the country's own files: there is no applicant whose entries could be looked up, so ids of
    /// entries are believed, and what is answered is tried even where its `when` needs an applicant.
    Example,
}

pub(crate) struct Walk<'a> {
    pub country: &'a Country,
    pub service: &'a Service,
    /// The record `applicant`.
    pub known: &'a Known,
    pub today: Day,
    pub trust: Trust,
}

/// What the form's expressions see: `applicant`, `today`, and the `answers` given so far.
pub(crate) struct Sight {
    facts: BTreeMap<String, Known>,
}

impl Sight {
    pub(crate) fn of(applicant: &Known, today: Day) -> Sight {
        let facts = [
            ("applicant".to_string(), applicant.clone()),
            ("answers".to_string(), Known::Record(BTreeMap::new())),
            ("today".to_string(), Known::Day(today)),
        ];
        Sight { facts: facts.into() }
    }

    /// An answer that later fields see.
    pub(crate) fn answered(&mut self, field: &Field, value: &Value) {
        if let Some(Known::Record(answers)) = self.facts.get_mut("answers") {
            answers.insert(field.id.clone(), known_of(field.kind, value));
        }
    }

    /// The record `answers`.
    pub(crate) fn into_answers(mut self) -> Known {
        self.facts.remove("answers").unwrap_or_default()
    }

    /// The value of an expression; `None` for null, and for an expression that is not there.
    fn value(&self, expression: Option<&Expression>) -> Option<Known> {
        let value = expression?.evaluate(&Scope::of(&self.facts));
        (value != Known::Nothing).then_some(value)
    }

    fn holds(&self, when: Option<&Expression>) -> bool {
        when.is_none() || self.value(when) == Some(Known::Truth(true))
    }

    pub(crate) fn day_limits(&self, planned: &PlannedField) -> (Option<Day>, Option<Day>) {
        let day = |expression: Option<&Expression>| match self.value(expression) {
            Some(Known::Day(day)) => Some(day),
            _ => None,
        };
        (day(planned.earliest.as_ref()), day(planned.latest.as_ref()))
    }
}

/// Where the way led.
pub(crate) struct Walked<'a> {
    /// Answers that were taken, in the order of the form.
    pub answers: Map<String, Value>,
    /// The same, as expressions see them.
    pub sight: Sight,
    /// With the place of their step.
    pub mistakes: Vec<(usize, AnswerMistake)>,
    /// The places of the steps that were shown.
    pub steps: BTreeSet<usize>,
    /// The fields that were asked.
    pub shown: BTreeSet<&'a str>,
}

impl<'a> Walk<'a> {
    pub(crate) fn through(&self, sent: &Map<String, Value>) -> Walked<'a> {
        let mut walked = Walked {
            answers: Map::new(),
            sight: Sight::of(self.known, self.today),
            mistakes: Vec::new(),
            steps: BTreeSet::new(),
            shown: BTreeSet::new(),
        };
        let (Some(form), Some(plan)) = (&self.service.form, self.country.plan(&self.service.id))
        else {
            return walked;
        };
        for (place, (step, planned)) in form.steps.iter().zip(&plan.steps).enumerate() {
            let step_is_shown = walked.sight.holds(planned.when.as_ref());
            if step_is_shown {
                walked.steps.insert(place);
            }
            for (field, planned) in step.fields.iter().zip(&planned.fields) {
                let shown = step_is_shown && walked.sight.holds(planned.when.as_ref());
                self.pass(&mut walked, (place, field, planned, shown), sent.get(&field.id));
            }
        }
        walked
    }

    /// One field on the way: hidden ones are passed by.
    fn pass(
        &self,
        walked: &mut Walked<'a>,
        (place, field, planned, shown): (usize, &'a Field, &PlannedField, bool),
        sent: Option<&Value>,
    ) {
        let is_example = self.trust == Trust::Example;
        if shown {
            walked.shown.insert(&field.id);
        } else if !is_example || sent.is_none() {
            return;
        }
        // What the state fills in for everyone need not stand in an example.
        let must_be_there = field.required && shown && !(is_example && planned.prefill.is_some());
        match self.answer(field, planned, sent, &walked.sight) {
            Ok(Some(value)) => {
                walked.sight.answered(field, &value);
                walked.answers.insert(field.id.clone(), value);
            }
            Ok(None) if must_be_there => {
                walked.mistakes.push((place, mistake(field, ("answer.required", Vec::new()))));
            }
            Ok(None) => {}
            Err(fault) => walked.mistakes.push((place, mistake(field, fault))),
        }
    }

    /// The answer to one field: what was sent, or what the state knows where nothing was.
    fn answer(
        &self,
        field: &Field,
        planned: &PlannedField,
        sent: Option<&Value>,
        sight: &Sight,
    ) -> Result<Option<Value>, Fault> {
        let kept = sent.map(|s| keep(self.country, &Measure::from(field), s));
        let asks_the_state = planned.prefill.is_some() && (field.locked || sent.is_none());
        let known = if asks_the_state { self.prefilled(field, planned, sight) } else { None };
        let value = match (kept, known) {
            (Some(Ok(Some(value))), Some(known)) if value != known => {
                return Err(("answer.locked", Vec::new()));
            }
            (Some(Err(_)), Some(_)) => return Err(("answer.locked", Vec::new())),
            (_, Some(known)) => return Ok(Some(known)),
            (Some(kept), None) => kept?,
            (None, None) => None,
        };
        if let Some(value) = &value {
            self.fits(field, planned, value, sight)?;
        }
        Ok(value)
    }

    /// What the state already knows, when it would be taken as an answer.
    pub(crate) fn prefilled(
        &self,
        field: &Field,
        planned: &PlannedField,
        sight: &Sight,
    ) -> Option<Value> {
        let known = sight.value(planned.prefill.as_ref())?;
        let kept = keep(self.country, &Measure::from(field), &known.to_json()).ok().flatten()?;
        self.fits(field, planned, &kept, sight).ok().map(|()| kept)
    }

    /// What depends on the day and on the applicant's entries.
    fn fits(
        &self,
        field: &Field,
        planned: &PlannedField,
        value: &Value,
        sight: &Sight,
    ) -> Result<(), Fault> {
        match field.kind {
            FieldKind::Day => {
                let Some(day) = value.as_str().and_then(|d| d.parse::<Day>().ok()) else {
                    return Ok(());
                };
                let say = |name: &str, day: Day| vec![(name.to_string(), day.to_string())];
                match sight.day_limits(planned) {
                    (Some(first), _) if day < first => {
                        Err(("answer.too-early", say("earliest", first)))
                    }
                    (_, Some(last)) if day > last => Err(("answer.too-late", say("latest", last))),
                    _ => Ok(()),
                }
            }
            FieldKind::Entry if self.trust == Trust::Nobody => {
                let held = |id: &str| {
                    self.offered(field, planned).any(|entry| entry_id(entry) == Some(id))
                };
                let fine = value.as_str().is_some_and(held);
                if fine { Ok(()) } else { Err(("answer.not-your-entry", Vec::new())) }
            }
            _ => Ok(()),
        }
    }

    /// The applicant's entries that the field offers.
    pub(crate) fn offered<'w>(
        &'w self,
        field: &Field,
        planned: &'w PlannedField,
    ) -> impl Iterator<Item = &'w BTreeMap<String, Known>> + use<'w, 'a> {
        let entries = match self.known {
            Known::Record(registers) => registers.get(&field.register),
            _ => None,
        };
        let one = |value: &'w Known| match value {
            Known::Record(entry) => Some(entry),
            _ => None,
        };
        let many: &[Known] = match entries {
            Some(Known::List(entries)) => entries,
            Some(single) => std::slice::from_ref(single),
            None => &[],
        };
        many.iter().filter_map(one).filter(|entry| self.is_offered(planned.only.as_ref(), entry))
    }

    fn is_offered(&self, only: Option<&Expression>, entry: &BTreeMap<String, Known>) -> bool {
        let Some(only) = only else { return true };
        let mut facts = entry.clone();
        facts.insert("today".into(), Known::Day(self.today));
        only.evaluate(&Scope::of(&facts)) == Known::Truth(true)
    }
}

pub(crate) fn entry_id(entry: &BTreeMap<String, Known>) -> Option<&str> {
    match entry.get("id") {
        Some(Known::Text(id)) => Some(id),
        _ => None,
    }
}

fn mistake(field: &Field, (key, values): Fault) -> AnswerMistake {
    AnswerMistake { field: field.id.clone(), key, values }
}
