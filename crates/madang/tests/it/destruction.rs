//! The data of one person are destroyed with the program's own command, beside the running program, on both engines.

use std::process::{Command, Output};
use std::time::Duration;

use courtyard::database::Address;
use serde_json::json;

use crate::badinput::{applications, assert_clear, example};
use crate::stage::{How, Stage, has, program, root};

const BASIS: &str = "개인정보 보호법 제21조제1항";

/// Runs a test over a demo on each engine.
fn on_both(test: impl Fn(Stage)) {
    test(Stage::open());
    let server = std::env::var("MADANG_POSTGRES").unwrap_or_default();
    if !has("postgres", !server.is_empty()) {
        return;
    }
    let name = format!("madang_destroy_{}", std::process::id());
    let mut admin = Address::parse(&format!("{server}/postgres")).unwrap().connect().unwrap();
    admin.script(&format!("CREATE DATABASE {name}")).unwrap();
    test(Stage::open_as(How { database: Some(format!("{server}/{name}")), ..How::usual() }));
    admin.script(&format!("DROP DATABASE {name} WITH (FORCE)")).unwrap();
}

/// The program with the settings of an installation that stands on the demo's keys and database.
fn madang(stage: &Stage, arguments: &[&str]) -> Output {
    let database = stage.database();
    Command::new(program())
        .args(arguments)
        .env("DATABASE_URL", database)
        .env("MADANG_KEYS", stage.folder().join("keys"))
        .env("MADANG_COUNTRY", root().join("countries/kr"))
        .env("MADANG_BASE_URL", &stage.base)
        .output()
        .unwrap()
}

fn told(output: &Output) -> String {
    let (out, err) = (&output.stdout, &output.stderr);
    format!("{}{}", String::from_utf8_lossy(out), String::from_utf8_lossy(err))
}

fn person(stage: &Stage, id: &str) -> String {
    let people = std::fs::read_to_string(stage.folder().join("people.json")).unwrap();
    let people: serde_json::Value = serde_json::from_str(&people).unwrap();
    people[id].as_str().unwrap().to_string()
}

fn verify(stage: &Stage) {
    let keys = stage.folder().join("journal.json");
    let done = madang(stage, &["journal", "verify", "--keys", keys.to_str().unwrap()]);
    assert!(done.status.success(), "{}", told(&done));
}

#[test]
fn one_persons_data_are_destroyed_and_every_page_says_so() {
    on_both(|stage| {
        let haneul = stage.client(&stage.token("Na Haneul"));
        let officer = stage.client(&stage.token("Bang Chorong"));
        let sent = json!({ "answers": example(&haneul, "resident-abstract") });
        let granted = haneul.post_json(&applications("resident-abstract"), &sent).json();
        let granted = granted["number"].as_str().unwrap().to_string();
        let found = haneul.get(&format!("/api/v1/applications/{granted}")).json();
        let credential = found["credentials"][0]["id"].as_str().unwrap().to_string();
        let sent = json!({ "answers": example(&haneul, "birth-registration") });
        let open = haneul.post_json(&applications("birth-registration"), &sent).json();
        let open = open["number"].as_str().unwrap().to_string();
        // The running program has the key in its memory.
        assert!(officer.get(&format!("/office/cases/{open}?lang=en")).text().contains("Na Haneul"));
        assert!(haneul.get("/me/registers?lang=en").text().contains("마당구"));

        let id = person(&stage, "haneul");
        let destroy = |more: &[&str]| {
            madang(&stage, &[&["destroy", "--person", &id, "--basis", BASIS], more].concat())
        };
        let refused = destroy(&[]);
        assert!(
            told(&refused).contains(&format!("Case {open} is still open")),
            "{}",
            told(&refused)
        );
        assert!(!refused.status.success());
        let unknown = madang(&stage, &["destroy", "--person", "p0", "--basis", BASIS]);
        assert!(told(&unknown).contains("there is no person p0"), "{}", told(&unknown));
        let done = destroy(&["--ground", "서울행정법원 2026구합1"]);
        assert!(done.status.success(), "{}", told(&done));
        let again = destroy(&["--ground", "again"]);
        assert!(told(&again).contains("destroyed already"), "{}", told(&again));

        // Every running node forgets within seconds.
        let mut tries = 0;
        while haneul.get("/me/registers?lang=en").status == 200 {
            tries += 1;
            assert!(tries < 200, "the program still has the key");
            std::thread::sleep(Duration::from_millis(100));
        }
        for path in ["/me/registers".to_string(), format!("/cases/{granted}")] {
            let page = haneul.get(&format!("{path}?lang=en"));
            assert_eq!(page.status, 422, "{path}: {}", page.text());
            assert!(page.text().contains("were destroyed, as the law asks"), "{}", page.text());
        }
        for path in ["/me", "/me/disclosures", "/"] {
            assert_eq!(haneul.get(path).status, 200, "{path}");
        }
        let problem = haneul.get(&format!("/api/v1/applications/{granted}?lang=ko"));
        assert_clear("a destroyed case", &problem, "ko", "data.destroyed");
        let page = officer.get(&format!("/office/cases/{open}?lang=en"));
        assert!(page.text().contains("were destroyed, as the law asks"), "{}", page.text());
        assert_eq!(officer.get("/office?lang=en").status, 200);
        let public = stage.client("").get(&format!("/credentials/{credential}?lang=en")).text();
        assert!(public.contains("was destroyed on") && public.contains(BASIS), "{public}");
        let paper = haneul.get(&format!("/credentials/{credential}/paper?lang=en"));
        assert!(paper.text().contains("were destroyed, as the law asks"), "{}", paper.text());
        // Nobody else is touched.
        let other = stage.client(&stage.token("Ryu Saebom"));
        assert_eq!(other.get("/me/registers").status, 200);
        verify(&stage);
        assert!(!stage.log().contains("ERROR"), "{}", stage.log());

        // The key is gone from the database's own files, too.
        let stage = stage.crash_and_restart();
        let haneul = stage.client(&stage.token("Na Haneul"));
        assert!(haneul.get("/me/registers?lang=en").text().contains("were destroyed"));
        verify(&stage);
    });
}
