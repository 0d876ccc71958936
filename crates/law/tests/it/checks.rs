//! What the checks find in the law itself, and what they must keep silent about.

use std::collections::BTreeSet;

use law::Law;

use crate::files::TABLE;

/// A table of the columns `n` and `b`.
fn table(hit: &str, columns: &str, rows: &[&str]) -> String {
    let names: Vec<&str> = columns.lines().map(|line| line.split(' ').nth(1).unwrap()).collect();
    let head = format!("| # | {} || x |", names.join(" | "));
    let rows: Vec<String> =
        rows.iter().enumerate().map(|(n, row)| format!("| {} | {row} |", n + 1)).collect();
    format!(
        "table: t\ntitle.en: T\narticle: a\nfrom: 2020-01-01\nhit: {hit}\nout: x number\n{columns}\n{head}\n{}\n",
        rows.join("\n")
    )
}

fn found(files: &[(&str, &str)]) -> (Vec<String>, Vec<String>) {
    let law =
        Law::read(files.iter().map(|(path, text)| (path.to_string(), text.to_string()))).unwrap();
    let findings = law.findings();
    let told = |list: Vec<vocabulary::Mistake>| list.into_iter().map(|m| m.to_string()).collect();
    (told(findings.mistakes), told(findings.not_checked))
}

/// The table has exactly one finding, which says this; or none at all.
fn check(hit: &str, columns: &str, rows: &[&str], wanted: Option<&str>) {
    let text = table(hit, columns, rows);
    let (mistakes, not_checked) = found(&[("law/t.table", &text)]);
    assert_eq!(not_checked, Vec::<String>::new(), "{text}");
    match wanted {
        None => assert_eq!(mistakes, Vec::<String>::new(), "{text}"),
        Some(wanted) => {
            assert_eq!(mistakes.len(), 1, "{text}\n{mistakes:#?}");
            assert!(mistakes[0].contains(wanted), "{text}\n{mistakes:#?}");
        }
    }
}

#[test]
fn gaps_are_found_with_an_example() {
    let n = "in: n number";
    check("unique", n, &["< 5 || 1", ">= 5 || 2"], None);
    check("unique", n, &["< 5 || 1", "> 5 || 2"], Some("law/t.table:1 no row matches when n = 5"));
    check("unique", n, &["<= 5 || 1", ">= 6 || 2"], Some("no row matches when n = 5.5"));
    check("unique", "in: n integer", &["<= 5 || 1", ">= 6 || 2"], None);
    check("unique", "in: n integer >= 0", &["[0..5] || 1", "> 5 || 2"], None);
    check(
        "unique",
        "in: n integer [0..9]",
        &["[0..5] || 1", "6, 7, 8 || 2"],
        Some("no row matches when n = 9"),
    );
    check("unique", "in: b boolean", &["true || 1"], Some("no row matches when b = false"));
    check("unique", "in: t text", &["\"a\" || 1", "not(\"a\") || 2"], None);
    check(
        "unique",
        "in: t text",
        &["\"a\" || 1", "\"b\" || 2"],
        Some("no row matches when t = \"other\""),
    );
    check("unique", "in: t text \"a\", \"b\"", &["\"a\" || 1", "\"b\" || 2"], None);
    let days = "in: d day";
    check(
        "unique",
        days,
        &["< date(\"2026-01-01\") || 1", "> date(\"2026-01-01\") || 2"],
        Some("d = 2026-01-01"),
    );
    check("unique", days, &["<= date(\"2026-01-01\") || 1", ">= date(\"2026-01-02\") || 2"], None);
    check(
        "unique",
        "in: s duration",
        &["< duration(\"P1Y\") || 1", "> duration(\"P1Y\") || 2"],
        Some("s = P1Y"),
    );
    let two = "in: n number\nin: b boolean";
    check(
        "first",
        two,
        &["< 5 | true || 1", ">= 5 | - || 2"],
        Some("no row matches when n = 4, b = false"),
    );
    check("first", two, &["< 5 | true || 1", ">= 5 | - || 2", "- | - || 3"], None);
    check("collect", n, &["< 5 || 1"], None);
    check("unique", "in: n number", &["null || 1", "not(null) || 2"], None);
    check("unique", "in: n number", &["null || 1", "< 5 || 2"], Some("no row matches when n = 5"));
}

