//! What is wrong with a notice before it is shown to anybody: what is not told, and what is asked that may not be.
//!
//! What may not happen here: no mistake ends the search for the next one.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use vocabulary::{Mistake, Text};

use crate::kinds::{Aim, Class, Kind};
use crate::matter::{Item, Matter, Recipient, Retention};
use crate::notice::Notice;
use crate::vague::vague_word;

/// The most matters that one notice asks, and the most items or recipients of a matter: past it nobody reads.
const MATTERS_MAX: usize = 50;
const LIST_MAX: usize = 200;

/// What a country's law says in numbers, on the day that is asked about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rules {
    /// A person under so many years is a child whose guardian consents (PIPA art. 22-2①).
    pub child_under_years: i64,
    /// How many days the name and contact of a guardian may be kept while they have not answered.
    pub guardian_days: i64,
    /// May a resident registration number be asked with consent? Not since 7 August 2014 (art. 24-2①).
    pub resident_number_by_consent: bool,
}

impl Notice {
    /// All mistakes, as `madang check` would print them. `file` is the file that the notice was read from.
    pub fn mistakes(&self, file: &str, rules: &Rules) -> Vec<Mistake> {
        let mut found = Found { file, language: &self.language, mistakes: Vec::new() };
        found.notice(self);
        for matter in &self.matters {
            found.matter(matter);
            found.separation(matter, rules);
            for recipient in &matter.recipients {
                found.recipient(matter, recipient);
            }
        }
        found.mistakes
    }
}

struct Found<'n> {
    file: &'n str,
    language: &'n str,
    mistakes: Vec<Mistake>,
}

