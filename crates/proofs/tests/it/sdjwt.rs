//! Credentials: what is issued verifies, what is changed does not, and what is withheld stays hidden.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use ed25519_dalek::Signer;
use proofs::{
    Wrong,
    keys::{self, SigningKey, VerifyingKey},
    sdjwt::{self, Content, DEPTH_MAX, DISCLOSURES_MAX, Opened, issue, present},
};
use proptest::prelude::{
    BoxedStrategy, Just, Strategy, any, prop, prop_assert, prop_assert_eq, prop_oneof, proptest,
};
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

const ISS: &str = "https://madang.example";
const VCT: &str = "https://madang.example/credentials/resident-abstract";
const NOW: i64 = 1_772_323_200;

pub fn key() -> SigningKey {
    keys::from_random([1; 32])
}

fn key_of(iss: &str, kid: &str) -> Option<VerifyingKey> {
    (iss == ISS && ["2026-1", ""].contains(&kid)).then(|| key().verifying_key())
}

/// Salts that differ and can be foretold.
pub fn salts() -> impl FnMut() -> [u8; 16] {
    let mut count = 0_u128;
    move || {
        count += 1;
        count.to_be_bytes()
    }
}

pub fn claims() -> Map<String, Value> {
    let claims = json!({
        "number": "RA-4F7K-9Q2M-X",
        "name": "홍길동",
        "address": {"city": "서울", "street": "세종대로 209"},
        "nationalities": ["KR", "DE"],
        "household/size": 3,
        "adult": true,
        "previous": null,
    });
    claims.as_object().unwrap().clone()
}

pub fn content<'a>(claims: &'a Map<String, Value>, hidden: &'a [&'a str]) -> Content<'a> {
    Content {
        kid: "2026-1",
        iss: ISS,
        vct: VCT,
        iat: NOW,
        exp: Some(NOW + 90),
        status: None,
        claims,
        hidden,
    }
}

fn issued(claims: &Map<String, Value>, hidden: &[&str]) -> String {
    issue(&key(), &content(claims, hidden), &mut salts()).unwrap()
}

fn open(text: &str) -> Result<Opened, Wrong> {
    sdjwt::open(text, &key_of)
}

/// What an issuer that keeps no rule could have signed.
fn signed(header: &Value, payload: &Value, disclosures: &[Value]) -> String {
    let encode = |json: &Value| URL_SAFE_NO_PAD.encode(json.to_string());
    let signed = format!("{}.{}", encode(header), encode(payload));
    let signature = URL_SAFE_NO_PAD.encode(key().sign(signed.as_bytes()).to_bytes());
    let disclosures: String = disclosures.iter().map(|d| format!("{}~", encode(d))).collect();
    format!("{signed}.{signature}~{disclosures}")
}

fn digest(disclosure: &Value) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(URL_SAFE_NO_PAD.encode(disclosure.to_string())))
}

fn header() -> Value {
    json!({"alg": "EdDSA", "typ": "dc+sd-jwt"})
}

fn payload_with(name: &str, value: Value) -> Value {
    let mut payload = json!({"iss": ISS, "vct": VCT});
    payload[name] = value;
    payload
}

fn decoded(part: &str) -> Value {
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()
}

#[test]
fn what_is_issued_verifies_and_says_what_was_said() {
    let hidden = ["/name", "/address", "/address/street", "/nationalities/1", "/household~1size"];
    let text = issued(&claims(), &hidden);
    let opened = sdjwt::verify(&text, &key_of, NOW).unwrap();
    assert_eq!(
        (opened.iss.as_str(), opened.vct.as_str(), opened.kid.as_str()),
        (ISS, VCT, "2026-1")
    );
    let mut expected = claims();
    for (name, value) in
        [("iss", json!(ISS)), ("iat", json!(NOW)), ("exp", json!(NOW + 90)), ("vct", json!(VCT))]
    {
        expected.insert(name.into(), value);
    }
    assert_eq!(opened.claims, expected);
    assert!(text.ends_with('~') && text.matches('~').count() == 1 + hidden.len());
}

