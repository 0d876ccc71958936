//! What is put into a paper can be taken out again, by us and by others, and nothing else can.

use std::io::Write as _;

use letters::{Attachment, attachment_of, render};
use proptest::prelude::{ProptestConfig, any, proptest};

use crate::mutation::mutated;
use crate::papers;
use crate::programs::asked;

fn attached(bytes: &[u8]) -> Attachment {
    Attachment {
        name: "credential.sd-jwt".into(),
        mime: "application/dc+sd-jwt".into(),
        bytes: bytes.to_vec(),
    }
}

fn paper_with(bytes: &[u8]) -> Vec<u8> {
    render(&papers::korean(), Some(&attached(bytes))).unwrap()
}

/// A file with one embedded stream of which the dictionary says what it is told to say.
fn by_hand(dictionary: &str, stream: &[u8]) -> Vec<u8> {
    let mut pdf = b"%PDF-1.7\n7 0 obj\n<<".to_vec();
    pdf.extend(dictionary.as_bytes());
    pdf.extend(b">>\nstream\n");
    pdf.extend(stream);
    pdf.extend(b"\nendstream\nendobj\n");
    pdf
}

fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut packer = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
    packer.write_all(bytes).unwrap();
    packer.finish().unwrap()
}

#[test]
fn an_attachment_comes_out_as_it_went_in() {
    let noise: Vec<u8> =
        (0..90_000_u32).flat_map(|i| i.wrapping_mul(2_654_435_761).to_le_bytes()).collect();
    for bytes in [b"e".as_slice(), b"eyJhbGciOiJFZERTQSJ9.e30.c2ln~", &vec![b'a'; 200_000], &noise]
    {
        assert!(attachment_of(&paper_with(bytes)).as_deref() == Some(bytes));
    }
}

#[test]
fn other_programs_find_the_same_attachment() {
    let args = ["-save", "1", "-o", "OUT", "FILE"];
    let pdf = paper_with(b"a credential");
    let Some(answer) = asked("pdfdetach", "poppler", &args, &pdf) else { return };
    assert_eq!(answer.written, b"a credential", "{}", answer.complaints);
}

#[test]
fn a_paper_saved_again_by_another_program_still_gives_its_attachment() {
    let pdf = paper_with(b"a credential");
    for mode in ["--object-streams=generate", "--object-streams=disable", "--linearize"] {
        let Some(answer) = asked("qpdf", "qpdf", &[mode, "FILE", "OUT"], &pdf) else { return };
        assert!(answer.is_ok, "{}", answer.complaints);
        assert_eq!(
            attachment_of(&answer.written).as_deref(),
            Some(b"a credential".as_slice()),
            "{mode}"
        );
    }
}

#[test]
fn a_paper_without_an_attachment_gives_none() {
    assert_eq!(attachment_of(&render(&papers::korean(), None).unwrap()), None);
    assert_eq!(attachment_of(b""), None);
    assert_eq!(attachment_of(b"%PDF-1.7"), None);
}

#[test]
fn a_second_attachment_is_not_guessed_between() {
    let mut pdf = paper_with(b"a credential");
    pdf.extend(by_hand("/Type/EmbeddedFile/Length 6", b"forged"));
    assert_eq!(attachment_of(&pdf), None);
}

#[test]
fn an_attachment_that_unpacks_without_end_is_refused() {
    let bomb = packed(&vec![0; 64 << 20]);
    let dictionary = format!("/Type/EmbeddedFile/Filter/FlateDecode/Length {}", bomb.len());
    assert_eq!(attachment_of(&by_hand(&dictionary, &bomb)), None);
    let fits = packed(&vec![0; 1 << 20]);
    let dictionary = format!("/Type /EmbeddedFile /Filter [ /FlateDecode ] /Length {}", fits.len());
    assert_eq!(attachment_of(&by_hand(&dictionary, &fits)).map(|it| it.len()), Some(1 << 20));
}

