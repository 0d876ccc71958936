//! Tx: what an act may do. Reads, new rows, changed rows, sealed values, disclosures; all of it journaled.
//!
//! What may not happen here: a commit (that is the writer's), a change of a kept row that the journal does not vouch
//! for, a sealed value opened for someone else without a disclosure.

use proofs::merkle;
use vocabulary::{Day, Error, Moment, Result};

use crate::actors::Actor;
use crate::ahead::{Notes, Question};
use crate::database::{Cell, Connection, Fault, Row, Table};
use crate::destruction;
use crate::house::Ground;
use crate::journal::{EntryDraft, RowMark, row_hash};
use crate::schema;

/// What one act (or the acts of one batch) will write at the end: new rows, and writes that are no act.
#[derive(Default)]
pub(crate) struct Pending {
    rows: Vec<(&'static Table, Vec<Vec<Cell>>)>,
    asides: Vec<Aside>,
}

struct Aside {
    table: &'static str,
    sql: &'static str,
    cells: Vec<Cell>,
}

impl Pending {
    pub fn add(&mut self, table: &'static Table, row: Vec<Cell>) {
        self.add_all(table, vec![row]);
    }

    fn add_all(&mut self, table: &'static Table, rows: Vec<Vec<Cell>>) {
        match self.rows.iter_mut().find(|(t, _)| t.name == table.name) {
            Some((_, all)) => all.extend(rows),
            None => self.rows.push((table, rows)),
        }
    }

    pub fn append(&mut self, other: Pending) {
        for (table, rows) in other.rows {
            self.add_all(table, rows);
        }
        self.asides.extend(other.asides);
    }

    pub fn is_empty(&self) -> bool {
        self.rows.is_empty() && self.asides.is_empty()
    }

    pub fn flush(&mut self, connection: &mut Connection) -> Result<(), Fault> {
        for (table, rows) in self.rows.drain(..) {
            connection.insert(table, &rows)?;
        }
        for aside in self.asides.drain(..) {
            connection.run(aside.sql, &aside.cells)?;
        }
        Ok(())
    }

    fn is_named_in(&self, sql: &str) -> bool {
        self.rows.iter().any(|(table, _)| sql.contains(table.name))
            || self.asides.iter().any(|aside| sql.contains(aside.table))
    }

    /// Writes now what a statement could see.
    pub fn flush_named_in(&mut self, sql: &str, connection: &mut Connection) -> Result<(), Fault> {
        while let Some(place) = self.rows.iter().position(|(table, _)| sql.contains(table.name)) {
            let (table, rows) = self.rows.swap_remove(place);
            connection.insert(table, &rows)?;
        }
        while let Some(place) = self.asides.iter().position(|aside| sql.contains(aside.table)) {
            let aside = self.asides.remove(place);
            connection.run(aside.sql, &aside.cells)?;
        }
        Ok(())
    }
}

/// Who reads: the actor, or a published rule on behalf of an agency.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Reader<'r> {
    Actor,
    Rule { agency: &'r str },
}

struct Disclosure {
    subject: String,
    reader_kind: &'static str,
    agency: String,
    fields: Vec<String>,
}

/// One act in progress.
pub struct Tx<'a> {
    pub(crate) ground: &'a Ground,
    pub actor: &'a Actor,
    pub purpose: &'a str,
    connection: &'a mut Connection,
    earlier: &'a mut Pending,
    pub(crate) own: Pending,
    pub(crate) draft: EntryDraft,
    disclosures: Vec<Disclosure>,
    /// A row was changed in place, which must be undone if the act is refused.
    pub(crate) touched: bool,
    /// What a statement of this act met, so that the writer knows whether to run it again.
    pub(crate) fault: Option<Fault>,
    /// What the act asks, where it is worked out ahead of the writer.
    pub(crate) notes: Option<Notes>,
    now: Moment,
}

