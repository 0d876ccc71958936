//! Nothing is lost: not by a session that ends, a second device, a form that changes, or a power cut.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::Command;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use courtyard::database::Address;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::badinput::{World, applications, assert_clear, example, open, plain};
use crate::stage::{Answer, Client, Stage, program, root};

fn moving(address: &str, version: &str) -> Vec<(&'static str, String)> {
    let day = [("moved_on-year", "2026"), ("moved_on-month", "1"), ("moved_on-day", "5")];
    let mut fields = vec![("version", version.to_string()), ("new_address", address.to_string())];
    fields.extend(day.map(|(name, value)| (name, value.to_string())));
    fields
}

fn send_moving(client: &Client, address: &str, version: &str) -> Answer {
    let fields = moving(address, version);
    let fields: Vec<(&str, &str)> =
        fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    client.post_form("/services/move-in-report/apply/new-home?lang=en", &fields)
}

#[test]
fn a_session_that_ended_is_told_and_what_was_typed_comes_back() {
    let world = open();
    let typed = "달빛로 30 \"<b>\" & 702호";
    for token in
        ["", "0123456789abcdef0123456789abcdef0123456789abcdef", "' OR 1=1 --", &"x".repeat(5_000)]
    {
        let nobody = world.stage.client(token);
        let led = nobody.get("/me?lang=en");
        assert_eq!(
            (led.status, led.location.starts_with("/sign-in?then=/me")),
            (303, true),
            "{}",
            led.location
        );
        let told = nobody.get("/api/v1/me/disclosures?lang=en");
        let kind = if token.is_empty() || token.len() > 200 { "sign-in" } else { "expired" };
        assert_eq!(told.status, 401);
        assert_clear("a forged session", &told, "en", kind);
        let told = nobody.post_json(
            &format!("{}?lang=ko", applications("resident-abstract")),
            &json!({ "answers": {} }),
        );
        assert_eq!(told.status, 401);
        assert_clear("a forged session", &told, "ko", kind);

        let page = send_moving(&nobody, typed, "0");
        assert_eq!(page.status, 401, "{}", page.text());
        let text = page.text();
        assert!(text.contains("Continue here") && !text.contains("30 \"<b>"), "{text}");
        let kept = hidden(&text);
        assert_eq!(kept.iter().find(|(name, _)| name == "new_address").unwrap().1, typed);
        let action = text
            .split("<form method=\"post\" action=\"")
            .last()
            .unwrap()
            .split('"')
            .next()
            .unwrap()
            .to_string();
        assert_eq!(action, "/services/move-in-report/apply/new-home?lang=en");

        // The person signs in and continues: the answers are in the draft.
        let fields: Vec<(&str, &str)> =
            kept.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let on = world.haneul.post_form(&action, &fields);
        assert_eq!(
            (on.status, on.location.as_str()),
            (303, "/services/move-in-report/apply/who"),
            "{}",
            on.text()
        );
        let shown = world.haneul.get("/services/move-in-report/check").text();
        assert!(plain(&shown).contains(typed), "{shown}");
        assert_eq!(
            world.haneul.post_form("/services/move-in-report/draft/removal", &[]).status,
            303
        );
    }
    let part = "--b\r\ncontent-disposition: form-data; name=\"version\"\r\n\r\n7\r\n--b\r\ncontent-disposition: form-data; \
                name=\"lease\"; filename=\"a.pdf\"\r\n\r\n%PDF-1.4\r\n--b--\r\n";
    let path = "/services/move-in-report/apply/lease?lang=en";
    let page =
        world.stage.client("").post(path, "multipart/form-data; boundary=b", part.as_bytes(), None);
    assert!(
        page.status == 401 && page.text().contains("A file has to be chosen again"),
        "{}",
        page.text()
    );
    assert_eq!(hidden(&page.text()), [("version".to_string(), "7".to_string())]);
}

