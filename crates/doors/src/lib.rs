//! The doors: what stands between HTTP and the house. Who comes in, in which language, and what they are told.
//!
//! | room | what is in it |
//! |---|---|
//! | [`site`] | what every handler has at hand |
//! | [`visit`] | who comes: the extractors, each an authority in a handler's signature |
//! | [`body`] | what they bring: forms, JSON, files, each with its limit |
//! | [`answer`] | pages, problems, redirects |
//! | [`scanner`] | what a brought file is shown to before it is kept |
//! | [`kept`] | what was typed while the session ended |
//! | [`provider`] | the identity provider, where people are sent to say who they are |
//! | [`guard`] | cross-site writes, security headers, choices of language and colours |
//!
//! What may not happen here: an act, a name of a service, SQL.

pub mod answer;
pub mod body;
pub mod guard;
pub mod kept;
pub mod provider;
pub mod scanner;
pub mod site;
pub mod visit;

pub use site::{DemoBadge, Site};
pub use visit::{Administrator, Auditor, Officer, Person, Visit};
