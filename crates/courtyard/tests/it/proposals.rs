//! Proposals: what one officer writes and another publishes, all of it or nothing; on both engines.

use country::{Change, Subject};
use courtyard::database::Cell;
use courtyard::house::Plan;
use courtyard::proposals::{self, Proposal, Stage};
use courtyard::schema::LAW_PROPOSALS;
use courtyard::{Actor, House, Tx, View, journal, published};
use vocabulary::{Day, Error, Result};

use crate::support::{TestHouse, on_both};

const FROM: &str = "2027-01-01";

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn change(subject: Subject, text: String) -> Change {
    Change { subject, base: day("2020-01-01"), from: day(FROM), text }
}

fn fee(from: &str, value: i64) -> Change {
    let text = format!(
        "[[parameter]]\nid = \"fee\"\ntitle = {{ en = \"Fee\" }}\nunit = \"KRW\"\narticle = \"Fees Act, article 1\"\n\n\
         [[parameter.value]]\nfrom = \"{from}\"\npromulgated = \"2026-11-20\"\nvalue = {value}\n"
    );
    Change { from: day(from), ..change(Subject::Parameter("fee".into()), text) }
}

fn fine() -> Change {
    let text = format!(
        "[[scale]]\nid = \"fine\"\ntitle = {{ en = \"Fine\" }}\nkind = \"flat\"\narticle = \"Fees Act, article 3\"\n\n\
         [[scale.value]]\nfrom = \"{FROM}\"\npromulgated = \"2026-11-20\"\nbrackets = [{{ from = 0, amount = 0 }}, {{ above = 7, amount = 200 }}]\n"
    );
    change(Subject::Scale("fine".into()), text)
}

/// The whole table again, with this for the border of its second row.
fn charge(border: &str) -> Change {
    let text = format!(
        "table: charge\ntitle.en: What is to be paid\narticle: Fees Act, article 2\npromulgated: 2026-11-20\nfrom: {FROM}\n\
         hit: first\nin: income number\nout: amount number\n\n\
         | # | income || amount |\n|---|---||---|\n| 1 | <= fee || 0 |\n| 2 | (fee..{border}) || fee |\n| 3 | >= {border} || fee |\n"
    );
    change(Subject::Table("charge".into()), text)
}