#[test]
fn rows_that_never_match_are_found() {
    let n = "in: n number";
    check(
        "first",
        n,
        &["< 5 || 1", "< 3 || 2", ">= 5 || 3"],
        Some("law/t.table:10 row 2 can never match: the rows before"),
    );
    check(
        "first",
        n,
        &["< 5 || 1", ">= 5 || 2", "- || 3"],
        Some("row 3 can never match: the rows before"),
    );
    check("first", n, &["< 5 || 1", "<= 5 || 2", "- || 3"], None);
    check(
        "first",
        n,
        &["[7..5] || 1", "- || 2"],
        Some("row 1 can never match: no value of `n` fits"),
    );
    check(
        "unique",
        n,
        &["(5..5) || 1", "- || 2"],
        Some("row 1 can never match: no value of `n` fits"),
    );
    check(
        "first",
        "in: n integer",
        &["(5..6) || 1", "- || 2"],
        Some("row 1 can never match: no value of `n` fits"),
    );
    check(
        "first",
        "in: n integer >= 0",
        &["< 0 || 1", "- || 2"],
        Some("row 1 can never match: no value of `n` fits"),
    );
    let two = "in: n number\nin: b boolean";
    let rows = ["< 5 | true || 1", "< 5 | false || 2", "< 4 | - || 3", "- | - || 4"];
    check("first", two, &rows, Some("row 3 can never match: the rows before it cover it"));
}

#[test]
fn rows_that_match_together_are_found_where_only_one_may() {
    let n = "in: n number";
    check(
        "unique",
        n,
        &["< 5 || 1", "> 3 || 2"],
        Some("law/t.table:10 rows 1 and 2 match together when n = 4"),
    );
    check("unique", n, &["<= 5 || 1", ">= 5 || 2"], Some("when n = 5"));
    check(
        "any",
        n,
        &["<= 5 || 1", ">= 5 || 2"],
        Some("match together and say different things when n = 5"),
    );
    check("any", n, &["<= 5 || 1", ">= 5 || 1"], None);
    check("first", n, &["<= 5 || 1", ">= 5 || 2"], None);
    check("collect sum", n, &["<= 5 || 1", ">= 5 || 2"], None);
}

#[test]
fn what_depends_on_more_than_its_input_is_not_checked_and_raises_no_alarm() {
    let columns = "in: n number\nuse: limit number";
    let text = table("first", "in: n number", &["< limit || 1", "< 5 || 2", "- || 3"])
        .replace("in: n", "use: limit number\nin: n");
    let (mistakes, not_checked) = found(&[("law/t.table", &text)]);
    assert_eq!(mistakes, Vec::<String>::new());
    assert!(
        not_checked[0].contains("the cell `n` of row 1 depends on more than its input"),
        "{not_checked:?} {columns}"
    );
    // Even so, what is certain is found.
    let text = table("first", "in: n number", &["< 5 || 1", "< 3 || 2", "? > 7 || 3"]);
    let (mistakes, _) = found(&[("law/t.table", &text)]);
    assert_eq!(mistakes.len(), 1);
    assert!(mistakes[0].contains("row 2 can never match"));
}

const LIMIT: &str = "[[parameter]]\nid = \"age_limit\"\ntitle = { en = \"x\" }\nunit = \"years\"\narticle = \"a\"\n\
    [[parameter.value]]\nfrom = \"2020-01-01\"\npromulgated = \"2019-06-01\"\nvalue = 5\n\
    [[parameter.value]]\nfrom = \"2024-01-01\"\nvalue = 9\n";

#[test]
fn cells_with_parameters_are_checked_on_each_day_on_which_they_change() {
    let fine = table("unique", "in: n number", &["< age_limit || 1", ">= age_limit || 2"]);
    assert_eq!(found(&[("law/t.table", &fine), ("law/p.toml", LIMIT)]), (vec![], vec![]));
    let later = table("first", "in: n number", &["< age_limit || 1", "< 7 || 2", "- || 3"]);
    let (mistakes, _) = found(&[("law/t.table", &later), ("law/p.toml", LIMIT)]);
    assert_eq!(mistakes.len(), 1);
    assert!(
        mistakes[0]
            .contains("row 2 can never match: the rows before it cover it from 2024-01-01 on"),
        "{mistakes:?}"
    );
}

