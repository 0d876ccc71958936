//! Madang in one binary: a country's e-government. This room reads the command line and hands over.
//!
//! What may not happen here: an act, a page, SQL.

mod commands;
mod demo;
mod opening;
mod pages;
mod papers;
mod people;
mod router;
mod settings;
mod verifying;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Acts and pages are made of many small texts: this allocator gives and takes them in half the time of the system's.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// A country's e-government in one program. Without a command it starts the demo country.
#[derive(Parser)]
#[command(name = "madang", version, propagate_version = true)]
struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// Starts the demo country on this machine, with people to sign in as.
    Demo(demo::Options),
    /// Serves a country: reads its settings from a file and the environment.
    Serve {
        /// The settings; see docs/operate/settings.md.
        #[arg(long, value_name = "FILE")]
        config: Option<PathBuf>,
    },
    /// Enters people into an installation: its first officers, and whoever has to be known.
    People(commands::people::Options),
    /// Finds every mistake in the files of a country.
    Check {
        dir: PathBuf,
        /// Print the mistakes as JSON.
        #[arg(long)]
        json: bool,
        /// The language of the sentences, as far as it has them; the others are English.
        #[arg(long, default_value = "en")]
        language: String,
    },
    /// Starts something new in a country's files.
    #[command(subcommand)]
    New(commands::New),
    /// The keys that sign: which there are, a new one, one that others may have.
    #[command(subcommand)]
    Keys(commands::keys::Keys),
    /// Reads a foreign catalogue of services into a country's files.
    #[command(subcommand)]
    Import(commands::import::Import),
    /// Writes a country's catalogue as CPSV-AP JSON-LD.
    #[command(subcommand)]
    Export(commands::import::Export),
    /// Says whether a certificate is valid, expired, revoked or forged, with the public keys alone.
    Verify(commands::verify::Options),
    /// Destroys the data of one person for good, on a legal basis that the journal keeps.
    Destroy(commands::destroy::Options),
    /// Tables of the law out to DMN and in from it; the public test suite of DMN.
    #[command(subcommand)]
    Law(commands::law::Law),
    /// Puts the open cases of a service under the law of a later day, or says what would move.
    MigrateCases(commands::migrate::Options),
    /// Makes invented people from a country's tables, for simulations of law, and compares them with the tables.
    Population(commands::population::Options),
    /// Finds numbers of people where they should not stand, in documents and web pages.
    #[command(subcommand)]
    Privacy(commands::privacy::Privacy),
    /// The journal: what was done, provable to anyone.
    #[command(subcommand)]
    Journal(commands::journal::Journal),
    /// Measures a scratch house over HTTP and in process, and prints named figures.
    Bench(commands::bench::Options),
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let command = arguments.command.unwrap_or_else(|| Command::Demo(demo::Options::default()));
    let done = match command {
        Command::Demo(options) => demo::run(&options),
        Command::Serve { config } => commands::serve::run(config.as_deref()),
        Command::People(options) => commands::people::run(&options),
        Command::Check { dir, json, language } => commands::check::run(&dir, json, &language),
        Command::New(new) => commands::new(&new),
        Command::Keys(keys) => commands::keys::run(&keys),
        Command::Import(import) => commands::import::import(&import),
        Command::Export(export) => commands::import::export(&export),
        Command::Verify(options) => commands::verify::run(&options),
        Command::Destroy(options) => commands::destroy::run(&options),
        Command::Law(law) => commands::law::run(&law),
        Command::MigrateCases(options) => commands::migrate::run(&options),
        Command::Population(options) => commands::population::run(&options),
        Command::Privacy(privacy) => commands::privacy::run(&privacy),
        Command::Journal(journal) => commands::journal::run(&journal),
        Command::Bench(options) => commands::bench::run(&options),
    };
    done.unwrap_or_else(|error| {
        commands::say_error(&error);
        ExitCode::FAILURE
    })
}
