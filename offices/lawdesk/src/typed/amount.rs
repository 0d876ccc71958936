//! Values of parameters and brackets of scales as they are typed, and the text that comes of them.
//!
//! What may not happen here: guessing a number. What is none is told at its field.

use law::{
    Bracket, BracketKind, DatedBrackets, DatedValue, Number, Parameter, Place, Scale, Value,
};
use vocabulary::{Day, Money, ungrouped};

use super::{Typed, Written};

/// The cells of a bracket: how it begins, its threshold, its rate, and in flat scales its amount.
pub const BEGINS: usize = 0;
pub const THRESHOLD: usize = 1;
pub const RATE: usize = 2;
pub const AMOUNT: usize = 3;

pub fn width(scale: &Scale) -> usize {
    if scale.kind == BracketKind::Flat { AMOUNT + 1 } else { RATE + 1 }
}

pub fn is_list(parameter: &Parameter) -> bool {
    parameter.values.iter().any(|value| matches!(value.value, Value::List(_)))
}

fn is_currency(unit: &str) -> bool {
    unit.len() == 3 && unit.bytes().all(|b| b.is_ascii_uppercase())
}

pub fn value_rows(parameter: &Parameter, value: &DatedValue) -> Vec<Vec<String>> {
    match &value.value {
        Value::List(items) => items.iter().map(|item| vec![shown(parameter, item)]).collect(),
        one => vec![vec![shown(parameter, one)]],
    }
}

/// A value as it stands in a field.
fn shown(parameter: &Parameter, value: &Value) -> String {
    match value {
        Value::Number(number) => match number.whole() {
            Some(minor) if is_currency(&parameter.unit) => {
                Money::new(minor, &parameter.unit).grouped()
            }
            _ => number.to_string(),
        },
        Value::Truth(truth) => if *truth { "yes" } else { "no" }.to_string(),
        other => other.plain(),
    }
}

pub fn bracket_rows(scale: &Scale, value: &DatedBrackets) -> Vec<Vec<String>> {
    let row = |bracket: &Bracket| {
        let begins = if bracket.included { "from" } else { "above" };
        let numbers = [bracket.threshold, bracket.rate, bracket.amount].map(|n| n.to_string());
        let cells = std::iter::once(begins.to_string()).chain(numbers);
        cells.take(width(scale)).collect()
    };
    value.brackets.iter().map(row).collect()
}

pub fn value_written(
    typed: &Typed,
    parameter: &Parameter,
    (from, promulgated): (Day, Day),
    words: &impl Fn(&str) -> String,
) -> Written {
    let (mut values, mut wrong) = (Vec::new(), Vec::new());
    for (row, cells) in typed.rows.iter().enumerate() {
        match value(&parameter.unit, cells.first().map_or("", |text| text.trim())) {
            Ok(value) => values.push(value),
            Err(key) => wrong.push((Place::Cell(row, 0), words(key))),
        }
    }
    if !wrong.is_empty() {
        return Err(wrong);
    }
    let value = match is_list(parameter) {
        true => Value::List(values),
        false => values.pop().unwrap_or(Value::Nothing),
    };
    let article = own_article(&typed.article, &parameter.article);
    let promulgated = Some(promulgated);
    let value = DatedValue { from, promulgated, retroactive: false, value, article, line: 0 };
    Ok(parameter.written(&[value]))
}

/// A value in the unit of its parameter, or the key of what is wrong with it.
fn value(unit: &str, text: &str) -> Result<Value, &'static str> {
    match (unit, text) {
        (_, "") => Err("lawdesk.value-missing"),
        ("text", text) => Ok(Value::Text(text.to_string())),
        ("day", text) => text.parse().map(Value::Day).map_err(|_| "lawdesk.no-day"),
        ("boolean", "yes") => Ok(Value::Truth(true)),
        ("boolean", "no") => Ok(Value::Truth(false)),
        ("boolean", _) => Err("lawdesk.value-missing"),
        (unit, text) if is_currency(unit) => {
            let amount = Money::parse(text, unit).ok_or("lawdesk.no-amount")?;
            Ok(Value::Number(amount.minor.into()))
        }
        (_, text) => number(text).map(Value::Number),
    }
}

fn number(text: &str) -> Result<Number, &'static str> {
    ungrouped(text).and_then(|text| Number::parse(&text)).ok_or("lawdesk.no-number")
}

