//! The scratch house: a folder that is removed at the end, and the program itself started over it as a child.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use anyhow::{Context, bail};
use courtyard::House;
use courtyard::clock::Chance;
use courtyard::keys::hex;
use serde_json::Value;

use super::clock;
use crate::demo;

/// How long a start may take.
const START_TIME_MAX: Duration = Duration::from_secs(120);

pub struct Scratch {
    dir: PathBuf,
    country: PathBuf,
    database: Option<String>,
}

/// The program, running.
pub struct Demo {
    child: Child,
    base: String,
    /// From the start of the program to its first answer.
    pub started_in: Duration,
    /// Of the first fictional citizen; empty where the country has none.
    pub token: String,
}

impl Scratch {
    pub fn make(country: &Path, database: Option<&str>) -> anyhow::Result<Scratch> {
        let name = format!("madang-bench-{}", hex(&Chance::System.bytes::<6>()?));
        let dir = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&dir).with_context(|| format!("cannot make {}", dir.display()))?;
        Ok(Scratch { dir, country: country.into(), database: database.map(str::to_string) })
    }

    fn demo_dir(&self) -> PathBuf {
        self.dir.join("demo")
    }

    /// Starts the program and waits for its first answer.
    pub fn start(&self) -> anyhow::Result<Demo> {
        let tokens = self.dir.join("tokens.json");
        std::fs::remove_file(&tokens).ok();
        let began = clock();
        let mut command = Command::new(std::env::current_exe()?);
        command.args(["demo", "--listen", "127.0.0.1:0", "--country"]).arg(&self.country);
        command.arg("--dir").arg(self.demo_dir()).arg("--tokens").arg(&tokens);
        if let Some(url) = &self.database {
            command.args(["--database", url]);
        }
        command.env("RUST_LOG", "error");
        let child = command.stdin(Stdio::null()).stdout(Stdio::null()).spawn()?;
        let mut demo =
            Demo { child, base: String::new(), started_in: Duration::ZERO, token: String::new() };
        while !tokens.exists() {
            if let Some(status) = demo.child.try_wait()? {
                bail!("the scratch house ended with {status}");
            }
            if began.elapsed() > START_TIME_MAX {
                bail!("the scratch house did not start");
            }
            std::thread::sleep(Duration::from_millis(1));
        }
        let told: Value = serde_json::from_str(&std::fs::read_to_string(&tokens)?)?;
        let base = told.get("base").and_then(Value::as_str).context("no address")?;
        demo.base = base.to_string();
        let people = told.get("people").and_then(Value::as_array).context("no people")?;
        let citizen =
            people.iter().find(|person| person.get("role").is_some_and(|role| role == "citizen"));
        let token = citizen.and_then(|person| person.get("token")).and_then(Value::as_str);
        demo.token = token.unwrap_or_default().to_string();
        // It listens before it is ready, so a connection waits for the first answer.
        super::load::answer_now(&demo)?;
        demo.started_in = began.elapsed();
        Ok(demo)
    }

    /// The same house within this process; the program must not be running over it.
    pub fn open_house(&self) -> anyhow::Result<House> {
        demo::open(&self.demo_dir(), &self.country, self.database.as_deref(), "http://127.0.0.1")
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        std::fs::remove_dir_all(&self.dir).ok();
    }
}

impl Demo {
    /// Where it listens, as `127.0.0.1:PORT`.
    pub fn host(&self) -> &str {
        self.base.strip_prefix("http://").unwrap_or(&self.base)
    }

    /// What the program holds in memory; only Linux tells.
    pub fn resident_kilobytes(&self) -> Option<f64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).ok()?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
        line.trim().strip_suffix("kB")?.trim().parse().ok()
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}
