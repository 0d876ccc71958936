//! An identity provider that nobody here wrote (oidc-provider for Node), an installation that knows it, and somebody who
//! goes back and forth between the two as a browser would.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Output, Stdio};
use std::time::Duration;

use courtyard::database::Address;
use serde_json::{Value, json};

use crate::stage::{encoded, has, program, root};

/// More steps than any sign-in takes.
const STEPS: u32 = 30;

/// The provider, running. It ends with the value.
pub struct Provider {
    child: Child,
    pub issuer: String,
}

impl Provider {
    /// Starts it for a house on that port, or says that it is not there. `told` changes what the script is told.
    pub fn open(house_port: u16, told: &Value) -> Option<Provider> {
        let package = std::env::var("MADANG_OIDC_PROVIDER").unwrap_or_default();
        if !has("oidc", std::path::Path::new(&package).join("package.json").exists()) {
            return None;
        }
        let house = format!("http://127.0.0.1:{house_port}");
        let mut client = json!({
            "client_id": "madang",
            "client_secret": "a secret: with & signs",
            "redirect_uris": [format!("{house}/sign-in/back")],
            "post_logout_redirect_uris": [format!("{house}/")],
            "scope": "openid identity",
        });
        for (name, value) in told["client"].as_object().into_iter().flatten() {
            client[name] = value.clone();
        }
        let script = root().join("crates/madang/tests/provider/provider.mjs");
        let asked = json!({
            "port": told["port"].as_u64().unwrap_or(0),
            "clients": [client],
            "accounts": told["accounts"],
            "userinfo": told["userinfo"],
            "methods": told["methods"],
            "tls": told["tls"],
        });
        let mut child = Command::new("node")
            .arg(script)
            .args([package, asked.to_string()])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
        let port = lines.find_map(|line| line.strip_prefix("listening ").map(str::to_string));
        // Its words are read to the end, so that it never waits for a full pipe.
        std::thread::spawn(move || lines.for_each(drop));
        let scheme = if told["tls"].is_null() { "http" } else { "https" };
        let issuer = format!("{scheme}://127.0.0.1:{}", port.unwrap());
        Some(Provider { child, issuer })
    }

    pub fn port(&self) -> u16 {
        self.issuer.rsplit(':').next().unwrap().parse().unwrap()
    }
}

impl Drop for Provider {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

/// An installation from an empty folder, as docs/operate/install.md makes one. It ends with the value.
pub struct Installation {
    child: Child,
    pub dir: tempfile::TempDir,
    pub base: String,
}

impl Installation {
    /// Keys, settings, the people of a file, and the program over them, on an embedded database.
    pub fn open(port: u16, issuer: &str, people: &str) -> Installation {
        Installation::open_with(port, people, &format!("oidc_issuer = '{issuer}'\n"))
    }

    /// The same with more settings: a provider, and perhaps another database.
    pub fn open_with(port: u16, people: &str, more: &str) -> Installation {
        let dir = tempfile::tempdir().unwrap();
        let base = format!("http://127.0.0.1:{port}");
        let keys = dir.path().join("keys");
        let made = Command::new(program()).args(["new", "keys"]).arg(keys).output().unwrap();
        assert!(made.status.success());
        let at = |name: &str| dir.path().join(name).display().to_string();
        std::fs::write(at("secret"), "a secret: with & signs\n").unwrap();
        let database = format!("database_url = 'sqlite:{}'\n", at("madang.db"));
        let database = if more.contains("database_url") { "" } else { database.as_str() };
        let settings = format!(
            "{database}country = '{}'\nkeys = '{}'\nbase_url = '{base}'\nlisten = '127.0.0.1:{port}'\n\
             oidc_client_id = 'madang'\noidc_client_secret_file = '{}'\n\
             oidc_claim = 'resident_number'\noidc_scope = 'openid identity'\n{more}",
            root().join("countries/kr").display(),
            at("keys"),
            at("secret"),
        );
        std::fs::write(at("madang.toml"), settings).unwrap();
        let log = std::fs::File::create(at("log")).unwrap();
        let told = enter(&dir, people);
        assert!(told.status.success(), "{}", String::from_utf8_lossy(&told.stderr));
        let child = Command::new(program())
            .args(["serve", "--config"])
            .arg(at("madang.toml"))
            .env_clear()
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()
            .unwrap();
        let mut house = Installation { child, dir, base };
        let mut tries = 0;
        while Visitor::new().ask("GET", &format!("{}/healthz", house.base), None).is_none() {
            tries += 1;
            let ended = house.child.try_wait().unwrap();
            assert!(tries < 600 && ended.is_none(), "it does not serve: {}", house.log());
            std::thread::sleep(Duration::from_millis(100));
        }
        house
    }

    pub fn enter(&self, people: &str) -> Output {
        enter(&self.dir, people)
    }

    pub fn log(&self) -> String {
        std::fs::read_to_string(self.dir.path().join("log")).unwrap_or_default()
    }

    /// How often something stands in the journal.
    pub fn journaled(&self, what: &str) -> usize {
        let rows = self.database().all("SELECT what FROM journal_entries", &[]).unwrap();
        let said = rows.iter().map(|row| row.text(0).unwrap().to_string());
        said.filter(|said| said.split([',', ' ']).any(|word| word == what)).count()
    }

    pub fn database(&self) -> courtyard::database::Connection {
        Address::Sqlite(self.dir.path().join("madang.db")).connect().unwrap()
    }

