//! Signing in at a real identity provider, from an empty folder to the officer's desk.

use courtyard::database::Address;
use serde_json::{Value, json};

use crate::provider::{Installation, Provider, Visitor};
use crate::stage::{free_port, has};
use crate::webdriver::{Browser, PHONE, Window};

/// Two residents, and two officers who have no entry in a register.
const PEOPLE: &str = r#"
[[person]]
id = "haneul"
name = { ko = "나하늘", en = "Na Haneul" }
role = "citizen"
[person.entries.residents]
name = "나하늘"
resident_number = "880412-2980011"
birth_day = "1988-04-12"
nationality = "KR"
address = "서울특별시 마당구 느티나무로 12"

[[person]]
id = "minh"
name = { ko = "쩐 밍", en = "Tran Minh" }
role = "citizen"
[person.entries.residents]
name = "TRAN MINH"
foreign_number = "940118-6980900"
birth_day = "1994-01-18"
nationality = "VN"
address = "서울특별시 마당구 달빛로 3"

[[person]]
id = "chorong"
name = { ko = "방초롱", en = "Bang Chorong" }
number = "830611-2980102"
role = "officer"
agency = "madang-gu"
desks = ["madang-civil"]

[[person]]
id = "root"
name = { ko = "금지기", en = "Geum Jigi" }
number = "720830-1980088"
role = "administrator"
agency = "mois"
"#;

fn accounts() -> Value {
    json!({
        // As a provider may write it: without the hyphen.
        "haneul": { "resident_number": "8804122980011" },
        "minh": { "resident_number": "940118-6980900" },
        "chorong": { "resident_number": "830611-2980102" },
        "stranger": { "resident_number": "040505-4980097" },
        "thief": { "resident_number": "8804122980011" },
        "nameless": {},
    })
}

/// A provider and an installation that know each other.
fn pair(told: &Value) -> Option<(Provider, Installation)> {
    let port = free_port();
    let mut told = told.clone();
    if told["accounts"].is_null() {
        told["accounts"] = accounts();
    }
    let provider = Provider::open(port, &told)?;
    let house = Installation::open(port, &provider.issuer, PEOPLE);
    Some((provider, house))
}

#[test]
fn residents_officers_and_strangers_come_from_the_provider() {
    let Some((provider, house)) = pair(&json!({})) else { return };
    let mut haneul = Visitor::new();
    let page = haneul.get(&format!("{}/me/registers?lang=en", house.base));
    assert!(page.text.contains("/sign-in/start?then=/me/registers"), "{}", page.text);
    assert!(page.text.contains(provider.issuer.trim_start_matches("http://")), "{}", page.text);
    let rest = page.between("href=\"/sign-in/start", "\"");
    let start = format!("{}/sign-in/start{rest}", house.base);
    let page = haneul.sign_in(&start, "haneul");
    assert_eq!((page.status, page.url.contains("/me/registers")), (200, true), "{page:?}");
    assert!(page.text.contains("느티나무로 12") && page.text.contains("Na Haneul"), "{page:?}");

    let start = format!("{}/sign-in/start", house.base);
    let minh = Visitor::new().sign_in(&start, "minh");
    assert!(minh.url.ends_with("/me") && minh.text.contains("쩐 밍"), "{minh:?}");
    let mut chorong = Visitor::new();
    let desk = chorong.sign_in(&start, "chorong");
    assert!(desk.url.ends_with("/office") && desk.status == 200, "{desk:?}");
    assert_eq!((house.journaled("identity.linked"), house.journaled("officer.signed-in")), (3, 1));

    // Nobody knows this number: a sentence, no session, and a trace.
    let mut stranger = Visitor::new();
    let page = stranger.sign_in(&format!("{}/sign-in/start?lang=en", house.base), "stranger");
    assert_eq!(page.status, 403);
    assert!(page.text.contains("no register here knows your number"), "{}", page.text);
    assert!(stranger.get(&format!("{}/me", house.base)).url.contains("/sign-in?"));
    assert_eq!(house.journaled("identity.unknown"), 1);
    let page = Visitor::new().sign_in(&start, "nameless");
    assert!(page.status == 400 && page.text.contains("고유번호를 전달받지 못해"), "{page:?}");

    // The same number from another account is the same person, with a trace of its own.
    let page = Visitor::new().sign_in(&start, "thief");
    assert!(page.status == 200 && house.journaled("identity.linked") == 4, "{page:?}");
    let told = house.verify();
    assert!(told.status.success(), "{}", String::from_utf8_lossy(&told.stdout));
    assert!(!house.log().contains("ERROR"), "{}", house.log());
    for secret in ["880412", "8804122980011", "with & signs", "eyJ"] {
        assert!(!house.log().contains(secret), "{secret} is in the log: {}", house.log());
    }
}

