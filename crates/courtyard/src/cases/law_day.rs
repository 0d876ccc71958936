//! The day whose law a case is under: it stays with the day on which the case began, unless the case is moved.
//!
//! What may not happen here: a case that is moved back, or to law that is not in force yet; a decision that changes its law.

use serde::{Deserialize, Serialize};
use vocabulary::{Day, Error, Result, Text};

use super::{COLUMNS, Case, State, for_house, read};
use crate::messages::{self, NewMessage};
use crate::notices;
use crate::schema::CASES;
use crate::tx::Tx;
use crate::view::View;

/// Why a case stays under the law that it began with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stays {
    /// Neither law nor an officer's advice is asked of a table.
    NoTable,
    NotInForce,
    /// It is under the law of that day, or of a later one.
    Already,
    /// One of two officers has decided under the law as it was.
    Proposed,
    /// What the appeal is against was decided under the law as it was.
    Appealed,
    Closed,
}

impl Stays {
    pub fn as_str(self) -> &'static str {
        match self {
            Stays::NoTable => "no table of the law decides the service",
            Stays::NotInForce => "the law of that day is not in force yet, or was not then",
            Stays::Already => "it is under the law of that day, or of a later one",
            Stays::Proposed => "the first of two officers has decided under the law as it was",
            Stays::Appealed => "what is appealed against was decided under the law as it was",
            Stays::Closed => "it is closed",
        }
    }
}

/// Whether an open case can be put under the law of a day.
pub fn stays(country: &country::Country, case: &Case, to: Day, today: Day) -> Option<Stays> {
    let decision = country.service(&case.service).and_then(|service| service.decision.as_ref());
    let table = decision.map_or("", |decision| decision.table.as_str());
    let is_in_force = || country.law().versions(table).iter().any(|version| version.from <= to);
    match case.state {
        state if !state.is_open() => Some(Stays::Closed),
        _ if table.is_empty() => Some(Stays::NoTable),
        _ if to > today || !is_in_force() => Some(Stays::NotInForce),
        _ if case.law_day >= to => Some(Stays::Already),
        State::WaitingSecond => Some(Stays::Proposed),
        State::Appealed => Some(Stays::Appealed),
        _ => None,
    }
}

/// The kind of the message by which the applicant is told.
pub const LAW_MOVED: &str = "law-moved";

/// What the applicant is told whose case was put under newer law.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Moved {
    /// The title of the table that decides now, or advises.
    pub law: Text,
    pub article: String,
    /// The first day of its version.
    pub from: Day,
    /// The day whose law it is, and whose it was.
    pub to: Day,
    pub before: Day,
    pub why: Text,
}

/// Puts an open case under the law of a later day, and tells the applicant which law it is, from which day and why. Answers why
/// not where the case stays.
pub fn move_to(tx: &mut Tx<'_>, number: &str, to: Day, why: &Text) -> Result<Option<Stays>> {
    let case = for_house(tx, number)?;
    if let Some(why) = stays(tx.country(), &case, to, tx.today()) {
        return Ok(Some(why));
    }
    let guard = [("state", case.state.as_str().into()), ("law_day", case.law_day.into())];
    tx.change(&CASES, number, &[("law_day", to.into())], &guard)?;
    let text = serde_json::to_value(moved(tx.country(), &case, to, why)?);
    let told = NewMessage {
        kind: LAW_MOVED,
        author_desk: case.desk.clone(),
        to_desk: String::new(),
        text: text.map_err(anyhow::Error::from)?,
        due: None,
    };
    messages::write(tx, &case, &told)?;
    notices::send_later(tx, &case, "notice.law-moved")?;
    Ok(None)
}

fn moved(country: &country::Country, case: &Case, to: Day, why: &Text) -> Result<Moved> {
    let decision = country.service(&case.service).and_then(|service| service.decision.as_ref());
    let versions = country.law().versions(decision.map_or("", |decision| &decision.table));
    let table = versions.iter().rfind(|version| version.from <= to).ok_or(Error::NotFound)?;
    let (law, article, from) = (table.title.clone(), table.article.clone(), table.from);
    Ok(Moved { law, article, from, to, before: case.law_day, why: why.clone() })
}

/// The open cases of a service by their numbers; `after` continues a page. Nothing in them is about a person.
pub fn open_of_service(
    view: &mut View<'_>,
    service: &str,
    after: &str,
    limit: i64,
) -> Result<Vec<Case>> {
    if view.actor.role != crate::actors::Role::System {
        return Err(Error::NotYours);
    }
    let sql = format!(
        "SELECT {COLUMNS} FROM cases WHERE service = ? AND closed_at IS NULL AND id > ? ORDER BY id LIMIT ?"
    );
    view.all(&sql, &[service.into(), after.into(), limit.into()])?.iter().map(read).collect()
}
