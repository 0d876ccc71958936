//! Entering people from a file: the demo's own, or those of an installation. What the file says of a person becomes so;
//! what is there already stays as it is.
//!
//! What may not happen here: a correction of a register. Who is entered already is corrected by cases.

use std::collections::BTreeMap;

use country::{Country, DemoOrganisation, DemoPerson, Role as FileRole};
use courtyard::actors::{self, Role};
use courtyard::{Tx, identities, registers};
use serde_json::{Map, Value};
use vocabulary::Result;

/// What became of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Entered {
    /// Ids of the house by those of the file.
    pub ids: BTreeMap<String, String>,
    pub new: usize,
    pub known: usize,
    /// Positions that were given, changed or ended.
    pub positions: usize,
}

/// Enters all of them, or nobody.
pub fn enter(
    tx: &mut Tx<'_>,
    people: &[DemoPerson],
    organisations: &[DemoOrganisation],
) -> Result<Entered> {
    let mut entered = Entered::default();
    for organisation in organisations {
        let id = match of_key(tx, &organisation.entries)? {
            Some(id) => {
                entered.known += 1;
                id
            }
            None => {
                entered.new += 1;
                let id = actors::enter(tx, "organisation", &organisation.name)?;
                enter_all(tx, tx.country(), &id, &organisation.entries)?;
                id
            }
        };
        entered.ids.insert(organisation.id.clone(), id);
    }
    for person in people {
        let id = self::person(tx, person, &mut entered)?;
        for organisation in &person.acts_for {
            if let Some(organisation) = entered.ids.get(organisation) {
                actors::give_mandate(tx, &id, organisation)?;
            }
        }
        entered.ids.insert(person.id.clone(), id);
    }
    Ok(entered)
}

fn person(tx: &mut Tx<'_>, person: &DemoPerson, entered: &mut Entered) -> Result<String> {
    let number = tx.country().sign_in_number(person);
    let known = match &number {
        Some(number) => identities::of_number(tx, number)?,
        None => None,
    };
    let id = match known {
        Some(id) => {
            entered.known += 1;
            id
        }
        None => {
            entered.new += 1;
            let id = actors::enter(tx, "person", &person.name)?;
            enter_all(tx, tx.country(), &id, &person.entries)?;
            if !person.number.is_empty() && identities::of_number(tx, &person.number)?.is_none() {
                identities::enter_number(tx, &id, &person.number)?;
            }
            id
        }
    };
    if actors::place(tx, &id, role(person.role), &person.agency, &person.desks)? {
        entered.positions += 1;
    }
    Ok(id)
}

fn of_key(tx: &mut Tx<'_>, entries: &toml::Table) -> Result<Option<String>> {
    match tx.country().key_of(entries) {
        Some(key) => registers::holder_of(tx, key.register, key.field, &key.number),
        None => Ok(None),
    }
}

/// What a role of a file is in the house.
pub fn role(role: FileRole) -> Role {
    match role {
        FileRole::Citizen => Role::Citizen,
        FileRole::Officer => Role::Officer,
        FileRole::Auditor => Role::Auditor,
        FileRole::Administrator => Role::Administrator,
    }
}

/// Enters what the country's files say of a person into the registers.
pub fn enter_all(
    tx: &mut Tx<'_>,
    country: &Country,
    holder: &str,
    entries: &toml::Table,
) -> Result<()> {
    for (register, entries) in entries {
        if country.register(register).is_none() {
            continue;
        }
        let entries = match serde_json::to_value(entries).map_err(anyhow::Error::from)? {
            Value::Array(entries) => entries,
            entry => vec![entry],
        };
        for entry in entries {
            let fields: Map<String, Value> = entry.as_object().cloned().unwrap_or_default();
            registers::enter(tx, register, holder, &fields, None)?;
        }
    }
    Ok(())
}
