//! What the kinds are called in the Data Privacy Vocabulary 2.3, and the prefixes of a record.
//!
//! What may not happen here: two kinds of one enum share no term, because a record is read back by its terms.

use serde_json::{Value, json};

use crate::choice::State;
use crate::kinds::{Aim, Category, Class, Kind, PartyType};

/// The namespace of what the law wants told and the standard has no field for.
const NAMESPACE: &str = "urn:madang:consent:";

pub(crate) const RECORD_SCHEMA: &str = "dpv-27560:record";
pub(crate) const RECEIPT_SCHEMA: &str = "dpv-27560:receipt";

/// The prefixes of a record. They stand in the record itself: reading one fetches nothing.
pub(crate) fn context() -> Value {
    json!({
        "dct": "http://purl.org/dc/terms/",
        "dpv": "https://w3id.org/dpv#",
        "dpv-27560": "https://w3id.org/dpv/schema/dpv-27560#",
        "madang": NAMESPACE,
        "pd": "https://w3id.org/dpv/pd#",
        "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
        "skos": "http://www.w3.org/2004/02/skos/core#",
        "xsd": "http://www.w3.org/2001/XMLSchema#",
    })
}

pub(crate) fn state(state: State) -> &'static str {
    match state {
        State::Given => "dpv:ConsentGiven",
        State::Renewed => "dpv:RenewedConsentGiven",
        State::Refused => "dpv:ConsentRefused",
        State::Expired => "dpv:ConsentExpired",
        State::Invalidated => "dpv:ConsentInvalidated",
        State::Withdrawn => "dpv:ConsentWithdrawn",
    }
}

/// What is done with the data under a matter of that kind.
pub(crate) fn processing(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::Collect | Kind::Sensitive | Kind::UniqueIdentifier => &["dpv:Collect", "dpv:Use"],
        Kind::ThirdParty => &["dpv:Share"],
        Kind::Marketing | Kind::BeyondPurpose => &["dpv:Use"],
        Kind::Overseas => &["dpv:CrossBorderTransfer"],
    }
}

/// The types of an item of that class. Data that only a separate consent or a law opens are of a special category.
pub(crate) fn class(class: Class) -> &'static [&'static str] {
    match class {
        Class::General => &["dpv:PersonalData"],
        Class::Sensitive => &["dpv:PersonalData", "dpv:SpecialCategoryPersonalData"],
        Class::UniqueIdentifier => &["dpv:PersonalData", "dpv:IdentifyingPersonalData"],
        Class::ResidentNumber => {
            &["dpv:PersonalData", "dpv:IdentifyingPersonalData", "madang:ResidentNumber"]
        }
    }
}

pub(crate) fn category(category: Category) -> &'static str {
    match category {
        Category::Name => "pd:Name",
        Category::BirthDate => "pd:BirthDate",
        Category::Gender => "pd:Gender",
        Category::Nationality => "pd:Nationality",
        Category::Address => "pd:PhysicalAddress",
        Category::Telephone => "pd:TelephoneNumber",
        Category::Email => "pd:EmailAddress",
        Category::Contact => "pd:Contact",
        Category::OfficialId => "pd:OfficialID",
        Category::Passport => "pd:Passport",
        Category::DriverLicence => "pd:VehicleLicense",
        Category::Family => "pd:Family",
        Category::Household => "pd:Household",
        Category::MaritalStatus => "pd:MaritalStatus",
        Category::Picture => "pd:Picture",
        Category::Fingerprint => "pd:Fingerprint",
        Category::Biometric => "pd:Biometric",
        Category::Genetic => "pd:Genetic",
        Category::Health => "pd:Health",
        Category::Disability => "pd:Disability",
        Category::CriminalRecord => "pd:Criminal",
        Category::Religion => "pd:Religion",
        Category::Politics => "pd:PoliticalOpinion",
        Category::TradeUnion => "pd:TradeUnionMembership",
        Category::Ethnicity => "pd:EthnicOrigin",
        Category::SexLife => "pd:Sexual",
        Category::Education => "pd:Education",
        Category::Employment => "pd:EmploymentHistory",
        Category::Income => "pd:Income",
        Category::Tax => "pd:Tax",
        Category::FinancialAccount => "pd:FinancialAccount",
        Category::PaymentCard => "pd:PaymentCard",
        Category::Vehicle => "pd:Vehicle",
        Category::Location => "pd:Location",
        Category::IpAddress => "pd:IPAddress",
        Category::Other => "dpv:PersonalData",
    }
}

pub(crate) fn aim(aim: Aim) -> &'static str {
    match aim {
        Aim::Service => "dpv:ServiceProvision",
        Aim::Identity => "dpv:IdentityVerification",
        Aim::Obligation => "dpv:FulfilmentOfObligation",
        Aim::Contact => "dpv:CommunicationManagement",
        Aim::Payment => "dpv:PaymentManagement",
        Aim::PublicBenefit => "dpv:PublicBenefit",
        Aim::Statistics => "dpv:ProvideOfficialStatistics",
        Aim::Research => "dpv:ResearchAndDevelopment",
        Aim::Security => "dpv:EnforceSecurity",
        Aim::Marketing => "dpv:Marketing",
        Aim::Other => "dpv:Purpose",
    }
}

pub(crate) fn party(kind: PartyType) -> &'static str {
    match kind {
        PartyType::PublicBody => "dpv:PublicSectorBody",
        PartyType::Company => "dpv:ForProfitOrganisation",
        PartyType::NonProfit => "dpv:NonProfitOrganisation",
        PartyType::International => "dpv:InternationalOrganisation",
        PartyType::Organisation => "dpv:Organisation",
    }
}
