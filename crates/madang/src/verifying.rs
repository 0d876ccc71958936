//! Verifying a file that somebody shows: valid, expired, revoked or forged, with the public keys alone.
//!
//! What may not happen here: a network, a database. The page and the command both call this.

use proofs::jwk::Issuer;
use proofs::note::{self, Verifier};
use proofs::{pdf, sdjwt};
use serde_json::Value;
use vocabulary::Moment;

/// The largest file that is looked at.
pub const FILE_BYTES_MAX: usize = pdf::FILE_BYTES_MAX;
/// The name under which the list of revoked credentials is signed.
pub const REVOKED_LIST: &str = "madang-revoked";

/// What a file is.
#[derive(Clone, Debug, PartialEq)]
pub enum Verdict {
    Valid(Value),
    Expired(Value),
    Revoked(Value),
    /// Not of this issuer, or altered.
    Forged(String),
}

impl Verdict {
    pub fn word(&self) -> &'static str {
        match self {
            Verdict::Valid(_) => "valid",
            Verdict::Expired(_) => "expired",
            Verdict::Revoked(_) => "revoked",
            Verdict::Forged(_) => "forged",
        }
    }

    /// What a genuine file says.
    pub fn claims(&self) -> Option<&Value> {
        match self {
            Verdict::Valid(claims) | Verdict::Expired(claims) | Verdict::Revoked(claims) => {
                Some(claims)
            }
            Verdict::Forged(_) => None,
        }
    }
}

/// Looks at a PDF or at the text of an SD-JWT VC. `revoked` tells whether a credential's number was taken back.
pub fn verify(
    file: &[u8],
    issuer: &Issuer,
    revoked: &dyn Fn(&str) -> bool,
    now: Moment,
) -> Verdict {
    let of_kid = |kid: &str| issuer.keys.iter().find(|(id, _)| id == kid).map(|(_, key)| *key);
    let twin = if file.starts_with(b"%PDF-") {
        if let Err(wrong) = pdf::verify(file, &of_kid) {
            return Verdict::Forged(format!("the file: {wrong}"));
        }
        letters::attachment_of(file)
    } else {
        Some(file.to_vec())
    };
    let Some(twin) = twin.and_then(|twin| String::from_utf8(twin).ok()) else {
        return Verdict::Forged("there is no credential in the file".into());
    };
    let opened = match sdjwt::open(twin.trim(), &|iss, kid| issuer.key_of(iss, kid)) {
        Ok(opened) => opened,
        Err(wrong) => return Verdict::Forged(format!("the credential: {wrong}")),
    };
    let claims = Value::Object(opened.claims.clone());
    let id = claims.get("credential_id").and_then(Value::as_str).unwrap_or("");
    if revoked(id) {
        return Verdict::Revoked(claims);
    }
    match opened.holds_at(now.0 / 1000) {
        Ok(()) => Verdict::Valid(claims),
        Err(_) => Verdict::Expired(claims),
    }
}

/// The numbers of a signed list of revoked credentials, if the list is genuine.
pub fn revoked_in(list: &str, issuer: &Issuer) -> Result<Vec<String>, proofs::Wrong> {
    let trusted: Vec<Verifier> = issuer
        .keys
        .iter()
        .map(|(_, key)| Verifier::new(REVOKED_LIST, *key))
        .collect::<Result<_, _>>()?;
    let opened = note::open(list, &trusted)?;
    Ok(opened.text.lines().skip(1).map(str::to_string).collect())
}
