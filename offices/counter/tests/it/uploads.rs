//! Files over HTTP: shown to the scanner before they are kept, taken in by themselves, used as answers.

use std::io::{Read, Write};
use std::net::TcpListener;

use axum::http::StatusCode;
use courtyard::Actor;
use serde_json::{Value, json};

use crate::clamd::{Clamd, MARKER, NAME, STREAM_BYTES_MAX};
use crate::support::{Sent, TestHouse, on_both};

const BIRTH: &str = "birth-registration";
const STEP: &str = "/services/birth-registration/apply/certificate";

fn pdf(text: &str) -> Vec<u8> {
    format!("%PDF-1.4\n% {text}\n%%EOF\n").into_bytes()
}

fn count(house: &TestHouse, sql: &str) -> i64 {
    let sql = sql.to_string();
    house
        .house
        .view_now(&Actor::system(), |view| view.one(&sql, &[])?.unwrap().int(0).map_err(Into::into))
        .unwrap()
}

fn kept(house: &TestHouse) -> i64 {
    count(house, "SELECT COUNT(*) FROM documents")
        + count(house, "SELECT COUNT(*) FROM document_bytes")
}

/// A form with one file, as a browser sends it.
fn form(field: &str, name: &str, bytes: &[u8]) -> (String, Vec<u8>) {
    let mut body = format!(
        "--b\r\ncontent-disposition: form-data; name=\"version\"\r\n\r\n0\r\n--b\r\ncontent-disposition: form-data; \
         name=\"{field}\"; filename=\"{name}\"\r\ncontent-type: application/pdf\r\n\r\n"
    )
    .into_bytes();
    body.extend_from_slice(bytes);
    body.extend_from_slice(b"\r\n--b--\r\n");
    ("multipart/form-data; boundary=b".into(), body)
}

fn upload(house: &TestHouse, lang: &str, bytes: &[u8]) -> (StatusCode, String) {
    let (kind, body) = form("birth_certificate", "a.pdf", bytes);
    house.send(&Sent { path: &format!("{STEP}?lang={lang}"), kind: &kind, body: &body, once: None })
}

fn document(house: &TestHouse, bytes: &[u8], once: Option<&str>) -> (StatusCode, Value) {
    let path = "/api/v1/documents?name=a.pdf";
    let (status, text) = house.send(&Sent { path, kind: "application/pdf", body: bytes, once });
    (status, serde_json::from_str(&text).unwrap())
}

fn apply(house: &TestHouse, certificate: &str) -> (StatusCode, Value) {
    let (_, form) = house.get("haneul", &format!("/api/v1/services/{BIRTH}/form"));
    let form: Value = serde_json::from_str(&form).unwrap();
    let mut answers = form["examples"][0].clone();
    answers["birth_certificate"] = certificate.into();
    let body = json!({ "answers": answers }).to_string();
    let path = format!("/api/v1/services/{BIRTH}/applications");
    let sent = Sent { path: &path, kind: "application/json", body: body.as_bytes(), once: None };
    let (status, text) = house.send(&sent);
    (status, serde_json::from_str(&text).unwrap())
}

fn enclosed(bytes: &[u8]) -> String {
    use base64::Engine;
    let text = base64::engine::general_purpose::STANDARD.encode(bytes);
    format!("data:application/pdf;base64,{text}")
}

