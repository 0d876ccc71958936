//! Drafts: an application on its way, saved on every page, continued on any device. No act, so no journal.
//!
//! What may not happen here: one device silently undoing what another one has just answered.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use vocabulary::{Error, Moment, Result};

use crate::actors::Actor;
use crate::database::Row;
use crate::tx::{Reader, Tx};
use crate::view::View;

/// Drafts that one person may have at a time.
const DRAFTS_MAX: i64 = 200;
const COLUMNS: &str = "id, applicant, service, form_version, version, sealed, once, saved_at";

/// A draft, opened.
#[derive(Clone, Debug, PartialEq)]
pub struct Draft {
    pub service: String,
    pub form_version: i64,
    /// Counts up with every saving.
    pub version: i64,
    pub answers: Map<String, Value>,
    /// In which version each answer was last changed.
    pub changed: Map<String, Value>,
    /// What makes sending it twice one application.
    pub once: String,
    pub saved_at: Moment,
}

#[derive(Serialize, Deserialize)]
struct Sealed {
    answers: Map<String, Value>,
    changed: Map<String, Value>,
}

/// What a page saves.
#[derive(Clone, Debug)]
pub struct Saving {
    pub service: String,
    pub form_version: i64,
    /// The version that the page was made from; 0 for a new draft.
    pub seen_version: i64,
    /// The answers of this page only; `null` takes an answer away.
    pub answers: Map<String, Value>,
}

fn id_of(actor: &Actor, service: &str) -> String {
    format!("{}:{}:{service}", actor.id, actor.applicant())
}

/// Saves the answers of one page. Answers that another device changed meanwhile are not overwritten: it is a conflict
/// that names them, and the caller shows both.
pub fn save(tx: &mut Tx<'_>, saving: &Saving) -> Result<Draft> {
    let id = id_of(tx.actor, &saving.service);
    let sql = format!("SELECT {COLUMNS} FROM drafts WHERE id = ?");
    let old = match tx.one(&sql, &[id.as_str().into()])? {
        Some(row) => {
            Some(opened(&row, |s, sealed| tx.open(Reader::Actor, s, "draft", "draft", sealed))?)
        }
        None => None,
    };
    let fresh = old.is_none();
    let mut draft = match old {
        Some(draft) => draft,
        None => begin(tx, saving)?,
    };
    let elsewhere = changed_elsewhere(&draft, saving);
    if !elsewhere.is_empty() {
        return Err(Error::Conflict(elsewhere.join(" ")));
    }
    draft.version += 1;
    draft.form_version = saving.form_version;
    for (field, value) in &saving.answers {
        if draft.answers.get(field) != Some(value) {
            draft.changed.insert(field.clone(), draft.version.into());
        }
        if value.is_null() {
            draft.answers.remove(field);
        } else {
            draft.answers.insert(field.clone(), value.clone());
        }
    }
    draft.saved_at = tx.now();
    write(tx, &id, &draft, fresh)?;
    Ok(draft)
}

fn changed_elsewhere(draft: &Draft, saving: &Saving) -> Vec<String> {
    let newer = |field: &String| {
        draft.changed.get(field).and_then(Value::as_i64).unwrap_or(0) > saving.seen_version
    };
    let other =
        |field: &String, value: &Value| draft.answers.get(field).unwrap_or(&Value::Null) != value;
    let both = |(field, value): &(&String, &Value)| newer(field) && other(field, value);
    saving.answers.iter().filter(both).map(|(field, _)| field.clone()).collect()
}

fn begin(tx: &mut Tx<'_>, saving: &Saving) -> Result<Draft> {
    let sql = "SELECT COUNT(*) FROM drafts WHERE person = ?";
    let count = tx.one(sql, &[tx.actor.id.as_str().into()])?;
    if count.is_some_and(|row| row.int(0).unwrap_or(0) >= DRAFTS_MAX) {
        return Err(Error::refused("draft.too-many"));
    }
    Ok(Draft {
        service: saving.service.clone(),
        form_version: saving.form_version,
        version: 0,
        answers: Map::new(),
        changed: Map::new(),
        once: crate::keys::hex(&tx.random::<16>()?),
        saved_at: tx.now(),
    })
}

fn write(tx: &mut Tx<'_>, id: &str, draft: &Draft, fresh: bool) -> Result<()> {
    let sealed = Sealed { answers: draft.answers.clone(), changed: draft.changed.clone() };
    let plain = serde_json::to_vec(&sealed).map_err(anyhow::Error::from)?;
    let applicant = tx.actor.applicant().to_string();
    let sealed = tx.seal(&applicant, "draft", &plain)?;
    let done = if fresh {
        let sql = "INSERT INTO drafts (id, person, applicant, service, form_version, version, sealed, once, saved_at)
                   VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)";
        let cells = [
            id.into(),
            tx.actor.id.as_str().into(),
            applicant.into(),
            draft.service.as_str().into(),
            draft.form_version.into(),
            draft.version.into(),
            sealed.into(),
            draft.once.as_str().into(),
            draft.saved_at.into(),
        ];
        tx.aside(sql, &cells)?
    } else {
        let sql = "UPDATE drafts SET form_version = ?, version = ?, sealed = ?, saved_at = ? WHERE id = ? AND version = ?";
        let cells = [
            draft.form_version.into(),
            draft.version.into(),
            sealed.into(),
            draft.saved_at.into(),
            id.into(),
            (draft.version - 1).into(),
        ];
        tx.aside(sql, &cells)?
    };
    if done == 1 { Ok(()) } else { Err(Error::Conflict("draft".into())) }
}

/// Removes the draft of a service: it became an application, or the person threw it away.
pub fn remove(tx: &mut Tx<'_>, service: &str) -> Result<()> {
    let id = id_of(tx.actor, service);
    tx.aside_later("drafts", "DELETE FROM drafts WHERE id = ?", vec![id.into()]);
    Ok(())
}

/// The reader's draft of a service.
pub fn own(view: &mut View<'_>, service: &str) -> Result<Option<Draft>> {
    let sql = format!("SELECT {COLUMNS} FROM drafts WHERE id = ?");
    let Some(row) = view.one(&sql, &[id_of(view.actor, service).into()])? else { return Ok(None) };
    opened(&row, |subject, sealed| view.open_own(subject, "draft", sealed)).map(Some)
}

/// The services for which the reader has a draft, latest first.
pub fn all_own(view: &mut View<'_>) -> Result<Vec<(String, Moment)>> {
    let sql = "SELECT service, saved_at FROM drafts WHERE person = ? AND applicant = ? ORDER BY saved_at DESC LIMIT 200";
    let cells = [view.actor.id.as_str().into(), view.actor.applicant().into()];
    let rows = view.all(sql, &cells)?;
    rows.iter().map(|row| Ok((row.text(0)?.to_string(), Moment(row.int(1)?)))).collect()
}

fn opened(row: &Row, open: impl FnOnce(&str, &[u8]) -> Result<Vec<u8>>) -> Result<Draft> {
    let plain = open(row.text(1)?, row.blob(5)?)?;
    let sealed: Sealed = serde_json::from_slice(&plain).map_err(anyhow::Error::from)?;
    Ok(Draft {
        service: row.text(2)?.to_string(),
        form_version: row.int(3)?,
        version: row.int(4)?,
        answers: sealed.answers,
        changed: sealed.changed,
        once: row.text(6)?.to_string(),
        saved_at: Moment(row.int(7)?),
    })
}
