//! `madang migrate-cases`: puts the open cases of a service under the law of a later day, or says what it would do.
//!
//! What may not happen here: a case that is moved without an act in the journal; a dry run that writes.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{anyhow, ensure};
use clap::Args;
use courtyard::cases::{self, Case, Stays};
use courtyard::{Actor, House, Tx, View};
use serde_json::json;
use vocabulary::{Day, Text};

/// Cases that are read at once.
const PAGE: i64 = 500;
/// Cases that stay and are named one by one; the rest are counted.
const NAMED_MAX: usize = 1000;

#[derive(Args)]
pub struct Options {
    /// The id of the service.
    service: String,
    /// The day whose law the cases are to be under: not later than today.
    #[arg(long, value_name = "DAY")]
    to: Day,
    /// Why the cases are moved, as each applicant reads it, in a language of the country: `ko=…`, `en=…`.
    #[arg(long, value_name = "LANGUAGE=TEXT", value_parser = why, required_unless_present = "dry_run")]
    why: Vec<(String, String)>,
    /// Say how many cases would move, and why each other one stays; move none.
    #[arg(long)]
    dry_run: bool,
    /// Print the answer as JSON.
    #[arg(long)]
    json: bool,
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

#[derive(Default)]
struct Told {
    moved: u64,
    stay: BTreeMap<Stays, u64>,
    named: Vec<(String, Stays)>,
}

pub fn run(options: &Options) -> anyhow::Result<ExitCode> {
    let house = super::house(options.dir.as_deref(), &options.country, options.config.as_deref())?;
    let known = house.country().service(&options.service).is_some();
    ensure!(known, "there is no service {}", options.service);
    let main = house.country().file.languages.first();
    let said = |lang: &String| options.why.iter().any(|(tag, _)| tag == lang);
    ensure!(
        options.dry_run || main.is_none_or(said),
        "say why in the country's first language too: --why {}=…",
        main.map_or("ko", String::as_str)
    );
    let mut told = Told::default();
    let mut after = String::new();
    loop {
        let page = page(&house, &options.service, &after)?;
        let Some(last) = page.last() else { break };
        after.clone_from(&last.number);
        for case in &page {
            match one(&house, case, options)? {
                None => told.moved += 1,
                Some(why) => {
                    *told.stay.entry(why).or_default() += 1;
                    if told.named.len() < NAMED_MAX {
                        told.named.push((case.number.clone(), why));
                    }
                }
            }
        }
    }
    if !options.dry_run {
        house.sequence_now().map_err(|error| anyhow!("{error}"))?;
    }
    say(&told, options);
    Ok(ExitCode::SUCCESS)
}

fn why(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((lang, why)) if !lang.trim().is_empty() && !why.trim().is_empty() => {
            Ok((lang.trim().to_string(), why.trim().to_string()))
        }
        _ => Err("write the language, = and the reason: ko=…".into()),
    }
}

fn page(house: &House, service: &str, after: &str) -> anyhow::Result<Vec<Case>> {
    let read = |view: &mut View<'_>| cases::open_of_service(view, service, after, PAGE);
    house.view_now(&Actor::system(), read).map_err(|error| anyhow!("{error}"))
}

fn one(house: &House, case: &Case, options: &Options) -> anyhow::Result<Option<Stays>> {
    let to = options.to;
    if options.dry_run {
        return Ok(cases::stays(house.country(), case, to, house.today()));
    }
    let number = case.number.clone();
    let why = Text(options.why.iter().cloned().collect());
    let act = move |tx: &mut Tx<'_>| cases::move_to(tx, &number, to, &why);
    let done = house.act_now(&Actor::system(), "law-making", act);
    done.map(|done| done.value).map_err(|error| anyhow!("{}: {error}", case.number))
}

fn say(told: &Told, options: &Options) {
    let stay: u64 = told.stay.values().sum();
    if options.json {
        let named =
            told.named.iter().map(|(number, why)| json!({ "case": number, "why": why.as_str() }));
        let said = json!({
            "service": options.service,
            "to": options.to,
            "dry_run": options.dry_run,
            "move": told.moved,
            "stay": stay,
            "stays": named.collect::<Vec<_>>(),
        });
        super::say(&format!("{said:#}"));
        return;
    }
    let verb = if options.dry_run { "would move" } else { "moved" };
    super::say(&format!(
        "{} open cases of {} {verb} to the law of {}; {stay} stay.",
        told.moved, options.service, options.to
    ));
    for (why, count) in &told.stay {
        super::say(&format!("{count} stay: {}", why.as_str()));
    }
    for (number, why) in &told.named {
        super::say(&format!("  {number}: {}", why.as_str()));
    }
}
