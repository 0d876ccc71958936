//! Models of DMN: read, checked, written again, and their tables brought into the law's own form.
#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| {
    let _ = law::dmn::check(&[("model.dmn".to_string(), text.to_string())]);
    if let Ok(once) = law::dmn::rewritten("model.dmn", text) {
        // What we write we read, and write the same.
        assert_eq!(law::dmn::rewritten("model.dmn", &once).as_deref(), Ok(once.as_str()));
    }
    let _ = law::dmn::import("model.dmn", text, None);
});
