//! Tables of the law as models of DMN and back: nothing is lost, and both decide the same.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use law::dmn::suite::{Suite, Verdict};
use law::{Facts, Kind, Law, LawOfDay, Value};
use proptest::prelude::{Strategy, prop, prop_assert_eq, proptest};
use vocabulary::{Day, Moment};

fn day() -> Day {
    "2026-03-01".parse().unwrap()
}

/// The law of the demo country.
fn country() -> Law {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../countries/kr/law");
    let files = std::fs::read_dir(folder).unwrap().map(|entry| {
        let path = entry.unwrap().path();
        (path.display().to_string(), std::fs::read_to_string(&path).unwrap())
    });
    Law::read(files).unwrap()
}

/// Out, in, and out again: the same file each time.
fn round(law: LawOfDay<'_>, others: &[(String, String)], table: &str) -> String {
    let out = law::dmn::export(law, table).unwrap();
    let mistakes = law::dmn::check(&[("out.dmn".into(), out.clone())]).unwrap();
    assert_eq!(mistakes, [], "{out}");
    let back = law::dmn::import("out.dmn", &out, None).unwrap();
    let mut files = others.to_vec();
    files.push(("back.table".into(), back.clone()));
    let read = Law::read(files).unwrap_or_else(|mistakes| panic!("{mistakes:?}\n{back}"));
    assert_eq!(law::dmn::export(read.on(law.day), table).unwrap(), out, "{back}");
    out
}

#[test]
fn every_table_of_the_demo_country_goes_out_and_comes_back() {
    let law = country();
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../countries/kr/law");
    let parameters = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let parameters: Vec<(String, String)> = parameters
        .filter(|path| path.extension().is_some_and(|ending| ending == "toml"))
        .map(|path| (path.display().to_string(), std::fs::read_to_string(&path).unwrap()))
        .collect();
    for table in law.tables() {
        round(law.on(day().max(table.from)), &parameters, &table.id);
    }
}

/// Values to try for an input.
fn tried(kind: &Kind) -> Vec<Value> {
    match kind {
        Kind::Boolean => vec![Value::Truth(true), Value::Truth(false), Value::Nothing],
        Kind::Number | Kind::Integer => [-1, 0, 1, 65, 2_000_000].map(Value::whole).to_vec(),
        Kind::Text => vec![Value::text("a")],
        _ => vec![Value::Nothing],
    }
}

fn xml(value: &Value) -> String {
    match value {
        Value::Nothing => "<value xsi:nil=\"true\"/>".into(),
        Value::Truth(truth) => format!("<value xsi:type=\"xsd:boolean\">{truth}</value>"),
        Value::Number(number) => format!("<value xsi:type=\"xsd:decimal\">{number}</value>"),
        other => format!("<value xsi:type=\"xsd:string\">{}</value>", other.plain()),
    }
}

#[test]
fn a_table_decides_the_same_in_dmn() {
    let law = country();
    let mut compared = 0;
    for table in law.tables() {
        let on = law.on(day().max(table.from));
        let simple =
            table.inputs.iter().all(|input| !matches!(input.kind, Kind::Any | Kind::List(_)));
        if !simple || on.table(&table.id).unwrap() != table {
            continue;
        }
        let mut cases = String::new();
        let mut rows: Vec<BTreeMap<String, Value>> = vec![BTreeMap::new()];
        for input in &table.inputs {
            let with = |row: &BTreeMap<String, Value>, value: &Value| {
                let mut row = row.clone();
                row.insert(input.name.clone(), value.clone());
                row
            };
            let more = rows.iter().flat_map(|row| {
                tried(&input.kind).into_iter().map(|v| with(row, &v)).collect::<Vec<_>>()
            });
            rows = more.take(500).collect();
        }
        for (number, row) in rows.iter().enumerate() {
            let Ok(outcome) = on.decide(&table.id, &Facts::from(row.clone())) else { continue };
            write!(cases, "<testCase id=\"{number}\">").unwrap();
            for (name, value) in row {
                write!(cases, "<inputNode name=\"{name}\">{}</inputNode>", xml(value)).unwrap();
            }
            write!(cases, "<resultNode name=\"{}\"><expected>", table.id).unwrap();
            for (name, value) in &outcome.outputs {
                let value = xml(value);
                match outcome.outputs.len() {
                    1 => cases.push_str(&value),
                    _ => write!(cases, "<component name=\"{name}\">{value}</component>").unwrap(),
                }
            }
            cases.push_str("</expected></resultNode></testCase>");
        }
        let text = format!(
            "<testCases xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"><modelName>m.dmn</modelName>{cases}</testCases>"
        );
        let models = [("m.dmn".to_string(), law::dmn::export(on, &table.id).unwrap())];
        for outcome in Suite::read("m-test-01.xml", &text, &models).unwrap().run(Moment(0)) {
            assert_eq!(outcome.verdict, Verdict::Passed, "{} {outcome:?}", table.id);
            compared += 1;
        }
    }
    assert!(compared > 100, "only {compared} rows were compared");
}

