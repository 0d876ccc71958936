//! Our catalogue as CPSV-AP 3.2.0: JSON-LD with its context inside, and the same as Turtle.
//!
//! What may not happen here: nothing depends on the hour or the machine (the same catalogue gives the same
//! bytes), and no field is lost: what CPSV-AP has no term for is said with `madang:` terms, so that an import
//! gives the same catalogue again.

mod agents;
mod node;
mod parts;

use std::collections::{BTreeMap, BTreeSet};

use country::{Agency, LifeEvent, Service};
use oxrdf::NamedOrBlankNode;
use oxrdfio::{JsonLdProfileSet, RdfFormat, RdfParser, RdfSerializer};
use serde_json::{Value, json};
use vocabulary::{Error, Result, Text};

use crate::import::CountryWords;
use crate::terms::{EU_LANGUAGE, PREFIXES, context};
use node::{Node, escaped, texts, thing};

/// The catalogue as JSON-LD. Ids must be unique, as `madang check` sees to it; texts carry BCP 47 tags.
pub fn to_jsonld(
    country: &CountryWords,
    services: &[Service],
    agencies: &[Agency],
    events: &[LifeEvent],
) -> Value {
    let mut writer = Writer {
        base: format!("urn:madang:{}", escaped(&country.code)),
        country,
        concepts: BTreeMap::new(),
        services: services.iter().map(|s| s.id.as_str()).collect(),
        agencies: agencies.iter().map(|a| a.id.as_str()).collect(),
        events: events.iter().map(|e| e.id.as_str()).collect(),
        strangers: BTreeSet::new(),
    };
    let mut graph = vec![writer.dataset(services), writer.publisher()];
    graph.extend(agencies.iter().map(|agency| writer.agency(agency)));
    graph.extend(events.iter().map(|event| writer.event(event)));
    let services: Vec<Value> = services.iter().map(|service| writer.service(service)).collect();
    graph.extend(services);
    graph.extend(writer.stand_ins());
    graph.extend(writer.concepts.into_values());
    json!({ "@context": context(), "@graph": graph })
}

/// The same statements as Turtle.
pub fn to_turtle(
    country: &CountryWords,
    services: &[Service],
    agencies: &[Agency],
    events: &[LifeEvent],
) -> Result<String> {
    let text = to_jsonld(country, services, agencies, events).to_string();
    let format = RdfFormat::JsonLd { profile: JsonLdProfileSet::empty() };
    let mut serializer = RdfSerializer::from_format(RdfFormat::Turtle);
    for (prefix, namespace) in PREFIXES {
        serializer = serializer.with_prefix(prefix, namespace).map_err(Error::broken)?;
    }
    // Statements about one thing are written together, though their parts are nested in the JSON.
    let mut order: Vec<NamedOrBlankNode> = Vec::new();
    let mut said: BTreeMap<String, Vec<oxrdf::Triple>> = BTreeMap::new();
    for quad in RdfParser::from_format(format).for_slice(text.as_bytes()) {
        let quad = quad.map_err(Error::broken)?;
        let about = said.entry(quad.subject.to_string()).or_default();
        if about.is_empty() {
            order.push(quad.subject.clone());
        }
        let triple = oxrdf::Triple::from(quad);
        if !about.contains(&triple) {
            about.push(triple);
        }
    }
    let mut writer = serializer.for_writer(Vec::new());
    for subject in order {
        for triple in said.remove(&subject.to_string()).unwrap_or_default() {
            writer.serialize_triple(triple.as_ref()).map_err(Error::broken)?;
        }
    }
    String::from_utf8(writer.finish().map_err(Error::broken)?).map_err(Error::broken)
}

/// Is this an xsd:duration (XML Schema part 2, 3.3.6): `P7D`, `PT10M`, `P1Y2M3DT4H5M6.7S`?
pub(crate) fn is_duration(text: &str) -> bool {
    let Some(rest) = text.strip_prefix('-').unwrap_or(text).strip_prefix('P') else { return false };
    let (days, time) = rest.split_once('T').map_or((rest, None), |(days, time)| (days, Some(time)));
    let some = !days.is_empty() || time.is_some();
    some && counted(days, "YMD") && time.is_none_or(|time| !time.is_empty() && counted(time, "HMS"))
}

/// Numbers, each with one of these letters behind it, the letters in their order; only seconds have a fraction.
fn counted(text: &str, letters: &str) -> bool {
    let mut left = letters;
    let mut number = String::new();
    for letter in text.chars() {
        if letter.is_ascii_digit() || letter == '.' {
            number.push(letter);
            continue;
        }
        let Some(place) = left.find(letter) else { return false };
        left = left.get(place + 1..).unwrap_or_default();
        let mut halves = number.split('.');
        let digits = |half: Option<&str>| {
            half.is_some_and(|h| !h.is_empty() && h.bytes().all(|b| b.is_ascii_digit()))
        };
        let whole = digits(halves.next());
        let fraction = match halves.next() {
            None => true,
            half => letter == 'S' && digits(half) && halves.next().is_none(),
        };
        if !whole || !fraction {
            return false;
        }
        number.clear();
    }
    number.is_empty()
}

