//! The officer's acts: who sees what, who decides what, and what happens when nobody does.

use counter::acts::{self, Dossier, Side, Source, Verdict};
use courtyard::actors::Actor;
use courtyard::cases::{self, Case, Held, Queue, State};
use courtyard::decisions::Outcome;
use courtyard::{Tx, journal, notices, purposes};
use vocabulary::{Error, Result};

use crate::support::{DAY_SECONDS, TestHouse, on_both, runtime};

const FOOD: &str = "food-business-report";
const MOVE: &str = "move-in-report";

pub fn verdict(outcome: Outcome, reason: &str) -> Verdict {
    Verdict { outcome, reasons: vec![reason.into()], note: String::new() }
}

pub fn decide(house: &TestHouse, officer: &str, case: &Case, verdict: Verdict) -> Result<Case> {
    let number = case.number.clone();
    house.act(&house.person(officer), move |tx| acts::decide(tx, &number, &verdict))
}

pub fn open(house: &TestHouse, officer: &str, case: &Case) -> Result<Dossier> {
    let number = case.number.clone();
    house.act(&house.person(officer), move |tx| acts::dossier(tx, &number))
}

pub fn by_number(
    house: &TestHouse,
    actor: &Actor,
    case: &Case,
    act: impl Fn(&mut Tx<'_>, &str) -> Result<Case> + Send + 'static,
) -> Result<Case> {
    let number = case.number.clone();
    house.act(actor, move |tx| act(tx, &number))
}

pub fn refused<T: std::fmt::Debug>(result: Result<T>) -> String {
    match result {
        Err(Error::Refused(refusal)) => refusal.key,
        other => panic!("not refused: {other:?}"),
    }
}

// A food business on which the fire station has given its opinion.
pub fn with_opinion(house: &TestHouse) -> Case {
    let case = house.apply(&house.person("bada"), FOOD);
    by_number(house, &house.person("danbi"), &case, acts::ask_opinion).unwrap();
    let give = |tx: &mut Tx<'_>, number: &str| {
        acts::give_opinion(tx, number, true, "Two exits, both clear.")
    };
    by_number(house, &house.person("maru"), &case, give).unwrap()
}

// The first reason that the law lists for an outcome of a service.
pub fn reason(house: &TestHouse, service: &str, outcome: Outcome) -> String {
    let decision = house.house.country().service(service).unwrap().decision.as_ref().unwrap();
    let listed = match outcome {
        Outcome::Granted => &decision.grants,
        Outcome::Refused => &decision.refusals,
    };
    listed[0].id.clone()
}

#[test]
fn an_officer_sees_only_cases_of_the_own_desk() {
    on_both(|house| {
        let case = house.apply(&house.person("haneul"), MOVE);
        let dossier = open(house, "chorong", &case).unwrap();
        assert_eq!(
            (dossier.side, dossier.case.number.as_str()),
            (Side::Desk, case.number.as_str())
        );
        for other in ["solbi", "narae", "maru", "gidung", "baram", "dodam", "nuri"] {
            assert!(matches!(open(house, other, &case), Err(Error::NotFound)), "{other}");
        }
        let queue = |officer: &str| {
            let wanted = Queue { desk: "madang-civil".into(), ..Queue::default() };
            house.house.view_now(&house.person(officer), |view| cases::queue(view, &wanted, 10))
        };
        assert_eq!(queue("chorong").unwrap().len(), 1);
        assert!(matches!(queue("narae"), Err(Error::NotYours)));
        let named = [case.number.clone()];
        let of_desk = |desk: &str, officer: &str| {
            house.house.view_now(&house.person(officer), |view| cases::of_desk(view, desk, &named))
        };
        assert_eq!(of_desk("madang-civil", "chorong").unwrap().len(), 1);
        assert_eq!(of_desk("madang-family", "chorong").unwrap().len(), 0);
        assert!(matches!(of_desk("madang-civil", "narae"), Err(Error::NotYours)));
    });
}

