//! Answers: taken in one form, refused with a key that a person's language has a sentence for.

use std::sync::LazyLock;

use country::{
    AnswerMistake, Answers, Country, check_answers, check_step, prefill, sheet, visible_steps,
};
use law::Value as Known;
use proptest::prelude::{any, prop_assert, proptest};
use serde_json::{Map, Value, json};

use crate::ground::{Ground, today};

pub fn ada(country: &Country) -> Known {
    let entries = json!({
        "residents": { "name": "Ada", "birth_day": "1990-05-01", "number": "880101-2345670" },
        "children": [
            { "id": "c1", "name": "Bo", "birth_day": "2020-06-15" },
            { "id": "c2", "name": "Cy", "birth_day": "2005-06-15" },
        ],
    });
    country.applicant_value(entries.as_object().unwrap(), ["residents", "children"])
}

pub fn map(value: Value) -> Map<String, Value> {
    value.as_object().unwrap().clone()
}

/// Read once: nothing changes it.
pub static COUNTRY: LazyLock<Country> = LazyLock::new(|| Ground::good().read());

fn taken(service: &str, answers: Value) -> Result<Answers, Vec<AnswerMistake>> {
    let country = &*COUNTRY;
    let service = country.service(service).unwrap();
    check_answers(country, service, &map(answers), &ada(country), today())
}

/// A permit's answers with one of them changed.
fn permit(field: &str, value: Value) -> Value {
    let mut answers = json!({
        "trade_name": "Bakery", "rooms": 3, "goods": ["bread"], "is_open": false,
        "plan": "doc1", "telephone": "010-1234-5678",
    });
    answers[field] = value;
    answers
}

/// The keys of what is not taken, each with its field and what fills the sentence.
#[track_caller]
fn refused(service: &str, answers: Value) -> Vec<String> {
    let say = |m: AnswerMistake| {
        let values: Vec<String> = m.values.iter().map(|(n, v)| format!(" {n}={v}")).collect();
        format!("{} {}{}", m.field, m.key, values.concat())
    };
    taken(service, answers).unwrap_err().into_iter().map(say).collect()
}

#[test]
fn good_answers_are_taken_in_the_order_and_form_of_the_form() {
    let answers = json!({
        "card": "4111 1111 1111 1111", "way": "bank", "since": "2026-02-01", "child": "c1", "note": "  a\r\nb ",
    });
    let answers = taken("allowance", answers).unwrap();
    let expected = json!({
        "full_name": "Ada", "child": "c1", "since": "2026-02-01", "way": "bank", "card": "4111-1111-1111-1111", "note": "a\nb",
    });
    assert_eq!(Value::Object(answers.values.clone()), expected);
    let order: Vec<&String> = answers.values.keys().collect();
    assert_eq!(order, ["full_name", "child", "since", "way", "card", "note"]);
}

#[test]
fn pages_send_texts_and_programs_send_types() {
    let from_page = json!({
        "trade_name": "Bakery", "rooms": " 3 ", "goods": "bread", "is_open": "yes", "opened_on": "2020-01-02",
        "rent": "1,200,000", "plan": "doc1", "telephone": "+82 10-1234-5678", "email": "",
    });
    let from_program = json!({
        "trade_name": "Bakery", "rooms": 3, "goods": ["bread", "bread"], "is_open": true, "opened_on": "2020-01-02",
        "rent": 1_200_000, "plan": "doc1", "telephone": "+82 10-1234-5678",
    });
    let page = taken("shop-permit", from_page).unwrap();
    assert_eq!(page, taken("shop-permit", from_program).unwrap());
    assert_eq!(page.values["rent"], json!(1_200_000));
    assert_eq!(page.values["goods"], json!(["bread"]));
    assert!(!page.values.contains_key("email"));
}

