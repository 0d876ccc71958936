//! Numbers with a check digit, as people type them.
#![no_main]

use country::Identifier;

libfuzzer_sys::fuzz_target!(|text: &str| {
    for (check, shape) in [("luhn", "9999-9999"), ("weighted", "999-99-99999"), ("none", "A999")] {
        let identifier = Identifier {
            id: "a".into(),
            title: Default::default(),
            shape: shape.into(),
            check: check.into(),
            weights: vec![1, 3, 7, 1, 3, 7, 1, 3, 5],
            modulus: 10,
            tens_of: Some(8),
            masked: 4,
            example: String::new(),
        };
        if let Some(number) = identifier.normalise(text) {
            let _ = identifier.verify(&number);
        }
        let _ = (identifier.verify(text), identifier.mask(text));
    }
    let _ = vocabulary::number_is_valid(text);
});
