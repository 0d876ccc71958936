//! Names as people have them: two hundred characters, rare Hanja, right to left; from the register to the printed paper.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::json;

use crate::badinput::{applications, example};
use crate::lost::copy;
use crate::stage::{How, Stage, has, root};

/// Hanja of Unicode's extensions B to H, which no font of ours has; Arabic and Hebrew; a plain name at the end.
const RARE: &str = "𠮷𩸽𪚥𫝆𫠝𬺰𮯰𰻞𱍊";
const RIGHT_TO_LEFT: &str = "محمد بن موسى الخوارزمي שלום עליכם";

/// The text of a PDF as `pdftotext` reads it, without its blanks.
pub fn text_of(pdf: &[u8]) -> Option<String> {
    let child = Command::new("pdftotext")
        .args(["-raw", "-", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn();
    if !has("poppler", child.is_ok()) {
        return None;
    }
    let mut child = child.unwrap();
    child.stdin.take().unwrap().write_all(pdf).unwrap();
    let text = String::from_utf8(child.wait_with_output().unwrap().stdout).unwrap();
    Some(text.chars().filter(|c| !c.is_whitespace()).collect())
}

#[test]
fn a_name_of_two_hundred_characters_in_rare_scripts_is_printed_and_no_letter_of_it_is_silent() {
    let dir = tempfile::tempdir().unwrap();
    let country = dir.path().join("country");
    copy(&root().join("countries/kr"), &country);
    let fill = 200 - RARE.chars().count() - RIGHT_TO_LEFT.chars().count();
    let name = format!("{RARE} {RIGHT_TO_LEFT} {}", "나".repeat(fill - 2));
    assert_eq!(name.chars().count(), 200);
    let file = country.join("people.toml");
    let people = std::fs::read_to_string(&file).unwrap();
    let register = "[person.entries.residents]\nname = \"나하늘\"";
    assert!(people.contains(register));
    let people = people.replacen(register, &register.replace("나하늘", &name), 1);
    std::fs::write(&file, people).unwrap();

    let stage = Stage::open_in(dir, How { country, ..How::usual() });
    let haneul = stage.client(&stage.token("Na Haneul"));
    let mut answers = example(&haneul, "resident-abstract");
    answers["use"] = json!("other");
    answers["use_other"] = json!("𠮷野 للبنك");
    let sent = haneul.post_json(&applications("resident-abstract"), &json!({ "answers": answers }));
    assert_eq!(sent.status, 201, "{}", sent.text());
    let number = sent.json()["number"].as_str().unwrap().to_string();
    let found = haneul.get(&format!("/api/v1/applications/{number}")).json();
    let id = found["credentials"][0]["id"].as_str().unwrap();
    // The page shows the name as it is: the reader's own fonts draw it.
    assert!(haneul.get("/me/registers").text().contains(&name));
    for lang in ["ko", "en"] {
        let paper = haneul.get(&format!("/credentials/{id}/paper?lang={lang}"));
        assert_eq!(paper.status, 200, "{}", paper.text());
        // For people to look at.
        let kept = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("long-name-{lang}.pdf"));
        std::fs::write(kept, &paper.bytes).unwrap();
        let Some(text) = text_of(&paper.bytes) else { return };
        // What the fonts lack is printed as its code point, so that it can be read and typed: never an empty box.
        for c in RARE.chars().chain(['𠮷']) {
            let code = format!("{:X}", u32::from(c));
            assert!(text.contains(&code), "U+{code} is missing in {text}");
        }
        for word in ["محمد", "الخوارزمي", "שלום"] {
            assert!(text.contains(word), "{word} is missing in {text}");
        }
        assert!(text.matches('나').count() >= fill - 2, "{text}");
    }
    // The machine's twin has every letter, and so has the offline verification.
    let shown = stage.dir.path().join("shown.pdf");
    std::fs::write(&shown, haneul.get(&format!("/credentials/{id}/paper")).bytes).unwrap();
    let told = Command::new(crate::stage::program())
        .args(["verify", "--json", "--keys"])
        .arg(stage.folder().join("issuer.json"))
        .arg(&shown)
        .output()
        .unwrap();
    let told: serde_json::Value = serde_json::from_slice(&told.stdout).unwrap();
    assert_eq!((&told["verdict"], &told["claims"]["name"]), (&json!("valid"), &json!(name)));
}
