//! What every page needs: who reads it, in which language, where they are, and what was just done.
//!
//! What may not happen here: reading anything. An office fills the frame; the frame only shows it.

use std::sync::Arc;

use vocabulary::{Lang, Text, fill};

use crate::assets;
use crate::components::Badge;
use crate::html::{Html, escape};
use crate::mark::mark;
use crate::texts::Texts;

/// How a thing is meant: the colour, and the word or mark that says the same to those who see no colour.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    #[default]
    Neutral,
    Info,
    Good,
    Warning,
    Bad,
}

impl Tone {
    /// The class of the style sheet.
    pub fn class(self) -> &'static str {
        match self {
            Tone::Neutral => "neutral",
            Tone::Info => "info",
            Tone::Good => "good",
            Tone::Warning => "warning",
            Tone::Bad => "bad",
        }
    }

    pub fn mark(self) -> Html {
        mark(match self {
            Tone::Neutral | Tone::Info => "info",
            Tone::Good => "check",
            Tone::Warning | Tone::Bad => "alert",
        })
    }
}

/// Which colours the reader chose; `Auto` follows the device.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mode {
    #[default]
    Auto,
    Light,
    Dark,
    /// Strong contrast: white and yellow on black.
    Contrast,
}

impl Mode {
    pub const ALL: [Mode; 4] = [Mode::Auto, Mode::Light, Mode::Dark, Mode::Contrast];

    pub fn as_str(self) -> &'static str {
        match self {
            Mode::Auto => "auto",
            Mode::Light => "light",
            Mode::Dark => "dark",
            Mode::Contrast => "contrast",
        }
    }

    pub fn parse(text: &str) -> Option<Mode> {
        Mode::ALL.into_iter().find(|mode| mode.as_str() == text)
    }
}

/// A link with its words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Link {
    pub href: String,
    pub label: String,
    /// Whether it leads to where the reader is.
    pub here: bool,
}

impl Link {
    pub fn new(href: &str, label: &str) -> Link {
        Link { href: href.into(), label: label.into(), here: false }
    }

    pub fn here(mut self, here: bool) -> Link {
        self.here = here;
        self
    }
}

/// Who is signed in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PersonBadge {
    pub name: String,
    /// `Resident`, `Officer · Madang-gu`, `For Hanbit Foods Ltd`.
    pub role: String,
    /// Their own first page: `/me` or `/office`.
    pub home: String,
}

/// A message across the page: what was just done, or what everybody must know.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Notice {
    pub tone: Tone,
    pub title: String,
    pub text: String,
}

impl Notice {
    pub fn new(tone: Tone, title: &str) -> Notice {
        Notice { tone, title: title.into(), text: String::new() }
    }

    /// What is wrong is read out at once, everything else when the reader pauses.
    pub fn role(&self) -> &'static str {
        if self.tone == Tone::Bad { "alert" } else { "status" }
    }
}

/// Everything around the content of a page. `Frame::new` gives one that works; the office sets the rest.
#[derive(Clone, Debug)]
pub struct Frame {
    pub texts: Arc<Texts>,
    /// The language of the page.
    pub lang: Lang,
    /// Every language to choose from, each with its name in itself: `("ko", "한국어")`.
    pub languages: Vec<(Lang, String)>,
    pub mode: Mode,
    /// The name of the country in the language of the page.
    pub country: String,
    /// The title of the page, for the tab and for screen readers.
    pub title: String,
    /// Whether the page came back with mistakes: the title then begins by saying so.
    pub wrong: bool,
    /// Path and query of the page, for the switches of language and colours. Empty on a page that cannot be asked for
    /// again (an answer to a POST): the switches then lead to the start.
    pub path: String,
    pub person: Option<PersonBadge>,
    /// The main menu.
    pub menu: Vec<Link>,
    /// From the start to the page above this one.
    pub breadcrumbs: Vec<Link>,
    /// What was just done.
    pub notice: Option<Notice>,
    /// What everybody in the country must know now.
    pub alert: Option<Notice>,
    /// Where help is found; at the same place on every page (WCAG 3.2.6).
    pub help: Option<Link>,
    /// Links of the footer: accessibility, privacy, journal, API.
    pub footer: Vec<Link>,
}

impl Frame {
    pub fn new(texts: Arc<Texts>, lang: Lang, country: &str) -> Frame {
        Frame {
            texts,
            lang,
            languages: Vec::new(),
            mode: Mode::Auto,
            country: country.into(),
            title: String::new(),
            wrong: false,
            path: "/".into(),
            person: None,
            menu: Vec::new(),
            breadcrumbs: Vec::new(),
            notice: None,
            alert: None,
            help: None,
            footer: Vec::new(),
        }
    }

    /// The text of that key in the language of the page.
    pub fn t<'a>(&'a self, key: &'a str) -> &'a str {
        self.texts.get(&self.lang, key)
    }

    /// The text of that key with its placeholders filled.
    pub fn tf(&self, key: &str, values: &[(&str, &str)]) -> String {
        fill(self.t(key), values)
    }

    /// The text for that many: `key.one` for one where the language has it, else `key.other`. `{count}` is filled.
    pub fn tn(&self, key: &str, count: i64, values: &[(&str, &str)]) -> String {
        let one = format!("{key}.one");
        let other = format!("{key}.other");
        let text = if count == 1 { self.texts.find(&self.lang, &one) } else { None };
        let number = self.count(count);
        let values: Vec<_> = values.iter().copied().chain([("count", number.as_str())]).collect();
        fill(text.unwrap_or_else(|| self.t(&other)), &values)
    }

