//! Foreign programs that look at a PDF with other eyes than ours. A missing program skips a test
//! loudly, or fails it where `MADANG_REQUIRE` names its package.

use std::path::PathBuf;
use std::process::Command;

/// What the program prints when it is given a PDF, or nothing when it is not installed. `-` among
/// the arguments stands for itself; `FILE` for the PDF and `OUT` for a second file beside it.
pub fn asked(program: &str, package: &str, args: &[&str], pdf: &[u8]) -> Option<Answer> {
    let folder = tempfile::tempdir().unwrap();
    let (file, out) = (folder.path().join("paper.pdf"), folder.path().join("out"));
    std::fs::write(&file, pdf).unwrap();
    let args = args.iter().map(|&arg| match arg {
        "FILE" => file.clone(),
        "OUT" => out.clone(),
        other => PathBuf::from(other),
    });
    match Command::new(program).args(args).output() {
        Ok(output) => Some(Answer {
            is_ok: output.status.success(),
            text: String::from_utf8_lossy(&output.stdout).into_owned(),
            complaints: String::from_utf8_lossy(&output.stderr).into_owned(),
            written: std::fs::read(&out).unwrap_or_default(),
        }),
        Err(problem) => {
            let required = std::env::var("MADANG_REQUIRE").unwrap_or_default();
            assert!(!required.contains(package), "{program} is required: {problem}");
            eprintln!("SKIPPED: {program} (package {package}) is not installed");
            None
        }
    }
}

pub struct Answer {
    pub is_ok: bool,
    pub text: String,
    pub complaints: String,
    /// What the program wrote to `OUT`.
    pub written: Vec<u8>,
}

/// The text of a PDF in reading order, as poppler sees it, with single spaces.
pub fn text_of(pdf: &[u8]) -> Option<String> {
    let answer = asked("pdftotext", "poppler", &["-enc", "UTF-8", "FILE", "-"], pdf)?;
    assert!(answer.is_ok, "{}", answer.complaints);
    Some(answer.text)
}
