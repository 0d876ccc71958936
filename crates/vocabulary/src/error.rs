//! The two ways an act can end other than well: a refusal (the law says no, shown to the person)
//! and a failure (we broke, logged once and shown as an id).

use serde::{Deserialize, Serialize};

pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why something did not happen.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The law, or the state of the case, says no. Shown to the person in their language.
    #[error("refused: {0:?}")]
    Refused(Refusal),
    /// There is no such thing, or not for this actor: the two look alike from outside.
    #[error("not found")]
    NotFound,
    /// Nobody is signed in, or not as someone who may do this.
    #[error("not yours")]
    NotYours,
    /// Someone else was faster: read again and repeat.
    #[error("conflict: {0}")]
    Conflict(String),
    /// We broke. Logged once, shown as an id.
    #[error(transparent)]
    Broken(#[from] anyhow::Error),
}

/// A "no" that is shown: a text key of the office and the values that fill it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    /// A key of the texts, as `case.closed`; also the last part of the problem type.
    pub key: String,
    /// What fills the text, by name. Never personal data of somebody else.
    pub values: Vec<(String, String)>,
}

impl Refusal {
    pub fn new(key: &str) -> Refusal {
        Refusal { key: key.into(), values: Vec::new() }
    }

    pub fn with(mut self, name: &str, value: &str) -> Refusal {
        self.values.push((name.into(), value.into()));
        self
    }
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Error {
        Error::Refused(refusal)
    }
}

impl Error {
    /// A refusal by its text key.
    pub fn refused(key: &str) -> Error {
        Error::Refused(Refusal::new(key))
    }

    /// A failure with a sentence for the log.
    pub fn broken(what: impl std::fmt::Display) -> Error {
        Error::Broken(anyhow::anyhow!("{what}"))
    }
}
