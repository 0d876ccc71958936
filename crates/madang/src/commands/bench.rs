//! `madang bench`: a scratch house, loaded from outside over HTTP and from within, and what that gave as named figures.
//!
//! What may not happen here: a figure of a house that anybody uses. The house is made for this and thrown away.

mod catalogue;
mod house;
mod load;
mod scratch;

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::{Duration, Instant};

use clap::Args;
use courtyard::database::Address;
use serde_json::{Map, Value, json};

use load::{Asking, Measured};
use scratch::Scratch;

/// What a person types into the search, in both scripts.
const SEARCHES: [&str; 8] =
    ["출생", "이사", "세금", "사업자", "birth", "pension", "tax", "certificate"];
/// Papers are made one at a time, so few of them say enough.
const PAPERS: u16 = 10;

#[derive(Args)]
pub struct Options {
    /// Print the figures as JSON.
    #[arg(long)]
    json: bool,
    /// How long each load lasts.
    #[arg(long, value_name = "SECONDS", default_value_t = 5, value_parser = clap::value_parser!(u64).range(1..=600))]
    seconds: u64,
    /// Clients that ask at the same time, each the next question when it has its answer.
    #[arg(long, value_name = "COUNT", default_value_t = 64, value_parser = clap::value_parser!(u64).range(1..=1024))]
    clients: u64,
    /// Residents who apply, in turn.
    #[arg(long, value_name = "COUNT", default_value_t = 1000, value_parser = clap::value_parser!(u64).range(1..=100_000))]
    residents: u64,
    /// The service that is applied for: one that the law decides at once.
    #[arg(long, value_name = "ID", default_value = "local-tax-payment-certificate")]
    service: String,
    /// The country's files.
    #[arg(long, value_name = "DIR", default_value = "countries/kr")]
    country: PathBuf,
    /// A country that `madang import catalogue` made: its start and its search are measured as well.
    #[arg(long, value_name = "DIR")]
    catalogue: Option<PathBuf>,
    /// An empty PostgreSQL database; SQLite in a temporary folder when absent.
    #[arg(long, value_name = "URL")]
    database: Option<String>,
}

/// The time, for measuring alone.
#[expect(clippy::disallowed_methods, reason = "a benchmark measures time")]
fn clock() -> Instant {
    Instant::now()
}

/// Figures by name, in the order in which they were measured.
#[derive(Default)]
struct Figures(Map<String, Value>);

impl Figures {
    fn add(&mut self, name: &str, value: f64) {
        // One decimal is what the noise leaves.
        self.0.insert(name.to_string(), json!((value * 10.0).round() / 10.0));
    }

    /// Questions a second and how long they took, as `name_per_s`, `name_p50_ms`, `name_p99_ms`.
    fn add_load(&mut self, name: &str, measured: &Measured) {
        self.add(&format!("{name}_per_s"), measured.per_second());
        self.add(&format!("{name}_p50_ms"), measured.quantile_ms(50));
        self.add(&format!("{name}_p99_ms"), measured.quantile_ms(99));
    }
}

pub fn run(options: &Options) -> anyhow::Result<ExitCode> {
    let mut figures = Figures::default();
    let scratch = Scratch::make(&options.country, options.database.as_deref())?;
    let runtime = super::serve::runtime()?;
    let program = std::env::current_exe()?;
    figures.add("binary_mb", megabytes(std::fs::metadata(program)?.len()));

    let first = scratch.start()?;
    figures.add("first_start_ms", milliseconds(first.started_in));
    let answers = runtime.block_on(load::form_example(&first, &options.service))?;
    drop(first);

    let bar = super::progress(None, "seeding, then acts in process");
    let house = scratch.open_house()?;
    let residents = house::seed(&house, usize::try_from(options.residents)?)?;
    let acts = house::Acts {
        house: house.clone(),
        residents: residents.clone(),
        service: options.service.clone(),
        answers: answers.clone(),
    };
    let measured = runtime.block_on(house::apply(
        acts,
        options.clients,
        Duration::from_secs(options.seconds),
    ))?;
    figures.add_load("apply_inprocess", &measured);
    drop(house);
    bar.finish_and_clear();

    let demo = scratch.start()?;
    figures.add("start_ms", milliseconds(demo.started_in));
    std::thread::sleep(Duration::from_secs(1));
    if let Some(kilobytes) = demo.resident_kilobytes() {
        figures.add("idle_rss_mb", kilobytes / 1024.0);
    }
    let tokens: Vec<String> = residents.into_iter().map(|resident| resident.token).collect();
    let asking = Asking { clients: options.clients, lasting: Duration::from_secs(options.seconds) };
    runtime.block_on(over_http(&mut figures, &demo, options, &asking, &tokens, &answers))?;
    drop(demo);
    if let Some(country) = &options.catalogue {
        catalogue::measure(&mut figures, &runtime, country, &asking)?;
    }
    tell(options, &figures);
    Ok(ExitCode::SUCCESS)
}

