//! Amounts of money: whole minor units and a currency. No floats, no rounding that is not named.

use std::fmt;

use serde::{Deserialize, Serialize};

/// An amount in the minor unit of its currency (won have none: 1,000 won is `minor: 1000`).
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Money {
    pub minor: i64,
    /// ISO 4217, as `KRW`.
    pub currency: String,
}

/// How many digits the minor unit has (ISO 4217).
pub(crate) fn minor_digits(currency: &str) -> u32 {
    match currency {
        "KRW" | "JPY" | "VND" | "CLP" | "ISK" | "PYG" | "UGX" | "RWF" | "XAF" | "XOF" | "XPF" => 0,
        "BHD" | "IQD" | "JOD" | "KWD" | "LYD" | "OMR" | "TND" => 3,
        _ => 2,
    }
}

impl Money {
    pub fn new(minor: i64, currency: &str) -> Money {
        Money { minor, currency: currency.into() }
    }

    /// An amount as people write it, whole or with the digits of its minor unit, grouped by thousands or not: `1,234.50`.
    pub fn parse(text: &str, currency: &str) -> Option<Money> {
        let text = ungrouped(text)?;
        let digits = minor_digits(currency) as usize;
        let (whole, rest) = text.split_once('.').unwrap_or((&text, ""));
        let is_plain = rest.len() <= digits && rest.bytes().all(|b| b.is_ascii_digit());
        if !is_plain || !whole.ends_with(|sign: char| sign.is_ascii_digit()) {
            return None;
        }
        let minor = format!("{whole}{rest:0<digits$}").parse().ok()?;
        Some(Money::new(minor, currency))
    }

    pub fn is_zero(&self) -> bool {
        self.minor == 0
    }

    /// The whole units without the minor ones.
    pub fn whole(&self) -> i64 {
        self.minor / 10_i64.pow(minor_digits(&self.currency))
    }

    /// The number alone, grouped by thousands: `1,234.50`.
    pub fn grouped(&self) -> String {
        let digits = minor_digits(&self.currency);
        let scale = 10_u64.pow(digits);
        let whole = (self.minor.unsigned_abs() / scale).to_string();
        let mut text = String::new();
        if self.minor < 0 {
            text.push('-');
        }
        for (place, digit) in whole.chars().enumerate() {
            if place > 0 && (whole.len() - place).is_multiple_of(3) {
                text.push(',');
            }
            text.push(digit);
        }
        if digits > 0 {
            let rest = self.minor.unsigned_abs() % scale;
            text.push_str(&format!(".{rest:0width$}", width = digits as usize));
        }
        text
    }
}

/// The number without the commas that group it by thousands; none where they do not: `1,5` is not fifteen.
pub fn ungrouped(text: &str) -> Option<String> {
    let text = text.trim();
    let whole = text.split('.').next().unwrap_or_default();
    let mut groups = whole.split(',');
    let first = groups.next().unwrap_or_default().trim_start_matches('-');
    let mut grouped = groups.clone();
    let is_grouped = groups.next().is_some();
    let right = (1..=3).contains(&first.len()) && grouped.all(|group| group.len() == 3);
    let rest = text.get(whole.len()..).unwrap_or_default();
    let wrong = (is_grouped && !right) || rest.contains(',');
    (!wrong).then(|| text.replace(',', ""))
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.grouped(), self.currency)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_grouped_in_their_own_minor_unit() {
        assert_eq!(Money::new(1_234_567, "KRW").to_string(), "1,234,567 KRW");
        assert_eq!(Money::new(-123_456, "EUR").to_string(), "-1,234.56 EUR");
        assert_eq!(Money::new(5, "KWD").to_string(), "0.005 KWD");
        assert_eq!(Money::new(i64::MIN, "KRW").grouped(), "-9,223,372,036,854,775,808");
    }

    #[test]
    fn what_is_grouped_is_read_again_as_it_was() {
        for currency in ["KRW", "EUR", "KWD"] {
            for minor in [0, 5, -5, 1_234, 1_234_567, -98_765_432, i64::MIN, i64::MAX] {
                let money = Money::new(minor, currency);
                assert_eq!(Money::parse(&money.grouped(), currency), Some(money));
            }
        }
        assert_eq!(Money::parse(" 12.5 ", "EUR"), Some(Money::new(1250, "EUR")));
        for wrong in ["", "-", "1,5", "12,34", "1,234,5", ",123", "1.234,5", "1.5", "1e3", "won"] {
            assert_eq!(Money::parse(wrong, "KRW"), None, "{wrong}");
        }
    }
}
