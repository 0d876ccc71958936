//! What a browser or a program sends: forms, JSON, cookies, queries.
#![no_main]

use doors::{body, visit};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let _ = (body::fields_of(bytes), body::json_of(bytes));
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let _ = (body::decoded(text), visit::queried(text, "lang"), visit::cookie_in([text], "lang"));
    assert!(doors::answer::inside(text).starts_with('/'));
});
