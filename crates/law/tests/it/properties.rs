//! Properties that hold whatever the input: nothing panics or hangs, and what is fast agrees with what is plain.

use std::collections::BTreeMap;

use law::{Expression, Facts, Fault, Law, Scope, Value};
use proptest::prelude::{
    Just, ProptestConfig, Strategy, any, prop, prop_assert, prop_assert_eq, prop_oneof, proptest,
};
use vocabulary::Day;

use crate::mutation::mutated;

fn day() -> Day {
    "2026-01-01".parse().unwrap()
}

fn known() -> BTreeMap<String, Value> {
    let json = serde_json::json!({ "a": 3, "b": "text", "c": [1, 2, { "d": 4 }], "d": null, "e": { "f": true } });
    match Value::from_json(&json) {
        Value::Record(facts) => facts,
        _ => BTreeMap::new(),
    }
}

/// Pieces of expressions, so that many of the random texts are nearly right.
fn nearly_feel() -> impl Strategy<Value = String> {
    let words = [
        "a",
        "b",
        "c",
        "d",
        "e",
        "item",
        "1",
        "2.5",
        "0",
        "\"x\"",
        "true",
        "null",
        "+",
        "-",
        "*",
        "/",
        "**",
        "=",
        "!=",
        "<",
        "<=",
        ">",
        "(",
        ")",
        "[",
        "]",
        "{",
        "}",
        ",",
        ":",
        ".",
        "..",
        "?",
        "and",
        "or",
        "not(",
        "in",
        "between",
        "if",
        "then",
        "else",
        "for",
        "return",
        "some",
        "every",
        "satisfies",
        "count(",
        "sum(",
        "date(",
        "duration(",
        "string(",
        "substring(",
        "@\"2026-01-01\"",
        "@\"P1Y\"",
        "years and months duration(",
        "is defined(",
        "scale(",
        "1e9",
        "99999999999999999999999999",
        "가",
        "\n",
        "//",
        "/*",
    ];
    prop::collection::vec(prop::sample::select(words.to_vec()), 0..30)
        .prop_map(|words| words.join(" "))
}

/// An expression that is always well formed.
fn well_formed() -> impl Strategy<Value = String> {
    let leaf = prop::sample::select(vec![
        "a",
        "b",
        "c",
        "d",
        "e.f",
        "1",
        "-2",
        "0.5",
        "\"x\"",
        "true",
        "false",
        "null",
        "[]",
        "@\"2026-01-31\"",
        "@\"P1M\"",
        "@\"P40D\"",
        "99999999999999999999999999",
    ]);
    leaf.prop_map(str::to_string).prop_recursive(5, 40, 3, |inner| {
        let two = (inner.clone(), inner.clone());
        let operators =
            vec!["+", "-", "*", "/", "**", "=", "!=", "<", "<=", ">", ">=", "and", "or"];
        prop_oneof![
            (two.clone(), prop::sample::select(operators))
                .prop_map(|((a, b), o)| format!("({a} {o} {b})")),
            (two.clone(), inner.clone())
                .prop_map(|((a, b), c)| format!("(if {a} then {b} else {c})")),
            two.clone().prop_map(|(a, b)| format!("(for x in {a} return [x, {b}])")),
            two.clone().prop_map(|(a, b)| format!("(some x in {a} satisfies x = {b})")),
            two.clone().prop_map(|(a, b)| format!("({a})[{b}]")),
            two.clone().prop_map(|(a, b)| format!("({a} in (< {b}, {b}))")),
            (
                two,
                prop::sample::select(vec![
                    "modulo",
                    "append",
                    "round up",
                    "substring",
                    "list contains",
                    "min"
                ])
            )
                .prop_map(|((a, b), f)| format!("{f}({a}, {b})")),
            (
                inner.clone(),
                prop::sample::select(vec![
                    "count",
                    "sum",
                    "string",
                    "abs",
                    "not",
                    "distinct values",
                    "date"
                ])
            )
                .prop_map(|(a, f)| format!("{f}({a})")),
            prop::collection::vec(inner, 0..3).prop_map(|items| format!("[{}]", items.join(", "))),
        ]
    })
}

