//! Days, moments, amounts and counts as people of the page's language write them. The shapes are texts, so a new
//! language needs no code.
//!
//! A template hands over references and Rust code hands over values: both are taken.
//!
//! What may not happen here: floats, clocks, rounding that changes an amount.

use std::borrow::Borrow;

use vocabulary::{Day, Moment, Money, Zone};

use crate::frame::Frame;

impl Frame {
    /// `2026년 3월 1일`, `1 March 2026`.
    pub fn day(&self, day: impl Borrow<Day>) -> String {
        let day = *day.borrow();
        let month_key = format!("month.{}", day.month());
        let year = day.year().to_string();
        let date = day.day_of_month().to_string();
        self.tf("day.shape", &[("year", &year), ("month", self.t(&month_key)), ("day", &date)])
    }

    /// `2026년 3월 1일 14:05`, `1 March 2026, 14:05`: the clock of that zone.
    pub fn moment(&self, moment: impl Borrow<Moment>, zone: &Zone) -> String {
        let moment = *moment.borrow();
        let (hour, minute) = zone.clock_of(moment);
        let clock = format!("{hour:02}:{minute:02}");
        self.tf("moment.shape", &[("day", &self.day(zone.day_of(moment))), ("clock", &clock)])
    }

    /// `1,000원`, `1,000 won`, `EUR 1,234.50`.
    pub fn money(&self, money: &Money) -> String {
        let amount = self.separated(&money.grouped());
        let own = format!("money.{}", money.currency);
        let shape = self.texts.find(&self.lang, &own).unwrap_or_else(|| self.t("money.other"));
        vocabulary::fill(shape, &[("amount", &amount), ("currency", &money.currency)])
    }

    /// An amount that can be taken in: `1.2조원`, `1.2 trillion won`. One that is short anyway is told as it is.
    pub fn about(&self, money: &Money) -> String {
        let Some(amount) = self.shortened(money.whole()) else { return self.money(money) };
        let own = format!("money.{}", money.currency);
        let shape = self.texts.find(&self.lang, &own).unwrap_or_else(|| self.t("money.other"));
        vocabulary::fill(shape, &[("amount", &amount), ("currency", &money.currency)])
    }

    /// A count that can be taken in: `189만`, `1.9 million`.
    pub fn about_count(&self, count: i64) -> String {
        self.shortened(count).unwrap_or_else(|| self.count(count))
    }

    /// In the largest of the language's steps that the number reaches, rounded half away from nothing to at least three digits;
    /// none where it reaches none.
    fn shortened(&self, number: i64) -> Option<String> {
        let steps = (1..).map_while(|n| {
            let [size, word] = ["size", "word"].map(|part| format!("number.step{n}.{part}"));
            let size = self.texts.find(&self.lang, &size)?.parse::<i64>().ok()?;
            Some((size, self.texts.find(&self.lang, &word)?))
        });
        let reaches =
            |(size, _): &(i64, &str)| *size > 0 && number.unsigned_abs() >= size.unsigned_abs();
        let (size, word) = steps.into_iter().find(reaches)?;
        let twice = i128::from(number) * 20 + i128::from(size) * i128::from(number.signum());
        let tenths = i64::try_from(twice / (i128::from(size) * 2)).ok()?;
        if tenths.abs() >= 1_000 || tenths % 10 == 0 {
            return Some(format!("{}{word}", self.count((tenths + 5 * tenths.signum()) / 10)));
        }
        let sign = if tenths < 0 { "-" } else { "" };
        let (ones, rest) = (tenths.abs() / 10, tenths.abs() % 10);
        Some(format!("{sign}{ones}{}{rest}{word}", self.t("number.point")))
    }

    /// `12,345`.
    pub fn count(&self, count: impl Borrow<i64>) -> String {
        self.separated(&Money::new(*count.borrow(), "KRW").grouped())
    }

    /// A size of a file: `340 KB`, `2.4 MB` (units of 1,000, rounded up so that a limit is never understated).
    pub fn size(&self, bytes: impl Borrow<u64>) -> String {
        let bytes = *bytes.borrow();
        if bytes < 1_000_000 {
            return format!("{} KB", bytes.div_ceil(1_000));
        }
        let tenths = bytes.div_ceil(100_000);
        format!("{}{}{} MB", tenths / 10, self.t("number.point"), tenths % 10)
    }

