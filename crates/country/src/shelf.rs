//! The files of a country as they stand on disk, in their own order, with the mistakes met on the way.
//!
//! What may not happen here: no judgement beyond "can be read", so that `read` stays fast. `check` judges.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use law::Law;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use vocabulary::{Mistake, Zone};

use crate::calendar::Holiday;
use crate::cases::{Case, Cases};
use crate::plan::Plan;
use crate::read::CountryFile;
use crate::register::{DemoOrganisation, DemoPerson, Identifier, Purpose, Register};
use crate::service::{Agency, ById, LifeEvent, Service};
use crate::source::Source;

/// No country has more; a folder with more is not one of services.
pub const SERVICES_MAX: usize = 20_000;
/// Below this, starting threads costs more than it saves.
const SERVICES_WORTH_A_THREAD: usize = 128;
const THREADS_MAX: usize = 8;
/// Registers, parameter files and tables.
const FILES_MAX: usize = 2_000;

/// The files that may stand in the folder of a country.
pub(crate) const COUNTRY_FILES: [&str; 10] = [
    "country.toml",
    "agencies.toml",
    "calendar.toml",
    "events.toml",
    "exposure.toml",
    "identifiers.toml",
    "purposes.toml",
    "people.toml",
    "population.toml",
    "simulations.toml",
];
/// The files that may stand in the folder of a service.
pub(crate) const SERVICE_FILES: [&str; 5] =
    ["service.toml", "form.toml", "decision.toml", "letter.toml", "cases.toml"];

/// What the files say, each list in the order of its file.
#[derive(Clone, Default)]
pub(crate) struct Lists {
    pub file: Option<CountryFile>,
    pub holidays: Vec<Holiday>,
    pub agencies: Vec<Agency>,
    pub events: Vec<LifeEvent>,
    pub identifiers: Vec<Identifier>,
    pub purposes: Vec<Purpose>,
    pub registers: Vec<Register>,
    pub services: Vec<Service>,
    pub people: Vec<DemoPerson>,
    pub organisations: Vec<DemoOrganisation>,
    pub cases: ById<Vec<Case>>,
    /// The texts of `population.toml` and `simulations.toml`.
    pub population: String,
    pub simulations: String,
}

#[derive(Default)]
pub(crate) struct Shelf {
    pub lists: Lists,
    pub law: Option<Law>,
    pub sources: BTreeMap<String, Source>,
    pub mistakes: Vec<Mistake>,
    /// Files that could not be read: what they should have named is not called unknown.
    pub broken: BTreeSet<String>,
    /// TOML files that are none of a country's: a slip in a name would hide what they say.
    pub strangers: BTreeSet<String>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct PeopleFile {
    #[serde(default, rename = "person")]
    people: Vec<DemoPerson>,
    #[serde(default, rename = "organisation")]
    organisations: Vec<DemoOrganisation>,
}

impl Shelf {
    pub(crate) fn read(dir: &Path) -> Shelf {
        let mut shelf = Shelf::default();
        if !dir.is_dir() {
            let hint = "give the folder that holds country.toml";
            shelf.mistakes.push(Mistake::new("country.toml", 0, "there is no such folder", hint));
            return shelf;
        }
        if shelf.is_there(dir, "country.toml") {
            shelf.lists.file = shelf.file(dir, "country.toml");
        }
        if shelf.is_there(dir, "agencies.toml") {
            shelf.lists.agencies = shelf.list(dir, "agencies.toml", "agency");
        }
        shelf.lists.holidays = shelf.list(dir, "calendar.toml", "holiday");
        shelf.lists.events = shelf.list(dir, "events.toml", "event");
        shelf.lists.identifiers = shelf.list(dir, "identifiers.toml", "identifier");
        shelf.lists.purposes = shelf.list(dir, "purposes.toml", "purpose");
        let people = dir.join("people.toml").exists().then(|| shelf.file(dir, "people.toml"));
        let people: PeopleFile = people.flatten().unwrap_or_default();
        (shelf.lists.people, shelf.lists.organisations) = (people.people, people.organisations);
        shelf.lists.population = shelf.text(dir, "population.toml");
        shelf.lists.simulations = shelf.text(dir, "simulations.toml");
        for name in shelf.names_in(dir, "", FILES_MAX) {
            if name.ends_with(".toml") && !COUNTRY_FILES.contains(&name.as_str()) {
                shelf.strangers.insert(name);
            }
        }
        shelf.read_registers(dir);
        shelf.read_law(dir);
        shelf.read_services(dir);
        shelf.find_duplicates();
        shelf
    }

