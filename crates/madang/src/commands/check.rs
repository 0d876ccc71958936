//! `madang check DIR`: every mistake in a country's files, with file, line and a hint.

use std::path::Path;
use std::process::ExitCode;

use anyhow::bail;
use courtyard::clock::Clock;
use vocabulary::{Mistake, Zone};

pub fn run(dir: &Path, json: bool) -> anyhow::Result<ExitCode> {
    if !dir.is_dir() {
        bail!("{} is no folder; say which country's: madang check countries/kr", dir.display());
    }
    let today = Zone::utc().day_of(Clock::System.now());
    let mut mistakes = country::check(dir, today);
    mistakes.extend(super::population::mistakes(dir));
    mistakes.extend(super::law::mistakes_in_questions(dir));
    if json {
        let row = |m: &Mistake| {
            let Mistake { file, line, column, message, hint } = m;
            serde_json::json!({ "file": file, "line": line, "column": column, "message": message, "hint": hint })
        };
        let rows: Vec<_> = mistakes.iter().map(row).collect();
        super::say(&format!("{:#}", serde_json::Value::Array(rows)));
    } else {
        for mistake in &mistakes {
            super::say(&mistake.to_string());
        }
        super::say(&match mistakes.len() {
            0 => format!("{}: no mistakes", dir.display()),
            1 => format!("{}: 1 mistake", dir.display()),
            many => format!("{}: {many} mistakes", dir.display()),
        });
    }
    Ok(if mistakes.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
