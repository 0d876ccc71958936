//! Who somebody of the identity provider is: the register decides, an account stays one person, an attempt is used once.

use courtyard::actors::{self, Role};
use courtyard::destruction::{self, Destruction};
use courtyard::identities::{self, Arrival, Attempt, Identity};
use courtyard::{Actor, Reader, Tx, registers};
use serde_json::{Map, Value, json};

use crate::support::{NOW, TestHouse, on_both};

fn enter(house: &TestHouse, holder: &Actor, field: &'static str, number: &'static str) -> String {
    let holder = holder.id.clone();
    let act = move |tx: &mut Tx<'_>| {
        let fields: Map<String, Value> =
            json!({ "name": "Anna", field: number }).as_object().unwrap().clone();
        registers::enter(tx, "residents", &holder, &fields, None)
    };
    house.act(&Actor::system(), "civil-status", act).unwrap()
}

fn arrive(house: &TestHouse, attempt: &str, subject: &str, number: &str) -> Arrival {
    let attempt = Attempt { id: attempt.into(), until: NOW.plus_seconds(900) };
    let identity = Identity {
        issuer: "https://id.example".into(),
        subject: subject.into(),
        number: number.into(),
    };
    let act = move |tx: &mut Tx<'_>| identities::arrive(tx, &attempt, &identity);
    house.act(&Actor::system(), "sign-in", act).unwrap()
}

fn journaled(house: &TestHouse, what: &str) -> usize {
    let sql = "SELECT what FROM journal_entries";
    let rows = house.house.view_now(&Actor::system(), |view| view.all(sql, &[])).unwrap();
    let said = |row: &courtyard::database::Row| row.text(0).unwrap().contains(what);
    rows.iter().filter(|row| said(row)).count()
}

#[test]
fn the_register_says_who_comes_however_the_number_is_written() {
    on_both(|house| {
        let (anna, guest) = (house.citizen("Anna"), house.citizen("Gast"));
        enter(house, &anna, "number", "1234-56");
        enter(house, &guest, "guest_number", "g123456");
        assert_eq!(arrive(house, "1", "a", "1234-56"), Arrival::Known(anna.id.clone()));
        assert_eq!(arrive(house, "2", "a", " 123456 "), Arrival::Known(anna.id.clone()));
        assert_eq!(arrive(house, "3", "b", "G1234-56"), Arrival::Known(guest.id.clone()));
        assert_eq!(journaled(house, "identity.linked"), 2);
        for (n, unknown) in ["9999-99", "", "Anna", "1234-56\0"].iter().enumerate() {
            assert_eq!(arrive(house, &format!("x{n}"), "c", unknown), Arrival::Unknown);
        }
        assert_eq!(journaled(house, "identity.unknown"), 4);
        let sql = "SELECT id, lookup, kind, person FROM identities";
        let rows = house.house.view_now(&anna, |view| view.all(sql, &[])).unwrap();
        let text = format!("{rows:?}");
        assert!(!text.contains("1234") && !text.contains("id.example"), "{text}");
    });
}

#[test]
fn an_account_that_was_somebody_elses_signs_nobody_in() {
    on_both(|house| {
        let (anna, otto) = (house.citizen("Anna"), house.citizen("Otto"));
        enter(house, &anna, "number", "1234-56");
        enter(house, &otto, "number", "6543-21");
        assert_eq!(arrive(house, "1", "a", "1234-56"), Arrival::Known(anna.id));
        assert_eq!(arrive(house, "2", "a", "6543-21"), Arrival::Differs);
        assert_eq!(journaled(house, "identity.refused"), 1);
        assert_eq!(arrive(house, "3", "o", "6543-21"), Arrival::Known(otto.id));
    });
}

#[test]
fn who_is_no_longer_in_the_register_is_no_longer_known() {
    on_both(|house| {
        let anna = house.citizen("Anna");
        let entry = enter(house, &anna, "number", "1234-56");
        assert_eq!(arrive(house, "1", "a", "1234-56"), Arrival::Known(anna.id.clone()));
        let close = move |tx: &mut Tx<'_>| registers::close(tx, Reader::Actor, &entry);
        house.act(&house.officer("Olga"), "civil-status", close).unwrap();
        assert_eq!(arrive(house, "2", "a", "1234-56"), Arrival::Unknown);
    });
}

