//! A service's form as the visitor meets it today: what is known, what is filled in, from which register and when.

use country::Sheet;
use courtyard::registers::{self, Entry};
use courtyard::{Role, View};
use doors::Visit;
use law::Value;
use vocabulary::{Error, Moment, Result};

use crate::facts;

/// A form, with what the registers say about the visitor.
pub struct Known {
    /// The record `applicant` of the expressions.
    pub known: Value,
    pub sheet: Sheet,
    pub entries: Vec<Entry>,
}

/// Reads the visitor's own entries; a stranger's sheet knows nothing.
pub async fn of_visit(visit: &Visit, service: &str) -> Result<Known> {
    let house = &visit.site.house;
    let country = house.country();
    let service = country.service(service).ok_or(Error::NotFound)?;
    let entries = if visit.actor.role == Role::Visitor {
        Vec::new()
    } else {
        let holder = visit.actor.applicant().to_string();
        house
            .view(&visit.actor, move |view: &mut View<'_>| registers::known_own(view, &holder))
            .await?
    };
    let known = facts::known(country, &entries);
    let sheet = country::sheet(country, service, &known, house.today());
    Ok(Known { known, sheet, entries })
}

impl Known {
    /// From which register a prefilled field comes, and since when the register says so.
    pub fn source(&self, prefill: &str) -> Option<(&str, Moment)> {
        let register = facts::source(prefill, &self.entries)?;
        let newest =
            self.entries.iter().filter(|e| e.register == register).map(|e| e.entered_at).max()?;
        let entry = self.entries.iter().find(|e| e.register == register)?;
        Some((entry.register.as_str(), newest))
    }
}