    /// Whether the whole journal holds.
    pub fn verify(&self) -> Output {
        let key = Visitor::new().get(&format!("{}/journal/key", self.base)).text;
        let mut command = Command::new(program());
        command.args(["journal", "verify", "--database"]);
        command.arg(format!("sqlite:{}", self.dir.path().join("madang.db").display()));
        command.args(["--key", key.trim()]).output().unwrap()
    }
}

impl Drop for Installation {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

fn enter(dir: &tempfile::TempDir, people: &str) -> Output {
    let file = dir.path().join("people.toml");
    std::fs::write(&file, people).unwrap();
    let config: PathBuf = dir.path().join("madang.toml");
    let mut command = Command::new(program());
    command.arg("people").arg(file).arg("--config").arg(config).env_clear();
    command.output().unwrap()
}

/// Somebody with cookies, who goes where they are sent.
pub struct Visitor {
    agent: ureq::Agent,
    /// Value by origin and name.
    pub cookies: BTreeMap<(String, String), String>,
}

/// Where somebody has come to.
#[derive(Debug)]
pub struct Page {
    pub url: String,
    pub status: u16,
    pub text: String,
    pub location: String,
}

impl Page {
    /// What stands between two texts for the first time.
    pub fn between(&self, before: &str, after: &str) -> String {
        let rest = self.text.split_once(before).map(|(_, rest)| rest);
        let rest = rest.unwrap_or_else(|| panic!("no {before} on {}: {}", self.url, self.text));
        rest.split(after).next().unwrap().replace("&amp;", "&").replace("&#38;", "&")
    }
}

impl Visitor {
    pub fn new() -> Visitor {
        let config = ureq::Agent::config_builder().http_status_as_error(false).max_redirects(0);
        let config = config.max_idle_connections(0).max_idle_connections_per_host(0).proxy(None);
        let agent = config.timeout_global(Some(Duration::from_secs(60))).build().new_agent();
        Visitor { agent, cookies: BTreeMap::new() }
    }

    /// One question, no step further.
    pub fn ask(&mut self, method: &str, url: &str, form: Option<&[(&str, &str)]>) -> Option<Page> {
        let origin = url.splitn(4, '/').take(3).collect::<Vec<_>>().join("/");
        let mine = self.cookies.iter().filter(|((of, _), _)| *of == origin);
        let cookies: Vec<String> =
            mine.map(|((_, name), value)| format!("{name}={value}")).collect();
        let request = ureq::http::Request::builder().method(method).uri(url);
        let request = request.header("cookie", cookies.join("; "));
        let pairs = form.unwrap_or_default().iter();
        let body: Vec<String> =
            pairs.map(|(n, v)| format!("{}={}", encoded(n), encoded(v))).collect();
        let request = request.header("content-type", "application/x-www-form-urlencoded");
        let mut response = self.agent.run(request.body(body.join("&")).unwrap()).ok()?;
        for set in response.headers().get_all("set-cookie") {
            let pair = set.to_str().unwrap().split(';').next().unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            let key = (origin.clone(), name.to_string());
            if value.is_empty() {
                self.cookies.remove(&key);
            } else {
                self.cookies.insert(key, value.to_string());
            }
        }
        let header = response.headers().get("location").and_then(|v| v.to_str().ok());
        let location = match header.unwrap_or("") {
            path if path.starts_with('/') => format!("{origin}{path}"),
            whole => whole.to_string(),
        };
        let status = response.status().as_u16();
        let text = response.body_mut().read_to_string().unwrap_or_default();
        Some(Page { url: url.into(), status, text, location })
    }

    /// Asks, and follows wherever that leads.
    pub fn go(&mut self, method: &str, url: &str, form: Option<&[(&str, &str)]>) -> Page {
        let mut page = self.ask(method, url, form).unwrap_or_else(|| panic!("no answer: {url}"));
        for _ in 0..STEPS {
            if page.location.is_empty() {
                return page;
            }
            let next = page.location.clone();
            page = self.ask("GET", &next, None).unwrap_or_else(|| panic!("no answer: {next}"));
        }
        panic!("it never ends: {}", page.url)
    }

    pub fn get(&mut self, url: &str) -> Page {
        self.go("GET", url, None)
    }

    /// Signs in at the provider's own pages, from wherever they begin, and agrees to everything.
    pub fn sign_in(&mut self, from: &str, login: &str) -> Page {
        let mut page = self.get(from);
        for _ in 0..STEPS {
            if !page.text.contains("name=\"prompt\"") {
                return page;
            }
            let action = page.between("action=\"", "\"");
            let prompt = page.between("name=\"prompt\" value=\"", "\"");
            let fields = [("prompt", prompt.as_str()), ("login", login), ("password", "right")];
            page = self.go("POST", &action, Some(&fields));
        }
        panic!("it never ends: {}", page.url)
    }

    /// Stops where the provider sends the browser back, and answers that address.
    pub fn until_back(&mut self, from: &str, login: &str) -> String {
        let mut page = self.ask("GET", from, None).unwrap();
        for _ in 0..STEPS {
            if page.location.split('?').next().unwrap().ends_with("/sign-in/back") {
                return page.location;
            }
            page = if page.location.is_empty() {
                let action = page.between("action=\"", "\"");
                let prompt = page.between("name=\"prompt\" value=\"", "\"");
                let fields = [("prompt", prompt.as_str()), ("login", login), ("password", "right")];
                self.ask("POST", &action, Some(&fields)).unwrap()
            } else {
                let next = page.location.clone();
                self.ask("GET", &next, None).unwrap()
            };
        }
        panic!("it never comes back: {}", page.url)
    }
}
