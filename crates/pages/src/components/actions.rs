//! Where a page leads: buttons, tabs, steps, the next page of a list.
//!
//! What may not happen here: a link that changes something (that is a form's button), a button that only leads (that is a
//! link).

use askama::Template;
use askama::filters::HtmlSafe;

use crate::frame::{Frame, Link};

/// What pressing does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Aim {
    /// Sends the form around it; the name may be empty.
    Send { name: String, value: String },
    /// Leads to another page.
    Link(String),
}

/// How loud it is. One `First` a page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Weight {
    #[default]
    First,
    Second,
    /// It cannot be undone.
    Warning,
}

impl Weight {
    fn class(self) -> &'static str {
        match self {
            Weight::First => "first",
            Weight::Second => "second",
            Weight::Warning => "final",
        }
    }
}

/// A button, or a link that looks like one.
#[derive(Clone, Debug, Template)]
#[template(path = "components/action.html")]
pub struct Action {
    pub label: String,
    pub weight: Weight,
    pub aim: Aim,
}

impl Action {
    /// The button that sends the form.
    pub fn send(label: &str) -> Action {
        let aim = Aim::Send { name: String::new(), value: String::new() };
        Action { label: label.into(), weight: Weight::First, aim }
    }

    pub fn link(href: &str, label: &str) -> Action {
        Action { label: label.into(), weight: Weight::First, aim: Aim::Link(href.into()) }
    }

    pub fn second(mut self) -> Action {
        self.weight = Weight::Second;
        self
    }
}

/// Pages that show the same thing from several sides, as links.
#[derive(Template)]
#[template(path = "components/tabs.html")]
pub struct Tabs {
    /// What they divide, for screen readers.
    pub label: String,
    pub items: Vec<Link>,
}

/// How far a form has come.
#[derive(Template)]
#[template(path = "components/steps.html")]
pub struct Steps<'a> {
    pub frame: &'a Frame,
    /// From 1.
    pub step: usize,
    pub of: usize,
    /// The page before this one.
    pub back: Option<String>,
}

impl Steps<'_> {
    fn words(&self) -> String {
        let [step, of] = [self.step, self.of].map(|number| number.to_string());
        self.frame.tf("steps.of", &[("step", &step), ("of", &of)])
    }
}

/// The way through a long list: by its last row, not by a page number, so that a row that comes in between moves nothing.
#[derive(Template)]
#[template(path = "components/paging.html")]
pub struct Paging<'a> {
    pub frame: &'a Frame,
    pub previous: Option<String>,
    pub next: Option<String>,
    /// `1 – 20 of 312`; may be empty.
    pub shown: String,
}

impl HtmlSafe for Action {}
impl HtmlSafe for Tabs {}
impl HtmlSafe for Steps<'_> {}
impl HtmlSafe for Paging<'_> {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_leads_is_a_link_and_what_sends_is_a_button() {
        let link = Action::link("/x?a=1&b=2", "Go").render().unwrap();
        assert_eq!(link, "<a class=\"button first\" href=\"/x?a=1&#38;b=2\">Go</a>");
        let send = Action::send("Send").second().render().unwrap();
        assert_eq!(send, "<button class=\"button second\">Send</button>");
    }
}
