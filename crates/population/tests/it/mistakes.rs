//! What is wrong in a recipe is told with its line and what to write instead; nothing is made of a recipe with a mistake.

use population::Recipe;
use proptest::prelude::{ProptestConfig, any, prop};
use proptest::{prop_assert, proptest};

use crate::ISLAND;

/// The mistakes of the island with one text of it written differently.
fn told(given: &str, written: &str) -> Vec<vocabulary::Mistake> {
    assert!(ISLAND.contains(given), "the island does not say {given}");
    Recipe::read("population.toml", &ISLAND.replacen(given, written, 1)).err().unwrap_or_default()
}

/// What the island says, what is written instead, and what is told of it.
const ROWS: &[(&str, &str, &str, &str)] = &[
    (
        "\"house\", 2, 4000",
        "\"huose\", 2, 4000",
        "no value of `kind` `huose`",
        "did you mean `house`?",
    ),
    (
        "by = [\"kind\", \"size\"]",
        "by = [\"kind\", \"sise\"]",
        "no variable `sise`",
        "did you mean `size`?",
    ),
    ("2, 7000]", "2, -7000]", "a count below zero", "write 0"),
    ("2, 7000]", "2, 7000.5]", "no whole number", "without a point"),
    ("2, 7000]", "2, \"many\"]", "no whole number", "whole number"),
    (
        "\"pair\", 2, 7000",
        "\"pair\", 7000",
        "a row here has 2 values and 1 number",
        "then the numbers",
    ),
    (
        "\"pair\", 2, 7000",
        "\"pair\", \"2+\", 7000",
        "from 1 to 30 persons",
        "the largest size as one number",
    ),
    (
        "\"pair\", 2, 7000",
        "\"pair\", 3, 7000",
        "no household of the row `pair | 3`",
        "mend the kind",
    ),
    (
        "[\"house\", 7, 4000]",
        "[\"pair\", 2, 4000]",
        "say all of this already",
        "take one of them out",
    ),
    (
        "rows = [[\"pair\", 2000, 5000], [\"house\", 9000, 4000]]",
        "rows = [[\"pair\", 0, 0], [\"house\", 0, 0]]",
        "sum to nothing",
        "in at least one row",
    ),
    ("9000, 4000]]", "900, 400]]", "contradict each other", "the same shares"),
    ("\"north\", 9, 1]", "\"north\", 0, 0]", "shares of this row sum to nothing", "above 0"),
    ("[[-50, 0, 9000, ", "[[-50, 0, -9, ", "below that of the percentile before", "rise"),
    ("[0, 10, 90, 100]", "[0, 90, 10, 100]", "percentiles rise", "[0, 10, 25"),
    ("[0, 10, 90, 100]", "[1, 10, 90, 100]", "the first percentile is 0", "[0, 10, 25"),
    ("[0, 99.5, 100]", "[0, 99.12345, 100]", "at most three places", "[0, 10, 25"),
    ("counted_from = \"elder\"", "counted_from = \"eldest\"", "no role `eldest`", "did you mean"),
    ("round = 100\n", "round = 0\n", "`round` must be a whole number from 1", "round = 1"),
    ("rest = \"young\"", "rest = \"yuong\"", "no role `yuong`", "did you mean `young`?"),
    (
        "roles = [\"elder\"]",
        "roles = [\"young\"]",
        "another role comes first",
        "the person of reference",
    ),
    ("persons = 120_000", "persons = 0", "`persons` must be a whole number from 1", "persons = 1"),
    ("day = \"2024-02-29\"", "day = \"2023-02-29\"", "no day of the calendar", "2026-01-01"),
    ("day = \"2024-02-29\"\n", "", "`day` is missing", "add day"),
    ("use = \"draw\"", "use = \"guess\"", "no use `guess`", "fit"),
    ("source = \"Invented\"\n", "", "`source` is missing", "add source"),
    ("when = { age = \"15+\" }", "when = { age = \"65-15\" }", "no range of `age`", "15-24"),
    (
        "when = { role = \"elder\" }",
        "when = { role = \"partner\" }",
        "no table gives an age to every `elder`",
        "[[quantiles]]",
    ),
    ("carried = [\"coast\"]", "carried = [\"cost\"]", "`cost`", "did you mean `coast`?"),
    (
        "id = \"catches\"\ndraw = \"catch\"",
        "id = \"catches\"\ndraw = \"fishes\"",
        "not drawn from percentiles",
        "[[table]]",
    ),
    (
        "by = [\"age\", \"coast\"]",
        "by = [\"catch\", \"coast\"]",
        "`catch` is not drawn yet",
        "change the order",
    ),
    ("unit = \"boats\"", "", "either `values` or a `unit`", "whole number"),
    ("id = \"boats\"\nof", "id = \"size\"\nof", "the name of another", "another name"),
    ("id = \"elders\"", "id = \"others\"", "the name of another table", "another name"),
    ("draw = \"boats\"", "draw = \"coast\"", "not drawn from percentiles", "[[table]]"),
    (
        "across = { coast = [\"north\", \"south\"] }",
        "across = { coast = [] }",
        "one variable with a list",
        "across =",
    ),
];

