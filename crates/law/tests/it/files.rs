//! Reading the law's files: what is taken, what is refused and where the mistake is.

use law::{BracketKind, Fault, Law, Value};
use vocabulary::{Day, Lang};

use crate::law;

const AMOUNTS: &str = r#"
[[parameter]]
id = "child_allowance_monthly"
title = { ko = "아동수당 월 지급액", en = "Child allowance, monthly amount" }
unit = "KRW"
article = "아동수당법 제4조제1항"
link = "https://www.law.go.kr/"
[[parameter.value]]
from = "2022-01-01"
promulgated = "2021-12-14"
value = 120_000
article = "아동수당법 제4조제5항"
[[parameter.value]]
from = 2018-09-01
promulgated = "2018-03-27"
value = 100000

[[parameter]]
id = "rate"
title = { en = "Rate" }
unit = "percent"
article = "Act 1"
[[parameter.value]]
from = "2020-01-01"
value = 0.1250
[[parameter.value]]
from = "2021-01-01"
value = "1_0"
"#;

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn mistakes(path: &str, text: &str) -> Vec<String> {
    let read = Law::read([(path.to_string(), text.to_string())]);
    read.unwrap_err().iter().map(ToString::to_string).collect()
}

/// The text has exactly this mistake, somewhere in what is told.
fn refused(path: &str, text: &str, place: &str, wanted: &str) {
    let found = mistakes(path, text);
    assert!(
        found.iter().any(|m| m.starts_with(place) && m.contains(wanted)),
        "{wanted}\n{found:#?}"
    );
}

#[test]
fn the_value_of_a_day_is_the_latest_that_is_in_force() {
    let text = AMOUNTS.replace("\"1_0\"", "13");
    let law = law("law/child.toml", &text);
    for (on, amount, from) in [
        ("2018-09-01", 100_000, "2018-09-01"),
        ("2021-12-31", 100_000, "2018-09-01"),
        ("2022-01-01", 120_000, "2022-01-01"),
        ("2030-01-01", 120_000, "2022-01-01"),
    ] {
        let (parameter, value) =
            law.on(day(on)).parameter("child_allowance_monthly").unwrap().unwrap();
        assert_eq!((&value.value, value.from), (&Value::whole(amount), day(from)), "{on}");
        assert_eq!(parameter.title.get(&Lang::new("ko")), "아동수당 월 지급액");
    }
    let (_, rate) = law.on(day("2020-06-01")).parameter("rate").unwrap().unwrap();
    assert_eq!(rate.value.to_string(), "0.125");
}

#[test]
fn a_parameter_asked_for_before_its_first_day_is_a_fault_that_names_both() {
    let law = law("law/child.toml", &AMOUNTS.replace("\"1_0\"", "13"));
    let fault = law.on(day("2018-08-31")).parameter("child_allowance_monthly").unwrap_err();
    let told = "the parameter `child_allowance_monthly` has no value on 2018-08-31: the first applies from 2018-09-01";
    assert_eq!(fault.to_string(), told);
    assert!(matches!(law.on(day("2018-08-31")).parameter("stranger"), Ok(None)));
    assert!(matches!(law.on(day("2018-08-31")).table("t"), Err(Fault::UnknownTable { .. })));
}

