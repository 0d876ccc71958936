//! What feeds a decision: every register, answer, amount and fact that its expressions name, and nothing else.

use country::{Feed, FeedKind, feeds};

use crate::ground::Ground;

const DECISION: &str = "services/allowance/decision.toml";

fn of(ground: &Ground) -> Vec<Feed> {
    let country = ground.read();
    let table = country.law().versions("allowance")[0].clone();
    feeds(&country, &table, "allowance")
}

/// Each thing as `kind id (fields) level < what feeds it`.
fn told(feeds: &[Feed]) -> Vec<String> {
    let name = |place: &usize| feeds[*place].id.clone();
    let line = |feed: &Feed| {
        let sources: Vec<String> = feed.sources.iter().map(name).collect();
        let (fields, sources) = (feed.fields.join(" "), sources.join(" "));
        format!("{:?} {} ({fields}) {} < {sources}", feed.kind, feed.id, feed.level)
    };
    feeds.iter().map(line).collect()
}

#[test]
fn a_decision_is_followed_back_to_registers_answers_and_amounts() {
    let told = told(&of(&Ground::good()));
    for wanted in [
        "Register children (birth_day) 0 < ",
        "Answers answers (child) 0 < ",
        "Today today () 0 < ",
        "Fact child () 1 < children answers",
        "Fact is_own () 2 < child",
        "Fact age () 3 < child is_own today",
        "Parameter allowance_age () 4 < ",
        "Fact is_young () 4 < age allowance_age",
        "Parameter allowance_monthly () 5 < ",
        "Table allowance () 5 < is_own is_young allowance_monthly",
        "Outcome outcome (outcome amount reason) 6 < allowance",
    ] {
        let mut names: Vec<&str> = wanted.split("< ").nth(1).unwrap().split(' ').collect();
        names.sort_unstable();
        let fits = |line: &String| {
            let (before, after) = line.split_once("< ").unwrap();
            let mut found: Vec<&str> = after.split(' ').collect();
            found.sort_unstable();
            wanted.starts_with(before) && found == names
        };
        assert!(told.iter().any(fits), "{wanted}\n{told:#?}");
    }
    assert_eq!(told.len(), 11, "{told:#?}");
}

#[test]
fn scales_belong_to_it_and_facts_that_the_table_does_not_ask_do_not() {
    let scale = "\n[[scale]]\nid = \"tax\"\ntitle = { en = \"Tax\", ko = \"세금\" }\nkind = \"flat\"\narticle = \"a\"\n\
        [[scale.value]]\nfrom = \"2020-01-01\"\nbrackets = [{ above = 0, amount = 1 }]\n";
    let ground = Ground::good().and("law/tax.toml", scale).with(
        DECISION,
        "age < allowance_age\"",
        "age < scale(\\\"tax\\\", 5)\"\nidle = \"1\"",
    );
    let feeds = of(&ground);
    assert!(feeds.iter().any(|feed| feed.kind == FeedKind::Scale && feed.id == "tax"));
    assert!(!feeds.iter().any(|feed| ["idle", "allowance_age"].contains(&feed.id.as_str())));
}

#[test]
fn a_table_that_decides_no_service_has_facts_without_sources() {
    let country = Ground::good().read();
    let table = country.law().versions("allowance")[0].clone();
    let feeds = feeds(&country, &table, "nowhere");
    let facts = feeds.iter().filter(|feed| feed.kind == FeedKind::Fact);
    assert!(facts.clone().all(|fact| fact.sources.is_empty() && fact.level == 1));
    assert_eq!(facts.count(), 2);
}