#[test]
fn each_mistake_is_told_at_its_line_with_what_to_write() {
    for (given, written, message, hint) in ROWS {
        let mistakes = told(given, written);
        let found = mistakes.iter().find(|m| m.message.contains(message) && m.hint.contains(hint));
        let found = found.unwrap_or_else(|| panic!("{given} -> {written}: {mistakes:#?}"));
        assert_eq!(found.file, "population.toml");
        assert!(found.line > 0, "{found}");
    }
}

#[test]
fn a_mistake_is_told_where_it_stands() {
    let at = |line: &str| 1 + ISLAND.lines().position(|l| l.contains(line)).unwrap();
    let mistakes = told("\"pair\", 2, 7000", "\"pear\", 2, -7000");
    let lines: Vec<(usize, usize)> = mistakes.iter().map(|m| (m.line, m.column)).collect();
    let line = at("[\"pair\", 2, 7000]");
    assert_eq!(lines, [(line, 10), (line, 21)], "{mistakes:#?}");
}

#[test]
fn all_mistakes_are_told_at_once() {
    let text = ISLAND
        .replacen("2, 7000]", "2, -1]", 1)
        .replacen("[[-50, 0, 9000, ", "[[-50, 0, -9, ", 1)
        .replacen("rest = \"young\"", "rest = \"old\"", 1)
        .replacen("day =", "dayy =", 1);
    let mistakes = Recipe::read("population.toml", &text).unwrap_err();
    assert!(mistakes.len() >= 5, "{mistakes:#?}");
    assert!(mistakes.iter().any(|m| m.hint == "did you mean `day`?"));
}

#[test]
fn so_many_persons_as_can_be_made_are_asked_for() {
    let island = crate::island();
    for wrong in [0, 1, population::PERSONS_MAX + 1, u64::MAX] {
        let mistake = island.population(wrong, 1).unwrap_err();
        assert!(!mistake.hint.is_empty(), "{mistake}");
    }
    assert!(island.population(2, 1).is_ok());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn a_file_that_was_cut_and_mixed_is_read_or_told(
        cuts in prop::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>()), 1..4)
    ) {
        let mut lines: Vec<&str> = ISLAND.lines().collect();
        for (from, to) in cuts {
            let (from, to) = (from.index(lines.len()), to.index(lines.len()));
            lines.swap(from, to);
            lines.truncate(lines.len().saturating_sub(to % 3).max(1));
        }
        if let Err(mistakes) = Recipe::read("x.toml", &lines.join("\n")) {
            prop_assert!(!mistakes.is_empty());
        }
    }

    #[test]
    fn any_text_is_read_or_told(text in ".{0,200}") {
        prop_assert!(Recipe::read("x.toml", &text).is_err());
    }
}
