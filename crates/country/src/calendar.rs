//! The working calendar of a country: weekends, holidays, and how deadlines run over them. No clock is read here.

use std::collections::BTreeMap;

use serde::Deserialize;
use vocabulary::{Day, Text};

use crate::service::{Deadline, DeadlineUnit};

/// No law waits longer; a longer count in a file is held here, so that it cannot hang the house.
const COUNT_MAX: u32 = 36_600;

/// One day off (`calendar.toml`).
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Holiday {
    pub day: Day,
    pub title: Text,
}

/// Which days are worked. Known only for the years that the country's file covers.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Calendar {
    weekend: Vec<i8>,
    holidays: BTreeMap<Day, Text>,
}

impl Calendar {
    /// Weekend days by ISO number (6 and 7 in Korea, 5 and 6 in some countries).
    pub fn new(weekend: Vec<i8>, holidays: Vec<Holiday>) -> Calendar {
        Calendar { weekend, holidays: holidays.into_iter().map(|h| (h.day, h.title)).collect() }
    }

    pub fn is_working(&self, day: Day) -> bool {
        !self.weekend.contains(&day.weekday()) && !self.holidays.contains_key(&day)
    }

    pub fn holiday(&self, day: Day) -> Option<&Text> {
        self.holidays.get(&day)
    }

    /// The first and last year with holidays: outside them a deadline is not to be trusted.
    pub fn years(&self) -> Option<(i16, i16)> {
        let first = self.holidays.keys().next()?.year();
        let last = self.holidays.keys().next_back()?.year();
        Some((first, last))
    }

    /// Whether that year has holidays of its own in the file.
    pub fn covers(&self, year: i16) -> bool {
        let first = Day::new(year, 1, 1);
        let last = Day::new(year, 12, 31);
        first.zip(last).is_some_and(|(f, l)| self.holidays.range(f..=l).next().is_some())
    }

    /// The day itself if it is worked, else the next that is.
    pub fn working_day_from(&self, day: Day) -> Day {
        // No calendar has a year without a working day; the limit keeps a broken one from hanging the house.
        (0..366).map(|n| day.plus_days(n)).find(|d| self.is_working(*d)).unwrap_or(day)
    }

    /// The day on which `count` working days after `start` have passed; the day of the start does not count.
    ///
    /// With none to count it is the first working day from the start on.
    pub fn plus_working_days(&self, start: Day, count: u32) -> Day {
        if count == 0 {
            return self.working_day_from(start);
        }
        (0..count.min(COUNT_MAX)).fold(start, |day, _| self.working_day_from(day.plus_days(1)))
    }

    /// The last of `count` days of the calendar after `start`, moved to the next working day when it is none.
    pub fn plus_days(&self, start: Day, count: u32) -> Day {
        self.working_day_from(start.plus_days(i64::from(count.min(COUNT_MAX))))
    }

    /// The last day on which something that began on `start` is in time.
    pub fn deadline(&self, start: Day, deadline: &Deadline) -> Day {
        match deadline.unit {
            DeadlineUnit::AtOnce => start,
            DeadlineUnit::WorkingDays => self.plus_working_days(start, deadline.count),
            DeadlineUnit::Days => self.plus_days(start, deadline.count),
        }
    }

    /// How many working days lie after `from` up to and with `until`; negative when `until` has passed.
    pub fn working_days_between(&self, from: Day, until: Day) -> i64 {
        let (early, late, sign) = if from <= until { (from, until, 1) } else { (until, from, -1) };
        let span = late.days_since(early).min(i64::from(COUNT_MAX));
        let worked = (1..=span).filter(|n| self.is_working(early.plus_days(*n))).count();
        sign * i64::try_from(worked).unwrap_or(i64::MAX)
    }

