//! The main job in a real browser: on a phone and on a desktop, with and without JavaScript, in Korean and in English.

use serde_json::Value;

use crate::stage::{Stage, program};
use crate::webdriver::{Browser, DESKTOP, PHONE, Window};

/// The form's own example, by which the pages are filled in.
fn example(stage: &Stage, token: &str, service: &str) -> Value {
    let form = stage.client(token).get(&format!("/api/v1/services/{service}/form"));
    form.json()["examples"][0].clone()
}

/// Fills in one page of a form from the example, and continues. Answers that are there already are left alone.
fn fill(browser: &Browser, example: &Value, file: &std::path::Path) {
    for (field, value) in example.as_object().unwrap() {
        let choose = |wanted: &str| format!("input[name='{field}'][value='{wanted}']");
        match value {
            Value::Bool(truth) => {
                let css = choose(if *truth { "yes" } else { "no" });
                if !browser.all(&css).is_empty() {
                    browser.choose(&css);
                }
            }
            Value::Array(chosen) => {
                for css in chosen.iter().map(|c| choose(c.as_str().unwrap())) {
                    if !browser.all(&css).is_empty()
                        && browser.all(&format!("{css}:checked")).is_empty()
                    {
                        browser.choose(&css);
                    }
                }
            }
            value => {
                let text = value.as_str().map_or_else(|| value.to_string(), str::to_string);
                one(browser, field, &text, file);
            }
        }
    }
    browser.press("main form button.first");
}

fn one(browser: &Browser, field: &str, text: &str, file: &std::path::Path) {
    let css = format!("main [name='{field}']:not([type='hidden'])");
    if let [year, month, day] = text.split('-').collect::<Vec<_>>()[..]
        && !browser.all(&format!("[name='{field}-year']")).is_empty()
    {
        for (part, value) in [("year", year), ("month", month), ("day", day)] {
            browser.enter(&format!("[name='{field}-{part}']"), value);
        }
    } else if browser.all(&css).is_empty() {
        // Another page asks it, or the state already knows it.
    } else if browser.attribute(&css, "type") == "file" {
        browser.upload(&css, file);
    } else if browser.attribute(&css, "type") == "radio" {
        let wanted = format!("input[name='{field}'][value='{text}']");
        let first = format!("input[name='{field}']");
        browser.choose(if browser.all(&wanted).is_empty() { &first } else { &wanted });
    } else if !browser.all(&format!("select[name='{field}']")).is_empty() {
        browser.click(&format!("select[name='{field}'] option[value='{text}']"));
    } else {
        browser.enter(&css, text);
    }
}

