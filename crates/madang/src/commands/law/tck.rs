//! `madang law tck`: a folder of models and cases is run, and what does not pass is said.
//!
//! What may not happen here: an outcome is changed. `law::dmn::suite` judges.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, bail};
use courtyard::clock::Clock;
use law::dmn::suite::{Failure, Outcome, Suite, Verdict};
use serde_json::json;

/// How deep folders are looked into.
const FOLDER_DEPTH_MAX: usize = 16;

/// A case with the model that it asks.
struct Row {
    model: String,
    outcome: Outcome,
}

pub(super) fn run(dir: &Path, json: bool) -> anyhow::Result<ExitCode> {
    if !dir.is_dir() {
        bail!(
            "{} is no folder; say where the models and cases are: madang law tck DIR",
            dir.display()
        );
    }
    let mut files = Vec::new();
    case_files(dir, FOLDER_DEPTH_MAX, &mut files)?;
    if files.is_empty() {
        bail!(
            "{} has no cases: files such as 0001-filter-test-01.xml beside 0001-filter.dmn",
            dir.display()
        );
    }
    let bar = crate::commands::progress(Some(files.len() as u64), "files of cases");
    let mut rows = Vec::new();
    for file in &files {
        rows.extend(run_file(file));
        bar.inc(1);
    }
    bar.finish_and_clear();
    let count = |verdict: Verdict| rows.iter().filter(|row| row.outcome.verdict == verdict).count();
    let counts = [Verdict::Passed, Verdict::Failed, Verdict::Unsupported].map(count);
    if json {
        say_json(&rows, counts)
    } else {
        say_rows(&rows, counts)
    }
    let [_, failed, _] = counts;
    Ok(if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Every `*-test-*.xml` below a folder, in order.
fn case_files(dir: &Path, depth: usize, found: &mut Vec<PathBuf>) -> anyhow::Result<()> {
    for path in entries(dir)? {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if path.is_dir() {
            if depth > 0 {
                case_files(&path, depth - 1, found)?;
            }
        } else if name.ends_with(".xml") && name.contains("-test-") {
            found.push(path);
        }
    }
    Ok(())
}

pub(super) fn entries(dir: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let listed =
        std::fs::read_dir(dir).with_context(|| format!("cannot read {}", dir.display()))?;
    let mut paths = listed.map(|entry| Ok(entry?.path())).collect::<anyhow::Result<Vec<_>>>()?;
    paths.sort();
    Ok(paths)
}

pub(super) fn text(path: &Path) -> anyhow::Result<String> {
    std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))
}

/// Runs one file of cases on the models beside it. A file that cannot be read is one case that failed.
fn run_file(file: &Path) -> Vec<Row> {
    rows_of(file).unwrap_or_else(|why| {
        let failure = Failure {
            node: "the file".into(),
            expected: "cases".into(),
            got: "nothing".into(),
            warnings: vec![format!("{why:#}")],
        };
        let (case, verdict) = ("all".to_string(), Verdict::Failed);
        vec![Row {
            model: file.display().to_string(),
            outcome: Outcome { case, verdict, failures: vec![failure] },
        }]
    })
}

fn rows_of(file: &Path) -> anyhow::Result<Vec<Row>> {
    let folder = file.parent().unwrap_or(Path::new("."));
    let mut models = Vec::new();
    for path in entries(folder)? {
        if path.extension().is_some_and(|ending| ending == "dmn") {
            // What is not text is no model; whoever asks for it is told that it is not there.
            models.extend(text(&path).ok().map(|text| (path.display().to_string(), text)));
        }
    }
    let suite = Suite::read(&file.display().to_string(), &text(file)?, &models)
        .map_err(|mistake| anyhow::anyhow!("{mistake}"))?;
    let model = folder.join(suite.model()).display().to_string();
    let outcomes = suite.run(Clock::System.now()).into_iter();
    Ok(outcomes.map(|outcome| Row { model: model.clone(), outcome }).collect())
}

fn say_rows(rows: &[Row], [passed, failed, unsupported]: [usize; 3]) {
    for Row { model, outcome } in rows {
        let word = match outcome.verdict {
            Verdict::Passed => continue,
            Verdict::Failed => "failed",
            Verdict::Unsupported => "unsupported",
        };
        crate::commands::say(&format!("{word}: {model}, case {}", outcome.case));
        for failure in &outcome.failures {
            crate::commands::say(&format!(
                "  {}: expected {}, got {}",
                failure.node, failure.expected, failure.got
            ));
            for warning in &failure.warnings {
                crate::commands::say(&format!("    {warning}"));
            }
        }
    }
    crate::commands::say(&format!(
        "{} cases: {passed} passed, {failed} failed, {unsupported} unsupported",
        rows.len()
    ));
}

fn say_json(rows: &[Row], [passed, failed, unsupported]: [usize; 3]) {
    let failures: Vec<_> = rows
        .iter()
        .filter(|row| row.outcome.verdict != Verdict::Passed)
        .map(|Row { model, outcome }| {
            let node = |failure: &Failure| {
                let Failure { node, expected, got, warnings } = failure;
                json!({ "node": node, "expected": expected, "got": got, "warnings": warnings })
            };
            let nodes: Vec<_> = outcome.failures.iter().map(node).collect();
            let supported = outcome.verdict != Verdict::Unsupported;
            json!({ "model": model, "case": outcome.case, "supported": supported, "nodes": nodes })
        })
        .collect();
    let told = json!({
        "cases": rows.len(), "passed": passed, "failed": failed, "unsupported": unsupported, "failures": failures,
    });
    crate::commands::say(&format!("{told:#}"));
}
