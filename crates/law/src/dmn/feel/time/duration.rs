//! Durations: of months, and of nanoseconds. A month has no fixed number of days, so the two never mix.
//!
//! What may not happen here: a sum that wraps.

use std::fmt;

pub(crate) const NANOS: i128 = 1_000_000_000;
pub(crate) const DAY_NANOS: i128 = 86_400 * NANOS;
/// The most months of a duration: more than lie between the first and the last year.
const MONTHS_MAX: i64 = 12 * 3_000_000_000;
/// The longest duration of days and less, in nanoseconds.
const NANOS_MAX: i128 = 366 * 3_000_000_000 * DAY_NANOS;

/// Years and months, as months.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Months(pub i64);

/// Days, hours, minutes and seconds, as nanoseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Nanos(pub i128);

impl Months {
    pub(crate) fn new(months: i64) -> Option<Months> {
        (months.abs() <= MONTHS_MAX).then_some(Months(months))
    }
}

impl Nanos {
    pub(crate) fn new(nanos: i128) -> Option<Nanos> {
        (nanos.abs() <= NANOS_MAX).then_some(Nanos(nanos))
    }
}

impl fmt::Display for Months {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let count = self.0.abs();
        f.write_str(if self.0 < 0 { "-P" } else { "P" })?;
        if count >= 12 {
            write!(f, "{}Y", count / 12)?;
        }
        if count % 12 != 0 || count == 0 { write!(f, "{}M", count % 12) } else { Ok(()) }
    }
}

impl fmt::Display for Nanos {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let count = self.0.abs();
        f.write_str(if self.0 < 0 { "-P" } else { "P" })?;
        if count >= DAY_NANOS {
            write!(f, "{}D", count / DAY_NANOS)?;
        }
        let rest = count % DAY_NANOS;
        if rest == 0 && count != 0 {
            return Ok(());
        }
        f.write_str("T")?;
        let (seconds, nanos) = (rest / NANOS, rest % NANOS);
        for (part, unit) in [(seconds / 3_600, 'H'), (seconds / 60 % 60, 'M')] {
            if part != 0 {
                write!(f, "{part}{unit}")?;
            }
        }
        if seconds % 60 != 0 || nanos != 0 || count == 0 {
            write!(f, "{}{}S", seconds % 60, fraction(nanos))?;
        }
        Ok(())
    }
}

/// What follows the seconds: `.25`, or nothing.
pub(super) fn fraction(nanos: i128) -> String {
    if nanos == 0 {
        return String::new();
    }
    format!(".{nanos:09}").trim_end_matches('0').to_string()
}
