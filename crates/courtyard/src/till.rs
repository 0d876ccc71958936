//! The till of a payment provider: the orders that we send it and the notices that it sends us, each signed with the key
//! that both hold. `docs/operate/till.md` is the specification, for whoever writes the other side.
//!
//! What may not happen here: a network, a row of the database, the key in a log, an error or a `Debug` text, a notice
//! believed before its signature and its time are.

use std::fmt;

use hmac::{Hmac, KeyInit, Mac};
use serde::Deserialize;
use serde_json::Value;
use sha2::Sha256;
use vocabulary::{Moment, Money, Result};

use crate::keys::{bytes_of_hex, hex};
use crate::payments::Payment;

/// How far a notice's time may be from ours: a later copy of it is refused, whoever sends it.
const NOTICE_AGE_SECONDS_MAX: i64 = 300;
/// Characters of an order's number in a notice.
const ORDER_MAX: usize = 64;
/// The shortest key, in characters: 32 of them hold 128 bits even when they are hexadecimal digits.
const KEY_CHARACTERS_MIN: usize = 32;

/// A provider's till.
#[derive(Clone)]
pub struct Till {
    url: String,
    /// With the key in it, before the first byte of a message.
    keyed: Hmac<Sha256>,
}

/// What a person takes to the till, by name.
pub type Asked = Vec<(&'static str, String)>;

impl fmt::Debug for Till {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Till").field("url", &self.url).finish_non_exhaustive()
    }
}

/// What a notice says of an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Word {
    Paid,
    Failed,
    Refunded,
}

impl Word {
    fn as_str(self) -> &'static str {
        match self {
            Word::Paid => "paid",
            Word::Failed => "failed",
            Word::Refunded => "refunded",
        }
    }
}

/// What the till says, after its signature and its time were checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    pub order: String,
    pub says: Word,
    pub amount: Money,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Sent {
    order: String,
    state: Word,
    amount_minor: i64,
    currency: String,
    at: i64,
    signature: String,
}

/// Why a notice is not believed.
#[derive(Debug)]
pub enum Doubt {
    /// It is no notice.
    Unreadable,
    /// Somebody without the key made or changed it.
    Signature,
    /// It is older, or more from the future, than a notice may be.
    Time,
}

impl Till {
    /// Refuses an address that could lead elsewhere and a key that could be guessed.
    pub fn new(url: &str, key: &str) -> Result<Till, &'static str> {
        let is_safe = url.starts_with("https://") || url.starts_with("http://127.0.0.1:");
        let is_plain = url.bytes().all(|b| b.is_ascii_graphic() && !b"?#'\"\\<>;,@".contains(&b));
        if !is_safe || !is_plain {
            return Err("must begin with https:// (plain http only for 127.0.0.1), without ? or #");
        }
        let key = key.trim();
        if key.chars().count() < KEY_CHARACTERS_MIN {
            return Err("is too short a key: 32 characters at least");
        }
        let keyed = Hmac::new_from_slice(key.as_bytes()).map_err(|_| "is no key")?;
        Ok(Till { url: url.to_string(), keyed })
    }

    /// Scheme, host and port: where a form of ours may lead to.
    pub fn origin(&self) -> &str {
        let host = self.url.find("://").map_or(0, |place| place + 3);
        let end = self.url[host..].find('/').map_or(self.url.len(), |place| host + place);
        &self.url[..end]
    }

    /// What the ledger calls it.
    pub fn name(&self) -> &str {
        self.origin().split_once("://").map_or("", |(_, host)| host)
    }

    /// Where a person goes to pay an order, and what is asked there: names and values, signed.
    pub fn asks(&self, order: &Payment, back: &str, lang: &str, now: Moment) -> (&str, Asked) {
        let (amount, at) = (order.amount.minor.to_string(), seconds(now).to_string());
        let parts = [order.order(), &amount, &order.amount.currency, back, lang, &at];
        let signature = hex(&self.mac("madang-till-order-1", &parts).finalize().into_bytes());
        let names = ["order", "amount_minor", "currency", "return_url", "lang", "at"];
        let mut asked: Asked =
            names.into_iter().zip(parts).map(|(name, part)| (name, part.to_string())).collect();
        asked.push(("signature", signature));
        (&self.url, asked)
    }

    /// Reads a notice; a doubtful one is told as what it is.
    pub fn notice(&self, body: Value, now: Moment) -> Result<Notice, Doubt> {
        let sent: Sent = serde_json::from_value(body).map_err(|_| Doubt::Unreadable)?;
        let is_number = |text: &str| {
            !text.is_empty()
                && text.len() <= ORDER_MAX
                && text.bytes().all(|b| b.is_ascii_alphanumeric())
        };
        if !is_number(&sent.order) || !is_number(&sent.currency) {
            return Err(Doubt::Unreadable);
        }
        let (amount, at) = (sent.amount_minor.to_string(), sent.at.to_string());
        let parts = [&sent.order, sent.state.as_str(), &amount, &sent.currency, &at];
        let signature = bytes_of_hex(&sent.signature).ok_or(Doubt::Signature)?;
        let mac = self.mac("madang-till-notice-1", &parts);
        // In constant time: how much of a guess was right must not show.
        mac.verify_slice(&signature).map_err(|_| Doubt::Signature)?;
        if seconds(now).abs_diff(sent.at) > NOTICE_AGE_SECONDS_MAX.unsigned_abs() {
            return Err(Doubt::Time);
        }
        let amount = Money::new(sent.amount_minor, &sent.currency);
        Ok(Notice { order: sent.order, says: sent.state, amount })
    }

    // The canonical text: what kind of message it is, then its parts, each on its own line.
    fn mac(&self, kind: &str, parts: &[&str]) -> Hmac<Sha256> {
        let mut mac = self.keyed.clone();
        mac.update(kind.as_bytes());
        for part in parts {
            mac.update(b"\n");
            mac.update(part.as_bytes());
        }
        mac
    }
}

fn seconds(now: Moment) -> i64 {
    now.0.div_euclid(1000)
}
