//! The face of the house: layout, components, texts, style sheet. HTML that is complete without JavaScript.
//!
//! What may not happen here: no database, no clock, no request or response type, no text that is only in one language,
//! no address outside the house.
//!
//! | room | what is in it |
//! |---|---|
//! | `frame` | what every page needs: who reads, in which language, where they are |
//! | `texts` | the sentences by language, from files |
//! | `spoken` | days, moments, money and counts as people say them |
//! | `fields` | everything that a person fills in |
//! | `components` | everything else on a page |
//! | `problem` | the one map from an error to a page or to RFC 9457 JSON |
//! | `assets` | style sheet, script and marks with their hashed addresses |
//! | `gallery` | every component once, for tests and screenshots |
//!
//! A page of an office is a struct with a field `frame` whose template begins with `{% extends "layout.html" %}`.

pub mod assets;
pub mod components;
pub mod fields;
mod frame;
pub mod gallery;
mod html;
mod mark;
mod problem;
mod spoken;
mod texts;

pub use frame::{Frame, Link, Mode, Notice, PersonBadge, Tone};
pub use html::Html;
pub use mark::mark;
pub use problem::{FieldProblem, Kind, Problem, error_page};
pub use texts::Texts;
