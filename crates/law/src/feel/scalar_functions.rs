//! Functions of numbers, texts and days. A wrong argument gives null, as FEEL says.

use std::borrow::Cow;

use vocabulary::{Day, Span};

use super::functions::Function;
use super::operands::day_of;
use super::syntax::read_span;
use crate::number::{Number, Rounding};
use crate::value::Value;

/// The value, or none when the function is not one of these.
pub(crate) fn call(function: Function, arguments: &[Cow<'_, Value>]) -> Option<Value> {
    let arguments = Arguments(arguments);
    let value = match function {
        Function::Not => match arguments.one(0) {
            Value::Truth(truth) => Some(Value::Truth(!truth)),
            _ => None,
        },
        Function::Absolute => absolute(arguments.one(0)),
        Function::String => string(arguments.one(0)),
        Function::Number => number(arguments),
        Function::Decimal => arguments.rounded(Rounding::HalfEven),
        Function::Floor => arguments.rounded(Rounding::Floor),
        Function::Ceiling => arguments.rounded(Rounding::Ceiling),
        Function::RoundUp => arguments.rounded(Rounding::Up),
        Function::RoundDown => arguments.rounded(Rounding::Down),
        Function::RoundHalfUp => arguments.rounded(Rounding::HalfUp),
        Function::RoundHalfDown => arguments.rounded(Rounding::HalfDown),
        Function::RoundHalfEven => arguments.rounded(Rounding::HalfEven),
        Function::Modulo => modulo(arguments),
        Function::Even => parity(arguments, 0),
        Function::Odd => parity(arguments, 1),
        Function::Date
        | Function::Duration
        | Function::YearsAndMonthsDuration
        | Function::DayOfWeek
        | Function::MonthsBetween
        | Function::YearsBetween
        | Function::DaysBetween
        | Function::LastDayOfMonth => of_days(function, arguments),
        Function::StringLength
        | Function::Substring
        | Function::SubstringBefore
        | Function::SubstringAfter
        | Function::UpperCase
        | Function::LowerCase
        | Function::StartsWith
        | Function::EndsWith
        | Function::Contains => of_texts(function, arguments),
        _ => return None,
    };
    Some(value.unwrap_or_default())
}

#[derive(Clone, Copy)]
struct Arguments<'a>(&'a [Cow<'a, Value>]);

impl<'a> Arguments<'a> {
    /// The argument; a list of one stands for its item (DMN 1.5, implicit conversions).
    fn one(self, place: usize) -> &'a Value {
        match self.0.get(place).map(|value| &**value) {
            Some(Value::List(items)) if items.len() == 1 => {
                items.first().unwrap_or(&Value::Nothing)
            }
            Some(value) => value,
            None => &Value::Nothing,
        }
    }

    fn number(self, place: usize) -> Option<Number> {
        match self.one(place) {
            Value::Number(number) => Some(*number),
            _ => None,
        }
    }

    fn text(self, place: usize) -> Option<&'a str> {
        match self.one(place) {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    fn day(self, place: usize) -> Option<Day> {
        match self.one(place) {
            Value::Day(day) => Some(*day),
            _ => None,
        }
    }

    fn rounded(self, rounding: Rounding) -> Option<Value> {
        let digits = if self.0.len() > 1 { self.number(1)?.whole()? } else { 0 };
        if !(-6_111..=6_176).contains(&digits) {
            return None;
        }
        self.number(0)?.rounded(digits, rounding).map(Value::Number)
    }
}

fn absolute(value: &Value) -> Option<Value> {
    match value {
        Value::Number(number) => Some(Value::Number(number.absolute())),
        Value::Span(span) => {
            Some(Value::Span(Span { months: span.months.abs(), days: span.days.abs() }))
        }
        _ => None,
    }
}

fn string(value: &Value) -> Option<Value> {
    (*value != Value::Nothing).then(|| Value::Text(value.plain()))
}

/// `number("1 234,5", " ", ",")`: a text, what groups its thousands, and its decimal point.
fn number(arguments: Arguments<'_>) -> Option<Value> {
    let mut text = arguments.text(0)?.to_string();
    if arguments.0.len() > 1 {
        let grouping = match arguments.one(1) {
            Value::Nothing => "",
            Value::Text(sign) if [" ", ",", "."].contains(&sign.as_str()) => sign,
            _ => return None,
        };
        let point = match arguments.one(2) {
            Value::Nothing => ".",
            Value::Text(sign) if [",", "."].contains(&sign.as_str()) && sign != grouping => sign,
            _ => return None,
        };
        if !grouping.is_empty() {
            text = text.replace(grouping, "");
        }
        text = text.replace(point, ".");
    }
    Number::parse(&text).map(Value::Number)
}

fn modulo(arguments: Arguments<'_>) -> Option<Value> {
    arguments.number(0)?.modulo(arguments.number(1)?).map(Value::Number)
}

fn parity(arguments: Arguments<'_>, wanted: i64) -> Option<Value> {
    let rest = arguments.number(0)?.modulo(Number::from(2))?;
    Some(Value::Truth(rest == Number::from(wanted)))
}

fn of_days(function: Function, arguments: Arguments<'_>) -> Option<Value> {
    match function {
        Function::Date if arguments.0.len() == 3 => {
            let part = |place| arguments.number(place).and_then(Number::whole);
            day_of(part(0), part(1), part(2))
        }
        Function::Date => match arguments.one(0) {
            Value::Text(text) => text.parse().ok().map(Value::Day),
            Value::Day(day) if arguments.0.len() == 1 => Some(Value::Day(*day)),
            _ => None,
        },
        Function::Duration => match arguments.one(0) {
            Value::Text(text) => read_span(text).map(Value::Span),
            Value::Span(span) => Some(Value::Span(*span)),
            _ => None,
        },
        Function::YearsAndMonthsDuration => {
            let months = arguments.day(1)?.months_since(arguments.day(0)?);
            Some(Value::Span(Span { months, days: 0 }))
        }
        Function::DayOfWeek => {
            let names =
                ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
            let place = usize::try_from(arguments.day(0)?.weekday()).ok()?.checked_sub(1)?;
            names.get(place).map(|name| Value::text(name))
        }
        Function::MonthsBetween => {
            Some(Value::whole(arguments.day(1)?.months_since(arguments.day(0)?)))
        }
        Function::YearsBetween => {
            Some(Value::whole(arguments.day(1)?.years_since(arguments.day(0)?)))
        }
        Function::DaysBetween => {
            Some(Value::whole(arguments.day(1)?.days_since(arguments.day(0)?)))
        }
        Function::LastDayOfMonth => {
            let day = arguments.day(0)?;
            (28..=31).rev().find_map(|last| Day::new(day.year(), day.month(), last)).map(Value::Day)
        }
        _ => None,
    }
}

fn of_texts(function: Function, arguments: Arguments<'_>) -> Option<Value> {
    let text = arguments.text(0)?;
    let other = || arguments.text(1);
    Some(match function {
        Function::StringLength => Value::whole(i64::try_from(text.chars().count()).ok()?),
        Function::Substring => Value::Text(substring(text, arguments)?),
        Function::SubstringBefore => {
            Value::text(text.split_once(other()?).map_or("", |(before, _)| before))
        }
        Function::SubstringAfter => {
            Value::text(text.split_once(other()?).map_or("", |(_, after)| after))
        }
        Function::UpperCase => Value::Text(text.to_uppercase()),
        Function::LowerCase => Value::Text(text.to_lowercase()),
        Function::StartsWith => Value::Truth(text.starts_with(other()?)),
        Function::EndsWith => Value::Truth(text.ends_with(other()?)),
        Function::Contains => Value::Truth(text.contains(other()?)),
        _ => return None,
    })
}

/// From a place that counts from 1, or from the end when negative, so many characters or all the rest.
fn substring(text: &str, arguments: Arguments<'_>) -> Option<String> {
    let start = arguments.number(1)?.whole()?;
    let length = match arguments.0.len() {
        2 => usize::MAX,
        // What lies behind the point does not count: DMN's own tests say so.
        _ => {
            let length = arguments.number(2)?.rounded(0, Rounding::Down)?.whole()?;
            usize::try_from(length).ok().filter(|n| *n > 0)?
        }
    };
    let skipped = usize::try_from(start.unsigned_abs()).ok()?;
    let count = text.chars().count();
    let from = if start > 0 { skipped - 1 } else { count.checked_sub(skipped)? };
    (start != 0 && from < count).then(|| text.chars().skip(from).take(length).collect())
}
