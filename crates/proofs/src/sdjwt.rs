//! Credentials of which the holder may show a part: SD-JWT (RFC 9901) in the form of SD-JWT VC,
//! signed with Ed25519. What may not happen here: key binding, JSON serialization and other hashes
//! than SHA-256 are not spoken; a text that has them is refused, not half understood.
//!
//! The compact form is `<jwt>~<disclosure>~...~`. Each disclosure is a salted claim; the signed part
//! has its digest only, so that leaving one out shows nothing and breaks nothing.

use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use crate::{
    Wrong,
    text::{base64url, from_base64url},
};

mod issue;
mod present;
mod verify;

pub use issue::{Content, issue};
pub use present::present;
pub use verify::{KeyOf, Opened, open, verify};

/// The whole text, with all disclosures.
pub const TEXT_BYTES_MAX: usize = 128 * 1024;
pub const DISCLOSURES_MAX: usize = 256;
/// How deep claims may lie in each other, disclosed ones included.
pub const DEPTH_MAX: usize = 16;

/// The media type in the header (SD-JWT VC section 2.2.1).
const TYPE: &str = "dc+sd-jwt";
/// The signature algorithm with an Ed25519 key (RFC 8037 section 3.1).
const ALGORITHM: &str = "EdDSA";
/// The one digest that is spoken, also when the signed part names none (RFC 9901 section 4.1.1).
const DIGEST: &str = "sha-256";

/// Names that carry digests and can't be claims (RFC 9901 sections 4.1 and 4.2).
const DIGESTS: &str = "_sd";
const PLACEHOLDER: &str = "...";
const DIGEST_NAME: &str = "_sd_alg";

/// Claims that may not be hidden, because without them a verifier can't judge (SD-JWT VC section 2.2.2.2).
const ALWAYS_SHOWN: [&str; 7] = ["iss", "nbf", "exp", "cnf", "vct", "vct#integrity", "status"];

fn is_reserved(name: &str) -> bool {
    [DIGESTS, PLACEHOLDER, DIGEST_NAME].contains(&name)
}

/// The digest is over the text as it is sent, so that nobody has to agree on a form of JSON.
fn digest_of(disclosure: &str) -> String {
    base64url(&Sha256::digest(disclosure))
}

fn encoded(json: &Value) -> String {
    base64url(json.to_string().as_bytes())
}

fn decoded(text: &str, what: &'static str) -> Result<Value, Wrong> {
    let bytes = from_base64url(text, what)?;
    serde_json::from_slice(&bytes).map_err(|_| Wrong::Malformed(what))
}

fn decoded_object(text: &str, what: &'static str) -> Result<Map<String, Value>, Wrong> {
    match decoded(text, what)? {
        Value::Object(object) => Ok(object),
        _ => Err(Wrong::Malformed(what)),
    }
}

/// The compact form taken apart, with nothing verified yet.
struct Parts<'a> {
    /// What is signed: header and payload with the point between them.
    signed: &'a str,
    header: &'a str,
    payload: &'a str,
    signature: &'a str,
    disclosures: Vec<&'a str>,
}

impl<'a> Parts<'a> {
    fn of(text: &'a str) -> Result<Parts<'a>, Wrong> {
        if text.len() > TEXT_BYTES_MAX {
            return Err(Wrong::TooMuch("credential bytes"));
        }
        let wrong = Wrong::Malformed("credential");
        // Behind the last tilde a holder's key binding would follow.
        let whole = text.strip_suffix('~').ok_or(wrong.clone())?;
        let mut parts = whole.split('~');
        let jwt = parts.next().ok_or(wrong.clone())?;
        let disclosures: Vec<&str> = parts.take(DISCLOSURES_MAX + 1).collect();
        if disclosures.len() > DISCLOSURES_MAX {
            return Err(Wrong::TooMuch("disclosures"));
        }
        let (signed, signature) = jwt.rsplit_once('.').ok_or(wrong.clone())?;
        let (header, payload) = signed.split_once('.').ok_or(wrong)?;
        Ok(Parts { signed, header, payload, signature, disclosures })
    }
}

/// A disclosure read: a claim of an object has a name, an element of an array has none.
#[derive(Clone, Debug, PartialEq)]
struct Disclosure {
    name: Option<String>,
    value: Value,
}

impl Disclosure {
    fn read(text: &str) -> Result<Disclosure, Wrong> {
        let wrong = Wrong::Malformed("disclosure");
        let Value::Array(parts) = decoded(text, "disclosure")? else { return Err(wrong) };
        let mut parts = parts.into_iter();
        let parts = (parts.next(), parts.next(), parts.next(), parts.next());
        match parts {
            (Some(Value::String(_)), Some(Value::String(name)), Some(value), None) => {
                Ok(Disclosure { name: Some(name), value })
            }
            (Some(Value::String(_)), Some(value), None, None) => {
                Ok(Disclosure { name: None, value })
            }
            _ => Err(wrong),
        }
    }
}
