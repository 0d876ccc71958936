//! DMN models and FEEL from strangers: whatever they are, the answer is a clear mistake, in time and without a panic.

use proptest::prelude::{Just, Strategy, any, prop, prop_assert_eq, prop_oneof, proptest};
use vocabulary::Moment;

use crate::mutation::mutated;

const NOW: Moment = Moment(1_800_000_000);

const MODEL: &str = include_str!("model.dmn");

fn check(text: &str) -> Result<Vec<vocabulary::Mistake>, vocabulary::Mistake> {
    law::dmn::check(&[("model.dmn".to_string(), text.to_string())])
}

fn model(logic: &str) -> String {
    format!(
        "<definitions xmlns=\"https://www.omg.org/spec/DMN/20230324/MODEL/\" name=\"m\" namespace=\"n\">\n\
         <decision id=\"d\" name=\"d\"><variable name=\"d\"/>{logic}</decision></definitions>"
    )
}

#[test]
fn a_sound_model_has_no_mistakes() {
    assert_eq!(check(MODEL).unwrap(), []);
}

#[test]
fn a_thousand_levels_are_a_mistake_and_no_overflow() {
    for (open, close) in [
        ("(", ")"),
        ("[", "]"),
        ("{a:", "}"),
        ("not(", ")"),
        ("-", ""),
        ("function() ", ""),
        ("if true then ", " else 1"),
    ] {
        let text = format!("{}1{}", open.repeat(1_000), close.repeat(1_000));
        let mistake = law::dmn::value_of(&text, NOW).unwrap_err();
        assert!(mistake.message.contains("nested deeper than 100"), "{open} {mistake}");
        assert!(mistake.line == 1 && mistake.column > 1, "{mistake}");
    }
    for text in [
        "1 + ".repeat(3_000) + "1",
        "a".to_string() + &".b".repeat(3_000),
        "1".to_string() + &"[1]".repeat(3_000),
    ] {
        let mistake = law::dmn::value_of(&text, NOW).unwrap_err();
        assert!(mistake.message.contains("more than 2000 operators"), "{mistake}");
    }
    let deep = format!("{}{}", "<list>".repeat(1_000), "</list>".repeat(1_000));
    let mistake = check(&model(&deep)).unwrap_err();
    assert!(mistake.message.contains("nested deeper than 200"), "{mistake}");
    assert_eq!((mistake.file.as_str(), mistake.line), ("model.dmn", 2));
}

#[test]
fn what_never_ends_is_stopped() {
    for text in [
        "{f: function(n) f(n + 1), r: f(0)}.r",
        "for a in 1..9999999, b in 1..9999999 return a * b",
        "{f: function(s) s + s, r: f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(\"a\"))))))))))))))))))))))))))))))}.r",
        "matches(\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\", \"(a+)+(a+)+(a+)+(a+)+b\")",
        "for i in 1..100000 return partial",
        "{d: function(x) [x, x], e: function(x) d(d(d(d(d(d(d(d(x)))))))), v: e(e(e(e(e(1))))), r: v = v}.r",
        "{d: function(x) [x, x], e: function(x) d(d(d(d(d(d(d(d(x)))))))), r: string(e(e(e(e(e(1))))))}.r",
    ] {
        let mistake = law::dmn::value_of(text, NOW).unwrap_err();
        assert!(
            mistake.message.contains("more than") || mistake.message.contains("too many"),
            "{text}: {mistake}"
        );
    }
}

#[test]
fn malformed_models_name_line_and_column() {
    for (text, part) in [
        ("", "no well-formed XML"),
        ("<definitions", "no well-formed XML"),
        ("<a/>", "begins with `definitions`"),
        ("<definitions xmlns=\"urn:other\"/>", "no namespace of DMN"),
        ("<!DOCTYPE x [<!ENTITY a \"b\">]><definitions/>", "no well-formed XML"),
        (&model("<relation><column name=\"a\"/><row/></relation>"), "0 cells below 1 columns"),
        (&model("<conditional><if/></conditional>"), "no `if` with an expression"),
        (&model("<invocation/>"), "an invocation of nothing"),
    ] {
        let mistake = check(text).unwrap_err();
        assert!(mistake.message.contains(part), "{text}: {mistake}");
        assert!(mistake.line > 0 && mistake.column > 0, "{mistake:?}");
    }
}

#[test]
fn an_expression_that_cannot_be_read_says_where_it_stands() {
    let found =
        check(&model("\n<literalExpression><text>\n  1 +\n  * 2</text></literalExpression>"))
            .unwrap();
    let told: Vec<String> = found.iter().map(ToString::to_string).collect();
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].starts_with("model.dmn:5:3"), "{told:?}");
}

