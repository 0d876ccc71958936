//! What was found: the kind of a number, where it stands, how sure that is and why. Never the number.
//!
//! What may not happen here: the number itself, in a field, a sentence, or a debug print. What is kept of it is its first two
//! signs and how long it is.

use std::fmt;

use serde::{Serialize, Serializer};

use crate::document::{Part, Place};

/// Points from which on a finding is possible, likely, certain.
const POSSIBLE: i32 = 2;
const LIKELY: i32 = 4;
const CERTAIN: i32 = 6;
/// Signs of a number that are shown.
const SHOWN_CHARS: usize = 2;

/// How sure a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Confidence {
    Possible,
    Likely,
    Certain,
}

impl Confidence {
    pub(crate) fn of(points: i32) -> Option<Confidence> {
        match points {
            CERTAIN.. => Some(Confidence::Certain),
            LIKELY.. => Some(Confidence::Likely),
            POSSIBLE.. => Some(Confidence::Possible),
            _ => None,
        }
    }
}

impl fmt::Display for Confidence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Confidence::Possible => "possible",
            Confidence::Likely => "likely",
            Confidence::Certain => "certain",
        })
    }
}

/// What speaks for a finding, or against it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    /// It is written with its separators.
    Separated,
    CheckHolds,
    CheckFails,
    /// Numbers of that kind have no check digit, or none since the holder was born.
    NoCheck,
    /// The country's word that names it.
    Word(String),
    /// Of a hundred cells of the column so many look like it.
    Column(u32),
    /// In this column check digits hold as often as chance makes them: `(holding, of)`.
    ColumnOfChance(u32, u32),
    /// The holder would be more than a hundred years old.
    Old,
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Reason::Separated => write!(f, "written with its separators"),
            Reason::CheckHolds => write!(f, "check digit holds"),
            Reason::CheckFails => write!(f, "check digit does not hold"),
            Reason::NoCheck => write!(f, "has no check digit"),
            Reason::Word(word) => write!(f, "beside the word \"{word}\""),
            Reason::Column(share) => write!(f, "{share} % of its column look like it"),
            Reason::ColumnOfChance(holding, of) => {
                write!(f, "only {holding} of {of} check digits in its column hold")
            }
            Reason::Old => write!(f, "the holder would be over a hundred"),
        }
    }
}

impl Serialize for Reason {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// One number that stands in a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// The id of the kind in the country's `exposure.toml`.
    pub kind: String,
    #[serde(flatten)]
    pub place: Place,
    pub part: Part,
    /// Its first two signs, and its form: `90****-*******`.
    pub masked: String,
    pub confidence: Confidence,
    pub why: Vec<Reason>,
}

/// A number of which only its beginning and form are left.
pub(crate) fn masked(number: &str) -> String {
    let mut shown = SHOWN_CHARS;
    let mut masked = String::new();
    for sign in number.chars() {
        if sign.is_alphanumeric() && shown == 0 {
            masked.push('*');
        } else if sign.is_alphanumeric() {
            shown -= 1;
            masked.push(sign);
        } else if !masked.ends_with(['-', ' ']) {
            masked.push(if sign == '-' { '-' } else { ' ' });
        }
    }
    masked
}

#[cfg(test)]
mod tests {
    use super::masked;

    #[test]
    fn of_a_number_its_first_two_signs_and_its_form_are_left() {
        assert_eq!(masked("900101-2980015"), "90****-*******");
        assert_eq!(masked("900101 -\n  2980015"), "90**** *******");
        assert_eq!(masked("M98765432"), "M9*******");
    }
}
