//! Bytes as text: the two base 64 alphabets, strictly. What may not happen here: padding or
//! trailing bits that a second encoding of the same bytes would not have, so that a text has one form.

use base64::{
    Engine,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};

use crate::{Wrong, merkle::Hash};

pub fn base64(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

pub fn from_base64(text: &str, what: &'static str) -> Result<Vec<u8>, Wrong> {
    STANDARD.decode(text).map_err(|_| Wrong::Malformed(what))
}

/// Exactly `N` bytes, or `what` is not well formed.
pub fn array_from_base64<const N: usize>(text: &str, what: &'static str) -> Result<[u8; N], Wrong> {
    from_base64(text, what)?.try_into().map_err(|_| Wrong::Malformed(what))
}

pub fn hash_from_base64(text: &str) -> Result<Hash, Wrong> {
    array_from_base64(text, "hash")
}

pub fn base64url(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

pub fn from_base64url(text: &str, what: &'static str) -> Result<Vec<u8>, Wrong> {
    URL_SAFE_NO_PAD.decode(text).map_err(|_| Wrong::Malformed(what))
}

/// A decimal number in its one form: no sign, no leading zero.
pub fn number(text: &str, what: &'static str) -> Result<u64, Wrong> {
    let canonical = text == "0"
        || (text.bytes().all(|b| b.is_ascii_digit()) && !text.starts_with('0') && !text.is_empty());
    let value = if canonical { text.parse().ok() } else { None };
    value.ok_or(Wrong::Malformed(what))
}

/// Whether a word can be a line of a signed text: there is something in it, and it stays on its line.
pub fn is_line(word: &str, bytes_max: usize) -> bool {
    !word.is_empty() && word.len() <= bytes_max && !word.contains(char::is_control)
}
