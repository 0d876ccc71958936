//! A proposal: what it changes, what is wrong with it, and what can be done: sent, sent back, published.
//!
//! What may not happen here: a button for what the act would refuse, a publication whose text the reviewer has not seen.

use axum::extract::Path;
use axum::response::Response;
use country::examine;
use courtyard::proposals::{self, Proposal, Review, Stage};
use courtyard::{Tx, View, published};
use doors::answer::see_other;
use doors::body::Fields;
use doors::{Officer, Visit};
use law::Table;
use pages::components::{
    Action, Aim, ErrorSummary, Happening, NoticeBox, SummaryList, SummaryRow, Timeline, Weight,
    Wrong,
};
use pages::fields::{Control, Field, LongText};
use pages::{Frame, Html, Tone};
use vocabulary::{Error, Mistake, Refusal, Result};

use super::desk::{state, whom};
use super::edit::title_of;
use super::{
    Form, PURPOSE, below_desk, came_back, changes, heading, must_sit_at_the_desk, sentence, sheet,
};
use crate::typed::{told, version_of};

pub async fn show(Officer(visit): Officer, Path(id): Path<String>) -> Response {
    visit.answer(whole(&visit, &id, None).await)
}

/// The author sends it to the desk.
pub async fn submit(Officer(visit): Officer, Path(id): Path<String>) -> Response {
    let name = id.clone();
    let act = move |tx: &mut Tx<'_>| proposals::submit(tx, &name);
    let done = visit.site.house.act(&visit.actor, PURPOSE, act).await;
    after(&visit, &id, done.map(|done| done.value), String::new()).await
}

/// Another officer publishes it, or sends it back.
pub async fn review(Officer(visit): Officer, Path(id): Path<String>, fields: Fields) -> Response {
    if let Err(error) = must_sit_at_the_desk(&visit) {
        return visit.fail(&error);
    }
    let words = fields.get("words").unwrap_or("").trim().replace("\r\n", "\n");
    let publishes = match fields.text("do") {
        "publish" => true,
        "return" => false,
        _ => return visit.answer(Err(Error::refused("lawdesk.no-form"))),
    };
    // A form's line ends are those of the network; the text that was read has its own.
    let seen = fields.get("seen").unwrap_or("").replace("\r\n", "\n");
    let (name, said) = (id.clone(), words.clone());
    let act = move |tx: &mut Tx<'_>| match publishes {
        true => proposals::publish(tx, &name, &seen, &said),
        false => proposals::send_back(tx, &name, &said),
    };
    let mut done = visit.site.house.act(&visit.actor, PURPOSE, act).await.map(|done| done.value);
    if done.is_ok() && publishes {
        let name = id.clone();
        let take_up = move |view: &mut View<'_>| published::take_up(view, &name);
        done = visit.site.house.view(&visit.actor, take_up).await;
    }
    after(&visit, &id, done, words).await
}

// What was refused is said on the page of the proposal, with the words that were typed.
async fn after(visit: &Visit, id: &str, done: Result<()>, words: String) -> Response {
    match done {
        Ok(()) => see_other(&format!("/law-desk/proposals/{id}")),
        Err(Error::Refused(refusal)) => {
            visit.answer(whole(visit, id, Some(&(refusal, words))).await)
        }
        Err(error) => visit.fail(&error),
    }
}

async fn whole(visit: &Visit, id: &str, refused: Option<&(Refusal, String)>) -> Result<Response> {
    must_sit_at_the_desk(visit)?;
    let name = id.to_string();
    let read = move |view: &mut View<'_>| {
        Ok((proposals::of(view, &name)?, proposals::reviews(view, &name)?))
    };
    let (proposal, reviews) = visit.site.house.view(&visit.actor, read).await?;
    let version = version_of(&proposal.draft)
        .ok_or_else(|| Error::broken(format!("the text of proposal {id} cannot be read")))?;
    let mut frame = visit.frame("");
    below_desk(&mut frame);
    frame.path = format!("/law-desk/proposals/{id}");
    let page = ProposalView { visit, frame: &frame, proposal: &proposal, version: &version };
    let mut pieces: Vec<Html> =
        refused.map(|(refusal, _)| page.refused(refusal)).into_iter().collect();
    pieces.push(page.about());
    pieces.extend(page.findings());
    pieces.extend(page.difference());
    pieces.extend(page.reviewed(&reviews));
    pieces.extend(page.doing(refused));
    let title = title_of(visit, &proposal.draft.table);
    match refused {
        None => sheet(&mut frame.clone(), &title, pieces),
        Some(_) => came_back(&mut frame.clone(), &title, pieces),
    }
}

struct ProposalView<'a> {
    visit: &'a Visit,
    frame: &'a Frame,
    proposal: &'a Proposal,
    version: &'a Table,
}

