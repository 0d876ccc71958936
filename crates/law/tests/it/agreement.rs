//! The evaluators agree: whatever the table and whoever the person, what is compiled says what is evaluated cell by cell.

use std::collections::BTreeMap;

use law::{Expression, Facts, Fault, LawOfDay, Outcome, People, Ready, Series, Sheet, Value};
use proptest::prelude::{
    ProptestConfig, Strategy, TestCaseError, any, prop, prop_assert, prop_assert_eq, proptest,
};

use crate::random_tables::{
    DAYS, expression, known_person, law_of_parameters, person, strange_person, table, values_of,
};

/// The outcome and its trace as the bytes that are kept.
fn told(outcome: Result<Outcome, Fault>) -> (Result<BTreeMap<String, Value>, Fault>, String) {
    match outcome {
        Ok(outcome) => (Ok(outcome.outputs), serde_json::to_string(&outcome.trace).unwrap()),
        Err(fault) => (Err(fault), String::new()),
    }
}

fn days() -> impl Strategy<Value = &'static str> {
    prop::sample::select(DAYS.to_vec())
}

fn ready(law: LawOfDay<'_>) -> Ready<'_> {
    law.ready("t").unwrap()
}

/// What is said when only the values of the inputs are handed in.
fn asked(ready: &Ready<'_>, facts: &BTreeMap<String, Value>) -> Result<Outcome, Fault> {
    let inputs: Vec<Value> = ["a", "b", "c", "d", "e"].map(|name| facts[name].clone()).to_vec();
    let mut sheet = Sheet::default();
    // What stood on the sheet before does not matter.
    let _ = ready.ask(&[Value::whole(1)], facts, &mut sheet);
    let outputs = ready.ask(&inputs, facts, &mut sheet)?.into_owned();
    Ok(Outcome { outputs, trace: ready.trace(inputs, sheet) })
}

/// The facts of all by column. A fact that one lacks is null for that one.
fn by_column(people: &[BTreeMap<String, Value>]) -> People {
    let mut columns = People::new(people.len());
    for name in people.iter().flat_map(BTreeMap::keys) {
        let values = people.iter().map(|facts| facts.get(name).cloned().unwrap_or_default());
        columns.insert(name, Series::of(values.collect())).unwrap();
    }
    columns
}

/// Everybody's outputs from the columns are those of the single cases, and so are the faults. Says whether columns were used.
fn agrees_by_column(ready: &Ready<'_>, people: &People) -> Result<bool, TestCaseError> {
    let answers = ready.decide_all(people);
    for person in 0..people.count() {
        let facts = Facts::from(people.facts(person));
        let alone = ready.evaluated().decide(&facts).map(|outcome| outcome.outputs);
        let fault = answers.faults.iter().find(|(other, _)| *other == person);
        match alone {
            Err(alone) => prop_assert_eq!(fault.map(|(_, fault)| fault), Some(&alone)),
            Ok(alone) => {
                prop_assert_eq!(fault, None);
                for (name, value) in alone {
                    prop_assert_eq!(
                        answers.outputs[&name].value(person),
                        value,
                        "{:?}",
                        facts.values
                    );
                }
            }
        }
    }
    Ok(answers.why_single.is_none())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]
    #[test]
    fn a_compiled_table_decides_and_traces_as_its_cells_evaluated_one_by_one(
        table in table(true),
        day in days(),
        people in prop::collection::vec(strange_person(), 12),
    ) {
        let law = table.law();
        let law = law.on(day.parse().unwrap());
        for facts in people {
            let day_as_text = matches!(facts["d"], Value::Text(_));
            let facts = Facts::from(facts);
            let plain = told(ready(law).evaluated().decide(&facts));
            prop_assert_eq!(&told(law.decide("t", &facts)), &plain, "{}\n{:?}", table.text(), facts.values);
            if !day_as_text {
                prop_assert_eq!(told(asked(&ready(law), &facts.values)), plain, "{}\n{:?}", table.text(), facts.values);
            }
        }
    }

    #[test]
    fn a_table_without_open_cells_decides_the_same_from_its_inputs_alone(
        table in table(false),
        day in days(),
        people in prop::collection::vec(person(), 12),
    ) {
        let law = table.law();
        let law = law.on(day.parse().unwrap());
        for facts in people {
            let plain = told(ready(law).evaluated().decide(&Facts::from(facts.clone())));
            let named = ["a", "b", "c", "d", "e"].map(|name| (name.to_string(), facts[name].clone()));
            let mut sheet = Sheet::default();
            let inputs: Vec<Value> = named.iter().map(|(_, value)| value.clone()).collect();
            let nothing = BTreeMap::new();
            let outcome = ready(law).ask(&inputs, &nothing, &mut sheet).map(|outputs| outputs.into_owned());
            let outcome = outcome.map(|outputs| Outcome { outputs, trace: ready(law).trace(inputs, sheet) });
            prop_assert_eq!(told(outcome), plain, "{}\n{:?}", table.text(), facts);
        }
    }

    #[test]
    fn columns_give_everybody_what_a_single_case_gets(
        open in any::<bool>().prop_flat_map(|open| table(open).prop_map(move |table| (open, table))),
        day in days(),
        people in prop::collection::vec(person(), 1..40),
    ) {
        let (open, table) = open;
        let people: Vec<_> = people.into_iter().chain([known_person()]).collect();
        let law = table.law();
        let by_columns = agrees_by_column(&ready(law.on(day.parse().unwrap())), &by_column(&people))?;
        let lists = ["rule order", "output order", "collect"].contains(&table.hit);
        if !open && !lists && !table.hit.starts_with("collect") {
            prop_assert!(by_columns, "{}", table.text());
        }
    }

    #[test]
    fn columns_of_wrong_kinds_and_hidden_parameters_agree_as_well(
        table in table(true),
        day in days(),
        people in prop::collection::vec(strange_person(), 1..40),
    ) {
        let law = table.law();
        agrees_by_column(&ready(law.on(day.parse().unwrap())), &by_column(&people))?;
    }

    #[test]
    fn an_expression_over_columns_gives_everybody_what_it_gives_a_single_case(
        text in expression(),
        day in days(),
        people in prop::collection::vec(person(), 1..40),
    ) {
        let law = law_of_parameters();
        let law = law.on(day.parse().unwrap());
        let expression = Expression::parse(&text).unwrap();
        let people: Vec<_> = people.into_iter().chain([known_person()]).collect();
        let people = by_column(&people);
        let derived = law.derive_all(&expression, &people);
        prop_assert_eq!(derived.series.count(), people.count());
        for person in 0..people.count() {
            let facts = people.facts(person);
            let alone = expression.try_evaluate(&law::Scope::of(&facts).with(law));
            let fault = derived.faults.iter().find(|(other, _)| *other == person).map(|(_, fault)| fault.clone());
            let value = derived.series.value(person);
            prop_assert_eq!(fault.map_or(Ok(value), Err), alone, "{} {:?} {:?}", text, facts, derived.why_single);
        }
    }

    #[test]
    fn what_would_change_an_outcome_is_exactly_what_trying_every_value_finds(
        table in table(true),
        day in days(),
        facts in strange_person(),
    ) {
        let law = table.law();
        let ready = ready(law.on(day.parse().unwrap()));
        let now = ready.evaluated().decide(&Facts::from(facts.clone()));
        let Ok(now) = now.map(|outcome| outcome.outputs) else { return Ok(()) };
        let changes = ready.changes(&Facts::from(facts.clone())).unwrap();
        for name in ["a", "b", "c", "d", "e"].iter().filter(|name| !changes.unknown.iter().any(|n| n == *name)) {
            for value in values_of(name) {
                let mut other = facts.clone();
                other.insert(name.to_string(), value.clone());
                let then = ready.evaluated().decide(&Facts::from(other)).map(|outcome| outcome.outputs);
                if matches!(&then, Err(Fault::NotAllowed { name: n, .. } | Fault::WrongKind { name: n, .. }) if n == name) {
                    continue;
                }
                let told = changes.changes.iter().filter(|change| change.input == *name && change.range.holds(&value));
                let told: Vec<_> = told.map(|change| change.outputs.clone()).collect();
                let expected = if then.as_ref() == Ok(&now) { vec![] } else { vec![then] };
                prop_assert_eq!(told, expected, "{} {} = {}\n{:?}\n{:?}", table.text(), name, value, facts, changes);
            }
        }
    }
}

