//! Signed notes and checkpoints, against texts that others signed.

use proofs::{
    Wrong, keys,
    merkle::Head,
    note::{Checkpoint, SIGNATURES_MAX, Signer, Verifier, open, sign},
};
use proptest::prelude::{any, prop, prop_assert, prop_assert_eq, prop_assume, proptest};

/// The public key of the Go checksum database, as its clients have it built in.
const SUMDB_KEY: &str = "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8";

/// A checkpoint that the Go checksum database really gave out.
const SUMDB_CHECKPOINT: &str = "go.sum database tree\n63096908\n\
    8lHrQPRYe4KT4WQ9/Qk8/taKnD6IRHbFgfN7vQE2Y54=\n\n\
    \u{2014} sum.golang.org Az3gri/oVBN1jAhNZ/iS+W31psFAWRT20/GyrhpU6taFwulQGetBkH5S7wpGXdS935jiIGiUUAXBVHzT/P6fYhqAmAk=\n";

fn signer(name: &str, seed: u8) -> Signer {
    Signer::new(name, keys::from_random([seed; 32])).unwrap()
}

fn checkpoint() -> Checkpoint {
    Checkpoint { origin: "madang.example/journal".into(), head: Head { size: 7, root: [9; 32] } }
}

#[test]
fn a_checkpoint_of_a_log_nobody_here_runs_is_verified() {
    let trusted = [Verifier::parse(SUMDB_KEY).unwrap()];
    let checkpoint = Checkpoint::open(SUMDB_CHECKPOINT, "go.sum database tree", &trusted).unwrap();
    assert_eq!(checkpoint.head.size, 63_096_908);
    assert_eq!(Checkpoint::open(SUMDB_CHECKPOINT, "other", &trusted), Err(Wrong::Origin));
    let altered = SUMDB_CHECKPOINT.replace("63096908", "63096909");
    assert_eq!(open(&altered, &trusted), Err(Wrong::Signature));
    assert_eq!(trusted[0].to_string(), SUMDB_KEY);
}

#[test]
fn a_key_pair_that_another_implementation_made_has_the_same_name_and_id_here() {
    // The example pair in the documentation of the Go package golang.org/x/mod/sumdb/note.
    let private = [
        0x81, 0x0a, 0x14, 0x02, 0xd5, 0x14, 0x6c, 0x8d, 0x84, 0xf2, 0x44, 0x33, 0x30, 0xf5, 0x40,
        0x80, 0xeb, 0xf9, 0x8e, 0xe1, 0x7d, 0x9c, 0x74, 0xf6, 0x25, 0x2f, 0xc5, 0xd5, 0xc7, 0x28,
        0x31, 0x73,
    ];
    let signer = Signer::new("PeterNeumann", keys::from_random(private)).unwrap();
    let public = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
    assert_eq!(signer.verifier().to_string(), public);
}

#[test]
fn a_checkpoint_is_three_lines_and_signed() {
    let journal = signer("madang.example/journal", 1);
    let note = checkpoint().sign(&[&journal]).unwrap();
    let lines: Vec<&str> = note.split('\n').collect();
    assert_eq!(
        lines[..4],
        ["madang.example/journal", "7", "CQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQk=", ""]
    );
    assert!(lines[4].starts_with("\u{2014} madang.example/journal "));
    let trusted = [journal.verifier().clone()];
    assert_eq!(Checkpoint::open(&note, "madang.example/journal", &trusted), Ok(checkpoint()));
}

#[test]
fn signatures_of_strangers_are_passed_over_and_witnesses_are_named() {
    let (journal, witness, stranger) =
        (signer("madang.example/journal", 1), signer("witness.example", 2), signer("x", 3));
    let note = checkpoint().sign(&[&stranger, &journal, &witness]).unwrap();
    let trusted = [journal.verifier().clone(), witness.verifier().clone()];
    let opened = open(&note, &trusted).unwrap();
    assert_eq!(opened.signers, [&trusted[0], &trusted[1]]);
    assert_eq!(open(&note, &[signer("x", 4).verifier().clone()]), Err(Wrong::UnknownKey));
    assert_eq!(open(&note, &[]), Err(Wrong::UnknownKey));
}

#[test]
fn a_wrong_signature_under_a_trusted_name_refuses_the_whole_note() {
    let (journal, witness) = (signer("a", 1), signer("b", 2));
    let note = sign("text\n", &[&journal, &witness]).unwrap();
    let other = sign("other\n", &[&witness]).unwrap();
    let (text, lines) = note.split_once("\n\n").unwrap();
    let forged = format!("{text}\n\n{}\n{}", lines.lines().next().unwrap(), &other[7..]);
    let trusted = [journal.verifier().clone(), witness.verifier().clone()];
    assert_eq!(open(&forged, &trusted), Err(Wrong::Signature));
    assert!(open(&forged, &trusted[..1]).is_ok());
}

#[test]
fn a_text_may_have_empty_lines_of_its_own() {
    let key = signer("a", 1);
    let text = "one\n\n\u{2014} not a signature\n\nlast\n";
    let note = sign(text, &[&key]).unwrap();
    assert_eq!(open(&note, &[key.verifier().clone()]).unwrap().text, text);
}