impl<'a> Tx<'a> {
    pub(crate) fn begin(
        ground: &'a Ground,
        connection: &'a mut Connection,
        earlier: &'a mut Pending,
        actor: &'a Actor,
        purpose: &'a str,
    ) -> Result<Tx<'a>> {
        let now = ground.clock.now();
        let draft = EntryDraft::new(ground.chance.bytes()?);
        Ok(Tx {
            ground,
            actor,
            purpose,
            connection,
            earlier,
            own: Pending::default(),
            draft,
            disclosures: Vec::new(),
            touched: false,
            fault: None,
            notes: None,
            now,
        })
    }

    /// The same act, worked out without the writer: it asks, notes what it is told, and may write nothing in place.
    pub(crate) fn ahead(mut self) -> Tx<'a> {
        self.notes = Some(Notes::default());
        self
    }

    pub fn now(&self) -> Moment {
        self.now
    }

    /// Today in the country's own time zone.
    pub fn today(&self) -> Day {
        self.ground.zone.day_of(self.now)
    }

    pub fn country(&self) -> &'a country::Country {
        &self.ground.country
    }

    pub fn random<const N: usize>(&self) -> Result<[u8; N]> {
        Ok(self.ground.chance.bytes()?)
    }

    /// A new id: ordered by time, so that new rows lie together on the disk.
    pub fn new_id(&self) -> Result<String> {
        new_id(self.ground, self.now)
    }

    /// Every row that the statement gives. Rows of this act are written first where the statement could see them.
    pub fn all(&mut self, sql: &str, cells: &[Cell]) -> Result<Vec<Row>> {
        let asked = if self.notes.is_some() { self.ask(sql, cells) } else { self.read(sql, cells) };
        asked.map_err(|fault| self.note(fault))
    }

    fn read(&mut self, sql: &str, cells: &[Cell]) -> Result<Vec<Row>, Fault> {
        self.earlier.flush_named_in(sql, self.connection)?;
        if self.own.is_named_in(sql) {
            self.own.flush_named_in(sql, self.connection)?;
            self.touched = true;
        }
        self.connection.all(sql, cells)
    }

    fn ask(&mut self, sql: &str, cells: &[Cell]) -> Result<Vec<Row>, Fault> {
        // Its own new rows are not in the database that it asks.
        if self.own.is_named_in(sql) {
            return Err(Fault::Again);
        }
        let answer = self.connection.all(sql, cells)?;
        let question =
            Question { sql: sql.to_string(), cells: cells.to_vec(), answer: answer.clone() };
        self.notes.get_or_insert_default().questions.push(question);
        Ok(answer)
    }

    // A change in place, which only the writer may make.
    fn writes_in_place(&mut self) -> Result<()> {
        if self.notes.is_some() {
            return Err(self.note(Fault::Again));
        }
        self.touched = true;
        Ok(())
    }

    pub fn one(&mut self, sql: &str, cells: &[Cell]) -> Result<Option<Row>> {
        Ok(self.all(sql, cells)?.into_iter().next())
    }

    // A fault of the database is remembered, whatever the act makes of the error.
    fn note(&mut self, fault: Fault) -> Error {
        let (kept, told) = match fault {
            Fault::Taken => (Fault::Taken, Error::Conflict("taken".into())),
            Fault::Again => (Fault::Again, Error::Conflict("again".into())),
            Fault::Broken(error) => {
                let text = format!("{error:#}");
                (Fault::Broken(error), Error::broken(text))
            }
        };
        self.fault = Some(kept);
        told
    }

    /// A new row of a kept table. It is written with the rest of the batch; a key that is taken fails the act as a conflict.
    pub fn enter(&mut self, table: &'static Table, mut row: Vec<Cell>) -> Result<()> {
        if table.is_changeable() {
            row.push(Cell::Int(0));
        }
        let Some(Cell::Text(id)) = row.first() else {
            return Err(Error::broken(format!("a row of {} has no id", table.name)));
        };
        if row.len() != table.columns.len() {
            return Err(Error::broken(format!("a row of {} has not its columns", table.name)));
        }
        let hash = row_hash(&self.draft.salt, table, &row);
        self.draft.mark(RowMark { table: table.name, id: id.clone(), rev: 0, hash });
        self.own.add(table, row);
        Ok(())
    }

    /// Changes columns of one kept row, where the guard still holds; a conflict when it does not.
    pub fn change(
        &mut self,
        table: &'static Table,
        id: &str,
        set: &[(&str, Cell)],
        guard: &[(&str, Cell)],
    ) -> Result<Row> {
        if !table.is_changeable() {
            return Err(Error::broken(format!("rows of {} never change", table.name)));
        }
        self.writes_in_place()?;
        let names = |pairs: &[(&str, Cell)], divider: &str| {
            pairs.iter().map(|(name, _)| format!("{name} = ?")).collect::<Vec<_>>().join(divider)
        };
        let guards = if guard.is_empty() {
            String::new()
        } else {
            format!(" AND {}", names(guard, " AND "))
        };
        let sql = format!(
            "UPDATE {} SET {}, rev = rev + 1 WHERE id = ?{guards} RETURNING {}",
            table.name,
            names(set, ", "),
            table.column_names()
        );
        let mut cells: Vec<Cell> = set.iter().map(|(_, cell)| cell.clone()).collect();
        cells.push(id.into());
        cells.extend(guard.iter().map(|(_, cell)| cell.clone()));
        let changed = self.one(&sql, &cells)?;
        let row =
            changed.ok_or_else(|| Error::Conflict(format!("{} changed meanwhile", table.name)))?;
        let hash = row_hash(&self.draft.salt, table, &row.0);
        let rev = row.int(table.columns.len() - 1)?;
        self.draft.mark(RowMark { table: table.name, id: id.into(), rev, hash });
        Ok(row)
    }

    /// A write that is no act: a session, a draft, the bytes of a document. The reasons are listed in `unjournaled.rs`.
    pub(crate) fn aside(&mut self, sql: &str, cells: &[Cell]) -> Result<u64> {
        self.writes_in_place()?;
        let done = self.connection.run(sql, cells);
        done.map_err(|fault| self.note(fault))
    }

    /// As `aside`, written with the rest of the batch: for what the act need not know the end of.
    pub(crate) fn aside_later(&mut self, table: &'static str, sql: &'static str, cells: Vec<Cell>) {
        self.own.asides.push(Aside { table, sql, cells });
    }

    /// Says what happened, in the journal: `noun.past`.
    pub fn happened(&mut self, what: &'static str) {
        self.draft.what.push(what);
    }

    /// Which case the act is about; an act is about one case at the most.
    pub fn about(&mut self, case: &str) {
        self.draft.case = Some(case.to_string());
    }

    /// Seals bytes under the key of the person (or organisation) whom they are about.
    pub fn seal(&mut self, subject: &str, what: &str, plain: &[u8]) -> Result<Vec<u8>> {
        self.open_key(subject)?;
        Ok(self.ground.keys.seal(subject, what, self.ground.chance.bytes()?, plain)?)
    }

    /// Makes the data key of a new person or organisation.
    pub(crate) fn make_key(&mut self, subject: &str) -> Result<()> {
        let (key, nonce) = (self.ground.chance.bytes()?, self.ground.chance.bytes()?);
        let wrapped = self.ground.keys.wrap(subject, key, nonce)?;
        self.own.add(&schema::PERSON_KEYS, vec![subject.into(), wrapped.into()]);
        Ok(())
    }

    fn open_key(&mut self, subject: &str) -> Result<()> {
        if let Some(notes) = &mut self.notes
            && notes.subjects.iter().all(|known| known != subject)
        {
            notes.subjects.push(subject.to_string());
        }
        if self.ground.keys.has(subject) {
            return Ok(());
        }
        let row = self.one("SELECT wrapped FROM person_keys WHERE id = ?", &[subject.into()])?;
        let row = row.ok_or(Error::NotFound)?;
        // A destroyed key leaves an empty row: what was sealed under it is gone for good.
        let wrapped = row.blob(0).map_err(|_| destruction::gone())?;
        Ok(self.ground.keys.unwrap(subject, wrapped)?)
    }

    /// Opens a sealed value, and writes down who read which fields of whom for which purpose.
    ///
    /// A person reading the own record is no disclosure; an officer, a rule or another agency is (ground rule 3).
    pub fn open(
        &mut self,
        reader: Reader<'_>,
        subject: &str,
        what: &str,
        fields: &str,
        sealed: &[u8],
    ) -> Result<Vec<u8>> {
        self.open_key(subject)?;
        let plain = self.ground.keys.open(subject, what, sealed)?;
        let own = self.actor.is(subject) && reader == Reader::Actor;
        if !own {
            self.disclose(reader, subject, fields)?;
        }
        Ok(plain)
    }

    pub(crate) fn disclose(
        &mut self,
        reader: Reader<'_>,
        subject: &str,
        fields: &str,
    ) -> Result<()> {
        if self.purpose.is_empty() {
            return Err(Error::broken("a personal record was read without a purpose"));
        }
        let (reader_kind, agency) = match reader {
            Reader::Actor => (self.actor.role.as_str(), self.actor.agency.as_str()),
            Reader::Rule { agency } => ("rule", agency),
        };
        let same = |d: &&mut Disclosure| d.subject == subject && d.reader_kind == reader_kind;
        match self.disclosures.iter_mut().find(same) {
            Some(told) if told.fields.iter().any(|f| f == fields) => {}
            Some(told) => told.fields.push(fields.to_string()),
            None => self.disclosures.push(Disclosure {
                subject: subject.to_string(),
                reader_kind,
                agency: agency.to_string(),
                fields: vec![fields.to_string()],
            }),
        }
        Ok(())
    }

    /// Ends the act: writes its disclosures, and holds ground rule 2.
    pub(crate) fn finish(&mut self) -> Result<()> {
        for told in std::mem::take(&mut self.disclosures) {
            let id = self.new_id()?;
            let row = vec![
                id.into(),
                told.subject.into(),
                if told.reader_kind == "rule" {
                    "rule".into()
                } else {
                    self.actor.id.as_str().into()
                },
                told.reader_kind.into(),
                told.agency.into(),
                self.purpose.into(),
                self.draft.case.clone().into(),
                told.fields.join(", ").into(),
                self.now.into(),
            ];
            self.enter(&schema::DISCLOSURES, row)?;
            self.draft.add_once("record.read");
        }
        if !self.draft.rows.is_empty() && self.draft.what.is_empty() {
            return Err(Error::broken("an act changed rows and journaled nothing (ground rule 2)"));
        }
        Ok(())
    }

    /// Writes what the act holds back, where it is run alone.
    pub(crate) fn flush_own(&mut self) -> Result<(), Fault> {
        self.own.flush(self.connection)
    }
}

pub(crate) fn new_id(ground: &Ground, now: Moment) -> Result<String> {
    let chance: [u8; 9] = ground.chance.bytes()?;
    Ok(format!("{:011x}{}", now.0.max(0), crate::keys::hex(&chance)))
}

/// The leaf of the journal's tree for an entry's public text.
pub(crate) fn leaf_of(body: &str) -> [u8; 32] {
    merkle::leaf_hash(body.as_bytes())
}
