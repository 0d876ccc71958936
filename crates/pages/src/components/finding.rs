//! How a service is found: the search box, life events, filters, cards of services.
//!
//! What may not happen here: searching, ordering, counting. The catalogue does that.

use askama::Template;
use askama::filters::HtmlSafe;
use vocabulary::Lang;

use crate::frame::{Frame, Link};

/// A box to search with. Sends `q` by GET.
#[derive(Clone, Debug, Template)]
#[template(path = "components/search_box.html")]
pub struct SearchBox<'a> {
    pub frame: &'a Frame,
    /// Where it is sent: `/services`.
    pub action: String,
    pub value: String,
    /// Seen above the box; where it is empty, screen readers are told the usual words.
    pub label: String,
    pub large: bool,
    /// What is sent along: filters that are set.
    pub kept: Vec<(String, String)>,
}

impl<'a> SearchBox<'a> {
    pub fn new(frame: &'a Frame, action: &str, value: &str) -> SearchBox<'a> {
        SearchBox {
            frame,
            action: action.into(),
            value: value.into(),
            label: String::new(),
            large: false,
            kept: Vec::new(),
        }
    }
}

/// The top of the first page: what the house is for, and the search.
#[derive(Template)]
#[template(path = "components/hero.html")]
pub struct Hero<'a> {
    pub frame: &'a Frame,
    /// The heading of the page.
    pub title: String,
    pub text: String,
    pub search: SearchBox<'a>,
    /// What others look for; may be empty.
    pub often: Vec<Link>,
}

/// One filter.
#[derive(Clone, Debug, Default)]
pub struct Chip {
    pub label: String,
    /// The page with this filter set, or unset when it is on.
    pub href: String,
    pub on: bool,
    /// How many would be left.
    pub count: Option<i64>,
}

/// Filters as links: they work without a script and can be kept as a bookmark.
#[derive(Template)]
#[template(path = "components/chips.html")]
pub struct Chips<'a> {
    pub frame: &'a Frame,
    /// What is filtered: "By agency".
    pub label: String,
    pub chips: Vec<Chip>,
}

/// A service in a list.
#[derive(Clone, Debug, Default)]
pub struct ServiceCard {
    pub title: String,
    pub href: String,
    pub summary: String,
    pub agency: String,
    /// The language of title and summary, where it is not the page's.
    pub lang: Option<Lang>,
    /// Short facts: "Free", "At once", "Online".
    pub facts: Vec<String>,
}

/// Services, as a list of cards.
#[derive(Template)]
#[template(path = "components/service_cards.html")]
pub struct ServiceCards {
    pub cards: Vec<ServiceCard>,
    /// The level of each card's heading: one below the heading above the list, from 2 to 6.
    pub level: u8,
}

/// A life event.
#[derive(Clone, Debug, Default)]
pub struct Tile {
    pub title: String,
    pub href: String,
    /// The name of its mark: the event's id. What has no mark of its own gets the courtyard.
    pub mark: String,
    pub lang: Option<Lang>,
}

/// Life events, as tiles.
#[derive(Template)]
#[template(path = "components/tiles.html")]
pub struct Tiles {
    pub tiles: Vec<Tile>,
}

impl HtmlSafe for SearchBox<'_> {}
impl HtmlSafe for Hero<'_> {}
impl HtmlSafe for Chips<'_> {}
impl HtmlSafe for ServiceCards {}
impl HtmlSafe for Tiles {}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::texts::Texts;

    #[test]
    fn a_filter_that_is_on_says_so_without_colour() {
        let frame = Frame::new(Arc::new(Texts::house().unwrap()), Lang::new("en"), "");
        let chip =
            Chip { label: "Tax".into(), href: "/services".into(), on: true, count: Some(1200) };
        let html =
            Chips { frame: &frame, label: "By topic".into(), chips: vec![chip] }.render().unwrap();
        assert!(html.contains("aria-current=\"true\"") && html.contains("1,200"));
    }

    #[test]
    fn a_search_keeps_its_filters_and_its_words() {
        let frame = Frame::new(Arc::new(Texts::house().unwrap()), Lang::new("en"), "");
        let mut search = SearchBox::new(&frame, "/services", "\"birth\"");
        search.kept = vec![("agency".into(), "madang".into())];
        let html = search.render().unwrap();
        assert!(html.contains("role=\"search\"") && html.contains("value=\"&#34;birth&#34;\""));
        assert!(html.contains("type=\"hidden\" name=\"agency\" value=\"madang\""));
    }
}