#[test]
fn unknown_names_and_wrong_kinds_have_line_and_column() {
    for (row, wanted) in [
        (
            "< age_limt || 1",
            "law/t.table:9:9 `age_limt` is no input of the table and no parameter\n    hint: did you mean `age_limit`?",
        ),
        (
            "< 5 || n + resident",
            "law/t.table:9:18 `resident` is no input of the table and no parameter\n    hint: if it is a fact, add `use: resident <kind>`",
        ),
        ("< \"5\" || 1", "law/t.table:9:9 a number is compared with a text"),
        ("true || 1", "law/t.table:9:7 a number is compared with a boolean"),
        ("- || \"x\"", "law/t.table:9:12 `x` is a number, and this is a text"),
        ("- || n + \"x\"", "law/t.table:9:12 `+` of a number and a text is always null"),
        ("- || scale(\"tax\", n)", "law/t.table:9:12 there is no scale `tax`"),
    ] {
        let text = table("first", "in: n number", &[row]);
        let (mistakes, _) = found(&[("law/t.table", &text), ("law/p.toml", LIMIT)]);
        assert!(mistakes.iter().any(|m| m.starts_with(wanted)), "{wanted}\n{mistakes:#?}");
    }
    let text = TABLE.replace("\"refuse\" | 0      | \"abroad\"", "\"refused\" | 0 | \"abroad\"");
    let (mistakes, _) = found(&[("law/t.table", &text)]);
    assert_eq!(mistakes.len(), 1);
    assert!(
        mistakes[0].starts_with("law/t.table:20:32 \"refused\" is no value of `outcome`"),
        "{mistakes:?}"
    );
}

#[test]
fn days_that_do_not_fit_are_found() {
    let early = LIMIT.replace("2019-06-01", "2020-06-01");
    let (mistakes, _) = found(&[("law/p.toml", &early)]);
    assert_eq!(mistakes.len(), 1);
    assert!(
        mistakes[0].starts_with(
            "law/p.toml:7 `age_limit` applies from 2020-01-01, before its promulgation"
        )
    );
    let marked = early.replace("value = 5", "value = 5\nretroactive = true");
    assert_eq!(found(&[("law/p.toml", &marked)]).0, Vec::<String>::new());
    let text =
        table("first", "in: n number", &["- || age_limit"]).replace("from: 2020", "from: 2012");
    let (mistakes, _) = found(&[("law/t.table", &text), ("law/p.toml", LIMIT)]);
    assert_eq!(mistakes.len(), 1);
    assert!(mistakes[0].contains(
        "`age_limit` has no value before 2020-01-01, and the table applies from 2012-01-01"
    ));
    let early = TABLE.replace("promulgated: 2018-03-27", "promulgated: 2018-12-01");
    let (mistakes, _) = found(&[("law/t.table", &early)]);
    assert!(mistakes[0].contains("before its promulgation on 2018-12-01"));
}

#[test]
fn parameters_and_tables_that_nothing_uses_are_found() {
    let law = Law::read([("law/p.toml".to_string(), LIMIT.to_string())]).unwrap();
    assert_eq!(law.unused(&BTreeSet::new()).len(), 1);
    assert_eq!(law.unused(&BTreeSet::from(["age_limit".to_string()])), []);
    let text = table("first", "in: n number", &["< age_limit || 1", "- || 2"]);
    let files = [("law/p.toml".to_string(), LIMIT.to_string()), ("law/t.table".to_string(), text)];
    let law = Law::read(files).unwrap();
    let unused = law.unused(&BTreeSet::new());
    assert_eq!(unused.len(), 1);
    assert!(unused[0].to_string().starts_with("law/t.table:1 nothing uses `t`"));
    assert_eq!(law.unused(&BTreeSet::from(["t".to_string()])), []);
}

#[test]
fn a_large_table_is_checked_or_said_to_be_unchecked() {
    let rows: Vec<String> =
        (0..600).map(|n| format!("[{}..{}) || {n}", n * 10, n * 10 + 10)).collect();
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    check("unique", "in: n number [0..6000)", &rows, None);
    let columns: Vec<String> = (0..24).map(|n| format!("in: c{n} boolean")).collect();
    let rows: Vec<String> = (0..24)
        .map(|n| {
            let cells: Vec<&str> = (0..24).map(|m| if m == n { "true" } else { "-" }).collect();
            format!("{} || {n}", cells.join(" | "))
        })
        .collect();
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    let text = table("first", &columns.join("\n"), &rows);
    let (mistakes, not_checked) = found(&[("law/t.table", &text)]);
    assert_eq!((mistakes.len(), not_checked.len()), (1, 0), "{mistakes:?}");
}

