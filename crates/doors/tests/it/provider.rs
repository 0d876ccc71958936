//! A provider that lies, is slow of word, or says too much: nobody comes in, and the reason has a name.

use std::sync::Arc;

use courtyard::House;
use courtyard::clock::{Chance, Clock};
use courtyard::database::Address;
use courtyard::house::Plan as HousePlan;
use courtyard::identities::Identity;
use courtyard::keys::Keys;
use doors::provider::carried::Carried;
use doors::provider::{Answer, Plan, Provider, Secret, Wrong};
use serde_json::{Value, json};
use vocabulary::Moment;

use crate::liar::{Liar, jwk, key, signed};

const NOW: Moment = Moment(1_800_000_000_000);

/// A house whose time stands still, a provider that lies, and what goes between them.
struct World {
    house: House,
    clock: Clock,
    liar: Liar,
    provider: Arc<Provider>,
    runtime: tokio::runtime::Runtime,
    _dir: tempfile::TempDir,
}

fn open() -> World {
    let dir = tempfile::tempdir().unwrap();
    let clock = Clock::frozen(NOW);
    let tiny = concat!(env!("CARGO_MANIFEST_DIR"), "/../courtyard/tests/tiny");
    let house = House::open(HousePlan {
        country: country::Country::read(tiny.as_ref()).unwrap(),
        address: Address::Sqlite(dir.path().join("x.db")),
        keys: Keys::from_bytes([1; 32], [2; 32], [3; 32]),
        clock: clock.clone(),
        chance: Chance::seeded(7),
        origin: "madang.example".into(),
        migrations: Vec::new(),
    });
    let liar = Liar::open();
    let provider = Arc::new(Provider::new(plan(&liar.issuer)).unwrap());
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    World { house: house.unwrap(), clock, liar, provider, runtime, _dir: dir }
}

fn plan(issuer: &str) -> Plan {
    Plan {
        issuer: issuer.into(),
        client_id: "mad ang".into(),
        client_secret: Secret("s&cret".into()),
        claim: "number".into(),
        scope: "openid number".into(),
        authorities: Vec::new(),
        base_url: "https://madang.example".into(),
    }
}

impl World {
    /// A person is sent to the provider; answers what their browser carries and where it went.
    fn begin(&self, then: &str) -> (Carried, String) {
        let (address, sealed) =
            self.runtime.block_on(self.provider.begin(&self.house, then)).unwrap();
        (Carried::open(&self.house, &sealed).unwrap(), address)
    }

    fn finish(&self, carried: &Carried, answer: Answer) -> Result<Identity, Wrong> {
        self.runtime.block_on(self.provider.finish(carried, answer, self.house.now()))
    }

    fn claims(&self, carried: &Carried) -> Value {
        let now_s = self.house.now().0 / 1000;
        json!({ "iss": self.liar.issuer, "aud": "mad ang", "sub": "anna", "nonce": carried.nonce,
                "iat": now_s, "exp": now_s + 60, "number": "1234-56" })
    }

    /// From the beginning to the end, with whatever token is made of the right claims.
    fn with_token(&self, token: impl Fn(Value) -> String) -> Result<Identity, Wrong> {
        let (carried, _) = self.begin("");
        self.liar.gives(&token(self.claims(&carried)));
        let answer =
            Answer { code: "c+1".into(), state: carried.state.clone(), ..Answer::default() };
        self.finish(&carried, answer)
    }
}

fn good(claims: Value) -> String {
    signed(&key(1), &json!({ "alg": "EdDSA", "kid": "one" }), &claims)
}

#[test]
fn a_person_goes_and_comes_back() {
    let world = open();
    let (carried, address) = world.begin("/me?x=1");
    assert_eq!(carried.then, "/me?x=1");
    for part in [
        "/auth?tenant=1&response_type=code&client_id=mad%20ang&",
        "redirect_uri=https%3A//madang.example/sign-in/back&",
        "scope=openid%20number&",
        "code_challenge_method=S256",
        &format!("state={}&nonce={}", carried.state, carried.nonce),
    ] {
        assert!(address.contains(part), "{part} is not in {address}");
    }
    assert!(
        !address.contains(&carried.verifier),
        "the verifier goes to nobody but the token endpoint"
    );
    world.liar.gives(&good(world.claims(&carried)));
    let answer = Answer { code: "c+1".into(), state: carried.state.clone(), ..Answer::default() };
    let identity = world.finish(&carried, answer).unwrap();
    assert_eq!((identity.subject.as_str(), identity.number.as_str()), ("anna", "1234-56"));
    let asked = world.liar.asked.lock().unwrap().join("\n");
    assert!(asked.contains("code=c%2B1") && asked.contains(&carried.verifier), "{asked}");
    // `mad%20ang:s%26cret`
    assert!(
        asked.to_lowercase().contains("authorization: basic bwfkjtiwyw5nonmlmjzjcmv0"),
        "{asked}"
    );
}

