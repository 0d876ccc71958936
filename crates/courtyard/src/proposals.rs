//! Proposals: changes of the law as one officer writes them, sent to the desk together, and sent back or published by another
//! one, all of them or none.
//!
//! What may not happen here: an author who publishes, a version that begins before it is published, a change of what is
//! published already.

use country::{Change, Subject, examine};
use vocabulary::{Error, Moment, Result};

use crate::actors::Role;
use crate::database::{Cell, Row};
use crate::published;
use crate::schema::{LAW_PROPOSALS, LAW_REVIEWS, LAW_VERSIONS};
use crate::tx::Tx;
use crate::view::View;

/// The longest reason of a proposal or of a review, in characters.
pub const WORDS_MAX: usize = 4000;
/// The most texts that one proposal changes.
pub const CHANGES_MAX: usize = 40;
/// A version that is published so shortly before midnight might begin before every node has heard of it.
const LEAD_SECONDS: i64 = 60;

/// How far a proposal has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// With its author: never sent, or sent back.
    Draft,
    Submitted,
    Published,
    /// Its author gave it up.
    Discarded,
}

impl Stage {
    pub fn as_str(self) -> &'static str {
        match self {
            Stage::Draft => "draft",
            Stage::Submitted => "submitted",
            Stage::Published => "published",
            Stage::Discarded => "discarded",
        }
    }

    fn parse(text: &str) -> Result<Stage> {
        let all = [Stage::Draft, Stage::Submitted, Stage::Published, Stage::Discarded];
        let found = all.into_iter().find(|stage| stage.as_str() == text);
        found.ok_or_else(|| Error::broken("a proposal is in no known state"))
    }
}

/// What an author writes.
#[derive(Clone, Debug, PartialEq)]
pub struct Draft {
    /// Each about something else; never empty.
    pub changes: Vec<Change>,
    /// Why the law changes.
    pub ground: String,
}

/// A proposal, and where it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Proposal {
    pub id: String,
    pub draft: Draft,
    /// All that it changes, as it is kept: what a reviewer has seen is compared with it.
    pub written: String,
    pub stage: Stage,
    pub author: String,
    pub drafted_at: Moment,
    pub submitted_at: Option<Moment>,
}

/// What another officer said of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Review {
    /// `returned` or `published`.
    pub outcome: String,
    pub words: String,
    pub reviewer: String,
    pub at: Moment,
}

const COLUMNS: &str =
    "id, subject, base_from, from_day, written, ground, state, author, drafted_at, submitted_at";

fn read(row: &Row) -> Result<Proposal> {
    Ok(Proposal {
        id: row.text(0)?.to_string(),
        draft: Draft { changes: changes(row)?, ground: row.text(5)?.to_string() },
        written: row.text(4)?.to_string(),
        stage: Stage::parse(row.text(6)?)?,
        author: row.text(7)?.to_string(),
        drafted_at: Moment(row.int(8)?),
        submitted_at: row.maybe_int(9).map(Moment),
    })
}

// Before a proposal could change several things, it kept the text of one table as it was.
fn changes(row: &Row) -> Result<Vec<Change>> {
    let written = row.text(4)?;
    if written.starts_with('[') {
        return Ok(serde_json::from_str(written).map_err(anyhow::Error::from)?);
    }
    let subject = Subject::parse(row.text(1)?);
    Ok(vec![Change { subject, base: row.day(2)?, from: row.day(3)?, text: written.to_string() }])
}

