//! A large catalogue: a country that was made by `madang import catalogue`, started and searched through the program.
//!
//! What may not happen here: an application. Imported services can only be found.

use std::path::Path;

use serde_json::Value;
use tokio::runtime::Runtime;

use super::load::{self, Asking};
use super::scratch::Scratch;
use super::{Figures, milliseconds};

/// Words that are searched for, from the titles of the first page of services.
const WORDS_MAX: usize = 64;
/// Shorter words are articles and prepositions, which nobody searches for.
const WORD_CHARS_MIN: usize = 4;

/// Starts the country twice (the first start seeds it) and searches it for words of its own titles.
pub fn measure(
    figures: &mut Figures,
    runtime: &Runtime,
    country: &Path,
    asking: &Asking,
) -> anyhow::Result<()> {
    let scratch = Scratch::make(country, None)?;
    drop(scratch.start()?);
    let demo = scratch.start()?;
    figures.add("catalogue_start_ms", milliseconds(demo.started_in));
    let found = runtime.block_on(load::json(&demo, "/api/v1/services?q="))?;
    let count = found.get("total").and_then(Value::as_u64).unwrap_or(0);
    figures.add("catalogue_services", f64::from(u32::try_from(count)?));
    let (host, words) = (demo.host().to_string(), words(&found));
    let search = move |client: usize, turn: usize| {
        let word = words.get((client + turn) % words.len().max(1)).map_or("", String::as_str);
        load::get(&host, &format!("/api/v1/services?q={}", doors::answer::encoded(word)), "")
    };
    let measured = runtime.block_on(load::load(&demo, asking, search))?;
    figures.add_load("catalogue_search", &measured);
    Ok(())
}

fn words(found: &Value) -> Vec<String> {
    let services = found.get("services").and_then(Value::as_array).into_iter().flatten();
    let titles = services.filter_map(|service| service.get("title")?.as_str());
    let long = |word: &&str| word.chars().count() >= WORD_CHARS_MIN;
    let mut words: Vec<String> =
        titles.flat_map(|title| title.split(' ').filter(long).map(str::to_string)).collect();
    words.sort_unstable();
    words.dedup();
    words.truncate(WORDS_MAX);
    words
}
