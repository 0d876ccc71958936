//! `madang privacy scan`: what it tells, how it ends, and what it never says.

use std::path::Path;
use std::process::{Command, Output};

use crate::source::root;

fn scan(dir: &Path, more: &[&str]) -> Output {
    let country = root().join("countries/kr");
    let mut command = Command::new(env!("CARGO_BIN_EXE_madang"));
    command.args(["privacy", "scan", "--country"]).arg(country).args(more).arg(dir);
    command.output().unwrap()
}

fn said(output: &Output) -> String {
    let streams = [&output.stdout, &output.stderr].map(|bytes| String::from_utf8_lossy(bytes));
    streams.concat()
}

#[test]
fn a_folder_is_scanned_and_a_broken_file_does_not_end_it() {
    let dir = tempfile::tempdir().unwrap();
    let within = dir.path().join("within");
    std::fs::create_dir(&within).unwrap();
    std::fs::write(within.join("plain.txt"), "nothing of anybody\n").unwrap();
    assert_eq!(scan(dir.path(), &[]).status.code(), Some(0));

    // A number at a place that there never was (people.toml of the country says how).
    std::fs::write(within.join("list.csv"), "이름,주민번호\n가,880412-2980011\n").unwrap();
    std::fs::write(within.join("나_880412-2980011.txt"), "x").unwrap();
    std::fs::write(within.join("picture.png"), b"\x89PNG\0\0").unwrap();
    let output = scan(dir.path(), &["--json"]);
    assert_eq!(output.status.code(), Some(1));
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(report["findings"].as_array().unwrap().len(), 2);
    assert_eq!(report["findings"][0]["row"], 2);
    assert_eq!(report["skipped"], 1);
    assert!(!said(&output).contains("2980011"));

    std::fs::write(dir.path().join("broken.pdf"), "%PDF-1.7\n").unwrap();
    let output = scan(dir.path(), &[]);
    assert_eq!(output.status.code(), Some(2));
    assert!(said(&output).contains("broken.pdf is a PDF file that is broken"));
    assert!(said(&output).contains("row 2, column \"주민번호\""));
    assert!(!said(&output).contains("2980011"));
}

#[test]
fn without_something_to_look_for_nothing_is_called_clean() {
    let dir = tempfile::tempdir().unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_madang"));
    command.args(["privacy", "scan", "--country"]).arg(dir.path()).arg(dir.path());
    assert_eq!(command.output().unwrap().status.code(), Some(2));
    assert_eq!(scan(&dir.path().join("absent.txt"), &[]).status.code(), Some(2));
}
