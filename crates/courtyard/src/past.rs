//! Past decisions of a service, read for statistics: what was known of each case, and nothing of who it was.
//!
//! What may not happen here: a reading that the persons do not see in their list of who looked.

use crate::db::Cell;
use crate::tx::{Reader, Tx};
use crate::{Error, Result};

/// The purpose of the country's data under which past cases are read.
pub const PURPOSE: &str = "law-statistics";

/// A final decision as it was recorded. No number of a case, no name.
pub struct PastDecision {
    /// What continues a page; it says nothing outside the database.
    pub id: String,
    pub record: serde_json::Value,
}
