//! `madang import catalogue` and `madang export catalogue`: a foreign catalogue in, CPSV-AP out.
//!
//! What may not happen here: half an import. Everything is written beside the target and moved there at the end.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, bail};
use catalogue::{CountryWords, Imported, Line, Severity};
use clap::{Subcommand, ValueEnum};
use country::{Agency, LifeEvent, Service};
use serde_json::json;

use crate::opening;

/// The largest catalogue that is read, in bytes.
const FILE_BYTES_MAX: u64 = 200 * 1024 * 1024;
/// Lines of the report that a terminal shows; the file beside the country has all.
const LINES_SHOWN_MAX: usize = 40;
/// Where the whole report stands, in the folder of the import.
const REPORT: &str = "import-report.json";

#[derive(Subcommand)]
pub enum Import {
    /// A catalogue of services: the Brazilian letters, the Korean list, or CPSV-AP as JSON-LD, Turtle or RDF/XML.
    Catalogue {
        file: PathBuf,
        /// The new country's folder: it must not be there yet, or be empty.
        #[arg(long, value_name = "DIR")]
        country: PathBuf,
        /// Print the report as JSON.
        #[arg(long)]
        json: bool,
    },
}

#[derive(Subcommand)]
pub enum Export {
    /// The catalogue of a country as CPSV-AP 3.2.
    Catalogue {
        #[arg(long, value_name = "DIR", default_value = "countries/kr")]
        country: PathBuf,
        #[arg(long, value_enum, default_value_t = Format::Jsonld)]
        format: Format,
        /// Where it is written; standard output when absent.
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
    },
}

#[derive(Clone, Copy, ValueEnum)]
pub enum Format {
    Jsonld,
    Turtle,
}

pub fn import(import: &Import) -> anyhow::Result<ExitCode> {
    let Import::Catalogue { file, country, json } = import;
    if std::fs::read_dir(country).is_ok_and(|mut entries| entries.next().is_some()) {
        bail!("{} is there and not empty; give a new folder with --country", country.display());
    }
    let size =
        std::fs::metadata(file).with_context(|| format!("cannot read {}", file.display()))?.len();
    if size > FILE_BYTES_MAX {
        bail!("{} is larger than {} MB", file.display(), FILE_BYTES_MAX / 1024 / 1024);
    }
    let bytes = std::fs::read(file).with_context(|| format!("cannot read {}", file.display()))?;
    let bar = super::progress(Some(1), "lines");
    let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let imported = catalogue::read(&name, &bytes, &mut |done, total| {
        bar.set_length(total as u64);
        bar.set_position(done as u64);
    });
    bar.finish_and_clear();
    if imported.services.is_empty() {
        tell(&imported, *json);
        bail!("no service could be taken from {}", file.display());
    }
    write(&imported, country)?;
    tell(&imported, *json);
    Ok(ExitCode::SUCCESS)
}

// A folder beside the target, moved at the end: a crash leaves the target as it was.
fn write(imported: &Imported, country: &Path) -> anyhow::Result<()> {
    let name = country.file_name().context("say the folder's name")?.to_string_lossy().into_owned();
    let parent =
        country.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let half = parent.join(format!(".{name}.half"));
    if half.exists() {
        std::fs::remove_dir_all(&half)
            .with_context(|| format!("cannot remove {}", half.display()))?;
    }
    let mut files = catalogue::files_of(imported).map_err(|error| anyhow::anyhow!("{error}"))?;
    files.push((REPORT.into(), format!("{:#}", report(imported))));
    let bar = super::progress(Some(files.len() as u64), "files");
    for (path, text) in files {
        let path = half.join(path);
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder)?;
        }
        std::fs::write(&path, text).with_context(|| format!("cannot write {}", path.display()))?;
        bar.inc(1);
    }
    bar.finish_and_clear();
    if country.exists() {
        std::fs::remove_dir(country)?;
    }
    std::fs::rename(&half, country).with_context(|| format!("cannot make {}", country.display()))
}

fn report(imported: &Imported) -> serde_json::Value {
    json!({
        "services": imported.services.len(),
        "agencies": imported.agencies.len(),
        "events": imported.events.len(),
        "language": imported.language,
        "report": imported.report,
    })
}

fn tell(imported: &Imported, json: bool) {
    if json {
        super::say(&format!("{:#}", report(imported)));
        return;
    }
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for Line { line, what, why, severity, .. } in imported.report.iter().take(LINES_SHOWN_MAX) {
        super::say(&format!("line {line}: {what}: {why} ({})", word(*severity)));
    }
    for line in &imported.report {
        *counts.entry(word(line.severity)).or_default() += line.times;
    }
    if imported.report.len() > LINES_SHOWN_MAX {
        super::say(&format!(
            "... {} more lines in {REPORT}",
            imported.report.len() - LINES_SHOWN_MAX
        ));
    }
    for (severity, count) in counts {
        super::say(&format!("{count} {severity}"));
    }
    let Imported { services, agencies, events, language, .. } = imported;
    super::say(&format!(
        "{} services, {} agencies, {} events taken, in {language}",
        services.len(),
        agencies.len(),
        events.len()
    ));
}

fn word(severity: Severity) -> &'static str {
    match severity {
        Severity::ServiceLeftOut => "services left out",
        Severity::ValueLeftOut => "values left out",
        Severity::Mended => "mended",
    }
}

pub fn export(export: &Export) -> anyhow::Result<ExitCode> {
    let Export::Catalogue { country, format, out } = export;
    let country = opening::country(country)?;
    let services: Vec<Service> = country.services.values().cloned().collect();
    let agencies: Vec<Agency> = country.agencies.values().cloned().collect();
    let events: Vec<LifeEvent> = country.events.values().cloned().collect();
    let words = CountryWords {
        code: country.file.code.clone(),
        name: country.file.name.clone(),
        languages: country.file.languages.clone(),
        time_zone: country.file.time_zone.clone(),
        currency: country.file.currency.clone(),
        weekend: country.file.weekend.iter().filter_map(|day| u8::try_from(*day).ok()).collect(),
    };
    let text = match format {
        Format::Jsonld => {
            format!("{:#}", catalogue::to_jsonld(&words, &services, &agencies, &events))
        }
        Format::Turtle => catalogue::to_turtle(&words, &services, &agencies, &events)
            .map_err(|error| anyhow::anyhow!("{error}"))?,
    };
    match out {
        Some(path) => std::fs::write(path, text)
            .with_context(|| format!("cannot write {}", path.display()))?,
        None => super::say(&text),
    }
    Ok(ExitCode::SUCCESS)
}
