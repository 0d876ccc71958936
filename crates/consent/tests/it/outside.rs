//! Records from outside: read back without loss, and refused with place and reason where they are not ours or not true.

use consent::{Receipt, Record};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::mutation;
use crate::random;
use crate::world::record;

fn refusal(json: &Value) -> String {
    Record::from_json(&json.to_string()).unwrap_err().to_string()
}

/// A place in a record, what somebody writes there, and what they are told.
const WRONG: &[(&str, &str, &str)] = &[
    (
        "/dpv:hasProcess/0/dpv:hasConsentStatus/0/@type",
        "\"dpv:ConsentRevoked\"",
        "\"dpv:ConsentRevoked\" is no state of a consent; known are dpv:ConsentGiven, \
         dpv:RenewedConsentGiven, dpv:ConsentRefused, dpv:ConsentExpired, \
         dpv:ConsentInvalidated, dpv:ConsentWithdrawn",
    ),
    ("/dpv:hasProcess/0/dpv:hasConsentStatus/0/@type", "7", "a text is expected"),
    (
        "/dpv:hasProcess/0/dpv:hasConsentStatus/0/dpv:hasIndicationMethod",
        "\"silence\"",
        "\"silence\" is no method",
    ),
    ("/dpv:hasProcess/0/dpv:hasConsentStatus/0/dct:valid", "\"2026-02-30/..\"", "calendar"),
    ("/dpv:hasProcess/0/dpv:hasConsentStatus/0/dct:valid", "\"2026-03-05/..\"", "do not fit"),
    ("/dpv:hasProcess/0/dpv:hasConsentStatus/0/madang:evidence", "\"\"", "with its evidence"),
    (
        "/dpv:hasProcess/0/dpv:hasConsentStatus/0/dpv:isImplementedByEntity/@type",
        "\"dpv:ThirdParty\"",
        "is nobody who chooses here",
    ),
    (
        "/dpv:hasProcess/0/dpv:hasConsentStatus/0/dpv:isIndicatedBy/@id",
        "\"dpv:Agent\"",
        "\"\\\"dpv:DataSubject\\\"\" is expected here",
    ),
    ("/dpv:hasProcess/0/dpv:hasConsentStatus/0/dct:date/@value", "\"yesterday\"", "is no moment"),
    ("/dpv:hasProcess/1/madang:kind", "\"everything\"", "is no kind of matter"),
    ("/dpv:hasProcess/1/dpv:hasRecipient/0/@type/2", "\"dpv:Client\"", "is no type of party"),
    ("/dpv:hasProcess/2/dpv:hasPersonalData/0/@type/1", "\"dpv:Data\"", "is no class"),
    // Words that were changed after the person agreed.
    (
        "/dpv:hasProcess/4/dpv:hasPurpose/dct:description/0/@value",
        "\"to sell it\"",
        "is not the version of what the record says",
    ),
    ("/dpv:hasNotice/dct:language", "\"fr\"", "is not said in \"fr\""),
    ("/dct:conformsTo/@id", "\"dpv-27560:record-eu-gdpr\"", "is expected here"),
    ("/dpv:hasProcess", "[]", "a record without matters"),
    ("/dct:identifier", "\" \"", "a record has an id"),
];

#[test]
fn what_is_wrong_is_told_with_its_place() {
    for (place, value, told) in WRONG {
        let mut json = record().to_json();
        *json.pointer_mut(place).unwrap() = serde_json::from_str(value).unwrap();
        let refusal = refusal(&json);
        assert!(refusal.contains(told), "{place}: {refusal}");
    }
}

#[test]
fn what_has_no_place_in_a_record_is_not_lost_in_silence() {
    let mut json = record().to_json();
    json["dpv:hasProcess"][0]["dpv:hasRight"] = json!([]);
    let told = "/dpv:hasProcess/0/dpv:hasRight: is not known here and would be lost";
    assert_eq!(refusal(&json), told);
}

