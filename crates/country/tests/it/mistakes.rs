//! Each kind of mistake in the lists, the catalogue and the forms: told once, with file, line and a hint.

use crate::ground::Ground;

const SERVICE: &str = "services/allowance/service.toml";
const FORM: &str = "services/allowance/form.toml";
const PERMIT: &str = "services/shop-permit/form.toml";

#[test]
fn a_good_country_has_no_mistakes() {
    assert_eq!(Ground::good().check(), []);
}

#[test]
fn an_unknown_field_is_told_with_the_nearest_known_one() {
    Ground::good()
        .with(FORM, "label = { en = \"Child\"", "lable = { en = \"Child\"")
        .is_told_among_others(FORM, "lable", "did you mean `label`?");
    Ground::good().with(SERVICE, "prefix", "colour = 1\nprefix").is_told(
        SERVICE,
        "colour",
        "unknown field `colour`",
    );
    Ground::good().with("events.toml", "[[event]]", "[[evnt]]").is_told_among_others(
        "events.toml",
        "[[evnt]]",
        "this file is a list of [[event]]",
    );
}

#[test]
fn several_mistakes_are_told_at_once() {
    let ground = Ground::good()
        .with(SERVICE, "prefix", "colour = 1\nprefix")
        .with("agencies.toml", "[[agency]]", "[[agency]]\nwide = 3")
        .with("country.toml", "code", "size = 2\ncode");
    let mistakes = ground.check();
    let files: Vec<&str> = mistakes.iter().map(|m| m.file.as_str()).collect();
    assert_eq!(files, ["agencies.toml", "country.toml", SERVICE]);
}

#[test]
fn a_value_of_the_wrong_type_is_told_with_what_to_write() {
    for (file, from, to, words) in [
        (FORM, "kind = \"day\"", "kind = \"dai\"", "did you mean `day`?"),
        (FORM, "max_length = 50", "max_length = \"50\"", "invalid type"),
        ("calendar.toml", "\"2026-01-01\"", "2026-01-01", "a day is written in quotes"),
        ("calendar.toml", "\"2026-01-01\"", "\"2026-02-30\"", "is not a day of the calendar"),
        ("purposes.toml", "\"P5Y\"", "\"5 years\"", "is not a duration such as P1Y"),
        (
            SERVICE,
            "{ en = \"Money each month.\", ko = \"매월 돈.\" }",
            "\"Money\"",
            "a text is written in every language",
        ),
        (SERVICE, "prefix", "= prefix", "unexpected key or value"),
    ] {
        Ground::good().with(file, from, to).is_told_among_others(file, to, words);
    }
    Ground::good().with(SERVICE, "agency = \"town\"\n", "").is_told(
        SERVICE,
        "",
        "add `agency = …` here",
    );
    let deep = format!("x = {}", "[".repeat(50_000));
    Ground::good().and("events.toml", &deep).is_told("events.toml", "", "");
}

#[test]
fn a_missing_or_empty_translation_is_told() {
    Ground::good()
        .with(FORM, "label = { en = \"Child\", ko = \"아이\" }", "label = { en = \"Child\" }")
        .is_told(FORM, "label = { en = \"Child\" }", "`label` has no translation into `ko`");
    Ground::good().with(SERVICE, "ko = \"매월 돈.\"", "ko = \" \"").is_told(
        SERVICE,
        "summary",
        "`summary` is empty in `ko`",
    );
    Ground::good().with(SERVICE, "ko = \"매월 돈.\"", "ko = \"매월 돈.\", fr = \"x\"").is_told(
        SERVICE,
        "summary",
        "`fr` is not a language of this country",
    );
}

#[test]
fn markup_in_a_text_is_told() {
    Ground::good().with(SERVICE, "Money each month.", "<b>Money</b> each month.").is_told(
        SERVICE,
        "<b>",
        "holds markup",
    );
    Ground::good().with(SERVICE, "Money each month.", "Money &amp; more.").is_told(
        SERVICE,
        "&amp;",
        "holds markup",
    );
    Ground::good().with(SERVICE, "Money each month.", "Money\u{202e} each month.").is_told(
        SERVICE,
        "each month",
        "signs that nobody sees",
    );
    assert_eq!(Ground::good().with(SERVICE, "Money each month.", "3 < 5 > 2 & more.").check(), []);
}

