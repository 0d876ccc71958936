//! A desk's queue: its cases by deadline, to open one by one or to deal with many at once.
//!
//! What may not happen here: a case of another desk, personal data.

use axum::extract::{Path, Query};
use axum::response::Response;
use courtyard::cases::{self, Case, Held, Queue, State};
use courtyard::waits::{self, Wait};
use courtyard::{View, payments};
use doors::{Officer, Visit};
use pages::components::{Action, Aim, Chip, Chips, Column, NoticeBox, Paging, Table, Weight};
use pages::{Frame, Html, Link, Tone};
use serde::Deserialize;
use vocabulary::{Error, Result};

use super::pieces::{self, Group, Pick, Quiet};
use super::{Figures, desk_title, many};
use crate::pages::{Form, listing, title_of};

/// Cases of one page; as many can be dealt with at once.
pub const PAGE: i64 = 50;

/// What of the queue is asked for, and what was just done there.
#[derive(Default, Deserialize)]
pub struct Asked {
    /// A state, `late`, `mine`, `free` (claimed by nobody), or nothing for all that is open.
    #[serde(default)]
    state: String,
    #[serde(default)]
    after: String,
    /// How many cases were just dealt with.
    done: Option<i64>,
    /// Those that could not be, each with why: `RA-1:case.own`.
    #[serde(default)]
    left: String,
}

pub async fn show(
    Officer(visit): Officer,
    Path(desk): Path<String>,
    Query(asked): Query<Asked>,
) -> Response {
    visit.answer(page(&visit, &desk, &asked).await)
}

async fn page(visit: &Visit, desk: &str, asked: &Asked) -> Result<Response> {
    let wanted = wanted(visit, desk, asked)?;
    let (place, today) = (desk.to_string(), visit.site.house.today());
    let read = move |view: &mut View<'_>| {
        let found = cases::queue(view, &wanted, PAGE)?;
        let numbers: Vec<&str> = found.iter().map(|case| case.number.as_str()).collect();
        let waits = waits::of_cases(view, &numbers)?;
        let overpaid = payments::overpaid_at(view, &place)?;
        Ok((found, waits, Figures::read(view, &place, today)?, overpaid))
    };
    let (found, waits, figures, overpaid) = visit.site.house.view(&visit.actor, read).await?;
    let mut frame = visit.frame("");
    frame.path = address(desk, &asked.state, &asked.after);
    frame.breadcrumbs =
        vec![Link::new("/", frame.t("home.name")), Link::new("/office", frame.t("desk.title"))];
    let full = i64::try_from(found.len()).is_ok_and(|count| count == PAGE);
    let next = found.last().filter(|_| full).map(|case| address(desk, &asked.state, &case.place()));
    let previous = (!asked.after.is_empty()).then(|| address(desk, &asked.state, ""));
    let mut pieces =
        asked.done.map(|done| many::result(&frame, done, &asked.left)).unwrap_or_default();
    pieces.extend(to_refund(&frame, &overpaid));
    pieces.push(filters(&frame, desk, &asked.state, &figures));
    let table = table(visit, &frame, (&found, &waits), &asked.state);
    if found.is_empty() {
        pieces.push(table);
    } else {
        let action = format!("/office/{desk}/bulk");
        let hidden = vec![("state", asked.state.clone())];
        pieces.push(Html::of(&Form {
            action: &action,
            files: false,
            hidden,
            pieces: vec![table, buttons(&frame)],
        }));
    }
    pieces.push(Html::of(&Paging { frame: &frame, previous, next, shown: String::new() }));
    let export =
        Action::link(&format!("/office/{desk}/export.csv"), frame.t("desk.export")).second();
    pieces.push(Html::of(&Group {
        class: "export",
        pieces: vec![Html::of(&export), Html::of(&Quiet { text: frame.t("office.export-hint") })],
    }));
    let title = desk_title(visit, &frame, desk);
    listing(&mut frame, &title, pieces)
}

// Money that came although none was due. Such a case is often closed, and in no part of the queue.
fn to_refund(frame: &Frame, numbers: &[String]) -> Option<Html> {
    if numbers.is_empty() {
        return None;
    }
    let link = |number: &String| {
        Html::all([Html::link(&format!("/office/cases/{number}"), number), Html::text(" ")])
    };
    let title = frame.t("pay.to-refund").to_string();
    let body = Html::all(numbers.iter().map(link));
    Some(Html::of(&NoticeBox { tone: Tone::Warning, title, body }))
}

