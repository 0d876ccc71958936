//! How much of an invented corpus is found a second: `cargo bench -p exposure --bench corpus`. With `-- --write FILE` it writes the
//! corpus and what was found in it as JSON, for `presidio.py` beside it.
//!
//! What may not happen here: an assertion about time. What is measured is published in docs/operate/exposure.md.
#![expect(clippy::unwrap_used, reason = "a benchmark that cannot be set up must fail")]
#![expect(
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "what is measured is time, and it is printed"
)]

use std::time::Instant;

use exposure::Kinds;
use serde_json::json;
use vocabulary::Day;

#[path = "../tests/it/corpus.rs"]
#[expect(dead_code, reason = "the tests draw single numbers too")]
mod corpus;

/// Times that the corpus is looked through.
const ROUNDS: usize = 20;

fn main() {
    let text = include_str!("../../../countries/kr/exposure.toml");
    let kinds = Kinds::read("exposure.toml", text).unwrap();
    let today = Day::new(2026, 11, 27).unwrap();
    let arguments: Vec<String> = std::env::args().collect();
    // Not the seed of the tests, by whose figures the points of the country's file were chosen.
    let papers = corpus::corpus(7);
    let find = |name: &str, text: &str| {
        let document = exposure::read(name, text.as_bytes().to_vec()).unwrap();
        kinds.find(&document, today).findings
    };
    if let Some(place) = arguments.iter().position(|argument| argument == "--write") {
        let row = |paper: &corpus::Paper| {
            let truths = paper.truths.iter();
            let truths =
                truths.map(|truth| json!([truth.kind, truth.sort, truth.line, truth.column]));
            let found = find(paper.name, &paper.text).into_iter();
            let found = found
                .map(|one| json!([one.kind, one.confidence, one.place.line, one.place.column]));
            json!({
                "name": paper.name,
                "text": paper.text,
                "truths": truths.collect::<Vec<_>>(),
                "found": found.collect::<Vec<_>>(),
            })
        };
        let rows: Vec<_> = papers.iter().map(row).collect();
        std::fs::write(&arguments[place + 1], serde_json::to_vec(&rows).unwrap()).unwrap();
        return;
    }
    let bytes: usize = papers.iter().map(|paper| paper.text.len()).sum();
    let start = Instant::now();
    let mut count = 0;
    for _ in 0..ROUNDS {
        count = papers.iter().map(|paper| find(paper.name, &paper.text).len()).sum();
    }
    let seconds = start.elapsed().as_secs_f64() / ROUNDS as f64;
    let whole: String =
        papers.iter().filter(|p| p.name == "note.txt").map(|p| p.text.clone() + "\n").collect();
    let whole = whole.repeat(ROUNDS);
    let start = Instant::now();
    let in_whole = find("note.txt", &whole).len();
    let whole_seconds = start.elapsed().as_secs_f64();
    let speed = |bytes: usize, seconds: f64| bytes as f64 / 1e6 / seconds;
    println!(
        "{} papers, {bytes} bytes, {count} findings: {:.1} MB/s",
        papers.len(),
        speed(bytes, seconds)
    );
    println!(
        "one text of {} bytes, {in_whole} findings told: {:.1} MB/s",
        whole.len(),
        speed(whole.len(), whole_seconds)
    );
}
