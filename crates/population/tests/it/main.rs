//! The population: recipes are read with all their mistakes, and people are made of them.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on must fail")]

mod mistakes;
mod people;

use population::Recipe;

/// A country that there is not.
pub const ISLAND: &str = include_str!("island.toml");

pub fn island() -> Recipe {
    recipe(ISLAND)
}

pub fn recipe(text: &str) -> Recipe {
    Recipe::read("population.toml", text).unwrap_or_else(|mistakes| panic!("{mistakes:#?}"))
}

pub fn korea() -> Recipe {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../countries/kr/population.toml");
    recipe(&std::fs::read_to_string(path).unwrap())
}
