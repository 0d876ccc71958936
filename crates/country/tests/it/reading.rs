//! Reading a country from its folder: whole, in order, within its limits; and starting a new service in it.

use std::fs;

use country::{Country, check, new_service, run_cases};
use proptest::prelude::{any, proptest};
use vocabulary::Lang;

use crate::ground::{Ground, exists, today};
use crate::mutation::mutated;

#[test]
fn a_country_is_read_whole_and_looked_up_by_id() {
    let country = Ground::good().read();
    assert_eq!(country.file.code, "xx");
    assert_eq!(country.languages(), [Lang::new("en"), Lang::new("ko")]);
    assert_eq!(
        country.services.keys().collect::<Vec<_>>(),
        ["allowance", "bench-painting", "shop-permit"]
    );
    assert_eq!(country.desk("town-appeals").unwrap().0.id, "town");
    assert!(country.desk("nowhere").is_none() && country.agency("nowhere").is_none());
    assert!(country.register("children").unwrap().many);
    assert_eq!(country.purpose("family").unwrap().basis, "Family Act 1");
    assert_eq!(
        country.identifier("card-number").unwrap().mask("4111-1111-1111-1111"),
        "4111-****-****-****"
    );
    assert!(country.calendar.covers(2026));
    assert_eq!(country.people.len(), 4);
}

#[test]
fn the_plan_of_a_service_says_what_it_reads() {
    let country = Ground::good().read();
    let plan = country.plan("allowance").unwrap();
    assert_eq!(plan.registers.iter().collect::<Vec<_>>(), ["children", "residents"]);
    assert_eq!(plan.parameters.iter().collect::<Vec<_>>(), ["allowance_age"]);
    let facts: Vec<&str> = plan.facts.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(facts, ["child", "is_own", "age", "is_young"], "in the order of the file");
    assert_eq!(plan.rows.len(), 3);
    assert!(country.plan("bench-painting").is_none());
    assert_eq!(country.plan("shop-permit").unwrap().effects[0].fields.len(), 2);
}

#[test]
fn cases_hold() {
    let country = Ground::good().read();
    let results = run_cases(&country, country.service("allowance").unwrap());
    assert_eq!(results.len(), 3);
    for result in results {
        assert!(result.holds(), "{}: {}", result.title, result.difference());
    }
}

#[test]
fn an_imported_country_has_no_more_than_three_files() {
    let dir = Ground::good().write();
    for name in ["calendar.toml", "events.toml", "identifiers.toml", "purposes.toml", "people.toml"]
    {
        fs::remove_file(dir.path().join(name)).unwrap();
    }
    for name in ["registers", "law", "services/allowance", "services/shop-permit"] {
        fs::remove_dir_all(dir.path().join(name)).unwrap();
    }
    let country = Country::read(dir.path()).unwrap();
    assert_eq!(country.services.len(), 1);
    assert_eq!(check(dir.path(), today()).mistakes, []);
}

#[test]
fn missing_folders_and_files_are_told() {
    let dir = tempfile::tempdir().unwrap();
    let mistakes = Country::read(dir.path()).unwrap_err();
    let files: Vec<&str> = mistakes.iter().map(|m| m.file.as_str()).collect();
    assert_eq!(files, ["agencies.toml", "country.toml", "services"]);
    assert!(!Country::read(&dir.path().join("nowhere")).unwrap_err().is_empty());
    assert!(!check(&dir.path().join("nowhere"), today()).mistakes.is_empty());
}

#[test]
fn a_file_that_is_too_long_or_no_text_is_told() {
    let dir = Ground::good().write();
    fs::write(dir.path().join("events.toml"), "#".repeat((1 << 20) + 1)).unwrap();
    fs::write(dir.path().join("purposes.toml"), b"# good\n\xff\xfe").unwrap();
    let mistakes = Country::read(dir.path()).unwrap_err();
    let found: Vec<(&str, usize)> = mistakes.iter().map(|m| (m.file.as_str(), m.line)).collect();
    assert_eq!(found, [("events.toml", 0), ("purposes.toml", 2)]);
}

