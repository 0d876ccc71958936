//! How fast the catalogue is: building the index, searching it, importing and exporting, on the real lists.
//!
//! `cargo run --release -p catalogue --example search_bench`, with MADANG_SHARED where the lists are.
#![expect(clippy::print_stdout, reason = "a benchmark prints its figures")]
#![expect(clippy::disallowed_methods, reason = "a benchmark measures time")]

use std::error::Error;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use catalogue::{Index, Query, read, to_jsonld};

/// What people type, while they type and when they are done, in two scripts, with slips.
const TEXTS: [&str; 24] = [
    "passaporte",
    "passap",
    "p",
    "auxilio doenca",
    "certidão de nascimento",
    "como posso pedir a minha aposentadoria",
    "bolsa família",
    "imposto de renda pessoa física",
    "licença ambiental importação",
    "passaprote",
    "nascimeto certidao",
    "cpf",
    "registro de produto",
    "de",
    "출생신고",
    "지원",
    "물",
    "한부모가족 지원",
    "장애인 주차 표지",
    "노후주택녹슨상수도관개량",
    "코로나 19 생활지원비",
    "보육료",
    "xqzwvk",
    "",
];

fn main() -> Result<(), Box<dyn Error>> {
    let root = std::env::var_os("MADANG_SHARED").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared"),
        PathBuf::from,
    );
    let lists = root.join("data/services");
    let brazil = std::fs::read(lists.join("brazil/services-br.jsonl"))?;
    let korea = std::fs::read(lists.join("korea/gov-kr-services-2020.jsonl"))?;
    let start = Instant::now();
    let mut all = read("services-br.jsonl", &brazil, &mut |_, _| {});
    println!("import_brazil_ms {:.1}", ms(start.elapsed()));
    let start = Instant::now();
    let json = to_jsonld(&all.country, &all.services, &all.agencies, &all.events).to_string();
    println!("export_brazil_ms {:.1} ({} KB)", ms(start.elapsed()), json.len() / 1024);
    let start = Instant::now();
    let back = read("brazil.jsonld", json.as_bytes(), &mut |_, _| {});
    println!(
        "import_own_jsonld_ms {:.1} (equal: {})",
        ms(start.elapsed()),
        back.services == all.services
    );
    let start = Instant::now();
    let turtle = catalogue::to_turtle(&all.country, &all.services, &all.agencies, &all.events)?;
    println!("export_turtle_ms {:.1} ({} KB)", ms(start.elapsed()), turtle.len() / 1024);
    let start = Instant::now();
    let back = read("brazil.ttl", turtle.as_bytes(), &mut |_, _| {});
    println!(
        "import_own_turtle_ms {:.1} (equal: {})",
        ms(start.elapsed()),
        back.services == all.services
    );
    let korea = read("gov-kr.jsonl", &korea, &mut |_, _| {});
    all.services.extend(korea.services);
    all.agencies.extend(korea.agencies);
    let mut builds = Vec::new();
    let before = process_ticks();
    for _ in 0..5 {
        let start = Instant::now();
        Index::build(&all.services, &all.agencies, &all.events)?;
        builds.push(start.elapsed());
    }
    builds.sort_unstable();
    println!("services {}", all.services.len());
    println!("index_build_ms {:.1} (median of 5)", ms(builds.get(2).copied().unwrap_or_default()));
    if let Some(ticks) = before.and_then(|before| process_ticks()?.checked_sub(before)) {
        println!("index_build_cpu_ms {} (all threads, mean of 5)", ticks * 10 / 5);
    }
    let index = Index::build(&all.services, &all.agencies, &all.events)?;
    searches(&index, false)?;
    searches(&index, true)
}

/// The time for which this thread had a processor, where the system tells, in steps of some milliseconds: what
/// a quiet machine would take, if this one is not.
fn busy() -> Option<Duration> {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    text.split(' ').next()?.parse().ok().map(Duration::from_nanos)
}

/// Hundredths of a second for which all threads of this process had a processor.
fn process_ticks() -> Option<u64> {
    let text = std::fs::read_to_string("/proc/self/stat").ok()?;
    let fields: Vec<&str> = text.rsplit(')').next()?.split_whitespace().collect();
    Some(fields.get(11)?.parse::<u64>().ok()? + fields.get(12)?.parse::<u64>().ok()?)
}

fn searches(index: &Index, counted: bool) -> Result<(), Box<dyn Error>> {
    const ROUNDS: u32 = 400;
    let name = if counted { "search_counted" } else { "search" };
    let (mut times, mut own, mut slowest) = (Vec::new(), Duration::ZERO, Duration::ZERO);
    for text in TEXTS {
        let query = Query { text: text.into(), limit: 20, counted, ..Query::default() };
        let total = index.search(&query)?.total;
        let before = busy();
        let mut whole = Duration::ZERO;
        for _ in 0..ROUNDS {
            let start = Instant::now();
            index.search(&query)?;
            times.push(start.elapsed());
            whole += start.elapsed();
        }
        let ran = before.and_then(|before| busy()?.checked_sub(before)).unwrap_or(whole);
        own += ran;
        slowest = slowest.max(ran / ROUNDS);
        if !counted {
            println!("  {:8.1} µs {total:5} found  {text:?}", ms(ran / ROUNDS) * 1_000.0);
        }
    }
    println!("{name}_cpu_per_s {:.0}", times.len() as f64 / own.as_secs_f64());
    println!("{name}_cpu_slowest_text_ms {:.3}", ms(slowest));
    figures(name, times);
    Ok(())
}

fn figures(name: &str, mut times: Vec<Duration>) {
    times.sort_unstable();
    let whole: Duration = times.iter().sum();
    let at = |share: usize| times.get(times.len() * share / 1_000).copied().unwrap_or_default();
    println!(
        "{name}_per_s {:.0} (one thread, {} searches)",
        times.len() as f64 / whole.as_secs_f64(),
        times.len()
    );
    println!("{name}_p50_ms {:.3}", ms(at(500)));
    println!("{name}_p99_ms {:.3}", ms(at(990)));
    println!("{name}_p999_ms {:.3}", ms(at(999)));
}

fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1_000.0
}
