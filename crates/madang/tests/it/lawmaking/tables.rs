//! Versions of tables: proposed, published, sent back; and the cases under them.

use std::time::Duration;

use courtyard::{Actor, Tx, cases};
use serde_json::{Value, json};
use vocabulary::{Day, Text};

use super::{Node, again, on_both};
use crate::source::root;
use crate::stage::{Stage, program};

/// How often it is looked whether another node has heard.
const LOOKS_MAX: u32 = 200;
const TABLE: &str = "/law-desk/tables/child_allowance";
/// Who would be granted the allowance as below the age is refused it.
const REFUSE: [(&str, &str); 3] =
    [("cell-4-6", "\"refuse\""), ("cell-4-7", "0"), ("cell-4-8", "\"age_reached\"")];

impl Node {
    /// The form of the table as it is in force, with these fields changed and the days set.
    fn form(&self, from: &str, changes: &[(&str, &str)]) -> Vec<(String, String)> {
        let table = self.house.country().law().versions("child_allowance").last().unwrap();
        let mut fields = self.fields(from, &[]);
        fields.push(("rows".to_string(), table.face().rows.len().to_string()));
        for (n, row) in table.face().rows.iter().enumerate() {
            for (place, cell) in row.cells.iter().chain(&row.outputs).enumerate() {
                fields.push((format!("cell-{n}-{place}"), cell.clone()));
            }
        }
        for (name, value) in changes {
            fields.retain(|(field, _)| field != name);
            fields.push((name.to_string(), value.to_string()));
        }
        fields
    }

    fn draft(&self, from: &str, changes: &[(&str, &str)]) -> String {
        self.begin(TABLE, &self.form(from, changes))
    }

    fn versions(&self) -> Vec<String> {
        let versions = self.house.country().law().versions("child_allowance");
        versions.iter().map(|version| version.from.to_string()).collect()
    }
}

#[test]
fn a_published_version_decides_from_its_day_on_and_not_before() {
    on_both(|node| {
        let proposal = node.draft("2026-12-01", &REFUSE);
        let (_, page) = node.get("hanbyeol", &proposal);
        assert!(page.contains("No mistakes") && page.contains("<del>"), "{page}");
        assert_eq!(node.submit("haram", &proposal).0, 303);
        assert_eq!(node.review("hanbyeol", &proposal, "publish", "As voted.").0, 303);
        assert_eq!(node.versions(), ["2018-09-01", "2026-12-01"]);

        let before = node.apply("haneul");
        assert_eq!(before.1, "granted");
        node.on("2026-12-01");
        let after = node.apply("haneul");
        assert_eq!(after.1, "refused");

        // Anybody can read both, and a node that opens later decides by the same law and derives both decisions again.
        let (_, page) = node.get("", "/law/child_allowance");
        assert!(page.contains("in force since 1 December 2026"), "{page}");
        let (_, old) = node.get("", "/law/child_allowance?on=2026-11-30");
        assert!(old.contains("no longer in force"), "{old}");
        let later = node.another();
        assert_eq!(later.versions(), node.versions());
        for (number, from) in [(&before.0, "2018-09-01"), (&after.0, "2026-12-01")] {
            let (derived, stored) = again(node, later.house.country(), number);
            assert_eq!(derived, stored);
            assert_eq!(stored["trace"]["table"]["from"], from);
        }
        node.verify();
    });
}

#[test]
fn whoever_proposes_a_version_does_not_publish_it() {
    on_both(|node| {
        let proposal = node.draft("2026-12-01", &REFUSE);
        assert_eq!(node.submit("hanbyeol", &proposal).0, 422, "it is another's draft");
        assert_eq!(node.submit("haram", &proposal).0, 303);
        for act in ["publish", "return"] {
            let (status, page) = node.review("haram", &proposal, act, "I like it.");
            assert_eq!(status, 422);
            assert!(page.contains("You wrote this proposal."), "{page}");
        }
        assert_eq!(node.versions(), ["2018-09-01"]);
        // The author is shown no button for it, and an officer of another desk not even the page.
        assert!(!node.get("haram", &proposal).1.contains("value=\"publish\""));
        assert_eq!(node.get("chorong", &proposal).0, 403);
        assert_eq!(node.review("chorong", &proposal, "publish", "").0, 403);
        assert_eq!(node.review("hanbyeol", &proposal, "publish", "").0, 303);
        assert_eq!(node.versions().len(), 2);
        assert_eq!(node.review("hanbyeol", &proposal, "publish", "").0, 422, "once is enough");
    });
}

