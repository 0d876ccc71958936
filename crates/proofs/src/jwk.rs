//! Public keys as the verifiers of credentials read them: JSON Web Keys of the kind OKP (RFC 8037)
//! and the metadata of an issuer (SD-JWT VC, JWT VC Issuer Metadata). What may not happen here: a
//! private key.

use ed25519_dalek::VerifyingKey;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::{
    Wrong,
    period::Period,
    text::{base64url, from_base64url},
};

const METADATA_BYTES_MAX: usize = 64 * 1024;
const KEYS_MAX: usize = 64;
/// Where the keys stand that are not to be believed any more.
const WITHDRAWN: &str = "withdrawn_keys";

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

/// A public key of an issuer, and between which moments it signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IssuerKey {
    pub kid: String,
    pub key: VerifyingKey,
    pub period: Period,
}

/// Who issues credentials, and the public keys by their ids: old ones too, as long as credentials
/// signed with them are about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issuer {
    /// The `iss` of its credentials: an HTTPS address without query.
    pub url: String,
    /// The one that signs now comes first.
    pub keys: Vec<IssuerKey>,
}

impl Issuer {
    /// What is served under [`metadata_path`]. A key that others may have stands apart from the others, so that a verifier
    /// that knows nothing of [`Period`] does not believe it.
    pub fn to_json(&self) -> Value {
        let json = |key: &IssuerKey| {
            let mut json = to_json(&key.key, &key.kid);
            json.as_object_mut().into_iter().for_each(|json| key.period.write(json));
            json
        };
        let (stolen, good): (Vec<_>, Vec<_>) =
            self.keys.iter().partition(|key| key.period.compromised.is_some());
        let keys: Vec<Value> = good.into_iter().map(json).collect();
        let mut all = json!({"issuer": self.url, "jwks": {"keys": keys}});
        if !stolen.is_empty() {
            all[WITHDRAWN] = stolen.into_iter().map(json).collect();
        }
        all
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
        let withdrawn = json.get(WITHDRAWN).and_then(Value::as_array);
        let withdrawn = withdrawn.map_or(&[][..], Vec::as_slice);
        if keys.len() + withdrawn.len() > KEYS_MAX {
            return Err(Wrong::TooMuch("keys of an issuer"));
        }
        let mut all = Vec::new();
        for jwk in keys.iter().chain(withdrawn) {
            let kid = jwk.get("kid").and_then(Value::as_str).unwrap_or_default().to_owned();
            let Ok(key) = from_json(jwk) else { continue };
            all.push(IssuerKey { kid, key, period: Period::read(jwk)? });
        }
        // What was withdrawn without a day was never to be believed.
        for key in all.iter_mut().filter(|key| is_among(withdrawn, &key.kid)) {
            key.period.compromised.get_or_insert(0);
        }
        Ok(Issuer { url: url.into(), keys: all })
    }

    /// The key that an issuer has under this id: what [`crate::sdjwt::open`] asks for. Whether what it signed is to be
    /// believed is for [`Issuer::check`] to say, once the time is known.
    pub fn key_of(&self, iss: &str, kid: &str) -> Option<VerifyingKey> {
        self.named(kid).filter(|_| self.url == iss).map(|named| named.key)
    }

    /// Whether a signature of that key is to be believed: as [`Period::check`].
    ///
    /// # Errors
    /// As there; [`Wrong::UnknownKey`] when the issuer has no such key.
    pub fn check(&self, kid: &str, signed: i64, seen: Option<i64>) -> Result<(), Wrong> {
        self.named(kid).ok_or(Wrong::UnknownKey)?.period.check(signed, seen)
    }

    fn named(&self, kid: &str) -> Option<&IssuerKey> {
        self.keys.iter().find(|key| key.kid == kid)
    }
}

fn is_among(keys: &[Value], kid: &str) -> bool {
    keys.iter().any(|jwk| jwk.get("kid").and_then(Value::as_str).unwrap_or_default() == kid)
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