impl ProposalView<'_> {
    fn is_own(&self) -> bool {
        self.proposal.author == self.visit.actor.id
    }

    fn action(&self, act: &str) -> String {
        format!("/law-desk/proposals/{}/{act}", self.proposal.id)
    }

    fn refused(&self, refusal: &Refusal) -> Html {
        let text = sentence(self.frame, refusal);
        if refusal.key.starts_with("proposal.words") {
            let mistakes = vec![Wrong { id: "words".into(), text }];
            return Html::of(&ErrorSummary { frame: self.frame, mistakes });
        }
        let title = self.frame.t("lawdesk.not-done").to_string();
        Html::of(&NoticeBox { tone: Tone::Bad, title, body: Html::paragraphs(&text) })
    }

    fn about(&self) -> Html {
        let (frame, draft) = (self.frame, &self.proposal.draft);
        let promulgated = self.version.promulgated.map(|day| frame.day(day)).unwrap_or_default();
        let author = whom(self.visit, frame, &self.proposal.author);
        let base =
            Html::link(&format!("/law/{}?on={}", draft.table, draft.base), &frame.day(draft.base));
        let rows = vec![
            SummaryRow::new(frame.t("law.state"), Html::of(&state(frame, self.proposal.stage))),
            SummaryRow::new(frame.t("law.from"), frame.day(draft.from)),
            SummaryRow::new(frame.t("law.promulgated"), promulgated),
            SummaryRow::new(frame.t("law.article"), self.version.article.as_str()),
            SummaryRow::new(frame.t("lawdesk.ground"), Html::paragraphs(&draft.ground)),
            SummaryRow::new(frame.t("lawdesk.author"), author),
            SummaryRow::new(frame.t("lawdesk.base"), base),
        ];
        Html::of(&SummaryList { frame, rows })
    }

    // What the checks find. Once it is published, it is the law, and no proposal to be checked.
    fn findings(&self) -> Vec<Html> {
        let (frame, draft) = (self.frame, &self.proposal.draft);
        if self.proposal.stage == Stage::Published {
            return Vec::new();
        }
        let found = examine(self.visit.site.house.country(), &draft.table, &draft.written);
        let find = |key: &str| self.visit.site.texts.find(&self.visit.lang, key);
        let in_words = |mistakes: &[Mistake]| mistakes.iter().map(|m| told(m, &find)).collect();
        let mut pieces = vec![heading(frame.t("lawdesk.checks"))];
        let boxed = |tone: Tone, key: &str, lines: Vec<String>| {
            let (title, body) = (frame.t(key).to_string(), Html::paragraphs(&lines.join("\n\n")));
            Html::of(&NoticeBox { tone, title, body })
        };
        if !found.mistakes.is_empty() {
            pieces.push(boxed(Tone::Bad, "lawdesk.has-mistakes", in_words(&found.mistakes)));
        } else if found.not_checked.is_empty() {
            pieces.push(boxed(Tone::Good, "lawdesk.sound", Vec::new()));
        }
        if !found.not_checked.is_empty() {
            let lines = in_words(&found.not_checked);
            pieces.push(boxed(Tone::Warning, "lawdesk.not-checked", lines));
        }
        pieces
    }

    fn difference(&self) -> Vec<Html> {
        let draft = &self.proposal.draft;
        let versions = self.visit.site.house.country().law().versions(&draft.table);
        let base = versions.iter().find(|version| version.from == draft.base);
        let Some(base) = base else { return Vec::new() };
        changes::changes(self.visit, self.frame, base, self.version)
    }

    fn reviewed(&self, reviews: &[Review]) -> Vec<Html> {
        let zone = self.visit.site.house.country().zone();
        let happening = |review: &Review| Happening {
            title: self.frame.t(&format!("lawdesk.was-{}", review.outcome)).to_string(),
            when: self.frame.moment(review.at, zone),
            datetime: review.at.to_rfc3339(),
            body: Html::paragraphs(&review.words),
            tone: if review.outcome == "published" { Tone::Good } else { Tone::Warning },
            to_come: false,
        };
        let happenings: Vec<Happening> = reviews.iter().map(happening).collect();
        if happenings.is_empty() {
            return Vec::new();
        }
        vec![
            heading(self.frame.t("lawdesk.reviews")),
            Html::of(&Timeline { frame: self.frame, happenings }),
        ]
    }

    fn doing(&self, refused: Option<&(Refusal, String)>) -> Vec<Html> {
        let frame = self.frame;
        match (self.proposal.stage, self.is_own()) {
            (Stage::Draft, true) => {
                let change = Action::link(&self.action("draft"), frame.t("lawdesk.go-on"));
                let send = vec![Html::of(&Action::send(frame.t("lawdesk.send")))];
                let form =
                    Form { action: &self.action("submission"), hidden: Vec::new(), pieces: send };
                vec![Html::of(&form), Html::of(&change.second())]
            }
            (Stage::Submitted, false) => {
                vec![heading(frame.t("lawdesk.review")), self.review(refused)]
            }
            (Stage::Submitted, true) => vec![Html::paragraphs(frame.t("lawdesk.waits"))],
            (Stage::Draft, false) => vec![Html::paragraphs(frame.t("lawdesk.not-sent"))],
            (Stage::Published, _) => {
                let draft = &self.proposal.draft;
                let path = format!("/law/{}?on={}", draft.table, draft.from);
                vec![Html::of(&Action::link(&path, frame.t("lawdesk.read-it")).second())]
            }
        }
    }

    fn review(&self, refused: Option<&(Refusal, String)>) -> Html {
        let frame = self.frame;
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
        let hidden = vec![("seen", self.proposal.draft.written.clone())];
        Html::of(&Form { action: &self.action("review"), hidden, pieces })
    }
}
