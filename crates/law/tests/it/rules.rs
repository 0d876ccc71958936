//! Rules over persons and groups: every way in which a formula reads others, by case and by column, and what is told of
//! rules that cannot work.

use law::{Fault, Law, Period, Series, Situation, Value};
use proptest::prelude::{
    Just, ProptestConfig, Strategy, TestCaseError, prop, prop_assert, prop_assert_eq, prop_oneof,
    proptest,
};

const PEOPLE: &str = r#"
[[entity]]
id = "person"
title = { en = "Person" }

[[entity]]
id = "household"
title = { en = "Household" }
[[entity.role]]
id = "head"
title = { en = "Head" }
most = 1
[[entity.role]]
id = "partners"
title = { en = "Partners" }
[[entity.role]]
id = "children"
title = { en = "Children" }

[[parameter]]
id = "age_of_majority"
title = { en = "Age of majority" }
unit = "years"
article = "a"
[[parameter.value]]
from = "2000-01-01"
value = 18

[[scale]]
id = "levy"
title = { en = "Levy" }
kind = "marginal"
article = "a"
[[scale.value]]
from = "2000-01-01"
brackets = [{ above = 0, rate = "0.05" }, { above = 1000, rate = "0.125" }]

[[variable]]
id = "birth"
title = { en = "Day of birth" }
of = "person"
every = "ever"
kind = "day"
source = "asked"
[[variable]]
id = "wage"
title = { en = "Wage" }
of = "person"
every = "month"
kind = "number"
source = "asked"
otherwise = 0
[[variable]]
id = "works"
title = { en = "Works" }
of = "person"
every = "month"
kind = "boolean"
source = "asked"
[[variable]]
id = "rent"
title = { en = "Rent" }
of = "household"
every = "month"
kind = "number"
source = "asked"
otherwise = 100
"#;

/// What is computed: the variable's name, whose it is, how often, its kind and its formula.
const FORMULAS: [(&str, &str, &str, &str, &str); 31] = [
    ("age", "person", "month", "integer", "years between(birth, period.first)"),
    ("months_old", "person", "month", "integer", "months between(birth, period.last)"),
    ("is_child", "person", "month", "boolean", "age < age_of_majority"),
    ("levy_due", "person", "month", "number", "round half up(scale(\"levy\", wage), 1)"),
    ("quotient", "person", "month", "number", "decimal(wage / 7, 2)"),
    ("share", "person", "month", "number", "round down(wage * 3 / (age + 1), 0)"),
    (
        "own_role",
        "person",
        "month",
        "text",
        "if household_role = null then \"none\" else household_role",
    ),
    ("wage_of_year", "person", "year", "number", "sum(months.wage)"),
    ("best_month", "person", "year", "number", "max(months.wage)"),
    ("good_months", "person", "year", "number", "count(months[wage > 500])"),
    ("first_wage", "person", "year", "number", "first_month.wage + last_month.wage"),
    ("saved", "person", "month", "number", "previous_month.saved + wage"),
    ("is_rich", "person", "month", "boolean", "year.wage_of_year > 9000 or wage > 2000"),
    ("born_in_summer", "person", "month", "boolean", "birth.month >= 6 and birth.month <= 8"),
    (
        "is_middle",
        "person",
        "month",
        "boolean",
        "wage in (0, [500..1500), > 3900) and own_role in (\"head\", \"children\")",
    ),
    (
        "is_odd",
        "person",
        "month",
        "boolean",
        "(if works then wage else null) in (0, 100) or birth in [date(1980, 1, 1)..date(2010, 1, 1)]",
    ),
    ("income", "household", "month", "number", "sum(append(members.wage, 0))"),
    (
        "adults_income",
        "household",
        "month",
        "number",
        "sum(append(members[age >= age_of_majority].wage, 0))",
    ),
    ("children_count", "household", "month", "integer", "count(members[is_child])"),
    ("young", "household", "month", "integer", "count(children[item.age < 6 and rent > 50])"),
    ("oldest", "household", "month", "integer", "max(append(members.age, 0))"),
    ("youngest", "household", "month", "integer", "min(append(members.age, 200))"),
    ("one_more", "household", "month", "integer", "count(append(members.wage, 0))"),
    (
        "children_wages",
        "household",
        "month",
        "number",
        "if count(children) > 0 then sum(children.wage) else 0.5",
    ),
    (
        "a_child_works",
        "household",
        "month",
        "boolean",
        "some c in children satisfies c.works and c.wage > rent",
    ),
    ("all_grown", "household", "month", "boolean", "every m in members satisfies not(m.is_child)"),
    (
        "levies",
        "household",
        "month",
        "number",
        "sum(append(for m in members return m.levy_due + rent / 10, 0))",
    ),
    ("names_of_roles", "household", "month", "integer", "count(distinct values(members.own_role))"),
    ("head_age", "household", "month", "integer", "if head.age = null then -1 else head.age"),
    (
        "per_head",
        "person",
        "month",
        "number",
        "if household.rent = null then 0 else household.rent + household.children_count",
    ),
    (
        "siblings",
        "person",
        "month",
        "integer",
        "if household = null then 0 else count(household.children)",
    ),
];

