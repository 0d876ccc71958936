//! Line drawings that stand beside words: drawn here, on a grid of 24 by 24, in the colour of the text.
//!
//! What may not happen here: a mark that says something which no word beside it says. Screen readers pass over all of them.

use crate::html::Html;

/// Each mark's name and lines. The life and business events of a country find theirs by the event's id.
const MARKS: &[(&str, &str)] = &[
    ("check", "M5 12.5l4.5 4.5L19 7.5"),
    ("alert", "M12 4 2.8 20h18.4zM12 10v4.5M12 17.3v.01"),
    ("info", "M21 12a9 9 0 1 1-18 0 9 9 0 0 1 18 0M12 11v5.5M12 7.6v.01"),
    ("search", "M17 10.5a6.5 6.5 0 1 1-13 0 6.5 6.5 0 0 1 13 0M15.5 15.5 21 21"),
    ("lock", "M6 11h12v9H6zM8 11V8a4 4 0 0 1 8 0v3"),
    ("file", "M6 3h8l4 4v14H6zM14 3v4h4M9 12h6M9 16h6"),
    ("arrow", "M9 5.5l6.5 6.5L9 18.5"),
    ("back", "M15 5.5 8.5 12l6.5 6.5"),
    (
        "person",
        "M15.5 8a3.5 3.5 0 1 1-7 0 3.5 3.5 0 0 1 7 0M4.5 20.5c.8-4.2 3.8-6 7.5-6s6.7 1.8 7.5 6",
    ),
    ("eye", "M2 12s3.8-7 10-7 10 7 10 7-3.8 7-10 7-10-7-10-7M15 12a3 3 0 1 1-6 0 3 3 0 0 1 6 0"),
    ("clock", "M21 12a9 9 0 1 1-18 0 9 9 0 0 1 18 0M12 7v5.2l3.2 2"),
    (
        "globe",
        "M21 12a9 9 0 1 1-18 0 9 9 0 0 1 18 0M3 12h18M12 3c3.5 4 3.5 14 0 18M12 3c-3.5 4-3.5 14 0 18",
    ),
    ("register", "M5 4h11a3 3 0 0 1 3 3v13H8a3 3 0 0 1-3-3zM5 17a3 3 0 0 1 3-3h11M9 8h6"),
    ("screen", "M21 12a9 9 0 1 1-18 0 9 9 0 0 1 18 0M12 3v18M12 7.5h6.5M12 12h8.5M12 16.5h6.5"),
    (
        "having-a-child",
        "M20 12.5a8 8 0 1 1-16 0 8 8 0 0 1 16 0M9 11.5v.01M15 11.5v.01M9 15q3 2.5 6 0M12 4.5c2.5-1.5 3 1.5 1 2.5",
    ),
    (
        "raising-a-child",
        "M11 6.5a2.5 2.5 0 1 1-5 0 2.5 2.5 0 0 1 5 0M4 20c0-5.5 1.5-8 4.5-8s4.5 2.5 4.5 8M18.5 11a2 2 0 1 1-4 0 2 2 0 0 1 4 0M16.5 15.5c2.2 0 3.5 1.5 3.5 4.5",
    ),
    ("studying", "M2 9.5l10-5 10 5-10 5zM6 12v4.5c3 2.5 9 2.5 12 0V12M22 9.5v5"),
    (
        "becoming-an-adult",
        "M3 5.5h18v13H3zM10.5 10.5a2 2 0 1 1-4 0 2 2 0 0 1 4 0M5.5 15.5q3-3 6 0M14 10h4M14 14h4",
    ),
    ("working", "M3 8h18v11.5H3zM9 8V5h6v3M3 13h18M12 12v2"),
    ("moving", "M3 11.5 12 4l9 7.5M6 9.5V20h12V9.5M10 20v-6h4v6"),
    (
        "buying-a-home",
        "M11.5 14a4 4 0 1 1-8 0 4 4 0 0 1 8 0M10.5 11.5 19 4M16 7l2.5 2.5M13.5 9l2 2",
    ),
    (
        "owning-a-car",
        "M4 17v-4.5L6 7h12l2 5.5V17zM4 12.5h16M5.5 17v2.5M18.5 17v2.5M7.5 14.8v.01M16.5 14.8v.01",
    ),
    (
        "marriage",
        "M14.5 14a5.5 5.5 0 1 1-11 0 5.5 5.5 0 0 1 11 0M20.5 14a5.5 5.5 0 1 1-11 0 5.5 5.5 0 0 1 11 0M10 5l2 2 2-2",
    ),
    ("retirement", "M2.5 18.5h19M6 18.5a6 6 0 0 1 12 0M12 5.5v3M4.5 9.5l2 2M19.5 9.5l-2 2"),
    (
        "disability",
        "M11.5 4a1.5 1.5 0 1 1-3 0 1.5 1.5 0 0 1 3 0M10 8v6h5l3 5.5M10 10.5h4.5M7.5 11.5a5 5 0 1 0 6.5 6.5",
    ),
    (
        "illness",
        "M12 20.5s-8.5-5-8.5-11A4.5 4.5 0 0 1 12 7a4.5 4.5 0 0 1 8.5 2.5c0 6-8.5 11-8.5 11M12 10v5M9.5 12.5h5",
    ),
    (
        "bereavement",
        "M9 21V11.5h6V21M7 21h10M12 11.5V9.5M12 3c2.2 2.2 2.5 5.5 0 6.5-2.5-1-2.2-4.3 0-6.5",
    ),
    (
        "coming-to-korea",
        "M3 20.5h18M21 14.5 5.5 10.5l-1-5 1.8.5 1.2 2.5 4 1L10.5 3l2 .5 4 7.5 3.5 1c1.5.5 2 2 1 2.5",
    ),
    ("travelling-abroad", "M6 3h12v18H6zM15 10a3 3 0 1 1-6 0 3 3 0 0 1 6 0M9 17h6"),
    ("hard-times", "M3 12a9 9 0 0 1 18 0zM12 3V1.8M12 12v6.5a2 2 0 0 0 4 0"),
    ("starting-a-business", "M3.5 10 5 4.5h14l1.5 5.5zM5 10v10h14V10M10 20v-6h4v6"),
    ("running-a-business", "M4 4v16h16.5M8.5 16v-4M12.5 16V8M16.5 16v-6"),
];

