//! Who has a case: what a claim binds, how it ends, and when a colleague may take over.

use axum::http::StatusCode;
use counter::acts;
use courtyard::cases::{self, Case, Held, Queue, State};
use courtyard::database::Cell;
use courtyard::decisions::Outcome;
use courtyard::{Tx, journal, messages, schema};
use serde_json::{Value, json};
use vocabulary::Result;

use crate::desk::{by_number, decide, open, reason, refused, verdict, with_opinion};
use crate::support::{TestHouse, on_both};

const MOVE: &str = "move-in-report";
const FOOD: &str = "food-business-report";

fn claim(house: &TestHouse, officer: &str, case: &Case) -> Result<Case> {
    by_number(house, &house.person(officer), case, acts::claim)
}

fn take_over(house: &TestHouse, officer: &str, case: &Case) -> Result<Case> {
    let act = |tx: &mut Tx<'_>, number: &str| acts::take_over(tx, number, "She is ill.");
    by_number(house, &house.person(officer), case, act)
}

fn events(house: &TestHouse, case: &Case) -> Vec<String> {
    let number = case.number.clone();
    let officer = house.person("chorong");
    let events = house.house.view_now(&officer, |view| journal::of_case(view, &number)).unwrap();
    events.into_iter().flat_map(|event| event.what).collect()
}

#[test]
fn what_an_officer_has_claimed_only_that_officer_deals_with() {
    on_both(|house| {
        let case = house.apply(&house.person("haneul"), MOVE);
        claim(house, "chorong", &case).unwrap();
        let yes = reason(house, MOVE, Outcome::Granted);
        let grant = || verdict(Outcome::Granted, &yes);
        let ask = |tx: &mut Tx<'_>, number: &str| acts::ask(tx, number, "From which day?");
        let danbi = house.person("danbi");
        assert_eq!(refused(decide(house, "danbi", &case, grant())), "case.claimed-by-other");
        assert_eq!(refused(by_number(house, &danbi, &case, ask)), "case.claimed-by-other");
        assert_eq!(refused(claim(house, "danbi", &case)), "case.claimed-by-other");
        assert_eq!(
            refused(by_number(house, &danbi, &case, acts::give_back)),
            "case.not-yours-to-give"
        );
        // To claim twice is no second act.
        claim(house, "chorong", &case).unwrap();
        let claims = events(house, &case).iter().filter(|what| *what == "case.claimed").count();
        assert_eq!(claims, 1);
        assert_eq!(decide(house, "chorong", &case, grant()).unwrap().state, State::Granted);
    });
}

#[test]
fn a_case_given_back_is_open_to_every_officer_of_the_desk() {
    on_both(|house| {
        let case = house.apply(&house.person("haneul"), MOVE);
        claim(house, "chorong", &case).unwrap();
        let back = by_number(house, &house.person("chorong"), &case, acts::give_back).unwrap();
        assert_eq!(back.claimed_by, None);
        let yes = reason(house, MOVE, Outcome::Granted);
        assert!(decide(house, "danbi", &case, verdict(Outcome::Granted, &yes)).is_ok());
        assert!(events(house, &case).contains(&"case.given-back".to_string()));
    });
}

#[test]
fn the_queue_shows_what_is_mine_and_what_is_nobodys() {
    on_both(|house| {
        let haneul = house.person("haneul");
        let (mine, hers, free) =
            (house.apply(&haneul, MOVE), house.apply(&haneul, MOVE), house.apply(&haneul, MOVE));
        claim(house, "chorong", &mine).unwrap();
        claim(house, "danbi", &hers).unwrap();
        let chorong = house.person("chorong");
        let queue = |held: Held| {
            let wanted = Queue { desk: "madang-civil".into(), held, ..Queue::default() };
            let found = house.house.view_now(&chorong, |view| cases::queue(view, &wanted, 10));
            found.unwrap().into_iter().map(|case| case.number).collect::<Vec<_>>()
        };
        assert_eq!(queue(Held::By(chorong.id.clone())), std::slice::from_ref(&mine.number));
        assert_eq!(queue(Held::ByNobody), std::slice::from_ref(&free.number));
        assert_eq!(queue(Held::ByAnyone).len(), 3);
        let (_, page) = house.get("chorong", "/office/madang-civil?state=free");
        assert!(page.contains(&free.number) && !page.contains(&hers.number));
        let asked = |held: &str| {
            let path = format!("/api/v1/cases?queue=madang-civil&held={held}");
            let (_, told) = house.api("chorong", "GET", &path, &Value::Null);
            let rows = told["cases"].as_array().unwrap();
            rows.iter().map(|row| row["number"].as_str().unwrap().to_string()).collect::<Vec<_>>()
        };
        assert_eq!(asked("me"), [mine.number]);
        assert_eq!(asked("nobody"), [free.number]);
    });
}

