//! FEEL, row by row: the semantics of DMN 1.5 where we have them, and our own functions.

use std::collections::BTreeMap;

use law::{Expression, Fault, Scope, Value};

/// The facts that the rows may name.
fn scope() -> BTreeMap<String, Value> {
    let json = serde_json::json!({
        "age": 40,
        "name": "나하늘",
        "resident": true,
        "nobody": null,
        "numbers": [3, 1, 2],
        "empty": [],
        "limit": 2,
        "applicant": {
            "residents": { "name": "나하늘", "nationality": "KR" },
            "family": [
                { "id": "a", "relation": "child", "name": "도아침", "age": 3 },
                { "id": "b", "relation": "child", "name": "도저녁", "age": 12 },
                { "id": "c", "relation": "spouse", "name": "도한낮", "age": 41, "note": "x" }
            ]
        }
    });
    let Value::Record(mut facts) = Value::from_json(&json) else { unreachable!() };
    facts.insert("today".into(), Value::day("2026-03-01"));
    facts.insert("birth_day".into(), Value::day("2020-02-29"));
    facts
}

fn evaluate(text: &str) -> Value {
    let expression = Expression::parse(text).unwrap_or_else(|mistake| panic!("{text}: {mistake}"));
    let facts = scope();
    expression.try_evaluate(&Scope::of(&facts)).unwrap_or_else(|fault| panic!("{text}: {fault}"))
}

/// One row: an expression and its value as FEEL writes it.
pub fn check(rows: &[(&str, &str)]) {
    for (text, expected) in rows {
        assert_eq!(evaluate(text).to_string(), *expected, "{text}");
    }
}

