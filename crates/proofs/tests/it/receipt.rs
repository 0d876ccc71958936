//! Receipts: one signature a batch, and each act its path.

use proofs::{
    Wrong,
    keys::{self, SigningKey},
    receipt::{COUNT_MAX, Promise, Receipt, sign_batch, verify},
};
use proptest::prelude::{any, prop, prop_assert, prop_assert_eq, prop_assume, proptest};

use crate::trees::{leaves, naive_inclusion, naive_root};

fn key() -> SigningKey {
    keys::from_random([1; 32])
}

fn promise() -> Promise {
    Promise {
        journal: "madang.example/journal".into(),
        batch: "B-7Q2M-4F7K".into(),
        time_ms: 1_772_323_200_000,
        within_seconds: 60,
    }
}

fn receipt(place: u32, count: u64) -> Receipt {
    let batch = sign_batch(&key(), promise(), &leaves(count)).unwrap();
    batch.receipt_for(place).unwrap()
}

#[test]
fn every_act_of_a_batch_has_a_receipt_that_holds() {
    for count in (1..=9).chain([31, 33, 256, 257]) {
        let leaves = leaves(count);
        let batch = sign_batch(&key(), promise(), &leaves).unwrap();
        assert_eq!(batch.root(), naive_root(&leaves));
        // Verifying takes milliseconds without optimization, so of the large batches a part will do.
        for place in (0..leaves.len()).step_by(1 + leaves.len() / 10) {
            let receipt = batch.receipt_for(place as u32).unwrap();
            assert_eq!(receipt.path, naive_inclusion(place, &leaves));
            assert_eq!((receipt.leaf, receipt.signature), (leaves[place], batch.signature()));
            verify(&receipt, &key().verifying_key()).unwrap();
        }
        assert_eq!(batch.receipt_for(count as u32), None);
    }
}

#[test]
fn a_receipt_says_until_when_the_journal_must_have_it() {
    assert_eq!(receipt(0, 1).due_ms(), 1_772_323_260_000);
    assert_eq!(Receipt { time_ms: i64::MAX, ..receipt(0, 1) }.due_ms(), i64::MAX);
}

#[test]
fn a_receipt_with_anything_changed_is_refused() {
    let key = key().verifying_key();
    let good = receipt(5, 9);
    verify(&good, &key).unwrap();
    let mut other_path = good.path.clone();
    other_path[1][7] ^= 1;
    let mut other_signature = good.signature;
    other_signature[63] ^= 1;
    let changed = [
        Receipt { journal: "other.example".into(), ..good.clone() },
        Receipt { batch: "B-7Q2M-4F7L".into(), ..good.clone() },
        Receipt { time_ms: good.time_ms + 1, ..good.clone() },
        Receipt { within_seconds: 61, ..good.clone() },
        Receipt { leaf: [0; 32], ..good.clone() },
        Receipt { place: 4, ..good.clone() },
        Receipt { count: 10, ..good.clone() },
        Receipt { path: other_path, ..good.clone() },
        Receipt { signature: other_signature, ..good.clone() },
    ];
    for receipt in changed {
        assert_eq!(verify(&receipt, &key), Err(Wrong::Signature), "{receipt:?}");
    }
    assert_eq!(verify(&Receipt { path: Vec::new(), ..good.clone() }, &key), Err(Wrong::Path));
    assert_eq!(verify(&Receipt { place: 9, ..good.clone() }, &key), Err(Wrong::Outside));
    assert_eq!(verify(&good, &keys::from_random([2; 32]).verifying_key()), Err(Wrong::Signature));
}

#[test]
fn a_name_with_a_line_break_is_never_signed() {
    let leaves = leaves(2);
    for promise in [
        Promise { journal: "a\nb".into(), ..promise() },
        Promise { journal: String::new(), ..promise() },
        Promise { batch: "a\rb".into(), ..promise() },
        Promise { batch: "x".repeat(65), ..promise() },
    ] {
        assert!(matches!(sign_batch(&key(), promise, &leaves), Err(Wrong::Malformed(_))));
    }
    assert!(sign_batch(&key(), promise(), &[]).is_err());
    let many = vec![[0; 32]; COUNT_MAX as usize + 1];
    assert!(matches!(sign_batch(&key(), promise(), &many), Err(Wrong::TooMuch(_))));
}