#[test]
fn every_answer_says_where_it_came_from() {
    on_both(|house| {
        let case = house.apply(&house.person("haneul"), MOVE);
        let dossier = open(house, "chorong", &case).unwrap();
        let source = |field: &str| {
            dossier.answers.iter().find(|given| given.field == field).map(|g| g.source.clone())
        };
        assert_eq!(source("present_address"), Some(Source::Register("residents".into())));
        assert_eq!(source("new_address"), Some(Source::Person));
        assert_eq!(dossier.name.unwrap().0["ko"], "나하늘");
        // An expression that chooses among registers is answered by the one that had the value.
        let case = house.apply(&house.person("bada"), FOOD);
        let dossier = open(house, "danbi", &case).unwrap();
        let given = dossier.answers.iter().find(|given| given.field == "representative").unwrap();
        assert_eq!(given.source, Source::Register("residents".into()));
    });
}

#[test]
fn the_person_sees_that_a_case_was_opened() {
    on_both(|house| {
        let haneul = house.person("haneul");
        let case = house.apply(&haneul, MOVE);
        let told = || {
            house.house.view_now(&haneul, |view| purposes::own_disclosures(view, None, 50)).unwrap()
        };
        let before = told().len();
        open(house, "chorong", &case).unwrap();
        let now = told();
        assert_eq!(now.len(), before + 1);
        assert_eq!((now[0].actor_kind.as_str(), now[0].agency.as_str()), ("officer", "madang-gu"));
        assert_eq!(now[0].case.as_deref(), Some(case.number.as_str()));
        assert!(
            now[0].fields.contains("answers") && now[0].fields.contains("name"),
            "{}",
            now[0].fields
        );
    });
}

#[test]
fn four_eyes_need_two_different_officers() {
    on_both(|house| {
        let case = with_opinion(house);
        let grant = || verdict(Outcome::Granted, "complete_with_fire_certificate");
        let proposed = decide(house, "danbi", &case, grant()).unwrap();
        assert_eq!(proposed.state, State::WaitingSecond);
        assert_eq!(refused(decide(house, "danbi", &case, grant())), "case.second-must-differ");
        let decided = decide(house, "solbi", &case, grant()).unwrap();
        assert_eq!(decided.state, State::Granted);
        let stages: Vec<String> =
            open(house, "solbi", &case).unwrap().decisions.into_iter().map(|d| d.stage).collect();
        assert_eq!(stages, ["proposal", "first"]);
    });
}

#[test]
fn a_second_officer_who_disagrees_gives_the_case_back() {
    on_both(|house| {
        let case = with_opinion(house);
        decide(house, "danbi", &case, verdict(Outcome::Granted, "complete")).unwrap();
        let back = decide(house, "solbi", &case, verdict(Outcome::Refused, "facilities")).unwrap();
        assert_eq!(back.state, State::WithOfficer);
        // Whoever comes round to the other's view proposes again, and again somebody else must agree.
        let again = decide(house, "solbi", &case, verdict(Outcome::Granted, "complete")).unwrap();
        assert_eq!(again.state, State::WaitingSecond);
        assert_eq!(
            refused(decide(house, "solbi", &case, verdict(Outcome::Granted, "complete"))),
            "case.second-must-differ"
        );
        assert_eq!(
            decide(house, "danbi", &case, verdict(Outcome::Granted, "complete")).unwrap().state,
            State::Granted
        );
    });
}

#[test]
fn an_opinion_is_due_before_the_decision() {
    on_both(|house| {
        let case = house.apply(&house.person("bada"), FOOD);
        assert_eq!(
            refused(decide(house, "danbi", &case, verdict(Outcome::Granted, "complete"))),
            "opinion.missing"
        );
        let danbi = house.person("danbi");
        assert_eq!(
            by_number(house, &danbi, &case, acts::ask_opinion).unwrap().state,
            State::WaitingOpinion
        );
        let asked = house
            .house
            .view_now(&house.person("maru"), |view| cases::asked(view, "fire-safety", 10))
            .unwrap();
        // Two working days from Monday.
        assert_eq!(asked[0].1.unwrap().to_string(), "2026-11-25");
        // The own desk cannot speak for the other.
        let give = |tx: &mut Tx<'_>, number: &str| acts::give_opinion(tx, number, true, "fine");
        assert_eq!(refused(by_number(house, &danbi, &case, give)), "case.not-in-that-state");
        assert_eq!(
            by_number(house, &house.person("maru"), &case, give).unwrap().state,
            State::WithOfficer
        );
        assert!(decide(house, "danbi", &case, verdict(Outcome::Granted, "complete")).is_ok());
    });
}

