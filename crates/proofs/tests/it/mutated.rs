//! Proofs that were once right, in the hands of strangers: cut, doubled, mixed. None panics, and none is believed that says
//! something else than what was signed.

use proofs::inclusion::Inclusion;
use proofs::jwk::{Issuer, metadata_path};
use proofs::keys::{self, from_random};
use proofs::merkle::Head;
use proofs::note::{self, Checkpoint, Signer, Verifier};
use proofs::origin_keys::{OriginKey, OriginKeys};
use proofs::period::Period;
use proofs::receipt::{self, Promise, Receipt, sign_batch};
use proofs::sdjwt::{self, Content};
use proofs::{pdf, tiles};
use proptest::collection::vec;
use proptest::prelude::{ProptestConfig, any, prop_assert, prop_assert_eq, proptest};
use serde_json::{Map, Value, json};

use crate::mutation::mutated;

const ORIGIN: &str = "a.example/journal";
const PDF: &[u8] = b"%PDF-1.7\n1 0 obj\n(a certificate)\nendobj\nstartxref\n9\n%%EOF\n";

fn signer() -> Signer {
    Signer::new(ORIGIN, from_random([7; 32])).unwrap()
}

fn checkpoint() -> String {
    let head = Head { size: 3, root: [9; 32] };
    Checkpoint { origin: ORIGIN.into(), head }.sign(&[&signer()]).unwrap()
}

fn a_receipt() -> Receipt {
    let (journal, batch) = (ORIGIN.to_string(), "B-1".to_string());
    let promise = Promise { journal, batch, time_ms: 5, within_seconds: 60 };
    let leaves = [[1; 32], [2; 32], [3; 32]];
    sign_batch(&from_random([7; 32]), promise, &leaves).unwrap().receipt_for(1).unwrap()
}

fn credential() -> String {
    let claims = json!({"name": "나하늘", "address": {"city": "서울", "street": "느티나무로"}, "list": [1, 2]});
    let claims: Map<String, Value> = claims.as_object().unwrap().clone();
    let content = Content {
        kid: "k",
        iss: "https://a.example",
        vct: "urn:a",
        iat: 1,
        exp: Some(9),
        status: None,
        claims: &claims,
        hidden: &["/name", "/address/street", "/address", "/list/0"],
    };
    let mut drawn = 0;
    let mut salt = || {
        drawn += 1;
        [drawn; 16]
    };
    sdjwt::issue(&from_random([7; 32]), &content, &mut salt).unwrap()
}

fn origin_keys() -> OriginKeys {
    let period = Period { from: Some(1), until: Some(9), compromised: Some(5) };
    let keys = vec![OriginKey { verifier: signer().verifier().clone(), period }];
    OriginKeys { origin: ORIGIN.into(), keys }
}

fn issuer() -> String {
    let listed = proofs::jwk::to_json(&from_random([7; 32]).verifying_key(), "k");
    json!({"issuer": "https://a.example", "jwks": {"keys": [listed]}, "withdrawn_keys": []})
        .to_string()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn of_notes_and_receipts_only_what_was_signed_is_believed(tape in vec(any::<u16>(), 0..30)) {
        let (good, held) = (checkpoint(), a_receipt());
        let proof = Inclusion { index: 1, path: vec![[4; 32]], checkpoint: good.clone() }.to_string();
        let json = serde_json::to_string(&held).unwrap();
        let texts = [good.as_str(), &proof, &held.to_text(), &json, &signer().verifier().to_string()];
        let samples = texts.map(str::as_bytes);
        let bytes = mutated(&samples, &tape);
        let _ = (tiles::entries_of(&bytes), tiles::hashes_of(&bytes));
        let text = String::from_utf8_lossy(&bytes);
        let trusted = [signer().verifier().clone()];
        if let Ok(opened) = note::open(&text, &trusted) {
            prop_assert!(good.starts_with(opened.text), "{text}");
        }
        let _ = (Checkpoint::open(&text, ORIGIN, &trusted), Verifier::parse(&text), tiles::parse_path(&text));
        if let Ok(proof) = Inclusion::parse(&text) {
            let _ = proof.verify(&[1; 32], ORIGIN, &trusted);
        }
        let read = Receipt::from_text(&text).ok().into_iter();
        for read in read.chain(serde_json::from_str::<Receipt>(&text)) {
            prop_assert_eq!(Receipt::from_text(&read.to_text()), Ok(read.clone()));
            if receipt::verify(&read, &from_random([7; 32]).verifying_key()).is_ok() {
                prop_assert_eq!(read, held.clone());
            }
        }
    }

    #[test]
    fn of_a_credential_nothing_is_shown_that_was_not_signed(tape in vec(any::<u16>(), 0..30)) {
        let good = credential();
        let text = String::from_utf8_lossy(&mutated(&[good.as_bytes()], &tape)).into_owned();
        let key = from_random([7; 32]).verifying_key();
        let whole = sdjwt::open(&good, &|_, _| Some(key)).unwrap().claims;
        if let Ok(opened) = sdjwt::open(&text, &|_, _| Some(key)) {
            for (name, value) in &opened.claims {
                let signed = whole.get(name).unwrap();
                // A claim may be shown in part: an object or a list of which some was withheld.
                prop_assert!(value == signed || value.is_object() || value.is_array(), "{name}: {value}");
            }
        }
        let _ = sdjwt::present(&text, &|_, _| false);
    }

    #[test]
    fn of_a_pdf_only_the_signed_bytes_verify(tape in vec(any::<u16>(), 0..20)) {
        let key = from_random([7; 32]);
        let good = pdf::sign(PDF, "k", &key).unwrap();
        let other = pdf::sign(PDF, "k2", &from_random([8; 32])).unwrap();
        let bytes = mutated(&[&good, &other], &tape);
        if pdf::verify(&bytes, &|kid| (kid == "k").then(|| key.verifying_key())).is_ok() {
            prop_assert!(bytes == good);
        }
        let _ = pdf::sign(&bytes, "k", &key);
    }

    #[test]
    fn lists_of_keys_are_read_or_refused(tape in vec(any::<u16>(), 0..30)) {
        let (issuer, journal) = (issuer(), origin_keys().to_json().to_string());
        let pem = keys::to_pem(&from_random([7; 32]));
        let samples = [issuer.as_str(), &journal, &pem, "https://a.example/b"].map(str::as_bytes);
        let text = String::from_utf8_lossy(&mutated(&samples, &tape)).into_owned();
        if let Ok(read) = Issuer::parse(&text) {
            prop_assert_eq!(Issuer::parse(&read.to_json().to_string()), Ok(read.clone()));
        }
        if let Ok(read) = OriginKeys::parse(&text) {
            prop_assert_eq!(OriginKeys::parse(&read.to_json().to_string()), Ok(read));
        }
        let _ = (keys::from_pem(&text), keys::public_from_pem(&text), metadata_path(&text));
    }
}
