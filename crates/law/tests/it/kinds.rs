//! What an expression reads and what kind it gives, without evaluating it.

use law::{Expression, Kind, Kinds};

/// Each reference as `path|path`, with `~` before what is only walked and `?` behind what may be local.
fn names(text: &str) -> String {
    let told: Vec<String> = Expression::parse(text)
        .unwrap()
        .names()
        .iter()
        .map(|r| {
            let walked = if r.whole { "" } else { "~" };
            let local = if r.may_be_local { "?" } else { "" };
            format!("{walked}{}{local}", r.paths.join("|"))
        })
        .collect();
    told.join(" ")
}

#[test]
fn the_names_that_an_expression_reads_are_known() {
    for (text, expected) in [
        ("1 + 2", ""),
        ("age + 1", "age"),
        ("applicant.residents.birth_day", "applicant.residents.birth_day"),
        ("applicant.family[1].name", "applicant.family.name"),
        (
            "applicant.family[id = answers.child][1]",
            "applicant.family applicant.family.id|id applicant.family.answers.child|answers.child",
        ),
        ("numbers[item > limit]", "numbers numbers numbers.limit|limit"),
        (
            "some f in applicant.family satisfies f.relation = \"child\" and f.name = full_name",
            "~applicant.family applicant.family.relation applicant.family.name full_name",
        ),
        ("for x in [1, 2] return x + y", "y"),
        ("for x in [a, b] return x.c", "a b"),
        ("for x in xs, y in x.list return y.z", "~xs ~xs.list xs.list.z"),
        ("for i in 1..n return i", "n"),
        ("{a: b, c: a + d}", "b d"),
        ("is defined(a.b)", "a.b"),
        ("(for x in xs return x)[y > 1]", "~xs xs y?"),
        ("x in (a, < b)", "x a b"),
        ("today.year - child.birth_day.year", "today.year child.birth_day.year"),
        ("scale(\"income_tax\", base)", "base"),
        ("if a then b else c", "a b c"),
    ] {
        assert_eq!(names(text), expected, "{text}");
    }
    let reference = &Expression::parse("1 +\n  가나 * age").unwrap().names()[1];
    assert_eq!((reference.line, reference.column), (2, 8));
}

#[test]
fn a_path_with_filters_stands_for_its_path() {
    for (text, path) in [
        ("applicant.family[id = answers.child][1]", "applicant.family"),
        ("a", "a"),
        ("a + 1", ""),
        ("count(a)", ""),
        ("if a.b != null then a.b else a.list[x = 1][1]", "a.b a.list"),
        ("if a then null else if b then c else d", "c d"),
    ] {
        assert_eq!(Expression::parse(text).unwrap().stands_for().join(" "), path, "{text}");
    }
    assert_eq!(
        Expression::parse("scale(\"a\", 1) + scale(\"b\", 2)").unwrap().scales(),
        ["a", "b"]
    );
}

#[test]
fn names_do_not_explode_in_nested_filters() {
    let nested = format!("{}x{}", "a[".repeat(90), "]".repeat(90));
    let names = Expression::parse(&nested).unwrap().names();
    assert!(names.iter().all(|reference| reference.paths.len() <= 16));
}

fn kinds() -> Kinds {
    let child = [("birth_day".to_string(), Kind::Day), ("name".to_string(), Kind::Text)];
    Kinds::from([
        ("age".into(), Kind::Number),
        ("name".into(), Kind::Text),
        ("today".into(), Kind::Day),
        ("resident".into(), Kind::Boolean),
        ("children".into(), Kind::List(Box::new(Kind::Record(child.into())))),
    ])
}

#[test]
fn what_can_never_work_is_found_without_evaluating() {
    for (text, message) in [
        ("age + name", "`+` of a number and a text is always null"),
        ("age + today", "`+` of a number and a day"),
        ("name = 5", "compared"),
        ("today < \"2026-01-01\"", "a day is compared with a text"),
        ("resident < true", "neither more nor less"),
        ("age and resident", "must be a boolean"),
        ("if age then 1 else 2", "the condition of `if`"),
        ("today.years", "a day has no `years`"),
        ("name.length", "a text has no `length`"),
        ("children.birthday", "there is no field `birthday`"),
        ("children[name].name", "a filter is a condition or a number"),
        ("string length(age)", "argument 1 of `string length` must be a text"),
        ("date(\"2023-02-29\")", "no day of the calendar"),
        ("date(2023, 13, 1)", "no day of the calendar"),
        ("duration(\"P1Y1D\")", "no duration"),
        ("age in [\"a\"..\"b\"]", "compared"),
        ("-name", "no negative"),
        ("some c in children satisfies c.name", "the condition of `satisfies`"),
        ("for x in 1..name return x", "the end of a range"),
        ("scale(\"s\", name)", "the amount of `scale`"),
    ] {
        let (_, mistakes) = Expression::parse(text).unwrap().check(&kinds());
        assert!(mistakes.iter().any(|m| m.message.contains(message)), "{text}: {mistakes:?}");
    }
}

#[test]
fn what_may_work_raises_no_alarm() {
    for (text, kind) in [
        ("age + 1", Kind::Number),
        ("name + \"x\"", Kind::Text),
        ("stranger + 1", Kind::Any),
        ("today - children[1].birth_day", Kind::Duration),
        ("today.year", Kind::Integer),
        ("children.birth_day", Kind::List(Box::new(Kind::Day))),
        ("months between(children[name = \"a\"].birth_day, today)", Kind::Number),
        ("if resident then 1 else null", Kind::Any),
        ("count(children)", Kind::Number),
        ("max(children.birth_day)", Kind::Day),
        ("name != null", Kind::Boolean),
        ("age in (1, < 5, [7..9])", Kind::Boolean),
        ("name in [\"a\", \"b\"]", Kind::Boolean),
        ("is defined(children)", Kind::Boolean),
        ("date(name)", Kind::Day),
        ("abs(age)", Kind::Number),
        ("{a: age}.a", Kind::Number),
        ("for c in children return c.name", Kind::List(Box::new(Kind::Text))),
        ("sum(age, 5)", Kind::Number),
    ] {
        let (found, mistakes) = Expression::parse(text).unwrap().check(&kinds());
        assert_eq!(mistakes, [], "{text}");
        assert_eq!(found, kind, "{text}");
    }
}
