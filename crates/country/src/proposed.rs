//! A version of a table that somebody proposes, held against the law and the services of the country. Pure.
//!
//! What may not happen here: taking the version up. Whoever asks learns what would be, and nothing changes.

use law::Table;
use vocabulary::Mistake;

use crate::check;
use crate::read::Country;

/// What a proposed version is called in mistakes.
const FILE: &str = "proposal";

/// What is to be said about a proposed version.
#[derive(Clone, Debug, Default)]
pub struct Examined {
    /// The version, where its text can be read.
    pub version: Option<Table>,
    /// Nothing with a mistake can be published.
    pub mistakes: Vec<Mistake>,
    /// What could not be looked at, and why.
    pub not_checked: Vec<Mistake>,
}

/// Reads and checks the text of one version of a table that the country has.
pub fn examine(country: &Country, table: &str, written: &str) -> Examined {
    let law = match country.law().with(FILE, written) {
        Ok(law) => law,
        Err(mistakes) => return Examined { mistakes, ..Examined::default() },
    };
    let mut new = law.tables().filter(|version| version.file == FILE);
    let version = match (new.next(), new.next()) {
        (Some(version), None) if version.id == table => version.clone(),
        (None, _) => return wrong("mistake.in-force-already"),
        _ => return wrong("mistake.one-version"),
    };
    let findings = law.findings_in(FILE);
    let mut mistakes = findings.mistakes;
    mistakes.extend(check::check_version(country, &version));
    mistakes.sort();
    mistakes.dedup();
    Examined { version: Some(version), mistakes, not_checked: findings.not_checked }
}

fn wrong(key: &'static str) -> Examined {
    Examined { mistakes: vec![law::mistake(FILE, (0, 0), key)], ..Examined::default() }
}
