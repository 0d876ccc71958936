//! A trace in plain words, in Korean and in English. Korean sentences avoid particles that depend on the word before them.

use std::collections::BTreeMap;

use vocabulary::{Lang, Money, Text};

use crate::feel::{Cell, Piece};
use crate::table::Hit;
use crate::trace::{Trace, UsedParameter};
use crate::value::Value;

/// So many rows that did not match are told; a table of thousands would say nothing.
const ROWS_TOLD_MAX: usize = 30;

/// Why the outcome is what it is, sentence by sentence: the table, the rows that were tried, the row that decided, the
/// parameters. `titles` says what facts are called; without a title the name itself is shown. `said` has words for what stands
/// in a column of outcomes, by column and cell; where it has none the cell itself is shown, and nothing where they are empty.
pub fn explain(
    trace: &Trace,
    lang: &Lang,
    titles: &BTreeMap<String, Text>,
    said: &dyn Fn(&str, &str) -> Option<String>,
) -> Vec<String> {
    let korean = lang.as_str().split('-').next() == Some("ko");
    let words = Words { korean, lang, titles, said, trace };
    let mut lines = vec![words.table()];
    let tried = trace.failed.len();
    let failed = (0..tried).filter(|row| !trace.decided.contains(row) && !hit(trace, *row));
    lines.extend(failed.clone().take(ROWS_TOLD_MAX).map(|row| words.row(row)));
    let untold = failed.count().saturating_sub(ROWS_TOLD_MAX);
    if untold > 0 {
        lines.push(words.say(
            &format!("그 밖의 {untold}개 행도 해당하지 않습니다."),
            &format!("{untold} more rows do not apply."),
        ));
    }
    let outdone = (0..tried).filter(|row| !trace.decided.contains(row) && hit(trace, *row));
    lines.extend(outdone.take(ROWS_TOLD_MAX).map(|row| words.outdone(row)));
    lines.extend(trace.decided.iter().map(|row| words.row(*row)));
    lines.extend(trace.parameters.iter().map(|parameter| words.parameter(parameter)));
    lines
}

fn hit(trace: &Trace, row: usize) -> bool {
    trace.failed.get(row) == Some(&0)
}

struct Words<'t> {
    korean: bool,
    lang: &'t Lang,
    titles: &'t BTreeMap<String, Text>,
    said: &'t dyn Fn(&str, &str) -> Option<String>,
    trace: &'t Trace,
}

