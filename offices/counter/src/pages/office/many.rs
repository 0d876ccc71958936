//! Many cases at once: claimed together, or decided together for the same reasons. Each is still an act of its own, with
//! its own entry in the journal.
//!
//! What may not happen here: one decision about cases of different services, a case that is passed over without a word.

use axum::extract::{Path, RawQuery};
use axum::response::Response;
use courtyard::cases::{self, Case};
use courtyard::{Tx, View};
use doors::answer::{self, see_other};
use doors::body::{Fields, decoded};
use doors::{Officer, Visit};
use pages::components::{Column, NoticeBox, Table};
use pages::{Frame, Html, Link, Tone};
use vocabulary::{Error, Result};

use super::forms::{self, Typed};
use super::pieces;
use super::queue::{PAGE, address};
use crate::acts;
use crate::pages::{listing, paragraph, title_of};
use crate::purpose;

/// The chosen cases: no more than a page shows.
fn chosen(fields: &Fields) -> Vec<String> {
    let limit = usize::try_from(PAGE).unwrap_or(0);
    fields.all("case").filter(|number| is_number(number)).map(str::to_string).take(limit).collect()
}

// Nothing else goes into an address.
fn is_number(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= 40
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
}

/// Claims the chosen cases, decides them, or leads to the page where their decision is filled in.
pub async fn perform(
    Officer(visit): Officer,
    Path(desk): Path<String>,
    fields: Fields,
) -> Response {
    let numbers = chosen(&fields);
    let state = fields.text("state");
    if numbers.is_empty() {
        return see_other(&with(&address(&desk, state, ""), "done=0"));
    }
    match fields.text("do") {
        "claim" => {
            let told = each(&visit, &numbers, |tx, number| acts::claim(tx, number).map(drop)).await;
            see_other(&with(&address(&desk, state, ""), &told))
        }
        "decide" => {
            let cases: Vec<String> =
                numbers.iter().map(|number| format!("case={number}")).collect();
            see_other(&format!("/office/{desk}/decisions?{}", cases.join("&")))
        }
        _ => match forms::verdict(&fields) {
            Ok(verdict) => {
                let told = each(&visit, &numbers, move |tx, number| {
                    acts::decide(tx, number, &verdict).map(drop)
                })
                .await;
                see_other(&with(&address(&desk, "", ""), &told))
            }
            Err(Error::Refused(refusal)) => {
                let typed = Typed { form: forms::DECISION, fields, refusal };
                visit.answer(page(&visit, &desk, &numbers, Some(&typed)).await)
            }
            Err(error) => visit.fail(&error),
        },
    }
}

fn with(address: &str, query: &str) -> String {
    let divider = if address.contains('?') { '&' } else { '?' };
    format!("{address}{divider}{query}")
}

