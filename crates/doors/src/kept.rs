//! What was typed while the session ended: it goes back to the person in the page that says so, and can be sent again.
//!
//! What may not happen here: an answer kept on our side for somebody who is not signed in, or sent to another address.

use askama::Template;
use axum::body::{Body, to_bytes};
use axum::extract::{FromRequest, Request};
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use axum::http::{HeaderMap, Method, StatusCode};
use axum::middleware::Next;
use axum::response::Response;
use courtyard::Role;
use pages::{Frame, Kind, Problem};

use crate::answer::{inside, page};
use crate::body::{BODY_BYTES_MAX, Parcel, UPLOAD_BYTES_MAX};
use crate::visit::Visit;

#[derive(Template)]
#[template(path = "kept.html")]
struct Kept<'a> {
    frame: &'a Frame,
    action: &'a str,
    fields: &'a [(String, String)],
    /// Files cannot be put into a page again: they have to be chosen once more.
    has_files: bool,
}

/// Passes a request on. A form of somebody who is not signed in (any more) comes back with the 401.
pub async fn pass(visit: Visit, request: Request, next: Next) -> Response {
    let limit = form_bytes_max(request.headers());
    let of_nobody =
        visit.actor.role == Role::Visitor && !visit.api && request.method() == Method::POST;
    let Some(limit) = limit.filter(|_| of_nobody) else { return next.run(request).await };
    let (parts, body) = request.into_parts();
    let length =
        parts.headers.get(CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse().ok());
    let fits = length.is_none_or(|length: usize| length <= limit);
    let bytes = if fits { to_bytes(body, limit).await.ok() } else { None };
    let Some(bytes) = bytes else {
        return visit.problem(&Problem::new(&visit.frame(""), Kind::TooLarge));
    };
    let response = next.run(Request::from_parts(parts.clone(), Body::from(bytes.clone()))).await;
    if response.status() != StatusCode::UNAUTHORIZED {
        return response;
    }
    match Parcel::from_request(Request::from_parts(parts, Body::from(bytes)), &visit.site).await {
        Ok(parcel) => come_back(&visit, &parcel),
        Err(_) => response,
    }
}

// The most that a form is kept of; `None` for what is no form.
fn form_bytes_max(headers: &HeaderMap) -> Option<usize> {
    let kind = headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or("");
    match kind.split(';').next().unwrap_or("").trim() {
        "application/x-www-form-urlencoded" => Some(BODY_BYTES_MAX),
        "multipart/form-data" => Some(UPLOAD_BYTES_MAX + BODY_BYTES_MAX),
        _ => None,
    }
}

fn come_back(visit: &Visit, parcel: &Parcel) -> Response {
    let mut frame = visit.frame("");
    frame.title =
        Problem::new(&frame, if visit.expired { Kind::Expired } else { Kind::SignIn }).title;
    let kept = Kept {
        frame: &frame,
        action: inside(&visit.path),
        fields: &parcel.fields.0,
        has_files: !parcel.uploads.is_empty(),
    };
    let mut response = visit.answer(page(&kept));
    if response.status() == StatusCode::OK {
        *response.status_mut() = StatusCode::UNAUTHORIZED;
    }
    response
}