#[test]
fn a_proposal_frees_the_case_for_a_second_officer_who_is_not_its_author() {
    on_both(|house| {
        let case = with_opinion(house);
        claim(house, "danbi", &case).unwrap();
        let grant = || verdict(Outcome::Granted, "complete");
        let proposed = decide(house, "danbi", &case, grant()).unwrap();
        assert_eq!((proposed.state, proposed.claimed_by), (State::WaitingSecond, None));
        assert_eq!(refused(claim(house, "danbi", &case)), "case.second-must-differ");
        claim(house, "solbi", &case).unwrap();
        // The author does not get it back by taking over either, however long it lies.
        house.on("2026-12-07");
        assert_eq!(refused(take_over(house, "danbi", &case)), "case.second-must-differ");
        // Who disagrees is no more the holder than the first: the case is the desk's again.
        let back = decide(house, "solbi", &case, verdict(Outcome::Refused, "facilities")).unwrap();
        assert_eq!((back.state, back.claimed_by), (State::WithOfficer, None));
        assert!(claim(house, "danbi", &case).is_ok());
    });
}

#[test]
fn a_case_that_is_late_or_lies_may_be_taken_over_with_a_reason() {
    on_both(|house| {
        let ill = with_opinion(house);
        let busy = with_opinion(house);
        for case in [&ill, &busy] {
            claim(house, "danbi", case).unwrap();
            assert_eq!(refused(take_over(house, "solbi", case)), "case.not-to-take-over");
        }
        house.on("2026-11-24");
        open(house, "danbi", &busy).unwrap();
        assert_eq!(refused(take_over(house, "solbi", &ill)), "case.not-to-take-over");
        // On Wednesday one has lain for two working days; the other was opened on Tuesday, and is due on Thursday.
        house.on("2026-11-25");
        let taken = take_over(house, "solbi", &ill).unwrap();
        assert_eq!(taken.claimed_by, Some(house.person("solbi").id));
        assert_eq!(refused(take_over(house, "solbi", &busy)), "case.not-to-take-over");
        open(house, "danbi", &busy).unwrap();
        house.on("2026-11-27");
        open(house, "danbi", &busy).unwrap();
        assert!(take_over(house, "solbi", &busy).is_ok(), "its deadline has passed");
        assert!(events(house, &ill).contains(&"case.taken-over".to_string()));
        // Why is written down for the desk, and not for the applicant: it can be about the colleague.
        let why = |texts: &[messages::Message]| texts.iter().any(|m| m.kind == "taken-over");
        assert!(why(&open(house, "solbi", &ill).unwrap().messages));
        let number = ill.number.clone();
        let own = house.house.view_now(&house.person("bada"), |view| {
            let case = cases::own(view, &number)?;
            messages::of_own_case(view, &case)
        });
        assert!(!why(&own.unwrap()));
    });
}

#[test]
fn a_case_that_waits_for_others_does_not_lie() {
    on_both(|house| {
        let case = house.apply(&house.person("haneul"), MOVE);
        claim(house, "chorong", &case).unwrap();
        let ask = |tx: &mut Tx<'_>, number: &str| acts::ask(tx, number, "From which day?");
        by_number(house, &house.person("chorong"), &case, ask).unwrap();
        house.on("2026-12-01");
        assert_eq!(refused(take_over(house, "danbi", &case)), "case.not-to-take-over");
        let answer = |tx: &mut Tx<'_>, number: &str| acts::answer(tx, number, "From the fifth.");
        by_number(house, &house.person("haneul"), &case, answer).unwrap();
        assert_eq!(refused(take_over(house, "danbi", &case)), "case.not-to-take-over");
        house.on("2026-12-03");
        assert!(take_over(house, "danbi", &case).is_ok());
    });
}

#[test]
fn the_case_of_an_officer_who_has_left_the_desk_may_be_taken_over() {
    on_both(|house| {
        let case = house.apply(&house.person("haneul"), MOVE);
        claim(house, "chorong", &case).unwrap();
        let chorong = house.person("chorong");
        let leave = move |tx: &mut Tx<'_>| {
            let sql = "SELECT id FROM positions WHERE person = ?";
            let id = tx.one(sql, &[chorong.id.as_str().into()])?.unwrap().text(0)?.to_string();
            let now = Cell::from(tx.now());
            tx.change(&schema::POSITIONS, &id, &[("until_at", now)], &[])?;
            tx.happened("officer.appointed");
            Ok(())
        };
        house.act(&house.person("nuri"), leave).unwrap();
        assert!(take_over(house, "danbi", &case).is_ok());
    });
}

