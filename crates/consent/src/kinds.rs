//! The kinds of things that a notice names: of matters, purposes, personal data and parties.
//!
//! What may not happen here: no term of a vocabulary. What each kind is called outside stands in `terms.rs`.

use serde::{Deserialize, Serialize};

/// Which consent is asked. Each kind is asked apart from the others (PIPA art. 22①).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// To collect and use (art. 15①1).
    Collect,
    /// To give to a third party (art. 17①1).
    ThirdParty,
    /// To process sensitive data (art. 23①1).
    Sensitive,
    /// To process an identifier that the state gave to one person alone (art. 24①1).
    UniqueIdentifier,
    /// To promote goods or services (art. 22①7).
    Marketing,
    /// To use or give beyond the purpose of collection (art. 18②1).
    BeyondPurpose,
    /// To send abroad (art. 28-8①1).
    Overseas,
}

impl Kind {
    pub const ALL: [Kind; 7] = [
        Kind::Collect,
        Kind::ThirdParty,
        Kind::Sensitive,
        Kind::UniqueIdentifier,
        Kind::Marketing,
        Kind::BeyondPurpose,
        Kind::Overseas,
    ];

    /// The word that stands for it in files and in what is hashed. It never changes.
    pub fn word(self) -> &'static str {
        match self {
            Kind::Collect => "collect",
            Kind::ThirdParty => "third-party",
            Kind::Sensitive => "sensitive",
            Kind::UniqueIdentifier => "unique-identifier",
            Kind::Marketing => "marketing",
            Kind::BeyondPurpose => "beyond-purpose",
            Kind::Overseas => "overseas",
        }
    }

    /// Must somebody else receive the data, for this consent to mean anything?
    pub fn needs_recipients(self) -> bool {
        matches!(self, Kind::ThirdParty | Kind::Overseas)
    }

    /// May a recipient be named in the same breath? Arts. 23 and 24 let a separate consent cover giving too.
    pub fn may_have_recipients(self) -> bool {
        !matches!(self, Kind::Collect | Kind::Marketing)
    }

    /// May a service depend on it? Never on marketing or on use beyond the purpose (art. 22⑤).
    pub fn may_be_required(self) -> bool {
        !matches!(self, Kind::Marketing | Kind::BeyondPurpose)
    }
}

/// What class of personal data an item is, by how the law guards it.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum Class {
    #[default]
    General,
    /// Beliefs, unions and parties, politics, health, sex life, and what a decree adds (art. 23; Decree art. 18).
    Sensitive,
    /// Passport, driver's licence, alien registration number (art. 24; Decree art. 19).
    UniqueIdentifier,
    /// The resident registration number, which has an article of its own (art. 24-2).
    ResidentNumber,
}

impl Class {
    pub const ALL: [Class; 4] =
        [Class::General, Class::Sensitive, Class::UniqueIdentifier, Class::ResidentNumber];

    /// The word that stands for it in files and in what is hashed. It never changes.
    pub fn word(self) -> &'static str {
        match self {
            Class::General => "general",
            Class::Sensitive => "sensitive",
            Class::UniqueIdentifier => "unique-identifier",
            Class::ResidentNumber => "resident-number",
        }
    }
}

/// What an item is, roughly, for machines of others. What it is exactly says its name.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum Category {
    Name,
    BirthDate,
    Gender,
    Nationality,
    Address,
    Telephone,
    Email,
    Contact,
    OfficialId,
    Passport,
    DriverLicence,
    Family,
    Household,
    MaritalStatus,
    Picture,
    Fingerprint,
    Biometric,
    Genetic,
    Health,
    Disability,
    CriminalRecord,
    Religion,
    Politics,
    TradeUnion,
    Ethnicity,
    SexLife,
    Education,
    Employment,
    Income,
    Tax,
    FinancialAccount,
    PaymentCard,
    Vehicle,
    Location,
    IpAddress,
    #[default]
    Other,
}