#[test]
fn literals_are_what_they_say() {
    check(&[
        ("1", "1"),
        ("007", "7"),
        ("1.50", "1.5"),
        (".5", "0.5"),
        ("1.23e4", "12300"),
        ("1.23E+4", "12300"),
        ("1.23e-4", "0.000123"),
        ("-1", "-1"),
        ("--1", "1"),
        ("true", "true"),
        ("false", "false"),
        ("null", "null"),
        ("\"a\"", "\"a\""),
        ("\"\"", "\"\""),
        (r#""a\"b""#, r#""a\"b""#),
        (r#""\u00e9""#, "\"é\""),
        (r#""\U01F600""#, "\"😀\""),
        (r#""\uD83D\uDE00""#, "\"😀\""),
        (r#""tab\tand\\""#, "\"tab\tand\\\\\""),
        ("[]", "[]"),
        ("[1, 2]", "[1, 2]"),
        ("[1, [2]]", "[1, [2]]"),
        ("{}", "{}"),
        ("{a: 1, b: 2}", "{a: 1, b: 2}"),
        ("{\"a\": 1}", "{a: 1}"),
        ("{a: 1, b: a + 1}", "{a: 1, b: 2}"),
        ("@\"2026-03-01\"", "2026-03-01"),
        ("@\"P1Y6M\"", "P1Y6M"),
        ("@\"-P90D\"", "-P90D"),
        ("date(\"2026-03-01\")", "2026-03-01"),
        ("date(2026, 3, 1)", "2026-03-01"),
        ("duration(\"P2W\")", "P14D"),
        ("1 // a comment", "1"),
        ("1 /* a\n comment */ + 2", "3"),
        (" 1\n+\t2 ", "3"),
        ("나이", "null"),
    ]);
}

#[test]
fn arithmetic_is_exact_and_null_where_it_cannot_be() {
    check(&[
        ("1 + 2", "3"),
        ("1 - 2", "-1"),
        ("1 - 2 - 3", "-4"),
        ("2 * 3 + 4", "10"),
        ("2 + 3 * 4", "14"),
        ("(2 + 3) * 4", "20"),
        ("10 / 4", "2.5"),
        ("1 / 0", "null"),
        ("0 / 0", "null"),
        ("1 / 3", "0.3333333333333333333333333333"),
        ("0.1 + 0.2", "0.3"),
        ("0.1 + 0.2 = 0.3", "true"),
        ("100 * 1.1", "110"),
        ("2 ** 10", "1024"),
        ("2 ** 3 ** 2", "64"),
        ("-3 ** 2", "9"),
        ("2 ** -1", "0.5"),
        ("2 ** 0.5", "null"),
        ("0 ** -1", "null"),
        ("10 ** 100", "null"),
        ("5+2**5+3", "40"),
        ("1.2*10**3", "1200"),
        ("79228162514264337593543950335 + 1", "null"),
        ("1 + null", "null"),
        ("null * 2", "null"),
        ("1 + \"a\"", "null"),
        ("\"a\" + \"b\"", "\"ab\""),
        ("\"a\" + 1", "null"),
        ("\"a\" - \"b\"", "null"),
        ("\"a\" + null", "null"),
        ("true + true", "null"),
        ("-\"a\"", "null"),
        ("-null", "null"),
        ("-age", "-40"),
        ("[1] + [2]", "null"),
        ("age * 2", "80"),
        ("unknown + 1", "null"),
        ("1+-2", "-1"),
        ("1--2", "3"),
    ]);
}

#[test]
fn comparisons_are_three_valued() {
    check(&[
        ("1 = 1", "true"),
        ("1 = 1.0", "true"),
        ("-0 = 0", "true"),
        ("1 != 2", "true"),
        ("1 < 2", "true"),
        ("2 <= 2", "true"),
        ("3 > 4", "false"),
        ("4 >= 4", "true"),
        ("\"a\" < \"b\"", "true"),
        ("\"b\" = \"b\"", "true"),
        ("\"foo\" = \"Foo\"", "false"),
        ("100 = \"100\"", "null"),
        ("false = 0", "null"),
        ("true = null", "false"),
        ("null = null", "true"),
        ("null != null", "false"),
        ("100 = null", "false"),
        ("100 != null", "true"),
        ("1 < null", "null"),
        ("null > 1", "null"),
        ("1 < \"a\"", "null"),
        ("true < false", "null"),
        ("[1,2,3] = [1,2,3]", "true"),
        ("[1,2,3] = [3,2,1]", "false"),
        ("[1,2] = [1,2,3]", "false"),
        ("[1] = 1", "null"),
        ("[] = null", "false"),
        ("[] = 0", "null"),
        ("{a: 1} = {a: 1}", "true"),
        ("{a: 1, b: 2} = {b: 2, a: 1}", "true"),
        ("{a: 1} = {a: 2}", "false"),
        ("{} = []", "null"),
        ("[1,2,{a: [3,4]}] = [1,2,{a: [3,4], b: 1}]", "false"),
        ("date(\"2018-12-08\") = date(\"2018-12-08\")", "true"),
        ("date(\"2018-12-07\") < date(\"2018-12-08\")", "true"),
        ("date(\"2018-12-07\") = 100", "null"),
        ("date(\"2018-12-07\") = \"2018-12-07\"", "null"),
        ("duration(\"P1Y\") = duration(\"P12M\")", "true"),
        ("duration(\"P1Y\") = duration(\"P365D\")", "null"),
        ("duration(\"P1Y\") < duration(\"P13M\")", "true"),
        ("duration(\"P0D\") = duration(\"P0Y\")", "true"),
        ("duration(\"P30D\") < duration(\"P1M\")", "null"),
        ("5 between 1 and 10", "true"),
        ("1 between 1 and 10", "true"),
        ("11 between 1 and 10", "false"),
        ("null between 1 and 10", "null"),
        ("5 between 1 and null", "null"),
        ("0 between 1 and null", "false"),
        ("5 between 1 and 10 and true", "true"),
        ("\"b\" between \"a\" and \"c\"", "true"),
        ("today between date(\"2026-01-01\") and date(\"2026-12-31\")", "true"),
    ]);
}

#[test]
fn logic_knows_what_it_does_not_know() {
    for (a, b, and, or) in [
        ("true", "true", "true", "true"),
        ("true", "false", "false", "true"),
        ("true", "null", "null", "true"),
        ("true", "\"x\"", "null", "true"),
        ("false", "true", "false", "true"),
        ("false", "false", "false", "false"),
        ("false", "null", "false", "null"),
        ("false", "1", "false", "null"),
        ("null", "true", "null", "true"),
        ("null", "false", "false", "null"),
        ("null", "null", "null", "null"),
        ("1", "2", "null", "null"),
    ] {
        check(&[(&format!("{a} and {b}"), and), (&format!("{a} or {b}"), or)]);
    }
    check(&[
        ("not(true)", "false"),
        ("not(false)", "true"),
        ("not(null)", "null"),
        ("not(1)", "null"),
        ("true or false and false", "true"),
        ("(true or false) and false", "false"),
        ("1 = 1 and 2 = 2", "true"),
        ("true and true and null and false", "false"),
        ("if true then 1 else 2", "1"),
        ("if false then 1 else 2", "2"),
        ("if null then 1 else 2", "2"),
        ("if \"x\" then 1 else 2", "2"),
        ("if age > 18 then \"adult\" else \"minor\"", "\"adult\""),
        ("if false then 1 else if true then 2 else 3", "2"),
        ("(if true then 1 else 2) + 1", "2"),
        ("if true then 1 else 2 + 1", "1"),
    ]);
}

#[test]
fn membership_asks_values_comparisons_and_ranges() {
    check(&[
        ("1 in 1", "true"),
        ("1 in 2", "false"),
        ("1 in [2, 3, 1]", "true"),
        ("1 in [2, 3, 4]", "false"),
        ("1 in []", "false"),
        ("1 in (1, 2)", "true"),
        ("3 in (1, 2)", "false"),
        ("1 in <= 10", "true"),
        ("10 in < 10", "false"),
        ("11 in >= 10", "true"),
        ("10 in > 10", "false"),
        ("10 in = 10", "true"),
        ("10 in (=10)", "true"),
        ("10 in != 10", "false"),
        ("10 in (!=11)", "true"),
        ("10 in (1, < 5, >= 10)", "true"),
        ("10 in (1, 5, 9)", "false"),
        ("2 in (2..4)", "false"),
        ("3 in (2..4)", "true"),
        ("4 in (2..4]", "true"),
        ("2 in [2..4)", "true"),
        ("4 in [2..4)", "false"),
        ("2 in ]2..4[", "false"),
        ("3 in ]2..4[", "true"),
        ("4 in [2..4]", "true"),
        ("5 in ([1..2], [4..6])", "true"),
        ("3 in ([1..2], [4..6])", "false"),
        ("\"c\" in (\"b\"..\"d\")", "true"),
        ("\"b\" in (\"b\"..\"d\")", "false"),
        ("\"a\" in [\"b\", \"c\", \"a\"]", "true"),
        ("true in (false, true)", "true"),
        ("null in null", "true"),
        ("null in [1, null]", "true"),
        ("null in < 5", "null"),
        ("1 in (null, 1)", "true"),
        ("today in [date(\"2026-01-01\")..date(\"2026-12-31\")]", "true"),
        ("today in > date(\"2026-03-01\")", "false"),
        ("age in [limit..limit * 30]", "true"),
        ("5 in (2 + 3)", "true"),
        ("5 in (2 + 2) + 1", "true"),
        ("age in [18..65] and resident", "true"),
        ("[1, 2] in [[1, 2], [3]]", "true"),
        ("3 in numbers", "true"),
        ("4 in numbers", "false"),
        ("not(3 in numbers)", "false"),
        ("numbers[1] in (3)", "true"),
    ]);
}

#[test]
fn paths_go_through_contexts_and_lists() {
    check(&[
        ("applicant.residents.name", "\"나하늘\""),
        ("applicant.residents.missing", "null"),
        ("applicant.missing.name", "null"),
        ("missing.name", "null"),
        ("nobody.name", "null"),
        ("age.name", "null"),
        ("applicant.family.name", "[\"도아침\", \"도저녁\", \"도한낮\"]"),
        ("applicant.family.note", "[null, null, \"x\"]"),
        ("{a: {b: 1}}.a.b", "1"),
        ("[{a: 1}, {a: 2}].a", "[1, 2]"),
        ("date(\"2018-12-10\").year", "2018"),
        ("date(\"2018-12-10\").month", "12"),
        ("date(\"2018-12-10\").day", "10"),
        ("date(\"2018-12-10\").weekday", "1"),
        ("today.year - birth_day.year", "6"),
        ("duration(\"P1Y2M\").years", "1"),
        ("duration(\"P14M\").months", "2"),
        ("duration(\"P1Y\").days", "null"),
        ("duration(\"P90D\").days", "90"),
        ("duration(\"P90D\").months", "null"),
        ("(today - birth_day).days", "2192"),
        ("[today, birth_day].year", "[2026, 2020]"),
    ]);
}

#[test]
fn filters_take_by_condition_and_by_place() {
    check(&[
        ("numbers[1]", "3"),
        ("numbers[3]", "2"),
        ("numbers[4]", "null"),
        ("numbers[0]", "null"),
        ("numbers[-1]", "2"),
        ("numbers[-4]", "null"),
        ("numbers[1.5]", "null"),
        ("numbers[limit]", "1"),
        ("numbers[item > 1]", "[3, 2]"),
        ("numbers[item > limit]", "[3]"),
        ("numbers[true]", "[3, 1, 2]"),
        ("numbers[false]", "[]"),
        ("numbers[null]", "[]"),
        ("empty[1]", "null"),
        ("empty[item > 1]", "[]"),
        ("[][1]", "null"),
        ("nobody[1]", "null"),
        ("100[1]", "100"),
        ("\"foo\"[1] = \"foo\"", "true"),
        ("true[2]", "null"),
        ("{a: \"foo\"}[1]", "{a: \"foo\"}"),
        ("applicant.family[1].name", "\"도아침\""),
        ("applicant.family[relation = \"child\"].name", "[\"도아침\", \"도저녁\"]"),
        ("applicant.family[item.relation = \"child\"].age", "[3, 12]"),
        ("applicant.family[relation = \"child\"][2].name", "\"도저녁\""),
        ("applicant.family[relation = \"child\" and age < limit * 2].id", "[\"a\"]"),
        ("applicant.family[id = \"c\"][1].note", "\"x\""),
        ("applicant.family[id = \"z\"][1]", "null"),
        ("applicant.family[note = null].id", "[\"a\", \"b\"]"),
        ("count(applicant.family[age >= 18])", "1"),
        ("[1, 2, 3][item in (1, 3)]", "[1, 3]"),
        ("[[1, 2], [3]][1][2]", "2"),
        ("[1,2,3][numbers[2]]", "1"),
    ]);
}

#[test]
fn iterations_walk_lists_and_ranges() {
    check(&[
        ("for x in numbers return x * 2", "[6, 2, 4]"),
        ("for x in [] return x", "[]"),
        ("for x in nobody return x", "[]"),
        ("for x in 5 return x", "[5]"),
        ("for x in 1..3 return x", "[1, 2, 3]"),
        ("for x in 3..1 return x", "[3, 2, 1]"),
        ("for x in 1..1 return x", "[1]"),
        ("for x in -1..1 return x", "[-1, 0, 1]"),
        ("for x in [1, 2], y in [10, 20] return x + y", "[11, 21, 12, 22]"),
        ("for x in [[1, 2], [3]], y in x return y", "[1, 2, 3]"),
        (
            "for f in applicant.family return f.name + \", \" + string(f.age)",
            "[\"도아침, 3\", \"도저녁, 12\", \"도한낮, 41\"]",
        ),
        ("for f in applicant.family[relation = \"child\"] return f.id", "[\"a\", \"b\"]"),
        ("for age in [1] return age", "[1]"),
        ("some x in numbers satisfies x > 2", "true"),
        ("some x in numbers satisfies x > 3", "false"),
        ("some x in [] satisfies true", "false"),
        ("some x in nobody satisfies true", "null"),
        ("some x in [1, null] satisfies x > 1", "null"),
        ("some x in [null, 2] satisfies x > 1", "true"),
        ("some f in applicant.family satisfies f.relation = \"spouse\" and f.age > 40", "true"),
        ("every x in numbers satisfies x > 0", "true"),
        ("every x in numbers satisfies x > 1", "false"),
        ("every x in [] satisfies false", "true"),
        ("every x in [1, null] satisfies x > 0", "null"),
        ("every x in [1, 2], y in [3, 4] satisfies x < y", "true"),
        ("some x in [1, 2], y in [2, 3] satisfies x = y", "true"),
        ("count(for x in numbers return if x > 1 then x else null)", "3"),
        ("for item in numbers return item + 1", "[4, 2, 3]"),
    ]);
}

#[test]
fn words_of_functions_are_free_for_other_uses() {
    check(&[
        ("{count: 1}.count", "1"),
        ("for min in [1] return min + 1", "[2]"),
        ("{string: \"a\"}.string", "\"a\""),
        ("{date: 1, day: date + 1}.day", "2"),
        ("date", "null"),
    ]);
}

/// A text that is no expression, and what its mistake says.
#[test]
fn mistakes_have_a_column_and_say_what_to_write() {
    for (text, column, message, hint) in [
        ("", 1, "ends too early", ""),
        ("1 +", 4, "ends too early", ""),
        ("1 + + 2", 5, "before `+`", ""),
        ("(1", 3, "`)` is missing", ""),
        ("[1, 2", 6, "`]` is missing", ""),
        ("1 2", 3, "`2` is not expected", ""),
        ("birth day", 7, "`day` is not expected", "underscore"),
        ("a = b = c", 7, "cannot follow", "`and`"),
        ("1 < age < 5", 9, "cannot follow", "`and`"),
        ("if a then b", 12, "`else` is missing", ""),
        ("for x in y", 11, "`return` is missing", ""),
        ("string lenght(a)", 1, "no function `string lenght`", "string length"),
        ("foo(1)", 1, "no function `foo`", ""),
        ("count()", 1, "does not take 0 arguments", "count(value)"),
        ("substring(\"a\")", 1, "does not take 1 argument", "substring(text, number, number?)"),
        ("'a'", 1, "means nothing", "double quotes"),
        ("a && b", 3, "means nothing", "`and`"),
        ("\"abc", 1, "without an end", ""),
        (r#""a\qb""#, 3, "no escape", ""),
        (r#""\u12""#, 2, "names no character", ""),
        (r#""\uD83D""#, 2, "names no character", ""),
        (r#""\uD83D\u0041""#, 2, "names no character", ""),
        ("/* x", 1, "comment without an end", ""),
        ("12abc", 1, "no number and no name", ""),
        ("123456789012345678901234567890", 1, "28 digits", ""),
        ("@\"soon\"", 1, "no day and no duration", ""),
        ("[1..5]", 3, "range is not expected", "`in`"),
        ("{a: 1, a: 2}", 8, "twice", ""),
        ("{1: 2}", 2, "key is missing", ""),
        ("a.", 3, "name is missing", ""),
        ("?", 1, "missing before `?`", ""),
        ("is defined(1 + 1)", 1, "a name or a path", ""),
        ("scale(income, 5)", 1, "name of a scale", ""),
        ("function(x) x", 1, "cannot be defined", ""),
        ("5 instance of number", 3, "not expected", "not known"),
        ("x in", 5, "ends too early", ""),
        ("and true", 1, "before `and`", ""),
        ("1 in (1..", 10, "ends too early", ""),
    ] {
        let mistake = Expression::parse(text).unwrap_err();
        let told = format!("{text}: {mistake}");
        assert!(mistake.message.contains(message), "{told}");
        assert!(mistake.hint.contains(hint), "{told}");
        assert_eq!((mistake.line, mistake.column), (1, column), "{told}");
    }
    let second_line = Expression::parse("1 +\n  §").unwrap_err();
    assert_eq!((second_line.line, second_line.column), (2, 3));
}

#[test]
fn limits_are_told_and_nothing_hangs() {
    let nested = format!("{}1{}", "(".repeat(1_000), ")".repeat(1_000));
    assert!(Expression::parse(&nested).unwrap_err().message.contains("deeper than 100"));
    let long = format!("\"{}\"", "a".repeat(10_000));
    assert!(Expression::parse(&long).unwrap_err().message.contains("10000"));
    let chain = vec!["1"; 1_000].join("+");
    assert!(Expression::parse(&chain).unwrap_err().message.contains("build on one another"));
    assert!(Expression::parse(&vec!["1"; 150].join("+")).is_ok());
    assert!(Expression::parse(&vec!["true"; 1_000].join(" and ")).is_ok());
    let not = format!("{}true{}", "not(".repeat(99), ")".repeat(99));
    assert!(Expression::parse(&not).is_ok());
    // Nested tests must not be parsed twice at each level.
    let tests = format!("{}1{}", "1 in (".repeat(99), ") + 1)".repeat(99));
    let _ = Expression::parse(&tests);
}

#[test]
fn too_much_work_is_a_fault_and_not_a_hang() {
    let facts = scope();
    for text in [
        "for x in 1..1000000 return x",
        "count(for a in 1..1000, b in 1..1000, c in 1..1000 return 1)",
        "some a in 1..50000, b in 1..50000 satisfies false",
        "for a in 1..90000 return for b in 1..90000 return b",
        "{l: for a in 1..50000 return a, m: for b in l return l}",
        "{l: for a in 1..90000 return a, m: for b in l return count(l)}",
        "{l: for a in 1..90000 return a, m: for b in l return l = l}",
        "{l: for a in 1..90000 return a, m: distinct values(l)}",
        "{l: for a in 1..90000 return \"0123456789\", m: for b in l return string join(l)}",
        "for x in 1..9999999999999 return x",
    ] {
        let fault = Expression::parse(text).unwrap().try_evaluate(&Scope::of(&facts));
        assert!(matches!(fault, Err(Fault::TooMuch { .. })), "{text}: {fault:?}");
    }
}

#[test]
fn a_text_from_a_register_becomes_a_day_when_it_is_said_to_be_one() {
    assert_eq!(Value::day("2026-03-01"), evaluate("today"));
    assert_eq!(Value::day("soon"), Value::Nothing);
    assert_eq!(Value::from_json(&serde_json::json!("2026-03-01")), Value::text("2026-03-01"));
}
