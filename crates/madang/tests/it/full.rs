//! A full disk: the person gets a sentence and an id, nothing is half-written, and the house works again when there is room.

use std::io::Write;
use std::os::unix::fs::{MetadataExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

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
    let baram = stage.client(&stage.token("Do Baram"));
    answer_every_page(&baram);
    let mut once = 1;
    // Some may still fit into files that are there already, and once more when the log was copied meanwhile: the disk is
    // full when a while later it still is.
    let mut refused_before = false;
    let failed = loop {
        disk.fill();
        assert!(once < 5_000, "the disk is not full");
        match number(&apply(&haneul, &sent, once, "en")) {
            Some(number) => {
                taken.push((once, number));
                (refused_before, once) = (false, once + 1);
            }
            None if refused_before => break once,
            None => {
                refused_before = true;
                std::thread::sleep(Duration::from_secs(1));
            }
        }
    };
    for lang in ["ko", "en"] {
        let told = apply(&haneul, &sent, failed, lang);
        assert_eq!(told.status, 500, "{}", told.text());
        assert_clear("a full disk", &told, lang, "failure");
        let id = told.json()["instance"].as_str().unwrap().replace("/failures/", "");
        assert!(id.len() >= 8 && stage.log().contains(&id), "{id} is not in the log");
    }
    // A page says the same, and what needs no writing is still there.
    let page = baram.post_form("/services/resident-abstract/applications?lang=en", &[]);
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
    // The draft is still there, and can be sent.
    let sent = baram.post_form("/services/resident-abstract/applications", &[]);
    assert_eq!(sent.status, 303, "{}", sent.text());
}

// A draft of the same service: sending it writes as much as sending the answers at once does.
fn answer_every_page(client: &Client) {
    let pages: [(&str, &[(&str, &str)]); 3] = [
        ("use", &[("version", "0"), ("use", "bank")]),
        ("content", &[("version", "1"), ("show_history", "no"), ("number_shown", "masked")]),
        ("channel", &[("version", "2"), ("channel", "online")]),
    ];
    for (step, answers) in pages {
        let path = format!("/services/resident-abstract/apply/{step}?lang=en");
        let saved = client.post_form(&path, answers);
        assert_eq!(saved.status, 303, "{step}: {}", saved.text());
    }
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

/// A PostgreSQL server of this test alone: with a full disk under one of its databases, a server cannot make the
/// checkpoints that other tests wait for.
struct Server {
    dir: tempfile::TempDir,
    programs: PathBuf,
    /// A server does not run as root: it runs as whoever the other one belongs to.
    owner: u32,
    url: String,
}

impl Server {
    /// A second server from the programs of one that runs on this machine.
    fn beside(url: &str) -> Server {
        let mut admin = Address::parse(&format!("{url}/postgres")).unwrap().connect().unwrap();
        let data = admin.one("SHOW data_directory", &[]).unwrap().unwrap();
        let data = Path::new(data.text(0).unwrap());
        let process = std::fs::read_to_string(data.join("postmaster.pid")).unwrap();
        let process = process.lines().next().unwrap();
        let program = std::fs::read_link(format!("/proc/{process}/exe")).unwrap();
        let (programs, owner) = (program.parent().unwrap(), data.metadata().unwrap().uid());
        let dir = tempfile::tempdir().unwrap();
        chown(dir.path(), Some(owner), None).unwrap();
        let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let url = format!("postgres://postgres@127.0.0.1:{port}");
        let server = Server { dir, programs: programs.into(), owner, url };
        server.run("initdb", &["-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8"]);
        let settings = format!(
            "-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={} -c fsync=off",
            server.dir.path().display()
        );
        let log = server.dir.path().join("log");
        server.run("pg_ctl", &["-w", "-l", log.to_str().unwrap(), "-o", &settings, "start"]);
        server
    }

    fn run(&self, program: &str, arguments: &[&str]) {
        let done = Command::new(self.programs.join(program))
            .arg("-D")
            .arg(self.dir.path().join("data"))
            .args(arguments)
            .current_dir("/")
            .uid(self.owner)
            .stdout(std::process::Stdio::null())
            .status();
        assert!(done.unwrap().success(), "{program} {arguments:?}");
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.run("pg_ctl", &["-m", "immediate", "stop"]);
    }
}

/// On PostgreSQL the database lies in a tablespace on the small disk.
#[test]
fn a_full_disk_is_told_and_nothing_is_half_written_on_postgresql() {
    let server = std::env::var("MADANG_POSTGRES").unwrap_or_default();
    if !has("postgres", !server.is_empty()) {
        return;
    }
    let place = tempfile::tempdir().unwrap();
    let Some(disk) = Disk::of(place.path(), 40) else { return };
    let server = Server::beside(&server);
    chown(place.path(), Some(server.owner), None).unwrap();
    let mut admin = Address::parse(&server.url).unwrap().connect().unwrap();
    let location = place.path().display();
    admin.script(&format!("CREATE TABLESPACE small LOCATION '{location}'")).unwrap();
    admin.script("CREATE DATABASE madang TABLESPACE small").unwrap();
    let how = How { database: Some(format!("{}/madang", server.url)), ..How::usual() };
    let stage = Stage::open_as(how);
    a_full_disk(&disk, &stage);
    verify(&stage);
}