#[test]
fn the_text_form_is_short_enough_for_a_qr_code_and_survives_a_mail() {
    let receipt = receipt(200, 256);
    let text = receipt.to_text();
    assert!(text.starts_with("mdr1.") && text.len() < 600, "{}", text.len());
    assert_eq!(Receipt::from_text(&text), Ok(receipt.clone()));
    let folded = format!("  {}\r\n {}\n", &text[..76], &text[76..]);
    assert_eq!(Receipt::from_text(&folded), Ok(receipt));
}

#[test]
fn broken_texts_are_refused() {
    let text = receipt(5, 9).to_text();
    for bad in [
        String::new(),
        "mdr1.".into(),
        text.replace("mdr1.", "mdr2."),
        text[5..].into(),
        text[..text.len() - 1].into(),
        text[..text.len() - 4].into(),
        format!("{text}AAAA"),
        format!("{text}="),
        format!("{text}{}", " ".repeat(5000)),
    ] {
        assert!(Receipt::from_text(&bad).is_err(), "{bad}");
    }
}

#[test]
fn the_json_form_is_plain_and_strict() {
    let receipt = receipt(1, 2);
    let json = serde_json::to_value(&receipt).unwrap();
    assert_eq!(json["journal"], "madang.example/journal");
    assert_eq!(json["leaf"].as_str().unwrap().len(), 44);
    assert_eq!(json["path"].as_array().unwrap().len(), 1);
    assert_eq!(serde_json::from_value::<Receipt>(json.clone()).unwrap(), receipt);
    for (name, value) in [
        ("extra", 1.into()),
        ("place", 2.into()),
        ("count", 0.into()),
        ("count", 65_537.into()),
        ("leaf", "AAAA".into()),
        ("signature", "AAAA".into()),
        ("path", serde_json::json!([json["leaf"], json["leaf"]])),
        ("journal", "a\nb".into()),
    ] {
        let mut bad = json.clone();
        bad[name] = value;
        assert!(serde_json::from_value::<Receipt>(bad).is_err(), "{name}");
    }
}

proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(96))]

    #[test]
    fn both_forms_give_back_what_was_written(
        count in 1_u64..300,
        place in any::<prop::sample::Index>(),
        journal in "[^\\p{C}]{1,60}",
        time_ms in any::<i64>(),
        within_seconds in any::<u32>(),
    ) {
        prop_assume!(!journal.contains(char::is_control));
        let promise = Promise { journal, time_ms, within_seconds, ..promise() };
        let batch = sign_batch(&key(), promise, &leaves(count)).unwrap();
        let receipt = batch.receipt_for(place.index(count as usize) as u32).unwrap();
        prop_assert_eq!(Receipt::from_text(&receipt.to_text()), Ok(receipt.clone()));
        let json = serde_json::to_string(&receipt).unwrap();
        prop_assert_eq!(serde_json::from_str::<Receipt>(&json).unwrap(), receipt);
    }

    #[test]
    fn random_text_is_no_receipt(
        noise in ".{0,300}",
        bytes in prop::collection::vec(any::<u8>(), 0..1500),
    ) {
        use base64::Engine;
        prop_assert!(Receipt::from_text(&noise).is_err());
        prop_assert!(serde_json::from_str::<Receipt>(&noise).is_err());
        let text = format!("mdr1.{}", base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(bytes));
        if let Ok(receipt) = Receipt::from_text(&text) {
            prop_assert_eq!(receipt.to_text(), text);
            prop_assert!(verify(&receipt, &key().verifying_key()).is_err());
        }
    }

    #[test]
    fn a_text_with_one_character_changed_never_verifies(at in any::<prop::sample::Index>(), c in "[A-Za-z0-9_-]") {
        let text = receipt(5, 9).to_text();
        let at = 5 + at.index(text.len() - 5);
        prop_assume!(text[at..=at] != c);
        let changed = format!("{}{c}{}", &text[..at], &text[at + 1..]);
        let verified = Receipt::from_text(&changed).and_then(|r| verify(&r, &key().verifying_key()));
        prop_assert!(verified.is_err());
    }
}
