//! What a person holds at once when something was submitted: the journal's signed promise to
//! include it. Acts that commit together are signed together: one signature over the root of a
//! little Merkle tree, and for each act its path. What may not happen here: a signature an act.
//!
//! The signed text is lines of text like a checkpoint's, but does not end with a newline, so that no
//! receipt can ever be read as a signed note, nor a note as a receipt, even under the same key.

use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};
use serde::{Deserialize, Serialize};

use crate::{
    Wrong,
    merkle::{self, Hash},
    text::{array_from_base64, base64, base64url, from_base64url, hash_from_base64, is_line},
};

/// Begins the text form; a later layout takes another.
const PREFIX: &str = "mdr1.";
/// The first line of the signed text.
const SIGNED: &str = "madang-receipt/v1";

/// Acts that one signature covers.
pub const COUNT_MAX: u32 = 65_536;
pub const JOURNAL_BYTES_MAX: usize = 200;
pub const BATCH_BYTES_MAX: usize = 64;
/// Longer than any receipt within the other limits, with room for the blanks of a mail.
const TEXT_CHARS_MAX: usize = 4096;

/// A promise of the journal to have an entry within a time. Verify it before you believe a field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Wire", into = "Wire")]
pub struct Receipt {
    /// The journal's origin, as in its checkpoints.
    pub journal: String,
    /// The id of the batch: acts that were committed together.
    pub batch: String,
    /// When it was committed, in milliseconds since 1970.
    pub time_ms: i64,
    /// Within how many seconds of that time a checkpoint will cover it.
    pub within_seconds: u32,
    /// The leaf hash of the journal entry.
    pub leaf: Hash,
    /// The place in the batch, from 0. It is not the number of the entry in the journal.
    pub place: u32,
    /// How many acts the batch has.
    pub count: u32,
    /// From the leaf's sibling upward, in the tree of the batch.
    pub path: Vec<Hash>,
    /// Over the promise and the root of the batch.
    pub signature: [u8; 64],
}

/// What is promised of all acts of a batch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Promise {
    /// The journal's origin.
    pub journal: String,
    pub batch: String,
    /// Milliseconds since 1970.
    pub time_ms: i64,
    pub within_seconds: u32,
}

/// A batch with its one signature and all levels of its tree: each receipt is a look-up.
#[derive(Clone, Debug)]
pub struct SignedBatch {
    promise: Promise,
    levels: Vec<Vec<Hash>>,
    signature: Signature,
}

/// Signs a batch of leaf hashes: about as many hashes as leaves, and one signature.
///
/// # Errors
/// [`Wrong::Malformed`] when the batch is empty or a name can't be a line, [`Wrong::TooMuch`] over [`COUNT_MAX`].
pub fn sign_batch(
    key: &SigningKey,
    promise: Promise,
    leaves: &[Hash],
) -> Result<SignedBatch, Wrong> {
    let count = u32::try_from(leaves.len()).map_err(|_| Wrong::TooMuch("acts in a batch"))?;
    check_limits(&promise, count)?;
    let levels = merkle::levels(leaves);
    let root = levels.last().and_then(|top| top.first()).ok_or(Wrong::Malformed("batch"))?;
    let signature = key.sign(signed_text(&promise, count, root).as_bytes());
    Ok(SignedBatch { promise, levels, signature })
}

impl SignedBatch {
    pub fn root(&self) -> Hash {
        self.levels.last().and_then(|top| top.first()).copied().unwrap_or_else(merkle::empty_root)
    }

    pub fn signature(&self) -> [u8; 64] {
        self.signature.to_bytes()
    }

    /// The receipt of the act at this place, from 0; `None` when the batch has no such place.
    pub fn receipt_for(&self, place: u32) -> Option<Receipt> {
        let leaves = self.levels.first()?;
        let at = usize::try_from(place).ok()?;
        let Promise { journal, batch, time_ms, within_seconds } = self.promise.clone();
        Some(Receipt {
            journal,
            batch,
            time_ms,
            within_seconds,
            leaf: *leaves.get(at)?,
            place,
            count: u32::try_from(leaves.len()).ok()?,
            path: merkle::path_in(&self.levels, at),
            signature: self.signature.to_bytes(),
        })
    }
}

/// Checks that the holder of the key promised to include this leaf. Whether the leaf is the hash of
/// the entry in question, and the journal the right one, is for the caller to compare.
///
/// # Errors
/// [`Wrong::Outside`], [`Wrong::Path`] or [`Wrong::Signature`]; a wrong path is most often seen as the last.
pub fn verify(receipt: &Receipt, key: &VerifyingKey) -> Result<(), Wrong> {
    let promise = receipt.promise();
    check_limits(&promise, receipt.count)?;
    let (place, count) = (u64::from(receipt.place), u64::from(receipt.count));
    let root = merkle::root_from_path(&receipt.leaf, place, count, &receipt.path)?;
    let text = signed_text(&promise, receipt.count, &root);
    let signature = Signature::from_bytes(&receipt.signature);
    key.verify_strict(text.as_bytes(), &signature).map_err(|_| Wrong::Signature)
}

fn check_limits(promise: &Promise, count: u32) -> Result<(), Wrong> {
    if !is_line(&promise.journal, JOURNAL_BYTES_MAX) {
        return Err(Wrong::Malformed("journal"));
    }
    if !is_line(&promise.batch, BATCH_BYTES_MAX) {
        return Err(Wrong::Malformed("batch"));
    }
    match count {
        0 => Err(Wrong::Malformed("batch")),
        1..=COUNT_MAX => Ok(()),
        _ => Err(Wrong::TooMuch("acts in a batch")),
    }
}

