//! The keys that sign are changed with the program's own commands, and what was signed before is still what it was.

use std::path::Path;
use std::process::{Command, Output};

use proofs::keys::SigningKey;
use proofs::origin_keys::OriginKeys;
use proofs::receipt::{self, Receipt};
use proofs::sdjwt::{self, Content};
use serde_json::{Map, Value, json};

use crate::badinput::{applications, example};
use crate::stage::{Answer, Client, How, Stage, encoded, program};

fn madang(arguments: &[&str], dir: &Path) -> Output {
    Command::new(program()).args(arguments).arg("--dir").arg(dir).output().unwrap()
}

fn done(output: &Output) -> String {
    let (out, err) = (&output.stdout, &output.stderr);
    let told = format!("{}{}", String::from_utf8_lossy(out), String::from_utf8_lossy(err));
    assert!(output.status.success(), "{told}");
    told
}

fn refused(output: &Output) -> String {
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(!output.status.success(), "{told}");
    told
}

/// An issued credential: its number, and the receipt of the application.
fn credential(client: &Client) -> (String, String) {
    let sent = json!({ "answers": example(client, "resident-abstract") });
    let told = client.post_json(&applications("resident-abstract"), &sent).json();
    let number = told["number"].as_str().unwrap();
    let found = client.get(&format!("/api/v1/applications/{number}")).json();
    let id = found["credentials"][0]["id"].as_str().unwrap().to_string();
    (id, told["receipt"].as_str().unwrap().to_string())
}

fn fetched(client: &Client, id: &str, form: &str) -> Vec<u8> {
    let told = client.get(&format!("/credentials/{id}/{form}"));
    assert_eq!(told.status, 200, "{}", told.text());
    told.bytes
}

/// What `madang verify` says of a file.
fn verdict(stage: &Stage, file: &[u8], more: &[&str]) -> Value {
    let path = stage.dir.path().join("shown");
    std::fs::write(&path, file).unwrap();
    let told = Command::new(program())
        .args(["verify", "--json", "--keys"])
        .arg(stage.folder().join("issuer.json"))
        .args(more)
        .arg(&path)
        .output()
        .unwrap();
    serde_json::from_slice(&told.stdout).unwrap_or_else(|_| panic!("{told:?}"))
}

fn on_the_page(client: &Client, file: &[u8]) -> String {
    let head = b"--b\r\ncontent-disposition: form-data; name=\"file\"; filename=\"a.pdf\"\r\n\r\n";
    let body = [head.as_slice(), file, b"\r\n--b--\r\n"].concat();
    let told: Answer =
        client.post("/credentials?lang=en", "multipart/form-data; boundary=b", &body, None);
    assert_eq!(told.status, 200, "{}", told.text());
    told.text()
}

fn keys_of(stage: &Stage) -> Value {
    let told = madang(&["keys", "list", "--json"], &stage.folder().join("keys"));
    serde_json::from_str(&done(&told)).unwrap()
}

fn secret(stage: &Stage, name: &str) -> SigningKey {
    let text = std::fs::read_to_string(stage.folder().join("keys").join(name)).unwrap();
    let text = text.trim();
    let byte = |n: usize| u8::from_str_radix(&text[2 * n..2 * n + 2], 16).unwrap();
    SigningKey::from_bytes(&std::array::from_fn(byte))
}

