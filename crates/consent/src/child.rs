//! A child: until the guardian has been made sure of, only how to reach the guardian may be kept, and not for long.
//!
//! What may not happen here: neither the age nor the number of days stands here; both are the law's ([`Rules`]).

use vocabulary::Day;

use crate::choice::{Consent, Who};
use crate::mistakes::Rules;

/// A person who may be a child, and the day that they came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Child {
    pub born: Day,
    /// The day that the name and contact of the guardian were asked.
    pub asked: Day,
}

impl Child {
    /// Is the person a child in the sense of the law on that day?
    pub fn is_child(&self, day: Day, rules: &Rules) -> bool {
        day.years_since(self.born) < rules.child_under_years
    }
}

/// What may be kept of a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keeping {
    /// Matter by matter, as `Consent::allows` says.
    AsAgreed,
    /// The guardian's name and contact, until the end of that day (PIPA art. 22-2②; Decree art. 17-2②).
    GuardianOnly { until: Day },
    /// Nothing: what was kept is to be destroyed.
    Nothing,
}

/// What a thing that is kept is, as far as this rule asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    GuardianName,
    GuardianContact,
    /// Anything about the child, and anything else.
    Other,
}

impl Keeping {
    /// May this be kept before the guardian has consented?
    pub fn may_keep(self, field: Field) -> bool {
        match self {
            Keeping::AsAgreed => true,
            Keeping::GuardianOnly { .. } => field != Field::Other,
            Keeping::Nothing => false,
        }
    }
}

/// What may be kept on that day. A guardian's consent counts from the day that it came in, and a guardian who says no ends
/// the waiting. To come of age later does not bring back what was to be destroyed: nobody had agreed to it.
pub fn keeping(child: &Child, consent: &Consent, day: Day, rules: &Rules) -> Keeping {
    if !child.is_child(child.asked, rules) {
        return Keeping::AsAgreed;
    }
    let known = || consent.events().iter().filter(|event| event.when.day <= day);
    // Who has come of age in the meantime agrees alone; `Consent::add` has let no child do so.
    if known().any(|event| event.state.is_agreement()) {
        return Keeping::AsAgreed;
    }
    let until = child.asked.plus_days(rules.guardian_days);
    let is_refused = known().any(|event| matches!(event.by, Who::Guardian { .. }));
    if is_refused || day > until { Keeping::Nothing } else { Keeping::GuardianOnly { until } }
}
