//! A decision laid open: what it rests on, and what would turn it; each held against deriving everything again.

use std::collections::BTreeMap;

use law::{Expression, Grounds, Law, Range, Turn, Value};
use proptest::prelude::*;
use vocabulary::Day;

const AMOUNTS: &str = r#"
[[parameter]]
id = "limit"
title = { en = "Limit of income" }
unit = "KRW"
article = "Article 3"
[[parameter.value]]
from = "2012-01-01"
value = 100

[[parameter]]
id = "limit_couple"
title = { en = "Limit of income of a couple" }
unit = "KRW"
article = "Article 3"
[[parameter.value]]
from = "2012-01-01"
value = 160

[[parameter]]
id = "share_percent"
title = { en = "Share" }
unit = "percent"
article = "Article 4"
[[parameter.value]]
from = "2012-01-01"
value = 50
"#;

const TABLE: &str = "table: aid\ntitle.en: Aid\narticle: Article 2\nfrom: 2012-01-01\nhit: first\n\
    in: within boolean\nin: late boolean\nin: children number\nin: is_poor boolean\nuse: amount_due number\n\
    out: outcome text \"grant\", \"refuse\"\nout: amount number\n\n\
    | # | within | late | children | is_poor || outcome | amount |\n\
    | 1 | false | - | - | - || \"refuse\" | 0 |\n\
    | 2 | true | true | - | - || \"refuse\" | 0 |\n\
    | 3 | true | false | < 1 | false || \"refuse\" | 0 |\n\
    | 4 | true | false | < 1 | true || \"grant\" | 7 |\n\
    | 5 | true | false | >= 1 | - || \"grant\" | amount_due |\n";

const FACTS: [(&str, &str); 9] = [
    ("income", "answers.wage + answers.rent"),
    ("top", "if answers.couple = true then limit_couple else limit"),
    ("below", "income <= top"),
    ("within", "below and answers.consent = true"),
    ("late", "not(answers.since + duration(\"P14D\") >= today)"),
    ("children", "answers.children"),
    ("is_poor", "answers.wage < 20 or answers.consent = false"),
    ("base", "if is_poor then limit else income"),
    ("amount_due", "floor(base * share_percent / 100)"),
];

/// Somebody who applies on 5 March 2012.
#[derive(Clone, Debug)]
struct Person {
    wage: i64,
    rent: i64,
    couple: bool,
    consent: bool,
    since: Day,
    children: i64,
}

fn person() -> impl Strategy<Value = Person> {
    let day = (0_i64..40).prop_map(|days| day("2012-02-01").plus_days(days));
    let truth = || prop::bool::weighted(0.8);
    (0_i64..180, 0_i64..60, any::<bool>(), truth(), day, 0_i64..3).prop_map(
        |(wage, rent, couple, consent, since, children)| Person {
            wage,
            rent,
            couple,
            consent,
            since,
            children,
        },
    )
}

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn law() -> Law {
    let files = [("law/aid.toml", AMOUNTS), ("law/aid.table", TABLE)];
    Law::read(files.map(|(path, text)| (path.to_string(), text.to_string()))).unwrap()
}

fn given(person: &Person) -> BTreeMap<String, Value> {
    let answers = BTreeMap::from([
        ("wage".to_string(), Value::whole(person.wage)),
        ("rent".to_string(), Value::whole(person.rent)),
        ("couple".to_string(), Value::Truth(person.couple)),
        ("consent".to_string(), Value::Truth(person.consent)),
        ("since".to_string(), Value::Day(person.since)),
        ("children".to_string(), Value::whole(person.children)),
    ]);
    BTreeMap::from([
        ("answers".to_string(), Value::Record(answers)),
        ("today".to_string(), Value::Day(day("2012-03-05"))),
    ])
}

