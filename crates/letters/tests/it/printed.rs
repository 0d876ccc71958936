//! What comes out of the press: text that can be read back, files that keep their standard, and
//! papers that print whatever a person is called.

use std::path::Path;

use letters::{Attachment, Paper, Row, Section, qr_svg, render};
use proptest::prelude::{ProptestConfig, any, proptest};

use crate::papers;
use crate::programs::{asked, text_of};

fn has(pdf: &[u8], words: &str) -> bool {
    pdf.windows(words.len()).any(|window| window == words.as_bytes())
}

/// A paper with one row, and no text that the row's text could be mistaken for.
fn named(name: &str) -> Paper {
    let rows = vec![Row { label: "이름".into(), lines: vec![name.into()] }];
    Paper { rows, ..papers::korean() }
}

/// The text without any spaces, since a line may end anywhere in a long name.
fn joined(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

#[test]
fn samples_are_printed_for_people_to_look_at() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("letters");
    std::fs::create_dir_all(&folder).unwrap();
    let sample = Paper { not_valid: Some("SAMPLE".into()), ..papers::english() };
    for (name, paper) in [
        ("korean", papers::korean()),
        ("english", papers::english()),
        ("decision", papers::decision()),
        ("arabic", papers::arabic()),
        ("sample", sample),
        ("long", papers::long()),
        ("names", papers::names()),
    ] {
        let pdf = render(&paper, None).unwrap();
        std::fs::write(folder.join(name).with_extension("pdf"), pdf).unwrap();
    }
}

#[test]
fn the_same_paper_gives_the_same_bytes() {
    let first = render(&papers::korean(), None).unwrap();
    render(&papers::decision(), None).unwrap();
    assert!(first == render(&papers::korean(), None).unwrap());
}

#[test]
fn the_text_of_a_paper_can_be_read_back() {
    let pdf = render(&papers::korean(), None).unwrap();
    let Some(text) = text_of(&pdf) else { return };
    for line in [
        "주민등록표 초본",
        "홍길동 (洪吉童)",
        "서울특별시 종로구 세종대로 209, 101동 1502호 (세종로)",
        "위의 사실은 주민등록표의 기재 사항과 틀림없음을 증명합니다.",
        "서울특별시 종로구청장",
        "https://madang.example.kr/verify/RA-2026-000123-7",
    ] {
        assert!(text.contains(line), "{line} is missing in {text}");
    }
    assert!(joined(&text).contains("1/1"), "{text}");
}

#[test]
fn a_name_is_never_read_as_markup_or_code() {
    for name in [
        r##"#panic("x") $ _a_ *b* \ "##,
        r##"#let a = 1; #{ while true {} } #import "@preview/x:1.0.0""##,
        r##"= heading <label> @ref `raw` // not a comment /* nor this */ "quoted" 'so'"##,
        r##"#read("/etc/passwd") #json("paper.json") #sys.inputs"##,
        "[brackets] {braces} --- -- ... ~ x^2 $ sum_1^n $",
    ] {
        let everywhere = Paper {
            title: name.into(),
            signed_by: name.into(),
            closing: name.into(),
            seal_text: name.into(),
            verify: vec![name.into()],
            not_valid: Some(name.into()),
            sections: vec![Section {
                heading: name.into(),
                paragraphs: vec![name.into()],
                steps: vec![name.into()],
            }],
            ..named(name)
        };
        let pdf = render(&everywhere, None).unwrap();
        let Some(text) = text_of(&pdf) else { return };
        assert!(joined(&text).matches(&joined(name)).count() >= 6, "{name} in {text}");
    }
}

#[test]
fn a_name_of_two_hundred_letters_stays_on_the_page() {
    for name in ["W".repeat(200), "가".repeat(200), "محمد".repeat(50), "Nguyễn ".repeat(30)]
    {
        let pdf = render(&named(&name), None).unwrap();
        // Only what lies on the page is read back.
        let Some(answer) = asked("pdftotext", "poppler", &["-nopgbrk", "FILE", "-"], &pdf) else {
            return;
        };
        let letter = name.chars().next().unwrap();
        let count = answer.text.chars().filter(|&c| c == letter).count();
        assert!(count >= name.chars().filter(|&c| c == letter).count(), "{}", answer.text);
    }
}

#[test]
fn arabic_and_hebrew_names_are_read_back_in_their_letters() {
    let pdf = render(&papers::arabic(), None).unwrap();
    let Some(text) = text_of(&pdf) else { return };
    for word in ["محمد", "الخوارزمي", "שלום"] {
        assert!(text.contains(word), "{word} is missing in {text}");
    }
}

#[test]
fn a_character_without_a_font_is_printed_as_its_code_point() {
    let pdf = render(&named("김𠮷동 \u{1F600}"), None).unwrap();
    let Some(text) = text_of(&pdf) else { return };
    assert!(text.contains("20BB7") && text.contains("1F600"), "{text}");
}