#[test]
fn every_wrong_answer_has_its_key() {
    for (field, value, expected) in [
        ("trade_name", json!(""), "trade_name answer.required"),
        ("trade_name", json!("   "), "trade_name answer.required"),
        ("trade_name", json!(null), "trade_name answer.required"),
        ("goods", json!([]), "goods answer.required"),
        ("goods", json!(""), "goods answer.required"),
        ("nonsense", json!("x"), "nonsense answer.unknown-field"),
        ("trade_name", json!(5), "trade_name answer.wrong-type"),
        ("trade_name", json!({ "a": 1 }), "trade_name answer.wrong-type"),
        ("is_open", json!(1), "is_open answer.wrong-type"),
        ("goods", json!({}), "goods answer.wrong-type"),
        ("goods", json!([["bread"]]), "goods answer.wrong-type"),
        ("trade_name", json!("가".repeat(201)), "trade_name answer.too-long max=200"),
        ("trade_name", json!("x".repeat(10 << 20)), "trade_name answer.too-long max=200"),
        ("telephone", json!("1".repeat(10 << 20)), "telephone answer.too-long max=200"),
        ("goods", json!(["wine"]), "goods answer.not-an-option"),
        ("is_open", json!("perhaps"), "is_open answer.not-an-option"),
        ("rooms", json!(0), "rooms answer.too-small min=1"),
        ("rooms", json!(51), "rooms answer.too-large max=50"),
        ("rooms", json!("three"), "rooms answer.not-a-number"),
        ("rooms", json!(2.5), "rooms answer.not-a-number"),
        ("rooms", json!("1e1"), "rooms answer.not-a-number"),
        ("rooms", json!(1e300), "rooms answer.not-a-number"),
        ("rooms", json!(u64::MAX), "rooms answer.not-a-number"),
        ("rent", json!(-1), "rent answer.too-small min=0"),
        ("telephone", json!("12"), "telephone answer.not-a-telephone"),
        ("telephone", json!("call me"), "telephone answer.not-a-telephone"),
        ("email", json!("ada"), "email answer.not-an-email"),
        ("email", json!("ada@home"), "email answer.not-an-email"),
        ("email", json!("a b@example.org"), "email answer.not-an-email"),
        ("trade_name", json!("a\u{0}b"), "trade_name answer.bad-character"),
        ("trade_name", json!("a\nb"), "trade_name answer.bad-character"),
        ("trade_name", json!("a\u{202e}b"), "trade_name answer.bad-character"),
        ("trade_name", json!("a\u{2066}b"), "trade_name answer.bad-character"),
        ("plan", json!("a b"), "plan answer.bad-character"),
        ("plan", json!("a".repeat(65)), "plan answer.too-long max=64"),
    ] {
        assert_eq!(refused("shop-permit", permit(field, value.clone())), [expected], "{field}");
    }
}

#[test]
fn days_identifiers_and_entries_are_tried() {
    let good = || json!({ "child": "c1", "since": "2026-02-01", "way": "bank", "card": "4111-1111-1111-1111" });
    for (field, value, expected) in [
        ("since", json!("2026-02-30"), "since answer.not-a-day"),
        ("since", json!("1.2.2026"), "since answer.not-a-day"),
        ("since", json!(20_260_201), "since answer.wrong-type"),
        ("since", json!("2026-03-03"), "since answer.too-late latest=2026-03-02"),
        ("since", json!("2025-03-01"), "since answer.too-early earliest=2025-03-02"),
        ("card", json!("4111-1111-1111-1112"), "card answer.wrong-check-digit"),
        ("card", json!("4111"), "card answer.wrong-shape shape=9999-9999-9999-9999"),
        ("child", json!("c9"), "child answer.not-your-entry"),
        ("child", json!("c2"), "child answer.not-your-entry"),
        ("full_name", json!("Eve"), "full_name answer.locked"),
        ("full_name", json!(5), "full_name answer.locked"),
    ] {
        let mut answers = good();
        answers[field] = value;
        assert_eq!(refused("allowance", answers), [expected], "{field}");
    }
    let mut leap = good();
    leap["full_name"] = json!("Ada");
    assert!(taken("allowance", leap).is_ok());
}

#[test]
fn names_of_200_characters_in_any_script_are_taken() {
    let names =
        ["龘".repeat(200), "나".repeat(200), "א".repeat(200), "Ñ".repeat(200), "𠮷".repeat(200)];
    for name in
        names.into_iter().chain(["محمد بن سلمان".to_string(), "O’Brien-Łukasz 3rd".to_string()])
    {
        let taken = taken("shop-permit", permit("trade_name", json!(name))).unwrap();
        assert_eq!(taken.values["trade_name"], json!(name));
    }
    // Two ways to write one name are one name.
    let decomposed = "\u{1112}\u{1161}\u{11ab}".repeat(200);
    let taken = taken("shop-permit", permit("trade_name", json!(decomposed))).unwrap();
    assert_eq!(taken.values["trade_name"], json!("한".repeat(200)));
}

#[test]
fn a_hidden_answer_is_dropped_and_blocks_nobody() {
    let mut answers = permit("opened_on", json!("not a day at all"));
    let taken_hidden = taken("shop-permit", answers.clone()).unwrap();
    assert!(!taken_hidden.values.contains_key("opened_on"));
    answers["is_open"] = json!(true);
    assert_eq!(refused("shop-permit", answers), ["opened_on answer.not-a-day"]);
    assert_eq!(
        refused("shop-permit", permit("is_open", json!(true))),
        ["opened_on answer.required"]
    );
}

