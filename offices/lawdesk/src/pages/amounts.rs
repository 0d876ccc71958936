//! Parameters and brackets with all their values: what the law sets, from which day, on which article.

use law::{BracketKind, Number, Parameter, Scale, Value};
use pages::components::{Column, Table};
use pages::{Frame, Html};
use vocabulary::{Day, Money};

use super::article;

/// A parameter with each of its values.
pub fn parameter(frame: &Frame, parameter: &Parameter) -> Html {
    let row = |value: &law::DatedValue| {
        let basis = if value.article.is_empty() { &parameter.article } else { &value.article };
        vec![
            Html::text(&frame.day(value.from)),
            Html::text(&amount(frame, &parameter.unit, &value.value)),
            promulgated(frame, value.promulgated),
            article(&parameter.link, basis),
        ]
    };
    let rows = parameter.values.iter().rev().map(row).collect();
    table(frame, parameter.title.get(&frame.lang), rows)
}

/// A scale with its brackets of each day, a line for each.
pub fn scale(frame: &Frame, scale: &Scale) -> Html {
    let row = |value: &law::DatedBrackets| {
        let basis = if value.article.is_empty() { &scale.article } else { &value.article };
        let lines: Vec<String> = value
            .brackets
            .iter()
            .map(|bracket| self::bracket(frame, scale.kind, bracket))
            .collect();
        vec![
            Html::text(&frame.day(value.from)),
            Html::paragraphs(&lines.join("\n")),
            promulgated(frame, value.promulgated),
            article(&scale.link, basis),
        ]
    };
    let rows = scale.values.iter().rev().map(row).collect();
    table(frame, scale.title.get(&frame.lang), rows)
}

fn table(frame: &Frame, title: &str, rows: Vec<Vec<Html>>) -> Html {
    let columns = ["law.from", "law.value", "law.promulgated", "law.article"];
    Html::of(&Table {
        caption: title.to_string(),
        columns: columns.iter().map(|key| Column::new(frame.t(key))).collect(),
        rows,
        empty: String::new(),
    })
}

fn promulgated(frame: &Frame, day: Option<Day>) -> Html {
    Html::text(&day.map_or_else(|| frame.t("law.unknown").to_string(), |day| frame.day(day)))
}

fn bracket(frame: &Frame, kind: BracketKind, bracket: &law::Bracket) -> String {
    let key = if bracket.included { "law.bracket-from" } else { "law.bracket-above" };
    let (threshold, rate) = (bracket.threshold.to_string(), bracket.rate.to_string());
    let line = frame.tf(key, &[("threshold", &threshold), ("rate", &rate)]);
    if kind == BracketKind::Flat && bracket.amount != Number::ZERO {
        return format!("{line} + {}", bracket.amount);
    }
    line
}

/// A value with its unit, as people write it.
pub fn amount(frame: &Frame, unit: &str, value: &Value) -> String {
    let is_currency = unit.len() == 3 && unit.bytes().all(|b| b.is_ascii_uppercase());
    match value {
        Value::Number(number) => match number.whole() {
            Some(minor) if is_currency => frame.money(&Money::new(minor, unit)),
            Some(count) => format!("{} {}", frame.count(count), unit_word(frame, unit)),
            None => format!("{number} {}", unit_word(frame, unit)),
        },
        Value::Day(day) => frame.day(day),
        Value::List(items) => {
            let items: Vec<String> = items.iter().map(|item| amount(frame, unit, item)).collect();
            items.join(", ")
        }
        other => other.plain(),
    }
}

// The units of the demo's law have words; another country's are shown as its files write them.
fn unit_word<'f>(frame: &'f Frame, unit: &'f str) -> String {
    let key = format!("unit.{unit}");
    let said = frame.t(&key);
    if said == key { unit.to_string() } else { said.to_string() }
}