proptest! {
    #[test]
    fn random_texts_neither_panic_nor_hang(text in any::<String>()) {
        let _ = Expression::parse(&text).map(|e| (e.evaluate(&Scope::of(&known())), e.names()));
    }

    #[test]
    fn nearly_right_texts_neither_panic_nor_hang(text in nearly_feel()) {
        if let Ok(expression) = Expression::parse(&text) {
            let _ = (expression.evaluate(&Scope::of(&known())), expression.names(), expression.check(&law::Kinds::new()));
        }
    }

    #[test]
    fn well_formed_expressions_have_a_value_and_the_same_each_time(text in well_formed()) {
        let expression = Expression::parse(&text).unwrap();
        let facts = known();
        let first = expression.try_evaluate(&Scope::of(&facts));
        prop_assert_eq!(&first, &expression.try_evaluate(&Scope::of(&facts)));
        if let Ok(value) = first {
            let json = value.to_json();
            prop_assert_eq!(Value::from_json(&json).to_json().to_string(), json.to_string());
            let (kind, _) = expression.check(&law::Kinds::new());
            prop_assert!(law::Kind::of(&value).fits(&kind), "{text} is {value} and was said to be {kind}");
        }
    }

    #[test]
    fn random_files_neither_panic_nor_hang(text in any::<String>(), lines in prop::collection::vec(any::<String>(), 0..5)) {
        let _ = Law::read([("law/a.toml".to_string(), text.clone())]);
        let _ = Law::read([("law/a.table".to_string(), text)]);
        let table = format!("{}{}", crate::files::TABLE, lines.iter().map(|l| format!("| {l} |\n")).collect::<String>());
        let _ = Law::read([("law/a.table".to_string(), table)]);
    }
}

/// The law's files of the demo country: real tables and parameters.
fn real_files() -> Vec<(String, Vec<u8>)> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../countries/kr/law");
    let mut files: Vec<_> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let named = |path: &std::path::PathBuf| {
        let name = format!("law/{}", path.file_name().unwrap().to_string_lossy());
        (name, std::fs::read(path).unwrap())
    };
    files.iter().map(named).collect()
}

/// Expressions as services write them.
const EXPRESSIONS: [&str; 8] = [
    "if a = 3 then \"three\" else substring(b, 1, 2) + \"******\"",
    "some x in c satisfies x = 1 and e.f != false",
    "sum(for x in c return if x instance of number then x else 0)",
    "@\"2026-01-31\" + duration(\"P1M\") <= date(\"2026-02-28\")",
    "count(c[item > 1]) between 1 and 2",
    "a in (< 1, [2..4), not(5))",
    "{ a: 1, \"b c\": [1, 2.50, null] }.a ** 2 / 3",
    "string(decimal(a * 1.105, 0)) // said\n + \"가\\n\"",
];

proptest! {
    #[test]
    fn real_files_that_were_cut_doubled_and_mixed_neither_panic_nor_hang(
        which in any::<prop::sample::Index>(),
        tape in prop::collection::vec(any::<u16>(), 0..24),
    ) {
        let files = real_files();
        let (name, own) = which.get(&files);
        let other = &which.get(&files[1..]).1;
        let text = String::from_utf8_lossy(&mutated(&[own, own, other], &tape)).into_owned();
        if let Ok(law) = Law::read([(name.clone(), text)]) {
            let _ = law.findings();
        }
    }

    #[test]
    fn real_expressions_that_were_cut_doubled_and_mixed_neither_panic_nor_hang(tape in prop::collection::vec(any::<u16>(), 0..24)) {
        let samples: Vec<&[u8]> = EXPRESSIONS.iter().map(|text| text.as_bytes()).collect();
        let text = String::from_utf8_lossy(&mutated(&samples, &tape)).into_owned();
        if let Ok(expression) = Expression::parse(&text) {
            let _ = (expression.evaluate(&Scope::of(&known())), expression.names(), expression.check(&law::Kinds::new()));
        }
    }
}

/// A small table over two whole numbers and a boolean.
#[derive(Clone, Debug)]
struct Small {
    hit: &'static str,
    rows: Vec<[String; 3]>,
}

const LOW: i64 = -1;
const HIGH: i64 = 5;

fn cell() -> impl Strategy<Value = String> {
    let n = LOW..=HIGH;
    let two = (n.clone(), n.clone());
    prop_oneof![
        2 => Just("-".to_string()),
        1 => n.clone().prop_map(|n| n.to_string()),
        1 => (prop::sample::select(vec!["<", "<=", ">", ">=", "!="]), n.clone()).prop_map(|(o, n)| format!("{o} {n}")),
        1 => (two.clone(), prop::sample::select(vec![("[", "]"), ("(", "]"), ("[", ")"), ("(", ")")]))
            .prop_map(|((a, b), (l, r))| format!("{l}{a}..{b}{r}")),
        1 => two.clone().prop_map(|(a, b)| format!("{a}, {b}")),
        1 => two.prop_map(|(a, b)| format!("not({a}, > {b})")),
    ]
}

fn small() -> impl Strategy<Value = Small> {
    let truth =
        prop::sample::select(vec!["-", "true", "false", "not(true)"]).prop_map(str::to_string);
    let row = (cell(), cell(), truth).prop_map(|(a, b, c)| [a, b, c]);
    let hits = prop::sample::select(vec![
        "unique",
        "first",
        "any",
        "priority",
        "rule order",
        "collect count",
    ]);
    (hits, prop::collection::vec(row, 1..6)).prop_map(|(hit, rows)| Small { hit, rows })
}