#[test]
fn every_field_that_is_taken_out_is_missed() {
    let whole = record().to_json();
    let mut count = 0;
    let mut open = vec![String::new()];
    while let Some(at) = open.pop() {
        let here = whole.pointer(&at).unwrap();
        let names: Vec<String> = match here {
            Value::Object(fields) => fields.keys().cloned().collect(),
            Value::Array(values) => (0..values.len()).map(|n| n.to_string()).collect(),
            _ => Vec::new(),
        };
        for name in names {
            open.push(format!("{at}/{name}"));
            let mut json = whole.clone();
            let Some(fields) = json.pointer_mut(&at).unwrap().as_object_mut() else { continue };
            fields.remove(&name);
            assert!(Record::from_json(&json.to_string()).is_err(), "{at}/{name} is not missed");
            count += 1;
        }
    }
    assert!(count > 400, "{count} fields");
}

#[test]
fn a_record_and_its_receipt_are_read_as_they_were_written() {
    let record = record();
    assert_eq!(Record::from_json(&record.to_json().to_string()).as_ref(), Ok(&record));
    let issued = record.consent().events()[0].when.at;
    let receipt = record.receipt("receipt 1", issued).unwrap();
    assert_eq!(Receipt::from_json(&receipt.to_json().to_string()).as_ref(), Ok(&receipt));
}

#[test]
fn what_is_too_large_or_too_deep_is_not_read() {
    let large = format!("{{\"x\":\"{}\"}}", "x".repeat(5 << 20));
    assert!(Record::from_json(&large).unwrap_err().to_string().contains("bytes"));
    let deep = "[".repeat(100_000);
    assert!(Record::from_json(&deep).unwrap_err().to_string().contains("no JSON"));
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        "\\PC{0,12}".prop_map(Value::from),
    ];
    let name = prop::sample::select(vec![
        "@id",
        "@type",
        "@value",
        "@language",
        "dct:identifier",
        "dct:hasPart",
        "dct:title",
        "dct:valid",
        "dpv:hasNotice",
        "dpv:hasProcess",
        "dpv:hasConsentStatus",
        "dpv:hasDataSubject",
        "dpv:hasDataController",
        "madang:version",
    ]);
    leaf.prop_recursive(6, 64, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            prop::collection::btree_map(name.clone(), inner, 0..8).prop_map(|fields| {
                let fields = fields.into_iter().map(|(name, value)| (name.to_string(), value));
                Value::Object(fields.collect())
            }),
        ]
    })
}

proptest! {
    #[test]
    fn a_random_record_is_read_as_it_was_written(record in random::record()) {
        let json = record.to_json().to_string();
        prop_assert_eq!(Record::from_json(&json), Ok(record));
    }

    #[test]
    fn a_random_receipt_is_read_as_it_was_written(receipt in random::receipt()) {
        let json = receipt.to_json().to_string();
        prop_assert_eq!(Receipt::from_json(&json), Ok(receipt));
    }

    #[test]
    fn random_json_is_no_record_and_never_a_panic(json in any_json(), text in "\\PC{0,200}") {
        prop_assert!(Record::from_json(&json.to_string()).is_err());
        prop_assert!(Receipt::from_json(&json.to_string()).is_err());
        prop_assert!(Record::from_json(&text).is_err());
    }

    #[test]
    fn a_value_that_is_replaced_by_another_is_refused_or_read_in_full(
        pick in any::<prop::sample::Index>(), other in any_json(),
    ) {
        let mut json = record().to_json();
        let mut open = vec![String::new()];
        let mut all = Vec::new();
        while let Some(at) = open.pop() {
            match json.pointer(&at).unwrap() {
                Value::Object(fields) => open.extend(fields.keys().map(|k| format!("{at}/{k}"))),
                Value::Array(values) => open.extend((0..values.len()).map(|n| format!("{at}/{n}"))),
                _ => {}
            }
            all.push(at);
        }
        *json.pointer_mut(&all[pick.index(all.len())]).unwrap() = other;
        if let Ok(record) = Record::from_json(&json.to_string()) {
            prop_assert_eq!(record.to_json(), json);
        }
    }

    #[test]
    fn a_mutated_record_is_refused_or_read_in_full(
        tape in prop::collection::vec(any::<u16>(), 0..64),
    ) {
        let sample = record().to_json().to_string();
        let bytes = mutation::mutated(&[sample.as_bytes()], &tape);
        let text = String::from_utf8_lossy(&bytes);
        if let Ok(record) = Record::from_json(&text) {
            prop_assert_eq!(record.to_json(), serde_json::from_str::<Value>(&text).unwrap());
        }
    }
}
