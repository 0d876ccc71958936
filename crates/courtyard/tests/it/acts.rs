//! Acts: all or nothing, journaled, durable before they are answered; and what the ground rules forbid.

use courtyard::cases::{self, Case, NewCase, State};
use courtyard::database::Cell;
use courtyard::decisions::{self, NewDecision, Outcome};
use courtyard::{Actor, Reader, Tx, notices, purposes};
use serde_json::json;
use vocabulary::{Error, Result};

use crate::support::{NOW, TestHouse, on_both};

fn new_case(once: &str) -> NewCase {
    NewCase {
        service: "abstract".into(),
        prefix: "RA".into(),
        desk: "counter".into(),
        state: State::WithOfficer,
        channel: "online".into(),
        fee_minor: 0,
        due: Some("2026-11-30".parse().unwrap()),
        form_version: 1,
        record: json!({ "answers": { "use": "bank" } }),
        once: once.into(),
    }
}

fn apply(house: &TestHouse, citizen: &Actor, once: &str) -> Result<Case> {
    let new = new_case(once);
    house.act(citizen, "civil-status", move |tx| cases::open(tx, &new))
}

fn granted() -> NewDecision {
    NewDecision {
        stage: "first",
        outcome: Outcome::Granted,
        decider: "officer".into(),
        decider_kind: "officer",
        law: String::new(),
        basis: "Residents Act, article 29".into(),
        reasons: vec!["entitled".into()],
        amount_minor: None,
        appeal_until: Some("2027-02-21".parse().unwrap()),
        record: "{}".into(),
    }
}

#[test]
fn sending_twice_makes_one_application() {
    on_both(|house| {
        let (anna, ben) = (house.citizen("Anna"), house.citizen("Ben"));
        let first = apply(house, &anna, "k1").unwrap();
        assert!(matches!(apply(house, &anna, "k1"), Err(Error::Conflict(_))));
        // Another person's word is another word.
        assert!(apply(house, &ben, "k1").is_ok());
        let found = house.house.view_now(&anna, |view| cases::of_once(view, "k1")).unwrap();
        assert_eq!(found.unwrap().number, first.number);
    });
}

#[test]
fn an_act_that_changed_rows_and_journaled_nothing_does_not_commit() {
    on_both(|house| {
        let anna = house.citizen("Anna");
        let case = apply(house, &anna, "k1").unwrap();
        let silent = {
            let case = case.clone();
            move |tx: &mut Tx<'_>| notices::send_later(tx, &case, "notice.silent")
        };
        assert!(matches!(house.act(&anna, "", silent), Err(Error::Broken(_))));
        let told = house.house.view_now(&anna, |view| notices::all_own(view, 10)).unwrap();
        assert!(told.is_empty());
    });
}

#[test]
fn a_refused_act_leaves_nothing_behind() {
    on_both(|house| {
        let anna = house.citizen("Anna");
        let case = apply(house, &anna, "k1").unwrap();
        let half = {
            let case = case.clone();
            move |tx: &mut Tx<'_>| -> Result<()> {
                cases::advance(tx, &case, State::Withdrawn, &[])?;
                tx.happened("application.withdrawn");
                Err(Error::refused("case.closed"))
            }
        };
        assert!(matches!(house.act(&anna, "", half), Err(Error::Refused(_))));
        let number = case.number;
        let again = house.house.view_now(&anna, move |view| cases::own(view, &number)).unwrap();
        assert_eq!(again.state, State::WithOfficer);
    });
}

#[test]
fn a_refused_act_leaves_no_row_that_it_had_written_to_read_it_again() {
    on_both(|house| {
        let anna = house.citizen("Anna");
        let half = |tx: &mut Tx<'_>| -> Result<()> {
            let case = cases::open(tx, &new_case("k1"))?;
            cases::get(tx, &case.number)?;
            Err(Error::refused("case.closed"))
        };
        assert!(matches!(house.act(&anna, "", half), Err(Error::Refused(_))));
        let found = house.house.view_now(&anna, |view| cases::of_once(view, "k1")).unwrap();
        assert_eq!(found, None);
    });
}

#[test]
fn a_panic_in_one_act_harms_nobody_else() {
    on_both(|house| {
        let anna = house.citizen("Anna");
        let panics = |_: &mut Tx<'_>| -> Result<()> { panic!("a mistake of ours") };
        assert!(matches!(house.act(&anna, "", panics), Err(Error::Broken(_))));
        assert!(apply(house, &anna, "k1").is_ok());
    });
}

#[test]
fn an_officer_who_reads_an_application_is_seen_by_the_person() {
    on_both(|house| {
        let (anna, olga) = (house.citizen("Anna"), house.officer("Olga"));
        let case = apply(house, &anna, "k1").unwrap();
        let number = case.number.clone();
        let look = move |tx: &mut Tx<'_>| {
            let case = cases::get(tx, &number)?;
            cases::application(tx, Reader::Actor, &case, "answers")
        };
        let seen = house.act(&olga, "civil-status", look).unwrap();
        assert_eq!(seen["answers"]["use"], "bank");
        let told =
            house.house.view_now(&anna, |view| purposes::own_disclosures(view, None, 10)).unwrap();
        assert_eq!(told.len(), 1);
        assert_eq!((told[0].actor_kind.as_str(), told[0].agency.as_str()), ("officer", "town"));
        assert_eq!(told[0].case.as_deref(), Some(case.number.as_str()));
        assert_eq!(
            (told[0].purpose.as_str(), told[0].fields.as_str()),
            ("civil-status", "answers")
        );
        assert_eq!(told[0].looked_at, NOW);
    });
}

