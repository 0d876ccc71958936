//! A decision says what it rests on and what would change it, in the reader's language; and what it says is what happens.

use axum::http::StatusCode;
use country::Country;
use courtyard::actors::Actor;
use courtyard::cases::{self, Case};
use courtyard::{Tx, decisions};
use vocabulary::{Day, Text};

use crate::support::{TestHouse, on_both, on_both_where};

const PENSION: &str = "basic-pension";

/// Sets a value of an entry of somebody in `people.toml`.
pub fn set(country: &mut Country, who: &str, register: &str, field: &str, value: toml::Value) {
    let person = country.people.iter_mut().find(|person| person.id == who).unwrap();
    match person.entries.get_mut(register).unwrap() {
        toml::Value::Table(entry) => {
            entry.insert(field.into(), value);
        }
        toml::Value::Array(entries) => {
            let is_child = |entry: &&mut toml::Value| {
                entry.get("relation").and_then(toml::Value::as_str) == Some("child")
            };
            for entry in entries.iter_mut().filter(is_child) {
                entry.as_table_mut().unwrap().insert(field.into(), value.clone());
            }
        }
        other => panic!("{other} is no entry"),
    }
}

/// The page of a case as its person reads it, without markup.
pub fn read(house: &TestHouse, who: &str, case: &Case, lang: &str) -> String {
    let (status, page) = house.get(who, &format!("/cases/{}?lang={lang}", case.number));
    assert_eq!(status, StatusCode::OK, "{page}");
    plain(&page)
}

pub fn plain(page: &str) -> String {
    let mut text = String::new();
    for part in page.split('<') {
        let shown = part.split_once('>').map_or(part, |(_, shown)| shown);
        if !shown.trim().is_empty() {
            text.push_str(shown.trim());
            text.push('\n');
        }
    }
    text
}

fn with_other_income(income: i64) -> impl Fn(&mut Country) {
    move |country| set(country, "sonamu", "incomes", "other", income.into())
}

fn amount(house: &TestHouse, who: &Actor, case: &Case) -> Option<i64> {
    let number = case.number.clone();
    let made = house.house.view_now(who, move |view| {
        let case = cases::own(view, &number)?;
        decisions::of_own_case(view, &case)
    });
    made.unwrap().pop().unwrap().amount_minor
}

#[test]
fn a_refusal_says_how_far_it_is_over_the_limit_and_what_would_be_granted_there() {
    on_both_where(with_other_income(4_000_000), |house| {
        let case = house.apply(&house.person("sonamu"), PENSION);
        let page = read(house, "sonamu", &case, "en");
        let told = "Recognised income a month: 4,996,666 won. The limit is 3,952,000 won \
            (Limit of recognised income a month, couple, 기초연금법 제3조제1항; 기초연금법 시행령 제4조제2항), \
            so this is 1,044,666 won over it. If it were 3,952,000 won, it would be granted: 34,970 won.";
        assert!(page.contains(told), "{page}");
        let korean = read(house, "sonamu", &case, "ko");
        let told = "소득인정액: 4,996,666원. 기준은 3,952,000원 (선정기준액 (부부가구), 기초연금법 제3조제1항; \
            기초연금법 시행령 제4조제2항), 기준보다 1,044,666원 많음. 3,952,000원이면 승인되고 금액은 34,970원입니다.";
        assert!(korean.contains(told), "{korean}");
        // Nobody becomes a national of another country for it, and nobody younger.
        assert!(
            !page.contains("If it were no") && !page.contains("If it were at least 65"),
            "{page}"
        );
    });
    // And so it is: with an income of exactly that.
    on_both_where(with_other_income(4_000_000 - 1_044_666), |house| {
        let who = house.person("sonamu");
        let case = house.apply(&who, PENSION);
        assert_eq!(amount(house, &who, &case), Some(34_970));
    });
}

#[test]
fn where_more_than_one_condition_is_missing_the_next_one_is_told() {
    let young_and_rich = |country: &mut Country| {
        with_other_income(4_000_000)(country);
        set(country, "sonamu", "residents", "birth_day", "1990-02-10".into());
    };
    on_both_where(young_and_rich, |house| {
        let case = house.apply(&house.person("sonamu"), PENSION);
        let page = read(house, "sonamu", &case, "en");
        let told = "Age: 36 years. If it were at least 65 years, it would still be refused, because of this: Your \
            recognised income is above the limit. You may ask to be told when the limit changes.";
        assert!(page.contains(told), "{page}");
    });
}

