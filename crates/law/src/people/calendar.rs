//! Days as counts since 1 January 1970 and back, by whole numbers alone: many people have many days.
//!
//! What may not happen here: a calendar of its own. What is counted is what `vocabulary::Day` says, and a test holds it to that.

/// A day of the Gregorian calendar: a month by its place among all months, and the day in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Civil {
    months: i32,
    day: i32,
}

/// A day up to which time is counted, and how many days its month has.
#[derive(Clone, Copy, Debug)]
pub(super) struct End {
    place: i32,
    last_of_month: i32,
}

/// Places between a day and the same day of the next month: more than a month has days.
const OF_A_MONTH: i32 = 32;

impl Civil {
    /// The day so many days after 1 January 1970. Years begin in March here, so that a leap day is the last of its year, and
    /// no branch asks which case it is.
    pub(super) fn of(days: i32) -> Civil {
        // From 1 March of the year -10,000, before which no calendar of ours reaches: unsigned halves divide fastest. What
        // lies in no calendar is among no people, and is only kept from overflowing.
        let days = days.wrapping_add(719_468 + 25 * 146_097).cast_unsigned();
        // 400 years have 146,097 days, four have 1,461 and five months 153: each count is in quarters or fifths of a day.
        let quarters = days.wrapping_mul(4).wrapping_add(3);
        let (century, of_century) = (quarters / 146_097, quarters % 146_097 / 4);
        let quarters = 4 * of_century + 3;
        let (year, of_year) = (quarters / 1_461, quarters % 1_461 / 4);
        let fifths = 5 * of_year + 461;
        let (month, of_month) = (fifths / 153, fifths % 153 / 5);
        // March is 3, and the February behind it 14: the months of the next year follow by themselves.
        let months = (100 * century + year) * 12 + month - 1;
        Civil { months: months.cast_signed() - 10_000 * 12, day: of_month.cast_signed() + 1 }
    }

    pub(super) fn year(self) -> i64 {
        self.months.div_euclid(12).into()
    }

    pub(super) fn month(self) -> i64 {
        (self.months.rem_euclid(12) + 1).into()
    }

    pub(super) fn day(self) -> i64 {
        self.day.into()
    }

    /// Where the day stands when every month has 32 places, and what would lie behind the last day counts as the last.
    fn place(self, last: i32) -> i32 {
        self.months * OF_A_MONTH + self.day.min(last)
    }
}

impl End {
    pub(super) fn of(days: i32) -> End {
        let civil = Civil::of(days);
        let year = civil.year();
        let last_of_month = match civil.month() {
            2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
            2 => 28,
            4 | 6 | 9 | 11 => 30,
            _ => 31,
        };
        End { place: civil.place(last_of_month), last_of_month }
    }

    /// How many whole months have passed since `earlier`; negative before it. What is left of a month is dropped towards zero.
    pub(super) fn months_since(self, earlier: Civil) -> i32 {
        (self.place - earlier.place(self.last_of_month)) / OF_A_MONTH
    }

    /// As many whole years.
    pub(super) fn years_since(self, earlier: Civil) -> i32 {
        (self.place - earlier.place(self.last_of_month)) / (12 * OF_A_MONTH)
    }
}

#[cfg(test)]
mod tests {
    use vocabulary::Day;

    use super::*;

    #[test]
    fn what_lies_in_no_calendar_does_not_overflow() {
        let outside = [i32::MIN, i32::MIN + 1, -4_400_000, 1 << 30, i32::MAX - 1, i32::MAX];
        for (days, other) in outside.into_iter().flat_map(|day| outside.map(|other| (day, other))) {
            let (civil, end) = (Civil::of(days), End::of(other));
            assert!((1..=12).contains(&civil.month()) && (1..=31).contains(&civil.day()), "{days}");
            assert!(
                end.years_since(civil).abs() <= end.months_since(civil).abs(),
                "{days} {other}"
            );
        }
    }

    #[test]
    fn days_and_months_are_those_of_the_vocabulary() {
        let epoch = Day::new(1970, 1, 1).unwrap();
        let civil = |days: i32| (Civil::of(days), epoch.plus_days(days.into()));
        for days in (-719_000..2_900_000).step_by(37).chain(-1_000..1_000) {
            let (own, day) = civil(days);
            let expected =
                (i64::from(day.year()), i64::from(day.month()), i64::from(day.day_of_month()));
            assert_eq!((own.year(), own.month(), own.day()), expected, "{days}");
            for other in [days - 1, days + 59, days - 400, 0] {
                let (other, then) = civil(other);
                let months = i64::from(End::of(days).months_since(other));
                assert_eq!(months, day.months_since(then), "{day} {then}");
                let years = i64::from(End::of(days).years_since(other));
                assert_eq!(years, day.months_since(then) / 12, "{day} {then}");
            }
        }
    }
}
