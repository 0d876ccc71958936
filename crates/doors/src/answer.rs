//! What the asker is told: pages, JSON, redirects, and problems in the form that the asker reads.

use askama::Template;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, LOCATION};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use courtyard::Role;
use courtyard::keys::hex;
use pages::{Frame, Html, Kind, Plain, Problem};
use serde_json::Value;
use vocabulary::{Error, Result};

use crate::visit::Visit;

impl Visit {
    /// What a handler found, or the problem that it met.
    pub fn answer(&self, found: Result<Response>) -> Response {
        found.unwrap_or_else(|error| self.fail(&error))
    }

    /// Tells an error: a refusal in words, a failure by its id.
    pub fn fail(&self, error: &Error) -> Response {
        let id: [u8; 6] = self.site.house.ground().chance.bytes().unwrap_or_default();
        let frame = self.frame("");
        let mut problem = match error {
            // A program's frame bears no name: its role says whether somebody is signed in.
            Error::NotYours if self.actor.role != Role::Visitor => {
                Problem::new(&frame, Kind::NotYours)
            }
            error => Problem::of(&frame, error, &hex(&id)),
        };
        // A refusal in the country's own words brings them by language.
        if let Error::Refused(refusal) = error
            && let Some((_, said)) =
                refusal.values.iter().find(|(lang, _)| lang == self.lang.as_str())
        {
            problem.detail.clone_from(said);
        }
        self.problem(&problem)
    }

    /// Tells a problem: a page to a person, problem details (RFC 9457) to a program.
    pub fn problem(&self, problem: &Problem) -> Response {
        let status =
            StatusCode::from_u16(problem.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        if self.api {
            let mut response = json(status, &problem.to_json());
            let kind = HeaderValue::from_static("application/problem+json");
            response.headers_mut().insert(CONTENT_TYPE, kind);
            return response;
        }
        let mut response = html(pages::error_page(&self.frame(""), problem));
        *response.status_mut() = status;
        response
    }
}

/// A page. Personal pages are kept by nobody on the way.
pub fn page(template: &impl Template) -> Result<Response> {
    Ok(html(template.render().map_err(anyhow::Error::from)?))
}

/// A page to read, under a heading that is also its title.
pub fn reading(frame: &mut Frame, heading: &str, pieces: Vec<Html>) -> Result<Response> {
    frame.title = heading.to_string();
    page(&Plain { frame, width: "narrow", heading: Html::text(heading), pieces })
}

/// As `reading`, for lists and desks.
pub fn listing(frame: &mut Frame, heading: &str, pieces: Vec<Html>) -> Result<Response> {
    frame.title = heading.to_string();
    page(&Plain { frame, width: "wide", heading: Html::text(heading), pieces })
}

/// A page that came back with mistakes.
pub fn unprocessable(template: &impl Template) -> Result<Response> {
    let mut response = page(template)?;
    *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    Ok(response)
}

fn html(text: String) -> Response {
    let headers = [(CONTENT_TYPE, "text/html; charset=utf-8"), (CACHE_CONTROL, "no-store")];
    (headers, text).into_response()
}

pub fn json(status: StatusCode, value: &Value) -> Response {
    let headers = [(CONTENT_TYPE, "application/json"), (CACHE_CONTROL, "no-store")];
    (status, headers, value.to_string()).into_response()
}

/// After a POST the browser goes on with a GET.
pub fn see_other(path: &str) -> Response {
    // A path that is no header value is one that we made wrongly: the start is always right.
    let location = HeaderValue::from_str(path).unwrap_or(HeaderValue::from_static("/"));
    (StatusCode::SEE_OTHER, [(LOCATION, location)]).into_response()
}

/// A path from outside, if it leads into this house and not elsewhere.
pub fn inside(path: &str) -> &str {
    let outside =
        !path.starts_with('/') || path.starts_with("//") || path.contains(['\\', '\n', '\r']);
    if outside { "/" } else { path }
}

/// Percent-encoded for a query.
pub fn encoded(text: &str) -> String {
    let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.' | b'_' | b'~' | b'/');
    text.bytes()
        .map(|b| if plain(b) { char::from(b).to_string() } else { format!("%{b:02X}") })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_that_leads_elsewhere_leads_to_the_start() {
        for wrong in
            ["//evil.example", "https://evil.example", "/\\evil", "javascript:x", "/a\r\nb"]
        {
            assert_eq!(inside(wrong), "/", "{wrong}");
        }
        assert_eq!(inside("/me?x=1"), "/me?x=1");
    }

    #[test]
    fn a_query_value_is_encoded() {
        assert_eq!(encoded("/services?q=출생&x"), "/services%3Fq%3D%EC%B6%9C%EC%83%9D%26x");
    }
}
