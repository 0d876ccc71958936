//! Bad input gets a clear answer, and nothing is lost: each row is tried against the running program.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use serde_json::{Value, json};

use crate::lost::copy;
use crate::stage::{Answer, Client, How, Stage, encoded, root};

/// What no answer may show: where and with what the program is made.
const INTERNAL: [&str; 14] = [
    "error:",
    ".rs:",
    ".db",
    "/home/",
    "/var/",
    "/tmp/",
    "SELECT ",
    "INSERT ",
    "sqlite",
    "panicked",
    "serde",
    "column ",
    "deserialize",
    "Some(",
];

/// A problem in words: its media type, its stable type, a sentence in the asked language, nothing internal.
pub fn assert_clear(what: &str, answer: &Answer, lang: &str, kind: &str) {
    let text = answer.text();
    assert_eq!(answer.kind, "application/problem+json", "{what}: {} {text}", answer.status);
    let told = answer.json();
    assert_eq!(told["type"], format!("/problems/{kind}"), "{what}: {text}");
    assert_eq!(told["status"], answer.status, "{what}: {text}");
    let is_hangul = |c: char| ('\u{ac00}'..='\u{d7a3}').contains(&c);
    let mut sentences = vec![told["title"].as_str().unwrap(), told["detail"].as_str().unwrap()];
    let mistakes = told["mistakes"].as_array().cloned().unwrap_or_default();
    sentences.extend(mistakes.iter().map(|mistake| mistake["detail"].as_str().unwrap()));
    for sentence in sentences {
        assert!(sentence.chars().count() > 3, "{what}: {text}");
        assert_eq!(sentence.chars().any(is_hangul), lang == "ko", "{what}: {sentence}");
    }
    for word in INTERNAL {
        assert!(!text.contains(word), "{what} shows {word}: {text}");
    }
}

pub struct World {
    pub stage: Stage,
    pub haneul: Client,
}

pub fn open() -> World {
    let stage = Stage::open();
    let haneul = stage.client(&stage.token("Na Haneul"));
    World { stage, haneul }
}

pub fn example(client: &Client, service: &str) -> Value {
    client.get(&format!("/api/v1/services/{service}/form")).json()["examples"][0].clone()
}

pub fn applications(service: &str) -> String {
    format!("/api/v1/services/{service}/applications")
}

/// Service, field, what is answered, and the key of the mistake.
fn wrong_answers() -> Vec<(&'static str, &'static str, Value, &'static str)> {
    let (birth, moving) = ("birth-registration", "move-in-report");
    vec![
        (birth, "given_name", json!(5), "answer.wrong-type"),
        (birth, "given_name", json!(["아침"]), "answer.wrong-type"),
        (birth, "given_name", json!({ "first": "아침" }), "answer.wrong-type"),
        (birth, "in_marriage", json!(1), "answer.wrong-type"),
        (birth, "in_marriage", json!("perhaps"), "answer.not-an-option"),
        (birth, "sex", json!("neither"), "answer.not-an-option"),
        (birth, "birth_day", json!(20_260_102), "answer.wrong-type"),
        (birth, "birth_day", json!("2026-02-29"), "answer.not-a-day"),
        (birth, "birth_day", json!("2100-02-29"), "answer.not-a-day"),
        (birth, "birth_day", json!("2026-13-01"), "answer.not-a-day"),
        (birth, "birth_day", json!("2099-01-01"), "answer.too-late"),
        (birth, "given_name", Value::Null, "answer.required"),
        (birth, "given_name", json!("   "), "answer.required"),
        (birth, "no_such_field", json!("x"), "answer.unknown-field"),
        (birth, "__proto__", json!("x"), "answer.unknown-field"),
        (birth, "birth_place", json!("가".repeat(201)), "answer.too-long"),
        (birth, "birth_place", json!("𠀀".repeat(201)), "answer.too-long"),
        (birth, "given_name", json!("아\u{0}침"), "answer.bad-character"),
        (birth, "given_name", json!("아\u{202e}침"), "answer.bad-character"),
        (birth, "given_name", json!("아\u{2067}침"), "answer.bad-character"),
        (birth, "telephone", json!("call me"), "answer.not-a-telephone"),
        (birth, "birth_certificate", json!("../../etc/passwd"), "document.gone"),
        (moving, "present_address", json!("elsewhere"), "answer.locked"),
        (moving, "moved_on", json!("0000-00-00"), "answer.not-a-day"),
        (moving, "moved_on", json!("1990-01-01"), "answer.too-early"),
        ("business-registration", "email", json!("nobody"), "answer.not-an-email"),
    ]
}