#[test]
fn every_kind_of_signature_and_of_provider_is_understood() {
    for (alg, way, userinfo) in [
        ("RS256", "client_secret_basic", false),
        ("ES256", "client_secret_post", true),
        ("EdDSA", "client_secret_basic", true),
    ] {
        // A provider of this kind takes only the way that its client was registered with; ours reads what it announces.
        let client =
            json!({ "id_token_signed_response_alg": alg, "token_endpoint_auth_method": way });
        let told = json!({ "client": client, "userinfo": userinfo, "methods": [way] });
        let Some((_provider, house)) = pair(&told) else { return };
        let page = Visitor::new().sign_in(&format!("{}/sign-in/start", house.base), "haneul");
        assert!(page.url.ends_with("/me") && page.status == 200, "{alg} {way}: {page:?}");
    }
}

#[test]
fn an_attempt_is_used_once_and_by_the_browser_that_began_it() {
    let Some((_provider, house)) = pair(&json!({})) else { return };
    let start = format!("{}/sign-in/start", house.base);
    let mut haneul = Visitor::new();
    let back = haneul.until_back(&start, "haneul");
    let cookies = haneul.cookies.clone();

    // Somebody else's browser: without the cookie, and with the cookie of an attempt of its own.
    let mut other = Visitor::new();
    let page = other.get(&format!("{back}&lang=en"));
    assert!(page.status == 400 && page.text.contains("begun in another window"), "{page:?}");
    other.ask("GET", &start, None).unwrap();
    assert_eq!(other.get(&back).status, 400);
    // A cookie that was changed, and a state that was.
    for forged in [back.replace("state=", "state=x"), back.replace("code=", "code=x")] {
        let mut forger = Visitor::new();
        forger.cookies = cookies.clone();
        assert_eq!(forger.get(&forged).status, 400, "{forged}");
    }
    let mut forger = Visitor::new();
    forger.cookies = cookies.clone();
    for value in forger.cookies.values_mut() {
        value.push('A');
    }
    assert_eq!(forger.get(&back).status, 400);
    // The mistaken code has used up nothing of ours; the right one signs in, once.
    assert_eq!(haneul.get(&back).status, 200);
    let mut again = Visitor::new();
    again.cookies = cookies;
    let page = again.get(&back);
    assert!(page.status == 400 && page.text.contains("다시 시작"), "{page:?}");
    assert!(!house.log().contains("code="), "{}", house.log());
}

#[test]
fn who_cancels_is_told_so_and_nothing_else_happens() {
    let Some((_provider, house)) = pair(&json!({})) else { return };
    let mut haneul = Visitor::new();
    let page = haneul.get(&format!("{}/sign-in/start?then=/services", house.base));
    let abort = page.between("<a href=\"", "\"");
    assert!(abort.ends_with("/abort"), "{abort}");
    let page = haneul.get(&abort);
    assert!(page.status == 200 && page.text.contains("취소했습니다"), "{page:?}");
    assert!(page.text.contains("/sign-in/start?then=/services"), "{}", page.text);
    assert!(!haneul.cookies.keys().any(|(origin, _)| *origin == house.base), "a cookie is left");
}