/// From the start page to the sent application; answers the case's page.
fn apply(browser: &Browser, stage: &Stage, person: &str, service: &str, lang: &str) {
    let token = stage.token(person);
    let example = example(stage, &token, service);
    let file = stage.dir.path().join("document.pdf");
    std::fs::write(&file, b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n").unwrap();
    browser.goto(&format!("{}/services/{service}?lang={lang}", stage.base));
    browser.press("main a.button.first");
    if browser.url().contains("/sign-in") {
        browser.goto(&format!("{}/demo/{token}?then=/services/{service}/apply", stage.base));
    }
    browser.press("main a.button.first");
    for _ in 0..20 {
        if browser.url().contains("/check") {
            break;
        }
        let before = browser.url();
        fill(browser, &example, &file);
        assert!(browser.all(".errors").is_empty(), "{before}: {}", browser.text("main"));
    }
    browser.picture(&format!("{service}-check-{lang}"));
    browser.press("main form button.first");
    if browser.url().contains("/payment") {
        browser.press("main form button.first");
    }
    assert!(browser.url().contains("/cases/"), "{}: {}", browser.url(), browser.text("main"));
}

fn main_job(window: Window, lang: &str) {
    let Some(browser) = Browser::open(window) else { return };
    let stage = Stage::open();
    let (word, granted) = if lang == "ko" { ("초본", "승인") } else { ("abstract", "Granted") };
    browser.goto(&format!("{}/?lang={lang}", stage.base));
    browser.enter("main input[name='q']", word);
    browser.press("main form[role='search'] button, main [role='search'] button");
    assert!(browser.source().contains("/services/resident-abstract"), "{}", browser.text("main"));
    apply(&browser, &stage, "Na Haneul", "resident-abstract", lang);
    assert!(browser.text("main").contains(granted), "{}", browser.text("main"));

    // The paper verifies offline with the public keys; one changed byte is a forgery.
    let token = stage.token("Na Haneul");
    let paper = browser.attribute("main a[href$='/paper']", "href");
    let path = paper.strip_prefix(stage.base.as_str()).unwrap_or(&paper);
    let mut pdf = stage.client(&token).get(path).bytes;
    assert_eq!(verdict(&stage, &pdf), "valid");
    let middle = pdf.len() / 2;
    pdf[middle] ^= 1;
    assert_eq!(verdict(&stage, &pdf), "forged");

    // And the person sees that the rule looked.
    browser.goto(&format!("{}/me/disclosures?lang={lang}", stage.base));
    assert!(browser.source().contains("/cases/RA-"), "{}", browser.text("main"));
}

fn verdict(stage: &Stage, file: &[u8]) -> String {
    let path = stage.dir.path().join("paper.pdf");
    std::fs::write(&path, file).unwrap();
    let keys = stage.dir.path().join("demo/issuer.json");
    let told = std::process::Command::new(program())
        .args(["verify", "--json"])
        .arg(&path)
        .arg("--keys")
        .arg(keys)
        .output()
        .unwrap();
    let told: Value = serde_json::from_slice(&told.stdout).unwrap();
    told["verdict"].as_str().unwrap().to_string()
}

#[test]
fn the_main_job_on_a_phone_in_korean_without_javascript() {
    main_job(Window { javascript: false, ..PHONE }, "ko");
}

#[test]
fn the_main_job_on_a_desktop_in_english() {
    main_job(DESKTOP, "en");
}

/// The officer of the desk where the case is.
fn officer_of(stage: &Stage, number: &str) -> String {
    let sees =
        |token: &String| stage.client(token).get("/api/v1/cases?limit=100").text().contains(number);
    stage
        .tokens_of("officer")
        .into_iter()
        .find(sees)
        .unwrap_or_else(|| panic!("no officer sees {number}"))
}

#[test]
fn both_sides_of_a_case_on_a_phone_without_javascript() {
    let window = Window { javascript: false, ..PHONE };
    let Some(person) = Browser::open(window) else { return };
    let Some(officer) = Browser::open(window) else { return };
    let stage = Stage::open();
    apply(&person, &stage, "Na Haneul", "move-in-report", "en");
    let case = person.url().split('?').next().unwrap().to_string();
    let number = case.rsplit('/').next().unwrap().to_string();
    assert!(person.text("main").contains("Being decided"), "{}", person.text("main"));

    let token = officer_of(&stage, &number);
    officer.goto(&format!("{}/demo/{token}?then=/office", stage.base));
    officer.goto(&format!("{}/office/cases/{number}?lang=en", stage.base));
    assert!(officer.text("main").contains("Na Haneul"), "{}", officer.text("main"));
    officer.picture("office-case");
    officer.press("form[action$='/claim'] button");
    officer.click("details:has(form[action$='/question']) summary");
    officer.enter("form[action$='/question'] textarea", "Which floor is it?");
    officer.press("form[action$='/question'] button");

    person.goto(&format!("{case}?lang=en"));
    assert!(person.text("main").contains("Which floor is it?"), "{}", person.text("main"));
    person.enter("form[action$='/answer'] textarea", "The third.");
    person.press("form[action$='/answer'] button");

    officer.goto(&format!("{}/office/cases/{number}?lang=en", stage.base));
    assert!(officer.source().contains("The third."), "{}", officer.text("main"));
    officer.choose("form[action$='/decision'] input[name='outcome'][value='granted']");
    officer.choose("form[action$='/decision'] input[type='checkbox'][name='reason-granted']");
    officer.press("form[action$='/decision'] button");
    assert!(officer.all(".errors").is_empty(), "{}", officer.text("main"));

    person.goto(&format!("{case}?lang=en"));
    assert!(
        person.text("main").contains("Your application is granted."),
        "{}",
        person.text("main")
    );
    person.picture("case-decided");
    person.goto(&format!("{}/me/disclosures?lang=en", stage.base));
    assert!(person.text("main").contains("officer"), "{}", person.text("main"));
}

#[test]
fn every_page_of_an_officer_is_accessible() {
    let Some(browser) = Browser::open(PHONE) else { return };
    let stage = Stage::open();
    apply(&browser, &stage, "Na Haneul", "move-in-report", "en");
    let number = browser.url().split('?').next().unwrap().rsplit('/').next().unwrap().to_string();
    let token = officer_of(&stage, &number);
    browser.goto(&format!("{}/demo/{token}?then=/office", stage.base));
    let desk = browser.all("main a[href^='/office/']");
    assert!(!desk.is_empty(), "{}", browser.text("main"));
    let queue = browser.attribute("main a[href^='/office/']", "href");
    let queue = queue.strip_prefix(stage.base.as_str()).unwrap_or(&queue).to_string();
    let mut wrong = Vec::new();
    for page in ["/office".to_string(), queue, format!("/office/cases/{number}")] {
        for look in ["lang=ko&mode=light", "lang=en&mode=dark"] {
            let divider = if page.contains('?') { '&' } else { '?' };
            browser.goto(&format!("{}{page}{divider}{look}", stage.base));
            wrong.extend(browser.axe().into_iter().map(|found| format!("{page} ({look}) {found}")));
            browser.picture(&format!(
                "office{}-{}",
                page.replace(['/', '?', '='], "-"),
                &look[5..7]
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A proposal from the form to the published version, in a browser without JavaScript; every page of it is accessible.
#[test]
fn law_is_changed_by_two_officers_without_javascript() {
    let window = Window { javascript: false, ..PHONE };
    let Some(author) = Browser::open(PHONE) else { return };
    let Some(reviewer) = Browser::open(window) else { return };
    let stage = Stage::open();
    let enter = |browser: &Browser, who: &str| {
        browser.goto(&format!("{}/demo/{}?then=/law-desk", stage.base, stage.token(who)));
    };
    enter(&author, "On Haram");
    enter(&reviewer, "Bin Hanbyeol");
    let mut wrong = Vec::new();
    let mut look = |browser: &Browser, name: &str| {
        let here = browser.url().split('?').next().unwrap().to_string();
        for look in ["lang=ko&mode=light", "lang=en&mode=dark"] {
            browser.goto(&format!("{here}?{look}"));
            wrong.extend(browser.axe().into_iter().map(|found| format!("{name} ({look}) {found}")));
            browser.picture(&format!("law-{name}-{}", &look[5..7]));
        }
    };
    look(&author, "desk");
    author.goto(&format!("{}/law-desk/tables/child_allowance?lang=en", stage.base));
    look(&author, "form");
    author.enter("#cell-4-7", "child_allowance_montly");
    author.press("main form > button.first");
    assert!(author.text(".errors").contains("child_allowance_monthly"), "{}", author.text("main"));
    author.picture("law-form-wrong-en");
    let found = author.axe();
    assert!(found.is_empty(), "{found:?}");
    author.enter("#cell-4-7", "child_allowance_monthly * 2");
    for (name, day) in [("from", "2099-01-01"), ("promulgated", "2098-12-01")] {
        for (part, value) in ["year", "month", "day"].into_iter().zip(day.split('-')) {
            author.enter(&format!("[name='{name}-{part}']"), value);
        }
    }
    author.enter("#ground", "Twice as much in 2099.");
    author.press("main form > button.first");
    assert!(author.url().contains("/law-desk/proposals/"), "{}", author.text("main"));
    let proposal = author.url().split('?').next().unwrap().to_string();
    // An amount in the same proposal: the days and the reason are there already.
    author.press("a[href$='/more']");
    look(&author, "more");
    author.goto(&format!("{proposal}/parameters/child_allowance_monthly?lang=en"));
    look(&author, "amount");
    author.enter("#cell-0-0", "lots");
    author.press("main form > button.first");
    author.picture("law-amount-wrong-en");
    let found = author.axe();
    assert!(found.is_empty(), "{found:?}");
    author.enter("#cell-0-0", "130,000");
    author.press("main form > button.first");
    look(&author, "draft");
    author.press("form[action$='/submission'] button");

    reviewer.goto(&format!("{proposal}?lang=en"));
    reviewer.picture("law-review-en");
    reviewer.enter("#words", "As voted.");
    reviewer.press("button[value='publish']");
    author.goto(&proposal);
    look(&author, "published");
    author.goto(&format!("{}/law/child_allowance?on=2099-01-01", stage.base));
    assert!(author.source().contains("child_allowance_monthly * 2"), "{}", author.text("main"));
    look(&author, "topic");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The year after this one: what is proposed must be still to come.
fn next_year() -> i16 {
    let seoul = vocabulary::Zone::named("Asia/Seoul").unwrap();
    seoul.day_of(courtyard::clock::Clock::System.now()).year() + 1
}

/// A proposal is drafted on a phone, tried on invented people, and its answer read on a phone and on a desktop.
#[test]
fn a_proposal_is_tried_before_it_is_law_in_a_browser() {
    let Some(author) = Browser::open(PHONE) else { return };
    let Some(reader) = Browser::open(DESKTOP) else { return };
    let stage = Stage::open();
    for (browser, who) in [(&author, "On Haram"), (&reader, "Bin Hanbyeol")] {
        browser.goto(&format!("{}/demo/{}?then=/law-desk", stage.base, stage.token(who)));
    }
    let mut wrong = Vec::new();
    let mut look = |browser: &Browser, name: &str| {
        let here = browser.url().split('?').next().unwrap().to_string();
        for look in ["lang=ko&mode=light", "lang=en&mode=dark"] {
            browser.goto(&format!("{here}?{look}"));
            browser.script("document.querySelectorAll('details').forEach(one => one.open = true)");
            wrong.extend(browser.axe().into_iter().map(|found| format!("{name} ({look}) {found}")));
            browser.picture(&format!("trial-{name}-{}", &look[5..7]));
        }
    };
    author.goto(&format!("{}/law-desk/parameters/child_allowance_monthly?lang=en", stage.base));
    author.enter("#cell-0-0", "130,000");
    let year = next_year().to_string();
    for (name, day) in [("from", [year.as_str(), "1", "1"]), ("promulgated", ["2026", "11", "1"])] {
        for (part, value) in ["year", "month", "day"].into_iter().zip(day) {
            author.enter(&format!("[name='{name}-{part}']"), value);
        }
    }
    author.enter("#ground", "30,000 won more for each child.");
    author.press("main form > button.first");
    author.press("main a[href$='/trials']");
    look(&author, "form");
    author.choose("input[name='persons'][value='100000']");
    author.press("main form > button.first");
    for _ in 0..100_000 {
        if author.all("progress").is_empty() {
            break;
        }
        author.goto(&author.url());
    }
    assert!(author.text("main").contains("It costs"), "{}", author.text("main"));
    let answer = author.url();
    look(&author, "answer-phone");
    reader.goto(&answer);
    look(&reader, "answer-desktop");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A grant with an amount and a refusal, with everything opened that explains them, and the law that they lead to.
#[test]
fn a_decision_that_explains_itself_is_accessible() {
    let Some(browser) = Browser::open(PHONE) else { return };
    let stage = Stage::open();
    let mut wrong = Vec::new();
    for (who, service) in [
        ("Eun Sonamu", "basic-pension"),
        ("Na Haneul", "child-allowance"),
        ("Moon Bada", "local-tax-payment-certificate"),
    ] {
        let token = stage.token(who);
        let sent = serde_json::json!({ "answers": example(&stage, &token, service) });
        let path = format!("/api/v1/services/{service}/applications");
        let told = stage.client(&token).post_json(&path, &sent).json();
        let case = format!("/cases/{}", told["number"].as_str().unwrap());
        browser.goto(&format!("{}/demo/{token}?then=/me", stage.base));
        for look in ["lang=ko&mode=light", "lang=en&mode=dark"] {
            browser.goto(&format!("{}{case}?{look}", stage.base));
            browser.script("document.querySelectorAll('details').forEach(one => one.open = true)");
            let found = browser.axe().into_iter();
            wrong.extend(found.map(|found| format!("{service} ({look}) {found}")));
            browser.picture(&format!("decision-{service}-{}", &look[5..7]));
        }
        browser.press("main a[href^='/law/']");
        assert!(browser.url().contains("#row-"), "{}", browser.url());
        let row = browser.url().rsplit('#').next().unwrap().to_string();
        assert_eq!(browser.all(&format!("main #{row}")).len(), 1, "{}", browser.url());
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_page_of_a_person_is_accessible() {
    let Some(browser) = Browser::open(PHONE) else { return };
    let stage = Stage::open();
    apply(&browser, &stage, "Na Haneul", "resident-abstract", "en");
    let case = browser.url();
    let case =
        case.strip_prefix(stage.base.as_str()).unwrap().split('?').next().unwrap().to_string();
    let pages = [
        "/",
        "/services?q=birth",
        "/services/birth-registration",
        "/services/move-in-report/apply",
        "/services/move-in-report/check",
        "/law",
        "/law/child_allowance",
        "/law/basic_pension",
        "/law/basic_pension/picture",
        case.as_str(),
        "/me",
        "/me/cases",
        "/me/registers",
        "/me/disclosures",
        "/sign-in",
        "/journal",
        "/credentials",
        "/credentials/CRA-0000-0000-0",
        "/help",
        "/privacy",
        "/accessibility",
        "/api/docs",
        "/nowhere",
    ];
    let mut wrong = Vec::new();
    for page in pages {
        for look in ["lang=ko&mode=light", "lang=en&mode=dark"] {
            let divider = if page.contains('?') { '&' } else { '?' };
            browser.goto(&format!("{}{page}{divider}{look}", stage.base));
            wrong.extend(browser.axe().into_iter().map(|found| format!("{page} ({look}) {found}")));
        }
        browser.picture(&format!("page{}", page.replace(['/', '?', '='], "-")));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
