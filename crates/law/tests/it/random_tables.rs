//! Random law and random people: tables of every hit policy over every kind of input, and facts that just miss or just hit.

use std::collections::BTreeMap;

use law::{Law, Value};
use proptest::prelude::{BoxedStrategy, Just, Strategy, prop, prop_oneof};

/// What the cells may name: values that change, a list, a scale.
const PARAMETERS: &str = r#"
[[parameter]]
id = "low"
title = { en = "Low" }
unit = "count"
article = "a"
[[parameter.value]]
from = "2019-01-01"
value = 1
[[parameter.value]]
from = "2024-01-01"
value = "2.5"

[[parameter]]
id = "high"
title = { en = "High" }
unit = "count"
article = "a"
[[parameter.value]]
from = "2019-01-01"
value = 4

[[parameter]]
id = "late"
title = { en = "Late" }
unit = "count"
article = "a"
[[parameter.value]]
from = "2025-01-01"
value = 2

[[parameter]]
id = "few"
title = { en = "Few" }
unit = "count"
article = "a"
[[parameter.value]]
from = "2019-01-01"
value = [1, 3]

[[parameter]]
id = "word"
title = { en = "Word" }
unit = "text"
article = "a"
[[parameter.value]]
from = "2019-01-01"
value = "b"

[[scale]]
id = "rates"
title = { en = "Rates" }
kind = "marginal"
article = "a"
[[scale.value]]
from = "2019-01-01"
brackets = [{ above = 0, rate = "0.1" }, { above = 10, rate = "0.25" }]
[[scale.value]]
from = "2023-01-01"
brackets = [{ from = 0, rate = "0.2" }]
"#;

pub const HITS: [&str; 11] = [
    "unique",
    "any",
    "first",
    "priority",
    "rule order",
    "output order",
    "collect",
    "collect sum",
    "collect min",
    "collect max",
    "collect count",
];

/// Days between which parameters change.
pub const DAYS: [&str; 4] = ["2020-01-01", "2023-05-01", "2024-06-01", "2026-01-01"];

/// The kinds of the inputs: their cells, and the values that people have.
const NUMBERS: [&str; 9] = ["-1", "0", "0.5", "1", "2", "2.5", "3", "4", "5"];
const WHOLE: [&str; 6] = ["-1", "0", "1", "2", "3", "4"];
const TEXTS: [&str; 5] = ["\"\"", "\"a\"", "\"b\"", "\"bb\"", "\"c\""];
const DAYS_OF: [&str; 4] =
    ["@\"2000-02-28\"", "@\"2000-02-29\"", "@\"2000-03-01\"", "@\"2001-01-01\""];

/// A random table, and whether all of its cells and outputs can be compiled.
#[derive(Clone, Debug)]
pub struct Table {
    pub hit: &'static str,
    rows: Vec<[String; 5]>,
    outputs: Vec<String>,
    allowed: &'static str,
}

fn ordered(
    values: &'static [&'static str],
    named: &'static [&'static str],
) -> BoxedStrategy<String> {
    let named: Vec<&str> = values.iter().chain(named).copied().collect();
    let one = || prop::sample::select(named.clone());
    let plain = || prop::sample::select(values.to_vec());
    prop_oneof![
        14 => Just("-".to_string()),
        2 => one().prop_map(str::to_string),
        4 => (prop::sample::select(vec!["<", "<=", ">", ">=", "!=", "="]), one()).prop_map(|(o, n)| format!("{o} {n}")),
        2 => (one(), one(), prop::sample::select(vec![("[", "]"), ("]", "]"), ("[", "["), ("]", "[")]))
            .prop_map(|(a, b, (l, r))| format!("{l}{a}..{b}{r}")),
        1 => (one(), one()).prop_map(|(a, b)| format!("{a}, {b}")),
        1 => (plain(), one()).prop_map(|(a, b)| format!("not({a}, > {b})")),
        1 => Just("null".to_string()),
        1 => Just("not(null)".to_string()),
    ]
    .boxed()
}

