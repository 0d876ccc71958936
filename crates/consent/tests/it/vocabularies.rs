//! Records before a judge that nobody here wrote: pyshacl, with the Data Privacy Vocabulary and the mandatory fields of
//! ISO/IEC TS 27560 as shapes. What is missing is said aloud; `MADANG_REQUIRE` makes it a failure.
//!
//! What may not happen here: installing anything.

use std::collections::BTreeSet;
use std::io::Write;
use std::process::{Command, Stdio};

use consent::{Aim, Category, Class, Item, Kind, Matter, Notice, PartyType, Record, State};
use serde_json::{Value, json};

use crate::world::{consent, event, ids, item, matter, notice, record, required, shared, skipped};

const JUDGE: &str = include_str!("judge.py");
const SHAPES: &str = include_str!("iso27560.ttl");
const VOCABULARIES: [&str; 4] = ["dpv.jsonld", "pd.jsonld", "legal-kr.jsonld", "dpv-27560.ttl"];

/// What the judge says of each record; nothing, loudly, when there is no judge.
fn verdicts(records: &[Value]) -> Option<Vec<Value>> {
    let python = std::env::var("MADANG_PYTHON").unwrap_or_else(|_| "python3".into());
    let files = VOCABULARIES.iter().map(|name| shared(&format!("dpv-2.3/{name}")));
    let files = files.collect::<Option<Vec<_>>>()?;
    let runs = Command::new(&python).args(["-c", "import pyshacl"]).stderr(Stdio::null()).status();
    if !runs.is_ok_and(|status| status.success()) {
        assert!(!required("pyshacl"), "pyshacl is required: pip install pyshacl");
        skipped(&format!("{python} has no pyshacl; install it with: pip install pyshacl"));
        return None;
    }
    let shapes = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/iso27560.ttl");
    let question = json!({ "vocabularies": files, "shapes": shapes, "records": records });
    let mut child = Command::new(&python)
        .args(["-c", JUDGE])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(question.to_string().as_bytes()).unwrap();
    let answer = child.wait_with_output().unwrap();
    assert!(answer.status.success(), "the judge failed");
    Some(serde_json::from_slice(&answer.stdout).unwrap())
}

/// A record that uses every term that a record can use.
fn every_term() -> Record {
    let mut notice = notice();
    let all = Category::ALL.iter().enumerate();
    let items = all.map(|(n, category)| {
        item(&format!("item{n}"), Class::ALL[n % Class::ALL.len()], *category)
    });
    notice.matters[0].items = items.collect::<Vec<Item>>();
    for (n, aim) in Aim::ALL.into_iter().enumerate() {
        notice.matters.push(Matter { aim, ..matter(&format!("aim{n}"), Kind::Collect) });
    }
    for kind in PartyType::ALL {
        let mut bank = notice.matters[1].recipients[0].clone();
        bank.party.kind = kind;
        notice.matters[1].recipients.push(bank);
    }
    let events = notice.matters.iter().enumerate().flat_map(|(n, matter)| {
        let state = State::ALL[n % State::ALL.len()];
        let given = event(&notice, &matter.id, State::Given, "2026-03-01");
        [given, event(&notice, &matter.id, state, "2026-04-01")]
    });
    let consent = consent(events);
    Record::new(ids(), "ko", notice, consent).unwrap()
}

/// A grown person who refuses everything but what is required, in a notice of one language.
fn smallest() -> Record {
    let notice = Notice { matters: vec![matter("m", Kind::Collect)], law: vec![], ..notice() };
    let consent = consent([event(&notice, "m", State::Refused, "2026-03-01")]);
    Record::new(ids(), "ko", notice, consent).unwrap()
}

#[test]
fn records_and_receipts_conform_to_27560_and_use_only_terms_that_exist() {
    let issued = record().consent().events()[0].when.at;
    let receipt = record().receipt("receipt-1", issued).unwrap();
    let records =
        [record().to_json(), every_term().to_json(), smallest().to_json(), receipt.to_json()];
    let Some(verdicts) = verdicts(&records) else { return };
    assert_eq!(verdicts.len(), records.len());
    for verdict in &verdicts {
        assert_eq!(verdict["unknown"], json!([]), "terms that the vocabulary does not have");
        assert_eq!(verdict["conforms"], json!(true), "{}", verdict["said"].as_str().unwrap());
        assert!(verdict["triples"].as_u64().unwrap() > 50, "{verdict}");
    }
    eprintln!("{} records and receipts conform", verdicts.len());
}

