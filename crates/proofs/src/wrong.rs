//! What can be wrong with a proof. A forged text and a slip of the pen look alike from here, so no
//! variant accuses anybody, and none repeats what the stranger sent.

use crate::tiles::TileId;

/// Why a proof, a text or a request for one does not hold.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Wrong {
    /// The text is not of the form it should have; the words name the part.
    #[error("not well formed: {0}")]
    Malformed(&'static str),
    /// A written limit is passed; the words name which.
    #[error("over the limit: {0}")]
    TooMuch(&'static str),
    /// None of the keys that the caller trusts has signed.
    #[error("signed by no key that is trusted")]
    UnknownKey,
    /// A trusted key is named, but the signature is not of that key over this text.
    #[error("the signature does not fit")]
    Signature,
    /// A Merkle path does not lead to the root, or is of the wrong length.
    #[error("the path does not lead to the root")]
    Path,
    /// The proof speaks of another journal than the one asked about.
    #[error("of another origin")]
    Origin,
    /// A place, or a size, that the tree does not have.
    #[error("not in the tree")]
    Outside,
    /// A tile that the proof needs could not be read.
    #[error("tile is missing: {0}")]
    MissingTile(TileId),
    /// Everything holds but the time: it ended at this moment, in seconds since 1970.
    #[error("expired at {0}")]
    Expired(i64),
    /// Everything holds but the time: it begins at this moment, in seconds since 1970.
    #[error("not valid before {0}")]
    NotYet(i64),
    /// The signature fits, but the key had ended by then: at this moment, in seconds since 1970.
    #[error("signed after the key had ended, at {0}")]
    KeyEnded(i64),
    /// The signature fits, but the key was not in use before this moment, in seconds since 1970.
    #[error("signed before the key was in use, from {0}")]
    KeyNotYet(i64),
    /// The signature fits, but others may have had the key since this moment, in seconds since 1970.
    #[error("signed with a key that others may have had since {0}")]
    KeyStolen(i64),
}
