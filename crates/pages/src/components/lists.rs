//! Lists: check your answers, tasks, what happened when, key figures.
//!
//! What may not happen here: a value shown as certain without saying where it comes from, when that is known.

use askama::Template;
use askama::filters::HtmlSafe;
use vocabulary::Lang;

use crate::frame::{Frame, Tone};
use crate::html::Html;

/// One answer on "check your answers", or one line of what is known.
#[derive(Clone, Debug, Default)]
pub struct SummaryRow {
    pub label: String,
    pub value: Html,
    /// The language of the label, where it is not the page's.
    pub lang: Option<Lang>,
    /// Where the value comes from: `Frame::from_register`, or "you said".
    pub provenance: Option<String>,
    /// Where it is changed; `None` where it cannot be.
    pub change: Option<String>,
}

impl SummaryRow {
    pub fn new(label: &str, value: impl Into<Html>) -> SummaryRow {
        SummaryRow { label: label.into(), value: value.into(), ..SummaryRow::default() }
    }
}

/// Answers with where each came from and where it is changed.
#[derive(Template)]
#[template(path = "components/summary_list.html")]
pub struct SummaryList<'a> {
    pub frame: &'a Frame,
    pub rows: Vec<SummaryRow>,
}

/// How far one task has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TaskState {
    Done,
    Started,
    NotStarted,
    /// Something else must be done first.
    NotYet,
}

impl TaskState {
    fn key(self) -> &'static str {
        match self {
            TaskState::Done => "task.done",
            TaskState::Started => "task.started",
            TaskState::NotStarted => "task.not-started",
            TaskState::NotYet => "task.not-yet",
        }
    }

    fn tone(self) -> Tone {
        match self {
            TaskState::Done => Tone::Good,
            TaskState::Started => Tone::Info,
            TaskState::NotStarted | TaskState::NotYet => Tone::Neutral,
        }
    }
}

/// One part of a longer matter.
#[derive(Clone, Debug)]
pub struct Task {
    pub title: String,
    pub hint: String,
    /// No link while it cannot be done.
    pub href: Option<String>,
    pub state: TaskState,
}

/// The parts of a longer matter, in any order that suits the person.
#[derive(Template)]
#[template(path = "components/task_list.html")]
pub struct TaskList<'a> {
    pub frame: &'a Frame,
    pub tasks: Vec<Task>,
}

/// One thing that happened in a case.
#[derive(Clone, Debug, Default)]
pub struct Happening {
    pub title: String,
    /// As `Frame::moment` says it; empty for what is still to come.
    pub when: String,
    /// The same for machines, RFC 3339; may be empty.
    pub datetime: String,
    pub body: Html,
    pub tone: Tone,
    /// Whether it is still to come.
    pub to_come: bool,
}

/// What happened when, oldest first, and what is to come.
#[derive(Template)]
#[template(path = "components/timeline.html")]
pub struct Timeline<'a> {
    pub frame: &'a Frame,
    pub happenings: Vec<Happening>,
}

/// One number that tells something.
#[derive(Clone, Debug, Default)]
pub struct KeyFigure {
    pub label: String,
    pub value: String,
    /// What it is compared with; may be empty.
    pub note: String,
}

/// A few numbers that tell how it goes.
#[derive(Template)]
#[template(path = "components/key_figures.html")]
pub struct KeyFigures {
    pub figures: Vec<KeyFigure>,
}

impl HtmlSafe for SummaryList<'_> {}
impl HtmlSafe for TaskList<'_> {}
impl HtmlSafe for Timeline<'_> {}
impl HtmlSafe for KeyFigures {}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::texts::Texts;

    fn frame() -> Frame {
        Frame::new(Arc::new(Texts::house().unwrap()), Lang::new("en"), "")
    }

    #[test]
    fn an_answer_shows_where_it_came_from_and_what_changing_it_means() {
        let frame = frame();
        let mut row = SummaryRow::new("Address", "12 Courtyard Road");
        row.provenance = Some("From the resident register".into());
        row.change = Some("/apply/address".into());
        let html = SummaryList { frame: &frame, rows: vec![row] }.render().unwrap();
        assert!(html.contains("From the resident register"));
        assert!(html.contains("Change<span class=\"unseen\"> Address</span>"), "{html}");
    }

    #[test]
    fn what_cannot_be_done_yet_is_no_link() {
        let frame = frame();
        let task =
            Task { title: "Pay".into(), hint: String::new(), href: None, state: TaskState::NotYet };
        let html = TaskList { frame: &frame, tasks: vec![task] }.render().unwrap();
        assert!(!html.contains("<a ") && html.contains("Cannot start yet"));
    }
}
