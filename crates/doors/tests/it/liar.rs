//! A provider that says whatever a test wants, over HTTP on this machine; and the tokens that it signs with its own key.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::signature::{Ed25519KeyPair, KeyPair};
use serde_json::{Value, json};

/// What is answered to a path: a status, more headers, a body.
pub type Told = (u16, String, String);

pub struct Liar {
    pub issuer: String,
    pub answers: Arc<Mutex<BTreeMap<String, Told>>>,
    /// Method, path, headers and body of everything that was asked.
    pub asked: Arc<Mutex<Vec<String>>>,
}

impl Liar {
    pub fn open() -> Liar {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let issuer = format!("http://{}", listener.local_addr().unwrap());
        let liar = Liar { issuer, answers: Arc::default(), asked: Arc::default() };
        let (answers, asked) = (liar.answers.clone(), liar.asked.clone());
        // It ends with the test's process.
        std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                serve(stream, &answers, &asked);
            }
        });
        liar.says("/.well-known/openid-configuration", &liar.document());
        liar.says("/jwks", &json!({ "keys": [jwk(&key(1), "one")] }));
        liar
    }

    pub fn document(&self) -> Value {
        let issuer = &self.issuer;
        json!({
            "issuer": issuer,
            "authorization_endpoint": format!("{issuer}/auth?tenant=1"),
            "token_endpoint": format!("{issuer}/token"),
            "jwks_uri": format!("{issuer}/jwks"),
            "userinfo_endpoint": format!("{issuer}/me"),
            "end_session_endpoint": format!("{issuer}/out"),
        })
    }

    pub fn says(&self, path: &str, value: &Value) {
        self.answers(path, 200, "", &value.to_string());
    }

    pub fn answers(&self, path: &str, status: u16, headers: &str, body: &str) {
        let told = (status, headers.to_string(), body.to_string());
        self.answers.lock().unwrap().insert(path.into(), told);
    }

    /// The next token that is fetched.
    pub fn gives(&self, id_token: &str) {
        self.says(
            "/token",
            &json!({ "id_token": id_token, "access_token": "at", "token_type": "Bearer" }),
        );
    }

    pub fn count(&self, path: &str) -> usize {
        self.asked.lock().unwrap().iter().filter(|asked| asked.contains(path)).count()
    }
}

fn serve(stream: TcpStream, answers: &Mutex<BTreeMap<String, Told>>, asked: &Mutex<Vec<String>>) {
    let mut reader = BufReader::new(stream);
    let (mut head, mut length) = (String::new(), 0);
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).unwrap_or(0) == 0 || line == "\r\n" {
            break;
        }
        if let Some(said) = line.to_ascii_lowercase().strip_prefix("content-length:") {
            length = said.trim().parse().unwrap();
        }
        head.push_str(&line);
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).unwrap();
    let path = head.split_whitespace().nth(1).unwrap_or("").to_string();
    asked.lock().unwrap().push(format!("{head}\n{}", String::from_utf8_lossy(&body)));
    let told = answers.lock().unwrap().get(&path).cloned();
    let (status, headers, body) = told.unwrap_or((404, String::new(), "{}".into()));
    let length = body.len();
    let answer = format!(
        "HTTP/1.1 {status} X\r\ncontent-type: application/json\r\ncontent-length: {length}\r\nconnection: close\r\n{headers}\r\n{body}"
    );
    // Whoever has heard enough hangs up.
    reader.get_mut().write_all(answer.as_bytes()).ok();
}

/// A key pair that is the same for the same seed.
pub fn key(seed: u8) -> Ed25519KeyPair {
    Ed25519KeyPair::from_seed_unchecked(&[seed; 32]).unwrap()
}

pub fn jwk(key: &Ed25519KeyPair, kid: &str) -> Value {
    let x = URL_SAFE_NO_PAD.encode(key.public_key());
    json!({ "kty": "OKP", "crv": "Ed25519", "x": x, "kid": kid, "use": "sig" })
}

/// Header and claims, as they are signed.
pub fn unsigned(header: &Value, claims: &Value) -> String {
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    format!("{}.{}", part(header), part(claims))
}

pub fn signed(key: &Ed25519KeyPair, header: &Value, claims: &Value) -> String {
    let text = unsigned(header, claims);
    let signature = URL_SAFE_NO_PAD.encode(key.sign(text.as_bytes()));
    format!("{text}.{signature}")
}
