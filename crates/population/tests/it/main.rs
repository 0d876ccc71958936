//! The population: recipes in, people out.

#[test]
fn quick() {
    let text = std::fs::read_to_string("../../countries/kr/population.toml").unwrap();
    let recipe = match population::Recipe::read("population.toml", &text) {
        Ok(r) => r,
        Err(m) => { for m in m { println!("{m}"); } panic!() }
    };
    let people = recipe.population(300_000, 1).unwrap();
    println!("{} {} {:?} {}", people.persons(), people.households(), people.weight(), people.block_count());
    let mut c = population::Comparison::new(&recipe);
    for b in people.blocks() { c.add(&b); println!("{}", b.household_of.len()); }
    for t in c.tables() {
        println!("{} off {} max {:?}", t.table.id, t.off_ppm, t.off_ppm_max);
        if t.table.part() == population::Use::Check { for r in t.rows { println!("   {:30} {:>8} {:>8} {:>8}", r.label, r.target_ppm, r.generated_ppm, r.generated_ppm as i64 - r.target_ppm as i64); } }
    }
}
