//! `madang law simulate`: what a proposed law would change, for an invented population or for a service's past cases.
//!
//! What may not happen here: a person who is named, a proposal that touches the country's files, a result that another run
//! does not give again.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, anyhow, bail};
use clap::Args;
use columns::{csv_of, parquet_of};
use courtyard::Actor;
use law::{Law, Period};
use trial::{Chart, Question, Questions, Report, Trial};
use vocabulary::{Day, Mistake};

use super::{files, tck, told};

/// Where a country says what is asked of a law on trial.
const QUESTIONS: &str = "simulations.toml";
/// The folder under whose name mistakes are told, the country's files and the proposal's alike.
const FOLDER: &str = "law";

#[derive(Args)]
pub struct Options {
    /// The proposal: files of law that replace those of the same name, or stand beside them.
    #[arg(long, value_name = "DIR")]
    proposal: PathBuf,
    #[arg(long, value_name = "DIR", default_value = "countries/kr")]
    country: PathBuf,
    /// Which question of the country's simulations.toml; the first when absent.
    #[arg(long, value_name = "ID", conflicts_with = "service")]
    question: Option<String>,
    /// The period that is asked for instead of the question's own: 2027-03, 2027.
    #[arg(long, value_name = "PERIOD", conflicts_with = "service")]
    period: Option<Period>,
    /// How many people are generated.
    #[arg(long, value_name = "N", default_value_t = 1_000_000)]
    persons: u64,
    /// Another seed gives other people; the same one the same people everywhere.
    #[arg(long, value_name = "S", default_value_t = 1)]
    seed: u64,
    /// Past cases of this service instead of a population.
    #[arg(long, value_name = "ID")]
    service: Option<String>,
    /// The day whose laws are compared; the first day of the proposal when absent. Of past cases only.
    #[arg(long, value_name = "DAY", requires = "service")]
    on: Option<Day>,
    /// A demo's folder, for past cases.
    #[arg(long, value_name = "DIR", conflicts_with = "config")]
    dir: Option<PathBuf>,
    /// The settings of an installation, for past cases.
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Prints the answer as JSON.
    #[arg(long)]
    json: bool,
    /// Where the groups are written as CSV.
    #[arg(long, value_name = "FILE")]
    csv: Option<PathBuf>,
    /// Where the groups are written as Parquet.
    #[arg(long, value_name = "FILE")]
    parquet: Option<PathBuf>,
    /// The folder that a chart for each grouping is written to, as SVG.
    #[arg(long, value_name = "DIR")]
    charts: Option<PathBuf>,
}

pub fn run(options: &Options) -> anyhow::Result<ExitCode> {
    let files = files(&options.country.join("law"), FOLDER)?;
    let now = Law::read(files.clone()).map_err(|mistakes| told(&mistakes))?;
    let proposed = proposed(files, &options.proposal)?;
    let report = match &options.service {
        Some(service) => of_past_cases(options, service, (&now, &proposed))?,
        None => of_people(options, (&now, &proposed))?,
    };
    if options.json {
        super::super::say(&serde_json::to_string_pretty(&report)?);
    } else {
        tell(&report);
    }
    write_files(options, &report)?;
    Ok(ExitCode::SUCCESS)
}

/// The mistakes in what a country asks of a law on trial. Without law there is nothing to hold them against.
pub fn mistakes_in_questions(country: &Path) -> Vec<Mistake> {
    let path = country.join(QUESTIONS);
    let law = files(&country.join("law"), FOLDER).ok().and_then(|files| Law::read(files).ok());
    let (Some(law), true) = (law, path.exists()) else { return Vec::new() };
    match tck::text(&path) {
        Ok(text) => Questions::read(QUESTIONS, &text, &law).err().unwrap_or_default(),
        Err(error) => vec![Mistake::new(QUESTIONS, 0, format!("{error:#}"), "")],
    }
}

/// The law as it would be: checked as a whole, and no law at all with a mistake in it.
fn proposed(mut files: BTreeMap<String, String>, proposal: &Path) -> anyhow::Result<Law> {
    let changed = super::files(proposal, FOLDER)?;
    if changed.is_empty() {
        bail!("{} has no files of law (.toml, .table)", proposal.display());
    }
    files.extend(changed);
    let law = Law::read(files).map_err(|mistakes| told(&mistakes))?;
    let mistakes = law.check();
    if mistakes.is_empty() { Ok(law) } else { Err(told(&mistakes)) }
}

