//! The parts of a service, each with an address below the service's own.
//!
//! What may not happen here: no amount passes through a floating-point number; `cv:hasValue` is an xsd:double
//! by the standard, and is written with all its digits.

use std::collections::BTreeMap;

use country::{Contact, Cost, Service, Stage};
use serde_json::Value;
use vocabulary::{Money, Text};

use super::Writer;
use super::node::{Node, escaped, thing};
use crate::terms::EU_CURRENCY;

/// The addresses of the parts of one kind, by their ids.
type Addresses = BTreeMap<String, String>;

impl Writer<'_> {
    pub(super) fn parts(&mut self, node: &mut Node, service: &Service) {
        let base = self.address("service", &service.id);
        for (address, part) in placed(&base, "requirement", &service.requirements, |r| &r.id) {
            let mut own = part_node(&address, "cv:Requirement", &part.id);
            own.required(("dct:title", "title"), &part.title, &part.id);
            own.text("dct:description", &part.description);
            node.put("cv:holdsRequirement", own.done());
        }
        let mut papers = Addresses::new();
        for (address, part) in placed(&base, "evidence", &service.evidence, |e| &e.id) {
            let mut own = part_node(&address, "cv:Evidence", &part.id);
            own.required(("dct:title", "title"), &part.title, &part.id);
            own.text("dct:description", &part.description);
            own.word("madang:heldIn", &part.held_in);
            node.put("cpsv:hasInput", own.done());
            papers.entry(part.id.clone()).or_insert(address);
        }
        for (address, part) in placed(&base, "output", &service.outputs, |o| &o.id) {
            let mut own = part_node(&address, "cv:Output", &part.id);
            own.required(("dct:title", "title"), &part.title, &part.id);
            own.text("dct:description", &part.description);
            node.put("cpsv:produces", own.done());
        }
        for (address, part) in placed(&base, "law", &service.laws, |l| &l.id) {
            let mut own = part_node(&address, "eli:LegalResource", &part.id);
            own.text("dct:title", &part.title);
            own.word("madang:article", &part.article);
            own.page("foaf:page", &part.link);
            node.put("cv:hasLegalResource", own.done());
        }
        let channels = self.channels(node, &base, service);
        let costs = self.costs(node, &base, service, &channels);
        for (place, contact) in service.contacts.iter().enumerate() {
            node.put(
                "cv:contactPoint",
                contact_node(&format!("{base}:contact:{}", place + 1), contact),
            );
        }
        for (address, stage) in placed(&base, "stage", &service.stages, |s| &s.id) {
            node.put("cpsv:follows", stage_node(&address, stage, [&papers, &channels, &costs]));
        }
    }

    fn channels(&mut self, node: &mut Node, base: &str, service: &Service) -> Addresses {
        let mut channels = Addresses::new();
        for (address, part) in placed(base, "channel", &service.channels, |c| &c.id) {
            let mut own = part_node(&address, "cv:Channel", &part.id);
            if !part.kind.is_empty() {
                own.put("dct:type", self.concept(&part.kind));
            }
            own.text("dct:description", &part.title);
            hours(&mut own, &address, &part.hours);
            own.page("foaf:page", &part.link);
            node.put("cv:hasChannel", own.done());
            channels.entry(part.id.clone()).or_insert(address);
        }
        channels
    }

    fn costs(
        &mut self,
        node: &mut Node,
        base: &str,
        service: &Service,
        channels: &Addresses,
    ) -> Addresses {
        let mut costs = Addresses::new();
        for (address, part) in placed(base, "cost", &service.costs, |c| &c.id) {
            let own = self.cost(&address, part, channels);
            node.put("cv:hasCost", own.done());
            costs.entry(part.id.clone()).or_insert(address);
        }
        costs
    }

    fn cost(&mut self, address: &str, cost: &Cost, channels: &Addresses) -> Node {
        let mut own = part_node(address, "cv:Cost", &cost.id);
        let currency =
            if cost.currency.is_empty() { &self.country.currency } else { &cost.currency };
        if let Some(minor) = cost.minor {
            let amount = Money::new(minor, currency).grouped().replace(',', "");
            own.typed("cv:hasValue", "xsd:double", &amount);
        }
        if !currency.is_empty() {
            let known = currency.len() == 3 && currency.bytes().all(|b| b.is_ascii_uppercase());
            let coin = if known {
                format!("{EU_CURRENCY}{currency}")
            } else {
                format!("urn:madang:currency:{}", escaped(currency))
            };
            let mut concept = Node::new(&coin, "skos:Concept");
            concept.word("skos:notation", currency);
            self.concepts.insert(coin.clone(), concept.done());
            own.put("cv:currency", thing(&coin));
        }
        if cost.currency.is_empty() {
            own.word("madang:filled", "currency");
        }
        match channels.get(&cost.channel) {
            Some(channel) => own.put("cv:ifAccessedThrough", thing(channel)),
            None => own.word("madang:channel", &cost.channel),
        }
        own.text("dct:description", &cost.description);
        own
    }
}

fn part_node(address: &str, class: &str, id: &str) -> Node {
    let mut node = Node::new(address, class);
    node.put("dct:identifier", id.into());
    node
}

/// Parts with their addresses. Two parts with one id get two addresses, so that they stay two.
fn placed<'p, T>(
    base: &str,
    kind: &str,
    parts: &'p [T],
    id: fn(&T) -> &String,
) -> Vec<(String, &'p T)> {
    let mut seen: BTreeMap<&String, usize> = BTreeMap::new();
    let mut placed = Vec::new();
    for part in parts {
        let times = seen.entry(id(part)).and_modify(|times| *times += 1).or_insert(1);
        let again = if *times > 1 { format!(":{times}") } else { String::new() };
        placed.push((format!("{base}:{kind}:{}{again}", escaped(id(part))), part));
    }
    placed
}

fn hours(node: &mut Node, address: &str, hours: &Text) {
    if !hours.0.is_empty() {
        let mut time = Node::new(&format!("{address}:hours"), "time:TemporalEntity");
        time.text("dct:description", hours);
        node.put("cv:openingHours", time.done());
    }
}

fn contact_node(address: &str, contact: &Contact) -> Value {
    let mut node = Node::new(address, "cv:ContactPoint");
    node.word("cv:telephone", &contact.telephone);
    node.word("cv:email", &contact.email);
    node.page("cv:contactPage", &contact.page);
    hours(&mut node, address, &contact.hours);
    node.text("dct:description", &contact.text);
    node.done()
}

fn stage_node(address: &str, stage: &Stage, [papers, channels, costs]: [&Addresses; 3]) -> Value {
    let mut node = part_node(address, "cpsv:Rule", &stage.id);
    node.required(("dct:title", "title"), &stage.title, &stage.id);
    let stand_in = stage.title.0.values().next().map_or(stage.id.as_str(), String::as_str);
    node.required(("dct:description", "description"), &stage.description, stand_in);
    let named = [
        ("madang:evidence", &stage.evidence, papers),
        ("madang:channel", &stage.channels, channels),
        ("madang:cost", &stage.costs, costs),
    ];
    for (property, ids, addresses) in named {
        for id in ids {
            match addresses.get(id) {
                Some(address) => node.put(property, thing(address)),
                None => node.word(property, id),
            }
        }
    }
    node.done()
}
