//! Destruction: refused while anything has to be kept, journaled with its basis, complete, and the end of what was sealed.

use courtyard::cases::{self, NewCase, State};
use courtyard::destruction::{self, Destruction, Extent};
use courtyard::{Actor, Reader, Tx, documents, drafts, journal, registers};
use serde_json::{Map, json};
use vocabulary::{Error, Result};

use crate::support::{TestHouse, new_case, on_both};

const YEAR_SECONDS: i64 = 366 * 24 * 3600;

fn order(person: &Actor, ground: Option<&str>) -> Destruction {
    let ground = ground.map(str::to_string);
    Destruction { person: person.id.clone(), basis: "Privacy Act, article 21".into(), ground }
}

fn destroy(house: &TestHouse, order: &Destruction) -> Result<Extent> {
    let (wanted, person) = (order.clone(), order.person.clone());
    let destroy = move |tx: &mut Tx<'_>| destruction::destroy(tx, &wanted);
    let extent = house.act(&Actor::system(), "destruction", destroy)?;
    destruction::forget(&house.house, &person).unwrap();
    Ok(extent)
}

/// The key of a refusal.
fn refused<T: std::fmt::Debug>(told: Result<T>) -> String {
    match told {
        Err(Error::Refused(refusal)) => refusal.key,
        other => panic!("{other:?}"),
    }
}

fn apply(house: &TestHouse, who: &Actor) -> String {
    let record = json!({ "secret": "of Anna" });
    let new = NewCase { record, once: format!("k{}", house.house.now().0), ..new_case() };
    house.act(who, "civil-status", move |tx| cases::open(tx, &new)).unwrap().number
}

fn enter(house: &TestHouse, who: &Actor) -> String {
    let (id, mut fields) = (who.id.clone(), Map::new());
    fields.insert("name".into(), "Anna".into());
    let enter = move |tx: &mut Tx<'_>| registers::enter(tx, "residents", &id, &fields, None);
    house.act(&Actor::system(), "civil-status", enter).unwrap()
}

fn verify(house: &TestHouse) {
    house.house.sequence_now().unwrap();
    let keys =
        house.house.view_now(&Actor::visitor(), |view| journal::verifier_keys(view)).unwrap();
    let mut connection = house.address.connect().unwrap();
    let told = journal::verify(&mut connection, &keys, &mut |_| {}).unwrap();
    assert_eq!(told.findings, []);
}

#[test]
fn nothing_is_destroyed_that_has_to_be_kept() {
    on_both(|house| {
        let (anna, olga) = (house.citizen("Anna"), house.officer("Olga"));
        let number = apply(house, &anna);
        assert_eq!(refused(destroy(house, &order(&anna, None))), "destruction.case-open");
        let withdraw = move |tx: &mut Tx<'_>| {
            let case = cases::get(tx, &number)?;
            tx.happened("application.withdrawn");
            cases::advance(tx, &case, State::Withdrawn, &[])
        };
        house.act(&anna, "own-matters", withdraw).unwrap();
        let entry = enter(house, &anna);
        assert_eq!(refused(destroy(house, &order(&anna, None))), "destruction.entry-current");
        let close = move |tx: &mut Tx<'_>| registers::close(tx, Reader::Actor, &entry);
        house.act(&olga, "civil-status", close).unwrap();
        // The register keeps thirty years from the closing.
        house.clock.advance_seconds(29 * YEAR_SECONDS);
        assert_eq!(refused(destroy(house, &order(&anna, None))), "destruction.kept");
        house.clock.advance_seconds(YEAR_SECONDS);
        let extent = destroy(house, &order(&anna, None)).unwrap();
        assert_eq!(extent, Extent { cases: 1, closed: 0, entries: 1, documents: 0 });
        assert_eq!(refused(destroy(house, &order(&anna, None))), "destruction.done");
        verify(house);
    });
}

