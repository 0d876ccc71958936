//! What must never get through: given a file that is wrong, the mistake names file, line, column and what to write instead,
//! and there is no law at all.

use law::{Facts, Fault, Law, TEXTS, Value};
use vocabulary::{Day, Mistake};

const HEAD: &str = "table: t\ntitle.en: T\narticle: a\nfrom: 2020-01-01\nhit: first\n\
    in: n number\nin: d day\nout: x number\n\n| # | n | d || x |\n";

const LIMITS: &str = "[[parameter]]\nid = \"high\"\ntitle = { en = \"High\" }\nunit = \"years\"\narticle = \"a\"\n\
    [[parameter.value]]\nfrom = \"2020-01-01\"\nvalue = 5\n\n\
    [[parameter]]\nid = \"late\"\ntitle = { en = \"Late\" }\nunit = \"years\"\narticle = \"a\"\n\
    [[parameter.value]]\nfrom = \"2020-01-01\"\nvalue = 9\n";

fn read(files: &[(&str, &str)]) -> Result<Law, Vec<Mistake>> {
    Law::read(files.iter().map(|(path, text)| (path.to_string(), text.to_string())))
}

/// What is told of a table of one row, whether it cannot be read or only cannot be right.
fn told(row: &str) -> Vec<Mistake> {
    let text = format!("{HEAD}| 1 | {row} |\n");
    match read(&[("law/t.table", &text), ("law/p.toml", LIMITS)]) {
        Ok(law) => law.findings().mistakes,
        Err(mistakes) => mistakes,
    }
}

#[test]
fn a_cell_that_is_wrong_is_told_with_its_place_and_what_to_write() {
    // Given a row of a table, when it is read and checked, then this is told.
    let deep = format!("{}1{} | - || 1", "(".repeat(1_000), ")".repeat(1_000));
    let high = format!("- | - || {}1", "1 + ".repeat(1_000));
    let long = format!("- | - || \"{}\"", "a".repeat(10_000));
    for (row, place, message, hint) in [
        // An expression that is no expression.
        ("< 5 + | - || 1", "11:12", "ends too early", "a value or a name"),
        ("§ | - || 1", "11:7", "means nothing here", ""),
        ("- | - || \"abc", "11:16", "without an end", "double quote"),
        // 1,000 levels, 1,000 operations, 10,000 characters.
        (&deep, "11:106", "nested deeper than 100 levels", "several facts"),
        (&high, "11:818", "more than 200 operations", "several facts"),
        (&long, "11:16", "may have 10000", "use a table"),
        // Kinds that cannot meet.
        ("\"a\" | - || 1", "11:7", "a number is compared with a text", ""),
        (
            "- | < \"2026-01-01\" || 1",
            "11:13",
            "a day is compared with a text",
            "date(\"2026-03-01\")",
        ),
        ("- | - || n + d", "11:16", "`+` of a number and a day", "duration(\"P1D\")"),
        ("- | - || \"one\"", "11:16", "`x` is a number, and this is a text", ""),
        ("- | - || foo(n)", "11:16", "there is no function `foo`", ""),
        ("- | - || flor(n)", "11:16", "there is no function `flor`", "`floor`"),
        // What is divided by nothing.
        ("- | - || n / 0", "11:16", "divided by zero is always null", "whether it is zero"),
        ("- | - || n / (2 - 2)", "", "", ""),
        // Days that the calendar does not have.
        (
            "- | < date(\"2023-02-29\") || 1",
            "11:13",
            "no day of the calendar",
            "date(\"2026-03-01\")",
        ),
        ("- | < date(2023, 13, 1) || 1", "11:13", "no day of the calendar", ""),
        ("- | < @\"2023-02-29\" || 1", "11:13", "no day and no duration", "@\"2026-03-01\""),
        // A word of the language where a name should stand.
        ("- | - || for", "11:19", "a name is missing", ""),
        ("- | - || else", "11:16", "missing before `else`", ""),
        ("- | - || function(a) a", "11:16", "cannot be defined", "a fact of its own"),
    ] {
        let found = told(row);
        if message.is_empty() {
            assert_eq!(found, [], "{row}");
            continue;
        }
        let start = format!("law/t.table:{place} ");
        let fits = |m: &Mistake| {
            let whole = m.to_string();
            whole.starts_with(&start) && m.message.contains(message) && m.hint.contains(hint)
        };
        assert!(found.iter().any(fits), "{row:.60}\n{found:#?}");
    }
}