/// The hidden fields of the page's form, as a browser sends them.
fn hidden(page: &str) -> Vec<(String, String)> {
    let inputs = page.split("<input type=\"hidden\" name=\"").skip(1);
    inputs
        .map(|input| {
            let (name, rest) = input.split_once("\" value=\"").unwrap();
            (plain(name), plain(rest.split_once('"').unwrap().0))
        })
        .collect()
}

#[test]
fn two_devices_on_one_draft_do_not_undo_each_other() {
    let world = open();
    let (phone, desktop) = (&world.haneul, world.stage.client(&world.stage.token("Na Haneul")));
    assert_eq!(send_moving(phone, "달빛로 30", "0").status, 303);
    let told = send_moving(&desktop, "노을길 8", "0");
    assert_eq!(told.status, 422, "{}", told.text());
    let page = told.text();
    assert!(
        page.contains("answered on another device") && page.contains("value=\"달빛로 30\""),
        "{page}"
    );
    let version = hidden(&page).into_iter().find(|(name, _)| name == "version").unwrap().1;
    assert_eq!(send_moving(&desktop, "노을길 8", &version).status, 303);
    assert!(phone.get("/services/move-in-report/check").text().contains("노을길 8"));
}

fn verify(stage: &Stage) {
    let done = Command::new(program())
        .args(["journal", "verify", "--dir"])
        .arg(stage.dir.path().join("demo"))
        .output();
    let done = done.unwrap();
    assert!(
        done.status.success(),
        "{}{}",
        String::from_utf8_lossy(&done.stdout),
        String::from_utf8_lossy(&done.stderr)
    );
}

#[test]
fn a_power_cut_between_two_steps_loses_nothing() {
    let World { stage, haneul } = open();
    assert_eq!(send_moving(&haneul, "달빛로 30", "0").status, 303);
    let sent = json!({ "answers": example(&haneul, "resident-abstract") }).to_string();
    let path = applications("resident-abstract");
    let stage = stage.crash_and_restart();
    let haneul = stage.client(&stage.token("Na Haneul"));
    assert!(haneul.get("/services/move-in-report/check").text().contains("달빛로 30"));
    let first = haneul.post(&path, "application/json", sent.as_bytes(), Some("one")).json();
    let stage = stage.crash_and_restart();
    let haneul = stage.client(&stage.token("Na Haneul"));
    let number = first["number"].as_str().unwrap();
    assert_eq!(haneul.get(&format!("/api/v1/applications/{number}")).json()["state"], "granted");
    let again = haneul.post(&path, "application/json", sent.as_bytes(), Some("one"));
    assert_eq!((again.status, again.json()["number"].as_str()), (201, Some(number)));
    verify(&stage);
}

#[test]
fn a_power_cut_under_load_loses_nothing_that_was_answered() {
    let World { stage, haneul } = open();
    let sent = json!({ "answers": example(&haneul, "resident-abstract") }).to_string();
    let address = stage.base.strip_prefix("http://").unwrap().to_string();
    let token = stage.token("Na Haneul");
    let answered: Arc<Mutex<Vec<(String, String)>>> = Arc::default();
    let senders: Vec<_> = (0..4)
        .map(|sender| {
            let (sent, address, token, answered) =
                (sent.clone(), address.clone(), token.clone(), answered.clone());
            std::thread::spawn(move || {
                for n in 0..10_000 {
                    let once = format!("{sender}-{n}");
                    let Some(number) = apply_by_hand(&address, &token, &sent, &once) else {
                        return;
                    };
                    answered.lock().unwrap().push((once, number));
                }
            })
        })
        .collect();
    while answered.lock().unwrap().len() < 40 {
        std::thread::sleep(Duration::from_millis(5));
    }
    let stage = stage.crash_and_restart();
    senders.into_iter().for_each(|sender| sender.join().unwrap());
    let haneul = stage.client(&stage.token("Na Haneul"));
    for (once, number) in answered.lock().unwrap().iter() {
        let again = haneul.post(
            &applications("resident-abstract"),
            "application/json",
            sent.as_bytes(),
            Some(once),
        );
        assert_eq!(again.json()["number"], json!(number), "{once}");
    }
    verify(&stage);
}

