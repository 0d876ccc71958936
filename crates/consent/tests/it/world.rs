//! What the tests share: a notice with every kind of matter, choices, and where the shared data are.

use std::io::Write;
use std::path::PathBuf;

use consent::{
    Aim, Category, Class, Consent, Event, Ids, Item, Kind, Matter, Method, Notice, Party,
    PartyType, Recipient, Record, Retention, Rules, State, Transfer, When, Who,
};
use vocabulary::{Day, Text, Zone};

/// The rules of today's law; the five days are those of the guideline.
pub const RULES: Rules =
    Rules { child_under_years: 14, guardian_days: 5, resident_number_by_consent: false };

pub fn day(text: &str) -> Day {
    text.parse().unwrap()
}

pub fn text(words: &str) -> Text {
    Text::of("ko", &format!("{words}(한국어)")).with("en", words)
}

pub fn party(id: &str, name: &str) -> Party {
    Party {
        id: id.into(),
        name: text(name),
        kind: PartyType::PublicBody,
        address: text("1 Main Street"),
        contact: "02-000-0000".into(),
    }
}

pub fn item(id: &str, class: Class, category: Category) -> Item {
    Item { id: id.into(), name: text(id), class, category }
}

pub fn recipient(id: &str, items: &[&str]) -> Recipient {
    Recipient {
        party: Party { kind: PartyType::Company, ..party(id, &format!("The {id}")) },
        purpose: text("to pay the benefit"),
        items: items.iter().map(|item| item.to_string()).collect(),
        retention: Some(Retention::For("P1Y".parse().unwrap())),
        refusal: text("the benefit is paid at the counter"),
        transfer: None,
    }
}

pub fn matter(id: &str, kind: Kind) -> Matter {
    Matter {
        id: id.into(),
        kind,
        purpose: text("to decide on the benefit"),
        aim: Aim::Service,
        items: vec![item("name", Class::General, Category::Name)],
        retention: Some(Retention::For("P5Y".parse().unwrap())),
        recipients: Vec::new(),
        refusal: text("nothing follows from a refusal"),
        required: false,
        article: String::new(),
    }
}

/// One matter of each kind, none of them with a mistake.
pub fn notice() -> Notice {
    let bank = recipient("bank", &["name"]);
    let transfer = Transfer {
        country: "FR".into(),
        manner: text("at once, over an encrypted line"),
        refusing: text("tick no, or write to us"),
    };
    let abroad = Recipient { transfer: Some(transfer), ..recipient("consulate", &["name"]) };
    let health = item("illness", Class::Sensitive, Category::Health);
    let passport = item("passport", Class::UniqueIdentifier, Category::Passport);
    let matters = vec![
        Matter {
            required: true,
            article: "Benefits Act art. 3".into(),
            items: vec![
                item("name", Class::General, Category::Name),
                item("email", Class::General, Category::Email),
            ],
            ..matter("collect", Kind::Collect)
        },
        Matter { recipients: vec![bank], ..matter("bank", Kind::ThirdParty) },
        Matter { items: vec![health], ..matter("health", Kind::Sensitive) },
        Matter { items: vec![passport], ..matter("passport", Kind::UniqueIdentifier) },
        Matter {
            aim: Aim::Marketing,
            retention: Some(Retention::Until(text("until the account is closed"))),
            ..matter("news", Kind::Marketing)
        },
        Matter { aim: Aim::Statistics, ..matter("study", Kind::BeyondPurpose) },
        Matter { recipients: vec![abroad], ..matter("abroad", Kind::Overseas) },
    ];
    Notice {
        id: "benefit-consent".into(),
        about: "benefit".into(),
        title: text("Consent for the benefit"),
        language: "ko".into(),
        controller: party("welfare", "Office for Welfare"),
        law: vec!["https://w3id.org/dpv/legal/kr#law-PIPA".into()],
        place: "KR".into(),
        storage: "KR".into(),
        withdrawal: text("on the page of your consents, or at any counter"),
        matters,
    }
}

pub fn when(day: &str) -> When {
    let seoul = Zone::named("Asia/Seoul").unwrap();
    let noon = seoul.start_of(day.parse().unwrap()).plus_seconds(12 * 3600);
    When::of(noon, &seoul)
}

/// A choice of a grown person on a page, about what the notice says now.
pub fn event(notice: &Notice, matter: &str, state: State, day: &str) -> Event {
    let is_noted = matches!(state, State::Expired | State::Invalidated);
    Event {
        matter: matter.into(),
        version: notice.version_of(matter).unwrap(),
        state,
        by: if is_noted { Who::Controller } else { Who::Person },
        method: Method::Web,
        evidence: "session 7f3a".into(),
        when: when(day),
        until: None,
        child: false,
    }
}

pub fn consent(events: impl IntoIterator<Item = Event>) -> Consent {
    Consent::try_from(events.into_iter().collect::<Vec<Event>>()).unwrap()
}

pub fn ids() -> Ids {
    Ids { record: "rec 5b1e/가".into(), person: "p-91c2".into() }
}

/// A record in which every state, every actor and every method occurs.
pub fn record() -> Record {
    let notice = notice();
    let mut events = Vec::new();
    for (n, matter) in notice.matters.iter().enumerate() {
        let given = event(&notice, &matter.id, State::Given, "2026-03-01");
        events.push(Event { method: Method::ALL[n], ..given.clone() });
        let state = State::ALL[n % State::ALL.len()];
        events.push(Event { ..event(&notice, &matter.id, state, "2026-04-01") });
        events.push(Event { until: Some(day("2027-03-01")), ..given });
    }
    let given = event(&notice, "news", State::Given, "2026-05-01");
    let guardian = Who::Guardian { id: "g-1".into() };
    let agent = Who::Agent { id: "a-1".into(), mandate: "MAN-1".into() };
    events.push(Event {
        by: guardian,
        child: true,
        method: Method::WebAndPhoneIdentity,
        ..given.clone()
    });
    events.push(Event { by: agent.clone(), method: Method::Email, ..given.clone() });
    events.push(Event { by: agent, method: Method::Equivalent, ..given });
    Record::new(ids(), "en", notice, consent(events)).unwrap()
}

/// Is this program or folder one without which the tests must fail?
pub fn required(what: &str) -> bool {
    std::env::var("MADANG_REQUIRE").is_ok_and(|all| all.split(',').any(|one| one.trim() == what))
}

/// A file of the shared data on privacy; nothing, loudly, when it is not there.
pub fn shared(path: &str) -> Option<PathBuf> {
    let root = std::env::var_os("MADANG_SHARED").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared"),
        PathBuf::from,
    );
    let file = root.join("data/privacy").join(path);
    if file.exists() {
        return Some(file);
    }
    assert!(!required("shared"), "{} is required", file.display());
    skipped(&format!("{} is not there", file.display()));
    None
}

/// Says past the test runner, which swallows what a passing test prints, that something was not tested.
pub fn skipped(why: &str) {
    writeln!(std::io::stderr(), "SKIPPED: {why}").unwrap();
}
