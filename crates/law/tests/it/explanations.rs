//! Traces in plain words.

use std::collections::BTreeMap;

use law::explain;
use vocabulary::{Lang, Text};

use crate::files::TABLE;
use crate::{facts, law};

fn titles() -> BTreeMap<String, Text> {
    BTreeMap::from([
        ("age_months".into(), Text::of("ko", "나이(개월)").with("en", "age in months")),
        ("resident".into(), Text::of("ko", "국내 거주").with("en", "living in the country")),
        ("amount".into(), Text::of("ko", "금액").with("en", "amount")),
    ])
}

const AMOUNT: &str = "[[parameter]]\nid = \"monthly\"\ntitle = { ko = \"월 지급액\", en = \"Monthly amount\" }\nunit = \"KRW\"\n\
    article = \"아동수당법 제4조제1항\"\n[[parameter.value]]\nfrom = \"2018-09-01\"\nvalue = 100000\n";

fn told(lang: &str, age: &str, resident: &str) -> Vec<String> {
    let table = TABLE.replace("100000", "monthly");
    let files =
        [("law/t.table".to_string(), table), ("law/p.toml".to_string(), AMOUNT.to_string())];
    let law = law::Law::read(files).unwrap();
    let on = law.on("2026-03-01".parse().unwrap());
    let outcome = on
        .decide("child_allowance", &facts(&[("age_months", age), ("resident", resident)]))
        .unwrap();
    explain(&outcome.trace, &Lang::new(lang), &titles(), &|_, _| None)
}

#[test]
fn a_grant_is_told_in_english() {
    assert_eq!(
        told("en", "40", "true"),
        [
            "The rule applied: Child allowance: entitlement and amount (아동수당법 제4조, in force since 2018-09-01).",
            "Row 2 does not apply: age in months is 40, which is not at least 96.",
            "Row 3 (제13조) does not apply: living in the country is yes and not no.",
            "Row 1 (제4조제1항) applies: age in months is 40, which is less than 96; living in the country is yes. \
             It gives: outcome = \"grant\", amount = 100,000 KRW, reason = \"under|8\".",
            "Monthly amount: 100,000 KRW (아동수당법 제4조제1항, since 2018-09-01).",
        ]
    );
}

#[test]
fn a_refusal_is_told_in_korean() {
    assert_eq!(
        told("ko", "40", "false"),
        [
            "적용한 규칙: 아동수당 지급 여부와 금액 (아동수당법 제4조, 2018-09-01 시행).",
            "1행 (제4조제1항)에 해당하지 않음: 국내 거주: 아니요 (조건 \"예\" 불충족).",
            "2행에 해당하지 않음: 나이(개월): 40 (조건 \"96 이상\" 불충족).",
            "3행 (제13조)에 해당함: 나이(개월): 40 (조건: 96 미만); 국내 거주: 아니요. \
             결과: outcome = \"refuse\", 금액 = 0, reason = \"abroad\".",
        ]
    );
}

#[test]
fn tests_of_every_shape_have_words() {
    let cells = [
        ("[5..10]", "at least 5 and at most 10"),
        ("(5..10)", "more than 5 and less than 10"),
        ("1, 7, > 100", "1 or 7 or more than 100"),
        ("not(8, 9)", "anything but 8 or 9"),
        ("!= 3", "other than 3"),
        ("? > 5 and ? < 9", "? > 5 and ? < 9"),
        ("< 1234567.5", "less than 1234567.5"),
    ];
    for (cell, words) in cells {
        let text = format!(
            "table: t\ntitle.en: T\narticle: a\nfrom: 2020-01-01\nhit: collect\nin: n number\nout: x number\n| # | n || x |\n| 1 | {cell} || 1 |\n"
        );
        let law = law("law/t.table", &text);
        let outcome =
            law.on("2026-01-01".parse().unwrap()).decide("t", &facts(&[("n", "7")])).unwrap();
        let told = explain(&outcome.trace, &Lang::new("en"), &BTreeMap::new(), &|_, _| None);
        assert!(told[1].contains(&format!("n is 7, which is {words}.")), "{}", told[1]);
    }
}
