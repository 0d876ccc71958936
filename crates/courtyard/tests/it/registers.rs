//! Registers: entered, corrected, closed; never overwritten.

use std::collections::{BTreeMap, BTreeSet};

use courtyard::database::Cell;
use courtyard::{Actor, Reader, Tx, purposes, registers};
use serde_json::{Map, Value, json};
use vocabulary::Error;

use crate::support::{TestHouse, on_both};

fn fields(value: Value) -> Map<String, Value> {
    value.as_object().unwrap().clone()
}

fn enter(house: &TestHouse, holder: &Actor) -> String {
    let holder = holder.id.clone();
    let entry = fields(json!({ "name": "Anna", "address": "1 Old Street" }));
    let enter = move |tx: &mut Tx<'_>| registers::enter(tx, "residents", &holder, &entry, None);
    house.act(&Actor::system(), "civil-status", enter).unwrap()
}

#[test]
fn a_correction_keeps_the_old_version() {
    on_both(|house| {
        let anna = house.citizen("Anna");
        let entry = enter(house, &anna);
        house.clock.advance_seconds(60);
        let changes = fields(json!({ "address": "2 New Street" }));
        let correct = move |tx: &mut Tx<'_>| {
            registers::correct(tx, Reader::Actor, &entry, &changes, Some("MV-1"))
        };
        house.act(&house.officer("Olga"), "civil-status", correct).unwrap();
        let known =
            house.house.view_now(&anna, |view| registers::known_own(view, &anna.id)).unwrap();
        assert_eq!(known.len(), 1);
        assert_eq!((known[0].version, &known[0].fields["address"]), (2, &json!("2 New Street")));
        let count = "SELECT COUNT(*) FROM register_entries WHERE until_at IS NOT NULL";
        let ended = house.house.view_now(&anna, |view| view.one(count, &[])).unwrap().unwrap();
        assert_eq!(ended.0[0], Cell::Int(1));
    });
}

#[test]
fn a_closed_entry_is_no_longer_current() {
    on_both(|house| {
        let anna = house.citizen("Anna");
        let entry = enter(house, &anna);
        let closing = entry.clone();
        let close = move |tx: &mut Tx<'_>| registers::close(tx, Reader::Actor, &closing);
        house.act(&house.officer("Olga"), "civil-status", close).unwrap();
        let known =
            house.house.view_now(&anna, |view| registers::known_own(view, &anna.id)).unwrap();
        assert!(known.is_empty());
        let again = move |tx: &mut Tx<'_>| registers::close(tx, Reader::Actor, &entry);
        assert!(matches!(
            house.act(&house.officer("Otto"), "civil-status", again),
            Err(Error::NotFound)
        ));
    });
}

#[test]
fn an_undeclared_field_is_not_stored() {
    on_both(|house| {
        let anna = house.citizen("Anna");
        let entry = fields(json!({ "name": "Anna", "religion": "none of our business" }));
        let enter =
            move |tx: &mut Tx<'_>| registers::enter(tx, "residents", &anna.id, &entry, None);
        assert!(matches!(
            house.act(&Actor::system(), "civil-status", enter),
            Err(Error::Broken(_))
        ));
    });
}

#[test]
fn only_wanted_fields_are_given_and_each_reading_names_them() {
    on_both(|house| {
        let anna = house.citizen("Anna");
        enter(house, &anna);
        let holder = anna.id.clone();
        let wanted =
            BTreeMap::from([("residents".to_string(), BTreeSet::from(["name".to_string()]))]);
        let rule = Reader::Rule { agency: "town" };
        let look = move |tx: &mut Tx<'_>| {
            let known = registers::known(tx, rule, &holder, &wanted)?;
            tx.happened("facts.read");
            Ok(known)
        };
        let known = house.act(&anna, "civil-status", look).unwrap();
        assert_eq!(known[0].fields, fields(json!({ "name": "Anna" })));
        let told =
            house.house.view_now(&anna, |view| purposes::own_disclosures(view, None, 10)).unwrap();
        assert_eq!(
            (told[0].actor_kind.as_str(), told[0].fields.as_str()),
            ("rule", "residents: name")
        );
    });
}

#[test]
fn a_stranger_cannot_open_what_is_not_theirs() {
    on_both(|house| {
        let (anna, ben) = (house.citizen("Anna"), house.citizen("Ben"));
        enter(house, &anna);
        let read = house.house.view_now(&ben, |view| registers::known_own(view, &anna.id));
        assert!(matches!(read, Err(Error::NotFound)));
    });
}
