//! Signing in and out: at the country's identity provider, or in the demo by a link. Both begin the same session.
//!
//! What may not happen here: a token in a page that is not the demo's, a person who is known only because a provider says so.

use axum::extract::{Path, Query};
use axum::http::header::{CACHE_CONTROL, SET_COOKIE};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::Response;
use courtyard::actors::{self, SESSION_SECONDS};
use courtyard::identities::{self, Arrival};
use courtyard::keys::hex;
use courtyard::{Actor, Role, Tx};
use doors::answer::{listing, reading};
use doors::provider::carried::{self, Carried};
use doors::provider::{Answer, Provider, Wrong};
use doors::visit::cookie;
use doors::{Visit, answer, guard};
use pages::components::{Action, ServiceCard, ServiceCards};
use pages::{Form, Html};
use serde::Deserialize;
use vocabulary::{Error, Result};

/// As long as the demo's session itself.
const DEMO_SECONDS: i64 = 7 * 24 * 3600;

#[derive(Default, Deserialize)]
pub struct Way {
    #[serde(default)]
    then: String,
}

/// What the provider writes into the address when it sends somebody back.
#[derive(Default, Deserialize)]
pub struct Back {
    #[serde(default)]
    code: String,
    #[serde(default)]
    state: String,
    #[serde(default)]
    error: String,
    #[serde(default)]
    iss: String,
}

pub async fn sign_in(visit: Visit, Query(way): Query<Way>) -> Response {
    visit.answer(match (&visit.site.provider, visit.site.demo.is_empty()) {
        (Some(provider), _) => entrance(&visit, provider, &way.then),
        (None, true) => closed(&visit),
        (None, false) => guests(&visit, &way.then),
    })
}

fn closed(visit: &Visit) -> Result<Response> {
    let mut frame = visit.frame("");
    let title = frame.t("sign.title").to_string();
    let pieces = vec![Html::paragraphs(frame.t("sign.provider"))];
    reading(&mut frame, &title, pieces)
}

fn entrance(visit: &Visit, provider: &Provider, then: &str) -> Result<Response> {
    let mut frame = visit.frame("");
    let host = [("host", provider.host())];
    let mut pieces = vec![Html::paragraphs(&frame.tf("sign.at-provider", &host))];
    pieces.push(Html::of(&Action::link(&start(then), frame.t("sign.go"))));
    let title = frame.t("sign.title").to_string();
    reading(&mut frame, &title, pieces)
}

// A link and not a form: the page's own policy lets a form lead to no other host.
fn start(then: &str) -> String {
    format!("/sign-in/start?then={}", answer::encoded(then))
}

fn guests(visit: &Visit, then: &str) -> Result<Response> {
    let mut frame = visit.frame("");
    let then = answer::encoded(answer::inside(if then.is_empty() { "/me" } else { then }));
    let card = |guest: &doors::DemoBadge| ServiceCard {
        title: guest.name.get(&visit.lang).to_string(),
        href: format!("/demo/{}?then={then}", guest.token),
        summary: guest.about.get(&visit.lang).to_string(),
        agency: frame.t(&format!("role.{}", guest.role)).to_string(),
        lang: None,
        facts: Vec::new(),
    };
    let cards = visit.site.demo.iter().map(card).collect();
    let mut pieces = vec![
        Html::paragraphs(frame.t("sign.demo.hint")),
        Html::of(&ServiceCards { cards, level: 2 }),
    ];
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
    let session = guard::session_cookie(&visit.site, Some(&token), DEMO_SECONDS);
    with_cookies(answer::see_other(then), [session])
}

/// Sends somebody to the provider.
pub async fn begin(visit: Visit, Query(way): Query<Way>) -> Response {
    let Some(provider) = &visit.site.provider else { return visit.fail(&Error::NotFound) };
    match provider.begin(&visit.site.house, &way.then).await {
        Ok((address, sealed)) => {
            let attempt = guard::attempt_cookie(&visit.site, Some(&sealed));
            with_cookies(answer::see_other(&address), [attempt])
        }
        Err(wrong) => in_vain(&visit, &wrong, &way.then),
    }
}

/// Takes in whoever comes back from the provider.
pub async fn back(visit: Visit, headers: HeaderMap, Query(told): Query<Back>) -> Response {
    let Some(provider) = visit.site.provider.clone() else { return visit.fail(&Error::NotFound) };
    let house = &visit.site.house;
    let carried = cookie(&headers, carried::COOKIE).and_then(|it| Carried::open(house, &it));
    let Some(carried) = carried else { return in_vain(&visit, &Wrong::Attempt, "") };
    let answer = Answer { code: told.code, state: told.state, error: told.error, iss: told.iss };
    let identity = match provider.finish(&carried, answer, house.now()).await {
        Ok(identity) => identity,
        Err(wrong) => return in_vain(&visit, &wrong, &carried.then),
    };
    let attempt = carried.attempt();
    let arrive = move |tx: &mut Tx<'_>| identities::arrive(tx, &attempt, &identity);
    let arrival = match house.act(&Actor::system(), "sign-in", arrive).await {
        Ok(done) => done.value,
        Err(error) => return visit.fail(&error),
    };
    match arrival {
        Arrival::Known(person) => visit.answer(let_in(&visit, &person, &carried.then).await),
        Arrival::Unknown => not_in(&visit, "unknown", &carried.then),
        Arrival::Differs => not_in(&visit, "differs", &carried.then),
        Arrival::Again => in_vain(&visit, &Wrong::Attempt, &carried.then),
    }
}

