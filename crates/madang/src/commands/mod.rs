//! The commands of the program, and how they speak on a terminal.

pub mod bench;
pub mod check;
pub mod destroy;
pub mod import;
pub mod journal;
pub mod keys;
pub mod law;
pub mod migrate;
pub mod people;
pub mod population;
pub mod privacy;
pub mod serve;
pub mod verify;

use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::anyhow;
use clap::Subcommand;
use courtyard::House;
use courtyard::clock::Chance;
use courtyard::keys::Keys;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::{demo, opening, settings};

/// What `madang new` begins.
#[derive(Subcommand)]
pub enum New {
    /// A new service: a small complete one to change.
    Service {
        /// Its id: small letters, digits and hyphens.
        id: String,
        #[arg(long, value_name = "DIR", default_value = "countries/kr")]
        country: PathBuf,
    },
    /// The three key files of an installation.
    Keys { dir: PathBuf },
}

pub fn new(new: &New) -> anyhow::Result<ExitCode> {
    match new {
        New::Service { id, country } => {
            let made = country::new_service(country, id).map_err(|mistake| anyhow!("{mistake}"))?;
            for path in made {
                say(&path.display().to_string());
            }
        }
        New::Keys { dir } => {
            Keys::make(dir, &|| Chance::System.bytes())?;
            say(&format!("made master.key, journal.key and credentials.key in {}", dir.display()));
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// Opens the house that a command works on beside the running program: a demo's folder, or an installation by its settings.
pub fn house(dir: Option<&Path>, country: &Path, config: Option<&Path>) -> anyhow::Result<House> {
    if let Some(dir) = dir {
        anyhow::ensure!(dir.join("keys").exists(), "there is no demo in {}", dir.display());
        return demo::open(dir, country, None, "");
    }
    let env = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
    let settings = settings::read(config, &env)?;
    let keys = Keys::read(&settings.keys)?;
    let country = opening::country(&settings.country)?;
    opening::house(country, settings.database, keys, &settings.base_url)
}

/// Says a line on standard output. A reader that has gone away is no failure of ours.
pub fn say(line: &str) {
    writeln!(std::io::stdout(), "{line}").ok();
}

/// Says why the program ends, with the causes behind it.
pub fn say_error(error: &anyhow::Error) {
    writeln!(std::io::stderr(), "madang: {error:#}").ok();
}

/// A progress bar on a terminal; nothing where a program reads.
pub fn progress(total: Option<u64>, what: &'static str) -> ProgressBar {
    let bar = match total {
        Some(total) => ProgressBar::new(total),
        None => ProgressBar::new_spinner(),
    };
    if !std::io::stderr().is_terminal() {
        bar.set_draw_target(ProgressDrawTarget::hidden());
    }
    let template =
        if total.is_some() { "{bar:32} {pos}/{len} {msg} {eta}" } else { "{spinner} {pos} {msg}" };
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style);
    }
    bar.with_message(what)
}