#[test]
fn an_amount_is_told_step_by_step_each_with_its_article() {
    on_both(|house| {
        let case = house.apply(&house.person("sonamu"), PENSION);
        let page = read(house, "sonamu", &case, "en");
        let steps = [
            "Spouse&#39;s earned income that counts\n210,000 won\nThe greatest of (0; 1,460,000 - 1,160,000) × 70 ÷ 100. \
             Used: Earned income of the spouse a month 1,460,000 won",
            "(기초연금법 시행규칙 제2조제1항제1호)",
            "Property counted as income a month\nabout 786,666 won\n236,000,000 × 4 ÷ 100 ÷ 12.",
            "Amount to be paid\n279,760 won\n",
        ];
        for step in steps {
            assert!(page.contains(step), "{step}: {page}");
        }
        assert!(
            !page.contains("Own amount after the reduction\n"),
            "a branch that was not taken: {page}"
        );
    });
}

#[test]
fn every_fact_says_where_it_comes_from() {
    on_both(|house| {
        let case = house.apply(&house.person("sonamu"), PENSION);
        let page = read(house, "sonamu", &case, "en");
        let facts = [
            "Recognised income within the standard amount\nYes\nWorked out from: Recognised income a month, Limit of recognised income",
            "General property\n380,000,000 won\nFrom the Income and property (welfare), as of 23 November 2026",
            "My spouse agrees as well\nYes\nTold in the application",
            "The day that counts\n23 November 2026",
        ];
        for fact in facts {
            assert!(page.contains(fact), "{fact}: {page}");
        }
        let (_, page) = house.get("sonamu", &format!("/cases/{}?lang=en", case.number));
        assert!(page.contains("href=\"/law/basic_pension?on=2014-07-01#row-7\""), "{page}");
    });
}

#[test]
fn the_desk_reads_what_would_change_the_advice_and_an_officer_who_decides_otherwise_ends_it() {
    on_both(|house| {
        let case = house.apply(&house.person("haneul"), "move-in-report");
        let path = format!("/office/cases/{}", case.number);
        house.post("chorong", &format!("{path}/claim"), &[]);
        let page = plain(&house.get("chorong", &path).1);
        let told = "The same as the registered address: no. If it were yes, it would be refused.";
        assert!(page.contains("What would change this") && page.contains(told), "{page}");
        assert!(page.contains("With 14 days added it is"), "{page}");
        let verdict = [("outcome", "refused"), ("reason-refused", "not_living_there")];
        let (status, page) = house.post("chorong", &format!("{path}/decision"), &verdict);
        assert_eq!(status, StatusCode::SEE_OTHER, "{page}");
        let page = read(house, "haneul", &case, "en");
        assert!(page.contains("The officer did not decide as the rule advises"), "{page}");
        assert!(!page.contains("What would change this"), "{page}");
    });
}

#[test]
fn whoever_gets_a_certificate_at_once_reads_who_may_have_it() {
    on_both(|house| {
        let case = house.apply(&house.person("haneul"), "resident-abstract");
        let page = read(house, "haneul", &case, "en");
        assert!(
            page.contains("Everybody who may apply gets this. Who may: Only nationals"),
            "{page}"
        );
    });
}

#[test]
fn a_person_whose_case_is_put_under_newer_law_reads_which_from_when_and_why() {
    on_both(|house| {
        let case = house.apply(&house.person("haneul"), "move-in-report");
        house.on("2026-11-25");
        let (number, to) = (case.number.clone(), "2026-11-24".parse::<Day>().unwrap());
        let why = Text::of("ko", "새 규칙이 더 유리합니다.")
            .with("en", "The new rule is better for you.");
        let moved = move |tx: &mut Tx<'_>| cases::move_to(tx, &number, to, &why);
        assert_eq!(house.act(&Actor::system(), moved).unwrap(), None);
        let rows = [
            (
                "en",
                "From now on your application is decided by this law: Advice on a report of moving in \
              (주민등록법 제16조), version of 11 May 2007, as it stands on 24 November 2026. Until now it was the law as of \
              23 November 2026. Why: The new rule is better for you.",
                "Newer law applies to your application",
            ),
            (
                "ko",
                "앞으로 이 신청은 다음 법에 따라 결정합니다: 전입신고 검토 (주민등록법 제16조), 2007년 5월 11일 시행, \
              2026년 11월 24일 기준. 지금까지는 2026년 11월 23일 기준의 법이었습니다. 이유: 새 규칙이 더 유리합니다.",
                "신청에 새 법이 적용됩니다",
            ),
        ];
        for (lang, told, notice) in rows {
            let page = read(house, "haneul", &case, lang);
            assert!(page.contains(told), "{page}");
            let me = house.get("haneul", &format!("/me?lang={lang}")).1;
            assert!(me.contains(notice), "{me}");
        }
        let desk = plain(&house.get("chorong", &format!("/office/cases/{}", case.number)).1);
        assert!(desk.contains("version of 11 May 2007"), "{desk}");
    });
}