async fn let_in(visit: &Visit, person: &str, then: &str) -> Result<Response> {
    let house = &visit.site.house;
    let id = person.to_string();
    let read = move |view: &mut courtyard::View<'_>| actors::of_person(view, &id);
    let actor = house.view(&Actor::system(), read).await?;
    // Always a new token: what a browser brought along before is worth nothing after.
    let token = hex(&house.ground().chance.bytes::<24>()?);
    let (held, old) = (token.clone(), visit.token.clone());
    let enter = move |tx: &mut Tx<'_>| {
        if let Some(old) = &old {
            actors::end_session(tx, old)?;
        }
        identities::begin_session(tx, &held)
    };
    house.act(&actor, "sign-in", enter).await?;
    let home = if actor.role == Role::Officer { "/office" } else { "/me" };
    let then = answer::inside(if then.is_empty() { home } else { then });
    let session = guard::session_cookie(&visit.site, Some(&token), SESSION_SECONDS);
    let attempt = guard::attempt_cookie(&visit.site, None);
    Ok(with_cookies(answer::see_other(then), [session, attempt]))
}

// Nobody was signed in: what is wrong is said to the person in a sentence, and to the log with its reason.
fn in_vain(visit: &Visit, wrong: &Wrong, then: &str) -> Response {
    match wrong {
        Wrong::Cancelled => {}
        Wrong::Attempt => tracing::info!(wrong = wrong.name(), "sign-in: {}", wrong.reason()),
        _ => tracing::warn!(wrong = wrong.name(), "sign-in: {}", wrong.reason()),
    }
    not_in(visit, wrong.name(), then)
}

fn not_in(visit: &Visit, wrong: &str, then: &str) -> Response {
    let mut frame = visit.frame("");
    // The address that led here has a code in it: no link of this page repeats it.
    frame.path = "/sign-in".into();
    let host = visit.site.provider.as_ref().map_or("", |provider| provider.host());
    let said = frame.tf(&format!("sign.wrong.{wrong}"), &[("host", host)]);
    let again = Html::of(&Action::link(&start(then), frame.t("sign.again")));
    let title = frame.t("sign.in-vain").to_string();
    let mut response =
        visit.answer(reading(&mut frame, &title, vec![Html::paragraphs(&said), again]));
    if response.status() == StatusCode::OK {
        *response.status_mut() = match wrong {
            "silent" => StatusCode::SERVICE_UNAVAILABLE,
            "cancelled" => StatusCode::OK,
            "unknown" | "differs" => StatusCode::FORBIDDEN,
            _ => StatusCode::BAD_REQUEST,
        };
    }
    with_cookies(response, [guard::attempt_cookie(&visit.site, None)])
}

pub async fn sign_out(visit: Visit) -> Response {
    let is_demo = !visit.site.demo.is_empty();
    // A demo's session stays, so that its link works again; a real one ends.
    if let Some(token) = visit.token.clone().filter(|_| !is_demo) {
        let act = move |tx: &mut Tx<'_>| actors::end_session(tx, &token);
        if let Err(error) = visit.site.house.act(&Actor::system(), "", act).await {
            return visit.fail(&error);
        }
    }
    let then = if is_demo { "/" } else { "/sign-out" };
    let session = guard::session_cookie(&visit.site, None, 0);
    with_cookies(answer::see_other(then), [session])
}

/// Says that one is signed out here, and where one may still be signed in.
pub async fn signed_out(visit: Visit) -> Response {
    let mut frame = visit.frame("");
    let title = frame.t("sign.gone").to_string();
    let mut pieces = Vec::new();
    if let Some(provider) = &visit.site.provider {
        let host = [("host", provider.host())];
        pieces.push(Html::paragraphs(&frame.tf("sign.still-there", &host)));
        if let Some(address) = provider.farewell(visit.site.house.now()).await {
            let label = frame.tf("sign.out-there", &host);
            pieces.push(Html::of(&Action::link(&address, &label)));
        }
    }
    pieces.push(Html::of(&Action::link("/", frame.t("nav.start")).second()));
    visit.answer(reading(&mut frame, &title, pieces))
}

fn with_cookies<const N: usize>(mut response: Response, cookies: [String; N]) -> Response {
    for cookie in cookies {
        if let Ok(cookie) = HeaderValue::from_str(&cookie) {
            response.headers_mut().append(SET_COOKIE, cookie);
        }
    }
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
