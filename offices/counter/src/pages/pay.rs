//! Paying the fee of a case: at the till of a provider, or in the demo at the house's own, where no money moves.
//!
//! What may not happen here: an address that says what was paid (only the till's notice does), a way to the till before the
//! order is written down.

use axum::extract::Path;
use axum::response::Response;
use courtyard::cases::{self, Case, State};
use courtyard::payments::{self, Payment, Stand};
use courtyard::till::Till;
use courtyard::{Tx, View};
use doors::site::Checkout;
use doors::{Person, Visit, answer};
use pages::components::{Action, Inset, NoticeBox, SummaryList, SummaryRow};
use pages::{Frame, Html, Link, Tone};
use vocabulary::{Error, Money, Result};

use super::{Form, case, paragraph, reading, title_of};
use crate::{acts, purpose};

pub async fn show(Person(visit): Person, Path(number): Path<String>) -> Response {
    visit.answer(payment_page(&visit, &number).await)
}

async fn payment_page(visit: &Visit, number: &str) -> Result<Response> {
    let name = number.to_string();
    let read = move |view: &mut View<'_>| {
        let case = cases::own(view, &name)?;
        let ledger = payments::of_case(view, &case)?;
        Ok((case, ledger))
    };
    let (case, ledger) = visit.site.house.view(&visit.actor, read).await?;
    if case.state != State::WaitingPayment {
        return Ok(answer::see_other(&format!("/cases/{number}")));
    }
    let mut frame = visit.frame("");
    frame.path = format!("/cases/{number}/payment");
    frame.breadcrumbs =
        vec![Link::new("/me", frame.t("me.title")), Link::new(&format!("/cases/{number}"), number)];
    let amount = Money::new(case.fee_minor, &visit.site.house.country().file.currency);
    let said = frame.money(&amount);
    let rows = vec![
        SummaryRow::new(frame.t("pay.for"), Html::text(&title_of(visit, &case.service))),
        SummaryRow::new(frame.t("pay.amount"), Html::text(&said)),
        SummaryRow::new(frame.t("case.number"), Html::text(number)),
    ];
    let summary = Html::of(&SummaryList { frame: &frame, rows });
    let now = frame.tf("pay.now", &[("amount", &said)]);
    let title = frame.t("pay.title").to_string();
    let pieces = match &visit.site.checkout {
        Checkout::Closed => vec![closed(visit, &frame, &case), summary],
        Checkout::Demo => {
            let demo = Html::of(&Inset { body: Html::text(frame.t("pay.demo")) });
            vec![summary, demo, send(number, Action::send(&now))]
        }
        Checkout::Till(_) => {
            let mut pieces = vec![summary];
            pieces.extend(at_the_till(&frame, number, &now, last(&ledger)));
            pieces
        }
    };
    reading(&mut frame, &title, pieces)
}

// How the last order of a case stands.
fn last(ledger: &[Payment]) -> Option<Stand> {
    let orders = ledger.iter().filter(|row| row.stand == Some(Stand::Intended));
    let stands = orders.filter_map(|row| payments::stand(ledger, row.order()));
    // An order that has not failed is the one that counts: a new one begins only when those before it have.
    stands.reduce(|one, other| if one == Stand::Failed { other } else { one })
}

fn at_the_till(frame: &Frame, number: &str, now: &str, stand: Option<Stand>) -> Vec<Html> {
    let notice = |tone: Tone, title: &str, body: &str| {
        let (title, body) = (frame.t(title).to_string(), paragraph(frame.t(body)));
        Html::of(&NoticeBox { tone, title, body })
    };
    let hint = paragraph(frame.t("pay.at-the-till"));
    match stand {
        Some(Stand::Failed) => vec![
            notice(Tone::Bad, "pay.failed", "pay.failed-next"),
            hint,
            send(number, Action::send(now)),
        ],
        Some(_) => {
            let again = Action::link(&format!("/cases/{number}/payment"), frame.t("pay.look"));
            vec![
                notice(Tone::Info, "pay.waits", "pay.waits-next"),
                Html::of(&again),
                paragraph(frame.t("pay.not-yet")),
                send(number, Action::send(now).second()),
            ]
        }
        None => vec![hint, send(number, Action::send(now))],
    }
}

// Nobody can pay online here. What the person does instead, and that nothing is lost.
fn closed(visit: &Visit, frame: &Frame, case: &Case) -> Html {
    let desk = visit.site.house.country().desk(&case.desk);
    let desk = desk.map_or_else(String::new, |(agency, desk)| {
        format!("{}, {}", agency.title.get(&frame.lang), desk.title.get(&frame.lang))
    });
    let body = frame.tf("pay.closed-next", &[("desk", &desk), ("number", &case.number)]);
    let title = frame.t("pay.closed").to_string();
    Html::of(&NoticeBox { tone: Tone::Warning, title, body: paragraph(&body) })
}

fn send(number: &str, action: Action) -> Html {
    let path = format!("/cases/{number}/payment");
    let pieces = vec![Html::of(&action)];
    Html::of(&Form { action: &path, files: false, hidden: Vec::new(), pieces })
}

pub async fn pay(Person(visit): Person, Path(number): Path<String>) -> Response {
    match &visit.site.checkout {
        Checkout::Closed => visit.fail(&Error::refused("pay.closed")),
        Checkout::Demo => {
            case::act(&visit, &number, true, |tx, number| acts::pay(tx, number, "demo till")).await
        }
        Checkout::Till(till) => visit.answer(to_the_till(&visit, &number, till).await),
    }
}

async fn to_the_till(visit: &Visit, number: &str, till: &Till) -> Result<Response> {
    let house = &visit.site.house;
    let purpose = purpose::of_case(visit, number).await?;
    let (number, name) = (number.to_string(), till.name().to_string());
    let act = move |tx: &mut Tx<'_>| acts::intend(tx, &number, &name);
    let order = house.act(&visit.actor, &purpose, act).await?.value;
    // The order is committed: now the person may go.
    let back = format!("{}/payments/{}", visit.site.base_url, order.order());
    let (url, asked) = till.asks(&order, &back, visit.lang.as_str(), house.now());
    let pair = |(name, value): (&str, String)| format!("{name}={}", answer::encoded(&value));
    let query: Vec<String> = asked.into_iter().map(pair).collect();
    Ok(answer::see_other(&format!("{url}?{}", query.join("&"))))
}

/// Where the till sends the person back to. It leads to the case; what was paid, the till has said or will say itself.
pub async fn back(Person(visit): Person, Path(order): Path<String>) -> Response {
    let read = move |view: &mut View<'_>| {
        let order = payments::order(view, &order)?;
        cases::own(view, &order.case)
    };
    let found = visit.site.house.view(&visit.actor, read).await;
    visit.answer(found.map(|case| answer::see_other(&format!("/cases/{}/payment", case.number))))
}

/// That money has to be given back, for everybody who may see the case.
pub fn overpaid(frame: &Frame, ledger: &[Payment], text: &str) -> Vec<Html> {
    let one = |payment: &Payment| {
        let amount = frame.money(&payment.amount);
        let body = frame.tf(text, &[("amount", &amount), ("order", payment.order())]);
        let title = frame.t("pay.to-refund").to_string();
        Html::of(&NoticeBox { tone: Tone::Warning, title, body: paragraph(&body) })
    };
    payments::overpaid(ledger).map(one).collect()
}
