//! Whether an ID token is what it says: signature, issuer, audience, times and nonce (OpenID Connect Core 1.0, 3.1.3.7).
//! Pure: keys, expectations and the time come in as parameters.
//!
//! What may not happen here: an algorithm that the token chooses and we do not know, `none` and HMAC above all.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::signature::{
    ECDSA_P256_SHA256_FIXED, ED25519, RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents,
    UnparsedPublicKey,
};
use serde_json::{Map, Value};

use super::Wrong;

/// The longest ID token, in bytes.
const TOKEN_BYTES_MAX: usize = 32 * 1024;
/// How far the provider's clock may be from ours, in seconds.
const SKEW_SECONDS_MAX: i64 = 60;
/// An ID token is taken so many seconds after it was made: it is fetched at once, so an older one was kept by somebody.
const AGE_SECONDS_MAX: i64 = 600;
/// The longest name of a person at a provider (OpenID Connect Core 1.0, 2).
const SUBJECT_BYTES_MAX: usize = 255;
/// What is wrong when no key of the provider has the token's name: then the keys are fetched again.
pub const NO_KEY: &str = "no key of the provider fits the token";

/// What a token must say.
pub struct Expected<'e> {
    pub issuer: &'e str,
    pub client_id: &'e str,
    pub nonce: &'e str,
    /// Seconds since 1970.
    pub now_s: i64,
}

/// A public key of the provider (RFC 7517).
pub struct Key {
    kid: Option<String>,
    alg: &'static str,
    material: Material,
}

enum Material {
    Rsa { n: Vec<u8>, e: Vec<u8> },
    P256([u8; 65]),
    Ed25519(Vec<u8>),
}

impl Key {
    /// A key that can verify signatures here; other keys are passed over.
    pub fn read(jwk: &Value) -> Option<Key> {
        let text = |name: &str| jwk.get(name).and_then(Value::as_str);
        let bytes = |name: &str| URL_SAFE_NO_PAD.decode(text(name)?).ok();
        if text("use").is_some_and(|used| used != "sig") {
            return None;
        }
        let (alg, material) = match (text("kty")?, text("crv")) {
            ("RSA", _) => ("RS256", Material::Rsa { n: bare(bytes("n")?), e: bare(bytes("e")?) }),
            ("EC", Some("P-256")) => {
                let point = [vec![4], bytes("x")?, bytes("y")?].concat();
                ("ES256", Material::P256(point.try_into().ok()?))
            }
            ("OKP", Some("Ed25519")) => ("EdDSA", Material::Ed25519(bytes("x")?)),
            _ => return None,
        };
        let is_alg = |said: &str| said == alg || (said == "Ed25519" && alg == "EdDSA");
        if text("alg").is_some_and(|said| !is_alg(said)) {
            return None;
        }
        Some(Key { kid: text("kid").map(str::to_string), alg, material })
    }

    fn verifies(&self, signed: &[u8], signature: &[u8]) -> bool {
        match &self.material {
            Material::Rsa { n, e } => RsaPublicKeyComponents { n, e }
                .verify(&RSA_PKCS1_2048_8192_SHA256, signed, signature)
                .is_ok(),
            Material::P256(point) => UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point)
                .verify(signed, signature)
                .is_ok(),
            Material::Ed25519(point) => {
                UnparsedPublicKey::new(&ED25519, point).verify(signed, signature).is_ok()
            }
        }
    }
}

// Some write a number with zeros before it; the verifier wants it without.
fn bare(number: Vec<u8>) -> Vec<u8> {
    number.into_iter().skip_while(|byte| *byte == 0).collect()
}

/// The claims of a token that holds in every respect.
pub fn verify(
    token: &str,
    keys: &[Key],
    expected: &Expected<'_>,
) -> Result<Map<String, Value>, Wrong> {
    let unreadable = Wrong::Token("the ID token cannot be read");
    if token.len() > TOKEN_BYTES_MAX {
        return Err(unreadable);
    }
    let parts: Vec<&str> = token.split('.').collect();
    let [header, payload, signature] = parts[..] else { return Err(unreadable) };
    let (Some(header_says), Some(claims)) = (object(header), object(payload)) else {
        return Err(unreadable);
    };
    let Ok(signature) = URL_SAFE_NO_PAD.decode(signature) else { return Err(unreadable) };
    let signed = token.get(..header.len() + 1 + payload.len()).unwrap_or("");
    must_be_signed(&header_says, keys, signed.as_bytes(), &signature)?;
    must_be_for_us(&claims, expected)?;
    must_be_current(&claims, expected.now_s)?;
    Ok(claims)
}

