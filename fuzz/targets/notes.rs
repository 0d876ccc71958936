//! What the journal gives away: signed notes, checkpoints, proofs, receipts, tiles and bundles.
#![no_main]

use proofs::inclusion::Inclusion;
use proofs::keys::from_random;
use proofs::note::{self, Checkpoint, Verifier};
use proofs::receipt::Receipt;
use proofs::tiles;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let _ = (tiles::entries_of(bytes), tiles::hashes_of(bytes));
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let Ok(verifier) = Verifier::new("a.example", from_random([7; 32]).verifying_key()) else { return };
    let trusted = [verifier];
    let _ = (note::open(text, &trusted), Checkpoint::open(text, "a.example", &trusted), Verifier::parse(text));
    if let Ok(proof) = Inclusion::parse(text) {
        let _ = proof.verify(&[0; 32], "a.example", &trusted);
    }
    if let Ok(receipt) = Receipt::from_text(text) {
        let again = Receipt::from_text(&receipt.to_text());
        assert_eq!(again, Ok(receipt));
    }
    let _ = serde_json::from_str::<Receipt>(text);
    let _ = tiles::parse_path(text);
});
