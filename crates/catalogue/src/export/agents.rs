//! The catalogue itself, who publishes it, the agencies and the events.
//!
//! What may not happen here: no agency without a place and no catalogue without a publisher, since CPSV-AP demands both.

use country::{Agency, LifeEvent, Service};
use serde_json::{Value, json};

use super::Writer;
use super::node::{Node, escaped, thing};
use crate::plain::is_web_address;

impl Writer<'_> {
    pub(super) fn dataset(&self, services: &[Service]) -> Value {
        let country = self.country;
        let mut node = Node::new(&format!("{}:catalogue", self.base), "dcat:Dataset");
        node.word("dct:identifier", &country.code);
        node.required(("dct:title", "name"), &country.name, &country.code);
        let name = country.name.0.get("en").or_else(|| country.name.0.values().next());
        let words = format!("Public services: {}", name.unwrap_or(&country.code));
        node.put("dct:description", json!({ "@language": "en", "@value": words }));
        node.put("dct:publisher", thing(&format!("{}:publisher", self.base)));
        // The code marks an export of ours: an import then takes every value as it stands.
        node.word("madang:code", &country.code);
        let languages = country.languages.iter().map(|tag| tag.clone().into()).collect();
        node.list("madang:language", languages);
        node.word("madang:mainLanguage", country.languages.first().map_or("", String::as_str));
        node.word("madang:timeZone", &country.time_zone);
        node.word("madang:currency", &country.currency);
        let weekend = country.weekend.iter().map(|day| day.to_string().into()).collect();
        node.list("madang:freeWeekday", weekend);
        let parts = services.iter().map(|s| thing(&self.address("service", &s.id))).collect();
        node.list("dct:hasPart", parts);
        node.done()
    }

    pub(super) fn publisher(&self) -> Value {
        let mut node = Node::new(&format!("{}:publisher", self.base), "foaf:Agent");
        node.put("dct:identifier", self.country.code.clone().into());
        if self.country.name.0.is_empty() {
            node.put("dct:title", json!({ "@language": "en", "@value": self.country.code }));
        } else {
            node.text("dct:title", &self.country.name);
        }
        node.done()
    }

    pub(super) fn agency(&mut self, agency: &Agency) -> Value {
        let mut node = Node::new(&self.address("agency", &agency.id), "cv:PublicOrganisation");
        node.word("dct:identifier", &agency.id);
        node.required(("skos:prefLabel", "title"), &agency.title, &agency.id);
        if self.agencies.contains(agency.parent.as_str()) {
            node.put("org:subOrganizationOf", thing(&self.address("agency", &agency.parent)));
        } else {
            node.word("madang:parent", &agency.parent);
        }
        self.place(&mut node, &agency.spatial);
        node.page("foaf:page", &agency.page);
        for desk in &agency.desks {
            let mut part = Node::new(&self.address("desk", &desk.id), "madang:Desk");
            part.word("dct:identifier", &desk.id);
            part.text("skos:prefLabel", &desk.title);
            node.put("madang:hasDesk", part.done());
        }
        node.done()
    }

    /// Where an agency is: a place of others by its address, a code as a place of ours, the country where nothing is said.
    fn place(&mut self, node: &mut Node, spatial: &str) {
        let code =
            if spatial.is_empty() { self.country.code.to_uppercase() } else { spatial.to_string() };
        let address = if is_web_address(&code) {
            code.clone()
        } else {
            format!("urn:madang:place:{}", escaped(&code))
        };
        let mut place = Node::new(&address, "dct:Location");
        if address != code {
            place.word("skos:notation", &code);
        }
        self.concepts.insert(address.clone(), place.done());
        node.put("dct:spatial", thing(&address));
        if spatial.is_empty() {
            node.word("madang:filled", "spatial");
        }
    }

    /// Agencies that a service names and nobody describes: CPSV-AP wants a name and a place of them all the same.
    pub(super) fn stand_ins(&mut self) -> Vec<Value> {
        let strangers = std::mem::take(&mut self.strangers);
        let mut nodes = Vec::new();
        for id in strangers {
            let mut node = Node::new(&self.address("agency", id), "cv:PublicOrganisation");
            node.put("dct:identifier", id.into());
            node.put("skos:prefLabel", json!({ "@language": "en", "@value": id }));
            node.word("madang:filled", "agency");
            self.place(&mut node, "");
            nodes.push(node.done());
        }
        nodes
    }

    pub(super) fn event(&self, event: &LifeEvent) -> Value {
        let mut node = Node::new(&self.address("event", &event.id), "cv:Event");
        node.also(if event.kind == "business" { "cv:BusinessEvent" } else { "cv:LifeEvent" });
        node.word("dct:identifier", &event.id);
        node.required(("dct:title", "title"), &event.title, &event.id);
        node.text("dct:description", &event.description);
        if event.kind != "business" && event.kind != "life" {
            node.word("madang:kind", &event.kind);
        }
        node.done()
    }
}
