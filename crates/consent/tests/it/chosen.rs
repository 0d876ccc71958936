//! What was chosen, by whom and how, and what it allows on which day.

use consent::{
    Consent, Event, Kind, Matter, Method, Notice, Objection, Record, State, Version, When, Who,
};
use proptest::prelude::*;
use vocabulary::Moment;

use crate::random;
use crate::world::{consent, day, event, ids, matter, notice, when};

fn guardian() -> Who {
    Who::Guardian { id: "g-1".into() }
}

fn agent(mandate: &str) -> Who {
    Who::Agent { id: "a-1".into(), mandate: mandate.into() }
}

/// Who chooses, for a child or not, how, what; and why that cannot stand, if it cannot.
type Row = (fn() -> Who, bool, Method, State, Option<Objection>);

const WHO_MAY: &[Row] = &[
    (|| Who::Person, false, Method::Web, State::Given, None),
    (|| Who::Person, false, Method::Paper, State::Renewed, None),
    (|| Who::Person, true, Method::Web, State::Given, Some(Objection::ChildAlone)),
    // A child who says no, or no longer, is heard.
    (|| Who::Person, true, Method::Web, State::Refused, None),
    (|| Who::Person, true, Method::Web, State::Withdrawn, None),
    // Decree art. 17-2①: a bare tick does not make sure of the guardian, the seven ways do.
    (guardian, true, Method::Web, State::Given, Some(Objection::GuardianNotSure)),
    (guardian, true, Method::WebAndSms, State::Given, None),
    (guardian, true, Method::WebAndCard, State::Given, None),
    (guardian, true, Method::WebAndPhoneIdentity, State::Given, None),
    (guardian, true, Method::Paper, State::Given, None),
    (guardian, true, Method::Email, State::Given, None),
    (guardian, true, Method::Phone, State::Given, None),
    (guardian, true, Method::PhoneAndWeb, State::Given, None),
    (guardian, true, Method::Equivalent, State::Given, None),
    (guardian, true, Method::Web, State::Refused, None),
    (guardian, false, Method::Paper, State::Given, Some(Objection::NoChild)),
    (|| agent("MAN-1"), false, Method::Paper, State::Given, None),
    (|| agent(" "), false, Method::Paper, State::Given, Some(Objection::NoMandate)),
    (|| agent("MAN-1"), true, Method::Paper, State::Given, Some(Objection::ChildAlone)),
    (|| Who::Controller, false, Method::Web, State::Expired, None),
    (|| Who::Controller, false, Method::Paper, State::Invalidated, None),
    (|| Who::Controller, false, Method::Web, State::Given, Some(Objection::ControllerChooses)),
    (|| Who::Controller, false, Method::Web, State::Withdrawn, Some(Objection::ControllerChooses)),
    (|| Who::Person, false, Method::Web, State::Expired, Some(Objection::NotForThePerson)),
];

#[test]
fn who_may_choose_what_and_how() {
    let notice = notice();
    for (row, (by, child, method, state, objection)) in WHO_MAY.iter().enumerate() {
        let mut consent = consent([event(&notice, "news", State::Given, "2026-01-01")]);
        let (by, child, method) = (by(), *child, *method);
        let told = format!("row {row}: {by:?} {child} {method:?} {state:?}");
        let event = Event { by, child, method, ..event(&notice, "news", *state, "2026-03-01") };
        assert_eq!(consent.add(event).err(), *objection, "{told}");
    }
}

#[test]
fn a_consent_is_kept_with_its_evidence_and_a_withdrawal_needs_none() {
    let notice = notice();
    let bare =
        |state| Event { evidence: " ".into(), ..event(&notice, "news", state, "2026-03-01") };
    assert_eq!(Consent::default().add(bare(State::Given)), Err(Objection::NoEvidence));
    assert_eq!(Consent::default().add(bare(State::Withdrawn)), Ok(()));
}

#[test]
fn what_was_never_given_is_not_renewed() {
    let notice = notice();
    let renewed = event(&notice, "news", State::Renewed, "2026-03-01");
    let other = event(&notice, "bank", State::Given, "2026-01-01");
    let later = event(&notice, "news", State::Given, "2026-04-01");
    assert_eq!(consent([other, later]).add(renewed), Err(Objection::NothingToRenew));
}

#[test]
fn days_that_contradict_each_other_are_refused() {
    let notice = notice();
    let given = event(&notice, "news", State::Given, "2026-03-01");
    let ends_before = Event { until: Some(day("2026-02-28")), ..given.clone() };
    let elsewhere = Event { when: When { day: day("2026-03-05"), ..given.when }, ..given.clone() };
    let never = Event { when: When { at: Moment(i64::MAX), day: day("1970-01-01") }, ..given };
    for wrong in [ends_before, elsewhere, never] {
        assert_eq!(Consent::default().add(wrong), Err(Objection::DaysDisagree));
    }
}

