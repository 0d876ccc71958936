//! Days of the proleptic Gregorian calendar.
//!
//! What may not happen here: a day that the calendar does not have.

use std::fmt;

/// The first and the last year of FEEL, as XML Schema implementations have it.
const YEAR_MAX: i64 = 999_999_999;

/// A day, with its years before and after those of the law's own `Day`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Date {
    pub year: i64,
    pub month: i64,
    pub day: i64,
}

fn is_leap(year: i64) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

fn days_in(year: i64, month: i64) -> i64 {
    match month {
        2 if is_leap(year) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

impl Date {
    pub(crate) fn new(year: i64, month: i64, day: i64) -> Option<Date> {
        let exists = (-YEAR_MAX..=YEAR_MAX).contains(&year)
            && (1..=12).contains(&month)
            && (1..=days_in(year, month)).contains(&day);
        exists.then_some(Date { year, month, day })
    }

    /// Days since 1 January 1970. Counted in years that begin in March, so that the leap day is the last of them.
    pub(crate) fn number(self) -> i64 {
        let year = if self.month <= 2 { self.year - 1 } else { self.year };
        let era = year.div_euclid(400);
        let year_of_era = year.rem_euclid(400);
        let month = (self.month + 9) % 12;
        let day_of_year = (153 * month + 2) / 5 + self.day - 1;
        let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
        era * 146_097 + day_of_era - 719_468
    }

    pub(crate) fn of_number(number: i64) -> Option<Date> {
        let shifted = number.checked_add(719_468)?;
        let era = shifted.div_euclid(146_097);
        let day_of_era = shifted.rem_euclid(146_097);
        let year_of_era =
            (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let month = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * month + 2) / 5 + 1;
        let month = if month < 10 { month + 3 } else { month - 9 };
        let year = year_of_era + era * 400 + i64::from(month <= 2);
        Date::new(year, month, day)
    }

    /// From 1 for Monday to 7 for Sunday.
    pub(crate) fn weekday(self) -> i64 {
        (self.number() + 3).rem_euclid(7) + 1
    }

    pub(crate) fn day_of_year(self) -> i64 {
        self.number() - Date { year: self.year, month: 1, day: 1 }.number() + 1
    }

    /// The week that has the Thursday of this day's week, as ISO 8601 counts.
    pub(crate) fn week_of_year(self) -> Option<i64> {
        let thursday = Date::of_number(self.number() - self.weekday() + 4)?;
        Some((thursday.day_of_year() - 1) / 7 + 1)
    }

    /// So many months later; where the month is too short, its last day.
    pub(crate) fn plus_months(self, months: i64) -> Option<Date> {
        let count = self.year.checked_mul(12)?.checked_add(self.month - 1)?.checked_add(months)?;
        let (year, month) = (count.div_euclid(12), count.rem_euclid(12) + 1);
        Date::new(year, month, self.day.min(days_in(year, month)))
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.year < 0 { "-" } else { "" };
        write!(f, "{sign}{:04}-{:02}-{:02}", self.year.abs(), self.month, self.day)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_numbered_from_1970() {
        assert_eq!(Date::new(1970, 1, 1).unwrap().number(), 0);
        assert_eq!(Date::new(2000, 3, 1).unwrap().number(), 11_017);
        for number in [-1, 0, 59, 60, 18_993, -719_529, 2_932_896, 365_241_780_470] {
            assert_eq!(Date::of_number(number).unwrap().number(), number);
        }
        assert_eq!(Date::new(2026, 11, 3).unwrap().weekday(), 2);
        assert_eq!(Date::new(2005, 1, 1).unwrap().week_of_year(), Some(53));
        assert_eq!(Date::new(2023, 2, 29), None);
        assert_eq!(Date::new(2020, 1, 31).unwrap().plus_months(1), Date::new(2020, 2, 29));
    }
}