#[test]
fn the_asked_agency_sees_only_the_named_fields() {
    on_both(|house| {
        let bada = house.person("bada");
        let case = house.apply(&bada, FOOD);
        by_number(house, &house.person("danbi"), &case, acts::ask_opinion).unwrap();
        let seen = open(house, "maru", &case).unwrap();
        assert_eq!(seen.side, Side::Asked);
        let fields: Vec<&str> = seen.answers.iter().map(|given| given.field.as_str()).collect();
        let named = [
            "business_name",
            "kind",
            "business_address",
            "floor",
            "area_m2",
            "uses_lpg",
            "fire_certificate",
        ];
        assert_eq!(fields, named);
        assert!(
            seen.name.is_none()
                && seen.messages.is_empty()
                && seen.decisions.is_empty()
                && seen.advice.is_none()
        );
        assert_eq!(seen.documents.len(), 1);

        let whole = open(house, "danbi", &case).unwrap();
        let file = |field: &str| {
            let given = whole.answers.iter().find(|given| given.field == field).unwrap();
            let (number, id) = (case.number.clone(), given.value.as_str().unwrap().to_string());
            house.act(&house.person("maru"), move |tx| acts::document(tx, &number, &id))
        };
        assert_eq!(file("fire_certificate").unwrap().0.kind, "pdf");
        assert!(matches!(file("health_certificate"), Err(Error::NotFound)));

        let told =
            house.house.view_now(&bada, |view| purposes::own_disclosures(view, None, 50)).unwrap();
        let told = told.iter().find(|told| told.agency == "fire-madang").unwrap();
        assert!(told.fields.starts_with("answers: business_name kind"), "{}", told.fields);
        assert!(!told.fields.contains("health"), "{}", told.fields);

        // The opinion given, the case is none of their business any more.
        let give =
            |tx: &mut Tx<'_>, number: &str| acts::give_opinion(tx, number, false, "One exit only.");
        by_number(house, &house.person("maru"), &case, give).unwrap();
        assert!(matches!(open(house, "maru", &case), Err(Error::NotFound)));
    });
}

#[test]
fn nobody_decides_the_own_case() {
    on_both(|house| {
        let danbi = house.person("danbi");
        let case = house.apply(&danbi, MOVE);
        let grant = reason(house, MOVE, Outcome::Granted);
        assert_eq!(refused(open(house, "danbi", &case)), "case.own");
        assert_eq!(refused(by_number(house, &danbi, &case, acts::claim)), "case.own");
        assert_eq!(
            refused(decide(house, "danbi", &case, verdict(Outcome::Granted, &grant))),
            "case.own"
        );
        let ask = |tx: &mut Tx<'_>, number: &str| acts::ask(tx, number, "really?");
        assert_eq!(refused(by_number(house, &danbi, &case, ask)), "case.own");
        // As everybody else she has a page of her own for it, and a colleague decides.
        assert_eq!(
            house.get("danbi", &format!("/office/cases/{}", case.number)).1,
            format!("/cases/{}", case.number)
        );
        assert_eq!(
            decide(house, "chorong", &case, verdict(Outcome::Granted, &grant)).unwrap().state,
            State::Granted
        );
    });
}

#[test]
fn a_reason_that_the_law_does_not_list_is_refused() {
    on_both(|house| {
        let case = house.apply(&house.person("haneul"), MOVE);
        let refusal = reason(house, MOVE, Outcome::Refused);
        let none =
            Verdict { outcome: Outcome::Granted, reasons: Vec::new(), note: "because".into() };
        let wrong =
            [verdict(Outcome::Granted, "i-like-it"), verdict(Outcome::Granted, &refusal), none];
        for verdict in wrong {
            assert_eq!(
                refused(decide(house, "chorong", &case, verdict)),
                "decision.reasons-missing"
            );
        }
        assert_eq!(open(house, "chorong", &case).unwrap().decisions.len(), 0);
        assert_eq!(
            decide(house, "chorong", &case, verdict(Outcome::Refused, &refusal)).unwrap().state,
            State::Refused
        );
    });
}

