//! How often a variable has a value, and the stretches of time that its values belong to.
//!
//! What may not happen here: a period that the calendar does not have.

use std::fmt;
use std::str::FromStr;

use vocabulary::Day;

/// How often a variable has a value of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Every {
    /// One value for all time: a day of birth.
    Ever,
    Year,
    Month,
    Day,
}

/// A year, a month, a day, or all time: written `2026`, `2026-03`, `2026-03-01`, `ever`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Period {
    every: Every,
    first: Day,
}

impl Every {
    pub(crate) const NAMES: [(&'static str, Every); 4] = [
        ("ever", Every::Ever),
        ("year", Every::Year),
        ("month", Every::Month),
        ("day", Every::Day),
    ];

    pub(crate) fn named(name: &str) -> Option<Every> {
        Every::NAMES.iter().find(|(known, _)| *known == name).map(|(_, every)| *every)
    }

    pub fn name(self) -> &'static str {
        Every::NAMES.iter().find(|(_, every)| *every == self).map_or("", |(name, _)| name)
    }
}

impl Period {
    /// The period of that length in which a day lies.
    pub fn of(every: Every, day: Day) -> Period {
        let first = match every {
            Every::Ever => Day::new(1, 1, 1),
            Every::Year => Day::new(day.year(), 1, 1),
            Every::Month => Day::new(day.year(), day.month(), 1),
            Every::Day => Some(day),
        };
        Period { every, first: first.unwrap_or(day) }
    }

    pub fn every(self) -> Every {
        self.every
    }

    /// Its first day: the law of that day holds for it.
    pub fn first(self) -> Day {
        self.first
    }

    pub fn last(self) -> Day {
        match self.every {
            Every::Ever => Day::new(9999, 12, 31).unwrap_or(self.first),
            Every::Year => self.first.plus_months(12).plus_days(-1),
            Every::Month => self.first.plus_months(1).plus_days(-1),
            Every::Day => self.first,
        }
    }

    /// The one before it; none before all time.
    pub(crate) fn previous(self) -> Option<Period> {
        (self.every != Every::Ever).then(|| Period::of(self.every, self.first.plus_days(-1)))
    }

    /// The months of a year; empty for anything else.
    pub(crate) fn months(self) -> impl Iterator<Item = Period> {
        let count = if self.every == Every::Year { 12 } else { 0 };
        (0..count).map(move |n| Period::of(Every::Month, self.first.plus_months(n)))
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.every {
            Every::Ever => f.write_str("ever"),
            Every::Year => write!(f, "{:04}", self.first.year()),
            Every::Month => write!(f, "{:04}-{:02}", self.first.year(), self.first.month()),
            Every::Day => self.first.fmt(f),
        }
    }
}

impl FromStr for Period {
    type Err = String;

    fn from_str(text: &str) -> Result<Period, String> {
        let (every, day) = match text.len() {
            4 if text == "ever" => (Every::Ever, "0001-01-01".to_string()),
            4 => (Every::Year, format!("{text}-01-01")),
            7 => (Every::Month, format!("{text}-01")),
            _ => (Every::Day, text.to_string()),
        };
        let day = day.parse::<Day>();
        day.map(|day| Period::of(every, day))
            .map_err(|_| format!("{text:?} is no period: write 2026, 2026-03, 2026-03-01 or ever"))
    }
}
