//! Days as counts since 1 January 1970 and back, by whole numbers alone: many people have many days.
//!
//! What may not happen here: a calendar of its own. What is counted is what `vocabulary::Day` says, and a test holds it to that.

/// A day of the Gregorian calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Civil {
    pub year: i64,
    pub month: i64,
    pub day: i64,
}

impl Civil {
    /// The day so many days after 1 January 1970. Years begin in March here, so that a leap day is the last of its year, and
    /// 400 of them have always as many days.
    pub(super) fn of(days: i32) -> Civil {
        const OF_400_YEARS: u32 = 146_097;
        // From 1 March of the year -10,000, before which no calendar of ours reaches: unsigned halves divide fastest.
        let days = u32::try_from(i64::from(days) + 719_468 + 25 * 146_097).unwrap_or(0);
        let (era, of_era) = (days / OF_400_YEARS, days % OF_400_YEARS);
        let leap_days = of_era / 1_460 - of_era / 36_524 + of_era / 146_096;
        let year_of_era = (of_era - leap_days) / 365;
        let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        // Five months have 153 days.
        let from_march = (5 * of_year + 2) / 153;
        let day = of_year - (153 * from_march + 2) / 5 + 1;
        let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
        let year = i64::from(year_of_era + era * 400) - 10_000 + i64::from(month <= 2);
        Civil { year, month: month.into(), day: day.into() }
    }

    fn last_of_month(self) -> i64 {
        match self.month {
            2 if self.year % 4 == 0 && (self.year % 100 != 0 || self.year % 400 == 0) => 29,
            2 => 28,
            4 | 6 | 9 | 11 => 30,
            _ => 31,
        }
    }

    /// How many whole months have passed since `earlier`; negative before it.
    pub(super) fn months_since(self, earlier: Civil) -> i64 {
        let months = (self.year - earlier.year) * 12 + self.month - earlier.month;
        let same_day = earlier.day.min(self.last_of_month());
        if months > 0 && same_day > self.day {
            months - 1
        } else if months < 0 && same_day < self.day {
            months + 1
        } else {
            months
        }
    }
}

#[cfg(test)]
mod tests {
    use vocabulary::Day;

    use super::*;

    #[test]
    fn days_and_months_are_those_of_the_vocabulary() {
        let epoch = Day::new(1970, 1, 1).unwrap();
        let civil = |days: i32| (Civil::of(days), epoch.plus_days(days.into()));
        for days in (-719_000..2_900_000).step_by(37).chain(-1_000..1_000) {
            let (own, day) = civil(days);
            let expected =
                (i64::from(day.year()), i64::from(day.month()), i64::from(day.day_of_month()));
            assert_eq!((own.year, own.month, own.day), expected, "{days}");
            for other in [days - 1, days + 59, days - 400, 0] {
                let (other, then) = civil(other);
                assert_eq!(own.months_since(other), day.months_since(then), "{day} {then}");
            }
        }
    }
}