#[test]
fn every_wrong_answer_is_told_at_its_field_in_the_askers_language() {
    let world = open();
    for (service, field, answer, key) in wrong_answers() {
        for lang in ["ko", "en"] {
            let mut answers = example(&world.haneul, service);
            answers[field] = answer.clone();
            let path = format!("{}?lang={lang}", applications(service));
            let told = world.haneul.post_json(&path, &json!({ "answers": answers }));
            let what = format!("{service} {field} {key} {lang}");
            assert_eq!(told.status, 422, "{what}: {}", told.text());
            assert_clear(&what, &told, lang, "mistakes");
            let mistakes = told.json()["mistakes"].clone();
            assert_eq!(
                (&mistakes[0]["field"], &mistakes[0]["key"]),
                (&json!(field), &json!(key)),
                "{mistakes}"
            );
            assert_eq!(mistakes.as_array().unwrap().len(), 1, "{what}: {mistakes}");
        }
    }
}

/// No service of the demo country asks for a number with a check digit, so one is made to.
#[test]
fn a_wrong_check_digit_is_told_at_its_field_and_what_was_typed_stays() {
    let dir = tempfile::tempdir().unwrap();
    let country = dir.path().join("country");
    copy(&root().join("countries/kr"), &country);
    let form = country.join("services/move-in-report/form.toml");
    let text = std::fs::read_to_string(&form).unwrap();
    let field = "[[step.field]]\nid = \"number\"\nkind = \"identifier\"\nidentifier = \"business-number\"\n\
                 label = { ko = \"번호\", en = \"Number\" }\npersonal = \"none\"\nrequired = false\n\n[example]";
    std::fs::write(&form, text.replacen("[example]", field, 1)).unwrap();
    let stage = Stage::open_in(dir, How { country, ..How::usual() });
    let haneul = stage.client(&stage.token("Na Haneul"));
    let number = right_number();
    let wrong = wrong_digit(&number);
    for lang in ["ko", "en"] {
        let mut answers = example(&haneul, "move-in-report");
        answers["number"] = json!(wrong);
        let path = format!("{}?lang={lang}", applications("move-in-report"));
        let told = haneul.post_json(&path, &json!({ "answers": answers }));
        assert_clear("a wrong check digit", &told, lang, "mistakes");
        let mistake = told.json()["mistakes"][0].clone();
        let expected = (json!("number"), json!("answer.wrong-check-digit"));
        assert_eq!((mistake["field"].clone(), mistake["key"].clone()), expected);
    }
    for (step, fields) in [
        (
            "new-home",
            vec![
                ("new_address", "달빛로 30"),
                ("moved_on-year", "2026"),
                ("moved_on-month", "1"),
                ("moved_on-day", "5"),
            ],
        ),
        ("who", vec![("who", "alone")]),
        ("household", vec![("joins", "no")]),
    ] {
        let fields = [vec![("version", "9")], fields].concat();
        let told = haneul.post_form(&format!("/services/move-in-report/apply/{step}"), &fields);
        assert_eq!(told.status, 303, "{step}: {}", told.text());
    }
    let contact = |number: &str| {
        let fields = [("version", "9"), ("telephone", "010-0000-0101"), ("number", number)];
        haneul.post_form("/services/move-in-report/apply/contact?lang=en", &fields)
    };
    let told = contact(&wrong);
    assert_eq!(told.status, 422, "{}", told.text());
    assert!(told.text().contains("This number has a typing error") && told.text().contains(&wrong));
    assert_eq!(contact(&number).status, 303);
}

/// A right number of the demo country: the example of its file.
fn right_number() -> String {
    let file = root().join("countries/kr/identifiers.toml");
    let table: toml::Table = toml::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
    let all = table["identifier"].as_array().unwrap();
    let business = all.iter().find(|one| one["id"].as_str() == Some("business-number")).unwrap();
    business["example"].as_str().unwrap().to_string()
}

fn wrong_digit(number: &str) -> String {
    let (before, last) = number.split_at(number.len() - 1);
    format!("{before}{}", (last.parse::<u32>().unwrap() + 1) % 10)
}

