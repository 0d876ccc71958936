//! Facts: what a service knows when it decides. The registers' entries, the answers, the day; as FEEL sees them.
//!
//! What may not happen here: a database read. Entries come in as parameters, so a decision can be derived again.

use std::collections::{BTreeMap, BTreeSet};

use country::{Country, Plan, Service};
use courtyard::registers::{Entry, Wanted};
use law::Value;
use serde_json::{Map, Value as Json};

/// What the registers say about an applicant, as the record `applicant` of the expressions: an entry by register, or a
/// list of them, empty when there are none, where one holder can have several.
pub fn known(country: &Country, entries: &[Entry]) -> Value {
    let mut applicant = BTreeMap::new();
    for register in country.registers.values() {
        let value = |entry: &Entry| {
            let mut value = country.entry_value(register, &entry.fields);
            if let Value::Record(fields) = &mut value {
                fields.insert("id".into(), Value::text(&entry.id));
            }
            value
        };
        let mut values = entries.iter().filter(|e| e.register == register.id).map(value);
        // Where a holder has one entry, the last entered stands, should there be two.
        let value =
            if register.many { Some(Value::List(values.collect())) } else { values.next_back() };
        applicant.extend(value.map(|value| (register.id.clone(), value)));
    }
    Value::Record(applicant)
}

/// Which register filled a field in: of those that its expression names, the first in which the applicant has an entry.
pub fn source<'p>(prefill: &'p str, entries: &[Entry]) -> Option<&'p str> {
    let is_end = |sign: char| !(sign.is_alphanumeric() || sign == '_');
    let mut named =
        prefill.split("applicant.").skip(1).filter_map(|rest| rest.split(is_end).next());
    named.find(|register| entries.iter().any(|entry| entry.register == *register))
}

/// The answers as the record `answers`.
pub fn answered(country: &Country, service: &Service, answers: &Map<String, Json>) -> Value {
    country.answers_value(service, answers)
}

/// Which fields of which registers the service reads: what its expressions name, and nothing else (data minimisation).
pub fn wanted(country: &Country, plan: &Plan) -> Wanted {
    let mut wanted = Wanted::new();
    for register in plan.registers.iter().filter_map(|id| country.register(id)) {
        let named = plan.reads.get(&register.id);
        let fields = register.fields.iter().map(|field| field.id.clone());
        let fields: BTreeSet<String> =
            fields.filter(|id| named.is_some_and(|named| named.contains(id))).collect();
        wanted.insert(register.id.clone(), fields);
    }
    wanted
}
