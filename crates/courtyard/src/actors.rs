//! Actors: who may act, as what, and for whom; and the sessions by which they are known.
//!
//! What may not happen here: a password, or a name outside its sealed column.

use sha2::{Digest, Sha256};
use vocabulary::{Error, Moment, Result, Text};

use crate::database::{Cell, Row};
use crate::keys::hex;
use crate::schema;
use crate::tx::{Reader, Tx};
use crate::view::View;

/// A session ends after this long without a new sign-in.
pub const SESSION_SECONDS: i64 = 12 * 3600;

/// What an actor may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// Nobody known.
    Visitor,
    Citizen,
    Officer,
    Auditor,
    Administrator,
    /// The house itself: jobs, seeds, clocks.
    System,
}

impl Role {
    pub fn as_str(self) -> &'static str {
        match self {
            Role::Visitor => "visitor",
            Role::Citizen => "citizen",
            Role::Officer => "officer",
            Role::Auditor => "auditor",
            Role::Administrator => "administrator",
            Role::System => "system",
        }
    }

    pub fn parse(text: &str) -> Option<Role> {
        let all = [Role::Citizen, Role::Officer, Role::Auditor, Role::Administrator];
        all.into_iter().find(|role| role.as_str() == text)
    }
}

/// Someone who acts.
#[derive(Clone, Debug, PartialEq)]
pub struct Actor {
    /// The person; a random id that says nothing about them.
    pub id: String,
    pub role: Role,
    /// For officers, auditors and administrators.
    pub agency: String,
    /// The desks whose cases an officer sees.
    pub desks: Vec<String>,
    /// The organisation for which a citizen acts now, by mandate.
    pub acting_for: Option<String>,
}

impl Actor {
    pub fn visitor() -> Actor {
        Actor::plain("", Role::Visitor)
    }

    pub fn system() -> Actor {
        Actor::plain("system", Role::System)
    }

    fn plain(id: &str, role: Role) -> Actor {
        let (id, agency) = (id.to_string(), String::new());
        Actor { id, role, agency, desks: Vec::new(), acting_for: None }
    }

    /// The person or organisation whose matters these are.
    pub fn applicant(&self) -> &str {
        self.acting_for.as_deref().unwrap_or(&self.id)
    }

    /// Whether a record about that person or organisation is the actor's own.
    pub fn is(&self, subject: &str) -> bool {
        !self.id.is_empty() && (self.id == subject || self.acting_for.as_deref() == Some(subject))
    }

    pub fn sits_at(&self, desk: &str) -> bool {
        self.role == Role::Officer && self.desks.iter().any(|d| d == desk)
    }
}

/// Enters a person or an organisation, with a data key of their own, and answers the new id.
pub fn enter(tx: &mut Tx<'_>, kind: &str, name: &Text) -> Result<String> {
    let id =
        format!("{}{}", if kind == "organisation" { "o" } else { "p" }, hex(&tx.random::<10>()?));
    tx.make_key(&id)?;
    let name = serde_json::to_vec(name).map_err(anyhow::Error::from)?;
    let sealed = tx.seal(&id, "name", &name)?;
    let row = vec![id.as_str().into(), kind.into(), sealed.into(), tx.now().into()];
    tx.enter(&schema::PEOPLE, row)?;
    tx.happened("person.entered");
    Ok(id)
}

/// Gives a person a position at an agency, with its desks.
pub fn appoint(
    tx: &mut Tx<'_>,
    person: &str,
    role: Role,
    agency: &str,
    desks: &[String],
) -> Result<()> {
    let row = vec![
        tx.new_id()?.into(),
        person.into(),
        role.as_str().into(),
        agency.into(),
        desks.join(" ").into(),
        tx.now().into(),
        Cell::Null,
    ];
    tx.enter(&schema::POSITIONS, row)?;
    tx.happened("officer.appointed");
    Ok(())
}

