//! Times of day and moments, and how they compare.
//!
//! What may not happen here: a comparison of a local time with one of a zone. Nobody can know which is first.

use std::cmp::Ordering;
use std::fmt;

use super::day::Date;
use super::duration::{DAY_NANOS, NANOS, Nanos, fraction};
use super::zone::Zone;

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Time {
    /// Since midnight.
    pub second: i64,
    pub nano: i64,
    pub zone: Zone,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct DateTime {
    pub date: Date,
    pub time: Time,
}

impl Time {
    pub(crate) const MIDNIGHT: Time = Time { second: 0, nano: 0, zone: Zone::Local };

    pub(crate) fn new(hour: i64, minute: i64, second: i64, nano: i64) -> Option<Time> {
        let exists = (0..24).contains(&hour)
            && (0..60).contains(&minute)
            && (0..60).contains(&second)
            && (0..1_000_000_000).contains(&nano);
        let second = hour * 3_600 + minute * 60 + second;
        exists.then_some(Time { second, nano, zone: Zone::Local })
    }

    pub(crate) fn nanos(&self) -> i128 {
        i128::from(self.second) * NANOS + i128::from(self.nano)
    }

    /// The time of day so long after midnight; whole days are nothing.
    pub(crate) fn of_nanos(nanos: i128, zone: Zone) -> Option<Time> {
        let nanos = nanos.rem_euclid(DAY_NANOS);
        let second = i64::try_from(nanos / NANOS).ok()?;
        Some(Time { second, nano: i64::try_from(nanos % NANOS).ok()?, zone })
    }

    /// Seconds east of Greenwich. A zone without a day has the offset of 1 January 1970: FEEL says of none, and any other day
    /// would make the answer depend on a clock.
    pub(crate) fn offset(&self) -> Option<i64> {
        self.zone.offset_at(Date { year: 1970, month: 1, day: 1 }, self.second)
    }

    /// What is compared: nanoseconds, moved to Greenwich where there is a zone.
    fn mark(&self) -> (bool, i128) {
        let offset = self.offset();
        (offset.is_some(), self.nanos() - i128::from(offset.unwrap_or(0)) * NANOS)
    }

    pub(crate) fn compare(&self, other: &Time) -> Option<Ordering> {
        compared(self.mark(), other.mark())
    }

    /// Equal to the second: `second` is a whole number in FEEL, and what lies below it is no part of the value.
    pub(crate) fn equals(&self, other: &Time) -> Option<bool> {
        equal(self.mark(), other.mark())
    }

    /// How long after the other.
    pub(crate) fn since(&self, other: &Time) -> Option<Nanos> {
        distance(self.mark(), other.mark())
    }
}

fn compared(one: (bool, i128), other: (bool, i128)) -> Option<Ordering> {
    (one.0 == other.0).then(|| one.1.cmp(&other.1))
}

fn equal(one: (bool, i128), other: (bool, i128)) -> Option<bool> {
    (one.0 == other.0).then(|| one.1.div_euclid(NANOS) == other.1.div_euclid(NANOS))
}

fn distance(one: (bool, i128), other: (bool, i128)) -> Option<Nanos> {
    if one.0 == other.0 { Nanos::new(one.1 - other.1) } else { None }
}

impl DateTime {
    pub(crate) fn midnight(date: Date, zone: Zone) -> DateTime {
        DateTime { date, time: Time { zone, ..Time::MIDNIGHT } }
    }

    pub(crate) fn offset(&self) -> Option<i64> {
        self.time.zone.offset_at(self.date, self.time.second)
    }

    fn local_nanos(&self) -> i128 {
        i128::from(self.date.number()) * DAY_NANOS + self.time.nanos()
    }

    fn mark(&self) -> (bool, i128) {
        let offset = self.offset();
        (offset.is_some(), self.local_nanos() - i128::from(offset.unwrap_or(0)) * NANOS)
    }

    pub(crate) fn compare(&self, other: &DateTime) -> Option<Ordering> {
        compared(self.mark(), other.mark())
    }

    pub(crate) fn equals(&self, other: &DateTime) -> Option<bool> {
        equal(self.mark(), other.mark())
    }

    pub(crate) fn since(&self, other: &DateTime) -> Option<Nanos> {
        distance(self.mark(), other.mark())
    }

    /// So long after; in a zone, that much later for everybody, whatever its clocks do.
    pub(crate) fn plus(&self, nanos: Nanos) -> Option<DateTime> {
        let zone = self.time.zone.clone();
        let (_, mark) = self.mark();
        let later = mark.checked_add(nanos.0)?;
        let instant = i64::try_from(later.div_euclid(NANOS)).ok()?;
        let offset = zone.offset_at_instant(instant).unwrap_or(0);
        let local = later + i128::from(offset) * NANOS;
        let date = Date::of_number(i64::try_from(local.div_euclid(DAY_NANOS)).ok()?)?;
        Some(DateTime { date, time: Time::of_nanos(local, zone)? })
    }

    pub(crate) fn plus_months(&self, months: i64) -> Option<DateTime> {
        Some(DateTime { date: self.date.plus_months(months)?, time: self.time.clone() })
    }

    pub(crate) const EPOCH: DateTime = DateTime {
        date: Date { year: 1970, month: 1, day: 1 },
        time: Time { zone: Zone::Offset(0), ..Time::MIDNIGHT },
    };

    /// The moment of so many seconds since 1970, at Greenwich.
    pub(crate) fn of_instant(second: i64) -> Option<DateTime> {
        DateTime::EPOCH.plus(Nanos(i128::from(second) * NANOS))
    }
}

impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (hour, minute, second) = (self.second / 3_600, self.second / 60 % 60, self.second % 60);
        let fraction = fraction(i128::from(self.nano));
        write!(f, "{hour:02}:{minute:02}:{second:02}{fraction}{}", self.zone)
    }
}

impl fmt::Display for DateTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}T{}", self.date, self.time)
    }
}
