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
//! | `plain` | pieces under one heading, and forms around pieces |
//! | `problem` | the one map from an error to a page or to RFC 9457 JSON |
//! | `assets` | style sheet, script and marks with their hashed addresses |
//! | `gallery` | every component once, for tests and screenshots |
//!
//! A page of an office is a struct with a field `frame` (a `Frame` or a reference to one) and its components; the office's
//! `askama.toml` names this crate's `templates` folder after its own:
//!
//! ```text
//! #[derive(askama::Template)]
//! #[template(path = "question.html")]
//! struct Question<'a> { frame: &'a Frame, steps: Steps<'a>, mistakes: ErrorSummary<'a>, fields: Vec<Field<'a>> }
//!
//! {% extends "layout.html" %}
//! {% block width %}narrow{% endblock %}
//! {% block main %}
//! {{ steps }}{{ mistakes }}
//! <form method="post" novalidate>{% for field in fields %}{{ field }}{% endfor %}
//! <div class="actions"><button class="button">{{ frame.t("action.continue") }}</button></div></form>
//! {% endblock %}
//! ```
//!
//! Blocks: `lead` (the full width above the content, for a `Hero`), `width` (`wide` or `narrow`), `main`, `head`, `title`.
//! Forms are `novalidate`: the office checks and says what is wrong in the person's language. The layout leads to `/`,
//! `/sign-in`, `POST /sign-out`, `/manifest.webmanifest`, the assets, and to the page itself with `?lang=` and `?mode=`.

pub mod assets;
pub mod components;
pub mod fields;
mod frame;
pub mod gallery;
mod html;
mod mark;
mod plain;
mod problem;
mod spoken;
mod texts;

pub use frame::{Frame, Link, Mode, Notice, PersonBadge, Tone};
pub use html::Html;
pub use mark::mark;
pub use plain::{Asking, Form, Plain, heading};
pub use problem::{FieldProblem, Kind, Problem, error_page};
pub use texts::Texts;
