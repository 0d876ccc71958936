//! What the provider says about itself (OpenID Connect Discovery 1.0) and its keys: fetched when first needed, kept for an
//! hour. Any node can fetch them again, so this is no state.
//!
//! What may not happen here: a document that names another issuer, an address that is not safe.

use std::sync::{Arc, Mutex};

use serde_json::Value;
use vocabulary::Moment;

use super::Wrong;
use super::fetch::{Fetch, is_here, is_safe};
use super::token::Key;

/// How long what the provider said is believed, in seconds. A key that it withdrew is believed no longer than this.
const BELIEVED_SECONDS_MAX: i64 = 3600;
/// An unknown key makes us ask again, but not more often than this: anybody can send a token with an unknown key.
const KEYS_AGAIN_SECONDS: i64 = 30;
/// Keys of one provider that are looked at.
const KEYS_MAX: usize = 64;

/// What is used of a discovery document.
pub struct Metadata {
    pub authorization: String,
    pub token: String,
    pub jwks: String,
    pub userinfo: Option<String>,
    pub end_session: Option<String>,
    /// The client's secret goes into the body, where the provider does not take it in the header.
    pub secret_in_body: bool,
    /// Every answer says whose it is (RFC 9207).
    pub tells_issuer: bool,
}

/// What was fetched, and when.
#[derive(Default)]
pub struct Seen {
    metadata: Option<(Arc<Metadata>, Moment)>,
    keys: Option<(Arc<Vec<Key>>, Moment)>,
}

fn poisoned<T>(_: T) -> Wrong {
    Wrong::Silent("what the provider said is poisoned".into())
}

fn is_fresh(at: Moment, now: Moment, seconds: i64) -> bool {
    now >= at && now < at.plus_seconds(seconds)
}

/// What the provider says now. The lock is not held while it is asked: a slow provider makes nobody else wait.
pub fn current(
    fetch: &Fetch,
    issuer: &str,
    seen: &Mutex<Seen>,
    now: Moment,
) -> Result<Arc<Metadata>, Wrong> {
    if let Some((metadata, at)) = &seen.lock().map_err(poisoned)?.metadata
        && is_fresh(*at, now, BELIEVED_SECONDS_MAX)
    {
        return Ok(metadata.clone());
    }
    let address = format!("{}/.well-known/openid-configuration", issuer.trim_end_matches('/'));
    let metadata = Arc::new(read(issuer, &fetch.json(&address, None)?)?);
    seen.lock().map_err(poisoned)?.metadata = Some((metadata.clone(), now));
    Ok(metadata)
}

/// The provider's keys; asked for again when one is missing.
pub fn keys(
    fetch: &Fetch,
    metadata: &Metadata,
    seen: &Mutex<Seen>,
    (now, one_is_missing): (Moment, bool),
) -> Result<Arc<Vec<Key>>, Wrong> {
    let seconds = if one_is_missing { KEYS_AGAIN_SECONDS } else { BELIEVED_SECONDS_MAX };
    if let Some((keys, at)) = &seen.lock().map_err(poisoned)?.keys
        && is_fresh(*at, now, seconds)
    {
        return Ok(keys.clone());
    }
    let told = fetch.json(&metadata.jwks, None)?;
    let all = told.get("keys").and_then(Value::as_array);
    let all = all.ok_or_else(|| Wrong::Silent(format!("{} has no keys", metadata.jwks)))?;
    let keys = Arc::new(all.iter().take(KEYS_MAX).filter_map(Key::read).collect::<Vec<_>>());
    seen.lock().map_err(poisoned)?.keys = Some((keys.clone(), now));
    Ok(keys)
}

fn read(issuer: &str, told: &Value) -> Result<Metadata, Wrong> {
    let text = |name: &str| told.get(name).and_then(Value::as_str);
    if text("issuer") != Some(issuer) {
        return Err(Wrong::Silent("the discovery document names another issuer".into()));
    }
    // A provider that is asked over TLS may not send secrets or people over a plain line.
    let is_fine = |address: &str| is_safe(address) && (is_here(issuer) || !is_here(address));
    let address = |name: &str| text(name).filter(|address| is_fine(address)).map(str::to_string);
    let needed = |name: &str| {
        let missing = || Wrong::Silent(format!("the discovery document has no safe {name}"));
        address(name).ok_or_else(missing)
    };
    let lists = |name: &str, word: &str| {
        told.get(name).and_then(Value::as_array).is_some_and(|all| all.iter().any(|w| w == word))
    };
    let ways = "token_endpoint_auth_methods_supported";
    Ok(Metadata {
        authorization: needed("authorization_endpoint")?,
        token: needed("token_endpoint")?,
        jwks: needed("jwks_uri")?,
        userinfo: address("userinfo_endpoint"),
        end_session: address("end_session_endpoint"),
        secret_in_body: lists(ways, "client_secret_post") && !lists(ways, "client_secret_basic"),
        tells_issuer: told.get("authorization_response_iss_parameter_supported")
            == Some(&Value::Bool(true)),
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn document() -> Value {
        json!({
            "issuer": "https://id.example",
            "authorization_endpoint": "https://id.example/auth",
            "token_endpoint": "https://id.example/token",
            "jwks_uri": "https://id.example/jwks",
            "end_session_endpoint": "http://id.example/out",
        })
    }

    #[test]
    fn a_document_of_another_issuer_is_not_believed() {
        assert!(read("https://id.example", &document()).is_ok());
        for other in ["https://id.example/", "https://other.example", ""] {
            assert!(matches!(read(other, &document()), Err(Wrong::Silent(_))), "{other}");
        }
    }

    #[test]
    fn a_plain_address_is_not_believed() {
        assert_eq!(read("https://id.example", &document()).unwrap().end_session, None);
        for name in ["authorization_endpoint", "token_endpoint", "jwks_uri"] {
            for address in ["http://id.example/x", "http://127.0.0.1/x", "javascript:x"] {
                let mut document = document();
                document[name] = address.into();
                assert!(read("https://id.example", &document).is_err(), "{name} {address}");
            }
        }
    }
}
