//! Verifying a file that somebody shows: valid, expired, revoked or forged, with the public keys alone.
//!
//! What may not happen here: a network, a database. The page and the command both call this.

use proofs::jwk::Issuer;
use proofs::note::{self, Verifier};
use proofs::sdjwt::Opened;
use proofs::{Wrong, pdf, sdjwt};
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
    /// Signed outside the life of its key, which ended (or began) at that moment: the state did not sign it.
    OutOfTime(Moment),
    /// Signed with a key that others may have had since that moment: nobody can tell by whom.
    NotTrusted(Moment),
}

impl Verdict {
    pub fn word(&self) -> &'static str {
        match self {
            Verdict::Valid(_) => "valid",
            Verdict::Expired(_) => "expired",
            Verdict::Revoked(_) => "revoked",
            Verdict::Forged(_) | Verdict::OutOfTime(_) => "forged",
            Verdict::NotTrusted(_) => "not-trusted",
        }
    }

    /// The last part of the text key under which a page says it.
    pub fn text(&self) -> &'static str {
        match self {
            Verdict::OutOfTime(_) => "out-of-time",
            other => other.word(),
        }
    }

    /// The moment that the sentence names.
    pub fn moment(&self) -> Option<Moment> {
        match self {
            Verdict::OutOfTime(moment) | Verdict::NotTrusted(moment) => Some(*moment),
            _ => None,
        }
    }

    /// What a genuine file says.
    pub fn claims(&self) -> Option<&Value> {
        match self {
            Verdict::Valid(claims) | Verdict::Expired(claims) | Verdict::Revoked(claims) => {
                Some(claims)
            }
            Verdict::Forged(_) | Verdict::OutOfTime(_) | Verdict::NotTrusted(_) => None,
        }
    }
}

/// What is known beside the file.
pub struct Known<'k> {
    pub issuer: &'k Issuer,
    /// Tells whether a credential's number was taken back.
    pub revoked: &'k dyn Fn(&str) -> bool,
    pub now: Moment,
    /// When whoever asks received the file, by their own records: evidence against a stolen key's false days.
    pub received: Option<Moment>,
}

/// Looks at a PDF or at the text of an SD-JWT VC.
pub fn verify(file: &[u8], known: &Known<'_>) -> Verdict {
    let opened = match opened(file, known.issuer) {
        Ok(opened) => opened,
        Err(why) => return Verdict::Forged(why),
    };
    let claims = Value::Object(opened.claims.clone());
    // Without the time of signing, a key that has ended could not be told from one that has not.
    let signed = claims.get("iat").and_then(Value::as_i64).unwrap_or(i64::MAX);
    let received = known.received.map(|moment| moment.0.div_euclid(1000));
    match known.issuer.check(&opened.kid, signed, received) {
        Ok(()) => {}
        Err(Wrong::KeyStolen(at)) => return Verdict::NotTrusted(Moment(at.saturating_mul(1000))),
        Err(Wrong::KeyEnded(at) | Wrong::KeyNotYet(at)) => {
            return Verdict::OutOfTime(Moment(at.saturating_mul(1000)));
        }
        Err(wrong) => return Verdict::Forged(format!("the credential: {wrong}")),
    }
    let id = claims.get("credential_id").and_then(Value::as_str).unwrap_or("");
    if (known.revoked)(id) {
        return Verdict::Revoked(claims);
    }
    match opened.holds_at(known.now.0 / 1000) {
        Ok(()) => Verdict::Valid(claims),
        Err(_) => Verdict::Expired(claims),
    }
}

// The credential in the file, where every signature fits; whether its key is to be believed is another question.
fn opened(file: &[u8], issuer: &Issuer) -> Result<Opened, String> {
    let of_kid = |kid: &str| issuer.key_of(&issuer.url, kid);
    let is_pdf = file.starts_with(b"%PDF-");
    let (paper_kid, twin) = if is_pdf {
        let kid = pdf::verify(file, &of_kid).map_err(|wrong| format!("the file: {wrong}"))?;
        (Some(kid), letters::attachment_of(file))
    } else {
        (None, Some(file.to_vec()))
    };
    let twin = twin.and_then(|twin| String::from_utf8(twin).ok());
    let twin = twin.ok_or("there is no credential in the file")?;
    let opened = sdjwt::open(twin.trim(), &|iss, kid| issuer.key_of(iss, kid))
        .map_err(|wrong| format!("the credential: {wrong}"))?;
    // The paper has no time of its own: it is believed as its twin is, so one key must have signed both.
    if paper_kid.is_some_and(|kid| kid != opened.kid) {
        return Err("the paper and the credential in it were signed with two keys".into());
    }
    Ok(opened)
}

/// The numbers of a signed list of revoked credentials, if the list is genuine.
pub fn revoked_in(list: &str, issuer: &Issuer) -> Result<Vec<String>, proofs::Wrong> {
    let trusted: Vec<Verifier> = issuer
        .keys
        .iter()
        .filter(|key| key.period.compromised.is_none())
        .map(|key| Verifier::new(REVOKED_LIST, key.key))
        .collect::<Result<_, _>>()?;
    let opened = note::open(list, &trusted)?;
    Ok(opened.text.lines().skip(1).map(str::to_string).collect())
}