/// The courtyard, for what has no mark of its own: a house around an open square.
const COURTYARD: &str = "M3 5q9 2.5 18 0v14.5H3zM8.5 10.5h7v5.5h-7z";

/// The mark of that name, or the courtyard.
pub fn mark(name: &str) -> Html {
    let lines =
        MARKS.iter().find(|(known, _)| *known == name).map_or(COURTYARD, |(_, lines)| lines);
    // What points forwards points the other way where the script does; the style sheet turns this class round.
    let class = if matches!(name, "arrow" | "back") { "mark turns" } else { "mark" };
    Html::trusted(format!(
        "<svg class=\"{class}\" viewBox=\"0 0 24 24\" aria-hidden=\"true\"><path d=\"{lines}\"/></svg>"
    ))
}

/// The sign of the house in its own colours.
pub(crate) fn logo() -> Html {
    Html::trusted(
        "<svg class=\"logo\" viewBox=\"0 0 64 64\" aria-hidden=\"true\">\
         <path d=\"M8 12q24 7 48 0v40a3 3 0 0 1-3 3H11a3 3 0 0 1-3-3zm12 13h24v18H20z\" fill-rule=\"evenodd\"/>\
         <rect x=\"28\" y=\"30\" width=\"8\" height=\"8\" rx=\"1\"/></svg>"
            .into(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_is_passed_over_by_screen_readers() {
        for (name, _) in MARKS {
            assert!(mark(name).as_str().contains("aria-hidden=\"true\""));
        }
    }

    #[test]
    fn an_unknown_name_gives_the_courtyard() {
        assert!(mark("<script>").as_str().contains(COURTYARD));
    }
}
