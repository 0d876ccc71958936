//! Files of all kinds, broken ones among them, and what may never leave this room.

use exposure::{Part, Unreadable};
use proptest::prelude::{any, prop, prop_assert, proptest};

use crate::corpus::{Chance, corpus, hyphened, resident};
use crate::{document, found, kinds, today};

/// A PDF of one page with that content, and a note beside it.
fn pdf(content: &str, note: &str) -> Vec<u8> {
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_string(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_string(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R /Annots [6 0 R] \
         /Resources << /Font << /F1 5 0 R >> >> >>"
            .to_string(),
        format!("<< /Length {} >>\nstream\n{content}\nendstream", content.len()),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
            .to_string(),
        format!("<< /Type /Annot /Subtype /Text /Rect [0 0 9 9] /Contents ({note}) >>"),
    ];
    let mut file = "%PDF-1.7\n".to_string();
    let mut places = Vec::new();
    for (number, object) in (1..).zip(&objects) {
        places.push(file.len());
        file.push_str(&format!("{number} 0 obj\n{object}\nendobj\n"));
    }
    let table = file.len();
    file.push_str(&format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1));
    for place in places {
        file.push_str(&format!("{place:010} 00000 n \n"));
    }
    let size = objects.len() + 1;
    file.push_str(&format!("trailer << /Size {size} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n"));
    file.into_bytes()
}

#[test]
fn a_pdf_is_read_by_its_pages_however_its_signs_are_placed() {
    let contents = [
        ("one string", "BT /F1 12 Tf 50 700 Td (RRN 880412-2980011) Tj ET"),
        ("kerned", "BT /F1 12 Tf 50 700 Td [(RRN 8804) -20 (12-29) 15 (80011)] TJ ET"),
        ("invisible", "BT 3 Tr /F1 12 Tf 50 700 Td (RRN 880412-2980011) Tj ET"),
        ("in pieces", "BT /F1 12 Tf 50 700 Td (RRN) Tj 40 0 Td (880412-2980011) Tj ET"),
        ("over two lines", "BT /F1 12 Tf 50 700 Td (RRN 880412-) Tj 0 -14 Td (2980011) Tj ET"),
    ];
    for (how, content) in contents {
        let document = exposure::read("a.pdf", pdf(content, "")).unwrap();
        let findings = kinds().find(&document, today()).findings;
        assert_eq!(findings.len(), 1, "{how}");
        assert_eq!((findings[0].place.page, findings[0].part), (1, Part::Text), "{how}");
        assert_eq!(findings[0].masked.replace(' ', ""), "88****-*******", "{how}");
    }
}

#[test]
fn two_columns_of_a_pdf_are_not_one_number() {
    let content = "BT /F1 12 Tf 50 700 Td (880412) Tj 200 0 Td (2980011) Tj ET";
    let document = exposure::read("a.pdf", pdf(content, "")).unwrap();
    assert_eq!(kinds().find(&document, today()).count, 0);
}

#[test]
fn a_note_of_a_pdf_is_read_too() {
    let document = exposure::read("a.pdf", pdf("", "880412-2980011")).unwrap();
    let findings = kinds().find(&document, today()).findings;
    assert_eq!(findings.len(), 1);
    assert_eq!(findings[0].part, Part::Field);
}

#[test]
fn a_page_with_only_a_picture_is_not_called_clean() {
    let content = "q 9 0 0 9 0 0 cm BI /W 1 /H 1 /CS /G /BPC 8 ID x EI Q";
    let document = exposure::read("a.pdf", pdf(content, "")).unwrap();
    assert_eq!(document.notes, ["page 1: only pictures, look at it yourself"]);
}

#[test]
fn a_broken_pdf_is_said_to_be_broken() {
    let error = exposure::read("a.pdf", b"%PDF-1.7\nnothing".to_vec()).unwrap_err();
    assert_eq!(error.to_string(), "is a PDF file that is broken");
}

#[test]
fn what_is_no_text_is_not_read() {
    let picture = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
    assert_eq!(exposure::read("a.png", picture).unwrap_err(), Unreadable::NoText);
}

#[test]
fn older_korean_letters_and_utf_16_are_read() {
    // `주민번호` in CP949.
    let mut bytes = vec![0xc1, 0xd6, 0xb9, 0xce, 0xb9, 0xf8, 0xc8, 0xa3];
    bytes.extend(b" 2103013980012");
    let document = exposure::read("a.txt", bytes).unwrap();
    assert_eq!(kinds().find(&document, today()).count, 1);
    let wide: Vec<u8> =
        "\u{feff}880412-2980011".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let document = exposure::read("a.txt", wide).unwrap();
    assert_eq!(kinds().find(&document, today()).count, 1);
}

