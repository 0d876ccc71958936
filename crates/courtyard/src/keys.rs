//! Keys: the master key, a data key a person, the look-up key, and the keys that sign the journal and credentials.
//! What signed before is in [`signing`].
//!
//! What may not happen here: a key in a log, an error message or a `Debug` text. Destroying a person's key is
//! destruction of the data sealed under it, backups included.

pub mod signing;

use std::collections::HashMap;
use std::io::Write;
use std::path::Path;
use std::sync::RwLock;

use aes_gcm_siv::aead::{Aead, Payload};
use aes_gcm_siv::{Aes256GcmSiv, KeyInit, Nonce};
use anyhow::{Context, anyhow, bail};
use hmac::{Hmac, Mac};
use lz4_flex::block::{compress_prepend_size, decompress_size_prepended};
use proofs::keys::SigningKey;
use sha2::Sha256;
use signing::{Duty, PublicKey, Published};

/// Data keys kept open in memory; beyond it the memory starts anew.
const OPEN_KEYS_MAX: usize = 100_000;
const NONCE_BYTES: usize = 12;
/// The first byte of a sealed value: its plain text as it is, or packed with LZ4.
const AS_IT_IS: u8 = 0;
const PACKED: u8 = 1;
const PACKED_BYTES_MIN: usize = 128;
const PACKED_BYTES_MAX: usize = 64 * 1024;

pub struct Keys {
    master: Aes256GcmSiv,
    notes: Aes256GcmSiv,
    lookup: [u8; 32],
    pub journal: SigningKey,
    pub credentials: SigningKey,
    published: Published,
    open: RwLock<HashMap<String, Aes256GcmSiv>>,
}

impl Keys {
    /// From raw key material; tests and the two functions below.
    pub fn from_bytes(master: [u8; 32], journal: [u8; 32], credentials: [u8; 32]) -> Keys {
        let (journal, credentials) =
            (SigningKey::from_bytes(&journal), SigningKey::from_bytes(&credentials));
        let alone = |key: &SigningKey| {
            vec![PublicKey { key: key.verifying_key(), period: Default::default() }]
        };
        Keys {
            master: Aes256GcmSiv::new(&master.into()),
            notes: Aes256GcmSiv::new(&derived(&master, "notes").into()),
            lookup: derived(&master, "look-up"),
            published: Published { journal: alone(&journal), credentials: alone(&credentials) },
            journal,
            credentials,
            open: RwLock::default(),
        }
    }

    /// Reads `master.key`, `journal.key` and `credentials.key` from a folder, and in `public.json` what signed before.
    pub fn read(dir: &Path) -> anyhow::Result<Keys> {
        let key = |name: &str| read_key(&dir.join(name));
        let mut keys =
            Keys::from_bytes(key("master.key")?, key("journal.key")?, key("credentials.key")?);
        let listed = signing::read(dir)?;
        for duty in [Duty::Journal, Duty::Credentials] {
            let listed = listed.of(duty);
            signing::is_whole(dir, duty, listed, &keys.signing(duty).verifying_key())?;
            if !listed.is_empty() {
                *keys.published.of_mut(duty) = listed.to_vec();
            }
        }
        Ok(keys)
    }

    pub fn signing(&self, duty: Duty) -> &SigningKey {
        match duty {
            Duty::Journal => &self.journal,
            Duty::Credentials => &self.credentials,
        }
    }

    /// Every key that signed that, the one that signs now first.
    pub fn published(&self, duty: Duty) -> &[PublicKey] {
        self.published.of(duty)
    }

    /// Makes the three key files; refuses when one is there already.
    pub fn make(dir: &Path, chance: &dyn Fn() -> anyhow::Result<[u8; 32]>) -> anyhow::Result<()> {
        std::fs::create_dir_all(dir)?;
        for name in ["master.key", "journal.key", "credentials.key"] {
            write_key(&dir.join(name), &chance()?)?;
        }
        Ok(())
    }

    /// A person's new data key, wrapped for the database.
    pub fn wrap(&self, person: &str, key: [u8; 32], nonce: [u8; 12]) -> anyhow::Result<Vec<u8>> {
        let wrapped = seal(&self.master, nonce, person.as_bytes(), &key)?;
        self.remember(person, Aes256GcmSiv::new(&key.into()));
        Ok(wrapped)
    }

    /// Opens a wrapped data key and keeps it at hand.
    pub fn unwrap(&self, person: &str, wrapped: &[u8]) -> anyhow::Result<()> {
        let key = open(&self.master, person.as_bytes(), wrapped).context("a data key")?;
        let key: [u8; 32] = key.try_into().map_err(|_| anyhow!("a data key of a wrong length"))?;
        self.remember(person, Aes256GcmSiv::new(&key.into()));
        Ok(())
    }

