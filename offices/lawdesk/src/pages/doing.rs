//! What can be done with a proposal: by its author while it is a draft, by another officer once it is sent.
//!
//! What may not happen here: a button for what the act would refuse.

use courtyard::proposals::{self, Proposal, Stage};
use doors::Visit;
use pages::components::{Action, Aim, Weight};
use pages::fields::{Control, Field, LongText};
use pages::{Form, Frame, Html, heading};
use vocabulary::Refusal;

use super::sentence;

fn path(proposal: &Proposal, act: &str) -> String {
    format!("/law-desk/proposals/{}/{act}", proposal.id)
}

fn is_own_draft(visit: &Visit, proposal: &Proposal) -> bool {
    proposal.stage == Stage::Draft && proposal.author == visit.actor.id
}

/// A form of one button.
fn button(action: &str, label: &str, weight: Weight) -> Html {
    let aim = Aim::Send { name: String::new(), value: String::new() };
    let pieces = vec![Html::of(&Action { label: label.to_string(), weight, aim })];
    Html::of(&Form { action, files: false, hidden: Vec::new(), pieces })
}

/// What its author can do with one of its changes, by the address of that below the desk.
pub fn with_change(visit: &Visit, frame: &Frame, proposal: &Proposal, address: &str) -> Vec<Html> {
    if !is_own_draft(visit, proposal) {
        return Vec::new();
    }
    let form = Action::link(&path(proposal, address), frame.t("lawdesk.go-on"));
    let mut pieces = vec![Html::of(&form.second())];
    if proposal.draft.changes.len() > 1 {
        let removal = path(proposal, &format!("{address}/removal"));
        pieces.push(button(&removal, frame.t("lawdesk.take-out"), Weight::Second));
    }
    pieces
}

/// What can be done with the whole.
pub fn doing(
    visit: &Visit,
    frame: &Frame,
    proposal: &Proposal,
    refused: Option<&(Refusal, String)>,
) -> Vec<Html> {
    let is_own = proposal.author == visit.actor.id;
    match (proposal.stage, is_own) {
        (Stage::Draft, true) => {
            let submission = path(proposal, "submission");
            let more = Action::link(&path(proposal, "more"), frame.t("lawdesk.more"));
            vec![
                heading(frame.t("lawdesk.whole")),
                button(&submission, frame.t("lawdesk.send"), Weight::First),
                Html::of(&more.second()),
                button(&path(proposal, "removal"), frame.t("lawdesk.discard"), Weight::Warning),
            ]
        }
        (Stage::Submitted, false) => {
            vec![heading(frame.t("lawdesk.review")), review(frame, proposal, refused)]
        }
        (Stage::Submitted, true) => vec![Html::paragraphs(frame.t("lawdesk.waits"))],
        (Stage::Draft, false) => vec![Html::paragraphs(frame.t("lawdesk.not-sent"))],
        (Stage::Published | Stage::Discarded, _) => Vec::new(),
    }
}

fn review(frame: &Frame, proposal: &Proposal, refused: Option<&(Refusal, String)>) -> Html {
    let value = refused.map(|(_, words)| words.clone()).unwrap_or_default();
    let max_length = Some(proposals::WORDS_MAX);
    let control = Control::LongText(LongText { value, rows: 4, max_length });
    let mut words = Field::new(frame, "words", frame.t("lawdesk.words"), control);
    words.hint = frame.t("lawdesk.words-hint").to_string();
    words.required = false;
    let about_words = refused.filter(|(refusal, _)| refusal.key.starts_with("proposal.words"));
    words.error = about_words.map(|(refusal, _)| sentence(frame, refusal));
    let button = |value: &str, key: &str, weight: Weight| {
        let aim = Aim::Send { name: "do".into(), value: value.into() };
        Html::of(&Action { label: frame.t(key).to_string(), weight, aim })
    };
    let pieces = vec![
        Html::of(&words),
        button("publish", "lawdesk.publish", Weight::First),
        button("return", "lawdesk.send-back", Weight::Second),
    ];
    let hidden = vec![("seen", proposal.written.clone())];
    Html::of(&Form { action: &path(proposal, "review"), files: false, hidden, pieces })
}
