//! An ID token that is wrong in one respect is wrong.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use doors::provider::Wrong;
use doors::provider::token::{Expected, Key, verify};
use proptest::prelude::{any, proptest};
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use serde_json::{Value, json};

use crate::liar::{jwk, key, signed, unsigned};

const NOW_S: i64 = 1_800_000_000;
const EXPECTED: Expected<'static> =
    Expected { issuer: "https://id.example", client_id: "madang", nonce: "n-1", now_s: NOW_S };

fn header() -> Value {
    json!({ "alg": "EdDSA", "kid": "one" })
}

fn claims() -> Value {
    json!({
        "iss": "https://id.example", "aud": "madang", "sub": "anna", "nonce": "n-1",
        "iat": NOW_S - 5, "exp": NOW_S + 300,
    })
}

fn keys() -> Vec<Key> {
    vec![Key::read(&jwk(&key(1), "one")).unwrap()]
}

/// What is wrong with a token: nothing, or the name of it.
fn wrong(header: &Value, claims: &Value) -> &'static str {
    name(verify(&signed(&key(1), header, claims), &keys(), &EXPECTED))
}

fn name(told: Result<serde_json::Map<String, Value>, Wrong>) -> &'static str {
    match told {
        Ok(_) => "",
        Err(Wrong::Token(_)) => "token",
        Err(Wrong::Clock) => "clock",
        Err(other) => panic!("{other:?}"),
    }
}

#[test]
fn a_token_that_holds_is_taken() {
    assert_eq!(wrong(&header(), &claims()), "");
    for (name, value) in [
        ("aud", json!(["madang"])),
        ("azp", json!("madang")),
        ("iat", json!(NOW_S + 59)),
        ("exp", json!(NOW_S - 59)),
        ("iat", json!(1_800_000_000.5)),
        ("nbf", json!(NOW_S)),
    ] {
        let mut claims = claims();
        claims[name] = value.clone();
        assert_eq!(wrong(&header(), &claims), "", "{name} {value}");
    }
    let mut shared = claims();
    (shared["aud"], shared["azp"]) = (json!(["other", "madang"]), json!("madang"));
    assert_eq!(wrong(&header(), &shared), "");
    assert_eq!(wrong(&json!({ "alg": "EdDSA" }), &claims()), "", "without the name of a key");
}

#[test]
fn a_claim_that_is_wrong_is_not_taken() {
    for (name, value, expected) in [
        ("iss", json!("https://id.example/"), "token"),
        ("iss", json!("https://evil.example"), "token"),
        ("iss", Value::Null, "token"),
        ("aud", json!("other"), "token"),
        ("aud", json!(["other"]), "token"),
        ("aud", json!([]), "token"),
        ("aud", json!(["madang", "other"]), "token"),
        ("aud", json!({ "madang": true }), "token"),
        ("azp", json!("other"), "token"),
        ("azp", json!(1), "token"),
        ("nonce", json!("n-2"), "token"),
        ("nonce", json!(""), "token"),
        ("nonce", Value::Null, "token"),
        ("sub", json!(""), "token"),
        ("sub", json!(7), "token"),
        ("sub", json!("x".repeat(256)), "token"),
        ("exp", json!(NOW_S - 61), "token"),
        ("exp", json!("later"), "token"),
        ("exp", Value::Null, "token"),
        ("iat", Value::Null, "token"),
        ("iat", json!(NOW_S + 61), "clock"),
        ("iat", json!(NOW_S - 601), "clock"),
        ("iat", json!(i64::MAX), "clock"),
        ("iat", json!(i64::MIN), "clock"),
        ("exp", json!(1e300), "token"),
        ("nbf", json!(NOW_S + 61), "clock"),
        ("nbf", json!("later"), "token"),
    ] {
        let mut claims = claims();
        claims[name] = value.clone();
        assert_eq!(wrong(&header(), &claims), expected, "{name} {value}");
    }
}

