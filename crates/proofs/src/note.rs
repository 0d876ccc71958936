//! Signed texts as C2SP signed-note writes them, and the checkpoints of a journal in them
//! (C2SP tlog-checkpoint). What may not happen here: giving out a text before a trusted key over it
//! has been verified.

use std::fmt;

use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};
use sha2::{Digest, Sha256};

use crate::{
    Wrong,
    merkle::Head,
    text::{array_from_base64, base64, from_base64, hash_from_base64, is_line, number},
};

/// Room for the 16 signatures that every verifier must accept, be they post-quantum ones of 5 kB.
pub const NOTE_BYTES_MAX: usize = 256 * 1024;
pub const SIGNATURES_MAX: usize = 64;
/// Of a key's name and of an origin.
pub const NAME_BYTES_MAX: usize = 255;

/// The signature type of plain Ed25519, as signed-note assigns it.
const ED25519: u8 = 0x01;

/// A public key under its name, as verifiers are given it: `name+hexid+base64`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verifier {
    name: String,
    id: [u8; 4],
    key: VerifyingKey,
}

impl Verifier {
    /// # Errors
    /// [`Wrong::Malformed`] when the name is empty, too long, or has a space, a plus or a control character.
    pub fn new(name: &str, key: VerifyingKey) -> Result<Verifier, Wrong> {
        if !is_key_name(name) {
            return Err(Wrong::Malformed("key name"));
        }
        Ok(Verifier { name: name.into(), id: key_id(name, &key), key })
    }

    /// Reads the form that [`fmt::Display`] writes.
    ///
    /// # Errors
    /// [`Wrong::Malformed`] when it is no Ed25519 verifier key, or its id is not the one of name and key.
    pub fn parse(text: &str) -> Result<Verifier, Wrong> {
        let wrong = Wrong::Malformed("verifier key");
        let mut parts = text.splitn(3, '+');
        let (Some(name), Some(id), Some(key)) = (parts.next(), parts.next(), parts.next()) else {
            return Err(wrong);
        };
        let [kind, key @ ..] = array_from_base64::<33>(key, "verifier key")?;
        let key = VerifyingKey::from_bytes(&key).map_err(|_| wrong.clone())?;
        let verifier = Verifier::new(name, key)?;
        if kind == ED25519 && verifier.hex_id() == id { Ok(verifier) } else { Err(wrong) }
    }

    pub fn name(&self) -> &str {
        &self.name
    }

    pub fn key(&self) -> &VerifyingKey {
        &self.key
    }

    fn hex_id(&self) -> String {
        format!("{:08x}", u32::from_be_bytes(self.id))
    }
}

impl fmt::Display for Verifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let key = [&[ED25519], self.key.as_bytes().as_slice()].concat();
        write!(f, "{}+{}+{}", self.name, self.hex_id(), base64(&key))
    }
}

/// A private key under its name.
#[derive(Clone, Debug)]
pub struct Signer {
    verifier: Verifier,
    key: SigningKey,
}

impl Signer {
    /// # Errors
    /// As [`Verifier::new`].
    pub fn new(name: &str, key: SigningKey) -> Result<Signer, Wrong> {
        Ok(Signer { verifier: Verifier::new(name, key.verifying_key())?, key })
    }

    pub fn verifier(&self) -> &Verifier {
        &self.verifier
    }
}

/// The id tells keys apart, it secures nothing: four bytes can be forged, the signature can't.
fn key_id(name: &str, key: &VerifyingKey) -> [u8; 4] {
    let hash = Sha256::new().chain_update(name).chain_update([b'\n', ED25519]).chain_update(key);
    let [a, b, c, d, ..] = <[u8; 32]>::from(hash.finalize());
    [a, b, c, d]
}

fn is_key_name(name: &str) -> bool {
    is_line(name, NAME_BYTES_MAX) && !name.contains(|c: char| c.is_whitespace() || c == '+')
}

/// A note taken apart, with nothing verified yet.
struct Parts<'a> {
    text: &'a str,
    signatures: Vec<Line<'a>>,
}

/// One signature line.
struct Line<'a> {
    name: &'a str,
    id: [u8; 4],
    signature: Vec<u8>,
}

/// A text, and which of the trusted keys have signed it: at least one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opened<'a> {
    /// With its final newline.
    pub text: &'a str,
    pub signers: Vec<&'a Verifier>,
}

/// Signs a text, which must end with a newline, with each of the keys.
///
/// # Errors
/// [`Wrong::Malformed`] when the text does not end with a newline or has control characters, or no
/// key is given; [`Wrong::TooMuch`] over the limits.
pub fn sign(text: &str, signers: &[&Signer]) -> Result<String, Wrong> {
    if !text.ends_with('\n') || signers.is_empty() || has_control(text) {
        return Err(Wrong::Malformed("note"));
    }
    if signers.len() > SIGNATURES_MAX {
        return Err(Wrong::TooMuch("signatures"));
    }
    let mut note = format!("{text}\n");
    for Signer { verifier, key } in signers {
        let signature = key.sign(text.as_bytes()).to_bytes();
        let signature = base64(&[verifier.id.as_slice(), &signature].concat());
        note.push_str(&format!("\u{2014} {} {signature}\n", verifier.name));
    }
    if note.len() > NOTE_BYTES_MAX { Err(Wrong::TooMuch("note bytes")) } else { Ok(note) }
}

