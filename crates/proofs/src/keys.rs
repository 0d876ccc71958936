//! Ed25519 keys and their text in files: PEM of PKCS #8 and of SubjectPublicKeyInfo (RFC 8410), so
//! that OpenSSL and its like read them. What may not happen here: drawing random bytes, or showing
//! a private key in a message.

pub use ed25519_dalek::{SigningKey, VerifyingKey};

use crate::{
    Wrong,
    text::{array_from_base64, base64},
};

/// The DER of everything before the 32 bytes of a private key: version 0, the algorithm's
/// identifier 1.3.101.112, and the two octet strings around the key (RFC 8410 section 7).
const PRIVATE_DER: [u8; 16] = [
    0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20,
];

/// The DER of everything before the 32 bytes of a public key (RFC 8410 section 4).
const PUBLIC_DER: [u8; 12] =
    [0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00];

const PRIVATE: &str = "PRIVATE KEY";
const PUBLIC: &str = "PUBLIC KEY";

/// A key file is one short line between two others.
const FILE_BYTES_MAX: usize = 1024;

/// A key from 32 random bytes. They are the key: draw them from the operating system and keep no copy.
pub fn from_random(random: [u8; 32]) -> SigningKey {
    SigningKey::from_bytes(&random)
}

/// The private key as a PEM file.
pub fn to_pem(key: &SigningKey) -> String {
    pem(PRIVATE, &[PRIVATE_DER.as_slice(), key.as_bytes()].concat())
}

/// Reads a private key that [`to_pem`] or `openssl genpkey -algorithm ed25519` wrote.
///
/// # Errors
/// [`Wrong::Malformed`] when it is not one Ed25519 private key in PEM, unencrypted.
pub fn from_pem(text: &str) -> Result<SigningKey, Wrong> {
    let der: [u8; 48] = array_from_base64(&pem_body(PRIVATE, text)?, "private key")?;
    Ok(SigningKey::from_bytes(&without_prefix(&der, &PRIVATE_DER, "private key")?))
}

/// The public key as a PEM file.
pub fn public_to_pem(key: &VerifyingKey) -> String {
    pem(PUBLIC, &[PUBLIC_DER.as_slice(), key.as_bytes()].concat())
}

/// Reads a public key that [`public_to_pem`] or `openssl pkey -pubout` wrote.
///
/// # Errors
/// [`Wrong::Malformed`] when it is not one Ed25519 public key in PEM, or no point of the curve.
pub fn public_from_pem(text: &str) -> Result<VerifyingKey, Wrong> {
    let der: [u8; 44] = array_from_base64(&pem_body(PUBLIC, text)?, "public key")?;
    let bytes = without_prefix(&der, &PUBLIC_DER, "public key")?;
    VerifyingKey::from_bytes(&bytes).map_err(|_| Wrong::Malformed("public key"))
}

fn pem(label: &str, der: &[u8]) -> String {
    format!("-----BEGIN {label}-----\n{}\n-----END {label}-----\n", base64(der))
}

fn pem_body(label: &'static str, text: &str) -> Result<String, Wrong> {
    if text.len() > FILE_BYTES_MAX {
        return Err(Wrong::TooMuch("key file"));
    }
    let body = text.trim().strip_prefix(&format!("-----BEGIN {label}-----"));
    let body = body.and_then(|rest| rest.strip_suffix(&format!("-----END {label}-----")));
    Ok(body.ok_or(Wrong::Malformed("key file"))?.split_ascii_whitespace().collect())
}

fn without_prefix(der: &[u8], prefix: &[u8], what: &'static str) -> Result<[u8; 32], Wrong> {
    let key = der.strip_prefix(prefix).and_then(|key| key.try_into().ok());
    key.ok_or(Wrong::Malformed(what))
}
