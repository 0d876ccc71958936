//! Days, times, moments and durations as text: the lexical forms of XML Schema, and the zones that FEEL adds.
//!
//! What may not happen here: a text that is nearly right is read.

use std::str::FromStr;

use super::day::Date;
use super::duration::{DAY_NANOS, Months, NANOS, Nanos};
use super::moment::{DateTime, Time};
use super::zone::Zone;

/// The text could not be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Unreadable;

/// Exactly so many digits.
fn digits(text: &str, count: usize) -> Option<i64> {
    let fits = text.len() == count && text.chars().all(|c| c.is_ascii_digit());
    if fits { text.parse().ok() } else { None }
}

impl FromStr for Date {
    type Err = Unreadable;

    /// `2026-03-01`. A year of more than four digits has no zero in front.
    fn from_str(text: &str) -> Result<Date, Unreadable> {
        let read = || {
            let (sign, plain) = text.strip_prefix('-').map_or((1, text), |plain| (-1, plain));
            let mut parts = plain.split('-');
            let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
            let well = (4..=9).contains(&year.len()) && !(year.len() > 4 && year.starts_with('0'));
            if parts.next().is_some() || !well {
                return None;
            }
            Date::new(sign * digits(year, year.len())?, digits(month, 2)?, digits(day, 2)?)
        };
        read().ok_or(Unreadable)
    }
}

/// A fraction of a second, with or without digits; what is smaller than a nanosecond is dropped.
fn nanos(digits: &str) -> Option<i64> {
    if digits.is_empty() {
        return Some(0);
    }
    if !digits.chars().all(|c| c.is_ascii_digit()) {
        return None;
    }
    format!("{digits:0<9}").get(..9)?.parse().ok()
}

/// `Z`, `+09:00`, `-03:30:15`, `@Asia/Seoul`, or nothing.
fn zone(text: &str) -> Option<Zone> {
    if text.is_empty() {
        return Some(Zone::Local);
    }
    if text == "Z" || text == "z" {
        return Some(Zone::Offset(0));
    }
    if let Some(name) = text.strip_prefix('@') {
        return Zone::named(name);
    }
    let (sign, plain) = match (text.strip_prefix('+'), text.strip_prefix('-')) {
        (Some(plain), _) => (1, plain),
        (_, Some(plain)) => (-1, plain),
        _ => return None,
    };
    let parts: Vec<&str> = plain.split(':').collect();
    let second = match parts.len() {
        2 => 0,
        3 => digits(parts.get(2)?, 2)?,
        _ => return None,
    };
    let (hour, minute) = (digits(parts.first()?, 2)?, digits(parts.get(1)?, 2)?);
    if minute > 59 || second > 59 {
        return None;
    }
    Zone::offset(sign * (hour * 3_600 + minute * 60 + second))
}

/// A time of day, and whether it is the end of the day, `24:00:00`, which is the beginning of the next (XML Schema).
fn clock(text: &str) -> Option<(Time, bool)> {
    let end = text.find(['Z', 'z', '+', '-', '@']).unwrap_or(text.len());
    let (clock, zoned) = (text.get(..end)?, text.get(end..)?);
    let mut parts = clock.split(':');
    let (hour, minute, second) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() {
        return None;
    }
    let (second, nano) = match second.split_once('.') {
        Some((_, "")) => return None,
        Some((second, fraction)) => (second, nanos(fraction)?),
        None => (second, 0),
    };
    let (hour, minute, second) = (digits(hour, 2)?, digits(minute, 2)?, digits(second, 2)?);
    let ends = hour == 24 && (minute, second, nano) == (0, 0, 0);
    let time = Time::new(if ends { 0 } else { hour }, minute, second, nano)?;
    Some((Time { zone: zone(zoned)?, ..time }, ends))
}

impl FromStr for Time {
    type Err = Unreadable;

    fn from_str(text: &str) -> Result<Time, Unreadable> {
        clock(text).map(|(time, _)| time).ok_or(Unreadable)
    }
}

impl FromStr for DateTime {
    type Err = Unreadable;

    /// A day and a time, or a day alone for its midnight.
    fn from_str(text: &str) -> Result<DateTime, Unreadable> {
        let Some((date, time)) = text.split_once('T') else {
            return Ok(DateTime::midnight(text.parse()?, Zone::Local));
        };
        let (date, (time, ends)) = (date.parse::<Date>()?, clock(time).ok_or(Unreadable)?);
        let date = Date::of_number(date.number() + i64::from(ends)).ok_or(Unreadable)?;
        Ok(DateTime { date, time })
    }
}