    /// A file of people that lies elsewhere, in the place of the country's own.
    pub(crate) fn of_people(file: &Path) -> Shelf {
        let mut shelf = Shelf::default();
        match Source::read(Path::new("."), &file.to_string_lossy()) {
            Ok(source) => {
                match source.parse::<PeopleFile>() {
                    Ok(told) => {
                        (shelf.lists.people, shelf.lists.organisations) =
                            (told.people, told.organisations);
                    }
                    Err(mistakes) => shelf.mistakes = mistakes,
                }
                shelf.sources.insert("people.toml".into(), source);
                shelf.find_duplicates();
            }
            Err(mistake) => shelf.mistakes.push(mistake),
        }
        shelf
    }

    /// A file as a type; mistakes are noted.
    fn file<T: DeserializeOwned>(&mut self, dir: &Path, path: &str) -> Option<T> {
        let source = match Source::read(dir, path) {
            Ok(source) => source,
            Err(mistake) => {
                self.broken.insert(path.into());
                self.mistakes.push(mistake);
                return None;
            }
        };
        let parsed = source.parse();
        self.sources.insert(path.into(), source);
        parsed
            .map_err(|mistakes| {
                self.broken.insert(path.into());
                self.mistakes.extend(mistakes);
            })
            .ok()
    }

    /// A file that others understand, as it is written; empty where there is none.
    fn text(&mut self, dir: &Path, path: &str) -> String {
        if !dir.join(path).exists() {
            return String::new();
        }
        let read = Source::read(dir, path).map(|source| source.text);
        read.map_err(|mistake| self.mistakes.push(mistake)).unwrap_or_default()
    }

    /// Whether a file that every country has is there; a mistake when not.
    fn is_there(&mut self, dir: &Path, path: &str) -> bool {
        let there = dir.join(path).exists();
        if !there {
            self.broken.insert(path.into());
            self.mistakes.push(Mistake::new(path, 0, "is missing", "every country has this file"));
        }
        there
    }

    /// A file that is one list: `[[agency]]`, `[[agency]]`. No file is an empty list.
    fn list<T: DeserializeOwned>(&mut self, dir: &Path, path: &str, word: &str) -> Vec<T> {
        if !dir.join(path).exists() {
            return Vec::new();
        }
        let Some(mut lists) = self.file::<BTreeMap<String, Vec<T>>>(dir, path) else {
            return Vec::new();
        };
        let list = lists.remove(word);
        for other in lists.keys() {
            let message = format!("unknown field `{other}`");
            let hint = format!("this file is a list of [[{word}]]");
            self.mistakes.push(Mistake::at(path, self.place(path, other), message, hint));
        }
        list.unwrap_or_default()
    }

    fn read_registers(&mut self, dir: &Path) {
        for name in self.names_in(dir, "registers", FILES_MAX) {
            let Some(id) = name.strip_suffix(".toml") else { continue };
            let path = format!("registers/{name}");
            if let Some(mut register) = self.file::<Register>(dir, &path) {
                self.must_be_named(&path, &mut register.id, id);
                self.lists.registers.push(register);
            }
        }
    }

    fn read_law(&mut self, dir: &Path) {
        let mut files = Vec::new();
        for name in self.names_in(dir, "law", FILES_MAX) {
            if !name.ends_with(".toml") && !name.ends_with(".table") {
                continue;
            }
            match Source::read(dir, &format!("law/{name}")) {
                Ok(source) => {
                    files.push((source.path.clone(), source.text.clone()));
                    self.sources.insert(source.path.clone(), source);
                }
                Err(mistake) => self.mistakes.push(mistake),
            }
        }
        match Law::read(files) {
            Ok(law) => self.law = Some(law),
            Err(mistakes) => {
                self.broken.insert("law".into());
                self.mistakes.extend(mistakes);
            }
        }
    }

