//! The clock of a case: when it stands, when it goes on, and by how much the deadline moves.

use axum::http::StatusCode;
use counter::acts;
use country::WaitsFor;
use courtyard::cases::{Case, State};
use courtyard::{Tx, notices};
use serde_json::Value;
use vocabulary::Result;

use crate::desk::{by_number, escalated, open, refused};
use crate::support::{TestHouse, on_both, on_both_where, runtime};

const MOVE: &str = "move-in-report";
const FOOD: &str = "food-business-report";

fn ask(house: &TestHouse, case: &Case) -> Case {
    let ask = |tx: &mut Tx<'_>, number: &str| acts::ask(tx, number, "From which day?");
    by_number(house, &house.person("chorong"), case, ask).unwrap()
}

fn answer(house: &TestHouse, case: &Case) -> Result<Case> {
    let answer = |tx: &mut Tx<'_>, number: &str| acts::answer(tx, number, "From the fifth.");
    by_number(house, &house.person("haneul"), case, answer)
}

fn lapsed(house: &TestHouse) -> usize {
    runtime().block_on(acts::lapse_all(&house.house)).unwrap()
}

fn due(case: &Case) -> String {
    case.due.map_or_else(|| "none".into(), |day| day.to_string())
}

/// Given an application, and a question on a day; when the answer comes on another; then the case is due on the third.
/// A report of moving in is due on the next working day. One row after the other, as time goes.
const ROWS: [(&str, &str, &str, &str, &str); 6] = [
    // What happens within one day costs the day: both its ends are left out (행정절차법 시행령 제11조제1호).
    ("2026-11-23", "2026-11-23", "2026-11-23", "2026-11-25", "asked and answered on one day"),
    ("2026-11-23", "2026-11-23", "2026-11-25", "2026-11-27", "three working days"),
    ("2026-11-26", "2026-11-27", "2026-11-29", "2026-11-30", "answered on a Sunday"),
    ("2026-11-30", "2026-12-02", "2026-12-04", "2026-12-04", "asked when it was late already"),
    ("2026-12-23", "2026-12-24", "2026-12-28", "2026-12-29", "over Christmas Day and a weekend"),
    ("2027-02-04", "2027-02-05", "2027-02-10", "2027-02-11", "over the days of Seollal"),
];

#[test]
fn the_deadline_moves_by_the_working_days_that_the_case_waited() {
    on_both(|house| {
        let haneul = house.person("haneul");
        for (applied, asked, answered, then, title) in ROWS {
            house.on(applied);
            let case = house.apply(&haneul, MOVE);
            house.on(asked);
            assert_eq!(due(&ask(house, &case)), "none", "{title}: the clock stands");
            house.on(answered);
            assert_eq!(due(&answer(house, &case).unwrap()), then, "{title}");
        }
    });
}

#[test]
fn a_question_that_nobody_answers_ends_on_its_day_and_the_clock_goes_on() {
    on_both(|house| {
        let haneul = house.person("haneul");
        let case = house.apply(&haneul, MOVE);
        let asked = open(house, "chorong", &ask(house, &case)).unwrap();
        // Ten days from Monday, 23 November.
        assert_eq!(asked.waits[0].answer_by.unwrap().to_string(), "2026-12-03");
        house.on("2026-12-03");
        assert_eq!((lapsed(house), escalated(house)), (0, 0));
        house.on("2026-12-04");
        assert_eq!([lapsed(house), lapsed(house)], [1, 0]);
        // Due on 24 November, and nine working days of waiting.
        let dossier = open(house, "chorong", &case).unwrap();
        assert_eq!(dossier.case.state, State::WithOfficer);
        assert_eq!((due(&dossier.case).as_str(), dossier.waits[0].moved_days), ("2026-12-07", 9));
        let told = house.house.view_now(&haneul, |view| notices::all_own(view, 10)).unwrap();
        assert!(told.iter().any(|notice| notice.what == "notice.unanswered"));
        let (_, queue) = house.get("chorong", "/office/madang-civil");
        assert!(queue.contains("No answer in time") && queue.contains("Moved by 9 working days"));
        // An answer is still taken, once, and moves nothing.
        let late = answer(house, &case).unwrap();
        assert_eq!((late.state, due(&late).as_str()), (State::WithOfficer, "2026-12-07"));
        assert_eq!(refused(answer(house, &case)), "case.not-in-that-state");
        assert!(!house.get("chorong", "/office/madang-civil").1.contains("No answer in time"));
        // From now on it is the desk that is late.
        house.on("2026-12-08");
        assert_eq!(escalated(house), 1);
    });
}

