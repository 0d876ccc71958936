//! Consent by matter: what a person is asked, in which version, what they chose, by whom and how, and the record of it.
//!
//! What may not happen here: no IO, no clock, no chance, and no number of the law. Days, ids, the age of a child and the
//! days that a guardian has come in as parameters; ids are pseudonyms that the caller keeps the key to.
//!
//! A [`Notice`] holds the [`Matter`]s of one service or file. A person answers each matter by itself on a [`Sheet`], on which
//! nothing is ticked. What they chose is an [`Event`] of their [`Consent`], and [`Consent::allows`] says whether data may be
//! processed for a matter, in the version of its content, on a day. A [`Record`] is all of it for others: JSON-LD in the
//! shape of ISO/IEC TS 27560:2023 with the terms of the Data Privacy Vocabulary, and a [`Receipt`] is the copy that the
//! person takes along.
//!
//! # What the version covers
//!
//! [`Notice::version`] is the hash of all that the notice says; [`Notice::version_of`] is the hash of one matter with the
//! name of its controller, and it is what a consent is for. A person who agreed to two matters does not lose the one
//! because the other has changed. The order in which things are listed, and the language in which a notice is rendered, are
//! not part of either hash. All languages of a text are: a person has agreed to what they read, so a translation that says
//! something else is another version.
//!
//! # Where Korean law goes beyond ISO/IEC TS 27560
//!
//! Articles are those of the Personal Information Protection Act as in force from 11 September 2026. What the standard has
//! no field for is said in the record with terms of the namespace `urn:madang:consent:`.
//!
//! | the law wants | 27560 has | where it is here |
//! |---|---|---|
//! | the right to refuse and what refusal means (arts. 15②4, 17②5, 18③5) | nothing | [`Matter::refusal`], [`Recipient::refusal`]; `madang:refusal` |
//! | for every recipient its own purpose, items and time of keeping (art. 17②) | the names of third parties | [`Recipient`]; `madang:provision` |
//! | each matter apart from the others (arts. 22①, 23①1, 24①1, 28-8①1) | several purposes under one event | one [`Kind`] a matter, one `dpv:Process` with its own events |
//! | a service may not be refused for an optional matter, nor for marketing or use beyond the purpose (art. 22⑤) | `pii optional`, without effect | [`Sheet::blocked_by`], and a mistake of the notice |
//! | that the data are the least that are needed is for the controller to prove (art. 16①) | nothing | [`Matter::article`]; `madang:article` |
//! | six methods of asking, seven of making sure of a guardian (Decree arts. 17②, 17-2①) | nothing (DPV has a free text) | [`Method`] with its evidence; its word in `dpv:hasIndicationMethod`, `madang:evidence` |
//! | a guardian for a child under 14, of whom alone name and contact may be asked before (art. 22-2) | who acted, by id | [`Who::Guardian`], [`keeping`]; `madang:child` |
//! | country, time and way of a transfer abroad (art. 28-8②) | the place of storage | [`Transfer`]; `madang:transfer` |
//! | no consent to the resident registration number (art. 24-2①) | nothing | a mistake of the notice, by [`Rules`] |

mod child;
mod choice;
mod kinds;
mod matter;
mod mistakes;
mod notice;
mod objection;
mod record;
mod terms;
mod vague;
mod version;

pub use child::{Child, Field, Keeping, keeping};
pub use choice::{Consent, Event, Method, State, When, Who};
pub use kinds::{Aim, Category, Class, Kind, PartyType};
pub use matter::{Item, Matter, Party, Recipient, Retention, Transfer};
pub use mistakes::Rules;
pub use notice::{Notice, Sheet};
pub use objection::Objection;
pub use record::{Ids, Receipt, Record, Unreadable};
pub use version::Version;
