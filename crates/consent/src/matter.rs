//! A matter: one thing that a person agrees to or does not, with everything that they must be told of it.
//!
//! What may not happen here: no judgement. Whether a matter may be asked like this says `mistakes.rs`, so that a file with
//! mistakes can be read and all of them told at once.

use serde::{Deserialize, Serialize};
use vocabulary::{Span, Text};

use crate::kinds::{Aim, Category, Class, Kind, PartyType};

/// One thing that is agreed to (PIPA arts. 15②, 17②, 18③, 23①1, 24①1, 28-8②).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Matter {
    /// Unique within its notice.
    pub id: String,
    pub kind: Kind,
    pub purpose: Text,
    #[serde(default)]
    pub aim: Aim,
    pub items: Vec<Item>,
    #[serde(default)]
    pub retention: Option<Retention>,
    #[serde(default)]
    pub recipients: Vec<Recipient>,
    /// That one may refuse, and what follows: the disadvantage, or that there is none.
    #[serde(default)]
    pub refusal: Text,
    /// Does the service depend on it? Then `article` says by which law.
    #[serde(default)]
    pub required: bool,
    #[serde(default)]
    pub article: String,
}

/// One item of personal data.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Item {
    /// Unique within its matter: the name of the field.
    pub id: String,
    pub name: Text,
    #[serde(default)]
    pub class: Class,
    #[serde(default)]
    pub category: Category,
}

/// Somebody who receives data, with what art. 17② wants to be told of each: who, for what, which items, how long, and what
/// refusal means.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Recipient {
    pub party: Party,
    #[serde(default)]
    pub purpose: Text,
    /// Ids of items of the matter.
    #[serde(default)]
    pub items: Vec<String>,
    #[serde(default)]
    pub retention: Option<Retention>,
    #[serde(default)]
    pub refusal: Text,
    /// Where the data leave the country.
    #[serde(default)]
    pub transfer: Option<Transfer>,
}

/// What is told of a transfer abroad besides (art. 28-8②2, 5).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Transfer {
    /// ISO 3166-1 alpha-2.
    pub country: String,
    /// When and how it is sent.
    pub manner: Text,
    /// How one refuses the transfer.
    pub refusing: Text,
}

/// How long something is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Retention {
    /// For so long after it came.
    For(Span),
    /// Until something happens: "until the account is closed".
    Until(Text),
}

/// A controller or recipient: the party fields of 27560.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Party {
    pub id: String,
    pub name: Text,
    #[serde(default, rename = "type")]
    pub kind: PartyType,
    #[serde(default)]
    pub address: Text,
    /// A telephone number, an e-mail or a web address.
    #[serde(default)]
    pub contact: String,
}
