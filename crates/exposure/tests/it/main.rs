//! What is found and what is not, in rows that somebody who knows the law can read, and over a corpus drawn from a seed.
//!
//! What may not happen here: a number that was given to anybody.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on must fail")]
#![expect(
    clippy::print_stdout,
    reason = "the figures of the corpus are shown to whoever asks for them"
)]

mod corpus;
mod figures;
mod files;
mod rows;

use exposure::{Document, Finding, Kinds};
use vocabulary::Day;

/// What the Republic of Korea looks for.
fn kinds() -> Kinds {
    Kinds::read("exposure.toml", include_str!("../../../../countries/kr/exposure.toml")).unwrap()
}

fn today() -> Day {
    Day::new(2026, 11, 27).unwrap()
}

fn document(name: &str, text: &str) -> Document {
    exposure::read(name, text.as_bytes().to_vec()).unwrap()
}

fn found(name: &str, text: &str) -> Vec<Finding> {
    kinds().find(&document(name, text), today()).findings
}
