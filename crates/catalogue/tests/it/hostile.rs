//! Files that are broken, huge, deep or nonsense: each gives a report, none a panic, none takes the rest with it.

use catalogue::{Severity, plain, read};
use proptest::prelude::{ProptestConfig, any, prop_assert, proptest};
use proptest::{collection, sample};

use crate::mutation::mutated;

fn quiet(bytes: &[u8]) -> catalogue::Imported {
    read("file", bytes, &mut |_, _| {})
}

fn row(id: &str, more: &str) -> String {
    format!(
        "{{\"id\":\"{id}\",\"dbId\":\"1\",\"name\":\"Nome {id}\",\"description\":\"D\",\"free\":true,\"steps\":[]{more}}}\n"
    )
}

#[test]
fn broken_lines_are_reported_by_number_and_the_rest_goes_on() {
    let mut file = row("a", "").into_bytes();
    file.extend(b"{\"id\": \"b\", \n");
    file.extend(b"\xff\xfe\x00{\n");
    file.extend(format!("{{\"x\":{}1{}}}\n", "[".repeat(100), "]".repeat(100)).bytes());
    file.extend(format!("{{\"name\":\"{}\"}}\n", "x".repeat(2 << 20)).bytes());
    file.extend(b"{\"id\":\"c\",\"dbId\":\"9\"}\n");
    file.extend(row("d", ",\"unknown\":[1,2],\"digital\":\"perhaps\",\"areas\":\"none\"").bytes());
    let imported = quiet(&file);
    let ids: Vec<&str> = imported.services.iter().map(|s| s.id.as_str()).collect();
    assert_eq!(ids, ["a", "d"]);
    let out: Vec<usize> = imported
        .report
        .iter()
        .filter(|l| l.severity == Severity::ServiceLeftOut)
        .map(|l| l.line)
        .collect();
    assert_eq!(out, [2, 3, 4, 5, 6]);
    let mut values: Vec<&str> = imported
        .report
        .iter()
        .filter(|l| l.severity == Severity::ValueLeftOut && l.line == 7)
        .map(|l| l.what.as_str())
        .collect();
    values.sort_unstable();
    assert_eq!(values, ["areas: \"none\"", "digital: \"perhaps\"", "unknown: [1,2]"]);
}

#[test]
fn duplicate_and_empty_ids_get_the_same_new_ids_in_every_run() {
    let file =
        [row("a", ""), row("a", ",\"x\":1"), row("", ""), row("", ""), row("../etc/passwd", "")]
            .concat();
    let ids = |bytes: &[u8]| quiet(bytes).services.into_iter().map(|s| s.id).collect::<Vec<_>>();
    let first = ids(file.as_bytes());
    assert_eq!(first, ids(file.as_bytes()));
    assert!(first.iter().all(|id| catalogue::is_id(id)), "{first:?}");
    assert_eq!(first.iter().collect::<std::collections::BTreeSet<_>>().len(), 5);
    assert_eq!(
        quiet(file.as_bytes()).report.iter().filter(|l| l.what.starts_with("id:")).count(),
        4
    );
}

#[test]
fn free_and_yet_with_costs_keeps_the_costs() {
    let steps = ",\"x\":0,\"applicants\":[]";
    let cost =
        "{\"description\":\"Taxa\",\"currency\":\"R$\",\"value\":\"1.065,00\",\"case\":\"\"}";
    let line = row("a", steps)
        .replace("\"steps\":[]", &format!("\"steps\":[{{\"title\":\"T\",\"costs\":[{cost}]}}]"));
    let imported = quiet(line.as_bytes());
    assert_eq!(imported.services[0].costs[0].minor, Some(106_500));
    assert!(
        imported.report.iter().any(|l| l.what == "free: true" && l.severity == Severity::Mended)
    );
}

#[test]
fn what_is_no_catalogue_is_one_line() {
    for bytes in [
        &b""[..],
        b"hello",
        b"%PDF-1.7\n%\xe2\xe3",
        b"<html><body>x</body></html>",
        b"[1,2,3]",
        b"\x00\x01\x02",
    ] {
        let imported = quiet(bytes);
        assert!(imported.services.is_empty());
        assert!(!imported.report.is_empty(), "{bytes:?}");
    }
}

#[test]
fn a_service_with_a_remote_context_is_not_fetched() {
    let imported =
        quiet(b"{\"@context\":\"http://127.0.0.1:9/x.jsonld\",\"@type\":\"PublicService\"}");
    assert!(imported.services.is_empty() && !imported.report.is_empty());
}