#[test]
fn a_provider_that_is_down_is_said_and_the_rest_works() {
    let Some((provider, house)) = pair(&json!({})) else { return };
    let port = provider.port();
    drop(provider);
    let start = format!("{}/sign-in/start", house.base);
    let page = Visitor::new().get(&format!("{start}?lang=en"));
    assert!(page.status == 503 && page.text.contains("does not answer"), "{page:?}");
    assert_eq!(Visitor::new().get(&format!("{}/services", house.base)).status, 200);
    let again =
        Provider::open(house_port(&house), &json!({ "port": port, "accounts": accounts() }));
    let page = Visitor::new().sign_in(&start, "haneul");
    assert!(page.url.ends_with("/me") && page.status == 200, "{page:?}");
    drop(again);
    assert!(house.log().contains("wrong=\"silent\""), "{}", house.log());
}

fn house_port(house: &Installation) -> u16 {
    house.base.rsplit(':').next().unwrap().parse().unwrap()
}

#[test]
fn only_a_place_of_this_house_is_returned_to() {
    let Some((_provider, house)) = pair(&json!({})) else { return };
    for evil in ["https://evil.example", "//evil.example", "/\\evil.example"] {
        let start = format!("{}/sign-in/start?then={}", house.base, crate::stage::encoded(evil));
        let page = Visitor::new().sign_in(&start, "haneul");
        assert_eq!(page.url, format!("{}/", house.base));
    }
}

#[test]
fn signing_out_ends_the_session_and_leads_to_the_providers_own() {
    let Some((provider, house)) = pair(&json!({})) else { return };
    let mut haneul = Visitor::new();
    haneul.sign_in(&format!("{}/sign-in/start", house.base), "haneul");
    let kept = haneul.cookies.clone();
    let page = haneul.go("POST", &format!("{}/sign-out", house.base), Some(&[]));
    assert!(page.url.ends_with("/sign-out") && page.status == 200, "{page:?}");
    let end = page.between(&format!("href=\"{}/session/end", provider.issuer), "\"");
    assert!(end.contains("client_id=madang"), "{end}");
    let mut thief = Visitor::new();
    thief.cookies = kept;
    thief.cookies.retain(|(origin, _), _| *origin == house.base);
    assert!(thief.get(&format!("{}/me", house.base)).url.contains("/sign-in?"), "the token works");
    // The provider's own page asks once more, and leads back here.
    let page = haneul.get(&format!("{}/session/end{end}", provider.issuer));
    let xsrf = page.between("name=\"xsrf\" value=\"", "\"");
    let action = page.between("action=\"", "\"");
    let page = haneul.go("POST", &action, Some(&[("xsrf", &xsrf), ("logout", "yes")]));
    assert_eq!(page.url, format!("{}/", house.base));
}

#[test]
fn a_session_that_ended_in_the_middle_of_a_form_loses_nothing() {
    let Some((_provider, house)) = pair(&json!({})) else { return };
    let step = format!("{}/services/move-in-report/apply/new-home?lang=en", house.base);
    let mut haneul = Visitor::new();
    let start = format!("{}/sign-in/start?then={}", house.base, "/services/move-in-report/apply");
    haneul.sign_in(&start, "haneul");
    assert_eq!(haneul.get(&step).status, 200);
    house.database().script("UPDATE sessions SET until_at = 0").unwrap();
    let typed = [
        ("version", "0"),
        ("new_address", "달빛로 30"),
        ("moved_on-year", "2026"),
        ("moved_on-month", "1"),
        ("moved_on-day", "5"),
    ];
    let page = haneul.go("POST", &step, Some(&typed));
    assert!(page.status == 401 && page.text.contains("달빛로 30"), "{page:?}");
    // Another tab signs in; what was typed is sent again from the first one.
    haneul.sign_in(&format!("{}/sign-in/start", house.base), "haneul");
    let page = haneul.go("POST", &step, Some(&typed));
    assert_eq!(page.status, 200, "{page:?}");
    assert!(haneul.get(&step).text.contains("value=\"달빛로 30\""));
}

