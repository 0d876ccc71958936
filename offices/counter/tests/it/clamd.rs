//! A real clamd for tests: Debian's, started by the test on the loopback, over signatures that the test makes.
//!
//! What may not happen here: a download of signatures, a file in the repository that a scanner would take for a virus.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// What the test's own signature finds.
pub const MARKER: &str = "MADANG-TEST-MARKER: no virus, and found like one";
/// How clamd calls it: a signature that its makers did not sign is unofficial.
pub const NAME: &str = "Madang.Test.Marker.UNOFFICIAL";
const PROGRAM: &str = "/usr/sbin/clamd";
/// The largest stream that this clamd takes.
pub const STREAM_BYTES_MAX: usize = 1024 * 1024;

/// A running clamd; it ends with the value.
pub struct Clamd {
    child: Child,
    pub tcp: String,
    pub unix: String,
    _dir: tempfile::TempDir,
}

impl Clamd {
    /// Starts one, or says loudly that there is none.
    pub fn start() -> Option<Clamd> {
        if !Path::new(PROGRAM).exists() {
            let required = std::env::var("MADANG_REQUIRE").is_ok_and(|r| r.contains("clamav"));
            assert!(!required, "MADANG_REQUIRE asks for clamav, but {PROGRAM} is not there");
            // Past the test runner, which would swallow what a passing test prints.
            let mut aloud = std::io::stderr();
            writeln!(aloud, "SKIPPED: no clamd (Debian's package clamav-daemon)").unwrap();
            return None;
        }
        let dir = tempfile::tempdir().unwrap();
        let at = |name: &str| dir.path().join(name).display().to_string();
        std::fs::create_dir(at("signatures")).unwrap();
        let hex: String = MARKER.bytes().map(|byte| format!("{byte:02x}")).collect();
        let signature = format!("Madang.Test.Marker:0:*:{hex}\n");
        std::fs::write(at("signatures/test.ndb"), signature).unwrap();
        // A port that is free now; nobody else on this machine is asked to give one up.
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let settings = format!(
            "Foreground yes\nTCPAddr 127.0.0.1\nTCPSocket {port}\nLocalSocket {}\n\
             DatabaseDirectory {}\nTemporaryDirectory {}\nLogFile {}\nStreamMaxLength 1M\n\
             ConcurrentDatabaseReload no\nSelfCheck 0\n",
            at("clamd.ctl"),
            at("signatures"),
            dir.path().display(),
            at("log"),
        );
        std::fs::write(at("clamd.conf"), settings).unwrap();
        let child = Command::new(PROGRAM)
            .arg("--config-file")
            .arg(at("clamd.conf"))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let (tcp, unix) = (format!("tcp://127.0.0.1:{port}"), format!("unix:{}", at("clamd.ctl")));
        let log = at("log");
        let mut clamd = Clamd { child, tcp, unix, _dir: dir };
        let mut tries = 0;
        while !answers(port) {
            tries += 1;
            let ended = clamd.child.try_wait().unwrap();
            let told = || std::fs::read_to_string(&log).unwrap_or_default();
            assert!(tries < 600 && ended.is_none(), "clamd does not start: {ended:?} {}", told());
            std::thread::sleep(Duration::from_millis(100));
        }
        Some(clamd)
    }
}

fn answers(port: u16) -> bool {
    let Ok(mut stream) = TcpStream::connect(("127.0.0.1", port)) else { return false };
    let mut said = String::new();
    stream.write_all(b"zPING\0").is_ok()
        && stream.read_to_string(&mut said).is_ok()
        && said == "PONG\0"
}

impl Drop for Clamd {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}
