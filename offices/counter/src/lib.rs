//! The counter: the generic office. It serves every service that is only data: application, payment, decision by table
//! or by officers, credential, appeal.
//!
//! | room | what is in it |
//! |---|---|
//! | [`acts`] | what can be done |
//! | [`ruling`], [`facts`] | what the law says, and about what |
//! | [`decided`], [`grounds`] | what a decision says, and what it rests on |
//! | [`portal`] | finding a service |
//! | [`pages`], [`api`] | the same, for people and for programs |
//!
//! What may not happen here: the name of a service in code.

pub mod acts;
pub mod api;
mod controls;
pub mod decided;
mod enclosures;
mod explain;
pub mod facts;
pub mod grounds;
pub mod letter;
pub mod pages;
pub mod portal;
mod purpose;
pub mod ruling;
mod sheet;
mod till;
pub mod words;

use axum::Router;
use doors::Site;

/// The counter's texts by language, with the name of their file.
pub const TEXTS: [(&str, &str, &str); 2] = [
    ("ko", "offices/counter/text/ko.toml", include_str!("../text/ko.toml")),
    ("en", "offices/counter/text/en.toml", include_str!("../text/en.toml")),
];

/// Everything that the counter answers.
pub fn routes() -> Router<Site> {
    pages::routes().merge(api::routes())
}