#[test]
fn a_proposal_is_sent_back_with_words_and_comes_again() {
    on_both(|node| {
        let proposal = node.draft("2026-12-01", &REFUSE);
        node.submit("haram", &proposal);
        let (status, page) = node.review("hanbyeol", &proposal, "return", " ");
        assert_eq!(status, 422);
        assert!(page.contains("id=\"words-error\""), "{page}");
        assert_eq!(node.review("hanbyeol", &proposal, "return", "Later, in 2027.").0, 303);
        assert!(node.get("haram", &proposal).1.contains("Later, in 2027."));

        let draft = format!("{proposal}/tables/child_allowance");
        let (status, form) = node.get("haram", &draft);
        assert_eq!(status, 200);
        assert!(form.contains("value=\"&#34;age_reached&#34;\""), "{form}");
        assert_eq!(node.post("haram", &draft, &node.form("2027-02-01", &REFUSE)).0, 303);
        node.submit("haram", &proposal);
        assert_eq!(node.post("haram", &draft, &node.form("2027-03-01", &REFUSE)).0, 422);
        assert_eq!(node.review("hanbyeol", &proposal, "publish", "").0, 303);
        assert_eq!(node.versions(), ["2018-09-01", "2027-02-01"]);
    });
}

#[test]
fn a_mistake_is_told_at_its_cell_and_nothing_typed_is_lost() {
    on_both(|node| {
        for (cell, text) in [
            ("cell-4-4", "child_allowance_monthly"),
            ("cell-4-4", "a | b"),
            ("cell-4-6", "\"refuse"),
            ("cell-4-7", "child_allowance_montly"),
            ("cell-0-1", ""),
        ] {
            let (status, page) =
                node.post("haram", TABLE, &node.form("2026-12-01", &[(cell, text)]));
            assert_eq!(status, 422, "{text}");
            assert!(page.contains(&format!("id=\"{cell}-error\"")), "{text}: {page}");
            assert!(page.contains(&format!("href=\"#{cell}\"")), "{text}: {page}");
            assert!(page.contains("The budget of next year"), "{text}");
        }
        for day in ["2026-11-23", "2026-02-30", "--"] {
            let (status, page) = node.post("haram", TABLE, &node.form(day, &REFUSE));
            assert_eq!(status, 422, "{day}");
            assert!(page.contains("id=\"from-error\""), "{day}: {page}");
        }
        let (status, page) = node.post("haram", TABLE, &node.form("2026-12-01", &[("ground", "")]));
        assert!(status == 422 && page.contains("id=\"ground-error\""), "{page}");
    });
}

#[test]
fn a_table_with_a_gap_or_an_unknown_reason_is_kept_as_a_draft_and_goes_no_further() {
    on_both(|node| {
        let gap = node.draft("2026-12-01", &[("rows", "6")]);
        let dead = node.draft("2026-12-01", &[("cell-1-0", "false"), ("cell-1-1", "-")]);
        let reason = node.draft("2026-12-01", &[("cell-0-8", "\"bad_luck\"")]);
        for (proposal, says) in
            [(gap, "no row"), (dead, "row 2"), (reason, "bad_luck` is no reason to refuse")]
        {
            let (_, page) = node.get("haram", &proposal);
            assert!(page.contains("This must be mended") && page.contains(says), "{says}: {page}");
            let (status, page) = node.submit("haram", &proposal);
            assert!(status == 422 && page.contains("The proposal has mistakes."), "{page}");
        }
    });
}

