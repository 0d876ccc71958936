//! The vocabularies that a CPSV-AP catalogue is written in, by their short names.
//!
//! What may not happen here: no term is written out in full anywhere else; import and export share this table.

/// Prefixes of CPSV-AP 3.2.0, and `madang` for what it has no term for.
pub(crate) const PREFIXES: [(&str, &str); 16] = [
    ("adms", "http://www.w3.org/ns/adms#"),
    ("cpsv", "http://purl.org/vocab/cpsv#"),
    ("cv", "http://data.europa.eu/m8g/"),
    ("dcat", "http://www.w3.org/ns/dcat#"),
    ("dct", "http://purl.org/dc/terms/"),
    ("eli", "http://data.europa.eu/eli/ontology#"),
    ("foaf", "http://xmlns.com/foaf/0.1/"),
    ("locn", "http://www.w3.org/ns/locn#"),
    ("madang", "urn:madang:terms#"),
    ("org", "http://www.w3.org/ns/org#"),
    ("rdf", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"),
    ("rdfs", "http://www.w3.org/2000/01/rdf-schema#"),
    ("schema", "https://schema.org/"),
    ("skos", "http://www.w3.org/2004/02/skos/core#"),
    ("time", "http://www.w3.org/2006/time#"),
    ("xsd", "http://www.w3.org/2001/XMLSchema#"),
];

/// Older spellings of the same namespaces, met in files of CPSV-AP 2.x.
const OLDER: [(&str, &str); 3] = [
    ("schema", "http://schema.org/"),
    ("dct", "http://purl.org/dc/elements/1.1/"),
    ("cpsv", "http://purl.org/vocab/cpsv/"),
];

/// Where the EU keeps its authority tables of languages and currencies.
pub(crate) const EU_LANGUAGE: &str = "http://publications.europa.eu/resource/authority/language/";
pub(crate) const EU_CURRENCY: &str = "http://publications.europa.eu/resource/authority/currency/";

/// A term by its short name, `dct:title`; as it is when its namespace is none of ours.
pub(crate) fn compact(iri: &str) -> String {
    for (prefix, namespace) in PREFIXES.iter().chain(&OLDER) {
        if let Some(name) = iri.strip_prefix(namespace) {
            return format!("{prefix}:{name}");
        }
    }
    iri.to_string()
}

/// Properties by the names that the JSON-LD context of CPSV-AP 3.2.0 gives them, with the classes
/// that have them; `@id` marks those whose values are things, not words.
const PUBLISHED: [(&str, &str, &str, bool); 45] = [
    (
        "PublicService Channel Cost Evidence Output Requirement Rule Event LifeEvent BusinessEvent Agent EvidenceType Participation",
        "identifier",
        "dct:identifier",
        false,
    ),
    (
        "PublicService Evidence Output Requirement Rule Event LifeEvent BusinessEvent Agent Dataset",
        "name",
        "dct:title",
        false,
    ),
    (
        "PublicService Channel Cost Evidence Output Rule Event LifeEvent BusinessEvent TemporalEntity Participation Dataset",
        "description",
        "dct:description",
        false,
    ),
    ("Evidence Output Requirement Rule Channel LifeEvent BusinessEvent", "type", "dct:type", true),
    ("PublicService", "functionsOfGovernment", "dct:type", true),
    ("PublicService", "addressee", "dct:audience", true),
    ("PublicService", "keyword", "dcat:keyword", false),
    ("PublicService Evidence Output Rule", "language", "dct:language", true),
    ("PublicService", "sector", "cv:sector", true),
    ("PublicService", "thematicArea", "cv:thematicArea", true),
    ("PublicService", "status", "adms:status", true),
    ("PublicService Channel", "processingTime", "cv:processingTime", false),
    ("PublicService", "contactPoint", "cv:contactPoint", true),
    ("PublicService", "hasCompetentAuthority", "cv:hasCompetentAuthority", true),
    ("PublicService", "hasChannel", "cv:hasChannel", true),
    ("PublicService", "hasCost", "cv:hasCost", true),
    ("PublicService Channel", "hasInput", "cpsv:hasInput", true),
    ("PublicService", "hasInputType", "cv:hasInputType", true),
    ("PublicService", "hasLegalResource", "cv:hasLegalResource", true),
    ("PublicService", "hasParticipation", "cv:hasParticipation", true),
    ("PublicService", "holdsRequirement", "cv:holdsRequirement", true),
    ("PublicService", "isClassifiedBy", "cv:isClassifiedBy", true),
    ("PublicService", "isGroupedBy", "cv:isGroupedBy", true),
    ("PublicService Evidence Output", "isPartOf", "dct:isPartOf", true),
    ("PublicService", "produces", "cpsv:produces", true),
    ("PublicService", "relatedService", "cv:relatedService", true),
    ("PublicService", "requires", "dct:requires", true),
    ("PublicService PublicOrganization", "spatial", "dct:spatial", true),
    ("PublicService", "follows", "cpsv:follows", true),
    ("PublicOrganization", "preferredLabel", "skos:prefLabel", false),
    ("Rule", "implements", "cpsv:implements", true),
    ("Requirement", "hasSupportingEvidence", "cv:hasSupportingEvidence", true),
    ("Requirement", "fulfils", "cv:fulfils", true),
    ("Evidence", "supportsRequirement", "cv:supportsRequirement", true),
    ("Evidence", "relatedDocumentation", "foaf:page", true),
    ("Channel", "ownedBy", "cv:ownedBy", true),
    ("Channel ContactPoint", "openingHours", "cv:openingHours", true),
    (
        "Channel ContactPoint",
        "availabilityRestriction",
        "cv:specialOpeningHoursSpecification",
        true,
    ),
    ("ContactPoint", "contactPage", "cv:contactPage", true),
    ("ContactPoint", "hasEmail", "cv:email", false),
    ("ContactPoint", "hasTelephone", "cv:telephone", false),
    ("Cost", "hasValue", "cv:hasValue", false),
    ("Cost", "currency", "cv:currency", true),
    ("Cost", "ifAccessedThrough", "cv:ifAccessedThrough", true),
    ("Cost", "isDefinedBy", "cv:isDefinedBy", true),
];

/// Classes by the names that the same context gives them.
const CLASSES: [(&str, &str); 24] = [
    ("Address", "locn:Address"),
    ("Agent", "foaf:Agent"),
    ("BusinessEvent", "cv:BusinessEvent"),
    ("Channel", "cv:Channel"),
    ("Code", "skos:Concept"),
    ("Collection", "skos:Collection"),
    ("Concept", "skos:Concept"),
    ("ContactPoint", "cv:ContactPoint"),
    ("Cost", "cv:Cost"),
    ("Dataset", "dcat:Dataset"),
    ("Document", "foaf:Document"),
    ("Event", "cv:Event"),
    ("Evidence", "cv:Evidence"),
    ("EvidenceType", "cv:EvidenceType"),
    ("LegalResource", "eli:LegalResource"),
    ("LifeEvent", "cv:LifeEvent"),
    ("LinguisticSystem", "dct:LinguisticSystem"),
    ("Location", "dct:Location"),
    ("Output", "cv:Output"),
    ("Participation", "cv:Participation"),
    ("PublicOrganization", "cv:PublicOrganisation"),
    ("PublicService", "cpsv:PublicService"),
    ("Requirement", "cv:Requirement"),
    ("TemporalEntity", "time:TemporalEntity"),
];

/// The prefixes as a JSON-LD context.
pub(crate) fn context() -> serde_json::Map<String, serde_json::Value> {
    PREFIXES.iter().map(|(prefix, namespace)| ((*prefix).into(), (*namespace).into())).collect()
}

/// Files of others name the published context by its address, and nothing is fetched here: this says
/// the same for the terms that an import understands.
pub(crate) fn published_context() -> serde_json::Value {
    let mut terms = context();
    for (name, class) in CLASSES {
        terms.insert(name.into(), full(class).into());
    }
    for (classes, name, property, is_thing) in PUBLISHED {
        for class in classes.split(' ') {
            let mut term = serde_json::Map::new();
            term.insert("@id".into(), full(property).into());
            if is_thing {
                term.insert("@type".into(), "@id".into());
            }
            terms.insert(format!("{class}.{name}"), term.into());
        }
    }
    terms.insert("Rule".into(), full("cpsv:Rule").into());
    serde_json::json!({ "@context": terms })
}

fn full(term: &str) -> String {
    let Some((prefix, name)) = term.split_once(':') else { return term.to_string() };
    let known = PREFIXES.iter().find(|(short, _)| *short == prefix);
    known.map_or_else(|| term.to_string(), |(_, namespace)| format!("{namespace}{name}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn old_and_new_namespaces_have_one_short_name() {
        assert_eq!(compact("http://schema.org/email"), "schema:email");
        assert_eq!(compact("https://schema.org/email"), "schema:email");
        assert_eq!(compact("http://example.org/x"), "http://example.org/x");
        assert_eq!(full("cv:Cost"), "http://data.europa.eu/m8g/Cost");
    }
}
