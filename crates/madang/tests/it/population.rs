//! `madang population`: the same files for the same seed, compared with the tables, and nothing half written.

use std::path::Path;
use std::process::{Command, Output};

fn population(words: &[&str], out: Option<&Path>) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_madang"));
    command.arg("population").args(words);
    command.args(["--country", concat!(env!("CARGO_MANIFEST_DIR"), "/../../countries/kr")]);
    if let Some(out) = out {
        command.arg("--out").arg(out);
    }
    command.output().unwrap()
}

fn told(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

#[test]
fn the_same_seed_writes_the_same_files_and_another_one_others() {
    let dir = tempfile::tempdir().unwrap();
    let write = |name: &str, seed: &str, format: &str| {
        let words = ["--persons", "70000", "--seed", seed, "--format", format];
        let output = population(&words, Some(&dir.path().join(name)));
        assert!(output.status.success(), "{}", told(&output));
        std::fs::read(dir.path().join(name).join(format!("persons.{format}"))).unwrap()
    };
    for format in ["csv", "parquet"] {
        let one = write(&format!("one-{format}"), "7", format);
        assert!(one == write(&format!("again-{format}"), "7", format));
        assert!(one != write(&format!("other-{format}"), "8", format));
    }
    let csv = std::fs::read_to_string(dir.path().join("one-csv/persons.csv")).unwrap();
    let mut lines = csv.lines();
    assert!(lines.next().unwrap().starts_with("household,role,age,birth,sex,"));
    assert_eq!(lines.count(), 70_000);
    let about = std::fs::read(dir.path().join("one-csv/population.json")).unwrap();
    let about: serde_json::Value = serde_json::from_slice(&about).unwrap();
    assert_eq!(about["weight"], serde_json::json!({ "numerator": 5120, "denominator": 7 }));
    assert_eq!(std::fs::read_dir(dir.path().join("one-csv")).unwrap().count(), 3);
}

#[test]
fn a_check_says_for_every_table_how_far_it_is() {
    let output = population(&["--persons", "20000", "--check", "--json"], None);
    assert!(output.status.success(), "{}", told(&output));
    let told: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let tables = told["tables"].as_array().unwrap();
    assert!(tables.len() >= 20);
    for table in tables {
        assert!(table["off_ppm"].is_u64() && !table["rows"].as_array().unwrap().is_empty());
        assert_eq!(table["met"], true, "{}", table["id"]);
        assert_eq!(table["off_ppm_max"].is_u64(), table["use"] == "fit");
    }
}

#[test]
fn what_cannot_be_made_is_told_and_nothing_is_replaced() {
    let dir = tempfile::tempdir().unwrap();
    let none = population(&["--persons", "0"], None);
    assert!(!none.status.success());
    assert!(told(&none).contains("--persons must be from 1 to"), "{}", told(&none));
    let first = population(&["--persons", "100"], Some(dir.path()));
    assert!(first.status.success(), "{}", told(&first));
    let before = std::fs::read(dir.path().join("persons.csv")).unwrap();
    let second = population(&["--persons", "50"], Some(dir.path()));
    assert!(!second.status.success());
    assert!(told(&second).contains("is there already"), "{}", told(&second));
    assert!(before == std::fs::read(dir.path().join("persons.csv")).unwrap());
}

#[test]
fn a_mistake_in_a_recipe_is_told_by_both_commands_with_its_line() {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("population.toml"), "title = { en = \"X\" }\ndya = 1\n")
        .unwrap();
    for verb in [&["check"][..], &["population", "--country"]] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_madang"));
        let output = command.args(verb).arg(dir.path()).output().unwrap();
        assert!(!output.status.success());
        assert!(
            told(&output).contains("population.toml:2:1 `dya` is not known here"),
            "{}",
            told(&output)
        );
    }
}
