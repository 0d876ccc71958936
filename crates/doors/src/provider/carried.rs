//! What a browser carries while its person is at the provider: sealed by us, short-lived, bound to that browser. So no node
//! keeps anything, and nobody is signed in with an answer that another browser asked for.
//!
//! What may not happen here: anything about a person.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use courtyard::House;
use courtyard::identities::Attempt;
use courtyard::keys::hex;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use vocabulary::Moment;

use crate::answer::inside;

/// The cookie that holds it.
pub const COOKIE: &str = "madang-sign-in";
/// An attempt ends after so many seconds: time to find a phone and to confirm there.
pub const ATTEMPT_SECONDS_MAX: i64 = 15 * 60;
/// The longest cookie of ours that is opened, in bytes; a browser keeps 4096.
const COOKIE_BYTES_MAX: usize = 4000;
/// The longest address that somebody is led back to.
const THEN_BYTES_MAX: usize = 1500;
const WHAT: &str = "sign-in attempt";

/// One attempt to sign in, as its browser carries it.
#[derive(Clone, Serialize, Deserialize)]
pub struct Carried {
    pub state: String,
    pub nonce: String,
    /// PKCE: only who has this can turn the code into a token (RFC 7636).
    pub verifier: String,
    /// Where the person was going.
    pub then: String,
    pub until: Moment,
}

impl Carried {
    pub fn new(house: &House, then: &str) -> anyhow::Result<Carried> {
        let drawn =
            || house.ground().chance.bytes::<32>().map(|drawn| URL_SAFE_NO_PAD.encode(drawn));
        let then = if then.len() > THEN_BYTES_MAX || then.is_empty() { "" } else { inside(then) };
        Ok(Carried {
            state: drawn()?,
            nonce: drawn()?,
            verifier: drawn()?,
            then: then.into(),
            until: house.now().plus_seconds(ATTEMPT_SECONDS_MAX),
        })
    }

    pub fn seal(&self, house: &House) -> anyhow::Result<String> {
        let ground = house.ground();
        let plain = serde_json::to_vec(self)?;
        let sealed = ground.keys.seal_note(WHAT, ground.chance.bytes()?, &plain)?;
        Ok(URL_SAFE_NO_PAD.encode(sealed))
    }

    /// What a cookie carries, if we sealed it.
    pub fn open(house: &House, cookie: &str) -> Option<Carried> {
        if cookie.len() > COOKIE_BYTES_MAX {
            return None;
        }
        let sealed = URL_SAFE_NO_PAD.decode(cookie).ok()?;
        let plain = house.ground().keys.open_note(WHAT, &sealed).ok()?;
        serde_json::from_slice(&plain).ok()
    }

    /// The attempt as the house remembers that it was used.
    pub fn attempt(&self) -> Attempt {
        Attempt { id: hex(&Sha256::digest(&self.state)), until: self.until }
    }
}
