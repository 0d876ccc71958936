//! `madang privacy scan`: numbers of people that stand in files where they should not.
//!
//! What may not happen here: a number that is printed, or one file that ends the search in the others.

use std::collections::BTreeMap;
use std::panic;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;

use anyhow::anyhow;
use clap::Args;
use courtyard::clock::Clock;
use exposure::{Confidence, Finding, Found, Kinds, Part};
use serde::Serialize;
use vocabulary::{Day, Lang, Mistake, Zone};

/// What a country looks for.
const KINDS: &str = "exposure.toml";
/// Files of a search, and folders within folders.
const FILES_MAX: usize = 1_000_000;
const DEPTH_MAX: usize = 64;
/// Seconds after which a file is given up: the reader of PDF is foreign code, and a file can be made to keep it busy.
const FILE_SECONDS_MAX: u64 = 60;
/// Something could not be read, or nothing could be looked for.
const UNREAD: u8 = 2;

#[derive(Args)]
pub struct Options {
    /// Files, and folders that are searched with everything in them.
    #[arg(required = true, value_name = "FILES")]
    files: Vec<PathBuf>,
    /// The country whose exposure.toml says what is looked for.
    #[arg(long, value_name = "DIR", default_value = "countries/kr")]
    country: PathBuf,
    /// Tells only findings that are at least so sure: possible, likely, certain.
    #[arg(long, value_name = "HOW", default_value = "possible", value_parser = confidence)]
    least: Confidence,
    /// Prints the result as JSON.
    #[arg(long)]
    json: bool,
}

fn confidence(text: &str) -> Result<Confidence, String> {
    let all = [Confidence::Possible, Confidence::Likely, Confidence::Certain];
    let known = all.into_iter().find(|confidence| confidence.to_string() == text);
    known.ok_or_else(|| "possible, likely or certain".to_string())
}

/// What was found, as a program reads it.
#[derive(Default, Serialize)]
struct Report {
    files: usize,
    /// Files of folders that are no text: pictures, archives, programs.
    skipped: usize,
    findings: Vec<InFile>,
    /// How many are told of each kind and confidence.
    counts: BTreeMap<String, BTreeMap<String, usize>>,
    /// What could not be read, and why.
    unread: Vec<Unread>,
    /// What was read only in part.
    notes: Vec<Unread>,
    /// Something in a file was not looked at, so that nothing found there does not mean that nothing is there.
    is_partial: bool,
}

#[derive(Serialize)]
struct InFile {
    file: String,
    #[serde(flatten)]
    finding: Finding,
}

#[derive(Serialize)]
struct Unread {
    file: String,
    why: String,
}

/// Reads what a country looks for.
pub fn kinds(country: &Path) -> Result<Kinds, Vec<Mistake>> {
    let path = country.join(KINDS);
    if !path.exists() {
        return Kinds::read(KINDS, "kind = []");
    }
    let text = std::fs::read_to_string(&path);
    let text = text.map_err(|error| vec![Mistake::new(KINDS, 0, error.to_string(), "")])?;
    Kinds::read(KINDS, &text)
}

pub fn run(options: &Options) -> anyhow::Result<ExitCode> {
    let kinds = match kinds(&options.country) {
        Ok(kinds) if kinds.titles().next().is_some() => Arc::new(kinds),
        Ok(_) => {
            let path = options.country.join(KINDS);
            super::super::say_error(&anyhow!("{} says nothing to look for", path.display()));
            return Ok(ExitCode::from(UNREAD));
        }
        Err(mistakes) => {
            let lines: Vec<String> = mistakes.iter().map(ToString::to_string).collect();
            super::super::say_error(&anyhow!("{}", lines.join("\n")));
            return Ok(ExitCode::from(UNREAD));
        }
    };
    // A reader that fails could say in its last words what it was reading.
    panic::set_hook(Box::new(|_| {}));
    let today = Zone::utc().day_of(Clock::System.now());
    let search = Search { kinds, today, least: options.least };
    let mut report = Report::default();
    let files = search.files(&options.files, &mut report);
    let bar = super::super::progress(u64::try_from(files.len()).ok(), "files");
    for (path, is_named) in &files {
        search.file(path, *is_named, &mut report);
        bar.inc(1);
    }
    bar.finish_and_clear();
    if options.json {
        super::super::say(&serde_json::to_string_pretty(&report)?);
    } else {
        tell(&report, &search.kinds);
    }
    Ok(match (report.unread.is_empty() && !report.is_partial, report.counts.is_empty()) {
        (false, _) => ExitCode::from(UNREAD),
        (true, false) => ExitCode::FAILURE,
        (true, true) => ExitCode::SUCCESS,
    })
}

struct Search {
    kinds: Arc<Kinds>,
    today: Day,
    least: Confidence,
}

impl Search {
    /// The name of a file as it may be told: it can have a number in it as well.
    fn told(&self, path: &Path) -> String {
        self.kinds.masked(&path.display().to_string(), self.today)
    }

    /// All files, in the order of their names, and whether each was named itself.
    fn files(&self, named: &[PathBuf], report: &mut Report) -> Vec<(PathBuf, bool)> {
        let mut files = Vec::new();
        for path in named {
            if path.is_dir() {
                self.walk(path, 0, &mut files, report);
            } else {
                files.push((path.clone(), true));
            }
        }
        files
    }