#[test]
fn a_file_with_a_virus_is_refused_at_its_field_and_only_its_finding_is_written_down() {
    let Some(clamd) = Clamd::start() else { return };
    on_both(|house| {
        for (place, address) in [&clamd.tcp, &clamd.unix].into_iter().enumerate() {
            house.scanned_by(Some(address));
            let (bad, good) = (pdf(MARKER), pdf("nothing in it"));
            let before = kept(house);
            for (lang, sentence) in [("en", "A virus was found in this file"), ("ko", "바이러스")]
            {
                let (status, page) = upload(house, lang, &bad);
                assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{page}");
                assert!(page.contains(sentence) && page.contains(NAME), "{page}");
            }
            let (status, told) = document(house, &bad, None);
            assert_eq!(
                (status.as_u16(), &told["type"]),
                (422, &json!("/problems/document.infected"))
            );
            let (status, told) = apply(house, &enclosed(&bad));
            assert_eq!((status.as_u16(), &told["type"]), (422, &json!("/problems/mistakes")));
            assert_eq!(told["mistakes"][0]["key"], "document.infected", "{told}");
            assert_eq!(told["mistakes"][0]["field"], "birth_certificate");
            assert_eq!(kept(house), before, "a file with a virus was kept");

            let tried = 4 * (i64::try_from(place).unwrap() + 1);
            let found = format!("SELECT COUNT(*) FROM infections WHERE found = '{NAME}'");
            assert_eq!(count(house, &found), tried);
            let journaled = "SELECT COUNT(*) FROM journal_entries WHERE what = 'document.infected'";
            assert_eq!(count(house, journaled), tried);
            let text = "SELECT COUNT(*) FROM journal_entries WHERE body LIKE '%MADANG-TEST%'";
            assert_eq!(count(house, text), 0, "the file's content is in the journal");

            assert_eq!(upload(house, "en", &good).0, StatusCode::SEE_OTHER);
            assert_eq!(document(house, &good, None).0, StatusCode::CREATED);
            assert_eq!(apply(house, &enclosed(&good)).0, StatusCode::CREATED);
        }
    });
}

/// A clamd that answers every question with the same bytes.
fn babbler(says: &'static [u8]) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { return };
            let mut seen = Vec::new();
            let mut piece = [0; 1024];
            while !seen.ends_with(&[0; 4]) {
                match stream.read(&mut piece) {
                    Ok(count @ 1..) => seen.extend_from_slice(&piece[..count]),
                    _ => break,
                }
            }
            stream.write_all(says).ok();
        }
    });
    format!("tcp://{address}")
}

#[test]
fn a_file_that_nobody_could_look_at_is_not_taken() {
    let nobody = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let mut rows = vec![(format!("tcp://{nobody}"), pdf("small"))];
    rows.push(("unix:/nowhere/clamd.ctl".into(), pdf("small")));
    for says in
        [&b""[..], b"hello\0", b"stream: OK", b"OK\0", b"stream: OK\nstream: OK\0", &[0xff; 5000]]
    {
        rows.push((babbler(says), pdf("small")));
    }
    let clamd = Clamd::start();
    // The real one says that a stream is longer than it may be.
    rows.extend(clamd.iter().map(|clamd| (clamd.tcp.clone(), pdf(&"x".repeat(STREAM_BYTES_MAX)))));
    on_both(|house| {
        for (address, file) in &rows {
            house.scanned_by(Some(address));
            for (lang, sentence) in
                [("en", "Try again in a few minutes"), ("ko", "몇 분 뒤에 다시")]
            {
                let (status, page) = upload(house, lang, file);
                assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{address}: {page}");
                assert!(page.contains(sentence), "{address}: {page}");
            }
            let (status, told) = document(house, file, None);
            let kind = json!("/problems/document.not-checked");
            assert_eq!((status.as_u16(), &told["type"]), (503, &kind), "{address}: {told}");
            if file.len() < STREAM_BYTES_MAX / 2 {
                let (status, told) = apply(house, &enclosed(file));
                assert_eq!((status.as_u16(), &told["type"]), (503, &kind), "{address}: {told}");
            }
            assert_eq!(kept(house), 0, "{address}: a file was kept that nobody looked at");
            assert_eq!(count(house, "SELECT COUNT(*) FROM infections"), 0);
        }
        house.scanned_by(None);
        assert_eq!(upload(house, "en", &pdf(MARKER)).0, StatusCode::SEE_OTHER);
    });
}

