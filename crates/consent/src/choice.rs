//! What a person chose: event after event, never overwritten, and whether that allows anything on a day.
//!
//! What may not happen here: nothing is kept that could not have been chosen. Every way to a [`Consent`] leads through
//! [`Consent::add`].

use serde::{Deserialize, Serialize};
use vocabulary::{Day, Moment, Zone};

use crate::objection::Objection;
use crate::version::Version;

/// The most choices that one consent holds: a person who changes their mind every day for ten years.
const EVENTS_MAX: usize = 4_000;

/// What became of a consent by an event. The words are those of the Data Privacy Vocabulary.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    Given,
    Renewed,
    Refused,
    Expired,
    Invalidated,
    Withdrawn,
}

impl State {
    pub const ALL: [State; 6] = [
        State::Given,
        State::Renewed,
        State::Refused,
        State::Expired,
        State::Invalidated,
        State::Withdrawn,
    ];

    /// Is it a state in which data may be processed?
    pub fn is_agreement(self) -> bool {
        matches!(self, State::Given | State::Renewed)
    }
}

/// Who made the choice, by pseudonyms.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Who {
    Person,
    /// Of a child (PIPA art. 22-2).
    Guardian {
        id: String,
    },
    /// For a person who gave them the mandate (art. 38①).
    Agent {
        id: String,
        mandate: String,
    },
    /// Who keeps the data: only to note that a consent has expired or was found invalid.
    Controller,
}

/// How the choice was made: Decree arts. 17② and 17-2①.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Method {
    /// Signed or sealed, handed in or sent.
    Paper,
    Phone,
    /// Told on the telephone, read on the web, agreed to on the telephone.
    PhoneAndWeb,
    /// Shown on a page, with a choice on that page.
    Web,
    /// The same, and the controller confirms by a text message to the telephone.
    WebAndSms,
    /// The same, with the particulars of a payment card.
    WebAndCard,
    /// The same, and the telephone proves who it was.
    WebAndPhoneIdentity,
    Email,
    /// Another way that is as good: the evidence says which.
    Equivalent,
}

impl Method {
    pub const ALL: [Method; 9] = [
        Method::Paper,
        Method::Phone,
        Method::PhoneAndWeb,
        Method::Web,
        Method::WebAndSms,
        Method::WebAndCard,
        Method::WebAndPhoneIdentity,
        Method::Email,
        Method::Equivalent,
    ];

    pub fn word(self) -> &'static str {
        match self {
            Method::Paper => "paper",
            Method::Phone => "phone",
            Method::PhoneAndWeb => "phone-and-web",
            Method::Web => "web",
            Method::WebAndSms => "web-and-sms",
            Method::WebAndCard => "web-and-card",
            Method::WebAndPhoneIdentity => "web-and-phone-identity",
            Method::Email => "email",
            Method::Equivalent => "equivalent",
        }
    }

    /// Does it make sure that it was the guardian? All do but a bare tick on a page (Decree art. 17-2①).
    pub fn makes_sure_of_guardian(self) -> bool {
        self != Method::Web
    }
}

/// When it was: the moment, and the day that it was where the law applies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct When {
    pub at: Moment,
    pub day: Day,
}

impl When {
    pub fn of(at: Moment, zone: &Zone) -> When {
        When { at, day: zone.day_of(at) }
    }

    // The civil day is at most one away from that of UTC, wherever one is.
    fn fits(self) -> bool {
        let is_told = Moment::from_rfc3339(&self.at.to_rfc3339()) == Some(self.at);
        is_told && (-1..=1).contains(&self.day.days_since(Zone::utc().day_of(self.at)))
    }
}

/// One choice for one matter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Event {
    pub matter: String,
    /// Of the matter, as it was shown: `Notice::version_of`.
    pub version: Version,
    pub state: State,
    pub by: Who,
    pub method: Method,
    /// Where the proof of it is: a scan, a voice recording, a session. Never the proof itself.
    pub evidence: String,
    pub when: When,
    /// The last day that an agreement holds, where it has one.
    #[serde(default)]
    pub until: Option<Day>,
    /// Was the person a child in the sense of the law on that day?
    #[serde(default)]
    pub child: bool,
}

impl Event {
    // Of two at the same moment the one that ends a consent comes last, and so wins.
    fn order(&self) -> (Moment, State, &str) {
        (self.when.at, self.state, &self.matter)
    }

