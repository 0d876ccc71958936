//! How long a table takes: one case with its trace, and a million people by column. `cargo bench -p law`.
//!
//! What may not happen here: an assertion about time. What is measured is published in docs/measures.md, with its machine.
#![expect(clippy::unwrap_used, reason = "a benchmark that cannot be set up must fail")]

use std::collections::BTreeMap;
use std::hint::black_box;

use divan::Bencher;
use law::{Expression, Facts, Law, People, Series, Sheet, Value, Values};
use vocabulary::Day;

fn main() {
    divan::main();
}

/// Eight rows, three inputs, the first that matches decides: an aid by age, income and household.
const TABLE: &str = r#"
table: aid
title.en: Aid for small incomes
article: a
from: 2020-01-01
hit: first
in: age integer
in: income number
in: members integer
out: outcome text
out: amount number

| # | age      | income             | members || outcome  | amount |
|---|----------|--------------------|---------||----------|--------|
| 1 | < 18     | -                  | -       || "refuse" | 0      |
| 2 | [18..25) | < 1200000          | 1       || "grant"  | 150000 |
| 3 | [18..25) | [1200000..2000000) | -       || "grant"  | 80000  |
| 4 | [25..65) | < 900000           | 1       || "grant"  | 300000 |
| 5 | [25..65) | < 1500000          | [2..3]  || "grant"  | 420000 |
| 6 | [25..65) | < 2400000          | >= 4    || "grant"  | 610000 |
| 7 | >= 65    | < 1800000          | -       || "grant"  | 350000 |
| 8 | -        | -                  | -       || "refuse" | 0      |
"#;

fn law() -> Law {
    Law::read([("law/aid.table".to_string(), TABLE.to_string())]).unwrap()
}

fn day() -> Day {
    "2026-03-02".parse().unwrap()
}

/// 64 people who are not alike, by a rule and not by chance.
fn people() -> Vec<[Value; 3]> {
    let person = |n: i64| {
        [
            Value::whole(n * 37 % 90),
            Value::whole(n * 7919 % 300 * 10_000),
            Value::whole(1 + n * 13 % 6),
        ]
    };
    (0..64).map(person).collect()
}

/// The inputs are ready, what a trace is made of is written down. Time of 64 people.
#[divan::bench]
fn case_64_people_inputs_ready(bencher: Bencher<'_, '_>) {
    let law = law();
    let ready = law.on(day()).ready("aid").unwrap();
    let (people, nothing) = (people(), BTreeMap::new());
    let mut sheet = Sheet::default();
    bencher.bench_local(|| {
        for person in black_box(&people) {
            let outputs = ready.ask(person, &nothing, &mut sheet);
            black_box((outputs.is_ok(), &sheet));
        }
    });
}

/// The same, and a trace of its own for each. Time of 64 people.
#[divan::bench]
fn case_64_people_inputs_ready_and_own_trace(bencher: Bencher<'_, '_>) {
    let law = law();
    let ready = law.on(day()).ready("aid").unwrap();
    let (people, nothing) = (people(), BTreeMap::new());
    bencher.bench_local(|| {
        for person in black_box(&people) {
            let mut sheet = Sheet::default();
            let outputs = ready.ask(person, &nothing, &mut sheet);
            black_box((outputs.is_ok(), ready.trace(person.to_vec(), sheet)));
        }
    });
}

/// From named facts to an outcome and a trace that can be kept. Time of 64 people.
#[divan::bench(args = [true, false])]
fn case_64_people_from_facts(bencher: Bencher<'_, '_>, compiled: bool) {
    let law = law();
    let ready = law.on(day()).ready("aid").unwrap();
    let ready = if compiled { ready } else { ready.evaluated() };
    let named = |person: [Value; 3]| {
        let names = ["age", "income", "members"].map(str::to_string);
        Facts::from(names.into_iter().zip(person).collect::<BTreeMap<String, Value>>())
    };
    let people: Vec<Facts> = people().into_iter().map(named).collect();
    bencher.bench_local(|| {
        for person in black_box(&people) {
            let _ = black_box(ready.decide(person));
        }
    });
}

/// A million people, not alike, by a rule and not by chance.
fn million() -> People {
    let mut people = People::new(1_000_000);
    let numbers = |of: fn(i64) -> i64| {
        Series::from(Values::Numbers { units: (0..1_000_000).map(of).collect(), scale: 0 })
    };
    people.insert("age", numbers(|n| n * 37 % 90)).unwrap();
    people.insert("income", numbers(|n| n * 7919 % 300_007 * 10)).unwrap();
    people.insert("members", numbers(|n| 1 + n * 13 % 6)).unwrap();
    people
}

/// A million people by column, both outputs of each.
#[divan::bench(sample_count = 20)]
fn columns_million_people(bencher: Bencher<'_, '_>) {
    let law = law();
    let ready = law.on(day()).ready("aid").unwrap();
    let people = million();
    assert_eq!(ready.decide_all(&people).single_cases, 0);
    bencher.bench_local(|| black_box(ready.decide_all(black_box(&people))));
}

/// A derived amount of a million people: a deduction, a share, rounding to ten won, a choice.
#[divan::bench(sample_count = 20)]
fn columns_million_people_expression(bencher: Bencher<'_, '_>) {
    let law = law();
    let people = million();
    let text = "if age >= 65 then floor(max(0, income - 700000) * 30 / 100 / 10) * 10 else 0";
    let expression = Expression::parse(text).unwrap();
    assert_eq!(law.on(day()).derive_all(&expression, &people).single_cases, 0);
    bencher.bench_local(|| black_box(law.on(day()).derive_all(&expression, black_box(&people))));
}
