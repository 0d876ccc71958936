//! A full disk: the person gets a sentence and an id, nothing is half-written, and the house works again when there is room.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use courtyard::database::Address;
use serde_json::{Value, json};

use crate::badinput::{applications, assert_clear, example};
use crate::stage::{Answer, Client, How, Stage, has, program};

/// A small disk of its own: a file system in memory, which only the administrator of a machine can make.
struct Disk(PathBuf);

impl Disk {
    fn of(path: &Path, megabytes: u32) -> Option<Disk> {
        std::fs::create_dir_all(path).unwrap();
        let made = Command::new("mount")
            .args(["-t", "tmpfs", "-o", &format!("size={megabytes}m"), "tmpfs"])
            .arg(path)
            .output();
        let there = made.is_ok_and(|made| made.status.success());
        has("tmpfs", there).then(|| Disk(path.to_path_buf()))
    }

    /// Takes all the room that is left.
    fn fill(&self) {
        let mut ballast = std::fs::File::create(self.ballast()).unwrap();
        let mut size = 64 * 1024;
        while size > 0 {
            if ballast.write_all(&vec![0; size]).is_err() {
                size /= 2;
            }
        }
    }

    fn make_room(&self) {
        std::fs::remove_file(self.ballast()).unwrap();
    }

    fn ballast(&self) -> PathBuf {
        self.0.join("ballast")
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        // Lazily: a server may still hold a file of it open.
        Command::new("umount").arg("-l").arg(&self.0).output().ok();
    }
}

fn apply(client: &Client, sent: &Value, once: usize, lang: &str) -> Answer {
    let path = format!("{}?lang={lang}", applications("resident-abstract"));
    let sent = sent.to_string();
    client.post(&path, "application/json", sent.as_bytes(), Some(&format!("n{once}")))
}

/// The number of an application that was taken.
fn number(answer: &Answer) -> Option<String> {
    (answer.status == 201).then(|| answer.json()["number"].as_str().unwrap().to_string())
}

fn a_full_disk(disk: &Disk, stage: &Stage) {
    let haneul = stage.client(&stage.token("Na Haneul"));
    let sent = json!({ "answers": example(&haneul, "resident-abstract") });
    let mut taken: Vec<(usize, String)> = Vec::new();
    taken.push((0, number(&apply(&haneul, &sent, 0, "en")).unwrap()));
    disk.fill();
    // Some may still fit into files that are there already.
    let failed = (1..5_000).find(|once| match number(&apply(&haneul, &sent, *once, "en")) {
        Some(number) => {
            taken.push((*once, number));
            false
        }
        None => true,
    });
    let failed = failed.expect("the disk is not full");
    for lang in ["ko", "en"] {
        let told = apply(&haneul, &sent, failed, lang);
        assert_eq!(told.status, 500, "{}", told.text());
        assert_clear("a full disk", &told, lang, "failure");
        let id = told.json()["instance"].as_str().unwrap().replace("/failures/", "");
        assert!(id.len() >= 8 && stage.log().contains(&id), "{id} is not in the log");
    }
    // A page says the same, and what needs no writing is still there.
    let fields = [("version", "0"), ("new_address", "달빛로 30"), ("moved_on-year", "2026")];
    let fields = [fields.as_slice(), &[("moved_on-month", "1"), ("moved_on-day", "5")]].concat();
    let page = haneul.post_form("/services/move-in-report/apply/new-home?lang=en", &fields);
    assert!(
        page.status == 500 && page.text().contains("Something broke on our side"),
        "{}",
        page.text()
    );
    assert_eq!(haneul.get("/me").status, 200);
    assert_eq!(haneul.get(&format!("/api/v1/applications/{}", taken[0].1)).status, 200);

    disk.make_room();
    // Sent again with the same word, it is one application; what was taken before is what it was.
    let again = apply(&haneul, &sent, failed, "en");
    assert_eq!(again.status, 201, "{}", again.text());
    let again = number(&again).unwrap();
    assert!(taken.iter().all(|(_, number)| *number != again));
    for (once, number) in [taken[0].clone(), taken[taken.len() - 1].clone()] {
        assert_eq!(apply(&haneul, &sent, once, "en").json()["number"], json!(number));
    }
    assert_eq!(haneul.post_form("/services/move-in-report/apply/new-home", &fields).status, 303);
}

fn verify(stage: &Stage) {
    let done = Command::new(program())
        .args(["journal", "verify", "--database", &stage.database(), "--keys"])
        .arg(stage.folder().join("journal.json"))
        .output()
        .unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stdout));
}

#[test]
fn a_full_disk_is_told_and_nothing_is_half_written_on_sqlite() {
    let dir = tempfile::tempdir().unwrap();
    let Some(disk) = Disk::of(&dir.path().join("demo"), 32) else { return };
    let stage = Stage::open_in(dir, How::usual());
    a_full_disk(&disk, &stage);
    verify(&stage);
}

/// On PostgreSQL the database lies in a tablespace on the small disk. The server must be on this machine, and its files
/// must be ours to give to it.
#[test]
fn a_full_disk_is_told_and_nothing_is_half_written_on_postgresql() {
    let server = std::env::var("MADANG_POSTGRES").unwrap_or_default();
    if !has("postgres", !server.is_empty()) {
        return;
    }
    let mut admin = Address::parse(&format!("{server}/postgres")).unwrap().connect().unwrap();
    let row = admin.one("SHOW data_directory", &[]).unwrap().unwrap();
    let data = PathBuf::from(row.text(0).unwrap());
    let Ok(owner) = std::fs::metadata(&data).map(|data| std::os::unix::fs::MetadataExt::uid(&data))
    else {
        eprintln!("SKIPPED: the files of the PostgreSQL server are not on this machine");
        return;
    };
    let name = format!("madang_full_{}", std::process::id());
    let place = std::env::temp_dir().join(&name);
    let Some(disk) = Disk::of(&place, 40) else { return };
    std::os::unix::fs::chown(&place, Some(owner), None).unwrap();
    admin.script(&format!("CREATE TABLESPACE {name} LOCATION '{}'", place.display())).unwrap();
    admin.script(&format!("CREATE DATABASE {name} TABLESPACE {name}")).unwrap();
    let how = How { database: Some(format!("{server}/{name}")), ..How::usual() };
    let stage = Stage::open_as(how);
    a_full_disk(&disk, &stage);
    verify(&stage);
    drop(stage);
    admin.script(&format!("DROP DATABASE {name} WITH (FORCE)")).unwrap();
    admin.script(&format!("DROP TABLESPACE {name}")).unwrap();
    drop(disk);
    std::fs::remove_dir(&place).ok();
}
