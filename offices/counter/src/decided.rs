//! A decision as the person is told of it, on the page and on paper: the outcome, the reasons with their articles, who decided, how
//! to appeal, and its grounds.
//!
//! What may not happen here: HTML, a print; what is told is the same on both.

use country::Service;
use courtyard::cases::{Case, State};
use courtyard::decisions::{Decision, Outcome};
use vocabulary::{Day, Money};

use crate::grounds::{self, About, Account};
use crate::words;

/// What is told.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Told {
    pub heading: String,
    pub outcome: String,
    /// Each with its article.
    pub reasons: Vec<(String, String)>,
    /// The officer's own words; may be empty.
    pub note: String,
    /// Amount, decider, basis, day, appeal.
    pub rows: Vec<(String, String)>,
    pub account: Account,
}

/// A decision of a case, and whether it is the last one.
pub fn tell(about: &About<'_>, made: &Decision, is_last: bool) -> Told {
    let frame = about.frame;
    let on_appeal = made.stage == "appeal";
    let heading = if on_appeal { "decision.on-appeal" } else { "decision.title" };
    let outcome = match made.outcome {
        Outcome::Granted if on_appeal => "decision.appeal-granted",
        Outcome::Refused if on_appeal => "decision.appeal-refused",
        Outcome::Granted => "decision.granted",
        Outcome::Refused => "decision.refused",
    };
    let note = made.record.get("note").and_then(|note| note.as_str()).unwrap_or_default();
    Told {
        heading: frame.t(heading).to_string(),
        outcome: frame.t(outcome).to_string(),
        reasons: words::reasons(about.service, &made.reasons, &frame.lang),
        note: note.to_string(),
        rows: rows(about, made, is_last),
        account: grounds::account(about),
    }
}

fn rows(about: &About<'_>, made: &Decision, is_last: bool) -> Vec<(String, String)> {
    let frame = about.frame;
    let row = |key: &str, value: String| (frame.t(key).to_string(), value);
    let mut rows = Vec::new();
    if let Some(amount) = made.amount_minor.filter(|amount| *amount > 0) {
        let amount = Money::new(amount, &about.country.file.currency);
        rows.push(row("decision.amount", frame.money(&amount)));
    }
    let decider = match made.decider_kind.as_str() {
        "rule" => "decision.said-by-rule",
        _ => "decision.said-by-officer",
    };
    rows.push(row("decision.by", frame.t(decider).to_string()));
    rows.push(row("decision.basis", made.basis.clone()));
    rows.push(row("decision.day", frame.day(made.day)));
    // Against what was appealed, or decided again, there is nothing more to do.
    let until = made.appeal_until.filter(|_| is_last && may_still(about.case));
    rows.extend(until.map(|until| remedy(about, about.service, made, until)));
    rows
}

fn may_still(case: &Case) -> bool {
    case.state != State::Appealed
}

// What the person can do who does not agree: appeal, or after that what the law leaves.
fn remedy(about: &About<'_>, service: &Service, made: &Decision, until: Day) -> (String, String) {
    let frame = about.frame;
    let appeal = service.decision.as_ref().map(|decision| &decision.appeal);
    let on_appeal = made.stage == "appeal";
    let then = appeal.and_then(|appeal| appeal.then.as_ref()).filter(|_| on_appeal);
    let how = then.map(|remedy| &remedy.how).or(appeal.map(|appeal| &appeal.how));
    let how = how.map_or("", |how| how.get(&frame.lang));
    let key = if then.is_some() { "decision.remedy-until" } else { "decision.appeal-until" };
    let said = format!("{}\n{how}", frame.tf(key, &[("day", &frame.day(until))]));
    (frame.t("decision.appeal-how").to_string(), said)
}
