//! A browser that people use, driven over WebDriver (W3C): Debian's Chromium and ChromeDriver.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use serde_json::{Value, json};

use crate::stage::has;

/// The key under which WebDriver names an element.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

pub struct Browser {
    driver: Child,
    agent: ureq::Agent,
    session: String,
    _profile: tempfile::TempDir,
}

/// How a browser is opened.
#[derive(Clone, Copy)]
pub struct Window {
    pub width: u32,
    pub height: u32,
    pub javascript: bool,
}

pub const PHONE: Window = Window { width: 390, height: 844, javascript: true };
pub const DESKTOP: Window = Window { width: 1280, height: 900, javascript: true };

impl Browser {
    /// Opens a window, or says that there is no browser.
    pub fn open(window: Window) -> Option<Browser> {
        let there = ["chromedriver", "chromium"]
            .iter()
            .all(|p| std::path::Path::new("/usr/bin").join(p).exists());
        if !has("chromium", there) {
            return None;
        }
        let mut driver = Command::new("/usr/bin/chromedriver")
            .arg("--port=0")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(driver.stdout.take().unwrap()).lines().map_while(Result::ok);
        let line = lines.find(|line| line.contains("successfully on port ")).unwrap();
        let port: String =
            line.rsplit("on port ").next().unwrap().chars().filter(char::is_ascii_digit).collect();
        // The driver's words are read to the end, so that it never waits for a full pipe.
        std::thread::spawn(move || lines.for_each(drop));
        let config = ureq::Agent::config_builder().http_status_as_error(false);
        let agent = config.timeout_global(Some(Duration::from_secs(90))).build().new_agent();
        let profile = tempfile::tempdir().unwrap();
        let mut browser = Browser {
            driver,
            agent,
            session: format!("http://127.0.0.1:{port}"),
            _profile: profile,
        };
        let told = browser.ask("POST", "/session", &capabilities(window, browser._profile.path()));
        let id =
            told["sessionId"].as_str().unwrap_or_else(|| panic!("no session: {told}")).to_string();
        browser.session = format!("{}/session/{id}", browser.session);
        let metrics = json!({ "width": window.width, "height": window.height, "deviceScaleFactor": 1, "mobile": window.width < 600 });
        browser.devtools("Emulation.setDeviceMetricsOverride", &metrics);
        Some(browser)
    }

    fn devtools(&self, command: &str, parameters: &Value) -> Value {
        self.ask("POST", "/goog/cdp/execute", &json!({ "cmd": command, "params": parameters }))
    }

    fn ask(&self, method: &str, path: &str, body: &Value) -> Value {
        let url = format!("{}{path}", self.session);
        let response = match method {
            "GET" => self.agent.get(url).call(),
            "DELETE" => self.agent.delete(url).call(),
            _ => self
                .agent
                .post(url)
                .header("content-type", "application/json")
                .send(body.to_string()),
        };
        let text = response
            .unwrap()
            .body_mut()
            .with_config()
            .limit(80 * 1024 * 1024)
            .read_to_string()
            .unwrap();
        let value: Value = serde_json::from_str(&text).unwrap();
        assert!(
            value["value"]["error"].is_null(),
            "{method} {path} {body}: {}",
            value["value"]["message"]
        );
        value["value"].clone()
    }

    pub fn goto(&self, url: &str) {
        self.ask("POST", "/url", &json!({ "url": url }));
    }

    /// Sets a cookie of the site that is shown.
    pub fn cookie(&self, name: &str, value: &str) {
        self.ask("POST", "/cookie", &json!({ "cookie": { "name": name, "value": value } }));
    }

    pub fn url(&self) -> String {
        self.ask("GET", "/url", &Value::Null).as_str().unwrap().to_string()
    }

    pub fn source(&self) -> String {
        self.ask("GET", "/source", &Value::Null).as_str().unwrap().to_string()
    }

    /// Every element that a selector finds.
    pub fn all(&self, css: &str) -> Vec<String> {
        let found =
            self.ask("POST", "/elements", &json!({ "using": "css selector", "value": css }));
        found.as_array().unwrap().iter().map(|e| e[ELEMENT].as_str().unwrap().to_string()).collect()
    }

    fn one(&self, css: &str) -> String {
        let found = self.all(css);
        found
            .into_iter()
            .next()
            .unwrap_or_else(|| panic!("nothing is {css} on {}:\n{}", self.url(), self.text("main")))
    }

    pub fn click(&self, css: &str) {
        let element = self.one(css);
        self.ask("POST", &format!("/element/{element}/click"), &json!({}));
    }

