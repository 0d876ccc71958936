//! A notice: the matters of one service or file as they are shown to a person, and the sheet on which they answer.
//!
//! What may not happen here: nothing is ticked for anybody, and nothing that a person may refuse holds up what they came
//! for.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use vocabulary::Text;

use crate::choice::State;
use crate::matter::{Matter, Party};
use crate::objection::Objection;
use crate::version::{self, Version};

/// What a person is shown before they choose.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Notice {
    pub id: String,
    /// The service or the file of personal data that it is about, by its id.
    pub about: String,
    pub title: Text,
    /// The language that it was written in; it has every text in it.
    pub language: String,
    pub controller: Party,
    /// The law that applies, as IRIs.
    #[serde(default)]
    pub law: Vec<String>,
    /// Whose law that is: ISO 3166-1 alpha-2.
    pub place: String,
    /// Where the data are stored: ISO 3166-1 alpha-2.
    pub storage: String,
    /// How a consent is withdrawn.
    #[serde(default)]
    pub withdrawal: Text,
    pub matters: Vec<Matter>,
}

impl Notice {
    /// The hash of all that it says. The order of its parts and the language of rendering do not count.
    pub fn version(&self) -> Version {
        version::of_notice(self)
    }

    /// The hash of what one matter says, to which a person agrees.
    pub fn version_of(&self, matter: &str) -> Option<Version> {
        self.matter(matter).map(|matter| version::of_matter(self, matter))
    }

    pub fn matter(&self, id: &str) -> Option<&Matter> {
        self.matters.iter().find(|matter| matter.id == id)
    }

    /// An empty sheet: one switch a matter, each of them open.
    pub fn sheet(&self) -> Sheet<'_> {
        Sheet { notice: self, answers: BTreeMap::new() }
    }
}

/// A person's answers to a notice, before they are sent.
#[derive(Clone, Debug)]
pub struct Sheet<'n> {
    notice: &'n Notice,
    answers: BTreeMap<&'n str, bool>,
}

impl<'n> Sheet<'n> {
    /// What the person has said to that matter; nothing, as long as they have not said it.
    pub fn answer(&self, matter: &str) -> Option<bool> {
        self.answers.get(matter).copied()
    }

    /// The person agrees to one matter, or does not. There is no way to answer several at once (PIPA art. 22①).
    pub fn answer_with(&mut self, matter: &str, agrees: bool) -> Result<(), Objection> {
        let Some(matter) = self.notice.matter(matter) else {
            return Err(Objection::NoSuchMatter(matter.into()));
        };
        self.answers.insert(&matter.id, agrees);
        Ok(())
    }

    /// What stands between the person and the service: the required matters that they did not agree to. A matter that one
    /// may refuse is never among them (art. 22⑤).
    pub fn blocked_by(&self) -> Vec<&'n Matter> {
        let is_open = |matter: &&Matter| {
            matter.required
                && matter.kind.may_be_required()
                && self.answer(&matter.id) != Some(true)
        };
        self.notice.matters.iter().filter(is_open).collect()
    }

    /// The choices once the sheet is sent: what was left open was not agreed to.
    pub fn choices(&self) -> Vec<(&'n Matter, State)> {
        let choice = |matter: &'n Matter| match self.answer(&matter.id) {
            Some(true) => (matter, State::Given),
            _ => (matter, State::Refused),
        };
        self.notice.matters.iter().map(choice).collect()
    }
}
