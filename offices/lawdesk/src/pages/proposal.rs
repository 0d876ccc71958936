//! A proposal: what it changes, what is wrong with it, and what can be done: sent, sent back, published, discarded.
//!
//! What may not happen here: a button for what the act would refuse, a publication whose text the reviewer has not seen.

use axum::extract::Path;
use axum::response::Response;
use country::{Change, examine};
use courtyard::proposals::{self, Proposal, Review, Stage};
use courtyard::trials::{self, LawTrial};
use courtyard::{Tx, View, published};
use doors::answer::{listing, see_other};
use doors::body::Fields;
use doors::{Officer, Visit};
use law::Law;
use pages::components::{
    Action, ErrorSummary, Happening, NoticeBox, SummaryList, SummaryRow, Timeline, Wrong,
};
use pages::{Frame, Html, Tone, heading};
use vocabulary::{Error, Mistake, Refusal, Result};

use super::desk::{name_of, state, title_of, whom};
use super::edit::alone;
use super::{
    PURPOSE, address_of, article, below_desk, came_back, changes, doing, must_sit_at_the_desk,
    sentence, subject_at,
};
use crate::typed::told;
use crate::version::Version;

/// Trials on the page of a proposal: the latest ones.
const TRIALS_MAX: i64 = 10;

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

/// The author gives the whole draft up.
pub async fn discard(Officer(visit): Officer, Path(id): Path<String>) -> Response {
    let name = id.clone();
    let act = move |tx: &mut Tx<'_>| proposals::discard(tx, &name);
    let done = visit.site.house.act(&visit.actor, PURPOSE, act).await;
    after(&visit, &id, done.map(|done| done.value), String::new()).await
}

/// The author takes one of its changes out.
pub async fn take_out(
    Officer(visit): Officer,
    Path((id, kind, name)): Path<(String, String, String)>,
) -> Response {
    let subject = match subject_at(&kind, &name) {
        Ok(subject) => subject,
        Err(error) => return visit.fail(&error),
    };
    let name = id.clone();
    let act = move |tx: &mut Tx<'_>| proposals::take_out(tx, &name, &subject);
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
        let tried = trials::of_proposal(view, &name, TRIALS_MAX)?;
        Ok((proposals::of(view, &name)?, proposals::reviews(view, &name)?, tried))
    };
    let (proposal, reviews, tried) = visit.site.house.view(&visit.actor, read).await?;
    let mut frame = visit.frame("");
    below_desk(&mut frame);
    frame.path = format!("/law-desk/proposals/{id}");
    let page = ProposalView { visit, frame: &frame, proposal: &proposal };
    let mut pieces: Vec<Html> =
        refused.map(|(refusal, _)| page.refused(refusal)).into_iter().collect();
    pieces.push(page.about());
    pieces.extend(page.findings());
    for change in &proposal.draft.changes {
        pieces.extend(page.change(change)?);
    }
    pieces.extend(page.tried(&tried));
    pieces.extend(page.reviewed(&reviews));
    pieces.extend(doing::doing(visit, &frame, &proposal, refused));
    let title = title_of(visit, &frame, &proposal.draft);
    match refused {
        None => listing(&mut frame.clone(), &title, pieces),
        Some(_) => came_back(&mut frame.clone(), &title, pieces),
    }
}

struct ProposalView<'a> {
    visit: &'a Visit,
    frame: &'a Frame,
    proposal: &'a Proposal,
}

