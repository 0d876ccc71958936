//! What a public service is, in the words of CPSV-AP 3.2 (`service.toml`), and how it is decided (`decision.toml`).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use vocabulary::{Span, Text};

use crate::form::Form;
use crate::waiting::Wait;

/// A public service of the catalogue. The field names are CPSV-AP's where the doc comment says so.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Service {
    /// dct:identifier; for the country's own services the name of its folder.
    pub id: String,
    /// What its case numbers begin with, two or three capital letters. Only complete services need one.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub prefix: String,
    /// dct:title.
    pub title: Text,
    /// One sentence, for lists of results.
    #[serde(default, skip_serializing_if = "Text::is_empty")]
    pub summary: Text,
    /// dct:description. Plain text; an empty line separates paragraphs.
    pub description: Text,
    /// cv:hasCompetentAuthority, by the agency's id.
    pub agency: String,
    /// The desk of that agency whose officers see the cases.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub desk: String,
    /// cv:isGroupedBy, by the ids of life and business events.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub events: Vec<String>,
    /// dct:audience: `resident`, `family`, `foreign-resident`, `business`, `older`, `disabled`, or free words from an import.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub audience: Vec<String>,
    /// cv:thematicArea.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub topics: Vec<String>,
    /// dcat:keyword: per language, divided by commas.
    #[serde(default, skip_serializing_if = "Text::is_empty")]
    pub keywords: Text,
    /// dct:language: the languages in which the service is given, as BCP 47 tags.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub languages: Vec<String>,
    /// adms:status.
    #[serde(default = "active", skip_serializing_if = "is_active")]
    pub status: String,
    /// cv:processingTime, an xsd:duration such as `P7D` or `PT10M`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub processing_time: String,
    /// cv:processingTime in words, where the source has no duration.
    #[serde(default, skip_serializing_if = "Text::is_empty")]
    pub processing_time_text: Text,
    /// foaf:page: where the service lives, when it is not given here.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub page: String,
    /// dct:modified, as the source writes it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub modified: String,
    /// dct:relation, by the ids of services.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub related: Vec<String>,
    /// cv:holdsRequirement.
    #[serde(default, rename = "requirement", skip_serializing_if = "Vec::is_empty")]
    pub requirements: Vec<Requirement>,
    /// cpsv:hasInput.
    #[serde(default, rename = "evidence", skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<Evidence>,
    /// cpsv:produces.
    #[serde(default, rename = "output", skip_serializing_if = "Vec::is_empty")]
    pub outputs: Vec<Output>,
    /// cv:hasLegalResource.
    #[serde(default, rename = "law", skip_serializing_if = "Vec::is_empty")]
    pub laws: Vec<LegalResource>,
    /// cv:hasChannel.
    #[serde(default, rename = "channel", skip_serializing_if = "Vec::is_empty")]
    pub channels: Vec<Channel>,
    /// cv:hasCost.
    #[serde(default, rename = "cost", skip_serializing_if = "Vec::is_empty")]
    pub costs: Vec<Cost>,
    /// cv:contactPoint.
    #[serde(default, rename = "contact", skip_serializing_if = "Vec::is_empty")]
    pub contacts: Vec<Contact>,
    /// cpsv:follows: how it goes, stage by stage, in the order in which a person meets them.
    #[serde(default, rename = "stage", skip_serializing_if = "Vec::is_empty")]
    pub stages: Vec<Stage>,

    /// `form.toml`, beside `service.toml`. A service with a form is complete: it can be applied for here.
    #[serde(skip)]
    pub form: Option<Form>,
    /// `decision.toml`, beside `service.toml`.
    #[serde(skip)]
    pub decision: Option<Decision>,
    /// `letter.toml`, beside `service.toml`.
    #[serde(skip)]
    pub letter: Option<Letter>,
}

fn active() -> String {
    "active".into()
}

fn is_active(status: &String) -> bool {
    status == "active"
}

/// cv:Requirement: what the person must fulfil.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Requirement {
    pub id: String,
    pub title: Text,
    #[serde(default, skip_serializing_if = "Text::is_empty")]
    pub description: Text,
}

/// cv:Evidence: what the person must bring, unless the state already has it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Evidence {
    pub id: String,
    pub title: Text,
    #[serde(default, skip_serializing_if = "Text::is_empty")]
    pub description: Text,
    /// The register that already holds it, so that nobody is asked for it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub held_in: String,
}

