//! A country, read from its folder into memory and looked up by id.
//!
//! What may not happen here: nothing is judged but whether a file can be read (that is `check`), and nothing is written.

use std::path::Path;

use law::Law;
use serde::Deserialize;
use vocabulary::{Lang, Mistake, Text, Zone};

use crate::calendar::Calendar;
use crate::cases::Case;
use crate::editions::Editions;
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
    /// Who proposes and publishes changes of the law; without it nobody does, and law changes with the files alone.
    #[serde(default)]
    pub law: Option<LawDesk>,
    /// Who somebody of the identity provider is; without it only those who were entered with a number can sign in.
    #[serde(default)]
    pub sign_in: Option<SignIn>,
    /// What of the time that a case waits is not counted; a service can say otherwise.
    #[serde(default, rename = "wait")]
    pub waits: Vec<Wait>,
}

/// The desk whose officers change the law: one proposes, another one publishes.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LawDesk {
    pub desk: String,
}

/// The register that says who a person is, and its key fields in which the provider's number may stand.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignIn {
    pub register: String,
    pub fields: Vec<String>,
}

/// A place where a number of the identity provider may stand, with the number as it is written there.
#[derive(Clone, Debug, PartialEq)]
pub struct SignInKey<'c> {
    pub register: &'c str,
    pub field: &'c str,
    pub number: String,
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
    law: Editions,
    pub people: Vec<DemoPerson>,
    pub organisations: Vec<DemoOrganisation>,
    /// The given-when-then rows of services, by the service's id (`services/<id>/cases.toml`).
    pub cases: ById<Vec<Case>>,
    /// The text of `population.toml`, of which people are invented; empty where the country has none.
    pub population: String,
    /// The text of `simulations.toml`, which says what is asked of a law on trial; empty where the country has none.
    pub simulations: String,
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
            law: Editions::new(law),
            people: lists.people,
            organisations: lists.organisations,
            cases: lists.cases,
            population: lists.population,
            simulations: lists.simulations,
            plans,
            languages: file.languages.iter().map(|l| Lang::new(l)).collect(),
            zone,
            file,
        }
    }

    /// The law of the files, and what was published since.
    pub fn law(&self) -> &Law {
        self.law.latest()
    }

    /// Takes up published texts, by file and text: all of them in one edition, or none. Law that somebody has at hand does not
    /// change; what is there already is taken up once.
    pub fn publish(&self, texts: &[(String, String)]) -> Result<(), Vec<Mistake>> {
        self.law.add(texts)
    }

    /// As `publish`, before anybody decides by the law.
    pub fn begin_with(&mut self, texts: &[(String, String)]) -> Result<(), Vec<Mistake>> {
        self.law.begin_with(texts)
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

    /// Where a number that the identity provider tells may stand; empty when it is none of the country's numbers.
    pub fn sign_in_keys(&self, number: &str) -> Vec<SignInKey<'_>> {
        let Some(sign_in) = &self.file.sign_in else { return Vec::new() };
        let Some(register) = self.register(&sign_in.register) else { return Vec::new() };
        let key = |id: &String| {
            let field = register.fields.iter().find(|field| field.id == *id)?;
            let identifier = self.identifier(&field.identifier)?;
            let number = identifier.normalise(number).filter(|number| identifier.verify(number))?;
            Some(SignInKey { register: &register.id, field: &field.id, number })
        };
        sign_in.fields.iter().filter_map(key).collect()
    }

    /// The number with which a person of a file signs in.
    pub fn sign_in_number(&self, person: &DemoPerson) -> Option<String> {
        if !person.number.is_empty() {
            return Some(person.number.clone());
        }
        let sign_in = self.file.sign_in.as_ref()?;
        let entry = person.entries.get(&sign_in.register)?.as_table()?;
        let number = |field: &String| entry.get(field)?.as_str().map(str::to_string);
        sign_in.fields.iter().find_map(number)
    }

    /// The first number of a file's entries by which a register finds their holder.
    pub fn key_of(&self, entries: &toml::Table) -> Option<SignInKey<'_>> {
        entries.iter().find_map(|(id, value)| {
            let register = self.register(id)?;
            let entry = value.as_array().and_then(|all| all.first()).unwrap_or(value).as_table()?;
            let keys = register.fields.iter().filter(|f| f.key && !f.identifier.is_empty());
            let (field, number) =
                keys.filter_map(|f| Some((f, entry.get(&f.id)?.as_str()?))).next()?;
            let written = self.identifier(&field.identifier)?.normalise(number)?;
            Some(SignInKey { register: &register.id, field: &field.id, number: written })
        })
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