    fn remember(&self, person: &str, key: Aes256GcmSiv) {
        let Ok(mut keys) = self.open.write() else { return };
        if keys.len() >= OPEN_KEYS_MAX {
            keys.clear();
        }
        keys.insert(person.to_string(), key);
    }

    /// Forgets a person's key, after its row was destroyed.
    pub fn forget(&self, person: &str) {
        if let Ok(mut keys) = self.open.write() {
            keys.remove(person);
        }
    }

    pub fn has(&self, person: &str) -> bool {
        self.open.read().is_ok_and(|keys| keys.contains_key(person))
    }

    /// Seals bytes under a person's key. `what` says what they are, so that a value can't be moved to another place.
    pub fn seal(
        &self,
        person: &str,
        what: &str,
        nonce: [u8; 12],
        plain: &[u8],
    ) -> anyhow::Result<Vec<u8>> {
        let keys = self.open.read().map_err(|_| anyhow!("the keys are poisoned"))?;
        let key = keys.get(person).ok_or_else(|| anyhow!("no data key is open for that person"))?;
        let (form, packed) = pack(plain);
        let sealed = seal(key, nonce, &bound(what, form), packed.as_deref().unwrap_or(plain))?;
        Ok([&[form], sealed.as_slice()].concat())
    }

    /// Opens bytes that `seal` made.
    pub fn open(&self, person: &str, what: &str, sealed: &[u8]) -> anyhow::Result<Vec<u8>> {
        let keys = self.open.read().map_err(|_| anyhow!("the keys are poisoned"))?;
        let key = keys.get(person).ok_or_else(|| anyhow!("no data key is open for that person"))?;
        let (form, sealed) = sealed.split_first().context("a sealed value is empty")?;
        let plain = open(key, &bound(what, *form), sealed)?;
        if *form == AS_IT_IS { Ok(plain) } else { Ok(decompress_size_prepended(&plain)?) }
    }

    /// Seals a note that a visitor carries for us: nobody else can read it, change it or make one.
    pub fn seal_note(&self, what: &str, nonce: [u8; 12], plain: &[u8]) -> anyhow::Result<Vec<u8>> {
        seal(&self.notes, nonce, what.as_bytes(), plain)
    }

    /// Opens a note that `seal_note` made.
    pub fn open_note(&self, what: &str, sealed: &[u8]) -> anyhow::Result<Vec<u8>> {
        open(&self.notes, what.as_bytes(), sealed)
    }

    /// A keyed blind index: finds a value without storing it.
    pub fn lookup(&self, field: &str, value: &str) -> String {
        let mut mac = mac(&self.lookup);
        mac.update(field.as_bytes());
        mac.update(&[0]);
        mac.update(value.as_bytes());
        hex(&mac.finalize().into_bytes()[..16])
    }

    /// Bytes that are the same for the same name each time, and known to nobody without the master key.
    pub fn derived(&self, name: &str) -> [u8; 32] {
        derived(&self.lookup, name)
    }
}

fn mac(key: &[u8; 32]) -> Hmac<Sha256> {
    // HMAC's key block for SHA-256 is 64 bytes; a shorter key is padded with zeros (RFC 2104).
    let mut block = hmac::digest::Key::<Hmac<Sha256>>::default();
    block[..32].copy_from_slice(key);
    <Hmac<Sha256> as hmac::KeyInit>::new(&block)
}

fn derived(key: &[u8; 32], name: &str) -> [u8; 32] {
    let mut mac = mac(key);
    mac.update(b"madang derived key\0");
    mac.update(name.as_bytes());
    mac.finalize().into_bytes().into()
}

// Records are JSON and shrink to the half; documents are mostly packed already, and are left as they are.
fn pack(plain: &[u8]) -> (u8, Option<Vec<u8>>) {
    if !(PACKED_BYTES_MIN..=PACKED_BYTES_MAX).contains(&plain.len()) {
        return (AS_IT_IS, None);
    }
    let packed = compress_prepend_size(plain);
    if packed.len() < plain.len() { (PACKED, Some(packed)) } else { (AS_IT_IS, None) }
}

// What a value is and in which form it was sealed: neither can be changed without being noticed.
fn bound(what: &str, form: u8) -> Vec<u8> {
    [what.as_bytes(), &[0, form]].concat()
}

fn seal(key: &Aes256GcmSiv, nonce: [u8; 12], what: &[u8], plain: &[u8]) -> anyhow::Result<Vec<u8>> {
    let payload = Payload { msg: plain, aad: what };
    let sealed = key.encrypt(&Nonce::from(nonce), payload).map_err(|_| anyhow!("cannot seal"))?;
    Ok([nonce.as_slice(), &sealed].concat())
}

