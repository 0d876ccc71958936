//! A stage: the real program, started as a newcomer starts it, and a client that asks it over HTTP.

use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU16, Ordering};
use std::time::Duration;

use serde_json::Value;

/// How long a debug build may take to seed the demo and listen.
const START_TRIES: u32 = 600;

/// A running demo country. It ends with the value.
pub struct Stage {
    child: Child,
    pub dir: tempfile::TempDir,
    pub base: String,
    people: Vec<Value>,
    how: How,
}

/// How the demo is started.
#[derive(Clone)]
pub struct How {
    pub country: PathBuf,
    pub listen: String,
    /// Another database than the one in the folder.
    pub database: Option<String>,
}

impl How {
    pub fn usual() -> How {
        let (country, listen) = (root().join("countries/kr"), "127.0.0.1:0".to_string());
        How { country, listen, database: None }
    }
}

impl Stage {
    pub fn open() -> Stage {
        Stage::open_as(How::usual())
    }

    pub fn open_as(how: How) -> Stage {
        Stage::open_in(tempfile::tempdir().unwrap(), how)
    }

    /// Opens (again) the demo of a folder.
    pub fn open_in(dir: tempfile::TempDir, how: How) -> Stage {
        let tokens = dir.path().join("tokens.json");
        std::fs::remove_file(&tokens).ok();
        let log = std::fs::File::create(dir.path().join("log")).unwrap();
        let child = Command::new(program())
            .args(["demo", "--listen", &how.listen, "--country"])
            .arg(&how.country)
            .args(how.database.iter().flat_map(|url| ["--database", url]))
            .arg("--dir")
            .arg(dir.path().join("demo"))
            .arg("--tokens")
            .arg(&tokens)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()
            .unwrap();
        let mut stage = Stage { child, dir, base: String::new(), people: Vec::new(), how };
        for _ in 0..START_TRIES {
            if tokens.exists() {
                let text = std::fs::read_to_string(&tokens).unwrap();
                let told: Value = serde_json::from_str(&text).unwrap();
                stage.base = told["base"].as_str().unwrap().to_string();
                stage.people = told["people"].as_array().unwrap().clone();
                return stage;
            }
            if let Some(status) = stage.child.try_wait().unwrap() {
                panic!("the demo ended with {status}: {}", stage.log());
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        panic!("the demo did not start: {}", stage.log());
    }

    pub fn log(&self) -> String {
        std::fs::read_to_string(self.dir.path().join("log")).unwrap_or_default()
    }

    /// Kills the program as a power cut would, and starts it again over the same folder.
    pub fn crash_and_restart(self) -> Stage {
        let country = self.how.country.clone();
        self.restart_as(country)
    }

    /// The same, over files of the country that have changed.
    pub fn restart_as(self, country: PathBuf) -> Stage {
        let how = How { country, ..self.how.clone() };
        Stage::open_in(self.end(), how)
    }

    /// The same, at the address of before: papers name it as their issuer.
    pub fn restart_here(self) -> Stage {
        let listen = self.base.strip_prefix("http://").unwrap().to_string();
        let how = How { listen, ..self.how.clone() };
        Stage::open_in(self.end(), how)
    }

    /// Kills the program and gives its folder.
    pub fn end(mut self) -> tempfile::TempDir {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
        std::mem::replace(&mut self.dir, tempfile::tempdir().unwrap())
    }

    /// The address of its database, as a setting.
    pub fn database(&self) -> String {
        let own = || format!("sqlite:{}", self.folder().join("madang.db").display());
        self.how.database.clone().unwrap_or_else(own)
    }

    pub fn folder(&self) -> PathBuf {
        self.dir.path().join("demo")
    }

    /// Ends the demo and serves what it left as an installation, with these settings and at the same address. Sessions go on.
    pub fn serve(mut self, settings: &[(&str, &str)]) -> Stage {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
        let demo = self.dir.path().join("demo");
        let log = std::fs::File::create(self.dir.path().join("log")).unwrap();
        self.child = Command::new(program())
            .arg("serve")
            .env("DATABASE_URL", self.database())
            .env("MADANG_COUNTRY", &self.how.country)
            .env("MADANG_KEYS", demo.join("keys"))
            .env("MADANG_BASE_URL", &self.base)
            .env("MADANG_LISTEN", self.base.strip_prefix("http://").unwrap())
            .envs(settings.iter().copied())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()
            .unwrap();
        for _ in 0..START_TRIES {
            if self.log().contains("serving") {
                return self;
            }
            let ended = self.child.try_wait().unwrap();
            assert!(ended.is_none(), "the installation ended: {}", self.log());
            std::thread::sleep(Duration::from_millis(100));
        }
        panic!("the installation did not start: {}", self.log());
    }

    /// The token of a person by the beginning of the name.
    pub fn token(&self, name: &str) -> String {
        let person = self.people.iter().find(|p| p["name"].as_str().unwrap().starts_with(name));
        person.unwrap_or_else(|| panic!("no {name}"))["token"].as_str().unwrap().to_string()
    }

    /// Everybody of a role.
    pub fn tokens_of(&self, role: &str) -> Vec<String> {
        let of_role = self.people.iter().filter(|p| p["role"] == role);
        of_role.map(|p| p["token"].as_str().unwrap().to_string()).collect()
    }

    pub fn client(&self, token: &str) -> Client {
        let config = ureq::Agent::config_builder().http_status_as_error(false).max_redirects(0);
        // A server that answers before it has read a body ends the connection: none is used for a second question.
        let config = config.max_idle_connections(0).max_idle_connections_per_host(0);
        let agent = config.timeout_global(Some(Duration::from_secs(60))).build().new_agent();
        Client { agent, base: self.base.clone(), token: token.to_string() }
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

pub fn program() -> PathBuf {
    PathBuf::from(env!("CARGO_BIN_EXE_madang"))
}

/// A port that is free now, and that is given once. It lies below those that the system gives to whoever asks for any, so that
/// nothing else takes it before its server is up.
pub fn free_port() -> u16 {
    static NEXT: AtomicU16 = AtomicU16::new(0);
    let first = 20_000 + u16::try_from(std::process::id() % 8_000).unwrap();
    let next = || first + NEXT.fetch_add(1, Ordering::Relaxed) % 4_000;
    let is_free = |port: &u16| std::net::TcpListener::bind(("127.0.0.1", *port)).is_ok();
    std::iter::repeat_with(next).take(4_000).find(is_free).unwrap()
}

pub fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Whether a needed part is there; a missing one skips the test, loudly, unless `MADANG_REQUIRE` names it.
pub fn has(part: &str, there: bool) -> bool {
    if !there {
        let required = std::env::var("MADANG_REQUIRE").is_ok_and(|all| all.contains(part));
        assert!(!required, "MADANG_REQUIRE asks for {part}, but it is not there");
        eprintln!("SKIPPED: {part} is not there");
    }
    there
}

/// Somebody who asks the program.
pub struct Client {
    agent: ureq::Agent,
    base: String,
    token: String,
}

/// What came back.
pub struct Answer {
    pub status: u16,
    pub kind: String,
    pub location: String,
    pub bytes: Vec<u8>,
}

impl Answer {
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.bytes)
            .unwrap_or_else(|e| panic!("{e}: {} {}", self.status, self.text()))
    }
}

impl Client {
    pub fn get(&self, path: &str) -> Answer {
        let mut request = self.agent.get(format!("{}{path}", self.base));
        if !self.token.is_empty() {
            request = request.header("authorization", format!("Bearer {}", self.token));
        }
        answer(request.call())
    }

    pub fn delete(&self, path: &str) -> Answer {
        let mut request = self.agent.delete(format!("{}{path}", self.base));
        if !self.token.is_empty() {
            request = request.header("authorization", format!("Bearer {}", self.token));
        }
        answer(request.call())
    }

    pub fn post_json(&self, path: &str, body: &Value) -> Answer {
        self.post(path, "application/json", body.to_string().as_bytes(), None)
    }

    pub fn post_form(&self, path: &str, pairs: &[(&str, &str)]) -> Answer {
        let pairs: Vec<String> =
            pairs.iter().map(|(n, v)| format!("{}={}", encoded(n), encoded(v))).collect();
        self.post(path, "application/x-www-form-urlencoded", pairs.join("&").as_bytes(), None)
    }

    pub fn post(&self, path: &str, kind: &str, body: &[u8], once: Option<&str>) -> Answer {
        let mut request =
            self.agent.post(format!("{}{path}", self.base)).header("content-type", kind);
        if !self.token.is_empty() {
            request = request.header("authorization", format!("Bearer {}", self.token));
        }
        if let Some(once) = once {
            request = request.header("idempotency-key", once);
        }
        answer(request.send(body))
    }
}

fn answer(response: Result<ureq::http::Response<ureq::Body>, ureq::Error>) -> Answer {
    let mut response = response.unwrap();
    let header = |name: &str| {
        let value = response.headers().get(name).and_then(|value| value.to_str().ok());
        value.unwrap_or("").to_string()
    };
    let (kind, location) = (header("content-type"), header("location"));
    let bytes = response.body_mut().with_config().limit(50 * 1024 * 1024).read_to_vec().unwrap();
    Answer { status: response.status().as_u16(), kind, location, bytes }
}

pub fn encoded(text: &str) -> String {
    let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.' | b'_' | b'~');
    text.bytes()
        .map(|b| if plain(b) { char::from(b).to_string() } else { format!("%{b:02X}") })
        .collect()
}