#[test]
fn a_page_is_tried_alone() {
    let country = &*COUNTRY;
    let service = country.service("allowance").unwrap();
    let known = ada(country);
    let step = |step: &str, answers: Value| {
        check_step(country, service, step, &map(answers), &known, today())
    };
    let taken =
        step("child", json!({ "child": "c1", "since": "2026-02-01", "way": "nonsense" })).unwrap();
    assert_eq!(Value::Object(taken.values), json!({ "child": "c1", "since": "2026-02-01" }));
    assert_eq!(
        step("money", json!({ "way": "nonsense" })).unwrap_err()[0].key,
        "answer.not-an-option"
    );
    assert_eq!(step("account", json!({ "way": "bank" })).unwrap_err()[0].field, "card");
    assert_eq!(
        step("account", json!({ "way": "cash" })).unwrap(),
        Answers::default(),
        "the page is hidden"
    );
    assert_eq!(step("you", json!({})).unwrap().values["full_name"], json!("Ada"));
}

#[test]
fn pages_are_shown_by_the_answers_before_them() {
    let country = &*COUNTRY;
    let service = country.service("allowance").unwrap();
    let shown = |answers: Value| -> Vec<String> {
        let steps = visible_steps(country, service, &map(answers), &ada(country), today());
        steps.iter().map(|s| s.step.id.clone()).collect()
    };
    assert_eq!(shown(json!({})), ["you", "child", "money"]);
    assert_eq!(shown(json!({ "way": "bank" })), ["you", "child", "money", "account"]);
    assert_eq!(shown(json!({ "way": "cash", "card": "4111" })), ["you", "child", "money"]);
}

#[test]
fn what_the_state_knows_is_filled_in() {
    let country = &*COUNTRY;
    let service = country.service("allowance").unwrap();
    let known = ada(country);
    assert_eq!(
        Value::Object(prefill(country, service, &known, today())),
        json!({ "full_name": "Ada" })
    );
    let nobody = Known::from_json(&json!({}));
    assert!(prefill(country, service, &nobody, today()).is_empty());
    let sheet = sheet(country, service, &known, today());
    let offers: Vec<(&str, &str)> =
        sheet.offers["child"].iter().map(|o| (o.id.as_str(), o.name.as_str())).collect();
    assert_eq!(offers, [("c1", "Bo")]);
    assert_eq!(sheet.days["since"].earliest, "2025-03-02".parse().ok());
    assert_eq!(sheet.days["since"].latest, Some(today()));
    assert_eq!(sheet.example["child"], json!("c1"));
    assert_eq!(sheet.example["full_name"], json!("Ada"));
    assert!(check_answers(country, service, &sheet.example, &known, today()).is_ok());
}

#[test]
fn the_example_of_a_caller_is_taken_on_every_day() {
    let country = &*COUNTRY;
    let known = ada(country);
    for day in ["2020-02-29", "2026-03-02", "2031-12-31"] {
        let day = day.parse().unwrap();
        for service in ["allowance", "shop-permit"] {
            let service = country.service(service).unwrap();
            let sheet = sheet(country, service, &known, day);
            let taken = check_answers(country, service, &sheet.example, &known, day);
            assert!(taken.is_ok(), "{} on {day}: {taken:?}", service.id);
        }
    }
}

#[test]
fn a_service_of_the_catalogue_alone_takes_no_answers() {
    assert_eq!(taken("bench-painting", json!({})).unwrap(), Answers::default());
    assert_eq!(refused("bench-painting", json!({ "x": 1 })), ["x answer.unknown-field"]);
}

#[test]
fn thousands_of_unknown_fields_are_not_all_told() {
    let mut many = Map::new();
    for n in 0..100_000 {
        many.insert(format!("field{n}{}", "x".repeat(100)), json!(1));
    }
    let mistakes = taken("shop-permit", Value::Object(many)).unwrap_err();
    assert!(mistakes.len() <= 100 && mistakes.iter().all(|m| m.field.len() <= 60));
}

fn any_json() -> impl proptest::strategy::Strategy<Value = Value> {
    use proptest::prelude::{Just, Strategy, prop_oneof};
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        any::<String>().prop_map(Value::from),
        "(yes|no|bread|bank|c1|2026-0[1-9]-[0-3][0-9]|4111-1111-1111-1111|[0-9,.-]{1,12})"
            .prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 16, 4, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            proptest::collection::btree_map("[a-z]{1,4}", inner, 0..4)
                .prop_map(|m| Value::Object(m.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn any_answers_are_taken_or_refused_and_what_is_taken_is_taken_again(
        values in proptest::collection::vec(any_json(), 9)
    ) {
        let country = &*COUNTRY;
        let known = ada(country);
        for service in ["shop-permit", "allowance"] {
            let service = country.service(service).unwrap();
            let fields = service.form.as_ref().unwrap().steps.iter().flat_map(|s| &s.fields);
            let answers: Map<String, Value> = fields.map(|f| f.id.clone()).zip(values.clone()).collect();
            match check_answers(country, service, &answers, &known, today()) {
                Ok(taken) => {
                    let again = check_answers(country, service, &taken.values, &known, today());
                    prop_assert!(again.as_ref() == Ok(&taken), "{taken:?} became {again:?}");
                }
                Err(mistakes) => prop_assert!(!mistakes.is_empty()),
            }
        }
    }
}