#[test]
fn the_person_and_the_desk_read_that_the_time_stands_and_why_it_moved() {
    on_both(|house| {
        let case = house.apply(&house.person("haneul"), MOVE);
        ask(house, &case);
        let page = format!("/cases/{}", case.number);
        let shown = house.get("haneul", &page).1;
        for words in [
            "The time stands still while an answer is awaited",
            "Answer by 3 December 2026.",
            "Before the question the case was due on 24 November 2026.",
            "행정절차법 시행령 제11조제1호",
            "If no answer comes by then, the desk decides on what it has.",
        ] {
            assert!(shown.contains(words), "{words}: {shown}");
        }
        assert!(house.get("haneul", "/me").1.contains("3 December 2026"));
        let queue = house.get("chorong", "/office/madang-civil").1;
        assert!(queue.contains("Answer by 3 December 2026") && !queue.contains("Overdue by"));
        let api = format!("/api/v1/applications/{}", case.number);
        let told = house.api("haneul", "GET", &api, &Value::Null).1;
        assert_eq!((&told["deadline"], &told["waits"][0]["until"]), (&Value::Null, &Value::Null));

        house.on("2026-11-25");
        answer(house, &case).unwrap();
        let shown = house.get("haneul", &page).1;
        for words in ["27 November 2026", "Moved by 3 working days", "from 23 November 2026"] {
            assert!(shown.contains(words), "{words}");
        }
        let told = house.api("haneul", "GET", &api, &Value::Null).1;
        assert_eq!(told["deadline"], "2026-11-27");
        assert_eq!(told["waits"][0]["moved_working_days"], 3);
        let desk = house.get("chorong", &format!("/office/cases/{}", case.number)).1;
        assert!(desk.contains("Moved by 3 working days") && desk.contains("deadline moved"));
    });
}

#[test]
fn an_answer_after_the_day_still_has_its_form() {
    on_both(|house| {
        let case = house.apply(&house.person("haneul"), MOVE);
        ask(house, &case);
        house.on("2026-12-04");
        lapsed(house);
        let page = format!("/cases/{}", case.number);
        let shown = house.get("haneul", &page).1;
        assert!(shown.contains("As long as nothing is decided you can still answer."));
        let sent = house.post("haneul", &format!("{page}/answer"), &[("text", "The fifth.")]);
        assert_eq!(sent.0, StatusCode::SEE_OTHER);
    });
}

#[test]
fn the_time_of_a_case_with_a_fee_begins_when_it_is_paid() {
    on_both(|house| {
        let bada = house.person("bada");
        house.on("2026-11-27");
        let case = house.apply_only(&bada, FOOD, &[]);
        assert_eq!((case.state, due(&case).as_str()), (State::WaitingPayment, "none"));
        let page = house.get("bada", &format!("/cases/{}", case.number)).1;
        assert!(page.contains("The time begins when the fee is paid"));
        // Three working days from Monday.
        house.on("2026-11-30");
        assert_eq!(due(&house.pay(&bada, &case)), "2026-12-03");
    });
}

#[test]
fn an_opinion_does_not_stop_the_clock_where_the_law_counts_it() {
    on_both(|house| {
        let case = house.apply(&house.person("bada"), FOOD);
        let asked = by_number(house, &house.person("danbi"), &case, acts::ask_opinion).unwrap();
        assert_eq!(due(&asked), "2026-11-26");
        // Its own day passes: the case is still due on its day, and waits.
        house.on("2026-11-26");
        assert_eq!(lapsed(house), 1);
        let case = open(house, "danbi", &case).unwrap().case;
        assert_eq!((case.state, due(&case).as_str()), (State::WaitingOpinion, "2026-11-26"));
        house.on("2026-11-27");
        assert_eq!(escalated(house), 1);
    });
}

#[test]
fn where_an_opinion_does_not_count_the_clock_stands_until_its_own_day() {
    let change = |country: &mut country::Country| {
        let waits = country.file.waits.iter_mut();
        waits.filter(|wait| wait.on == WaitsFor::Opinion).for_each(|wait| wait.counts = false);
    };
    on_both_where(change, |house| {
        let (bada, danbi) = (house.person("bada"), house.person("danbi"));
        let (quick, slow) = (house.apply(&bada, FOOD), house.apply(&bada, FOOD));
        for case in [&quick, &slow] {
            assert_eq!(due(case), "2026-11-26");
            let asked = by_number(house, &danbi, case, acts::ask_opinion).unwrap();
            assert_eq!(due(&asked), "none");
        }
        house.on("2026-11-25");
        let give = |tx: &mut Tx<'_>, number: &str| acts::give_opinion(tx, number, true, "fine");
        let given = by_number(house, &house.person("maru"), &quick, give).unwrap();
        assert_eq!(due(&given), "2026-11-30");
        // The other opinion was due today. Tomorrow the clock goes on without it.
        house.on("2026-11-26");
        assert_eq!(lapsed(house), 1);
        let slow = open(house, "danbi", &slow).unwrap().case;
        assert_eq!((slow.state, due(&slow).as_str()), (State::WaitingOpinion, "2026-11-30"));
    });
}

#[test]
fn what_is_withdrawn_waits_no_more() {
    on_both(|house| {
        let case = house.apply(&house.person("haneul"), MOVE);
        ask(house, &case);
        by_number(house, &house.person("haneul"), &case, acts::withdraw).unwrap();
        house.on("2026-12-10");
        assert_eq!((lapsed(house), escalated(house)), (0, 0));
    });
}

#[test]
fn the_law_of_a_service_goes_before_that_of_the_country() {
    on_both(|house| {
        let country = house.house.country();
        let article = |service: &str| {
            let decision = country.service(service).unwrap().decision.as_ref().unwrap();
            country.wait(decision, WaitsFor::Person).unwrap().article.clone()
        };
        assert!(article("business-registration").starts_with("부가가치세법 시행령 제11조제13항"));
        assert!(article(MOVE).starts_with("민원 처리에 관한 법률 제22조"));
    });
}
