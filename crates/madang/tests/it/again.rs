//! Ground rule 12: a decision of any past day can be derived again, byte for byte, from what was stored and the law as of
//! that day.
//!
//! What may not happen here: a fact that does not come out of the stored record.

use counter::ruling::{self, Ruling};
use country::{Country, Service};
use serde_json::{Map, Value};
use vocabulary::Day;

use crate::source::root;

fn korea() -> Country {
    Country::read(&root().join("countries/kr")).unwrap()
}

/// What the law says on that day about someone of whom the registers say this, and who answers that.
fn rule(
    country: &Country,
    service: &Service,
    given: &Map<String, Value>,
    answers: &Map<String, Value>,
    day: Day,
) -> Option<Ruling> {
    let registers = country.plan(&service.id)?.registers.iter().map(String::as_str);
    let applicant = country.applicant_value(given, registers);
    let answers = country.answers_value(service, answers);
    ruling::rule(country, service, country::scope(applicant, answers, day), day).ok()
}

#[test]
fn a_decision_is_derived_again_byte_for_byte() {
    let (country, later) = (korea(), korea());
    let mut count = 0;
    for (id, cases) in &country.cases {
        let service = country.service(id).unwrap();
        if service.decision.as_ref().is_none_or(|decision| decision.table.is_empty()) {
            continue;
        }
        for case in cases {
            let (given, answers) = (country::map(&case.given), country::map(&case.answers));
            // A row about who may not apply at all has nothing to decide.
            let Some(then) = rule(&country, service, &given, &answers, case.today) else {
                continue;
            };
            let stored = then.record().unwrap();

            let record: Value = serde_json::from_str(&stored).unwrap();
            let part = |name: &str| record["given"][name].as_object().cloned().unwrap_or_default();
            let day: Day = record["day"].as_str().unwrap().parse().unwrap();
            let now = rule(&later, service, &part("applicant"), &part("answers"), day).unwrap();
            assert_eq!(now.record().unwrap(), stored, "{id}: {:?}", case.title);
            assert_eq!(now, then, "{id}: {:?}", case.title);
            count += 1;
        }
    }
    assert!(count > 20, "only {count} decisions were derived again");
}