pub fn brackets_written(
    typed: &Typed,
    scale: &Scale,
    (from, promulgated): (Day, Day),
    words: &impl Fn(&str) -> String,
) -> Written {
    let (mut brackets, mut wrong): (Vec<Bracket>, _) = (Vec::new(), Vec::new());
    for (row, cells) in typed.rows.iter().enumerate() {
        match bracket(cells, brackets.last()) {
            Ok(bracket) => brackets.push(bracket),
            Err((cell, key)) => wrong.push((Place::Cell(row, cell), words(key))),
        }
    }
    if !wrong.is_empty() {
        return Err(wrong);
    }
    let article = own_article(&typed.article, &scale.article);
    let promulgated = Some(promulgated);
    let value = DatedBrackets { from, promulgated, retroactive: false, brackets, article, line: 0 };
    Ok(scale.written(&[value]))
}

/// A bracket above the one before it, or the cell that is wrong and the key of what.
fn bracket(cells: &[String], before: Option<&Bracket>) -> Result<Bracket, (usize, &'static str)> {
    let text = |cell: usize| cells.get(cell).map_or("", |text| text.trim());
    let of = |cell: usize| match text(cell) {
        "" => Ok(None),
        text => number(text).map(Some).map_err(|key| (cell, key)),
    };
    let included = match text(BEGINS) {
        "from" => true,
        "above" => false,
        _ => return Err((BEGINS, "lawdesk.value-missing")),
    };
    let threshold = of(THRESHOLD)?.ok_or((THRESHOLD, "lawdesk.value-missing"))?;
    if before.is_some_and(|before| before.threshold >= threshold) {
        return Err((THRESHOLD, "lawdesk.brackets-rise"));
    }
    let (rate, amount) = (of(RATE)?, of(AMOUNT)?);
    if rate.is_none() && amount.is_none() {
        return Err((RATE, "lawdesk.value-missing"));
    }
    let (rate, amount) = (rate.unwrap_or_default(), amount.unwrap_or_default());
    Ok(Bracket { threshold, included, rate, amount })
}

/// An article that is said of this value alone; none where it is that of all values.
fn own_article(typed: &str, whole: &str) -> String {
    if typed == whole { String::new() } else { typed.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_read_in_its_unit_or_not_at_all() {
        let won = |amount: i64| Ok(Value::Number(amount.into()));
        for (unit, text, read) in [
            ("KRW", "360,000", won(360_000)),
            ("KRW", "360000", won(360_000)),
            ("KRW", "360000.5", Err("lawdesk.no-amount")),
            ("KRW", "36,0000", Err("lawdesk.no-amount")),
            ("EUR", "12.5", won(1250)),
            ("percent", "4,5", Err("lawdesk.no-number")),
            ("percent", "4.5", Ok(Value::Number(Number::parse("4.5").unwrap()))),
            ("years", "", Err("lawdesk.value-missing")),
            ("years", "six", Err("lawdesk.no-number")),
            ("boolean", "yes", Ok(Value::Truth(true))),
            ("boolean", "perhaps", Err("lawdesk.value-missing")),
            ("day", "2027-02-30", Err("lawdesk.no-day")),
            ("text", "360,000", Ok(Value::Text("360,000".into()))),
        ] {
            assert_eq!(value(unit, text), read, "{unit}: {text}");
        }
    }

    #[test]
    fn brackets_rise_and_each_gives_something() {
        let cells = |texts: [&str; 4]| texts.map(str::to_string);
        let first = bracket(&cells(["from", "0", "0.06", ""]), None).unwrap();
        for (texts, wrong) in [
            (["above", "0", "0.1", ""], (THRESHOLD, "lawdesk.brackets-rise")),
            (["above", "", "0.1", ""], (THRESHOLD, "lawdesk.value-missing")),
            (["above", "much", "0.1", ""], (THRESHOLD, "lawdesk.no-number")),
            (["beyond", "1", "0.1", ""], (BEGINS, "lawdesk.value-missing")),
            (["above", "1", "", ""], (RATE, "lawdesk.value-missing")),
            (["above", "1", "", "x"], (AMOUNT, "lawdesk.no-number")),
        ] {
            assert_eq!(bracket(&cells(texts), Some(&first)), Err(wrong), "{texts:?}");
        }
        assert!(bracket(&cells(["above", "1,400", "", "7"]), Some(&first)).is_ok());
    }
}