#[test]
fn an_interval_around_names_is_read_with_any_brackets() {
    let ask = |cell: &str, n: i64| {
        let text = format!("{HEAD}| 1 | {cell} | - || 1 |\n| 2 | - | - || 2 |\n");
        let law = read(&[("law/t.table", &text), ("law/p.toml", LIMITS)]).unwrap();
        assert_eq!(law.findings().mistakes, [], "{cell}");
        let facts = facts(Value::whole(n));
        let outcome = law.on(day("2026-01-01")).decide("t", &facts).unwrap();
        outcome.outputs["x"] == Value::whole(1)
    };
    for (cell, holds) in [
        ("(high..late)", [false, true, false]),
        ("]high..late[", [false, true, false]),
        ("[high..late)", [true, true, false]),
        ("(high..late]", [false, true, true]),
        ("[high..late]", [true, true, true]),
        ("? in (high..late)", [false, true, false]),
        ("not((high..late))", [true, false, true]),
        ("(high - 1..late + 1)", [true, true, true]),
        ("? > 5 and ? in (high..late) or ? = 9", [false, true, true]),
    ] {
        assert_eq!([5, 7, 9].map(|n| ask(cell, n)), holds, "{cell}");
    }
    for column in ["in: n number (high..late)", "in: n number ]high..late["] {
        let text = format!("{HEAD}| 1 | - | - || 1 |\n").replace("in: n number", column);
        let law = read(&[("law/t.table", &text), ("law/p.toml", LIMITS)]).unwrap();
        let decide = |n| law.on(day("2026-01-01")).decide("t", &facts(Value::whole(n)));
        assert!(decide(7).is_ok() && decide(5).is_err() && decide(9).is_err(), "{column}");
    }
}

fn facts(n: Value) -> Facts {
    let facts = [("n".to_string(), n), ("d".to_string(), Value::Nothing)];
    Facts::from(std::collections::BTreeMap::from(facts))
}

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

#[test]
fn a_name_that_expressions_cannot_say_is_told_where_it_is_given() {
    for word in ["for", "if", "then", "in", "and", "or", "true", "null", "function", "between"] {
        let text = LIMITS.replacen("\"high\"", &format!("\"{word}\""), 1);
        let mistakes = read(&[("law/p.toml", &text)]).unwrap_err();
        let told = format!("law/p.toml:2:6 `{word}` cannot be a name");
        assert!(mistakes[0].to_string().starts_with(&told), "{mistakes:?}");
        for (from, to) in [("in: n", "in: "), ("out: x", "out: ")] {
            let text = HEAD.replacen(from, &format!("{to}{word}"), 1);
            let mistakes = read(&[("law/t.table", &text)]).unwrap_err();
            let wanted = format!("`{word}` cannot be a name");
            assert!(mistakes.iter().any(|m| m.message.contains(&wanted)), "{mistakes:?}");
        }
    }
}

#[test]
fn null_goes_through_an_expression_and_never_becomes_an_amount() {
    let outcome = |output: &str, n: Value| {
        let text = format!("{HEAD}| 1 | - | - || {output} |\n");
        let law = read(&[("law/t.table", &text)]).unwrap();
        let facts = facts(n);
        law.on(day("2026-01-01")).decide("t", &facts)
    };
    // Given an output and n, when the table decides, then it gives this, or says that it is no number.
    for (output, n, gives) in [
        ("n + 1", Value::whole(1), Some(2)),
        ("n + 1", Value::Nothing, None),
        ("1 / n", Value::whole(0), None),
        ("1 / n", Value::whole(1), Some(1)),
        ("if n = null then 0 else n", Value::Nothing, Some(0)),
        ("sum([n, 1])", Value::Nothing, None),
        ("max(n, 1)", Value::Nothing, None),
        ("round down(n, 0)", Value::Nothing, None),
        ("months between(d, d)", Value::whole(1), None),
    ] {
        let decided = outcome(output, n.clone());
        match gives {
            Some(whole) => {
                assert_eq!(decided.unwrap().outputs["x"], Value::whole(whole), "{output} of {n}");
            }
            None => {
                let fault = decided.unwrap_err();
                assert!(matches!(fault, Fault::WrongKind { .. }), "{output} of {n}: {fault}");
            }
        }
    }
}

