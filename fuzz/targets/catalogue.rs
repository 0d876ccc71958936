//! Foreign catalogues: the Brazilian and the Korean list, CPSV-AP as JSON-LD, Turtle and RDF/XML.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let imported = catalogue::read("file", bytes, &mut |_, _| {});
    assert!(imported.services.iter().all(|service| catalogue::is_id(&service.id)));
});
