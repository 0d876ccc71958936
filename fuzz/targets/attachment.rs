//! The attachment of a PDF.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let _ = letters::attachment_of(bytes);
});