#[test]
fn rows_come_and_go_in_the_form_without_a_script() {
    on_both(|node| {
        let (status, page) =
            node.post("haram", TABLE, &node.form("2026-12-01", &[("do", "add-1")]));
        assert_eq!(status, 200);
        assert!(page.contains("name=\"rows\" value=\"8\"") && page.contains("cell-7-0"), "{page}");
        let (_, page) = node.post("haram", TABLE, &node.form("2026-12-01", &[("do", "remove-0")]));
        assert!(page.contains("name=\"rows\" value=\"6\"") && !page.contains("not_own_child"));
        let wrong = node.form("2026-12-01", &[("rows", "99999999999")]);
        assert_eq!(node.post("haram", TABLE, &wrong).0, 422);
    });
}

#[test]
fn a_version_neither_begins_in_the_past_nor_over_one_that_nobody_compared_it_with() {
    on_both(|node| {
        let [late, first, second] =
            ["2026-11-24", "2026-12-01", "2027-01-01"].map(|day| node.draft(day, &REFUSE));
        for proposal in [&late, &first, &second] {
            assert_eq!(node.submit("haram", proposal).0, 303);
        }
        // The last minute of a day is too late for the next one: another node might not have heard.
        node.clock.advance_seconds(15 * 3600 - 30);
        let (status, page) = node.review("hanbyeol", &late, "publish", "");
        assert!(
            status == 422 && page.contains("A version begins tomorrow at the earliest."),
            "{page}"
        );
        assert_eq!(node.review("hanbyeol", &first, "publish", "").0, 303);
        let (status, page) = node.review("hanbyeol", &second, "publish", "");
        assert!(
            status == 422 && page.contains("Another version was published meanwhile"),
            "{page}"
        );
        assert_eq!(node.versions(), ["2018-09-01", "2026-12-01"]);
        // One day has one version.
        let (status, page) = node.post("haram", TABLE, &node.form("2026-12-01", &[]));
        assert_eq!(status, 422, "{page}");
    });
}

#[test]
fn an_open_case_stays_under_the_law_it_began_with_unless_it_is_moved() {
    on_both(|node| {
        let number = node.open_case("haneul");
        node.on("2026-12-01");
        let to = |day: &str| {
            let (number, day) = (number.clone(), day.parse::<Day>().unwrap());
            let why = Text::of("en", "The new rule is better for you.");
            let act = move |tx: &mut Tx<'_>| cases::move_to(tx, &number, day, &why);
            node.house.act_now(&Actor::system(), "law-making", act).unwrap().value
        };
        assert_eq!(node.law_day(&number), "2026-11-23");
        assert_eq!(to("2026-12-02"), Some(cases::Stays::NotInForce));
        assert_eq!(to("2026-11-23"), Some(cases::Stays::Already));
        assert_eq!(to("2026-12-01"), None);
        assert_eq!(node.law_day(&number), "2026-12-01");
        assert_eq!(to("2026-12-01"), Some(cases::Stays::Already));
        let (_, page) = node.get("haneul", &format!("/cases/{number}"));
        assert!(page.contains("The case was put under newer law"), "{page}");
    });
}

/// The command says what it would do, and does nothing.
#[test]
fn a_dry_run_names_each_case_that_stays_and_why() {
    let stage = Stage::open();
    let client = stage.client(&stage.token("Na Haneul"));
    let form = client.get("/api/v1/services/move-in-report/form").json();
    let sent = json!({ "answers": form["examples"][0] });
    let told = client.post_json("/api/v1/services/move-in-report/applications", &sent).json();
    let number = told["number"].as_str().unwrap();
    let run = |to: &str, more: &[&str]| {
        let output = std::process::Command::new(program())
            .args(["migrate-cases", "move-in-report", "--to", to, "--country"])
            .arg(root().join("countries/kr"))
            .arg("--dir")
            .arg(stage.folder())
            .args(more)
            .output()
            .unwrap();
        String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned()
    };
    assert!(run("2020-01-01", &[]).contains("--why"), "nobody is moved without a word");
    let told = run("2020-01-01", &["--dry-run"]);
    assert!(told.contains("0 open cases of move-in-report would move"), "{told}");
    assert!(told.contains(&format!("{number}: it is under the law of that day")), "{told}");
    let told: Value = serde_json::from_str(&run("2999-01-01", &["--dry-run", "--json"])).unwrap();
    assert_eq!((&told["move"], &told["stay"]), (&json!(0), &json!(1)), "{told}");
}