/// The facts of the service, one of them replaced by what it is said to be.
fn expressions(replaced: Option<(&str, &Value)>) -> Vec<(String, Expression)> {
    let one = |(name, text): &(&str, &str)| {
        let text = match replaced {
            Some((fact, value)) if fact == *name => value.to_string(),
            _ => text.to_string(),
        };
        (name.to_string(), Expression::parse(&text).unwrap())
    };
    FACTS.iter().map(one).collect()
}

fn laid_open<'l>(law: &'l Law, person: &Person) -> Grounds<'l> {
    Grounds::of(law.on(day("2012-03-05")), "aid", expressions(None), given(person)).unwrap()
}

/// What comes out when that path has that value: everything is derived from the beginning.
fn tried(law: &Law, person: &Person, path: &str, value: &Value) -> law::Outputs {
    let mut given = given(person);
    let mut replaced = None;
    match path.split_once('.') {
        Some(("answers", field)) => {
            let Some(Value::Record(answers)) = given.get_mut("answers") else { unreachable!() };
            answers.insert(field.to_string(), value.clone());
        }
        _ => replaced = Some((path, value)),
    }
    let law = law.on(day("2012-03-05"));
    Grounds::of(law, "aid", expressions(replaced), given).unwrap().outcome.outputs
}

/// What a turn is about: the number behind the input, or the input.
fn path(turn: &Turn) -> &str {
    match (&turn.measured, &turn.at) {
        (Some(measured), at) if !matches!(at, Value::Truth(_)) => &measured.what,
        _ => &turn.input,
    }
}

proptest! {
    #[test]
    fn what_turns_a_decision_turns_it_when_everything_is_derived_again(person in person()) {
        let law = law();
        let grounds = laid_open(&law, &person);
        let now = grounds.outcome.outputs.clone();
        for turn in grounds.turns().unwrap() {
            prop_assert_ne!(&turn.outputs, &now, "{:?}", turn);
            prop_assert!(turn.range.holds(&turn.at), "{:?}", turn);
            prop_assert_eq!(&tried(&law, &person, path(&turn), &turn.at), &turn.outputs, "{:?}", turn);
            if !turn.is_even || matches!(turn.range, Range::Values(_)) {
                continue;
            }
            // In its range the outcome is the same everywhere.
            let numbers = (0..250).map(Value::whole);
            let days = (0..80).map(|days| Value::Day(day("2012-01-10").plus_days(days)));
            let is_day = matches!(turn.at, Value::Day(_));
            let values: Vec<Value> = if is_day { days.collect() } else { numbers.collect() };
            for value in values.iter().filter(|value| turn.range.holds(value)) {
                prop_assert_eq!(&tried(&law, &person, path(&turn), value), &turn.outputs, "{} {:?}", value, turn);
            }
        }
    }

    /// A refusal for income, or for the day, names the limit and stops exactly there.
    #[test]
    fn a_number_over_its_limit_is_told_with_the_limit(person in person()) {
        let law = law();
        let grounds = laid_open(&law, &person);
        let (income, top) = (person.wage + person.rent, if person.couple { 160 } else { 100 });
        let is_late = day("2012-03-05").days_since(person.since) > 14;
        if income <= top || !person.consent || is_late || person.children == 0 {
            return Ok(());
        }
        let turns = grounds.turns().unwrap();
        let turn = turns.iter().find(|turn| turn.input == "within").unwrap();
        let measured = turn.measured.as_ref().unwrap();
        prop_assert_eq!(&measured.what, "income");
        prop_assert_eq!(&measured.found, &Value::whole(income));
        prop_assert_eq!(&measured.limit, &Value::whole(top));
        prop_assert_eq!(&measured.parameter.as_ref().unwrap().article, "Article 3");
        prop_assert_eq!(&turn.at, &Value::whole(top));
        prop_assert_eq!(&turn.outputs["outcome"], &Value::text("grant"));
    }
}

fn somebody() -> Person {
    let since = day("2012-03-01");
    Person { wage: 60, rent: 10, couple: false, consent: true, since, children: 1 }
}