impl Draft {
    /// The cells of a row that say what is changed: the subjects, the days of the first change, and all of it.
    fn cells(&self) -> Result<[(&'static str, Cell); 5]> {
        let first = self.changes.first().ok_or_else(|| Error::broken("an empty proposal"))?;
        let subjects: Vec<String> = self.changes.iter().map(|c| c.subject.to_string()).collect();
        let written = serde_json::to_string(&self.changes).map_err(anyhow::Error::from)?;
        Ok([
            ("subject", subjects.join(", ").into()),
            ("base_from", first.base.into()),
            ("from_day", first.from.into()),
            ("written", written.into()),
            ("ground", self.ground.as_str().into()),
        ])
    }
}

/// Begins a proposal with its first change, and answers its id. It may have mistakes: they are told, and it cannot be sent before
/// they are mended.
pub fn draft(tx: &mut Tx<'_>, change: &Change, ground: &str) -> Result<String> {
    must_sit_there(tx)?;
    must_say(ground)?;
    let id = tx.new_id()?;
    let draft = Draft { changes: vec![change.clone()], ground: ground.to_string() };
    let mut row = vec![id.as_str().into()];
    row.extend(draft.cells()?.map(|(_, cell)| cell));
    row.extend([
        Stage::Draft.as_str().into(),
        tx.actor.id.as_str().into(),
        tx.now().into(),
        None::<i64>.into(),
    ]);
    tx.enter(&LAW_PROPOSALS, row)?;
    tx.happened("proposal.drafted");
    Ok(id)
}

/// Writes a change of the author's own draft: in the place of the one about the same, or beside the others.
pub fn redraft(tx: &mut Tx<'_>, id: &str, change: &Change, ground: &str) -> Result<()> {
    let mut draft = own_draft(tx, id)?.draft;
    must_say(ground)?;
    // In place of itself it stays where it was among the others.
    let place = draft.changes.iter().position(|other| other.subject == change.subject);
    let place = place.unwrap_or(draft.changes.len());
    if place == CHANGES_MAX {
        return Err(Error::refused("proposal.too-many"));
    }
    draft.changes.splice(place..draft.changes.len().min(place + 1), [change.clone()]);
    draft.ground = ground.to_string();
    rewrite(tx, id, &draft)
}

/// Takes a change out of the author's own draft. The last one is not taken out: then the draft is discarded.
pub fn take_out(tx: &mut Tx<'_>, id: &str, subject: &Subject) -> Result<()> {
    let mut draft = own_draft(tx, id)?.draft;
    draft.changes.retain(|change| change.subject != *subject);
    if draft.changes.is_empty() {
        return Err(Error::refused("proposal.last-change"));
    }
    rewrite(tx, id, &draft)
}

fn rewrite(tx: &mut Tx<'_>, id: &str, draft: &Draft) -> Result<()> {
    tx.change(&LAW_PROPOSALS, id, &draft.cells()?, &[("state", Stage::Draft.as_str().into())])?;
    tx.happened("proposal.drafted");
    Ok(())
}

/// Gives up the author's own draft: it stays as it was written, and goes no further.
pub fn discard(tx: &mut Tx<'_>, id: &str) -> Result<()> {
    own_draft(tx, id)?;
    let set = [("state", Stage::Discarded.as_str().into())];
    tx.change(&LAW_PROPOSALS, id, &set, &[("state", Stage::Draft.as_str().into())])?;
    tx.happened("proposal.discarded");
    Ok(())
}

/// Sends the author's own draft to the desk: without mistakes, for days to come, each change over the version that will be in
/// force then.
pub fn submit(tx: &mut Tx<'_>, id: &str) -> Result<()> {
    let proposal = own_draft(tx, id)?;
    must_hold(tx, &proposal.draft)?;
    let set = [("state", Stage::Submitted.as_str().into()), ("submitted_at", tx.now().into())];
    tx.change(&LAW_PROPOSALS, id, &set, &[("state", Stage::Draft.as_str().into())])?;
    tx.happened("proposal.submitted");
    Ok(())
}

/// Sends a proposal back to its author, with words.
pub fn send_back(tx: &mut Tx<'_>, id: &str, words: &str) -> Result<()> {
    to_review(tx, id)?;
    must_say(words)?;
    review(tx, id, "returned", words, Stage::Draft)?;
    tx.happened("proposal.returned");
    Ok(())
}

/// Publishes a proposal, all that it changes. `seen` is what the reviewer read, as it is kept. The house decides by it once
/// [`crate::published::take_up`] was called after the commit.
pub fn publish(tx: &mut Tx<'_>, id: &str, seen: &str, words: &str) -> Result<()> {
    let proposal = to_review(tx, id)?;
    if words.chars().count() > WORDS_MAX {
        return Err(Error::refused("proposal.words-too-long"));
    }
    if proposal.written != seen {
        return Err(Error::refused("proposal.changed-meanwhile"));
    }
    must_hold(tx, &proposal.draft)?;
    review(tx, id, "published", words, Stage::Published)?;
    for change in &proposal.draft.changes {
        let row = vec![
            published::id_of(&change.subject, change.from).into(),
            change.subject.to_string().into(),
            change.from.into(),
            change.text.as_str().into(),
            id.into(),
            tx.now().into(),
        ];
        tx.enter(&LAW_VERSIONS, row)?;
    }
    tx.happened("law.published");
    Ok(())
}

fn review(tx: &mut Tx<'_>, id: &str, outcome: &str, words: &str, to: Stage) -> Result<()> {
    let row = vec![
        tx.new_id()?.into(),
        id.into(),
        outcome.into(),
        words.into(),
        tx.actor.id.as_str().into(),
        tx.now().into(),
    ];
    tx.enter(&LAW_REVIEWS, row)?;
    let set = [("state", to.as_str().into())];
    tx.change(&LAW_PROPOSALS, id, &set, &[("state", Stage::Submitted.as_str().into())])?;
    Ok(())
}

/// A proposal, for an officer of the desk.
pub(crate) fn at_desk(tx: &mut Tx<'_>, id: &str) -> Result<Proposal> {
    must_sit_there(tx)?;
    let sql = format!("SELECT {COLUMNS} FROM law_proposals WHERE id = ?");
    read(&tx.one(&sql, &[id.into()])?.ok_or(Error::NotFound)?)
}

fn own_draft(tx: &mut Tx<'_>, id: &str) -> Result<Proposal> {
    let proposal = at_desk(tx, id)?;
    match proposal.stage {
        _ if proposal.author != tx.actor.id => Err(Error::refused("proposal.not-yours")),
        Stage::Draft => Ok(proposal),
        _ => Err(Error::refused("proposal.no-draft")),
    }
}

// Four eyes: whoever wrote a proposal neither publishes it nor sends it back.
fn to_review(tx: &mut Tx<'_>, id: &str) -> Result<Proposal> {
    let proposal = at_desk(tx, id)?;
    match proposal.stage {
        Stage::Submitted if proposal.author == tx.actor.id => {
            Err(Error::refused("proposal.four-eyes"))
        }
        Stage::Submitted => Ok(proposal),
        _ => Err(Error::refused("proposal.not-submitted")),
    }
}

fn must_sit_there(tx: &Tx<'_>) -> Result<()> {
    let desk = tx.country().file.law.as_ref().map(|law| law.desk.as_str());
    let sits = tx.actor.role == Role::Officer && desk.is_some_and(|desk| tx.actor.sits_at(desk));
    if sits { Ok(()) } else { Err(Error::NotYours) }
}

fn must_say(words: &str) -> Result<()> {
    match words.chars().count() {
        _ if words.trim().is_empty() => Err(Error::refused("proposal.words-missing")),
        count if count > WORDS_MAX => Err(Error::refused("proposal.words-too-long")),
        _ => Ok(()),
    }
}

// What is asked again at every step: meanwhile a day has passed, or something else was published, here or elsewhere.
fn must_hold(tx: &mut Tx<'_>, draft: &Draft) -> Result<()> {
    // Cases of today are decided by what is in force today, and each must be decided again in the same way some day.
    let too_early = tx.ground.zone.day_of(tx.now().plus_seconds(LEAD_SECONDS));
    if draft.changes.iter().any(|change| change.from <= too_early) {
        return Err(Error::refused("proposal.day-over"));
    }
    let lately = published::lately(tx)?;
    let texts = lately.iter().map(|(file, text)| (file.as_str(), text.as_str()));
    let law = tx.country().law().with(texts);
    let law = law.map_err(|_| Error::broken("what was published lately cannot be read"))?;
    let stale = |change: &Change| {
        let before = change.subject.days(&law).into_iter().rfind(|day| *day < change.from);
        before != Some(change.base)
    };
    if draft.changes.iter().any(stale) {
        return Err(Error::refused("proposal.base-changed"));
    }
    match examine(tx.country(), &law, &draft.changes).mistakes.is_empty() {
        true => Ok(()),
        false => Err(Error::refused("proposal.has-mistakes")),
    }
}

/// A proposal, for the desk. What the law would be with it: `view.country().law_with(&proposal.draft.changes)`.
pub fn of(view: &mut View<'_>, id: &str) -> Result<Proposal> {
    let sql = format!("SELECT {COLUMNS} FROM law_proposals WHERE id = ?");
    read(&view.one(&sql, &[id.into()])?.ok_or(Error::NotFound)?)
}

/// The latest proposals that nobody has given up.
pub fn latest(view: &mut View<'_>, limit: i64) -> Result<Vec<Proposal>> {
    let sql =
        format!("SELECT {COLUMNS} FROM law_proposals WHERE state <> ? ORDER BY id DESC LIMIT ?");
    let given_up = Stage::Discarded.as_str().into();
    view.all(&sql, &[given_up, limit.into()])?.iter().map(read).collect()
}

/// What was said of a proposal, oldest first.
pub fn reviews(view: &mut View<'_>, id: &str) -> Result<Vec<Review>> {
    let sql = "SELECT outcome, words, reviewer, reviewed_at FROM law_reviews WHERE proposal = ? ORDER BY id LIMIT 100";
    let rows = view.all(sql, &[id.into()])?;
    let read = |row: &Row| {
        Ok(Review {
            outcome: row.text(0)?.to_string(),
            words: row.text(1)?.to_string(),
            reviewer: row.text(2)?.to_string(),
            at: Moment(row.int(3)?),
        })
    };
    rows.iter().map(read).collect()
}
