//! `madang population`: invented people from a country's tables, streamed to files block by block, or compared with the tables.
//!
//! What may not happen here: a person who lives, or half a file under the name of a whole one.

mod files;
mod report;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, anyhow, bail};
use clap::{Args, ValueEnum};
use population::{Comparison, Population, Recipe};
use vocabulary::Mistake;

use self::files::{Encoded, Files, encoded};

/// Where the recipe stands in a country's folder.
const RECIPE: &str = "population.toml";
/// The largest recipe that is read.
const RECIPE_BYTES_MAX: u64 = 16 * 1024 * 1024;
/// Blocks that are made at the same time; each takes some forty megabytes while it is written.
const THREADS_MAX: usize = 4;

#[derive(Args)]
pub struct Options {
    /// The country whose population.toml is read.
    #[arg(long, value_name = "DIR", default_value = "countries/kr")]
    country: PathBuf,
    /// How many people.
    #[arg(long, value_name = "N", default_value_t = 1_000_000)]
    persons: u64,
    /// Another seed gives other people; the same one the same people everywhere.
    #[arg(long, value_name = "S", default_value_t = 1)]
    seed: u64,
    /// The folder that persons, households and population.json are written to.
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    #[arg(long, value_enum, default_value_t = Format::Csv)]
    format: Format,
    /// Compares what was generated with every table; fails when a fitted one is off by more than the recipe allows.
    #[arg(long)]
    check: bool,
    /// Prints the result as JSON.
    #[arg(long)]
    json: bool,
}

#[derive(Clone, Copy, PartialEq, ValueEnum)]
pub enum Format {
    Csv,
    Parquet,
}

/// The mistakes of a country's recipe, if it has one.
pub fn mistakes(country: &Path) -> Vec<Mistake> {
    let path = country.join(RECIPE);
    if !path.exists() {
        return Vec::new();
    }
    match text(&path) {
        Ok(text) => Recipe::read(RECIPE, &text).err().unwrap_or_default(),
        Err(error) => vec![Mistake::new(RECIPE, 0, format!("{error:#}"), "")],
    }
}

fn text(path: &Path) -> anyhow::Result<String> {
    let about =
        std::fs::metadata(path).with_context(|| format!("cannot read {}", path.display()))?;
    if about.len() > RECIPE_BYTES_MAX {
        bail!("{} is larger than {} MB", path.display(), RECIPE_BYTES_MAX / 1024 / 1024);
    }
    std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))
}

/// The recipe of a country.
pub fn recipe(country: &Path) -> anyhow::Result<Recipe> {
    let path = country.join(RECIPE);
    if !path.exists() {
        bail!(
            "{} is not there; docs/adopt/population.md says how a recipe is written",
            path.display()
        );
    }
    Recipe::read(&path.display().to_string(), &text(&path)?).map_err(|mistakes| {
        let lines: Vec<String> = mistakes.iter().map(ToString::to_string).collect();
        anyhow!("{}", lines.join("\n"))
    })
}

pub fn run(options: &Options) -> anyhow::Result<ExitCode> {
    let recipe = recipe(&options.country)?;
    let people = recipe
        .population(options.persons, options.seed)
        .map_err(|mistake| anyhow!("--{mistake}"))?;
    let compared =
        (options.check || options.out.is_some()).then(|| generate(&people, options)).transpose()?;
    let tables = compared.as_ref().map(Comparison::tables).unwrap_or_default();
    let tables = if options.check { tables } else { Vec::new() };
    if options.json {
        super::say(&format!("{:#}", report::json(&people, &tables)));
    } else {
        report::tell(&people, &tables, options.out.as_deref());
    }
    let is_met = tables.iter().all(population::Compared::is_met);
    Ok(if is_met { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Makes all blocks, some at a time, and writes them in their order.
fn generate<'r>(people: &Population<'r>, options: &Options) -> anyhow::Result<Comparison<'r>> {
    let mut files = match &options.out {
        Some(out) => Some(Files::begin(out, people, options.format)?),
        None => None,
    };
    let format = options.out.is_some().then_some(options.format);
    let threads = std::thread::available_parallelism().map_or(1, usize::from).min(THREADS_MAX);
    let mut comparisons = vec![Comparison::new(people.recipe); threads];
    let bar = super::progress(Some(people.persons()), "persons");
    let numbers: Vec<u64> = (0..people.block_count()).collect();
    for turn in numbers.chunks(threads) {
        let made = std::thread::scope(|scope| {
            let slots = turn.iter().zip(&mut comparisons);
            let running: Vec<_> = slots
                .map(|(number, comparison)| {
                    let comparison = options.check.then_some(comparison);
                    scope.spawn(move || one(people, *number, comparison, format))
                })
                .collect();
            running
                .into_iter()
                .map(|thread| thread.join().map_err(|_| anyhow!("a block could not be made")))
                .collect::<Vec<_>>()
        });
        for made in made {
            let (persons, encoded) = made??;
            if let (Some(files), Some(encoded)) = (&mut files, encoded) {
                files.append(&encoded)?;
            }
            bar.inc(persons as u64);
        }
    }
    bar.finish_and_clear();
    if let Some(files) = files {
        files.finish(&report::json(people, &[]))?;
    }
    let mut all = Comparison::new(people.recipe);
    comparisons.iter().for_each(|comparison| all.join(comparison));
    Ok(all)
}

/// One block: made, compared, and as bytes for the files.
fn one(
    people: &Population<'_>,
    number: u64,
    comparison: Option<&mut Comparison<'_>>,
    format: Option<Format>,
) -> anyhow::Result<(usize, Option<Encoded>)> {
    let block = people.block(number);
    if let Some(comparison) = comparison {
        comparison.add(&block);
    }
    let encoded = format.map(|format| encoded(people, &block, format)).transpose()?;
    Ok((block.household_of.len(), encoded))
}
