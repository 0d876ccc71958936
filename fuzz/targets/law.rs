//! The law's files: decision tables as text, and parameters as TOML.
#![no_main]

use law::Law;

libfuzzer_sys::fuzz_target!(|text: &str| {
    for name in ["law/a.table", "law/a.toml"] {
        if let Ok(law) = Law::read([(name.to_string(), text.to_string())]) {
            let _ = law.findings();
        }
    }
});