#[test]
fn the_header_and_the_signed_part_are_as_the_standard_has_them() {
    let text = issued(&claims(), &["/name", "/nationalities/0"]);
    let mut parts = text.split(['.', '~']);
    let (header, payload) = (decoded(parts.next().unwrap()), decoded(parts.next().unwrap()));
    assert_eq!(header, json!({"alg": "EdDSA", "typ": "dc+sd-jwt", "kid": "2026-1"}));
    assert_eq!(payload["_sd_alg"], "sha-256");
    assert_eq!(payload["_sd"].as_array().unwrap().len(), 1);
    assert_eq!(
        payload["nationalities"][0].as_object().unwrap().keys().collect::<Vec<_>>(),
        ["..."]
    );
    assert_eq!(payload["nationalities"][1], "DE");
    assert!(payload.get("name").is_none());
    let nothing_hidden = issued(&claims(), &[]);
    let payload = decoded(nothing_hidden.split('.').nth(1).unwrap());
    assert!(payload.get("_sd").is_none() && payload.get("_sd_alg").is_none());
    assert!(open(&nothing_hidden).is_ok());
}

#[test]
fn the_digest_is_the_one_of_the_standards_example() {
    // RFC 9901 section 4.2.3: the disclosure of a family name, and its digest.
    let disclosure = "WyJfMjZiYzRMVC1hYzZxMktJNmNCVzVlcyIsICJmYW1pbHlfbmFtZSIsICJNw7ZiaXVzIl0";
    let known = "X9yH0Ajrdm1Oij4tWso9UzzKJvPoDxwmuEcO3XAdRC0";
    let text = signed(&header(), &payload_with("_sd", json!([known])), &[]);
    let opened = open(&format!("{text}{disclosure}~")).unwrap();
    assert_eq!(opened.claims["family_name"], "Möbius");
    // The array element of section 4.2.3 in the same way.
    let disclosure = "WyJsa2x4RjVqTVlsR1RQVW92TU5JdkNBIiwgIkZSIl0";
    let known = "w0I8EKcdCtUPkGCNUrfwVp2xEgNjtoIDlOxc9-PlOhs";
    let text = signed(&header(), &payload_with("nationalities", json!([{"...": known}])), &[]);
    let opened = open(&format!("{text}{disclosure}~")).unwrap();
    assert_eq!(opened.claims["nationalities"], json!(["FR"]));
}

#[test]
fn a_holder_shows_a_part_and_the_rest_stays_hidden() {
    let text = issued(&claims(), &["/name", "/address", "/address/street", "/nationalities/0"]);
    let shown = |wanted: &[&str]| {
        let text = present(&text, &|name, _| wanted.contains(&name)).unwrap();
        open(&text).unwrap().claims
    };
    let nothing = shown(&[]);
    assert!(!nothing.contains_key("name") && !nothing.contains_key("address"));
    assert_eq!(nothing["nationalities"], json!(["DE"]));
    let city = shown(&["address"]);
    assert_eq!(city["address"], json!({"city": "서울"}));
    // The street lies in the address: without it, its digest is nowhere.
    assert_eq!(shown(&["street", "name"]).get("address"), None);
    assert_eq!(shown(&["street", "address"])["address"]["street"], "세종대로 209");
    assert_eq!(shown(&[""])["nationalities"], json!(["KR", "DE"]));
    assert_eq!(present(&text, &|_, _| true).unwrap(), text);
}

#[test]
fn the_time_is_asked_last() {
    let text = issued(&claims(), &["/name"]);
    assert!(sdjwt::verify(&text, &key_of, NOW + 89).is_ok());
    assert_eq!(sdjwt::verify(&text, &key_of, NOW + 90), Err(Wrong::Expired(NOW + 90)));
    let forged = text.replace('~', "~x");
    assert!(!matches!(sdjwt::verify(&forged, &key_of, NOW + 90), Err(Wrong::Expired(_))));
    let mut claims = claims();
    claims.insert("nbf".into(), NOW.into());
    let text = issued(&claims, &[]);
    assert_eq!(sdjwt::verify(&text, &key_of, NOW - 1), Err(Wrong::NotYet(NOW)));
    assert!(sdjwt::verify(&text, &key_of, NOW).is_ok());
    for time in [json!("soon"), json!(1.5), json!(-1.0e300), json!(u64::MAX), json!(null)] {
        let text = signed(&header(), &payload_with("exp", time), &[]);
        assert_eq!(open(&text), Err(Wrong::Malformed("time")));
    }
}

