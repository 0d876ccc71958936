//! Random notices, choices and records, for the properties.
//!
//! What may not happen here: no notice is made to please. Most of these would be mistakes to ask; what holds for them holds
//! for the others too.

use consent::{
    Aim, Category, Class, Consent, Event, Ids, Item, Kind, Matter, Method, Notice, Party,
    PartyType, Receipt, Recipient, Record, Retention, State, Transfer, Version, When, Who,
};
use proptest::prelude::*;
use proptest::sample::select;
use vocabulary::{Moment, Span, Text, Zone};

fn words() -> impl Strategy<Value = String> {
    prop_oneof![3 => "[a-z]{1,6}", 1 => "[가-힣 ]{0,5}", 1 => "\\PC{0,8}"]
}

fn text() -> impl Strategy<Value = Text> {
    prop::collection::btree_map(select(vec!["ko", "en", "pt-BR"]), words(), 0..3)
        .prop_map(|map| Text(map.into_iter().map(|(k, v)| (k.to_string(), v)).collect()))
}

fn retention() -> impl Strategy<Value = Option<Retention>> {
    let span = (0i64..600, 0i64..400).prop_map(|(months, days)| Span { months, days });
    prop::option::of(prop_oneof![span.prop_map(Retention::For), text().prop_map(Retention::Until)])
}

fn party() -> impl Strategy<Value = Party> {
    (words(), text(), select(PartyType::ALL.to_vec()), text(), words())
        .prop_map(|(id, name, kind, address, contact)| Party { id, name, kind, address, contact })
}

fn item() -> impl Strategy<Value = Item> {
    (words(), text(), select(Class::ALL.to_vec()), select(Category::ALL.to_vec()))
        .prop_map(|(id, name, class, category)| Item { id, name, class, category })
}

fn recipient() -> impl Strategy<Value = Recipient> {
    let transfer = (words(), text(), text()).prop_map(|(country, manner, refusing)| Transfer {
        country,
        manner,
        refusing,
    });
    let items = prop::collection::vec(words(), 0..3);
    (party(), text(), items, retention(), text(), prop::option::of(transfer)).prop_map(
        |(party, purpose, items, retention, refusal, transfer)| Recipient {
            party,
            purpose,
            items,
            retention,
            refusal,
            transfer,
        },
    )
}

fn matter() -> impl Strategy<Value = Matter> {
    let what = (select(Kind::ALL.to_vec()), select(Aim::ALL.to_vec()), text(), text(), words());
    let lists = (prop::collection::vec(item(), 0..3), prop::collection::vec(recipient(), 0..3));
    (what, lists, retention(), any::<bool>()).prop_map(|(what, lists, retention, required)| {
        let (kind, aim, purpose, refusal, article) = what;
        let (items, recipients) = lists;
        let id = String::new();
        Matter { id, kind, aim, purpose, items, retention, recipients, refusal, required, article }
    })
}

/// A notice of one to five matters, whose ids differ.
pub fn notice() -> impl Strategy<Value = Notice> {
    let names = (words(), words(), words(), words(), words());
    let texts = (text(), text());
    let law = prop::collection::vec("https://[a-z]{1,5}", 0..2);
    (names, texts, party(), law, prop::collection::vec(matter(), 1..6)).prop_map(
        |(names, (title, withdrawal), controller, law, mut matters)| {
            for (n, matter) in matters.iter_mut().enumerate() {
                matter.id = format!("m{n}");
            }
            let (id, about, language, place, storage) = names;
            Notice {
                id,
                about,
                title: title.with("ko", "동의"),
                language,
                controller,
                law,
                place,
                storage,
                withdrawal,
                matters,
            }
        },
    )
}

/// One of three versions: so few that they meet.
pub fn version() -> impl Strategy<Value = Version> {
    select(vec!['a', 'b', 'c'])
        .prop_map(|digit| Version::try_from(digit.to_string().repeat(64)).unwrap())
}

fn who() -> impl Strategy<Value = Who> {
    prop_oneof![
        4 => Just(Who::Person),
        1 => words().prop_map(|id| Who::Guardian { id }),
        1 => (words(), words()).prop_map(|(id, mandate)| Who::Agent { id, mandate }),
        2 => Just(Who::Controller),
    ]
}

fn moment() -> impl Strategy<Value = Moment> {
    (0i64..2_500, 0i64..86_400_000)
        .prop_map(|(days, rest)| Moment(1_577_836_800_000 + days * 86_400_000 + rest))
}

fn event() -> impl Strategy<Value = Event> {
    let what = (select(State::ALL.to_vec()), who(), select(Method::ALL.to_vec()), words());
    (version(), what, moment(), prop::option::of(0i64..900), any::<bool>()).prop_map(
        |(version, (state, by, method, evidence), at, until, child)| {
            let when = When::of(at, &Zone::named("Asia/Seoul").unwrap());
            Event {
                matter: "m".into(),
                version,
                state,
                by,
                method,
                evidence,
                when,
                until: until.map(|days| when.day.plus_days(days)),
                child,
            }
        },
    )
}

/// Choices about the matter "m", of which some cannot stand.
pub fn events() -> impl Strategy<Value = Vec<Event>> {
    prop::collection::vec(event(), 0..12)
}

/// The consent of those choices that can stand.
pub fn consent_of(events: Vec<Event>) -> Consent {
    let mut consent = Consent::default();
    for event in events {
        consent.add(event).ok();
    }
    consent
}

/// The person withdraws so many hours later.
pub fn withdrawal(matter: &str, last: Moment, hours: i64) -> Event {
    let at = last.plus_seconds(3600 * hours);
    Event {
        matter: matter.into(),
        version: Version::try_from("d".repeat(64)).unwrap(),
        state: State::Withdrawn,
        by: Who::Person,
        method: Method::Phone,
        evidence: String::new(),
        when: When::of(at, &Zone::named("Asia/Seoul").unwrap()),
        until: None,
        child: false,
    }
}

/// A whole record: choices of all kinds about each matter of a random notice.
pub fn record() -> impl Strategy<Value = Record> {
    let ids = ("\\PC{1,8}x", "\\PC{1,8}x").prop_map(|(record, person)| Ids { record, person });
    let choices = prop::collection::vec((any::<prop::sample::Index>(), event()), 0..12);
    (ids, notice(), choices).prop_map(|(ids, notice, choices)| {
        let mut consent = Consent::default();
        for (n, matter) in notice.matters.iter().enumerate() {
            let version = notice.version_of(&matter.id).unwrap();
            let refused = withdrawal(&matter.id, Moment(1_577_836_800_000), n as i64);
            consent.add(Event { version, ..refused }).unwrap();
        }
        for (pick, event) in choices {
            let matter = notice.matters[pick.index(notice.matters.len())].id.clone();
            consent.add(Event { matter, ..event }).ok();
        }
        Record::new(ids, "ko", notice, consent).unwrap()
    })
}

pub fn receipt() -> impl Strategy<Value = Receipt> {
    (record(), "[a-z]{1,9}", moment())
        .prop_map(|(record, id, issued)| record.receipt(&id, issued).unwrap())
}
