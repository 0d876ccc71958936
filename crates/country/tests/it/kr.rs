#[test]
fn kr() {
    let today = "2026-08-10".parse().unwrap();
    let dir = std::path::Path::new("../../countries/kr");
    for m in country::check(dir, today) {
        println!("{m}");
    }
    let start = std::time::Instant::now();
    match country::Country::read(dir) {
        Ok(c) => {
            println!("read {} services", c.services.len());
            for (id, _) in &c.services {
                if let Some(p) = c.plan(id) {
                    println!("{id}: {:?} {:?}", p.reads, p.parameters);
                }
            }
        }
        Err(e) => println!("{} mistakes", e.len()),
    }
    println!("{:?}", start.elapsed());
    for case in ["a dead", "gap"] {
        let _ = case;
    }
}
