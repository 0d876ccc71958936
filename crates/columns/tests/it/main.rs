//! Columns as files: what is written is read again by programs that nobody here wrote, value by value.
//! What may not happen here: installing anything. A missing pyarrow is said aloud, and `MADANG_REQUIRE=pyarrow` makes it a
//! failure.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on must fail")]

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use columns::{Column, Holds, Parquet, RowGroup, csv_head, csv_rows};
use law::{Series, Value, Values};

/// Prints every row of a file, its values divided by a sign that no text has.
const JUDGE: &str = include_str!("judge.py");

/// The rows of a file as a program of others reads them; none where it is not there and need not be.
fn judged(kind: &str, path: &Path) -> Option<Vec<String>> {
    let python = std::env::var("MADANG_PYTHON").unwrap_or_else(|_| "python3".into());
    let has = Command::new(&python).args(["-c", "import pyarrow"]).stderr(Stdio::null()).status();
    if !has.is_ok_and(|status| status.success()) {
        let required = std::env::var("MADANG_REQUIRE").unwrap_or_default();
        assert!(!required.split(',').any(|name| name == "pyarrow"), "{python} has no pyarrow");
        // Past the test runner, which would swallow what a passing test prints.
        let lacks = "has no pyarrow (pip install pyarrow): nobody else has read our Parquet files";
        writeln!(std::io::stderr(), "SKIPPED: {python} {lacks}").unwrap();
        return None;
    }
    let output = Command::new(&python).args(["-c", JUDGE, kind]).arg(path).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).unwrap();
    Some(text.split_terminator('\u{1e}').map(str::to_string).collect())
}

fn numbers(units: Vec<i64>, scale: u32) -> Series {
    Values::Numbers { units, scale }.into()
}

fn texts(places: Vec<u32>, words: &[&str]) -> Series {
    Values::Texts { places, words: words.iter().map(|word| word.to_string()).collect() }.into()
}

/// Rows of every kind of column; with another count other rows, and with gaps some that miss.
fn rows(count: usize, gaps: bool) -> Vec<(&'static str, Series)> {
    let n = || 0..count as i64;
    let many: Vec<String> = (0..300).map(|n| format!("낱말 {n}")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    let mut all = vec![
        (
            "whole",
            numbers(n().map(|n| n.wrapping_mul(0x9e37_79b9_7f4a_7c15_u64 as i64)).collect(), 0),
        ),
        ("cents", numbers(n().map(|n| n * 37 - 1000).collect(), 2)),
        ("truth", Values::Truths(n().map(|n| n % 3 == 0).collect()).into()),
        ("day", Values::Days(n().map(|n| (n as i32) * 97 - 20_000).collect()).into()),
        ("near", Values::Days(n().map(|n| (n as i32) % 40 - 20).collect()).into()),
        ("few", texts(n().map(|n| (n % 3) as u32).collect(), &["", "a,b", "\"마당\"\r\nx"])),
        ("many", texts(n().map(|n| (n * 7 % 300) as u32).collect(), &many)),
        ("one", texts(vec![0; count], &["same"])),
    ];
    if gaps {
        for (place, (_, series)) in all.iter_mut().enumerate() {
            series.known = Some((0..count).map(|n| !(n + place).is_multiple_of(4)).collect());
        }
    }
    all
}

fn columns_of(rows: &[(&str, Series)]) -> Vec<Column> {
    rows.iter().map(|(name, series)| Column::of(name, series).unwrap()).collect()
}

fn series_of<'r>(rows: &'r [(&str, Series)]) -> Vec<&'r Series> {
    rows.iter().map(|(_, series)| series).collect()
}

/// A row as the judge prints it.
fn row(rows: &[(&str, Series)], at: usize) -> String {
    let word = |(_, series): &(&str, Series)| match series.value(at) {
        Value::Nothing => "-".to_string(),
        Value::Number(number) => number.to_string(),
        Value::Truth(truth) => truth.to_string(),
        Value::Day(day) => day.to_string(),
        Value::Text(text) => format!("={text}"),
        other => panic!("{other:?}"),
    };
    rows.iter().map(word).collect::<Vec<_>>().join("\u{1f}")
}