#[test]
fn a_day_before_the_law_is_a_fault_that_names_the_first_day() {
    let text = format!("{HEAD}| 1 | < high | - || 1 |\n| 2 | - | - || 2 |\n");
    let later = LIMITS.replace("2020-01-01", "2024-05-01");
    let law = read(&[("law/t.table", &text), ("law/p.toml", &later)]).unwrap();
    let facts = facts(Value::whole(1));
    for (on, wanted) in [
        (
            "2019-12-31",
            "the table `t` has no version on 2019-12-31: the first applies from 2020-01-01",
        ),
        (
            "2024-04-30",
            "the parameter `high` has no value on 2024-04-30: the first applies from 2024-05-01",
        ),
    ] {
        assert_eq!(law.on(day(on)).decide("t", &facts).unwrap_err().to_string(), wanted);
    }
    // And it is told before anybody is decided on.
    let mistakes = law.findings().mistakes;
    assert_eq!(mistakes.len(), 1, "{mistakes:?}");
    let wanted = "law/t.table:11:7 `high` has no value before 2024-05-01, and the table applies from 2020-01-01";
    assert!(mistakes[0].to_string().starts_with(wanted), "{mistakes:?}");
}

#[test]
fn a_table_of_100_000_rows_is_read_and_decides_and_one_row_more_is_refused() {
    let rows = |count: usize| {
        let rows = (0..count).map(|n| format!("| {n} | {n} | - || {n} |\n"));
        format!("{HEAD}{}", rows.collect::<String>())
    };
    let law = read(&[("law/t.table", &rows(100_000))]).unwrap();
    let facts = facts(Value::whole(99_999));
    let decided = law.on(day("2026-01-01")).decide("t", &facts).unwrap();
    assert_eq!(decided.outputs["x"], Value::whole(99_999));
    // Its gaps are not looked for, and that is said.
    let findings = law.findings();
    assert_eq!(findings.mistakes, []);
    assert!(
        findings.not_checked[0]
            .message
            .contains("`t` is not checked for gaps and overlaps: it is too large")
    );
    let mistakes = read(&[("law/t.table", &rows(100_001))]).unwrap_err();
    let told = mistakes[0].to_string();
    assert!(told.starts_with("law/t.table:100011:1 more than 100000 rows"), "{told}");
    assert!(told.contains("divide the table"), "{told}");
}

#[test]
fn with_one_mistake_there_is_no_law_at_all() {
    let good = format!("{HEAD}| 1 | - | - || 1 |\n");
    let bad = good.replace("table: t", "table: u").replace("|| 1 |", "|| 1 + |");
    assert!(read(&[("law/t.table", &good), ("law/u.table", &bad)]).is_err());
    let law = read(&[("law/t.table", &good)]).unwrap();
    assert!(law.with([("law/u.table", bad.as_str())]).is_err());
    assert!(law.versions("u").is_empty(), "nothing partial");
}

/// Every mistake of a cell, a table or an expression is a sentence in Korean too, with all that fills it.
#[test]
fn what_an_officer_can_meet_is_said_in_korean() {
    let korean: toml_edit::DocumentMut = TEXTS[0].2.parse().unwrap();
    let find = |key: &str| {
        let (first, name) = key.split_once('.')?;
        korean.get(first)?.get(name)?.as_str()
    };
    for (row, message, hint) in [
        ("< 5 + | - || 1", "식이 너무 일찍 끝났습니다", "값이나 이름이 빠졌습니다"),
        ("\"a\" | - || 1", "서로 비교할 수 없습니다(수, 글자). 결과가 언제나 null입니다", ""),
        (
            "< hihg | - || 1",
            "`hihg`: 표의 입력도, 법의 금액이나 기준도 아닙니다",
            "혹시 `high`인가요?",
        ),
        ("- | - || string length(n)", "`string length`의 1번째 값: 글자이어야 하는데 수입니다", ""),
        (
            "< 5 | - || 1",
            "맞는 행이 없는 경우가 있습니다. 예: n = 5, d = 2026-01-01",
            "그 경우를 다루는 행을 넣거나, `in:` 뒤에 허용되는 값을 적어 주세요",
        ),
        ("(1 | - || 1", "끝 앞에 `)` 표시가 빠졌습니다", ""),
        ("- | - ||  ", "칸이 비어 있습니다", "`-`는 무엇이든 맞고, `null`은 값이 없다는 뜻입니다"),
    ] {
        let found = told(row);
        assert_eq!(found.len(), 1, "{row}: {found:?}");
        assert_eq!(found[0].told(&find), (message.to_string(), hint.to_string()), "{row}");
    }
}
