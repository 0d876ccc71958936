//! Numbers of people that stand where they should not: in texts, web pages, tables and PDF files.
//!
//! What may not happen here: IO, a clock, a network; and a number that leaves this room. Bytes come in, and what goes out is
//! a kind, a place, a masked form, how sure it is and why.

mod csv;
mod document;
mod find;
mod finding;
mod html;
mod kinds;
mod labels;
mod pdf;
mod shape;
mod source;

pub use document::{Document, Part, Place};
pub use find::{FINDINGS_MAX, Found};
pub use finding::{Confidence, Finding, Reason};
pub use kinds::Kinds;
pub use source::{FILE_BYTES_MAX, Unreadable, read};