#[test]
fn a_ground_overrides_what_has_to_be_kept_and_everything_sealed_is_gone() {
    on_both(|house| {
        let (anna, olga, berta) =
            (house.citizen("Anna"), house.officer("Olga"), house.citizen("Berta"));
        let (number, other) = (apply(house, &anna), apply(house, &berta));
        enter(house, &anna);
        let saving = drafts::Saving {
            service: "abstract".into(),
            form_version: 1,
            seen_version: 0,
            answers: json!({ "a": 1 }).as_object().unwrap().clone(),
        };
        house.act(&anna, "own-matters", move |tx| drafts::save(tx, &saving)).unwrap();
        let store = |tx: &mut Tx<'_>| documents::store(tx, "a.pdf", b"%PDF-1.7 secret");
        house.act(&anna, "own-matters", store).unwrap();

        let extent = destroy(house, &order(&anna, Some("judgment 1"))).unwrap();
        assert_eq!(extent, Extent { cases: 1, closed: 1, entries: 1, documents: 1 });
        let read = |view: &mut courtyard::View<'_>| {
            let case = cases::own(view, &number)?;
            assert_eq!(case.state, State::Withdrawn);
            cases::own_application(view, &case)
        };
        assert_eq!(refused(house.house.view_now(&anna, read)), "data.destroyed");
        let own = |view: &mut courtyard::View<'_>| registers::known_own(view, &anna.id);
        assert_eq!(refused(house.house.view_now(&anna, own)), "data.destroyed");
        let name = anna.id.clone();
        let named = move |tx: &mut Tx<'_>| courtyard::actors::name(tx, Reader::Actor, &name);
        assert_eq!(refused(house.act(&olga, "civil-status", named)), "data.destroyed");
        // Nothing new is sealed under a key that is gone.
        let again = NewCase { once: "new".into(), ..new_case() };
        assert_eq!(
            refused(house.act(&anna, "civil-status", move |tx| cases::open(tx, &again))),
            "data.destroyed"
        );
        for (what, sql) in [
            ("wrapped keys", "SELECT COUNT(*) FROM person_keys WHERE wrapped IS NULL"),
            ("documents' bytes", "SELECT 1 + COUNT(*) FROM document_bytes"),
            ("drafts", "SELECT 1 + COUNT(*) FROM drafts"),
        ] {
            let row = house.house.view_now(&anna, |view| view.one(sql, &[])).unwrap().unwrap();
            assert_eq!(row.int(0).unwrap(), 1, "{what}");
        }
        // Another person is not touched.
        let read = |view: &mut courtyard::View<'_>| {
            let case = cases::own(view, &other)?;
            cases::own_application(view, &case)
        };
        assert_eq!(house.house.view_now(&berta, read).unwrap()["secret"], json!("of Anna"));
        let told = house.house.view_now(&berta, |view| destruction::of(view, &anna.id)).unwrap();
        assert_eq!(told.unwrap().ground.as_deref(), Some("judgment 1"));
        verify(house);
    });
}

#[test]
fn only_the_house_and_its_administrator_may_destroy_and_never_without_a_basis() {
    on_both(|house| {
        let (anna, olga) = (house.citizen("Anna"), house.officer("Olga"));
        for actor in [&anna, &olga] {
            let wanted = order(&anna, None);
            let told = house.act(actor, "destruction", move |tx| destruction::destroy(tx, &wanted));
            assert!(matches!(told, Err(Error::NotYours)), "{told:?}");
        }
        let without = Destruction { basis: " ".into(), ..order(&anna, None) };
        assert_eq!(refused(destroy(house, &without)), "destruction.no-basis");
        let without = Destruction { ground: Some(" ".into()), ..order(&anna, None) };
        assert_eq!(refused(destroy(house, &without)), "destruction.no-basis");
        let nobody = Destruction { person: "p0".into(), ..order(&anna, None) };
        assert!(matches!(destroy(house, &nobody), Err(Error::NotFound)));
    });
}
