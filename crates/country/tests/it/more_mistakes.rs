//! Each kind of mistake in decisions, expressions, tables, examples and cases: told with file, line and a hint.

use crate::ground::Ground;

const FORM: &str = "services/allowance/form.toml";
const DECISION: &str = "services/allowance/decision.toml";
const LETTER: &str = "services/allowance/letter.toml";
const CASES: &str = "services/allowance/cases.toml";
const PERMIT: &str = "services/shop-permit/decision.toml";
const TABLE: &str = "law/allowance.table";

#[test]
fn a_deadline_in_working_days_without_a_calendar_is_told() {
    Ground::good().with("calendar.toml", "2027-01-01", "2025-01-01").is_told_among_others(
        DECISION,
        "unit = \"working-days\"",
        "calendar.toml has no holidays of 2027",
    );
    Ground::good().without("calendar.toml").is_told_among_others(
        PERMIT,
        "unit = \"working-days\"",
        "no holidays of 2026",
    );
    Ground::good().with(DECISION, "count = 10", "count = 0").is_told(
        DECISION,
        "count = 0",
        "a deadline of no days",
    );
    Ground::good().with(DECISION, "article = \"Allowance Act 5\"", "article = \"\"").is_told(
        DECISION,
        "article = \"\"",
        "`article` is empty",
    );
}

#[test]
fn ids_of_a_decision_that_name_nothing_are_told() {
    for (file, from, to, words) in [
        (
            DECISION,
            "\"residents\", \"children\"",
            "\"resident\", \"children\"",
            "there is no register `resident`",
        ),
        (DECISION, "table = \"allowance\"", "table = \"alowance\"", "there is no table `alowance`"),
        (
            DECISION,
            "desk = \"town-appeals\"",
            "desk = \"town-appeal\"",
            "there is no desk `town-appeal`",
        ),
        (PERMIT, "desk = \"ministry-desk\"", "desk = \"ministry\"", "there is no desk `ministry`"),
        (PERMIT, "\"rooms\", \"plan\"", "\"room\", \"plan\"", "the form has no field `room`"),
        (PERMIT, "register = \"shops\"", "register = \"shop\"", "there is no register `shop`"),
        (
            PERMIT,
            "opened_on = \"answers.opened_on\"",
            "opened = \"answers.opened_on\"",
            "has no field `opened`",
        ),
    ] {
        Ground::good().with(file, from, to).is_told_among_others(file, to, words);
    }
}

#[test]
fn deciders_that_cannot_decide_are_told() {
    Ground::good().with(PERMIT, "desk = \"ministry-desk\"", "desk = \"town-appeals\"").is_told(
        PERMIT,
        "desk = \"town-appeals\"",
        "is of the same agency",
    );
    Ground::good().with(DECISION, "by = \"rule\"", "by = \"rule\"\nofficers = 2").is_told(
        DECISION,
        "officers = 2",
        "several officers, but none decides",
    );
    Ground::good().with(PERMIT, "officers = 2", "officers = 0").is_told(
        PERMIT,
        "officers = 0",
        "nobody decides",
    );
    Ground::good().with(DECISION, "table = \"allowance\"\n", "").is_told_among_others(
        DECISION,
        "by = ",
        "a rule without a table",
    );
    let refuse = "[[refuse]]\nid = \"unsafe\"\ntext = { en = \"Not safe.\", ko = \"안전하지 않음.\" }\narticle = \"Shop Act 4\"\n";
    Ground::good().with(PERMIT, refuse, "").is_told(
        PERMIT,
        "by = ",
        "an officer without reasons to refuse",
    );
    Ground::good().with(DECISION, "id = \"too_old\"", "id = \"not_own\"").is_told_among_others(
        DECISION,
        "",
        "`not_own` is used twice",
    );
}

#[test]
fn an_expression_that_does_not_parse_is_told_with_its_column() {
    let mistakes = Ground::good()
        .with(DECISION, "is_own = \"child != null\"", "is_own = \"child != = 3\"")
        .check();
    let found = mistakes.iter().find(|m| m.file == DECISION && m.line == 12).unwrap();
    assert!(found.column >= 12 && found.column <= 24, "{found}");
    Ground::good()
        .with(FORM, "'answers.way = \"bank\"'", "'answers.way = \"bank'")
        .is_told_among_others(FORM, "when = ", "a text without an end");
    Ground::good()
        .with(LETTER, "value = \"child.name\"", "value = \"child.(name\"")
        .is_told_among_others(LETTER, "child.(name", "a name is missing");
}