fn law() -> Law {
    let mut text = PEOPLE.to_string();
    for (id, of, every, kind, formula) in FORMULAS {
        let otherwise = if id == "saved" { "otherwise = 0\n" } else { "" };
        text.push_str(&format!(
            "[[variable]]\nid = \"{id}\"\ntitle = {{ en = \"{id}\" }}\nof = \"{of}\"\nevery = \"{every}\"\n\
             kind = \"{kind}\"\narticle = \"a\"\n{otherwise}\
             [[variable.formula]]\nfrom = \"2025-06-01\"\nis = '{formula}'\n"
        ));
    }
    Law::read([("law/rules.toml".to_string(), text)]).unwrap()
}

/// A person: group and role, day of birth in days, wages by month, whether it works.
#[derive(Clone, Debug)]
struct Person {
    group: Option<(u32, u8)>,
    birth: Option<i32>,
    wage: Option<i64>,
    works: Option<bool>,
}

fn person() -> impl Strategy<Value = Person> {
    let group = prop_oneof![1 => Just(None), 9 => (0_u32..4, 0_u8..3).prop_map(Some)];
    let birth = prop_oneof![1 => Just(None), 20 => (-4_000_i32..20_000).prop_map(Some)];
    let wage = prop_oneof![1 => Just(None), 4 => (-100_i64..400_000).prop_map(Some)];
    let works = prop_oneof![1 => Just(None), 20 => prop::bool::ANY.prop_map(Some)];
    (group, birth, wage, works).prop_map(|(group, birth, wage, works)| Person {
        group,
        birth,
        wage,
        works,
    })
}

/// As `person`, with nothing missing: wages may be so large that no two of them fit together.
fn known_person() -> impl Strategy<Value = Person> {
    let group = prop_oneof![1 => Just(None), 9 => (0_u32..4, 0_u8..3).prop_map(Some)];
    let most = i64::MAX - 20_000;
    let wage =
        prop_oneof![30 => -100_i64..400_000, 1 => most - 1_000..most, 1 => -most..1_000 - most];
    (group, -40_000_i32..40_000, wage, prop::bool::ANY).prop_map(|(group, birth, wage, works)| {
        Person { group, birth: Some(birth), wage: Some(wage), works: Some(works) }
    })
}

fn situation<'l>(law: &'l Law, people: &[Person], rents: &[Option<i64>]) -> Situation<'l> {
    let mut heads = [false; 4];
    let mut of = Vec::new();
    let mut role = Vec::new();
    for person in people {
        let (group, mut own) = person.group.unwrap_or((u32::MAX, 1));
        // One head at most.
        if own == 0 && std::mem::replace(&mut heads[group as usize % 4], true) {
            own = 1;
        }
        of.push(group);
        role.push(own);
    }
    let mut situation =
        Situation::new(law, people.len()).with_groups("household", 4, of, role).unwrap();
    let epoch: vocabulary::Day = "1970-01-01".parse().unwrap();
    let births = people.iter().map(|p| p.birth.map(|n| Value::Day(epoch.plus_days(n.into()))));
    situation.give("birth", None, series(births)).unwrap();
    let wages = |more: i64| {
        let wage = move |p: &Person| {
            p.wage.map(|n| law::Number::parse(&format!("{}e-2", n + more)).unwrap())
        };
        series(people.iter().map(move |p| wage(p).map(Value::Number)))
    };
    situation.give("wage", None, wages(0)).unwrap();
    situation.give("wage", Some("2026-03".parse().unwrap()), wages(12_345)).unwrap();
    situation
        .give("works", None, series(people.iter().map(|p| p.works.map(Value::Truth))))
        .unwrap();
    let rents = rents.iter().map(|rent| rent.map(Value::whole));
    situation.give("rent", Some("2026-03".parse().unwrap()), series(rents)).unwrap();
    situation
}

