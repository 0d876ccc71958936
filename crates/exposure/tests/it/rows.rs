//! Sentences, and what is found in each.

use exposure::{Confidence, Kinds, Reason};

use crate::corpus::{Chance, hyphened, resident, resident_since};
use crate::{found, kinds};

/// The kind and the confidence of the only finding, as `kind certain`; `nothing` where there is none.
fn told(text: &str) -> String {
    let findings = found("note.txt", text);
    match findings.as_slice() {
        [] => "nothing".to_string(),
        [one] => format!("{} {}", one.kind, one.confidence),
        many => format!("{} findings", many.len()),
    }
}

#[test]
fn a_resident_number_is_told_by_its_day_its_check_digit_and_its_words() {
    let rows = [
        // Born in 1988, at a place that there never was; the check digit holds.
        ("880412-2980011", "resident-number certain"),
        ("나하늘 880412-2980011", "resident-number certain"),
        ("8804122980011", "resident-number possible"),
        ("주민등록번호 8804122980011", "resident-number certain"),
        ("８８０４１２－２９８００１１", "resident-number certain"),
        ("880412·2980011", "resident-number certain"),
        ("880412-\n   2980011", "resident-number certain"),
        ("주민번호\n880412-2980011", "resident-number certain"),
        ("rrn=8804122980011;", "resident-number certain"),
        // The check digit does not hold: given anew since October 2020, or none at all.
        ("880412-2980012", "resident-number possible"),
        ("주민번호: 880412-2980012", "resident-number certain"),
        ("8804122980012", "nothing"),
        ("주민번호: 8804122980012", "resident-number possible"),
        // Born after the fourth of October 2020: there is no check digit.
        ("210301-3980012", "resident-number possible"),
        ("자녀 주민등록번호 210301-3980012", "resident-number certain"),
        ("주민등록번호 2103013980012", "resident-number likely"),
        ("2103013980012", "nothing"),
    ];
    for (text, expected) in rows {
        assert_eq!(told(text), expected, "{text}");
    }
}

#[test]
fn what_cannot_be_a_resident_number_is_none() {
    let rows = [
        ("a thirteenth month", "881312-2980011"),
        ("the thirtieth of February", "880230-2980011"),
        ("born next year", "271224-3980011"),
        ("an example of a form", "900101-1234567"),
        ("masked", "880412-2******"),
        ("an order", "주문번호 230115-3000234"),
        ("a parcel", "운송장번호 2301153000234"),
        ("a longer number", "1234-880412-2980011"),
        ("a longer number", "880412-29800115"),
        ("the rest of a decimal", "0.8804122980011"),
        ("a corporation of the central registry", "법인등록번호 110111-1234569"),
        ("a corporation, by its check digit", "주식회사 가람 110111-2000014"),
        ("a sum", "총 8804122980011원"),
        ("a day and a time", "2021-03-01 14:00:12"),
        ("thousandths of a second", "createdAt: 1604012980011"),
        ("two columns", "880412\t2980011"),
        ("a table of sums", "880412    2980011"),
    ];
    for (what, text) in rows {
        assert_eq!(told(text), "nothing", "{what}: {text}");
    }
}

#[test]
fn the_other_numbers_of_people() {
    let rows = [
        ("외국인등록번호 940118-6980900", "foreign-registration-number certain"),
        ("여권번호 M98765432", "passport-number likely"),
        ("Passport No. M987K6543", "passport-number likely"),
        ("모델명 M98765432", "nothing"),
        ("M98765432", "nothing"),
        ("운전면허번호: 11-98-765432-10", "drivers-licence certain"),
        ("11-98-765432-10", "drivers-licence possible"),
        ("사업자등록번호 199-81-00004", "nothing"),
        ("연락처 010-9876-5432", "mobile-number certain"),
        ("010-9876-5432", "mobile-number likely"),
        ("01098765432", "mobile-number possible"),
        ("+82-10-9876-5432", "mobile-number likely"),
        ("대표전화 02-987-6543", "nothing"),
        ("고객센터 1588-9876", "nothing"),
        ("예시: 010-1234-5678", "nothing"),
        ("카드번호 4111-1111-1111-1111", "bank-card certain"),
        ("4111-1111-1111-1112", "nothing"),
        ("환불계좌 국민은행 987654-32-109876", "bank-account likely"),
        ("987654-32-109876", "nothing"),
    ];
    for (text, expected) in rows {
        assert_eq!(told(text), expected, "{text}");
    }
}

