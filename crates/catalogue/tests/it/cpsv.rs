//! The pilots of Estonia and Finland, and the example of the standard in its two syntaxes.

use std::collections::BTreeSet;

use catalogue::{Severity, read};

use crate::world::{PILOTS, count, imported, kinds, shared};

#[test]
fn the_pilots_are_taken() {
    for (path, services) in PILOTS.iter().zip([28, 28, 13, 13, 1]) {
        let Some(imported) = imported(path) else { continue };
        eprintln!("{path}: language {}\n{}", imported.language, kinds(&imported));
        assert_eq!(imported.services.len(), services, "{path}");
        assert_eq!(count(&imported, Severity::ServiceLeftOut), 0);
        assert_eq!(imported.language, "en");
        let agencies: BTreeSet<&str> = imported.agencies.iter().map(|a| a.id.as_str()).collect();
        let events: BTreeSet<&str> = imported.events.iter().map(|e| e.id.as_str()).collect();
        for service in &imported.services {
            assert!(
                catalogue::is_id(&service.id) && agencies.contains(service.agency.as_str()),
                "{}",
                service.id
            );
            assert!(service.events.iter().all(|event| events.contains(event.as_str())));
        }
    }
}

#[test]
fn a_service_of_an_old_file_has_its_parts() {
    let Some(imported) = imported("semic/EstonianServices_2.rdf") else { return };
    let service = imported.services.iter().find(|s| s.id == "tcc-001").unwrap();
    assert_eq!(service.title.0["en"], "Applying for admission to a preschool");
    assert_eq!(service.languages, ["en"]);
    assert_eq!(service.events, ["starting-education"]);
    assert_eq!((service.channels.len(), service.costs.len(), service.laws.len()), (3, 1, 1));
    assert_eq!(service.laws[0].link, "https://oigusaktid.tallinn.ee/id=3001");
    let Some(imported) = crate::world::imported("semic/FinnishServices_2.ttl") else { return };
    let hours =
        imported.services.iter().flat_map(|s| &s.channels).filter(|c| !c.hours.is_empty()).count();
    let phones = imported
        .services
        .iter()
        .flat_map(|s| &s.contacts)
        .filter(|c| !c.telephone.is_empty())
        .count();
    assert_eq!((hours, phones), (4, 2));
}

#[test]
fn every_statement_is_taken_or_reported() {
    for path in PILOTS {
        let (Some(imported), Some(bytes)) = (imported(path), shared(path)) else { continue };
        let everything =
            serde_json::to_string(&(&imported.services, &imported.agencies, &imported.events))
                .unwrap();
        let report: String =
            imported.report.iter().map(|line| format!("{} {}\n", line.what, line.why)).collect();
        let have = tokens(&format!("{everything} {report}").replace("\\n", " "));
        let text = String::from_utf8(bytes).unwrap();
        let text = text.replace("&amp;", "&");
        let literals: Vec<&str> = if text.starts_with("<?xml") {
            text.split('>')
                .filter_map(|part| part.split_once("</"))
                .map(|(words, _)| words)
                .collect()
        } else {
            text.split('"').skip(1).step_by(2).collect()
        };
        let lost: Vec<&&str> =
            literals.iter().filter(|words| !tokens(words).is_subset(&have)).collect();
        // The pieces of things that no service leads to are counted in one line, not written out.
        let counted: usize = imported
            .report
            .iter()
            .filter(|line| line.why.starts_with("no service leads"))
            .map(|line| line.times)
            .sum();
        eprintln!(
            "{path}: {} literals, {} not found again, {counted} statements about things apart",
            literals.len(),
            lost.len()
        );
        assert!(lost.len() <= counted, "{lost:#?}");
    }
}

fn tokens(text: &str) -> BTreeSet<String> {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| word.chars().count() > 1);
    words.map(str::to_lowercase).collect()
}

#[test]
fn the_example_of_the_standard_is_the_same_in_both_syntaxes() {
    let (Some(json), Some(turtle)) = (
        imported("cpsv-ap/example-rdf_public_service.jsonld"),
        imported("cpsv-ap/example-rdf_public_service.ttl"),
    ) else {
        return;
    };
    eprintln!("{}", kinds(&json));
    assert_eq!(json.services.len(), 1);
    assert_eq!(json.services, turtle.services);
    assert_eq!(json.agencies, turtle.agencies);
    let service = &json.services[0];
    assert_eq!((service.id.as_str(), service.title.0["en"].as_str()), ("tax-on-web", "Tax-on-web"));
    assert!(service.description.0["fr"].starts_with("Service pour la déclaration"));
    assert_eq!(service.contacts[0].telephone, "+32 257 25757");
    assert_eq!(service.contacts[0].hours.0["en"], "Every day from 9 a.m. to 5 p.m.");
    assert_eq!(service.channels[0].id, "cha-123");
    assert_eq!(json.agencies[0].title.0.len(), 4);
}

#[test]
fn the_long_names_of_the_published_context_are_understood() {
    let text = r#"{"@context":"https://semiceu.github.io/CPSV-AP/releases/3.2.0/context/cpsv-ap.jsonld",
        "@id":"urn:x:1","@type":"PublicService","PublicService.identifier":"a-1",
        "PublicService.name":{"@language":"fr","@value":"Nom"},
        "PublicService.description":{"@language":"fr","@value":"<p>Un</p><p>Deux</p>"},
        "PublicService.processingTime":"P3D",
        "PublicService.hasCost":{"@id":"urn:x:c","@type":"Cost","Cost.identifier":"c","Cost.hasValue":1.25e1,
            "Cost.currency":"http://publications.europa.eu/resource/authority/currency/EUR"}}"#;
    let imported = read("a.jsonld", text.as_bytes(), &mut |_, _| {});
    let service = &imported.services[0];
    assert_eq!(service.description.0["fr"], "Un\n\nDeux");
    assert_eq!(service.processing_time, "P3D");
    assert_eq!((service.costs[0].minor, service.costs[0].currency.as_str()), (Some(1_250), "EUR"));
    assert_eq!(imported.language, "fr");
}