fn series(values: impl Iterator<Item = Option<Value>>) -> Series {
    Series::of(values.map(Option::unwrap_or_default).collect())
}

#[test]
fn the_law_of_these_tests_has_no_mistakes() {
    assert_eq!(law().check(), Vec::new());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]
    #[test]
    fn everybody_has_by_column_what_each_has_as_a_case(
        people in prop::collection::vec(person(), 0..14),
        rents in prop::collection::vec(prop_oneof![1 => Just(None), 4 => (0_i64..300).prop_map(Some)], 4),
    ) {
        agrees(&people, &rents)?;
    }

    #[test]
    fn those_of_whom_all_is_known_have_the_same_too_up_to_the_largest_numbers(
        people in prop::collection::vec(known_person(), 0..14),
        rents in prop::collection::vec((0_i64..300).prop_map(Some), 4),
    ) {
        agrees(&people, &rents)?;
    }
}

/// Everybody's variables by column are those of the single cases, and so are the faults.
fn agrees(people: &[Person], rents: &[Option<i64>]) -> Result<(), TestCaseError> {
    let law = law();
    let situation = situation(&law, people, rents);
    let mut columns = situation.columns();
    for (id, of, every, ..) in FORMULAS {
        let period: Period = if every == "year" { "2026" } else { "2026-03" }.parse().unwrap();
        let all = columns.calculate(id, period).unwrap();
        for member in 0..situation.count(of) {
            let alone = situation.calculate(id, member, period).map(|found| found.value);
            match alone {
                Ok(value) => {
                    prop_assert_eq!(all.faults.get(&member), None, "{} of {}", id, member);
                    prop_assert_eq!(all.series.value(member), value, "{} of {}", id, member);
                }
                Err(fault) => {
                    prop_assert!(
                        all.faults.contains_key(&member),
                        "{} of {}: {}",
                        id,
                        member,
                        fault
                    );
                    prop_assert_eq!(all.series.value(member), Value::Nothing);
                }
            }
        }
    }
    Ok(())
}

/// Where nothing is missing, only formulas that are said here go through one case after the other.
#[test]
fn what_should_go_by_column_does() {
    let law = law();
    let person = |n: i64| Person {
        group: Some(((n / 4) as u32, (n % 4).min(2) as u8)),
        birth: Some(1_000 * n as i32),
        wage: Some(n * 20_001),
        works: Some(n % 2 == 0),
    };
    let people: Vec<Person> = (0..16).map(person).collect();
    let situation = situation(&law, &people, &[Some(120); 4]);
    let mut columns = situation.columns();
    let mut single = Vec::new();
    for (id, _, every, ..) in FORMULAS {
        let period: Period = if every == "year" { "2026" } else { "2026-03" }.parse().unwrap();
        let all = columns.calculate(id, period).unwrap();
        assert!(all.faults.is_empty(), "{id}: {:?}", all.faults);
        if all.why_single.is_some() {
            single.push(id);
        }
    }
    assert_eq!(single, ["names_of_roles", "siblings"]);
}

