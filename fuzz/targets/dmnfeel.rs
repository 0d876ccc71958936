//! FEEL as DMN has it: read and evaluated.
#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| {
    let _ = law::dmn::value_of(text, vocabulary::Moment(1_800_000_000));
});
