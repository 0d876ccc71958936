//! The words every room of the house uses: days, moments, money, texts by language, ids, errors.
//!
//! What may not happen here: no IO, no async, no clock, no randomness, no database.

pub mod check_digit;
mod day;
mod error;
mod id;
mod mistake;
mod money;
mod sentence;
mod text;

pub use day::{Day, Moment, Span, Zone};
pub use error::{Error, Refusal, Result};
pub use id::{check_character, number_from, number_is_valid};
pub use mistake::Mistake;
pub use money::{Money, ungrouped};
pub use sentence::{Part, Sentence, fill};
pub use text::{Lang, Text};
