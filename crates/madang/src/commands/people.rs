//! `madang people FILE`: enters people into an installation, its first officers above all; journaled like every act.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::anyhow;
use clap::Args;
use country::Country;
use courtyard::keys::Keys;
use courtyard::{Actor, Tx};
use vocabulary::Error;

use super::{say, serve};
use crate::people::Entered;
use crate::{opening, people, settings};

#[derive(Args)]
pub struct Options {
    /// People and organisations, in the form of a country's people.toml; see docs/operate/install.md.
    file: PathBuf,
    /// The settings of the installation, as for `madang serve`.
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Print what was done as JSON.
    #[arg(long)]
    json: bool,
}

pub fn run(options: &Options) -> anyhow::Result<ExitCode> {
    let settings = settings::read(options.config.as_deref(), &serve::env)?;
    let keys = Keys::read(&settings.keys)?;
    let country = opening::country(&settings.country)?;
    let told = read(&country, &options.file)?;
    let house = opening::house(country, settings.database, keys, &settings.base_url)?;
    let entering = move |tx: &mut Tx<'_>| people::enter(tx, &told.people, &told.organisations);
    let done = house.act_now(&Actor::system(), "entering", entering);
    let Entered { new, known, positions, .. } = done.map_err(reason)?.value;
    say(&if options.json {
        serde_json::json!({ "entered": new, "known": known, "positions": positions }).to_string()
    } else {
        format!("{new} entered, {known} known already, {positions} positions changed")
    });
    Ok(ExitCode::SUCCESS)
}

fn read(country: &Country, file: &Path) -> anyhow::Result<country::People> {
    country::read_people(country, file).map_err(|mistakes| {
        let told: Vec<String> = mistakes.iter().take(20).map(ToString::to_string).collect();
        anyhow!("nobody was entered: {} mistakes:\n{}", mistakes.len(), told.join("\n"))
    })
}

fn reason(error: Error) -> anyhow::Error {
    match error {
        Error::Broken(cause) => cause.context("nobody was entered"),
        other => anyhow!("nobody was entered: {other}"),
    }
}
