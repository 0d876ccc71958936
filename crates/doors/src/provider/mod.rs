//! The identity provider: OpenID Connect Core 1.0, authorization code flow with PKCE, state and nonce. A person goes there
//! with [`Provider::begin`] and comes back to [`Provider::finish`], which says what the provider has proved.
//!
//! | room | what is in it |
//! |---|---|
//! | [`carried`] | what the browser carries from the beginning to the end of an attempt, sealed |
//! | [`fetch`] | asking the provider over HTTP, with limits |
//! | [`metadata`] | what the provider says about itself, and its keys |
//! | [`token`] | whether an ID token is what it says |
//!
//! What may not happen here: an act, a person of the house, a secret or a token in a log or an error.

pub mod carried;
mod fetch;
mod metadata;
pub mod token;

use std::fmt;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use courtyard::House;
use courtyard::identities::Identity;
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};
use tokio::sync::Semaphore;
use vocabulary::Moment;

use crate::answer::encoded;
use carried::Carried;
use fetch::Fetch;
use metadata::{Metadata, Seen};
use token::Expected;

pub use fetch::{is_here, is_safe};

/// Conversations with the provider at the same time; each holds a thread. More people wait.
const ASKING_MAX: usize = 32;
/// Who has waited so long for a free conversation is told that the provider does not answer.
const WAITING_MAX: Duration = Duration::from_secs(10);
/// The longest number or name that a provider may tell.
const CLAIM_BYTES_MAX: usize = 200;

/// A secret that no log shows.
#[derive(Clone)]
pub struct Secret(pub String);

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret")
    }
}

/// What an installation says about its provider.
#[derive(Clone, Debug)]
pub struct Plan {
    /// As the provider writes it, letter by letter.
    pub issuer: String,
    pub client_id: String,
    pub client_secret: Secret,
    /// The claim that holds the number by which the country's registers know a person.
    pub claim: String,
    pub scope: String,
    /// The authorities that TLS is checked against, as PEM.
    pub authorities: Vec<u8>,
    /// The address of this house.
    pub base_url: String,
}

/// Why somebody could not be signed in.
#[derive(Debug)]
pub enum Wrong {
    /// The provider does not answer, or not as the standard says. The sentence is for the log.
    Silent(String),
    /// The attempt is not ours, of another window, too old, or was used.
    Attempt,
    /// The person said no at the provider.
    Cancelled,
    /// The provider refused for a reason of its own.
    Refused(String),
    /// The ID token is not what it must be.
    Token(&'static str),
    /// The token is from the future, or from too long ago: a clock is wrong.
    Clock,
    /// The provider did not tell the number.
    Unnamed,
}

impl Wrong {
    /// The last part of the text key `sign.wrong.<name>`.
    pub fn name(&self) -> &'static str {
        match self {
            Wrong::Silent(_) => "silent",
            Wrong::Attempt => "attempt",
            Wrong::Cancelled => "cancelled",
            Wrong::Refused(_) => "refused",
            Wrong::Token(_) => "token",
            Wrong::Clock => "clock",
            Wrong::Unnamed => "unnamed",
        }
    }

    /// What the log says: never a token, a number or a name.
    pub fn reason(&self) -> &str {
        match self {
            Wrong::Silent(why) | Wrong::Refused(why) => why,
            Wrong::Token(why) => why,
            Wrong::Clock => "the clocks of the provider and of this machine differ",
            Wrong::Unnamed => "the claim that MADANG_OIDC_CLAIM names was not told",
            Wrong::Attempt => "the attempt is unknown, too old or used",
            Wrong::Cancelled => "cancelled by the person",
        }
    }
}

/// What came back in the address.
#[derive(Clone, Debug, Default)]
pub struct Answer {
    pub code: String,
    pub state: String,
    pub error: String,
    pub iss: String,
}

/// The provider of one installation.
pub struct Provider {
    plan: Plan,
    fetch: Fetch,
    seen: Mutex<Seen>,
    asking: Arc<Semaphore>,
}

impl Provider {
    /// Nothing is asked yet: a provider that is down holds nobody up who does not sign in.
    pub fn new(plan: Plan) -> anyhow::Result<Provider> {
        let fetch = Fetch::new(&plan.authorities)?;
        let asking = Arc::new(Semaphore::new(ASKING_MAX));
        Ok(Provider { plan, fetch, seen: Mutex::default(), asking })
    }

    /// The provider as people know it: its host.
    pub fn host(&self) -> &str {
        let rest = self.plan.issuer.split_once("://").map_or("", |(_, rest)| rest);
        rest.split('/').next().unwrap_or(rest)
    }