fn object(part: &str) -> Option<Map<String, Value>> {
    let bytes = URL_SAFE_NO_PAD.decode(part).ok()?;
    serde_json::from_slice(&bytes).ok()
}

fn must_be_signed(
    header: &Map<String, Value>,
    keys: &[Key],
    signed: &[u8],
    signature: &[u8],
) -> Result<(), Wrong> {
    let alg = match header.get("alg").and_then(Value::as_str) {
        Some("Ed25519") => "EdDSA",
        Some(alg) => alg,
        None => return Err(Wrong::Token("the ID token names no algorithm")),
    };
    if !["RS256", "ES256", "EdDSA"].contains(&alg) {
        return Err(Wrong::Token("the ID token's algorithm is not taken"));
    }
    // An extension that must be understood is one that we do not understand (RFC 7515, 4.1.11).
    if header.contains_key("crit") {
        return Err(Wrong::Token("the ID token has a critical extension"));
    }
    let kid = header.get("kid").and_then(Value::as_str);
    let fits = |key: &&Key| key.alg == alg && (kid.is_none() || key.kid.as_deref() == kid);
    let mut fitting = keys.iter().filter(fits).peekable();
    if fitting.peek().is_none() {
        return Err(Wrong::Token(NO_KEY));
    }
    if fitting.any(|key| key.verifies(signed, signature)) {
        Ok(())
    } else {
        Err(Wrong::Token("the ID token's signature does not fit"))
    }
}

fn must_be_for_us(claims: &Map<String, Value>, expected: &Expected<'_>) -> Result<(), Wrong> {
    let text = |name: &str| claims.get(name).and_then(Value::as_str);
    if text("iss") != Some(expected.issuer) {
        return Err(Wrong::Token("the ID token is from another issuer"));
    }
    let (is_ours, is_shared) = match claims.get("aud") {
        Some(Value::String(one)) => (one == expected.client_id, false),
        Some(Value::Array(all)) => (all.iter().any(|one| one == expected.client_id), all.len() > 1),
        _ => (false, false),
    };
    if !is_ours {
        return Err(Wrong::Token("the ID token is for another audience"));
    }
    // Of several audiences one is the party that asked, and it must be us.
    let azp = claims.get("azp").map(|azp| azp.as_str() == Some(expected.client_id));
    if azp == Some(false) || (is_shared && azp.is_none()) {
        return Err(Wrong::Token("the ID token was given to another party"));
    }
    if text("nonce") != Some(expected.nonce) || expected.nonce.is_empty() {
        return Err(Wrong::Token("the ID token is of another attempt"));
    }
    let subject = text("sub").unwrap_or("");
    if subject.is_empty() || subject.len() > SUBJECT_BYTES_MAX {
        return Err(Wrong::Token("the ID token names nobody"));
    }
    Ok(())
}

fn must_be_current(claims: &Map<String, Value>, now_s: i64) -> Result<(), Wrong> {
    // A provider may write its seconds with a fraction.
    let seconds = |name: &str| {
        let value = claims.get(name)?;
        let whole = value.as_i64();
        whole.or_else(|| value.to_string().split('.').next()?.parse().ok())
    };
    let (Some(until), Some(made)) = (seconds("exp"), seconds("iat")) else {
        return Err(Wrong::Token("the ID token has no times"));
    };
    let begins = match claims.contains_key("nbf") {
        true => seconds("nbf").ok_or(Wrong::Token("the ID token's times cannot be read"))?,
        false => made,
    };
    if made.max(begins) > now_s.saturating_add(SKEW_SECONDS_MAX) {
        return Err(Wrong::Clock);
    }
    if until.saturating_add(SKEW_SECONDS_MAX) <= now_s {
        return Err(Wrong::Token("the ID token has expired"));
    }
    if made.saturating_add(AGE_SECONDS_MAX) < now_s {
        return Err(Wrong::Clock);
    }
    Ok(())
}