#[test]
fn mistakes_in_parameters_have_their_line() {
    refused("law/a.toml", AMOUNTS, "law/a.toml:28:9", "no value in the unit `percent`");
    refused("law/a.toml", "[[parameter]]\nid = 5", "law/a.toml:2:6", "`id` must be a text");
    refused("law/a.toml", "[[parameter]]\nid = \"Child\"", "law/a.toml:2:6", "cannot be a name");
    refused("law/a.toml", "[[parameter]]\nid = \"a\"", "law/a.toml:2:1", "`title` is missing");
    refused(
        "law/a.toml",
        "[[paramter]]\nid = \"a\"",
        "law/a.toml:1:3",
        "did you mean `parameter`?",
    );
    refused("law/a.toml", "parameter = 5", "law/a.toml:1:1", "[[parameter]]");
    refused("law/a.toml", "x = [", "law/a.toml:1", "");
    let head = "[[parameter]]\nid = \"a\"\ntitle = {}\nunit = \"KRW\"\narticle = \"x\"\n";
    refused("law/a.toml", head, "law/a.toml:2:1", "the parameter `a` has no value");
    let value = |rest: &str| format!("{head}[[parameter.value]]\n{rest}");
    refused(
        "law/a.toml",
        &value("from = \"2023-02-29\"\nvalue = 1"),
        "law/a.toml:7:8",
        "no day of the calendar",
    );
    refused(
        "law/a.toml",
        &value("from = \"2023-02-28\"\nvalue = 1.5"),
        "law/a.toml:8:9",
        "whole minor units",
    );
    refused(
        "law/a.toml",
        &value("from = \"2023-02-28\"\nvalue = true"),
        "law/a.toml:8:9",
        "no value in the unit",
    );
    refused("law/a.toml", &value("from = \"2023-02-28\""), "law/a.toml:7:1", "`value` is missing");
    refused(
        "law/a.toml",
        &value("from = \"2023-02-28\"\nvalue = 1\nvaleu = 2"),
        "law/a.toml:9:1",
        "did you mean `value`?",
    );
    let twice = value(
        "from = \"2023-02-28\"\nvalue = 1\n[[parameter.value]]\nfrom = \"2023-02-28\"\nvalue = 2",
    );
    refused("law/a.toml", &twice, "law/a.toml:10", "two values from 2023-02-28");
    refused("law/a.txt", "", "law/a.txt", "no file of law");
}

#[test]
fn the_same_name_in_two_files_is_a_mistake() {
    let text = AMOUNTS.replace("\"1_0\"", "13");
    let read = Law::read([("law/a.toml".into(), text.clone()), ("law/b.toml".into(), text)]);
    let mistakes = read.unwrap_err();
    assert_eq!(mistakes.len(), 2);
    assert!(
        mistakes.iter().all(|m| m.file == "law/b.toml" && m.message.contains("in law/a.toml:"))
    );
}

/// 소득세법 제55조제1항, the first three brackets as of 2023.
pub const SCALE: &str = r#"
[[scale]]
id = "income_tax"
title = { ko = "종합소득 과세표준 기본세율", en = "Income tax rates" }
kind = "marginal"
article = "소득세법 제55조제1항"
[[scale.value]]
from = "2023-01-01"
promulgated = "2022-12-31"
brackets = [
  { above = 0, rate = "0.06" },
  { above = 14_000_000, rate = 0.15 },
  { above = 50_000_000, rate = "0.24" },
]
"#;

#[test]
fn a_scale_is_applied_in_an_expression_and_rounded_by_it() {
    let law = law("law/tax.toml", SCALE);
    assert_eq!(law.scale("income_tax").unwrap().kind, BracketKind::Marginal);
    let facts = crate::facts(&[("base", "15000007")]);
    let on = law.on(day("2024-05-01"));
    let evaluate = |text: &str| {
        law::Expression::parse(text).unwrap().try_evaluate(&law::Scope::of(&facts.values).with(on))
    };
    assert_eq!(evaluate("scale(\"income_tax\", base)").unwrap().to_string(), "990001.05");
    assert_eq!(
        evaluate("round down(scale(\"income_tax\", base), -1)").unwrap(),
        Value::whole(990_000)
    );
    assert_eq!(evaluate("scale(\"income_tax\", null)").unwrap(), Value::Nothing);
    assert_eq!(
        evaluate("scale(\"incom_tax\", 1)"),
        Err(Fault::UnknownScale { scale: "incom_tax".into() })
    );
    let early = law::Expression::parse("scale(\"income_tax\", 1)").unwrap();
    let fault = early.try_evaluate(&law::Scope::of(&facts.values).with(law.on(day("2022-12-31"))));
    assert!(matches!(fault, Err(Fault::ScaleNotYet { .. })));
    assert_eq!(early.evaluate(&law::Scope::of(&facts.values)), Value::Nothing);
}