/// cv:Output: what the person gets.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Output {
    pub id: String,
    pub title: Text,
    #[serde(default, skip_serializing_if = "Text::is_empty")]
    pub description: Text,
}

/// eli:LegalResource: the law that the service stands on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LegalResource {
    pub id: String,
    pub title: Text,
    /// The article, as it is cited: `주민등록법 제29조`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub article: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub link: String,
}

/// cv:Channel: a way to the service.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Channel {
    /// `online`, `counter`, `kiosk`, `telephone`, `post`; unique within the service.
    pub id: String,
    /// dct:type: one of the words above, or a free word from an import.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub kind: String,
    #[serde(default, skip_serializing_if = "Text::is_empty")]
    pub title: Text,
    #[serde(default, skip_serializing_if = "Text::is_empty")]
    pub hours: Text,
    /// foaf:page: where it is, for a channel of the web.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub link: String,
}

/// cv:Cost: a fee, in minor units.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cost {
    pub id: String,
    /// cv:value in minor units of the currency; absent where the source gives only words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub minor: Option<i64>,
    /// ISO 4217; the country's own when empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub currency: String,
    /// cv:ifAccessedThrough, by the channel's id; every channel when empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub channel: String,
    #[serde(default, skip_serializing_if = "Text::is_empty")]
    pub description: Text,
}

/// schema:ContactPoint.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Contact {
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub telephone: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub email: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub page: String,
    #[serde(default, skip_serializing_if = "Text::is_empty")]
    pub hours: Text,
    /// dct:description: the contact in words, where the source gives an address or a name.
    #[serde(default, skip_serializing_if = "Text::is_empty")]
    pub text: Text,
}

/// cpsv:Rule: a stage of the procedure, with what it asks for by the ids of this service.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stage {
    pub id: String,
    pub title: Text,
    #[serde(default, skip_serializing_if = "Text::is_empty")]
    pub description: Text,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub channels: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub costs: Vec<String>,
}

/// cv:PublicOrganisation: an agency with its desks (`agencies.toml`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Agency {
    pub id: String,
    /// skos:prefLabel.
    pub title: Text,
    /// The agency above it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub parent: String,
    /// dct:spatial: an ISO 3166 code or a URI.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub spatial: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub page: String,
    #[serde(default, rename = "desk", skip_serializing_if = "Vec::is_empty")]
    pub desks: Vec<Desk>,
}

/// A desk of an agency: a queue of cases and the officers who see it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Desk {
    /// Unique in the country.
    pub id: String,
    pub title: Text,
}

/// cv:Event: a life event or business event that groups services (`events.toml`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LifeEvent {
    pub id: String,
    pub title: Text,
    #[serde(default, skip_serializing_if = "Text::is_empty")]
    pub description: Text,
    /// `life` or `business`.
    pub kind: String,
}

/// How a service is decided, and what follows from it (`decision.toml`).
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Decision {
    pub by: DecidedBy,
    /// The purpose (an id of `purposes.toml`) under which the application is read and registers are asked. May be left out only
    /// where nothing personal is asked.
    #[serde(default)]
    pub purpose: String,
    /// How many different officers must agree: 2 is four eyes.
    #[serde(default = "one")]
    pub officers: u8,
    /// Who may apply, as an expression over the facts; when it is false the person is told `if_not` before filling anything in.
    #[serde(default)]
    pub may_apply: Option<MayApply>,
    /// The registers that are read for this service beside those that the form is prefilled from.
    #[serde(default)]
    pub registers: Vec<String>,
    /// Facts by name, each a FEEL expression over `applicant`, `answers`, `today`, the law's parameters and the facts before it.
    #[serde(default)]
    pub facts: toml::Table,
    /// What facts are called when a decision is explained.
    #[serde(default)]
    pub titles: BTreeMap<String, Text>,
    /// Facts that nobody can choose: they are told as what would change a decision only where nothing else would.
    #[serde(default)]
    pub fixed: Vec<String>,
    /// The decision table that decides (`by = "rule"`), or that advises the officer (`by = "officer"`).
    #[serde(default)]
    pub table: String,
    #[serde(default)]
    pub opinion: Option<Opinion>,
    pub deadline: Deadline,
    /// Where waiting is counted otherwise than in the rest of the country.
    #[serde(default, rename = "wait")]
    pub waits: Vec<Wait>,
    /// Reasons that the law gives for granting. The table's output `reason` is one of these ids.
    #[serde(default, rename = "grant")]
    pub grants: Vec<Reason>,
    /// Reasons that the law gives for refusing.
    #[serde(default, rename = "refuse")]
    pub refusals: Vec<Reason>,
    pub appeal: Appeal,
    /// What a granted case does to registers.
    #[serde(default, rename = "effect")]
    pub effects: Vec<Effect>,
    /// What a granted case gives to the person.
    #[serde(default)]
    pub credential: Option<CredentialSpec>,
}