#[test]
fn trust_is_the_callers() {
    let text = issued(&claims(), &["/name"]);
    assert_eq!(sdjwt::open(&text, &|_, _| None), Err(Wrong::UnknownKey));
    let other = keys::from_random([2; 32]).verifying_key();
    assert_eq!(sdjwt::open(&text, &|_, _| Some(other)), Err(Wrong::Signature));
}

#[test]
fn a_header_that_is_not_ours_is_refused() {
    let payload = payload_with("a", json!(1));
    assert!(open(&signed(&header(), &payload, &[])).is_ok());
    for (name, value) in [
        ("alg", json!("none")),
        ("alg", json!("HS256")),
        ("alg", json!("ES256")),
        ("alg", json!(null)),
        ("typ", json!("JWT")),
        ("typ", json!("vc+sd-jwt")),
        ("kid", json!(1)),
        ("crit", json!(["b64"])),
    ] {
        let mut header = header();
        header[name] = value;
        assert!(
            matches!(open(&signed(&header, &payload, &[])), Err(Wrong::Malformed(_))),
            "{header}"
        );
    }
    for payload in [
        json!([]),
        json!({}),
        json!({"iss": ISS}),
        json!({"vct": VCT}),
        json!({"iss": 1, "vct": VCT}),
    ] {
        assert!(open(&signed(&header(), &payload, &[])).is_err(), "{payload}");
    }
}

#[test]
fn disclosures_that_nobody_signed_or_that_trick_are_refused() {
    let good = json!(["salt", "a", 1]);
    let only = std::slice::from_ref(&good);
    let refused = |payload: Value, disclosures: &[Value]| {
        let opened = open(&signed(&header(), &payload, disclosures));
        assert!(matches!(opened, Err(Wrong::Malformed(_))), "{payload} {disclosures:?} {opened:?}");
    };
    let one = |disclosure: &Value| payload_with("_sd", json!([digest(disclosure)]));
    assert!(open(&signed(&header(), &one(&good), only)).is_ok());
    // No digest refers to it; sent twice; its digest twice in the signed part.
    refused(payload_with("b", json!(1)), only);
    refused(one(&good), &[good.clone(), good.clone()]);
    refused(payload_with("_sd", json!([digest(&good), digest(&good)])), only);
    refused(payload_with("b", json!([{"...": "same"}, {"...": "same"}])), &[]);
    // A name that is there already, that is reserved, or that must be shown.
    let mut taken = one(&good);
    taken["a"] = json!(2);
    refused(taken, only);
    for name in
        ["_sd", "...", "_sd_alg", "iss", "exp", "nbf", "vct", "cnf", "status", "vct#integrity"]
    {
        let tricky = json!(["salt", name, 1]);
        refused(one(&tricky), &[tricky]);
    }
    // A claim's disclosure in an array, and the reverse.
    refused(payload_with("b", json!([{"...": digest(&good)}])), only);
    let element = json!(["salt", 1]);
    refused(one(&element), &[element]);
    // Forms that are no disclosure.
    for bad in [
        json!(["salt"]),
        json!(["salt", "a", 1, 2]),
        json!([1, "a", 1]),
        json!({"a": 1}),
        json!(["s", 1, 2]),
    ] {
        refused(one(&bad), &[bad]);
    }
    // Digests that are none.
    refused(payload_with("_sd", json!("x")), &[]);
    refused(payload_with("_sd", json!([1])), &[]);
    refused(payload_with("b", json!([{"...": "x", "c": 1}])), &[]);
    refused(payload_with("b", json!([{"...": 1}])), &[]);
    refused(payload_with("b", json!({"...": "x"})), &[]);
    refused(payload_with("b", json!({"_sd_alg": "sha-256"})), &[]);
    for name in [json!("sha-512"), json!("md5"), json!(1)] {
        refused(payload_with("_sd_alg", name), &[]);
    }
}

