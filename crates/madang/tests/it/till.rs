//! Paying in `madang serve`: a till that nobody here wrote for (a Python program that speaks the specification), and a
//! person with a browser. And that without one, no money is made up.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use serde_json::json;

use crate::stage::{Client, Stage, free_port, has, program};
use crate::webdriver::{Browser, DESKTOP, PHONE};

const KEY: &str = "a key of the test, 32 characters long at least";
const TILL: &str = include_str!("till.py");

/// A running till; it ends with the value.
struct Till {
    child: Child,
    url: String,
}

impl Till {
    fn open(house: &str) -> Option<Till> {
        let python = std::env::var("MADANG_PYTHON").unwrap_or_else(|_| "python3".into());
        let there =
            Command::new(&python).arg("--version").output().is_ok_and(|o| o.status.success());
        if !has("interop", there) {
            return None;
        }
        let port = free_port();
        let mut child = Command::new(python)
            .args(["-c", TILL, KEY, house, &port.to_string()])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        assert_eq!(line.trim(), "ready");
        Some(Till { child, url: format!("http://127.0.0.1:{port}/pay") })
    }
}

impl Drop for Till {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

fn food(client: &Client) -> String {
    let form = client.get("/api/v1/services/food-business-report/form").json();
    let path = "/api/v1/services/food-business-report/applications";
    let told = client.post_json(path, &json!({ "answers": form["examples"][0] }));
    assert_eq!(
        (told.status, &told.json()["state"]),
        (201, &json!("waiting-payment")),
        "{}",
        told.text()
    );
    told.json()["number"].as_str().unwrap().to_string()
}

#[test]
fn a_person_pays_at_a_till_that_nobody_here_wrote() {
    let Some(browser) = Browser::open(PHONE) else { return };
    let stage = Stage::open();
    let Some(till) = Till::open(&stage.base) else { return };
    let stage = stage.serve(&[("MADANG_TILL_URL", &till.url), ("MADANG_TILL_KEY", KEY)]);
    let token = stage.token("Moon Bada");
    let number = food(&stage.client(&token));
    let page = format!("{}/cases/{number}/payment?lang=en", stage.base);
    browser.goto(&stage.base);
    browser.cookie("madang", &token);

    browser.goto(&page);
    look(&browser, "pay", "26,500 won");
    browser.press("main form button.first");
    assert!(browser.url().starts_with(&till.url), "{}", browser.url());
    assert!(browser.text("main").contains("26500 KRW"), "{}", browser.text("main"));
    browser.press("button[value='']");
    look(&browser, "pay-waits", "Waiting for the till");

    browser.press("main form button");
    browser.press("button[value='failed']");
    look(&browser, "pay-failed", "did not go through");

    browser.press("main form button.first");
    browser.press("button[value='paid']");
    assert_eq!(browser.url(), format!("{}/cases/{number}", stage.base));
    let told = stage.client(&token).get(&format!("/api/v1/applications/{number}")).json();
    assert_eq!(told["state"], "with-officer", "{told}");
}

/// Looks at a page as people see it, and as axe does.
fn look(browser: &Browser, name: &str, words: &str) {
    browser.picture(name);
    assert!(browser.text("main").contains(words), "{}", browser.text("main"));
    assert!(browser.axe().is_empty(), "{name}: {:?}", browser.axe());
}

#[test]
fn money_for_a_withdrawn_case_is_shown_to_the_person_and_at_the_desk() {
    let Some(browser) = Browser::open(DESKTOP) else { return };
    let stage = Stage::open();
    let Some(till) = Till::open(&stage.base) else { return };
    let stage = stage.serve(&[("MADANG_TILL_URL", &till.url), ("MADANG_TILL_KEY", KEY)]);
    let token = stage.token("Moon Bada");
    let client = stage.client(&token);
    let number = food(&client);
    browser.goto(&stage.base);
    browser.cookie("madang", &token);
    browser.goto(&format!("{}/cases/{number}/payment?lang=ko", stage.base));
    browser.press("main form button.first");
    // While the till's page is open, the application is withdrawn on another device.
    assert_eq!(client.post_form(&format!("/cases/{number}/withdrawal"), &[]).status, 303);
    browser.press("button[value='paid']");
    assert_eq!(browser.url(), format!("{}/cases/{number}", stage.base));
    look(&browser, "overpaid-person", "돌려드립니다");
    browser.cookie("madang", &stage.token("Gye Solbi"));
    browser.goto(&format!("{}/office/madang-food", stage.base));
    look(&browser, "overpaid-desk", &number);
    browser.goto(&format!("{}/office/cases/{number}", stage.base));
    look(&browser, "overpaid-case", "돌려줄 돈");
    let verify = Command::new(program())
        .args(["journal", "verify", "--dir"])
        .arg(stage.dir.path().join("demo"))
        .output()
        .unwrap();
    assert!(verify.status.success(), "{}", String::from_utf8_lossy(&verify.stdout));
}

#[test]
fn an_installation_without_a_till_says_so_and_makes_up_no_money() {
    let stage = Stage::open().serve(&[]);
    let log = stage.log();
    assert!(log.contains("no till is set, so nobody can pay online"), "{log}");
    let client = stage.client(&stage.token("Moon Bada"));
    let number = food(&client);
    let path = format!("/cases/{number}/payment");
    let page = client.get(&format!("{path}?lang=en")).text();
    assert!(
        page.contains("cannot be paid online yet") && !page.contains("no money moves"),
        "{page}"
    );
    assert_eq!(client.post_form(&path, &[]).status, 422);
    let told = client.get(&format!("/api/v1/applications/{number}")).json();
    assert_eq!(told["state"], "waiting-payment", "{told}");
    let Some(browser) = Browser::open(PHONE) else { return };
    browser.goto(&stage.base);
    browser.cookie("madang", &stage.token("Moon Bada"));
    browser.goto(&format!("{}{path}?lang=ko", stage.base));
    look(&browser, "pay-closed", "온라인으로 낼 수 없습니다");
}
