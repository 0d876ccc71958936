//! The one map from an error to what a person or a program is told: a page, or problem details (RFC 9457).
//!
//! What may not happen here: an internal message reaching a page. A failure is logged once, here, and shown as an id.

use askama::Template;
use serde::Serialize;
use vocabulary::Error;

use crate::frame::Frame;
use crate::html::Html;

/// What went wrong, when it is not a refusal with a key of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// 400: the request cannot be read.
    Unreadable,
    /// 401: nobody is signed in.
    SignIn,
    /// 401: the session ended; answers of a draft are kept.
    Expired,
    /// 403: signed in, but not as someone who may do this.
    NotYours,
    /// 404.
    NotFound,
    /// 405.
    Method,
    /// 409: someone else was faster.
    Conflict,
    /// 413.
    TooLarge,
    /// 415.
    Media,
    /// 422: answers with mistakes.
    Mistakes,
    /// 429.
    TooMany,
    /// 500: we broke.
    Failure,
    /// 503: not now.
    Busy,
}

impl Kind {
    pub const ALL: [Kind; 13] = [
        Kind::Unreadable,
        Kind::SignIn,
        Kind::Expired,
        Kind::NotYours,
        Kind::NotFound,
        Kind::Method,
        Kind::Conflict,
        Kind::TooLarge,
        Kind::Media,
        Kind::Mistakes,
        Kind::TooMany,
        Kind::Failure,
        Kind::Busy,
    ];

    pub fn status(self) -> u16 {
        match self {
            Kind::Unreadable => 400,
            Kind::SignIn | Kind::Expired => 401,
            Kind::NotYours => 403,
            Kind::NotFound => 404,
            Kind::Method => 405,
            Kind::Conflict => 409,
            Kind::TooLarge => 413,
            Kind::Media => 415,
            Kind::Mistakes => 422,
            Kind::TooMany => 429,
            Kind::Failure => 500,
            Kind::Busy => 503,
        }
    }

    /// The last part of the problem type, and of the text keys `problem.<name>.title` and `.detail`.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Unreadable => "unreadable",
            Kind::SignIn => "sign-in",
            Kind::Expired => "expired",
            Kind::NotYours => "not-yours",
            Kind::NotFound => "not-found",
            Kind::Method => "method",
            Kind::Conflict => "conflict",
            Kind::TooLarge => "too-large",
            Kind::Media => "media",
            Kind::Mistakes => "mistakes",
            Kind::TooMany => "too-many",
            Kind::Failure => "failure",
            Kind::Busy => "busy",
        }
    }
}

/// Refusals that say "somebody else was first": told as conflicts, so that a program reads again before it repeats.
const CONFLICTS: [&str; 1] = ["case.claimed-by-other"];

/// One answer that is not taken.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct FieldProblem {
    /// The field's id in the form.
    pub field: String,
    /// The text key, stable for programs: `answer.required`.
    pub key: String,
    /// The sentence for people.
    pub detail: String,
}

/// What the asker is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    pub status: u16,
    /// The last part of the problem type: a name of `Kind`, or the key of a refusal.
    pub kind: String,
    pub title: String,
    pub detail: String,
    /// The id under which a failure stands in the log.
    pub failure: Option<String>,
    pub mistakes: Vec<FieldProblem>,
}

impl Problem {
    pub fn new(frame: &Frame, kind: Kind) -> Problem {
        let name = kind.name();
        Problem {
            status: kind.status(),
            kind: name.into(),
            title: frame.t(&format!("problem.{name}.title")).into(),
            detail: frame.t(&format!("problem.{name}.detail")).into(),
            failure: None,
            mistakes: Vec::new(),
        }
    }

    /// What an error is to its asker. `failure_id` is a fresh random id; it is used, and the failure logged under it, only
    /// when we broke.
    pub fn of(frame: &Frame, error: &Error, failure_id: &str) -> Problem {
        match error {
            Error::Refused(refusal) => {
                let values: Vec<(&str, &str)> = refusal
                    .values
                    .iter()
                    .map(|(name, value)| (name.as_str(), value.as_str()))
                    .collect();
                let is_conflict = CONFLICTS.contains(&refusal.key.as_str());
                let kind = if is_conflict { Kind::Conflict } else { Kind::Mistakes };
                Problem {
                    status: kind.status(),
                    kind: refusal.key.clone(),
                    title: frame.t("problem.refused.title").into(),
                    detail: frame.tf(&refusal.key, &values),
                    failure: None,
                    mistakes: Vec::new(),
                }
            }
            Error::NotFound => Problem::new(frame, Kind::NotFound),
            Error::NotYours if frame.person.is_none() => Problem::new(frame, Kind::SignIn),
            Error::NotYours => Problem::new(frame, Kind::NotYours),
            Error::Conflict(_) => Problem::new(frame, Kind::Conflict),
            Error::Broken(cause) => {
                tracing::error!(failure = failure_id, "{cause:#}");
                Problem { failure: Some(failure_id.into()), ..Problem::new(frame, Kind::Failure) }
            }
        }
    }