impl ProposalView<'_> {
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
        let frame = self.frame;
        let ground = Html::paragraphs(&self.proposal.draft.ground);
        let author = whom(self.visit, frame, &self.proposal.author);
        let rows = vec![
            SummaryRow::new(frame.t("law.state"), Html::of(&state(frame, self.proposal.stage))),
            SummaryRow::new(frame.t("lawdesk.ground"), ground),
            SummaryRow::new(frame.t("lawdesk.author"), author),
        ];
        Html::of(&SummaryList { frame, rows })
    }

    // What the checks find. Once it is published, it is the law, and no proposal to be checked; what is given up is neither.
    fn findings(&self) -> Vec<Html> {
        let frame = self.frame;
        if matches!(self.proposal.stage, Stage::Published | Stage::Discarded) {
            return Vec::new();
        }
        let country = self.visit.site.house.country();
        let found = examine(country, country.law(), &self.proposal.draft.changes);
        let mut pieces = vec![heading(frame.t("lawdesk.checks"))];
        let boxed = |tone: Tone, key: &str, found_of: &[Mistake]| {
            let lines = found_of.iter().map(|mistake| self.told(found.law.as_ref(), mistake));
            let body = Html::paragraphs(&lines.collect::<Vec<_>>().join("\n\n"));
            Html::of(&NoticeBox { tone, title: frame.t(key).to_string(), body })
        };
        if !found.mistakes.is_empty() {
            pieces.push(boxed(Tone::Bad, "lawdesk.has-mistakes", &found.mistakes));
        } else if found.not_checked.is_empty() {
            pieces.push(boxed(Tone::Good, "lawdesk.sound", &[]));
        }
        if !found.not_checked.is_empty() {
            pieces.push(boxed(Tone::Warning, "lawdesk.not-checked", &found.not_checked));
        }
        pieces
    }

    /// A mistake with the title of the table that it is in: a new amount may be one for a table that is not changed itself.
    fn told(&self, law: Option<&Law>, mistake: &Mistake) -> String {
        let mut tables = law.into_iter().flat_map(Law::tables);
        let table = tables.find(|table| table.file == mistake.file);
        let told = told(mistake, &|key| self.visit.site.texts.find(&self.visit.lang, key));
        match table {
            Some(table) => format!("{}: {told}", table.title.get(&self.frame.lang)),
            None => told,
        }
    }

    /// One of its changes: from when it applies, and what differs.
    fn change(&self, change: &Change) -> Result<Vec<Html>> {
        let frame = self.frame;
        let law = alone(change)?;
        let version = Version::from_day(&law, &change.subject, change.from);
        let version = version.ok_or_else(|| Error::broken("a draft without its version"))?;
        let base =
            Version::from_day(self.visit.site.house.country().law(), &change.subject, change.base);
        let promulgated = version.promulgated().map(|day| frame.day(day)).unwrap_or_default();
        let follows = base.map(|base| Html::link(&base.page(), &frame.day(change.base)));
        let mut rows = vec![
            SummaryRow::new(frame.t("law.from"), frame.day(change.from)),
            SummaryRow::new(frame.t("law.promulgated"), promulgated),
            SummaryRow::new(frame.t("law.article"), article(version.link(), version.article())),
            SummaryRow::new(frame.t("lawdesk.base"), follows.unwrap_or_default()),
        ];
        if let Some(value) = base.and_then(|base| changes::value(frame, &base, &version)) {
            rows.insert(0, SummaryRow::new(frame.t("law.value"), value));
        }
        let mut pieces = vec![
            heading(&name_of(self.visit, &change.subject)),
            Html::of(&SummaryList { frame, rows }),
        ];
        if let Some(base) = base {
            pieces.extend(changes::changes(self.visit, frame, &base, &version));
        }
        if self.proposal.stage == Stage::Published {
            let link = Action::link(&version_page(self.visit, change), frame.t("lawdesk.read-it"));
            pieces.push(Html::of(&link.second()));
        }
        pieces.extend(doing::with_change(
            self.visit,
            frame,
            self.proposal,
            &address_of(&change.subject),
        ));
        Ok(pieces)
    }

    /// What was tried of it; while it is no law, it can be tried.
    fn tried(&self, tried: &[LawTrial]) -> Vec<Html> {
        let frame = self.frame;
        let can_be = matches!(self.proposal.stage, Stage::Draft | Stage::Submitted);
        if !can_be && tried.is_empty() {
            return Vec::new();
        }
        let mut pieces = vec![heading(frame.t("trial.try"))];
        if !tried.is_empty() {
            pieces.push(Html::of(&super::trials::list(self.visit, frame, tried)));
        }
        if can_be {
            let link = Action::link(&super::trials::address(self.proposal), frame.t("trial.title"));
            pieces.push(Html::paragraphs(frame.t("trial.try-about")));
            pieces.push(Html::of(&link.second()));
        }
        pieces
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
}

// Where the published version can be read: that of the law, which knows its topic.
fn version_page(visit: &Visit, change: &Change) -> String {
    let law = visit.site.house.country().law();
    let version = Version::from_day(law, &change.subject, change.from);
    version.map_or_else(|| "/law".to_string(), |version| version.page())
}
