//! A decision on the page of a case: what it says first, then what it rests on and what would change it.
//!
//! What may not happen here: a word that the letter would not say as well.

use askama::Template;
use courtyard::decisions::{Decision, Outcome};
use pages::components::{Action, Details, NoticeBox, SummaryList, SummaryRow};
use pages::{Frame, Html, Link, Tone};

use super::heading;
use crate::decided;
use crate::grounds::{About, Account, Fact};

/// Sentences, one under the other.
#[derive(Template)]
#[template(
    source = "<h3>{{ heading }}</h3><ul>{% for line in lines %}<li>{{ line }}</li>{% endfor %}</ul>",
    ext = "html"
)]
struct Sentences<'a> {
    heading: &'a str,
    lines: &'a [String],
}

/// Where the rule is to be read.
#[derive(Template)]
#[template(
    source = "<p>{{ text }} <a href=\"{{ link.href }}\">{{ link.label }}</a></p>",
    ext = "html"
)]
struct Rule<'a> {
    text: &'a str,
    link: &'a Link,
}

/// A decision of the reader's own case.
pub fn own(about: &About<'_>, made: &Decision, is_last: bool) -> Vec<Html> {
    let frame = about.frame;
    let told = decided::tell(about, made, is_last);
    let tone = if made.outcome == Outcome::Granted { Tone::Good } else { Tone::Bad };
    let reasons = told.reasons.iter().map(|(text, article)| format!("{text}\n({article})"));
    let reasons = reasons.collect::<Vec<_>>().join("\n\n");
    let body = Html::all([Html::paragraphs(&reasons), Html::paragraphs(&told.note)]);
    let rows = told.rows.iter();
    let rows = rows.map(|(label, value)| SummaryRow::new(label, Html::paragraphs(value))).collect();
    let mut pieces = vec![
        heading(&told.heading),
        Html::of(&NoticeBox { tone, title: told.outcome, body }),
        Html::of(&SummaryList { frame, rows }),
    ];
    pieces.extend(grounds(frame, &told.account));
    let letter = format!("/cases/{}/decisions/{}/paper", made.case, made.id);
    pieces.push(Html::of(&Action::link(&letter, frame.t("decision.letter")).second()));
    pieces
}

/// What a decision rests on, to be opened; what would change it stands open.
pub fn grounds(frame: &Frame, account: &Account) -> Vec<Html> {
    let mut pieces = Vec::new();
    if !account.turns.is_empty() {
        let heading = frame.t("grounds.turns");
        pieces.push(Html::of(&Sentences { heading, lines: &account.turns }));
    }
    pieces.extend(account.note.as_deref().map(Html::paragraphs));
    pieces.extend(listed(frame, "grounds.steps", &account.steps));
    pieces.extend(listed(frame, "grounds.facts", &account.facts));
    if !account.trace.is_empty() {
        let body = Html::paragraphs(&account.trace.join("\n"));
        pieces.push(Html::of(&Details { summary: frame.t("decision.trace").to_string(), body }));
    }
    let table = account.table.as_ref();
    pieces.extend(table.map(|link| Html::of(&Rule { text: frame.t("grounds.table"), link })));
    pieces
}

fn listed(frame: &Frame, summary: &str, facts: &[Fact]) -> Option<Html> {
    let row = |fact: &Fact| {
        let mut row = SummaryRow::new(&fact.label, Html::text(&fact.value));
        row.provenance = Some(fact.source.clone());
        row
    };
    let rows: Vec<SummaryRow> = facts.iter().map(row).collect();
    (!rows.is_empty()).then(|| {
        let body = Html::of(&SummaryList { frame, rows });
        Html::of(&Details { summary: frame.t(summary).to_string(), body })
    })
}
