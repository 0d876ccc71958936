//! How long the inner loops take: `cargo bench -p counter`. From law to pages, each alone, without HTTP and without a database.
//!
//! What may not happen here: an assertion about time. What is measured is published in docs/measures.md, with its machine.
#![expect(clippy::unwrap_used, reason = "a benchmark that cannot be set up must fail")]

use std::collections::BTreeMap;
use std::hint::black_box;
use std::path::Path;

use catalogue::{Index, Query};
use country::Country;
use courtyard::database::Cell;
use courtyard::journal::row_hash;
use courtyard::keys::Keys;
use courtyard::schema;
use divan::Bencher;
use law::{Expression, Facts, Scope, Value};
use proofs::keys::from_random;
use proofs::receipt::{Promise, sign_batch};
use serde_json::{Map, json};
use vocabulary::Day;

fn main() {
    divan::main();
}

fn demo() -> Country {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../countries/kr");
    Country::read(&folder).unwrap()
}

fn day() -> Day {
    "2026-03-02".parse().unwrap()
}

fn record(json: serde_json::Value) -> BTreeMap<String, Value> {
    match Value::from_json(&json) {
        Value::Record(record) => record,
        _ => BTreeMap::new(),
    }
}

/// An expression as services write them, parsed once.
#[divan::bench]
fn feel_evaluation(bencher: Bencher<'_, '_>) {
    let text = "some child in children satisfies child.birth_day + duration(\"P8Y\") > today and child.same_household";
    let expression = Expression::parse(text).unwrap();
    let children: Vec<serde_json::Value> = (0..4)
        .map(|n| json!({ "birth_day": format!("201{n}-05-01"), "same_household": n == 3 }))
        .collect();
    let mut facts = record(json!({ "children": children }));
    facts.insert(
        "today".into(),
        Expression::parse("@\"2026-03-02\"").unwrap().evaluate(&Scope::of(&BTreeMap::new())),
    );
    bencher.bench_local(|| black_box(&expression).evaluate(&Scope::of(&facts)));
}

#[divan::bench]
fn feel_parsing(bencher: Bencher<'_, '_>) {
    let text = "if answers.number_shown = \"full\" then a.b.resident_number else substring(a.b.resident_number, 1, 8) + \"******\"";
    bencher.bench_local(|| Expression::parse(black_box(text)));
}

/// A real table of seven rows, decided with its trace.
#[divan::bench]
fn table_decision(bencher: Bencher<'_, '_>) {
    let country = demo();
    let facts = json!({
        "is_own_child": true, "is_national": true, "is_raised_here": true, "is_abroad": false,
        "below_age": false, "is_bridged": true,
    });
    let facts = record(facts);
    let law = country.law().on(day());
    law.decide("child_allowance", &Facts::from(facts.clone())).unwrap();
    bencher.bench_local(|| law.decide("child_allowance", &Facts::from(black_box(&facts).clone())));
}

/// The answers of the longest form of the demo country.
#[divan::bench]
fn answer_checking(bencher: Bencher<'_, '_>) {
    let country = demo();
    let service = country.service("birth-registration").unwrap();
    let answers: Map<String, serde_json::Value> = service
        .form
        .iter()
        .flat_map(|form| &form.example)
        .map(|(id, value)| (id.clone(), serde_json::to_value(value).unwrap()))
        .collect();
    let known = Value::Record(BTreeMap::new());
    bencher.bench_local(|| {
        country::check_answers(&country, service, black_box(&answers), &known, day())
    });
}

fn keys() -> Keys {
    let keys = Keys::from_bytes([1; 32], [2; 32], [3; 32]);
    keys.wrap("p1", [9; 32], [0; 12]).unwrap();
    keys
}

/// An application's worth of bytes under a person's key.
#[divan::bench(args = [200, 2_000, 20_000])]
fn sealing(bencher: Bencher<'_, '_>, size: usize) {
    let (keys, plain) = (keys(), vec![b'a'; size]);
    bencher.bench_local(|| keys.seal("p1", "application", [7; 12], black_box(&plain)));
}

#[divan::bench(args = [200, 2_000, 20_000])]
fn opening(bencher: Bencher<'_, '_>, size: usize) {
    let keys = keys();
    let sealed = keys.seal("p1", "application", [7; 12], &vec![b'a'; size]).unwrap();
    bencher.bench_local(|| keys.open("p1", "application", black_box(&sealed)));
}

/// The salted commitment to a row of a case.
#[divan::bench]
fn row_hashing(bencher: Bencher<'_, '_>) {
    let cell = |(name, kind): &(&str, courtyard::database::Kind)| match kind {
        courtyard::database::Kind::Text => Cell::Text((*name).repeat(2)),
        courtyard::database::Kind::Int => Cell::Int(7),
        courtyard::database::Kind::Blob => Cell::Blob(vec![5; 600]),
    };
    let row: Vec<Cell> = schema::CASES.columns.iter().map(cell).collect();
    bencher.bench_local(|| row_hash(&[3; 16], &schema::CASES, black_box(&row)));
}

/// One signature over the acts that commit together, and a receipt for each.
#[divan::bench(args = [1, 16, 256])]
fn journal_batch_signing(bencher: Bencher<'_, '_>, acts: u32) {
    let key = from_random([7; 32]);
    let leaves: Vec<[u8; 32]> = (0..acts).map(|n| [u8::try_from(n % 251).unwrap(); 32]).collect();
    let promise = Promise {
        journal: "madang.example".into(),
        batch: "0190000000000000000000000000".into(),
        time_ms: 1_795_392_000_000,
        within_seconds: 60,
    };
    bencher.bench_local(|| {
        let signed = sign_batch(&key, promise.clone(), black_box(&leaves)).unwrap();
        (0..acts).filter_map(|place| signed.receipt_for(place)).count()
    });
}

#[divan::bench(args = ["birth", "출생", "주민등록 초본", "allowance for a child"])]
fn search(bencher: Bencher<'_, '_>, text: &str) {
    let country = demo();
    let services: Vec<country::Service> = country.services.values().cloned().collect();
    let agencies: Vec<country::Agency> = country.agencies.values().cloned().collect();
    let events: Vec<country::LifeEvent> = country.events.values().cloned().collect();
    let index = Index::build(&services, &agencies, &events).unwrap();
    let query = Query { text: text.into(), limit: 20, ..Query::default() };
    bencher.bench_local(|| index.search(black_box(&query)));
}

/// Whole pages with every component, as the gallery shows them.
#[divan::bench(args = ["ko", "en"])]
fn page_rendering(bencher: Bencher<'_, '_>, lang: &str) {
    bencher.bench_local(|| pages::gallery::gallery(black_box(lang)));
}
