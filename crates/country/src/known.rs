//! Answers and entries as expressions see them: days as days, numbers as numbers. Pure.

use std::collections::BTreeMap;

use law::Value as Known;
use serde_json::{Map, Value};
use vocabulary::Day;

use crate::form::FieldKind;
use crate::read::Country;
use crate::register::Register;
use crate::service::Service;

impl Country {
    /// An entry of a register as expressions see it. What the register does not name is left out, but for `id`.
    pub fn entry_value(&self, register: &Register, entry: &Map<String, Value>) -> Known {
        let field =
            |f: &crate::RegisterField| Some((f.id.clone(), known_of(f.kind, entry.get(&f.id)?)));
        let mut known: BTreeMap<String, Known> = register.fields.iter().filter_map(field).collect();
        if let Some(id) = entry.get("id").and_then(Value::as_str) {
            known.insert("id".into(), Known::Text(id.into()));
        }
        Known::Record(known)
    }

    /// The record `applicant`: an entry by register, or a list of them where one holder can have several.
    ///
    /// `entries` has an object or an array of objects by register. A register with many entries is a list even when it is
    /// empty, so that `count(applicant.children)` is 0 and not unknown; `registers` says which must be there.
    pub fn applicant_value<'r>(
        &self,
        entries: &Map<String, Value>,
        registers: impl IntoIterator<Item = &'r str>,
    ) -> Known {
        let mut known = BTreeMap::new();
        let registers = registers.into_iter().filter_map(|id| self.register(id));
        for register in registers {
            let found: Vec<&Map<String, Value>> = match entries.get(&register.id) {
                Some(Value::Array(several)) => {
                    several.iter().filter_map(Value::as_object).collect()
                }
                Some(Value::Object(one)) => vec![one],
                _ => Vec::new(),
            };
            let mut values = found.into_iter().map(|entry| self.entry_value(register, entry));
            let value =
                if register.many { Some(Known::List(values.collect())) } else { values.next() };
            known.extend(value.map(|value| (register.id.clone(), value)));
        }
        Known::Record(known)
    }

    /// Taken answers as the record `answers`.
    pub fn answers_value(&self, service: &Service, answers: &Map<String, Value>) -> Known {
        let fields = service.form.iter().flat_map(|f| &f.steps).flat_map(|s| &s.fields);
        let known =
            fields.filter_map(|f| Some((f.id.clone(), known_of(f.kind, answers.get(&f.id)?))));
        Known::Record(known.collect())
    }

    /// The scope of a decision as it was recorded: answers, entries and day of then. None where the record does not say them.
    pub fn recorded_scope(
        &self,
        service: &Service,
        record: &Value,
    ) -> Option<BTreeMap<String, Known>> {
        let part = |name: &str| record.get("given")?.get(name)?.as_object();
        let day: Day = record.get("day")?.as_str()?.parse().ok()?;
        let registers = self.plan(&service.id)?.registers.iter().map(String::as_str);
        let applicant = self.applicant_value(part("applicant")?, registers);
        Some(scope(applicant, self.answers_value(service, part("answers")?), day))
    }
}

/// The scope of every expression of a service.
pub fn scope(applicant: Known, answers: Known, today: Day) -> BTreeMap<String, Known> {
    BTreeMap::from([
        ("applicant".to_string(), applicant),
        ("answers".to_string(), answers),
        ("today".to_string(), Known::Day(today)),
    ])
}

/// A value of a field as expressions see it.
pub(crate) fn known_of(kind: FieldKind, value: &Value) -> Known {
    match kind {
        FieldKind::Day => {
            let day = value.as_str().and_then(|text| text.parse::<Day>().ok());
            day.map_or(Known::Nothing, Known::Day)
        }
        _ => Known::from_json(value),
    }
}
