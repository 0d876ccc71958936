//! Asking the provider over HTTP: with a limit on time and size, without following it anywhere else.
//!
//! What may not happen here: an address that is not safe, a body in an error.

use std::sync::Arc;
use std::time::Duration;

use anyhow::{anyhow, ensure};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;
use ureq::Agent;
use ureq::tls::{PemItem, RootCerts, TlsConfig, parse_pem};

use super::Wrong;
use super::metadata::Metadata;
use crate::answer::encoded;

/// One question to the provider, from the first byte to the last. A sign-in asks at the most five.
const ANSWER_TIME_MAX: Duration = Duration::from_secs(8);
/// The longest answer of a provider; theirs have a few thousand bytes.
const ANSWER_BYTES_MAX: u64 = 256 * 1024;
/// How much of a provider's own word for an error is logged.
const WORD_CHARS_MAX: usize = 60;

pub struct Fetch {
    agent: Agent,
}

impl Fetch {
    /// `authorities` is PEM: whom TLS trusts. Without any, only a provider on this machine can be asked.
    pub fn new(authorities: &[u8]) -> anyhow::Result<Fetch> {
        let mut certificates = Vec::new();
        for item in parse_pem(authorities) {
            if let PemItem::Certificate(certificate) = item? {
                certificates.push(certificate);
            }
        }
        ensure!(
            authorities.is_empty() || !certificates.is_empty(),
            "the file of authorities has no certificate in it"
        );
        let crypto = Arc::new(rustls::crypto::ring::default_provider());
        let tls = TlsConfig::builder()
            .root_certs(RootCerts::from(certificates))
            .unversioned_rustls_crypto_provider(crypto)
            .build();
        let agent = Agent::config_builder()
            .tls_config(tls)
            .timeout_global(Some(ANSWER_TIME_MAX))
            .http_status_as_error(false)
            // A redirect is an answer that we do not understand: the addresses are those of the discovery document.
            .max_redirects(0)
            .max_redirects_will_error(false)
            .proxy(None)
            .user_agent("madang")
            .build()
            .new_agent();
        Ok(Fetch { agent })
    }

    /// A JSON answer of status 200.
    pub fn json(&self, address: &str, bearer: Option<&str>) -> Result<Value, Wrong> {
        let mut request = self.agent.get(address).header("accept", "application/json");
        if let Some(bearer) = bearer {
            request = request.header("authorization", format!("Bearer {bearer}"));
        }
        match answered(address, request.call())? {
            (200, value) => Ok(value),
            (status, _) => Err(Wrong::Silent(format!("{address} answered {status}"))),
        }
    }

    /// Turns a code into tokens (RFC 6749, 4.1.3).
    pub fn token(
        &self,
        metadata: &Metadata,
        (id, secret): (&str, &str),
        pairs: &[(&str, &str)],
    ) -> Result<Value, Wrong> {
        let mut pairs = pairs.to_vec();
        let mut request = self.agent.post(&metadata.token).header("accept", "application/json");
        if metadata.secret_in_body {
            pairs.extend([("client_id", id), ("client_secret", secret)]);
        } else {
            // Both are form-encoded before they are put together (RFC 6749, 2.3.1).
            let both = STANDARD.encode(format!("{}:{}", encoded(id), encoded(secret)));
            request = request.header("authorization", format!("Basic {both}"));
        }
        let body: Vec<String> =
            pairs.iter().map(|(name, value)| format!("{name}={}", encoded(value))).collect();
        let request = request.header("content-type", "application/x-www-form-urlencoded");
        let (status, told) = answered(&metadata.token, request.send(body.join("&")))?;
        match (status, told.get("error").and_then(Value::as_str)) {
            (200, None) => Ok(told),
            // The code is too old, used, or of another attempt (RFC 6749, 5.2).
            (400, Some("invalid_grant")) => Err(Wrong::Attempt),
            (status, word) => {
                let word = plain(word.unwrap_or("no reason"));
                let address = &metadata.token;
                Err(Wrong::Silent(format!("{address} answered {status}: {word}")))
            }
        }
    }
}

fn answered(
    address: &str,
    response: Result<ureq::http::Response<ureq::Body>, ureq::Error>,
) -> Result<(u16, Value), Wrong> {
    let silent = |why: anyhow::Error| Wrong::Silent(format!("{address}: {why:#}"));
    let mut response = response.map_err(|error| silent(error.into()))?;
    let status = response.status().as_u16();
    let body = response.body_mut().with_config().limit(ANSWER_BYTES_MAX).read_to_vec();
    let body = body.map_err(|error| silent(error.into()))?;
    match serde_json::from_slice(&body) {
        Ok(value) => Ok((status, value)),
        Err(_) if status != 200 => Ok((status, Value::Null)),
        Err(_) => Err(silent(anyhow!("the answer is no JSON"))),
    }
}

/// A provider's word as it may stand in a log.
pub fn plain(word: &str) -> String {
    let is_plain = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | ' ');
    word.chars().filter(is_plain).take(WORD_CHARS_MAX).collect()
}

/// Whether an address may be asked, or a person sent there: over TLS, or on this machine itself.
pub fn is_safe(address: &str) -> bool {
    let Some((scheme, rest)) = address.split_once("://") else { return false };
    let authority = rest.split(['/', '?', '#']).next().unwrap_or("");
    let is_written = address.bytes().all(|b| b.is_ascii_graphic() && !b"\"<>\\^`{|}".contains(&b));
    is_written
        && !authority.is_empty()
        && !authority.contains('@')
        && (scheme == "https" || is_here(address))
}

/// Whether an address is plain HTTP on this machine: a loopback address, and not a name that could lead elsewhere.
pub fn is_here(address: &str) -> bool {
    let Some(rest) = address.strip_prefix("http://") else { return false };
    let authority = rest.split(['/', '?', '#']).next().unwrap_or("");
    ["127.0.0.1", "[::1]"].iter().any(|host| {
        let port = authority.strip_prefix(host);
        port.is_some_and(|port| {
            port.is_empty()
                || port.strip_prefix(':').is_some_and(|port| port.parse::<u16>().is_ok())
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_tls_or_this_machine_is_safe() {
        for safe in [
            "https://id.example",
            "https://id.example:8443/a?b",
            "http://127.0.0.1:9/x",
            "http://[::1]",
        ] {
            assert!(is_safe(safe), "{safe}");
        }
        for unsafe_one in [
            "http://id.example",
            "http://127.0.0.1.evil.example",
            "http://127.0.0.1@evil.example",
            "http://127.0.0.1:80@evil.example/",
            "http://localhost:9",
            "https://",
            "https://a@b.example",
            "https://id.example/\r\nx",
            "javascript:alert(1)",
            "ftp://id.example",
            "",
        ] {
            assert!(!is_safe(unsafe_one), "{unsafe_one}");
        }
    }

    #[test]
    fn a_foreign_word_is_plain_in_the_log() {
        assert_eq!(plain("invalid_client\n\u{1b}[31m<b>"), "invalid_client31mb");
        assert_eq!(plain(&"x".repeat(1000)).len(), WORD_CHARS_MAX);
    }
}