#[test]
fn what_a_browser_carries_is_ours_short_lived_and_for_its_state_alone() {
    let world = open();
    let (carried, _) = world.begin("");
    world.liar.gives(&good(world.claims(&carried)));
    let other = Answer { state: world.begin("").0.state, ..Answer::default() };
    assert!(matches!(world.finish(&carried, other), Err(Wrong::Attempt)));
    assert!(matches!(world.finish(&carried, Answer::default()), Err(Wrong::Attempt)));
    world.clock.advance_seconds(901);
    let late = Answer { state: carried.state.clone(), ..Answer::default() };
    assert!(matches!(world.finish(&carried, late), Err(Wrong::Attempt)));
    assert_eq!(world.liar.count("/token"), 0, "nothing was fetched for them");
    let sealed = carried.seal(&world.house).unwrap();
    for place in 0..sealed.len() {
        let mut bytes = sealed.clone().into_bytes();
        bytes[place] = if bytes[place] == b'A' { b'B' } else { b'A' };
        let changed = String::from_utf8(bytes).unwrap();
        assert!(Carried::open(&world.house, &changed).is_none(), "{place}");
    }
    for wrong in ["", "x", &"A".repeat(5000), "나"] {
        assert!(Carried::open(&world.house, wrong).is_none());
    }
    assert_eq!(world.begin("https://evil.example").0.then, "/");
    assert_eq!(world.begin(&format!("/{}", "x".repeat(2000))).0.then, "");
}

#[test]
fn a_lie_signs_nobody_in() {
    let world = open();
    assert!(world.with_token(good).is_ok());
    let other = |name: &'static str, value: Value| {
        world.with_token(|mut claims| {
            claims[name] = value.clone();
            good(claims)
        })
    };
    assert!(matches!(other("iss", "https://evil.example".into()), Err(Wrong::Token(_))));
    assert!(matches!(other("aud", "other".into()), Err(Wrong::Token(_))));
    assert!(matches!(other("nonce", "other".into()), Err(Wrong::Token(_))));
    assert!(matches!(other("exp", 1.into()), Err(Wrong::Token(_))));
    assert!(matches!(other("iat", 9_000_000_000_i64.into()), Err(Wrong::Clock)));
    assert!(matches!(
        world.with_token(|claims| signed(
            &key(2),
            &json!({ "alg": "EdDSA", "kid": "one" }),
            &claims
        )),
        Err(Wrong::Token(_))
    ));
    assert!(matches!(world.with_token(|_| String::new()), Err(Wrong::Token(_))));
    // An answer that says whose it is must be this provider's.
    let (carried, _) = world.begin("");
    let (code, state) = ("c".to_string(), carried.state.clone());
    let answer = Answer { code, state, iss: "https://evil.example".into(), ..Answer::default() };
    assert!(matches!(world.finish(&carried, answer), Err(Wrong::Token(_))));
}

#[test]
fn what_the_id_token_does_not_say_is_asked_and_must_be_about_the_same_person() {
    let world = open();
    let without = |mut claims: Value| {
        claims.as_object_mut().unwrap().remove("number");
        good(claims)
    };
    world.liar.says("/me", &json!({ "sub": "anna", "number": " 1234-56 " }));
    assert_eq!(world.with_token(without).unwrap().number, "1234-56");
    world.liar.says("/me", &json!({ "sub": "otto", "number": "6543-21" }));
    assert!(matches!(world.with_token(without), Err(Wrong::Token(_))));
    for number in [json!(null), json!(""), json!(["1234-56"]), json!("x".repeat(300))] {
        world.liar.says("/me", &json!({ "sub": "anna", "number": number }));
        assert!(matches!(world.with_token(without), Err(Wrong::Unnamed)), "{number}");
    }
}