/// Neither name has a line break, so that the lines can be read in one way only.
fn signed_text(promise: &Promise, count: u32, root: &Hash) -> String {
    let Promise { journal, batch, time_ms, within_seconds } = promise;
    let root = base64(root);
    format!(
        "{SIGNED}\njournal {journal}\nbatch {batch}\ntime_ms {time_ms}\ncount {count}\nroot {root}\n\
         included within {within_seconds} seconds"
    )
}

impl Receipt {
    /// Until when a checkpoint must cover it, in milliseconds since 1970.
    pub fn due_ms(&self) -> i64 {
        self.time_ms.saturating_add(i64::from(self.within_seconds).saturating_mul(1000))
    }

    fn promise(&self) -> Promise {
        Promise {
            journal: self.journal.clone(),
            batch: self.batch.clone(),
            time_ms: self.time_ms,
            within_seconds: self.within_seconds,
        }
    }

    /// The form to paste, print or put in a QR code: `mdr1.` and base64url, some 550 characters for
    /// a batch of 256.
    pub fn to_text(&self) -> String {
        let mut bytes = Vec::with_capacity(512);
        for name in [&self.journal, &self.batch] {
            // Both limits are below 256 bytes; a longer one has no text form that could be read.
            bytes.push(u8::try_from(name.len()).unwrap_or(u8::MAX));
            bytes.extend_from_slice(name.as_bytes());
        }
        bytes.extend_from_slice(&self.time_ms.to_be_bytes());
        for number in [self.within_seconds, self.place, self.count] {
            bytes.extend_from_slice(&number.to_be_bytes());
        }
        bytes.extend_from_slice(&self.leaf);
        self.path.iter().for_each(|hash| bytes.extend_from_slice(hash));
        bytes.extend_from_slice(&self.signature);
        format!("{PREFIX}{}", base64url(&bytes))
    }

    /// Reads what [`Receipt::to_text`] wrote. Blanks and line breaks that a mail put in are passed over.
    ///
    /// # Errors
    /// [`Wrong::Malformed`] or [`Wrong::TooMuch`]. It is not verified by being read.
    pub fn from_text(text: &str) -> Result<Receipt, Wrong> {
        if text.len() > TEXT_CHARS_MAX {
            return Err(Wrong::TooMuch("receipt"));
        }
        let text: String = text.split_ascii_whitespace().collect();
        let body = text.strip_prefix(PREFIX).ok_or(Wrong::Malformed("receipt"))?;
        let bytes = from_base64url(body, "receipt")?;
        let receipt = from_bytes(&bytes).ok_or(Wrong::Malformed("receipt"))?;
        receipt.within_limits()
    }

    fn within_limits(self) -> Result<Receipt, Wrong> {
        check_limits(&self.promise(), self.count)?;
        if self.place >= self.count {
            return Err(Wrong::Outside);
        }
        // Twice as many leaves, one more hash: a longer path could not verify.
        let height = u32::BITS - (self.count - 1).leading_zeros();
        if self.path.len() > usize::try_from(height).unwrap_or(0) {
            return Err(Wrong::Path);
        }
        Ok(self)
    }
}

fn from_bytes(bytes: &[u8]) -> Option<Receipt> {
    let (journal, rest) = take_name(bytes)?;
    let (batch, rest) = take_name(rest)?;
    let (time_ms, rest) = rest.split_first_chunk()?;
    let (within, rest) = rest.split_first_chunk()?;
    let (place, rest) = rest.split_first_chunk()?;
    let (count, rest) = rest.split_first_chunk()?;
    let (leaf, rest) = rest.split_first_chunk()?;
    let (path, signature) = rest.split_last_chunk()?;
    let (path, []) = path.as_chunks::<32>() else { return None };
    Some(Receipt {
        journal,
        batch,
        time_ms: i64::from_be_bytes(*time_ms),
        within_seconds: u32::from_be_bytes(*within),
        leaf: *leaf,
        place: u32::from_be_bytes(*place),
        count: u32::from_be_bytes(*count),
        path: path.to_vec(),
        signature: *signature,
    })
}

fn take_name(bytes: &[u8]) -> Option<(String, &[u8])> {
    let (length, rest) = bytes.split_first()?;
    let (name, rest) = rest.split_at_checked(usize::from(*length))?;
    Some((String::from_utf8(name.to_vec()).ok()?, rest))
}

/// The JSON form: hashes and the signature in base 64, as in checkpoints.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Wire {
    journal: String,
    batch: String,
    time_ms: i64,
    within_seconds: u32,
    leaf: String,
    place: u32,
    count: u32,
    path: Vec<String>,
    signature: String,
}

impl From<Receipt> for Wire {
    fn from(receipt: Receipt) -> Wire {
        Wire {
            journal: receipt.journal,
            batch: receipt.batch,
            time_ms: receipt.time_ms,
            within_seconds: receipt.within_seconds,
            leaf: base64(&receipt.leaf),
            place: receipt.place,
            count: receipt.count,
            path: receipt.path.iter().map(|hash| base64(hash)).collect(),
            signature: base64(&receipt.signature),
        }
    }
}

impl TryFrom<Wire> for Receipt {
    type Error = Wrong;

    fn try_from(wire: Wire) -> Result<Receipt, Wrong> {
        let receipt = Receipt {
            leaf: hash_from_base64(&wire.leaf)?,
            path: wire.path.iter().map(|hash| hash_from_base64(hash)).collect::<Result<_, _>>()?,
            signature: array_from_base64(&wire.signature, "signature")?,
            journal: wire.journal,
            batch: wire.batch,
            time_ms: wire.time_ms,
            within_seconds: wire.within_seconds,
            place: wire.place,
            count: wire.count,
        };
        receipt.within_limits()
    }
}
