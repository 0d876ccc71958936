//! What calls for attention: badges, notices, the error summary, the confirmation.
//!
//! What may not happen here: a meaning told by colour alone.

use askama::Template;
use askama::filters::HtmlSafe;

use crate::fields::Field;
use crate::frame::{Frame, Tone};
use crate::html::Html;

/// A word in a coloured frame: the state of a case.
#[derive(Clone, Debug, PartialEq, Eq, Template)]
#[template(
    source = r#"<strong class="badge {{ tone.class() }}">{{ text }}</strong>"#,
    ext = "html"
)]
pub struct Badge {
    pub tone: Tone,
    pub text: String,
}

/// A message within a page.
#[derive(Template)]
#[template(path = "components/notice.html")]
pub struct NoticeBox {
    pub tone: Tone,
    pub title: String,
    /// May be empty.
    pub body: Html,
}

/// A remark that stands out from the text around it.
#[derive(Template)]
#[template(source = r#"<div class="inset">{{ body }}</div>"#, ext = "html")]
pub struct Inset {
    pub body: Html,
}

/// More for those who want it: opens without a script.
#[derive(Template)]
#[template(
    source = r#"<details class="more"><summary>{{ summary }}</summary><div>{{ body }}</div></details>"#,
    ext = "html"
)]
pub struct Details {
    pub summary: String,
    pub body: Html,
}

/// One line of the error summary.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wrong {
    /// The id of the control that it leads to.
    pub id: String,
    /// The same sentence as at the field.
    pub text: String,
}

/// Everything that is wrong with the answers, at the top of the page, each line leading to its field. It is read out at
/// once; the script moves the focus to it.
#[derive(Template)]
#[template(path = "components/error_summary.html")]
pub struct ErrorSummary<'a> {
    pub frame: &'a Frame,
    pub mistakes: Vec<Wrong>,
}

impl<'a> ErrorSummary<'a> {
    /// The summary of the mistakes that those fields show. Shows nothing when there are none.
    pub fn of(frame: &'a Frame, fields: &[Field<'_>]) -> ErrorSummary<'a> {
        let wrong = |field: &Field<'_>| {
            let error = field.error.as_ref()?;
            // A question ends in its own mark; a colon after it would be one too many.
            let asks = field.label.ends_with(['?', '\u{ff1f}', '\u{61f}']);
            let text = format!("{}{} {error}", field.label, if asks { "" } else { ":" });
            Some(Wrong { id: field.id.clone(), text })
        };
        ErrorSummary { frame, mistakes: fields.iter().filter_map(wrong).collect() }
    }

    fn title(&self) -> String {
        self.frame.tn("error.summary", i64::try_from(self.mistakes.len()).unwrap_or(i64::MAX), &[])
    }
}

/// The end of a journey: it has arrived, and this is its number.
#[derive(Template)]
#[template(path = "components/confirmation.html")]
pub struct Confirmation {
    /// The heading of the page.
    pub title: String,
    /// What the number is: "Your case number".
    pub label: String,
    pub number: String,
    /// What happens next, in a sentence; may be empty.
    pub text: String,
}

impl HtmlSafe for Badge {}
impl HtmlSafe for NoticeBox {}
impl HtmlSafe for Inset {}
impl HtmlSafe for Details {}
impl HtmlSafe for ErrorSummary<'_> {}
impl HtmlSafe for Confirmation {}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use vocabulary::Lang;

    use super::*;
    use crate::fields::{Control, TextInput};
    use crate::texts::Texts;

    #[test]
    fn the_summary_leads_to_each_field_that_is_wrong() {
        let frame = Frame::new(Arc::new(Texts::house().unwrap()), Lang::new("en"), "");
        let fine = Field::new(&frame, "a", "First", Control::Text(TextInput::default()));
        let mut wrong = Field::new(&frame, "b", "Second", Control::Text(TextInput::default()));
        wrong.error = Some("Answer this question".into());
        let html = ErrorSummary::of(&frame, &[fine, wrong]).render().unwrap();
        assert!(html.contains("role=\"alert\"") && html.contains("tabindex=\"-1\""));
        assert!(html.contains("<a href=\"#b\">Second: Answer this question</a>"));
        assert!(!html.contains("#a"));
        assert_eq!(ErrorSummary::of(&frame, &[]).render().unwrap().trim(), "");
    }

    #[test]
    fn a_badge_says_its_meaning_in_words() {
        let badge = Badge { tone: Tone::Good, text: "Granted".into() };
        assert_eq!(badge.render().unwrap(), "<strong class=\"badge good\">Granted</strong>");
    }
}
