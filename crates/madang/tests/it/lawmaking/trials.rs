//! A proposal tried before it is law, as an officer does it at the desk: over invented people and over past cases; what can't be
//! asked, what breaks off, and what the journal says of it.

use courtyard::trials::{self, Asked, Over};
use courtyard::{Actor, Tx, View, actors, past};
use serde_json::Value;

use super::{Node, on_both};

/// Looks that are taken at a trial until it is done; each is a page.
const LOOKS_MAX: usize = 200_000;

fn people(persons: &str) -> Vec<(String, String)> {
    [("what", "people:families"), ("persons", persons)]
        .map(|(name, value)| (name.to_string(), value.to_string()))
        .to_vec()
}

fn cases() -> Vec<(String, String)> {
    vec![("what".to_string(), "cases:child-allowance".to_string())]
}

impl Node {
    /// Asks and waits for the answer; the address of the trial, and its page.
    fn tried(&self, proposal: &str, fields: &[(String, String)]) -> (String, String) {
        let (status, trial) = self.post("haram", &format!("{proposal}/trials"), fields);
        assert_eq!(status, 303, "{trial}");
        for _ in 0..LOOKS_MAX {
            let (status, page) = self.get("hanbyeol", &trial);
            assert_eq!(status, 200, "{page}");
            if !page.contains("It is being computed") {
                return (trial, page);
            }
        }
        panic!("{trial} did not end");
    }

    fn answer(&self, trial: &str) -> Value {
        let (status, json) = self.get("haram", &format!("{trial}/groups/json"));
        assert_eq!(status, 200);
        serde_json::from_str(&json).unwrap()
    }

    /// A trial that was begun and that no node computes.
    fn begun(&self, proposal: &str) -> String {
        let id = proposal.rsplit('/').next().unwrap().to_string();
        let now = self.house.now();
        let find = |view: &mut View<'_>| actors::of_token(view, "haram", now);
        let who = self.house.view_now(&Actor::visitor(), find).unwrap().unwrap();
        let asked = Asked {
            over: Over::People,
            id: "families".into(),
            at: "2027-01".into(),
            persons: 1,
            seed: 1,
        };
        let begin = move |tx: &mut Tx<'_>| trials::begin(tx, &id, &asked);
        let id = self.house.act_now(&who, past::PURPOSE, begin).unwrap().value;
        format!("/law-desk/trials/{id}")
    }
}

/// Given 30,000 won more for each child a month, families gain just that, nobody loses, and asking again gives the same answer.
#[test]
fn a_proposal_is_tried_on_invented_people_before_it_is_law() {
    on_both(|node| {
        let proposal = node.monthly("2027-01-01", "130,000");
        let (_, form) = node.get("hanbyeol", &format!("{proposal}/trials"));
        for said in [
            "What households have a month",
            "Invented people of the whole country, January 2027",
            "Past cases: Child allowance",
            "Nothing was tried yet.",
        ] {
            assert!(form.contains(said), "{said}: {form}");
        }
        // The year in which it is all in force for the whole year.
        assert!(form.contains("Income tax of employees") && form.contains(", 2027<"), "{form}");
        let (trial, page) = node.tried(&proposal, &people("100000"));
        for said in [
            "It costs",
            "The law of January 2027, with the proposal and without it",
            "100,000 invented people; each stands for 512.0 of the country",
            "Couple with children",
            "Under 1 million won",
            "Gyeonggi",
            "<svg",
        ] {
            assert!(page.to_lowercase().contains(&said.to_lowercase()), "{said}: {page}");
        }
        let answer = node.answer(&trial);
        let total = |what: &str| answer["total"][what].as_i64().unwrap();
        assert!(total("winners") > 1_000 && total("losers") == 0);
        let child = 30_000 * 1_000_000;
        assert_eq!(total("gained") % child, 0, "so much for each child");
        assert!(total("gained") / child > total("winners"), "some families have several");
        assert_eq!(total("after") - total("before"), total("gained"));
        let (again, _) = node.tried(&proposal, &people("100000"));
        assert_eq!(node.answer(&again), answer);

        let (_, csv) = node.get("haram", &format!("{trial}/groups/csv"));
        assert!(
            csv.starts_with("variable,value,members,") && csv.contains("region,seoul,"),
            "{csv}"
        );
        let (status, parquet) = node.get("haram", &format!("{trial}/groups/parquet"));
        assert!(status == 200 && parquet.starts_with("PAR1"));
        assert_eq!(node.get("haram", &format!("{trial}/groups/xlsx")).0, 404);

        let (_, page) = node.get("hanbyeol", &proposal);
        assert_eq!(page.matches("/law-desk/trials/").count(), 2, "the reviewer sees both: {page}");
        node.verify();
    });
}

