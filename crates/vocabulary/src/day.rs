//! Days, moments and spans of time. Calendars are exact; nothing here reads a clock.

use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use serde::{Deserialize, Serialize};

/// A civil day, written `2026-03-01`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Day(Date);

impl Day {
    /// The day of that year, month and day of month, if the calendar has it.
    pub fn new(year: i16, month: i8, day: i8) -> Option<Day> {
        Date::new(year, month, day).ok().map(Day)
    }

    pub fn year(self) -> i16 {
        self.0.year()
    }

    pub fn month(self) -> i8 {
        self.0.month()
    }

    pub fn day_of_month(self) -> i8 {
        self.0.day()
    }

    /// Monday is 1, Sunday is 7 (ISO 8601).
    pub fn weekday(self) -> i8 {
        self.0.weekday().to_monday_one_offset()
    }

    /// The day so many days later (earlier when negative), held at the ends of the calendar.
    pub fn plus_days(self, days: i64) -> Day {
        let days = days.clamp(-4_000_000, 4_000_000);
        Day(self.0.saturating_add(days.days()))
    }

    /// The same day of another month; the last day of that month where it has no such day.
    pub fn plus_months(self, months: i64) -> Day {
        let months = months.clamp(-200_000, 200_000);
        Day(self.0.saturating_add(months.months()))
    }

    /// The day a span later.
    pub fn plus(self, span: Span) -> Day {
        self.plus_months(span.months).plus_days(span.days)
    }

    /// How many days `self` lies after `earlier`.
    pub fn days_since(self, earlier: Day) -> i64 {
        (self.0 - earlier.0).get_days().into()
    }

    /// How many whole months have passed since `earlier` (an age in months); negative before it.
    pub fn months_since(self, earlier: Day) -> i64 {
        let months = (i64::from(self.year()) - i64::from(earlier.year())) * 12
            + i64::from(self.month())
            - i64::from(earlier.month());
        // 29 February: a month is complete on the last day of a shorter month.
        if months > 0 && earlier.plus_months(months) > self {
            months - 1
        } else if months < 0 && earlier.plus_months(months) < self {
            months + 1
        } else {
            months
        }
    }

    /// How many whole years have passed since `earlier` (an age in years).
    pub fn years_since(self, earlier: Day) -> i64 {
        self.months_since(earlier) / 12
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for Day {
    type Err = String;

    /// Takes `YYYY-MM-DD` and nothing else.
    fn from_str(text: &str) -> Result<Day, String> {
        let shape = |b: &[u8]| b.len() == 10 && b[4] == b'-' && b[7] == b'-';
        if !shape(text.as_bytes()) {
            return Err(format!("{text:?} is not a day of the form YYYY-MM-DD"));
        }
        text.parse().map(Day).map_err(|_| format!("{text:?} is not a day of the calendar"))
    }
}

impl TryFrom<String> for Day {
    type Error = String;

    fn try_from(text: String) -> Result<Day, String> {
        text.parse()
    }
}

impl From<Day> for String {
    fn from(day: Day) -> String {
        day.to_string()
    }
}

/// A span of calendar time, written as an ISO 8601 duration of years, months, weeks and days: `P1Y6M`, `P90D`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Span {
    pub months: i64,
    pub days: i64,
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("P")?;
        if self.months != 0 && self.months % 12 == 0 {
            write!(f, "{}Y", self.months / 12)?;
        } else if self.months != 0 {
            write!(f, "{}M", self.months)?;
        }
        if self.days != 0 || self.months == 0 {
            write!(f, "{}D", self.days)?;
        }
        Ok(())
    }
}

impl FromStr for Span {
    type Err = String;

    fn from_str(text: &str) -> Result<Span, String> {
        let wrong = || format!("{text:?} is not a duration such as P1Y, P6M, P2W or P90D");
        let mut rest = text.strip_prefix('P').filter(|r| !r.is_empty()).ok_or_else(wrong)?;
        let mut span = Span { months: 0, days: 0 };
        while !rest.is_empty() {
            let end = rest.find(|c: char| !c.is_ascii_digit()).ok_or_else(wrong)?;
            let (number, tail) = rest.split_at(end);
            let count: i64 = number.parse().ok().filter(|n| *n <= 100_000).ok_or_else(wrong)?;
            match tail.as_bytes().first() {
                Some(b'Y') => span.months += 12 * count,
                Some(b'M') => span.months += count,
                Some(b'W') => span.days += 7 * count,
                Some(b'D') => span.days += count,
                _ => return Err(wrong()),
            }
            rest = &tail[1..];
        }
        // What is written again must be read again: the parts may not add up to more than one part may say.
        if span.months.max(span.days) > 100_000 { Err(wrong()) } else { Ok(span) }
    }
}

