//! Identities: who somebody of the identity provider is in this house. The register decides, at every sign-in; what is
//! kept of the first one (provider, subject, person) must agree with it from then on.
//!
//! What may not happen here: a number or a provider's name for a person in plain text, a person who is known only because
//! a provider says so.

use vocabulary::{Moment, Result};

use crate::schema::IDENTITIES;
use crate::tx::Tx;
use crate::{actors, registers};

/// What the provider has proved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    pub issuer: String,
    /// The provider's own name for the person.
    pub subject: String,
    /// The number under which the country's registers know the person.
    pub number: String,
}

/// One attempt to sign in: it is used once, or it ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attempt {
    pub id: String,
    pub until: Moment,
}

/// What becomes of somebody who was at the provider.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Arrival {
    Known(String),
    /// No register, and no list of officers, knows the number.
    Unknown,
    /// The provider's account belonged to somebody else before.
    Differs,
    /// The attempt was used before.
    Again,
}

/// Finds the person of an identity, and keeps the link to the provider's account.
pub fn arrive(tx: &mut Tx<'_>, attempt: &Attempt, identity: &Identity) -> Result<Arrival> {
    let now = tx.now();
    tx.aside("DELETE FROM sign_ins WHERE until_at < ?", &[now.into()])?;
    let use_up = "INSERT INTO sign_ins (id, until_at) VALUES (?, ?) ON CONFLICT (id) DO NOTHING";
    if tx.aside(use_up, &[attempt.id.as_str().into(), attempt.until.into()])? == 0 {
        return Ok(Arrival::Again);
    }
    let account = format!("{}\0{}", identity.issuer, identity.subject);
    let account = tx.ground.keys.lookup("sign-in.subject", &account);
    let linked = known(tx, &account)?;
    let Some(person) = of_number(tx, &identity.number)? else {
        tx.happened("identity.unknown");
        return Ok(Arrival::Unknown);
    };
    match linked {
        Some(other) if other != person => {
            tx.happened("identity.refused");
            return Ok(Arrival::Differs);
        }
        Some(_) => {}
        None => {
            enter(tx, account, "subject", &person)?;
            tx.happened("identity.linked");
        }
    }
    Ok(Arrival::Known(person))
}

/// The person whom the registers, or the list of officers, know under a number.
pub fn of_number(tx: &mut Tx<'_>, number: &str) -> Result<Option<String>> {
    for key in tx.country().sign_in_keys(number) {
        let holder = registers::holder_of(tx, key.register, key.field, &key.number)?;
        if holder.is_some() {
            return Ok(holder);
        }
    }
    let lookup = number_lookup(tx, number);
    known(tx, &lookup)
}

/// Makes a person known under a number, for those who have no entry in a register: officers, above all.
pub fn enter_number(tx: &mut Tx<'_>, person: &str, number: &str) -> Result<()> {
    let lookup = number_lookup(tx, number);
    enter(tx, lookup, "number", person)?;
    tx.happened("identity.entered");
    Ok(())
}

/// Begins the session of whoever has arrived: the actor. That an officer came in is journaled; a citizen's coming is not.
pub fn begin_session(tx: &mut Tx<'_>, token: &str) -> Result<()> {
    let (now, person) = (tx.now(), tx.actor.id.clone());
    tx.aside("DELETE FROM sessions WHERE until_at < ?", &[now.into()])?;
    actors::begin_session(tx, token, &person, actors::SESSION_SECONDS)?;
    if tx.actor.role != actors::Role::Citizen {
        tx.happened("officer.signed-in");
    }
    Ok(())
}

fn enter(tx: &mut Tx<'_>, lookup: String, kind: &str, person: &str) -> Result<()> {
    tx.enter(
        &IDENTITIES,
        vec![tx.new_id()?.into(), lookup.into(), kind.into(), person.into(), tx.now().into()],
    )
}

fn known(tx: &mut Tx<'_>, lookup: &str) -> Result<Option<String>> {
    let sql = "SELECT person FROM identities WHERE lookup = ?";
    let row = tx.one(sql, &[lookup.into()])?;
    Ok(row.map(|row| row.text(0).map(str::to_string)).transpose()?)
}

// However a number is typed, it is one number: the first of the country's ways to write it that fits.
fn number_lookup(tx: &Tx<'_>, number: &str) -> String {
    let written = tx.country().sign_in_keys(number).into_iter().next();
    let written = written.map_or_else(|| number.trim().to_string(), |key| key.number);
    tx.ground.keys.lookup("sign-in.number", &written)
}