    fn objection(&self) -> Option<Objection> {
        let agrees = self.state.is_agreement();
        let is_noted = matches!(self.state, State::Expired | State::Invalidated);
        let blank = |text: &str| text.trim().is_empty();
        if !self.when.fits() || self.until.is_some_and(|until| until < self.when.day) {
            return Some(Objection::DaysDisagree);
        }
        if is_noted != (self.by == Who::Controller) {
            let by_controller = self.by == Who::Controller;
            let why = [Objection::NotForThePerson, Objection::ControllerChooses];
            return why.into_iter().nth(usize::from(by_controller));
        }
        match &self.by {
            // A child who says no, or no longer, is heard: that only ever guards them.
            Who::Person if self.child && agrees => return Some(Objection::ChildAlone),
            Who::Guardian { .. } if !self.child => return Some(Objection::NoChild),
            Who::Guardian { .. } if agrees && !self.method.makes_sure_of_guardian() => {
                return Some(Objection::GuardianNotSure);
            }
            Who::Agent { .. } if self.child && agrees => return Some(Objection::ChildAlone),
            Who::Agent { mandate, .. } if blank(mandate) => return Some(Objection::NoMandate),
            _ => {}
        }
        // Withdrawing may not be harder than giving: nobody is asked for evidence of it.
        (agrees && blank(&self.evidence)).then_some(Objection::NoEvidence)
    }
}

/// All that one person has chosen about the matters of one service or file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<Event>", into = "Vec<Event>")]
pub struct Consent {
    /// In the order of time.
    events: Vec<Event>,
}

impl Consent {
    /// Adds what was chosen. An older choice that becomes known later, on paper, goes to its place.
    pub fn add(&mut self, event: Event) -> Result<(), Objection> {
        if self.events.len() >= EVENTS_MAX {
            return Err(Objection::TooMany);
        }
        if let Some(objection) = event.objection() {
            return Err(objection);
        }
        let place = self.events.partition_point(|other| other.order() <= event.order());
        let is_given = |other: &Event| other.matter == event.matter && other.state == State::Given;
        if event.state == State::Renewed && !self.events.iter().take(place).any(is_given) {
            return Err(Objection::NothingToRenew);
        }
        self.events.insert(place, event);
        Ok(())
    }

    pub fn events(&self) -> &[Event] {
        &self.events
    }

    /// May data be processed for that matter, in that version of what it says, on that day?
    ///
    /// Only what was last agreed to allows anything, and only in the version that was shown. A withdrawal ends every
    /// version; to refuse a new version leaves the older one as it was, for nobody took it back. On the day of a withdrawal
    /// nothing is allowed any more.
    pub fn allows(&self, matter: &str, version: &Version, day: Day) -> bool {
        let holds = |event: &&Event| event.until.is_none_or(|until| day <= until);
        self.agreed(matter, day).filter(holds).is_some_and(|event| event.version == *version)
    }

    /// The state of a matter at the end of that day, if anything was chosen by then.
    pub fn state(&self, matter: &str, day: Day) -> Option<State> {
        let last = self.until_day(matter, day).last()?;
        let is_over = last.state.is_agreement() && last.until.is_some_and(|until| until < day);
        Some(if is_over { State::Expired } else { last.state })
    }

    /// The agreement that has not been ended by the end of that day.
    fn agreed(&self, matter: &str, day: Day) -> Option<&Event> {
        self.until_day(matter, day).fold(None, |agreed: Option<&Event>, event| match event.state {
            State::Given | State::Renewed => Some(event),
            State::Withdrawn => None,
            State::Refused | State::Expired | State::Invalidated => {
                agreed.filter(|agreed| agreed.version != event.version)
            }
        })
    }

    fn until_day(&self, matter: &str, day: Day) -> impl Iterator<Item = &Event> {
        self.events.iter().filter(move |event| event.matter == matter && event.when.day <= day)
    }
}

impl TryFrom<Vec<Event>> for Consent {
    type Error = Objection;

    fn try_from(mut events: Vec<Event>) -> Result<Consent, Objection> {
        events.sort_by(|a, b| a.order().cmp(&b.order()));
        let mut consent = Consent::default();
        for event in events {
            consent.add(event)?;
        }
        Ok(consent)
    }
}

impl From<Consent> for Vec<Event> {
    fn from(consent: Consent) -> Vec<Event> {
        consent.events
    }
}
