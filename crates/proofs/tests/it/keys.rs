//! Keys in files and in JSON, against the examples of the standards.

use proofs::{
    Wrong,
    jwk::{self, Issuer, IssuerKey, metadata_path},
    keys,
    period::Period,
};
use proptest::prelude::{any, prop_assert, prop_assert_eq, proptest};
use serde_json::{Value, json};

/// The private key of RFC 8410 section 10.3, and the public key of its section 10.1, which belongs to it.
const PRIVATE_PEM: &str = "-----BEGIN PRIVATE KEY-----\n\
    MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC\n\
    -----END PRIVATE KEY-----\n";
const PUBLIC_PEM: &str = "-----BEGIN PUBLIC KEY-----\n\
    MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=\n\
    -----END PUBLIC KEY-----\n";

/// The public key of RFC 8037 appendix A.2 and its thumbprint in appendix A.3.
const JWK_X: &str = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo";
const THUMBPRINT: &str = "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k";

#[test]
fn the_example_keys_of_the_standard_are_read_and_written() {
    let private = keys::from_pem(PRIVATE_PEM).unwrap();
    let public = keys::public_from_pem(PUBLIC_PEM).unwrap();
    assert_eq!(private.verifying_key(), public);
    assert_eq!(keys::to_pem(&private), PRIVATE_PEM);
    assert_eq!(keys::public_to_pem(&public), PUBLIC_PEM);
    assert_eq!(keys::from_pem(&PRIVATE_PEM.replace('\n', "\r\n")).unwrap(), private);
}

#[test]
fn another_kind_of_key_is_refused() {
    assert!(keys::from_pem(PUBLIC_PEM).is_err() && keys::public_from_pem(PRIVATE_PEM).is_err());
    let bad = [
        PRIVATE_PEM.replace("MC4CAQAwBQYDK2Vw", "MC4CAQAwBQYDK2Vu"),
        PRIVATE_PEM.replace("PRIVATE KEY", "ENCRYPTED PRIVATE KEY"),
        PRIVATE_PEM.replace("EdVhC", "EdVh"),
        PRIVATE_PEM.repeat(2),
        PRIVATE_PEM.replace("-----END PRIVATE KEY-----", ""),
        format!("{PRIVATE_PEM}{}", " ".repeat(2000)),
        String::new(),
    ];
    for text in bad {
        assert!(keys::from_pem(&text).is_err(), "{text}");
    }
}

#[test]
fn a_private_key_does_not_show_itself() {
    let key = keys::from_random([171; 32]);
    let shown = format!("{key:?}").to_lowercase();
    assert!(!shown.contains("171, 171") && !shown.contains("abab"), "{shown}");
}

#[test]
fn a_public_key_as_jwk_is_the_one_of_the_standard() {
    let key = jwk::from_json(&json!({"kty": "OKP", "crv": "Ed25519", "x": JWK_X})).unwrap();
    assert_eq!(jwk::thumbprint(&key), THUMBPRINT);
    let json = jwk::to_json(&key, "2026-1");
    assert_eq!((&json["x"], &json["kid"]), (&JWK_X.into(), &"2026-1".into()));
    assert_eq!(jwk::from_json(&json), Ok(key));
    for (name, value) in [("kty", "EC"), ("crv", "X25519"), ("x", "AAAA"), ("x", &"A".repeat(44))] {
        let mut bad = json.clone();
        bad[name] = value.into();
        assert_eq!(jwk::from_json(&bad), Err(Wrong::Malformed("JWK")), "{name}");
    }
}

fn named(kid: &str, key: &keys::SigningKey, period: Period) -> IssuerKey {
    IssuerKey { kid: kid.into(), key: key.verifying_key(), period }
}