/// The numbers of a duration's part with their units, which must follow one another in that order.
fn parts<'t>(mut text: &'t str, units: &str) -> Option<Vec<(&'t str, char)>> {
    let mut found = Vec::new();
    let mut left = units.chars();
    while !text.is_empty() {
        let end = text.find(|c: char| !c.is_ascii_digit() && c != '.')?;
        let (number, rest) = text.split_at(end);
        let unit = rest.chars().next()?;
        left.find(|known| *known == unit)?;
        if number.is_empty() || (number.contains('.') && unit != 'S') {
            return None;
        }
        found.push((number, unit));
        text = rest.get(1..)?;
    }
    Some(found)
}

fn signed(text: &str) -> Option<(i64, &str)> {
    match text.strip_prefix("-P") {
        Some(plain) => Some((-1, plain)),
        None => Some((1, text.strip_prefix('P')?)),
    }
}

impl FromStr for Months {
    type Err = Unreadable;

    /// `P1Y2M`, `-P14M`.
    fn from_str(text: &str) -> Result<Months, Unreadable> {
        let read = || {
            let (sign, plain) = signed(text)?;
            let found = parts(plain, "YM")?;
            let mut months = 0_i64;
            for (number, unit) in &found {
                let count: i64 = number.parse().ok()?;
                let count = if *unit == 'Y' { count.checked_mul(12)? } else { count };
                months = months.checked_add(count)?;
            }
            if found.is_empty() { None } else { Months::new(sign * months) }
        };
        read().ok_or(Unreadable)
    }
}

impl FromStr for Nanos {
    type Err = Unreadable;

    /// `P1DT2H3M4.5S`, `-PT90M`.
    fn from_str(text: &str) -> Result<Nanos, Unreadable> {
        let read = || {
            let (sign, plain) = signed(text)?;
            let (days, clock) = match plain.split_once('T') {
                Some((_, "")) => return None,
                Some((days, clock)) => (days, clock),
                None => (plain, ""),
            };
            let found: Vec<_> = parts(days, "D")?.into_iter().chain(parts(clock, "HMS")?).collect();
            let mut sum = 0_i128;
            for (number, unit) in &found {
                let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
                let seconds = match unit {
                    'D' => DAY_NANOS / NANOS,
                    'H' => 3_600,
                    'M' => 60,
                    _ => 1,
                };
                let whole = i128::from(whole.parse::<i64>().ok()?) * seconds * NANOS;
                sum = sum.checked_add(whole)?.checked_add(i128::from(nanos(fraction)?))?;
            }
            if found.is_empty() { None } else { Nanos::new(i128::from(sign) * sum) }
        };
        read().ok_or(Unreadable)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_read_is_shown_the_same() {
        for text in ["2026-03-01", "-0044-03-15", "999999999-12-31"] {
            assert_eq!(text.parse::<Date>().unwrap().to_string(), text);
        }
        for text in ["10:30:00", "10:30:00.5", "23:59:59Z", "01:00:00+09:00", "10:00:00@Asia/Seoul"]
        {
            assert_eq!(text.parse::<Time>().unwrap().to_string(), text);
        }
        for text in ["P1Y2M", "-P3M", "P0M"] {
            assert_eq!(text.parse::<Months>().unwrap().to_string(), text);
        }
        for text in ["P1DT2H3M4.5S", "-PT1M", "PT0S", "P10D"] {
            assert_eq!(text.parse::<Nanos>().unwrap().to_string(), text);
        }
    }

    #[test]
    fn what_is_nearly_right_is_not_read() {
        for text in ["2026-3-1", "02026-03-01", "+2026-03-01", "2026-02-30", "", "2026-03-01Z"] {
            assert!(text.parse::<Date>().is_err(), "{text}");
        }
        for text in [
            "7:00:00",
            "24:00:01",
            "10:30",
            "10:30:00+19:00",
            "10:30:00.",
            "10:30:00@Nowhere",
            "10:00:00+09:00@Asia/Seoul",
        ] {
            assert!(text.parse::<Time>().is_err(), "{text}");
        }
        for text in ["P", "P1Y1D", "PT", "1D", "P1H", "P1D1D", "P-1D", "P1.5D"] {
            assert!(text.parse::<Nanos>().is_err() && text.parse::<Months>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_zone_moves_its_clocks() {
        let at = |text: &str| text.parse::<DateTime>().unwrap();
        assert_eq!(
            at("2018-10-08T00:00:00+02:00").equals(&at("2018-10-08T00:00:00@Europe/Paris")),
            Some(true)
        );
        assert_eq!(
            at("2018-02-08T00:00:00+01:00").equals(&at("2018-02-08T00:00:00@Europe/Paris")),
            Some(true)
        );
        let before = at("2026-03-29T01:00:00@Europe/Paris");
        assert_eq!(
            before.plus(Nanos(3_600 * NANOS)).unwrap().to_string(),
            "2026-03-29T03:00:00@Europe/Paris"
        );
        assert_eq!(at("2026-03-29T01:00:00").compare(&before), None);
    }
}