#[test]
fn what_would_change_an_outcome_is_told_as_ranges() {
    let law = crate::law("law/t.table", crate::files::TABLE);
    let ready = law.on("2026-03-01".parse().unwrap()).ready("child_allowance").unwrap();
    let facts = crate::facts(&[("age_months", "100"), ("resident", "true")]);
    let changes = ready.changes(&facts).unwrap();
    let told = changes.changes.iter().map(|change| {
        let outputs = change.outputs.as_ref().map(|outputs| outputs["reason"].plain());
        format!("{} {:?} {outputs:?}", change.input, change.range)
    });
    let told: Vec<String> = told.collect();
    assert_eq!(changes.unknown, Vec::<String>::new());
    let [under, nothing] = changes.changes.as_slice() else { panic!("{told:#?}") };
    let border = |n: i64| Some(law::Border { value: Value::whole(n), included: true });
    assert_eq!(under.range, law::Range::Between(border(0), border(95)));
    assert_eq!(under.outputs.as_ref().unwrap()["reason"], Value::text("under|8"));
    // Nobody knows the age: no row covers that, and it is said as it is.
    assert_eq!(nothing.range, law::Range::Values(vec![Value::Nothing]));
    assert!(matches!(nothing.outputs, Err(Fault::NoRow { .. })), "{told:#?}");
}