    /// Links to folders are not followed: they could lead out of the folder, or round in a circle.
    fn walk(
        &self,
        dir: &Path,
        depth: usize,
        files: &mut Vec<(PathBuf, bool)>,
        report: &mut Report,
    ) {
        let mut unread = |why: String| report.unread.push(Unread { file: self.told(dir), why });
        if depth > DEPTH_MAX {
            return unread(format!("is more than {DEPTH_MAX} folders deep"));
        }
        let entries = match std::fs::read_dir(dir) {
            Ok(entries) => entries,
            Err(error) => return unread(format!("cannot be opened: {error}")),
        };
        let mut paths: Vec<PathBuf> =
            entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
        paths.sort();
        for path in paths {
            if files.len() >= FILES_MAX {
                let why = format!("has more than {FILES_MAX} files: search its parts");
                report.unread.push(Unread { file: self.told(dir), why });
                return;
            }
            if path.is_dir() && !path.is_symlink() {
                self.walk(&path, depth + 1, files, report);
            } else if path.is_file() {
                files.push((path, false));
            }
        }
    }

    fn file(&self, path: &Path, is_named: bool, report: &mut Report) {
        let file = self.told(path);
        match self.found(path) {
            Ok((found, notes)) => {
                report.files += 1;
                let unsaid = found.count.saturating_sub(found.findings.len());
                report.is_partial |= found.is_cut || !notes.is_empty();
                if found.is_cut || unsaid > 0 {
                    let why = format!("has {} findings, not all are told", found.count);
                    report.notes.push(Unread { file: file.clone(), why });
                }
                let notes = notes.into_iter().map(|why| Unread { file: file.clone(), why });
                report.notes.extend(notes);
                for finding in found.findings.into_iter().filter(|f| f.confidence >= self.least) {
                    let kind = report.counts.entry(finding.kind.clone()).or_default();
                    *kind.entry(finding.confidence.to_string()).or_default() += 1;
                    report.findings.push(InFile { file: file.clone(), finding });
                }
            }
            // What lies in a folder beside the documents, pictures and archives, is counted; what somebody names is to be read.
            Err(Failed::NoText) if !is_named => report.skipped += 1,
            Err(failed) => report.unread.push(Unread { file, why: failed.sentence() }),
        }
    }

    fn found(&self, path: &Path) -> Result<(Found, Vec<String>), Failed> {
        let length = std::fs::metadata(path).map_err(|error| Failed::Io(error.to_string()))?.len();
        if length > exposure::FILE_BYTES_MAX {
            return Err(Failed::Said(exposure::Unreadable::TooLarge.to_string()));
        }
        let bytes = std::fs::read(path).map_err(|error| Failed::Io(error.to_string()))?;
        let name =
            path.file_name().map_or(String::new(), |name| name.to_string_lossy().into_owned());
        let (kinds, today) = (Arc::clone(&self.kinds), self.today);
        let (send, receive) = channel();
        // In a thread of its own, so that a file that keeps its reader busy is given up and the others go on.
        std::thread::spawn(move || {
            let read = exposure::read(&name, bytes).map(|document| {
                let mut found = kinds.find(&document, today);
                let name = kinds.find(&exposure::Document::name(&name), today);
                found.count += name.count;
                found.findings.splice(0..0, name.findings);
                (found, document.notes)
            });
            send.send(read).ok();
        });
        match receive.recv_timeout(Duration::from_secs(FILE_SECONDS_MAX)) {
            Ok(Ok(found)) => Ok(found),
            Ok(Err(exposure::Unreadable::NoText)) => Err(Failed::NoText),
            Ok(Err(unreadable)) => Err(Failed::Said(unreadable.to_string())),
            Err(RecvTimeoutError::Timeout) => {
                Err(Failed::Said(format!("takes longer than {FILE_SECONDS_MAX} seconds to read")))
            }
            Err(RecvTimeoutError::Disconnected) => Err(Failed::Said("cannot be read".into())),
        }
    }
}

enum Failed {
    Io(String),
    NoText,
    Said(String),
}

impl Failed {
    fn sentence(self) -> String {
        match self {
            Failed::Io(error) => format!("cannot be opened: {error}"),
            Failed::NoText => exposure::Unreadable::NoText.to_string(),
            Failed::Said(why) => why,
        }
    }
}

fn tell(report: &Report, kinds: &Kinds) {
    let say = super::super::say;
    let english = Lang::new("en");
    let title = |id: &str| {
        let known = kinds.titles().find(|(known, _)| *known == id);
        known.map_or(id.to_string(), |(_, title)| title.get(&english).to_string())
    };
    for InFile { file, finding } in &report.findings {
        let why: Vec<String> = finding.why.iter().map(ToString::to_string).collect();
        let part = match finding.part {
            Part::Text => "",
            Part::Attribute => ", in a tag",
            Part::Comment => ", in a comment",
            Part::Script => ", in a script",
            Part::Field => ", in a note, field or title",
            Part::FileName => ", in its name",
        };
        say(&format!("{file}: {}{part}", finding.place));
        let Finding { masked, confidence, .. } = finding;
        say(&format!("  {confidence}: {} {masked} ({})", title(&finding.kind), why.join("; ")));
    }
    for Unread { file, why } in &report.notes {
        say(&format!("{file}: {why}"));
    }
    for Unread { file, why } in &report.unread {
        super::super::say_error(&anyhow!("{file} {why}"));
    }
    let Report { files, skipped, counts, unread, .. } = report;
    let count: usize = counts.values().flat_map(BTreeMap::values).sum();
    let more = if *skipped > 0 {
        format!(", {skipped} of other kinds passed over")
    } else {
        String::new()
    };
    say(&format!("{count} findings in {files} files{more}, {} not read", unread.len()));
    for (kind, by) in counts {
        let by: Vec<String> = by.iter().map(|(how, count)| format!("{count} {how}")).collect();
        say(&format!("  {}: {}", title(kind), by.join(", ")));
    }
}
