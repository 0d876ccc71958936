//! `madang privacy`: what an agency does to find its own leaks.
//!
//! What may not happen here: a person's number on a terminal, in a file, or in the log.

mod scan;

use std::path::Path;
use std::process::ExitCode;

use clap::Subcommand;
use vocabulary::Mistake;

/// What `madang privacy` does.
#[derive(Subcommand)]
pub enum Privacy {
    /// Finds numbers of people in documents and web pages. Ends with 0 when there are none, 1 when there are, 2 when something
    /// could not be read.
    Scan(scan::Options),
}

pub fn run(privacy: &Privacy) -> anyhow::Result<ExitCode> {
    match privacy {
        Privacy::Scan(options) => scan::run(options),
    }
}

/// The mistakes in what a country looks for.
pub fn mistakes(country: &Path) -> Vec<Mistake> {
    scan::kinds(country).err().unwrap_or_default()
}