#[test]
fn what_a_retired_key_signed_in_its_time_stays_valid_and_what_it_signs_later_is_forged() {
    let stage = Stage::open();
    let haneul = stage.client(&stage.token("Na Haneul"));
    let (id, _) = credential(&haneul);
    let (paper, wallet) = (fetched(&haneul, &id, "paper"), fetched(&haneul, &id, "sd-jwt"));
    let old = secret(&stage, "credentials.key");
    let first = keys_of(&stage)["credentials"][0]["id"].as_str().unwrap().to_string();
    done(&madang(&["keys", "rotate", "credentials"], &stage.folder().join("keys")));

    let stage = stage.restart_here();
    let haneul = stage.client(&stage.token("Na Haneul"));
    let listed = haneul.get("/.well-known/jwt-vc-issuer").json();
    let kids = listed["jwks"]["keys"].as_array().unwrap();
    assert_eq!((kids.len(), kids[1]["kid"].as_str().unwrap()), (2, first.as_str()), "{listed}");
    let (from, until) = (kids[0]["nbf"].as_i64().unwrap(), kids[1]["exp"].as_i64().unwrap());
    assert!(from < until, "the two keys overlap while nodes are started again");
    for (what, file) in [("paper", &paper), ("sd-jwt", &wallet)] {
        assert_eq!(verdict(&stage, file, &[])["verdict"], "valid", "{what}");
        let again = fetched(&haneul, &id, what);
        assert_ne!(&again, file, "{what} is signed with the new key");
        assert_eq!(again, fetched(&haneul, &id, what), "{what}: two fetches are the same bytes");
        let told = verdict(&stage, &again, &[]);
        assert_eq!(told["verdict"], "valid", "{what}");
        assert!(told["claims"]["iat"].as_i64().unwrap() >= from, "{what}: within its key's life");
    }
    assert!(on_the_page(&haneul, &paper).contains("This file is genuine and valid"));

    // Whoever kept a copy of the old key goes on signing with it.
    let late = |iat: i64| {
        let mut claims = Map::new();
        claims.insert("credential_id".into(), id.as_str().into());
        let content = Content {
            kid: &first,
            iss: &stage.base,
            vct: "urn:madang:kr:resident-abstract",
            iat,
            exp: None,
            status: None,
            claims: &claims,
            hidden: &[],
        };
        sdjwt::issue(&old, &content, &mut || [7; 16]).unwrap().into_bytes()
    };
    assert_eq!(verdict(&stage, &late(until), &[])["verdict"], "valid");
    let told = verdict(&stage, &late(until + 1), &[]);
    assert_eq!(told["verdict"], "forged", "{told}");
    assert!(told["why"].as_str().unwrap().contains("outside the life of its key"), "{told}");
    assert!(on_the_page(&haneul, &late(until + 1)).contains("outside the life of its key"));
}

#[test]
fn what_a_stolen_key_signed_is_not_trusted_on_its_own_word() {
    let stage = Stage::open();
    let haneul = stage.client(&stage.token("Na Haneul"));
    let (id, _) = credential(&haneul);
    let paper = fetched(&haneul, &id, "paper");
    let keys = stage.folder().join("keys");
    let first = keys_of(&stage)["credentials"][0]["id"].as_str().unwrap().to_string();
    let stolen = ["keys", "compromised", "credentials", "--key", &first, "--since", "2099-01-01"];
    let told = refused(&madang(&stolen, &keys));
    assert!(told.contains("rotate it first"), "{told}");
    done(&madang(&["keys", "rotate", "credentials"], &keys));
    done(&madang(&stolen, &keys));

    let stage = stage.restart_here();
    let haneul = stage.client(&stage.token("Na Haneul"));
    // A verifier that knows nothing of times finds only the good key among those that it reads.
    let listed = haneul.get("/.well-known/jwt-vc-issuer").json();
    assert_eq!(listed["jwks"]["keys"].as_array().unwrap().len(), 1, "{listed}");
    let told = verdict(&stage, &paper, &[]);
    assert_eq!((&told["verdict"], &told["claims"]), (&json!("not-trusted"), &Value::Null));
    assert!(told["why"].as_str().unwrap().contains("2099-01-01"), "{told}");
    assert!(on_the_page(&haneul, &paper).contains("This file cannot be trusted"));
    // Who received it before the theft, and can show that, still has a valid paper.
    assert_eq!(verdict(&stage, &paper, &["--received", "2098-12-31"])["verdict"], "valid");
    assert_eq!(verdict(&stage, &paper, &["--received", "2099-01-01"])["verdict"], "not-trusted");
    // The holder fetches it anew, and by its number everyone is told to ask for that.
    assert_eq!(verdict(&stage, &fetched(&haneul, &id, "paper"), &[])["verdict"], "valid");
    let page = stage.client("").get(&format!("/credentials/{id}?lang=en")).text();
    assert!(page.contains("ask the holder for one fetched anew"), "{page}");
    // An issue after the change was never signed with the stolen key. A key's time is told in seconds.
    std::thread::sleep(std::time::Duration::from_millis(1100));
    let (new, _) = credential(&haneul);
    let page = stage.client("").get(&format!("/credentials/{new}?lang=en")).text();
    assert!(!page.contains("fetched anew"), "{page}");
}