#[test]
fn a_file_sent_by_itself_is_stored_once_and_answers_a_document_field() {
    on_both(|house| {
        let file = pdf(&"a scan of a certificate ".repeat(60_000));
        let (status, told) = document(house, &file, Some("k1"));
        assert_eq!(status, StatusCode::CREATED, "{told}");
        assert_eq!((&told["kind"], &told["size"]), (&json!("pdf"), &json!(file.len())));
        assert_eq!(told["sha256"].as_str().unwrap().len(), 64);
        let again = document(house, &file, Some("k1"));
        assert_eq!((again.0, &again.1), (StatusCode::CREATED, &told));
        let other = document(house, &pdf("another"), Some("k1"));
        assert_eq!(other.0.as_u16(), 422);
        assert_eq!(other.1["type"], "/problems/api.idempotency-key-used");
        assert_eq!(count(house, "SELECT COUNT(*) FROM documents"), 1);
        assert_ne!(document(house, &file, None).1["id"], told["id"]);

        // As a form, and under any kind that is declared: what it is, its first bytes tell.
        let png = [&b"\x89PNG\r\n\x1a\n"[..], &[0; 100]].concat();
        let (kind, body) = form("file", "picture.png", &png);
        for (kind, body) in
            [(kind.as_str(), &body), ("application/octet-stream", &png), ("image/jpeg", &png)]
        {
            let sent = Sent { path: "/api/v1/documents", kind, body, once: None };
            let (status, text) = house.send(&sent);
            let told: Value = serde_json::from_str(&text).unwrap();
            assert_eq!((status, &told["kind"]), (StatusCode::CREATED, &json!("png")), "{kind}");
        }

        let id = told["id"].as_str().unwrap();
        let (status, opened) = apply(house, id);
        assert_eq!(status, StatusCode::CREATED, "{opened}");
        let number = opened["number"].as_str().unwrap();
        let (_, page) = house.get("chorong", &format!("/office/cases/{number}"));
        assert!(page.contains(&format!("/office/cases/{number}/documents/{id}")), "{page}");
        // It is that case's for good.
        let (status, told) = apply(house, id);
        assert_eq!((status.as_u16(), &told["mistakes"][0]["key"]), (422, &json!("document.used")));
    });
}

#[test]
fn a_file_that_is_none_or_does_not_fit_is_told() {
    on_both(|house| {
        let two = b"--b\r\ncontent-disposition: form-data; name=\"a\"; filename=\"a.pdf\"\r\n\r\n%PDF-1\r\n--b\r\n\
            content-disposition: form-data; name=\"b\"; filename=\"b.pdf\"\r\n\r\n%PDF-1\r\n--b--\r\n";
        let multipart = "multipart/form-data; boundary=b";
        for (what, kind, body, status, problem) in [
            ("a program", "application/pdf", &b"MZ\x90\x00"[..], 422, "document.kind"),
            ("nothing", "application/pdf", b"", 422, "document.kind"),
            ("JSON", "application/json", b"{}", 415, "media"),
            ("no kind", "", b"%PDF-1.4", 415, "media"),
            ("two files", multipart, two, 400, "unreadable"),
            ("a form without one", multipart, b"--b--\r\n", 400, "unreadable"),
            ("no form", multipart, b"x", 400, "unreadable"),
        ] {
            let sent = Sent { path: "/api/v1/documents", kind, body, once: None };
            let (told, text) = house.send(&sent);
            assert_eq!(told.as_u16(), status, "{what}: {text}");
            assert!(text.contains(&format!("/problems/{problem}")), "{what}: {text}");
        }
        let long = "k".repeat(101);
        for once in ["", &long, "한"] {
            let (status, told) = document(house, &pdf("x"), Some(once));
            assert_eq!(
                (status.as_u16(), &told["type"]),
                (422, &json!("/problems/api.idempotency-key"))
            );
        }
        assert_eq!(kept(house), 0);
        // Stored, but not what the field takes: its form says how large it may be.
        let (_, large) = document(house, &pdf(&"x".repeat(10 * 1024 * 1024)), None);
        let (status, told) = apply(house, large["id"].as_str().unwrap());
        assert_eq!(
            (status.as_u16(), &told["mistakes"][0]["key"]),
            (422, &json!("document.over-size"))
        );
    });
}

#[test]
fn nobody_fills_the_disk_in_a_day() {
    on_both(|house| {
        for n in 0..200 {
            let stored = document(house, &pdf(&n.to_string()), None);
            assert_eq!(stored.0, StatusCode::CREATED, "{n}: {}", stored.1);
        }
        let (status, told) = document(house, &pdf("one more"), None);
        assert_eq!((status.as_u16(), &told["type"]), (422, &json!("/problems/document.too-many")));
        house.clock.advance_seconds(24 * 3600);
        assert_eq!(document(house, &pdf("the next day"), None).0, StatusCode::CREATED);
    });
}
