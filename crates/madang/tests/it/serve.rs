//! `madang serve`, the production form: it says what it lacks, has no demo sign-in, and runs on either engine.

use std::process::{Child, Command, Output, Stdio};
use std::time::Duration;

use courtyard::database::Address;

use crate::stage::{free_port, has, program, root};

fn serve() -> Command {
    let mut command = Command::new(program());
    command.arg("serve").env_clear().stdin(Stdio::null());
    command
}

fn refused(pairs: &[(&str, &str)]) -> String {
    let Output { status, stderr, .. } = serve().envs(pairs.iter().copied()).output().unwrap();
    assert!(!status.success());
    String::from_utf8(stderr).unwrap()
}

#[test]
fn half_a_configuration_is_refused_with_what_to_set() {
    let told = refused(&[]);
    assert!(told.contains("DATABASE_URL is not set"), "{told}");
    let dir = tempfile::tempdir().unwrap();
    let database = format!("sqlite:{}", dir.path().join("x.db").display());
    let country = root().join("countries/kr");
    let most = [
        ("DATABASE_URL", database.as_str()),
        ("MADANG_COUNTRY", country.to_str().unwrap()),
        ("MADANG_BASE_URL", "https://madang.example"),
    ];
    assert!(refused(&most).contains("MADANG_KEYS is not set"));
    let nowhere = dir.path().join("nowhere");
    let with_keys: Vec<_> =
        most.into_iter().chain([("MADANG_KEYS", nowhere.to_str().unwrap())]).collect();
    assert!(refused(&with_keys).contains("cannot read the key file"));
}

/// A running installation; it ends with the value.
struct Installation(Child);

impl Drop for Installation {
    fn drop(&mut self) {
        self.0.kill().ok();
        self.0.wait().ok();
    }
}

fn ask(port: u16, path: &str) -> Option<(u16, String)> {
    let config = ureq::Agent::config_builder().http_status_as_error(false).max_redirects(0);
    let agent = config.timeout_global(Some(Duration::from_secs(10))).build().new_agent();
    let mut response = agent.get(format!("http://127.0.0.1:{port}{path}")).call().ok()?;
    let status = response.status().as_u16();
    Some((status, response.body_mut().read_to_string().ok()?))
}

fn runs_on(database: &str) {
    let dir = tempfile::tempdir().unwrap();
    let keys = dir.path().join("keys");
    let made = Command::new(program()).args(["new", "keys"]).arg(&keys).output().unwrap();
    assert!(made.status.success());
    let port = free_port();
    let child = serve()
        .env("DATABASE_URL", database)
        .env("MADANG_COUNTRY", root().join("countries/kr"))
        .env("MADANG_KEYS", &keys)
        .env("MADANG_BASE_URL", "https://madang.example")
        .env("MADANG_LISTEN", format!("127.0.0.1:{port}"))
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut installation = Installation(child);
    let mut tries = 0;
    while ask(port, "/healthz").is_none() {
        tries += 1;
        assert!(tries < 600 && installation.0.try_wait().unwrap().is_none(), "it does not serve");
        std::thread::sleep(Duration::from_millis(100));
    }
    assert_eq!(ask(port, "/services?q=birth").unwrap().0, 200);
    assert!(ask(port, "/journal/checkpoint").unwrap().1.starts_with("madang.example\n"));
    assert_eq!(ask(port, "/demo/0000").unwrap().0, 404, "a demo sign-in in production");
    let (_, entrance) = ask(port, "/sign-in").unwrap();
    assert!(!entrance.contains("/demo/"));
}

#[test]
fn an_installation_runs_on_sqlite() {
    let dir = tempfile::tempdir().unwrap();
    runs_on(&format!("sqlite:{}", dir.path().join("madang.db").display()));
}

#[test]
fn an_installation_runs_on_postgresql() {
    let server = std::env::var("MADANG_POSTGRES").unwrap_or_default();
    if !has("postgres", !server.is_empty()) {
        return;
    }
    let name = format!("madang_serve_{}", std::process::id());
    let mut admin = Address::parse(&format!("{server}/postgres")).unwrap().connect().unwrap();
    admin.script(&format!("CREATE DATABASE {name}")).unwrap();
    runs_on(&format!("{server}/{name}"));
    admin.script(&format!("DROP DATABASE {name} WITH (FORCE)")).unwrap();
}
