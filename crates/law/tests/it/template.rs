//! A small invented country, after the rules of OpenFisca's country template, in our own format. Its tests are worked examples
//! in the files, which the check computes case by case; here they are computed by column too.

use law::Law;

const COUNTRY: &str = include_str!("../template/country.toml");
const EXAMPLES: &str = include_str!("../template/examples.toml");
const REFORMS: &str = include_str!("../template/reforms.toml");
const TABLE: &str = include_str!("../template/basic_income.table");

fn country(more: &[(&str, &str)]) -> Law {
    let files = [("law/country.toml", COUNTRY), ("law/basic_income.table", TABLE)];
    let files = files.iter().chain(more).map(|(path, text)| (path.to_string(), text.to_string()));
    Law::read(files).unwrap()
}

#[test]
fn every_example_of_the_template_is_exact_by_case() {
    let law = country(&[("law/examples.toml", EXAMPLES), ("law/reforms.toml", REFORMS)]);
    assert_eq!(law.check(), Vec::new());
    assert_eq!(law.rules().examples().len(), 32);
}

#[test]
fn an_example_that_does_not_hold_is_told_with_its_line() {
    let wrong =
        EXAMPLES.replace("expect = { income_tax = 1500 }", "expect = { income_tax = 1501 }");
    let law = country(&[("law/examples.toml", &wrong)]);
    let found = law.check();
    let line = 1 + wrong.lines().position(|line| line.contains("= 1501")).unwrap();
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].file.as_str(), found[0].line), ("law/examples.toml", line));
    assert_eq!(
        found[0].message,
        "the example expects `income_tax` of ann to be 1501, and the rules give 1500"
    );
}

/// The third reform changes the scale of the contribution in place: a wide rate in the middle, and one for the rich.
#[test]
fn the_reform_of_the_contribution_is_another_scale_for_the_same_formula() {
    let now = r#"brackets = [{ above = 0, rate = "0.02" }, { above = 6000, rate = "0.06" }, { above = 12400, rate = "0.12" }]"#;
    let then = r#"brackets = [{ above = 6000, rate = "0.16" }, { above = 12400, rate = "0.12" }, { above = 40000, rate = "0.4" }]"#;
    assert!(COUNTRY.contains(now));
    let examples: String = [(2000, 0), (15000, 1336), (50000, 8336)]
        .iter()
        .map(|(salary, expected)| {
            format!(
                "[[example]]\ntitle = {{ en = \"{salary}\" }}\nperiod = \"2017-01\"\n\
                 persons.ann = {{ salary = {salary}, expect = {{ social_security_contribution = {expected} }} }}\n"
            )
        })
        .collect();
    let files = [
        ("law/country.toml", COUNTRY.replace(now, then)),
        ("law/basic_income.table", TABLE.into()),
        ("law/examples.toml", examples),
    ];
    let law = Law::read(files.map(|(path, text)| (path.to_string(), text))).unwrap();
    assert_eq!(law.check(), Vec::new());
}
