//! Children: the guardian consents, and until then only the guardian's name and contact are kept, for so many days.

use consent::{Child, Consent, Event, Field, Keeping, Method, Rules, State, Who, keeping};
use proptest::prelude::*;

use crate::world::{RULES, consent, day, event, notice};

const ASKED: &str = "2026-03-02";

fn child() -> Child {
    Child { born: day("2015-05-05"), asked: day(ASKED) }
}

fn by_guardian(state: State, on: &str) -> Event {
    let by = Who::Guardian { id: "g-1".into() };
    let method = Method::WebAndSms;
    Event { by, method, child: true, ..event(&notice(), "news", state, on) }
}

/// What the guardian did and when, the day that is asked about, and what may be kept.
type Answer = (Option<(State, &'static str)>, &'static str, &'static str);

const GUARDIAN: &[Answer] = &[
    (None, "2026-03-02", "the guardian"),
    (None, "2026-03-07", "the guardian"),
    (None, "2026-03-08", "nothing"),
    (Some((State::Given, "2026-03-05")), "2026-03-04", "the guardian"),
    (Some((State::Given, "2026-03-05")), "2026-03-05", "as agreed"),
    (Some((State::Given, "2026-03-05")), "2026-12-31", "as agreed"),
    (Some((State::Refused, "2026-03-03")), "2026-03-03", "nothing"),
];

#[test]
fn until_the_guardian_has_answered() {
    for (answer, on, expected) in GUARDIAN {
        let consent = consent(answer.map(|(state, on)| by_guardian(state, on)));
        let kept = match keeping(&child(), &consent, day(on), &RULES) {
            Keeping::AsAgreed => "as agreed",
            Keeping::GuardianOnly { until } => {
                assert_eq!(until, day("2026-03-07"));
                "the guardian"
            }
            Keeping::Nothing => "nothing",
        };
        assert_eq!(kept, *expected, "{answer:?} {on}");
    }
}

#[test]
fn only_name_and_contact_of_the_guardian_are_kept_meanwhile() {
    let waiting = keeping(&child(), &Consent::default(), day(ASKED), &RULES);
    assert!(waiting.may_keep(Field::GuardianName) && waiting.may_keep(Field::GuardianContact));
    assert!(!waiting.may_keep(Field::Other));
    for field in [Field::GuardianName, Field::GuardianContact, Field::Other] {
        assert!(!Keeping::Nothing.may_keep(field));
    }
}

#[test]
fn a_person_is_a_child_until_the_day_before_the_birthday_that_the_law_names() {
    let child = child();
    assert!(child.is_child(day("2029-05-04"), &RULES));
    assert!(!child.is_child(day("2029-05-05"), &RULES));
    let sixteen = Rules { child_under_years: 16, ..RULES };
    assert!(child.is_child(day("2029-05-05"), &sixteen));
    let grown = Child { born: day("1990-01-01"), ..child };
    assert_eq!(keeping(&grown, &Consent::default(), day(ASKED), &RULES), Keeping::AsAgreed);
}

proptest! {
    #[test]
    fn without_a_consent_nothing_about_a_child_is_ever_kept(
        days in -10i64..4_000, guardian_days in 0i64..60, age in 0i64..14,
    ) {
        let rules = Rules { guardian_days, ..RULES };
        let child = Child { born: day(ASKED).plus_months(-12 * age), asked: day(ASKED) };
        let on = day(ASKED).plus_days(days);
        let keeping = keeping(&child, &Consent::default(), on, &rules);
        prop_assert!(!keeping.may_keep(Field::Other));
        prop_assert_eq!(keeping.may_keep(Field::GuardianName), days <= guardian_days);
    }
}