fn row(open: bool) -> impl Strategy<Value = [String; 5]> {
    let numbers: &'static [&'static str] = if open {
        &["low", "high", "late", "few", "extra", "b + 1", "scale(\"rates\", 12)"]
    } else {
        &["low", "high", "low + high", "scale(\"rates\", 12)"]
    };
    let truths =
        prop::sample::select(vec!["-", "-", "-", "-", "true", "false", "not(true)", "null"]);
    (
        ordered(&WHOLE, numbers),
        ordered(&NUMBERS, numbers),
        truths.prop_map(str::to_string),
        ordered(&DAYS_OF, &[]),
        ordered(&TEXTS, &["word"]),
    )
        .prop_map(|(a, b, c, d, e)| [a, b, c, d, e])
}

/// Tables of which everything can be compiled (`open` false), or with cells and outputs that need the facts.
pub fn table(open: bool) -> impl Strategy<Value = Table> {
    let outputs: Vec<&str> = if open {
        vec!["0", "1", "2", "low + a", "extra", "b", "late", "2 * b", "null"]
    } else {
        vec!["0", "1", "2", "3", "4", "low", "high", "low * 2", "null"]
    };
    let rows = prop::collection::vec(row(open), 1..6);
    let outputs = prop::collection::vec(prop::sample::select(outputs), 6);
    let allowed = prop::sample::select(vec!["", ">= 0", "[-1..high]", "0, 1, 2, 3"]);
    (prop::sample::select(HITS.to_vec()), rows, outputs, allowed).prop_map(
        |(hit, rows, outputs, allowed)| Table {
            hit,
            rows,
            outputs: outputs.into_iter().map(str::to_string).collect(),
            allowed,
        },
    )
}

impl Table {
    pub fn text(&self) -> String {
        let values = if ["priority", "output order"].contains(&self.hit) {
            "2, 4, 1, 5, 0, 3, 8, 2.5"
        } else {
            ""
        };
        let mut text = format!(
            "table: t\ntitle.en: T\narticle: a\nfrom: 2020-01-01\nhit: {}\nin: a integer {}\nin: b number\nin: c boolean\n\
             in: d day\nin: e text\nuse: extra number\nout: x number {values}\n| # | a | b | c | d | e || x |\n",
            self.hit, self.allowed
        );
        for (n, (cells, output)) in self.rows.iter().zip(&self.outputs).enumerate() {
            text.push_str(&format!("| {n} | {} || {output} |\n", cells.join(" | ")));
        }
        text
    }

    pub fn law(&self) -> Law {
        Law::read([
            ("law/p.toml".to_string(), PARAMETERS.to_string()),
            ("law/t.table".to_string(), self.text()),
        ])
        .unwrap_or_else(|mistakes| panic!("{mistakes:?}\n{}", self.text()))
    }
}

fn literal(text: &str) -> Value {
    let nothing = BTreeMap::new();
    law::Expression::parse(text).unwrap().evaluate(&law::Scope::of(&nothing))
}

fn one_of(values: &'static [&'static str], more: &'static [&'static str]) -> BoxedStrategy<Value> {
    let values: Vec<&str> = values.iter().chain(more).chain(&["null"]).copied().collect();
    prop::sample::select(values).prop_map(literal).boxed()
}

/// The facts of a person: values of the right kinds (null among them).
pub fn person() -> impl Strategy<Value = BTreeMap<String, Value>> {
    (
        one_of(&WHOLE, &["5"]),
        one_of(&NUMBERS, &["0.25", "0.75", "2.4", "99999999999"]),
        one_of(&["true", "false"], &[]),
        one_of(&DAYS_OF, &["@\"1900-01-01\"", "@\"2030-01-01\""]),
        one_of(&TEXTS, &["\"ab\"", "\"d\""]),
        one_of(&WHOLE, &[]),
    )
        .prop_map(|(a, b, c, d, e, extra)| {
            let named = [("a", a), ("b", b), ("c", c), ("d", d), ("e", e), ("extra", extra)];
            named.into_iter().map(|(name, value)| (name.to_string(), value)).collect()
        })
}