#[test]
fn a_claim_may_be_hidden_within_a_hidden_claim_and_decoys_are_passed_over() {
    let inner = json!(["s1", "street", "세종대로"]);
    let outer =
        json!(["s2", "address", {"_sd": [digest(&inner), "decoy"], "list": [{"...": "gone"}]}]);
    let payload = payload_with("_sd", json!([digest(&outer), "another"]));
    let opened = open(&signed(&header(), &payload, &[inner, outer])).unwrap();
    assert_eq!(opened.claims["address"], json!({"street": "세종대로", "list": []}));
}

#[test]
fn every_part_of_the_text_is_checked_for_its_form() {
    let text = issued(&claims(), &["/name"]);
    let bad = [
        String::new(),
        "~".into(),
        ".".into(),
        "..~".into(),
        "a.b.c~".into(),
        text.trim_end_matches('~').into(),
        format!("{text}eyJhbGciOiJFZERTQSJ9.e30.AA"),
        format!("{text}~"),
        format!("{text}!~"),
        text.replacen('.', "", 1),
        text.replacen('.', ".x.", 1),
        text.replacen('.', "=.", 1),
        format!(" {text}"),
        format!("{text}\n"),
    ];
    for text in bad {
        assert!(open(&text).is_err(), "{text}");
    }
}

#[test]
fn size_number_and_depth_have_limits_on_both_sides() {
    let long = Map::from_iter([("a".to_owned(), Value::from("x".repeat(100_000)))]);
    let over = issue(&key(), &content(&long, &[]), &mut salts());
    assert_eq!(over, Err(Wrong::TooMuch("credential bytes")));
    assert_eq!(open(&"a".repeat(200_000)), Err(Wrong::TooMuch("credential bytes")));

    let many =
        signed(&header(), &payload_with("a", json!(1)), &vec![json!(0); DISCLOSURES_MAX + 1]);
    assert_eq!(open(&many), Err(Wrong::TooMuch("disclosures")));
    let pointers = vec!["/name"; DISCLOSURES_MAX + 1];
    assert!(issue(&key(), &content(&claims(), &pointers), &mut salts()).is_err());

    let nested = |depth: usize| (0..depth).fold(json!(1), |inner, _| json!([inner]));
    let deepest = Map::from_iter([("a".to_owned(), nested(DEPTH_MAX - 1))]);
    assert!(open(&issued(&deepest, &[])).is_ok());
    let deeper = Map::from_iter([("a".to_owned(), nested(DEPTH_MAX))]);
    assert!(issue(&key(), &content(&deeper, &[]), &mut salts()).is_err());
    for depth in [DEPTH_MAX, 100, 5_000] {
        let text = format!("{}1{}", "[".repeat(depth), "]".repeat(depth));
        let payload = format!(r#"{{"iss":"{ISS}","vct":"{VCT}","a":{text}}}"#);
        let encode = |text: &str| URL_SAFE_NO_PAD.encode(text);
        let signed = format!("{}.{}", encode(&header().to_string()), encode(&payload));
        let signature = URL_SAFE_NO_PAD.encode(key().sign(signed.as_bytes()).to_bytes());
        assert!(open(&format!("{signed}.{signature}~")).is_err(), "{depth}");
    }
    // Depth counts through disclosures too.
    let mut chain = vec![json!(["s", 1])];
    for _ in 0..DEPTH_MAX {
        let last = digest(chain.last().unwrap());
        chain.push(json!(["s", [{"...": last}]]));
    }
    let payload = payload_with("a", json!([{"...": digest(chain.last().unwrap())}]));
    assert_eq!(open(&signed(&header(), &payload, &chain)), Err(Wrong::TooMuch("depth of claims")));
}

#[test]
fn what_may_not_be_issued_is_not() {
    let refuses = |claims: &Value, hidden: &[&str]| {
        let claims = claims.as_object().unwrap();
        let issued = issue(&key(), &content(claims, hidden), &mut salts());
        assert!(matches!(issued, Err(Wrong::Malformed(_))), "{claims:?} {hidden:?}");
    };
    for name in ["iss", "iat", "exp", "vct", "status", "_sd", "_sd_alg", "..."] {
        refuses(&json!({name: 1}), &[]);
    }
    refuses(&json!({"a": {"_sd": []}}), &[]);
    refuses(&json!({"a": [{"...": 1}]}), &[]);
    refuses(&json!({"nbf": 1}), &["/nbf"]);
    for hidden in [
        "", "a", "/b", "/iss", "/vct", "/exp", "/a/0/0", "/a/1", "/a/00", "/a/-", "/a/+0", "/_sd",
        "/a/",
    ] {
        refuses(&json!({"a": [0]}), &[hidden]);
    }
    refuses(&json!({"a": [0], "b": 1}), &["/a/0", "/a/0"]);
    refuses(&json!({"a": {"b": 1}}), &["/a/b", "/a/b"]);
    refuses(&json!({"a": {"b": 1}}), &["/a/b", "/a/_sd"]);
}

#[test]
fn each_hidden_claim_asks_for_its_own_salt() {
    let mut asked = 0;
    let mut salt = || {
        asked += 1;
        [asked; 16]
    };
    issue(&key(), &content(&claims(), &["/name", "/adult", "/nationalities/0"]), &mut salt)
        .unwrap();
    assert_eq!(asked, 3);
}

/// Any JSON three layers deep, without reserved names.
fn json_value() -> BoxedStrategy<Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        ".{0,12}".prop_map(Value::from),
    ];
    let deep = leaf.prop_recursive(3, 24, 5, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            prop::collection::btree_map("[a-z가-힣/~ ]{1,6}", inner, 0..5)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    });
    deep.boxed()
}