    fn read_services(&mut self, dir: &Path) {
        if !dir.join("services").is_dir() {
            self.mistakes.push(Mistake::new(
                "services",
                0,
                "is missing",
                "every country has this folder",
            ));
            return;
        }
        let ids = self.names_in(dir, "services", SERVICES_MAX);
        let threads = std::thread::available_parallelism().map_or(1, |n| n.get().min(THREADS_MAX));
        if ids.len() < SERVICES_WORTH_A_THREAD || threads == 1 {
            ids.iter().for_each(|id| self.read_service(dir, id));
            return;
        }
        let read = |ids: &[String]| {
            let mut shelf = Shelf::default();
            ids.iter().for_each(|id| shelf.read_service(dir, id));
            shelf
        };
        // Each thread reads a run of folders, and the runs are put together in their order.
        let parts: Vec<Shelf> = std::thread::scope(|scope| {
            let runs = ids.chunks(ids.len().div_ceil(threads));
            let workers: Vec<_> = runs.map(|run| (run, scope.spawn(move || read(run)))).collect();
            workers
                .into_iter()
                .map(|(run, worker)| worker.join().unwrap_or_else(|_| read(run)))
                .collect()
        });
        parts.into_iter().for_each(|part| self.absorb(part));
    }

    fn absorb(&mut self, part: Shelf) {
        self.lists.services.extend(part.lists.services);
        self.lists.cases.extend(part.lists.cases);
        self.sources.extend(part.sources);
        self.mistakes.extend(part.mistakes);
        self.broken.extend(part.broken);
        self.strangers.extend(part.strangers);
    }

    /// One folder of `services/`. Files beside folders are nobody's and are passed over.
    fn read_service(&mut self, dir: &Path, id: &str) {
        let folder = format!("services/{id}");
        if !dir.join(&folder).is_dir() {
            return;
        }
        let names = self.names_in(dir, &folder, FILES_MAX);
        let has = |name: &str| names.binary_search_by(|n| n.as_str().cmp(name)).is_ok();
        if !has("service.toml") {
            let hint = "a service's folder holds service.toml";
            self.broken.insert(format!("{folder}/service.toml"));
            self.mistakes.push(Mistake::new(
                &format!("{folder}/service.toml"),
                0,
                "is missing",
                hint,
            ));
            return;
        }
        let strange =
            names.iter().filter(|n| n.ends_with(".toml") && !SERVICE_FILES.contains(&n.as_str()));
        self.strangers.extend(strange.map(|name| format!("{folder}/{name}")));
        let path = |name: &str| format!("{folder}/{name}");
        let service = self.file::<Service>(dir, &path("service.toml"));
        let form = has("form.toml").then(|| self.file(dir, &path("form.toml"))).flatten();
        let decision =
            has("decision.toml").then(|| self.file(dir, &path("decision.toml"))).flatten();
        let letter = has("letter.toml").then(|| self.file(dir, &path("letter.toml"))).flatten();
        let cases =
            has("cases.toml").then(|| self.file::<Cases>(dir, &path("cases.toml"))).flatten();
        if let Some(mut service) = service {
            self.must_be_named(&path("service.toml"), &mut service.id, id);
            (service.form, service.decision, service.letter) = (form, decision, letter);
            self.lists.services.push(service);
        }
        self.lists.cases.extend(cases.map(|c| (id.to_string(), c.cases)));
    }

    /// The id in a file is the name of the file or its folder, so that everything is found by looking.
    fn must_be_named(&mut self, path: &str, written: &mut String, name: &str) {
        if written != name {
            let message = format!("the id `{written}` is not the name under which it is filed");
            let hint = format!("write id = \"{name}\", or rename what holds it");
            self.mistakes.push(Mistake::at(path, self.place(path, "id"), message, hint));
            *written = name.into();
        }
    }

