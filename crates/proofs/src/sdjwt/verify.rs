//! Checking a credential, step by step as RFC 9901 section 7.1 has it. What may not happen here: a
//! claim given out before the signature holds; a disclosure passed over because nothing refers to it.

use std::collections::{HashMap, HashSet};

use ed25519_dalek::{Signature, VerifyingKey};
use serde_json::{Map, Value};

use super::{
    ALGORITHM, ALWAYS_SHOWN, DEPTH_MAX, DIGEST, DIGEST_NAME, DIGESTS, Disclosure, PLACEHOLDER,
    Parts, TYPE, decoded_object, digest_of, is_reserved,
};
use crate::{Wrong, text::from_base64url};

/// Finds the key of an issuer (`iss`) by the key's id (`kid`, empty when none is named). Give a key
/// only when that issuer is one whose credentials are wanted: this is where trust is decided.
pub type KeyOf<'a> = &'a dyn Fn(&str, &str) -> Option<VerifyingKey>;

/// A credential whose signature and digests hold.
#[derive(Clone, Debug, PartialEq)]
pub struct Opened {
    /// The id of the key that signed; empty when the credential names none.
    pub kid: String,
    pub iss: String,
    /// The type of the credential.
    pub vct: String,
    /// All claims that are shown, those above included, as if nothing had been hidden.
    pub claims: Map<String, Value>,
}

/// Verifies a credential at a moment, in seconds since 1970.
///
/// # Errors
/// As [`open`]; [`Wrong::Expired`] or [`Wrong::NotYet`] when everything holds but the time.
pub fn verify(text: &str, key_of: KeyOf, now_seconds: i64) -> Result<Opened, Wrong> {
    let opened = open(text, key_of)?;
    opened.holds_at(now_seconds)?;
    Ok(opened)
}

/// Verifies everything but the time, for who wants to say what an expired credential said.
///
/// # Errors
/// [`Wrong::Malformed`], [`Wrong::TooMuch`], [`Wrong::UnknownKey`] when no key is found, or [`Wrong::Signature`].
pub fn open(text: &str, key_of: KeyOf) -> Result<Opened, Wrong> {
    let parts = Parts::of(text)?;
    let header = decoded_object(parts.header, "header")?;
    let payload = decoded_object(parts.payload, "payload")?;
    let kid = read_header(&header)?;
    let iss = word(&payload, "iss")?;
    let key = key_of(iss, kid).ok_or(Wrong::UnknownKey)?;
    let signature = from_base64url(parts.signature, "signature")?;
    let signature = Signature::from_slice(&signature).map_err(|_| Wrong::Signature)?;
    key.verify_strict(parts.signed.as_bytes(), &signature).map_err(|_| Wrong::Signature)?;

    let (iss, vct) = (iss.to_owned(), word(&payload, "vct")?.to_owned());
    let claims = shown_claims(payload, &parts.disclosures)?;
    let opened = Opened { kid: kid.into(), iss, vct, claims };
    // A time that is no number must not turn up as a surprise when the time is asked.
    ["iat", "exp", "nbf"].into_iter().try_for_each(|name| opened.seconds(name).map(drop))?;
    Ok(opened)
}

impl Opened {
    /// Whether the credential is valid at a moment, in seconds since 1970.
    ///
    /// # Errors
    /// [`Wrong::Expired`] from the moment on that `exp` names, [`Wrong::NotYet`] before `nbf`.
    pub fn holds_at(&self, now_seconds: i64) -> Result<(), Wrong> {
        match (self.seconds("nbf")?, self.seconds("exp")?) {
            (Some(start), _) if now_seconds < start => Err(Wrong::NotYet(start)),
            (_, Some(end)) if now_seconds >= end => Err(Wrong::Expired(end)),
            _ => Ok(()),
        }
    }

    /// A claim that is a time: whole seconds since 1970.
    fn seconds(&self, name: &str) -> Result<Option<i64>, Wrong> {
        let time = |value: &Value| value.as_i64().ok_or(Wrong::Malformed("time"));
        self.claims.get(name).map(time).transpose()
    }
}

fn word<'a>(object: &'a Map<String, Value>, name: &'static str) -> Result<&'a str, Wrong> {
    object.get(name).and_then(Value::as_str).ok_or(Wrong::Malformed(name))
}

