//! Finding services in the real lists, as people type.

use catalogue::{Found, Index, Query};
use country::Service;
use proptest::prelude::{ProptestConfig, any, prop_assert, proptest};

use crate::world::{BRAZIL, KOREA, full, imported};

struct World {
    index: Index,
    services: Vec<Service>,
}

impl World {
    fn new() -> Option<World> {
        let (mut all, korea) = (imported(BRAZIL)?, imported(KOREA)?);
        all.services.extend(korea.services);
        all.agencies.extend(korea.agencies);
        let index = Index::build(&all.services, &all.agencies, &all.events).unwrap();
        Some(World { index, services: all.services })
    }

    fn ask(&self, text: &str) -> Found {
        self.index.search(&Query { text: text.into(), limit: 10, ..Query::default() }).unwrap()
    }

    fn titles(&self, found: &Found) -> Vec<&str> {
        found
            .hits
            .iter()
            .map(|(place, _)| self.services[*place].title.0.values().next().unwrap().as_str())
            .collect()
    }

    fn first(&self, text: &str) -> String {
        let found = self.ask(text);
        self.titles(&found)
            .first()
            .map_or_else(|| format!("nothing for {text}"), |title| title.to_string())
    }
}

#[test]
fn people_find_services_in_portuguese_and_korean() {
    let Some(world) = World::new() else { return };
    assert!(world.first("auxílio-doença").contains("auxílio-doença"));
    assert!(world.first("auxilio doenca").contains("auxílio-doença"));
    assert!(world.first("AUXÍLIO DOENÇA").contains("auxílio-doença"));
    assert!(world.first("상수도관").contains("상수도관"));
    assert!(world.first("한부모가족 지원").contains("한부모"));
    assert!(world.ask("물").total > 0);
    // Nobody has to put the spaces where the title has them.
    assert!(world.first("노후주택녹슨상수도관개량").contains("노후주택 녹슨 상수도관"));
}

#[test]
fn the_word_that_is_being_typed_finds_already() {
    let Some(world) = World::new() else { return };
    assert!(world.ask("aposentad").total > 0);
    let finished = world.ask("aposentadoria ").total;
    assert!(finished > 0 && world.ask("aposentadoria").total >= finished);
    assert!(world.first("passap").to_lowercase().contains("passaporte"));
}

#[test]
fn a_slip_of_the_finger_is_forgiven() {
    let Some(world) = World::new() else { return };
    for slip in ["passaprote", "pasaporte", "passaporre", "passsaporte"] {
        assert!(
            world.first(slip).to_lowercase().contains("passaporte"),
            "{slip}: {}",
            world.first(slip)
        );
    }
    assert_eq!(world.ask("xqzwvk").total, 0);
}

#[test]
fn not_every_word_of_a_sentence_must_be_there() {
    let Some(world) = World::new() else { return };
    let found = world.ask("quero pedir o auxílio-doença porque estou zzzzdoente");
    assert!(
        world.titles(&found).iter().any(|title| title.contains("doença")),
        "{:?}",
        world.titles(&found)
    );
}

#[test]
fn what_is_typed_is_never_a_query_language() {
    let Some(world) = World::new() else { return };
    let plain = world.ask("passaporte comum").hits;
    assert!(!plain.is_empty());
    for odd in [
        "+passaporte -comum",
        "passaporte AND comum:*",
        "\"passaporte\" (comum)",
        "passaporte^5 comum~",
    ] {
        assert!(world.ask(odd).total > 0, "{odd}");
    }
    for nothing in ["***", "\"\"", "()", ":", "   ?  "] {
        assert_eq!(world.ask(nothing).total, 0, "{nothing}");
    }
}

#[test]
fn filters_hold_and_are_counted() {
    let Some(world) = World::new() else { return };
    let all = Query { limit: 100, counted: true, ..Query::default() };
    let found = world.index.search(&all).unwrap();
    assert_eq!(found.total, 2_112);
    let (topic, count) = found.facets.topics[0].clone();
    let filtered = world.index.search(&Query { topic: topic.clone(), ..all.clone() }).unwrap();
    assert_eq!(filtered.total, count);
    assert!(filtered.hits.iter().all(|(place, _)| world.services[*place].topics.contains(&topic)));
    // A province finds the services of all its offices.
    let province =
        world.index.search(&Query { agency: "gyeonggido".into(), ..all.clone() }).unwrap();
    assert_eq!(province.total, 565);
    let both = Query { text: "지원".into(), agency: "gyeonggido".into(), ..all.clone() };
    let both = world.index.search(&both).unwrap();
    assert!(both.total > 100 && both.total <= 565);
    assert_eq!(
        world.index.search(&Query { topic: "no such topic".into(), ..all }).unwrap().total,
        0
    );
}

#[test]
fn a_list_without_a_text_is_in_the_order_of_titles_and_pages_join() {
    let Some(world) = World::new() else { return };
    let page = |offset, limit| {
        let query = Query { offset, limit, lang: "pt".into(), ..Query::default() };
        world.index.search(&query).unwrap().hits
    };
    let whole = page(0, 60);
    assert_eq!([page(0, 20), page(20, 20), page(40, 20)].concat(), whole);
    assert_eq!(page(0, 5_000).len(), 100);
    assert!(page(20_000, 10).is_empty());
    let title =
        |place: usize| world.services[place].title.0.values().next().unwrap().to_lowercase();
    let first: Vec<char> =
        whole.iter().filter_map(|(place, _)| title(*place).chars().next()).collect();
    assert!(first.is_sorted() && first.len() == 60, "{first:?}");
}

#[test]
fn a_service_is_found_by_its_agency_and_its_event_in_any_language() {
    let (services, agencies, events) = full();
    let index = Index::build(&services, &agencies, &events).unwrap();
    let hits = |text: &str| {
        let query = Query { text: text.into(), limit: 10, ..Query::default() };
        index.search(&query).unwrap().hits.into_iter().map(|(place, _)| place).collect::<Vec<_>>()
    };
    assert_eq!(hits("ministry"), [0]);
    assert_eq!(hits("birth"), [0]);
    assert_eq!(hits("전입"), [0]);
    let by_event = Query { event: "birth".into(), limit: 10, ..Query::default() };
    assert_eq!(index.search(&by_event).unwrap().total, 1);
    let nothing = Index::build(&[], &[], &[]).unwrap();
    assert_eq!(
        nothing.search(&Query { text: "x".into(), limit: 5, ..Query::default() }).unwrap(),
        Found::default()
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]
    #[test]
    fn any_text_is_searched_without_panic(text in any::<String>(), offset in any::<usize>(), limit in any::<usize>()) {
        let (services, agencies, events) = full();
        thread_local! {
            static INDEX: std::cell::OnceCell<Index> = const { std::cell::OnceCell::new() };
        }
        let found = INDEX.with(|index| {
            let index = index.get_or_init(|| Index::build(&services, &agencies, &events).unwrap());
            index.search(&Query { text, offset, limit, counted: true, ..Query::default() }).unwrap()
        });
        prop_assert!(found.hits.len() <= 100 && found.hits.len() <= found.total);
    }
}
