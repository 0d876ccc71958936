//! `madang law`: tables of the law out to DMN and in from it, what a decision stands on, and the public test suite of DMN.
//!
//! What may not happen here: a decision on anybody, or a file of law that is replaced.

mod picture;
mod simulate;
mod tck;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, anyhow, bail};
use clap::Subcommand;
use courtyard::clock::Clock;
use law::dmn::About;
use vocabulary::{Day, Mistake, Zone};

/// What `madang law` does.
#[derive(Subcommand)]
pub enum Law {
    /// Runs the models and cases of the DMN Technology Compatibility Kit that a folder has.
    Tck {
        dir: PathBuf,
        /// Print the result as JSON.
        #[arg(long)]
        json: bool,
    },
    /// Writes a table of a country's law as XML of DMN 1.5, with the parameters that it reads.
    Export {
        table: String,
        #[arg(long, value_name = "DIR", default_value = "countries/kr")]
        country: PathBuf,
        /// The day whose version is meant; today when absent.
        #[arg(long)]
        day: Option<Day>,
        /// Where it is written; standard output when absent.
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
    },
    /// Draws what a decision stands on: registers and answers, facts, amounts, the table, the outcome. As SVG.
    Picture {
        /// A table of the law, or a service that one decides.
        name: String,
        #[arg(long, value_name = "DIR", default_value = "countries/kr")]
        country: PathBuf,
        /// The day whose version is meant; today when absent.
        #[arg(long)]
        day: Option<Day>,
        /// The language of the words; the country's first when absent.
        #[arg(long)]
        language: Option<String>,
        /// Where it is written; standard output when absent. A file that is there is not replaced.
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
    },
    /// Makes a `.table` file of the decision tables of a DMN model, and says what in it is no law of ours yet.
    Import {
        file: PathBuf,
        /// The article, where the model does not say it.
        #[arg(long)]
        article: Option<String>,
        /// The day from which it applies, where the model does not say it; today when absent.
        #[arg(long)]
        from: Option<Day>,
        /// Where it is written; standard output when absent. A file that is there is not replaced.
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
    },
    /// Says what a proposed law would change: who gains, who loses, what it costs.
    Simulate(simulate::Options),
}

pub use simulate::mistakes_in_questions;

pub fn run(law: &Law) -> anyhow::Result<ExitCode> {
    match law {
        Law::Tck { dir, json } => tck::run(dir, *json),
        Law::Export { table, country, day, out } => export(table, country, *day, out.as_deref()),
        Law::Picture { name, country, day, language, out } => {
            let language = language.as_deref();
            picture::run(&picture::Asked { name, country, day: *day, language }, out.as_deref())
        }
        Law::Import { file, article, from, out } => {
            import(file, article.as_deref(), *from, out.as_deref())
        }
        Law::Simulate(options) => simulate::run(options),
    }
}

/// The files of law of a folder, by their names under the one that mistakes are told with.
fn files(folder: &Path, name: &str) -> anyhow::Result<BTreeMap<String, String>> {
    let mut files = BTreeMap::new();
    for path in tck::entries(folder)? {
        let is_law = path.extension().is_some_and(|ending| ending == "toml" || ending == "table");
        let own = path.file_name().map(|own| own.to_string_lossy().into_owned());
        if let Some(own) = own.filter(|_| is_law) {
            files.insert(format!("{name}/{own}"), tck::text(&path)?);
        }
    }
    Ok(files)
}

fn today() -> Day {
    Zone::utc().day_of(Clock::System.now())
}

fn export(
    table: &str,
    country: &Path,
    day: Option<Day>,
    out: Option<&Path>,
) -> anyhow::Result<ExitCode> {
    let folder = country.join("law");
    let files = files(&folder, &folder.display().to_string())?;
    let law = law::Law::read(files).map_err(|mistakes| told(&mistakes))?;
    let model = law::dmn::export(law.on(day.unwrap_or_else(today)), table)?;
    write(out, &model)
}

fn import(
    file: &Path,
    article: Option<&str>,
    from: Option<Day>,
    out: Option<&Path>,
) -> anyhow::Result<ExitCode> {
    let name = file.display().to_string();
    let about =
        article.map(|article| About { article: article.into(), from: from.unwrap_or_else(today) });
    let table = law::dmn::import(&name, &tck::text(file)?, about.as_ref())
        .map_err(|mistakes| told(&mistakes))?;
    write(out, &table)?;
    let written = out.map_or_else(|| "imported.table".to_string(), |out| out.display().to_string());
    match law::Law::read([(written, table)]) {
        Ok(_) => Ok(ExitCode::SUCCESS),
        // The file is there to be mended by hand; what is to be mended is said.
        Err(mistakes) => Err(told(&mistakes)),
    }
}

fn told(mistakes: &[Mistake]) -> anyhow::Error {
    let lines: Vec<String> = mistakes.iter().map(ToString::to_string).collect();
    anyhow!("{}", lines.join("\n"))
}

fn write(out: Option<&Path>, text: &str) -> anyhow::Result<ExitCode> {
    match out {
        None => super::say(text.trim_end()),
        Some(out) if out.exists() => bail!("{} is there already", out.display()),
        Some(out) => {
            std::fs::write(out, text).with_context(|| format!("cannot write {}", out.display()))?
        }
    }
    Ok(ExitCode::SUCCESS)
}
