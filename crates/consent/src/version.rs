//! The version of a notice and of a matter: a hash of what it says.
//!
//! What may not happen here: nothing that is said is left out. Every struct is taken apart by name, so that a new field
//! does not compile before it has its place here. Terms of outside vocabularies do not come in: a new edition of a
//! vocabulary must not end anybody's consent.

use std::fmt;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use vocabulary::Text;

use crate::matter::{Item, Matter, Party, Recipient, Retention, Transfer};
use crate::notice::Notice;

/// SHA-256 in 64 small hexadecimal digits.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Version(String);

impl Version {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for Version {
    type Error = String;

    fn try_from(text: String) -> Result<Version, String> {
        let is_digit = |b: u8| b.is_ascii_digit() || (b'a'..=b'f').contains(&b);
        if text.len() == 64 && text.bytes().all(is_digit) {
            return Ok(Version(text));
        }
        Err("a version is 64 hexadecimal digits in small letters".into())
    }
}

impl From<Version> for String {
    fn from(version: Version) -> String {
        version.0
    }
}

type Seal = [u8; 32];

/// One part of what is hashed: a word, or a set whose order says nothing.
enum Part<'a> {
    Word(&'a str),
    Set(Vec<Seal>),
}

// Each part is written with its length, so that no two contents run into the same bytes.
fn seal(what: &str, parts: &[Part<'_>]) -> Seal {
    let mut hash = Sha256::new();
    let mut write = |bytes: &[u8]| {
        hash.update((bytes.len() as u64).to_be_bytes());
        hash.update(bytes);
    };
    write(b"madang consent 1");
    write(what.as_bytes());
    for part in parts {
        match part {
            Part::Word(word) => {
                write(b"word");
                write(word.as_bytes());
            }
            Part::Set(seals) => {
                let mut seals = seals.clone();
                seals.sort_unstable();
                write(b"set");
                write(&seals.concat());
            }
        }
    }
    hash.finalize().into()
}

fn version(seal: Seal) -> Version {
    Version(seal.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// The version of a whole notice.
pub(crate) fn of_notice(notice: &Notice) -> Version {
    let Notice { id, about, title, language, controller, law, place, storage, withdrawal, matters } =
        notice;
    let parts = [
        Part::Word(id),
        Part::Word(about),
        text(title),
        Part::Word(language),
        Part::Set(vec![party(controller)]),
        Part::Set(law.iter().map(|law| seal("law", &[Part::Word(law)])).collect()),
        Part::Word(place),
        Part::Word(storage),
        text(withdrawal),
        Part::Set(matters.iter().map(matter).collect()),
    ];
    version(seal("notice", &parts))
}

/// The version of one matter of a notice: what it says, to whom it is said, and about which service or file. A controller's
/// new telephone number is no new matter.
pub(crate) fn of_matter(notice: &Notice, one: &Matter) -> Version {
    let controller = &notice.controller;
    let parts = [
        Part::Word(&notice.about),
        Part::Word(&controller.id),
        text(&controller.name),
        Part::Set(vec![matter(one)]),
    ];
    version(seal("matter of a notice", &parts))
}

fn matter(matter: &Matter) -> Seal {
    let Matter { id, kind, purpose, aim, items, retention, recipients, refusal, required, article } =
        matter;
    let parts = [
        Part::Word(id),
        Part::Word(kind.word()),
        text(purpose),
        Part::Word(aim.word()),
        Part::Set(items.iter().map(item).collect()),
        time(retention.as_ref()),
        Part::Set(recipients.iter().map(recipient).collect()),
        text(refusal),
        Part::Word(if *required { "required" } else { "optional" }),
        Part::Word(article),
    ];
    seal("matter", &parts)
}

fn item(item: &Item) -> Seal {
    let Item { id, name, class, category } = item;
    let parts = [Part::Word(id), text(name), Part::Word(class.word()), Part::Word(category.word())];
    seal("item", &parts)
}

fn recipient(recipient: &Recipient) -> Seal {
    let Recipient { party: who, purpose, items, retention, refusal, transfer } = recipient;
    let parts = [
        Part::Set(vec![party(who)]),
        text(purpose),
        Part::Set(items.iter().map(|item| seal("given", &[Part::Word(item)])).collect()),
        time(retention.as_ref()),
        text(refusal),
        Part::Set(transfer.iter().map(abroad).collect()),
    ];
    seal("recipient", &parts)
}

fn abroad(transfer: &Transfer) -> Seal {
    let Transfer { country, manner, refusing } = transfer;
    seal("transfer", &[Part::Word(country), text(manner), text(refusing)])
}

fn party(party: &Party) -> Seal {
    let Party { id, name, kind, address, contact } = party;
    let parts =
        [Part::Word(id), text(name), Part::Word(kind.word()), text(address), Part::Word(contact)];
    seal("party", &parts)
}

fn time(retention: Option<&Retention>) -> Part<'static> {
    Part::Set(match retention {
        None => Vec::new(),
        Some(Retention::For(span)) => vec![seal("for", &[Part::Word(&span.to_string())])],
        Some(Retention::Until(event)) => vec![seal("until", &[text(event)])],
    })
}

fn text(text: &Text) -> Part<'static> {
    let said =
        |(lang, said): (&String, &String)| seal("text", &[Part::Word(lang), Part::Word(said)]);
    Part::Set(text.0.iter().map(said).collect())
}