#[test]
fn ids_that_name_nothing_are_told() {
    for (file, from, to, words) in [
        (SERVICE, "agency = \"town\"", "agency = \"twon\"", "there is no agency `twon`"),
        (SERVICE, "desk = \"town-desk\"", "desk = \"town-dsk\"", "did you mean `town-desk`?"),
        (SERVICE, "\"having-a-child\"", "\"having-child\"", "there is no event `having-child`"),
        (SERVICE, "\"shop-permit\"", "\"shop-permits\"", "there is no service `shop-permits`"),
        (
            SERVICE,
            "held_in = \"children\"",
            "held_in = \"childs\"",
            "there is no register `childs`",
        ),
        (SERVICE, "channel = \"online\"", "channel = \"onlin\"", "there is no channel `onlin`"),
        (
            FORM,
            "register = \"children\"",
            "register = \"childre\"",
            "there is no register `childre`",
        ),
        (FORM, "shows = \"name\"", "shows = \"nam\"", "has no field `nam`"),
        (
            FORM,
            "identifier = \"card-number\"",
            "identifier = \"card\"",
            "there is no identifier `card`",
        ),
        (PERMIT, "\"png\"", "\"pgn\"", "documents of type `pgn` cannot be taken"),
        (FORM, "id = \"way\"", "id = \"channel\"", "there is no channel `bank`"),
        (FORM, "autocomplete = \"name\"", "autocomplete = \"nmae\"", "did you mean `name`?"),
        (
            "agencies.toml",
            "parent = \"ministry\"",
            "parent = \"ministery\"",
            "there is no agency `ministery`",
        ),
        (
            "registers/residents.toml",
            "agency = \"town\"",
            "agency = \"city\"",
            "there is no agency `city`",
        ),
        (
            "registers/residents.toml",
            "purpose = \"family\"",
            "purpose = \"famly\"",
            "did you mean `family`?",
        ),
        (
            "registers/residents.toml",
            "identifier = \"resident-number\"",
            "identifier = \"resident\"",
            "no identifier",
        ),
        ("people.toml", "agency = \"town\"", "agency = \"twon\"", "there is no agency `twon`"),
        ("people.toml", "[\"bakery\"]", "[\"bakry\"]", "there is no organisation `bakry`"),
    ] {
        let mark = if words.contains("channel `bank`") { "id = \"bank\"" } else { to };
        Ground::good().with(file, from, to).is_told_among_others(file, mark, words);
    }
}

#[test]
fn a_desk_of_another_agency_is_told() {
    Ground::good().with(SERVICE, "desk = \"town-desk\"", "desk = \"ministry-desk\"").is_told(
        SERVICE,
        "desk = ",
        "belongs to the agency `ministry`",
    );
    Ground::good()
        .with("people.toml", "[\"town-desk\"]", "[\"ministry-desk\"]")
        .is_told_among_others("people.toml", "desks = ", "belongs to the agency `ministry`");
}

#[test]
fn ids_used_twice_are_told() {
    Ground::good().with("agencies.toml", "\"town-appeals\"", "\"town-desk\"").is_told_among_others(
        "agencies.toml",
        "",
        "the id `town-desk` is used twice",
    );
    let twice = "[[purpose]]\nid = \"family\"\ntitle = { en = \"F\", ko = \"가\" }\nbasis = \"x\"\nretention = \"P1Y\"\n\n[[purpose]]\nid = \"family\"";
    Ground::good().with("purposes.toml", "[[purpose]]\nid = \"family\"", twice).is_told(
        "purposes.toml",
        "",
        "`family` is used twice",
    );
    Ground::good().with(FORM, "id = \"account\"", "id = \"money\"").is_told_among_others(
        FORM,
        "",
        "`money` is used twice",
    );
    Ground::good().with(FORM, "id = \"note\"", "id = \"since\"").is_told(
        FORM,
        "",
        "`since` is asked twice",
    );
    Ground::good().with(FORM, "id = \"cash\"", "id = \"bank\"").is_told(
        FORM,
        "",
        "`bank` is used twice",
    );
    Ground::good().with("services/shop-permit/service.toml", "\"SP\"", "\"AL\"").is_told(
        "services/shop-permit/service.toml",
        "prefix",
        "the prefix `AL` is that of `allowance`",
    );
}

