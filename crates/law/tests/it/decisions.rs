//! Tables decide: hit policies, faults, facts and the trace.

use std::collections::BTreeMap;

use law::{Expression, Facts, Fault, Outcome, Trace, Value};
use vocabulary::Day;

use crate::files::TABLE;
use crate::{facts, law};

const DAY: &str = "2026-03-01";

fn day() -> Day {
    DAY.parse().unwrap()
}

/// A table of one number and one output, by its hit policy and rows.
fn numbers(hit: &str, out: &str, rows: &[(&str, &str)]) -> String {
    let mut text = format!(
        "table: t\ntitle.en: T\narticle: a\nfrom: 2020-01-01\nhit: {hit}\nin: n number\nout: {out}\n"
    );
    let name = out.split(' ').next().unwrap();
    text.push_str(&format!("| # | n || {name} |\n"));
    for (place, (cell, output)) in rows.iter().enumerate() {
        text.push_str(&format!("| {} | {cell} || {output} |\n", place + 1));
    }
    text
}

fn decide(table: &str, given: &[(&str, &str)]) -> Result<Outcome, Fault> {
    let id = table.lines().find_map(|line| line.strip_prefix("table: ")).unwrap();
    law("law/t.table", table).on(day()).decide(id, &facts(given))
}

/// Rows of `(n, outputs)`: the value of the output, or a part of the fault.
fn check(table: &str, rows: &[(&str, &str)]) {
    for (n, expected) in rows {
        match decide(table, &[("n", n)]) {
            Ok(outcome) => {
                let values: Vec<String> =
                    outcome.outputs.values().map(ToString::to_string).collect();
                assert_eq!(values.join(" "), *expected, "n = {n}");
            }
            Err(fault) => assert!(fault.to_string().contains(expected), "n = {n}: {fault}"),
        }
    }
}

#[test]
fn the_example_of_the_readme_decides() {
    let decide = |age: &str, resident: &str| {
        let outputs =
            decide(TABLE, &[("age_months", age), ("resident", resident)]).unwrap().outputs;
        (outputs["outcome"].plain(), outputs["amount"].plain(), outputs["reason"].plain())
    };
    let text = |a: &str, b: &str, c: &str| (a.to_string(), b.to_string(), c.to_string());
    assert_eq!(decide("40", "true"), text("grant", "100000", "under|8"));
    assert_eq!(decide("95", "true"), text("grant", "100000", "under|8"));
    assert_eq!(decide("96", "true"), text("refuse", "0", "too_old"));
    assert_eq!(decide("96", "null"), text("refuse", "0", "too_old"));
    assert_eq!(decide("40", "false"), text("refuse", "0", "abroad"));
}

#[test]
fn every_hit_policy_says_what_dmn_says() {
    let rows = [("< 10", "\"low\""), ("[5..20]", "\"mid\""), ("> 15", "\"high\"")];
    let out = "risk text \"high\", \"mid\", \"low\"";
    check(
        &numbers("unique", out, &rows),
        &[
            ("1", "\"low\""),
            ("12", "\"mid\""),
            ("7", "the rows 1, 2"),
            ("null", "no row"),
            ("30", "\"high\""),
        ],
    );
    check(
        &numbers("first", out, &rows),
        &[("7", "\"low\""), ("18", "\"mid\""), ("21", "\"high\"")],
    );
    check(
        &numbers("priority", out, &rows),
        &[("7", "\"mid\""), ("18", "\"high\""), ("1", "\"low\"")],
    );
    check(
        &numbers("rule order", out, &rows),
        &[("7", "[\"low\", \"mid\"]"), ("18", "[\"mid\", \"high\"]"), ("null", "[]")],
    );
    check(
        &numbers("output order", out, &rows),
        &[("7", "[\"mid\", \"low\"]"), ("18", "[\"high\", \"mid\"]")],
    );
    check(&numbers("collect", out, &rows), &[("7", "[\"low\", \"mid\"]"), ("1", "[\"low\"]")]);
    check(&numbers("any", out, &rows), &[("1", "\"low\""), ("7", "do not agree")]);
    let same = [("< 10", "1"), ("< 5", "2 - 1"), (">= 10", "3")];
    check(&numbers("any", "x number", &same), &[("1", "1"), ("12", "3")]);
    let amounts = [("> 0", "10"), ("> 10", "2.5"), ("> 20", "30"), ("-", "0")];
    check(
        &numbers("collect sum", "x number", &amounts),
        &[("25", "42.5"), ("11", "12.5"), ("-1", "0")],
    );
    check(&numbers("collect min", "x number", &amounts), &[("25", "0")]);
    check(&numbers("collect max", "x number", &amounts), &[("25", "30"), ("11", "10")]);
    check(&numbers("collect count", "x number", &amounts), &[("25", "4"), ("-1", "1")]);
    let some = [("> 0", "10"), ("> 10", "2.5")];
    check(&numbers("collect sum", "x number", &some), &[("-1", "null")]);
    check(&numbers("collect count", "x number", &some), &[("-1", "0")]);
}

