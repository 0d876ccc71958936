//! The demo country of this repository: without a mistake, and with an example for everyone who may apply.

use std::path::PathBuf;

use country::{
    Asked, Country, DemoPerson, check, check_answers, facts, json, json_schema, may_apply,
    run_cases, sheet,
};
use law::Value as Known;
use serde_json::{Map, Value};
use vocabulary::Day;

fn folder() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../countries/kr"))
}

/// A day of the demo: the calendar knows this year and the next.
fn today() -> Day {
    "2026-08-10".parse().unwrap()
}

/// What the registers say of a demo person, each entry with an id as the house would give it.
fn applicant(country: &Country, person: &DemoPerson, registers: &[&str]) -> Known {
    let mut entries: Map<String, Value> =
        person.entries.iter().map(|(id, value)| (id.clone(), json(value))).collect();
    for (register, value) in &mut entries {
        for (n, entry) in value.as_array_mut().into_iter().flatten().enumerate() {
            entry["id"] = format!("{register}-{n}").into();
        }
    }
    country.applicant_value(&entries, registers.iter().copied())
}

#[test]
fn the_demo_country_has_no_mistakes() {
    let found = check(&folder(), today());
    assert_eq!(found.not_checked, []);
    let mistakes: Vec<String> = found.mistakes.iter().map(ToString::to_string).collect();
    assert!(mistakes.is_empty(), "{}", mistakes.join("\n"));
}

#[test]
fn every_case_of_the_demo_country_holds() {
    let country = Country::read(&folder()).unwrap();
    for service in country.services.values() {
        for case in run_cases(&country, service) {
            assert!(case.holds(), "{} «{}»: {}", service.id, case.title, case.difference());
        }
    }
}

#[test]
fn everyone_who_may_apply_is_shown_an_example_that_is_taken() {
    let country = Country::read(&folder()).unwrap();
    let mut tried = 0;
    for service in country.services.values() {
        let Some(plan) = country.plan(&service.id) else { continue };
        let registers: Vec<&str> = plan.registers.iter().map(String::as_str).collect();
        for person in &country.people {
            let applicant = applicant(&country, person, &registers);
            let answers = Known::Record([].into());
            let asked = Asked { applicant: &applicant, answers: &answers, today: today() };
            let known = facts(&country, plan, &asked).unwrap();
            if !may_apply(plan, &known, country.law().on(today())).unwrap() {
                continue;
            }
            let sheet = sheet(&country, service, &applicant, today());
            let taken = check_answers(&country, service, &sheet.example, &applicant, today());
            assert!(taken.is_ok(), "{} for {}: {taken:?}", service.id, person.id);
            for lang in country.languages() {
                let schema = json_schema(&country, service, lang, &sheet);
                let valid = jsonschema::draft202012::new(&schema).unwrap();
                let wrong: Vec<String> =
                    valid.iter_errors(&schema["examples"][0]).map(|e| e.to_string()).collect();
                assert!(wrong.is_empty(), "{} for {}: {wrong:?}", service.id, person.id);
            }
            tried += 1;
        }
    }
    assert!(tried > 0, "somebody may apply for something");
}