    /// Answers that are not taken, each with its sentence.
    pub fn mistakes(frame: &Frame, mistakes: Vec<FieldProblem>) -> Problem {
        Problem { mistakes, ..Problem::new(frame, Kind::Mistakes) }
    }

    /// RFC 9457, to be sent as `application/problem+json`.
    pub fn to_json(&self) -> serde_json::Value {
        let mut json = serde_json::json!({
            "type": format!("/problems/{}", self.kind),
            "title": self.title,
            "status": self.status,
            "detail": self.detail,
        });
        if let Some(failure) = &self.failure {
            json["instance"] = format!("/failures/{failure}").into();
        }
        if !self.mistakes.is_empty() {
            json["mistakes"] = serde_json::json!(self.mistakes);
        }
        json
    }
}

#[derive(Template)]
#[template(path = "problem.html")]
struct ProblemPage<'a> {
    frame: &'a Frame,
    problem: &'a Problem,
}

/// The whole page of a problem. The frame's title is the problem's, whatever it was.
pub fn error_page(frame: &Frame, problem: &Problem) -> String {
    let mut frame = frame.clone();
    frame.title.clone_from(&problem.title);
    frame.breadcrumbs.clear();
    Html::of(&ProblemPage { frame: &frame, problem }).to_string()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use vocabulary::{Lang, Refusal};

    use super::*;
    use crate::frame::PersonBadge;
    use crate::texts::Texts;

    fn frame() -> Frame {
        Frame::new(Arc::new(Texts::house().unwrap()), Lang::new("en"), "Korea")
    }

    #[test]
    fn every_kind_has_its_words() {
        let frame = frame();
        for kind in Kind::ALL {
            let problem = Problem::new(&frame, kind);
            assert!(!problem.title.starts_with("problem."), "{kind:?}");
            assert!(!problem.detail.starts_with("problem."), "{kind:?}");
            let page = error_page(&frame, &problem);
            assert!(page.contains("<h1") && page.ends_with("</html>"), "{kind:?}");
        }
    }

    #[test]
    fn a_failure_shows_its_id_and_nothing_of_its_cause() {
        let frame = frame();
        let error = Error::broken("disk /dev/sda is full, key=hunter2");
        let problem = Problem::of(&frame, &error, "f-123");
        let page = error_page(&frame, &problem);
        let json = problem.to_json().to_string();
        assert_eq!(problem.status, 500);
        assert!(page.contains("f-123") && !page.contains("sda"));
        assert!(json.contains("/failures/f-123") && !json.contains("sda"));
    }

    #[test]
    fn a_refusal_is_a_sentence_with_its_values() {
        let refusal = Refusal::new("answer.too-late").with("latest", "1 March 2026");
        let json = Problem::of(&frame(), &refusal.into(), "").to_json();
        assert_eq!(json["type"], "/problems/answer.too-late");
        assert_eq!(json["status"], 422);
        assert!(json["detail"].as_str().unwrap().contains("1 March 2026"));
    }

    #[test]
    fn a_refusal_because_somebody_else_was_first_is_a_conflict() {
        let json = Problem::of(&frame(), &Error::refused("case.claimed-by-other"), "").to_json();
        assert_eq!(json["status"], 409);
        assert_eq!(json["type"], "/problems/case.claimed-by-other");
    }

    #[test]
    fn a_stranger_is_asked_to_sign_in_and_a_known_person_is_turned_away() {
        let mut frame = frame();
        assert_eq!(Problem::of(&frame, &Error::NotYours, "").status, 401);
        frame.person = Some(PersonBadge::default());
        assert_eq!(Problem::of(&frame, &Error::NotYours, "").status, 403);
    }

    #[test]
    fn mistakes_name_their_fields() {
        let required = FieldProblem {
            field: "birth_day".into(),
            key: "answer.required".into(),
            detail: "Answer this".into(),
        };
        let json = Problem::mistakes(&frame(), vec![required]).to_json();
        assert_eq!(json["mistakes"][0]["field"], "birth_day");
        assert_eq!(json["mistakes"][0]["key"], "answer.required");
    }
}