#[test]
fn cells_are_unary_tests() {
    for (cell, matching, failing) in [
        ("-", vec!["1", "null"], vec![]),
        ("5", vec!["5"], vec!["6", "null"]),
        ("= 5", vec!["5"], vec!["6"]),
        ("!= 5", vec!["6"], vec!["5"]),
        ("< 5", vec!["4"], vec!["5", "null"]),
        ("(5..7]", vec!["6", "7"], vec!["5", "7.1"]),
        ("]5..7[", vec!["6"], vec!["5", "7"]),
        ("1, 3, > 10", vec!["1", "3", "11"], vec!["2", "10"]),
        ("[1, 3]", vec!["1", "3"], vec!["2"]),
        ("not(1, > 10)", vec!["2"], vec!["1", "11"]),
        ("not(5)", vec!["4", "null"], vec!["5"]),
        ("not(< 5)", vec!["5"], vec!["4", "null"]),
        ("null", vec!["null"], vec!["1"]),
        ("not(null)", vec!["1"], vec!["null"]),
        ("-5", vec!["-5"], vec!["5"]),
        ("2 * 3", vec!["6"], vec!["5"]),
        ("limit", vec!["7"], vec!["8"]),
        ("< limit + 1", vec!["7"], vec!["8"]),
        ("[limit..10]", vec!["7", "10"], vec!["6"]),
        ("? > 3 and ? < 5", vec!["4"], vec!["3", "5", "null"]),
        ("even(?)", vec!["4"], vec!["5"]),
        ("abroad", vec!["1", "2"], vec![]),
        ("not(abroad)", vec![], vec!["1"]),
        ("many", vec!["1", "2"], vec!["3"]),
    ] {
        let table = numbers("collect count", "x number", &[(cell, "1")]);
        let count = |n: &str| {
            let given = [("n", n), ("limit", "7"), ("abroad", "true"), ("many", "[1, 2]")];
            decide(&table, &given).unwrap().outputs["x"].clone()
        };
        for n in matching {
            assert_eq!(count(n), Value::whole(1), "{n} in {cell}");
        }
        for n in failing {
            assert_eq!(count(n), Value::whole(0), "{n} in {cell}");
        }
    }
}

#[test]
fn what_is_missing_or_of_the_wrong_kind_is_a_fault_and_no_decision() {
    for (given, wanted) in [
        (vec![("resident", "true")], "asks for `age_months`, which is not among the facts"),
        (
            vec![("age_months", "\"40\""), ("resident", "true")],
            "is \"40\", and must be a whole number",
        ),
        (vec![("age_months", "40.5"), ("resident", "true")], "is 40.5, and must be a whole number"),
        (
            vec![("age_months", "-1"), ("resident", "true")],
            "is -1, which is none of its values (>= 0)",
        ),
        (vec![("age_months", "40"), ("resident", "1")], "must be a boolean"),
        (
            vec![("age_months", "40"), ("resident", "null")],
            "no row of the table `child_allowance` matches",
        ),
    ] {
        let fault = decide(TABLE, &given).unwrap_err().to_string();
        assert!(fault.contains(wanted), "{fault}");
    }
    let out = numbers(
        "first",
        "x text \"a\"",
        &[("1", "\"b\""), ("2", "5"), ("3", "null"), ("-", "missing")],
    );
    check(
        &out,
        &[
            ("1", "is \"b\", which is none of its values"),
            ("2", "is 5, and must be a text"),
            ("3", "null"),
            ("4", "x in row 4"),
        ],
    );
}

#[test]
fn a_day_that_a_register_keeps_as_text_is_a_day_in_a_column_of_days() {
    let table = "table: t\ntitle.en: T\narticle: a\nfrom: 2020-01-01\nhit: first\nin: born day\nin: months number = months between(born, today)\nout: x text\n\
        | # | born | months || x |\n\
        | 1 | < date(\"2020-01-01\") | - || \"old\" |\n\
        | 2 | - | < 12 || \"baby\" |\n\
        | 3 | - | - || string(months) |\n";
    let decide = |born: &str| {
        let born =
            if born.starts_with('"') { born.to_string() } else { format!("date(\"{born}\")") };
        decide(table, &[("born", &born), ("today", "date(\"2026-03-01\")")])
            .map(|o| o.outputs["x"].plain())
    };
    assert_eq!(decide("2019-12-31").unwrap(), "old");
    assert_eq!(decide("\"2019-12-31\"").unwrap(), "old");
    assert_eq!(decide("2025-06-01").unwrap(), "baby");
    assert_eq!(decide("2024-02-29").unwrap(), "24");
    assert!(decide("\"yesterday\"").unwrap_err().to_string().contains("must be a day"));
}

