//! View: reading without an act. What is nobody's (counts, states, the journal), or the reader's own.
//!
//! What may not happen here: opening a sealed value of somebody else. That is `House::look`, with a purpose.

use vocabulary::{Error, Result};

use crate::actors::Actor;
use crate::database::{Cell, Connection, Row};
use crate::destruction;
use crate::house::Ground;

/// A reading in progress.
pub struct View<'a> {
    pub(crate) ground: &'a Ground,
    connection: &'a mut Connection,
    pub actor: &'a Actor,
}

impl<'a> View<'a> {
    pub(crate) fn new(
        ground: &'a Ground,
        connection: &'a mut Connection,
        actor: &'a Actor,
    ) -> View<'a> {
        View { ground, connection, actor }
    }

    /// The same reading, for an actor who has just been recognised.
    pub fn of<'v>(&'v mut self, actor: &'v Actor) -> View<'v> {
        View { ground: self.ground, connection: self.connection, actor }
    }

    pub fn country(&self) -> &'a country::Country {
        &self.ground.country
    }

    pub fn all(&mut self, sql: &str, cells: &[Cell]) -> Result<Vec<Row>> {
        Ok(self.connection.all(sql, cells)?)
    }

    pub fn one(&mut self, sql: &str, cells: &[Cell]) -> Result<Option<Row>> {
        Ok(self.connection.one(sql, cells)?)
    }

    /// Opens a sealed value that is about the reader, or about the organisation the reader acts for now.
    pub fn open_own(&mut self, subject: &str, what: &str, sealed: &[u8]) -> Result<Vec<u8>> {
        if !self.actor.is(subject) {
            return Err(Error::NotFound);
        }
        self.open(subject, what, sealed)
    }

    /// Opens a sealed value of an organisation for which the reader holds a mandate.
    pub fn open_by_mandate(
        &mut self,
        organisation: &str,
        what: &str,
        sealed: &[u8],
    ) -> Result<Vec<u8>> {
        let sql =
            "SELECT id FROM mandates WHERE person = ? AND organisation = ? AND until_at IS NULL";
        let mandate = self.one(sql, &[self.actor.id.as_str().into(), organisation.into()])?;
        mandate.ok_or(Error::NotFound)?;
        self.open(organisation, what, sealed)
    }

    fn open(&mut self, subject: &str, what: &str, sealed: &[u8]) -> Result<Vec<u8>> {
        let keys = &self.ground.keys;
        if !keys.has(subject) {
            let row =
                self.one("SELECT wrapped FROM person_keys WHERE id = ?", &[subject.into()])?;
            let row = row.ok_or(Error::NotFound)?;
            // A destroyed key leaves an empty row.
            keys.unwrap(subject, row.blob(0).map_err(|_| destruction::gone())?)?;
        }
        Ok(keys.open(subject, what, sealed)?)
    }
}