/// What was tried is told apart from what the proposal says now; what is law is tried no more, and what was tried stays.
#[test]
fn an_answer_is_about_the_text_that_was_tried() {
    on_both(|node| {
        let proposal = node.monthly("2027-01-01", "130,000");
        let (trial, page) = node.tried(&proposal, &people("100000"));
        assert!(!page.contains("The proposal has changed"), "{page}");
        let path = format!("{proposal}/parameters/child_allowance_monthly");
        let fields = node.fields("2027-01-01", &[("cell-0-0", "90,000")]);
        assert_eq!(node.post("haram", &path, &fields).0, 303);
        let (_, page) = node.get("haram", &trial);
        assert!(page.contains("The proposal has changed since it was tried."), "{page}");
        let (trial_of_less, page) = node.tried(&proposal, &people("100000"));
        let total = node.answer(&trial_of_less)["total"].clone();
        assert!(page.contains("It saves") && total["winners"] == 0, "{page}");
        node.publish(&proposal);
        let (status, page) = node.post("haram", &format!("{proposal}/trials"), &people("100000"));
        assert!(status == 422 && page.contains("This proposal is law already"), "{page}");
        assert!(!page.contains("Begin</button>"), "{page}");
        assert_eq!(node.get("haram", &trial).0, 200);
    });
}

/// Six decided applications: each would have 30,000 won more. With four of them nothing is told.
#[test]
fn past_cases_are_decided_again_and_each_person_sees_that_they_were_read() {
    on_both(|node| {
        let proposal = node.monthly("2027-01-01", "130,000");
        for _ in 0..4 {
            node.apply("haneul");
        }
        let (_, page) = node.tried(&proposal, &cases());
        assert!(page.contains("There are too few to tell anything"), "{page}");
        for _ in 0..2 {
            node.apply("haneul");
        }
        let (trial, page) = node.tried(&proposal, &cases());
        assert!(
            page.contains("6 past cases. Groups of fewer than 5 are not told apart."),
            "{page}"
        );
        let total = node.answer(&trial)["total"].clone();
        let number = |what: &str| total[what].as_i64().unwrap();
        assert_eq!(number("members"), 6);
        assert_eq!(number("winners"), number("gained") / (30_000 * 1_000_000));
        let (_, looked) = node.get("haneul", "/me/disclosures");
        assert!(looked.contains("Statistics on a proposed law"), "{looked}");
        for of_somebody in ["haneul", "Haneul", "CHA-"] {
            assert!(!page.contains(of_somebody), "{of_somebody}: {page}");
        }
    });
}

#[test]
fn what_cannot_be_asked_is_told_at_its_field() {
    on_both(|node| {
        let proposal = node.monthly("2027-01-01", "130,000");
        let path = format!("{proposal}/trials");
        let field = |name: &str, value: &str| (name.to_string(), value.to_string());
        let rows = [
            (vec![], "Choose what you want to know."),
            (vec![field("what", "people:nothing")], "Choose what you want to know."),
            (vec![field("what", "cases:move-in-report")], "Choose what you want to know."),
            (people("99999999"), "Choose how many people."),
            (people("a lot"), "Choose how many people."),
        ];
        for (fields, told) in rows {
            let (status, page) = node.post("haram", &path, &fields);
            assert!(status == 422 && page.contains(told), "{fields:?}: {page}");
        }
        // An officer of another desk, and somebody who is none.
        for who in ["chorong", "haneul"] {
            assert_eq!(node.post(who, &path, &people("100000")).0, 403, "{who}");
        }
        let wrong = node.fields("2027-01-01", &[("cell-0-0", "130,000")]);
        assert_eq!(node.post("haram", "/law-desk/proposals/nothing/trials", &wrong).0, 404);
        let (_, page) = node.get("haram", &path);
        assert!(page.contains("Nothing was tried yet."), "{page}");
    });
}

/// Given trials that a node began and never ended: others wait while they may be alive, and go on when they are silent.
#[test]
fn a_trial_whose_node_has_stopped_is_told_and_keeps_nobody_waiting() {
    on_both(|node| {
        let proposal = node.monthly("2027-01-01", "130,000");
        let lost = [node.begun(&proposal), node.begun(&proposal)];
        let (_, page) = node.get("haram", &lost[0]);
        assert!(page.contains("It is being computed: 0% done."), "{page}");
        let path = format!("{proposal}/trials");
        let (status, page) = node.post("haram", &path, &people("100000"));
        assert!(status == 422 && page.contains("Other proposals are being tried"), "{page}");
        node.clock.advance_seconds(trials::SILENT_SECONDS);
        for trial in &lost {
            let (_, page) = node.get("haram", trial);
            assert!(page.contains("This broke off before it was done"), "{page}");
        }
        let (_, page) = node.tried(&proposal, &people("100000"));
        assert!(page.contains("It costs"), "{page}");
        node.verify();
    });
}
