//! Every component once, in Korean, English and Arabic, and four pages as an office would make them: for tests and
//! screenshots. The people and cases in it are invented.
//!
//! What may not happen here: anything that a running house would show.

mod parts;
mod people;

use std::sync::Arc;

use askama::Template;
use vocabulary::{Lang, Mistake};

use crate::components::{Action, Confirmation, Hero, KeyFigures, Steps, Tiles};
use crate::fields::Field;
use crate::frame::{Frame, Link, Mode, Notice, PersonBadge, Tone};
use crate::html::Html;
use crate::problem::{Kind, Problem, error_page};
use crate::texts::Texts;

/// The languages of the gallery. Arabic runs from right to left.
pub const LANGUAGES: [&str; 3] = ["ko", "en", "ar"];

/// The pages of the gallery, each in the language given: a name for a file, and the page.
pub fn pages(lang: &str, mode: Mode) -> Result<Vec<(&'static str, String)>, Mistake> {
    let mut frame = frame(lang)?;
    frame.mode = mode;
    let failure =
        Problem { failure: Some("8F2K-41QX".into()), ..Problem::new(&frame, Kind::Failure) };
    Ok(vec![
        ("components", components(&frame)),
        ("front", front(&frame)),
        ("mine", people::own_page(&frame)),
        ("question", question(&frame)),
        ("check", people::check_page(&frame)),
        ("done", done(&frame)),
        ("failure", error_page(&frame, &failure)),
    ])
}

/// The page with every component.
pub fn gallery(lang: &str) -> Result<String, Mistake> {
    frame(lang).map(|frame| components(&frame))
}

/// A frame with everything in it.
fn frame(lang: &str) -> Result<Frame, Mistake> {
    let texts = Texts::house()?
        .with("ko", "gallery/ko.toml", include_str!("ko.toml"))?
        .with("en", "gallery/en.toml", include_str!("en.toml"))?
        .with("ar", "gallery/ar.toml", include_str!("ar.toml"))?;
    let mut frame = Frame::new(Arc::new(texts), Lang::new(lang), "");
    frame.country = frame.t("gallery.country").into();
    frame.languages = [("ko", "한국어"), ("en", "English"), ("ar", "العربية")]
        .map(|(tag, name)| (Lang::new(tag), name.to_string()))
        .to_vec();
    let link = |href: &str, key: &str| Link::new(href, frame.t(key));
    let menu = vec![
        link("/services", "nav.services").here(true),
        link("/me", "nav.mine"),
        link("/verify", "nav.verify"),
    ];
    let footer = vec![
        link("/about", "footer.about"),
        link("/accessibility", "footer.accessibility"),
        link("/privacy", "footer.privacy"),
        link("/journal", "nav.journal"),
        link("/api", "footer.open"),
    ];
    frame.help = Some(link("/help", "gallery.help"));
    (frame.menu, frame.footer) = (menu, footer);
    Ok(frame)
}

fn signed_in(frame: &Frame) -> Frame {
    let mut frame = frame.clone();
    frame.person = Some(PersonBadge {
        name: frame.t("gallery.person").into(),
        role: frame.t("role.citizen").into(),
        home: "/me".into(),
    });
    frame
}

#[derive(Template)]
#[template(path = "gallery/components.html")]
struct Components<'a> {
    frame: &'a Frame,
    sections: Vec<(&'static str, Html)>,
}

fn components(frame: &Frame) -> String {
    let mut frame = signed_in(frame);
    frame.title = frame.t("gallery.title").into();
    frame.wrong = true;
    frame.breadcrumbs =
        vec![Link::new("/", frame.t("nav.home")), Link::new("/services", frame.t("nav.services"))];
    frame.alert = Some(Notice {
        tone: Tone::Warning,
        title: frame.t("gallery.alert").into(),
        text: frame.t("gallery.alert-text").into(),
    });
    frame.notice = Some(Notice::new(Tone::Good, frame.t("draft.saved")));
    let sections = parts::sections(&frame);
    Html::of(&Components { frame: &frame, sections }).to_string()
}

#[derive(Template)]
#[template(path = "gallery/front.html")]
struct Front<'a> {
    frame: &'a Frame,
    hero: Hero<'a>,
    tiles: Tiles,
    popular: Html,
    figures: KeyFigures,
}

fn front(frame: &Frame) -> String {
    let mut frame = frame.clone();
    frame.menu.iter_mut().for_each(|link| link.here = false);
    let page = Front {
        frame: &frame,
        hero: parts::hero(&frame),
        tiles: parts::tiles(&frame),
        popular: Html::of(&parts::service_cards(&frame)),
        figures: parts::key_figures(&frame),
    };
    Html::of(&page).to_string()
}

#[derive(Template)]
#[template(path = "gallery/question.html")]
struct Question<'a> {
    frame: &'a Frame,
    steps: Steps<'a>,
    fields: Vec<Field<'a>>,
    next: Action,
    save: Action,
}

fn question(frame: &Frame) -> String {
    let mut frame = signed_in(frame);
    frame.title = frame.t("gallery.moved").into();
    frame.menu.clear();
    let page = Question {
        frame: &frame,
        steps: Steps { frame: &frame, step: 2, of: 5, back: Some("/apply/1".into()) },
        fields: vec![parts::question(&frame)],
        next: Action::send(frame.t("action.continue")),
        save: Action::send(frame.t("action.save-later")).second(),
    };
    Html::of(&page).to_string()
}

#[derive(Template)]
#[template(path = "gallery/done.html")]
struct Done<'a> {
    frame: &'a Frame,
    confirmation: Confirmation,
    next: Html,
    mine: Action,
}

fn done(frame: &Frame) -> String {
    let mut frame = signed_in(frame);
    frame.title = frame.t("confirm.title").into();
    let page = Done {
        frame: &frame,
        confirmation: parts::confirmation(&frame),
        next: Html::of(&people::timeline(&frame)),
        mine: Action::link("/me", frame.t("nav.mine")).second(),
    };
    Html::of(&page).to_string()
}
