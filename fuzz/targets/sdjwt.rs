//! Credentials in the form of SD-JWT, whoever signed them.
#![no_main]

use proofs::keys::from_random;
use proofs::sdjwt;

libfuzzer_sys::fuzz_target!(|text: &str| {
    let key = from_random([7; 32]).verifying_key();
    let _ = sdjwt::open(text, &|_, _| Some(key));
    let _ = sdjwt::present(text, &|_, _| false);
});
