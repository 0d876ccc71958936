//! The law desk: the law's tables, parameters and scales for everybody to read, and for two officers to change: one proposes
//! what changes, another one publishes it.
//!
//! | room | what is in it |
//! |---|---|
//! | [`pages`] | the law to read, and the desk |
//! | `shelf` | what of the law belongs together under one address |
//! | `typed` | what an officer typed, and what is wrong with it |
//! | `version` | what a table, a value and brackets have in common |
//! | `diff` | what differs between two versions |
//! | `picture` | what a decision stands on, in words and drawn |
//! | [`trying`] | a proposal tried before it is law |
//!
//! What may not happen here: law that is changed where it stands; the name of a table in code.

mod diff;
pub mod pages;
mod picture;
mod shelf;
pub mod trying;
mod typed;
mod version;

use axum::Router;
use doors::Site;

pub use picture::Picture;

/// The law desk's texts by language, with the name of their file.
pub const TEXTS: [(&str, &str, &str); 2] = [
    ("ko", "offices/lawdesk/text/ko.toml", include_str!("../text/ko.toml")),
    ("en", "offices/lawdesk/text/en.toml", include_str!("../text/en.toml")),
];

/// Everything that the law desk answers.
pub fn routes() -> Router<Site> {
    pages::routes()
}
