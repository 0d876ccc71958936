//! Mistakes in rules of waiting, in drawn numbers, in what is left after an appeal, and desks where nobody sits.

use crate::ground::Ground;

const PERMIT: &str = "services/shop-permit/decision.toml";
const ALLOWANCE: &str = "services/allowance/decision.toml";

/// A register whose entries get a number, and a permit that draws it.
fn numbered() -> Ground {
    let number = "opened_on = \"answers.opened_on\"";
    let field = "[[field]]\nid = \"number\"\ntitle = { en = \"Number\", ko = \"번호\" }\nkind = \"identifier\"\n\
                 identifier = \"card-number\"\npersonal = \"none\"\nkey = true\nrequired = true\n\n[[field]]\nid = \"trade_name\"";
    Ground::good()
        .with("registers/shops.toml", "[[field]]\nid = \"trade_name\"", field)
        .with(
            "people.toml",
            "trade_name = \"Bakery\"",
            "trade_name = \"Bakery\"\nnumber = \"4111-1111-1111-1111\"",
        )
        .with("identifiers.toml", "masked = 12", "masked = 12\ndrawn = \"7777-????-????-????\"")
        .with(PERMIT, "act = \"enter\"", "act = \"enter\"\ndraw = [\"number\"]")
        .with(PERMIT, number, number)
}

#[test]
fn a_number_can_be_drawn_and_the_letter_says_it() {
    let letter = "services/shop-permit/letter.toml";
    let ground = numbered().with(letter, "[[row]]", "[[row]]\nid = \"number\"\nlabel = { en = \"Number\", ko = \"번호\" }\nvalue = \"drawn.number\"\n\n[[row]]");
    assert_eq!(ground.check(), []);
    ground.with(letter, "drawn.number", "drawn.numbr").is_told(letter, "drawn.numbr", "`numbr`");
}

#[test]
fn a_number_that_cannot_be_drawn_is_told() {
    let rows = [
        (PERMIT, "draw = [\"number\"]", "draw = [\"numbr\"]", "has no field `numbr`"),
        (PERMIT, "draw = [\"number\"]", "draw = [\"trade_name\"]", "`trade_name` is no identifier"),
        ("registers/shops.toml", "key = true\n", "", "entries are not found by `number`"),
        ("identifiers.toml", "drawn = \"7777-????-????-????\"\n", "", "has no range"),
        (
            "registers/shops.toml",
            "identifier = \"card-number\"",
            "identifier = \"shop-number\"",
            "there is no identifier `shop-number`",
        ),
    ];
    for (file, from, to, words) in rows {
        numbered().with(file, from, to).is_told_among_others(PERMIT, "draw = ", words);
    }
    numbered()
        .with(
            PERMIT,
            "opened_on = \"answers",
            "number = \"answers.trade_name\"\nopened_on = \"answers",
        )
        .is_told_among_others(PERMIT, "draw = ", "`number` is drawn and set as well");
    numbered().with(PERMIT, "act = \"enter\"", "act = \"correct\"").is_told_among_others(
        PERMIT,
        "draw = ",
        "only a new entry gets a number",
    );
}

#[test]
fn a_range_that_has_no_numbers_is_told() {
    let file = "identifiers.toml";
    for (range, words) in [
        ("7777-????", "no number can be drawn from `7777-????`"),
        ("7777-????-????-???0", "no number can be drawn"),
        ("77x7-????-????-????", "no number can be drawn"),
        ("7777-7777-7777-7???", "only 100 numbers can be drawn"),
    ] {
        let ground = numbered().with(file, "7777-????-????-????", range);
        ground.is_told(file, "drawn = ", words);
    }
}

fn waiting(rule: &str) -> Ground {
    Ground::good().with("country.toml", "weekend = [6, 7]", &format!("weekend = [6, 7]\n\n{rule}"))
}

#[test]
fn rules_of_waiting_that_cannot_hold_are_told() {
    let file = "country.toml";
    let good = "[[wait]]\nfor = \"person\"\ncounts = false\nfirst_day = true\narticle = \"Act 1\"\n\
                deadline = { count = 10, unit = \"days\", article = \"Act 2\" }\n";
    assert_eq!(waiting(good).check(), []);
    waiting(&good.replace("\"Act 1\"", "\"\"")).is_told(
        file,
        "article = \"\"",
        "`article` is empty",
    );
    waiting(&good.replace("count = 10", "count = 0")).is_told(
        file,
        "deadline",
        "a deadline of no days",
    );
    waiting(&format!("{good}\n{good}")).is_told(file, "", "waiting for `person` is ruled twice");
    let endless = "[[wait]]\nfor = \"person\"\ncounts = false\narticle = \"Act 1\"\n";
    waiting(endless).is_told(file, "for = ", "until when may the person answer?");
    waiting(&good.replace("\"person\"", "\"opinion\"")).is_told(
        file,
        "deadline",
        "waiting for `opinion` has no deadline here",
    );
    let fee =
        "[[wait]]\nfor = \"payment\"\ncounts = false\nfirst_day = true\narticle = \"Act 1\"\n";
    waiting(fee).is_told(file, "first_day", "a payment has no first day");
    waiting(&good.replace("person", "persn")).is_told_among_others(
        file,
        "persn",
        "did you mean `person`?",
    );
    let own = Ground::good().with(PERMIT, "[appeal]", &format!("{endless}\n[appeal]"));
    own.is_told(PERMIT, "for = \"person\"", "until when may the person answer?");
}

#[test]
fn an_appeal_after_which_nothing_is_left_is_told() {
    let then = "[appeal.then]\ndays = 30\narticle = \"Courts Act 2\"\nhow = { en = \"Go to the court.\", ko = \"법원에 가세요.\" }\n";
    Ground::good().with(ALLOWANCE, then, "").is_told(
        ALLOWANCE,
        "how = ",
        "and when the appeal fails?",
    );
    let none = then.replace("30", "0").replace("Courts Act 2", " ");
    let ground = Ground::good().with(ALLOWANCE, then, &none);
    ground.is_told_among_others(ALLOWANCE, "days = 0", "a remedy in no time");
    ground.is_told_among_others(ALLOWANCE, "article = \" \"", "`article` is empty");
}

#[test]
fn a_desk_where_nobody_of_the_demo_sits_is_told() {
    let people = "people.toml";
    for (desk, file, mark) in [
        ("town-desk", "services/allowance/service.toml", "desk = "),
        ("ministry-desk", PERMIT, "desk = \"ministry-desk\""),
        ("town-appeals", ALLOWANCE, "desk = \"town-appeals\""),
    ] {
        let words = format!("nobody of people.toml sits at the desk `{desk}`");
        let ground = Ground::good().with(people, &format!("desks = [\"{desk}\"]"), "desks = []");
        ground.is_told(file, mark, &words);
    }
    // A country without demo people has officers of its own.
    assert_eq!(Ground::good().without(people).check(), []);
}
