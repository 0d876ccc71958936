//! Versions: every change of what is said is another one, and nothing else is.

use consent::{Kind, Notice, Record, State, Version};
use proptest::prelude::*;
use serde_json::Value;

use crate::random;
use crate::world::{consent, event, ids, matter, notice, text};

/// The places of all that a notice says: texts, truths and lists, as JSON pointers.
fn places(value: &Value, at: String, found: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                places(
                    value,
                    format!("{at}/{}", name.replace('~', "~0").replace('/', "~1")),
                    found,
                );
            }
        }
        Value::Array(values) => {
            for (n, value) in values.iter().enumerate() {
                places(value, format!("{at}/{n}"), found);
            }
            found.push(at);
        }
        Value::String(_) | Value::Bool(_) => found.push(at),
        Value::Null | Value::Number(_) => {}
    }
}

/// The same notice with one thing said otherwise; nothing, where no notice can say that.
fn changed(notice: &Notice, place: &str) -> Option<Notice> {
    let mut json = serde_json::to_value(notice).unwrap();
    let value = json.pointer_mut(place)?;
    match value {
        Value::Bool(truth) => *truth = !*truth,
        Value::Array(values) => drop(values.pop()?),
        Value::String(said) => said.push('x'),
        _ => return None,
    }
    serde_json::from_value(json).ok()
}

#[test]
fn each_thing_that_a_notice_says_is_part_of_its_version() {
    let notice = notice();
    let json = serde_json::to_value(&notice).unwrap();
    let mut found = Vec::new();
    places(&json, String::new(), &mut found);
    let changes = found.iter().filter_map(|place| Some((place, changed(&notice, place)?)));
    let mut versions = std::collections::BTreeSet::from([notice.version()]);
    let mut count = 1;
    for (place, other) in changes {
        assert!(versions.insert(other.version()), "{place} is not part of the version");
        count += 1;
    }
    assert!(count > 100, "only {count} places");
    assert_eq!(versions.len(), count);
}

#[test]
fn another_kind_class_or_time_is_another_version() {
    let notice = notice();
    let json = serde_json::to_string(&notice).unwrap();
    let changes = [
        ("\"kind\":\"marketing\"", "\"kind\":\"collect\""),
        ("\"aim\":\"marketing\"", "\"aim\":\"research\""),
        ("\"class\":\"sensitive\"", "\"class\":\"general\""),
        ("\"category\":\"email\"", "\"category\":\"telephone\""),
        ("\"type\":\"company\"", "\"type\":\"non-profit\""),
        ("\"for\":\"P1Y\"", "\"for\":\"P2Y\""),
        ("\"country\":\"FR\"", "\"country\":\"DE\""),
    ];
    for (from, to) in changes {
        let other = json.replacen(from, to, 1);
        assert_ne!(other, json, "{from}");
        let other: Notice = serde_json::from_str(&other).unwrap();
        assert_ne!(other.version(), notice.version(), "{from}");
    }
}

#[test]
fn a_changed_matter_leaves_the_versions_of_the_others() {
    let before = notice();
    let mut after = notice();
    after.matters[4].purpose = text("to send other news");
    after.matters.push(matter("new", Kind::Collect));
    after.controller.contact = "02-111-1111".into();
    for matter in &before.matters {
        let same = before.version_of(&matter.id) == after.version_of(&matter.id);
        assert_eq!(same, matter.id != "news", "{}", matter.id);
    }
    assert_ne!(before.version(), after.version());
    // Who asks is part of what one agrees to.
    let mut other = notice();
    other.controller.name = text("Office for Sport");
    assert_ne!(before.version_of("bank"), other.version_of("bank"));
}

#[test]
fn the_language_of_rendering_is_not_part_of_the_version() {
    let notice = notice();
    let refused =
        notice.matters.iter().map(|m| event(&notice, &m.id, State::Refused, "2026-03-01"));
    let refused = consent(refused);
    let shown = |lang| Record::new(ids(), lang, notice.clone(), refused.clone()).unwrap();
    let version = |record: &Record| record.to_json()["dpv:hasNotice"]["madang:version"].clone();
    assert_eq!(version(&shown("ko")), version(&shown("en")));
    assert_ne!(shown("ko").to_json(), shown("en").to_json());
}

/// Stored consents are for stored versions: a new release of the program may not compute others.
#[test]
fn a_version_stays_what_it_was() {
    let notice = notice();
    assert_eq!(
        notice.version().as_str(),
        "550ec98d46daf8333fdb4df42e9318cfb51027894bf3c2880870339bb01b2202"
    );
    assert_eq!(
        notice.version_of("bank").unwrap().as_str(),
        "f22219305cb7b719f607b89898e0b7040751db43227f439b0e60aa0a65cde81e"
    );
}

#[test]
fn a_version_is_written_in_one_way() {
    for wrong in ["", "abc", &"A".repeat(64), &"g".repeat(64), &"a".repeat(65)] {
        assert!(Version::try_from(wrong.to_string()).is_err(), "{wrong}");
    }
}

fn reversed(notice: &Notice) -> Notice {
    let mut other = notice.clone();
    other.matters.reverse();
    other.law.reverse();
    for matter in &mut other.matters {
        matter.items.reverse();
        matter.recipients.reverse();
        for recipient in &mut matter.recipients {
            recipient.items.reverse();
        }
    }
    other
}

proptest! {
    #[test]
    fn the_order_of_what_is_said_changes_no_version(notice in random::notice()) {
        let other = reversed(&notice);
        prop_assert_eq!(notice.version(), other.version());
        for matter in &notice.matters {
            prop_assert_eq!(notice.version_of(&matter.id), other.version_of(&matter.id));
        }
    }

    #[test]
    fn a_changed_item_changes_the_version(
        notice in random::notice(), pick in any::<prop::sample::Index>(),
    ) {
        let mut found = Vec::new();
        places(&serde_json::to_value(&notice).unwrap(), String::new(), &mut found);
        let place = &found[pick.index(found.len())];
        if let Some(other) = changed(&notice, place) {
            prop_assert_ne!(notice.version(), other.version(), "{}", place);
        }
    }

    #[test]
    fn a_notice_is_read_as_it_was_written(notice in random::notice()) {
        let json = serde_json::to_string(&notice).unwrap();
        let again: Notice = serde_json::from_str(&json).unwrap();
        prop_assert_eq!(again.version(), notice.version());
        prop_assert_eq!(again, notice);
    }
}
