//! The parts of a service: requirements, papers, results, laws, channels, costs, contacts and stages.
//!
//! What may not happen here: no amount passes through a floating-point number, whatever the format calls it.

use std::collections::BTreeMap;

use country::{
    Channel, Contact, Cost, Evidence, LegalResource, Output, Requirement, Service, Stage,
};
use vocabulary::Text;

use super::Reader;
use super::words::tail;
use crate::import::amount::decimal;
use crate::import::graph::{Object, shown};
use crate::import::text_of;
use crate::plain::is_web_address;
use crate::slug::{Ids, is_id, slug};

/// The ids that the things of a file have got within one service.
type Known = BTreeMap<String, String>;

impl Reader<'_> {
    pub(super) fn parts(&mut self, thing: &str, service: &mut Service) {
        service.requirements = self.requirements(thing);
        let mut papers = Known::new();
        service.evidence = self.evidence(thing, &mut papers);
        service.outputs = self.outputs(thing);
        service.laws = self.laws(thing);
        let mut channels = Known::new();
        service.channels = self.channels(thing, &mut channels);
        let mut costs = Known::new();
        service.costs = self.costs(thing, &channels, &mut costs);
        service.contacts = self.contacts(thing);
        service.stages = self.stages(thing, [&papers, &channels, &costs]);
    }

    /// The id of a part within its service: what an export wrote; else a slug of the identifier, of the address, or a word.
    fn part_id(&mut self, thing: &str, ids: &mut Ids, otherwise: &str) -> String {
        let source = self.word(thing, &["dct:identifier"]);
        if self.own && !source.is_empty() {
            return source;
        }
        let wanted = if is_id(&source) { source } else { slug(tail(&source)) };
        let wanted = if wanted.is_empty() { slug(tail(thing)) } else { wanted };
        ids.number(if wanted.is_empty() { otherwise } else { &wanted })
    }

    /// The title of a part; where it has none, its description, or the end of its address.
    fn part_title(&mut self, thing: &str, description: &mut Text) -> Text {
        let title =
            self.title(thing, &["dct:title", "skos:prefLabel", "rdfs:label", "schema:name"]);
        if self.filled(thing).contains(&"title".to_string()) {
            return Text::default();
        }
        if !title.is_empty() || self.own {
            return title;
        }
        if !description.is_empty() {
            return std::mem::take(description);
        }
        let name = tail(thing).replace('_', " ");
        let why = format!("nothing says what it is called; called {name}");
        self.report.mended(self.graph.line(thing), thing, &why);
        text_of(&self.main, if name.is_empty() { "-" } else { &name })
    }

    fn things(&mut self, thing: &str, predicates: &[&str]) -> Vec<String> {
        let objects = self.graph.take(thing, predicates);
        let mut things = Vec::new();
        for object in objects {
            match object {
                Object::Thing(part) => {
                    self.graph.visit(&part);
                    things.push(part);
                }
                Object::Words { words, .. } => {
                    let what = format!("{} of {thing}: {words}", predicates.first().unwrap_or(&""));
                    self.report.left_out(
                        self.graph.line(thing),
                        &what,
                        "words where a thing is wanted",
                    );
                }
            }
        }
        things
    }

    fn requirements(&mut self, thing: &str) -> Vec<Requirement> {
        let mut ids = Ids::default();
        let mut parts = Vec::new();
        for part in self.things(
            thing,
            &["cv:holdsRequirement", "cv:hasCriterion", "cv:hasCriterionRequirement"],
        ) {
            let id = self.part_id(&part, &mut ids, "requirement");
            let mut description = self.text(&part, &["dct:description"]);
            let title = self.part_title(&part, &mut description);
            parts.push(Requirement { id, title, description });
        }
        parts
    }

    fn evidence(&mut self, thing: &str, known: &mut Known) -> Vec<Evidence> {
        let mut ids = Ids::default();
        let mut parts = Vec::new();
        for part in self.things(thing, &["cpsv:hasInput", "cv:hasInput"]) {
            let id = self.part_id(&part, &mut ids, "evidence");
            known.insert(part.clone(), id.clone());
            let mut description = self.text(&part, &["dct:description"]);
            let title = self.part_title(&part, &mut description);
            let held_in = self.word(&part, &["madang:heldIn"]);
            parts.push(Evidence { id, title, description, held_in });
        }
        parts
    }

    fn outputs(&mut self, thing: &str) -> Vec<Output> {
        let mut ids = Ids::default();
        let mut parts = Vec::new();
        for part in self.things(thing, &["cpsv:produces", "cv:produces"]) {
            let id = self.part_id(&part, &mut ids, "output");
            let mut description = self.text(&part, &["dct:description"]);
            let title = self.part_title(&part, &mut description);
            parts.push(Output { id, title, description });
        }
        parts
    }

    /// Laws of version 3, and the formal frameworks of version 2, which are known by the address of the law.
    fn laws(&mut self, thing: &str) -> Vec<LegalResource> {
        let mut ids = Ids::default();
        let mut laws = Vec::new();
        let predicates =
            ["cv:hasLegalResource", "cv:hasFormalFramework", "cpsv:hasFormalFramework"];
        let mut things = self.things(thing, &predicates);
        for rule in self.graph.take(thing, &["cpsv:follows"]) {
            things.extend(self.things(&shown(&rule), &["cpsv:implements"]));
        }
        let mut seen = Vec::new();
        for law in things {
            if seen.contains(&law) {
                continue;
            }
            seen.push(law.clone());
            let id = self.part_id(&law, &mut ids, "law");
            let article = self.word(&law, &["madang:article"]);
            let mut link = self.page(&law, &["foaf:page", "madang:page"]);
            if link.is_empty() && !self.own && is_web_address(&law) {
                link.clone_from(&law);
            }
            let mut words = self.text(&law, &["dct:description"]);
            let is_address = |text: &String| is_web_address(text);
            if words.0.len() == 1 && words.0.values().all(is_address) {
                let address = words.0.values().next().cloned().unwrap_or_default();
                if link.is_empty() || address == link {
                    link = address;
                } else {
                    let what = format!("dct:description of {law}: {address}");
                    self.report.left_out(
                        self.graph.line(&law),
                        &what,
                        "one address of a law is kept",
                    );
                }
                words = Text::default();
            }
            let title = self.part_title(&law, &mut words);
            if !words.is_empty() {
                let what = format!(
                    "dct:description of {law}: {}",
                    words.0.values().next().map_or("", String::as_str)
                );
                self.report.left_out(
                    self.graph.line(&law),
                    &what,
                    "a law is kept with its title, article and address",
                );
            }
            laws.push(LegalResource { id, title, article, link });
        }
        laws
    }

    fn channels(&mut self, thing: &str, known: &mut Known) -> Vec<Channel> {
        let mut ids = Ids::default();
        let mut parts = Vec::new();
        for part in self.things(thing, &["cv:hasChannel", "dct:hasChannel"]) {
            let kinds = self.labels(&part, &["dct:type"]);
            for other in kinds.iter().skip(1) {
                let what = format!("dct:type of {part}: {other}");
                self.report.left_out(self.graph.line(&part), &what, "a channel has one kind");
            }
            let kind = kinds.into_iter().next().unwrap_or_default();
            let id = self.part_id(&part, &mut ids, "channel");
            known.insert(part.clone(), id.clone());
            let title = self.text(&part, &["dct:description", "dct:title", "skos:prefLabel"]);
            let hours = self.hours(&part);
            let mut link = self.page(&part, &["foaf:page", "madang:page", "schema:url"]);
            if link.is_empty() && !self.own && is_web_address(&part) {
                link.clone_from(&part);
            }
            parts.push(Channel { id, kind, title, hours, link });
        }
        parts
    }

    /// Opening hours: words, or an entity of time that has words.
    fn hours(&mut self, thing: &str) -> Text {
        let mut hours = Text::default();
        for object in self.graph.take(thing, &["cv:openingHours", "schema:openingHours"]) {
            match object {
                Object::Thing(time) => {
                    self.graph.visit(&time);
                    let words = self.text(&time, &["dct:description"]);
                    if self.own {
                        return words;
                    }
                    for (lang, words) in words.0 {
                        more(&mut hours, lang, &words);
                    }
                }
                Object::Words { .. } => {
                    let (lang, words) = self.spoken(&object, false);
                    more(&mut hours, lang, &words);
                }
            }
        }
        hours
    }

    fn costs(&mut self, thing: &str, channels: &Known, known: &mut Known) -> Vec<Cost> {
        let mut ids = Ids::default();
        let mut parts = Vec::new();
        for part in self.things(thing, &["cv:hasCost", "dct:hasCost"]) {
            let filled = self.filled(&part);
            let id = self.part_id(&part, &mut ids, "cost");
            known.insert(part.clone(), id.clone());
            let coined = self.graph.take(&part, &["cv:currency"]);
            let currency = coined.first().map(|object| self.code(object)).unwrap_or_default();
            let counted =
                if currency.is_empty() { self.currency.clone() } else { currency.clone() };
            let value = self.word(&part, &["cv:hasValue", "cv:value", "schema:price"]);
            let minor = decimal(&value, &counted);
            if minor.is_none() && !value.is_empty() {
                let why = format!("no amount that can be kept exactly in {counted}");
                self.report.left_out(
                    self.graph.line(&part),
                    &format!("the value of {part}: {value}"),
                    &why,
                );
            }
            let channel = self.accessed_through(&part, channels);
            let description = self.text(&part, &["dct:description"]);
            let currency =
                if filled.contains(&"currency".to_string()) { String::new() } else { currency };
            parts.push(Cost { id, minor, currency, channel, description });
        }
        parts
    }

    fn accessed_through(&mut self, part: &str, channels: &Known) -> String {
        let through = self.graph.take(part, &["cv:ifAccessedThrough", "madang:channel"]);
        match through.first() {
            None => String::new(),
            Some(Object::Words { words, .. }) => words.clone(),
            Some(Object::Thing(channel)) => channels.get(channel).cloned().unwrap_or_else(|| {
                let what = format!("cv:ifAccessedThrough of {part}: {channel}");
                self.report.left_out(self.graph.line(part), &what, "no channel of this service");
                String::new()
            }),
        }
    }

    fn contacts(&mut self, thing: &str) -> Vec<Contact> {
        let mut contacts = Vec::new();
        let predicates =
            ["cv:contactPoint", "cv:hasContactPoint", "schema:contactPoint", "dcat:contactPoint"];
        for part in self.things(thing, &predicates) {
            if !self.own {
                self.graph.take(&part, &["dct:identifier"]);
            }
            let telephone = self.joined(&part, &["cv:telephone", "schema:telephone"], "tel:");
            let email = self.joined(&part, &["cv:email", "schema:email"], "mailto:");
            let page =
                self.page(&part, &["cv:contactPage", "madang:page", "schema:url", "foaf:page"]);
            let hours = self.hours(&part);
            let mut text = self.text(&part, &["dct:description"]);
            for address in self.things(&part, &["cv:hasAddress", "locn:address", "schema:address"])
            {
                self.address(&address, &mut text);
            }
            // The Finnish pilot hung its addresses on the opening hours.
            for place in self.things(&part, &["schema:hoursAvailable"]) {
                if self.graph.is(&place, &["locn:Address"]) {
                    self.address(&place, &mut text);
                }
            }
            contacts.push(Contact { telephone, email, page, hours, text });
        }
        contacts
    }

    fn address(&mut self, thing: &str, text: &mut Text) {
        let parts = [
            "locn:fullAddress",
            "locn:thoroughfare",
            "locn:postCode",
            "locn:adminUnitL1",
            "locn:adminUnitL2",
        ];
        let words = self.list(thing, &parts).join(", ");
        let lang = self.main.clone();
        more(text, lang, &words);
    }

    fn joined(&mut self, thing: &str, predicates: &[&str], scheme: &str) -> String {
        let words = self.list(thing, predicates);
        if self.own {
            return words.into_iter().next().unwrap_or_default();
        }
        let words: Vec<String> =
            words.iter().map(|word| word.trim().trim_start_matches(scheme).to_string()).collect();
        words.join(", ")
    }

    /// Rules are the stages of the procedure. An export says what each stage asks for.
    fn stages(&mut self, thing: &str, known: [&Known; 3]) -> Vec<Stage> {
        let mut ids = Ids::default();
        let mut stages = Vec::new();
        for part in self.things(thing, &["cpsv:follows"]) {
            let filled = self.filled(&part);
            let id = self.part_id(&part, &mut ids, "stage");
            let mut description = self.text(&part, &["dct:description"]);
            if filled.contains(&"description".to_string()) {
                description = Text::default();
            }
            let title = self.part_title(&part, &mut description);
            let [papers, channels, costs] = known;
            let evidence = self.named(&part, "madang:evidence", papers);
            let channels = self.named(&part, "madang:channel", channels);
            let costs = self.named(&part, "madang:cost", costs);
            stages.push(Stage { id, title, description, evidence, channels, costs });
        }
        stages
    }

    fn named(&mut self, part: &str, predicate: &str, known: &Known) -> Vec<String> {
        let objects = self.graph.take(part, &[predicate]);
        objects
            .iter()
            .map(|object| match object {
                Object::Thing(thing) => known.get(thing).cloned().unwrap_or_else(|| thing.clone()),
                Object::Words { words, .. } => words.clone(),
            })
            .collect()
    }
}

/// Puts words below those that a text has in that language.
fn more(text: &mut Text, lang: String, words: &str) {
    if words.is_empty() && !text.0.is_empty() {
        return;
    }
    let said = text.0.entry(lang).or_default();
    if !said.is_empty() {
        said.push('\n');
    }
    said.push_str(words);
}
