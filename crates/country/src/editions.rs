//! The law in its editions: that of the files, and one more for each time that something was published while the house was open.
//!
//! What may not happen here: an edition that changes. Whoever has one at hand keeps it; whoever asks next gets the latest.

use std::sync::OnceLock;

use law::Law;
use vocabulary::Mistake;

/// Each edition knows the one after it.
#[derive(Debug, Default)]
pub(crate) struct Editions {
    law: Law,
    next: OnceLock<Box<Editions>>,
}

impl Editions {
    pub(crate) fn new(law: Law) -> Editions {
        Editions { law, next: OnceLock::new() }
    }

    fn last(&self) -> &Editions {
        let mut last = self;
        while let Some(next) = last.next.get() {
            last = next;
        }
        last
    }

    pub(crate) fn latest(&self) -> &Law {
        &self.last().law
    }

    /// Adds what the texts say to the latest edition, all of them or none; what it says already makes no new one.
    pub(crate) fn add(&self, texts: &[(String, String)]) -> Result<(), Vec<Mistake>> {
        loop {
            let last = self.last();
            let law = last.law.with(pairs(texts))?;
            // Somebody else may have added another meanwhile: then this one comes after theirs.
            if law == last.law || last.next.set(Box::new(Editions::new(law))).is_ok() {
                return Ok(());
            }
        }
    }

    /// The same before anybody has the law at hand: no edition is kept that nobody has seen.
    pub(crate) fn begin_with(&mut self, texts: &[(String, String)]) -> Result<(), Vec<Mistake>> {
        *self = Editions::new(self.latest().with(pairs(texts))?);
        Ok(())
    }
}

fn pairs(texts: &[(String, String)]) -> impl Iterator<Item = (&str, &str)> {
    texts.iter().map(|(file, text)| (file.as_str(), text.as_str()))
}
