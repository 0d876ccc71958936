//! Public keys as others give them: PEM, JSON Web Keys, the metadata of an issuer, the keys of a journal.
#![no_main]

use proofs::jwk::{Issuer, metadata_path};
use proofs::keys;
use proofs::origin_keys::OriginKeys;

libfuzzer_sys::fuzz_target!(|text: &str| {
    let _ = (keys::from_pem(text), keys::public_from_pem(text), metadata_path(text));
    if let Ok(issuer) = Issuer::parse(text) {
        let _ = issuer.check("a", 0, None);
    }
    if let Ok(keys) = OriginKeys::parse(text) {
        assert_eq!(OriginKeys::parse(&keys.to_json().to_string()), Ok(keys));
    }
});
