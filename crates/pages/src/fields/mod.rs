//! Everything that a person fills in: one `Field` with its label, hint, mistake, provenance and control.
//!
//! What may not happen here: checking an answer. The office checks; the field shows what was typed and what is wrong with it.

mod day;

use askama::Template;
use askama::filters::HtmlSafe;
use vocabulary::Lang;

pub use self::day::{DayPart, DayParts};
use crate::frame::Frame;

/// One question with its control.
#[derive(Template)]
#[template(path = "fields/field.html")]
pub struct Field<'a> {
    pub frame: &'a Frame,
    /// The id of the first control: where the error summary leads. Unique on the page.
    pub id: String,
    /// The name under which it is sent.
    pub name: String,
    pub label: String,
    /// Help that is always seen; empty for none.
    pub hint: String,
    /// What is wrong with the answer.
    pub error: Option<String>,
    /// Where a filled-in answer comes from and from when: `Frame::from_register`.
    pub provenance: Option<String>,
    /// The language of label and hint, where it is not the page's.
    pub lang: Option<Lang>,
    /// Optional questions say so; everything else is required.
    pub required: bool,
    /// Whether the label is the heading of the page: for a page that asks one thing only.
    pub heading: bool,
    pub control: Control,
}

/// How a question is answered.
pub enum Control {
    Text(TextInput),
    LongText(LongText),
    Day(DayParts),
    /// One of several.
    Radios(Choices),
    /// Any of several.
    Checkboxes(Choices),
    /// One of many: only where there are more than about eight, because lists that open are harder to use.
    Select(Choices),
    /// Sends `yes` or `no`.
    YesNo(Option<bool>),
    File(FileInput),
    /// What the state knows and is not changed here: shown, never sent.
    Locked(Locked),
}

/// One line of text.
#[derive(Clone, Debug, Default)]
pub struct TextInput {
    pub value: String,
    pub kind: TextKind,
    /// The HTML autocomplete token (WCAG 1.3.5); empty for none.
    pub autocomplete: String,
    pub max_length: Option<usize>,
    pub width: Width,
    /// What stands before and after the line: `₩`, `kg`. It must also be said in label or hint.
    pub prefix: String,
    pub suffix: String,
}

/// What is typed: decides the keyboard of a phone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TextKind {
    #[default]
    Words,
    /// Digits: a whole number, an amount.
    Number,
    /// A number with check digit; letters are possible.
    Identifier,
    Telephone,
    Email,
}

impl TextKind {
    fn input_type(self) -> &'static str {
        match self {
            TextKind::Words | TextKind::Number | TextKind::Identifier => "text",
            TextKind::Telephone => "tel",
            TextKind::Email => "email",
        }
    }
}

/// How long an answer is expected to be; the width of the line tells it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Width {
    #[default]
    Full,
    /// About 20 characters.
    Middle,
    /// About 8 characters.
    Short,
}

impl Width {
    fn class(self) -> &'static str {
        match self {
            Width::Full => "full",
            Width::Middle => "middle",
            Width::Short => "short",
        }
    }
}

/// Several lines of text.
#[derive(Clone, Debug)]
pub struct LongText {
    pub value: String,
    pub rows: u8,
    /// The longest answer in characters. It is said, counted by the script and checked by the office; the browser cuts
    /// nothing off, because a person who pastes a letter must not lose its end without a word.
    pub max_length: Option<usize>,
}

/// What can be chosen and what is.
#[derive(Clone, Debug, Default)]
pub struct Choices {
    pub options: Vec<Choice>,
    pub chosen: Vec<String>,
}

impl Choices {
    fn has(&self, value: &str) -> bool {
        self.chosen.iter().any(|chosen| chosen == value)
    }
}

/// One thing to choose.
#[derive(Clone, Debug, Default)]
pub struct Choice {
    pub value: String,
    pub label: String,
    pub hint: String,
    pub lang: Option<Lang>,
}

impl Choice {
    pub fn new(value: &str, label: &str) -> Choice {
        Choice { value: value.into(), label: label.into(), ..Choice::default() }
    }
}

/// A document to upload.
#[derive(Clone, Debug, Default)]
pub struct FileInput {
    /// `pdf`, `jpeg`, `png`.
    pub accept: Vec<String>,
    pub max_megabytes: u32,
    /// What was uploaded before and is kept: a mistake elsewhere on the page must not lose it.
    pub kept: Option<KeptFile>,
}

impl FileInput {
    fn types(&self) -> String {
        let of = |kind: &String| match kind.as_str() {
            "pdf" => "application/pdf".to_string(),
            other => format!("image/{other}"),
        };
        self.accept.iter().map(of).collect::<Vec<_>>().join(",")
    }

    fn names(&self) -> String {
        self.accept.iter().map(|kind| kind.to_uppercase()).collect::<Vec<_>>().join(", ")
    }
}

/// A file that the house already has.
#[derive(Clone, Debug, Default)]
pub struct KeptFile {
    pub name: String,
    /// As `Frame::size` says it.
    pub size: String,
}