impl Small {
    fn text(&self) -> String {
        let mut text = format!(
            "table: t\ntitle.en: T\narticle: a\nfrom: 2020-01-01\nhit: {}\nin: a integer [{LOW}..{HIGH}]\nin: b integer [{LOW}..{HIGH}]\n\
             in: c boolean\nout: x number 0, 1, 2, 3, 4, 5\n| # | a | b | c || x |\n",
            self.hit
        );
        for (n, [a, b, c]) in self.rows.iter().enumerate() {
            text.push_str(&format!("| {n} | {a} | {b} | {c} || {} |\n", n % 3));
        }
        text
    }

    /// Whether a cell holds, by the expression `input in (cell)` alone.
    fn holds(cell: &str, input: &Value) -> bool {
        if cell == "-" {
            return true;
        }
        let (cell, wanted) = match cell.strip_prefix("not(") {
            Some(rest) => (rest.trim_end_matches(')'), false),
            None => (cell, true),
        };
        let facts = BTreeMap::from([("input".to_string(), input.clone())]);
        let expression = Expression::parse(&format!("input in ({cell})")).unwrap();
        expression.evaluate(&Scope::of(&facts)) == Value::Truth(wanted)
    }

    fn matching(&self, point: &[Value; 3]) -> Vec<usize> {
        let row = |cells: &[String; 3]| {
            cells.iter().zip(point).all(|(cell, input)| Small::holds(cell, input))
        };
        self.rows.iter().enumerate().filter(|(_, cells)| row(cells)).map(|(n, _)| n).collect()
    }

    fn points() -> Vec<[Value; 3]> {
        let mut points = Vec::new();
        for a in LOW..=HIGH {
            for b in LOW..=HIGH {
                for c in [true, false] {
                    points.push([Value::whole(a), Value::whole(b), Value::Truth(c)]);
                }
            }
        }
        points
    }

    /// What the table must give, worked out from the rows that match.
    fn naive(&self, matching: &[usize]) -> Option<Value> {
        let output = |row: &usize| Value::whole(i64::try_from(row % 3).unwrap());
        let outputs: Vec<Value> = matching.iter().map(output).collect();
        match self.hit {
            "unique" => (outputs.len() == 1).then(|| outputs[0].clone()),
            "first" => outputs.first().cloned(),
            "any" => outputs.first().filter(|first| outputs.iter().all(|o| o == *first)).cloned(),
            "priority" => matching
                .iter()
                .map(|row| row % 3)
                .min()
                .map(|x| Value::whole(i64::try_from(x).unwrap())),
            "rule order" => Some(Value::List(outputs)),
            _ => Some(Value::whole(i64::try_from(outputs.len()).unwrap())),
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn deciding_agrees_with_a_naive_evaluator(small in small()) {
        let law = Law::read([("law/t.table".to_string(), small.text())]).unwrap();
        for point in Small::points() {
            let named = ["a", "b", "c"].map(str::to_string).into_iter().zip(point.clone()).collect::<BTreeMap<_, _>>();
            let decided = law.on(day()).decide("t", &Facts::from(named)).map(|outcome| outcome.outputs["x"].clone());
            let matching = small.matching(&point);
            prop_assert_eq!(decided.clone().ok(), small.naive(&matching), "{:?}", point);
            if small.hit == "unique" && matching.len() > 1 {
                let told = matches!(decided, Err(Fault::SeveralRows { .. }));
                prop_assert!(told);
            }
        }
    }

    #[test]
    fn the_checks_agree_with_brute_force(small in small()) {
        let law = Law::read([("law/t.table".to_string(), small.text())]).unwrap();
        let findings = law.findings();
        prop_assert_eq!(&findings.not_checked, &Vec::new());
        let said = |what: &str| findings.mistakes.iter().any(|m| m.message.contains(what));
        let all: Vec<Vec<usize>> = Small::points().iter().map(|point| small.matching(point)).collect();
        let one_result = ["unique", "first", "any", "priority"].contains(&small.hit);
        prop_assert_eq!(said("no row matches"), one_result && all.iter().any(Vec::is_empty), "{}", small.text());
        for row in 0..small.rows.len() {
            let never = all.iter().all(|matching| !matching.contains(&row));
            let covered = all.iter().all(|matching| matching.first() != Some(&row));
            let dead = never || (small.hit == "first" && covered);
            prop_assert_eq!(said(&format!("row {row} can never match")), dead, "{}", small.text());
            // The rows give 0, 1, 2, 0, …, and 0 comes first.
            let outranks = |other: &usize| (other % 3, *other) < (row % 3, row);
            let outranked = all.iter().all(|matching| !matching.contains(&row) || matching.iter().any(outranks));
            let silent = small.hit == "priority" && !never && outranked;
            prop_assert_eq!(said(&format!("row {row} can never decide")), silent, "{}", small.text());
        }
        let together = all.iter().any(|matching| matching.len() > 1);
        let differ = |m: &Vec<usize>| m.iter().any(|row| row % 3 != m[0] % 3);
        let wrong = (small.hit == "unique" && together) || (small.hit == "any" && all.iter().any(differ));
        prop_assert_eq!(said("match together"), wrong, "{}", small.text());
    }
}