    /// The names in a folder, sorted; none when there is no such folder.
    fn names_in(&mut self, dir: &Path, folder: &str, max: usize) -> Vec<String> {
        let Ok(entries) = fs::read_dir(dir.join(folder)) else { return Vec::new() };
        let named =
            |e: fs::DirEntry| e.file_name().into_string().ok().filter(|n| !n.starts_with('.'));
        let mut names: Vec<String> = entries.flatten().filter_map(named).take(max + 1).collect();
        if names.len() > max {
            let message = format!("holds more than {max} entries");
            self.mistakes.push(Mistake::new(
                folder,
                0,
                message,
                "divide it, or remove what is not needed",
            ));
        }
        names.sort();
        names
    }

    /// Line and column of a path in a file that was read.
    pub(crate) fn place(&self, file: &str, path: &str) -> (usize, usize) {
        self.sources.get(file).map_or((0, 0), |s| s.place(path))
    }

    fn find_duplicates(&mut self) {
        let desks = self.lists.agencies.iter().enumerate().flat_map(|(n, a)| {
            a.desks
                .iter()
                .enumerate()
                .map(move |(m, d)| (format!("agency.{n}.desk.{m}.id"), d.id.clone()))
        });
        let desks: Vec<(String, String)> = desks.collect();
        let listed = |word: &str, ids: Vec<&String>| -> Vec<(String, String)> {
            ids.iter()
                .enumerate()
                .map(|(n, id)| (format!("{word}.{n}.id"), (*id).clone()))
                .collect()
        };
        let lists = [
            ("agencies.toml", desks),
            (
                "agencies.toml",
                listed("agency", self.lists.agencies.iter().map(|a| &a.id).collect()),
            ),
            ("events.toml", listed("event", self.lists.events.iter().map(|e| &e.id).collect())),
            (
                "identifiers.toml",
                listed("identifier", self.lists.identifiers.iter().map(|i| &i.id).collect()),
            ),
            (
                "purposes.toml",
                listed("purpose", self.lists.purposes.iter().map(|p| &p.id).collect()),
            ),
            ("people.toml", listed("person", self.lists.people.iter().map(|p| &p.id).collect())),
            (
                "people.toml",
                listed("organisation", self.lists.organisations.iter().map(|o| &o.id).collect()),
            ),
        ];
        for (file, ids) in lists {
            for (path, id) in duplicates(ids) {
                let (at, hint) = (self.place(file, &path), "every id is used once");
                let message = format!("the id `{id}` is used twice");
                self.mistakes.push(Mistake::at(file, at, message, hint));
            }
        }
    }

    /// The plans of complete services. Expressions that do not parse are noted.
    pub(crate) fn plans(&mut self) -> ById<Plan> {
        let mut plans = BTreeMap::new();
        let mut mistakes = Vec::new();
        for service in self.lists.services.iter().filter(|s| s.form.is_some()) {
            let note = &mut |file: &str, path: &str, found: Mistake| {
                let file = format!("services/{}/{file}", service.id);
                let source = self.sources.get(&file);
                let place =
                    source.map(|s| s.place_inside(path, found.line.max(1), found.column.max(1)));
                let (line, column) = place.unwrap_or((0, 0));
                mistakes.push(Mistake { file, line, column, ..found });
            };
            plans.insert(
                service.id.clone(),
                Plan::of(service, &self.lists.registers, self.law.as_ref(), note),
            );
        }
        self.mistakes.extend(mistakes);
        plans
    }

    /// The time zone that `country.toml` names.
    pub(crate) fn zone(&mut self) -> Option<Zone> {
        let name = &self.lists.file.as_ref()?.time_zone;
        let zone = Zone::named(name);
        if zone.is_none() {
            let message = format!("there is no time zone `{name}`");
            let (line, _) = self.place("country.toml", "time_zone");
            let hint = "an IANA name such as Asia/Seoul or America/Sao_Paulo";
            self.mistakes.push(Mistake::new("country.toml", line, message, hint));
        }
        zone
    }
}

/// Those whose id an earlier one has already.
pub(crate) fn duplicates(ids: impl IntoIterator<Item = (String, String)>) -> Vec<(String, String)> {
    let mut seen = BTreeSet::new();
    ids.into_iter().filter(|(_, id)| !seen.insert(id.clone())).collect()
}
