//! New numbers that a grant draws, and numbers that people type.

use axum::http::StatusCode;
use courtyard::cases::{Case, State};
use courtyard::decisions::Outcome;
use courtyard::registers::{self, Entry};
use courtyard::{Actor, credentials};
use serde_json::{Value, json};

use crate::desk::{decide, verdict, with_opinion};
use crate::support::{TestHouse, on_both};

const BUSINESS: &str = "business-registration";

fn entries(house: &TestHouse, who: &Actor, register: &str) -> Vec<Entry> {
    let holder = who.applicant().to_string();
    let all = house.house.view_now(who, |view| registers::known_own(view, &holder)).unwrap();
    all.into_iter().filter(|entry| entry.register == register).collect()
}

// What the certificate of a case says, row by row.
fn letter(house: &TestHouse, who: &Actor, case: &Case) -> String {
    let number = case.number.clone();
    let says = house.house.view_now(who, |view| {
        let given = credentials::of_case(view, &number)?;
        credentials::own(view, &given[0].id)
    });
    says.unwrap().2.to_string()
}

fn registered(house: &TestHouse) -> (Actor, Case, String) {
    let haneul = house.person("haneul");
    let case = house.apply(&haneul, BUSINESS);
    decide(house, "narae", &case, verdict(Outcome::Granted, "in_time")).unwrap();
    let entry = entries(house, &haneul, "businesses").pop().unwrap();
    let number = entry.fields["business_number"].as_str().unwrap().to_string();
    (haneul, case, number)
}

#[test]
fn a_new_business_gets_a_number_that_its_letter_and_its_register_have() {
    on_both(|house| {
        let (haneul, case, number) = registered(house);
        let identifier = house.house.country().identifier("business-number").unwrap();
        assert!(number.starts_with("099-3") && identifier.verify(&number), "{number}");
        assert!(letter(house, &haneul, &case).contains(&number));

        let entry = entries(house, &haneul, "businesses").pop().unwrap();
        let answers = json!({ "answers": { "business": entry.id, "use": "bank" } });
        let path = "/api/v1/services/business-registration-certificate/applications";
        let (status, told) = house.api("haneul", "POST", path, &answers);
        assert_eq!((status, &told["state"]), (StatusCode::CREATED, &json!("granted")), "{told}");
        let certificate = Case { number: told["number"].as_str().unwrap().into(), ..case };
        let says = letter(house, &haneul, &certificate);
        assert!(says.contains(&number), "{says}");
    });
}

#[test]
fn two_businesses_have_two_numbers() {
    on_both(|house| {
        registered(house);
        let (haneul, ..) = registered(house);
        let mut numbers: Vec<Value> = entries(house, &haneul, "businesses")
            .into_iter()
            .map(|entry| entry.fields["business_number"].clone())
            .collect();
        numbers.dedup();
        assert_eq!(numbers.len(), 2, "{numbers:?}");
    });
}

#[test]
fn where_the_range_is_used_up_nothing_is_granted() {
    // A range of one number, which a demo business has.
    let change = |country: &mut country::Country| {
        country.identifiers.get_mut("business-number").unwrap().drawn = "099-02-4567?".into();
    };
    crate::support::on_both_where(change, |house| {
        let haneul = house.person("haneul");
        let case = house.apply(&haneul, BUSINESS);
        let granted = decide(house, "narae", &case, verdict(Outcome::Granted, "in_time"));
        assert!(matches!(granted, Err(vocabulary::Error::Broken(_))), "{granted:?}");
        assert!(entries(house, &haneul, "businesses").is_empty());
    });
}

#[test]
fn a_food_business_is_entered_in_its_register_with_its_number() {
    on_both(|house| {
        let case = with_opinion(house);
        let grant = || verdict(Outcome::Granted, "complete_with_fire_certificate");
        decide(house, "danbi", &case, grant()).unwrap();
        assert!(entries(house, &house.person("bada"), "food_businesses").is_empty());
        decide(house, "solbi", &case, grant()).unwrap();
        let bada = house.person("bada");
        let entry = entries(house, &bada, "food_businesses").pop().unwrap();
        let number = entry.fields["report_number"].as_str().unwrap();
        assert!(number.starts_with("0000000-101-"), "{number}");
        assert_eq!(entry.fields["status"], "active");
        assert!(letter(house, &bada, &case).contains(number));
    });
}

#[test]
fn a_wrong_check_digit_is_said_at_its_field_on_the_page() {
    on_both(|house| {
        let path = "/services/business-registration/apply/place";
        house.post("haneul", path, &[("business_address", "마당구 시장길 12"), ("tenure", "rent")]);
        let path = "/services/business-registration/apply/lease";
        let typed = [("landlord_number", "099-81-12340")];
        let (status, page) = house.post("haneul", path, &typed);
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        let (_, field) = page.split_once("id=\"landlord_number-error\"").unwrap();
        assert!(field[..400].contains("This number has a typing error."), "{}", &field[..400]);
        assert!(page.contains("value=\"099-81-12340\""), "what was typed stays");
    });
}

#[test]
fn a_wrong_check_digit_is_said_at_its_field_to_programs() {
    on_both(|house| {
        let path = "/api/v1/services/business-registration/form";
        let (_, form) = house.api("haneul", "GET", path, &Value::Null);
        let mut answers = form["examples"][0].clone();
        let path = "/api/v1/services/business-registration/applications";
        for wrong in ["099-81-12340", "0998112340", "099-81-1234", "business"] {
            answers["landlord_number"] = wrong.into();
            let (status, told) = house.api("haneul", "POST", path, &json!({ "answers": answers }));
            assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}: {told}");
            assert_eq!(told["mistakes"][0]["field"], "landlord_number", "{wrong}: {told}");
        }
        // Without hyphens it is the same number.
        answers["landlord_number"] = "0998112349".into();
        let (status, told) = house.api("haneul", "POST", path, &json!({ "answers": answers }));
        assert_eq!(
            (status, &told["state"]),
            (StatusCode::CREATED, &json!(State::WithOfficer.as_str())),
            "{told}"
        );
    });
}
