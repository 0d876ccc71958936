//! Law that is amended: what is written of a value is read again as it was, and applies from its day, and not before.

use std::path::PathBuf;

use law::{Bracket, BracketKind, DatedBrackets, DatedValue, Law, Number, Scale};
use proptest::prelude::*;
use vocabulary::{Day, Text};

use crate::law;

const TOPIC: &str = r#"
[[parameter]]
id = "limit"
title = { ko = "한도", en = "The \"limit\"" }
unit = "KRW"
article = "Act, article 1"

[[parameter.value]]
from = "2020-01-01"
value = 100

[[parameter]]
id = "zones"
title = { en = "Zones" }
unit = "text"
article = "Act, article 2"
link = "https://law.example/2"

[[parameter.value]]
from = "2020-01-01"
promulgated = "2019-12-01"
article = "Act of 2019, article 2"
value = ["a", "b\\c"]

[[scale]]
id = "rates"
title = { en = "Rates" }
kind = "flat"
article = "Act, article 3"

[[scale.value]]
from = "2020-01-01"
retroactive = true
promulgated = "2020-02-01"
brackets = [{ from = 0, amount = 0 }, { above = 10, rate = "0.045", amount = 7 }, { above = 20.5, rate = 1 }]
"#;

const TABLE: &str = r#"table: aid
title.en: Aid
article: Act, article 4
from: 2020-01-01
hit: first
in: income number
out: amount number

| # | income   || amount |
|---|----------||--------|
| 1 | <= limit || limit  |
| 2 | -        || 0      |
"#;

fn whole() -> Law {
    law::Law::read([("aid.toml", TOPIC), ("aid.table", TABLE)].map(|(f, t)| (f.into(), t.into())))
        .unwrap()
}

fn limit(from: &str, value: &str) -> String {
    let head = "[[parameter]]\nid = \"limit\"\ntitle = { en = \"L\" }\nunit = \"KRW\"\narticle = \"Act, article 1\"\n";
    format!("{head}[[parameter.value]]\nfrom = \"{from}\"\nvalue = {value}\n")
}

fn bare(values: &[DatedValue]) -> Vec<DatedValue> {
    values.iter().map(|value| DatedValue { line: 0, ..value.clone() }).collect()
}

fn bare_brackets(values: &[DatedBrackets]) -> Vec<DatedBrackets> {
    values.iter().map(|value| DatedBrackets { line: 0, ..value.clone() }).collect()
}

#[test]
fn what_is_written_of_an_amount_is_read_again_as_it_was() {
    let mut texts = vec![("x.toml".to_string(), TOPIC.to_string())];
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../countries/kr/law");
    for file in std::fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        if path.extension().is_some_and(|ending| ending == "toml") {
            texts.push((path.display().to_string(), std::fs::read_to_string(&path).unwrap()));
        }
    }
    assert!(texts.len() > 3);
    for (path, text) in texts {
        let law = law(&path, &text);
        for parameter in law.parameters() {
            let written = parameter.written(&parameter.values);
            let again = self::law(&path, &written);
            let same = again.parameter(&parameter.id).unwrap();
            assert_eq!(bare(&same.values), bare(&parameter.values), "{written}");
            let head = |p: &law::Parameter| {
                (p.title.clone(), p.unit.clone(), p.article.clone(), p.link.clone())
            };
            assert_eq!(head(same), head(parameter), "{written}");
            assert_eq!(law.with([("again.toml", written.as_str())]).unwrap(), law);
        }
        for scale in law.scales() {
            let written = scale.written(&scale.values);
            let again = self::law(&path, &written);
            let same = again.scale(&scale.id).unwrap();
            assert_eq!(bare_brackets(&same.values), bare_brackets(&scale.values), "{written}");
            assert_eq!(law.with([("again.toml", written.as_str())]).unwrap(), law);
        }
    }
}

