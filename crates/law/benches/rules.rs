//! A whole run of taxes and benefits over very many people in households, exact, block by block. The same rules and the same
//! people as in `openfisca.py` beside it: `cargo bench -p law --bench rules -- 1000000`.
//!
//! What may not happen here: an assertion about time. What is measured is published in docs/measures.md, with its machine.
#![expect(clippy::unwrap_used, reason = "a benchmark that cannot be set up must fail")]
#![expect(
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "what is measured is time, and it is printed"
)]

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use law::{Law, Series, Situation, Values};

const FILES: [(&str, &str); 2] = [
    ("law/country.toml", include_str!("../tests/template/country.toml")),
    ("law/basic_income.table", include_str!("../tests/template/basic_income.table")),
];
const VARIABLES: [&str; 5] = [
    "income_tax",
    "social_security_contribution",
    "basic_income",
    "parenting_allowance",
    "disposable_income",
];
/// Households of a block: two adults and a child each. A column of all of them is small enough that the system's allocator gives the
/// same memory again, and not fresh pages each time.
const HOUSEHOLDS: usize = 4_000;

fn main() {
    let words: Vec<usize> = std::env::args().filter_map(|word| word.parse().ok()).collect();
    let households = words.first().copied().unwrap_or(1_000_000) / 3;
    let threads = words.get(1).copied().unwrap_or(1);
    let files = FILES.map(|(path, text)| (path.to_string(), text.to_string()));
    let law = Law::read(files).unwrap();
    let begun = Instant::now();
    let next = AtomicUsize::new(0);
    let work = || {
        let mut sums = [0_i128; VARIABLES.len()];
        loop {
            let from = next.fetch_add(HOUSEHOLDS, Ordering::Relaxed);
            if from >= households {
                return sums;
            }
            add_block(&law, from, HOUSEHOLDS.min(households - from), &mut sums);
        }
    };
    let sums = std::thread::scope(|scope| {
        let others: Vec<_> = (1..threads).map(|_| scope.spawn(work)).collect();
        others.into_iter().map(|other| other.join().unwrap()).fold(work(), |mut all, sums| {
            all.iter_mut().zip(sums).for_each(|(all, own)| *all += own);
            all
        })
    });
    let seconds = begun.elapsed().as_secs_f64();
    println!("{} people in {seconds:.3} s on {threads} threads", households * 3);
    for (variable, sum) in VARIABLES.iter().zip(sums) {
        println!("{variable} {}.{:04}", sum / 10_000, sum % 10_000);
    }
}

fn add_block(law: &Law, from: usize, households: usize, sums: &mut [i128]) {
    let situation = block(law, from, households);
    let mut columns = situation.columns();
    for (variable, sum) in VARIABLES.iter().zip(sums) {
        let computed = columns.calculate(variable, "2017-01".parse().unwrap()).unwrap();
        assert!(computed.faults.is_empty() && computed.why_single.is_none(), "{variable}");
        let Values::Numbers { units, scale } = &computed.series.values else { continue };
        let units: i128 = units.iter().map(|units| i128::from(*units)).sum();
        *sum += units * 10_i128.pow(4 - scale);
    }
}

/// People by a rule and not by chance, so that both programs have the same.
fn block(law: &Law, from: usize, households: usize) -> Situation<'_> {
    let persons = from * 3..(from + households) * 3;
    let of = (0..households * 3).map(|n| (n / 3) as u32).collect();
    let role = (0..households * 3).map(|n| u8::from(n % 3 == 2)).collect();
    let mut situation =
        Situation::new(law, households * 3).with_groups("household", households, of, role).unwrap();
    let birth = |n: usize| match n % 3 {
        2 => 10_957 + (n * 7919 % 6_000) as i32,
        _ => (n * 7919 % 10_000) as i32 - 5_000,
    };
    let salary = |n: usize| match n % 3 {
        2 => 0,
        _ => (n * 104_729 % 15_000) as i64,
    };
    let size = |n: usize| (n * 31 % 140) as i64;
    let numbers = |units: Vec<i64>| Series::from(Values::Numbers { units, scale: 0 });
    let births = Values::Days(persons.clone().map(birth).collect());
    situation.give("birth", None, Series::from(births)).unwrap();
    situation.give("salary", None, numbers(persons.map(salary).collect())).unwrap();
    let sizes = numbers((from..from + households).map(size).collect());
    situation.give("accommodation_size", None, sizes).unwrap();
    situation
}
