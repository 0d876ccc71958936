//! Signing in and out. The demo signs in by a link; a real country's identity provider comes in by the same session.
//!
//! What may not happen here: a token in a page that is not the demo's.

use axum::extract::{Path, Query};
use axum::http::HeaderValue;
use axum::http::header::SET_COOKIE;
use axum::response::Response;
use counter::pages::{Form, listing, paragraph, reading};
use courtyard::{Actor, actors};
use doors::{Visit, answer, guard};
use pages::Html;
use pages::components::{Action, ServiceCard, ServiceCards};
use serde::Deserialize;
use vocabulary::{Error, Result};

/// As long as the session itself.
const COOKIE_SECONDS: i64 = 7 * 24 * 3600;

#[derive(Default, Deserialize)]
pub struct Way {
    #[serde(default)]
    then: String,
}

pub async fn sign_in(visit: Visit, Query(way): Query<Way>) -> Response {
    visit.answer(entrance(&visit, &way.then))
}

fn entrance(visit: &Visit, then: &str) -> Result<Response> {
    let mut frame = visit.frame("");
    let then = answer::encoded(answer::inside(if then.is_empty() { "/me" } else { then }));
    if visit.site.demo.is_empty() {
        let title = frame.t("sign.title").to_string();
        let pieces = vec![paragraph(frame.t("sign.provider"))];
        return reading(&mut frame, &title, pieces);
    }
    let card = |guest: &doors::DemoBadge| ServiceCard {
        title: guest.name.get(&visit.lang).to_string(),
        href: format!("/demo/{}?then={then}", guest.token),
        summary: guest.about.get(&visit.lang).to_string(),
        agency: frame.t(&format!("role.{}", guest.role)).to_string(),
        lang: None,
        facts: Vec::new(),
    };
    let cards = visit.site.demo.iter().map(card).collect();
    let mut pieces =
        vec![paragraph(frame.t("sign.demo.hint")), Html::of(&ServiceCards { cards, level: 2 })];
    if visit.name.is_some() {
        let out = Html::of(&Action::send(frame.t("sign.out")).second());
        pieces.push(Html::of(&Form {
            action: "/sign-out",
            files: false,
            hidden: Vec::new(),
            pieces: vec![out],
        }));
    }
    let title = frame.t("sign.demo.title").to_string();
    listing(&mut frame, &title, pieces)
}

pub async fn demo(visit: Visit, Path(token): Path<String>, Query(way): Query<Way>) -> Response {
    let Some(guest) = visit.site.demo.iter().find(|guest| guest.token == token) else {
        return visit.fail(&Error::NotFound);
    };
    let home = if guest.role == "officer" { "/office" } else { "/me" };
    let then = answer::inside(if way.then.is_empty() || (way.then == "/me" && home == "/office") {
        home
    } else {
        &way.then
    });
    with_cookie(&visit, answer::see_other(then), Some(&token))
}

pub async fn sign_out(visit: Visit) -> Response {
    // A demo's session stays, so that its link works again; a real one ends.
    if let Some(token) = visit.token.clone().filter(|_| visit.site.demo.is_empty()) {
        let act = move |tx: &mut courtyard::Tx<'_>| actors::end_session(tx, &token);
        if let Err(error) = visit.site.house.act(&Actor::system(), "", act).await {
            return visit.fail(&error);
        }
    }
    with_cookie(&visit, answer::see_other("/"), None)
}

fn with_cookie(visit: &Visit, mut response: Response, token: Option<&str>) -> Response {
    let cookie = guard::session_cookie(&visit.site, token, COOKIE_SECONDS);
    if let Ok(cookie) = HeaderValue::from_str(&cookie) {
        response.headers_mut().append(SET_COOKIE, cookie);
    }
    response
}