#[test]
fn ids_with_strange_characters_are_told() {
    Ground::good().with(FORM, "id = \"money\"", "id = \"Money Bag\"").is_told(
        FORM,
        "Money Bag",
        "`Money Bag` is no id",
    );
    Ground::good().with(FORM, "id = \"note\"", "id = \"no-te\"").is_told(
        FORM,
        "no-te",
        "`no-te` is no name",
    );
    Ground::good().with("people.toml", "id = \"ada\"", "id = \"Ada!\"").is_told(
        "people.toml",
        "Ada!",
        "`Ada!` is no id",
    );
    Ground::good().with("services/shop-permit/service.toml", "\"SP\"", "\"Sp4\"").is_told(
        "services/shop-permit/service.toml",
        "prefix",
        "`Sp4` is no prefix",
    );
    Ground::good().with(SERVICE, "id = \"allowance\"", "id = \"alowance\"").is_told(
        SERVICE,
        "id = ",
        "is not the name under which it is filed",
    );
}

#[test]
fn a_country_of_nonsense_is_told() {
    for (from, to, words) in [
        ("\"Asia/Seoul\"", "\"Asia/Soul\"", "there is no time zone `Asia/Soul`"),
        ("\"KRW\"", "\"won\"", "`won` is no currency"),
        ("[6, 7]", "[6, 8]", "not days of a week"),
        ("[\"en\", \"ko\"]", "[\"en\", \"ko\", \"en\"]", "stands there twice"),
        ("code = \"xx\"", "code = \"X X\"", "`X X` is no country code"),
    ] {
        Ground::good().with("country.toml", from, to).is_told("country.toml", to, words);
    }
}

#[test]
fn identifiers_that_cannot_be_right_are_told() {
    let file = "identifiers.toml";
    for (from, to, words) in [
        (
            "4111-1111-1111-1111",
            "4111-1111-1111-1112",
            "the check digit of `4111-1111-1111-1112` is wrong",
        ),
        ("4111-1111-1111-1111", "4111", "`4111` has not the shape"),
        ("\"luhn\"", "\"lunh\"", "did you mean `luhn`?"),
        ("masked = 12", "masked = 17", "only 16 signs can be masked"),
    ] {
        Ground::good().with(file, from, to).is_told_among_others(file, to, words);
    }
    Ground::good().with(file, "[2, 3, 4,", "[3, 4,").is_told_among_others(
        file,
        "weights",
        "11 weights for 12 digits",
    );
    Ground::good().with(file, "modulus = 11\n", "").is_told_among_others(
        file,
        "",
        "needs a modulus",
    );
}

#[test]
fn personal_data_without_a_purpose_is_told() {
    let decision = "services/allowance/decision.toml";
    Ground::good().with(decision, "purpose = \"family\"\n", "").is_told_among_others(
        FORM,
        "personal = \"general\"",
        "personal data without a purpose",
    );
    Ground::good()
        .with(decision, "purpose = \"family\"", "purpose = \"famly\"")
        .is_told_among_others(decision, "famly", "there is no purpose `famly`");
    let none = Ground::good().with("purposes.toml", "retention = \"P5Y\"", "retention = \"P0D\"");
    none.is_told_among_others("purposes.toml", "P0D", "a purpose without a retention");
    none.is_told_among_others(FORM, "personal = \"general\"", "personal data without a retention");
    Ground::good().with("registers/residents.toml", "purpose = \"family\"\n", "").is_told(
        "registers/residents.toml",
        "personal = \"general\"",
        "personal data without a purpose",
    );
    Ground::good().with("registers/residents.toml", "\"P100Y\"", "\"P0D\"").is_told(
        "registers/residents.toml",
        "P0D",
        "a register without a retention",
    );
}