#[test]
fn mistakes_in_scales_have_their_line() {
    for (from, to, line, wanted) in [
        ("marginal", "steep", 5, "no kind of scale `steep`"),
        ("above = 14_000_000", "above = 0", 12, "brackets must rise"),
        ("rate = \"0.06\"", "rate = \"six\"", 11, "`rate` is no number"),
        (", rate = \"0.06\"", "", 11, "without a rate"),
        ("above = 0", "aboev = 0", 11, "did you mean `above`?"),
        ("rate = \"0.06\"", "amount = 5", 11, "an amount in a marginal scale"),
    ] {
        refused(
            "law/tax.toml",
            &SCALE.replacen(from, to, 1),
            &format!("law/tax.toml:{line}"),
            wanted,
        );
    }
}

pub const TABLE: &str = r#"# A comment.
table: child_allowance
title.ko: 아동수당 지급 여부와 금액
title.en: Child allowance: entitlement and amount
article: 아동수당법 제4조
link: https://www.law.go.kr/
promulgated: 2018-03-27
from: 2018-09-01
hit: unique
in: age_months integer >= 0
in: resident boolean
out: outcome text "grant", "refuse"
out: amount number
out: reason text

| # | age_months | resident || outcome  | amount | reason    | article |
|---|------------|----------||----------|--------|-----------|---------|
| 1 | < 96       | true     || "grant"  | 100000 | "under|8" | 제4조제1항 |
| 2 | >= 96      | -        || "refuse" | 0      | "too_old" |         |
| 3 | < 96       | false    || "refuse" | 0      | "abroad"  | 제13조    |
"#;

#[test]
fn a_table_is_read_with_its_titles_and_columns() {
    let law = law("law/child.table", TABLE);
    let table = law.on(day("2020-01-01")).table("child_allowance").unwrap();
    assert_eq!(table.title.get(&Lang::new("en")), "Child allowance: entitlement and amount");
    assert_eq!((table.line, table.row_count()), (2, 3));
    let outcome = table.output("outcome").unwrap();
    assert_eq!(outcome.values(), [&Value::text("grant"), &Value::text("refuse")]);
    assert_eq!(outcome.allowed(), "\"grant\", \"refuse\"");
    let reasons: Vec<String> =
        table.output_values("reason").iter().map(|(v, line)| format!("{v}{line}")).collect();
    assert_eq!(reasons, ["\"under|8\"18", "\"too_old\"19", "\"abroad\"20"]);
    assert_eq!(law.check(), []);
}

#[test]
fn versions_of_a_table_follow_one_another() {
    let later = TABLE.replace("from: 2018-09-01", "from: 2022-04-01").replace("96", "108");
    let law = law("law/child.table", &format!("{later}\n{TABLE}"));
    let from =
        |on: &str| law.on(day(on)).table("child_allowance").map(|table| table.from.to_string());
    assert_eq!(from("2022-03-31").unwrap(), "2018-09-01");
    assert_eq!(from("2022-04-01").unwrap(), "2022-04-01");
    let fault = from("2018-08-31").unwrap_err();
    assert_eq!(
        fault.to_string(),
        "the table `child_allowance` has no version on 2018-08-31: the first applies from 2018-09-01"
    );
    refused(
        "law/child.table",
        &format!("{TABLE}\n{TABLE}"),
        "law/child.table:23",
        "two versions from 2018-09-01",
    );
}

