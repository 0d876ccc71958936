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

    pub fn is_zero(&self) -> bool {
        self.minor == 0
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
}