#[test]
fn an_algorithm_or_a_header_that_is_wrong_is_not_taken() {
    for header in [
        json!({ "alg": "none", "kid": "one" }),
        json!({ "alg": "None" }),
        json!({ "alg": "HS256", "kid": "one" }),
        json!({ "alg": "RS256", "kid": "one" }),
        json!({ "alg": "ES256", "kid": "one" }),
        json!({ "alg": "EdDSA", "kid": "two" }),
        json!({ "alg": "EdDSA", "kid": "one", "crit": ["exp"] }),
        json!({ "alg": 1 }),
        json!({}),
        json!([]),
        // A key that the token brings along is not the provider's.
        json!({ "alg": "EdDSA", "kid": "mine", "jwk": jwk(&key(1), "mine") }),
    ] {
        assert_eq!(wrong(&header, &claims()), "token", "{header}");
    }
    // Without a signature at all, and signed with the public key as if it were a secret.
    let bare = unsigned(&json!({ "alg": "none" }), &claims());
    let confused = unsigned(&json!({ "alg": "HS256", "kid": "one" }), &claims());
    let secret = ring::hmac::Key::new(ring::hmac::HMAC_SHA256, key(1).public_key().as_ref());
    let tag = URL_SAFE_NO_PAD.encode(ring::hmac::sign(&secret, confused.as_bytes()));
    for token in [format!("{bare}."), bare, format!("{confused}.{tag}")] {
        assert_eq!(name(verify(&token, &keys(), &EXPECTED)), "token", "{token}");
    }
}

#[test]
fn a_token_that_was_changed_or_signed_by_another_is_not_taken() {
    let token = signed(&key(1), &header(), &claims());
    let foreign = signed(&key(2), &header(), &claims());
    assert_eq!(name(verify(&foreign, &keys(), &EXPECTED)), "token");
    assert_eq!(name(verify(&token, &[], &EXPECTED)), "token");
    for place in 0..token.len() {
        let mut bytes = token.clone().into_bytes();
        bytes[place] = if bytes[place] == b'A' { b'B' } else { b'A' };
        let changed = String::from_utf8(bytes).unwrap();
        // The last sign of a part has bits that mean nothing; a decoder that is strict refuses them.
        assert_eq!(name(verify(&changed, &keys(), &EXPECTED)), "token", "{place}");
    }
    for token in ["", ".", "..", "...", "a.b.c", &format!("{token}.x"), &format!(" {token}")] {
        assert_eq!(name(verify(token, &keys(), &EXPECTED)), "token", "{token}");
    }
    assert_eq!(name(verify(&"a".repeat(100_000), &keys(), &EXPECTED)), "token");
}

#[test]
fn a_signature_on_the_curve_p_256_is_verified() {
    let random = SystemRandom::new();
    let pkcs8 = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random).unwrap();
    let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, pkcs8.as_ref(), &random);
    let pair = pair.unwrap();
    let point = pair.public_key().as_ref();
    let part = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
    let jwk = json!({ "kty": "EC", "crv": "P-256", "x": part(&point[1..33]), "y": part(&point[33..]), "alg": "ES256" });
    let text = unsigned(&json!({ "alg": "ES256" }), &claims());
    let signature = pair.sign(&random, text.as_bytes()).unwrap();
    let token = format!("{text}.{}", part(signature.as_ref()));
    let keys = [Key::read(&jwk).unwrap()];
    assert_eq!(name(verify(&token, &keys, &EXPECTED)), "");
    assert_eq!(name(verify(&token, &self::keys(), &EXPECTED)), "token");
}

#[test]
fn a_key_that_is_none_of_ours_is_passed_over() {
    let good = jwk(&key(1), "one");
    for (name, value) in [
        ("use", json!("enc")),
        ("alg", json!("ES256")),
        ("alg", json!("none")),
        ("kty", json!("oct")),
        ("crv", json!("X25519")),
        ("x", json!("not base64!")),
        ("x", Value::Null),
    ] {
        let mut jwk = good.clone();
        jwk[name] = value.clone();
        assert!(Key::read(&jwk).is_none(), "{name} {value}");
    }
    for jwk in [
        json!({ "kty": "RSA", "n": "AQ" }),
        json!({ "kty": "EC", "crv": "P-256", "x": "AA", "y": "AA" }),
        json!(1),
    ] {
        assert!(Key::read(&jwk).is_none(), "{jwk}");
    }
}

proptest! {
    #[test]
    fn random_tokens_are_refused_and_nothing_breaks(bytes: Vec<u8>, text in any::<String>()) {
        let token = format!("{}.{}.{}", URL_SAFE_NO_PAD.encode(&bytes), text, URL_SAFE_NO_PAD.encode(&bytes));
        assert!(verify(&token, &keys(), &EXPECTED).is_err());
        assert!(verify(&text, &keys(), &EXPECTED).is_err());
    }
}