/// Makes a person's position what it should be: appoints, ends, or changes nothing. A citizen has no position.
pub fn place(
    tx: &mut Tx<'_>,
    person: &str,
    role: Role,
    agency: &str,
    desks: &[String],
) -> Result<bool> {
    let sql = "SELECT id, role, agency, desks FROM positions WHERE person = ? AND until_at IS NULL
               ORDER BY id LIMIT 100";
    let held = tx.all(sql, &[person.into()])?;
    let wanted = [role.as_str(), agency, &desks.join(" ")].map(str::to_string);
    let is_wanted = |row: &Row| (1..4).all(|n| row.text(n).is_ok_and(|said| said == wanted[n - 1]));
    let stays = held.iter().position(is_wanted);
    let mut changed = false;
    let now = tx.now();
    for (_, row) in held.iter().enumerate().filter(|(n, _)| Some(*n) != stays) {
        tx.change(&schema::POSITIONS, row.text(0)?, &[("until_at", now.into())], &[])?;
        tx.happened("officer.dismissed");
        changed = true;
    }
    if stays.is_none() && role != Role::Citizen {
        appoint(tx, person, role, agency, desks)?;
        changed = true;
    }
    Ok(changed)
}

/// Lets a person act for an organisation; who may already, still may.
pub fn give_mandate(tx: &mut Tx<'_>, person: &str, organisation: &str) -> Result<()> {
    if has_mandate(tx, person, organisation)? {
        return Ok(());
    }
    let row =
        vec![tx.new_id()?.into(), person.into(), organisation.into(), tx.now().into(), Cell::Null];
    tx.enter(&schema::MANDATES, row)?;
    tx.happened("mandate.given");
    Ok(())
}

fn has_mandate(tx: &mut Tx<'_>, person: &str, organisation: &str) -> Result<bool> {
    let sql = "SELECT id FROM mandates WHERE person = ? AND organisation = ? AND until_at IS NULL";
    Ok(tx.one(sql, &[person.into(), organisation.into()])?.is_some())
}

/// Begins a session for whoever holds the token; only its hash is kept.
pub fn begin_session(tx: &mut Tx<'_>, token: &str, person: &str, seconds: i64) -> Result<()> {
    let now = tx.now();
    let sql = "INSERT INTO sessions (id, person, acting_for, lang, begun_at, until_at)
               VALUES (?, ?, NULL, NULL, ?, ?) ON CONFLICT (id) DO NOTHING";
    let until = now.plus_seconds(seconds);
    tx.aside(sql, &[session_id(token).into(), person.into(), now.into(), until.into()])?;
    Ok(())
}

pub fn end_session(tx: &mut Tx<'_>, token: &str) -> Result<()> {
    tx.aside("DELETE FROM sessions WHERE id = ?", &[session_id(token).into()])?;
    Ok(())
}

/// Chooses for whom the person acts from now on: an organisation by mandate, or the own matters.
pub fn act_for(tx: &mut Tx<'_>, token: &str, organisation: Option<&str>) -> Result<()> {
    if let Some(organisation) = organisation {
        let person = tx.actor.id.as_str();
        if !has_mandate(tx, person, organisation)? {
            return Err(Error::refused("mandate.none"));
        }
    }
    let sql = "UPDATE sessions SET acting_for = ? WHERE id = ?";
    tx.aside(sql, &[organisation.into(), session_id(token).into()])?;
    Ok(())
}

/// A person as the actor that they are now.
pub fn of_person(view: &mut View<'_>, person: &str) -> Result<Actor> {
    let sql = "SELECT e.id, NULL, p.role, p.agency, p.desks FROM people e
               LEFT JOIN positions p ON p.person = e.id AND p.until_at IS NULL WHERE e.id = ?";
    let row = view.one(sql, &[person.into()])?.ok_or(Error::NotFound)?;
    actor_of(&row)
}

/// The actor who holds a token now, if anybody does.
pub fn of_token(view: &mut View<'_>, token: &str, now: Moment) -> Result<Option<Actor>> {
    session(view, token, now, "", "")?.map(|row| actor_of(&row)).transpose()
}

