//! The public test suite of DMN, where the shared folder has it: what passes is what docs/conformance/dmn.md says.

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
    eprintln!("SKIPPED: {} is missing", folder.display());
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
fn run(dir: &Path, rewritten: bool) -> Count {
    let texts: Vec<(String, String)> = entries(dir)
        .into_iter()
        .filter(|path| path.is_file())
        .filter_map(|path| {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            Some((name, std::fs::read_to_string(path).ok()?))
        })
        .collect();
    let models = texts.iter().filter(|(name, _)| name.ends_with(".dmn")).cloned();
    // Each model goes out and comes in again first: what is written must be all that was read.
    let models: Vec<(String, String)> = models
        .map(|(name, text)| {
            let once = law::dmn::rewritten(&name, &text).unwrap();
            assert_eq!(law::dmn::rewritten(&name, &once).unwrap(), once, "{name}");
            if rewritten { (name, once) } else { (name, text) }
        })
        .collect();
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
                eprintln!(
                    "{name} {} {}: expected {}, got {} {:?}",
                    outcome.case, failure.node, failure.expected, failure.got, failure.warnings
                );
            }
        }
        for mistake in suite.mistakes() {
            eprintln!("  mistake {mistake}");
        }
    }
    count
}

/// What the page says before its tables.
const HEAD: &str = "\
# DMN conformance

What of the DMN Technology Compatibility Kit passes, per folder of cases. The suite is public (github.com/dmn-tck/tck) and
is no part of this program; its level 2 is run whole, of its level 3 the folders that lie in the shared folder. A test runs
it and fails when a figure here is not the figure there. After a change:

    MADANG_WRITE=conformance cargo test -p law --test it suite::

Anybody can run the same, or more of the suite: `madang law tck DIR` prints each case that does not pass, with what was
expected and what came out.

A case passes when each of its results is the expected one: the same kind, the same digits, the same zone. Numbers of which
the suite gives eight digits after the point or more may differ by less than the eighth: they come from arithmetic of fewer
digits than the 34 of the standard, and are not right to their last one. A case that asks for what the program does not do
counts as unsupported, even where null was expected: functions in Java, which would need a second program.
";

fn table(text: &mut String, rows: &[(String, Count)]) {
    text.push_str("| folder | cases | passed | failed | unsupported |\n|---|---|---|---|---|\n");
    for (name, Count([passed, failed, unsupported])) in rows {
        let cases = passed + failed + unsupported;
        writeln!(text, "| {name} | {cases} | {passed} | {failed} | {unsupported} |").unwrap();
    }
}

#[test]
fn what_passes_is_what_is_published() {
    let Some(folder) = folder() else { return };
    let mut text = String::from(HEAD);
    for (level, title) in [("compliance-level-2", "Level 2"), ("compliance-level-3", "Level 3")] {
        let dirs = entries(&folder.join(level)).into_iter().filter(|path| path.is_dir());
        let name = |dir: &Path| dir.file_name().unwrap().to_string_lossy().into_owned();
        let rows: Vec<(String, Count)> = dirs.map(|dir| (name(&dir), run(&dir, false))).collect();
        let sum = |place: usize| rows.iter().map(|(_, count)| count.0[place]).sum::<usize>();
        let (passed, failed, unsupported) = (sum(0), sum(1), sum(2));
        let cases = passed + failed + unsupported;
        let and = format!("{failed} failed, {unsupported} unsupported");
        writeln!(text, "\n## {title}\n\n{passed} of {cases} cases pass; {and}.\n").unwrap();
        table(&mut text, &rows);
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/conformance/dmn.md");
    if std::env::var("MADANG_WRITE").is_ok_and(|what| what == "conformance") {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, &text).unwrap();
    }
    let published = std::fs::read_to_string(&path).unwrap_or_default();
    let hint = "docs/conformance/dmn.md is not as the suite: MADANG_WRITE=conformance cargo test -p law --test it suite::";
    assert!(published == text, "{hint}");
}

#[test]
fn a_model_that_was_written_again_decides_the_same() {
    let Some(folder) = folder() else { return };
    for level in ["compliance-level-2", "compliance-level-3"] {
        for dir in entries(&folder.join(level)).into_iter().filter(|path| path.is_dir()) {
            let (read, written) = (run(&dir, false), run(&dir, true));
            assert_eq!(read.0, written.0, "{}", dir.display());
        }
    }
}
