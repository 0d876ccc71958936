//! Tools nobody here wrote as judges: the Python reference implementation of SD-JWT, and Python's
//! cryptography for keys and notes. Missing tools are said aloud; `MADANG_REQUIRE=interop` makes
//! them a failure. What may not happen here: installing anything.

use std::{
    io::Write,
    process::{Command, Stdio},
};

use proofs::{
    jwk::{self, Issuer, IssuerKey},
    keys,
    merkle::Head,
    note::{Checkpoint, Signer},
    period::Period,
    receipt::{Promise, sign_batch, verify},
    sdjwt::{self, issue, present},
};
use serde_json::{Value, json};

use crate::sdjwt::{claims, content, key, salts};

const JUDGE: &str = include_str!("judge.py");

/// The answer of the judge, or `None` when it is not installed and need not be.
fn ask(question: &Value) -> Option<Value> {
    let python = std::env::var("MADANG_PYTHON").unwrap_or_else(|_| "python3".into());
    let importable = Command::new(&python)
        .args(["-c", "import sd_jwt, jwcrypto, cryptography"])
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success());
    if !importable {
        let required = std::env::var("MADANG_REQUIRE").unwrap_or_default();
        assert!(!required.split(',').any(|name| name == "interop"), "{python} has no sd_jwt");
        // Past the test runner, which would swallow what a passing test prints.
        let lacks = "has no sd_jwt (pip install sd-jwt): nobody else has judged our credentials";
        writeln!(std::io::stderr(), "SKIPPED: {python} {lacks}").unwrap();
        return None;
    }
    let mut child = Command::new(&python)
        .args(["-c", JUDGE])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(question.to_string().as_bytes()).unwrap();
    let answer = child.wait_with_output().unwrap();
    assert!(answer.status.success(), "the judge failed on {question}");
    Some(serde_json::from_slice(&answer.stdout).unwrap())
}

#[test]
fn the_reference_implementation_reads_our_credential_and_a_shown_part_of_it() {
    let hidden = ["/name", "/address", "/address/street", "/nationalities/1", "/household~1size"];
    let claims = claims();
    let text = issue(&key(), &content(&claims, &hidden), &mut salts()).unwrap();
    let part = present(&text, &|name, _| name == "address").unwrap();
    let public = jwk::to_json(&key().verifying_key(), "2026-1");
    for text in [text, part] {
        let question = json!({"ask": "verify", "credential": text, "jwk": public});
        let Some(answer) = ask(&question) else { return };
        let ours = sdjwt::open(&text, &|_, _| Some(key().verifying_key())).unwrap();
        assert_eq!(answer["claims"], Value::Object(ours.claims));
        assert_eq!(answer["header"], json!({"alg": "EdDSA", "typ": "dc+sd-jwt", "kid": "2026-1"}));
        let forged =
            json!({"ask": "verify", "credential": text.replacen("eyJ", "eyK", 1), "jwk": public});
        assert_eq!(ask(&forged).unwrap()["claims"], Value::Null);
    }
}

#[test]
fn we_read_a_credential_that_the_reference_implementation_issued() {
    let question = json!({"ask": "issue", "pem": keys::to_pem(&key()), "claims": claims()});
    let Some(answer) = ask(&question) else { return };
    let issuer = Issuer {
        url: "https://issuer.example".into(),
        keys: vec![IssuerKey {
            kid: "judge".into(),
            key: key().verifying_key(),
            period: Period::default(),
        }],
    };
    let text = answer["credential"].as_str().unwrap();
    let opened = sdjwt::open(text, &|iss, kid| issuer.key_of(iss, kid)).unwrap();
    assert!(text.matches('~').count() > 3);
    for (name, value) in claims() {
        assert_eq!(opened.claims[&name], value, "{name}");
    }
}

#[test]
fn another_library_reads_our_keys_and_verifies_what_we_sign() {
    let signer = Signer::new("madang.example/journal", key()).unwrap();
    let checkpoint = Checkpoint {
        origin: "madang.example/journal".into(),
        head: Head { size: 3, root: [7; 32] },
    };
    let promise = Promise {
        journal: "madang.example/journal".into(),
        batch: "B-1".into(),
        time_ms: 5,
        within_seconds: 60,
    };
    let batch = sign_batch(&key(), promise, &[[1; 32], [2; 32], [3; 32]]).unwrap();
    let receipt = batch.receipt_for(2).unwrap();
    verify(&receipt, &key().verifying_key()).unwrap();
    let question = json!({
        "ask": "keys",
        "private": keys::to_pem(&key()),
        "public": keys::public_to_pem(&key().verifying_key()),
        "jwk": jwk::to_json(&key().verifying_key(), "2026-1"),
        "note": checkpoint.sign(&[&signer]).unwrap(),
        "verifier": signer.verifier().to_string(),
        "receipt": receipt,
    });
    let Some(answer) = ask(&question) else { return };
    let thumbprint = jwk::thumbprint(&key().verifying_key());
    assert_eq!(
        answer,
        json!({"keys": true, "note": true, "receipt": true, "thumbprint": thumbprint})
    );
}