#[test]
fn a_day_with_a_time_added_is_held_against_the_day_that_is_given() {
    let law = law();
    let late = Person { since: day("2012-02-10"), ..somebody() };
    let grounds = laid_open(&law, &late);
    let turns = grounds.turns().unwrap();
    let turn = turns.iter().find(|turn| turn.input == "late").unwrap();
    let measured = turn.measured.as_ref().unwrap();
    assert_eq!(
        (measured.what.as_str(), measured.limit_name.as_deref()),
        ("answers.since", Some("today"))
    );
    assert_eq!(measured.added.map(|span| span.days), Some(14));
    assert_eq!(turn.at, Value::Day(day("2012-02-20")));
    assert!(turn.is_even);
}

#[test]
fn a_condition_of_which_two_parts_are_missing_is_told_as_a_whole() {
    let law = law();
    let person = Person { wage: 150, consent: false, ..somebody() };
    let grounds = laid_open(&law, &person);
    let turns = grounds.turns().unwrap();
    let turn = turns.iter().find(|turn| turn.input == "within").unwrap();
    assert_eq!((&turn.measured, &turn.at), (&None, &Value::Truth(true)));
}

#[test]
fn the_steps_to_an_amount_are_those_of_the_branch_that_was_taken() {
    let law = law();
    let names = |person: &Person| {
        let steps = laid_open(&law, person).steps_to_output("amount").unwrap();
        steps.into_iter().map(|step| step.name).collect::<Vec<_>>()
    };
    assert_eq!(names(&somebody()), ["income", "is_poor", "base", "amount_due"]);
    // Whoever is poor gets it without a look at the income.
    assert_eq!(names(&Person { wage: 10, ..somebody() }), ["is_poor", "base", "amount_due"]);
    let grounds = laid_open(&law, &somebody());
    let steps = grounds.steps_to_output("amount").unwrap();
    let due = steps.last().unwrap();
    assert_eq!(
        (due.reads.as_slice(), &due.value),
        (["base".to_string()].as_slice(), &Value::whole(35))
    );
    assert_eq!(due.parameters[0].article, "Article 4");
    assert_eq!(grounds.asked(), ["within", "late", "children", "is_poor"]);
}

#[test]
fn what_a_number_counts_follows_from_what_it_is_made_of() {
    let law = law();
    let grounds = laid_open(&law, &somebody());
    let given = BTreeMap::from([("answers.wage".to_string(), "KRW".to_string())]);
    let units = grounds.units(&given);
    let of = |name: &str| units.get(name).map(String::as_str);
    assert_eq!(of("income"), Some("KRW"));
    assert_eq!(of("top"), Some("KRW"));
    assert_eq!(of("amount_due"), Some("KRW"), "a share of an amount is an amount");
    assert_eq!((of("children"), of("below")), (None, None));
}

#[test]
fn the_law_as_it_was_known_lacks_what_came_later_for_days_before() {
    let later = "[[parameter.value]]\nfrom = \"2012-02-01\"\npromulgated = \"2015-01-01\"\nretroactive = true\nvalue = 50\n";
    let amounts = AMOUNTS.replacen("value = 100\n", &format!("value = 100\n{later}"), 1);
    let files = [("law/aid.toml", amounts.as_str()), ("law/aid.table", TABLE)];
    let law = Law::read(files.map(|(path, text)| (path.to_string(), text.to_string()))).unwrap();
    let outcome = |law: &Law| {
        let law = law.on(day("2012-03-05"));
        let grounds = Grounds::of(law, "aid", expressions(None), given(&somebody())).unwrap();
        grounds.outcome.outputs["outcome"].plain()
    };
    assert_eq!(outcome(&law), "refuse");
    assert_eq!(outcome(&law.known_on(day("2012-03-05"))), "grant");
    assert_eq!(*law.known_on(day("2015-01-01")), law);
}
