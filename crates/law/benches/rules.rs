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
/// Households of a block: two adults and a child each.
const HOUSEHOLDS: usize = 20_000;

fn main() {
    let wanted = std::env::args().filter_map(|word| word.parse::<usize>().ok()).next_back();
    let households = wanted.unwrap_or(1_000_000) / 3;
    let files = FILES.map(|(path, text)| (path.to_string(), text.to_string()));
    let law = Law::read(files).unwrap();
    let begun = Instant::now();
    let mut sums = [0_i128; VARIABLES.len()];
    for from in (0..households).step_by(HOUSEHOLDS) {
        let situation = block(&law, from, HOUSEHOLDS.min(households - from));
        let mut columns = situation.columns();
        for (variable, sum) in VARIABLES.iter().zip(&mut sums) {
            let computed = columns.calculate(variable, "2017-01".parse().unwrap()).unwrap();
            assert!(computed.faults.is_empty() && computed.why_single.is_none(), "{variable}");
            let Values::Numbers { units, scale } = &computed.series.values else { continue };
            let units: i128 = units.iter().map(|units| i128::from(*units)).sum();
            *sum += units * 10_i128.pow(4 - scale);
        }
    }
    let seconds = begun.elapsed().as_secs_f64();
    println!("{} people in {seconds:.3} s", households * 3);
    for (variable, sum) in VARIABLES.iter().zip(sums) {
        println!("{variable} {}.{:04}", sum / 10_000, sum % 10_000);
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
