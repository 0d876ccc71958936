//! Finding a service: search and filters over the country's catalogue, for pages and the API alike.

use country::{DecidedBy, Service};
use doors::{Site, Visit};
use serde_json::{Value, json};
use vocabulary::{Lang, Result};

use crate::acts::fee;

/// What is looked for.
#[derive(Clone, Debug, Default)]
pub struct Query {
    pub text: String,
    pub event: String,
    pub agency: String,
    pub audience: String,
    pub offset: usize,
    pub limit: usize,
}

/// How many services fit, and those of the page.
pub fn search<'s>(site: &'s Site, lang: &Lang, query: &Query) -> Result<(usize, Vec<&'s Service>)> {
    let asked = catalogue::Query {
        text: query.text.clone(),
        lang: lang.as_str().to_string(),
        event: query.event.clone(),
        agency: query.agency.clone(),
        audience: query.audience.clone(),
        offset: query.offset,
        limit: query.limit,
        ..catalogue::Query::default()
    };
    let found = site.index.search(&asked)?;
    let country = site.house.country();
    let of = |place: usize| site.services.get(place).and_then(|id| country.service(id));
    Ok((found.total, found.hits.iter().filter_map(|(place, _)| of(*place)).collect()))
}

/// A service in a list, for programs.
pub fn card_json(visit: &Visit, service: &Service) -> Value {
    let agency = visit.site.house.country().agency(&service.agency);
    json!({
        "id": service.id,
        "title": service.title.get(&visit.lang),
        "summary": service.summary.get(&visit.lang),
        "agency": { "id": service.agency, "title": agency.map(|agency| agency.title.get(&visit.lang)) },
        "online": service.form.is_some(),
        "events": service.events,
        "audience": service.audience,
    })
}

/// Short facts about a service for its card: free, at once, online. Text keys.
pub fn facts(site: &Site, service: &Service) -> Vec<&'static str> {
    let mut facts = Vec::new();
    if service.form.is_some() {
        facts.push("fact.online");
        if fee(service, "online", &site.house.country().file.currency).is_zero() {
            facts.push("fact.free");
        }
    }
    match service.decision.as_ref().map(|decision| decision.by) {
        Some(DecidedBy::AtOnce) => facts.push("fact.at-once"),
        Some(DecidedBy::Rule) => facts.push("fact.rule"),
        _ => {}
    }
    facts
}