#[test]
fn progress_ends_where_it_said() {
    let file = row("a", "").repeat(300);
    let mut last = (0, 0);
    read("x", file.as_bytes(), &mut |done, total| {
        assert!(done <= total && done >= last.0);
        last = (done, total);
    });
    assert_eq!(last, (300, 300));
}

const PIECES: [&str; 32] = [
    "<",
    ">",
    "</",
    "<b>",
    "<a href=\"",
    "http://x/",
    "](",
    "[",
    "(",
    ")",
    "**",
    "__",
    "*",
    "_",
    "\\",
    "&lt;",
    "&#x",
    ";",
    "&",
    "\n",
    "\n\n",
    "- ",
    "# ",
    "\"",
    "'",
    "é",
    "한",
    " ",
    "<script>",
    "<!--",
    "`",
    "p",
];

/// A little of each format, as their writers send it.
fn samples() -> Vec<Vec<u8>> {
    let brazil = row(
        "a",
        ",\"x\":0,\"applicants\":[{\"type\":\"Cidadão\",\"requirements\":\"CPF\"}],\"agency\":\"INSS\"",
    );
    let korea = "{\"svcId\":\"1\",\"svcNm\":\"아동수당\",\"purpose\":\"지원\",\"dept\":\"복지과\",\"url\":\"https://www.gov.kr/1\"}\n";
    let turtle = "@prefix cv: <http://data.europa.eu/m8g/> .\n@prefix dct: <http://purl.org/dc/terms/> .\n@prefix cpsv: <http://purl.org/vocab/cpsv#> .\n\
                  <http://a.example/s/1> a cpsv:PublicService ; dct:title \"Permit\"@en, \"허가\"@ko ; dct:description \"D\"@en ;\n\
                  cv:hasCompetentAuthority [ a cv:PublicOrganisation ; dct:title \"Town\"@en ] ; cv:processingTime \"P3D\" .\n";
    let jsonld = r#"{"@context":{"dct":"http://purl.org/dc/terms/","cpsv":"http://purl.org/vocab/cpsv#"},"@graph":[{"@id":"http://a.example/s/1","@type":"cpsv:PublicService","dct:title":{"@value":"Permit","@language":"en"},"dct:identifier":"1"}]}"#;
    let xml = r#"<?xml version="1.0"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:dct="http://purl.org/dc/terms/" xmlns:cpsv="http://purl.org/vocab/cpsv#"><cpsv:PublicService rdf:about="http://a.example/s/1"><dct:title xml:lang="en">Permit &amp; more</dct:title><dct:description>D</dct:description></cpsv:PublicService></rdf:RDF>"#;
    [brazil.as_str(), korea, turtle, jsonld, xml].map(|text| text.as_bytes().to_vec()).to_vec()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn a_catalogue_that_was_cut_doubled_and_mixed_is_read_without_panic(tape in collection::vec(any::<u16>(), 0..30)) {
        let samples = samples();
        let samples: Vec<&[u8]> = samples.iter().map(Vec::as_slice).collect();
        let imported = quiet(&mutated(&samples, &tape));
        prop_assert!(imported.services.iter().all(|service| catalogue::is_id(&service.id)));
    }

    #[test]
    fn random_bytes_are_read_without_panic(bytes in collection::vec(any::<u8>(), 0..600)) {
        quiet(&bytes);
    }

    #[test]
    fn random_bytes_in_each_format_are_read_without_panic(
        head in sample::select(vec!["@prefix a: <http://a/> .\n", "{\"@context\":{},\"@id\":\"", "<?xml version=\"1.0\"?><rdf:RDF ", "{\"dbId\":\"1\"}\n{\"", "{\"purpose\":\"1\"}\n{\""]),
        bytes in collection::vec(any::<u8>(), 0..300),
    ) {
        quiet(&[head.as_bytes(), &bytes].concat());
    }

    #[test]
    fn no_tag_survives_any_text(pieces in collection::vec(sample::select(PIECES.to_vec()), 0..40)) {
        let text = plain(&pieces.concat());
        let tag = text.char_indices().any(|(at, c)| {
            c == '<' && text[at + 1..].starts_with(|c: char| c.is_ascii_alphabetic() || c == '/' || c == '!')
        });
        prop_assert!(!tag, "{text}");
        prop_assert!(!text.contains("\n\n\n"));
    }

    #[test]
    fn any_words_become_an_id_or_nothing(text in any::<String>()) {
        let id = catalogue::slug(&text);
        prop_assert!(id.is_empty() || catalogue::is_id(&id), "{id}");
        prop_assert!(!id.is_empty() || !text.chars().any(char::is_alphanumeric));
    }
}
