//! The file that shows that an entry is in the journal.

use proofs::{
    Wrong,
    inclusion::Inclusion,
    keys,
    merkle::{Head, root},
    note::{Checkpoint, Signer},
    prove,
};
use proptest::prelude::{any, prop, prop_assert, prop_assert_eq, proptest};

use crate::trees::{Store, leaves};

const ORIGIN: &str = "madang.example/journal";

fn signer() -> Signer {
    Signer::new(ORIGIN, keys::from_random([1; 32])).unwrap()
}

fn proof(index: u64, size: u64) -> Inclusion {
    let all = leaves(size);
    let store = Store::of(&all);
    let head = Head { size, root: root(&all) };
    Inclusion {
        index,
        path: prove::inclusion(index, size, &|id| store.read(id)).unwrap(),
        checkpoint: Checkpoint { origin: ORIGIN.into(), head }.sign(&[&signer()]).unwrap(),
    }
}

#[test]
fn a_written_proof_is_read_and_verified_by_a_stranger_with_the_key() {
    let trusted = [signer().verifier().clone()];
    let file = proof(300, 1000).to_string();
    assert!(file.starts_with("c2sp.org/tlog-proof@v1\nindex 300\n"));
    let read = Inclusion::parse(&file).unwrap();
    assert_eq!(read, proof(300, 1000));
    let checkpoint = read.verify(&leaves(301)[300], ORIGIN, &trusted).unwrap();
    assert_eq!(checkpoint.head.size, 1000);
    assert_eq!(read.verify(&leaves(1)[0], ORIGIN, &trusted), Err(Wrong::Path));
    assert_eq!(read.verify(&leaves(301)[300], "other", &trusted), Err(Wrong::Origin));
    assert_eq!(read.verify(&leaves(301)[300], ORIGIN, &[]), Err(Wrong::UnknownKey));
}

#[test]
fn a_journal_of_one_entry_needs_no_path() {
    let file = proof(0, 1).to_string();
    assert!(file.starts_with("c2sp.org/tlog-proof@v1\nindex 0\n\nmadang.example/journal\n1\n"));
    let trusted = [signer().verifier().clone()];
    assert!(Inclusion::parse(&file).unwrap().verify(&leaves(1)[0], ORIGIN, &trusted).is_ok());
}

#[test]
fn an_extra_line_is_passed_over_and_anything_else_is_refused() {
    let file = proof(3, 9).to_string();
    let extra = file.replace("index 3", "extra YWJj\nindex 3");
    assert_eq!(Inclusion::parse(&extra), Ok(proof(3, 9)));
    let bad = [
        file.replace("v1", "v2"),
        file.replace("index 3", "index 03"),
        file.replace("index 3", "index -3"),
        file.replace("index 3\n", ""),
        file.replace("index 3", "extra YWJj\nextra YWJj\nindex 3"),
        file.replace("index 3", "extra a\nindex 3"),
        file.replace("index 3", "index 3\nYWJj"),
        file.replace("\n\n", "\n"),
        file.replace('\n', "\r\n"),
        file.replace("index 3", &format!("index 3{}", format!("\n{}=", "A".repeat(43)).repeat(65))),
        String::new(),
    ];
    for file in bad {
        assert!(Inclusion::parse(&file).is_err(), "{file}");
    }
    let long = format!("{file}{}", "x".repeat(300_000));
    assert_eq!(Inclusion::parse(&long), Err(Wrong::TooMuch("proof bytes")));
}

proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(64))]

    #[test]
    fn every_proof_is_read_back(size in 1_u64..600, index in any::<prop::sample::Index>()) {
        let index = index.index(size as usize) as u64;
        let proof = proof(index, size);
        prop_assert_eq!(Inclusion::parse(&proof.to_string()), Ok(proof));
    }

    #[test]
    fn random_text_does_not_panic(noise in "[ -~\n]{0,200}", any in ".{0,200}") {
        for body in [noise, any] {
            prop_assert!(Inclusion::parse(&body).is_err());
            let file = format!("c2sp.org/tlog-proof@v1\nindex 1\n{body}");
            if let Ok(read) = Inclusion::parse(&file) {
                prop_assert!(read.verify(&[0; 32], ORIGIN, &[signer().verifier().clone()]).is_err());
            }
        }
    }
}