/// The same, now and then of a wrong kind, with a day as text, more digits than any point, or a fact that hides a parameter.
pub fn strange_person() -> impl Strategy<Value = BTreeMap<String, Value>> {
    let strange = prop::sample::select(vec![
        ("a", "0.5"),
        ("a", "\"text\""),
        ("b", "2.4999999999999999999999999"),
        ("b", "-79228162514264337593543950335"),
        ("b", "79228162514264337593543950335"),
        ("b", "true"),
        ("d", "\"2000-02-29\""),
        ("d", "\"never\""),
        ("e", "[1]"),
        ("low", "3"),
        ("few", "[2]"),
        ("late", "1"),
    ]);
    (person(), prop::option::of(strange)).prop_map(|(mut facts, strange)| {
        if let Some((name, text)) = strange {
            facts.insert(name.to_string(), literal(text));
        }
        facts
    })
}

/// A person of whom everything is known, so that every series has its kind.
pub fn known_person() -> BTreeMap<String, Value> {
    let named = [
        ("a", "1"),
        ("b", "2.25"),
        ("c", "true"),
        ("d", "@\"2000-02-29\""),
        ("e", "\"b\""),
        ("extra", "1"),
    ];
    named.into_iter().map(|(name, text)| (name.to_string(), literal(text))).collect()
}

/// Values of an input on, before, between and after every point that a cell can name; null among them.
pub fn values_of(name: &str) -> Vec<Value> {
    let (values, more): (&[&str], &[&str]) = match name {
        "a" => (&WHOLE, &["-7", "5", "6", "7", "9", "1000"]),
        "b" => (&NUMBERS, &["-7", "0.25", "1.7", "2.4", "2.6", "4.5", "6.9", "7", "1000"]),
        "c" => (&["true"], &["false"]),
        "d" => (&DAYS_OF, &["@\"1900-01-01\"", "@\"2000-03-02\"", "@\"2030-01-01\""]),
        _ => (&TEXTS, &["\"ab\"", "\"ba\"", "\"bbb\"", "\"d\"", "\"A\""]),
    };
    values.iter().chain(more).chain(&["null"]).map(|text| literal(text)).collect()
}

pub fn law_of_parameters() -> Law {
    Law::read([("law/p.toml".to_string(), PARAMETERS.to_string())]).unwrap()
}

/// Expressions as services write them over the same people: arithmetic, comparisons, choices, scales, rounding.
pub fn expression() -> impl Strategy<Value = String> {
    let number = prop::sample::select(vec![
        "a",
        "b",
        "extra",
        "low",
        "high",
        "late",
        "0",
        "1",
        "-2",
        "0.5",
        "2.75",
        "null",
        "9000000000000000000",
    ]);
    number.prop_map(str::to_string).prop_recursive(4, 24, 3, |inner| {
        let two = || (inner.clone(), inner.clone());
        let rounds = vec![
            "floor",
            "ceiling",
            "decimal",
            "round up",
            "round down",
            "round half up",
            "round half down",
            "round half even",
        ];
        let condition = prop_oneof![
            (two(), prop::sample::select(vec!["=", "!=", "<", "<=", ">", ">="]))
                .prop_map(|((a, b), o)| format!("{a} {o} {b}")),
            (two(), inner.clone()).prop_map(|((a, b), c)| format!("({a} between {b} and {c})")),
            Just("c".to_string()),
            Just("d > @\"2000-02-28\"".to_string()),
            Just("e = word".to_string()),
            Just("e != null and c".to_string()),
            (two(), inner.clone()).prop_map(|((a, b), c)| format!("({a} < {b} or c or {b} = {c})")),
        ];
        prop_oneof![
            (two(), prop::sample::select(vec!["+", "-", "*"]))
                .prop_map(|((a, b), o)| format!("({a} {o} {b})")),
            (inner.clone(), prop::sample::select(vec!["2", "10", "100", "12.5", "-0.4", "3", "0"]))
                .prop_map(|(a, b)| format!("({a} / {b})")),
            two().prop_map(|(a, b)| format!("min({a}, {b})")),
            two().prop_map(|(a, b)| format!("max({a}, {b}, low)")),
            (inner.clone(), prop::sample::select(rounds), -2..4_i64)
                .prop_map(|(a, f, d)| format!("{f}({a}, {d})")),
            inner.clone().prop_map(|a| format!("scale(\"rates\", {a})")),
            inner.clone().prop_map(|a| format!("(-{a})")),
            (condition, two()).prop_map(|(c, (a, b))| format!("(if {c} then {a} else {b})")),
        ]
    })
}
