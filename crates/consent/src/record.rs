//! Records and receipts of consent, for others: ISO/IEC TS 27560:2023 as JSON-LD with terms of DPV 2.3.
//!
//! What may not happen here: no name, number or birthday of the person. Who they are is a pseudonym that the caller gives
//! in. What is read and cannot be written again as it was is refused, not forgotten.

mod cursor;
mod read;
mod write;

use std::collections::BTreeSet;

use serde_json::Value;
use vocabulary::Moment;

use crate::choice::Consent;
use crate::notice::Notice;
use crate::objection::Objection;

pub use cursor::Unreadable;

/// The ids of a record: pseudonyms, random or keyed, that say nothing to a stranger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ids {
    pub record: String,
    pub person: String,
}

/// A notice, the language it was shown in, and all that one person chose about its matters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    ids: Ids,
    language: String,
    notice: Notice,
    consent: Consent,
}

impl Record {
    /// A record is whole: it has a choice for each matter of its notice, and for nothing else.
    pub fn new(
        ids: Ids,
        language: &str,
        notice: Notice,
        consent: Consent,
    ) -> Result<Record, Objection> {
        if ids.record.trim().is_empty() || ids.person.trim().is_empty() {
            return Err(Objection::NoId);
        }
        if !notice.title.0.contains_key(language) {
            return Err(Objection::NoSuchLanguage(language.into()));
        }
        if notice.matters.is_empty() {
            return Err(Objection::NothingAsked);
        }
        let mut seen = BTreeSet::new();
        if let Some(matter) = notice.matters.iter().find(|matter| !seen.insert(&matter.id)) {
            return Err(Objection::SameMatter(matter.id.clone()));
        }
        let stray = consent.events().iter().find(|event| notice.matter(&event.matter).is_none());
        if let Some(event) = stray {
            return Err(Objection::NoSuchMatter(event.matter.clone()));
        }
        let is_open = |id: &str| !consent.events().iter().any(|event| event.matter == id);
        if let Some(matter) = notice.matters.iter().find(|matter| is_open(&matter.id)) {
            return Err(Objection::Unanswered(matter.id.clone()));
        }
        Ok(Record { ids, language: language.into(), notice, consent })
    }

    pub fn ids(&self) -> &Ids {
        &self.ids
    }

    /// The language that the notice was shown in.
    pub fn language(&self) -> &str {
        &self.language
    }

    pub fn notice(&self) -> &Notice {
        &self.notice
    }

    pub fn consent(&self) -> &Consent {
        &self.consent
    }

    pub fn to_json(&self) -> Value {
        write::record(self)
    }

    /// Reads a record as `to_json` writes it. Its versions are computed again, so that a record whose words were changed
    /// is found out.
    pub fn from_json(json: &str) -> Result<Record, Unreadable> {
        read::record(json)
    }

    /// The copy for the person.
    pub fn receipt(self, id: &str, issued: Moment) -> Result<Receipt, Objection> {
        let is_told = Moment::from_rfc3339(&issued.to_rfc3339()) == Some(issued);
        match (id.trim().is_empty(), is_told) {
            (true, _) => Err(Objection::NoId),
            (_, false) => Err(Objection::DaysDisagree),
            _ => Ok(Receipt { id: id.into(), issued, record: self }),
        }
    }
}

/// What the person takes along: the whole record, with the id and the moment of the copy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    id: String,
    issued: Moment,
    record: Record,
}

impl Receipt {
    pub fn id(&self) -> &str {
        &self.id
    }

    pub fn issued(&self) -> Moment {
        self.issued
    }

    pub fn record(&self) -> &Record {
        &self.record
    }

    pub fn to_json(&self) -> Value {
        write::receipt(self)
    }

    pub fn from_json(json: &str) -> Result<Receipt, Unreadable> {
        read::receipt(json)
    }
}