#[test]
fn receipts_and_checkpoints_of_before_still_verify_after_the_journals_key_was_changed() {
    let stage = Stage::open();
    let haneul = stage.client(&stage.token("Na Haneul"));
    let (_, before) = credential(&haneul);
    let checkpoint = |stage: &Stage| stage.client("").get("/journal/checkpoint").text();
    let first = checkpoint(&stage);
    done(&madang(&["keys", "rotate", "journal"], &stage.folder().join("keys")));

    let stage = stage.restart_here();
    let haneul = stage.client(&stage.token("Na Haneul"));
    let (_, after) = credential(&haneul);
    let keys = stage.client("").get("/journal/keys").text();
    let keys = OriginKeys::parse(&keys).unwrap();
    assert_eq!(keys.keys.len(), 2);
    for text in [before, after] {
        let held = Receipt::from_text(&text).unwrap();
        let verified =
            keys.signed(held.time_ms.div_euclid(1000), &|key| receipt::verify(&held, key));
        assert_eq!(verified, Ok(()));
        let page = haneul.get(&format!("/journal/receipts?lang=en&receipt={}", encoded(&text)));
        let genuine = page.text().contains("The receipt is genuine");
        assert!(genuine, "{}", page.text());
    }
    for note in [first, checkpoint(&stage)] {
        let trusted = keys.verifiers();
        let opened = proofs::note::open(&note, &trusted).unwrap();
        assert_eq!(opened.signers.len(), 1);
    }
    let told = done(&madang(&["journal", "verify"], &stage.folder()));
    assert!(told.contains("everything holds"), "{told}");
    // With the new key alone, what was signed before is told.
    let one = stage.client("").get("/journal/key").text();
    let alone = madang(&["journal", "verify", "--key", one.trim()], &stage.folder());
    let told = String::from_utf8_lossy(&alone.stdout).into_owned();
    assert!(!alone.status.success() && told.contains("its signature does not fit"), "{told}");
}

/// Given a folder in which the change of a key stopped after so many steps; then the program says so where it matters, and
/// running the change again ends it with the key that was begun.
#[test]
fn an_interrupted_rotation_is_told_and_goes_on() {
    let stage = Stage::open();
    let keys = stage.folder().join("keys");
    let file = |name: &str| std::fs::read_to_string(keys.join(name)).unwrap();
    let old = file("credentials.key");
    done(&madang(&["keys", "rotate", "credentials"], &keys));
    let (new, list) = (file("credentials.key"), file("public.json"));
    let mut dir = stage.end();
    for steps in 1..=2 {
        let keys = dir.path().join("demo/keys");
        std::fs::write(keys.join("credentials.key"), &old).unwrap();
        std::fs::write(keys.join("credentials.key.next"), &new).unwrap();
        std::fs::remove_file(keys.join("public.json")).unwrap();
        if steps == 2 {
            std::fs::write(keys.join("public.json"), &list).unwrap();
            let told = refused(&madang(&["keys", "list"], &keys));
            assert!(told.contains("run madang keys rotate credentials"), "{told}");
            let country = How::usual().country;
            let demo = ["demo", "--listen", "127.0.0.1:0", "--country", country.to_str().unwrap()];
            let told = refused(&madang(&demo, &dir.path().join("demo")));
            assert!(told.contains("was interrupted"), "{told}");
        } else {
            // Nothing was promised yet: the old key signs on.
            let stage = Stage::open_in(dir, How::usual());
            assert_eq!(keys_of(&stage)["credentials"].as_array().unwrap().len(), 1);
            dir = stage.end();
        }
        done(&madang(&["keys", "rotate", "credentials"], &keys));
        assert_eq!(std::fs::read_to_string(keys.join("credentials.key")).unwrap(), new);
        assert!(!keys.join("credentials.key.next").exists());
        let told = done(&madang(&["keys", "list"], &keys));
        assert_eq!(
            told.lines().filter(|line| line.starts_with("credentials")).count(),
            2,
            "{told}"
        );
    }
}
