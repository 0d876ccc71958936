//! `madang destroy`: destroys the data key of one person, on a legal basis that the journal keeps. There is no way back.
//!
//! What may not happen here: a destruction that the house would refuse, unless its ground is said.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, anyhow};
use clap::Args;
use courtyard::destruction::{self, Destruction, Extent};
use courtyard::{Actor, Tx};
use vocabulary::{Error, Lang, Refusal};

use crate::opening;

#[derive(Args)]
pub struct Options {
    /// The person's or organisation's id, as it stands in the database: p… or o….
    #[arg(long, value_name = "ID")]
    person: String,
    /// The article that asks for it; it stands in the database for good and may name nobody.
    #[arg(long, value_name = "TEXT")]
    basis: String,
    /// Why it is done although a case is open or a time of keeping still runs: a judgment, with its number.
    #[arg(long, value_name = "TEXT")]
    ground: Option<String>,
    /// A demo's folder.
    #[arg(long, value_name = "DIR", conflicts_with = "config")]
    dir: Option<PathBuf>,
    /// The demo's country.
    #[arg(long, value_name = "DIR", default_value = "countries/kr")]
    country: PathBuf,
    /// The settings of an installation, as for `madang serve`; the environment wins.
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
}

pub fn run(options: &Options) -> anyhow::Result<ExitCode> {
    let house = super::house(options.dir.as_deref(), &options.country, options.config.as_deref())?;
    let order = Destruction {
        person: options.person.clone(),
        basis: options.basis.clone(),
        ground: options.ground.clone(),
    };
    let destroy = move |tx: &mut Tx<'_>| destruction::destroy(tx, &order);
    let done = match house.act_now(&Actor::system(), "destruction", destroy) {
        Ok(done) => done,
        Err(Error::Refused(refusal)) => return Err(anyhow!(sentence(&refusal)?)),
        Err(Error::NotFound) => return Err(anyhow!("there is no person {}", options.person)),
        Err(error) => return Err(anyhow!("{error}")),
    };
    destruction::forget(&house, &options.person).context(
        "the key is destroyed, but what the database keeps of it in its own files is not yet",
    )?;
    house.sequence_now().map_err(|error| anyhow!("{error}"))?;
    let Extent { cases, closed, entries, documents } = done.value;
    super::say(&format!(
        "The data of {} are destroyed. Cases: {cases}, of them open, and ended with it: {closed}; register entries: {entries}; \
         documents: {documents}.\nEvery running node forgets the key within seconds. Backups made before still hold the \
         wrapped key: see docs/operate/keys-and-backup.md.",
        options.person
    ));
    if let Some(receipt) = done.receipt {
        super::say(&format!("Receipt: {}", receipt.to_text()));
    }
    Ok(ExitCode::SUCCESS)
}

// A refusal in English: what is typed and read here are commands.
fn sentence(refusal: &Refusal) -> anyhow::Result<String> {
    let texts = opening::texts()?;
    let text = texts.get(&Lang::new("en"), &refusal.key).to_string();
    let fill = |text: String, (name, value): &(String, String)| {
        text.replace(&format!("{{{name}}}"), value)
    };
    Ok(refusal.values.iter().fold(text, fill))
}