fn begin(house: &TestHouse, author: &Actor, change: &Change) -> String {
    let change = change.clone();
    house.act(author, "", move |tx: &mut Tx<'_>| proposals::draft(tx, &change, "Budget")).unwrap()
}

/// Another change in the same proposal.
fn beside(house: &TestHouse, author: &Actor, id: &str, change: &Change) -> Result<()> {
    let (id, change) = (id.to_string(), change.clone());
    let act = move |tx: &mut Tx<'_>| proposals::redraft(tx, &id, &change, "Budget");
    house.act(author, "", act)
}

fn submit(house: &TestHouse, author: &Actor, id: &str) -> Result<()> {
    let id = id.to_string();
    house.act(author, "", move |tx: &mut Tx<'_>| proposals::submit(tx, &id))
}

fn publish(house: &TestHouse, reviewer: &Actor, id: &str) -> Result<()> {
    let (name, seen) = (id.to_string(), of(house, id).written);
    let act = move |tx: &mut Tx<'_>| proposals::publish(tx, &name, &seen, "");
    house.act(reviewer, "", act)?;
    let take_up = |view: &mut View<'_>| published::take_up(view, id);
    house.house.view_now(reviewer, take_up)
}

fn of(house: &TestHouse, id: &str) -> Proposal {
    house.house.view_now(&Actor::system(), |view| proposals::of(view, id)).unwrap()
}

fn days(house: &House) -> [usize; 3] {
    let subjects = [
        Subject::Table("charge".into()),
        Subject::Parameter("fee".into()),
        Subject::Scale("fine".into()),
    ];
    subjects.map(|subject| subject.days(house.country().law()).len())
}

fn refused(done: Result<()>, key: &str) {
    match done {
        Err(Error::Refused(refusal)) => assert_eq!(refusal.key, key),
        other => panic!("{key}: {other:?}"),
    }
}

fn another_node(house: &TestHouse) -> House {
    House::open(Plan {
        country: country::Country::read(&crate::support::tiny_country()).unwrap(),
        address: house.address.clone(),
        keys: courtyard::keys::Keys::from_bytes([1; 32], [2; 32], [3; 32]),
        clock: house.clock.clone(),
        chance: courtyard::clock::Chance::seeded(8),
        origin: "madang.example/test".into(),
        migrations: Vec::new(),
    })
    .unwrap()
}

#[test]
fn a_table_an_amount_and_brackets_are_published_together() {
    on_both(|house| {
        let (author, reviewer) = (house.officer("Olga"), house.officer("Otto"));
        let id = begin(house, &author, &charge("500"));
        beside(house, &author, &id, &fee(FROM, 450)).unwrap();
        beside(house, &author, &id, &fine()).unwrap();
        // Once more is no fourth one: it takes the place of the second.
        beside(house, &author, &id, &fee(FROM, 420)).unwrap();
        assert_eq!(of(house, &id).draft.changes.len(), 3);

        // What the law would be is known before anybody publishes it, and nothing else has changed.
        let changes = of(house, &id).draft.changes;
        let would_be = house.house.country().law_with(&changes).unwrap();
        assert_eq!(would_be.parameter("fee").unwrap().values.len(), 2);
        assert_eq!(days(&house.house), [1, 1, 1]);

        submit(house, &author, &id).unwrap();
        refused(publish(house, &author, &id), "proposal.four-eyes");
        publish(house, &reviewer, &id).unwrap();
        assert_eq!(days(&house.house), [2, 2, 2]);
        let law = house.house.country().law();
        assert_eq!(law.parameter("fee"), would_be.parameter("fee"));
        assert_eq!(law.scale("fine"), would_be.scale("fine"));
        assert!(law.versions("charge")[1].says_the_same(&would_be.versions("charge")[1]));
        assert_eq!(house.house.country().law_with(&changes).unwrap(), *law, "it is there already");
        assert_eq!(days(&another_node(house)), [2, 2, 2]);

        house.house.sequence_now().unwrap();
        let keys =
            house.house.view_now(&Actor::visitor(), |view| journal::verifier_keys(view)).unwrap();
        let mut connection = house.house.connect().unwrap();
        let verified = journal::verify(&mut connection, &keys, &mut |_| {}).unwrap();
        assert!(verified.holds(), "{verified:?}");
    });
}

#[test]
fn of_changes_that_belong_together_none_is_published_alone() {
    on_both(|house| {
        let (author, reviewer) = (house.officer("Olga"), house.officer("Otto"));
        let id = begin(house, &author, &fine());
        beside(house, &author, &id, &fee(FROM, 450)).unwrap();
        submit(house, &author, &id).unwrap();
        // Meanwhile somebody else changes the fee.
        let other = begin(house, &reviewer, &fee("2026-12-15", 410));
        submit(house, &reviewer, &other).unwrap();
        publish(house, &author, &other).unwrap();
        refused(publish(house, &reviewer, &id), "proposal.base-changed");
        assert_eq!(days(&house.house), [1, 2, 1]);
        assert_eq!(of(house, &id).stage, Stage::Submitted);
    });
}

/// The checks look at the whole: a fee of 600 leaves nothing for the second row of the table, until the table changes too.
#[test]
fn an_amount_that_breaks_a_table_goes_with_the_table_or_not_at_all() {
    on_both(|house| {
        let author = house.officer("Olga");
        let id = begin(house, &author, &fee(FROM, 600));
        refused(submit(house, &author, &id), "proposal.has-mistakes");
        beside(house, &author, &id, &charge("700")).unwrap();
        submit(house, &author, &id).unwrap();
    });
}

/// The same across two nodes, one of which has not heard of the other's publication yet.
#[test]
fn what_another_node_has_just_published_is_checked_too() {
    on_both(|house| {
        let (author, reviewer) = (house.officer("Olga"), house.officer("Otto"));
        let other = another_node(house);
        let mine = begin(house, &author, &charge("450"));
        let theirs = begin(house, &author, &fee("2026-12-15", 460));
        submit(house, &author, &mine).unwrap();
        submit(house, &author, &theirs).unwrap();
        let (name, seen) = (theirs.clone(), of(house, &theirs).written);
        // Published in the database, and not taken up here.
        let act = move |tx: &mut Tx<'_>| proposals::publish(tx, &name, &seen, "");
        other.act_now(&reviewer, "", act).unwrap();
        refused(publish(house, &reviewer, &mine), "proposal.has-mistakes");
    });
}

#[test]
fn a_draft_is_given_up_by_its_author_and_goes_no_further() {
    on_both(|house| {
        let (author, reviewer) = (house.officer("Olga"), house.officer("Otto"));
        let id = begin(house, &author, &fee(FROM, 450));
        let discard = |who: &Actor| {
            let id = id.clone();
            house.act(who, "", move |tx: &mut Tx<'_>| proposals::discard(tx, &id))
        };
        refused(discard(&reviewer), "proposal.not-yours");
        assert!(matches!(discard(&house.citizen("Anna")), Err(Error::NotYours)));
        submit(house, &author, &id).unwrap();
        refused(discard(&author), "proposal.no-draft");
        let name = id.clone();
        let back = move |tx: &mut Tx<'_>| proposals::send_back(tx, &name, "Not now.");
        house.act(&reviewer, "", back).unwrap();
        discard(&author).unwrap();
        assert_eq!(of(house, &id).stage, Stage::Discarded);
        refused(submit(house, &author, &id), "proposal.no-draft");
        refused(beside(house, &author, &id, &fine()), "proposal.no-draft");
        refused(publish(house, &reviewer, &id), "proposal.not-submitted");
        let latest = |view: &mut View<'_>| proposals::latest(view, 10);
        assert_eq!(house.house.view_now(&author, latest).unwrap(), []);
    });
}

#[test]
fn a_change_is_taken_out_again_but_not_the_last_one() {
    on_both(|house| {
        let author = house.officer("Olga");
        let id = begin(house, &author, &fee(FROM, 450));
        beside(house, &author, &id, &fine()).unwrap();
        let take_out = |subject: Subject| {
            let id = id.clone();
            house.act(&author, "", move |tx: &mut Tx<'_>| proposals::take_out(tx, &id, &subject))
        };
        take_out(Subject::Parameter("fee".into())).unwrap();
        assert_eq!(of(house, &id).draft.changes, [fine()]);
        refused(take_out(Subject::Scale("fine".into())), "proposal.last-change");
    });
}

#[test]
fn a_text_that_says_another_thing_or_another_day_is_not_sent() {
    on_both(|house| {
        let author = house.officer("Olga");
        let other_day = Change { from: day("2027-02-01"), ..fee(FROM, 450) };
        let other_thing = Change { subject: Subject::Scale("fine".into()), ..fee(FROM, 450) };
        let no_text = Change { text: "fee = 450".into(), ..fee(FROM, 450) };
        let two = Change {
            text: format!(
                "{}{}",
                fee(FROM, 450).text,
                "\n[[parameter.value]]\nfrom = \"2028-01-01\"\nvalue = 3\n"
            ),
            ..fee(FROM, 450)
        };
        for wrong in [other_day, other_thing, no_text, two] {
            let id = begin(house, &author, &wrong);
            refused(submit(house, &author, &id), "proposal.has-mistakes");
        }
        for (change, key) in [
            (fee("2026-11-24", 450), ""),
            (fee("2026-11-23", 450), "proposal.day-over"),
            (Change { base: day("2019-01-01"), ..fee(FROM, 450) }, "proposal.base-changed"),
            (change(Subject::Parameter("fees".into()), fee(FROM, 4).text), "proposal.base-changed"),
        ] {
            let id = begin(house, &author, &change);
            match key {
                "" => submit(house, &author, &id).unwrap(),
                key => refused(submit(house, &author, &id), key),
            }
        }
    });
}

/// Before proposals could change several things, a row held the text of one table.
#[test]
fn a_proposal_of_an_earlier_version_is_read_and_published() {
    on_both(|house| {
        let (author, reviewer) = (house.officer("Olga"), house.officer("Otto"));
        let old = charge("500");
        let (text, by) = (old.text.clone(), author.id.clone());
        let enter = move |tx: &mut Tx<'_>| {
            let row: Vec<Cell> = vec![
                "01old".into(),
                "charge".into(),
                day("2020-01-01").into(),
                day(FROM).into(),
                text.as_str().into(),
                "Budget".into(),
                "draft".into(),
                by.as_str().into(),
                tx.now().into(),
                None::<i64>.into(),
            ];
            tx.enter(&LAW_PROPOSALS, row)?;
            tx.happened("proposal.drafted");
            Ok(())
        };
        house.act(&author, "", enter).unwrap();
        assert_eq!(of(house, "01old").draft.changes, [old]);
        submit(house, &author, "01old").unwrap();
        publish(house, &reviewer, "01old").unwrap();
        assert_eq!(days(&house.house), [2, 1, 1]);
    });
}