/// Pointers to all claims and elements within.
fn pointers(value: &Value, at: &str, found: &mut Vec<String>) {
    let mut inner = |name: &str, value: &Value| {
        let pointer = format!("{at}/{}", name.replace('~', "~0").replace('/', "~1"));
        pointers(value, &pointer, found);
        found.push(pointer);
    };
    match value {
        Value::Object(map) => map.iter().for_each(|(name, value)| inner(name, value)),
        Value::Array(items) => items.iter().enumerate().for_each(|(i, v)| inner(&i.to_string(), v)),
        _ => {}
    }
}

proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(128))]

    #[test]
    fn whatever_is_hidden_all_of_it_comes_back_and_any_part_verifies(
        claims in prop::collection::btree_map("[b-h][a-z]{3}", json_value(), 0..5),
        choices in prop::collection::vec(any::<bool>(), 64),
        shown in prop::collection::vec(any::<bool>(), 64),
    ) {
        let claims: Map<String, Value> = claims.into_iter().collect();
        let mut all = Vec::new();
        pointers(&Value::Object(claims.clone()), "", &mut all);
        let hidden = all.iter().zip(choices.iter().cycle()).filter(|(_, hide)| **hide);
        let hidden: Vec<&str> = hidden.map(|(pointer, _)| pointer.as_str()).take(DISCLOSURES_MAX).collect();
        let text = issue(&key(), &content(&claims, &hidden), &mut salts()).unwrap();
        let opened = open(&text).unwrap().claims;
        for (name, value) in &claims {
            prop_assert_eq!(opened.get(name), Some(value));
        }
        prop_assert_eq!(opened.len(), claims.len() + 4);
        let count = std::cell::Cell::new(0);
        let part = present(&text, &|_, _| {
            count.set(count.get() + 1);
            shown[count.get() % shown.len()]
        });
        prop_assert!(open(&part.unwrap()).is_ok());
    }

    #[test]
    fn a_credential_with_one_character_changed_is_refused(at in any::<prop::sample::Index>(), c in "[A-Za-z0-9_.~-]") {
        let text = issued(&claims(), &["/name", "/address"]);
        let at = at.index(text.len());
        let changed = format!("{}{c}{}", &text[..at], &text[at + 1..]);
        prop_assert_eq!(open(&changed).is_ok(), changed == text);
    }

    #[test]
    fn random_text_and_random_claims_do_not_panic(
        noise in ".{0,200}",
        near in "[A-Za-z0-9_.~-]{0,200}",
        payload in json_value(),
        disclosures in prop::collection::vec(json_value(), 0..4),
    ) {
        for text in [&noise, &near] {
            prop_assert!(open(text).is_err());
            prop_assert!(present(text, &|_, _| true).is_err());
        }
        let mut body = payload_with("a", payload);
        body["_sd"] = disclosures.iter().map(digest).collect();
        let text = signed(&header(), &body, &disclosures);
        let _ = (open(&text), present(&text, &|_, _| false));
    }
}