/// Gives the text of a note when at least one trusted key has signed it. Signatures of unknown keys
/// are passed over; a wrong signature under the name and id of a trusted key refuses the whole note.
///
/// # Errors
/// [`Wrong::Malformed`], [`Wrong::TooMuch`], [`Wrong::UnknownKey`] or [`Wrong::Signature`].
pub fn open<'a>(note: &'a str, trusted: &'a [Verifier]) -> Result<Opened<'a>, Wrong> {
    let Parts { text, signatures } = parse(note)?;
    let mut signers: Vec<&Verifier> = Vec::new();
    for line in signatures {
        let known = |v: &&Verifier| v.name == line.name && v.id == line.id;
        let Some(verifier) = trusted.iter().find(known) else { continue };
        let signature = Signature::from_slice(&line.signature).map_err(|_| Wrong::Signature)?;
        let verified = verifier.key.verify_strict(text.as_bytes(), &signature);
        verified.map_err(|_| Wrong::Signature)?;
        if !signers.contains(&verifier) {
            signers.push(verifier);
        }
    }
    if signers.is_empty() { Err(Wrong::UnknownKey) } else { Ok(Opened { text, signers }) }
}

fn parse(note: &str) -> Result<Parts<'_>, Wrong> {
    if note.len() > NOTE_BYTES_MAX {
        return Err(Wrong::TooMuch("note bytes"));
    }
    // The text may have empty lines of its own: the last one ends it.
    let end = note.rfind("\n\n").ok_or(Wrong::Malformed("note"))?;
    let (text, rest) = note.split_at_checked(end + 1).ok_or(Wrong::Malformed("note"))?;
    let lines = rest.strip_prefix('\n').and_then(|rest| rest.strip_suffix('\n'));
    let lines = lines.ok_or(Wrong::Malformed("note"))?;
    if has_control(note) {
        return Err(Wrong::Malformed("note"));
    }
    if lines.split('\n').nth(SIGNATURES_MAX).is_some() {
        return Err(Wrong::TooMuch("signatures"));
    }
    let signatures = lines.split('\n').map(parse_line).collect::<Result<_, _>>()?;
    Ok(Parts { text, signatures })
}

fn parse_line(line: &str) -> Result<Line<'_>, Wrong> {
    let wrong = Wrong::Malformed("signature line");
    let parts = line.strip_prefix("\u{2014} ").and_then(|rest| rest.split_once(' '));
    let (name, signature) = parts.ok_or(wrong.clone())?;
    let bytes = from_base64(signature, "signature line")?;
    match bytes.split_first_chunk::<4>() {
        Some((id, signature)) if is_key_name(name) && !signature.is_empty() => {
            Ok(Line { name, id: *id, signature: signature.to_vec() })
        }
        _ => Err(wrong),
    }
}

fn has_control(text: &str) -> bool {
    text.bytes().any(|byte| byte < b' ' && byte != b'\n')
}

/// What a journal says of itself at a moment: so many entries, and this root over them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// The journal's name in the world: its address without the scheme.
    pub origin: String,
    pub head: Head,
}

impl Checkpoint {
    /// Signs it as a note. The first key's name should be the origin.
    ///
    /// # Errors
    /// As [`sign`]; [`Wrong::Malformed`] too when the origin can't be a line.
    pub fn sign(&self, signers: &[&Signer]) -> Result<String, Wrong> {
        if !is_line(&self.origin, NAME_BYTES_MAX) {
            return Err(Wrong::Malformed("origin"));
        }
        let Checkpoint { origin, head: Head { size, root } } = self;
        sign(&format!("{origin}\n{size}\n{}\n", base64(root)), signers)
    }

    /// Opens a note as the checkpoint of this origin. Extension lines are refused: nobody could audit them.
    ///
    /// # Errors
    /// As [`open`]; [`Wrong::Origin`] when it is the checkpoint of another journal.
    pub fn open(note: &str, origin: &str, trusted: &[Verifier]) -> Result<Checkpoint, Wrong> {
        let checkpoint = Checkpoint::parse(open(note, trusted)?.text)?;
        if checkpoint.origin == origin { Ok(checkpoint) } else { Err(Wrong::Origin) }
    }

    fn parse(text: &str) -> Result<Checkpoint, Wrong> {
        let lines: Vec<&str> = text.split('\n').take(5).collect();
        let [origin, size, root, ""] = lines[..] else {
            return Err(Wrong::Malformed("checkpoint"));
        };
        if !is_line(origin, NAME_BYTES_MAX) {
            return Err(Wrong::Malformed("origin"));
        }
        let head = Head { size: number(size, "tree size")?, root: hash_from_base64(root)? };
        Ok(Checkpoint { origin: origin.into(), head })
    }
}
