//! Waiting: whether the time in which a case waits for somebody else counts in the time that its desk has.
//!
//! What may not happen here: a clock, a case. The law's answer stands in `country.toml`, or in a service's `decision.toml`.

use serde::Deserialize;

use crate::read::Country;
use crate::service::{Deadline, Decision};

/// What a case can wait for beside its desk.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum WaitsFor {
    /// The applicant's answer to a question.
    Person,
    /// The opinion of another agency.
    Opinion,
    /// The fee.
    Payment,
}

impl WaitsFor {
    pub fn as_str(self) -> &'static str {
        match self {
            WaitsFor::Person => "person",
            WaitsFor::Opinion => "opinion",
            WaitsFor::Payment => "payment",
        }
    }
}

/// A rule of waiting. What no rule names counts.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Wait {
    #[serde(rename = "for")]
    pub on: WaitsFor,
    /// Whether the working days of waiting count in the time that the desk has.
    pub counts: bool,
    /// Whether the day of the question is left out with the days after it.
    #[serde(default)]
    pub first_day: bool,
    /// The article that says so.
    pub article: String,
    /// Until when the person may answer; then the clock goes on. For `person` only: an opinion has a deadline of its own.
    #[serde(default)]
    pub deadline: Option<Deadline>,
}

impl Country {
    /// The rule of waiting for a service: its own, else the country's.
    pub fn wait<'a>(&'a self, decision: &'a Decision, on: WaitsFor) -> Option<&'a Wait> {
        decision.waits.iter().chain(&self.file.waits).find(|wait| wait.on == on)
    }

    /// Whether the desk's clock stands while a case of the service waits for that.
    pub fn stands(&self, decision: &Decision, on: WaitsFor) -> bool {
        self.wait(decision, on).is_some_and(|wait| !wait.counts)
    }
}