#[test]
fn a_calculation_tells_every_step_with_its_article_and_parameters() {
    let law = law();
    let person = |role| Person {
        group: Some((0, role)),
        birth: Some(if role == 2 { 18_000 } else { 5_000 }),
        wage: Some(100_000),
        works: Some(true),
    };
    let people = [person(0), person(2)];
    let situation = situation(&law, &people, &[None; 4]);
    let found = situation.calculate("children_count", 0, "2026-03".parse().unwrap()).unwrap();
    assert_eq!(found.value, Value::whole(1));
    let steps: Vec<String> = found
        .steps
        .iter()
        .map(|step| format!("{} {} {} = {}", step.variable, step.member, step.period, step.value))
        .collect();
    assert_eq!(
        steps,
        [
            "birth 0 ever = 1983-09-10",
            "age 0 2026-03 = 42",
            "is_child 0 2026-03 = false",
            "birth 1 ever = 2019-04-14",
            "age 1 2026-03 = 6",
            "is_child 1 2026-03 = true",
            "children_count 0 2026-03 = 1",
        ]
    );
    let minor = &found.steps[2];
    assert_eq!((minor.article.as_str(), minor.parameters[0].id.as_str()), ("a", "age_of_majority"));
}

#[test]
fn what_is_not_known_or_not_law_yet_is_a_fault_that_says_which() {
    let law = law();
    let nobody = Person { group: None, birth: None, wage: None, works: None };
    let situation = situation(&law, &[nobody], &[None; 4]);
    let fault =
        |id: &str, period: &str| situation.calculate(id, 0, period.parse().unwrap()).unwrap_err();
    assert_eq!(fault("age", "2026-03").to_string(), "`birth` is not known for ever");
    assert_eq!(
        fault("age", "2025-05"),
        Fault::VariableNotYet {
            variable: "age".into(),
            day: "2025-05-01".parse().unwrap(),
            first: "2025-06-01".parse().unwrap(),
        }
    );
    assert_eq!(fault("agee", "2026-03"), Fault::UnknownVariable { variable: "agee".into() });
    assert!(matches!(fault("age", "2026"), Fault::NoSeries { .. }));
    // `saved` goes back month by month to before its first formula; in a far year that is too many.
    assert!(situation.calculate("saved", 0, "2040-01".parse().unwrap()).is_ok());
    assert!(matches!(fault("saved", "2900-01"), Fault::Circular { .. }));
}

/// Given a formula, the check tells this at this line and column, or nothing.
#[test]
fn a_formula_that_cannot_work_is_told_with_its_place_and_what_to_write() {
    let rows = [
        (
            "month",
            "wagee * 2",
            "`wagee` is no variable of person by month and no parameter",
            "did you mean `wage`?",
        ),
        (
            "month",
            "rent + 1",
            "`rent` is no variable of person by month and no parameter",
            "`rent` is a variable of household",
        ),
        (
            "year",
            "wage * 2",
            "`wage` has a value by month, and here one by year is read",
            "write `months.wage` (a list), `first_month.wage` or `last_month.wage`",
        ),
        (
            "month",
            "household.wage",
            "`wage` is no variable of household by month and no parameter",
            "`wage` is a variable of person",
        ),
        ("month", "scale(\"levi\", wage)", "there is no scale `levi`", "did you mean `levy`?"),
        (
            "month",
            "birth + 1",
            "`+` of a day and a number is always null",
            "write duration(\"P1D\") times the number",
        ),
        ("month", "if works then 1 else \"no\"", "", ""),
        ("month", "birth", "`new` is a number, and this gives a day", ""),
        (
            "month",
            "previous_month.new + wage",
            "`new` -> `new` goes back in time without an end",
            "say what it is before its first formula: otherwise = 0",
        ),
        (
            "month",
            "new + wage",
            "`new` -> `new` need each other in one period",
            "let one of them read an earlier period, or take the circle apart",
        ),
    ];
    for (every, formula, message, hint) in rows {
        let text = format!(
            "{PEOPLE}[[variable]]\nid = \"new\"\ntitle = {{ en = \"New\" }}\nof = \"person\"\nevery = \"{every}\"\n\
             kind = \"number\"\narticle = \"a\"\n[[variable.formula]]\nfrom = \"2026-01-01\"\nis = '{formula}'\n"
        );
        let law = Law::read([("law/rules.toml".to_string(), text)]).unwrap();
        let found = law.check();
        if message.is_empty() {
            assert_eq!(found, Vec::new(), "{formula}");
            continue;
        }
        assert_eq!(found.len(), 1, "{formula}: {found:?}");
        assert_eq!(
            (found[0].message.as_str(), found[0].hint.as_str()),
            (message, hint),
            "{formula}"
        );
        assert!(found[0].line > PEOPLE.lines().count(), "{formula}: {}", found[0].line);
    }
}