#[test]
fn a_field_that_lacks_what_its_kind_needs_is_told() {
    for (file, from, to, mark, words) in [
        (
            PERMIT,
            "accept = [\"pdf\", \"png\"]\n",
            "",
            "kind = \"document\"",
            "a document of which type?",
        ),
        (PERMIT, "kind = \"money\"", "kind = \"email\"", "min = 0", "`min` is for numbers"),
        (PERMIT, "max = 50", "max = 0", "min = 1", "no number fits"),
        (PERMIT, "max_megabytes = 5", "max_megabytes = 0", "max_megabytes", "no such size"),
        (FORM, "max_length = 50", "max_length = 0", "max_length", "no such length"),
        (FORM, "shows = \"name\"\n", "", "register = ", "what of the entry is shown?"),
        (FORM, "register = \"children\"\n", "", "kind = \"entry\"", "an entry of which register?"),
        (FORM, "identifier = \"card-number\"\n", "", "kind = \"identifier\"", "which identifier?"),
        (
            FORM,
            "prefill = \"applicant.residents.name\"\n",
            "",
            "locked",
            "locked, but filled with nothing",
        ),
        (FORM, "version = 1", "version = 0", "version", "versions count from 1"),
        (
            "registers/residents.toml",
            "kind = \"day\"",
            "kind = \"document\"",
            "kind = \"document\"",
            "cannot hold a document",
        ),
        (
            "registers/residents.toml",
            "holder = \"person\"",
            "holder = \"persons\"",
            "holder",
            "did you mean `person`?",
        ),
        (
            "registers/residents.toml",
            "basis = \"Resident Act 1\"",
            "basis = \"\"",
            "basis",
            "`basis` is empty",
        ),
    ] {
        Ground::good().with(file, from, to).is_told_among_others(file, mark, words);
    }
    let options = "[[step.field.option]]\nid = \"bread\"\nlabel = { en = \"Bread\", ko = \"빵\" }\n\n[[step.field.option]]\nid = \"milk\"\nlabel = { en = \"Milk\", ko = \"우유\" }\n";
    Ground::good().with(PERMIT, options, "").is_told(
        PERMIT,
        "kind = \"choices\"",
        "a choice without options",
    );
}

#[test]
fn demo_entries_that_do_not_fit_their_register_are_told() {
    let file = "people.toml";
    for (from, to, words) in [
        ("birth_day = \"1990-05-01\"", "birth_day = \"1990-02-30\"", "`birth_day` is not a day"),
        ("birth_day = \"1990-05-01\"", "birthday = \"1990-05-01\"", "did you mean `birth_day`?"),
        ("880101-2345670", "880101-2345671", "`number` has a wrong check digit"),
        (
            "[person.entries.residents]",
            "[person.entries.resident]",
            "there is no register `resident`",
        ),
        (
            "[[person.entries.children]]",
            "[person.entries.children]",
            "`children` holds a list of entries",
        ),
        ("[organisation.entries.shops]", "[organisation.entries.residents]", "is held by a person"),
    ] {
        Ground::good().with(file, from, to).is_told_among_others(file, to, words);
    }
    Ground::good().with(file, "name = \"Bo\"\n", "").is_told(
        file,
        "[[person.entries.children]]",
        "needs `name`",
    );
    Ground::good().with(file, "agency = \"town\"\n", "").is_told_among_others(
        file,
        "role = \"officer\"",
        "which agency?",
    );
}

#[test]
fn a_catalogue_entry_with_nonsense_is_told() {
    for (from, to, words) in [
        ("\"P30D\"", "\"30 days\"", "`30 days` is no duration"),
        ("https://example.org/law", "javascript:alert(1)", "is no address of a page"),
        ("town@example.org", "town at example", "is no address"),
        ("minor = 0", "minor = -1", "a cost below nothing"),
    ] {
        Ground::good().with(SERVICE, from, to).is_told(SERVICE, to, words);
    }
    Ground::good().with(SERVICE, "desk = \"town-desk\"\n", "").is_told(
        SERVICE,
        "agency = ",
        "without a desk",
    );
    Ground::good().with(SERVICE, "prefix = \"AL\"\n", "").is_told(SERVICE, "", "without a prefix");
}

#[test]
fn half_a_service_is_told() {
    let folder = "services/allowance";
    Ground::good().without("services/allowance/decision.toml").is_told_among_others(
        FORM,
        "",
        "a form without a decision",
    );
    Ground::good().without("services/allowance/form.toml").is_told_among_others(
        "services/allowance/decision.toml",
        "",
        "a decision without a form",
    );
    Ground::good().without("services/allowance/letter.toml").is_told(
        "services/allowance/decision.toml",
        "[credential]",
        "a credential without a letter",
    );
    let credential = "[credential]\nvct = \"urn:madang:xx:allowance\"\nvalid = \"P1Y\"\n";
    Ground::good().with("services/allowance/decision.toml", credential, "").is_told(
        "services/allowance/letter.toml",
        "title",
        "a letter without a credential",
    );
    Ground::good().without(SERVICE).is_told_among_others(SERVICE, "", "is missing");
    Ground::good().and(&format!("{folder}/from.toml"), "").is_told(
        &format!("{folder}/from.toml"),
        "",
        "form.toml",
    );
    Ground::good().and("calender.toml", "").is_told("calender.toml", "", "calendar.toml");
}