#[test]
fn a_file_of_people_says_what_they_are() {
    let Some((_provider, house)) = pair(&json!({})) else { return };
    let told = |people: &str| {
        let output = house.enter(people);
        (
            output.status.success(),
            String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned(),
        )
    };
    assert_eq!(told(PEOPLE), (true, "0 entered, 4 known already, 0 positions changed\n".into()));
    let start = format!("{}/sign-in/start", house.base);
    let mut chorong = Visitor::new();
    chorong.sign_in(&start, "chorong");
    let desk = format!("{}/office", house.base);
    assert_eq!(chorong.get(&desk).status, 200);
    // She leaves: her session goes on, and opens no desk any more.
    let left = PEOPLE.replace(
        "role = \"officer\"\nagency = \"madang-gu\"\ndesks = [\"madang-civil\"]",
        "role = \"citizen\"",
    );
    assert_eq!(told(&left), (true, "0 entered, 4 known already, 1 positions changed\n".into()));
    assert_eq!(chorong.get(&desk).status, 403);
    assert_eq!(house.journaled("officer.dismissed"), 1);
    // Mistakes are told with their place, and nobody is entered.
    for (from, to, word) in [
        ("agency = \"madang-gu\"", "agency = \"nowhere\"", "there is no agency `nowhere`"),
        ("number = \"830611-2980102\"", "", "could never sign in"),
        ("number = \"830611-2980102\"", "number = \"12\"", "no number to sign in with"),
        ("birth_day = \"1988-04-12\"", "", "needs `birth_day`"),
        ("role = \"administrator\"", "role = \"king\"", "king"),
    ] {
        let (done, said) = told(&PEOPLE.replace(from, to));
        assert!(!done && said.contains(word) && said.contains("nobody was entered"), "{said}");
    }
    assert_eq!(house.journaled("person.entered"), 1);
    let told = house.verify();
    assert!(told.status.success(), "{}", String::from_utf8_lossy(&told.stdout));
}

#[test]
fn officers_and_residents_sign_in_on_postgresql() {
    let server = std::env::var("MADANG_POSTGRES").unwrap_or_default();
    if !has("postgres", !server.is_empty()) {
        return;
    }
    let port = free_port();
    let Some(provider) = Provider::open(port, &json!({ "accounts": accounts() })) else { return };
    let name = format!("madang_signin_{}", std::process::id());
    let mut admin = Address::parse(&format!("{server}/postgres")).unwrap().connect().unwrap();
    admin.script(&format!("CREATE DATABASE {name}")).unwrap();
    let issuer = &provider.issuer;
    let more = format!("oidc_issuer = '{issuer}'\ndatabase_url = '{server}/{name}'\n");
    let house = Installation::open_with(port, PEOPLE, &more);
    for (login, home) in [("haneul", "/me"), ("chorong", "/office"), ("stranger", "/sign-in/back")]
    {
        let page = Visitor::new().sign_in(&format!("{}/sign-in/start", house.base), login);
        assert!(page.url.split('?').next().unwrap().ends_with(home), "{login}: {page:?}");
    }
    let again = house.enter(PEOPLE);
    assert_eq!(again.stdout, b"0 entered, 4 known already, 0 positions changed\n");
    drop(house);
    admin.script(&format!("DROP DATABASE {name} WITH (FORCE)")).unwrap();
}