#[test]
fn the_page_says_who_has_the_case_and_offers_nothing_that_is_refused() {
    on_both(|house| {
        let case = house.apply(&house.person("haneul"), MOVE);
        let path = format!("/office/cases/{}", case.number);
        assert_eq!(house.post("chorong", &format!("{path}/claim"), &[]).0, StatusCode::SEE_OTHER);
        let (_, page) = house.get("danbi", &path);
        assert!(page.contains("Bang Chorong has this case"), "{page}");
        for act in ["decision", "question", "claim", "takeover"] {
            assert!(!page.contains(&format!("{path}/{act}\"")), "{act}");
        }
        let (_, page) = house.get("chorong", &path);
        assert!(page.contains(&format!("{path}/return\"")) && page.contains("/decision\""));
        let fields = [("outcome", "granted"), ("reason-granted", "complete")];
        let (status, page) = house.post("danbi", &format!("{path}/decision"), &fields);
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.contains("Only they can deal with it until they give it back."));
        house.on("2026-11-25");
        let (_, page) = house.get("danbi", &path);
        assert!(page.contains(&format!("{path}/takeover\"")));
        let (status, page) = house.post("danbi", &format!("{path}/takeover"), &[("text", "")]);
        assert!(status == StatusCode::UNPROCESSABLE_ENTITY && page.contains("Write something"));
        let (status, leads) =
            house.post("danbi", &format!("{path}/takeover"), &[("text", "It is late.")]);
        assert_eq!((status, leads), (StatusCode::SEE_OTHER, format!("{path}?done=takeover")));
    });
}

#[test]
fn programs_claim_give_back_and_meet_a_conflict() {
    on_both(|house| {
        let case = house.apply(&house.person("haneul"), MOVE);
        let path = format!("/api/v1/cases/{}", case.number);
        let (status, told) = house.api("chorong", "POST", &format!("{path}/claim"), &Value::Null);
        assert_eq!((status, &told["mine"]), (StatusCode::OK, &json!(true)));
        let reason = reason(house, MOVE, Outcome::Granted);
        let decision = json!({ "outcome": "granted", "reasons": [reason] });
        let (status, told) = house.api("danbi", "POST", &format!("{path}/decisions"), &decision);
        assert_eq!(status, StatusCode::CONFLICT, "{told}");
        assert_eq!(told["type"], "/problems/case.claimed-by-other");
        let (status, told) =
            house.api("danbi", "POST", &format!("{path}/takeover"), &json!({ "reason": "ill" }));
        assert_eq!(
            (status, &told["type"]),
            (StatusCode::UNPROCESSABLE_ENTITY, &json!("/problems/case.not-to-take-over"))
        );
        let (status, told) = house.api("chorong", "DELETE", &format!("{path}/claim"), &Value::Null);
        assert_eq!((status, &told["claimed"]), (StatusCode::OK, &json!(false)));
        let (status, _) = house.api("danbi", "POST", &format!("{path}/decisions"), &decision);
        assert_eq!(status, StatusCode::CREATED);
    });
}

#[test]
fn of_many_cases_those_of_colleagues_are_left_out_and_said() {
    on_both(|house| {
        let haneul = house.person("haneul");
        let (hers, free) = (house.apply(&haneul, MOVE), house.apply(&haneul, MOVE));
        claim(house, "danbi", &hers).unwrap();
        let (a, b) = (hers.number.as_str(), free.number.as_str());
        let fields = [("do", "claim"), ("case", a), ("case", b)];
        let (_, leads) = house.post("chorong", "/office/madang-civil/bulk", &fields);
        let left = doors::answer::encoded(&format!("{a}:case.claimed-by-other"));
        assert_eq!(leads, format!("/office/madang-civil?done=1&left={left}"));
        assert!(house.get("chorong", &leads).1.contains("Another officer has taken this case."));

        let path = format!("/office/madang-civil/decisions?case={a}&case={b}");
        let (_, page) = house.get("chorong", &path);
        assert!(page.contains("1 case is left out: a colleague has it."));
        assert!(
            !page.contains(&format!("value=\"{a}\"")) && page.contains(&format!("value=\"{b}\""))
        );
        // Nothing is left to decide: the queue says why.
        let path = format!("/office/madang-civil/decisions?case={a}");
        let (status, leads) = house.get("chorong", &path);
        assert_eq!(status, StatusCode::SEE_OTHER);
        assert!(leads.contains("left="), "{leads}");
    });
}

#[test]
fn the_fire_station_answers_whoever_has_the_case() {
    on_both(|house| {
        let case = house.apply(&house.person("bada"), FOOD);
        claim(house, "danbi", &case).unwrap();
        by_number(house, &house.person("danbi"), &case, acts::ask_opinion).unwrap();
        let give = |tx: &mut Tx<'_>, number: &str| acts::give_opinion(tx, number, true, "fine");
        let back = by_number(house, &house.person("maru"), &case, give).unwrap();
        assert_eq!(back.claimed_by, Some(house.person("danbi").id));
    });
}
