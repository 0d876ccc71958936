//! Proofs: everything a stranger needs to verify what the state says, and everything the state needs to say it.
//!
//! What may not happen here: no IO, no clock, no database, no randomness of its own. Time, random
//! bytes and stored tiles are parameters. Whatever is parsed comes from a stranger: each parser has
//! its limits written beside it, and refuses with a [`Wrong`] that says what does not hold.
//!
//! | room | what it is for | whose rule it follows |
//! |---|---|---|
//! | [`merkle`] | hashes, roots, checking proofs | RFC 6962, RFC 9162 section 2.1 |
//! | [`tiles`] | how a tree is stored and served, and how it grows | C2SP tlog-tiles |
//! | [`prove`] | making inclusion and consistency proofs from tiles | RFC 9162 section 2.1 |
//! | [`note`] | signed texts, and checkpoints of the journal | C2SP signed-note, tlog-checkpoint |
//! | [`inclusion`] | the file that shows that an entry is in the journal | C2SP tlog-proof |
//! | [`receipt`] | what a person holds at once, before the next checkpoint | ours |
//! | [`pdf`] | a PDF that carries its signature in itself | ours |
//! | [`sdjwt`] | credentials of which the holder may show a part | RFC 9901, SD-JWT VC |
//! | [`jwk`] | public keys as verifiers of credentials read them | RFC 7517, 8037, 7638 |
//! | [`period`] | between which moments a key signed | OpenID Federation 1.0, historical keys |
//! | [`origin_keys`] | the public keys of a journal, old ones too | ours |
//! | [`keys`] | Ed25519 keys in files | RFC 8032, 8410, 7468 |

pub mod inclusion;
pub mod jwk;
pub mod keys;
pub mod merkle;
pub mod note;
pub mod origin_keys;
pub mod pdf;
pub mod period;
pub mod prove;
pub mod receipt;
pub mod sdjwt;
pub mod tiles;

mod text;
mod wrong;

pub use wrong::Wrong;