proptest! {
    #[test]
    fn any_brackets_are_read_again_as_they_were(
        parts in proptest::collection::btree_map(-1_000_i64..1_000_000, (any::<bool>(), 0_i64..10_000, 0_i64..5), 1..6),
    ) {
        let hundredth = |n: i64| Number::from(n).over(Number::from(100)).unwrap();
        let brackets = parts.iter().map(|(threshold, (included, rate, amount))| Bracket {
            threshold: hundredth(*threshold),
            included: *included,
            rate: hundredth(*rate),
            amount: Number::from(*amount),
        });
        let value = DatedBrackets {
            from: "2027-01-01".parse().unwrap(),
            promulgated: None,
            retroactive: false,
            brackets: brackets.collect(),
            article: "제1조 \"가\"\\\n\u{7}".into(),
            line: 0,
        };
        let scale = Scale {
            id: "s".into(),
            title: Text::default().with("en", "S"),
            kind: BracketKind::Flat,
            article: "a".into(),
            link: String::new(),
            values: Vec::new(),
            file: String::new(),
            line: 0,
        };
        let written = scale.written(std::slice::from_ref(&value));
        let again = law("s.toml", &written);
        prop_assert_eq!(bare_brackets(&again.scale("s").unwrap().values), vec![value]);
    }
}

#[test]
fn a_new_value_decides_from_its_day_and_not_before() {
    let before = whole();
    let income = || crate::facts(&[("income", "150")]);
    let amount = |law: &Law, day: &str| {
        let day: Day = day.parse().unwrap();
        law.on(day).decide("aid", &income()).unwrap().outputs["amount"].to_string()
    };
    // It has been asked before: what was made ready for the old value must not answer for the new one.
    assert_eq!(amount(&before, "2027-01-01"), "0");
    let after = before.with([("l.toml", limit("2027-01-01", "200").as_str())]).unwrap();
    assert_eq!([amount(&after, "2026-12-31"), amount(&after, "2027-01-01")], ["0", "200"]);
    assert_eq!(amount(&before, "2027-01-01"), "0", "who has the old law keeps it");
    // Values come in between, too.
    let between = after.with([("m.toml", limit("2026-06-01", "160").as_str())]).unwrap();
    assert_eq!([amount(&between, "2026-05-31"), amount(&between, "2026-06-01")], ["0", "160"]);
    assert_eq!(amount(&between, "2027-01-01"), "200");
}

#[test]
fn an_amendment_changes_nothing_that_is_there() {
    let law = whole();
    for (text, says) in [
        (limit("2020-01-01", "101"), "two values from 2020-01-01"),
        (limit("2027-01-01", "[200]"), "values of another kind"),
        (limit("2027-01-01", "2").replace("KRW", "EUR"), "values of another kind"),
        (limit("2027-01-01", "2").replace("\"limit\"", "\"limits\""), "there is no parameter"),
        (limit("2027-01-01", "2.5"), "whole minor units"),
        (law.scale("rates").unwrap().written(&[]).replace("flat", "marginal"), "has no brackets"),
        (
            TOPIC
                .split("[[scale]]")
                .nth(1)
                .map(|s| format!("[[scale]]{s}"))
                .unwrap()
                .replace("0.045", "0.05"),
            "two values from 2020-01-01",
        ),
    ] {
        let mistakes = law.with([("x.toml", text.as_str())]).unwrap_err();
        assert!(mistakes[0].message.contains(says), "{says}: {mistakes:?}");
    }
    // All of it or nothing: the value before the mistake is not taken up either.
    let (good, bad) = (limit("2027-01-01", "2"), limit("2020-01-01", "3"));
    assert!(law.with([("a.toml", good.as_str()), ("b.toml", bad.as_str())]).is_err());
    assert_eq!(law.parameter("limit").unwrap().values.len(), 1);
}

#[test]
fn what_a_value_does_to_the_tables_that_read_it_is_found() {
    let text = TABLE.replace("| 2 | -        || 0", "| 2 | >100     || 0");
    let files = [("aid.toml", TOPIC), ("aid.table", text.as_str())];
    let before = Law::read(files.map(|(f, t)| (f.to_string(), t.to_string()))).unwrap();
    let names = ["limit"].into();
    assert_eq!(before.findings_about(&names).mistakes, []);
    let after = before.with([("x.toml", limit("2027-01-01", "90").as_str())]).unwrap();
    let found = after.findings_about(&names).mistakes;
    assert!(found.iter().any(|mistake| mistake.message.contains("no row matches")), "{found:?}");
    assert_eq!(after.findings_about(&["zones"].into()).mistakes, [], "nothing reads the zones");
}