    /// A text of the country on the page; marked with its language where that is another than the page's (WCAG 3.1.2).
    pub fn say(&self, text: &Text) -> Html {
        match self.foreign(text) {
            None => Html::text(text.get(&self.lang)),
            Some(lang) => {
                let mut html = format!("<span lang=\"{lang}\" dir=\"{}\">", lang.direction());
                escape(text.get(&self.lang), &mut html);
                html.push_str("</span>");
                Html::trusted(html)
            }
        }
    }

    /// The language of a text when it is shown in another than the page's.
    pub fn foreign(&self, text: &Text) -> Option<Lang> {
        Some(text.lang_of(&self.lang)).filter(|lang| *lang != self.lang)
    }

    /// What the tab shows, from the special to the general.
    pub fn tab_title(&self) -> String {
        let site = self.t("site.name");
        let page = if self.title.is_empty() {
            format!("{site} · {}", self.country)
        } else {
            format!("{} · {site} · {}", self.title, self.country)
        };
        if self.wrong { format!("{}: {page}", self.t("error.word")) } else { page }
    }

    pub fn mark(&self, name: &str) -> Html {
        mark(name)
    }

    pub fn stylesheet(&self) -> &'static str {
        &assets::css().path
    }

    pub fn script(&self) -> &'static str {
        &assets::script().path
    }

    pub fn icon(&self) -> &'static str {
        &assets::icon().path
    }

    /// This page in another language.
    pub fn in_language(&self, lang: &Lang) -> String {
        self.here_with("lang", lang.as_str())
    }

    /// This page in each choice of colours.
    pub fn modes(&self) -> Vec<Link> {
        let link = |mode: Mode| {
            let label = self.t(&format!("mode.{}", mode.as_str())).to_string();
            Link { href: self.here_with("mode", mode.as_str()), label, here: mode == self.mode }
        };
        Mode::ALL.into_iter().map(link).collect()
    }

    /// The strip at the top: this is the state, and no imitation of it.
    pub fn masthead(&self) -> String {
        self.tf("masthead.official", &[("country", &self.country)])
    }

    /// Who answers for the page.
    pub fn identifier(&self) -> String {
        self.tf("footer.identifier", &[("country", &self.country)])
    }

    /// The sign of the house: a roof over an open square.
    pub fn logo(&self) -> Html {
        crate::mark::logo()
    }

    fn here_with(&self, name: &str, value: &str) -> String {
        let (path, query) = self.path.split_once('?').unwrap_or((&self.path, ""));
        // Two slashes or a backslash at the beginning would lead to another house.
        let inside = path.starts_with('/') && !path.starts_with("//") && !path.contains('\\');
        let path = if inside { path } else { "/" };
        let ours = |pair: &&str| pair.split('=').next() == Some(name);
        let kept = query.split('&').filter(|pair| !pair.is_empty() && !ours(pair));
        let mut href = format!("{path}?");
        for pair in kept {
            href.push_str(pair);
            href.push('&');
        }
        href.push_str(name);
        href.push('=');
        href.push_str(value);
        href
    }

    /// The badge of a case's state, by its name: `waiting-person`.
    pub fn state(&self, state: &str) -> Badge {
        let tone = match state {
            "granted" => Tone::Good,
            "refused" => Tone::Bad,
            "waiting-person" | "waiting-payment" => Tone::Warning,
            "withdrawn" => Tone::Neutral,
            _ => Tone::Info,
        };
        Badge { tone, text: self.t(&format!("state.{state}")).to_string() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame() -> Frame {
        Frame::new(Arc::new(Texts::house().unwrap()), Lang::new("en"), "Korea")
    }

    #[test]
    fn the_switch_keeps_the_page_and_its_question() {
        let mut frame = frame();
        frame.path = "/services?q=%EC%B6%9C%EC%83%9D&lang=ko&language=x".into();
        let korean = frame.in_language(&Lang::new("ko"));
        assert_eq!(korean, "/services?q=%EC%B6%9C%EC%83%9D&language=x&lang=ko");
        frame.path = String::new();
        assert_eq!(frame.modes()[2].href, "/?mode=dark");
        frame.path = "//elsewhere.example/x".into();
        assert_eq!(frame.modes()[2].href, "/?mode=dark");
    }

    #[test]
    fn a_text_in_another_language_says_which() {
        let frame = frame();
        let text = Text::of("ar", "خدمة <1>");
        let html = "<span lang=\"ar\" dir=\"rtl\">خدمة &lt;1&gt;</span>";
        assert_eq!(frame.say(&text).as_str(), html);
        assert_eq!(frame.say(&text.with("en", "Service")).as_str(), "Service");
    }

    #[test]
    fn one_and_many_are_said_differently() {
        let frame = frame();
        assert_eq!(frame.tn("deadline.left", 1, &[]), "1 working day left");
        assert_eq!(frame.tn("deadline.left", 1200, &[]), "1,200 working days left");
    }

    #[test]
    fn the_title_says_first_that_something_is_wrong() {
        let mut frame = frame();
        frame.title = "Your address".into();
        frame.wrong = true;
        assert_eq!(frame.tab_title(), "Error: Your address · Madang · Korea");
    }
}
