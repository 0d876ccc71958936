//! A person's own page: their cases, what is due, and who looked at their data.
//!
//! What may not happen here: showing a value of personal data where its name is enough.

use askama::Template;
use askama::filters::HtmlSafe;
use vocabulary::Lang;

use crate::components::Badge;
use crate::frame::{Frame, Link, Tone};

/// A case in a list.
#[derive(Clone, Debug)]
pub struct CaseCard {
    pub href: String,
    /// The service's title.
    pub title: String,
    pub lang: Option<Lang>,
    pub number: String,
    /// `Frame::state`.
    pub state: Badge,
    /// How long is left, or when it was decided; may be empty.
    pub note: String,
}

/// Cases, as a list of cards.
#[derive(Template)]
#[template(path = "components/case_cards.html")]
pub struct CaseCards {
    pub cards: Vec<CaseCard>,
    /// The level of each card's heading.
    pub level: u8,
    /// What stands there when there are none.
    pub empty: String,
}

/// Something that the person must do.
#[derive(Clone, Debug)]
pub struct Due {
    pub title: String,
    pub href: String,
    /// Until when.
    pub until: String,
    pub tone: Tone,
}

/// What waits for the person, the most urgent first.
#[derive(Template)]
#[template(path = "components/dues.html")]
pub struct Dues {
    pub dues: Vec<Due>,
    pub empty: String,
}

/// One time that somebody looked at the person's data.
#[derive(Clone, Debug, Default)]
pub struct Disclosure {
    /// Who: an officer's agency and desk, a rule, another agency.
    pub who: String,
    /// What for, and the law that allows it.
    pub purpose: String,
    /// As `Frame::moment` says it.
    pub when: String,
    /// RFC 3339.
    pub datetime: String,
    /// The names of the fields, never the values.
    pub fields: String,
    pub case: Option<Link>,
}

/// Who looked at my data, the newest first.
#[derive(Template)]
#[template(path = "components/disclosures.html")]
pub struct Disclosures<'a> {
    pub frame: &'a Frame,
    pub disclosures: Vec<Disclosure>,
}

impl HtmlSafe for CaseCards {}
impl HtmlSafe for Dues {}
impl HtmlSafe for Disclosures<'_> {}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::texts::Texts;

    #[test]
    fn nobody_looked_is_said_too() {
        let frame = Frame::new(Arc::new(Texts::house().unwrap()), Lang::new("en"), "");
        let html = Disclosures { frame: &frame, disclosures: Vec::new() }.render().unwrap();
        assert!(html.contains("Nobody has looked at your data"));
    }

    #[test]
    fn a_disclosure_names_who_what_for_and_which_fields() {
        let frame = Frame::new(Arc::new(Texts::house().unwrap()), Lang::new("en"), "");
        let disclosure = Disclosure {
            who: "Madang-gu, welfare desk".into(),
            purpose: "Deciding on the basic pension".into(),
            when: "1 March 2026, 09:00".into(),
            datetime: "2026-03-01T00:00:00.000Z".into(),
            fields: "address, household".into(),
            case: Some(Link::new("/cases/BP-1", "BP-1")),
        };
        let html = Disclosures { frame: &frame, disclosures: vec![disclosure] }.render().unwrap();
        for part in [
            "welfare desk",
            "basic pension",
            "address, household",
            "/cases/BP-1",
            "<time datetime=",
        ] {
            assert!(html.contains(part), "{part}");
        }
    }
}