fn of_people(options: &Options, (now, proposed): (&Law, &Law)) -> anyhow::Result<Report> {
    let path = options.country.join(QUESTIONS);
    let text = tck::text(&path)?;
    let questions = Questions::read(&path.display().to_string(), &text, now);
    let questions = questions.map_err(|mistakes| told(&mistakes))?;
    let question = match &options.question {
        Some(id) => questions.get(id).ok_or_else(|| {
            let known: Vec<&str> = questions.all.iter().map(|q| q.id.as_str()).collect();
            anyhow!("there is no question `{id}`; known are {}", known.join(", "))
        })?,
        None => questions.all.first().ok_or_else(|| anyhow!("{QUESTIONS} asks nothing"))?,
    };
    let question = &match options.period {
        Some(period) if period.every() != question.period.every() => {
            bail!("`{}` is asked for a {}", question.id, question.period.every().name())
        }
        Some(period) => Question { period, ..question.clone() },
        None => question.clone(),
    };
    let recipe = super::super::population::recipe(&options.country)?;
    let people = recipe.population(options.persons, options.seed);
    let people = people.map_err(|mistake| anyhow!("--{mistake}"))?;
    let bar = super::super::progress(Some(people.block_count()), "blocks");
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let trial = Trial { now, proposed, question };
    let report = trial.over(&people, threads, &|_| bar.inc(1));
    bar.finish_and_clear();
    report.map_err(|fault| anyhow!("{fault}"))
}

fn of_past_cases(
    options: &Options,
    service: &str,
    (now, proposed): (&Law, &Law),
) -> anyhow::Result<Report> {
    let (dir, config) = (options.dir.as_deref(), options.config.as_deref());
    let house = super::super::house(dir, &options.country, config)?;
    let country = house.country();
    let known = country.service(service);
    let decision = known.and_then(|known| known.decision.as_ref());
    let (Some(own), Some(decision)) = (known, decision) else {
        bail!("there is no service {service} that is decided here");
    };
    if decision.table.is_empty() {
        bail!("{service} is decided by no table");
    }
    let versions = proposed.versions(&decision.table).iter().map(|table| table.from);
    let known: Vec<Day> = now.versions(&decision.table).iter().map(|table| table.from).collect();
    let first = versions.filter(|day| !known.contains(day)).min();
    let day = options.on.or(first).unwrap_or_else(|| house.today());
    let bar = super::super::progress(None, "cases");
    let each = |done: i64, of: i64| {
        bar.set_length(of.unsigned_abs());
        bar.set_position(done.unsigned_abs());
    };
    let actor = Actor::system();
    let report = lawdesk::trying::of_cases(&house, &actor, own, (now, proposed, day), &each);
    bar.finish_and_clear();
    house.sequence_now().map_err(|error| anyhow!("{error}"))?;
    report.map_err(|error| anyhow!("{error}"))
}

fn tell(report: &Report) {
    let say = super::super::say;
    let rows = report.rows();
    for row in &rows {
        if row.variable.is_empty() {
            say(&format!(
                "{} {}, {}: {} of {}",
                report.question, report.period, report.variable, row.members, report.of
            ));
            say(&format!(
                "  gain {} ({}), lose {} ({}), unchanged {}; in all {} -> {}, change {}",
                row.winners,
                row.gained,
                row.losers,
                row.lost,
                row.unchanged,
                row.before,
                row.after,
                row.cost
            ));
            continue;
        }
        say(&format!(
            "  {} {}: {}; gain {}, lose {}, change {} ({} each)",
            row.variable,
            row.value,
            row.members,
            row.winners,
            row.losers,
            row.cost,
            row.mean_change
        ));
    }
    if report.faults > 0 {
        let first = report.first_fault.clone().unwrap_or_default();
        say(&format!("  without an answer: {} ({first})", report.faults));
    }
}

fn write_files(options: &Options, report: &Report) -> anyhow::Result<()> {
    let table = report.columns();
    if let Some(path) = &options.csv {
        std::fs::write(path, csv_of(&table)?)
            .with_context(|| format!("cannot write {}", path.display()))?;
    }
    if let Some(path) = &options.parquet {
        std::fs::write(path, parquet_of(&table)?)
            .with_context(|| format!("cannot write {}", path.display()))?;
    }
    if let Some(dir) = &options.charts {
        std::fs::create_dir_all(dir).with_context(|| format!("cannot make {}", dir.display()))?;
        for group in &report.groups {
            let bars = group.cells.iter().map(|cell| {
                let mean = report.row(&group.variable, &cell.value, &cell.effect).mean_change;
                (format!("{}  ({mean:+})", cell.value), cell.effect)
            });
            let title = format!("{}: {}", report.question, group.variable);
            let chart =
                Chart { title: &title, losers: "lose", winners: "gain", bars: bars.collect() };
            let path = dir.join(format!("{}-{}.svg", report.question, group.variable));
            std::fs::write(&path, chart.svg())
                .with_context(|| format!("cannot write {}", path.display()))?;
        }
    }
    Ok(())
}
