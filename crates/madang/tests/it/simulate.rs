//! A law on trial, as a policy officer runs it: over invented people, whose change is counted a second time here from the files
//! of those people; and over past cases, of which nobody can be told.

use std::path::Path;
use std::process::{Command, Output};

use serde_json::{Value, json};

use crate::source::root;
use crate::stage::{Stage, program};

/// The country's child allowance with another amount from July 2026.
fn proposal(amount: &str) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    let file = root().join("countries/kr/law/child_allowance.toml");
    let text = std::fs::read_to_string(file).unwrap();
    let next = "[[parameter]]\nid = \"child_allowance_age_months\"";
    let value = format!(
        "[[parameter.value]]\nfrom = \"2026-07-01\"\npromulgated = \"2026-06-01\"\nvalue = {amount}\n\n"
    );
    assert!(text.contains(next));
    let text = text.replacen(next, &format!("{value}{next}"), 1);
    std::fs::write(dir.path().join("child_allowance.toml"), text).unwrap();
    dir
}

fn madang(words: &[&str]) -> Output {
    Command::new(program()).current_dir(root()).args(words).output().unwrap()
}

fn simulate(proposal: &Path, more: &[&str]) -> Output {
    let proposal = proposal.to_str().unwrap();
    let words = ["law", "simulate", "--proposal", proposal, "--persons", "60000"];
    madang(&[&words[..], more].concat())
}

