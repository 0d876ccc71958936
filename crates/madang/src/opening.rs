//! Opening a house: a country's files, a database and keys become something that can be served.

use std::path::Path;

use anyhow::anyhow;
use country::Country;
use courtyard::House;
use courtyard::clock::{Chance, Clock};
use courtyard::database::Address;
use courtyard::house::Plan;
use courtyard::keys::Keys;
use pages::Texts;

const KOREAN: &str = include_str!("../text/ko.toml");
const ENGLISH: &str = include_str!("../text/en.toml");

/// Reads the country; all its mistakes are told at once.
pub fn country(dir: &Path) -> anyhow::Result<Country> {
    Country::read(dir).map_err(|mistakes| {
        let told: Vec<String> = mistakes.iter().take(20).map(ToString::to_string).collect();
        anyhow!(
            "the country in {} has {} mistakes:\n{}",
            dir.display(),
            mistakes.len(),
            told.join("\n")
        )
    })
}

/// Opens the house on the system's clock. The journal's name is the address without its scheme.
pub fn house(
    country: Country,
    address: Address,
    keys: Keys,
    base_url: &str,
) -> anyhow::Result<House> {
    let origin = base_url.split_once("://").map_or(base_url, |(_, rest)| rest).to_string();
    House::open(Plan {
        country,
        address,
        keys,
        clock: Clock::System,
        chance: Chance::System,
        origin,
        migrations: Vec::new(),
    })
}

/// The texts of the house, of its offices and of its own pages.
pub fn texts() -> anyhow::Result<Texts> {
    let mut texts = Texts::house().map_err(|mistake| anyhow!("{mistake}"))?;
    let own = [
        ("ko", "crates/madang/text/ko.toml", KOREAN),
        ("en", "crates/madang/text/en.toml", ENGLISH),
    ];
    let rooms = law::TEXTS.into_iter().chain(counter::TEXTS).chain(lawdesk::TEXTS);
    for (lang, file, toml) in rooms.chain(own) {
        texts = texts.with(lang, file, toml).map_err(|mistake| anyhow!("{mistake}"))?;
    }
    Ok(texts)
}