/// The first version of a matter, and the same with one item more.
fn two_versions() -> (Notice, Notice) {
    let first = Notice { matters: vec![matter("m", Kind::Collect)], ..notice() };
    let mut items = first.matters[0].items.clone();
    items.extend(notice().matters[0].items.iter().filter(|item| item.id == "email").cloned());
    let wider = Matter { items, ..first.matters[0].clone() };
    (first.clone(), Notice { matters: vec![wider], ..first })
}

/// Choices as "day state version", what is asked as "day version", and the answer.
type Story = (&'static str, &'static [&'static str], &'static [(&'static str, bool)]);

const STORIES: &[Story] = &[
    ("nothing was said", &[], &[("2026-03-01 a", false)]),
    (
        "given",
        &["2026-03-01 given a"],
        &[("2026-02-28 a", false), ("2026-03-01 a", true), ("2030-01-01 a", true)],
    ),
    ("given for another version", &["2026-03-01 given a"], &[("2026-03-01 b", false)]),
    ("refused", &["2026-03-01 refused a"], &[("2026-03-01 a", false)]),
    (
        "withdrawn",
        &["2026-03-01 given a", "2026-04-01 withdrawn a"],
        &[("2026-03-31 a", true), ("2026-04-01 a", false), ("2027-01-01 a", false)],
    ),
    (
        "a withdrawal ends every version",
        &["2026-03-01 given a", "2026-04-01 withdrawn b"],
        &[("2026-04-01 a", false)],
    ),
    (
        "given again after a withdrawal",
        &["2026-03-01 given a", "2026-04-01 withdrawn a", "2026-05-01 given a"],
        &[("2026-04-30 a", false), ("2026-05-01 a", true)],
    ),
    (
        "renewed for the wider version",
        &["2026-03-01 given a", "2026-04-01 renewed b"],
        &[("2026-03-31 a", true), ("2026-04-01 a", false), ("2026-04-01 b", true)],
    ),
    (
        "the wider version was refused: the older one stays",
        &["2026-03-01 given a", "2026-04-01 refused b"],
        &[("2026-04-01 a", true), ("2026-04-01 b", false)],
    ),
    (
        "expired, then renewed",
        &["2026-03-01 given a", "2027-03-01 expired a", "2027-04-01 renewed a"],
        &[("2027-02-28 a", true), ("2027-03-01 a", false), ("2027-04-01 a", true)],
    ),
    (
        "found invalid",
        &["2026-03-01 given a", "2026-04-01 invalidated a"],
        &[("2026-03-31 a", true), ("2026-04-01 a", false)],
    ),
    (
        "found invalid in another version",
        &["2026-03-01 given a", "2026-04-01 renewed b", "2026-05-01 invalidated a"],
        &[("2026-05-01 b", true)],
    ),
    (
        "a withdrawal on paper becomes known late",
        &["2026-04-01 given a", "2026-03-01 given a", "2026-05-01 withdrawn a"],
        &[("2026-04-30 a", true), ("2026-05-01 a", false)],
    ),
];

fn state(word: &str) -> State {
    serde_json::from_value(word.into()).unwrap()
}

#[test]
fn what_a_choice_allows_on_which_day() {
    let (a, b) = two_versions();
    let notice = |word: &str| if word == "a" { &a } else { &b };
    for (story, choices, questions) in STORIES {
        let events = choices.iter().map(|choice| {
            let words: Vec<&str> = choice.split(' ').collect();
            event(notice(words[2]), "m", state(words[1]), words[0])
        });
        let consent = consent(events);
        for (question, answer) in *questions {
            let (on, version) = question.split_once(' ').unwrap();
            let version = notice(version).version_of("m").unwrap();
            assert_eq!(consent.allows("m", &version, day(on)), *answer, "{story}: {question}");
        }
    }
}

#[test]
fn an_agreement_with_an_end_is_over_on_the_day_after_it() {
    let notice = notice();
    let until = Some(day("2026-06-30"));
    let consent = consent([Event { until, ..event(&notice, "news", State::Given, "2026-03-01") }]);
    let version = notice.version_of("news").unwrap();
    assert!(consent.allows("news", &version, day("2026-06-30")));
    assert_eq!(consent.state("news", day("2026-06-30")), Some(State::Given));
    assert!(!consent.allows("news", &version, day("2026-07-01")));
    assert_eq!(consent.state("news", day("2026-07-01")), Some(State::Expired));
    assert_eq!(consent.state("bank", day("2026-07-01")), None);
}

#[test]
fn at_the_same_moment_the_withdrawal_wins() {
    let notice = notice();
    let version = notice.version_of("news").unwrap();
    let given = event(&notice, "news", State::Given, "2026-03-01");
    let withdrawn = event(&notice, "news", State::Withdrawn, "2026-03-01");
    for events in [[given.clone(), withdrawn.clone()], [withdrawn, given]] {
        assert!(!consent(events).allows("news", &version, day("2026-03-01")));
    }
}

#[test]
fn only_given_and_renewed_allow_processing() {
    let agreements: Vec<State> = State::ALL.into_iter().filter(|s| s.is_agreement()).collect();
    assert_eq!(agreements, [State::Given, State::Renewed]);
}

proptest! {
    #[test]
    fn a_withdrawal_always_wins_over_an_older_consent(
        events in random::events(), version in random::version(), late in 0i64..2_000,
    ) {
        let mut consent = random::consent_of(events);
        let last = consent.events().iter().map(|event| event.when.at).max();
        let last = last.unwrap_or(Moment(0));
        let withdrawn = random::withdrawal("m", last, late);
        let on = withdrawn.when.day;
        consent.add(withdrawn).unwrap();
        let versions: Vec<Version> = consent.events().iter().map(|e| e.version.clone()).collect();
        for version in versions.iter().chain([&version]) {
            prop_assert!(!consent.allows("m", version, on));
            prop_assert!(!consent.allows("m", version, on.plus_days(4_000)));
        }
    }

    #[test]
    fn what_is_allowed_was_agreed_to_in_that_version(
        events in random::events(), version in random::version(), days in 0i64..3_000,
    ) {
        let consent = random::consent_of(events);
        let on = day("2020-01-01").plus_days(days);
        if consent.allows("m", &version, on) {
            let agreed = consent.events().iter().any(|event| {
                event.matter == "m" && event.version == version && event.when.day <= on
                    && event.state.is_agreement()
            });
            prop_assert!(agreed);
        }
        prop_assert!(!consent.allows("another matter", &version, on));
    }

    #[test]
    fn the_order_in_which_choices_become_known_changes_nothing(
        events in random::events(), days in 0i64..3_000,
    ) {
        let on = day("2020-01-01").plus_days(days);
        // What is renewed must be known to have been given, and two agreements of one moment have no order.
        let mut seen = std::collections::BTreeSet::new();
        let plain = random::consent_of(events).events().iter()
            .filter(|event| event.state != State::Renewed && seen.insert(event.when.at))
            .cloned().collect::<Vec<Event>>();
        let forth = random::consent_of(plain.clone());
        let back = random::consent_of(plain.into_iter().rev().collect());
        prop_assert_eq!(&forth, &back);
        for version in forth.events().iter().map(|event| &event.version) {
            prop_assert_eq!(forth.allows("m", version, on), back.allows("m", version, on));
        }
    }
}

#[test]
fn a_record_is_whole_or_is_none() {
    let notice = notice();
    let all = notice.matters.iter().map(|m| event(&notice, &m.id, State::Refused, "2026-03-01"));
    let all: Vec<Event> = all.collect();
    let record = |notice: &Notice, events: &[Event]| {
        Record::new(ids(), "ko", notice.clone(), consent(events.to_vec())).err()
    };
    assert_eq!(record(&notice, &all), None);
    assert_eq!(record(&notice, &all[1..]), Some(Objection::Unanswered("collect".into())));
    let stray = Event { matter: "cookies".into(), ..all[0].clone() };
    let stray = [&all[..], &[stray]].concat();
    assert_eq!(record(&notice, &stray), Some(Objection::NoSuchMatter("cookies".into())));
    let mut twice = notice.clone();
    twice.matters.push(notice.matters[0].clone());
    assert_eq!(record(&twice, &all), Some(Objection::SameMatter("collect".into())));
    let empty = Notice { matters: vec![], ..notice.clone() };
    assert_eq!(record(&empty, &[]), Some(Objection::NothingAsked));
    let french = Record::new(ids(), "fr", notice, consent(all));
    assert_eq!(french.err(), Some(Objection::NoSuchLanguage("fr".into())));
}

#[test]
fn a_day_is_the_day_where_the_law_applies() {
    let seoul = when("2026-03-01");
    assert_eq!(seoul.day, day("2026-03-01"));
    assert_eq!(seoul.at.to_rfc3339(), "2026-03-01T03:00:00.000Z");
}