#[test]
fn errors_of_the_provider_have_their_names() {
    let world = open();
    let back = |error: &str| {
        let (carried, _) = world.begin("");
        let (error, state) = (error.to_string(), carried.state.clone());
        world.finish(&carried, Answer { error, state, ..Answer::default() }).unwrap_err()
    };
    assert!(matches!(back("access_denied"), Wrong::Cancelled));
    let refused = back("server_error\n<script>");
    assert_eq!((refused.name(), refused.reason()), ("refused", "server_errorscript"));
    let token = |status: u16, body: &str| {
        world.begin("");
        world.liar.answers("/token", status, "", body);
        let (carried, _) = world.begin("");
        let (code, state) = ("c".to_string(), carried.state.clone());
        world.finish(&carried, Answer { code, state, ..Answer::default() }).unwrap_err()
    };
    assert!(matches!(token(400, r#"{"error":"invalid_grant"}"#), Wrong::Attempt));
    for (status, body) in [
        (401, r#"{"error":"invalid_client"}"#),
        (500, "oops"),
        (200, "<html>"),
        (302, ""),
        (200, "[1,2]"),
    ] {
        let wrong = token(status, body);
        assert!(["silent", "token"].contains(&wrong.name()), "{status} {body}: {wrong:?}");
    }
    // Too much, and another place.
    assert!(matches!(token(200, &format!("\"{}\"", "x".repeat(300_000))), Wrong::Silent(_)));
    world.liar.answers("/token", 307, "location: http://127.0.0.1:1/token\r\n", "{}");
    let (carried, _) = world.begin("");
    let (code, state) = ("c".to_string(), carried.state.clone());
    let told = world.finish(&carried, Answer { code, state, ..Answer::default() });
    assert!(told.unwrap_err().reason().contains("answered 307"));
}

#[test]
fn a_document_that_lies_is_not_believed_and_a_true_one_for_an_hour() {
    let world = open();
    let begin = || world.runtime.block_on(world.provider.begin(&world.house, ""));
    let document = "/.well-known/openid-configuration";
    for (name, value) in [
        ("issuer", "https://evil.example"),
        ("token_endpoint", "http://evil.example/token"),
        ("jwks_uri", "file:///etc/passwd"),
        ("authorization_endpoint", "javascript:alert(1)"),
    ] {
        let mut told = world.liar.document();
        told[name] = value.into();
        world.liar.says(document, &told);
        assert!(matches!(begin(), Err(Wrong::Silent(_))), "{name}");
    }
    world.liar.answers(document, 302, "location: http://127.0.0.1:1/\r\n", "");
    assert!(matches!(begin(), Err(Wrong::Silent(_))));
    world.liar.says(document, &world.liar.document());
    let before = world.liar.count(document);
    for _ in 0..3 {
        begin().unwrap();
    }
    assert_eq!(world.liar.count(document), before + 1);
    world.clock.advance_seconds(3600);
    begin().unwrap();
    assert_eq!(world.liar.count(document), before + 2);
}

#[test]
fn new_keys_are_fetched_when_a_token_names_one_but_not_at_every_asking() {
    let world = open();
    let with_two =
        |claims: Value| signed(&key(2), &json!({ "alg": "EdDSA", "kid": "two" }), &claims);
    assert!(world.with_token(good).is_ok());
    assert_eq!(world.liar.count("/jwks"), 1);
    world.liar.says("/jwks", &json!({ "keys": [jwk(&key(1), "one"), jwk(&key(2), "two")] }));
    assert!(matches!(world.with_token(with_two), Err(Wrong::Token(_))), "just asked");
    assert_eq!(world.liar.count("/jwks"), 1);
    world.clock.advance_seconds(31);
    assert_eq!(world.with_token(with_two).unwrap().subject, "anna");
    assert_eq!(world.liar.count("/jwks"), 2);
}

#[test]
fn who_signs_out_is_shown_the_providers_own_door() {
    let world = open();
    let farewell = || world.runtime.block_on(world.provider.farewell(world.house.now()));
    let address = farewell().unwrap();
    assert!(
        address.ends_with(
            "/out?client_id=mad%20ang&post_logout_redirect_uri=https%3A//madang.example/"
        )
    );
    let silent = Arc::new(Provider::new(plan("http://127.0.0.1:1")).unwrap());
    assert_eq!(world.runtime.block_on(silent.farewell(NOW)), None);
}