// Without the client of the tests, because the connection breaks in the middle.
fn apply_by_hand(address: &str, token: &str, sent: &str, once: &str) -> Option<String> {
    let mut stream = TcpStream::connect(address).ok()?;
    let head = format!(
        "POST {} HTTP/1.1\r\nhost: {address}\r\nauthorization: Bearer {token}\r\nidempotency-key: {once}\r\n\
         content-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{sent}",
        applications("resident-abstract"),
        sent.len()
    );
    stream.write_all(head.as_bytes()).ok()?;
    let mut told = String::new();
    stream.read_to_string(&mut told).ok()?;
    let body: Value = serde_json::from_str(told.split_once("\r\n\r\n")?.1).ok()?;
    Some(body["number"].as_str()?.to_string())
}

pub fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap().map(Result::unwrap) {
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}

#[test]
fn a_form_that_changed_while_a_draft_was_open_keeps_its_answers() {
    let World { stage, haneul } = open();
    assert_eq!(send_moving(&haneul, "달빛로 30", "0").status, 303);
    let country = stage.dir.path().join("country");
    copy(&root().join("countries/kr"), &country);
    let form = country.join("services/move-in-report/form.toml");
    let text = std::fs::read_to_string(&form).unwrap();
    let changed = text.replacen("version = 1", "version = 2", 1).replacen(
        "id = \"moved_on\"",
        "id = \"moved_in_on\"",
        1,
    );
    let changed = changed.replacen("moved_on = \"2026", "moved_in_on = \"2026", 1);
    std::fs::write(&form, changed).unwrap();
    for other in ["letter.toml", "decision.toml", "cases.toml"] {
        let path = country.join("services/move-in-report").join(other);
        let text = std::fs::read_to_string(&path).unwrap();
        std::fs::write(&path, text.replace("moved_on", "moved_in_on")).unwrap();
    }

    let stage = stage.restart_as(country);
    let haneul = stage.client(&stage.token("Na Haneul"));
    let start = haneul.get("/services/move-in-report/apply?lang=en");
    assert!(start.text().contains("The form has changed since you began"), "{}", start.text());
    // What is asked no more is said with what was answered, and what is asked anew by its question.
    assert!(start.text().contains("no longer asks for these answers"), "{}", start.text());
    assert!(start.text().contains("moved on") && start.text().contains("5 January 2026"));
    assert!(start.text().contains("Still to be answered: Day of moving in"), "{}", start.text());
    let check = haneul.get("/services/move-in-report/check?lang=en").text();
    assert!(check.contains("달빛로 30") && check.contains("will not be sent"), "{check}");
    // A program that knew the old form is told the same at the two fields.
    let mut answers = example(&haneul, "move-in-report");
    let day = answers.as_object_mut().unwrap().remove("moved_in_on").unwrap();
    answers["moved_on"] = day;
    let told = haneul.post_json(
        &format!("{}?lang=en", applications("move-in-report")),
        &json!({ "answers": answers }),
    );
    assert_clear("the old form's answers", &told, "en", "mistakes");
    let told = told.json();
    let mistake =
        |n: usize| (told["mistakes"][n]["field"].clone(), told["mistakes"][n]["key"].clone());
    let mut mistakes = [mistake(0), mistake(1)];
    mistakes.sort_by_key(|(field, _)| field.to_string());
    let expected = [("moved_in_on", "answer.required"), ("moved_on", "answer.unknown-field")];
    assert_eq!(mistakes, expected.map(|(field, key)| (json!(field), json!(key))));
    // What is asked anew is asked for, and nothing that is not asked any more stands in the way.
    let sent = haneul.post_form("/services/move-in-report/applications?lang=en", &[]);
    assert!(sent.status == 422 && sent.text().contains("Day of moving in: "), "{}", sent.text());
    let page = haneul.get("/services/move-in-report/apply/new-home?lang=en").text();
    assert!(page.contains("value=\"달빛로 30\"") && page.contains("moved_in_on-year"), "{page}");
}

