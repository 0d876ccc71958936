//! The form as JSON Schema: valid, true to the form, and of one mind with the check of answers.

use country::{Sheet, check_answers, json_schema, sheet};
use proptest::prelude::{Just, Strategy, any, prop_assert, prop_oneof, proptest};
use serde_json::{Map, Value, json};
use vocabulary::Lang;

use crate::answers::{COUNTRY, ada};
use crate::ground::today;

fn english() -> Lang {
    Lang::new("en")
}

#[test]
fn the_first_example_is_valid() {
    let country = &*COUNTRY;
    let known = ada(country);
    for id in ["allowance", "shop-permit"] {
        let service = country.service(id).unwrap();
        for sheet in [Sheet::default(), sheet(country, service, &known, today())] {
            let schema = json_schema(country, service, &english(), &sheet);
            jsonschema::draft202012::meta::validate(&schema).unwrap();
            let validator = jsonschema::draft202012::new(&schema).unwrap();
            let wrong: Vec<String> =
                validator.iter_errors(&schema["examples"][0]).map(|e| e.to_string()).collect();
            // A stranger's example leaves out what only the register can fill.
            let expected = id == "allowance" && sheet.prefilled.is_empty();
            assert_eq!(wrong.is_empty(), !expected, "{id}: {wrong:?}");
        }
    }
}

#[test]
fn the_schema_says_what_the_form_says() {
    let country = &*COUNTRY;
    let service = country.service("allowance").unwrap();
    let known = ada(country);
    let schema =
        json_schema(country, service, &Lang::new("ko"), &sheet(country, service, &known, today()));
    assert_eq!(schema["title"], "아동 수당");
    assert_eq!(schema["required"], json!(["child", "since", "way"]));
    let properties = &schema["properties"];
    assert_eq!(properties["full_name"]["default"], "Ada");
    assert_eq!(properties["full_name"]["const"], "Ada");
    assert_eq!(properties["full_name"]["x-madang-prefill"], "applicant.residents.name");
    assert_eq!(properties["full_name"]["x-madang-personal"], "general");
    assert_eq!(properties["child"]["oneOf"], json!([{ "const": "c1", "title": "Bo" }]));
    assert_eq!(properties["since"]["x-madang-latest"], "2026-03-02");
    assert_eq!(properties["way"]["oneOf"][1], json!({ "const": "cash", "title": "현금" }));
    assert_eq!(
        properties["card"]["pattern"],
        "^[0-9][0-9][0-9][0-9]-[0-9][0-9][0-9][0-9]-[0-9][0-9][0-9][0-9]-[0-9][0-9][0-9][0-9]$"
    );
    assert_eq!(properties["note"]["maxLength"], 50);
    let condition = json!({
        "if": { "allOf": [{ "properties": { "way": { "const": "bank" } }, "required": ["way"] }] },
        "then": { "required": ["card"] },
    });
    assert_eq!(schema["allOf"], json!([condition]));
    assert_eq!(
        schema["x-madang-steps"][3],
        json!({ "id": "account", "title": "계좌", "fields": ["card", "note"] })
    );
}

/// Answers of the permit, many of them right and many of them nearly so.
fn answers() -> impl Strategy<Value = Map<String, Value>> {
    let text = prop_oneof![
        Just(json!("Bakery")),
        "[ a-zA-Z가-힣一-龥]{0,30}".prop_map(Value::from),
        Just(json!("x".repeat(201))),
        any::<i64>().prop_map(Value::from),
    ];
    let number = prop_oneof![
        (-2_i64..60).prop_map(Value::from),
        Just(json!(2.5)),
        Just(json!(3.0)),
        Just(json!(true))
    ];
    let goods = prop_oneof![
        proptest::sample::subsequence(vec!["bread", "milk", "wine"], 0..3).prop_map(|g| json!(g)),
        Just(json!("bread")),
    ];
    let truth = prop_oneof![any::<bool>().prop_map(Value::from), Just(json!("maybe"))];
    let day = prop_oneof![Just(json!("2020-01-02")), Just(json!("2020-1-2")), Just(json!(5))];
    let money = prop_oneof![any::<i64>().prop_map(Value::from), Just(json!(-1)), Just(json!(0))];
    let id = prop_oneof![
        Just(json!("doc1")),
        Just(json!("")),
        Just(json!("a".repeat(65))),
        Just(json!("a b"))
    ];
    let telephone = "[+]?[0-9 -]{3,20}".prop_map(Value::from);
    let email = prop_oneof![Just(json!("a@b.co")), "[a-z]{1,3}@[a-z.]{1,6}".prop_map(Value::from)];
    let unknown = prop_oneof![9 => Just(None), 1 => Just(Some(json!(1)))];
    let all = (text, number, goods, truth, day, money, id, (telephone, email), unknown);
    let present = proptest::collection::vec(proptest::bool::weighted(0.93), 10);
    (all, present).prop_map(
        |((text, number, goods, truth, day, money, id, (tel, email), unknown), present)| {
            let named = [
                ("trade_name", Some(text)),
                ("rooms", Some(number)),
                ("goods", Some(goods)),
                ("is_open", Some(truth)),
                ("opened_on", Some(day)),
                ("rent", Some(money)),
                ("plan", Some(id)),
                ("telephone", Some(tel)),
                ("email", Some(email)),
                ("surprise", unknown),
            ];
            let there = named.into_iter().zip(present).filter(|(_, present)| *present);
            there.filter_map(|((name, value), _)| Some((name.to_string(), value?))).collect()
        },
    )
}

proptest! {
    #![proptest_config(proptest::test_runner::Config::with_cases(512))]
    #[test]
    fn the_schema_and_the_check_are_of_one_mind(answers in answers()) {
        let country = &*COUNTRY;
        let service = country.service("shop-permit").unwrap();
        let known = ada(country);
        let sheet = sheet(country, service, &known, today());
        let schema = json_schema(country, service, &english(), &sheet);
        let validator = jsonschema::draft202012::new(&schema).unwrap();
        let taken = check_answers(country, service, &answers, &known, today());
        let valid = validator.is_valid(&Value::Object(answers.clone()));
        prop_assert!(!valid || taken.is_ok(), "the schema takes {answers:?}, the check says {taken:?}");
        if let Ok(taken) = taken {
            let kept = Value::Object(taken.values);
            let wrong: Vec<String> = validator.iter_errors(&kept).map(|e| e.to_string()).collect();
            prop_assert!(wrong.is_empty(), "the check kept {kept}, the schema says {wrong:?}");
        }
    }
}
