//! What an invented person sees: their own page, their answers, their case.
//!
//! What may not happen here: a name or number that is somebody's.

use askama::Template;
use vocabulary::{Day, Moment, Zone};

use crate::components::{
    Action, CaseCard, CaseCards, Disclosure, Disclosures, Due, Dues, Happening, Steps, SummaryList,
    SummaryRow, Timeline,
};
use crate::frame::{Frame, Link, Tone};
use crate::html::Html;

/// 23 November 2026, 09:12 in Seoul.
const MORNING: Moment = Moment(1_795_392_720_000);

fn when(frame: &Frame, hours_later: i64) -> (String, String) {
    let moment = MORNING.plus_seconds(hours_later * 3_600);
    let zone = Zone::named("Asia/Seoul").unwrap_or_else(Zone::utc);
    (frame.moment(moment, &zone), moment.to_rfc3339())
}

fn day(frame: &Frame) -> String {
    Day::new(2026, 12, 1).map_or_else(String::new, |day| frame.day(day))
}

pub(super) fn summary(frame: &Frame) -> SummaryList<'_> {
    let from =
        Day::new(2026, 11, 23).map(|day| frame.from_register(frame.t("gallery.register"), day));
    let mut name = SummaryRow::new(frame.t("gallery.name"), frame.t("gallery.person"));
    name.provenance.clone_from(&from);
    let mut address = SummaryRow::new(frame.t("gallery.address"), frame.t("gallery.address-value"));
    address.provenance = from;
    let mut moved = SummaryRow::new(frame.t("gallery.moved-short"), day(frame));
    moved.provenance = Some(frame.t("provenance.person").into());
    moved.change = Some("/apply/moved".into());
    let mut file =
        SummaryRow::new(frame.t("gallery.document"), Html::link("/files/1", "birth-record.pdf"));
    file.change = Some("/apply/document".into());
    let mut remark = SummaryRow::new(frame.t("gallery.remark"), "");
    remark.change = Some("/apply/remark".into());
    SummaryList { frame, rows: vec![name, address, moved, file, remark] }
}

pub(super) fn timeline(frame: &Frame) -> Timeline<'_> {
    let event = |key: &str, hours: i64, tone| {
        let (when, datetime) = when(frame, hours);
        Happening { title: frame.t(key).into(), when, datetime, tone, ..Happening::default() }
    };
    let mut asked = event("case.event.asked", 3, Tone::Warning);
    asked.body = Html::link("/cases/1/answer", frame.t("action.answer"));
    let to_come = Happening {
        title: frame.t("decision.title").into(),
        when: frame.tf("deadline.until", &[("day", &day(frame))]),
        to_come: true,
        ..Happening::default()
    };
    let happenings = vec![
        event("case.event.received", 0, Tone::Info),
        event("case.event.paid", 1, Tone::Good),
        asked,
        to_come,
    ];
    Timeline { frame, happenings }
}

pub(super) fn cases(frame: &Frame) -> CaseCards {
    let card = |service: &str, number: &str, state: &str, note: String| CaseCard {
        href: format!("/cases/{number}"),
        title: frame.t(service).into(),
        lang: None,
        number: number.into(),
        state: frame.state(state),
        note,
    };
    let cards = vec![
        card("gallery.service-3", "MR-0S9D-EE14-K", "waiting-person", frame.deadline(2)),
        card("gallery.service-2", "BP-77AC-01DM-3", "with-officer", frame.deadline(9)),
        card(
            "gallery.service-1",
            "RA-4F7K-9Q2M-X",
            "granted",
            frame.tf("case.decided", &[("day", &day(frame))]),
        ),
    ];
    CaseCards { cards, level: 3, empty: frame.t("home.mine.cases-none").into() }
}

pub(super) fn dues(frame: &Frame) -> Dues {
    let due = |title: &str, tone, left: i64| Due {
        title: frame.t(title).into(),
        href: "/cases/1".into(),
        until: frame.deadline(left),
        tone,
    };
    let dues = vec![due("gallery.due-1", Tone::Warning, 2), due("gallery.due-2", Tone::Bad, -1)];
    Dues { dues, empty: frame.t("home.mine.due-none").into() }
}

pub(super) fn disclosures(frame: &Frame) -> Disclosures<'_> {
    let disclosure = |who: String, hours: i64, number: &str| {
        let (when, datetime) = when(frame, hours);
        Disclosure {
            who,
            purpose: frame.t("gallery.purpose").into(),
            when,
            datetime,
            fields: frame.t("gallery.seen").into(),
            case: Some(Link::new("/cases/1", number)),
        }
    };
    let agency = frame.t("gallery.agency").to_string();
    let disclosures = vec![
        disclosure(frame.tf("disclosure.by-officer", &[("agency", &agency)]), 3, "BP-77AC-01DM-3"),
        disclosure(frame.t("disclosure.by-rule").into(), 0, "RA-4F7K-9Q2M-X"),
    ];
    Disclosures { frame, disclosures }
}

#[derive(Template)]
#[template(path = "gallery/mine.html")]
struct OwnPage<'a> {
    frame: &'a Frame,
    hello: String,
    dues: Dues,
    cases: CaseCards,
    disclosures: Disclosures<'a>,
    find: Action,
}

/// A signed-in person's first page.
pub(super) fn own_page(frame: &Frame) -> String {
    let mut frame = super::signed_in(frame);
    frame.title = frame.t("nav.mine").into();
    for link in &mut frame.menu {
        link.here = link.href == "/me";
    }
    let page = OwnPage {
        frame: &frame,
        hello: frame.tf("home.mine.hello", &[("name", frame.t("gallery.person"))]),
        dues: dues(&frame),
        cases: cases(&frame),
        disclosures: disclosures(&frame),
        find: Action::link("/services", frame.t("search.label")),
    };
    Html::of(&page).to_string()
}

#[derive(Template)]
#[template(path = "gallery/check.html")]
struct CheckPage<'a> {
    frame: &'a Frame,
    steps: Steps<'a>,
    summary: SummaryList<'a>,
    send: Action,
}

/// Check your answers.
pub(super) fn check_page(frame: &Frame) -> String {
    let mut frame = super::signed_in(frame);
    frame.title = frame.t("summary.title").into();
    frame.menu.clear();
    let page = CheckPage {
        frame: &frame,
        steps: Steps { frame: &frame, step: 5, of: 5, back: Some("/apply/4".into()) },
        summary: summary(&frame),
        send: Action::send(frame.t("action.send")),
    };
    Html::of(&page).to_string()
}
