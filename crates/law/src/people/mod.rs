//! Very many people at once: a fact is a column of whole numbers, and a table goes through columns instead of cases.
//!
//! What may not happen here: a float, or an answer that a single case would not get. Whoever the columns cannot answer for
//! is decided as a single case, and where that is so for all, it is said why.

mod answers;
mod arithmetic;
mod calculate;
mod calendar;
mod derive;
mod given;
mod lane;
mod open_rows;
mod series;

pub use answers::Answers;
pub use derive::DerivedSeries;
pub use series::{People, Series, Values};

/// The most digits after the point of a series of numbers.
pub(crate) const PLACES_MAX: u32 = 18;
/// So many people are gone through at a time: what is worked out for them stays in the processor's memory.
const CHUNK: usize = 1024;
