//! Ground rule 12: a decision of any past day can be derived again, byte for byte, from what was stored and the law as of
//! that day.
//!
//! What may not happen here: a fact that does not come out of the stored record.

use std::collections::BTreeMap;

use counter::ruling;
use country::{Country, Service};
use law::Value;
use serde_json::Map;
use vocabulary::Day;

use crate::source::root;

fn korea() -> Country {
    Country::read(&root().join("countries/kr")).unwrap()
}

fn scope(
    country: &Country,
    service: &Service,
    given: &Map<String, serde_json::Value>,
    answers: &Map<String, serde_json::Value>,
    day: Day,
) -> BTreeMap<String, Value> {
    let registers = country.plan(&service.id).unwrap().registers.iter().map(String::as_str);
    BTreeMap::from([
        ("applicant".to_string(), country.applicant_value(given, registers)),
        ("answers".to_string(), country.answers_value(service, answers)),
        ("today".to_string(), Value::Day(day)),
    ])
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
            let scope_then = scope(&country, service, &given, &answers, case.today);
            let Ok(then) = ruling::rule(&country, service, &scope_then, case.today) else {
                continue;
            };
            let stored = serde_json::to_string(&then.record).unwrap();

            let record: serde_json::Value = serde_json::from_str(&stored).unwrap();
            let part = |name: &str| record["given"][name].as_object().cloned().unwrap_or_default();
            let day: Day = record["day"].as_str().unwrap().parse().unwrap();
            let scope_now = scope(&later, service, &part("applicant"), &part("answers"), day);
            let now = ruling::rule(&later, service, &scope_now, day).unwrap();
            assert_eq!(
                serde_json::to_string(&now.record).unwrap(),
                stored,
                "{id}: {:?}",
                case.title
            );
            assert_eq!(now, then, "{id}: {:?}", case.title);
            count += 1;
        }
    }
    assert!(count > 20, "only {count} decisions were derived again");
}
