//! The demo country: a folder with a database and keys, fictional people to sign in as, and the portal over it.
//!
//! What may not happen here: anything that `madang serve` could do by accident. Demo sign-in exists only in this room.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, anyhow};
use clap::Args;
use country::DemoPerson;
use courtyard::actors;
use courtyard::clock::Chance;
use courtyard::database::Address;
use courtyard::keys::{Keys, hex};
use courtyard::{Actor, House, Tx};
use doors::{DemoBadge, Site};
use serde_json::{Value, json};
use vocabulary::Result;

use crate::commands::say;
use crate::{commands, opening, papers, people};

/// A demo session lasts a week, so that a presentation can be prepared.
const SESSION_SECONDS: i64 = 7 * 24 * 3600;

#[derive(Args)]
pub struct Options {
    /// Where to listen.
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    /// Where the demo keeps its database; a new temporary folder when absent.
    #[arg(long, value_name = "DIR")]
    dir: Option<PathBuf>,
    /// Also write who can sign in, and with which token, as JSON.
    #[arg(long, value_name = "FILE")]
    tokens: Option<PathBuf>,
    /// The country's files.
    #[arg(long, value_name = "DIR", default_value = "countries/kr")]
    country: PathBuf,
    /// Another database than the one in the folder: an empty one, for measuring.
    #[arg(long, value_name = "URL", hide = true)]
    database: Option<String>,
}

impl Default for Options {
    fn default() -> Options {
        Options {
            listen: SocketAddr::from(([127, 0, 0, 1], 8080)),
            dir: None,
            tokens: None,
            country: "countries/kr".into(),
            database: None,
        }
    }
}

pub fn run(options: &Options) -> anyhow::Result<ExitCode> {
    commands::serve::log();
    let dir = match &options.dir {
        Some(dir) => dir.clone(),
        None => {
            std::env::temp_dir().join(format!("madang-demo-{}", hex(&Chance::System.bytes::<4>()?)))
        }
    };
    std::fs::create_dir_all(&dir)
        .with_context(|| format!("cannot make the folder {}", dir.display()))?;
    let runtime = commands::serve::runtime()?;
    // The listener comes first: a taken port must not leave a seeded folder behind.
    let listener = runtime.block_on(commands::serve::listen(options.listen))?;
    let base = format!("http://{}", listener.local_addr()?);
    let house = open(&dir, &options.country, options.database.as_deref(), &base)?;
    let people = guests(&house, &dir)?;
    announce(&people, &base, &dir, options.tokens.as_deref())?;
    let issuer = papers::issuer(&house, &base).to_json();
    std::fs::write(dir.join("issuer.json"), format!("{issuer:#}"))?;
    let guests = people.into_iter().map(|guest| guest.badge).collect();
    let site = Site::new(house, opening::texts()?, &base, guests)?;
    runtime.block_on(commands::serve::serve(listener, site))
}

/// Opens the demo's house: its keys, database and public key lie in one folder.
pub fn open(
    dir: &Path,
    country: &Path,
    database: Option<&str>,
    base: &str,
) -> anyhow::Result<House> {
    std::fs::create_dir_all(dir)?;
    let keys = dir.join("keys");
    if !keys.exists() {
        Keys::make(&keys, &|| Chance::System.bytes())?;
    }
    // The journal keeps its first name, whatever port the demo has today.
    let name = dir.join("journal.name");
    if !name.exists() {
        std::fs::write(&name, base)?;
    }
    let origin = std::fs::read_to_string(&name)?;
    let address = match database {
        Some(url) => Address::parse(url).map_err(|wrong| anyhow!(wrong))?,
        None => Address::Sqlite(dir.join("madang.db")),
    };
    let house =
        opening::house(opening::country(country)?, address, Keys::read(&keys)?, origin.trim())?;
    let keys = house.view_now(&Actor::visitor(), |view| courtyard::journal::verifier_keys(view));
    let keys = keys.map_err(|e| anyhow!("{e}"))?.to_json();
    std::fs::write(dir.join("journal.json"), format!("{keys:#}\n"))?;
    Ok(house)
}

/// Someone to sign in as.
pub struct Guest {
    pub badge: DemoBadge,
    agency: String,
}

/// Seeds the country's people when the folder is new, and begins a session for each.
pub fn guests(house: &House, dir: &Path) -> anyhow::Result<Vec<Guest>> {
    let file = dir.join("people.json");
    let ids: BTreeMap<String, String> = if file.exists() {
        serde_json::from_str(&std::fs::read_to_string(&file)?)?
    } else {
        let ids = seed(house).map_err(|error| anyhow!("seeding the demo: {error:?}"))?;
        std::fs::write(&file, serde_json::to_string_pretty(&ids)?)?;
        ids
    };
    let guest = |person: &DemoPerson| {
        let id = ids
            .get(&person.id)
            .ok_or_else(|| anyhow!("{} is not in this demo's folder", person.id))?;
        let token = hex(&Chance::System.bytes::<24>()?);
        let (held, holder) = (token.clone(), id.clone());
        let begin =
            move |tx: &mut Tx<'_>| actors::begin_session(tx, &held, &holder, SESSION_SECONDS);
        house.act_now(&Actor::system(), "", begin).map_err(|error| anyhow!("{error:?}"))?;
        let role = people::role(person.role).as_str().to_string();
        let badge =
            DemoBadge { name: person.name.clone(), about: person.about.clone(), role, token };
        Ok(Guest { badge, agency: person.agency.clone() })
    };
    house.country().people.iter().map(guest).collect()
}

fn seed(house: &House) -> Result<BTreeMap<String, String>> {
    let seeding = |tx: &mut Tx<'_>| {
        let country = tx.country();
        people::enter(tx, &country.people, &country.organisations)
    };
    Ok(house.act_now(&Actor::system(), "seed", seeding)?.value.ids)
}

fn announce(people: &[Guest], base: &str, dir: &Path, tokens: Option<&Path>) -> anyhow::Result<()> {
    say(&format!("Madang is open: {base}\n"));
    say(if people.is_empty() {
        "This country has no demo people: its services can be found, and nobody can sign in."
    } else {
        "Sign in as one of its fictional people:"
    });
    for Guest { badge, .. } in people {
        let name = badge.name.get(&vocabulary::Lang::new("en"));
        say(&format!("  {name:<24} {:<14} {base}/demo/{}", badge.role, badge.token));
    }
    say(&format!(
        "\nEverything is kept in {}\n  madang journal verify --dir {}",
        dir.display(),
        dir.display()
    ));
    if let Some(file) = tokens {
        let row = |Guest { badge, agency }: &Guest| {
            let name = badge.name.get(&vocabulary::Lang::new("en"));
            json!({ "name": name, "role": badge.role, "agency": agency, "token": badge.token })
        };
        let people: Vec<Value> = people.iter().map(row).collect();
        let text = format!("{:#}", json!({ "base": base, "people": people }));
        // Written beside and moved, so that whoever waits for the file never reads half of it.
        let half = file.with_extension("half");
        std::fs::write(&half, text)
            .and_then(|()| std::fs::rename(&half, file))
            .with_context(|| format!("cannot write {}", file.display()))?;
    }
    Ok(())
}
