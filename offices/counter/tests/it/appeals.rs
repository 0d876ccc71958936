//! An appeal to its end: granted, what follows from it; refused, what is left.

use axum::http::StatusCode;
use counter::acts;
use courtyard::cases::{Case, State};
use courtyard::decisions::Outcome;
use courtyard::{Tx, credentials, registers};

use crate::desk::{by_number, decide, refused, verdict, with_opinion};
use crate::support::{TestHouse, on_both};

const BUSINESS: &str = "business-registration";

// A registration that the tax office refuses, and the appeal against it, all through the pages.
fn appealed(house: &TestHouse) -> Case {
    let case = house.apply(&house.person("haneul"), BUSINESS);
    let refusal = [("outcome", "refused"), ("reason-refused", "no_business")];
    let path = format!("/office/cases/{}/decision", case.number);
    assert_eq!(house.post("narae", &path, &refusal).0, StatusCode::SEE_OTHER);
    let page = house.get("haneul", &format!("/cases/{}", case.number)).1;
    assert!(page.contains("You can appeal until 21 February 2027."), "{page}");
    let path = format!("/cases/{}/appeal", case.number);
    assert_eq!(house.post("haneul", &path, &[("text", "I have begun.")]).0, StatusCode::SEE_OTHER);
    case
}

fn hear(house: &TestHouse, case: &Case, outcome: &str, reason: &str) {
    let path = format!("/office/cases/{}", case.number);
    let (status, page) = house.get("saetbyeol", &path);
    assert!(status == StatusCode::OK && page.contains("I have begun."), "{status}");
    let name = format!("reason-{outcome}");
    let fields = [("outcome", outcome), (name.as_str(), reason), ("text", "We looked again.")];
    let (status, told) = house.post("saetbyeol", &format!("{path}/decision"), &fields);
    assert_eq!(status, StatusCode::SEE_OTHER, "{told}");
}

#[test]
fn what_is_granted_on_appeal_has_its_effects_and_its_certificate() {
    on_both(|house| {
        let case = appealed(house);
        // The desk that refused has it no more.
        let path = format!("/office/cases/{}", case.number);
        assert_eq!(house.get("narae", &path).0, StatusCode::NOT_FOUND);
        hear(house, &case, "granted", "in_time");
        let page = house.get("haneul", &format!("/cases/{}", case.number)).1;
        for words in ["Your appeal is granted.", "We looked again.", "Your certificate"] {
            assert!(page.contains(words), "{words}");
        }
        let haneul = house.person("haneul");
        let held = house.house.view_now(&haneul, |view| registers::known_own(view, &haneul.id));
        let business = held.unwrap().into_iter().find(|entry| entry.register == "businesses");
        assert!(business.unwrap().fields["business_number"].as_str().unwrap().starts_with("099-3"));
    });
}

#[test]
fn a_refused_appeal_says_why_and_what_is_left() {
    on_both(|house| {
        let case = appealed(house);
        hear(house, &case, "refused", "no_business");
        let path = format!("/cases/{}", case.number);
        let page = house.get("haneul", &path).1;
        for words in [
            "Your appeal is refused. The earlier decision stands.",
            "We looked again.",
            "부가가치세법 시행령 제11조제7항",
            "You have until 21 February 2027.",
            "you may go to the administrative court.",
        ] {
            assert!(page.contains(words), "{words}: {page}");
        }
        // Of the first decision it says no more that one could appeal.
        assert!(!page.contains("You can appeal until"));
        // There is no second appeal in the house.
        assert!(!page.contains(&format!("{path}/appeal\"")));
        let (status, told) = house.post("haneul", &format!("{path}/appeal"), &[("text", "Again.")]);
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(told.contains("The appeal has been decided."), "{told}");
    });
}

#[test]
fn a_proposal_to_grant_that_came_to_nothing_does_not_keep_an_appeal_from_its_effects() {
    on_both(|house| {
        let case = with_opinion(house);
        let complete = || verdict(Outcome::Granted, "complete");
        let unfit = || verdict(Outcome::Refused, "facilities");
        decide(house, "danbi", &case, complete()).unwrap();
        decide(house, "solbi", &case, unfit()).unwrap();
        decide(house, "danbi", &case, unfit()).unwrap();
        assert_eq!(decide(house, "solbi", &case, unfit()).unwrap().state, State::Refused);
        let appeal = |tx: &mut Tx<'_>, number: &str| acts::appeal(tx, number, "It is mended.");
        let bada = house.person("bada");
        by_number(house, &bada, &case, appeal).unwrap();
        assert_eq!(decide(house, "gidung", &case, complete()).unwrap().state, State::Granted);
        let given = house.house.view_now(&bada, |view| credentials::of_case(view, &case.number));
        assert_eq!(given.unwrap().len(), 1);
    });
}

#[test]
fn an_appeal_against_a_grant_cannot_take_it_away() {
    on_both(|house| {
        let case = house.apply(&house.person("haneul"), BUSINESS);
        decide(house, "narae", &case, verdict(Outcome::Granted, "late")).unwrap();
        let haneul = house.person("haneul");
        let appeal = |tx: &mut Tx<'_>, number: &str| acts::appeal(tx, number, "I was in time.");
        by_number(house, &haneul, &case, appeal).unwrap();
        let heard = decide(house, "saetbyeol", &case, verdict(Outcome::Refused, "no_business"));
        assert_eq!(heard.unwrap().state, State::Granted);
        let given = house.house.view_now(&haneul, |view| credentials::of_case(view, &case.number));
        assert_eq!(given.unwrap().len(), 1);
    });
}

#[test]
fn nobody_hears_the_appeal_against_the_own_decision() {
    // A desk that hears the objections against its own decisions.
    let change = |country: &mut country::Country| {
        let service = country.services.get_mut(BUSINESS).unwrap();
        service.decision.as_mut().unwrap().appeal.desk = "nts-business".into();
    };
    crate::support::on_both_where(change, |house| {
        let case = house.apply(&house.person("haneul"), BUSINESS);
        decide(house, "narae", &case, verdict(Outcome::Refused, "no_business")).unwrap();
        let appeal = |tx: &mut Tx<'_>, number: &str| acts::appeal(tx, number, "I have begun.");
        by_number(house, &house.person("haneul"), &case, appeal).unwrap();
        let grant = || verdict(Outcome::Granted, "in_time");
        assert_eq!(refused(decide(house, "narae", &case, grant())), "appeal.other-officer");
        let narae = house.person("narae");
        assert_eq!(refused(by_number(house, &narae, &case, acts::claim)), "appeal.other-officer");
        assert_eq!(decide(house, "miru", &case, grant()).unwrap().state, State::Granted);
    });
}