// Each case is an act of its own: one that is refused takes no other with it. Answers how it went, for the address of the
// page that tells.
async fn each(
    visit: &Visit,
    numbers: &[String],
    act: impl Fn(&mut Tx<'_>, &str) -> Result<()> + Clone + Send + 'static,
) -> String {
    let (mut done, mut left) = (0, Vec::new());
    for number in numbers {
        let performed = async {
            let purpose = purpose::of_case(visit, number).await?;
            let (number, act) = (number.clone(), act.clone());
            visit.site.house.act(&visit.actor, &purpose, move |tx| act(tx, &number)).await
        };
        let key = match performed.await {
            Ok(_) => {
                done += 1;
                continue;
            }
            Err(Error::Refused(refusal)) => refusal.key,
            Err(Error::Conflict(_)) => "problem.conflict.title".to_string(),
            Err(Error::NotFound | Error::NotYours) => "office.gone".to_string(),
            Err(broken) => {
                // It is logged with its id, and told as a failure like any other.
                drop(visit.fail(&broken));
                "problem.failure.title".to_string()
            }
        };
        left.push(format!("{number}:{key}"));
    }
    format!("done={done}&left={}", answer::encoded(&left.join(",")))
}

/// How it went, above the queue.
pub fn result(frame: &Frame, done: i64, left: &str) -> Vec<Html> {
    let mut pieces = Vec::new();
    if done > 0 {
        let title = frame.tn("office.done-many", done, &[]);
        pieces.push(Html::of(&NoticeBox { tone: Tone::Good, title, body: Html::default() }));
    }
    let one = |told: &str| {
        let (number, key) = told.split_once(':')?;
        // Only what the house says itself: an address that somebody made up says nothing.
        let why = frame.texts.find(&frame.lang, key).filter(|_| is_number(number))?;
        let link = Html::link(&format!("/office/cases/{number}"), number);
        Some(Html::all([link, Html::paragraphs(why)]))
    };
    let told: Vec<Html> =
        left.split(',').take(usize::try_from(PAGE).unwrap_or(0)).filter_map(one).collect();
    if !told.is_empty() {
        let title =
            frame.tn("office.left-many", i64::try_from(told.len()).unwrap_or(i64::MAX), &[]);
        pieces.push(Html::of(&NoticeBox { tone: Tone::Warning, title, body: Html::all(told) }));
    } else if done <= 0 {
        let title = frame.t("office.nothing-chosen").to_string();
        pieces.push(Html::of(&NoticeBox { tone: Tone::Warning, title, body: Html::default() }));
    }
    pieces
}

pub async fn show(
    Officer(visit): Officer,
    Path(desk): Path<String>,
    RawQuery(query): RawQuery,
) -> Response {
    let query = query.unwrap_or_default();
    let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
    let fields =
        pairs.filter_map(|(name, value)| Some((name.to_string(), decoded(value)?))).collect();
    visit.answer(page(&visit, &desk, &chosen(&Fields(fields)), None).await)
}

async fn page(
    visit: &Visit,
    desk: &str,
    numbers: &[String],
    typed: Option<&Typed>,
) -> Result<Response> {
    let (place, numbers) = (desk.to_string(), numbers.to_vec());
    let read = move |view: &mut View<'_>| cases::of_desk(view, &place, &numbers);
    let found = visit.site.house.view(&visit.actor, read).await?;
    if found.is_empty() {
        return Err(Error::NotFound);
    }
    let mut frame = visit.frame("");
    frame.wrong = typed.is_some();
    frame.breadcrumbs = vec![
        Link::new("/office", frame.t("desk.title")),
        Link::new(&format!("/office/{desk}"), &super::desk_title(visit, &frame, desk)),
    ];
    // What a colleague has is left out, and said: nobody should choose reasons for cases that stay as they are.
    let (found, others): (Vec<Case>, Vec<Case>) = found.into_iter().partition(|case| {
        case.claimed_by.as_deref().is_none_or(|officer| officer == visit.actor.id)
    });
    let Some(first) = found.first() else {
        let told = others.iter().map(|case| format!("{}:case.claimed-by-other", case.number));
        let left = answer::encoded(&told.collect::<Vec<_>>().join(","));
        return Ok(see_other(&with(&address(desk, "", ""), &format!("done=0&left={left}"))));
    };
    let service = visit.site.house.country().service(&first.service);
    let same = found.iter().all(|case| case.service == first.service);
    let mut pieces = Vec::new();
    pieces.extend(typed.map(|typed| forms::summary(&frame, typed)));
    pieces.extend(left_out(&frame, &others));
    pieces.push(list(visit, &frame, &found));
    match service.filter(|_| same) {
        Some(service) => {
            pieces.push(paragraph(frame.t("office.many-means")));
            let hidden = found.iter().map(|case| ("case", case.number.clone())).collect();
            let action = format!("/office/{desk}/bulk");
            pieces.push(forms::decision(&frame, service, &action, hidden, typed));
        }
        None => pieces.push(Html::of(&NoticeBox {
            tone: Tone::Warning,
            title: frame.t("office.many-services").to_string(),
            body: Html::link(&format!("/office/{desk}"), frame.t("office.back-to-queue")),
        })),
    }
    let title = frame.t("desk.many").to_string();
    let mut response = listing(&mut frame, &title, pieces)?;
    if typed.is_some() {
        *response.status_mut() = axum::http::StatusCode::UNPROCESSABLE_ENTITY;
    }
    Ok(response)
}

fn left_out(frame: &Frame, others: &[Case]) -> Option<Html> {
    let count = i64::try_from(others.len()).unwrap_or(i64::MAX);
    let title = frame.tn("office.left-to-colleagues", count, &[]);
    let numbers: Vec<&str> = others.iter().map(|case| case.number.as_str()).collect();
    let body = paragraph(&numbers.join(", "));
    (count > 0).then(|| Html::of(&NoticeBox { tone: Tone::Warning, title, body }))
}

fn list(visit: &Visit, frame: &Frame, found: &[Case]) -> Html {
    let row = |case: &Case| {
        vec![
            Html::link(&format!("/office/cases/{}", case.number), &case.number),
            Html::text(&title_of(visit, &case.service)),
            Html::of(&pieces::state(frame, case.state)),
            pieces::deadline(visit, frame, case, &[]),
        ]
    };
    let columns = ["case.number", "office.service", "case.state", "desk.deadline"];
    let count = i64::try_from(found.len()).unwrap_or(i64::MAX);
    Html::of(&Table {
        caption: frame.tn("desk.chosen", count, &[]),
        columns: columns.iter().map(|key| Column::new(frame.t(key))).collect(),
        rows: found.iter().map(row).collect(),
        empty: String::new(),
    })
}