    /// The working days that passed from a question to its answer: those after the day of the question up to and with the day
    /// of the answer, and the day of the question itself where the law leaves it out too.
    pub fn waited(&self, asked: Day, answered: Day, first_day: bool) -> u32 {
        let from = if first_day { asked.plus_days(-1) } else { asked };
        u32::try_from(self.working_days_between(from, answered)).unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{prop_assert, prop_assert_eq, proptest};

    use super::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    /// Days off in Korea that fell together, as they were gazetted.
    fn korea() -> Calendar {
        let days = [
            ("2024-02-09", "설날 연휴"),
            ("2024-02-10", "설날"),
            ("2024-02-11", "설날 연휴"),
            ("2024-02-12", "대체공휴일"),
            ("2024-04-10", "국회의원 선거일"),
            ("2025-01-27", "임시공휴일"),
            ("2025-01-28", "설날 연휴"),
            ("2025-01-29", "설날"),
            ("2025-01-30", "설날 연휴"),
            ("2025-10-03", "개천절"),
            ("2025-10-05", "추석 연휴"),
            ("2025-10-06", "추석"),
            ("2025-10-07", "추석 연휴"),
            ("2025-10-08", "대체공휴일"),
            ("2025-10-09", "한글날"),
        ];
        let holidays = days.map(|(d, t)| Holiday { day: day(d), title: Text::of("ko", t) });
        Calendar::new(vec![6, 7], holidays.to_vec())
    }

    fn deadline(count: u32, unit: DeadlineUnit) -> Deadline {
        Deadline { count, unit, article: String::new() }
    }

    #[test]
    fn seollal_and_its_substitute_holiday_are_not_worked() {
        let korea = korea();
        // Thursday before Seollal 2024: Friday to Monday are off, so the first working day after it is Tuesday.
        assert_eq!(korea.plus_working_days(day("2024-02-08"), 1), day("2024-02-13"));
        assert_eq!(korea.plus_working_days(day("2024-02-08"), 4), day("2024-02-16"));
        // Friday before Seollal 2025, with the temporary holiday on Monday.
        assert_eq!(korea.plus_working_days(day("2025-01-24"), 1), day("2025-01-31"));
        assert_eq!(korea.holiday(day("2024-02-12")).unwrap().0["ko"], "대체공휴일");
    }

    #[test]
    fn waiting_counts_working_days_with_or_without_the_day_of_the_question() {
        let korea = korea();
        // Asked, answered, days after the question, and with its own day.
        for (asked, answered, after, with) in [
            ("2025-01-20", "2025-01-20", 0, 1),
            ("2025-01-20", "2025-01-22", 2, 3),
            // Over a weekend and the days of Seollal.
            ("2025-01-24", "2025-01-31", 1, 2),
            ("2025-01-24", "2025-01-30", 0, 1),
            // Asked on a Sunday.
            ("2025-10-05", "2025-10-10", 1, 1),
            // An answer is never before its question; a wrong clock moves nothing.
            ("2025-01-22", "2025-01-20", 0, 0),
        ] {
            let waited = |first_day| korea.waited(day(asked), day(answered), first_day);
            assert_eq!((waited(false), waited(true)), (after, with), "{asked} {answered}");
        }
    }

    #[test]
    fn the_long_chuseok_of_2025_moves_a_deadline_by_a_week() {
        let korea = korea();
        let three = deadline(1, DeadlineUnit::WorkingDays);
        assert_eq!(korea.deadline(day("2025-10-02"), &three), day("2025-10-10"));
        let days = deadline(3, DeadlineUnit::Days);
        assert_eq!(korea.deadline(day("2025-10-02"), &days), day("2025-10-10"));
        assert_eq!(
            korea.deadline(day("2025-10-02"), &deadline(0, DeadlineUnit::AtOnce)),
            day("2025-10-02")
        );
        assert_eq!(korea.working_days_between(day("2025-10-02"), day("2025-10-13")), 2);
        assert_eq!(korea.working_days_between(day("2025-10-13"), day("2025-10-02")), -2);
    }

    #[test]
    fn only_years_with_holidays_are_covered() {
        assert!(korea().covers(2024) && korea().covers(2025));
        assert!(!korea().covers(2026) && !korea().covers(i16::MAX));
        assert_eq!(korea().years(), Some((2024, 2025)));
    }

    #[test]
    fn a_calendar_without_a_working_day_does_not_hang() {
        let never = Calendar::new((1..=7).collect(), Vec::new());
        let _ = never.deadline(day("2025-01-01"), &deadline(2, DeadlineUnit::WorkingDays));
        let _ = korea().deadline(day("2025-01-01"), &deadline(u32::MAX, DeadlineUnit::WorkingDays));
    }

    proptest! {
        #[test]
        fn a_deadline_never_falls_on_a_day_off(start in 0_i64..800, count in 0_u32..90) {
            let korea = korea();
            let start = day("2024-01-01").plus_days(start);
            for unit in [DeadlineUnit::WorkingDays, DeadlineUnit::Days] {
                let end = korea.deadline(start, &deadline(count, unit));
                prop_assert!(korea.is_working(end) && end >= start);
            }
            // From a day off, none to count and one to count both lead to the first working day.
            let end = korea.plus_working_days(start, count + 1);
            prop_assert_eq!(korea.working_days_between(start, end), i64::from(count) + 1);
            prop_assert!(korea.plus_working_days(start, count + 2) > end);
        }
    }
}