#[test]
fn a_long_letter_flows_over_pages_and_says_which_page_it_is() {
    let pdf = render(&papers::long(), None).unwrap();
    let Some(text) = text_of(&pdf) else { return };
    let pages = text.matches('\u{C}').count();
    assert!(pages >= 4, "{pages} pages");
    for page in 1..=pages {
        assert!(joined(&text).contains(&format!("{page}/{pages}")), "{text}");
    }
    assert!(text.contains("80번째") && text.contains("40단계"));
}

#[test]
fn a_word_across_the_page_says_that_a_paper_is_not_valid() {
    let paper = Paper { not_valid: Some("SAMPLE".into()), ..papers::english() };
    let pdf = render(&paper, None).unwrap();
    let Some(answer) = asked("pdftotext", "poppler", &["-raw", "FILE", "-"], &pdf) else { return };
    // Once across the page for the eye, once in the text for those who listen.
    assert_eq!(joined(&answer.text).matches("SAMPLE").count(), 2, "{}", answer.text);
}

#[test]
fn a_paper_declares_its_standards_its_title_and_its_language() {
    let pdf = render(&papers::korean(), None).unwrap();
    for words in [
        "<pdfaid:part>2</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance>",
        "<pdfuaid:part>1</pdfuaid:part>",
        "주민등록표 초본",
        "/MarkInfo",
        "/StructTreeRoot",
        "/OutputIntents",
        "/Lang(ko)",
    ] {
        assert!(has(&pdf, words), "{words} is missing");
    }
    let attachment = attachment();
    let with = render(&papers::korean(), Some(&attachment)).unwrap();
    assert!(has(&with, "<pdfaid:part>3</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance>"));
    assert!(has(&with, "/AFRelationship/Alternative"));
}

#[test]
fn qpdf_finds_nothing_to_complain_about() {
    for paper in [papers::korean(), papers::english(), papers::arabic(), papers::long()] {
        let pdf = render(&paper, Some(&attachment())).unwrap();
        let Some(answer) = asked("qpdf", "qpdf", &["--check", "FILE"], &pdf) else { return };
        assert!(answer.is_ok, "{} {}", answer.text, answer.complaints);
    }
}

#[test]
fn what_cannot_be_printed_is_refused() {
    let refused = |paper: Paper| render(&paper, None).is_err();
    assert!(refused(named(&"a".repeat(10_000_000))));
    assert!(refused(Paper { lang: "#panic()".into(), ..papers::korean() }));
    assert!(refused(Paper { issued_day: (2026, 2, 29), ..papers::korean() }));
    assert!(refused(Paper { issued_day: (-1, 1, 1), ..papers::korean() }));
    assert!(refused(Paper { issued_day: (2026, -1, 1), ..papers::korean() }));
    assert!(refused(Paper { qr: "a".repeat(3_000), ..papers::korean() }));
    assert!(refused(Paper { title: " \u{202E}".into(), ..papers::korean() }));
    assert!(refused(Paper { title: "가".repeat(1_000), ..papers::korean() }));
    assert!(refused(Paper { verify: vec![String::new(); 13], ..papers::korean() }));
}

#[test]
fn an_empty_paper_with_a_title_is_printed() {
    let paper =
        Paper { lang: "en".into(), title: "-".into(), issued_day: (1, 1, 1), ..Paper::default() };
    assert!(render(&paper, None).unwrap().starts_with(b"%PDF-1.7"));
}

#[test]
fn a_qr_code_is_drawn_as_one_black_path() {
    let svg = qr_svg("https://madang.example.kr/verify/RA-2026-000123-7").unwrap();
    assert!(svg.starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 41 41\""));
    assert_eq!(svg.matches("<path").count(), 2);
    // A payload never reaches the markup itself.
    assert!(!qr_svg("\"/><script>").unwrap().contains("script"));
}

fn attachment() -> Attachment {
    Attachment {
        name: "credential.sd-jwt".into(),
        mime: "application/dc+sd-jwt".into(),
        bytes: b"eyJhbGciOiJFZERTQSJ9.e30.c2ln~".to_vec(),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn any_text_can_be_printed(
        texts in proptest::collection::vec(any::<String>(), 8),
        mixed in "[a-zé가-힣一-龥؀-ۿ\u{300}-\u{36f}\u{591}-\u{5c7}א-ת\u{200b}-\u{200f}\u{1100}-\u{11ff}\u{fe00}-\u{fe0f} ]{0,60}",
    ) {
        let at = |i: usize| texts.get(i).cloned().unwrap_or_default();
        let paper = Paper {
            title: format!("t{}", at(0)),
            number: at(1),
            country: at(2),
            kind: mixed.clone(),
            closing: at(3),
            signed_by: at(4),
            seal_text: at(5),
            qr: at(6),
            verify: vec![mixed.clone(), at(1)],
            not_valid: Some(at(7).chars().take(20).collect()),
            ..named(&mixed)
        };
        render(&paper, None).unwrap();
    }
}