#[test]
fn a_case_that_a_colleague_has_is_not_taken_twice() {
    on_both(|house| {
        let case = house.apply(&house.person("haneul"), MOVE);
        let taken = by_number(house, &house.person("chorong"), &case, acts::claim).unwrap();
        assert_eq!(taken.claimed_by, Some(house.person("chorong").id));
        assert_eq!(
            refused(by_number(house, &house.person("danbi"), &case, acts::claim)),
            "case.claimed-by-other"
        );
        let mine = Queue {
            desk: "madang-civil".into(),
            held: Held::By(house.person("chorong").id),
            ..Queue::default()
        };
        let queue = house
            .house
            .view_now(&house.person("chorong"), |view| cases::queue(view, &mine, 10))
            .unwrap();
        assert_eq!(queue.len(), 1);
    });
}

pub fn escalated(house: &TestHouse) -> usize {
    runtime().block_on(acts::escalate_all(&house.house)).unwrap()
}

#[test]
fn an_overdue_case_is_escalated_once() {
    on_both(|house| {
        let haneul = house.person("haneul");
        let late = house.apply(&haneul, MOVE);
        let waits = house.apply(&house.person("saebom"), MOVE);
        let ask = |tx: &mut Tx<'_>, number: &str| acts::ask(tx, number, "From which day?");
        by_number(house, &house.person("chorong"), &waits, ask).unwrap();
        // Due on Tuesday: on Tuesday nothing is late, on Wednesday one is. The other waits for its applicant.
        assert_eq!(late.due.unwrap().to_string(), "2026-11-24");
        house.clock.advance_seconds(DAY_SECONDS);
        assert_eq!(escalated(house), 0);
        house.clock.advance_seconds(DAY_SECONDS);
        assert_eq!(escalated(house), 1);
        assert_eq!(escalated(house), 0);
        let told = house.house.view_now(&haneul, |view| notices::all_own(view, 10)).unwrap();
        let told: Vec<_> =
            told.into_iter().filter(|notice| notice.what == "notice.overdue").collect();
        assert_eq!((told.len(), told[0].case.as_deref()), (1, Some(late.number.as_str())));
        let number = late.number.clone();
        let events = house.house.view_now(&haneul, |view| journal::of_case(view, &number)).unwrap();
        let passed =
            events.iter().filter(|event| event.what.iter().any(|what| what == "deadline.passed"));
        assert_eq!(passed.count(), 1);
    });
}

#[test]
fn a_node_that_comes_second_escalates_nothing() {
    on_both(|house| {
        let case = house.apply(&house.person("haneul"), MOVE);
        house.clock.advance_seconds(2 * DAY_SECONDS);
        let escalate = || {
            let case = case.clone();
            house.act(&Actor::system(), move |tx| acts::escalate(tx, &case)).unwrap()
        };
        assert_eq!([escalate(), escalate()], [true, false]);
    });
}

#[test]
fn an_appeal_does_not_come_to_its_desk_overdue() {
    on_both(|house| {
        let haneul = house.person("haneul");
        let case = house.apply(&haneul, MOVE);
        let no = reason(house, MOVE, Outcome::Refused);
        decide(house, "chorong", &case, verdict(Outcome::Refused, &no)).unwrap();
        house.clock.advance_seconds(10 * DAY_SECONDS);
        let appeal = |tx: &mut Tx<'_>, number: &str| acts::appeal(tx, number, "I did move.");
        by_number(house, &haneul, &case, appeal).unwrap();
        assert_eq!(escalated(house), 0);
        assert!(matches!(open(house, "chorong", &case), Err(Error::NotFound)));
        let yes = reason(house, MOVE, Outcome::Granted);
        assert_eq!(
            decide(house, "gidung", &case, verdict(Outcome::Granted, &yes)).unwrap().state,
            State::Granted
        );
    });
}