#[test]
fn another_node_hears_of_a_version_within_seconds() {
    on_both(|node| {
        let other = node.another();
        let proposal = node.draft("2026-12-01", &REFUSE);
        node.submit("haram", &proposal);
        assert_eq!(other.review("hanbyeol", &proposal, "publish", "").0, 303);
        assert_eq!(other.versions().len(), 2);
        for _ in 0..LOOKS_MAX {
            if node.versions().len() == 2 {
                return;
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        panic!("the node has not heard of it");
    });
}

#[test]
fn an_officer_who_reads_korean_is_told_mistakes_in_korean() {
    on_both(|node| {
        // Given a cell, when the draft is sent in Korean, then its mistake is a Korean sentence at the cell.
        for (cell, text, told) in [
            ("cell-4-4", "< 5 +", "식이 너무 일찍 끝났습니다: 값이나 이름이 빠졌습니다"),
            ("cell-4-4", "child_allowance_monthly", "서로 비교할 수 없습니다(참 또는 거짓, 수)"),
            ("cell-4-7", "child_allowance_montly", "혹시 `child_allowance_monthly`인가요?"),
            ("cell-4-6", "\"refuse", "따옴표가 닫히지 않았습니다: 글자는 큰따옴표 안에 씁니다"),
            ("cell-0-1", "", "칸이 비어 있습니다"),
        ] {
            let form = node.form("2026-12-01", &[(cell, text)]);
            let (status, page) = node.post("haram", &format!("{TABLE}?lang=ko"), &form);
            assert_eq!(status, 422, "{text}");
            assert!(page.contains(&format!("id=\"{cell}-error\"")), "{text}: {page}");
            assert!(page.contains(told), "{text}: {page}");
        }
        for (changes, told) in [
            (&[("rows", "6")][..], "맞는 행이 없는 경우가 있습니다. 예: "),
            (
                &[("cell-1-0", "false"), ("cell-1-1", "-")],
                "2행은 결코 맞지 않습니다. 앞의 행들이 모두 다룹니다",
            ),
            (&[("cell-0-8", "\"bad_luck\"")], "`bad_luck`: decision.toml에 없는 거부 이유입니다"),
        ] {
            let proposal = node.draft("2026-12-01", changes);
            let (_, page) = node.get("haram", &format!("{proposal}?lang=ko"));
            assert!(page.contains(told), "{told}: {page}");
        }
    });
}

#[test]
fn what_a_table_stands_on_is_drawn_and_told() {
    on_both(|node| {
        for (lang, facts) in [
            (
                "en",
                [
                    "What it stands on: ",
                    "Register: ",
                    "Amount or limit: ",
                    "<h2>The same as a list</h2>",
                ],
            ),
            (
                "ko",
                [
                    "무엇을 근거로 결정하나: ",
                    "등록부: 가족관계등록부",
                    "금액이나 기준: ",
                    "<h2>목록으로 보기</h2>",
                ],
            ),
        ] {
            let (status, page) = node.get("", &format!("/law/child_allowance/picture?lang={lang}"));
            assert_eq!(status, 200);
            assert!(facts.iter().all(|fact| page.contains(fact)), "{page}");
            assert!(page.contains("<svg") && page.contains("role=\"img\""), "{page}");
            let described = page.split("aria-describedby=\"picture").nth(1).unwrap();
            let id = described.split('"').next().unwrap();
            assert!(page.contains(&format!("<ul id=\"picture{id}\">")), "{page}");
            let again = node.get("", &format!("/law/child_allowance/picture?lang={lang}")).1;
            assert_eq!(again, page, "the same twice");
        }
        assert!(
            node.get("", "/law/child_allowance").1.contains("/law/child_allowance/picture?on=")
        );
        assert_eq!(node.get("", "/law/nothing/picture").0, 404);
        assert_eq!(node.get("", "/law/child_allowance/picture?on=2026-02-30").0, 404);
    });
}
