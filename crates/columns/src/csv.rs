//! Columns as CSV by RFC 4180: lines end with CR LF, what has a comma, a quote or a line break stands in quotes.
//!
//! What may not happen here: anything that a reader must guess. Days are ISO 8601, numbers have a point, and nothing is empty
//! but a value that is missing.

use law::{Number, Series, Value, Values};

use crate::column::{Column, Wrong, is_known, rows};

/// The first line.
pub fn csv_head(columns: &[Column]) -> String {
    let names: Vec<String> = columns.iter().map(|column| quoted(&column.name)).collect();
    names.join(",") + "\r\n"
}

/// A line for each row.
pub fn csv_rows(columns: &[Column], series: &[&Series]) -> Result<Vec<u8>, Wrong> {
    let count = rows(columns, series)?;
    // Words are quoted once, not in every row.
    let written: Vec<Written<'_>> = series.iter().map(|series| Written::of(series)).collect();
    let mut lines = Vec::with_capacity(count * columns.len() * 8);
    for row in 0..count {
        for (place, (series, written)) in series.iter().zip(&written).enumerate() {
            if place > 0 {
                lines.push(b',');
            }
            if is_known(series, row) {
                written.write(row, &mut lines);
            }
        }
        lines.extend_from_slice(b"\r\n");
    }
    Ok(lines)
}

/// The values of a series, as far as they can be written before the rows.
enum Written<'s> {
    Whole(&'s [i64]),
    Texts(&'s [u32], Vec<String>),
    /// Days from the earliest on.
    Days(&'s [i32], i32, Vec<String>),
    Other(&'s Series),
}

/// So many different days are written before the rows: five hundred years.
const DAYS_MAX: usize = 200_000;

impl Written<'_> {
    fn of(series: &Series) -> Written<'_> {
        match &series.values {
            Values::Numbers { units, scale: 0 } => Written::Whole(units),
            Values::Texts { places, words } => {
                Written::Texts(places, words.iter().map(|word| quoted(word)).collect())
            }
            Values::Days(days) => {
                let (first, last) = (days.iter().min(), days.iter().max());
                let (first, last) = (*first.unwrap_or(&0), *last.unwrap_or(&0));
                if last.abs_diff(first) as usize > DAYS_MAX.min(days.len()) {
                    return Written::Other(series);
                }
                let all = Series::from(Values::Days((first..=last).collect()));
                let text = |place: usize| word(&all.value(place));
                Written::Days(days, first, (0..all.count()).map(text).collect())
            }
            _ => Written::Other(series),
        }
    }

    fn write(&self, row: usize, to: &mut Vec<u8>) {
        let text = match self {
            Written::Whole(units) => return whole(units.get(row).copied().unwrap_or(0), to),
            Written::Texts(places, words) => {
                places.get(row).and_then(|place| words.get(*place as usize))
            }
            Written::Days(days, first, texts) => {
                days.get(row).and_then(|day| texts.get(day.abs_diff(*first) as usize))
            }
            Written::Other(series) => {
                return to.extend_from_slice(word(&series.value(row)).as_bytes());
            }
        };
        to.extend_from_slice(text.map_or("", String::as_str).as_bytes());
    }
}

fn whole(number: i64, to: &mut Vec<u8>) {
    let mut digits = [0_u8; 20];
    let mut rest = number.unsigned_abs();
    let mut begin = digits.len();
    loop {
        begin -= 1;
        if let Some(digit) = digits.get_mut(begin) {
            *digit = b'0' + u8::try_from(rest % 10).unwrap_or(0);
        }
        rest /= 10;
        if rest == 0 {
            break;
        }
    }
    if number < 0 {
        to.push(b'-');
    }
    to.extend_from_slice(digits.get(begin..).unwrap_or_default());
}

fn word(value: &Value) -> String {
    match value {
        Value::Number(number) => Number::to_string(number),
        Value::Truth(truth) => truth.to_string(),
        Value::Day(day) => day.to_string(),
        Value::Text(text) => quoted(text),
        _ => String::new(),
    }
}

fn quoted(text: &str) -> String {
    if text.contains([',', '"', '\r', '\n']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text.to_string()
    }
}