    /// Where the browser goes, and what it carries there and back.
    pub async fn begin(
        self: &Arc<Self>,
        house: &House,
        then: &str,
    ) -> Result<(String, String), Wrong> {
        let now = house.now();
        let metadata = self.ask(move |provider| provider.metadata(now)).await?;
        let failed = |error: anyhow::Error| Wrong::Silent(format!("{error:#}"));
        let carried = Carried::new(house, then).map_err(failed)?;
        let sealed = carried.seal(house).map_err(failed)?;
        let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(&carried.verifier));
        let back = self.back();
        let pairs = [
            ("response_type", "code"),
            ("client_id", &self.plan.client_id),
            ("redirect_uri", &back),
            ("scope", &self.plan.scope),
            ("state", &carried.state),
            ("nonce", &carried.nonce),
            ("code_challenge", &challenge),
            ("code_challenge_method", "S256"),
        ];
        Ok((with_query(&metadata.authorization, &pairs), sealed))
    }

    /// What the provider has proved about whoever came back.
    pub async fn finish(
        self: &Arc<Self>,
        carried: &Carried,
        answer: Answer,
        now: Moment,
    ) -> Result<Identity, Wrong> {
        if answer.state != carried.state || now > carried.until {
            return Err(Wrong::Attempt);
        }
        let carried = carried.clone();
        self.ask(move |provider| provider.exchange(&carried, &answer, now)).await
    }

    /// Where a person signs out at the provider too, when it has such a place (RP-Initiated Logout 1.0).
    pub async fn farewell(self: &Arc<Self>, now: Moment) -> Option<String> {
        let metadata = self.ask(move |provider| provider.metadata(now)).await.ok()?;
        let end = metadata.end_session.as_ref()?;
        let back = format!("{}/", self.plan.base_url);
        let pairs = [("client_id", &*self.plan.client_id), ("post_logout_redirect_uri", &back)];
        Some(with_query(end, &pairs))
    }

    fn back(&self) -> String {
        format!("{}/sign-in/back", self.plan.base_url)
    }

    // The client is synchronous: each conversation has a thread of its own, and there are only so many.
    async fn ask<T: Send + 'static>(
        self: &Arc<Self>,
        ask: impl FnOnce(&Provider) -> Result<T, Wrong> + Send + 'static,
    ) -> Result<T, Wrong> {
        let busy = || Wrong::Silent("too many people are waiting for the provider".into());
        let waiting = tokio::time::timeout(WAITING_MAX, self.asking.clone().acquire_owned());
        let permit = waiting.await.map_err(|_| busy())?.map_err(|_| busy())?;
        let provider = self.clone();
        let asked = tokio::task::spawn_blocking(move || {
            let told = ask(&provider);
            drop(permit);
            told
        });
        asked.await.map_err(|error| Wrong::Silent(error.to_string()))?
    }

    fn metadata(&self, now: Moment) -> Result<Arc<Metadata>, Wrong> {
        metadata::current(&self.fetch, &self.plan.issuer, &self.seen, now)
    }

    fn exchange(&self, carried: &Carried, answer: &Answer, now: Moment) -> Result<Identity, Wrong> {
        let metadata = self.metadata(now)?;
        // Another provider's answer must not be taken for this one's (RFC 9207).
        if answer.iss != self.plan.issuer && (metadata.tells_issuer || !answer.iss.is_empty()) {
            return Err(Wrong::Token("the answer is from another issuer"));
        }
        match answer.error.as_str() {
            "" => {}
            "access_denied" => return Err(Wrong::Cancelled),
            other => return Err(Wrong::Refused(fetch::plain(other))),
        }
        let back = self.back();
        let pairs = [
            ("grant_type", "authorization_code"),
            ("code", answer.code.as_str()),
            ("redirect_uri", &back),
            ("code_verifier", &carried.verifier),
        ];
        let client = (self.plan.client_id.as_str(), self.plan.client_secret.0.as_str());
        let told = self.fetch.token(&metadata, client, &pairs)?;
        let text = |name: &str| told.get(name).and_then(Value::as_str).unwrap_or("");
        let claims = self.verified(&metadata, text("id_token"), &carried.nonce, now)?;
        let subject = claims.get("sub").and_then(Value::as_str).unwrap_or("").to_string();
        let number = match claim(&claims, &self.plan.claim) {
            Some(number) => number,
            None => self.more(&metadata, text("access_token"), &subject)?,
        };
        Ok(Identity { issuer: self.plan.issuer.clone(), subject, number })
    }

    fn verified(
        &self,
        metadata: &Metadata,
        id_token: &str,
        nonce: &str,
        now: Moment,
    ) -> Result<Map<String, Value>, Wrong> {
        let expected = Expected {
            issuer: &self.plan.issuer,
            client_id: &self.plan.client_id,
            nonce,
            now_s: now.0 / 1000,
        };
        let keys = metadata::keys(&self.fetch, metadata, &self.seen, (now, false))?;
        match token::verify(id_token, &keys, &expected) {
            // The provider may have changed its keys since they were fetched.
            Err(Wrong::Token(token::NO_KEY)) => {
                let keys = metadata::keys(&self.fetch, metadata, &self.seen, (now, true))?;
                token::verify(id_token, &keys, &expected)
            }
            told => told,
        }
    }

    // What is not in the ID token may be at the UserInfo endpoint (OpenID Connect Core 5.3).
    fn more(&self, metadata: &Metadata, access: &str, subject: &str) -> Result<String, Wrong> {
        let Some(address) = metadata.userinfo.as_ref().filter(|_| !access.is_empty()) else {
            return Err(Wrong::Unnamed);
        };
        let told = self.fetch.json(address, Some(access))?;
        if told.get("sub").and_then(Value::as_str) != Some(subject) {
            return Err(Wrong::Token("UserInfo is about somebody else"));
        }
        told.as_object().and_then(|claims| claim(claims, &self.plan.claim)).ok_or(Wrong::Unnamed)
    }
}

fn claim(claims: &Map<String, Value>, name: &str) -> Option<String> {
    let text = claims.get(name)?.as_str()?.trim();
    (!text.is_empty() && text.len() <= CLAIM_BYTES_MAX).then(|| text.to_string())
}

fn with_query(address: &str, pairs: &[(&str, &str)]) -> String {
    let query: Vec<String> =
        pairs.iter().map(|(name, value)| format!("{name}={}", encoded(value))).collect();
    let divider = if address.contains('?') { '&' } else { '?' };
    format!("{address}{divider}{}", query.join("&"))
}