#[test]
fn the_trace_says_what_was_tried_and_survives_the_way_through_json() {
    let outcome = decide(TABLE, &[("age_months", "40"), ("resident", "false")]).unwrap();
    let trace = outcome.trace;
    assert_eq!(trace.failed, [0b10, 0b01, 0]);
    assert_eq!(trace.decided, [2]);
    assert!(
        trace.matched(0, 0) && !trace.matched(0, 1) && !trace.matched(1, 0) && trace.matched(2, 1)
    );
    assert_eq!(trace.table.from.to_string(), "2018-09-01");
    assert_eq!(trace.table.rows[2].article, "제13조");
    let json = serde_json::to_string(&trace).unwrap();
    let back: Trace = serde_json::from_str(&json).unwrap();
    assert_eq!(back, trace);
    assert_eq!(serde_json::to_string(&back).unwrap(), json);
    let again = decide(TABLE, &[("resident", "false"), ("age_months", "40")]).unwrap().trace;
    assert_eq!(serde_json::to_string(&again).unwrap(), json);
}

const PARAMETER: &str = "[[parameter]]\nid = \"age_limit\"\ntitle = { en = \"Age limit\" }\nunit = \"years\"\narticle = \"Act 4\"\n\
    [[parameter.value]]\nfrom = \"2020-01-01\"\nvalue = 18\n[[parameter.value]]\nfrom = \"2026-01-01\"\nvalue = 19\n";

#[test]
fn parameters_of_the_day_are_used_and_told() {
    let table =
        numbers("unique", "x number", &[("< age_limit", "0"), (">= age_limit", "age_limit * 2")]);
    let files =
        [("law/t.table".to_string(), table), ("law/p.toml".to_string(), PARAMETER.to_string())];
    let law = law::Law::read(files).unwrap();
    assert_eq!(law.check(), []);
    let decide =
        |on: &str| law.on(on.parse().unwrap()).decide("t", &facts(&[("n", "18")])).unwrap();
    assert_eq!(decide("2025-12-31").outputs["x"], Value::whole(36));
    let outcome = decide("2026-01-01");
    assert_eq!(outcome.outputs["x"], Value::whole(0));
    let used = &outcome.trace.parameters;
    assert_eq!(
        (used.len(), used[0].id.as_str(), used[0].from.to_string()),
        (1, "age_limit", "2026-01-01".into())
    );
    assert_eq!(used[0].article, "Act 4");
}

#[test]
fn facts_are_derived_in_order_and_remember_where_they_come_from() {
    let law = law("law/p.toml", PARAMETER);
    let expression = |name: &str, text: &str| (name.to_string(), Expression::parse(text).unwrap());
    let expressions = [
        expression("child", "applicant.family[id = answers.child][1]"),
        expression("age", "years between(child.birth_day, today)"),
        expression("of_age", "age >= age_limit"),
    ];
    let family = serde_json::json!({ "family": [{ "id": "a" }, { "id": "b" }] });
    let Value::Record(mut applicant) = Value::from_json(&family) else { panic!() };
    if let Some(Value::List(family)) = applicant.get_mut("family")
        && let Some(Value::Record(child)) = family.get_mut(1)
    {
        child.insert("birth_day".into(), Value::day("2007-03-01"));
    }
    let base = BTreeMap::from([
        ("applicant".to_string(), Value::Record(applicant)),
        ("answers".to_string(), Value::from_json(&serde_json::json!({ "child": "b" }))),
        ("today".to_string(), Value::day(DAY)),
    ]);
    let facts = Facts::compute(&expressions, base.clone(), law.on(day())).unwrap();
    assert_eq!(facts.values["of_age"], Value::Truth(true));
    assert_eq!(*facts.derived[1].reads, ["child.birth_day", "today"]);
    assert_eq!(facts.derived[1].value, Value::whole(19));
    assert_eq!(facts.derived[2].parameters[0].id, "age_limit");
    let again = Facts::compute(&expressions, base.clone(), law.on(day())).unwrap();
    assert_eq!(serde_json::to_string(&again).unwrap(), serde_json::to_string(&facts).unwrap());
    let fault =
        Facts::compute(&expressions, base, law.on("2019-12-31".parse().unwrap())).unwrap_err();
    assert_eq!(
        fault.to_string(),
        "the parameter `age_limit` has no value on 2019-12-31: the first applies from 2020-01-01"
    );
}

#[test]
fn facts_that_nest_without_end_are_a_fault() {
    let law = law("law/p.toml", PARAMETER);
    let deep = format!("{}a{}", "[".repeat(90), "]".repeat(90));
    let wrap = |n: usize| {
        (format!("a{n}"), Expression::parse(&deep.replace('a', &format!("a{}", n - 1))).unwrap())
    };
    let expressions: Vec<(String, Expression)> = (1..50).map(wrap).collect();
    let base = BTreeMap::from([("a0".to_string(), Value::whole(1))]);
    let fault = Facts::compute(&expressions, base, law.on(day())).unwrap_err();
    assert!(fault.to_string().contains("nested deeper"), "{fault}");
}