struct Writer<'a> {
    /// What every address of this catalogue begins with.
    base: String,
    country: &'a CountryWords,
    /// Concepts, places and languages that were named, by their address.
    concepts: BTreeMap<String, Value>,
    services: BTreeSet<&'a str>,
    agencies: BTreeSet<&'a str>,
    events: BTreeSet<&'a str>,
    /// Agencies that a service names and the country does not describe.
    strangers: BTreeSet<&'a str>,
}

impl<'a> Writer<'a> {
    fn address(&self, kind: &str, id: &str) -> String {
        format!("{}:{kind}:{}", self.base, escaped(id))
    }

    fn concept(&mut self, word: &str) -> Value {
        let address = format!("urn:madang:concept:{}", escaped(word));
        let mut node = Node::new(&address, "skos:Concept");
        node.word("skos:prefLabel", word);
        self.concepts.insert(address.clone(), node.done());
        thing(&address)
    }

    fn concepts(&mut self, words: &[String]) -> Vec<Value> {
        words.iter().map(|word| self.concept(word)).collect()
    }

    fn language(&mut self, tag: &str) -> Value {
        let address = match crate::language::code_of(tag) {
            Some(code) => format!("{EU_LANGUAGE}{code}"),
            None => format!("urn:madang:language:{}", escaped(tag)),
        };
        let mut node = Node::new(&address, "dct:LinguisticSystem");
        node.word("skos:notation", tag);
        self.concepts.insert(address.clone(), node.done());
        thing(&address)
    }

    /// Events or services that a service names; where one of them is not described, the whole list in words beside them.
    fn named(&self, node: &mut Node, (property, words): (&str, &str), kind: &str, ids: &[String]) {
        let known = if kind == "event" { &self.events } else { &self.services };
        for id in ids.iter().filter(|id| known.contains(id.as_str())) {
            node.put(property, thing(&self.address(kind, id)));
        }
        if !ids.iter().all(|id| known.contains(id.as_str())) {
            node.list(words, ids.iter().map(|id| id.clone().into()).collect());
        }
    }

    fn service(&mut self, service: &'a Service) -> Value {
        let mut node = Node::new(&self.address("service", &service.id), "cpsv:PublicService");
        node.word("dct:identifier", &service.id);
        node.required(("dct:title", "title"), &service.title, &service.id);
        let stand_in = service.title.0.values().next().map_or(service.id.as_str(), String::as_str);
        node.required(("dct:description", "description"), &service.description, stand_in);
        node.text("madang:summary", &service.summary);
        node.word("madang:prefix", &service.prefix);
        node.word("madang:desk", &service.desk);
        if !self.agencies.contains(service.agency.as_str()) {
            self.strangers.insert(&service.agency);
        }
        node.put("cv:hasCompetentAuthority", thing(&self.address("agency", &service.agency)));
        self.named(&mut node, ("cv:isGroupedBy", "madang:event"), "event", &service.events);
        node.list("dct:audience", self.concepts(&service.audience));
        node.list("cv:thematicArea", self.concepts(&service.topics));
        keywords(&mut node, &service.keywords);
        let languages = service.languages.iter().map(|tag| self.language(tag)).collect();
        node.list("dct:language", languages);
        node.put("adms:status", self.concept(&service.status));
        if is_duration(&service.processing_time) {
            node.typed("cv:processingTime", "xsd:duration", &service.processing_time);
        } else {
            node.word("madang:processingTime", &service.processing_time);
        }
        node.text("madang:processingTimeText", &service.processing_time_text);
        node.page("foaf:page", &service.page);
        node.word("dct:modified", &service.modified);
        self.named(&mut node, ("cv:relatedService", "madang:related"), "service", &service.related);
        self.parts(&mut node, service);
        node.done()
    }
}

/// A keyword each, where dividing and joining gives the same text again; the text as it is where not.
fn keywords(node: &mut Node, keywords: &Text) {
    let mut exact = true;
    let mut words = Vec::new();
    for (lang, text) in &keywords.0 {
        let parts: Vec<&str> =
            text.split(',').map(str::trim).filter(|part| !part.is_empty()).collect();
        let distinct: BTreeSet<&&str> = parts.iter().collect();
        exact &= parts.join(", ") == *text && distinct.len() == parts.len() && !parts.is_empty();
        words.extend(parts.iter().map(|part| json!({ "@language": lang, "@value": part })));
    }
    node.list("dcat:keyword", words);
    if !exact {
        node.list("madang:keywords", texts(keywords));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_told_from_other_words() {
        for right in ["P7D", "PT10M", "PT0S", "P1Y2M3DT4H5M6.7S", "-P1D", "P0M"] {
            assert!(is_duration(right), "{right}");
        }
        for wrong in [
            "", "P", "PT", "P1DT", "7D", "P7", "PD", "P1.5D", "P1H", "PT1D", "P1M1Y", "PT1.S",
            "PT1.2.3S", "P７D",
        ] {
            assert!(!is_duration(wrong), "{wrong}");
        }
    }
}