#[test]
fn a_child_of_somebody_else_cannot_be_chosen() {
    let world = open();
    let child = example(&world.haneul, "child-allowance")["child"].clone();
    // The grandfather in law has a child, who has this child: it is in nobody's entries but the parents'.
    for person in ["Eun Sonamu", "Ryu Saebom"] {
        let client = world.stage.client(&world.stage.token(person));
        let mut answers = example(&client, "child-allowance");
        answers["child"] = child.clone();
        let told = client.post_json(
            &format!("{}?lang=en", applications("child-allowance")),
            &json!({ "answers": answers }),
        );
        assert_clear(person, &told, "en", "mistakes");
        assert_eq!(
            told.json()["mistakes"][0]["key"],
            "answer.not-your-entry",
            "{person}: {}",
            told.text()
        );
    }
}

/// Text as it was before it became HTML.
pub fn plain(html: &str) -> String {
    let signs = [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&#34;", "\""),
        ("&#39;", "'"),
        ("&#60;", "<"),
        ("&#62;", ">"),
    ];
    let text = signs.iter().fold(html.to_string(), |text, (code, sign)| text.replace(code, sign));
    text.replace("&quot;", "\"").replace("&#38;", "&").replace("&amp;", "&")
}

#[test]
fn unusual_but_right_answers_are_taken_and_kept_as_they_are() {
    let world = open();
    let officer = world.stage.client(&world.stage.token("Bang Chorong"));
    let long = "가".repeat(200);
    for place in [
        long.as_str(),
        "𠮷野家 產婦人科 \u{2a6d6}",
        "مستشفى الولادة",
        "בית יולדות",
        "O'Brien & Søn <1>",
    ] {
        let mut answers = example(&world.haneul, "birth-registration");
        answers["birth_place"] = place.into();
        let told = world
            .haneul
            .post_json(&applications("birth-registration"), &json!({ "answers": answers }));
        assert_eq!(told.status, 201, "{place}: {}", told.text());
        let number = told.json()["number"].as_str().unwrap().to_string();
        let page = officer.get(&format!("/office/cases/{number}")).text();
        assert!(plain(&page).contains(place), "{place} is not on the page of its case");
    }
}

/// Media type, body, status, problem.
fn unreadable_bodies() -> Vec<(&'static str, &'static str, Vec<u8>, u16, &'static str)> {
    let json_kind = "application/json";
    let nested = |levels: usize| {
        let open = "[".repeat(levels);
        format!("{{\"answers\":{{\"given_name\":{open}{}}}}}", "]".repeat(levels)).into_bytes()
    };
    let mut fields = serde_json::Map::new();
    for n in 0..5_000 {
        fields.insert(format!("field{n}"), json!(n));
    }
    let many = json!({ "answers": fields }).to_string().into_bytes();
    vec![
        ("no JSON", json_kind, b"{\"answers\":".to_vec(), 400, "unreadable"),
        ("nothing", json_kind, Vec::new(), 400, "unreadable"),
        ("another JSON", json_kind, b"[1,2,3]".to_vec(), 400, "unreadable"),
        ("answers as a list", json_kind, b"{\"answers\":[]}".to_vec(), 400, "unreadable"),
        (
            "an unknown member",
            json_kind,
            b"{\"answers\":{},\"admin\":true}".to_vec(),
            400,
            "unreadable",
        ),
        (
            "invalid UTF-8",
            json_kind,
            b"{\"answers\":{\"given_name\":\"\xff\xfe\"}}".to_vec(),
            400,
            "unreadable",
        ),
        (
            "a lone surrogate",
            json_kind,
            br#"{"answers":{"given_name":"\ud800"}}"#.to_vec(),
            400,
            "unreadable",
        ),
        ("100 levels", json_kind, nested(100), 400, "unreadable"),
        ("100,000 levels", json_kind, nested(100_000), 400, "unreadable"),
        (
            "a number beyond all",
            json_kind,
            b"{\"answers\":{\"given_name\":1e999}}".to_vec(),
            400,
            "unreadable",
        ),
        ("5,000 unknown fields", json_kind, many, 422, "mistakes"),
        ("a form", "application/x-www-form-urlencoded", b"answers=1".to_vec(), 415, "media"),
        ("XML", "text/xml", b"<answers/>".to_vec(), 415, "media"),
    ]
}