#[test]
fn of_two_words_the_nearest_names_the_number() {
    let text = "주문번호 20231201, 주민번호 880412-2980012, 연락처 010-9876-5432";
    let kinds: Vec<String> = found("note.txt", text).into_iter().map(|one| one.kind).collect();
    assert_eq!(kinds, ["resident-number", "mobile-number"]);
}

#[test]
fn a_column_says_what_no_cell_of_it_can() {
    let mut chance = Chance(7);
    // Children's numbers without hyphen: nothing in the number tells them, the column does with its heading.
    let numbers: Vec<String> = (0..30).map(|_| resident_since(&mut chance)).collect();
    let table = format!(
        "성명,주민번호\n{}",
        numbers.iter().map(|n| format!("가,{n}\n")).collect::<String>()
    );
    let findings = found("list.csv", &table);
    assert_eq!(findings.len(), 30);
    assert!(findings.iter().all(|one| one.confidence >= Confidence::Likely));
    assert!(findings.iter().all(|one| one.why.contains(&Reason::Column(100))));
    assert_eq!(findings[0].place.row, 2);
    assert_eq!(findings[0].place.column_name, "column \"주민번호\"");
}

#[test]
fn a_column_of_days_and_serials_is_none_although_each_looks_like_one() {
    let mut chance = Chance(11);
    let serial = |chance: &mut Chance| {
        format!("1901{:02}-3{:06}", 1 + chance.below(28), chance.below(1_000_000))
    };
    let cells: String = (0..60).map(|n| format!("{n},{}\n", serial(&mut chance))).collect();
    assert_eq!(found("list.csv", &format!("연번,처리\n{cells}")).len(), 0);
    // The same column with numbers of people is found, those without a check digit among them.
    let people: String =
        (0..60).map(|n| format!("{n},{}\n", hyphened(&resident(&mut chance)))).collect();
    let findings = found("list.csv", &format!("연번,처리\n{people}"));
    assert_eq!(findings.len(), 60);
    assert!(findings.iter().all(|one| one.confidence == Confidence::Certain));
}

#[test]
fn another_country_looks_for_its_own_numbers() {
    let text = r#"
[[kind]]
id = "social-number"
title = { en = "Social number" }
shapes = ["AA99-999"]
points = { hyphen = 2, word = 4 }
words = { en = ["social no"] }
"#;
    let kinds = Kinds::read("exposure.toml", text).unwrap();
    let found = kinds.find(&crate::document("note.txt", "Social no. QX12-345"), crate::today());
    assert_eq!(found.findings.len(), 1);
    assert_eq!(found.findings[0].masked, "QX**-***");
}

#[test]
fn a_mistake_in_what_a_country_looks_for_has_its_line() {
    let text = "\n[[kind]]\nid = \"x\"\ntitle = { en = \"X\" }\nshapes = [\"9{\"]\npoints = {}\nwords = {}\n";
    let mistakes = Kinds::read("exposure.toml", text).unwrap_err();
    assert_eq!((mistakes.len(), mistakes[0].line), (1, 2));
    assert!(Kinds::read("exposure.toml", "kind = 1").is_err());
}

#[test]
fn a_number_in_a_name_is_masked() {
    let (kinds, today) = (kinds(), crate::today());
    let name = "명단/나하늘_880412-2980011.txt";
    assert_eq!(kinds.masked(name, today), "명단/나하늘_88****-*******.txt");
    assert_eq!(kinds.masked("2024/plan-12.txt", today), "2024/plan-12.txt");
}
