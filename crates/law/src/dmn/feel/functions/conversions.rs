//! Conversions: texts and parts to dates, times, moments, durations, numbers; and what is asked of days.
//!
//! What may not happen here: a clock. The moment of `now()` belongs to the evaluation.

use std::sync::Arc;

use super::{Date, Decimal, Done, Entry, Evaluation, Given, Value, entry};
use crate::dmn::feel::literal;
use crate::dmn::feel::time::{DateTime, Months, Time, Zone};
use crate::number::Rounding;

pub(super) const FUNCTIONS: [Entry; 15] = [
    entry("date", &["from", "year, month, day"], date),
    entry("time", &["from", "hour, minute, second, offset?"], time),
    entry(
        "date and time",
        &["from", "date, time", "year, month, day, hour, minute, second, offset?"],
        moment,
    ),
    entry("number", &["from, grouping separator?, decimal separator?"], number),
    entry("string", &["from"], string),
    entry("duration", &["from"], duration),
    entry("years and months duration", &["from, to"], months),
    entry("not", &["negand"], not),
    entry("is", &["value1, value2"], is),
    entry("day of year", &["date"], |_, given| {
        Ok(given.date(0).map(|d| Value::whole(d.day_of_year())))
    }),
    entry("day of week", &["date"], |_, given| Ok(given.date(0).and_then(day_of_week))),
    entry("month of year", &["date"], |_, given| Ok(given.date(0).and_then(month_of_year))),
    entry("week of year", &["date"], |_, given| {
        Ok(given.date(0).and_then(Date::week_of_year).map(Value::whole))
    }),
    entry("now", &[""], |evaluation, _| {
        Ok(Some(Value::DateTime(Arc::new(evaluation.now.clone()))))
    }),
    entry("today", &[""], |evaluation, _| Ok(Some(Value::Date(evaluation.now.date)))),
];

fn date(_: &Evaluation, given: Given<'_>) -> Done<Option<Value>> {
    if given.count() == 3 {
        let parts = given.whole(0).zip(given.whole(1)).zip(given.whole(2));
        return Ok(parts
            .and_then(|((year, month), day)| Date::new(year, month, day))
            .map(Value::Date));
    }
    Ok(match given.one(0) {
        Value::Text(text) => literal::date(text),
        _ => given.date(0).map(Value::Date),
    })
}

/// The zone of an offset that was given as a duration; without one the time is local.
fn zone(offset: &Value) -> Option<Zone> {
    match offset {
        Value::Null => Some(Zone::Local),
        Value::Nanos(nanos) => Zone::offset(i64::try_from(nanos.0 / 1_000_000_000).ok()?),
        Value::Text(name) => Zone::named(name),
        _ => None,
    }
}

/// A time of three numbers from that place on; the second may have a fraction.
fn clock(given: Given<'_>, place: usize) -> Option<Time> {
    let second = given.number(place + 2)?;
    let whole = second.rounded(0, Rounding::Floor)?;
    let nanos = second.minus(whole)?.times(Decimal::from(1_000_000_000))?.truncated()?;
    let time = Time::new(given.whole(place)?, given.whole(place + 1)?, whole.whole()?, nanos)?;
    Some(Time { zone: zone(given.one(place + 3))?, ..time })
}

fn time(_: &Evaluation, given: Given<'_>) -> Done<Option<Value>> {
    let made = |time: Time| Value::Time(Arc::new(time));
    if given.count() > 1 {
        return Ok(clock(given, 0).map(made));
    }
    Ok(match given.one(0) {
        Value::Text(text) => literal::time(text),
        Value::Time(time) => Some(Value::Time(Arc::clone(time))),
        Value::DateTime(moment) => Some(made(moment.time.clone())),
        // The midnight of a day is one at Greenwich.
        Value::Date(_) => Some(made(Time { zone: Zone::Offset(0), ..Time::MIDNIGHT })),
        _ => None,
    })
}

fn moment(_: &Evaluation, given: Given<'_>) -> Done<Option<Value>> {
    let made = |date: Date, time: Time| Value::DateTime(Arc::new(DateTime { date, time }));
    if given.count() > 2 {
        let parts = given.whole(0).zip(given.whole(1)).zip(given.whole(2));
        let date = parts.and_then(|((year, month), day)| Date::new(year, month, day));
        return Ok(date.zip(clock(given, 3)).map(|(date, time)| made(date, time)));
    }
    if given.count() == 2 {
        let Value::Time(time) = given.one(1) else { return Ok(None) };
        return Ok(given.date(0).map(|date| made(date, Time::clone(time))));
    }
    Ok(match given.one(0) {
        Value::Text(text) => literal::moment(text),
        Value::DateTime(moment) => Some(Value::DateTime(Arc::clone(moment))),
        Value::Date(date) => Some(made(*date, Time { zone: Zone::Offset(0), ..Time::MIDNIGHT })),
        _ => None,
    })
}

/// `number("1 234,5", " ", ",")`: a text, what groups its thousands, and its decimal point.
fn number(_: &Evaluation, given: Given<'_>) -> Done<Option<Value>> {
    let read = || {
        let sign = |place: usize, allowed: &[&str]| match given.value(place) {
            Value::Null => Some(None),
            Value::Text(sign) if allowed.contains(&&**sign) => Some(Some(sign.to_string())),
            _ => None,
        };
        let mut text = given.text(0)?.to_string();
        let (grouping, point) = (sign(1, &[" ", ",", "."])?, sign(2, &[",", "."])?);
        if grouping.is_some() && grouping == point {
            return None;
        }
        if let Some(grouping) = grouping {
            text = text.replace(&grouping, "");
        }
        if let Some(point) = point.filter(|point| point == ",") {
            if text.contains('.') {
                return None;
            }
            text = text.replace(&point, ".");
        }
        Decimal::parse(&text).map(Value::Number)
    };
    Ok(read())
}

fn string(evaluation: &Evaluation, given: Given<'_>) -> Done<Option<Value>> {
    let value = given.value(0);
    if value.is_null() { Ok(None) } else { evaluation.text_of(value).map(Some) }
}

fn duration(_: &Evaluation, given: Given<'_>) -> Done<Option<Value>> {
    Ok(match given.one(0) {
        Value::Text(text) => literal::duration(text),
        value @ (Value::Months(_) | Value::Nanos(_)) => Some(value.clone()),
        _ => None,
    })
}

/// The whole months from one day to the other, towards zero. The times of moments do not count.
fn months(_: &Evaluation, given: Given<'_>) -> Done<Option<Value>> {
    let whole = || {
        let (from, to) = (given.date(0)?, given.date(1)?);
        let count = (to.year - from.year) * 12 + to.month - from.month;
        let short = (count > 0 && to.day < from.day) || (count < 0 && to.day > from.day);
        Months::new(if short { count - count.signum() } else { count }).map(Value::Months)
    };
    Ok(whole())
}

fn not(_: &Evaluation, given: Given<'_>) -> Done<Option<Value>> {
    Ok(given.one(0).as_truth().map(|truth| Value::Boolean(!truth)))
}

fn is(evaluation: &Evaluation, given: Given<'_>) -> Done<Option<Value>> {
    evaluation.charge_all(given.value(0))?;
    Ok(Some(Value::Boolean(given.value(0).is(given.value(1)))))
}

fn day_of_week(date: Date) -> Option<Value> {
    let names = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
    names.get(usize::try_from(date.weekday()).ok()? - 1).map(|name| Value::text(name))
}

fn month_of_year(date: Date) -> Option<Value> {
    let names = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    names.get(usize::try_from(date.month).ok()? - 1).map(|name| Value::text(name))
}