fn wanted(visit: &Visit, desk: &str, asked: &Asked) -> Result<Queue> {
    visit.site.house.country().desk(desk).ok_or(Error::NotFound)?;
    let mut queue = Queue { desk: desk.to_string(), ..Queue::default() };
    match asked.state.as_str() {
        "" => {}
        "late" => queue.due_before = Some(visit.site.house.today()),
        "mine" => queue.held = Held::By(visit.actor.id.clone()),
        "free" => queue.held = Held::ByNobody,
        state => queue.state = Some(State::parse(state).map_err(|_| Error::NotFound)?),
    }
    queue.after = asked.after.split_once('_').map(|(due, id)| (due.to_string(), id.to_string()));
    Ok(queue)
}

/// The address of a part of the queue.
pub fn address(desk: &str, state: &str, after: &str) -> String {
    let parts = [("state", state), ("after", after)];
    let parts: Vec<String> = parts
        .iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| format!("{name}={}", doors::answer::encoded(value)))
        .collect();
    if parts.is_empty() {
        format!("/office/{desk}")
    } else {
        format!("/office/{desk}?{}", parts.join("&"))
    }
}

fn filters(frame: &Frame, desk: &str, chosen: &str, figures: &Figures) -> Html {
    let chip = |state: &str, label: &str, count: Option<i64>| {
        let on = chosen == state;
        let href = address(desk, if on { "" } else { state }, "");
        Chip { label: label.to_string(), href, on, count }
    };
    let mut chips = vec![
        chip("", frame.t("office.open"), Some(figures.open())),
        chip("late", frame.t("desk.queue-late"), Some(figures.late())),
        chip("mine", frame.t("desk.queue-mine"), Some(figures.mine)),
        chip("free", frame.t("office.queue-free"), Some(figures.free)),
    ];
    for state in State::ALL.into_iter().filter(|state| *state != State::WaitingPayment) {
        let count = state.is_open().then(|| figures.of(state));
        // A state in which nothing waits is no choice, unless it is the one that was made.
        if count != Some(0) || chosen == state.as_str() {
            chips.push(chip(state.as_str(), &pieces::state(frame, state).text, count));
        }
    }
    Html::of(&Chips { frame, label: frame.t("office.show").to_string(), chips })
}

/// Cases as a table. Each can be chosen.
fn table(visit: &Visit, frame: &Frame, (found, waits): (&[Case], &[Wait]), state: &str) -> Html {
    let zone = visit.site.house.country().zone();
    let row = |case: &Case| {
        let label = frame.tf("office.choose", &[("number", &case.number)]);
        vec![
            Html::of(&Pick { number: &case.number, label }),
            Html::text(&title_of(visit, &case.service)),
            pieces::state_of(frame, case, waits),
            Html::text(&frame.day(zone.day_of(case.opened_at))),
            pieces::deadline(visit, frame, case, waits),
            Html::text(pieces::holder(frame, visit, case)),
        ]
    };
    let columns = [
        "case.number",
        "office.service",
        "case.state",
        "desk.received",
        "desk.deadline",
        "office.held-by.label",
    ];
    let caption = match state {
        "late" => frame.t("office.caption-late"),
        "mine" => frame.t("desk.queue-mine"),
        "free" => frame.t("office.queue-free"),
        _ => frame.t("office.caption"),
    };
    Html::of(&Table {
        caption: caption.to_string(),
        columns: columns.iter().map(|key| Column::new(frame.t(key))).collect(),
        rows: found.iter().map(row).collect(),
        empty: frame.t("desk.empty").to_string(),
    })
}

fn buttons(frame: &Frame) -> Html {
    let button = |value: &str, key: &str, weight: Weight| {
        let aim = Aim::Send { name: "do".into(), value: value.into() };
        Html::of(&Action { label: frame.t(key).to_string(), weight, aim })
    };
    let pieces = vec![
        Html::of(&Quiet { text: frame.t("office.with-chosen") }),
        button("claim", "office.claim-many", Weight::Second),
        button("decide", "desk.many", Weight::Second),
    ];
    Html::of(&Group { class: "actions", pieces })
}