/// An answer that is shown and not asked.
#[derive(Clone, Debug, Default)]
pub struct Locked {
    /// As people write it; a line end begins a new line.
    pub shown: String,
    pub lang: Option<Lang>,
}

impl<'a> Field<'a> {
    /// A required field that is sent under its id.
    pub fn new(frame: &'a Frame, id: &str, label: &str, control: Control) -> Field<'a> {
        Field {
            frame,
            id: id.into(),
            name: id.into(),
            label: label.into(),
            hint: String::new(),
            error: None,
            provenance: None,
            lang: None,
            required: true,
            heading: false,
            control,
        }
    }

    /// Whether it is several controls under one legend.
    fn is_group(&self) -> bool {
        matches!(
            self.control,
            Control::Day(_) | Control::Radios(_) | Control::Checkboxes(_) | Control::YesNo(_)
        )
    }

    fn is_locked(&self) -> bool {
        matches!(self.control, Control::Locked(_))
    }

    /// The ids of what describes the field, in the order in which it is read out.
    fn described_by(&self) -> String {
        let said = [
            ("hint", !self.hint.is_empty()),
            ("limit", self.limit().is_some()),
            ("from", self.provenance.is_some()),
            ("error", self.error.is_some()),
        ];
        let ids =
            said.iter().filter(|(_, there)| *there).map(|(part, _)| format!("{}-{part}", self.id));
        ids.collect::<Vec<_>>().join(" ")
    }

    /// The id of the option at that place: the first has the field's own, so that a link to the field finds it.
    fn option_id(&self, place: usize) -> String {
        if place == 0 { self.id.clone() } else { format!("{}-{}", self.id, place + 1) }
    }

    /// As `option_id`, for the three fields of a day.
    fn part_id(&self, place: usize, part: &DayPart) -> String {
        if place == 0 { self.id.clone() } else { format!("{}-{}", self.id, part.name) }
    }

    /// The sentence that says how much is taken.
    fn limit(&self) -> Option<String> {
        match &self.control {
            Control::LongText(LongText { max_length: Some(max), .. }) => {
                let max = self.frame.count(i64::try_from(*max).unwrap_or(i64::MAX));
                Some(self.frame.tf("field.limit", &[("max", &max)]))
            }
            Control::File(file) => {
                let max = file.max_megabytes.to_string();
                Some(self.frame.tf("upload.limit", &[("kinds", &file.names()), ("max", &max)]))
            }
            _ => None,
        }
    }
}

impl HtmlSafe for Field<'_> {}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::texts::Texts;

    fn frame() -> Frame {
        Frame::new(Arc::new(Texts::house().unwrap()), Lang::new("en"), "Korea")
    }

    fn text(value: &str) -> Control {
        Control::Text(TextInput { value: value.into(), ..TextInput::default() })
    }

    #[test]
    fn a_mistake_is_tied_to_its_control() {
        let frame = frame();
        let mut field = Field::new(&frame, "name", "Full name", text("<b>"));
        field.hint = "As in your passport".into();
        field.error = Some("Enter your name".into());
        let html = field.render().unwrap();
        assert!(html.contains("for=\"name\""));
        assert!(html.contains("aria-describedby=\"name-hint name-error\""));
        assert!(html.contains("aria-invalid=\"true\""));
        assert!(html.contains("value=\"&#60;b&#62;\""), "{html}");
    }

    #[test]
    fn an_optional_question_says_so() {
        let frame = frame();
        let mut field = Field::new(&frame, "name", "Name", text(""));
        assert!(!field.render().unwrap().contains("(optional)"));
        field.required = false;
        assert!(field.render().unwrap().contains("(optional)"));
    }

    #[test]
    fn what_the_state_knows_is_shown_and_not_sent() {
        let frame = frame();
        let locked = Locked { shown: "12 Courtyard Road".into(), lang: None };
        let mut field = Field::new(&frame, "address", "Address", Control::Locked(locked));
        field.provenance = Some("From the resident register".into());
        let html = field.render().unwrap();
        assert!(html.contains("12 Courtyard Road") && html.contains("From the resident register"));
        assert!(!html.contains("<input"));
    }

    #[test]
    fn a_link_to_a_group_leads_to_its_first_control() {
        let frame = frame();
        let options = vec![Choice::new("a", "A"), Choice::new("b", "B")];
        let choices = Choices { options, chosen: vec!["b".into()] };
        let html = Field::new(&frame, "pick", "Pick", Control::Radios(choices)).render().unwrap();
        assert!(
            html.contains("<fieldset")
                && html.contains("id=\"pick\"")
                && html.contains("id=\"pick-2\"")
        );
        assert_eq!(html.matches(" checked").count(), 1);
        let html =
            Field::new(&frame, "born", "Born", Control::Day(DayParts::default())).render().unwrap();
        assert!(html.contains("id=\"born\" name=\"born-day\""), "{html}");
    }

    #[test]
    fn a_page_in_another_script_says_which() {
        let frame = frame();
        let mut field = Field::new(&frame, "x", "اسم", text(""));
        field.lang = Some(Lang::new("ar"));
        assert!(field.render().unwrap().contains("lang=\"ar\" dir=\"rtl\""));
    }
}
