//! What may be asked, and how: the mistakes of a notice, and the sheet on which it is answered.

use consent::{
    Aim, Category, Class, Item, Kind, Matter, Notice, Objection, Recipient, Rules, State, Transfer,
};
use proptest::prelude::*;
use vocabulary::Text;

use crate::random;
use crate::world::{RULES, item, matter, notice, recipient, text};

fn told(notice: &Notice, rules: &Rules) -> Vec<String> {
    notice.mistakes("consent.toml", rules).iter().map(|mistake| mistake.message.clone()).collect()
}

fn with(matter: Matter) -> Notice {
    Notice { matters: vec![matter], ..notice() }
}

#[test]
fn a_notice_that_tells_everything_has_no_mistake() {
    assert_eq!(told(&notice(), &RULES), Vec::<String>::new());
}

/// What is wrong with one matter, and the mistake that is told.
type Row = (&'static str, fn() -> Matter, &'static str);

fn collect() -> Matter {
    matter("m", Kind::Collect)
}

fn given(recipient: Recipient) -> Matter {
    Matter { recipients: vec![recipient], ..matter("m", Kind::ThirdParty) }
}

fn bank() -> Recipient {
    recipient("bank", &["name"])
}

fn abroad() -> Recipient {
    let transfer =
        Transfer { country: "FR".into(), manner: text("daily"), refusing: text("say so") };
    Recipient { transfer: Some(transfer), ..bank() }
}

const NOT_TOLD: &[Row] = &[
    ("15②1", || Matter { purpose: Text::default(), ..collect() }, "the purpose is not told"),
    ("15②2", || Matter { items: Vec::new(), ..collect() }, "no items"),
    ("15②3", || Matter { retention: None, ..collect() }, "how long it is kept is not told"),
    ("15②4", || Matter { refusal: Text::default(), ..collect() }, "what refusal means is not told"),
    ("17②1", || matter("m", Kind::ThirdParty), "no recipients"),
    ("17②1", || named("그 은행 등"), "\"등\" leaves it open who"),
    ("17②1", || named("The bank and partners"), "\"partners\" leaves it open who"),
    ("17②1", || named("제휴사 일체"), "\"제휴사\" leaves it open who"),
    ("17②2", || given(Recipient { purpose: Text::default(), ..bank() }), "recipient's purpose"),
    ("17②3", || given(Recipient { items: Vec::new(), ..bank() }), "no items are given"),
    ("17②3", || given(recipient("bank", &["salary"])), "\"salary\" is no item of the matter"),
    ("17②4", || given(Recipient { retention: None, ..bank() }), "how long the recipient keeps it"),
    ("17②5", || given(Recipient { refusal: Text::default(), ..bank() }), "what refusal means"),
    ("28-8②2", || Matter { kind: Kind::Overseas, ..given(bank()) }, "no transfer"),
    ("16①", || Matter { required: true, ..collect() }, "required, and no article says so"),
];

const NOT_ASKED_SO: &[Row] = &[
    ("22⑤", || required(Kind::Marketing), "a service may not depend on marketing"),
    ("22⑤", || required(Kind::BeyondPurpose), "a service may not depend on beyond-purpose"),
    ("22①2", || Matter { kind: Kind::Collect, ..given(bank()) }, "bundled: recipients"),
    ("22①7", || Matter { aim: Aim::Marketing, ..collect() }, "bundled: marketing"),
    ("23①1", || of(Kind::Collect, &[Class::General, Class::Sensitive]), "bundled: the item"),
    ("23①1", || of(Kind::Sensitive, &[Class::Sensitive, Class::General]), "bundled: the item"),
    ("24①1", || of(Kind::Sensitive, &[Class::UniqueIdentifier]), "bundled: the item"),
    ("28-8①1", || given(abroad()), "bundled: a transfer abroad"),
    ("24-2①", || of(Kind::UniqueIdentifier, &[Class::ResidentNumber]), "nobody can consent"),
    ("15②2", || Matter { items: vec![called("연락처 등")], ..collect() }, "leaves it open what"),
];

fn named(name: &str) -> Matter {
    let mut bank = bank();
    bank.party.name = Text::of("ko", name);
    given(bank)
}

fn called(name: &str) -> Item {
    Item { name: Text::of("ko", name), ..item("phone", Class::General, Category::Telephone) }
}