#[test]
fn fifteen_hundred_services_are_read() {
    let dir = Ground::good().write();
    let long = "A sentence of the catalogue that is as long as they are. ".repeat(40);
    for n in 0..1_540 {
        let folder = dir.path().join(format!("services/imported-{n}"));
        fs::create_dir(&folder).unwrap();
        let text = format!(
            "id = \"imported-{n}\"\nagency = \"town\"\ntitle = {{ en = \"T\", ko = \"제\" }}\ndescription = {{ en = \"{long}\", ko = \"설명\" }}\n"
        );
        fs::write(folder.join("service.toml"), text).unwrap();
    }
    assert_eq!(Country::read(dir.path()).unwrap().services.len(), 1_543);
}

#[test]
fn a_new_service_is_complete_and_has_no_mistakes() {
    let dir = Ground::good().write();
    let files = new_service(dir.path(), "library-card").unwrap();
    assert_eq!(files.len(), 5);
    assert_eq!(check(dir.path(), today()).mistakes, []);
    let country = Country::read(dir.path()).unwrap();
    let service = country.service("library-card").unwrap();
    assert_eq!(service.prefix, "LC");
    assert!(run_cases(&country, service).iter().all(country::CaseResult::holds));
}

#[test]
fn a_new_service_never_overwrites_and_refuses_bad_ids() {
    let dir = Ground::good().write();
    let before = fs::read_to_string(dir.path().join("services/allowance/service.toml")).unwrap();
    assert!(
        new_service(dir.path(), "allowance").unwrap_err().to_string().contains("is there already")
    );
    assert_eq!(
        fs::read_to_string(dir.path().join("services/allowance/service.toml")).unwrap(),
        before
    );
    for id in ["", "../x", "A", "a b", "-a", "a/b", "é", "a.b", &"a".repeat(61)] {
        assert!(new_service(dir.path(), id).unwrap_err().to_string().contains("is no id"), "{id}");
    }
    assert!(!exists(dir.path(), "x") && !exists(dir.path(), "services/a"));
}

proptest! {
    #![proptest_config(proptest::test_runner::Config::with_cases(96))]
    #[test]
    fn a_spoilt_file_is_told_and_never_breaks_the_check(
        file in proptest::sample::select(vec![
            "country.toml", "agencies.toml", "people.toml", "law/allowance.toml", "law/allowance.table",
            "services/allowance/form.toml", "services/allowance/decision.toml", "services/allowance/cases.toml",
        ]),
        at in any::<proptest::sample::Index>(),
        junk in "[ -~가-힣\n\\[\\]{}=\"']{0,12}",
        cut in 0_usize..40,
    ) {
        let dir = Ground::good().write();
        let path = dir.path().join(file);
        let mut bytes = fs::read(&path).unwrap();
        let at = at.index(bytes.len());
        let end = (at + cut).min(bytes.len());
        bytes.splice(at..end, junk.into_bytes());
        fs::write(&path, bytes).unwrap();
        let told = check(dir.path(), today()).mistakes;
        assert_eq!(told, check(dir.path(), today()).mistakes, "the same twice");
        let _ = Country::read(dir.path());
    }

    #[test]
    fn a_file_mixed_from_others_is_told_and_never_breaks_the_check(
        file in proptest::sample::select(vec![
            "calendar.toml", "identifiers.toml", "registers/children.toml", "law/allowance.table",
            "services/allowance/service.toml", "services/allowance/form.toml", "services/allowance/decision.toml",
            "services/allowance/letter.toml",
        ]),
        tape in proptest::collection::vec(any::<u16>(), 0..24),
    ) {
        let dir = Ground::good().write();
        let path = dir.path().join(file);
        let own = fs::read(&path).unwrap();
        let other = fs::read(dir.path().join("services/allowance/form.toml")).unwrap();
        fs::write(&path, mutated(&[&own, &own, &other], &tape)).unwrap();
        let told = check(dir.path(), today()).mistakes;
        assert_eq!(told, check(dir.path(), today()).mistakes, "the same twice");
        let _ = Country::read(dir.path());
    }
}
