//! Why a choice cannot stand as it was brought.
//!
//! What may not happen here: no text for a page. An office says it in its own languages by `key`.

use std::fmt;

/// What is wrong with a choice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Objection {
    NoSuchMatter(String),
    /// Two matters of the notice have this id, and a choice could mean either.
    SameMatter(String),
    /// The notice has no matter.
    NothingAsked,
    /// A consent without its evidence proves nothing (PIPA art. 22; Decree art. 17②).
    NoEvidence,
    /// A child cannot consent alone (art. 22-2①).
    ChildAlone,
    /// Who has no guardian by age acts themselves, or through an agent with a mandate.
    NoChild,
    /// A tick on a page does not make sure that it was the guardian (Decree art. 17-2①).
    GuardianNotSure,
    NoMandate,
    /// Consent is the person's: a controller only notes that one has expired or was found invalid.
    ControllerChooses,
    /// Whether a consent has expired or is invalid is not the person's to choose.
    NotForThePerson,
    /// What was never given cannot be renewed.
    NothingToRenew,
    /// It ends before it begins, or its day is not the day of its moment anywhere.
    DaysDisagree,
    /// There is no choice to record for this matter.
    Unanswered(String),
    /// The text has no such language.
    NoSuchLanguage(String),
    /// A record needs an id of its own and a pseudonym of its person.
    NoId,
    TooMany,
}

impl Objection {
    /// A word for each, by which an office finds the sentence for its pages.
    pub fn key(&self) -> &'static str {
        match self {
            Objection::NoSuchMatter(_) => "no-such-matter",
            Objection::SameMatter(_) => "same-matter",
            Objection::NothingAsked => "nothing-asked",
            Objection::NoEvidence => "no-evidence",
            Objection::ChildAlone => "child-alone",
            Objection::NoChild => "no-child",
            Objection::GuardianNotSure => "guardian-not-sure",
            Objection::NoMandate => "no-mandate",
            Objection::ControllerChooses => "controller-chooses",
            Objection::NotForThePerson => "not-for-the-person",
            Objection::NothingToRenew => "nothing-to-renew",
            Objection::DaysDisagree => "days-disagree",
            Objection::Unanswered(_) => "unanswered",
            Objection::NoSuchLanguage(_) => "no-such-language",
            Objection::NoId => "no-id",
            Objection::TooMany => "too-many",
        }
    }
}

impl fmt::Display for Objection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Objection::NoSuchMatter(id) => write!(f, "the notice has no matter {id:?}"),
            Objection::SameMatter(id) => write!(f, "the notice has two matters {id:?}"),
            Objection::NothingAsked => f.write_str("a record without matters records nothing"),
            Objection::NoEvidence => f.write_str("a consent is kept with its evidence"),
            Objection::ChildAlone => f.write_str("for a child the guardian consents"),
            Objection::NoChild => f.write_str("only a child has a guardian here"),
            Objection::GuardianNotSure => {
                f.write_str("this method does not make sure that it was the guardian")
            }
            Objection::NoMandate => f.write_str("an agent acts by a mandate"),
            Objection::ControllerChooses => f.write_str("a controller cannot consent or refuse"),
            Objection::NotForThePerson => {
                f.write_str("that a consent has expired or is invalid is noted by the controller")
            }
            Objection::NothingToRenew => f.write_str("there is no consent to renew"),
            Objection::DaysDisagree => f.write_str("the days of the choice do not fit together"),
            Objection::Unanswered(id) => write!(f, "nothing was chosen for the matter {id:?}"),
            Objection::NoSuchLanguage(tag) => write!(f, "the notice is not said in {tag:?}"),
            Objection::NoId => f.write_str("a record has an id and the pseudonym of a person"),
            Objection::TooMany => f.write_str("there are more choices than a record may hold"),
        }
    }
}

impl std::error::Error for Objection {}
