//! A day in three fields, in the order in which the reader writes days.
//!
//! What may not happen here: guessing. What is no day of the calendar is shown again as it was typed.

use vocabulary::Day;

use crate::frame::Frame;

/// More than any year has digits; what is longer is not read.
const PART_CHARACTERS_MAX: usize = 10;

/// Year, month and day as they were typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DayParts {
    pub year: String,
    pub month: String,
    pub day: String,
    /// Whether it is the reader's own birthday, which browsers can fill in.
    pub birthday: bool,
}

/// One of the three fields.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DayPart {
    /// `year`, `month`, `day`: what follows the field's name and a hyphen.
    pub name: &'static str,
    pub value: String,
    pub autocomplete: &'static str,
}

impl DayPart {
    pub(super) fn key(&self) -> &'static str {
        match self.name {
            "year" => "field.year",
            "month" => "field.month",
            _ => "field.day",
        }
    }
}

impl DayParts {
    /// The three of a day that is known.
    pub fn of(day: Day) -> DayParts {
        DayParts {
            year: day.year().to_string(),
            month: day.month().to_string(),
            day: day.day_of_month().to_string(),
            birthday: false,
        }
    }

    /// The day that was typed; `None` when nothing was. `Err` is a text key: `answer.not-a-day`.
    pub fn joined(&self) -> Result<Option<Day>, &'static str> {
        let parts = [&self.year, &self.month, &self.day].map(|part| part.trim());
        if parts.iter().all(|part| part.is_empty()) {
            return Ok(None);
        }
        let [year, month, day] = parts.map(number);
        let day = || Day::new(year?, month?.try_into().ok()?, day?.try_into().ok()?);
        // A year of two digits is not guessed: 26 may be a birthday or a day to come.
        let day = day().filter(|day| day.year() >= 1000);
        day.map(Some).ok_or("answer.not-a-day")
    }

    pub(super) fn in_order(&self, frame: &Frame) -> Vec<DayPart> {
        let part = |name: &'static str, value: &String, autocomplete| DayPart {
            name,
            value: value.clone(),
            autocomplete: if self.birthday { autocomplete } else { "" },
        };
        let year = part("year", &self.year, "bday-year");
        let month = part("month", &self.month, "bday-month");
        let day = part("day", &self.day, "bday-day");
        match frame.t("day.order") {
            "ymd" => vec![year, month, day],
            "mdy" => vec![month, day, year],
            _ => vec![day, month, year],
        }
    }
}

/// A number in the digits of a keyboard, or in the wide ones of an East Asian keyboard.
fn number(text: &str) -> Option<i16> {
    if text.is_empty() || text.chars().count() > PART_CHARACTERS_MAX {
        return None;
    }
    let plain = |sign: char| match sign {
        '0'..='9' => Some(sign),
        '\u{ff10}'..='\u{ff19}' => char::from_digit(u32::from(sign) - 0xff10, 10),
        _ => None,
    };
    text.chars().map(plain).collect::<Option<String>>()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn typed(year: &str, month: &str, day: &str) -> DayParts {
        DayParts { year: year.into(), month: month.into(), day: day.into(), birthday: false }
    }

    #[test]
    fn a_typed_day_is_read() {
        assert_eq!(typed("", " ", "").joined(), Ok(None));
        assert_eq!(typed("2026", "3", "01").joined(), Ok(Day::new(2026, 3, 1)));
        assert_eq!(typed("２０２６", "３", "１").joined(), Ok(Day::new(2026, 3, 1)));
    }

    #[test]
    fn what_is_no_day_is_not_guessed() {
        let wrong = [
            ("2026", "2", "29"),
            ("26", "3", "1"),
            ("2026", "", "1"),
            ("2026", "-3", "1"),
            ("99999", "1", "1"),
        ];
        for (year, month, day) in wrong {
            assert_eq!(
                typed(year, month, day).joined(),
                Err("answer.not-a-day"),
                "{year}-{month}-{day}"
            );
        }
    }

    proptest! {
        #[test]
        fn anything_typed_is_read_or_refused(year in ".{0,12}", month in ".{0,6}", day in ".{0,6}") {
            let _ = typed(&year, &month, &day).joined();
        }

        #[test]
        fn a_known_day_comes_back(offset in 0_i64..400_000) {
            let day = Day::new(1000, 1, 1).unwrap().plus_days(offset);
            prop_assert_eq!(DayParts::of(day).joined(), Ok(Some(day)));
        }
    }
}