/// Gives the key's id. `crit` names what a verifier must understand, and there is nothing of that here.
fn read_header(header: &Map<String, Value>) -> Result<&str, Wrong> {
    let fits = word(header, "alg")? == ALGORITHM && word(header, "typ")? == TYPE;
    match header.get("kid") {
        _ if !fits || header.contains_key("crit") => Err(Wrong::Malformed("header")),
        Some(Value::String(kid)) => Ok(kid),
        Some(_) => Err(Wrong::Malformed("header")),
        None => Ok(""),
    }
}

fn shown_claims(
    mut payload: Map<String, Value>,
    disclosures: &[&str],
) -> Result<Map<String, Value>, Wrong> {
    match payload.shift_remove(DIGEST_NAME) {
        None => {}
        Some(Value::String(name)) if name == DIGEST => {}
        Some(_) => return Err(Wrong::Malformed("digest algorithm")),
    }
    let mut unread = HashMap::new();
    for text in disclosures {
        if unread.insert(digest_of(text), Disclosure::read(text)?).is_some() {
            return Err(Wrong::Malformed("disclosure"));
        }
    }
    let mut unpacking = Unpacking { unread, seen: HashSet::new() };
    let claims = unpacking.object(payload, 0)?;
    // A disclosure that no digest refers to is a claim that nobody signed.
    if unpacking.unread.is_empty() { Ok(claims) } else { Err(Wrong::Malformed("disclosure")) }
}

/// Puts disclosed claims in the place of their digests.
struct Unpacking {
    unread: HashMap<String, Disclosure>,
    seen: HashSet<String>,
}

impl Unpacking {
    fn value(&mut self, value: Value, depth: usize) -> Result<Value, Wrong> {
        if depth > DEPTH_MAX {
            return Err(Wrong::TooMuch("depth of claims"));
        }
        match value {
            Value::Object(object) => Ok(Value::Object(self.object(object, depth)?)),
            Value::Array(items) => Ok(Value::Array(self.array(items, depth)?)),
            plain => Ok(plain),
        }
    }

    fn object(
        &mut self,
        mut object: Map<String, Value>,
        depth: usize,
    ) -> Result<Map<String, Value>, Wrong> {
        let digests = match object.shift_remove(DIGESTS) {
            None => Vec::new(),
            Some(Value::Array(digests)) => digests,
            Some(_) => return Err(Wrong::Malformed("digests")),
        };
        let mut shown = Map::new();
        for (name, value) in object {
            if is_reserved(&name) {
                return Err(Wrong::Malformed("claim"));
            }
            shown.insert(name, self.value(value, depth + 1)?);
        }
        for digest in digests {
            let Some(Disclosure { name, value }) = self.disclosed(&digest)? else { continue };
            let name = name.ok_or(Wrong::Malformed("disclosure"))?;
            let must_show = depth == 0 && ALWAYS_SHOWN.contains(&name.as_str());
            if is_reserved(&name) || must_show || shown.contains_key(&name) {
                return Err(Wrong::Malformed("disclosure"));
            }
            shown.insert(name, self.value(value, depth + 1)?);
        }
        Ok(shown)
    }

    fn array(&mut self, items: Vec<Value>, depth: usize) -> Result<Vec<Value>, Wrong> {
        let mut shown = Vec::new();
        for item in items {
            let Some(digest) = item.get(PLACEHOLDER) else {
                shown.push(self.value(item, depth + 1)?);
                continue;
            };
            if item.as_object().is_none_or(|object| object.len() != 1) {
                return Err(Wrong::Malformed("digests"));
            }
            match self.disclosed(digest)? {
                Some(Disclosure { name: None, value }) => shown.push(self.value(value, depth + 1)?),
                Some(_) => return Err(Wrong::Malformed("disclosure")),
                None => {}
            }
        }
        Ok(shown)
    }

    /// The disclosure of a digest, if it was sent along. A digest may turn up only once.
    fn disclosed(&mut self, digest: &Value) -> Result<Option<Disclosure>, Wrong> {
        let digest = digest.as_str().ok_or(Wrong::Malformed("digests"))?;
        if !self.seen.insert(digest.into()) {
            return Err(Wrong::Malformed("digests"));
        }
        Ok(self.unread.remove(digest))
    }
}