#[test]
fn what_can_not_be_a_note_is_not_signed() {
    let key = signer("a", 1);
    for text in ["", "no newline", "tab\t\n", "nul\0\n", "return\r\n"] {
        assert_eq!(sign(text, &[&key]), Err(Wrong::Malformed("note")), "{text:?}");
    }
    assert_eq!(sign("text\n", &[]), Err(Wrong::Malformed("note")));
    assert!(sign("text\n", &vec![&key; SIGNATURES_MAX]).is_ok());
    assert_eq!(sign("text\n", &vec![&key; SIGNATURES_MAX + 1]), Err(Wrong::TooMuch("signatures")));
    let two_lines = Checkpoint { origin: "a\nb".into(), ..checkpoint() };
    assert_eq!(two_lines.sign(&[&key]), Err(Wrong::Malformed("origin")));
}

#[test]
fn malformed_notes_and_checkpoints_are_refused() {
    let key = signer("a", 1);
    let trusted = [key.verifier().clone()];
    let note = sign("text\n", &[&key]).unwrap();
    let line = note.lines().nth(2).unwrap();
    let bad = [
        String::new(),
        "text\n".into(),
        "text\n\n".into(),
        format!("text\n\n{line}"),
        format!("text\n\n{line}\n\n"),
        format!("text\n\n{line} \n"),
        format!("text\n\n{line}\nmore\n"),
        format!("text\n\n{}\n", line.replace('\u{2014}', "-")),
        "text\n\n\u{2014} a AAAAAA==\n".into(),
        "text\n\n\u{2014} a+b AAAAAAA=\n".into(),
        format!("te\rxt\n\n{line}\n"),
        format!("text\n\n{}", format!("{line}\n").repeat(SIGNATURES_MAX + 1)),
    ];
    for note in bad {
        assert!(
            matches!(open(&note, &trusted), Err(Wrong::Malformed(_) | Wrong::TooMuch(_))),
            "{note:?}"
        );
    }
    let hash = "CQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQk=";
    for text in [
        format!("a\n07\n{hash}\n"),
        format!("a\n-7\n{hash}\n"),
        format!("a\n18446744073709551616\n{hash}\n"),
        format!("a\n7\n{hash}\nextension\n"),
        format!("\n7\n{hash}\n"),
        "a\n7\n\n".into(),
        "a\n7\nCQk=\n".into(),
        "a\n7\nCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQl=\n".into(),
        "a\n7\n".into(),
    ] {
        let note = sign(&text, &[&key]).unwrap();
        assert!(Checkpoint::open(&note, "a", &trusted).is_err(), "{text:?}");
    }
}

#[test]
fn a_verifier_key_is_bound_to_its_name() {
    let key = signer("madang.example/journal", 1).verifier().to_string();
    assert_eq!(Verifier::parse(&key).unwrap().to_string(), key);
    let bad = [
        key.replace("madang", "other"),
        key.replace("+A", "+B"),
        key.to_uppercase(),
        key[..key.len() - 4].into(),
        key.replacen('+', "", 1),
    ];
    for key in bad {
        assert!(Verifier::parse(&key).is_err(), "{key}");
    }
    for name in ["", "a b", "a+b", "a\u{3000}b", "a\nb", &"a".repeat(256)] {
        assert!(Signer::new(name, keys::from_random([1; 32])).is_err(), "{name:?}");
    }
}

proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(96))]

    #[test]
    fn a_note_with_one_byte_changed_is_never_read_as_the_same_signed_text(
        at in any::<prop::sample::Index>(),
        byte in 0_u8..128,
    ) {
        let key = signer("a", 1);
        let note = sign("madang.example\n5\n", &[&key]).unwrap();
        let mut bytes = note.clone().into_bytes();
        let at = at.index(bytes.len());
        prop_assume!(bytes[at] != byte);
        bytes[at] = byte;
        if let Ok(changed) = String::from_utf8(bytes) {
            prop_assert!(open(&changed, &[key.verifier().clone()]).is_err());
        }
    }

    #[test]
    fn random_text_is_no_note_and_no_key(noise in "[ -~\n\u{2014}]{0,300}", any in ".{0,200}") {
        let trusted = [signer("a", 1).verifier().clone()];
        for noise in [noise, any] {
            prop_assert!(open(&noise, &trusted).is_err());
            prop_assert!(Checkpoint::open(&noise, "a", &trusted).is_err());
            prop_assert!(Verifier::parse(&noise).is_err());
        }
    }

    #[test]
    fn every_checkpoint_is_read_as_it_was_signed(size in any::<u64>(), root in any::<[u8; 32]>()) {
        let key = signer("a", 1);
        let checkpoint = Checkpoint { origin: "전자정부 저널".into(), head: Head { size, root } };
        let note = checkpoint.sign(&[&key]).unwrap();
        let opened = Checkpoint::open(&note, "전자정부 저널", &[key.verifier().clone()]);
        prop_assert_eq!(opened, Ok(checkpoint));
    }
}
