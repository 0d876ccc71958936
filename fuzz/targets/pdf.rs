//! The signature that a PDF carries.
#![no_main]

use proofs::keys::from_random;
use proofs::pdf;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let key = from_random([7; 32]);
    let _ = pdf::verify(bytes, &|_| Some(key.verifying_key()));
    if let Ok(signed) = pdf::sign(bytes, "k", &key) {
        assert_eq!(pdf::verify(&signed, &|_| Some(key.verifying_key())).as_deref(), Ok("k"));
    }
});
