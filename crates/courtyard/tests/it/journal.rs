//! The journal: receipts that hold, a tree that strangers can check, and hands in the database that are found.

use courtyard::cases::{self, NewCase, State};
use courtyard::database::Connection;
use courtyard::journal::{self, Standing, Verified};
use courtyard::{Actor, Reader, Tx, documents, payments};
use proofs::note::{Checkpoint, Signer, Verifier};
use proofs::receipt::Receipt;
use serde_json::json;
use vocabulary::Money;

use crate::support::{TestHouse, on_both};

fn verifier(house: &TestHouse) -> Verifier {
    let ground = house.house.ground();
    Signer::new(&ground.origin, ground.keys.journal.clone()).unwrap().verifier().clone()
}

fn verify(house: &TestHouse) -> Verified {
    let mut connection = house.address.connect().unwrap();
    let keys =
        house.house.view_now(&Actor::visitor(), |view| journal::verifier_keys(view)).unwrap();
    journal::verify(&mut connection, &keys, &mut |_| {}).unwrap()
}

fn applications(house: &TestHouse, anna: &Actor, count: usize) -> Vec<Receipt> {
    let one = |n: usize| {
        let new = NewCase {
            service: "abstract".into(),
            prefix: "RA".into(),
            desk: "counter".into(),
            state: State::WithOfficer,
            channel: "online".into(),
            fee_minor: 0,
            due: None,
            form_version: 1,
            record: json!({ "n": n }),
            once: format!("k{n}"),
        };
        let open = move |tx: &mut Tx<'_>| cases::open(tx, &new);
        house.house.act_now(anna, "civil-status", open).unwrap().receipt.unwrap()
    };
    (0..count).map(one).collect()
}

#[test]
fn a_receipt_is_promised_then_proved() {
    on_both(|house| {
        let anna = house.citizen("Anna");
        let receipts = applications(house, &anna, 300);
        let size = house.house.sequence_now().unwrap();
        assert_eq!(size, 301);
        for receipt in receipts {
            let read = |view: &mut courtyard::View<'_>| journal::entry_of_receipt(view, &receipt);
            let Standing::Included(proof) = house.house.view_now(&anna, read).unwrap() else {
                panic!("not included")
            };
            let origin = &house.house.ground().origin;
            let checkpoint = proof.verify(&receipt.leaf, origin, &[verifier(house)]).unwrap();
            assert_eq!(checkpoint.head.size, 301);
        }
    });
}

#[test]
fn a_receipt_can_be_had_again() {
    on_both(|house| {
        let anna = house.citizen("Anna");
        let given = applications(house, &anna, 3);
        let mut again = house.house.view_now(&anna, |view| {
            let own = cases::all_own(view, None, 10)?;
            own.iter()
                .map(|case| journal::receipt_of_case(view, &case.number))
                .collect::<vocabulary::Result<Vec<_>>>()
        });
        let again: Vec<Receipt> = again.as_mut().unwrap().drain(..).flatten().collect();
        assert_eq!(again.len(), 3);
        assert!(again.iter().all(|receipt| given.contains(receipt)));
    });
}

#[test]
fn an_altered_receipt_is_forged() {
    on_both(|house| {
        let anna = house.citizen("Anna");
        let mut receipt = applications(house, &anna, 1).remove(0);
        receipt.time_ms += 1;
        let read = |view: &mut courtyard::View<'_>| journal::entry_of_receipt(view, &receipt);
        assert!(matches!(house.house.view_now(&anna, read).unwrap(), Standing::Forged));
    });
}

#[test]
fn bundles_hold_the_entries_whose_hashes_are_in_the_tiles() {
    on_both(|house| {
        let anna = house.citizen("Anna");
        applications(house, &anna, 270);
        house.house.sequence_now().unwrap();
        let get = |path: &str| {
            let place = proofs::tiles::parse_path(path).unwrap();
            house.house.view_now(&anna, |view| journal::tile(view, place)).unwrap()
        };
        for (tile, bundle) in
            [("tile/0/000", "tile/entries/000"), ("tile/0/001.p/15", "tile/entries/001.p/15")]
        {
            let (hashes, bundle) = (get(tile), get(bundle));
            let entries = proofs::tiles::entries_of(&bundle).unwrap();
            let leaves: Vec<u8> =
                entries.iter().flat_map(|e| proofs::merkle::leaf_hash(e)).collect();
            assert_eq!(hashes, leaves);
            assert!(
                !String::from_utf8(bundle).unwrap().contains(&anna.id),
                "an entry names a person"
            );
        }
        let note = house.house.view_now(&anna, journal::head).unwrap().1;
        let origin = &house.house.ground().origin;
        assert_eq!(Checkpoint::open(&note, origin, &[verifier(house)]).unwrap().head.size, 271);
    });
}

