//! Under which purpose a case is read: the one that its service declares.

use country::Country;
use courtyard::View;
use doors::Visit;
use vocabulary::{Error, Result};

/// What people do with their own matters.
pub const OWN: &str = "own-matters";

pub fn of_service(country: &Country, id: &str) -> Result<String> {
    let service = country.service(id).ok_or(Error::NotFound)?;
    let decision = service.decision.as_ref().ok_or_else(|| Error::refused("service.not-here"))?;
    Ok(decision.purpose.clone())
}

/// The purpose of the service of a case.
pub async fn of_case(visit: &Visit, number: &str) -> Result<String> {
    let number = number.to_string();
    let read = move |view: &mut View<'_>| service_of(view, &number);
    let service = visit.site.house.view(&visit.actor, read).await?;
    of_service(visit.site.house.country(), &service)
}

/// The service of a case. It tells nothing about the case but that.
pub fn service_of(view: &mut View<'_>, number: &str) -> Result<String> {
    let row = view.one("SELECT service FROM cases WHERE id = ?", &[number.into()])?;
    Ok(row.ok_or(Error::NotFound)?.text(0)?.to_string())
}
