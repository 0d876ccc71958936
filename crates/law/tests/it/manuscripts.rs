//! Versions of tables as texts: what is written is read again as it was, and every mistake is told at its cell.

use std::path::PathBuf;

use law::{Law, Manuscript, Place};

use crate::law;

const PARKING: &str = r#"table: parking
title.en: Parking
article: Parking Act, article 3
promulgated: 2026-01-02
from: 2026-02-01
hit: first
in: age number
in: zone text "a", "b" = upper case(zone)
use: payable number
out: outcome text "grant", "refuse"
out: amount number

| # | age | zone || outcome  | amount  | article     |
|---|-----|------||----------|---------|-------------|
| 1 | <18 | -    || "refuse" | 0       | "article 4" |
| 2 | -   | "a"  || "grant"  | payable |             |
| 3 | -   | -    || "refuse" | 0       |             |
"#;

#[test]
fn what_is_written_is_read_again_as_it_was() {
    let mut texts = vec![("x.table".to_string(), PARKING.to_string())];
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../countries/kr/law");
    for file in std::fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        if path.extension().is_some_and(|ending| ending == "table") {
            texts.push((path.display().to_string(), std::fs::read_to_string(&path).unwrap()));
        }
    }
    assert!(texts.len() > 5);
    for (path, text) in texts {
        for table in law(&path, &text).tables() {
            let written = Manuscript::of(table).written();
            let again = law(&path, &written.text);
            let same = again.versions(&table.id).first().unwrap();
            assert!(same.says_the_same(table), "{path}: {}", written.text);
            assert_eq!(
                again
                    .with([(path.as_str(), text.as_str())])
                    .as_ref()
                    .ok()
                    .map(|l| l.tables().count()),
                Some(1)
            );
        }
    }
}

/// The cell of row and column says that instead: where is what told?
fn told(row: usize, cell: usize, text: &str) -> Vec<(Place, String)> {
    let before = law("x.table", PARKING);
    let mut manuscript = Manuscript::of(before.versions("parking").first().unwrap());
    manuscript.from = "2027-01-01".into();
    let inputs = manuscript.inputs.len();
    let row_of = manuscript.rows.get_mut(row).unwrap();
    match cell.checked_sub(inputs) {
        None => row_of.cells[cell] = text.into(),
        Some(output) => row_of.outputs[output] = text.into(),
    }
    let wrong = manuscript.unwritable();
    if !wrong.is_empty() {
        return wrong.into_iter().map(|(place, mistake)| (place, mistake.message)).collect();
    }
    let written = manuscript.written();
    let mistakes = match before.with([("proposal", written.text.as_str())]) {
        Ok(after) => after.check(),
        Err(mistakes) => mistakes,
    };
    let mine = mistakes.into_iter().filter(|mistake| mistake.file == "proposal");
    mine.map(|mistake| (written.place(&mistake), mistake.message)).collect()
}

#[test]
fn a_mistake_is_told_at_its_cell() {
    for (row, cell, text) in [
        (1, 0, "1 +"),
        (1, 0, ""),
        (0, 0, "a | b"),
        (0, 2, "\"grant"),
        (2, 3, "payabel"),
        (2, 2, "\"perhaps\""),
        (0, 0, "\"old\""),
        (1, 1, "\"a\"\n| 9 | - | - || 1 | 1 |"),
    ] {
        let told = told(row, cell, text);
        assert!(!told.is_empty(), "{text} is taken");
        assert!(told.iter().all(|(place, _)| *place == Place::Cell(row, cell)), "{text}: {told:?}");
    }
    assert_eq!(told(0, 0, "< 19"), []);
}

#[test]
fn another_text_of_the_same_day_is_no_second_version() {
    let before = law("x.table", PARKING);
    let mistakes = before.with([("y.table", PARKING.replace("<18", "<19").as_str())]).unwrap_err();
    assert!(mistakes[0].message.contains("two versions from 2026-02-01"), "{mistakes:?}");
    assert_eq!(before.with([("y.table", PARKING)]).unwrap(), before);
    assert!(Law::default().with([("y.table", PARKING)]).is_ok());
}