#[test]
fn others_read_the_same_rows_of_a_parquet_file() {
    let groups =
        [rows(1000, false), rows(1, true), rows(513, true), rows(0, false), rows(9, false)];
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("rows.parquet");
    let columns = columns_of(&groups[0]);
    let mut file = Parquet::begin(std::fs::File::create(&path).unwrap(), columns.clone()).unwrap();
    for rows in &groups {
        file.append(&RowGroup::new(&columns, &series_of(rows)).unwrap()).unwrap();
    }
    file.finish().unwrap();
    let Some(read) = judged("parquet", &path) else { return };
    let written: Vec<String> =
        groups.iter().flat_map(|rows| (0..rows[0].1.count()).map(|at| row(rows, at))).collect();
    assert_eq!(read.len(), written.len());
    for (read, written) in read.iter().zip(&written) {
        assert_eq!(read, written);
    }
}

#[test]
fn columns_that_never_miss_are_required() {
    let rows = rows(100, false);
    let mut columns = columns_of(&rows);
    columns.iter_mut().for_each(|column| column.may_miss = false);
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("rows.parquet");
    let mut file = Parquet::begin(std::fs::File::create(&path).unwrap(), columns.clone()).unwrap();
    file.append(&RowGroup::new(&columns, &series_of(&rows)).unwrap()).unwrap();
    file.finish().unwrap();
    let Some(read) = judged("parquet", &path) else { return };
    assert_eq!(read, (0..100).map(|at| row(&rows, at)).collect::<Vec<_>>());
}

#[test]
fn a_file_without_rows_is_a_file() {
    let rows = rows(0, false);
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("rows.parquet");
    let file = std::fs::File::create(&path).unwrap();
    Parquet::begin(file, columns_of(&rows)).unwrap().finish().unwrap();
    let Some(read) = judged("parquet", &path) else { return };
    assert!(read.is_empty());
}

#[test]
fn others_read_the_same_rows_of_a_csv_file() {
    let rows = rows(1000, true);
    let columns = columns_of(&rows);
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("rows.csv");
    let mut bytes = csv_head(&columns).into_bytes();
    bytes.extend(csv_rows(&columns, &series_of(&rows)).unwrap());
    std::fs::write(&path, bytes).unwrap();
    let Some(read) = judged("csv", &path) else { return };
    for (at, read) in read.iter().enumerate() {
        // CSV knows only texts, and says nothing where a value is missing.
        let written =
            row(&rows, at)
                .split('\u{1f}')
                .map(|word| {
                    if word == "-" {
                        String::new()
                    } else {
                        word.trim_start_matches('=').to_string()
                    }
                })
                .collect::<Vec<_>>()
                .join("\u{1f}");
        assert_eq!(*read, written);
    }
    assert_eq!(read.len(), 1000);
}

#[test]
fn csv_is_as_rfc_4180_says() {
    let rows = [
        ("n", numbers(vec![0, i64::MIN, i64::MAX], 0)),
        ("a \"b\"", texts(vec![0, 1, 0], &["x", "y, \"z\""])),
    ];
    let columns = columns_of(&rows);
    assert_eq!(csv_head(&columns), "n,\"a \"\"b\"\"\"\r\n");
    let lines = String::from_utf8(csv_rows(&columns, &series_of(&rows)).unwrap()).unwrap();
    assert_eq!(lines, "0,x\r\n-9223372036854775808,\"y, \"\"z\"\"\"\r\n9223372036854775807,x\r\n");
}

#[test]
fn series_that_are_not_these_columns_are_told() {
    let column = |holds, may_miss| Column { name: "x".into(), holds, may_miss };
    let gap = Series { known: Some(vec![true, false]), ..numbers(vec![1, 2], 0) };
    let short = Series { known: Some(vec![true]), ..numbers(vec![1, 2], 0) };
    let given: &[(Column, Series, &str)] = &[
        (column(Holds::Days, true), numbers(vec![1], 0), "another kind"),
        (column(Holds::Numbers(0), true), numbers(vec![1], 2), "another kind"),
        (column(Holds::Numbers(0), false), gap, "misses"),
        (column(Holds::Numbers(0), true), short, "another number"),
        (column(Holds::Texts, true), texts(vec![1], &["a"]), "none of a word"),
        (column(Holds::Texts, true), Values::Mixed(vec![Value::Nothing]).into(), "another kind"),
    ];
    for (column, series, why) in given {
        let columns = std::slice::from_ref(column);
        let wrong = csv_rows(columns, &[series]).unwrap_err();
        assert!(wrong.to_string().contains(why), "{wrong}");
        assert!(RowGroup::new(columns, &[series]).is_err());
    }
    assert!(csv_rows(&[column(Holds::Days, true)], &[]).is_err());
}
