//! CPSV-AP catalogues of any version: the terms of 3.2, those of 2.x beside them, and our own where an export of ours is read.
//!
//! What may not happen here: an export of ours is taken word for word; what others wrote is cleaned, and what
//! has no place is reported by the graph at the end.

mod agents;
mod parts;
mod words;

use std::collections::{BTreeMap, BTreeSet};

use country::{Agency, LifeEvent, Service};
use vocabulary::Text;

use super::graph::{Graph, Object, shown};
use super::report::Report;
use super::{
    CountryWords, Format, Imported, Progress, SERVICES_MAX, bare_service, distinct, text_of,
};
use crate::language::{guess, tag_of};
use crate::slug::{Ids, is_id, slug};
use words::tail;

pub(super) struct Source<'a> {
    pub(super) name: &'a str,
    pub(super) bytes: &'a [u8],
    pub(super) format: Format,
}

pub(super) fn read(
    source: &Source<'_>,
    imported: &mut Imported,
    report: &mut Report,
    progress: Progress<'_>,
) {
    let graph = Graph::read(source.bytes, source.format, report, progress);
    let mut reader = Reader::new(graph, report);
    imported.country = reader.country(source.name);
    reader.language(&imported.country);
    imported.language.clone_from(&reader.main);
    reader.currency.clone_from(&imported.country.currency);
    reader.agents();
    imported.services = reader.services();
    reader.fill_agencies();
    if !reader.own {
        reader.speak(&mut imported.country, &imported.services, source.name);
    }
    imported.agencies = std::mem::take(&mut reader.agencies);
    imported.events = std::mem::take(&mut reader.events);
    reader.finish();
}

struct Reader<'a> {
    graph: Graph,
    report: &'a mut Report,
    /// An export of ours: every value is taken as it stands.
    own: bool,
    /// The language of words that do not say theirs.
    main: String,
    /// The country's currency.
    currency: String,
    agencies: Vec<Agency>,
    /// Agencies of which only the title was read, and their places.
    bare_agencies: Vec<(String, usize)>,
    events: Vec<LifeEvent>,
    agency_ids: BTreeMap<String, String>,
    event_ids: BTreeMap<String, String>,
    service_ids: BTreeMap<String, String>,
    given_agencies: Ids,
    given_events: Ids,
    labels: BTreeMap<String, String>,
    untagged: usize,
}