#[test]
fn scales_and_the_functions_beyond_the_standard_go_along() {
    let files = [
        ("a.toml".to_string(), r#"
[[parameter]]
id = "rate"
title = { en = "Rate" }
unit = "percent"
article = "Article 1"
[[parameter.value]]
from = "2020-01-01"
value = "0.5"

[[scale]]
id = "tax"
title = { en = "Tax" }
kind = "marginal"
article = "Article 2"
[[scale.value]]
from = "2020-01-01"
brackets = [{ above = 0, rate = "0.1" }, { above = 1000, rate = "0.2" }]
"#.to_string()),
        ("a.table".to_string(), "table: t\ntitle.en: T\narticle: a\nfrom: 2020-01-01\nhit: first\nin: base number\nin: born day\nout: due number\n\
            | # | base | born || due |\n| 1 | > 100 | years between(?, @\"2026-03-01\") >= 18 || scale(\"tax\", base) * rate |\n| 2 | - | - || 0 |\n".to_string()),
    ];
    let law = Law::read(files.clone()).unwrap_or_else(|mistakes| panic!("{mistakes:?}"));
    let out = round(law.on(day()), &files[..1], "t");
    let case = |base: i64, born: &str, due: &str| {
        format!(
            "<testCase id=\"{base}\"><inputNode name=\"base\"><value xsi:type=\"xsd:decimal\">{base}</value></inputNode>\
             <inputNode name=\"born\"><value xsi:type=\"xsd:date\">{born}</value></inputNode><resultNode name=\"t\"><expected>\
             <value xsi:type=\"xsd:decimal\">{due}</value></expected></resultNode></testCase>"
        )
    };
    let cases = [
        case(3_000, "2008-03-01", "250"),
        case(500, "2000-02-29", "25"),
        case(501, "2008-03-02", "0"),
    ]
    .concat();
    let text = format!(
        "<testCases xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"><modelName>m</modelName>{cases}</testCases>"
    );
    let outcomes =
        Suite::read("m-test-01.xml", &text, &[("m".to_string(), out)]).unwrap().run(Moment(0));
    assert!(outcomes.iter().all(|outcome| outcome.verdict == Verdict::Passed), "{outcomes:?}");
}

#[test]
fn a_model_of_elsewhere_needs_its_article_and_its_day() {
    let text = "<definitions xmlns=\"https://www.omg.org/spec/DMN/20230324/MODEL/\" name=\"m\" namespace=\"n\">\
        <decision id=\"d\" name=\"Fee Class\"><variable name=\"Fee Class\"/><decisionTable hitPolicy=\"COLLECT\" aggregation=\"SUM\">\
        <input label=\"Age\"><inputExpression typeRef=\"number\"><text>age</text></inputExpression></input>\
        <output typeRef=\"number\"/><rule><inputEntry><text>&lt; 18</text></inputEntry><outputEntry><text>0</text></outputEntry></rule>\
        </decisionTable></decision></definitions>";
    let mistakes = law::dmn::import("m.dmn", text, None).unwrap_err();
    assert!(mistakes[0].message.contains("--article"), "{mistakes:?}");
    let about = law::dmn::About { article: "제1조".into(), from: day() };
    let table = law::dmn::import("m.dmn", text, Some(&about)).unwrap();
    let law = Law::read([("m.table".to_string(), table.clone())])
        .unwrap_or_else(|m| panic!("{m:?}\n{table}"));
    assert_eq!(law.versions("fee_class")[0].hit.to_string(), "collect sum", "{table}");
}

/// Tables of two inputs and two outputs with any hit policy.
fn tables() -> impl Strategy<Value = String> {
    let hits = ["unique", "any", "first", "priority", "rule order", "output order", "collect"];
    let numbers =
        ["-", "< 5", "[1..10]", "not(3, 4)", "? > 2 and ? < 9", "1, 2, >= 7", "null", "(0..limit)"];
    let texts = ["-", "\"a\"", "\"a|b\", \"c\"", "not(\"<&>\")", "string length(?) > 2", "\"한\""];
    let outputs = ["1", "n * 2 + 0.5", "null", "if n > 3 then 1 else 2", "min(n, 7)"];
    let row = (
        prop::sample::select(numbers.to_vec()),
        prop::sample::select(texts.to_vec()),
        prop::sample::select(outputs.to_vec()),
        "[a-z]{0,3}",
    );
    (prop::sample::select(hits.to_vec()), prop::collection::vec(row, 1..8), "[A-Za-z가-힣<>&\"']{1,12}").prop_map(|(hit, rows, title)| {
        let mut text = format!(
            "table: t\ntitle.en: {title}\narticle: Article <1> & 2\nfrom: 2020-01-01\nhit: {hit}\nin: n integer [0..100]\n\
             in: s text = person.name\nout: class text \"x\", \"y\"\nout: due number\nuse: limit number\n| # | n | s || class | due | article |\n"
        );
        for (number, (n, s, due, article)) in rows.iter().enumerate() {
            writeln!(text, "| {} | {n} | {s} || \"x\" | {due} | {article} |", number + 1).unwrap();
        }
        text
    })
}

proptest! {
    #[test]
    fn any_table_comes_back_as_it_went_out(text in tables()) {
        let law = Law::read([("t.table".to_string(), text.clone())]).unwrap_or_else(|m| panic!("{m:?}\n{text}"));
        let out = round(law.on(day()), &[], "t");
        prop_assert_eq!(law::dmn::rewritten("t.dmn", &out).unwrap(), out);
    }
}