#[test]
fn mistakes_in_tables_have_line_and_column() {
    for (from, to, place, wanted) in [
        ("table: child_allowance", "table: Child", "2:8", "cannot be a name"),
        ("hit: unique", "hit: sometimes", "9:6", "no hit policy `sometimes`"),
        ("hit: unique\n", "", "2", "without a hit policy"),
        ("from: 2018-09-01", "from: 2018-09-31", "8:7", "not a day of the calendar"),
        ("from: 2018-09-01\n", "", "2", "without a first day"),
        ("article: 아동수당법 제4조\n", "", "2", "without an article"),
        ("article:", "artikle:", "5:1", "did you mean `article`?"),
        ("in: resident boolean", "in: resident bool", "11:14", "no kind `bool`"),
        ("in: resident boolean", "in: age_months boolean", "11:5", "two columns `age_months`"),
        ("in: resident boolean", "in: Resident boolean", "11:5", "cannot be a name"),
        ("in: age_months integer >= 0", "in: age_months integer >= ", "10:26", "ends too early"),
        ("out: reason text", "out: reason text = 5", "14:6", "an output reads nothing"),
        (
            "| # | age_months | resident ||",
            "| # | resident | age_months ||",
            "16:1",
            "does not name the columns",
        ),
        (
            "| 2 | >= 96      | -        ||",
            "| 2 | >= 96      | -        |",
            "19:31",
            "between the inputs and the outputs",
        ),
        ("| 2 | >= 96 ", "| 1 | >= 96 ", "19:2", "a number of its own"),
        ("| 2 | >= 96 ", "| 2 | >= 96 | ", "19:1", "has 8 cells, and the head has 7"),
        ("| 2 | >= 96 ", "| 2 | >= (96 ", "19:13", "`)` is missing"),
        ("| 2 | >= 96 ", "| 2 | ", "19:12", "an empty cell"),
        ("| 0      | \"too_old\"", "| 0 +    | \"too_old\"", "19:46", "ends too early"),
        ("# A comment.", "What is this?", "1:1", "begins with `table: <name>`"),
        ("link: https://www.law.go.kr/", "link", "6:1", "neither a header nor a row"),
        ("link: https://www.law.go.kr/", "link:", "6:1", "says nothing"),
        ("link: https://www.law.go.kr/", "from: 2018-01-01", "8:1", "twice"),
    ] {
        refused(
            "law/c.table",
            &TABLE.replacen(from, to, 1),
            &format!("law/c.table:{place} "),
            wanted,
        );
    }
    refused(
        "law/c.table",
        &format!("{TABLE}link: x"),
        "law/c.table:21:1 ",
        "header below the rows",
    );
    refused("law/c.table", "", "law/c.table", "holds no table");
    let priority =
        TABLE.replace("unique", "priority").replace("text \"grant\", \"refuse\"", "text");
    refused("law/c.table", &priority, "law/c.table:2", "which of its values comes first");
    refused(
        "law/c.table",
        &TABLE.replace("unique", "collect sum"),
        "law/c.table:2",
        "has one output",
    );
}

#[test]
fn the_text_of_a_day_changes_with_what_applies_and_with_nothing_else() {
    let text = AMOUNTS.replace("\"1_0\"", "13");
    let files = [("law/b.toml".to_string(), text), ("law/a.table".to_string(), TABLE.to_string())];
    let law = Law::read(files.clone()).unwrap();
    let mut turned = files.to_vec();
    turned.reverse();
    let same = Law::read(turned).unwrap();
    let on = |law: &Law, on: &str| law.on(day(on)).canonical_text();
    assert_eq!(on(&law, "2022-05-05"), on(&same, "2022-05-05"));
    assert_eq!(on(&law, "2022-05-05"), on(&law, "2026-05-05"));
    assert_ne!(on(&law, "2021-05-05"), on(&law, "2022-05-05"));
    assert_eq!(on(&law, "2000-01-01"), "");
    let of = law.on(day("2021-05-05")).canonical_text_of("child_allowance").unwrap();
    assert_eq!(of, law.on(day("2022-05-05")).canonical_text_of("child_allowance").unwrap());
    assert!(
        of.lines().count() == 9
            && of.starts_with("table 15:child_allowance 10:2018-09-01 6:unique"),
        "{of}"
    );
}

/// What the README shows to lawyers is read, and nothing is wrong with it.
#[test]
fn the_examples_of_the_readme_are_true() {
    let readme = include_str!("../../README.md");
    let mut blocks = readme.split("```").skip(1).step_by(2);
    let toml = blocks.next().unwrap().strip_prefix("toml").unwrap();
    let table = blocks.next().unwrap();
    let files = [("law/a.toml", toml), ("law/a.table", table.trim_start())];
    let law = Law::read(files.map(|(path, text)| (path.to_string(), text.to_string()))).unwrap();
    assert_eq!(law.check(), []);
    let facts = crate::facts(&[("age_months", "40"), ("resident", "true")]);
    let outcome = law.on(day("2026-03-01")).decide("child_allowance", &facts).unwrap();
    assert_eq!(outcome.outputs["amount"], Value::whole(100_000));
}