fn report(output: &Output) -> Value {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

/// Months since the month of birth, as the Act counts them in July 2026.
fn months(birth: &str) -> i64 {
    let part = |range: std::ops::Range<usize>| birth[range].parse::<i64>().unwrap();
    (2026 - part(0..4)) * 12 + 7 - part(5..7)
}

#[test]
fn the_cost_of_a_higher_child_allowance_is_that_of_the_children_in_the_file() {
    let proposal = proposal("150000");
    let report = report(&simulate(proposal.path(), &["--json"]));
    let people = tempfile::tempdir().unwrap();
    let out = people.path().join("people");
    let made = madang(&["population", "--persons", "60000", "--out", out.to_str().unwrap()]);
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let persons = std::fs::read_to_string(out.join("persons.csv")).unwrap();
    let mut lines = persons.lines();
    let head: Vec<&str> = lines.next().unwrap().split(',').collect();
    let column = |name: &str| head.iter().position(|column| *column == name).unwrap();
    let (role, birth, household) = (column("role"), column("birth"), column("household"));
    let mut paid = 0;
    let mut families = std::collections::BTreeSet::new();
    for line in lines {
        let cells: Vec<&str> = line.split(',').collect();
        let (months, year) = (months(cells[birth]), &cells[birth][..4]);
        if cells[role] == "children" && (months < 108 || (year == "2017" && months < 156)) {
            paid += 1;
            families.insert(cells[household].to_string());
        }
    }
    assert!(paid > 1_000, "{paid}");
    assert_eq!(report["total"]["gained"], json!(i64::from(paid) * 50_000 * 1_000_000));
    assert_eq!(report["total"]["winners"], json!(families.len()));
    assert_eq!(report["total"]["losers"], json!(0));
    assert_eq!(report["faults"], json!(0));
    // Every grouping tells all of it, in other parts.
    for group in report["groups"].as_array().unwrap() {
        for what in ["members", "winners", "gained", "after"] {
            let cells = group["cells"].as_array().unwrap().iter();
            let sum: i64 = cells.map(|cell| cell["effect"][what].as_i64().unwrap()).sum();
            assert_eq!(json!(sum), report["total"][what], "{} {what}", group["variable"]);
        }
    }
}

#[test]
fn a_trial_is_the_same_every_time_and_its_files_say_what_it_says() {
    let proposal = proposal("150000");
    let dir = tempfile::tempdir().unwrap();
    let path = |name: &str| dir.path().join(name).to_str().unwrap().to_string();
    let (csv, parquet, charts) = (path("a.csv"), path("a.parquet"), path("charts"));
    let files = ["--json", "--csv", &csv, "--parquet", &parquet, "--charts", &charts];
    let first = simulate(proposal.path(), &files);
    let second = simulate(proposal.path(), &["--json"]);
    assert_eq!(String::from_utf8_lossy(&first.stdout), String::from_utf8_lossy(&second.stdout));
    let other = simulate(proposal.path(), &["--json", "--seed", "2"]);
    assert_ne!(report(&first), report(&other));
    let lines = std::fs::read_to_string(csv).unwrap();
    let cells: usize = report(&first)["groups"]
        .as_array()
        .unwrap()
        .iter()
        .map(|g| g["cells"].as_array().unwrap().len())
        .sum();
    // A head, a row for all, a row for each group.
    assert_eq!(lines.lines().count(), cells + 2);
    assert!(lines.starts_with("variable,value,members,winners,losers,"), "{lines}");
    let bytes = std::fs::read(parquet).unwrap();
    assert!(bytes.starts_with(b"PAR1") && bytes.ends_with(b"PAR1"));
    let chart = std::fs::read_to_string(Path::new(&charts).join("families-kind.svg")).unwrap();
    assert!(chart.starts_with("<svg") && chart.contains("one_parent"));
}

/// Who pays less gains; the state's cost is what they no longer pay.
#[test]
fn a_lower_tax_is_a_gain() {
    let dir = tempfile::tempdir().unwrap();
    let text = std::fs::read_to_string(root().join("countries/kr/law/household.toml")).unwrap();
    let rate = "  { above = 50000000, rate = \"0.24\" },";
    assert!(text.contains(rate));
    let text = text.replace(rate, "  { above = 50000000, rate = \"0.20\" },");
    // The worked examples say what the law is now, so a proposal says what it would be.
    let examples = text.find("# Settlements of employees").unwrap();
    std::fs::write(dir.path().join("household.toml"), &text[..examples]).unwrap();
    let report = report(&simulate(dir.path(), &["--question", "income-tax", "--json"]));
    let number = |what: &str| report["total"][what].as_i64().unwrap();
    assert!(number("winners") > 0 && number("losers") == 0);
    assert_eq!(number("gained"), number("before") - number("after"));
}

/// Given a proposal or an option, this is told, and there is no answer.
#[test]
fn what_cannot_be_tried_is_told_with_its_place() {
    let empty = tempfile::tempdir().unwrap();
    let good = proposal("150000");
    let broken = proposal("\"a lot\"");
    let rows: [(&Path, &[&str], &str); 5] = [
        (empty.path(), &[], "has no files of law"),
        (broken.path(), &[], "law/child_allowance.toml:"),
        (
            good.path(),
            &["--question", "nothing"],
            "there is no question `nothing`; known are families, income-tax",
        ),
        (
            good.path(),
            &["--service", "child-allowance", "--dir", "/nowhere"],
            "there is no demo in /nowhere",
        ),
        (good.path(), &["--seed", "one"], "invalid value"),
    ];
    for (proposal, words, told) in rows {
        let output = simulate(proposal, words);
        let error = String::from_utf8_lossy(&output.stderr);
        assert!(!output.status.success() && error.contains(told), "{words:?}: {error}");
        assert!(output.stdout.is_empty(), "{words:?}");
    }
}

/// Six applications of a parent are decided; under the proposed amount each would have 50,000 won more. Four cases alone are
/// too few to be told.
#[test]
fn past_cases_are_decided_again_and_too_few_are_not_told() {
    let stage = Stage::open();
    let proposal = proposal("150000");
    let demo = stage.folder();
    let words = [
        "--service",
        "child-allowance",
        "--dir",
        demo.to_str().unwrap(),
        "--on",
        "2026-11-01",
        "--json",
    ];
    let apply = |token: &String| {
        let client = stage.client(token);
        let form = client.get("/api/v1/services/child-allowance/form").json();
        let mut answers = form["examples"][0].clone();
        // The younger of the two children: the older one is past the age of the Act.
        let children = form["properties"]["child"]["oneOf"].as_array().unwrap();
        let child = children.iter().find(|child| child["title"] == "도새벽").unwrap();
        answers["child"] = child["const"].clone();
        let sent = json!({ "answers": answers });
        let path = "/api/v1/services/child-allowance/applications";
        let answer = client.post_json(path, &sent);
        assert_eq!(answer.status, 201, "{}{}", answer.text(), stage.log());
        answer.json()["state"] == "granted"
    };
    let parent = stage.token("Do Baram");
    for _ in 0..4 {
        assert!(apply(&parent));
    }
    let few = report(&simulate(proposal.path(), &words));
    assert_eq!((&few["total"]["members"], &few["groups"]), (&json!(0), &json!([])));
    for _ in 4..6 {
        assert!(apply(&parent));
    }
    let told = report(&simulate(proposal.path(), &words));
    let total = &told["total"];
    assert_eq!(
        (&total["members"], &total["winners"], &total["losers"]),
        (&json!(6), &json!(6), &json!(0))
    );
    assert_eq!(total["gained"], json!(6 * 50_000 * 1_000_000_i64));
    // The parent sees that a rule has read the decision for statistics.
    let looked = stage.client(&parent).get("/me/disclosures?lang=en").text();
    assert!(looked.contains("Statistics on a proposed law"), "{looked}");
}