/// A certificate for this machine that is its own authority, made by the Python that judges what we sign.
const CERTIFICATE: &str = r#"
import datetime, ipaddress, sys
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
key = ec.generate_private_key(ec.SECP256R1())
name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "a test")])
now = datetime.datetime.now(datetime.timezone.utc)
here = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
made = made.serial_number(7).not_valid_before(now - datetime.timedelta(days=1))
made = made.not_valid_after(now + datetime.timedelta(days=1)).add_extension(here, critical=False)
pem = serialization.Encoding.PEM
plain = (serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
open(sys.argv[1] + "/key.pem", "wb").write(key.private_bytes(pem, *plain))
open(sys.argv[1] + "/cert.pem", "wb").write(made.sign(key, hashes.SHA256()).public_bytes(pem))
"#;

/// A folder with a key and its certificate, or nothing where no Python can make them.
fn certificate() -> Option<tempfile::TempDir> {
    let python = std::env::var("MADANG_PYTHON").unwrap_or_default();
    if !has("interop", std::path::Path::new(&python).exists()) {
        return None;
    }
    let dir = tempfile::tempdir().unwrap();
    let mut python = std::process::Command::new(python);
    let made = python.args(["-c", CERTIFICATE]).arg(dir.path()).output().unwrap();
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    Some(dir)
}

#[test]
fn a_provider_is_asked_over_tls_and_believed_by_its_authority_alone() {
    let (Some(own), Some(other)) = (certificate(), certificate()) else { return };
    let port = free_port();
    let told = json!({ "accounts": accounts(), "tls": own.path() });
    let Some(provider) = Provider::open(port, &told) else { return };
    for (authority, status) in [(&own, 303), (&other, 503)] {
        let authority = authority.path().join("cert.pem");
        let (issuer, authority) = (&provider.issuer, authority.display());
        let more = format!("oidc_issuer = '{issuer}'\noidc_authorities = '{authority}'\n");
        let house = Installation::open_with(port, PEOPLE, &more);
        let start = format!("{}/sign-in/start", house.base);
        let page = Visitor::new().ask("GET", &start, None).unwrap();
        assert_eq!(page.status, status, "{}", house.log());
        let led = page.location.starts_with(&format!("{issuer}/auth?"));
        assert_eq!(led, status == 303, "{}", page.location);
    }
}

/// As a person does it: the button, the provider's pages, the page one wanted; then out again.
fn in_a_browser(window: Window, lang: &str) {
    let Some(browser) = Browser::open(window) else { return };
    let Some((provider, house)) = pair(&json!({})) else { return };
    browser.goto(&format!("{}/me/disclosures?lang={lang}", house.base));
    assert!(browser.url().contains("/sign-in?then="), "{}", browser.url());
    browser.picture(&format!("sign-in-{lang}"));
    let mut wrong = if window.javascript { browser.axe() } else { Vec::new() };
    browser.click("main a.button.first");
    browser.wait_for("input[name='login']");
    assert!(browser.url().starts_with(&provider.issuer), "{}", browser.url());
    browser.enter("input[name='login']", "haneul");
    browser.enter("input[name='password']", "right");
    browser.click("button[type='submit']");
    browser.wait_for("input[name='prompt'][value='consent'], main");
    if browser.url().starts_with(&provider.issuer) {
        browser.click("button[type='submit']");
    }
    browser.wait_for("main h1");
    assert!(browser.url().contains("/me/disclosures"), "{}", browser.url());
    let name = if lang == "ko" { "나하늘" } else { "Na Haneul" };
    assert!(browser.text("header").contains(name), "{}", browser.text("header"));
    browser.press("header form[action='/sign-out'] button");
    assert!(browser.url().ends_with("/sign-out"), "{}", browser.url());
    browser.picture(&format!("sign-out-{lang}"));
    if window.javascript {
        wrong.extend(browser.axe());
    }
    drop(provider);
    browser.goto(&format!("{}/sign-in/back?lang={lang}", house.base));
    browser.picture(&format!("sign-in-vain-{lang}"));
    if window.javascript {
        wrong.extend(browser.axe());
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_person_signs_in_on_a_phone_without_javascript() {
    in_a_browser(Window { javascript: false, ..PHONE }, "ko");
}

#[test]
fn a_person_signs_in_on_a_desktop() {
    in_a_browser(crate::webdriver::DESKTOP, "en");
}