#[test]
fn a_person_who_reads_the_own_application_is_no_disclosure() {
    on_both(|house| {
        let anna = house.citizen("Anna");
        let case = apply(house, &anna, "k1").unwrap();
        house.house.view_now(&anna, |view| cases::own_application(view, &case)).unwrap();
        let told =
            house.house.view_now(&anna, |view| purposes::own_disclosures(view, None, 10)).unwrap();
        assert!(told.is_empty());
    });
}

#[test]
fn nothing_personal_is_read_without_a_purpose() {
    on_both(|house| {
        let (anna, olga) = (house.citizen("Anna"), house.officer("Olga"));
        let case = apply(house, &anna, "k1").unwrap();
        let look = move |tx: &mut Tx<'_>| cases::application(tx, Reader::Actor, &case, "answers");
        assert!(matches!(house.act(&olga, "", look), Err(Error::Broken(_))));
    });
}

#[test]
fn a_case_of_another_desk_or_person_is_not_found() {
    on_both(|house| {
        let (anna, ben) = (house.citizen("Anna"), house.citizen("Ben"));
        let elsewhere = Actor { desks: vec!["other".into()], ..house.officer("Olga") };
        let case = apply(house, &anna, "k1").unwrap();
        for stranger in [ben, elsewhere, Actor::visitor()] {
            let number = case.number.clone();
            let get = move |tx: &mut Tx<'_>| cases::get(tx, &number);
            assert!(matches!(house.act(&stranger, "civil-status", get), Err(Error::NotFound)));
        }
    });
}

#[test]
fn nobody_decides_the_own_case() {
    on_both(|house| {
        let olga = house.officer("Olga");
        let case = apply(house, &olga, "k1").unwrap();
        let decide = move |tx: &mut Tx<'_>| decisions::take(tx, &case.number, State::WithOfficer);
        let refused = house.act(&olga, "civil-status", decide);
        assert!(matches!(refused, Err(Error::Refused(r)) if r.key == "case.own"));
    });
}

#[test]
fn a_decision_without_basis_reasons_or_appeal_is_not_made() {
    on_both(|house| {
        let (anna, olga) = (house.citizen("Anna"), house.officer("Olga"));
        let case = apply(house, &anna, "k1").unwrap();
        let lacking = [
            NewDecision { basis: String::new(), ..granted() },
            NewDecision { reasons: Vec::new(), ..granted() },
            NewDecision { appeal_until: None, ..granted() },
            NewDecision { decider: String::new(), ..granted() },
        ];
        for new in lacking {
            let case = case.clone();
            let decide = move |tx: &mut Tx<'_>| decisions::make(tx, &case, &new);
            assert!(matches!(house.act(&olga, "civil-status", decide), Err(Error::Broken(_))));
        }
    });
}

#[test]
fn two_officers_who_decide_at_once_make_one_decision() {
    on_both(|house| {
        let (anna, olga, otto) =
            (house.citizen("Anna"), house.officer("Olga"), house.officer("Otto"));
        let case = apply(house, &anna, "k1").unwrap();
        let decide = |officer: &Actor| {
            let case = case.clone();
            house.act(officer, "civil-status", move |tx| {
                decisions::make(tx, &case, &granted())?;
                cases::advance(tx, &case, State::Granted, &[])
            })
        };
        let outcomes = [decide(&olga), decide(&otto)];
        assert!(outcomes[0].is_ok());
        assert!(matches!(outcomes[1], Err(Error::Conflict(_))));
        let made = house.house.view_now(&anna, |view| decisions::of_own_case(view, &case)).unwrap();
        assert_eq!(made.len(), 1);
    });
}

#[test]
fn many_acts_at_once_are_each_answered_and_each_in_the_journal() {
    on_both(|house| {
        let anna = house.citizen("Anna");
        let runtime = tokio::runtime::Builder::new_multi_thread().build().unwrap();
        let numbers = runtime.block_on(async {
            let mut sent = Vec::new();
            for n in 0..300 {
                let (house, anna) = (house.house.clone(), anna.clone());
                // Every tenth is sent twice.
                let new = new_case(&format!("k{}", n - i32::from(n % 10 == 9)));
                sent.push(tokio::spawn(async move {
                    house.act(&anna, "civil-status", move |tx| cases::open(tx, &new)).await
                }));
            }
            let mut numbers = Vec::new();
            for one in sent {
                match one.await.unwrap() {
                    Ok(done) => numbers.push((done.value.number, done.receipt.unwrap())),
                    Err(error) => assert!(matches!(error, Error::Conflict(_)), "{error}"),
                }
            }
            numbers
        });
        assert_eq!(numbers.len(), 270);
        let count = |view: &mut courtyard::View<'_>| view.one("SELECT COUNT(*) FROM cases", &[]);
        let count = house.house.view_now(&anna, count).unwrap().unwrap();
        assert_eq!(count.0[0], Cell::Int(270));
        let key = house.house.ground().keys.journal.verifying_key();
        for (_, receipt) in numbers {
            assert_eq!(proofs::receipt::verify(&receipt, &key), Ok(()));
        }
    });
}