#[test]
fn a_dictionary_is_read_by_its_grammar() {
    for (dictionary, expected) in [
        ("/Type/EmbeddedFile/Length 4", Some("data")),
        ("/Params<</Size 4/CheckSum(a\\)(b)>>)>>/Length 4/Type/EmbeddedFile", Some("data")),
        ("/Type/EmbeddedFile/Length 9 0 R", None),
        ("/Type/EmbeddedFile/Length 999999", None),
        ("/Type/EmbeddedFile/Length -4", None),
        ("/Type/EmbeddedFile/Filter/LZWDecode/Length 4", None),
        ("/Type/EmbeddedFile/Filter/FlateDecode/Length 4", None),
        ("/Type/EmbeddedFile/F(elsewhere)/Length 4", None),
        ("/Note(/Type/EmbeddedFile)/Length 4", None),
        ("/Type/EmbeddedFiles/Length 4", None),
        ("/Type[[[[[[[[[[/EmbeddedFile]]]]]]]]]]/Length 4", None),
    ] {
        let found = attachment_of(&by_hand(dictionary, b"data"));
        assert_eq!(found.as_deref(), expected.map(str::as_bytes), "{dictionary}");
    }
}

#[test]
fn a_hostile_file_is_answered_quickly() {
    let many = [b"%PDF-1.7 ".as_slice(), &b" obj<</EmbeddedFile(".repeat(400_000)].concat();
    assert_eq!(attachment_of(&many), None);
    assert_eq!(attachment_of(&[b"%PDF-".as_slice(), &vec![b'('; 33 << 20]].concat()), None);
}

#[test]
fn an_attachment_needs_a_plain_name_a_media_type_and_bytes() {
    let good = attached(b"x");
    for wrong in [
        Attachment { name: "../x".into(), ..good.clone() },
        Attachment { name: "..".into(), ..good.clone() },
        Attachment { name: String::new(), ..good.clone() },
        Attachment { name: "a".repeat(65), ..good.clone() },
        Attachment { mime: "text".into(), ..good.clone() },
        Attachment { mime: "text/plain; charset=x".into(), ..good.clone() },
        Attachment { bytes: Vec::new(), ..good.clone() },
        Attachment { bytes: vec![0; (1 << 20) + 1], ..good.clone() },
    ] {
        assert!(render(&papers::korean(), Some(&wrong)).is_err(), "{}", wrong.name);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, ..ProptestConfig::default() })]

    #[test]
    fn random_bytes_give_nothing_and_break_nothing(bytes: Vec<u8>) {
        let pdf = [b"%PDF-1.7 1 0 obj <</Type/EmbeddedFile".as_slice(), &bytes].concat();
        attachment_of(&bytes);
        attachment_of(&pdf);
    }

    #[test]
    fn a_dictionary_of_random_words_breaks_nothing(
        words in proptest::collection::vec(
            proptest::sample::select(vec![
                "<<", ">>", "[", "]", "(", ")", "\\", "<", ">", "/Type", "/EmbeddedFile", "/Length",
                "/Filter", "/FlateDecode", "4", "0", "R", "obj", "stream\n", "null", "%", "{", " ",
            ]),
            0..60,
        ),
    ) {
        attachment_of(&by_hand(&words.concat(), b"data"));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn a_damaged_paper_breaks_nothing(at: proptest::sample::Index, byte in any::<u8>(), cut: bool) {
        static PAPER: std::sync::LazyLock<Vec<u8>> = std::sync::LazyLock::new(|| paper_with(b"a credential"));
        let mut pdf = PAPER.clone();
        let at = at.index(pdf.len());
        pdf[at] = byte;
        if cut {
            pdf.truncate(at);
        }
        attachment_of(&pdf);
    }

    #[test]
    fn a_paper_that_was_cut_doubled_and_mixed_breaks_nothing(tape in proptest::collection::vec(any::<u16>(), 0..24)) {
        static PAPER: std::sync::LazyLock<Vec<u8>> = std::sync::LazyLock::new(|| paper_with(b"a credential"));
        let small = by_hand("/Type/EmbeddedFile/Length 4", b"data");
        attachment_of(&mutated(&[PAPER.as_slice(), &small], &tape));
    }
}