fn required(kind: Kind) -> Matter {
    Matter { required: true, article: "art. 1".into(), ..matter("m", kind) }
}

fn of(kind: Kind, classes: &[Class]) -> Matter {
    let items = classes.iter().enumerate();
    let items = items.map(|(n, class)| item(&format!("i{n}"), *class, Category::Other)).collect();
    Matter { items, ..matter("m", kind) }
}

#[test]
fn what_is_not_told_is_a_mistake_with_its_article() {
    for (article, wrong, message) in NOT_TOLD.iter().chain(NOT_ASKED_SO) {
        let told = told(&with(wrong()), &RULES);
        assert!(told.iter().any(|line| line.contains(message)), "{article}: {message}: {told:#?}");
        assert_eq!(told.len(), 1, "{article}: one thing is wrong, one mistake is told: {told:#?}");
    }
}

#[test]
fn a_name_that_only_contains_a_vague_word_is_no_mistake() {
    for name in ["한국등산협회", "The Partnership Bank", "국민건강보험공단", "Etcheverry & Co"]
    {
        assert_eq!(told(&with(named(name)), &RULES), Vec::<String>::new(), "{name}");
    }
}

#[test]
fn the_law_before_august_2014_let_people_consent_to_the_resident_number() {
    let before = Rules { resident_number_by_consent: true, ..RULES };
    let notice = with(of(Kind::UniqueIdentifier, &[Class::ResidentNumber]));
    assert_eq!(told(&notice, &before), Vec::<String>::new());
}

#[test]
fn mistakes_are_told_all_at_once_with_file_and_hint() {
    let wrong = Matter { retention: None, purpose: Text::default(), items: vec![], ..collect() };
    let mistakes = with(wrong).mistakes("services/x/consent.toml", &RULES);
    assert_eq!(mistakes.len(), 3);
    for mistake in mistakes {
        assert_eq!(mistake.file, "services/x/consent.toml");
        assert!(!mistake.hint.is_empty(), "{mistake}");
    }
}

#[test]
fn a_refused_required_matter_says_what_follows() {
    let notice = notice();
    let mut sheet = notice.sheet();
    assert_eq!(sheet.blocked_by()[0].id, "collect");
    sheet.answer_with("collect", false).unwrap();
    let blocked = sheet.blocked_by();
    assert_eq!(blocked.len(), 1);
    assert!(!blocked[0].refusal.is_empty());
    sheet.answer_with("collect", true).unwrap();
    assert!(sheet.blocked_by().is_empty());
    let unknown = sheet.answer_with("everything", true);
    assert_eq!(unknown, Err(Objection::NoSuchMatter("everything".into())));
}

proptest! {
    #[test]
    fn nothing_is_ever_ticked_before_the_person_ticks_it(notice in random::notice()) {
        let sheet = notice.sheet();
        for matter in &notice.matters {
            prop_assert_eq!(sheet.answer(&matter.id), None);
        }
        // And what is left as it is when the sheet is sent was not agreed to.
        for (_, state) in sheet.choices() {
            prop_assert_eq!(state, State::Refused);
        }
    }

    #[test]
    fn an_answer_to_one_matter_says_nothing_about_another(
        notice in random::notice(), pick in any::<prop::sample::Index>(), agrees: bool,
    ) {
        let mut sheet = notice.sheet();
        let id = &notice.matters[pick.index(notice.matters.len())].id;
        sheet.answer_with(id, agrees).unwrap();
        let answered: Vec<&str> = notice.matters.iter().map(|matter| matter.id.as_str())
            .filter(|id| sheet.answer(id).is_some()).collect();
        prop_assert_eq!(answered, vec![id.as_str()]);
    }

    #[test]
    fn refusing_what_is_optional_never_blocks(
        notice in random::notice(), answers in prop::collection::vec(any::<Option<bool>>(), 8),
    ) {
        let mut sheet = notice.sheet();
        for (matter, answer) in notice.matters.iter().zip(answers.iter().cycle()) {
            let may_refuse = !matter.required || !matter.kind.may_be_required();
            let answer = if may_refuse { *answer } else { Some(true) };
            if let Some(agrees) = answer {
                sheet.answer_with(&matter.id, agrees).unwrap();
            }
        }
        prop_assert!(sheet.blocked_by().is_empty());
    }
}