#[test]
fn a_body_that_cannot_be_read_is_refused_in_words() {
    let world = open();
    for (what, kind, body, status, problem) in unreadable_bodies() {
        for lang in ["ko", "en"] {
            let path = format!("{}?lang={lang}", applications("birth-registration"));
            let told = world.haneul.post(&path, kind, &body, None);
            assert_eq!(told.status, status, "{what}: {}", told.text());
            assert_clear(what, &told, lang, problem);
        }
    }
    for path in [
        "services?limit=many",
        "services?offset=-1",
        "services/%FF",
        "cases?limit=%FF",
        "me/disclosures?limit=x",
    ] {
        let divider = if path.contains('?') { '&' } else { '?' };
        let officer = world.stage.client(&world.stage.token("Bang Chorong"));
        let told = officer.get(&format!("/api/v1/{path}{divider}lang=en"));
        assert_eq!(told.status, 400, "{path}: {}", told.text());
        assert_clear(path, &told, "en", "unreadable");
    }
    let again = world.haneul.post(
        &applications("resident-abstract"),
        "application/json",
        b"{}",
        Some(&"k".repeat(101)),
    );
    assert!((400..500).contains(&again.status), "{}", again.text());
    for (method, path) in [
        ("GET", "/api/v1/nowhere"),
        ("POST", "/api/v1/services"),
        ("GET", "/api/v1/applications/%00"),
    ] {
        let told = if method == "GET" {
            world.haneul.get(path)
        } else {
            world.haneul.post_json(path, &json!({}))
        };
        assert!(matches!(told.status, 400 | 404 | 405), "{path}: {}", told.text());
        assert_eq!(told.kind, "application/problem+json", "{path}: {}", told.text());
    }
}

#[test]
fn a_form_that_cannot_be_read_is_refused_on_a_page() {
    let world = open();
    let form = "application/x-www-form-urlencoded";
    for body in
        [&b"new_address=%FF%FE"[..], b"new_address=\xff", b"new_address=%4", &b"a=1&".repeat(501)]
    {
        let told =
            world.haneul.post("/services/move-in-report/apply/new-home?lang=en", form, body, None);
        assert_eq!(told.status, 400, "{}", told.text());
        assert!(
            told.text().contains("We could not read that") && told.kind.starts_with("text/html"),
            "{}",
            told.text()
        );
    }
    let parts = world.haneul.post(
        "/services/move-in-report/apply/lease?lang=en",
        "multipart/form-data",
        b"x",
        None,
    );
    assert_eq!(
        (parts.status, parts.text().contains("We could not read that")),
        (400, true),
        "{}",
        parts.text()
    );
    let query = world.haneul.get("/me/disclosures?after=%FF&before=%FF&lang=en");
    assert!(query.kind.starts_with("text/html"), "{} {}", query.status, query.kind);
}

/// Sends a request by hand and answers what came back and how many bytes of the body could be sent.
fn by_hand(stage: &Stage, head: &str, begin: &[u8], length: usize) -> (String, usize) {
    let address = stage.base.strip_prefix("http://").unwrap();
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_write_timeout(Some(Duration::from_secs(20))).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    let mut reading = stream.try_clone().unwrap();
    // Read beside the writing: the answer comes while most of the body has not been sent.
    let reader = std::thread::spawn(move || {
        let (mut told, mut piece) = (Vec::new(), [0; 4096]);
        while let Ok(count @ 1..) = reading.read(&mut piece) {
            told.extend_from_slice(&piece[..count]);
        }
        String::from_utf8_lossy(&told).into_owned()
    });
    let length_line =
        format!("host: {address}\r\ncontent-length: {length}\r\nconnection: close\r\n");
    stream.write_all(format!("{head}{length_line}\r\n").as_bytes()).unwrap();
    let (piece, mut sent) = (vec![b'a'; 64 * 1024], 0);
    let mut next = begin;
    while sent < length {
        match stream.write(next) {
            Ok(count @ 1..) => sent += count,
            _ => break,
        }
        next = &piece[..piece.len().min(length - sent)];
    }
    (reader.join().unwrap(), sent)
}

