//! What is held at the door for every request: cross-site writes, security headers, choices of language and colours.

use axum::extract::Request;
use axum::http::header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE, HOST, ORIGIN, SET_COOKIE};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method};
use axum::middleware::Next;
use axum::response::Response;
use pages::{Kind, Mode, Problem, assets};

use crate::provider::carried;
use crate::site::{Checkout, Site};
use crate::visit::{Visit, queried};

/// The choices of language and colours last a year.
const CHOICE_SECONDS: u32 = 365 * 24 * 3600;

/// Refuses writes that another site sends in a person's name. Programs show a token of their own and are not concerned.
pub async fn same_site(visit: Visit, request: Request, next: Next) -> Response {
    let reads = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    if reads || visit.api || is_ours(request.headers()) {
        let response = crate::kept::pass(visit.clone(), request, next).await;
        in_our_words(&visit, response)
    } else {
        visit.problem(&Problem::new(&visit.frame(""), Kind::NotYours))
    }
}

// What the framework refuses itself (a path or a query that it cannot read) it says in English, to programmers.
fn in_our_words(visit: &Visit, response: Response) -> Response {
    let kind =
        response.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or("");
    if !response.status().is_client_error() || !kind.starts_with("text/plain") {
        return response;
    }
    let told = Kind::ALL.into_iter().find(|kind| kind.status() == response.status().as_u16());
    visit.problem(&Problem::new(&visit.frame(""), told.unwrap_or(Kind::Unreadable)))
}

fn is_ours(headers: &HeaderMap) -> bool {
    let text = |name: &HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    match text(&HeaderName::from_static("sec-fetch-site")) {
        Some(site) => matches!(site, "same-origin" | "none"),
        // An old browser: its Origin must be the host that it asks.
        None => match text(&ORIGIN) {
            Some(origin) => origin.split_once("://").map(|(_, host)| host) == text(&HOST),
            None => true,
        },
    }
}

/// Security headers on every answer, and the cookies of the choices that the address makes.
pub async fn headers(site: Site, request: Request, next: Next) -> Response {
    let query = request.uri().query().unwrap_or("").to_string();
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    headers.entry(CONTENT_SECURITY_POLICY).or_insert(policy(&site));
    for (name, value) in [
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "same-origin"),
        ("x-frame-options", "DENY"),
        ("cross-origin-opener-policy", "same-origin"),
        ("permissions-policy", "camera=(), geolocation=(), microphone=()"),
    ] {
        headers.entry(HeaderName::from_static(name)).or_insert(HeaderValue::from_static(value));
    }
    if site.is_secure() {
        let value = HeaderValue::from_static("max-age=63072000; includeSubDomains");
        headers.insert("strict-transport-security", value);
    }
    let lang = queried(&query, "lang")
        .filter(|tag| site.languages().iter().any(|lang| lang.as_str() == *tag));
    let mode = queried(&query, "mode").filter(|mode| Mode::parse(mode).is_some());
    for (name, value) in [("lang", lang), ("mode", mode)] {
        let Some(value) = value else { continue };
        if let Ok(cookie) = HeaderValue::from_str(&choice_cookie(&site, name, value)) {
            headers.append(SET_COOKIE, cookie);
        }
    }
    response
}

// A form leads to this house alone, but for the one that leads on to the till. It may stand on more than one page: where a
// session has ended, the page that says so has it too.
fn policy(site: &Site) -> HeaderValue {
    let alone = HeaderValue::from_static(assets::CONTENT_SECURITY_POLICY);
    let Checkout::Till(till) = &site.checkout else { return alone };
    let wider = format!("form-action 'self' {}", till.origin());
    let policy = assets::CONTENT_SECURITY_POLICY.replace("form-action 'self'", &wider);
    HeaderValue::from_str(&policy).unwrap_or(alone)
}

fn choice_cookie(site: &Site, name: &str, value: &str) -> String {
    let secure = if site.is_secure() { "; Secure" } else { "" };
    format!("{name}={value}; Path=/; Max-Age={CHOICE_SECONDS}; SameSite=Lax{secure}")
}

/// The cookie of a session; with no token, the one that ends it.
pub fn session_cookie(site: &Site, token: Option<&str>, seconds: i64) -> String {
    hidden_cookie(site, (crate::visit::SESSION_COOKIE, "/"), token, seconds)
}

/// The cookie of an attempt to sign in; with nothing to carry, the one that ends it.
pub fn attempt_cookie(site: &Site, carried: Option<&str>) -> String {
    hidden_cookie(site, (carried::COOKIE, "/sign-in"), carried, carried::ATTEMPT_SECONDS_MAX)
}

fn hidden_cookie(
    site: &Site,
    (name, path): (&str, &str),
    value: Option<&str>,
    seconds: i64,
) -> String {
    let secure = if site.is_secure() { "; Secure" } else { "" };
    let (value, seconds) = value.map_or(("", 0), |value| (value, seconds));
    // Lax: a person who comes back from the identity provider brings it along; a form of another site does not.
    format!("{name}={value}; Path={path}; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}")
}
