//! How long a million people take on one core: made, and compared with the tables.
//!
//! What may not happen here: a limit. What is measured stands in docs/measures.md.

use population::{Comparison, Recipe};

const PERSONS: u64 = 1_000_000;

fn korea() -> Recipe {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../countries/kr/population.toml");
    let text = std::fs::read_to_string(path).unwrap_or_default();
    match Recipe::read("population.toml", &text) {
        Ok(recipe) => recipe,
        Err(mistakes) => std::process::exit(mistakes.len().try_into().unwrap_or(1)),
    }
}

#[divan::bench(sample_count = 5)]
fn reads_and_fits_the_recipe() -> Recipe {
    korea()
}

#[divan::bench(sample_count = 5)]
fn makes_a_million_people(bencher: divan::Bencher<'_, '_>) {
    let recipe = korea();
    bencher.bench_local(|| {
        let people = recipe.population(PERSONS, 1);
        people.map(|people| people.blocks().map(|block| block.household_of.len()).sum::<usize>())
    });
}

#[divan::bench(sample_count = 5)]
fn makes_and_compares_a_million_people(bencher: divan::Bencher<'_, '_>) {
    let recipe = korea();
    bencher.bench_local(|| {
        let mut comparison = Comparison::new(&recipe);
        let people = recipe.population(PERSONS, 1);
        people.map(|people| people.blocks().for_each(|block| comparison.add(&block)))
    });
}

fn main() {
    divan::main();
}