#[test]
fn a_page_shows_and_hides_numbers_and_both_are_found() {
    let rows = [
        ("<b>880412</b>-2980011", Part::Text),
        ("<td>880412</td><td>-2980011</td>", Part::Text),
        ("880412&#45;<i>2980011</i>", Part::Text),
        ("<p>주민번호<input value=\"880412\">-<input value=\"2980011\"></p>", Part::Text),
        ("<img alt=\"880412-2980011\">", Part::Attribute),
        ("<!-- 880412-2980011 -->", Part::Comment),
        ("<script>let rrn = '8804122980011'</script>", Part::Script),
        ("<input type=hidden name=juminNo value=8804122980011>", Part::Text),
    ];
    for (text, part) in rows {
        let findings = found("a.html", text);
        assert_eq!(findings.len(), 1, "{text}");
        assert_eq!(findings[0].part, part, "{text}");
    }
}

#[test]
fn a_table_of_a_page_has_headings_that_name_its_cells() {
    let text = "<table><tr><th>성명<th>주민번호</tr><tr><td>가<td>2103013980012</tr></table>";
    assert_eq!(found("a.html", text).len(), 1);
    assert_eq!(found("a.html", &text.replace("주민번호", "승인번호")).len(), 0);
}

/// Everything that leaves: what a program reads, what a person reads, and what a debugger prints.
fn everything(name: &str, text: &str) -> String {
    let found = kinds().find(&document(name, text), today());
    format!("{} {found:?}", serde_json::to_string(&found.findings).unwrap())
}

#[test]
fn no_finding_says_the_number() {
    for paper in corpus(3) {
        let said = everything(paper.name, &paper.text);
        for truth in &paper.truths {
            let digits: String = truth.number.chars().filter(char::is_ascii_alphanumeric).collect();
            let tail: String = digits.chars().skip(4).collect();
            let said_digits: String = said.chars().filter(char::is_ascii_alphanumeric).collect();
            assert!(!said.contains(&truth.number), "{}", truth.kind);
            assert!(tail.is_empty() || !said_digits.contains(&tail), "{}", truth.kind);
        }
    }
}

#[test]
fn what_a_file_can_be_made_of_takes_no_longer_than_its_length() {
    let long = 300_000;
    for text in [
        "<a \"".repeat(long),
        "<".repeat(long),
        "<!--".repeat(long),
        "<script>".repeat(long),
        "<table><tr><td>".repeat(long),
        "&#".repeat(long),
        "1-".repeat(long),
        "880412-".repeat(long),
        "880412-2980011 ".repeat(30_000),
        "주민번호".repeat(long),
        "\"".repeat(long),
        ",".repeat(long),
    ] {
        for name in ["a.html", "a.csv", "a.txt"] {
            document(name, &text);
            let found = kinds().find(&document(name, &text), today());
            assert!(found.findings.len() <= exposure::FINDINGS_MAX);
        }
    }
}

proptest! {
    #[test]
    fn random_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..2_000), name in 0usize..4) {
        let name = ["a.txt", "a.html", "a.csv", "a.pdf"][name];
        if let Ok(document) = exposure::read(name, bytes) {
            kinds().find(&document, today());
        }
    }

    #[test]
    fn signs_of_pages_and_tables_in_any_order_are_read(text in "([<>\"'=&#;,-]|[0-9]{1,7}|주민번호|<td>|<tr>|<table>|<!--|-->|<script>|</script>|\n| ){0,60}") {
        for name in ["a.txt", "a.html", "a.csv"] {
            kinds().find(&document(name, &text), today());
        }
    }

    #[test]
    fn a_pdf_with_bytes_changed_is_read_or_refused(changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..20)) {
        let mut bytes = pdf("BT /F1 12 Tf 50 700 Td [(RRN 8804) -20 (12-29) 15 (80011)] TJ ET", "x");
        for (place, byte) in changes {
            let place = place.index(bytes.len());
            bytes[place] = byte;
        }
        if let Ok(document) = exposure::read("a.pdf", bytes) {
            kinds().find(&document, today());
        }
    }

    #[test]
    fn a_number_is_found_in_any_text_and_never_said(seed in any::<u64>(), before in "[가-힣a-z ,.()<>]{0,30}", after in "[가-힣 ,()]{0,30}") {
        let number = hyphened(&resident(&mut Chance(seed)));
        let text = format!("{before} {number} {after}");
        let said = everything("a.txt", &text);
        prop_assert!(said.contains("resident-number"));
        prop_assert!(!said.contains(&number) && !said.contains(&number[7..]));
    }
}
