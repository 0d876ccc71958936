//! The plain page that most pages are: pieces under one heading, and the forms that stand among them.
//!
//! What may not happen here: a page of one office alone, a form that needs a script.

use askama::Template;
use askama::filters::HtmlSafe;

use crate::frame::Frame;
use crate::html::Html;

/// A page of pieces under one heading.
#[derive(Template)]
#[template(path = "plain.html")]
pub struct Plain<'a> {
    pub frame: &'a Frame,
    /// `narrow` for what is read or filled in, `wide` for lists and desks.
    pub width: &'static str,
    /// Empty where a piece carries the heading.
    pub heading: Html,
    pub pieces: Vec<Html>,
}

/// A form around pieces.
#[derive(Template)]
#[template(path = "form.html")]
pub struct Form<'a> {
    pub action: &'a str,
    pub files: bool,
    pub hidden: Vec<(&'a str, String)>,
    pub pieces: Vec<Html>,
}

/// A form that asks and changes nothing: what was asked stands in the address.
#[derive(Template)]
#[template(
    source = "<form method=\"get\" action=\"{{ action }}\" novalidate>{% for piece in pieces %}{{ piece }}{% endfor %}</form>",
    ext = "html"
)]
pub struct Asking<'a> {
    pub action: &'a str,
    pub pieces: Vec<Html>,
}

/// A heading within a page.
pub fn heading(text: &str) -> Html {
    Html::of(&Heading { text })
}

#[derive(Template)]
#[template(source = "<h2>{{ text }}</h2>", ext = "html")]
struct Heading<'a> {
    text: &'a str,
}

impl HtmlSafe for Form<'_> {}
