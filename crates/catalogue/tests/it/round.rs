//! Importing an export gives the same catalogue, in each syntax.

use catalogue::{CountryWords, Imported, Severity, read, to_jsonld, to_turtle};
use country::{Agency, LifeEvent, Service};
use proptest::prelude::{ProptestConfig, Strategy, any, proptest};
use proptest::{collection, option};
use vocabulary::Text;

use crate::world::{BRAZIL, KOREA, PILOTS, count, country, full, imported};

/// The first difference, so that a failure can be read.
fn same(
    country: &CountryWords,
    services: &[Service],
    agencies: &[Agency],
    events: &[LifeEvent],
    back: &Imported,
) {
    for (before, after) in services.iter().zip(&back.services) {
        assert_eq!(before, after);
    }
    for (before, after) in agencies.iter().zip(&back.agencies) {
        assert_eq!(before, after);
    }
    assert_eq!((services.len(), agencies.len()), (back.services.len(), back.agencies.len()));
    assert_eq!(events, back.events);
    assert_eq!(country, &back.country);
    let lost = count(back, Severity::ServiceLeftOut) + count(back, Severity::ValueLeftOut);
    assert_eq!(lost, 0, "{:#?}", back.report);
}

fn around(country: &CountryWords, services: &[Service], agencies: &[Agency], events: &[LifeEvent]) {
    let json = to_jsonld(country, services, agencies, events);
    assert_eq!(json, to_jsonld(country, services, agencies, events));
    same(
        country,
        services,
        agencies,
        events,
        &read("x.jsonld", json.to_string().as_bytes(), &mut |_, _| {}),
    );
    // Reading Turtle line by line is slow without optimisation: a part of a large catalogue shows the same.
    let part = services.get(..150).unwrap_or(services);
    let turtle = to_turtle(country, part, agencies, events).unwrap();
    assert_eq!(turtle, to_turtle(country, part, agencies, events).unwrap());
    same(country, part, agencies, events, &read("x.ttl", turtle.as_bytes(), &mut |_, _| {}));
}

#[test]
fn a_service_with_every_field_survives() {
    let (services, agencies, events) = full();
    around(&country(), &services, &agencies, &events);
}

#[test]
fn the_real_catalogues_survive() {
    for path in [BRAZIL, KOREA].iter().chain(&PILOTS) {
        let Some(first) = imported(path) else { continue };
        around(&first.country, &first.services, &first.agencies, &first.events);
        eprintln!("{path}: {} services, exported and imported again, equal", first.services.len());
    }
}

#[test]
fn an_empty_catalogue_survives() {
    around(&country(), &[], &[], &[]);
}

fn words() -> impl Strategy<Value = Text> {
    let tags = proptest::sample::select(vec!["ko", "en", "pt-BR", "fi"]);
    collection::btree_map(tags.prop_map(str::to_string), any::<String>(), 0..3).prop_map(Text)
}

fn any_service() -> impl Strategy<Value = Service> {
    let costs = collection::vec((option::of(any::<i64>()), "[A-Z]{3}|", words()), 0..3);
    ("[a-z0-9]([a-z0-9-]{0,18}[a-z0-9])?", words(), words(), words(), costs, any::<String>())
        .prop_map(|(id, title, description, keywords, costs, page)| {
            let (mut services, _, _) = full();
            let mut service = services.remove(0);
            service.id = id;
            service.title = title;
            service.description = description;
            service.keywords = keywords;
            service.page = page;
            service.related = Vec::new();
            service.costs = costs
                .into_iter()
                .enumerate()
                .map(|(place, (minor, currency, description))| country::Cost {
                    id: format!("cost-{place}"),
                    minor,
                    currency,
                    channel: String::new(),
                    description,
                })
                .collect();
            service
        })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn any_words_survive(service in any_service()) {
        let (_, agencies, events) = full();
        around(&country(), &[service], &agencies, &events);
    }
}
