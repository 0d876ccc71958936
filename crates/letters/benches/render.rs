//! How long printing takes: the first paper, then many different ones, and what memory they leave.
//! `cargo bench -p letters` prints the figures. Nothing is asserted here.

use std::time::Instant;

use letters::{Attachment, render};

#[path = "../tests/it/papers.rs"]
mod papers;

/// Papers of each kind.
const PAPERS: usize = 200;

#[expect(clippy::print_stdout, reason = "a benchmark is there to print its figures")]
fn main() {
    let attachment = Attachment {
        name: "credential.sd-jwt".into(),
        mime: "application/dc+sd-jwt".into(),
        bytes: vec![b'e'; 2_000],
    };
    for (name, paper) in [
        ("register abstract, Korean", papers::korean()),
        ("register abstract, English", papers::english()),
        ("decision letter, Korean", papers::decision()),
        ("register abstract, Arabic", papers::arabic()),
        ("many scripts", papers::names()),
        ("letter of five pages", papers::long()),
    ] {
        let first = timed(|| render(&paper, Some(&attachment)).map(|pdf| pdf.len()));
        let mut times: Vec<f64> = (0..PAPERS)
            .map(|i| {
                let mut other = paper.clone();
                other.number = format!("RA-2026-{i:06}");
                other.qr = format!("https://madang.example.kr/verify/RA-2026-{i:06}");
                if let Some(line) = other.rows.first_mut().and_then(|row| row.lines.first_mut()) {
                    line.push_str(&format!(" {i}"));
                }
                timed(|| render(&other, Some(&attachment)).map(|pdf| pdf.len()))
            })
            .collect();
        times.sort_by(f64::total_cmp);
        let at = |share: usize| times.get(PAPERS * share / 100).copied().unwrap_or_default();
        println!(
            "{name}: first {first:.1} ms, then p50 {:.1} ms, p99 {:.1} ms; resident {} MB",
            at(50),
            at(99),
            resident_mb()
        );
    }
}

/// How long one printing takes, in milliseconds.
#[expect(clippy::disallowed_methods, reason = "a benchmark measures time")]
fn timed(print: impl FnOnce() -> anyhow::Result<usize>) -> f64 {
    let start = Instant::now();
    let pdf = print();
    let time = start.elapsed().as_secs_f64() * 1_000.0;
    assert!(pdf.is_ok_and(|bytes| bytes > 0), "the paper is printed");
    time
}

/// The memory of this process, in megabytes, where the system tells it.
fn resident_mb() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap_or_default();
    line.split_whitespace().nth(1).and_then(|kb| kb.parse::<u64>().ok()).unwrap_or_default() / 1_024
}
