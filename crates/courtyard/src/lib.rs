//! The courtyard: the ground that all rooms share. An actor, for a purpose, performs an act on a case or a register,
//! and it is written in the journal.
//!
//! | room | what it is for |
//! |---|---|
//! | [`house`] | the doors: `act` writes, `look` reads for a purpose, `view` reads what is one's own |
//! | [`tx`], [`view`] | what an act, or a reading, may do |
//! | [`actors`] | who acts, as what, for whom; sessions |
//! | [`identities`] | who somebody of the identity provider is here |
//! | [`cases`], [`waits`], [`decisions`], [`messages`], [`payments`] | an application and what becomes of it |
//! | [`till`] | what a payment provider and the house say to each other |
//! | [`proposals`], [`published`] | changes of the law: written by one officer, published by another |
//! | [`trials`], [`past`] | a proposal tried before it is law, on invented people or on past cases |
//! | [`registers`] | official lists: entered, corrected, closed |
//! | [`credentials`], [`documents`] | what a person leaves with, and what they brought |
//! | [`purposes`] | who looked at whose data, and why |
//! | [`destruction`] | the end of one person's data |
//! | [`drafts`], [`notices`] | what is on its way in, and on its way out |
//! | [`journal`] | what was done, provable to anyone |
//! | [`keys`], [`clock`] | secrets, time and chance |
//! | [`database`] | the two engines; the only place that names them |
//!
//! What may not happen here: HTML, the rules of one office, a name of a service.

pub mod actors;
mod ahead;
pub mod cases;
pub mod clock;
pub mod credentials;
pub mod database;
pub mod decisions;
pub mod destruction;
pub mod documents;
pub mod drafts;
pub mod house;
pub mod identities;
pub mod journal;
pub mod keys;
pub mod messages;
pub mod notices;
pub mod past;
pub mod payments;
pub mod proposals;
pub mod published;
pub mod purposes;
pub mod registers;
pub mod schema;
pub mod till;
pub mod trials;
pub mod tx;
pub mod view;
pub mod waits;
mod writer;

pub use actors::{Actor, Role};
pub use house::{Done, House};
pub use tx::{Reader, Tx};
pub use view::View;
