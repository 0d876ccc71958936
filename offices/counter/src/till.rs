//! What the till says: its notices come in here. `docs/operate/till.md` is the specification.
//!
//! What may not happen here: a word that was not signed, a case that goes on twice.

use axum::http::StatusCode;
use axum::response::Response;
use courtyard::payments::{self, Stand};
use courtyard::till::{Doubt, Notice};
use courtyard::{Actor, Tx, View};
use doors::Visit;
use doors::answer::json;
use doors::body::Json;
use doors::site::Checkout;
use pages::{Kind, Problem};
use serde_json::json as object;
use vocabulary::{Error, Result};

use crate::{acts, purpose};

/// Tries of one notice: another one about the same case may be committed while it is heard.
const TRIES_MAX: usize = 3;

/// Hears a notice, and answers how the order stands.
pub async fn hear(visit: Visit, Json(body): Json) -> Response {
    let Checkout::Till(till) = &visit.site.checkout else { return visit.fail(&Error::NotFound) };
    let notice = match till.notice(body, visit.site.house.now()) {
        Ok(notice) => notice,
        Err(doubt) => return doubted(&visit, &doubt),
    };
    let heard = heard(&visit, &notice).await;
    if let Err(Error::Refused(refusal)) = &heard {
        // A till that holds the key and says something wrong may have taken money: somebody has to look.
        tracing::warn!(order = notice.order, why = refusal.key, "a notice of the till is refused");
    }
    visit.answer(heard.map(|stand| {
        let told = object!({ "order": notice.order, "state": stand.as_str() });
        json(StatusCode::OK, &told)
    }))
}

fn doubted(visit: &Visit, doubt: &Doubt) -> Response {
    let frame = visit.frame("");
    let refused = |key: &str| Problem::of(&frame, &Error::refused(key), "");
    visit.problem(&match doubt {
        Doubt::Unreadable => Problem::new(&frame, Kind::Unreadable),
        Doubt::Signature => {
            Problem { status: Kind::SignIn.status(), ..refused("till.wrong-signature") }
        }
        Doubt::Time => refused("till.wrong-time"),
    })
}

async fn heard(visit: &Visit, notice: &Notice) -> Result<Stand> {
    let (house, till) = (&visit.site.house, Actor::system());
    let number = notice.order.clone();
    let read = move |view: &mut View<'_>| {
        let order = payments::order(view, &number)?;
        let service = purpose::service_of(view, &order.case)?;
        Ok((order, service))
    };
    let (order, service) = house.view(&till, read).await?;
    let purpose = purpose::of_service(house.country(), &service)?;
    for _ in 1..TRIES_MAX {
        match hear_once(visit, &purpose, &order, notice).await {
            Err(Error::Conflict(_)) => {}
            heard => return heard,
        }
    }
    hear_once(visit, &purpose, &order, notice).await
}

async fn hear_once(
    visit: &Visit,
    purpose: &str,
    order: &payments::Payment,
    notice: &Notice,
) -> Result<Stand> {
    let (order, notice) = (order.clone(), notice.clone());
    let act = move |tx: &mut Tx<'_>| acts::hear(tx, &order, &notice);
    Ok(visit.site.house.act(&Actor::system(), purpose, act).await?.value)
}
