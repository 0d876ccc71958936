//! probe
#![allow(clippy::all)]
fn main() {
    let mut a = std::env::args().skip(1);
    let file = a.next().unwrap(); let dir = a.next().unwrap();
    let bytes = std::fs::read(&file).unwrap();
    let i = catalogue::read(&file, &bytes, &mut |_, _| {});
    for (p, t) in catalogue::files_of(&i).unwrap() {
        let f = std::path::Path::new(&dir).join(p);
        std::fs::create_dir_all(f.parent().unwrap()).unwrap();
        std::fs::write(f, t).unwrap();
    }
    for l in i.report.iter().filter(|l| l.what.starts_with("digitalUrl") || l.what.contains("it begins")).take(10) { println!("{l:?}"); }
    let m = country::check(std::path::Path::new(&dir), vocabulary::Day::new(2026, 1, 5).unwrap());
    let mut k = std::collections::BTreeMap::new();
    for x in &m { *k.entry(format!("{} | {}", x.file.rsplit('/').next().unwrap(), x.message.chars().map(|c| if c.is_ascii_digit() {'#'} else {c}).take(60).collect::<String>())).or_insert(0) += 1; }
    println!("{} mistakes", m.len());
    for x in m.iter().take(3) { println!("{x:?}"); } for x in m.iter().filter(|x| x.message.contains("markup")) { println!("{x:?}"); }
}