#[test]
fn who_was_destroyed_comes_in_no_more_and_leaves_no_index() {
    on_both(|house| {
        let anna = house.citizen("Anna");
        enter(house, &anna, "number", "1234-56");
        let (id, person) = (anna.id.clone(), anna.id.clone());
        let known = move |tx: &mut Tx<'_>| identities::enter_number(tx, &id, "777777");
        house.act(&Actor::system(), "", known).unwrap();
        assert_eq!(arrive(house, "1", "a", "1234-56"), Arrival::Known(anna.id.clone()));
        let order = Destruction {
            person,
            basis: "Data Act, article 9".into(),
            ground: Some("a court asked for it".into()),
        };
        let destroy = move |tx: &mut Tx<'_>| destruction::destroy(tx, &order);
        house.act(&Actor::system(), "destruction", destroy).unwrap();
        for (attempt, number) in [("2", "1234-56"), ("3", "7777-77")] {
            assert_eq!(arrive(house, attempt, "a", number), Arrival::Unknown);
        }
        let count = |sql: &'static str| {
            let rows = house.house.view_now(&anna, |view| view.all(sql, &[])).unwrap();
            rows.len()
        };
        assert_eq!(count("SELECT id FROM identities WHERE lookup IS NOT NULL"), 0);
        assert_eq!(count("SELECT id FROM identities"), 2);
    });
}

#[test]
fn an_attempt_to_sign_in_is_used_once() {
    on_both(|house| {
        let anna = house.citizen("Anna");
        enter(house, &anna, "number", "1234-56");
        assert_eq!(arrive(house, "1", "a", "1234-56"), Arrival::Known(anna.id.clone()));
        assert_eq!(arrive(house, "1", "a", "1234-56"), Arrival::Again);
        // What has ended is forgotten: it could not be used any more.
        house.clock.advance_seconds(901);
        arrive(house, "2", "a", "1234-56");
        let sql = "SELECT id FROM sign_ins";
        let rows = house.house.view_now(&anna, |view| view.all(sql, &[])).unwrap();
        assert_eq!(rows.len(), 1, "the first is still remembered");
    });
}

#[test]
fn an_officer_without_an_entry_is_known_by_a_number_and_the_coming_is_journaled() {
    on_both(|house| {
        let olga = house.citizen("Olga");
        let id = olga.id.clone();
        let act = move |tx: &mut Tx<'_>| {
            identities::enter_number(tx, &id, "777777")?;
            actors::place(tx, &id, Role::Officer, "town", &["counter".into()])
        };
        assert!(house.act(&Actor::system(), "", act).unwrap());
        assert_eq!(arrive(house, "1", "o", "7777-77"), Arrival::Known(olga.id.clone()));
        let read = |view: &mut courtyard::View<'_>| actors::of_person(view, &olga.id);
        let officer = house.house.view_now(&Actor::system(), read).unwrap();
        assert!(officer.sits_at("counter"));
        let begin = |tx: &mut Tx<'_>| identities::begin_session(tx, "token");
        house.act(&officer, "sign-in", begin).unwrap();
        house
            .act(&house.citizen("Anna"), "sign-in", |tx| identities::begin_session(tx, "t2"))
            .unwrap();
        assert_eq!(journaled(house, "officer.signed-in"), 1);
        let now = house.house.now();
        let known = |token: &'static str| {
            let read = |view: &mut courtyard::View<'_>| actors::of_token(view, token, now);
            house.house.view_now(&Actor::visitor(), read).unwrap()
        };
        assert_eq!(known("token"), Some(officer));
        assert_eq!(known("t2").unwrap().role, Role::Citizen);
    });
}

#[test]
fn a_position_becomes_what_it_should_be_and_its_history_stays() {
    on_both(|house| {
        let olga = house.citizen("Olga");
        let place = |role: Role, desks: &[&str]| {
            let (id, desks) =
                (olga.id.clone(), desks.iter().map(|d| d.to_string()).collect::<Vec<_>>());
            let act = move |tx: &mut Tx<'_>| actors::place(tx, &id, role, "town", &desks);
            house.act(&Actor::system(), "", act).unwrap()
        };
        assert!(place(Role::Officer, &["counter"]));
        assert!(!place(Role::Officer, &["counter"]));
        assert!(place(Role::Auditor, &[]));
        let read = |view: &mut courtyard::View<'_>| actors::of_person(view, &olga.id);
        assert_eq!(house.house.view_now(&olga, read).unwrap().role, Role::Auditor);
        assert!(place(Role::Citizen, &[]));
        assert!(!place(Role::Citizen, &[]));
        let read = |view: &mut courtyard::View<'_>| actors::of_person(view, &olga.id);
        assert_eq!(house.house.view_now(&olga, read).unwrap().role, Role::Citizen);
        assert_eq!(
            (journaled(house, "officer.appointed"), journaled(house, "officer.dismissed")),
            (2, 2)
        );
    });
}