impl Category {
    pub const ALL: [Category; 36] = [
        Category::Name,
        Category::BirthDate,
        Category::Gender,
        Category::Nationality,
        Category::Address,
        Category::Telephone,
        Category::Email,
        Category::Contact,
        Category::OfficialId,
        Category::Passport,
        Category::DriverLicence,
        Category::Family,
        Category::Household,
        Category::MaritalStatus,
        Category::Picture,
        Category::Fingerprint,
        Category::Biometric,
        Category::Genetic,
        Category::Health,
        Category::Disability,
        Category::CriminalRecord,
        Category::Religion,
        Category::Politics,
        Category::TradeUnion,
        Category::Ethnicity,
        Category::SexLife,
        Category::Education,
        Category::Employment,
        Category::Income,
        Category::Tax,
        Category::FinancialAccount,
        Category::PaymentCard,
        Category::Vehicle,
        Category::Location,
        Category::IpAddress,
        Category::Other,
    ];

    /// The word that stands for it in files and in what is hashed. It never changes.
    pub fn word(self) -> &'static str {
        match self {
            Category::Name => "name",
            Category::BirthDate => "birth-date",
            Category::Gender => "gender",
            Category::Nationality => "nationality",
            Category::Address => "address",
            Category::Telephone => "telephone",
            Category::Email => "email",
            Category::Contact => "contact",
            Category::OfficialId => "official-id",
            Category::Passport => "passport",
            Category::DriverLicence => "driver-licence",
            Category::Family => "family",
            Category::Household => "household",
            Category::MaritalStatus => "marital-status",
            Category::Picture => "picture",
            Category::Fingerprint => "fingerprint",
            Category::Biometric => "biometric",
            Category::Genetic => "genetic",
            Category::Health => "health",
            Category::Disability => "disability",
            Category::CriminalRecord => "criminal-record",
            Category::Religion => "religion",
            Category::Politics => "politics",
            Category::TradeUnion => "trade-union",
            Category::Ethnicity => "ethnicity",
            Category::SexLife => "sex-life",
            Category::Education => "education",
            Category::Employment => "employment",
            Category::Income => "income",
            Category::Tax => "tax",
            Category::FinancialAccount => "financial-account",
            Category::PaymentCard => "payment-card",
            Category::Vehicle => "vehicle",
            Category::Location => "location",
            Category::IpAddress => "ip-address",
            Category::Other => "other",
        }
    }
}

/// What a purpose is, roughly. What it is exactly says its text.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum Aim {
    /// To provide the service that was asked for.
    Service,
    /// To be sure who somebody is.
    Identity,
    /// To do what a law demands.
    Obligation,
    /// To reach the person about their case.
    Contact,
    Payment,
    PublicBenefit,
    Statistics,
    Research,
    Security,
    Marketing,
    #[default]
    Other,
}

impl Aim {
    pub const ALL: [Aim; 11] = [
        Aim::Service,
        Aim::Identity,
        Aim::Obligation,
        Aim::Contact,
        Aim::Payment,
        Aim::PublicBenefit,
        Aim::Statistics,
        Aim::Research,
        Aim::Security,
        Aim::Marketing,
        Aim::Other,
    ];

    /// The word that stands for it in files and in what is hashed. It never changes.
    pub fn word(self) -> &'static str {
        match self {
            Aim::Service => "service",
            Aim::Identity => "identity",
            Aim::Obligation => "obligation",
            Aim::Contact => "contact",
            Aim::Payment => "payment",
            Aim::PublicBenefit => "public-benefit",
            Aim::Statistics => "statistics",
            Aim::Research => "research",
            Aim::Security => "security",
            Aim::Marketing => "marketing",
            Aim::Other => "other",
        }
    }
}

/// What a party is: the party type of 27560.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum PartyType {
    PublicBody,
    Company,
    NonProfit,
    International,
    #[default]
    Organisation,
}

impl PartyType {
    pub const ALL: [PartyType; 5] = [
        PartyType::PublicBody,
        PartyType::Company,
        PartyType::NonProfit,
        PartyType::International,
        PartyType::Organisation,
    ];

    /// The word that stands for it in files and in what is hashed. It never changes.
    pub fn word(self) -> &'static str {
        match self {
            PartyType::PublicBody => "public-body",
            PartyType::Company => "company",
            PartyType::NonProfit => "non-profit",
            PartyType::International => "international",
            PartyType::Organisation => "organisation",
        }
    }
}
