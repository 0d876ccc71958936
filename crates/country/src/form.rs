//! The form of a service (`form.toml`): steps of one thing a page, each with its fields.

use serde::Deserialize;
use vocabulary::Text;

#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Form {
    /// Counts up when the form changes: a draft of an older version is carried over and shown again.
    pub version: u32,
    #[serde(default, rename = "step")]
    pub steps: Vec<Step>,
    /// One complete set of answers that validates, by field id: shown in the API and tried by `madang check`. Days are moved
    /// between their limits, and the id of an entry may be any: it is shown as one of the caller's own.
    #[serde(default)]
    pub example: toml::Table,
}

/// One page of the form. One thing a page: rarely more than three fields.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// Part of the address of the page.
    pub id: String,
    pub title: Text,
    #[serde(default)]
    pub hint: Text,
    /// Shown only when this FEEL expression over `answers` and `applicant` is true.
    #[serde(default)]
    pub when: String,
    /// A step without fields is a page to read.
    #[serde(default, rename = "field")]
    pub fields: Vec<Field>,
}

#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Field {
    /// Unique within the form: lower case with underscores.
    pub id: String,
    pub kind: FieldKind,
    pub label: Text,
    #[serde(default)]
    pub hint: Text,
    #[serde(default = "yes")]
    pub required: bool,
    /// Whose data it is and how sensitive.
    pub personal: Personal,
    /// A FEEL expression over `applicant` that fills the field with what the state already knows: `applicant.residents.address`.
    #[serde(default)]
    pub prefill: String,
    /// A prefilled value that the person may not change here (it is corrected in its register).
    #[serde(default)]
    pub locked: bool,
    /// Shown and asked only when this FEEL expression over `answers` and `applicant` is true. It may use fields of earlier steps only.
    #[serde(default)]
    pub when: String,
    /// For `choice` and `choices`.
    #[serde(default, rename = "option")]
    pub options: Vec<Choice>,
    /// For `entry`: the register whose entries, held by the applicant, are offered.
    #[serde(default)]
    pub register: String,
    /// For `entry`: a FEEL expression over the fields of the entry that is true for those offered.
    #[serde(default)]
    pub only: String,
    /// For `entry`: the field of the entry that is shown as its name.
    #[serde(default)]
    pub shows: String,
    /// For `identifier`: which of `identifiers.toml`.
    #[serde(default)]
    pub identifier: String,
    /// For `text` and `long-text`: the longest answer in characters (200 and 2,000 when absent).
    #[serde(default)]
    pub max_length: Option<usize>,
    /// For `integer` and `money` (minor units).
    #[serde(default)]
    pub min: Option<i64>,
    #[serde(default)]
    pub max: Option<i64>,
    /// For `day`: the earliest and the latest, each a FEEL expression over `today` and `answers`: `today`, `today - duration("P1Y")`.
    #[serde(default)]
    pub earliest: String,
    #[serde(default)]
    pub latest: String,
    /// For `document`: `pdf`, `jpeg`, `png`.
    #[serde(default)]
    pub accept: Vec<String>,
    /// For `document`: 10 when absent.
    #[serde(default)]
    pub max_megabytes: Option<u32>,
    /// The HTML autocomplete token (WCAG 1.3.5), where the field is about the person: `name`, `tel`, `email`, `street-address`.
    #[serde(default)]
    pub autocomplete: String,
}

fn yes() -> bool {
    true
}

#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    pub id: String,
    pub label: Text,
    #[serde(default)]
    pub hint: Text,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FieldKind {
    Text,
    LongText,
    Integer,
    Money,
    Day,
    YesNo,
    /// One of `option`.
    Choice,
    /// Any of `option`.
    Choices,
    /// A number of `identifiers.toml`, checked by its check digit.
    Identifier,
    /// One of the applicant's own entries in a register: a child, a car, a parcel of land. Its value is the entry's id.
    Entry,
    /// An uploaded file. Its value is the document's id.
    Document,
    Telephone,
    Email,
}

/// What kind of personal data an answer is (PIPA articles 2, 23 and 24).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Personal {
    None,
    General,
    Sensitive,
    UniqueIdentifier,
}