impl Found<'_> {
    fn add(&mut self, message: impl Into<String>, hint: &str) {
        self.mistakes.push(Mistake::new(self.file, 0, message, hint));
    }

    // Everything that a person must be told is told in the language that the notice was written in.
    fn told(&mut self, text: &Text, what: &str, hint: &str) {
        let said = text.0.get(self.language).map_or("", |said| said.trim());
        if said.is_empty() {
            self.add(format!("{what} is not told in {:?}", self.language), hint);
        }
        let is_tag = |lang: &str| lang.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        if let Some(lang) = text.0.keys().find(|lang| lang.is_empty() || !is_tag(lang)) {
            self.add(format!("{what}: {lang:?} is no language"), "a tag of BCP 47, as ko or pt-BR");
        }
        let blank = text
            .0
            .iter()
            .filter(|(lang, said)| said.trim().is_empty() && lang.as_str() != self.language);
        let blank: Vec<&str> = blank.map(|(lang, _)| lang.as_str()).collect();
        if !blank.is_empty() {
            let message = format!("{what} is empty in {blank:?}");
            self.add(message, "leave the language out until it is translated");
        }
    }

    fn notice(&mut self, notice: &Notice) {
        for (word, what) in [(&notice.id, "the notice"), (&notice.about, "what it is about")] {
            if word.trim().is_empty() {
                self.add(format!("{what} has no id"), "id and about are short words");
            }
        }
        self.told(&notice.title, "the title", "title = { ko = \"...\" }");
        self.told(&notice.controller.name, "the controller's name", "controller.name");
        self.told(&notice.controller.address, "the controller's address", "controller.address");
        self.contact("the controller", &notice.controller.contact);
        self.told(&notice.withdrawal, "how to withdraw", "withdrawing is as easy as agreeing");
        for (code, what) in [(&notice.place, "place"), (&notice.storage, "storage")] {
            self.country(code, what);
        }
        for law in notice.law.iter().filter(|law| !is_iri(law)) {
            self.add(
                format!("the law {law:?} is no IRI"),
                "https://w3id.org/dpv/legal/kr#law-PIPA",
            );
        }
        if notice.matters.is_empty() {
            self.add("the notice asks nothing", "leave it out: what needs no consent is not asked");
        }
        if notice.matters.len() > MATTERS_MAX {
            self.add(format!("more than {MATTERS_MAX} matters"), "ask for less (PIPA art. 16①)");
        }
        self.twice(notice.matters.iter().map(|matter| matter.id.as_str()), "matter");
    }

    fn country(&mut self, code: &str, what: &str) {
        if code.len() != 2 || !code.bytes().all(|b| b.is_ascii_uppercase()) {
            self.add(format!("{what}: {code:?} is no country"), "two capital letters, as KR");
        }
    }

    fn contact(&mut self, whose: &str, contact: &str) {
        if contact.trim().is_empty() {
            self.add(
                format!("{whose} has no contact"),
                "a telephone number, e-mail or web address",
            );
        }
    }

    fn twice<'a>(&mut self, ids: impl Iterator<Item = &'a str>, what: &str) {
        let mut seen = BTreeSet::new();
        for id in ids {
            if id.trim().is_empty() {
                self.add(format!("a {what} has no id"), "each has a short word of its own");
            } else if !seen.insert(id) {
                self.add(format!("there are two {what}s {id:?}"), "each has an id of its own");
            }
        }
    }

    fn matter(&mut self, matter: &Matter) {
        let id = &matter.id;
        self.told(&matter.purpose, &format!("{id}: the purpose"), "PIPA art. 15②1");
        self.kept(matter.retention.as_ref(), &format!("{id}: how long it is kept"));
        let hint = "say what follows, or that nothing does (PIPA art. 15②4)";
        self.told(&matter.refusal, &format!("{id}: what refusal means"), hint);
        if matter.items.is_empty() {
            self.add(format!("{id}: no items"), "which items are asked (PIPA art. 15②2)");
        }
        if matter.items.len() > LIST_MAX || matter.recipients.len() > LIST_MAX {
            self.add(format!("{id}: more than {LIST_MAX} items or recipients"), "ask for less");
        }
        self.twice(matter.items.iter().map(|item| item.id.as_str()), "item");
        for item in &matter.items {
            self.item(id, item);
        }
        if matter.required && matter.article.trim().is_empty() {
            let message = format!("{id}: required, and no article says so");
            self.add(message, "article = the law that demands it (PIPA art. 16①)");
        }
        if matter.required && !matter.kind.may_be_required() {
            let message = format!("{id}: a service may not depend on {}", matter.kind.word());
            self.add(message, "required = false (PIPA art. 22⑤)");
        }
        if matter.recipients.is_empty() && matter.kind.needs_recipients() {
            self.add(format!("{id}: no recipients"), "who receives it (PIPA art. 17②1)");
        }
    }

    fn item(&mut self, id: &str, item: &Item) {
        self.told(&item.name, &format!("{id}: the name of the item {:?}", item.id), "name");
        if let Some(word) = vague_word(&item.name) {
            let message = format!("{id}: {word:?} leaves it open what {:?} is", item.id);
            self.add(message, "one item a line, each by its name (PIPA art. 15②2)");
        }
    }

    fn kept(&mut self, retention: Option<&Retention>, what: &str) {
        match retention {
            None => self.add(format!("{what} is not told"), "retention = { for = \"P5Y\" }"),
            Some(Retention::For(span)) if span.months == 0 && span.days == 0 => {
                self.add(format!("{what} is no time"), "retention = { for = \"P5Y\" }");
            }
            Some(Retention::For(_)) => {}
            Some(Retention::Until(event)) => self.told(event, what, "until = { ko = \"...\" }"),
        }
    }

    /// One matter asks one thing (PIPA art. 22①): what the law wants asked apart may not ride along.
    fn separation(&mut self, matter: &Matter, rules: &Rules) {
        let (id, kind) = (&matter.id, matter.kind);
        let mut bundled = |what: String, apart: Kind| {
            let hint = format!("a matter of its own with kind = {:?}", apart.word());
            self.add(format!("{id}: bundled: {what} in a matter of {}", kind.word()), &hint);
        };
        if !matter.recipients.is_empty() && !kind.may_have_recipients() {
            bundled("recipients".into(), Kind::ThirdParty);
        }
        if kind != Kind::Overseas && matter.recipients.iter().any(|to| to.transfer.is_some()) {
            bundled("a transfer abroad".into(), Kind::Overseas);
        }
        if kind != Kind::Marketing && matter.aim == Aim::Marketing {
            bundled("marketing".into(), Kind::Marketing);
        }
        let first = matter.items.first().map(|item| guarded_by(item.class));
        for item in &matter.items {
            let apart = guarded_by(item.class);
            // What is sent abroad or used beyond its purpose may be guarded data, asked apart from what is not.
            let fits = match kind {
                Kind::Overseas | Kind::BeyondPurpose => Some(apart) == first,
                Kind::Sensitive | Kind::UniqueIdentifier => apart == kind,
                _ => apart == Kind::Collect,
            };
            if !fits {
                bundled(format!("the item {:?}", item.id), apart);
            }
        }
        let is_number = |item: &Item| item.class == Class::ResidentNumber;
        if !rules.resident_number_by_consent && matter.items.iter().any(is_number) {
            let message = format!("{id}: nobody can consent to a resident registration number");
            self.add(message, "only a law or a decree allows it (PIPA art. 24-2①)");
        }
    }

    fn recipient(&mut self, matter: &Matter, recipient: &Recipient) {
        let party = &recipient.party;
        let who = format!("{}: {:?}", matter.id, party.id);
        self.told(&party.name, &format!("{who}: the recipient's name"), "PIPA art. 17②1");
        if let Some(word) = vague_word(&party.name) {
            let message = format!("{who}: {word:?} leaves it open who receives the data");
            self.add(message, "each recipient by its name (PIPA art. 17②1)");
        }
        self.told(&party.address, &format!("{who}: the recipient's address"), "address");
        self.contact(&who, &party.contact);
        let purpose = format!("{who}: the recipient's purpose");
        self.told(&recipient.purpose, &purpose, "PIPA art. 17②2");
        if recipient.items.is_empty() {
            self.add(format!("{who}: no items are given"), "which ones (PIPA art. 17②3)");
        }
        for item in &recipient.items {
            if !matter.items.iter().any(|known| known.id == *item) {
                let message = format!("{who}: {item:?} is no item of the matter");
                self.add(message, "nothing is given that was not asked");
            }
        }
        let kept = format!("{who}: how long the recipient keeps it");
        self.kept(recipient.retention.as_ref(), &kept);
        let refusal = format!("{who}: what refusal means");
        self.told(&recipient.refusal, &refusal, "PIPA art. 17②5");
        match &recipient.transfer {
            Some(transfer) => {
                self.country(&transfer.country, &who);
                let how = format!("{who}: when and how it is sent");
                self.told(&transfer.manner, &how, "PIPA art. 28-8②2");
                let refusing = format!("{who}: how the transfer is refused");
                self.told(&transfer.refusing, &refusing, "PIPA art. 28-8②5");
            }
            None if matter.kind == Kind::Overseas => {
                self.add(
                    format!("{who}: no transfer"),
                    "country, manner and refusing (art. 28-8②)",
                );
            }
            None => {}
        }
    }
}

/// The kind of matter in which data of that class are asked.
fn guarded_by(class: Class) -> Kind {
    match class {
        Class::General => Kind::Collect,
        Class::Sensitive => Kind::Sensitive,
        Class::UniqueIdentifier | Class::ResidentNumber => Kind::UniqueIdentifier,
    }
}

fn is_iri(text: &str) -> bool {
    text.starts_with("https://")
        && text.chars().all(|c| c.is_ascii_graphic() && !"<>\"{}|\\^`".contains(c))
}
