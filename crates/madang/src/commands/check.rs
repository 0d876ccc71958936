//! `madang check DIR`: every mistake in a country's files, with file, line and a hint, and what could not be checked.

use std::path::Path;
use std::process::ExitCode;

use anyhow::bail;
use courtyard::clock::Clock;
use vocabulary::{Lang, Mistake, Zone};

use crate::opening;

pub fn run(dir: &Path, json: bool, language: &str) -> anyhow::Result<ExitCode> {
    if !dir.is_dir() {
        bail!("{} is no folder; say which country's: madang check countries/kr", dir.display());
    }
    let (texts, lang) = (opening::texts()?, Lang::new(language));
    let in_words = |mistake: Mistake| {
        let (message, hint) = mistake.told(&|key| texts.find(&lang, key));
        Mistake { message, hint, ..mistake }
    };
    let found = country::check(dir, Zone::utc().day_of(Clock::System.now()));
    let mistakes = found.mistakes.into_iter().chain(super::population::mistakes(dir));
    let mistakes = mistakes.chain(super::law::mistakes_in_questions(dir));
    let mistakes = mistakes.chain(super::privacy::mistakes(dir));
    let mistakes: Vec<Mistake> = mistakes.map(in_words).collect();
    if json {
        let rows: Vec<_> = mistakes.iter().map(row).collect();
        super::say(&format!("{:#}", serde_json::Value::Array(rows)));
    } else {
        for mistake in found.not_checked.into_iter().map(in_words).chain(mistakes.clone()) {
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

/// A mistake for a program. Those that can be said in several languages have a code that stays the same.
fn row(mistake: &Mistake) -> serde_json::Value {
    let Mistake { file, line, column, message, hint, said } = mistake;
    let code = said.as_ref().map(|said| said.key);
    serde_json::json!({ "file": file, "line": line, "column": column, "message": message, "hint": hint, "code": code })
}