#[test]
fn decisions_that_need_each_other_are_null() {
    let text = "<definitions xmlns=\"https://www.omg.org/spec/DMN/20230324/MODEL/\" name=\"m\" namespace=\"n\">\
        <decision id=\"a\" name=\"a\"><variable name=\"a\"/><informationRequirement><requiredDecision href=\"#b\"/>\
        </informationRequirement><literalExpression><text>b</text></literalExpression></decision>\
        <decision id=\"b\" name=\"b\"><variable name=\"b\"/><informationRequirement><requiredDecision href=\"#a\"/>\
        </informationRequirement><literalExpression><text>a</text></literalExpression></decision></definitions>";
    let cases = "<testCases><modelName>m.dmn</modelName><testCase id=\"1\"><resultNode name=\"a\"><expected/></resultNode></testCase></testCases>";
    let models = [("m.dmn".to_string(), text.to_string())];
    let outcomes = law::dmn::suite::Suite::read("m-test-01.xml", cases, &models).unwrap().run(NOW);
    assert_eq!(outcomes[0].verdict, law::dmn::suite::Verdict::Passed, "{outcomes:?}");
}

/// Pieces of expressions, so that many of the random texts are nearly right.
fn nearly_feel() -> impl Strategy<Value = String> {
    let words = [
        "1",
        "2.5",
        "\"a\"",
        "null",
        "true",
        "@\"2026-03-01\"",
        "@\"P1Y\"",
        "@\"10:00:00@Asia/Seoul\"",
        "item",
        "x",
        "partial",
        "?",
        "+",
        "-",
        "*",
        "/",
        "**",
        "=",
        "<",
        ">=",
        "and",
        "or",
        "in",
        "between",
        "instance of",
        "number",
        "(",
        ")",
        "[",
        "]",
        "{",
        "}",
        "..",
        ".",
        ",",
        ":",
        "a:",
        "if",
        "then",
        "else",
        "for x in",
        "return",
        "some x in",
        "satisfies",
        "function(x)",
        "list<",
        ">",
        "sum(",
        "sort(",
        "matches(",
        "date(",
        "string(",
        "context put(",
        "1e999",
    ];
    prop::collection::vec(prop_oneof![prop::sample::select(words.to_vec()), Just(" ")], 0..40)
        .prop_map(|pieces| pieces.join(" "))
}

proptest! {
    #[test]
    fn random_expressions_end(text in nearly_feel()) {
        law::dmn::value_of(&text, NOW).ok();
    }

    #[test]
    fn random_text_ends(text in any::<String>()) {
        law::dmn::value_of(&text, NOW).ok();
        check(&text).ok();
        check(&model(&format!("<literalExpression><text>{text}</text></literalExpression>"))).ok();
    }

    #[test]
    fn a_broken_model_is_a_mistake(tape in prop::collection::vec(any::<u16>(), 1..30)) {
        let bytes = mutated(&[MODEL.as_bytes()], &tape);
        let text = String::from_utf8_lossy(&bytes);
        check(&text).ok();
        if let Ok(once) = law::dmn::rewritten("model.dmn", &text) {
            prop_assert_eq!(law::dmn::rewritten("model.dmn", &once), Ok(once));
        }
    }

    #[test]
    fn random_patterns_end(pattern in "[-a-c()\\[\\]{}|?*+.^$\\\\0-3pdsiLu,]{0,20}", text in "[a-c0-3 ]{0,20}") {
        let text = format!("replace(\"{text}\", \"{}\", \"$1\", \"ix\")", pattern.replace('\\', "\\\\"));
        law::dmn::value_of(&text, NOW).ok();
    }
}

#[test]
fn a_model_that_cannot_be_read_fails_its_cases_and_no_others() {
    let sound = model("<literalExpression><text>1 + 1</text></literalExpression>");
    let models = [("a.dmn".to_string(), "<broken".to_string()), ("b.dmn".to_string(), sound)];
    let run = |name: &str| {
        let cases = format!(
            "<testCases xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"><modelName>{name}</modelName><testCase id=\"1\">\
             <resultNode name=\"d\"><expected><value xsi:type=\"xsd:decimal\">2</value></expected></resultNode></testCase></testCases>"
        );
        let suite = law::dmn::suite::Suite::read("test-01.xml", &cases, &models).unwrap();
        suite.run(NOW).remove(0)
    };
    assert_eq!(run("b.dmn").verdict, law::dmn::suite::Verdict::Passed);
    assert!(run("a.dmn").failures[0].warnings[0].contains("no well-formed XML"));
    assert!(run("c.dmn").failures[0].warnings[0].contains("not in this folder"));
}

#[test]
fn an_interval_around_names_is_read_with_any_brackets() {
    for (text, gives) in [
        ("{high: 5, late: 9, r: 7 in (high..late)}.r", "true"),
        ("{high: 5, late: 9, r: 5 in (high..late)}.r", "false"),
        ("{high: 5, late: 9, r: 7 in ]high..late[}.r", "true"),
        ("{high: 5, late: 9, r: (high..late)}.r.start", "5"),
        ("{high: 5, late: 9, r: 7 in (high .. late]}.r", "true"),
        ("{very high: 5, too late: 9, r: 7 in (very high..too late)}.r", "true"),
    ] {
        let value = law::dmn::value_of(text, NOW);
        assert_eq!(value.map(|value| value.to_string()).as_deref(), Ok(gives), "{text}");
    }
}