    /// `From the resident register, as of 23 November 2026`.
    pub fn from_register(&self, register: &str, day: impl Borrow<Day>) -> String {
        self.tf("provenance.register", &[("register", register), ("day", &self.day(day))])
    }

    /// How long is left, in working days: `2 working days left`, `due today`, `overdue by 1 working day`.
    pub fn deadline(&self, working_days_left: impl Borrow<i64>) -> String {
        match *working_days_left.borrow() {
            0 => self.t("deadline.today").to_string(),
            left if left > 0 => self.tn("deadline.left", left, &[]),
            late => self.tn("deadline.late", late.saturating_neg(), &[]),
        }
    }

    /// The signs of this language instead of the comma and the point.
    fn separated(&self, grouped: &str) -> String {
        let [group, point] = ["number.group", "number.point"].map(|key| self.t(key));
        let mut text = String::with_capacity(grouped.len());
        for sign in grouped.chars() {
            match sign {
                ',' => text.push_str(group),
                '.' => text.push_str(point),
                other => text.push(other),
            }
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use vocabulary::Lang;

    use super::*;
    use crate::texts::Texts;

    fn frame(lang: &str) -> Frame {
        Frame::new(Arc::new(Texts::house().unwrap()), Lang::new(lang), "")
    }

    #[test]
    fn days_are_written_as_people_write_them() {
        let day = Day::new(2026, 3, 1).unwrap();
        assert_eq!(frame("ko").day(day), "2026년 3월 1일");
        assert_eq!(frame("en").day(day), "1 March 2026");
    }

    #[test]
    fn a_moment_is_told_by_the_clock_of_the_country() {
        let seoul = Zone::named("Asia/Seoul").unwrap();
        let moment = seoul.start_of(Day::new(2026, 3, 1).unwrap()).plus_seconds(14 * 3600 + 300);
        assert_eq!(frame("ko").moment(moment, &seoul), "2026년 3월 1일 14:05");
        assert_eq!(frame("en").moment(moment, &seoul), "1 March 2026, 14:05");
    }

    #[test]
    fn money_is_written_as_people_write_it() {
        let won = Money::new(1_234_000, "KRW");
        assert_eq!(frame("ko").money(&won), "1,234,000원");
        assert_eq!(frame("en").money(&won), "1,234,000 won");
        assert_eq!(frame("en").money(&Money::new(-123_456, "EUR")), "EUR -1,234.56");
        let texts = Texts::house()
            .and_then(|t| t.with("pt", "", "number.group = \".\"\nnumber.point = \",\""));
        let brazil = Frame::new(Arc::new(texts.unwrap()), Lang::new("pt-BR"), "");
        assert_eq!(brazil.money(&Money::new(123_456, "BRL")), "BRL 1.234,56");
    }

    #[test]
    fn large_amounts_can_be_taken_in() {
        let rows = [
            (1_234_567_890_123, "1.2조원", "1.2 trillion won"),
            (-1_250_000_000_000, "-1.3조원", "-1.3 trillion won"),
            (987_600_000_000, "9,876억원", "988 billion won"),
            (10_000, "1만원", "10,000 won"),
            (3_000_000, "300만원", "3 million won"),
            (9_999, "9,999원", "9,999 won"),
            (0, "0원", "0 won"),
        ];
        for (minor, korean, english) in rows {
            let won = Money::new(minor, "KRW");
            assert_eq!(frame("ko").about(&won), korean);
            assert_eq!(frame("en").about(&won), english);
        }
        assert_eq!(frame("ko").about_count(1_890_304), "189만");
        assert_eq!(frame("en").about_count(1_890_304), "1.9 million");
        assert_eq!(frame("en").about(&Money::new(i64::MIN, "EUR")), "EUR -92,234 trillion");
        assert_eq!(frame("en").about(&Money::new(123_456_789, "EUR")), "EUR 1.2 million");
    }

    #[test]
    fn sizes_are_rounded_up() {
        assert_eq!(frame("en").size(1), "1 KB");
        assert_eq!(frame("en").size(2_400_001), "2.5 MB");
    }

    #[test]
    fn deadlines_are_sentences() {
        let english = frame("en");
        assert_eq!(english.deadline(2), "2 working days left");
        assert_eq!(english.deadline(0), "Due today");
        assert_eq!(english.deadline(-1), "Overdue by 1 working day");
        assert_eq!(english.deadline(i64::MIN), "Overdue by 9,223,372,036,854,775,807 working days");
        assert_eq!(frame("ko").deadline(2), "2근무일 남음");
    }
}