/// The fields that the standard makes mandatory, and where a record has each.
const FIELDS: &[(&str, &str, &str)] = &[
    ("schema version", "", "dct:conformsTo"),
    ("record id", "", "dct:identifier"),
    ("pii principal id", "/dpv:hasDataSubject", "dct:identifier"),
    ("privacy notice", "", "dpv:hasNotice"),
    ("language", "/dpv:hasNotice", "dct:language"),
    ("purpose", "/dpv:hasProcess/0", "dpv:hasPurpose"),
    ("pii information", "/dpv:hasProcess/0", "dpv:hasPersonalData"),
    ("pii controllers", "", "dpv:hasDataController"),
    ("storage locations", "/dpv:hasProcess/0/dpv:hasStorageCondition/0", "dpv:hasLocation"),
    ("retention period", "/dpv:hasProcess/0/dpv:hasStorageCondition/1", "dpv:hasDuration"),
    ("jurisdiction", "", "dpv:hasJurisdiction"),
    ("recipient third parties", "/dpv:hasProcess/1", "dpv:hasRecipient"),
    ("withdrawal method", "", "dpv:hasConsentControl"),
    ("pii type", "/dpv:hasProcess/0/dpv:hasPersonalData/0", "skos:broader"),
    ("party id", "/dpv:hasProcess/1/dpv:hasRecipient/0", "dct:identifier"),
    ("party address", "/dpv:hasDataController", "dpv:hasAddress"),
    ("party name", "/dpv:hasProcess/1/dpv:hasRecipient/0", "dpv:hasName"),
    ("party contact", "/dpv:hasProcess/1/dpv:hasRecipient/0", "dpv:hasContact"),
    ("party type", "/dpv:hasProcess/1/dpv:hasRecipient/0", "@type"),
    ("event time", "/dpv:hasProcess/0/dpv:hasConsentStatus/0", "dct:date"),
    ("validity duration", "/dpv:hasProcess/0/dpv:hasConsentStatus/0", "dct:valid"),
    ("entity id", "/dpv:hasProcess/0/dpv:hasConsentStatus/0", "dpv:isImplementedByEntity"),
    ("event type", "/dpv:hasProcess/0/dpv:hasConsentStatus/0", "dpv:hasLegalBasis"),
    ("event state", "/dpv:hasProcess/0/dpv:hasConsentStatus/0", "@type"),
];

#[test]
fn the_judge_misses_every_mandatory_field() {
    let broken = FIELDS.iter().map(|(field, at, name)| {
        let mut json = record().to_json();
        let fields = json.pointer_mut(at).unwrap().as_object_mut().unwrap();
        assert!(fields.remove(*name).is_some(), "{field}: {at} has no {name}");
        json
    });
    let broken: Vec<Value> = broken.collect();
    let mut invented = record().to_json();
    invented["dpv:hasProcess"][0]["dpv:hasConsentStatus"][0]["@type"] = json!("dpv:ConsentSold");
    let records = [broken, vec![invented, record().to_json()]].concat();
    let Some(mut verdicts) = verdicts(&records) else { return };
    let whole = verdicts.pop().unwrap();
    assert_eq!(whole["conforms"], json!(true), "{}", whole["said"].as_str().unwrap());
    for ((field, _, _), verdict) in FIELDS.iter().zip(&verdicts) {
        assert_eq!(verdict["conforms"], json!(false), "{field} may be missing");
    }
    let last = verdicts.last().unwrap();
    assert_eq!(last["unknown"], json!(["https://w3id.org/dpv#ConsentSold"]));
    assert_eq!(last["conforms"], json!(false));
}

#[test]
fn every_mandatory_field_of_the_list_has_its_shape_and_its_place() {
    let Some(file) = shared("iso27560-fields.csv") else { return };
    let list = std::fs::read_to_string(file).unwrap();
    let rows = list.lines().map(|line| line.split(',').collect::<Vec<&str>>());
    let mandatory: BTreeSet<&str> =
        rows.filter(|row| row[2] == "Mandatory").map(|row| row[1]).collect();
    assert_eq!(mandatory.len(), 25, "the list is not read any more");
    let named = SHAPES.split("sh:name \"").skip(1).filter_map(|rest| rest.split('"').next());
    assert_eq!(named.collect::<BTreeSet<&str>>(), mandatory, "shapes, and mandatory fields");
    // The receipt's id is the receipt's alone.
    let mut placed: BTreeSet<&str> = FIELDS.iter().map(|(field, _, _)| *field).collect();
    placed.insert("receipt id");
    assert_eq!(placed, mandatory, "places in a record, and mandatory fields");
}
