//! Where a time of day is meant: nowhere in particular, at an offset, or in a zone of the time zone database.
//!
//! What may not happen here: the machine's own zone, or its own copy of the database. The one that is built in says the same on
//! every machine.

use std::fmt;
use std::sync::Arc;

use jiff::civil;
use jiff::tz::TimeZone;

use super::day::Date;

/// The farthest offset, in seconds (XML Schema, part 2, 3.3.7).
const OFFSET_MAX: i64 = 14 * 3_600;

#[derive(Clone, Debug)]
pub(crate) enum Zone {
    Local,
    /// Seconds east of Greenwich.
    Offset(i64),
    Named(Arc<str>, TimeZone),
}

impl PartialEq for Zone {
    fn eq(&self, other: &Zone) -> bool {
        match (self, other) {
            (Zone::Local, Zone::Local) => true,
            (Zone::Offset(a), Zone::Offset(b)) => a == b,
            (Zone::Named(a, _), Zone::Named(b, _)) => a == b,
            _ => false,
        }
    }
}

impl Zone {
    pub(crate) fn offset(seconds: i64) -> Option<Zone> {
        (seconds.abs() <= OFFSET_MAX).then_some(Zone::Offset(seconds))
    }

    /// A zone such as `Europe/Paris`.
    pub(crate) fn named(name: &str) -> Option<Zone> {
        // The database finds a name with other capitals as well; here a zone has one name.
        let zone = TimeZone::get(name).ok().filter(|zone| zone.iana_name() == Some(name))?;
        Some(Zone::Named(name.into(), zone))
    }

    pub(crate) fn name(&self) -> Option<&str> {
        match self {
            Zone::Named(name, _) => Some(name),
            _ => None,
        }
    }

    /// Seconds east of Greenwich on that day at that second; none for a local time.
    pub(crate) fn offset_at(&self, date: Date, second: i64) -> Option<i64> {
        match self {
            Zone::Local => None,
            Zone::Offset(seconds) => Some(*seconds),
            Zone::Named(_, zone) => {
                let moment = civil_moment(date, second)?;
                // In the hour that a clock is turned back there are two answers: the earlier one, as everywhere.
                let found = zone.to_ambiguous_timestamp(moment).compatible().ok()?;
                Some(i64::from(zone.to_offset(found).seconds()))
            }
        }
    }

    /// Seconds east of Greenwich at a second since 1970.
    pub(crate) fn offset_at_instant(&self, instant: i64) -> Option<i64> {
        match self {
            Zone::Named(_, zone) => {
                // Years that the database does not reach are as those of its last rule.
                let within = instant.clamp(-62_000_000_000, 250_000_000_000);
                let moment = jiff::Timestamp::from_second(within).ok()?;
                Some(i64::from(zone.to_offset(moment).seconds()))
            }
            Zone::Offset(seconds) => Some(*seconds),
            Zone::Local => None,
        }
    }
}

/// The moment in the years that the database knows; other years follow the same rules, which repeat after 400.
fn civil_moment(date: Date, second: i64) -> Option<civil::DateTime> {
    let year = if (1..=9_000).contains(&date.year) {
        date.year
    } else {
        2_000 + date.year.rem_euclid(400)
    };
    let small = |number: i64| i8::try_from(number).ok();
    civil::DateTime::new(
        i16::try_from(year).ok()?,
        small(date.month)?,
        small(date.day)?,
        small(second / 3_600)?,
        small(second / 60 % 60)?,
        small(second % 60)?,
        0,
    )
    .ok()
}

impl fmt::Display for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Zone::Local => Ok(()),
            Zone::Offset(0) => f.write_str("Z"),
            Zone::Offset(seconds) => {
                let (sign, count) = (if *seconds < 0 { '-' } else { '+' }, seconds.abs());
                write!(f, "{sign}{:02}:{:02}", count / 3_600, count / 60 % 60)?;
                if count % 60 == 0 { Ok(()) } else { write!(f, ":{:02}", count % 60) }
            }
            Zone::Named(name, _) => write!(f, "@{name}"),
        }
    }
}