#[test]
fn names_that_an_expression_does_not_know_are_told() {
    for (file, from, to, words) in [
        (DECISION, "is_young = \"age <", "is_young = \"agee <", "did you mean `age`?"),
        (
            DECISION,
            "age < allowance_age\"",
            "age < allowance_ages\"",
            "did you mean `allowance_age`?",
        ),
        (
            DECISION,
            "count(applicant.children)",
            "count(applicant.childen)",
            "did you mean `children`?",
        ),
        (DECISION, "[id = answers.child][1]", "[id = answers.chld][1]", "did you mean `child`?"),
        (
            DECISION,
            "is_own = \"child != null\"",
            "is_own = \"is_young\"",
            "is_own → is_young → age → is_own",
        ),
        (DECISION, "is_own = \"child != null\"", "is_own = \"is_own\"", "is_own → is_own"),
        (FORM, "'answers.way = \"bank\"'", "'answers.note = \"bank\"'", "`note` is asked later"),
        (
            FORM,
            "\"applicant.residents.name\"",
            "\"applicant.residents.nam\"",
            "did you mean `name`?",
        ),
        (
            FORM,
            "\"applicant.residents.name\"",
            "\"aplicant.residents.name\"",
            "did you mean `applicant`?",
        ),
        (FORM, "'birth_day > date", "'birthday > date", "did you mean `birth_day`?"),
        (FORM, "latest = \"today\"", "latest = \"tody\"", "did you mean `today`?"),
        (LETTER, "\"decision.amount\"", "\"decision.amuont\"", "did you mean `amount`?"),
        (
            LETTER,
            "\"applicant.residents.name\"",
            "\"applicant.residents.nmae\"",
            "did you mean `name`?",
        ),
        (PERMIT, "\"answers.trade_name\"", "\"answers.tradename\"", "did you mean `trade_name`?"),
    ] {
        Ground::good().with(file, from, to).is_told_among_others(file, to, words);
    }
}

#[test]
fn what_a_person_may_not_be_asked_before_applying_is_told() {
    Ground::good()
        .with(
            DECISION,
            "when = \"count(applicant.children) > 0\"",
            "when = 'answers.way = \"bank\"'",
        )
        .is_told_among_others(DECISION, "when = ", "before anything is answered");
}

#[test]
fn a_dead_row_and_a_gap_of_a_table_are_told() {
    let dead = "| 3 | true   | false    || \"refuse\" | 0                 | \"too_old\" |\n| 4 | true   | false    || \"refuse\" | 0                 | \"too_old\" |";
    Ground::good()
        .with(
            TABLE,
            "| 3 | true   | false    || \"refuse\" | 0                 | \"too_old\" |",
            dead,
        )
        .is_told(TABLE, "| 4 |", "row 4 can never match");
    Ground::good()
        .with(
            TABLE,
            "| 3 | true   | false    || \"refuse\" | 0                 | \"too_old\" |",
            "",
        )
        .is_told_among_others(
            TABLE,
            "table: allowance",
            "no row matches when is_own = true, is_young = false",
        );
}

#[test]
fn values_of_the_wrong_kind_are_told() {
    for (file, from, to, words) in [
        (
            FORM,
            "latest = \"today\"",
            "latest = \"answers.full_name\"",
            "this gives a text, and must give a day",
        ),
        (FORM, "'answers.way = \"bank\"'", "'answers.way = 5'", "a text is compared with a number"),
        (
            FORM,
            "'answers.way = \"bank\"'",
            "\"answers.way\"",
            "this gives a text, and must give a boolean",
        ),
        (
            FORM,
            "\"applicant.residents.name\"",
            "\"applicant.residents.birth_day\"",
            "this gives a day, and must give a text",
        ),
        (
            DECISION,
            "\"count(applicant.children) > 0\"",
            "\"count(applicant.children)\"",
            "must give a boolean",
        ),
        (
            PERMIT,
            "opened_on = \"answers.opened_on\"",
            "opened_on = \"answers.rooms\"",
            "must give a day",
        ),
        (TABLE, "in: is_own boolean", "in: is_own text", "a text is compared with a boolean"),
    ] {
        Ground::good().with(file, from, to).is_told_among_others(
            file,
            if file == TABLE { "| 1 |" } else { to },
            words,
        );
    }
    Ground::good().with(TABLE, "in: is_own boolean", "in: is_own number").is_told_among_others(
        DECISION,
        "is_own = ",
        "`is_own` is a boolean, and the table asks for a number",
    );
}

