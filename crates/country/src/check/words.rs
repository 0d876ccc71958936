//! Texts: every one in every language, none with markup or hidden signs.

use toml_edit::{Item, TableLike, Value};

use super::Check;
use crate::answers::is_bad;
use crate::source::{Source, position};

/// The fields that hold a text by language, wherever they stand.
const TEXTS: [&str; 16] = [
    "title",
    "summary",
    "description",
    "keywords",
    "processing_time_text",
    "hours",
    "label",
    "hint",
    "if_not",
    "question",
    "text",
    "how",
    "closing",
    "signed_by",
    "name",
    "about",
];
/// Tables whose keys are the country's own words, not ours.
const OTHERS: [&str; 7] = ["example", "entries", "facts", "fields", "given", "answers", "then"];

pub(super) fn check(check: &mut Check<'_>) {
    for source in check.shelf.sources.values() {
        if source.path.ends_with(".table") {
            continue;
        }
        let Some(document) = source.document() else { continue };
        table(check, source, document.as_table());
    }
    tables_of_law(check);
}

/// Decision tables have a format of their own: `title.ko: …`, a line for each language.
fn tables_of_law(check: &mut Check<'_>) {
    let country = check.country;
    for table in country.law().tables() {
        for language in &country.file.languages {
            if table.title.0.get(language).is_none_or(|title| title.trim().is_empty()) {
                let message = format!("`title` has no translation into `{language}`");
                let hint = format!("write title.{language}: … as well");
                check.mistakes.push(vocabulary::Mistake::new(
                    &table.file,
                    table.line,
                    message,
                    hint,
                ));
            }
        }
    }
}

fn table(check: &mut Check<'_>, source: &Source, table: &dyn TableLike) {
    for (name, item) in table.iter() {
        if OTHERS.contains(&name) {
            continue;
        }
        match item {
            Item::ArrayOfTables(tables) => {
                tables.iter().for_each(|t| self::table(check, source, t))
            }
            Item::Value(Value::Array(values)) => {
                let tables = values.iter().filter_map(Value::as_inline_table);
                tables.for_each(|t| self::table(check, source, t));
            }
            item => {
                let Some(inner) = item.as_table_like() else { continue };
                if TEXTS.contains(&name) {
                    let key = table.get_key_value(name).and_then(|(key, _)| key.span());
                    let start = key.or_else(|| item.span()).map_or(0, |s| s.start);
                    text(check, source, (name, start), inner);
                } else {
                    self::table(check, source, inner);
                }
            }
        }
    }
}

fn text(
    check: &mut Check<'_>,
    source: &Source,
    (name, start): (&str, usize),
    text: &dyn TableLike,
) {
    let languages = &check.country.file.languages;
    for language in languages {
        match text.get(language).map(|t| t.as_str().unwrap_or_default()) {
            None => {
                let hint = format!("write {language} = \"…\" as well");
                note(
                    check,
                    source,
                    start,
                    format!("`{name}` has no translation into `{language}`"),
                    hint,
                );
            }
            Some(words) if words.trim().is_empty() => {
                let hint = "leave the whole field away, or write it in every language";
                note(
                    check,
                    source,
                    start,
                    format!("`{name}` is empty in `{language}`"),
                    hint.into(),
                );
            }
            Some(_) => {}
        }
    }
    for (language, words) in text.iter() {
        let at = words.span().map_or(start, |s| s.start);
        if !languages.iter().any(|l| l == language) {
            let hint = format!("the languages of country.toml are {}", languages.join(", "));
            note(
                check,
                source,
                at,
                format!("`{language}` is not a language of this country"),
                hint,
            );
        }
        let words = words.as_str().unwrap_or_default();
        if looks_like_markup(words) {
            let hint =
                "texts are plain: an empty line divides paragraphs, and nothing else is marked";
            note(check, source, at, format!("`{name}` holds markup"), hint.into());
        }
        if words.chars().any(|c| is_bad(c) && c != '\n' && c != '\r') {
            let hint = "take out the control characters";
            note(check, source, at, format!("`{name}` holds signs that nobody sees"), hint.into());
        }
    }
}

fn note(check: &mut Check<'_>, source: &Source, at: usize, message: String, hint: String) {
    let at = position(&source.text, at);
    check.mistakes.push(vocabulary::Mistake::at(&source.path, at, message, hint));
}

/// `<b>`, `</p>`, `<!--`, `&nbsp;`: but not `a < b`, which is what it says.
fn looks_like_markup(words: &str) -> bool {
    let tag =
        |rest: &str| rest.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/' || c == '!');
    let entity = |rest: &str| {
        let name = rest.split(';').next().unwrap_or_default();
        let plain = name.strip_prefix('#').unwrap_or(name);
        name.len() < rest.len()
            && (1..10).contains(&plain.len())
            && plain.bytes().all(|b| b.is_ascii_alphanumeric())
    };
    words.match_indices('<').any(|(n, _)| words.get(n + 1..).is_some_and(tag))
        || words.match_indices('&').any(|(n, _)| words.get(n + 1..).is_some_and(entity))
}

#[cfg(test)]
mod tests {
    use super::looks_like_markup;

    #[test]
    fn markup_is_told_from_plain_signs() {
        for markup in ["a <b>bold</b>", "line<br/>", "<!-- x -->", "a&nbsp;b", "&#39;", "</p>"] {
            assert!(looks_like_markup(markup), "{markup}");
        }
        for plain in
            ["3 < 5", "a > b", "R&D; and more", "Smith & Sons; others", "<3", "〈서식〉", "&"]
        {
            let expected = plain == "R&D; and more";
            assert_eq!(looks_like_markup(plain), expected, "{plain}");
        }
    }
}