#[test]
fn the_arithmetic_of_benefits_goes_by_column() {
    let law = law_of_parameters();
    let law = law.on("2024-06-01".parse().unwrap());
    let people = by_column(&[known_person(), known_person()]);
    for (text, value) in [
        ("max(0, b - low) * 30 / 100", "0"),
        ("floor(b * 1000 / 10) * 10", "2250"),
        ("round half up(scale(\"rates\", b * 10), 1)", "4.5"),
        ("if c and a <= high then min(a, b, low) else high", "1"),
        ("if e = \"b\" then \"yes\" else \"no\"", "\"yes\""),
        ("b between low and high", "false"),
        ("-b / 12.5", "-0.18"),
    ] {
        let derived = law.derive_all(&Expression::parse(text).unwrap(), &people);
        assert_eq!(derived.why_single, None, "{text}");
        assert_eq!(derived.single_cases, 0, "{text}");
        assert_eq!(derived.series.value(1).to_string(), value, "{text}");
    }
    for (text, why) in [("b / 3", "divides"), ("e + \"x\"", "no number"), ("nobody", "no series")] {
        let derived = law.derive_all(&Expression::parse(text).unwrap(), &people);
        assert!(
            derived.why_single.as_ref().is_some_and(|told| told.contains(why)),
            "{text} {derived:?}"
        );
    }
}

#[test]
fn whoever_does_not_fit_keeps_nobody_of_another_chunk_from_the_columns() {
    let law = law_of_parameters();
    let law = law.on("2024-06-01".parse().unwrap());
    let count = 3_000;
    let mut units: Vec<i64> = (0..count as i64).collect();
    // The last one that fits, and the first that does not, in chunks of their own.
    units[10] = i64::MAX / 2;
    units[1_500] = i64::MAX / 2 + 1;
    let mut people = People::new(count);
    let known = (0..count).map(|n| n % 7 != 0).collect();
    let values = law::Values::Numbers { units, scale: 0 };
    people.insert("b", Series { values, known: Some(known) }).unwrap();
    let expression = Expression::parse("b * 2").unwrap();
    let derived = law.derive_all(&expression, &people);
    assert_eq!((derived.why_single.as_deref(), derived.single_cases), (None, 1_024));
    for person in 0..count {
        let facts = people.facts(person);
        let alone = expression.evaluate(&law::Scope::of(&facts).with(law));
        assert_eq!(derived.series.value(person), alone, "{person}");
    }
    let nobody = law.derive_all(&expression, &People::new(0));
    assert_eq!((nobody.series.count(), nobody.single_cases), (0, 0));
}
