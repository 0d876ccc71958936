//! The public test suite of DMN, where the shared folder has it: what passes is what docs/conformance/dmn.md says.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use law::dmn::suite::{Suite, Verdict};
use vocabulary::Moment;

/// The folder of the suite; none, said loudly, when it is not there.
fn folder() -> Option<PathBuf> {
    let shared = std::env::var_os("MADANG_SHARED").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared"),
        PathBuf::from,
    );
    let folder = shared.join("data/dmn-tck");
    if folder.is_dir() {
        return Some(folder);
    }
    let required = std::env::var("MADANG_REQUIRE").unwrap_or_default();
    assert!(!required.split(',').any(|one| one == "shared"), "{} is missing", folder.display());
    println!("SKIPPED: {} is missing", folder.display());
    None
}

fn entries(dir: &Path) -> Vec<PathBuf> {
    let mut paths: Vec<PathBuf> =
        std::fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths
}

/// Passed, failed, unsupported.
#[derive(Default)]
struct Count([usize; 3]);

/// Runs the cases of one folder and says on standard output what failed.
fn run(dir: &Path) -> Count {
    let texts: Vec<(String, String)> = entries(dir)
        .into_iter()
        .filter(|path| path.is_file())
        .filter_map(|path| {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            Some((name, std::fs::read_to_string(path).ok()?))
        })
        .collect();
    let models: Vec<(String, String)> =
        texts.iter().filter(|(name, _)| name.ends_with(".dmn")).cloned().collect();
    let mut count = Count::default();
    for (name, text) in texts.iter().filter(|(name, _)| name.ends_with(".xml")) {
        let suite = Suite::read(name, text, &models).unwrap();
        for outcome in suite.run(Moment(1_800_000_000)) {
            let place = match outcome.verdict {
                Verdict::Passed => 0,
                Verdict::Failed => 1,
                Verdict::Unsupported => 2,
            };
            count.0[place] += 1;
            for failure in outcome.failures {
                println!(
                    "{name} {} {}: expected {}, got {} {:?}",
                    outcome.case, failure.node, failure.expected, failure.got, failure.warnings
                );
            }
        }
        for mistake in suite.mistakes() {
            println!("  mistake {mistake}");
        }
    }
    count
}

#[test]
fn what_passes_is_what_is_published() {
    let Some(folder) = folder() else { return };
    let mut levels: BTreeMap<String, Vec<(String, Count)>> = BTreeMap::new();
    for level in entries(&folder).into_iter().filter(|path| path.is_dir()) {
        let name = level.file_name().unwrap().to_string_lossy().into_owned();
        let rows = entries(&level).into_iter().filter(|path| path.is_dir()).map(|dir| {
            (dir.file_name().unwrap().to_string_lossy().into_owned(), run(&dir))
        });
        levels.insert(name, rows.collect());
    }
    let mut text = String::new();
    for (level, rows) in &levels {
        let sum = |place: usize| rows.iter().map(|(_, count)| count.0[place]).sum::<usize>();
        writeln!(text, "{level}: {} {} {}", sum(0), sum(1), sum(2)).unwrap();
    }
    println!("{text}");
}
