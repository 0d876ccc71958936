//! The people whom an installation enters: a file in the form of the demo's `people.toml`, checked against the country.

use std::path::Path;

use vocabulary::Mistake;

use crate::check;
use crate::read::Country;
use crate::register::{DemoOrganisation, DemoPerson};
use crate::shelf::Shelf;

/// People and organisations, in the order of their file.
#[derive(Clone, Debug, Default)]
pub struct People {
    pub people: Vec<DemoPerson>,
    pub organisations: Vec<DemoOrganisation>,
}

/// Reads a file of people. All its mistakes are told at once.
pub fn read_people(country: &Country, file: &Path) -> Result<People, Vec<Mistake>> {
    let mut shelf = Shelf::of_people(file);
    let mut mistakes = std::mem::take(&mut shelf.mistakes);
    if mistakes.is_empty() {
        mistakes = check::people(&shelf, country);
    }
    if mistakes.is_empty() {
        return Ok(People { people: shelf.lists.people, organisations: shelf.lists.organisations });
    }
    for mistake in &mut mistakes {
        mistake.file = file.display().to_string();
    }
    Err(mistakes)
}