    /// Presses a link or a button, and waits for the page that it leads to.
    pub fn press(&self, css: &str) {
        let old = self.one("html");
        self.click(css);
        for _ in 0..200 {
            // Without scripts the driver does not wait for the answer to a form by itself.
            let found = self.all("html");
            if found.first().is_some_and(|new| *new != old) && !self.all("main").is_empty() {
                return;
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        panic!("{css} led nowhere from {}", self.url());
    }

    /// Waits until something is there, wherever the browser was led meanwhile.
    pub fn wait_for(&self, css: &str) {
        for _ in 0..200 {
            if !self.all(css).is_empty() {
                return;
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        panic!("{css} never came: {}", self.url());
    }

    /// Chooses a radio or a checkbox as people do: by its label.
    pub fn choose(&self, css: &str) {
        let id = self.attribute(css, "id");
        self.click(&format!("label[for='{id}']"));
    }

    /// Types into a field what stands there then, and nothing else.
    pub fn enter(&self, css: &str, text: &str) {
        let element = self.one(css);
        self.ask("POST", &format!("/element/{element}/clear"), &json!({}));
        self.ask("POST", &format!("/element/{element}/value"), &json!({ "text": text }));
    }

    /// Gives a file to an upload field.
    pub fn upload(&self, css: &str, path: &std::path::Path) {
        let element = self.one(css);
        let text = path.to_str().unwrap();
        self.ask("POST", &format!("/element/{element}/value"), &json!({ "text": text }));
    }

    pub fn text(&self, css: &str) -> String {
        let found = self.all(css);
        let Some(element) = found.first() else { return String::new() };
        self.ask("GET", &format!("/element/{element}/text"), &Value::Null)
            .as_str()
            .unwrap_or("")
            .to_string()
    }

    pub fn attribute(&self, css: &str, name: &str) -> String {
        let element = self.one(css);
        let value = self.ask("GET", &format!("/element/{element}/attribute/{name}"), &Value::Null);
        value.as_str().unwrap_or("").to_string()
    }

    pub fn script(&self, script: &str) -> Value {
        self.ask("POST", "/execute/sync", &json!({ "script": script, "args": [] }))
    }

    /// Keeps a picture of the whole page where `MADANG_SCREENSHOTS` says; does nothing where it says nothing.
    pub fn picture(&self, name: &str) {
        let Ok(dir) = std::env::var("MADANG_SCREENSHOTS") else { return };
        let taken =
            self.devtools("Page.captureScreenshot", &json!({ "captureBeyondViewport": true }));
        let data = taken["data"].as_str().unwrap();
        std::fs::create_dir_all(&dir).unwrap();
        std::fs::write(std::path::Path::new(&dir).join(format!("{name}.png")), from_base64(data))
            .unwrap();
    }

    /// What axe-core finds against WCAG 2.2 AA on the page as it stands; needs JavaScript in the window.
    pub fn axe(&self) -> Vec<String> {
        let path = std::env::var("MADANG_AXE").unwrap_or_default();
        if !has("chromium", std::path::Path::new(&path).exists()) {
            return Vec::new();
        }
        let library = std::fs::read_to_string(path).unwrap();
        // Through the driver, not through the page: the page's own policy lets no foreign script in.
        self.script(&library);
        let run = "const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
                   return axe.run(document, { runOnly: { type: 'tag', values: tags } }).then(r => { if (!r.passes.length) throw 'axe saw nothing'; return r.violations.map(
                       v => v.id + ': ' + v.help + ' ' + v.nodes.map(n => n.html).slice(0, 3).join(' | ')); });";
        let found = self.script(run);
        found.as_array().unwrap().iter().map(|v| v.as_str().unwrap().to_string()).collect()
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        let close = self.agent.delete(&self.session).call();
        drop(close);
        self.driver.kill().ok();
        self.driver.wait().ok();
    }
}

fn capabilities(window: Window, profile: &std::path::Path) -> Value {
    let mut arguments = vec![
        "--headless=new".to_string(),
        "--no-sandbox".into(),
        "--disable-gpu".into(),
        "--disable-quic".into(),
        "--no-first-run".into(),
        "--disable-background-networking".into(),
        "--disable-component-update".into(),
        "--disable-sync".into(),
        "--disable-dev-shm-usage".into(),
    ];
    arguments.push(format!("--user-data-dir={}", profile.display()));
    arguments.push(format!("--window-size={},{}", window.width, window.height));
    let scripts = if window.javascript { 1 } else { 2 };
    json!({ "capabilities": { "alwaysMatch": {
        "browserName": "chrome",
        "goog:chromeOptions": {
            "binary": "/usr/bin/chromium",
            "args": arguments,
            "prefs": { "profile.managed_default_content_settings.javascript": scripts },
        },
    } } })
}

fn from_base64(text: &str) -> Vec<u8> {
    let value = |c: u8| match c {
        b'A'..=b'Z' => Some(c - b'A'),
        b'a'..=b'z' => Some(c - b'a' + 26),
        b'0'..=b'9' => Some(c - b'0' + 52),
        b'+' => Some(62),
        b'/' => Some(63),
        _ => None,
    };
    let (mut bits, mut count, mut bytes) = (0_u32, 0, Vec::new());
    for six in text.bytes().filter_map(value) {
        bits = (bits << 6) | u32::from(six);
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push(u8::try_from((bits >> count) & 0xff).unwrap());
        }
    }
    bytes
}
