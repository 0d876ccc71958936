//! Who gives the services and what groups them: agencies with their desks, life events and business events.
//!
//! What may not happen here: no service is left without an agency.

use country::{Agency, Desk, LifeEvent};
use vocabulary::Text;

use super::Reader;
use super::words::tail;
use crate::import::graph::{Object, shown};
use crate::import::text_of;
use crate::plain::is_web_address;
use crate::slug::{is_id, slug};

const AGENCIES: [&str; 1] = ["cv:PublicOrganisation"];
const EVENTS: [&str; 3] = ["cv:LifeEvent", "cv:BusinessEvent", "cv:Event"];

impl Reader<'_> {
    /// Every agency and event of the file, in its order, whether a service names it or not.
    pub(super) fn agents(&mut self) {
        for thing in self.graph.of_class(&AGENCIES) {
            self.agency_of(&Object::Thing(thing));
        }
        for thing in self.graph.of_class(&EVENTS) {
            self.event_of(&Object::Thing(thing));
        }
        self.fill_agencies();
    }

    /// What an agency says beside its title. Done when all agencies of the file have their place, since one
    /// may name another, as the one above it, before that one's turn.
    pub(super) fn fill_agencies(&mut self) {
        while let Some((thing, place)) = self.bare_agencies.pop() {
            let filled = self.filled(&thing);
            let above =
                self.graph.take(&thing, &["org:subOrganizationOf", "org:unitOf", "madang:parent"]);
            let parent = match above.first() {
                Some(Object::Thing(above)) => self.agency_of(&Object::Thing(above.clone())),
                Some(Object::Words { words, .. }) => words.clone(),
                None => String::new(),
            };
            let spatial = self.spatial(&thing, &filled);
            let page =
                self.page(&thing, &["foaf:page", "madang:page", "foaf:homepage", "schema:url"]);
            let desks = self.desks(&thing);
            if let Some(agency) = self.agencies.get_mut(place) {
                agency.parent = parent;
                agency.spatial = spatial;
                agency.page = page;
                agency.desks = desks;
            }
        }
    }

    /// The agency of a service. CPSV-AP allows several; a service here has one that answers for it.
    pub(super) fn authority(&mut self, thing: &str) -> String {
        let line = self.graph.line(thing);
        let mut authorities = self.graph.take(thing, &["cv:hasCompetentAuthority"]);
        if authorities.is_empty() {
            authorities = self.graph.take(thing, &["cv:serviceProvider"]);
            if let Some(provider) = authorities.first() {
                let what = format!("the authority of {thing}");
                let why = format!("none is named; the provider {} stands for it", shown(provider));
                self.report.mended(line, &what, &why);
            }
        }
        for other in authorities.iter().skip(1) {
            let what = format!("cv:hasCompetentAuthority of {thing}: {}", shown(other));
            self.report.left_out(
                line,
                &what,
                "a service has one agency that answers for it: the first",
            );
        }
        match authorities.first() {
            Some(authority) => self.agency_of(authority),
            None => {
                let what = format!("the authority of {thing}");
                self.report.mended(line, &what, "none is named; the government stands for it");
                self.agency_of(&Object::Words { words: "Government".into(), lang: "en".into() })
            }
        }
    }

    fn agency_of(&mut self, object: &Object) -> String {
        let thing = shown(object);
        if let Some(id) = self.agency_ids.get(&thing) {
            return id.clone();
        }
        if let Object::Words { lang, .. } = object {
            let lang = if lang.is_empty() { self.main.clone() } else { lang.clone() };
            let id = self.given_agencies.give(&named(&slug(&thing), "agency"), &thing);
            self.agency_ids.insert(thing.clone(), id.clone());
            self.agencies.push(bare_agency(&id, Text::of(&lang, &thing)));
            return id;
        }
        self.graph.visit(&thing);
        let filled = self.filled(&thing);
        let mut title =
            self.title(&thing, &["skos:prefLabel", "dct:title", "foaf:name", "rdfs:label"]);
        let id = self.agent_id(&thing, &title);
        self.agency_ids.insert(thing.clone(), id.clone());
        if filled.contains(&"agency".to_string()) {
            // The export named an agency that its country does not describe.
            self.spatial(&thing, &filled);
            return id;
        }
        if filled.contains(&"title".to_string()) {
            title = Text::default();
        } else if title.is_empty() && !self.own {
            title = self.called(&thing);
        }
        self.bare_agencies.push((thing, self.agencies.len()));
        self.agencies.push(bare_agency(&id, title));
        id
    }

    fn agent_id(&mut self, thing: &str, title: &Text) -> String {
        let source = self.word(thing, &["dct:identifier"]);
        if is_id(&source) {
            return self.given_agencies.give(&source, thing);
        }
        let words = title.0.get(&self.main).or_else(|| title.0.values().next());
        let by_title = slug(words.map_or("", String::as_str));
        let wanted = if by_title.is_empty() { slug(tail(&source)) } else { by_title };
        let wanted = if wanted.is_empty() { slug(tail(thing)) } else { wanted };
        let id = self.given_agencies.give(&named(&wanted, "agency"), thing);
        if !source.is_empty() && source != thing {
            let why = format!("it is no name for an address; now {id}");
            self.report.mended(
                self.graph.line(thing),
                &format!("the identifier {source} of {thing}"),
                &why,
            );
        }
        id
    }

    fn called(&mut self, thing: &str) -> Text {
        let name = tail(thing).replace('_', " ");
        let name = if name.is_empty() { "Agency".to_string() } else { name };
        let why = format!("nothing says what it is called; called {name}");
        self.report.mended(self.graph.line(thing), thing, &why);
        text_of(&self.main, &name)
    }

    fn spatial(&mut self, thing: &str, filled: &[String]) -> String {
        let places = self.graph.take(thing, &["dct:spatial"]);
        let Some(place) = places.first() else { return String::new() };
        for other in places.iter().skip(1) {
            let what = format!("dct:spatial of {thing}: {}", shown(other));
            self.report.left_out(self.graph.line(thing), &what, "one place is kept");
        }
        let Object::Thing(address) = place else { return shown(place) };
        self.graph.visit(address);
        let notation = self.word(address, &["skos:notation"]);
        if filled.contains(&"spatial".to_string()) {
            return String::new();
        }
        if !notation.is_empty() {
            return notation;
        }
        if is_web_address(address) { address.clone() } else { self.label(place) }
    }

    fn desks(&mut self, thing: &str) -> Vec<Desk> {
        let mut desks = Vec::new();
        for object in self.graph.take(thing, &["madang:hasDesk"]) {
            let desk = shown(&object);
            self.graph.visit(&desk);
            let id = self.word(&desk, &["dct:identifier"]);
            let title = self.title(&desk, &["skos:prefLabel"]);
            desks.push(Desk { id, title });
        }
        desks
    }

    /// The events that group a service.
    pub(super) fn grouped_by(&mut self, thing: &str) -> Vec<String> {
        let mut events = Vec::new();
        for object in self.graph.take(thing, &["cv:isGroupedBy", "dct:isGroupedBy"]) {
            let id = self.event_of(&object);
            if !events.contains(&id) {
                events.push(id);
            }
        }
        let words = self.list(thing, &["madang:event"]);
        if self.own && !words.is_empty() { words } else { events }
    }

    fn event_of(&mut self, object: &Object) -> String {
        let thing = shown(object);
        if let Some(id) = self.event_ids.get(&thing) {
            return id.clone();
        }
        self.graph.visit(&thing);
        let source = self.word(&thing, &["dct:identifier"]);
        let mut title = self.title(&thing, &["dct:title", "skos:prefLabel", "rdfs:label"]);
        if title.is_empty() && !self.own {
            title = self.called(&thing);
        }
        if self.filled(&thing).contains(&"title".to_string()) {
            title = Text::default();
        }
        let id = if is_id(&source) {
            self.given_events.give(&source, &thing)
        } else {
            let words = title.0.get(&self.main).or_else(|| title.0.values().next());
            let wanted = slug(words.map_or("", String::as_str));
            self.given_events.give(&named(&wanted, "event"), &thing)
        };
        self.event_ids.insert(thing.clone(), id.clone());
        let business = self.graph.is(&thing, &["cv:BusinessEvent"]) || thing.contains("/BE/");
        let kind = self.word(&thing, &["madang:kind"]);
        let kind = match (kind.is_empty(), business) {
            (false, _) => kind,
            (true, true) => "business".into(),
            (true, false) => "life".into(),
        };
        let description = self.text(&thing, &["dct:description"]);
        self.graph.take(&thing, &["cv:hasRelatedService"]);
        self.events.push(LifeEvent { id: id.clone(), title, description, kind });
        id
    }
}

fn named(wanted: &str, otherwise: &str) -> String {
    if wanted.is_empty() { otherwise.to_string() } else { wanted.to_string() }
}

fn bare_agency(id: &str, title: Text) -> Agency {
    Agency {
        id: id.to_string(),
        title,
        parent: String::new(),
        spatial: String::new(),
        page: String::new(),
        desks: Vec::new(),
    }
}
