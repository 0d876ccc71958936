//! Making a credential. What may not happen here: a salt used twice or made here; a credential that
//! our own verifier would refuse.

use std::cmp::Reverse;

use ed25519_dalek::{Signer as _, SigningKey};
use serde_json::{Map, Value, json};

use super::{
    ALGORITHM, ALWAYS_SHOWN, DEPTH_MAX, DIGEST, DIGEST_NAME, DIGESTS, DISCLOSURES_MAX, PLACEHOLDER,
    TEXT_BYTES_MAX, TYPE, digest_of, encoded, is_reserved,
};
use crate::{Wrong, text::base64url};

/// What a credential says.
#[derive(Clone, Copy, Debug)]
pub struct Content<'a> {
    /// The id of the key, by which a verifier finds it in the issuer's metadata.
    pub kid: &'a str,
    /// Who issues: the address whose metadata has the key.
    pub iss: &'a str,
    /// The type of the credential: an address or another name that nobody else would use.
    pub vct: &'a str,
    /// When it was issued, in seconds since 1970.
    pub iat: i64,
    /// From when on it is no longer valid, in seconds since 1970.
    pub exp: Option<i64>,
    /// Where its status can be asked; shown always.
    pub status: Option<&'a Value>,
    /// Everything else, in the order it is to be shown.
    pub claims: &'a Map<String, Value>,
    /// Which of the claims the holder may withhold: JSON pointers, as `/address/street` or `/names/0`.
    /// A claim and one inside it may both be named.
    pub hidden: &'a [&'a str],
}

/// Issues a credential in compact form with all its disclosures. `salt` is asked once for each
/// hidden claim and must give 16 fresh random bytes each time (RFC 9901 section 9.3).
///
/// # Errors
/// [`Wrong::Malformed`] when a claim has a reserved name, is given twice, or a pointer names none or
/// one that must be shown; [`Wrong::TooMuch`] over the limits of this module.
pub fn issue(
    key: &SigningKey,
    content: &Content,
    salt: &mut dyn FnMut() -> [u8; 16],
) -> Result<String, Wrong> {
    if content.hidden.len() > DISCLOSURES_MAX {
        return Err(Wrong::TooMuch("disclosures"));
    }
    let mut payload = Value::Object(payload_of(content)?);
    check(&payload, 0)?;
    let mut hidden = content.hidden.to_vec();
    // From the inside out: what is hidden within a hidden claim must be a digest before that is encoded.
    hidden.sort_by_key(|pointer| Reverse(pointer.matches('/').count()));
    let mut text = String::new();
    for pointer in hidden {
        text.push('~');
        text.push_str(&hide(&mut payload, pointer, &base64url(&salt()))?);
    }
    if let (Value::Object(payload), false) = (&mut payload, content.hidden.is_empty()) {
        payload.insert(DIGEST_NAME.into(), DIGEST.into());
    }
    let header = json!({"alg": ALGORITHM, "typ": TYPE, "kid": content.kid});
    let signed = format!("{}.{}", encoded(&header), encoded(&payload));
    let signature = base64url(&key.sign(signed.as_bytes()).to_bytes());
    let text = format!("{signed}.{signature}{text}~");
    if text.len() > TEXT_BYTES_MAX { Err(Wrong::TooMuch("credential bytes")) } else { Ok(text) }
}

fn payload_of(content: &Content) -> Result<Map<String, Value>, Wrong> {
    let mut payload = Map::new();
    payload.insert("iss".into(), content.iss.into());
    payload.insert("iat".into(), content.iat.into());
    if let Some(exp) = content.exp {
        payload.insert("exp".into(), exp.into());
    }
    payload.insert("vct".into(), content.vct.into());
    if let Some(status) = content.status {
        payload.insert("status".into(), status.clone());
    }
    for (name, value) in content.claims {
        let own = ["iss", "iat", "exp", "vct", "status"].contains(&name.as_str());
        if own || payload.insert(name.clone(), value.clone()).is_some() {
            return Err(Wrong::Malformed("claim"));
        }
    }
    Ok(payload)
}

/// Refuses names that carry digests and claims that lie deeper than a verifier goes.
fn check(value: &Value, depth: usize) -> Result<(), Wrong> {
    if depth > DEPTH_MAX {
        return Err(Wrong::TooMuch("depth of claims"));
    }
    match value {
        Value::Object(map) if map.keys().any(|name| is_reserved(name)) => {
            Err(Wrong::Malformed("claim"))
        }
        Value::Object(map) => map.values().try_for_each(|inner| check(inner, depth + 1)),
        Value::Array(items) => items.iter().try_for_each(|inner| check(inner, depth + 1)),
        _ => Ok(()),
    }
}

/// Replaces a claim by its digest and gives the disclosure.
fn hide(payload: &mut Value, pointer: &str, salt: &str) -> Result<String, Wrong> {
    let wrong = Wrong::Malformed("pointer to a hidden claim");
    let (parent, name) = pointer.rsplit_once('/').ok_or(wrong.clone())?;
    // RFC 6901: ~1 is read before ~0.
    let name = name.replace("~1", "/").replace("~0", "~");
    if is_reserved(&name) || parent.is_empty() && ALWAYS_SHOWN.contains(&name.as_str()) {
        return Err(wrong);
    }
    match payload.pointer_mut(parent) {
        Some(Value::Object(map)) => {
            let value = map.shift_remove(&name).ok_or(wrong)?;
            let disclosure = encoded(&json!([salt, name, value]));
            add_digest(map, digest_of(&disclosure));
            Ok(disclosure)
        }
        Some(Value::Array(items)) => {
            let place = name.parse().ok().filter(|place: &usize| place.to_string() == name);
            let item = place.and_then(|place| items.get_mut(place));
            let item = item.filter(|item| item.get(PLACEHOLDER).is_none()).ok_or(wrong)?;
            let disclosure = encoded(&json!([salt, item.take()]));
            *item = json!({PLACEHOLDER: digest_of(&disclosure)});
            Ok(disclosure)
        }
        _ => Err(wrong),
    }
}

/// Digests stand in their own order, so that their places tell nothing of the claims (RFC 9901 section 4.2.4.1).
fn add_digest(map: &mut Map<String, Value>, digest: String) {
    let list = map.entry(DIGESTS).or_insert_with(|| json!([]));
    if let Value::Array(digests) = list {
        let place = digests.partition_point(|other| other.as_str() < Some(&digest));
        digests.insert(place, digest.into());
    }
}