impl TryFrom<String> for Span {
    type Error = String;

    fn try_from(text: String) -> Result<Span, String> {
        text.parse()
    }
}

impl From<Span> for String {
    fn from(span: Span) -> String {
        span.to_string()
    }
}

/// A moment of world time, in milliseconds since 1970.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Moment(pub i64);

impl Moment {
    pub fn plus_seconds(self, seconds: i64) -> Moment {
        Moment(self.0.saturating_add(seconds.saturating_mul(1000)))
    }

    /// `2026-03-01T09:30:00.000Z`.
    pub fn to_rfc3339(self) -> String {
        Timestamp::from_millisecond(self.0)
            .map_or_else(|_| "out of range".into(), |t| format!("{t:.3}"))
    }

    /// Reads a moment with its offset, as `to_rfc3339` writes it.
    pub fn from_rfc3339(text: &str) -> Option<Moment> {
        text.parse::<Timestamp>().ok().map(|moment| Moment(moment.as_millisecond()))
    }
}

/// A time zone by its IANA name, from the data inside the program, not of the machine.
#[derive(Clone, Debug, PartialEq)]
pub struct Zone(TimeZone);

impl Zone {
    pub fn named(name: &str) -> Option<Zone> {
        TimeZone::get(name).ok().map(Zone)
    }

    pub fn utc() -> Zone {
        Zone(TimeZone::UTC)
    }

    /// The civil day it is there at that moment.
    pub fn day_of(&self, moment: Moment) -> Day {
        Day(self.local(moment).date())
    }

    /// Hour and minute of the day there.
    pub fn clock_of(&self, moment: Moment) -> (i8, i8) {
        let local = self.local(moment);
        (local.hour(), local.minute())
    }

    /// The moment that day begins there.
    pub fn start_of(&self, day: Day) -> Moment {
        let midnight = day.0.to_datetime(jiff::civil::Time::midnight());
        let start = self.0.to_timestamp(midnight).map(|t| t.as_millisecond());
        Moment(start.unwrap_or(0))
    }

    fn local(&self, moment: Moment) -> jiff::civil::DateTime {
        let instant = Timestamp::from_millisecond(moment.0).unwrap_or(Timestamp::UNIX_EPOCH);
        self.0.to_datetime(instant)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    #[test]
    fn only_days_of_the_calendar_are_taken() {
        assert!("2024-02-29".parse::<Day>().is_ok());
        for wrong in ["2023-02-29", "2023-13-01", "20230101", "2023-1-1", "", "2023-01-01T00:00"] {
            assert!(wrong.parse::<Day>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn ages_on_the_29_of_february() {
        let born = day("2024-02-29");
        assert_eq!(day("2025-02-27").years_since(born), 0);
        assert_eq!(day("2025-02-28").years_since(born), 1);
        assert_eq!(day("2028-02-28").years_since(born), 3);
        assert_eq!(day("2028-02-29").years_since(born), 4);
        assert_eq!(day("2024-02-28").months_since(born), 0);
        assert_eq!(day("2024-01-29").months_since(born), -1);
    }

    #[test]
    fn spans_are_read_and_written() {
        assert_eq!("P1Y6M".parse::<Span>().unwrap(), Span { months: 18, days: 0 });
        assert_eq!("P2W".parse::<Span>().unwrap().to_string(), "P14D");
        assert_eq!("P10Y".parse::<Span>().unwrap().to_string(), "P10Y");
        for wrong in
            ["", "P", "10D", "P1", "PT5H", "P-1D", "P999999999999D", "P20260Y5M", "P20000W"]
        {
            assert!(wrong.parse::<Span>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn moments_are_read_as_they_are_written() {
        let moment = Moment(1_772_323_200_123);
        assert_eq!(Moment::from_rfc3339(&moment.to_rfc3339()), Some(moment));
        assert_eq!(
            Moment::from_rfc3339("2026-03-01T09:00:00+09:00"),
            Moment::from_rfc3339("2026-03-01T00:00:00Z")
        );
        for wrong in ["", "2026-03-01", "2026-03-01T00:00:00", "yesterday"] {
            assert_eq!(Moment::from_rfc3339(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn midnight_in_seoul_is_the_evening_before_in_utc() {
        let seoul = Zone::named("Asia/Seoul").unwrap();
        let start = seoul.start_of(day("2026-03-01"));
        assert_eq!(start.to_rfc3339(), "2026-02-28T15:00:00.000Z");
        assert_eq!(seoul.day_of(start), day("2026-03-01"));
        assert_eq!(seoul.clock_of(start), (0, 0));
    }
}