fn one() -> u8 {
    1
}

/// Who decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DecidedBy {
    /// Whoever may apply gets it: a certificate of what a register holds.
    AtOnce,
    /// A published decision table.
    Rule,
    /// An officer, advised by a table where there is one.
    Officer,
}

#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MayApply {
    /// A FEEL expression that is true for those who may.
    pub when: String,
    pub if_not: Text,
    #[serde(default)]
    pub article: String,
}

/// What another agency is asked before an officer may decide.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Opinion {
    /// The desk that is asked; it must belong to another agency.
    pub desk: String,
    pub question: Text,
    pub deadline: Deadline,
    /// The answers of the form that the other agency may see, by field id.
    pub fields: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Deadline {
    pub count: u32,
    pub unit: DeadlineUnit,
    /// The article that sets it.
    pub article: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DeadlineUnit {
    /// At once: no clock runs.
    AtOnce,
    /// Working days of the country's calendar.
    WorkingDays,
    /// Days of the calendar; when the last one is no working day, the next working day.
    Days,
}

#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reason {
    pub id: String,
    pub text: Text,
    pub article: String,
}

/// How, where and until when to appeal.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Appeal {
    pub days: u32,
    /// The desk that hears the appeal.
    pub desk: String,
    pub article: String,
    pub how: Text,
    /// What is left when the appeal was decided as well: a court, another instance.
    #[serde(default)]
    pub then: Option<Remedy>,
}

/// The way that is left after an appeal. It leads out of the house.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Remedy {
    pub days: u32,
    pub article: String,
    pub how: Text,
}

/// What a granted case does to a register.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Effect {
    pub register: String,
    pub act: EffectAct,
    /// Which entry: a FEEL expression that gives the entry's id. For `correct` and `close`; the applicant's only entry when empty.
    #[serde(default)]
    pub entry: String,
    /// Fields of the register, each a FEEL expression over the same scope as the facts.
    #[serde(default)]
    pub fields: toml::Table,
    /// Fields of the register that get a new number, drawn from the range of their identifier. Letters call them `drawn.<field>`.
    #[serde(default)]
    pub draw: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EffectAct {
    Enter,
    Correct,
    Close,
}

#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CredentialSpec {
    /// What the SD-JWT VC says it is, a URN: `urn:madang:kr:resident-abstract`.
    pub vct: String,
    /// How long it is valid; for ever when absent.
    #[serde(default)]
    pub valid: Option<Span>,
}

/// The paper and its machine-readable twin (`letter.toml`).
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Letter {
    pub title: Text,
    /// The sentence under the rows, as a Korean certificate ends: "we certify that the above is true".
    pub closing: Text,
    /// Who signs: the agency's title when empty.
    #[serde(default)]
    pub signed_by: Text,
    #[serde(default, rename = "row")]
    pub rows: Vec<LetterRow>,
}

#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LetterRow {
    /// The claim's name in the SD-JWT VC: lower case with underscores.
    pub id: String,
    pub label: Text,
    /// A FEEL expression over the same scope as the facts, and `decision` (outcome, amount, reason). A list prints a line an element.
    pub value: String,
    /// Who sees it on the public verification page: `true` only for what the paper itself may show to anyone.
    #[serde(default)]
    pub public: bool,
}

/// Facts and effects keep the order of their file.
pub fn expressions(table: &toml::Table) -> impl Iterator<Item = (&str, &str)> {
    table.iter().filter_map(|(name, value)| Some((name.as_str(), value.as_str()?)))
}

/// The words of a country by id, for `Country::agency` and its like.
pub type ById<T> = BTreeMap<String, T>;
