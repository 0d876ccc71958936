//! Public keys as the verifiers of credentials read them: JSON Web Keys of the kind OKP (RFC 8037)
//! and the metadata of an issuer (SD-JWT VC, JWT VC Issuer Metadata). What may not happen here: a
//! private key.

use ed25519_dalek::VerifyingKey;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::{
    Wrong,
    text::{base64url, from_base64url},
};

const METADATA_BYTES_MAX: usize = 64 * 1024;
const KEYS_MAX: usize = 64;

/// Where an issuer's metadata is served, under its own host.
const WELL_KNOWN: &str = "/.well-known/jwt-vc-issuer";

/// The key as a JSON Web Key with this id.
pub fn to_json(key: &VerifyingKey, kid: &str) -> Value {
    let x = base64url(key.as_bytes());
    json!({"kty": "OKP", "crv": "Ed25519", "x": x, "kid": kid, "use": "sig", "alg": "EdDSA"})
}

/// The Ed25519 key in a JSON Web Key.
///
/// # Errors
/// [`Wrong::Malformed`] when it is a key of another kind, or no point of the curve.
pub fn from_json(jwk: &Value) -> Result<VerifyingKey, Wrong> {
    let wrong = Wrong::Malformed("JWK");
    let part = |name: &str| jwk.get(name).and_then(Value::as_str);
    let (Some("OKP"), Some("Ed25519"), Some(x)) = (part("kty"), part("crv"), part("x")) else {
        return Err(wrong);
    };
    let bytes = from_base64url(x, "JWK")?.try_into().map_err(|_| wrong.clone())?;
    VerifyingKey::from_bytes(&bytes).map_err(|_| wrong)
}

/// A name of the key made from the key: the thumbprint of RFC 7638. Good as a `kid`.
pub fn thumbprint(key: &VerifyingKey) -> String {
    let x = base64url(key.as_bytes());
    base64url(&Sha256::digest(format!(r#"{{"crv":"Ed25519","kty":"OKP","x":"{x}"}}"#)))
}

/// Who issues credentials, and the public keys by their ids: old ones too, as long as credentials
/// signed with them are about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issuer {
    /// The `iss` of its credentials: an HTTPS address without query.
    pub url: String,
    pub keys: Vec<(String, VerifyingKey)>,
}

impl Issuer {
    /// What is served under [`metadata_path`].
    pub fn to_json(&self) -> Value {
        let keys: Vec<Value> = self.keys.iter().map(|(kid, key)| to_json(key, kid)).collect();
        json!({"issuer": self.url, "jwks": {"keys": keys}})
    }

    /// Reads an issuer's metadata with its keys inside. Keys of other kinds are passed over.
    ///
    /// # Errors
    /// [`Wrong::Malformed`] without issuer or `jwks`, [`Wrong::TooMuch`] over 64 kB or 64 keys.
    pub fn parse(text: &str) -> Result<Issuer, Wrong> {
        if text.len() > METADATA_BYTES_MAX {
            return Err(Wrong::TooMuch("issuer metadata"));
        }
        let wrong = Wrong::Malformed("issuer metadata");
        let json: Value = serde_json::from_str(text).map_err(|_| wrong.clone())?;
        let url = json.get("issuer").and_then(Value::as_str).ok_or(wrong.clone())?;
        let keys = json.pointer("/jwks/keys").and_then(Value::as_array).ok_or(wrong)?;
        if keys.len() > KEYS_MAX {
            return Err(Wrong::TooMuch("keys of an issuer"));
        }
        let named = |jwk: &Value| {
            let kid = jwk.get("kid").and_then(Value::as_str).unwrap_or_default();
            Some((kid.to_owned(), from_json(jwk).ok()?))
        };
        Ok(Issuer { url: url.into(), keys: keys.iter().filter_map(named).collect() })
    }

    /// The key with which this issuer signs under this id: what [`crate::sdjwt::open`] asks for.
    pub fn key_of(&self, iss: &str, kid: &str) -> Option<VerifyingKey> {
        let keys = self.keys.iter().filter(|_| self.url == iss);
        keys.filter(|(id, _)| id == kid).map(|(_, key)| *key).next()
    }
}

/// The path of an issuer's metadata: the well-known part goes between the host and the issuer's own path.
///
/// # Errors
/// [`Wrong::Malformed`] when the issuer is not an address with a host, or has a query or fragment.
pub fn metadata_path(iss: &str) -> Result<String, Wrong> {
    let rest = iss.strip_prefix("https://").or_else(|| iss.strip_prefix("http://"));
    let rest =
        rest.filter(|rest| !rest.contains(['?', '#']) && !rest.contains(char::is_whitespace));
    let rest = rest.ok_or(Wrong::Malformed("issuer"))?;
    let (host, path) = rest.find('/').map_or((rest, ""), |at| rest.split_at(at));
    if host.is_empty() {
        return Err(Wrong::Malformed("issuer"));
    }
    Ok(format!("{WELL_KNOWN}{}", path.trim_end_matches('/')))
}