#[test]
fn a_parameter_that_nothing_uses_is_told() {
    let unused = "[[parameter]]\nid = \"forgotten\"\ntitle = { en = \"x\", ko = \"y\" }\nunit = \"KRW\"\narticle = \"a\"\n\n[[parameter.value]]\nfrom = \"2020-01-01\"\npromulgated = \"2019-06-01\"\nvalue = 1\n\n[[parameter]]";
    Ground::good().with("law/allowance.toml", "[[parameter]]", unused).is_told(
        "law/allowance.toml",
        "id = \"forgotten\"",
        "nothing uses `forgotten`",
    );
}

#[test]
fn a_table_without_a_translation_is_told() {
    Ground::good().with(TABLE, "title.ko: 수당 결정\n", "").is_told(
        TABLE,
        "table: allowance",
        "no translation into `ko`",
    );
    Ground::good().with("law/allowance.toml", ", ko = \"나이\"", "").is_told(
        "law/allowance.toml",
        "\"Age\"",
        "translation",
    );
}

#[test]
fn a_table_that_cannot_decide_the_service_is_told() {
    Ground::good().with(TABLE, "\"young\" ", "\"youngg\"").is_told_among_others(
        TABLE,
        "youngg",
        "`youngg` is no reason",
    );
    let without = Ground::good()
        .with(
            TABLE,
            "out: outcome text \"grant\", \"refuse\"",
            "out: result text \"grant\", \"refuse\"",
        )
        .with(TABLE, "|| outcome ", "|| result  ");
    without.is_told_among_others(TABLE, "table: allowance", "a table without an outcome");
    let strange = Ground::good()
        .with(TABLE, "out: outcome text \"grant\", \"refuse\"", "out: outcome text")
        .with(TABLE, "\"grant\" ", "\"grannt\"");
    strange.is_told_among_others(TABLE, "grannt", "\"grannt\" is no outcome");
    Ground::good().with(DECISION, "is_young = ", "is_small = ").is_told_among_others(
        DECISION,
        "table = ",
        "the table asks for `is_young`",
    );
}

#[test]
fn an_effect_that_cannot_be_written_is_told() {
    Ground::good().with(PERMIT, "trade_name = \"answers.trade_name\"\n", "").is_told(
        PERMIT,
        "register = \"shops\"",
        "needs `trade_name`",
    );
    Ground::good().with(PERMIT, "act = \"enter\"", "act = \"close\"").is_told(
        PERMIT,
        "act = ",
        "what is closed is not corrected",
    );
    Ground::good()
        .with(PERMIT, "act = \"enter\"", "act = \"enter\"\nentry = \"answers.plan\"")
        .is_told(PERMIT, "entry = ", "a new entry has no id yet");
    let of_children = Ground::good()
        .with(PERMIT, "register = \"shops\"", "register = \"children\"")
        .with(PERMIT, "act = \"enter\"", "act = \"correct\"")
        .with(
            PERMIT,
            "trade_name = \"answers.trade_name\"\nopened_on = \"answers.opened_on\"",
            "name = \"answers.trade_name\"",
        );
    of_children.is_told(PERMIT, "register = \"children\"", "which entry?");
}

#[test]
fn a_credential_that_cannot_be_given_is_told() {
    Ground::good().with(PERMIT, "urn:madang:xx:shop-permit", "shop permit").is_told(
        PERMIT,
        "vct",
        "is no URN",
    );
    Ground::good().with(PERMIT, "urn:madang:xx:shop-permit", "urn:madang:xx:allowance").is_told(
        PERMIT,
        "vct",
        "is what `allowance` gives",
    );
    Ground::good().with(LETTER, "id = \"amount\"", "id = \"child\"").is_told(
        LETTER,
        "",
        "`child` is used twice",
    );
    Ground::good().with(LETTER, "id = \"amount\"", "id = \"the amount\"").is_told(
        LETTER,
        "the amount",
        "is no name",
    );
}