#[test]
fn what_is_too_large_is_cut_off_and_told() {
    let world = open();
    let token = world.stage.token("Na Haneul");
    let signed = format!("authorization: Bearer {token}\r\n");
    let path = format!("{}?lang=en", applications("birth-registration"));
    let head = format!("POST {path} HTTP/1.1\r\n{signed}content-type: application/json\r\n");
    let (told, sent) =
        by_hand(&world.stage, &head, b"{\"answers\":{\"given_name\":\"", 10 * 1024 * 1024);
    assert!(
        told.starts_with("HTTP/1.1 413") && told.contains("/problems/too-large"),
        "10 MB of text: {told}"
    );
    assert!(sent < 9 * 1024 * 1024, "{sent} bytes were taken");

    for kind in ["application/pdf", "multipart/form-data; boundary=b"] {
        let head =
            format!("POST /api/v1/documents?lang=en HTTP/1.1\r\n{signed}content-type: {kind}\r\n");
        let (told, sent) = by_hand(&world.stage, &head, b"%PDF-1.4", 2 * 1024 * 1024 * 1024);
        let is_told = told.starts_with("HTTP/1.1 413") && told.contains("/problems/too-large");
        assert!(is_told, "2 GB of a document: {told}");
        // Told from what the sender says: nothing is read but what is on its way already.
        assert!(sent < 20 * 1024 * 1024, "{sent} bytes were taken");
    }

    let part = "--b\r\ncontent-disposition: form-data; name=\"birth_certificate\"; filename=\"a.pdf\"\r\n\r\n%PDF-1.4";
    for signed in [signed.as_str(), ""] {
        let path = "/services/birth-registration/apply/certificate?lang=en";
        let head = format!(
            "POST {path} HTTP/1.1\r\n{signed}content-type: multipart/form-data; boundary=b\r\n"
        );
        let (told, sent) = by_hand(&world.stage, &head, part.as_bytes(), 2 * 1024 * 1024 * 1024);
        assert!(
            told.starts_with("HTTP/1.1 413") && told.contains("That is too large"),
            "2 GB of upload: {told}"
        );
        assert!(sent < 40 * 1024 * 1024, "{sent} bytes were taken");
    }
    // A field takes 10 MB; a little more than that is told at the field.
    let mut body = part.as_bytes().to_vec();
    body.extend(std::iter::repeat_n(b'a', 11 * 1024 * 1024));
    body.extend(b"\r\n--b--\r\n");
    reach_certificate(&world.haneul);
    let path = "/services/birth-registration/apply/certificate?lang=en";
    let told = world.haneul.post(path, "multipart/form-data; boundary=b", &body, None);
    assert!(
        told.status == 422 && told.text().contains("at most 10 MB"),
        "{} {}",
        told.status,
        told.text()
    );
}

/// Answers the pages before the upload, so that it is asked for.
fn reach_certificate(client: &Client) {
    let pages: [(&str, &[(&str, &str)]); 5] = [
        ("name", &[("surname", "도"), ("given_name", "아침")]),
        (
            "birth",
            &[
                ("birth_day-year", "2026"),
                ("birth_day-month", "1"),
                ("birth_day-day", "2"),
                ("birth_time", "06:20"),
                ("birth_place", "마당산부인과"),
            ],
        ),
        ("sex", &[("sex", "female")]),
        ("you", &[("reporter", "mother"), ("in_marriage", "yes")]),
        ("other-parent", &[("other_parent_name", "도바람"), ("mothers_surname", "no")]),
    ];
    for (place, (step, fields)) in pages.iter().enumerate() {
        let version = place.to_string();
        let fields: Vec<(&str, &str)> =
            fields.iter().copied().chain([("version", version.as_str())]).collect();
        let told = client.post_form(&format!("/services/birth-registration/apply/{step}"), &fields);
        assert_eq!(told.status, 303, "{step}: {}", told.text());
    }
}

#[test]
fn a_path_that_is_no_text_leads_nowhere() {
    let world = open();
    for path in ["/services/%FF", "/cases/%00", "/cases/..%2F..%2Fetc", "/assets/..%2Fkeys"] {
        let told = world
            .haneul
            .get(&format!("{path}{}lang=en", if path.contains('?') { '&' } else { '?' }));
        assert!(matches!(told.status, 400 | 404), "{path}: {}", told.status);
        assert!(told.kind.starts_with("text/html"), "{path}: {} {}", told.kind, told.text());
    }
    let long = encoded(&"가".repeat(2_000));
    let told = world.haneul.get(&format!("/services?q={long}&lang=en"));
    assert!(matches!(told.status, 200 | 400 | 414 | 422), "{}", told.status);
}
