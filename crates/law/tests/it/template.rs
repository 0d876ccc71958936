//! A small invented country, after the rules of OpenFisca's country template, in our own format: amounts are exact.

use law::{Expression, Facts, Law, Scope, Value};

use crate::facts;

const RATES: &str = r#"
[[parameter]]
id = "income_tax_rate"
title = { en = "Rate of the income tax" }
unit = "share"
article = "a"
[[parameter.value]]
from = "2012-01-01"
value = "0.16"
[[parameter.value]]
from = "2013-01-01"
value = "0.13"
[[parameter.value]]
from = "2014-01-01"
value = "0.14"
[[parameter.value]]
from = "2015-01-01"
value = "0.15"

[[parameter]]
id = "housing_tax_rate"
title = { en = "Housing tax for a square metre" }
unit = "amount"
article = "a"
[[parameter.value]]
from = "2010-01-01"
value = 10

[[parameter]]
id = "housing_tax_least"
title = { en = "Least housing tax" }
unit = "amount"
article = "a"
[[parameter.value]]
from = "2010-01-01"
value = 200

[[parameter]]
id = "basic_income"
title = { en = "Basic income a month" }
unit = "amount"
article = "a"
[[parameter.value]]
from = "2010-01-01"
value = 0
[[parameter.value]]
from = "2015-12-01"
value = 600

[[scale]]
id = "contribution"
title = { en = "Contribution to social security" }
kind = "marginal"
article = "a"
[[scale.value]]
from = "2013-01-01"
brackets = [{ above = 0, rate = "0.03" }, { above = 12000, rate = "0.1" }]
[[scale.value]]
from = "2014-01-01"
brackets = [{ above = 0, rate = "0.03" }, { above = 12100, rate = "0.1" }]
[[scale.value]]
from = "2015-01-01"
brackets = [{ above = 0, rate = "0.04" }, { above = 12200, rate = "0.12" }]
[[scale.value]]
from = "2016-01-01"
brackets = [{ above = 0, rate = "0.04" }, { above = 12300, rate = "0.12" }]
[[scale.value]]
from = "2017-01-01"
brackets = [{ above = 0, rate = "0.02" }, { above = 6000, rate = "0.06" }, { above = 12400, rate = "0.12" }]
"#;

/// Until December 2016 only those without a salary have the basic income.
const TABLE: &str = r#"
table: basic_income
title.en: Basic income
article: a
from: 2010-01-01
hit: unique
in: age integer
in: salary number
out: amount number

| # | age   | salary || amount       |
|---|-------|--------||--------------|
| 1 | >= 18 | 0      || basic_income |
| 2 | >= 18 | != 0   || 0            |
| 3 | < 18  | -      || 0            |

table: basic_income
title.en: Basic income
article: a
from: 2016-12-01
hit: unique
in: age integer
in: salary number
out: amount number

| # | age   | salary || amount       |
|---|-------|--------||--------------|
| 1 | >= 18 | -      || basic_income |
| 2 | < 18  | -      || 0            |
"#;

fn country() -> Law {
    let files = [("law/rates.toml", RATES), ("law/basic_income.table", TABLE)];
    Law::read(files.map(|(path, text)| (path.to_string(), text.to_string()))).unwrap()
}

fn value(day: &str, expression: &str, given: &Facts) -> String {
    let law = country();
    let scope = Scope::of(&given.values).with(law.on(day.parse().unwrap()));
    Expression::parse(expression).unwrap().try_evaluate(&scope).unwrap().to_string()
}

#[test]
fn the_law_of_the_template_has_no_mistakes() {
    assert_eq!(country().check(), Vec::new());
}

#[test]
fn taxes_and_contributions_of_the_template_are_exact() {
    for (day, expression, salary, expected) in [
        ("2017-01-01", "salary * income_tax_rate", "10000", "1500"),
        ("2017-01-01", "salary * income_tax_rate", "2400", "360"),
        ("2013-01-01", "scale(\"contribution\", salary)", "2000", "60"),
        ("2013-01-01", "scale(\"contribution\", salary)", "15000", "660"),
        ("2015-01-01", "scale(\"contribution\", salary)", "2000", "80"),
        ("2015-01-01", "scale(\"contribution\", salary)", "15000", "824"),
        ("2017-01-01", "scale(\"contribution\", salary)", "2000", "40"),
        ("2017-01-01", "scale(\"contribution\", salary)", "15000", "816"),
    ] {
        assert_eq!(
            value(day, expression, &facts(&[("salary", salary)])),
            expected,
            "{day} {salary}"
        );
    }
    let tax = "if occupancy in (\"tenant\", \"owner\") then max(size * housing_tax_rate, housing_tax_least) else 0";
    for (size, occupancy, expected) in [
        ("40", "\"tenant\"", "400"),
        ("40", "\"free_lodger\"", "0"),
        ("100", "\"tenant\"", "1000"),
        ("5", "\"owner\"", "200"),
    ] {
        let given = facts(&[("size", size), ("occupancy", occupancy)]);
        assert_eq!(value("2017-01-01", tax, &given), expected, "{size} {occupancy}");
    }
}

#[test]
fn the_basic_income_of_the_template_changes_with_the_law() {
    let law = country();
    for (day, age, salary, expected) in [
        ("2015-11-01", 18, 0, 0),
        ("2015-12-01", 18, 0, 600),
        ("2015-12-01", 17, 0, 0),
        ("2015-12-01", 18, 1200, 0),
        ("2016-12-01", 17, 0, 0),
        ("2016-12-01", 18, 1200, 600),
    ] {
        let given = facts(&[("age", &age.to_string()), ("salary", &salary.to_string())]);
        let outcome = law.on(day.parse().unwrap()).decide("basic_income", &given).unwrap();
        assert_eq!(outcome.outputs["amount"], Value::whole(expected), "{day} {age} {salary}");
    }
}

#[test]
fn ages_of_the_template_are_whole_years() {
    for (birth, day, age) in [
        ("1980-02-15", "2015-02-01", "34"),
        ("1980-02-15", "2015-03-01", "35"),
        ("1980-12-31", "2015-12-01", "34"),
        ("1980-12-31", "2016-01-01", "35"),
        ("1980-02-29", "2015-02-01", "34"),
        ("1980-02-29", "2015-03-01", "35"),
        ("1980-02-01", "1980-03-01", "0"),
    ] {
        let given = facts(&[("birth", &format!("@\"{birth}\"")), ("day", &format!("@\"{day}\""))]);
        assert_eq!(value(day, "years between(birth, day)", &given), age, "{birth} {day}");
    }
}

#[test]
fn disposable_incomes_of_the_template_are_exact_to_the_cent() {
    let income = "decimal(sum(for salary in salaries return salary + basic_income - salary * income_tax_rate \
                  - scale(\"contribution\", salary)) - max(size * housing_tax_rate, housing_tax_least) / 12, 2)";
    for (salaries, size, expected) in [
        ("[0]", "0", "583.33"),
        ("[0, 0]", "0", "1183.33"),
        ("[1250, 1250]", "0", "3258.33"),
        ("[4000, 6000]", "100", "9416.67"),
        ("[10000, 20000, 70000]", "350", "77316.33"),
    ] {
        let given = facts(&[("salaries", salaries), ("size", size)]);
        assert_eq!(value("2025-01-01", income, &given), expected, "{salaries}");
    }
}