// The session of a token, as `actor_of` reads it; then the columns of what is joined to it.
fn session(
    view: &mut View<'_>,
    token: &str,
    now: Moment,
    columns: &str,
    joined: &str,
) -> Result<Option<Row>> {
    let sql = format!(
        "SELECT s.person, s.acting_for, p.role, p.agency, p.desks{columns} FROM sessions s
         LEFT JOIN positions p ON p.person = s.person AND p.until_at IS NULL {joined}
         WHERE s.id = ? AND s.until_at > ?"
    );
    view.one(&sql, &[session_id(token).into(), now.into()])
}

fn actor_of(row: &Row) -> Result<Actor> {
    let role = row.maybe_text(2).and_then(Role::parse).unwrap_or(Role::Citizen);
    let desks = row.maybe_text(4).unwrap_or("").split_whitespace();
    Ok(Actor {
        id: row.text(0)?.to_string(),
        role,
        agency: row.maybe_text(3).unwrap_or("").to_string(),
        desks: desks.map(str::to_string).collect(),
        acting_for: row.maybe_text(1).map(str::to_string),
    })
}

/// The organisations for which the person may act.
pub fn mandates(view: &mut View<'_>) -> Result<Vec<(String, Text)>> {
    let sql = "SELECT p.id, p.sealed FROM mandates m JOIN people p ON p.id = m.organisation
               WHERE m.person = ? AND m.until_at IS NULL ORDER BY m.organisation LIMIT 100";
    let rows = view.all(sql, &[view.actor.id.as_str().into()])?;
    let mut all = Vec::new();
    for row in rows {
        let id = row.text(0)?.to_string();
        match view.open_by_mandate(&id, "name", row.blob(1)?) {
            Ok(name) => all.push((id, name_of(&name)?)),
            // An organisation whose data were destroyed has no name any more, and nothing to act on.
            Err(Error::Refused(_)) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(all)
}

/// Who comes in by a token, by name: the person, and the organisation they act for.
#[derive(Clone, Debug, PartialEq)]
pub struct Known {
    pub actor: Actor,
    pub name: Option<Text>,
    pub acting_for: Option<Text>,
}

/// As `of_token`, with the names that a page greets by. A name that cannot be read, as after its key was destroyed, is none.
pub fn known_by_token(view: &mut View<'_>, token: &str, now: Moment) -> Result<Option<Known>> {
    let named = session(view, token, now, ", e.sealed", "LEFT JOIN people e ON e.id = s.person")?;
    let Some(row) = named else { return Ok(None) };
    let actor = actor_of(&row)?;
    let mut own = view.of(&actor);
    let name = row.blob(5).ok().and_then(|sealed| own.open_own(&actor.id, "name", sealed).ok());
    let name = name.and_then(|name| name_of(&name).ok());
    let acting_for = actor.acting_for.as_ref().and_then(|other| own_name(&mut own, other).ok());
    Ok(Some(Known { acting_for, name, actor }))
}

/// The name of the person who reads it, or of the organisation they act for.
pub fn own_name(view: &mut View<'_>, id: &str) -> Result<Text> {
    let row = view.one("SELECT sealed FROM people WHERE id = ?", &[id.into()])?;
    let row = row.ok_or(Error::NotFound)?;
    name_of(&view.open_own(id, "name", row.blob(0)?)?)
}

/// The name of anybody, for a purpose; a disclosure.
pub fn name(tx: &mut Tx<'_>, reader: Reader<'_>, id: &str) -> Result<Text> {
    let row = tx.one("SELECT sealed FROM people WHERE id = ?", &[id.into()])?;
    let row = row.ok_or(Error::NotFound)?;
    name_of(&tx.open(reader, id, "name", "name", row.blob(0)?)?)
}

fn name_of(json: &[u8]) -> Result<Text> {
    Ok(serde_json::from_slice(json).map_err(anyhow::Error::from)?)
}

fn session_id(token: &str) -> String {
    hex(&Sha256::digest(token))
}
