//! Registers, purposes, identifiers and the demo people of a country.

use serde::Deserialize;
use vocabulary::{Span, Text};

use crate::form::{FieldKind, Personal};

/// An official list with legal effect (`registers/<id>.toml`).
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Register {
    pub id: String,
    pub title: Text,
    /// The agency that keeps it.
    pub agency: String,
    /// The law it stands on.
    pub basis: String,
    /// `person` or `organisation`: who holds an entry.
    pub holder: String,
    /// Whether one holder can have several entries (children, cars, parcels); then expressions see a list.
    #[serde(default)]
    pub many: bool,
    /// Why its personal data is kept: an id of `purposes.toml`. May be left out only where no field is personal.
    #[serde(default)]
    pub purpose: String,
    /// How long an entry is kept after it is closed.
    pub retention: Span,
    #[serde(rename = "field")]
    pub fields: Vec<RegisterField>,
}

#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RegisterField {
    pub id: String,
    pub title: Text,
    pub kind: FieldKind,
    pub personal: Personal,
    /// For `identifier`.
    #[serde(default)]
    pub identifier: String,
    /// Whether entries can be looked up by it (through a keyed blind index).
    #[serde(default)]
    pub key: bool,
    /// Whether no entry may lack it.
    #[serde(default)]
    pub required: bool,
}

/// A legal reason for reading personal data (`purposes.toml`).
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Purpose {
    pub id: String,
    pub title: Text,
    /// The law that allows it.
    pub basis: String,
    /// How long what was collected under it is kept.
    pub retention: Span,
}

/// A kind of number with its check rule (`identifiers.toml`).
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Identifier {
    pub id: String,
    pub title: Text,
    /// How it looks: `9` a digit, `A` a capital letter, everything else itself: `999999-9999999`.
    pub shape: String,
    /// How the check digit (always the last digit) is found: `none`, `luhn`, `weighted` (with weights, modulus).
    pub check: String,
    /// For `weighted`: one weight for each digit before the check digit.
    #[serde(default)]
    pub weights: Vec<u32>,
    /// For `weighted`: the check digit is `(modulus - sum mod modulus) mod 10`.
    #[serde(default)]
    pub modulus: u32,
    /// For `weighted`: the place (from 0) of a digit whose product's tens are added to the sum as well (Korean business numbers: 8).
    #[serde(default)]
    pub tens_of: Option<usize>,
    /// How many of the last characters are masked when it is shown: `880101-2******` masks 6.
    #[serde(default)]
    pub masked: usize,
    /// The range from which new numbers are drawn: the shape with `?` at the places that are drawn. None is drawn without it.
    #[serde(default)]
    pub drawn: String,
    pub example: String,
}

/// What an actor may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    Citizen,
    Officer,
    Auditor,
    Administrator,
}

/// A person as a file says: a fictional one of the demo (`people.toml`), or one whom `madang people` enters.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DemoPerson {
    /// A short word for the sign-in link: `haneul`.
    pub id: String,
    pub name: Text,
    pub role: Role,
    /// One sentence for the list of demo people: "Has two children, moved last month".
    #[serde(default)]
    pub about: Text,
    /// The number under which the identity provider knows a person who has no entry in a register.
    #[serde(default)]
    pub number: String,
    /// For officers.
    #[serde(default)]
    pub agency: String,
    #[serde(default)]
    pub desks: Vec<String>,
    /// Organisations that the person may act for, by id.
    #[serde(default)]
    pub acts_for: Vec<String>,
    /// Entries by register: a table, or an array of tables where the register is `many`.
    #[serde(default)]
    pub entries: toml::Table,
}

/// A fictional organisation of the demo country (`people.toml`).
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DemoOrganisation {
    pub id: String,
    pub name: Text,
    #[serde(default)]
    pub entries: toml::Table,
}