impl Words<'_> {
    fn say(&self, korean: &str, english: &str) -> String {
        if self.korean { korean.into() } else { english.into() }
    }

    fn title(&self, id: &str) -> String {
        let title =
            self.titles.get(id).map(|text| text.get(self.lang)).filter(|title| !title.is_empty());
        title.map_or_else(|| id.replace('_', " "), str::to_string)
    }

    fn table(&self) -> String {
        let face = &self.trace.table;
        let title =
            Some(face.title.get(self.lang)).filter(|t| !t.is_empty()).unwrap_or(&face.table);
        let (article, from) = (&face.article, face.from);
        self.say(
            &format!("적용한 규칙: {title} ({article}, {from} 시행)."),
            &format!("The rule applied: {title} ({article}, in force since {from})."),
        )
    }

    /// `Row 2 does not apply: age is 40, which is not less than 18.`
    fn row(&self, row: usize) -> String {
        let Some(face) = self.trace.table.rows.get(row) else { return String::new() };
        let decided = hit(self.trace, row);
        let inputs =
            self.trace.table.inputs.iter().zip(&self.trace.inputs).zip(&face.cells).enumerate();
        // Of a row that failed only what failed is told; of one that decided everything that it asked.
        let told = inputs.filter(|(n, (_, cell))| {
            let asked = cell.trim() != "-";
            asked && self.trace.matched(row, *n) == decided
        });
        let conditions: Vec<String> = told
            .map(|(_, ((name, value), cell))| self.condition(name, value, cell, decided))
            .collect();
        let conditions = if conditions.is_empty() {
            self.say("조건 없음", "it has no conditions")
        } else {
            conditions.join("; ")
        };
        let label = &face.row;
        let article =
            if face.article.is_empty() { String::new() } else { format!(" ({})", face.article) };
        if !decided {
            return self.say(
                &format!("{label}행{article}에 해당하지 않음: {conditions}."),
                &format!("Row {label}{article} does not apply: {conditions}."),
            );
        }
        let given = self.given(&face.outputs);
        self.say(
            &format!("{label}행{article}에 해당함: {conditions}. 결과: {given}."),
            &format!("Row {label}{article} applies: {conditions}. It gives: {given}."),
        )
    }

    /// A row that matched, but another was preferred.
    fn outdone(&self, row: usize) -> String {
        let label = self.trace.table.rows.get(row).map_or("", |row| row.row.as_str());
        let policy = self.trace.table.hit;
        let why = match policy {
            Hit::Priority => {
                self.say("다른 행의 결과가 우선합니다", "another row's outcome comes first")
            }
            _ => self.say("다른 행이 결정합니다", "another row decides"),
        };
        self.say(
            &format!("{label}행에도 해당하지만 {why}."),
            &format!("Row {label} applies as well, but {why}."),
        )
    }

    fn given(&self, cells: &[String]) -> String {
        let outputs = self.trace.table.outputs.iter().zip(cells);
        let one = |(name, cell): (&String, &String)| {
            if let Some(said) = (self.said)(name, cell) {
                return said;
            }
            let used = self.trace.parameters.iter().find(|parameter| parameter.id == *cell);
            let value = used.map_or_else(|| cell.clone(), |parameter| self.amount(parameter));
            format!("{} = {value}", self.title(name))
        };
        outputs.map(one).filter(|one| !one.is_empty()).collect::<Vec<String>>().join(", ")
    }

    /// `age in months is 40, which is less than 96`
    fn condition(&self, name: &str, value: &Value, cell: &str, holds: bool) -> String {
        let (title, value) = (self.title(name), self.value(value));
        let parsed = Cell::parse(cell);
        let test = parsed.as_ref().map_or_else(|_| cell.to_string(), |parsed| self.test(parsed));
        // `resident is yes, which is yes` says nothing twice.
        let is_value = parsed.as_ref().is_ok_and(|parsed| {
            !parsed.negated && matches!(parsed.pieces.as_deref(), Some([Piece::Equal(_)]))
        });
        match (holds, is_value, self.korean) {
            (true, true, true) => format!("{title}: {value}"),
            (true, false, true) => format!("{title}: {value} (조건: {test})"),
            (false, _, true) => format!("{title}: {value} (조건 \"{test}\" 불충족)"),
            (true, true, false) => format!("{title} is {value}"),
            (false, true, false) => format!("{title} is {value} and not {test}"),
            (true, false, false) => format!("{title} is {value}, which is {test}"),
            (false, false, false) => format!("{title} is {value}, which is not {test}"),
        }
    }

    fn test(&self, cell: &Cell) -> String {
        let in_words = |cell: &Cell| {
            let pieces = cell.pieces.iter().flatten().map(|piece| self.piece(piece));
            pieces.collect::<Option<Vec<String>>>()
        };
        let pieces = match in_words(cell).or_else(|| in_words(&self.with_numbers(cell)?)) {
            Some(pieces) => pieces.join(&self.say(" 또는 ", " or ")),
            None => return self.with_amounts(&cell.text),
        };
        match (cell.negated, self.korean) {
            (false, _) => pieces,
            (true, true) => format!("{pieces} 아님"),
            (true, false) => format!("anything but {pieces}"),
        }
    }

    /// The same test with the numbers of the law in the place of their names.
    fn with_numbers(&self, cell: &Cell) -> Option<Cell> {
        let is_name = |sign: char| sign.is_alphanumeric() || sign == '_';
        let number = |word: &str| {
            let used = self.trace.parameters.iter().find(|parameter| parameter.id == word)?;
            matches!(used.value, Value::Number(_)).then(|| used.value.to_string())
        };
        let mut text = String::new();
        let mut rest = cell.text.as_str();
        while let Some(begin) = rest.find(is_name) {
            let (before, after) = rest.split_at(begin);
            let (word, after) = after.split_at(after.find(|c| !is_name(c)).unwrap_or(after.len()));
            text.push_str(before);
            text.push_str(&number(word).unwrap_or_else(|| word.to_string()));
            rest = after;
        }
        text.push_str(rest);
        Cell::parse(&text).ok()
    }

    fn piece(&self, piece: &Piece) -> Option<String> {
        let side = |value: &Value, korean: &str, english: &str| {
            let value = self.value(value);
            if self.korean { format!("{value} {korean}") } else { format!("{english} {value}") }
        };
        let low = |end: &crate::feel::End| match end.included {
            true => side(&end.value, "이상", "at least"),
            false => side(&end.value, "초과", "more than"),
        };
        let high = |end: &crate::feel::End| match end.included {
            true => side(&end.value, "이하", "at most"),
            false => side(&end.value, "미만", "less than"),
        };
        Some(match piece {
            Piece::Equal(value) => self.value(value),
            Piece::Unequal(value) => side(value, "아님", "other than"),
            Piece::Interval(Some(a), Some(b)) => {
                format!("{}{}{}", low(a), self.say(" ", " and "), high(b))
            }
            Piece::Interval(Some(a), None) => low(a),
            Piece::Interval(None, Some(b)) => high(b),
            Piece::Interval(None, None) => self.say("모두", "anything"),
            Piece::Other(_) => return None,
        })
    }

    /// A test that names parameters: as it is written, with their values behind.
    fn with_amounts(&self, cell: &str) -> String {
        let named = self.trace.parameters.iter().filter(|parameter| cell.contains(&parameter.id));
        let amounts: Vec<String> =
            named.map(|p| format!("{} = {}", p.id, self.amount(p))).collect();
        if amounts.is_empty() {
            cell.to_string()
        } else {
            format!("{cell} [{}]", amounts.join(", "))
        }
    }

    fn value(&self, value: &Value) -> String {
        match value {
            Value::Nothing => self.say("없음", "unknown"),
            Value::Truth(true) => self.say("예", "yes"),
            Value::Truth(false) => self.say("아니요", "no"),
            Value::Number(number) if number.is_whole() => match number.whole() {
                // Years and small counts are not grouped: 2017, but 100,000.
                Some(whole) if whole.abs() >= 10_000 => Money::new(whole, "KRW").grouped(),
                Some(whole) => whole.to_string(),
                None => number.to_string(),
            },
            other => other.plain(),
        }
    }

    fn amount(&self, parameter: &UsedParameter) -> String {
        match &parameter.value {
            Value::Number(number) if crate::parameters::is_currency(&parameter.unit) => {
                match number.whole() {
                    Some(minor) => Money::new(minor, &parameter.unit).to_string(),
                    None => number.to_string(),
                }
            }
            other => self.value(other),
        }
    }

    fn parameter(&self, parameter: &UsedParameter) -> String {
        let title =
            Some(parameter.title.get(self.lang)).filter(|t| !t.is_empty()).unwrap_or(&parameter.id);
        let (article, from) = (&parameter.article, parameter.from);
        if parameter.unit == "scale" {
            return self.say(
                &format!("{title} ({article}, {from} 시행)의 구간을 적용함."),
                &format!("The brackets of {title} were applied ({article}, since {from})."),
            );
        }
        let amount = self.amount(parameter);
        self.say(
            &format!("{title}: {amount} ({article}, {from} 시행)."),
            &format!("{title}: {amount} ({article}, since {from})."),
        )
    }
}