#[test]
fn an_example_that_does_not_validate_is_told() {
    for (from, to, words) in [
        ("4111-1111-1111-1111", "4111-1111-1111-1112", "`card` has a wrong check digit"),
        ("way = \"bank\"\ncard", "way = \"gold\"\ncard", "`way` is none of the options"),
        ("since = \"2026-02-01\"", "since = \"2026-02-30\"", "`since` is not a day"),
        ("since = \"2026-02-01\"", "sinse = \"2026-02-01\"", "`sinse` is not a field of the form"),
    ] {
        Ground::good().with(FORM, from, to).is_told_among_others(
            FORM,
            to.lines().next().unwrap(),
            words,
        );
    }
    Ground::good().with(FORM, "since = \"2026-02-01\"\n", "").is_told(
        FORM,
        "[example]",
        "`since` is not answered",
    );
    assert_eq!(
        Ground::good().with(FORM, "since = \"2026-02-01\"", "since = \"2020-02-01\"").check(),
        [],
        "days of examples move"
    );
}

#[test]
fn a_case_that_does_not_hold_is_told() {
    Ground::good().with(CASES, "amount = 100000", "amount = 90000").is_told(
        CASES,
        "[[case]]",
        "`amount` should be 90000 and is 100000",
    );
    Ground::good().with(CASES, "age = 5", "age = 6").is_told(
        CASES,
        "[[case]]",
        "`age` should be 6 and is 5",
    );
    Ground::good()
        .with(CASES, "answers = { child", "answers = { chld")
        .is_told_among_others(CASES, "[[case]]", "`chld`");
    Ground::good()
        .with(CASES, "[[case.given.children]]", "[[case.given.childen]]")
        .is_told_among_others(CASES, "case.given.childen", "there is no register `childen`");
    Ground::good().with(CASES, "birth_day = ", "birthday = ").is_told_among_others(
        CASES,
        "birthday = ",
        "did you mean `birth_day`?",
    );
}

const AMOUNTS: &str = "law/allowance.toml";

#[test]
fn facts_that_are_made_of_each_other_are_a_circle() {
    Ground::good()
        .with(DECISION, "age = \"if is_own then", "age = \"if is_young then")
        .is_told_among_others(
            DECISION,
            "age = ",
            "`age` is defined by itself\n    hint: age → is_young → age",
        );
    // Only asked for too early, it is none.
    Ground::good()
        .with(DECISION, "[facts]\n", "[facts]\nearly = \"is_young\"\n")
        .is_told_among_others(DECISION, "early = ", "`is_young` is computed only after this");
}

#[test]
fn what_is_not_in_force_today_is_told_where_it_is_used() {
    // Given an amount, a scale or a table that begins in the future, when the country is checked, then its place is told.
    let value =
        "[[parameter.value]]\nfrom = \"2020-01-01\"\npromulgated = \"2019-06-01\"\nvalue = 8";
    Ground::good().with(AMOUNTS, value, &value.replace("2020", "2027")).is_told(
        DECISION,
        "is_young = ",
        "`allowance_age` has no value before 2027-01-01",
    );
    let scale = "\n[[scale]]\nid = \"tax\"\ntitle = { en = \"Tax\", ko = \"세금\" }\nkind = \"flat\"\narticle = \"a\"\n\
        [[scale.value]]\nfrom = \"2027-01-01\"\nbrackets = [{ above = 0, amount = 1 }]\n";
    let uses = |name: &str| format!("age < scale(\\\"{name}\\\", 5)\"");
    let ground = Ground::good().and("law/tax.toml", scale);
    ground.clone().with(DECISION, "age < allowance_age\"", &uses("tax")).is_told_among_others(
        DECISION,
        "is_young = ",
        "the scale `tax` has no brackets on 2026-03-02: the first apply from 2027-01-01",
    );
    ground.with(DECISION, "age < allowance_age\"", &uses("taxs")).is_told_among_others(
        DECISION,
        "is_young = ",
        "there is no scale `taxs`\n    hint: did you mean `tax`?",
    );
    Ground::good().with(TABLE, "from: 2020-01-01", "from: 2027-01-01").is_told_among_others(
        DECISION,
        "table = ",
        "`allowance` has no version before 2027-01-01",
    );
}

#[test]
fn law_that_nothing_uses_is_told() {
    let other = "table: other\ntitle.en: Other\ntitle.ko: 다른 표\narticle: a\nfrom: 2020-01-01\nhit: first\n\
        in: n number\nout: x number\n| # | n || x |\n| 1 | - || 1 |\n";
    Ground::good().and("law/other.table", other).is_told(
        "law/other.table",
        "table: other",
        "nothing uses `other`",
    );
}

#[test]
fn a_fact_that_no_expression_could_name_is_told() {
    Ground::good().with(DECISION, "[facts]\n", "[facts]\nfor = \"1\"\n").is_told(
        DECISION,
        "for = ",
        "the name `for` is taken",
    );
}