#[test]
fn an_untouched_house_verifies() {
    on_both(|house| {
        let anna = house.citizen("Anna");
        applications(house, &anna, 20);
        house.house.sequence_now().unwrap();
        let told = verify(house);
        assert_eq!(told.findings, []);
        assert!(told.holds());
        assert_eq!((told.entries, told.rows), (21, 21));
    });
}

// Anna brought a file in which something was found, and is about to pay.
fn brought_and_ordered(tx: &mut Tx<'_>) -> vocabulary::Result<()> {
    documents::infected(tx, "Test.Virus", b"%PDF-1.4")?;
    let sql = "SELECT id FROM cases ORDER BY id LIMIT 1";
    let number = tx.one(sql, &[])?.unwrap().text(0)?.to_string();
    let case = cases::get(tx, &number)?;
    payments::intend(tx, &case, &Money::new(500, "EUR"), "till.example")?;
    Ok(())
}

// On PostgreSQL the house's own sequencer may be in the way: then it is doing the work, and is asked again.
fn sequenced(house: &TestHouse) {
    let done = (0..20).any(|_| house.house.sequence_now().is_ok());
    assert!(done, "the journal is not sequenced");
}

/// Given a house where a case was opened, read, claimed and about to be paid; when a hand does this in the database;
/// then verification says so about that place.
fn found(hand: &str, place: &str, word: &str) {
    on_both(|house| {
        let (anna, olga) = (house.citizen("Anna"), house.officer("Olga"));
        applications(house, &anna, 3);
        let number = house.house.view_now(&anna, |view| cases::all_own(view, None, 1)).unwrap()[0]
            .number
            .clone();
        let claim = move |tx: &mut Tx<'_>| {
            let case = cases::get(tx, &number)?;
            cases::application(tx, Reader::Actor, &case, "answers")?;
            cases::claim(tx, &case)
        };
        house.act(&olga, "civil-status", claim).unwrap();
        house.act(&anna, "civil-status", brought_and_ordered).unwrap();
        sequenced(house);
        assert!(verify(house).holds());
        let mut connection: Connection = house.address.connect().unwrap();
        connection.script(hand).unwrap();
        let told = verify(house);
        let hit =
            |f: &courtyard::journal::Finding| f.place.starts_with(place) && f.what.contains(word);
        assert!(told.findings.iter().any(hit), "{hand}: {:?}", told.findings);
    });
}

#[test]
fn hands_on_kept_rows_are_found() {
    found("UPDATE cases SET fee_minor = 5 WHERE claimed_by IS NULL", "cases RA-", "altered");
    found("UPDATE cases SET claimed_by = NULL", "cases RA-", "altered");
    found("DELETE FROM cases WHERE claimed_by IS NOT NULL", "cases RA-", "deleted");
    found("DELETE FROM disclosures", "disclosures ", "deleted");
    found("UPDATE disclosures SET purpose = 'another'", "disclosures ", "altered");
    found(
        "INSERT INTO disclosures (id, subject, actor, actor_kind, agency, purpose, fields, looked_at)
         VALUES ('x', 'p', 'a', 'officer', 'town', 'y', 'z', 1)",
        "disclosures x",
        "inserted",
    );
    found("UPDATE infections SET found = 'nothing'", "infections ", "altered");
    found("DELETE FROM infections", "infections ", "deleted");
    found("UPDATE payments SET amount_minor = 5", "payments ", "altered");
    found("UPDATE payments SET state = 'paid'", "payments ", "altered");
    found("UPDATE people SET kind = 'organisation'", "people p", "altered");
}

#[test]
fn hands_on_the_journal_are_found() {
    found(
        "UPDATE journal_entries SET body = replace(body, 'citizen', 'officer')",
        "journal_entries",
        "altered",
    );
    found(
        "UPDATE journal_entries SET agency = 'elsewhere' WHERE agency = 'town'",
        "journal_entries",
        "columns",
    );
    found(
        "UPDATE journal_entries SET case_id = 'RA-0' WHERE case_id IS NOT NULL",
        "journal_entries",
        "columns",
    );
    found("DELETE FROM journal_entries WHERE agency = 'town'", "journal_entries", "deleted");
    found("DELETE FROM journal_batches WHERE first_index = 2", "journal_batches", "missing");
    found(
        "UPDATE journal_batches SET at = at + 1 WHERE first_index = 2",
        "journal_batches",
        "signature",
    );
    found("UPDATE journal_heads SET size = size + 1", "journal_heads", "note");
    found("DELETE FROM journal_tiles", "journal_tiles", "");
}
