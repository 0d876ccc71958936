//! A decision of 2012 is read again in 2026, after its law was changed, and changed for days before: the same facts, the same
//! grounds, the same words, byte for byte.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use counter::decided::{self, Told};
use counter::grounds::{self, About};
use country::Country;
use courtyard::{View, cases, decisions};
use pages::{Frame, Texts};
use vocabulary::Lang;

use crate::grounds::{plain, read, set};
use crate::support::{TestHouse, each_engine, korea_dir};

const SERVICE: &str = "child-allowance";

/// The three numbers of the law, each with its values as `(from, promulgated, retroactive, value)`.
type Dated<'v> = &'v [(&'v str, &'v str, bool, i64)];

fn amounts(monthly: Dated<'_>, age: Dated<'_>) -> String {
    let year: Dated<'_> = &[("2012-01-01", "2011-12-30", false, 1)];
    let parameters = [
        ("child_allowance_monthly", "KRW", "Child allowance a month", monthly),
        ("child_allowance_age_months", "months", "Age below which it is paid", age),
        ("child_allowance_bridge_birth_year", "year", "Year that is paid on", year),
    ];
    let mut text = String::new();
    for (id, unit, title, values) in parameters {
        text += &format!(
            "[[parameter]]\nid = \"{id}\"\ntitle = {{ ko = \"{title}\", en = \"{title}\" }}\nunit = \"{unit}\"\n\
             article = \"아동수당법 제4조제1항\"\n"
        );
        for (from, promulgated, retroactive, value) in values {
            text += &format!(
                "[[parameter.value]]\nfrom = \"{from}\"\npromulgated = \"{promulgated}\"\nretroactive = {retroactive}\nvalue = {value}\n"
            );
        }
    }
    text
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap().map(Result::unwrap) {
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// The country of 2012: the allowance is in force, for children below six.
fn country_of_2012(dir: &Path) -> PathBuf {
    let country = dir.join("kr-2012");
    copy(&korea_dir(), &country);
    let table = std::fs::read_to_string(country.join("law/child_allowance.table")).unwrap();
    let table = table.replace(
        "promulgated: 2018-03-27\nfrom: 2018-09-01",
        "promulgated: 2011-12-30\nfrom: 2012-01-01",
    );
    assert!(table.contains("from: 2012-01-01"), "{table}");
    std::fs::write(country.join("law/child_allowance.table"), table).unwrap();
    let amounts = amounts(
        &[("2012-01-01", "2011-12-30", false, 100_000)],
        &[("2012-01-01", "2011-12-30", false, 72)],
    );
    std::fs::write(country.join("law/child_allowance.toml"), amounts).unwrap();
    country
}

/// The same country in 2026: another table, other amounts, and in 2015 somebody made law for the days since February 2012.
fn country_of_2026(dir: &Path, of_2012: &Path) -> PathBuf {
    let country = dir.join("kr-2026");
    copy(of_2012, &country);
    let table = std::fs::read_to_string(country.join("law/child_allowance.table")).unwrap();
    let table = table
        .replace(
            "promulgated: 2011-12-30\nfrom: 2012-01-01",
            "promulgated: 2026-01-02\nfrom: 2026-01-02",
        )
        .replace(
            "| \"grant\"  | child_allowance_monthly | \"below_age\"",
            "| \"grant\"  | child_allowance_monthly * 3 | \"below_age\"",
        );
    assert!(table.contains("* 3"), "{table}");
    std::fs::write(country.join("law/child_allowance_2026.table"), table).unwrap();
    let amounts = amounts(
        &[
            ("2012-01-01", "2011-12-30", false, 100_000),
            ("2012-02-01", "2015-01-01", true, 150_000),
            ("2026-01-01", "2025-12-01", false, 200_000),
        ],
        &[("2012-01-01", "2011-12-30", false, 72), ("2026-01-02", "2026-01-02", false, 108)],
    );
    std::fs::write(country.join("law/child_allowance.toml"), amounts).unwrap();
    country
}

/// Everything that is told of the last decision of a case, on the page and on paper.
fn told(house: &TestHouse, who: &str, number: &str, lang: &str) -> Told {
    let name = number.to_string();
    let look = move |view: &mut View<'_>| {
        let case = cases::own(view, &name)?;
        let made = decisions::of_own_case(view, &case)?.pop().unwrap();
        let application = cases::own_application(view, &case)?;
        Ok((case, made, application))
    };
    let (case, made, application) = house.house.view_now(&house.person(who), look).unwrap();
    let mut texts = Texts::house().unwrap();
    for (lang, file, toml) in counter::TEXTS {
        texts = texts.with(lang, file, toml).unwrap();
    }
    let frame = Frame::new(Arc::new(texts), Lang::new(lang), "Korea");
    let country = house.house.country();
    let service = country.service(SERVICE).unwrap();
    let registers = grounds::registers(&application);
    let about = About::made(&frame, country, (service, &case), &made, registers);
    decided::tell(&about, &made, false)
}

/// The part of the page that tells the decision's grounds.
fn grounds_on_page(page: &str) -> &str {
    let (_, rest) = page.split_once("<h3>").unwrap();
    rest.split_once("/paper\"").unwrap().0
}

#[test]
fn a_decision_of_2012_is_told_in_2026_byte_for_byte() {
    let dir = tempfile::tempdir().unwrap();
    let then_dir = country_of_2012(dir.path());
    let now_dir = country_of_2026(dir.path(), &then_dir);
    let country = |dir: &Path| {
        let mut country = Country::read(dir).unwrap();
        set(&mut country, "baram", "family", "birth_day", "2010-06-15".into());
        set(&mut country, "haneul", "family", "birth_day", "2004-03-21".into());
        country
    };
    each_engine(&|| country(&then_dir), "2012-03-05", |then| {
        let cases: Vec<(&str, String)> = ["baram", "haneul"]
            .into_iter()
            .map(|who| (who, then.apply(&then.person(who), SERVICE).number))
            .collect();
        let tell = |house: &TestHouse| -> Vec<Told> {
            let one = |(who, number): &(&str, String)| {
                ["ko", "en"].map(|lang| told(house, who, number, lang))
            };
            cases.iter().flat_map(one).collect()
        };
        let page = |house: &TestHouse, who: &str, number: &str| {
            house.get(who, &format!("/cases/{number}?lang=en")).1
        };
        let (granted, refused) =
            (page(then, "baram", &cases[0].1), page(then, "haneul", &cases[1].1));
        assert!(plain(&granted).contains("100,000 won"), "{granted}");
        let over = "Age of the child in months: 96 months. The limit is 72 months (Age below which it is paid, 아동수당법 \
            제4조제1항), so this is 24 months over it.";
        assert!(plain(&refused).contains(over), "{refused}");

        let now = then.reopened(country(&now_dir), "2026-11-23");
        assert_eq!(tell(&now), tell(then));
        for (page_then, (who, number)) in [granted, refused].iter().zip(&cases) {
            let page_now = page(&now, who, number);
            assert_eq!(grounds_on_page(&page_now), grounds_on_page(page_then), "{who}");
        }
        // Whoever applies now is under the law of now.
        let case = now.apply(&now.person("baram"), SERVICE);
        let page = read(&now, "baram", &case, "en");
        assert!(
            page.contains("version of 2 January 2026") && !page.contains("100,000 won"),
            "{page}"
        );
    });
}

#[test]
fn a_version_that_was_rewritten_in_its_file_is_not_taken_for_the_one_that_decided() {
    let dir = tempfile::tempdir().unwrap();
    let then_dir = country_of_2012(dir.path());
    let rewritten = dir.path().join("kr-rewritten");
    copy(&then_dir, &rewritten);
    let amounts = amounts(
        &[("2012-01-01", "2011-12-30", false, 90_000)],
        &[("2012-01-01", "2011-12-30", false, 60)],
    );
    std::fs::write(rewritten.join("law/child_allowance.toml"), amounts).unwrap();
    let country = |dir: &Path| {
        let mut country = Country::read(dir).unwrap();
        set(&mut country, "haneul", "family", "birth_day", "2004-03-21".into());
        country
    };
    each_engine(&|| country(&then_dir), "2012-03-05", |then| {
        let case = then.apply(&then.person("haneul"), SERVICE);
        let now = then.reopened(country(&rewritten), "2026-11-23");
        let page = read(&now, "haneul", &case, "en");
        assert!(page.contains("no longer says word for word"), "{page}");
        assert!(!page.contains("What would change this"), "{page}");
        assert!(page.contains("Row 7 applies"), "{page}");
    });
}
