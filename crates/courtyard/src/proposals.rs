//! Proposals: a version of a table of the law as one officer writes it, sent to the desk, and sent back or published by
//! another one.
//!
//! What may not happen here: an author who publishes, a version that begins before it is published, a change of what is
//! published already.

use country::{Examined, examine};
use vocabulary::{Day, Error, Moment, Result};

use crate::actors::Role;
use crate::database::Row;
use crate::schema::{LAW_PROPOSALS, LAW_REVIEWS, LAW_VERSIONS};
use crate::tx::Tx;
use crate::view::View;

/// The longest reason of a proposal or of a review, in characters.
pub const WORDS_MAX: usize = 4000;
/// A version that is published so shortly before midnight might begin before every node has heard of it.
const LEAD_SECONDS: i64 = 60;

/// How far a proposal has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// With its author: never sent, or sent back.
    Draft,
    Submitted,
    Published,
}

impl Stage {
    pub fn as_str(self) -> &'static str {
        match self {
            Stage::Draft => "draft",
            Stage::Submitted => "submitted",
            Stage::Published => "published",
        }
    }

    fn parse(text: &str) -> Result<Stage> {
        let all = [Stage::Draft, Stage::Submitted, Stage::Published];
        let found = all.into_iter().find(|stage| stage.as_str() == text);
        found.ok_or_else(|| Error::broken("a proposal is in no known state"))
    }
}

/// What an author writes.
#[derive(Clone, Debug, PartialEq)]
pub struct Draft {
    pub table: String,
    /// The version that was changed, by its day.
    pub base: Day,
    /// The day from which the new one applies.
    pub from: Day,
    /// The text of the version, as it would stand in a file.
    pub written: String,
    /// Why the law changes.
    pub ground: String,
}

/// A proposal, and where it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Proposal {
    pub id: String,
    pub draft: Draft,
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
    "id, law_table, base_from, from_day, written, ground, state, author, drafted_at, submitted_at";

fn read(row: &Row) -> Result<Proposal> {
    Ok(Proposal {
        id: row.text(0)?.to_string(),
        draft: Draft {
            table: row.text(1)?.to_string(),
            base: row.day(2)?,
            from: row.day(3)?,
            written: row.text(4)?.to_string(),
            ground: row.text(5)?.to_string(),
        },
        stage: Stage::parse(row.text(6)?)?,
        author: row.text(7)?.to_string(),
        drafted_at: Moment(row.int(8)?),
        submitted_at: row.maybe_int(9).map(Moment),
    })
}

/// Writes a new draft down, and answers its id. It may have mistakes: they are told, and it cannot be sent before they are mended.
pub fn draft(tx: &mut Tx<'_>, draft: &Draft) -> Result<String> {
    must_sit_there(tx)?;
    must_say(&draft.ground)?;
    let id = tx.new_id()?;
    let row = vec![
        id.as_str().into(),
        draft.table.as_str().into(),
        draft.base.into(),
        draft.from.into(),
        draft.written.as_str().into(),
        draft.ground.as_str().into(),
        Stage::Draft.as_str().into(),
        tx.actor.id.as_str().into(),
        tx.now().into(),
        None::<i64>.into(),
    ];
    tx.enter(&LAW_PROPOSALS, row)?;
    tx.happened("proposal.drafted");
    Ok(id)
}

/// Changes the author's own draft.
pub fn redraft(tx: &mut Tx<'_>, id: &str, draft: &Draft) -> Result<()> {
    let before = own_draft(tx, id)?;
    must_say(&draft.ground)?;
    if before.draft.table != draft.table {
        return Err(Error::broken("a draft changed its table"));
    }
    let set = [
        ("base_from", draft.base.into()),
        ("from_day", draft.from.into()),
        ("written", draft.written.as_str().into()),
        ("ground", draft.ground.as_str().into()),
    ];
    tx.change(&LAW_PROPOSALS, id, &set, &[("state", Stage::Draft.as_str().into())])?;
    tx.happened("proposal.drafted");
    Ok(())
}

/// Sends the author's own draft to the desk: without mistakes, for a day to come, over the version that will be in force then.
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

