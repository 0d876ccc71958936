//! A country, read from its folder into memory and looked up by id.
//!
//! What may not happen here: nothing is judged but whether a file can be read (that is `check`), and nothing is written.

use std::path::Path;

use law::Law;
use serde::Deserialize;
use vocabulary::{Lang, Mistake, Text, Zone};

use crate::calendar::Calendar;
use crate::cases::Case;
use crate::plan::Plan;
use crate::register::{DemoOrganisation, DemoPerson, Identifier, Purpose, Register};
use crate::service::{Agency, ById, Desk, LifeEvent, Service};
use crate::shelf::{Lists, Shelf};
use crate::waiting::Wait;

/// What a country says about itself (`country.toml`).
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CountryFile {
    /// ISO 3166-1 alpha-2 in small letters, or a longer word for a part of a country.
    pub code: String,
    pub name: Text,
    /// BCP 47 tags; the first is the main language.
    pub languages: Vec<String>,
    /// An IANA name: `Asia/Seoul`.
    pub time_zone: String,
    /// ISO 4217.
    pub currency: String,
    /// Days that are not worked, by ISO number: Monday is 1.
    pub weekend: Vec<i8>,
    /// What of the time that a case waits is not counted; a service can say otherwise.
    #[serde(default, rename = "wait")]
    pub waits: Vec<Wait>,
}

/// A whole country in memory. Every list is ordered by id, so that two reads of one folder are the same.
#[derive(Debug)]
pub struct Country {
    pub file: CountryFile,
    pub calendar: Calendar,
    pub agencies: ById<Agency>,
    pub events: ById<LifeEvent>,
    pub identifiers: ById<Identifier>,
    pub purposes: ById<Purpose>,
    pub registers: ById<Register>,
    pub services: ById<Service>,
    pub law: Law,
    pub people: Vec<DemoPerson>,
    pub organisations: Vec<DemoOrganisation>,
    /// The given-when-then rows of services, by the service's id (`services/<id>/cases.toml`).
    pub cases: ById<Vec<Case>>,
    plans: ById<Plan>,
    /// The agency of each desk.
    desks: ById<String>,
    zone: Zone,
    languages: Vec<Lang>,
}

impl Country {
    /// Reads the folder of a country. All files are read before it fails, so that all mistakes are told at once.
    pub fn read(dir: &Path) -> Result<Country, Vec<Mistake>> {
        Country::from_shelf(Shelf::read(dir))
    }

    pub(crate) fn from_shelf(mut shelf: Shelf) -> Result<Country, Vec<Mistake>> {
        let plans = shelf.plans();
        let zone = shelf.zone();
        match (shelf.lists.file.take(), zone, shelf.law) {
            (Some(file), Some(zone), Some(law)) if shelf.mistakes.is_empty() => {
                Ok(Country::assemble(file, zone, shelf.lists, law, plans))
            }
            _ => {
                shelf.mistakes.sort();
                shelf.mistakes.dedup();
                Err(shelf.mistakes)
            }
        }
    }

    pub(crate) fn assemble(
        file: CountryFile,
        zone: Zone,
        lists: Lists,
        law: Law,
        plans: ById<Plan>,
    ) -> Country {
        let desk_of = |a: &Agency| {
            let agency = a.id.clone();
            a.desks.iter().map(|d| (d.id.clone(), agency.clone())).collect::<Vec<_>>()
        };
        Country {
            calendar: Calendar::new(file.weekend.clone(), lists.holidays),
            desks: lists.agencies.iter().flat_map(desk_of).collect(),
            agencies: lists.agencies.into_iter().map(|a| (a.id.clone(), a)).collect(),
            events: lists.events.into_iter().map(|e| (e.id.clone(), e)).collect(),
            identifiers: lists.identifiers.into_iter().map(|i| (i.id.clone(), i)).collect(),
            purposes: lists.purposes.into_iter().map(|p| (p.id.clone(), p)).collect(),
            registers: lists.registers.into_iter().map(|r| (r.id.clone(), r)).collect(),
            services: lists.services.into_iter().map(|s| (s.id.clone(), s)).collect(),
            law,
            people: lists.people,
            organisations: lists.organisations,
            cases: lists.cases,
            plans,
            languages: file.languages.iter().map(|l| Lang::new(l)).collect(),
            zone,
            file,
        }
    }

    pub fn service(&self, id: &str) -> Option<&Service> {
        self.services.get(id)
    }

    pub fn agency(&self, id: &str) -> Option<&Agency> {
        self.agencies.get(id)
    }

    /// A desk with the agency that it belongs to.
    pub fn desk(&self, id: &str) -> Option<(&Agency, &Desk)> {
        let agency = self.agency(self.desks.get(id)?)?;
        Some((agency, agency.desks.iter().find(|d| d.id == id)?))
    }

    pub fn register(&self, id: &str) -> Option<&Register> {
        self.registers.get(id)
    }

    pub fn purpose(&self, id: &str) -> Option<&Purpose> {
        self.purposes.get(id)
    }

    pub fn identifier(&self, id: &str) -> Option<&Identifier> {
        self.identifiers.get(id)
    }

    /// The expressions of a complete service, parsed once.
    pub fn plan(&self, service: &str) -> Option<&Plan> {
        self.plans.get(service)
    }

    pub fn zone(&self) -> &Zone {
        &self.zone
    }

    /// The languages of the country; the first is the main one.
    pub fn languages(&self) -> &[Lang] {
        &self.languages
    }
}