/// Given a page that is open while its step is taken out of the form; when it is sent; then what was typed to a question
/// that is still asked is in the draft, and the person is led to where they are told what changed.
#[test]
fn a_page_that_was_open_while_its_step_went_away_loses_nothing() {
    let World { stage, haneul } = open();
    assert_eq!(send_moving(&haneul, "달빛로 30", "0").status, 303);
    let country = stage.dir.path().join("country");
    copy(&root().join("countries/kr"), &country);
    let form = country.join("services/move-in-report/form.toml");
    let text = std::fs::read_to_string(&form).unwrap();
    let changed = text.replacen("version = 1", "version = 2", 1);
    std::fs::write(&form, changed.replacen("id = \"new-home\"", "id = \"destination\"", 1))
        .unwrap();

    let stage = stage.restart_as(country);
    let haneul = stage.client(&stage.token("Na Haneul"));
    let sent = send_moving(&haneul, "노을길 8", "1");
    assert_eq!((sent.status, sent.location.as_str()), (303, "/services/move-in-report/apply"));
    let start = haneul.get("/services/move-in-report/apply?lang=en").text();
    assert!(start.contains("The form has changed since you began"), "{start}");
    assert!(haneul.get("/services/move-in-report/check").text().contains("노을길 8"));
}

/// Given a session that has in truth ended while a form was open; when the page is sent; then what was typed comes back,
/// and after signing in again it is sent from there to the end.
#[test]
fn an_expired_session_in_the_middle_of_a_form_goes_on_after_signing_in_again() {
    let World { stage, haneul } = open();
    assert_eq!(send_moving(&haneul, "달빛로 30", "0").status, 303);
    let mut database = Address::parse(&stage.database()).unwrap().connect().unwrap();
    database.script("UPDATE sessions SET until_at = 1000").unwrap();

    assert!(haneul.get("/services/move-in-report/check").location.starts_with("/sign-in?then="));
    let told = haneul.get("/api/v1/me/disclosures?lang=ko");
    assert_eq!(told.status, 401);
    assert_clear("an expired session", &told, "ko", "expired");
    let page = haneul.post_form(
        "/services/move-in-report/apply/who?lang=en",
        &[("version", "1"), ("who", "whole")],
    );
    assert_eq!(page.status, 401, "{}", page.text());
    assert!(page.text().contains("Continue here"), "{}", page.text());
    let kept = hidden(&page.text());
    assert!(kept.contains(&("who".to_string(), "whole".to_string())), "{kept:?}");

    // Signing in again is a new session of the same person.
    let token = "f".repeat(48);
    let id = courtyard::keys::hex(&Sha256::digest(&token));
    let people = std::fs::read_to_string(stage.folder().join("people.json")).unwrap();
    let people: Value = serde_json::from_str(&people).unwrap();
    let person = people["haneul"].as_str().unwrap();
    database
        .script(&format!(
            "INSERT INTO sessions (id, person, begun_at, until_at) VALUES ('{id}', '{person}', 0, 9999999999999)"
        ))
        .unwrap();
    let again = stage.client(&token);
    let fields: Vec<(&str, &str)> = kept.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    assert_eq!(again.post_form("/services/move-in-report/apply/who", &fields).status, 303);
    let check = again.get("/services/move-in-report/check?lang=en").text();
    assert!(check.contains("달빛로 30") && check.contains("The whole household"), "{check}");
    for (step, field, answer) in
        [("household", "joins", "no"), ("contact", "telephone", "010-0000-0101")]
    {
        let path = format!("/services/move-in-report/apply/{step}");
        assert_eq!(
            again.post_form(&path, &[("version", "9"), (field, answer)]).status,
            303,
            "{step}"
        );
    }
    let sent = again.post_form("/services/move-in-report/applications?lang=en", &[]);
    assert!(sent.status == 303 && sent.location.starts_with("/cases/"), "{}", sent.text());
}
