//! Parameters and brackets with all their values: what the law sets, from which day, on which article; as a chart to look at, and
//! as a table to read.
//!
//! What may not happen here: a chart without its table, a line where there are no numbers.

use askama::Template;
use law::{BracketKind, DatedBrackets, DatedValue, Number, Parameter, Scale, Value};
use pages::components::{Column, Step, StepChart, Table};
use pages::{Frame, Html};
use vocabulary::{Day, Money};

use super::article;

/// A chart shows decimals with so many digits at the most.
const DIGITS_MAX: u32 = 9;

/// A parameter with each of its values.
pub fn parameter(frame: &Frame, parameter: &Parameter, today: Day) -> Html {
    let row = |value: &DatedValue| {
        let basis = if value.article.is_empty() { &parameter.article } else { &value.article };
        vec![
            Html::text(&frame.day(value.from)),
            Html::text(&amount(frame, &parameter.unit, &value.value)),
            promulgated(frame, value.promulgated),
            article(&parameter.link, basis),
        ]
    };
    let rows = parameter.values.iter().rev().map(row).collect();
    let table = table(frame, parameter.title.get(&frame.lang), rows);
    match chart(frame, parameter, today) {
        Some(chart) => Html::of(&Beside { chart, table }),
        None => table,
    }
}

/// The chart first, for those who look; on a broad screen it stands beside the table.
#[derive(Template)]
#[template(source = "<div class=\"two desk\">{{ chart }}{{ table }}</div>", ext = "html")]
struct Beside {
    chart: Html,
    table: Html,
}

/// How an amount has changed; none where it has not, or is no amount: a text, or a year of the calendar.
fn chart(frame: &Frame, parameter: &Parameter, today: Day) -> Option<Html> {
    let values = &parameter.values;
    let (first, last) = (values.first()?, values.last()?);
    let shown = parameter.on(today).unwrap_or(first);
    let is_amount = parameter.unit != "year" && values.len() > 1;
    let heights = heights(values).filter(|_| is_amount)?;
    let most = heights.iter().zip(values).max_by_key(|(height, _)| **height)?.1;
    let said = |value: &DatedValue| amount(frame, &parameter.unit, &value.value);
    let values_of = [
        ("name", parameter.title.get(&frame.lang)),
        ("value", &said(shown)),
        ("day", &frame.day(shown.from)),
    ];
    let steps = values
        .iter()
        .zip(heights)
        .map(|(value, height)| Step { at: value.from.days_since(first.from), height });
    // What is still to come has some length, too.
    let length = last.from.days_since(first.from);
    let end = if last.from < today { today.days_since(first.from) } else { length + length / 8 };
    Some(Html::of(&StepChart {
        title: frame.tf("law.chart", &values_of),
        most: said(most),
        first: frame.day(first.from),
        last: frame.day(first.from.plus_days(end)),
        steps: steps.collect(),
        end,
    }))
}

/// The values as whole numbers of one size; none where one of them is no number, or less than nothing.
fn heights(values: &[DatedValue]) -> Option<Vec<i64>> {
    let numbers: Option<Vec<Number>> = values
        .iter()
        .map(|value| match value.value {
            Value::Number(number) if number >= Number::ZERO => Some(number),
            _ => None,
        })
        .collect();
    let numbers = numbers?;
    let whole = |digits: u32| -> Option<Vec<i64>> {
        let scale = Number::from(10_i64.pow(digits));
        numbers.iter().map(|number| number.times(scale)?.whole()).collect()
    };
    (0..=DIGITS_MAX).find_map(whole)
}

/// A scale with its brackets of each day, a line for each.
pub fn scale(frame: &Frame, scale: &Scale) -> Html {
    let row = |value: &DatedBrackets| {
        let basis = if value.article.is_empty() { &scale.article } else { &value.article };
        vec![
            Html::text(&frame.day(value.from)),
            Html::paragraphs(&brackets(frame, scale, value).join("\n")),
            promulgated(frame, value.promulgated),
            article(&scale.link, basis),
        ]
    };
    let rows = scale.values.iter().rev().map(row).collect();
    table(frame, scale.title.get(&frame.lang), rows)
}

/// Each bracket as a sentence.
pub fn brackets(frame: &Frame, scale: &Scale, value: &DatedBrackets) -> Vec<String> {
    value.brackets.iter().map(|bracket| self::bracket(frame, scale.kind, bracket)).collect()
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
    let said = |number: Number| {
        number.whole().map_or_else(|| number.to_string(), |whole| frame.count(whole))
    };
    let (rate, amount) = (said(bracket.rate), said(bracket.amount));
    let gives = match (kind, bracket.rate == Number::ZERO, bracket.amount == Number::ZERO) {
        (BracketKind::Flat, true, false) => amount,
        (BracketKind::Flat, false, false) => format!("{rate} + {amount}"),
        _ => rate,
    };
    frame.tf(key, &[("threshold", &said(bracket.threshold)), ("rate", &gives)])
}

/// A value with its unit, as people write it.
pub fn amount(frame: &Frame, unit: &str, value: &Value) -> String {
    let is_currency = unit.len() == 3 && unit.bytes().all(|b| b.is_ascii_uppercase());
    match value {
        Value::Number(number) => match number.whole() {
            Some(minor) if is_currency => frame.money(&Money::new(minor, unit)),
            // A year of the calendar is no count.
            Some(year) if unit == "year" => year.to_string(),
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

/// The word of a unit. Those of the demo's law have words; another country's are shown as its files write them.
pub fn unit_word(frame: &Frame, unit: &str) -> String {
    let key = format!("unit.{unit}");
    let said = frame.t(&key);
    if said == key { unit.to_string() } else { said.to_string() }
}