#[test]
fn the_metadata_of_an_issuer_gives_its_keys_back() {
    let [stolen, old, new] = [0, 1, 2].map(|n| keys::from_random([n; 32]));
    let retired = Period { from: None, until: Some(20), compromised: None };
    let taken = Period { compromised: Some(5), ..retired };
    let issuer = Issuer {
        url: "https://madang.example".into(),
        keys: vec![
            named("2", &new, Period::default()),
            named("1", &old, retired),
            named("0", &stolen, taken),
        ],
    };
    let mut json = issuer.to_json();
    // Keys of another kind, as other issuers have them, do not stand in the way.
    let foreign = json!({"kty": "EC", "crv": "P-256", "x": "AA", "y": "AA", "kid": "2"});
    json["jwks"]["keys"].as_array_mut().unwrap().insert(0, foreign);
    let read = Issuer::parse(&json.to_string()).unwrap();
    assert_eq!(read, issuer);
    assert_eq!(read.key_of("https://madang.example", "2"), Some(new.verifying_key()));
    assert_eq!(read.key_of("https://madang.example", "3"), None);
    assert_eq!(read.key_of("https://other.example", "2"), None);
    assert_eq!(read.check("1", 21, None), Err(Wrong::KeyEnded(20)));
    assert_eq!(read.check("0", 4, None), Err(Wrong::KeyStolen(5)));
    assert_eq!(read.check("3", 4, None), Err(Wrong::UnknownKey));
    // A verifier that knows nothing of periods must not meet the stolen key among the others.
    assert!(!json["jwks"].to_string().contains("\"kid\":\"0\""));
    json["withdrawn_keys"][0].as_object_mut().unwrap().remove("revoked");
    let read = Issuer::parse(&json.to_string()).unwrap();
    assert_eq!(read.check("0", 4, Some(4)), Err(Wrong::KeyStolen(0)));
}

#[test]
fn metadata_that_says_too_little_or_too_much_is_refused() {
    for text in ["", "[]", "{}", r#"{"issuer":"a"}"#, r#"{"issuer":1,"jwks":{"keys":[]}}"#] {
        assert_eq!(Issuer::parse(text), Err(Wrong::Malformed("issuer metadata")), "{text}");
    }
    let many = json!({"issuer": "a", "jwks": {"keys": vec![Value::Null; 65]}}).to_string();
    assert_eq!(Issuer::parse(&many), Err(Wrong::TooMuch("keys of an issuer")));
    assert!(matches!(Issuer::parse(&"[".repeat(70_000)), Err(Wrong::TooMuch(_))));
    assert!(Issuer::parse(&"[".repeat(60_000)).is_err());
}

#[test]
fn the_well_known_part_stands_between_host_and_path() {
    let path = |iss| metadata_path(iss);
    assert_eq!(path("https://example.com").unwrap(), "/.well-known/jwt-vc-issuer");
    assert_eq!(path("https://example.com/").unwrap(), "/.well-known/jwt-vc-issuer");
    assert_eq!(
        path("https://example.com:8443/tenant/1234/").unwrap(),
        "/.well-known/jwt-vc-issuer/tenant/1234"
    );
    for bad in
        ["", "example.com", "https://", "https:///a", "https://a?b", "https://a#b", "ftp://a"]
    {
        assert!(metadata_path(bad).is_err(), "{bad}");
    }
}

proptest! {
    #[test]
    fn every_key_is_read_as_it_was_written(random in any::<[u8; 32]>()) {
        let key = keys::from_random(random);
        prop_assert_eq!(keys::from_pem(&keys::to_pem(&key)).unwrap(), key.clone());
        let public = key.verifying_key();
        prop_assert_eq!(keys::public_from_pem(&keys::public_to_pem(&public)).unwrap(), public);
        prop_assert_eq!(jwk::from_json(&jwk::to_json(&public, "")).unwrap(), public);
    }

    #[test]
    fn random_text_is_no_key(noise in ".{0,300}", inner in "[A-Za-z0-9+/= \n]{0,100}") {
        prop_assert!(keys::from_pem(&noise).is_err() && keys::public_from_pem(&noise).is_err());
        prop_assert!(Issuer::parse(&noise).is_err());
        let _ = metadata_path(&noise);
        let pem = format!("-----BEGIN PUBLIC KEY-----\n{inner}\n-----END PUBLIC KEY-----");
        prop_assert!(keys::public_from_pem(&pem).is_err());
    }
}