async fn over_http(
    figures: &mut Figures,
    demo: &scratch::Demo,
    options: &Options,
    asking: &Asking,
    tokens: &[String],
    answers: &Map<String, Value>,
) -> anyhow::Result<()> {
    let visit = load::first_visit_bytes(demo).await?;
    figures.add("first_visit_kb", f64::from(u32::try_from(visit).unwrap_or(u32::MAX)) / 1024.0);
    let host = demo.host().to_string();
    let search = {
        let host = host.clone();
        move |client: usize, turn: usize| {
            let word = SEARCHES.get((client + turn) % SEARCHES.len()).copied().unwrap_or("");
            let path = format!("/api/v1/services?q={}&lang=ko", doors::answer::encoded(word));
            load::get(&host, &path, "")
        }
    };
    figures.add_load("search", &load::load(demo, asking, search).await?);
    let residents: Arc<[String]> = tokens.into();
    let clients = usize::try_from(asking.clients)?;
    // Each client has residents of its own, in turn.
    let token = move |client: usize, turn: usize| {
        let place = (client + turn * clients) % residents.len().max(1);
        residents.get(place).cloned().unwrap_or_default()
    };
    let page = {
        let (host, token) = (host.clone(), token.clone());
        move |client: usize, turn: usize| load::get(&host, "/me?lang=en", &token(client, turn))
    };
    figures.add_load("page", &load::load(demo, asking, page).await?);
    let body = json!({ "answers": answers }).to_string();
    let path = format!("/api/v1/services/{}/applications", options.service);
    let apply = {
        let token = token.clone();
        move |client: usize, turn: usize| load::post(&host, &path, &token(client, turn), &body)
    };
    figures.add_load("apply_http", &load::load(demo, asking, apply.clone()).await?);
    let mut took = Duration::ZERO;
    for turn in 0..usize::from(PAPERS) {
        took += load::paper(demo, &apply(0, turn), &token(0, turn)).await?;
    }
    figures.add("pdf_ms", milliseconds(took) / f64::from(PAPERS));
    Ok(())
}

fn tell(options: &Options, figures: &Figures) {
    let address = options.database.as_deref().and_then(|url| Address::parse(url).ok());
    let engine = address.map_or("SQLite", |address| address.engine());
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    if options.json {
        let told = json!({
            "version": env!("CARGO_PKG_VERSION"),
            "optimised": !cfg!(debug_assertions),
            "engine": engine,
            "cores": cores,
            "seconds": options.seconds,
            "clients": options.clients,
            "residents": options.residents,
            "service": options.service,
            "figures": figures.0,
        });
        super::say(&format!("{told:#}"));
        return;
    }
    if cfg!(debug_assertions) {
        super::say("This is a debug build: its figures say nothing. Build with --release.");
    }
    super::say(&format!(
        "{engine}, {cores} cores, {} clients, {} s each",
        options.clients, options.seconds
    ));
    for (name, value) in &figures.0 {
        super::say(&format!("{name:<24}{value:>12}"));
    }
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

fn megabytes(bytes: u64) -> f64 {
    f64::from(u32::try_from(bytes / 1024).unwrap_or(u32::MAX)) / 1024.0
}