#[test]
fn a_parameter_that_changes_its_kind_is_found() {
    let list = LIMIT.replace("value = 9", "value = [9]");
    let (mistakes, _) = found(&[("law/p.toml", &list)]);
    assert_eq!(mistakes.len(), 1);
    let wanted = "law/p.toml:11 `age_limit` is a list here, and a number before";
    assert!(mistakes[0].starts_with(wanted), "{mistakes:?}");
    let decimal = LIMIT.replace("value = 9", "value = 9.5");
    assert_eq!(found(&[("law/p.toml", &decimal)]).0, Vec::<String>::new());
}

#[test]
fn what_a_column_calculates_is_checked_as_a_cell_is() {
    // Given a column that is calculated, when it is checked, then this is told at its expression.
    for (column, place, wanted) in [
        ("in: n number = age_limt + 1", "7:16", "`age_limt` is no input"),
        ("in: n number = scale(\"tax\", 1)", "7:16", "there is no scale `tax`"),
        ("in: n number = 1 + \"a\"", "7:16", "`+` of a number and a text"),
        ("in: n number = \"a\"", "7:16", "`n` is a number, and its expression gives a text"),
        ("in: n number >= \"a\" = 1", "7:17", "a number is compared with a text"),
        ("in: n number <= age_limt", "7:17", "`age_limt` is no input"),
        ("in: n number = 1 + m\nin: m number = n", "7:20", "`n` reads `m`, which the table itself"),
        ("in: n number = if n = null then 0 else n", "", ""),
        ("in: n number = age_limit", "", ""),
    ] {
        let cells = if column.contains('\n') { "- | - || 1" } else { "- || 1" };
        let text = table("first", column, &[cells]);
        let (mistakes, _) = found(&[("law/t.table", &text), ("law/p.toml", LIMIT)]);
        if wanted.is_empty() {
            assert_eq!(mistakes, Vec::<String>::new(), "{column}");
            continue;
        }
        let start = format!("law/t.table:{place} {wanted}");
        assert!(mistakes.iter().any(|m| m.starts_with(&start)), "{column}\n{mistakes:#?}");
    }
}

#[test]
fn rows_that_more_important_ones_cover_are_found() {
    let rank = |rows: &[&str], wanted: Option<&str>| {
        let text =
            table("priority", "in: n number", rows).replace("out: x number", "out: x number 2, 1");
        let (mistakes, not_checked) = found(&[("law/t.table", &text)]);
        assert_eq!(not_checked, Vec::<String>::new());
        assert_eq!(mistakes.len(), usize::from(wanted.is_some()), "{text}\n{mistakes:#?}");
        assert!(
            mistakes.iter().all(|m| wanted.is_some_and(|wanted| m.starts_with(wanted))),
            "{mistakes:?}"
        );
    };
    rank(
        &["< 5 || 1", "- || 2"],
        Some("law/t.table:9 row 1 can never decide: the rows that come before"),
    );
    rank(&["- || 2", "< 5 || 2"], Some("law/t.table:10 row 2 can never decide"));
    rank(&["< 5 || 2", "- || 1"], None);
    // What a row gives in another case than this one is not known.
    rank(&["- || 2", "< 5 || n"], None);
}

#[test]
fn texts_and_durations_with_an_order_are_checked_too() {
    let t = "in: t text";
    check("unique", t, &["< \"m\" || 1", "> \"m\" || 2"], Some("no row matches when t = \"m\""));
    check("unique", t, &["< \"m\" || 1", ">= \"m\" || 2"], None);
    let s = "in: s duration";
    check("unique", s, &["< duration(\"P1Y\") || 1", ">= duration(\"P1Y\") || 2"], None);
    check(
        "unique",
        s,
        &["< duration(\"P30D\") || 1", "> duration(\"P31D\") || 2"],
        Some("s = P30D"),
    );
}