/// Publishes a proposal. `seen` is the text that the reviewer read. The house decides by it once [`crate::published::take_up`]
/// was called after the commit.
pub fn publish(tx: &mut Tx<'_>, id: &str, seen: &str, words: &str) -> Result<()> {
    let proposal = to_review(tx, id)?;
    if words.chars().count() > WORDS_MAX {
        return Err(Error::refused("proposal.words-too-long"));
    }
    if proposal.draft.written != seen {
        return Err(Error::refused("proposal.changed-meanwhile"));
    }
    must_hold(tx, &proposal.draft)?;
    review(tx, id, "published", words, Stage::Published)?;
    let draft = &proposal.draft;
    let row = vec![
        format!("{} {}", draft.table, draft.from).into(),
        draft.table.as_str().into(),
        draft.from.into(),
        draft.written.as_str().into(),
        id.into(),
        tx.now().into(),
    ];
    tx.enter(&LAW_VERSIONS, row)?;
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

fn get(tx: &mut Tx<'_>, id: &str) -> Result<Proposal> {
    must_sit_there(tx)?;
    let sql = format!("SELECT {COLUMNS} FROM law_proposals WHERE id = ?");
    read(&tx.one(&sql, &[id.into()])?.ok_or(Error::NotFound)?)
}

fn own_draft(tx: &mut Tx<'_>, id: &str) -> Result<Proposal> {
    let proposal = get(tx, id)?;
    match proposal.stage {
        _ if proposal.author != tx.actor.id => Err(Error::refused("proposal.not-yours")),
        Stage::Draft => Ok(proposal),
        _ => Err(Error::refused("proposal.no-draft")),
    }
}

// Four eyes: whoever wrote a proposal neither publishes it nor sends it back.
fn to_review(tx: &mut Tx<'_>, id: &str) -> Result<Proposal> {
    let proposal = get(tx, id)?;
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

// What is asked again at every step: meanwhile a day has passed, or another version was published.
fn must_hold(tx: &mut Tx<'_>, draft: &Draft) -> Result<()> {
    // Cases of today are decided by what is in force today, and each must be decided again in the same way some day.
    if draft.from <= tx.ground.zone.day_of(tx.now().plus_seconds(LEAD_SECONDS)) {
        return Err(Error::refused("proposal.day-over"));
    }
    if base_of(tx, draft)? != Some(draft.base) {
        return Err(Error::refused("proposal.base-changed"));
    }
    let Examined { mistakes, version, .. } = examine(tx.country(), &draft.table, &draft.written);
    let says_its_day = version.is_some_and(|version| version.from == draft.from);
    if mistakes.is_empty() && says_its_day {
        Ok(())
    } else {
        Err(Error::refused("proposal.has-mistakes"))
    }
}

// The version that the new one follows: the latest before its day, be it of the files or published by any node.
fn base_of(tx: &mut Tx<'_>, draft: &Draft) -> Result<Option<Day>> {
    let versions = tx.country().law().versions(&draft.table);
    let known = versions.iter().map(|version| version.from).rfind(|from| *from < draft.from);
    let sql = "SELECT from_day FROM law_versions WHERE law_table = ? AND from_day < ? ORDER BY from_day DESC LIMIT 1";
    let row = tx.one(sql, &[draft.table.as_str().into(), draft.from.into()])?;
    let published = row.map(|row| row.day(0)).transpose()?;
    Ok(known.max(published))
}

/// A proposal, for the desk.
pub fn of(view: &mut View<'_>, id: &str) -> Result<Proposal> {
    let sql = format!("SELECT {COLUMNS} FROM law_proposals WHERE id = ?");
    read(&view.one(&sql, &[id.into()])?.ok_or(Error::NotFound)?)
}

/// The latest proposals.
pub fn latest(view: &mut View<'_>, limit: i64) -> Result<Vec<Proposal>> {
    let sql = format!("SELECT {COLUMNS} FROM law_proposals ORDER BY id DESC LIMIT ?");
    view.all(&sql, &[limit.into()])?.iter().map(read).collect()
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