impl<'a> Reader<'a> {
    fn new(graph: Graph, report: &'a mut Report) -> Reader<'a> {
        Reader {
            graph,
            report,
            own: false,
            main: String::new(),
            currency: String::new(),
            agencies: Vec::new(),
            bare_agencies: Vec::new(),
            events: Vec::new(),
            agency_ids: BTreeMap::new(),
            event_ids: BTreeMap::new(),
            service_ids: BTreeMap::new(),
            given_agencies: Ids::default(),
            given_events: Ids::default(),
            labels: BTreeMap::new(),
            untagged: 0,
        }
    }

    /// What the catalogue says of its country; what it does not say is set so that the files are whole, and reported.
    fn country(&mut self, file: &str) -> CountryWords {
        let mut country = CountryWords::default();
        let dataset = self.graph.of_class(&["dcat:Dataset", "dcat:Catalog"]).into_iter().next();
        if let Some(dataset) = dataset {
            self.graph.visit(&dataset);
            country.code = self.word(&dataset, &["madang:code"]);
            self.own = !country.code.is_empty();
            let filled = self.filled(&dataset);
            self.main = self.word(&dataset, &["madang:mainLanguage"]);
            let name = self.title(&dataset, &["dct:title"]);
            country.name =
                if filled.contains(&"name".to_string()) { Text::default() } else { name };
            country.languages = self.list(&dataset, &["madang:language"]);
            country.time_zone = self.word(&dataset, &["madang:timeZone"]);
            country.currency = self.word(&dataset, &["madang:currency"]);
            let weekend = self.list(&dataset, &["madang:freeWeekday"]);
            country.weekend = weekend.iter().filter_map(|day| day.parse().ok()).collect();
            self.graph.take(&dataset, &["dct:hasPart"]);
            if self.own {
                self.graph.take(&dataset, &["dct:description", "dct:identifier"]);
                for publisher in self.graph.take(&dataset, &["dct:publisher"]) {
                    let publisher = shown(&publisher);
                    self.graph.visit(&publisher);
                    self.graph.take(&publisher, &["dct:identifier", "dct:title"]);
                }
            }
        }
        if !self.own {
            self.presume(&mut country, file);
        }
        country
    }

    fn presume(&mut self, country: &mut CountryWords, file: &str) {
        let code = slug(stem(file));
        country.code = if code.is_empty() { "imported".into() } else { code };
        country.time_zone = "UTC".into();
        country.currency = "EUR".into();
        country.weekend = vec![6, 7];
        let why = "CPSV-AP says none of them: set to the file's name, UTC, EUR and Saturday with Sunday; \
                   set them right in country.toml";
        self.report.mended(0, "the country's code, time zone, currency and weekend", why);
    }

    /// The languages of a foreign catalogue are those of its titles, the main one first.
    fn speak(&self, country: &mut CountryWords, services: &[Service], file: &str) {
        let titles: BTreeSet<&String> = services.iter().flat_map(|s| s.title.0.keys()).collect();
        country.languages = vec![self.main.clone()];
        country.languages.extend(titles.into_iter().filter(|tag| **tag != self.main).cloned());
        country.name.0.retain(|tag, _| country.languages.contains(tag));
        if country.name.is_empty() {
            let stem = stem(file);
            country.name = Text::of(&self.main, if stem.is_empty() { "-" } else { stem });
        }
    }

    /// The main language: what an export says; else the tag that most words carry; else what the words look like.
    fn language(&mut self, country: &CountryWords) {
        if self.own {
            if self.main.is_empty() {
                self.main = country.languages.first().cloned().unwrap_or_else(|| "en".into());
            }
            return;
        }
        let mut tags: BTreeMap<&str, usize> = BTreeMap::new();
        let mut sample = String::new();
        for (words, lang) in self.graph.words() {
            if !lang.is_empty() {
                *tags.entry(lang).or_default() += 1;
            } else if sample.len() < 200_000 {
                sample.push_str(words);
                sample.push(' ');
            }
        }
        let most = tags.into_iter().max_by_key(|(_, count)| *count).map(|(tag, _)| tag.to_string());
        self.main = most.unwrap_or_else(|| guess(&sample).to_string());
    }

    fn services(&mut self) -> Vec<Service> {
        let things = self.graph.of_class(&["cpsv:PublicService"]);
        let mut given = Ids::default();
        for thing in &things {
            let id = self.service_id(thing, &mut given);
            self.service_ids.insert(thing.clone(), id);
        }
        let mut services = Vec::new();
        for thing in &things {
            self.graph.visit(thing);
            if services.len() >= SERVICES_MAX {
                self.report.left_out_service(
                    self.graph.line(thing),
                    thing,
                    "more services than the limit",
                );
                continue;
            }
            if let Some(service) = self.service(thing) {
                services.push(service);
            }
        }
        services
    }

    fn service_id(&mut self, thing: &str, given: &mut Ids) -> String {
        let source = self.word(thing, &["dct:identifier"]);
        let line = self.graph.line(thing);
        let wanted = if is_id(&source) { source.clone() } else { slug(tail(&source)) };
        let wanted = if wanted.is_empty() { slug(tail(thing)) } else { wanted };
        let id = given.give(if wanted.is_empty() { "service" } else { &wanted }, thing);
        if source.is_empty() {
            let why = format!("it has none; made of its address: {id}");
            self.report.mended(line, &format!("the identifier of {thing}"), &why);
        } else if id != source {
            let why = format!("it is no name for a folder, or taken; now {id}");
            self.report.mended(line, &format!("the identifier {source} of {thing}"), &why);
        }
        id
    }

    fn service(&mut self, thing: &str) -> Option<Service> {
        let line = self.graph.line(thing);
        let filled = self.filled(thing);
        let id = self.service_ids.get(thing).cloned().unwrap_or_default();
        let title =
            self.title(thing, &["dct:title", "skos:prefLabel", "rdfs:label", "schema:name"]);
        if title.is_empty() && !self.own {
            self.report.left_out_service(line, thing, "it has no title");
            return None;
        }
        let title = if filled.contains(&"title".to_string()) { Text::default() } else { title };
        let mut service = Service { id, title, ..bare_service("") };
        service.description = self.text(thing, &["dct:description"]);
        if filled.contains(&"description".to_string()) {
            service.description = Text::default();
        } else if service.description.is_empty() && !self.own {
            let why = "it is empty; the title stands for it";
            self.report.mended(line, &format!("the description of {thing}"), why);
            service.description = service.title.clone();
        }
        service.summary = self.text(thing, &["madang:summary"]);
        service.prefix = self.word(thing, &["madang:prefix"]);
        service.desk = self.word(thing, &["madang:desk"]);
        service.agency = self.authority(thing);
        service.events = self.grouped_by(thing);
        service.audience = self.labels(thing, &["dct:audience", "cv:targetAudience"]);
        service.topics = self.labels(thing, &["cv:thematicArea", "cv:sector"]);
        service.keywords = self.keywords(thing);
        service.languages = self.languages(thing);
        if let Some(status) = self.labels(thing, &["adms:status"]).into_iter().next() {
            service.status = status;
        }
        self.time(thing, &mut service);
        service.page =
            self.page(thing, &["foaf:page", "madang:page", "schema:url", "foaf:homepage"]);
        service.modified = self.word(thing, &["dct:modified"]);
        service.related = self.related(thing);
        self.parts(thing, &mut service);
        Some(service)
    }

    /// Keywords of one language stand in one text, divided by commas. What the service is for (dct:type) is
    /// a word by which it is looked for.
    fn keywords(&mut self, thing: &str) -> Text {
        let whole = self.text(thing, &["madang:keywords"]);
        let mut words: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for object in self.graph.take(thing, &["dcat:keyword", "schema:keywords"]) {
            let (lang, word) = self.spoken(&object, true);
            words.entry(lang).or_default().push(word);
        }
        let kinds = self.labels(thing, &["dct:type", "cv:isClassifiedBy"]);
        if !kinds.is_empty() {
            words.entry(self.main.clone()).or_default().extend(kinds);
        }
        if !whole.0.is_empty() {
            return whole;
        }
        Text(words.into_iter().map(|(lang, words)| (lang, words.join(", "))).collect())
    }

    fn languages(&mut self, thing: &str) -> Vec<String> {
        let mut tags = Vec::new();
        for object in self.graph.take(thing, &["dct:language"]) {
            let word = self.code(&object);
            match tag_of(&word) {
                Some(tag) if !tags.contains(&tag) => tags.push(tag),
                Some(_) => {}
                None if self.own => tags.push(word),
                None => {
                    let what = format!("dct:language of {thing}: {word}");
                    self.report.left_out(
                        self.graph.line(thing),
                        &what,
                        "no language that is known here",
                    );
                }
            }
        }
        tags
    }

    fn time(&mut self, thing: &str, service: &mut Service) {
        service.processing_time_text = self.text(thing, &["madang:processingTimeText"]);
        let time = self.word(thing, &["cv:processingTime", "madang:processingTime"]);
        if self.own || crate::export::is_duration(&time) || time.is_empty() {
            service.processing_time = time;
            return;
        }
        let why = "no duration of XML Schema; kept in words";
        self.report.mended(
            self.graph.line(thing),
            &format!("cv:processingTime of {thing}: {time}"),
            why,
        );
        service.processing_time_text = text_of(&self.main, &time);
    }

    fn related(&mut self, thing: &str) -> Vec<String> {
        let line = self.graph.line(thing);
        let mut related = Vec::new();
        for object in self.graph.take(thing, &["dct:requires"]) {
            let what = format!("dct:requires of {thing}: {}", shown(&object));
            self.report.mended(line, &what, "kept as a related service");
            self.relate(thing, &object, &mut related);
        }
        for object in self.graph.take(thing, &["cv:relatedService", "dct:relation"]) {
            self.relate(thing, &object, &mut related);
        }
        let words = self.list(thing, &["madang:related"]);
        if self.own && !words.is_empty() {
            return words;
        }
        related
    }

    fn relate(&mut self, thing: &str, object: &Object, related: &mut Vec<String>) {
        let id = match object {
            Object::Thing(other) => self.service_ids.get(other).cloned(),
            Object::Words { .. } => None,
        };
        match id {
            Some(id) if related.contains(&id) => {}
            Some(id) => related.push(id),
            None => {
                let what = format!("a related service of {thing}: {}", shown(object));
                self.report.left_out(
                    self.graph.line(thing),
                    &what,
                    "this file has no such service",
                );
            }
        }
    }

    fn labels(&mut self, thing: &str, predicates: &[&str]) -> Vec<String> {
        let objects = self.graph.take(thing, predicates);
        let labels: Vec<String> = objects.iter().map(|object| self.label(object)).collect();
        if self.own { labels } else { distinct(labels) }
    }

    fn finish(self) {
        if self.untagged > 0 && !self.own {
            let why = format!("they do not say their language; taken as {}", self.main);
            self.report.mended(0, "texts without a language", &why);
            self.report.repeat(self.untagged);
        }
        self.graph.finish(self.report);
    }
}

/// The name of a file without its folders and its endings.
fn stem(file: &str) -> &str {
    let name = file.rsplit(['/', '\\']).next().unwrap_or_default();
    name.split('.').next().unwrap_or_default()
}
