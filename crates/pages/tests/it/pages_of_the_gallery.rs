//! What holds for every page, in every language and mode.

use std::collections::BTreeSet;

use pages::{Mode, gallery};

use crate::markup::{self, Element};

/// Every page with its elements; the name says which in a failing test.
fn every_page() -> Vec<(String, String, Vec<Element>)> {
    let mut all = Vec::new();
    for lang in gallery::LANGUAGES {
        for mode in Mode::ALL {
            for (name, html) in gallery::pages(lang, mode).unwrap() {
                let name = format!("{name} in {lang}, {}", mode.as_str());
                let elements =
                    markup::read(&html).unwrap_or_else(|wrong| panic!("{name}: {wrong}"));
                all.push((name, html, elements));
            }
        }
    }
    all
}

fn ids(elements: &[Element]) -> Vec<&str> {
    elements.iter().filter_map(|e| e.get("id")).collect()
}

#[test]
fn every_id_is_there_once_and_every_tie_leads_to_one() {
    for (page, _, elements) in every_page() {
        let all = ids(&elements);
        let known: BTreeSet<&str> = all.iter().copied().collect();
        assert_eq!(known.len(), all.len(), "{page} has an id twice");
        for element in &elements {
            for tie in ["for", "aria-describedby", "aria-labelledby", "aria-controls"] {
                for id in element.get(tie).unwrap_or("").split_whitespace() {
                    assert!(known.contains(id), "{page}: {tie}={id} leads nowhere");
                }
            }
            let target = element.get("href").and_then(|href| href.strip_prefix('#'));
            assert!(target.is_none_or(|id| known.contains(id)), "{page}: {target:?} leads nowhere");
        }
    }
}

#[test]
fn every_control_has_its_label() {
    for (page, _, elements) in every_page() {
        let labelled: BTreeSet<&str> =
            elements.iter().filter(|e| e.name == "label").filter_map(|e| e.get("for")).collect();
        for element in &elements {
            let asks = matches!(element.name.as_str(), "input" | "select" | "textarea");
            if asks && element.get("type") != Some("hidden") {
                let id = element.get("id").unwrap_or_default();
                assert!(labelled.contains(id), "{page}: {element:?} has no label");
            }
        }
    }
}

#[test]
fn every_page_has_one_heading_of_the_first_level_one_main_and_its_language() {
    for (page, _, elements) in every_page() {
        let count = |name: &str| elements.iter().filter(|e| e.name == name).count();
        assert_eq!((count("h1"), count("main"), count("title")), (1, 1, 1), "{page}");
        let html = elements.iter().find(|e| e.name == "html").unwrap();
        let direction = if html.get("lang") == Some("ar") { "rtl" } else { "ltr" };
        assert_eq!(html.get("dir"), Some(direction), "{page}");
    }
}

#[test]
fn headings_leave_out_no_level() {
    for (page, _, elements) in every_page() {
        let levels = elements.iter().filter_map(|e| e.name.strip_prefix('h')?.parse::<u8>().ok());
        let mut last = 1;
        for level in levels {
            assert!(level <= last + 1, "{page}: h{level} after h{last}");
            last = level;
        }
    }
}

#[test]
fn nothing_in_a_page_needs_a_looser_policy() {
    for (page, html, elements) in every_page() {
        assert!(
            !html.contains("http://") && !html.contains("https://"),
            "{page} leads out of the house"
        );
        for element in &elements {
            assert_ne!(element.name, "style", "{page}");
            for attribute in element.attributes.keys() {
                let inline = attribute == "style" || attribute.starts_with("on");
                assert!(!inline, "{page}: {element:?} has {attribute}");
            }
        }
        let scripts: Vec<_> = elements.iter().filter(|e| e.name == "script").collect();
        assert!(
            scripts.iter().all(|e| e.get("src").is_some_and(|src| src.starts_with("/assets/"))),
            "{page}"
        );
    }
}

#[test]
fn no_key_and_no_placeholder_is_left_on_a_page() {
    let texts = pages::Texts::house().unwrap();
    for (page, html, _) in every_page() {
        assert!(!html.contains(">gallery.") && !html.contains("=\"gallery."), "{page}");
        for key in texts.keys("en") {
            assert!(!html.contains(&format!(">{key}<")), "{page} shows the key {key}");
        }
        assert!(
            !html.contains("{count}") && !html.contains("{name}") && !html.contains("{day}"),
            "{page}"
        );
    }
}

#[test]
fn components_are_not_escaped() {
    for (page, html, _) in every_page() {
        assert!(!html.contains("&#60;") && !html.contains("&lt;"), "{page}");
    }
}
