//! Text that is already HTML, so that components can stand inside components.
//!
//! What may not happen here: text of a person becoming HTML without being escaped.

use std::fmt::{self, Write};

use askama::filters::HtmlSafe;
use askama::{FastWritable, Template, Values};

/// A piece of HTML that is safe to put on a page as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Html(String);

impl Html {
    /// A component, rendered. Templates fail only when a value's `Display` fails, which none of ours does; then nothing
    /// is shown and the log says why.
    pub fn of(component: &impl Template) -> Html {
        Html(component.render().unwrap_or_else(|error| {
            tracing::error!(%error, "a component did not render");
            String::new()
        }))
    }

    /// Plain text, escaped.
    pub fn text(text: &str) -> Html {
        let mut html = String::with_capacity(text.len());
        escape(text, &mut html);
        Html(html)
    }

    /// A link with plain text in it.
    pub fn link(href: &str, text: &str) -> Html {
        let mut html = String::from("<a href=\"");
        escape(href, &mut html);
        html.push_str("\">");
        escape(text, &mut html);
        html.push_str("</a>");
        Html(html)
    }

    /// Plain text as paragraphs: an empty line separates them, a line end breaks the line.
    pub fn paragraphs(text: &str) -> Html {
        let mut html = String::with_capacity(text.len() + 16);
        let text = text.replace("\r\n", "\n");
        for paragraph in text.split("\n\n").map(str::trim).filter(|p| !p.is_empty()) {
            html.push_str("<p>");
            for (place, line) in paragraph.lines().enumerate() {
                if place > 0 {
                    html.push_str("<br>");
                }
                escape(line.trim(), &mut html);
            }
            html.push_str("</p>");
        }
        Html(html)
    }

    /// One piece after the other.
    pub fn all(pieces: impl IntoIterator<Item = Html>) -> Html {
        Html(pieces.into_iter().map(|piece| piece.0).collect())
    }

    pub(crate) fn trusted(html: String) -> Html {
        Html(html)
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// The five characters that mean something in HTML text and in quoted attributes.
pub(crate) fn escape(text: &str, html: &mut String) {
    for sign in text.chars() {
        match sign {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&#34;"),
            '\'' => html.push_str("&#39;"),
            other => html.push(other),
        }
    }
}

impl fmt::Display for Html {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FastWritable for Html {
    fn write_into(&self, dest: &mut dyn Write, _: &dyn Values) -> askama::Result<()> {
        Ok(dest.write_str(&self.0)?)
    }
}

impl HtmlSafe for Html {}

impl From<&str> for Html {
    fn from(text: &str) -> Html {
        Html::text(text)
    }
}

impl From<String> for Html {
    fn from(text: String) -> Html {
        Html::text(&text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_of_a_person_never_becomes_markup() {
        let evil = "<script>'\"&</script>";
        assert_eq!(Html::text(evil).as_str(), "&lt;script&gt;&#39;&#34;&amp;&lt;/script&gt;");
        assert!(!Html::link(evil, evil).as_str().contains("<script"));
        assert!(!Html::paragraphs(evil).as_str().contains("<script"));
    }

    #[test]
    fn an_empty_line_begins_a_paragraph() {
        let html = Html::paragraphs("one\ntwo\r\n\r\n\r\nthree\n");
        assert_eq!(html.as_str(), "<p>one<br>two</p><p>three</p>");
    }
}