fn open(key: &Aes256GcmSiv, what: &[u8], sealed: &[u8]) -> anyhow::Result<Vec<u8>> {
    let Some((nonce, sealed)) = sealed.split_first_chunk::<NONCE_BYTES>() else {
        bail!("a sealed value is too short");
    };
    let payload = Payload { msg: sealed, aad: what };
    key.decrypt(&Nonce::from(*nonce), payload).map_err(|_| anyhow!("a sealed value was altered"))
}

pub fn hex(bytes: &[u8]) -> String {
    let digit = |value: u8| char::from(if value < 10 { b'0' + value } else { b'a' + value - 10 });
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        text.push(digit(byte >> 4));
        text.push(digit(byte & 15));
    }
    text
}

fn read_key(path: &Path) -> anyhow::Result<[u8; 32]> {
    let text = std::fs::read_to_string(path)
        .with_context(|| format!("cannot read the key file {}", path.display()))?;
    bytes_of_hex(text.trim())
        .ok_or_else(|| anyhow!("{} does not hold 64 hexadecimal digits", path.display()))
}

/// 32 bytes in 64 hexadecimal digits, and nothing else.
pub(crate) fn bytes_of_hex(text: &str) -> Option<[u8; 32]> {
    let digit = |c: char| c.to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let digits: Vec<u8> = text.chars().map(digit).collect::<Option<_>>()?;
    let bytes: Vec<u8> =
        digits.chunks(2).map(|two| two.iter().fold(0, |b, d| b << 4 | d)).collect();
    bytes.try_into().ok().filter(|_| digits.len() == 64)
}

fn write_key(path: &Path, key: &[u8; 32]) -> anyhow::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options
        .open(path)
        .with_context(|| format!("cannot make the key file {}", path.display()))?;
    writeln!(file, "{}", hex(key))?;
    file.sync_all()?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys() -> Keys {
        let keys = Keys::from_bytes([1; 32], [2; 32], [3; 32]);
        keys.wrap("p1", [9; 32], [0; 12]).unwrap();
        keys
    }

    #[test]
    fn what_was_sealed_opens_only_as_what_it_is() {
        let keys = keys();
        let sealed = keys.seal("p1", "case", [7; 12], "마당".as_bytes()).unwrap();
        assert_eq!(keys.open("p1", "case", &sealed).unwrap(), "마당".as_bytes());
        assert!(keys.open("p1", "message", &sealed).is_err());
        assert!(keys.open("p2", "case", &sealed).is_err());
        for place in 0..sealed.len() {
            let mut altered = sealed.clone();
            altered[place] ^= 1;
            assert!(keys.open("p1", "case", &altered).is_err());
        }
    }

    #[test]
    fn what_was_packed_is_the_same_again_and_no_byte_can_be_changed() {
        let keys = keys();
        let long = "마당은 누구에게나 열려 있다. ".repeat(40);
        let sealed = keys.seal("p1", "case", [7; 12], long.as_bytes()).unwrap();
        assert!(sealed.len() < long.len() / 2);
        assert_eq!(keys.open("p1", "case", &sealed).unwrap(), long.as_bytes());
        for place in 0..sealed.len() {
            let mut altered = sealed.clone();
            altered[place] ^= 1;
            assert!(keys.open("p1", "case", &altered).is_err());
        }
        // What cannot be packed, and what is too long to be worth it, is sealed as it is.
        let noise: Vec<u8> = (0..200_u8).map(|n| n.wrapping_mul(89) ^ (n >> 1)).collect();
        for plain in [noise, vec![5; PACKED_BYTES_MAX + 1], Vec::new()] {
            let sealed = keys.seal("p1", "case", [7; 12], &plain).unwrap();
            assert_eq!((sealed[0], keys.open("p1", "case", &sealed).unwrap()), (AS_IT_IS, plain));
        }
    }

    #[test]
    fn a_forgotten_key_opens_nothing() {
        let keys = keys();
        let sealed = keys.seal("p1", "case", [7; 12], b"x").unwrap();
        keys.forget("p1");
        assert!(keys.open("p1", "case", &sealed).is_err());
    }

    #[test]
    fn the_blind_index_tells_fields_apart() {
        let keys = keys();
        assert_eq!(keys.lookup("a", "1"), keys.lookup("a", "1"));
        assert_ne!(keys.lookup("a", "1"), keys.lookup("b", "1"));
    }

    #[test]
    fn key_files_are_made_once_and_read_again() {
        let dir = tempfile::tempdir().unwrap();
        Keys::make(dir.path(), &|| Ok([5; 32])).unwrap();
        assert!(Keys::make(dir.path(), &|| Ok([6; 32])).is_err());
        let keys = Keys::read(dir.path()).unwrap();
        assert_eq!(keys.journal.to_bytes(), [5; 32]);
        std::fs::write(dir.path().join("master.key"), "short").unwrap();
        assert!(Keys::read(dir.path()).is_err());
    }
}
