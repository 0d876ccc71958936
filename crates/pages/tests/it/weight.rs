//! What a page weighs on its way to a phone.

use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;
use pages::{assets, gallery};

fn compressed(bytes: &[u8]) -> usize {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::new(1));
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap().len()
}

/// The budget of design.md: 60 KB compressed for a first visit without fonts, at the fastest level of compression.
#[test]
fn a_first_visit_weighs_less_than_sixty_kilobytes() {
    let house: usize =
        [assets::css(), assets::script(), assets::icon()].iter().map(|a| compressed(a.bytes)).sum();
    for lang in gallery::LANGUAGES {
        for (name, page) in gallery::pages(lang, pages::Mode::Auto).unwrap() {
            let visit = house + compressed(page.as_bytes());
            assert!(visit < 60_000, "{name} in {lang}: {visit} bytes");
        }
    }
}
