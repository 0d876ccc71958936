//! A load from outside: closed loops of clients on this machine, each with one connection that it keeps (HTTP/1.1).
//!
//! What may not happen here: a connection to another machine, an answer that is wrong and counts.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, bail, ensure};
use serde_json::{Map, Value};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::clock;
use super::scratch::Demo;

/// The longest answer that is read.
const ANSWER_BYTES_MAX: usize = 32 * 1024 * 1024;
/// Room for an answer, so that most are read at once.
const ANSWER_BYTES_USUAL: usize = 64 * 1024;

/// How it is asked.
pub struct Asking {
    pub clients: u64,
    pub lasting: Duration,
}

/// How long each question took, shortest first.
pub struct Measured {
    took: Vec<Duration>,
    lasted: Duration,
}

impl Measured {
    pub fn of(mut took: Vec<Duration>, lasted: Duration) -> anyhow::Result<Measured> {
        ensure!(!took.is_empty(), "nothing was answered in time");
        took.sort_unstable();
        Ok(Measured { took, lasted })
    }

    pub fn per_second(&self) -> f64 {
        f64::from(u32::try_from(self.took.len()).unwrap_or(u32::MAX)) / self.lasted.as_secs_f64()
    }

    /// What so many of a hundred questions did not take longer than.
    pub fn quantile_ms(&self, percent: usize) -> f64 {
        let place = (self.took.len() * percent / 100).min(self.took.len() - 1);
        self.took.get(place).map_or(0.0, |took| took.as_secs_f64() * 1000.0)
    }
}

struct Answer<'b> {
    status: u16,
    bytes: &'b [u8],
}

impl Answer<'_> {
    fn beginning(&self) -> String {
        String::from_utf8_lossy(self.bytes).chars().take(300).collect()
    }
}

pub fn get(host: &str, path: &str, token: &str) -> String {
    let signed =
        if token.is_empty() { String::new() } else { format!("authorization: Bearer {token}\r\n") };
    format!("GET {path} HTTP/1.1\r\nhost: {host}\r\n{signed}\r\n")
}

pub fn post(host: &str, path: &str, token: &str, body: &str) -> String {
    format!(
        "POST {path} HTTP/1.1\r\nhost: {host}\r\nauthorization: Bearer {token}\r\ncontent-type: application/json\r\n\
         content-length: {}\r\n\r\n{body}",
        body.len()
    )
}

async fn connect(demo: &Demo) -> anyhow::Result<TcpStream> {
    let address: SocketAddr = demo.host().parse()?;
    ensure!(address.ip().is_loopback(), "{address} is not this machine");
    let stream = TcpStream::connect(address).await?;
    stream.set_nodelay(true)?;
    Ok(stream)
}

/// Asks with that many clients for that long; every answer must be a success.
pub async fn load(
    demo: &Demo,
    asking: &Asking,
    question: impl Fn(usize, usize) -> String + Send + Sync + 'static,
) -> anyhow::Result<Measured> {
    let mut streams = Vec::new();
    for _ in 0..asking.clients {
        streams.push(connect(demo).await?);
    }
    let (question, lasting, began) = (Arc::new(question), asking.lasting, clock());
    let mut clients = tokio::task::JoinSet::new();
    for (client, mut stream) in streams.into_iter().enumerate() {
        let question = question.clone();
        clients.spawn(async move {
            let (mut took, mut turn, mut told) = (Vec::new(), 0, Vec::new());
            while began.elapsed() < lasting {
                let question = question(client, turn);
                let asked = clock();
                let answer = exchange(&mut stream, &question, &mut told).await?;
                took.push(asked.elapsed());
                ensure!(
                    (200..300).contains(&answer.status),
                    "{}: {}",
                    answer.status,
                    answer.beginning()
                );
                turn += 1;
            }
            anyhow::Ok(took)
        });
    }
    let mut all = Vec::new();
    while let Some(took) = clients.join_next().await {
        all.extend(took??);
    }
    Measured::of(all, began.elapsed())
}

/// Sends a question and reads its whole answer into a buffer that the next answer uses again: what the client costs is in the
/// figures, so it shall be little.
async fn exchange<'b>(
    stream: &mut TcpStream,
    question: &str,
    told: &'b mut Vec<u8>,
) -> anyhow::Result<Answer<'b>> {
    stream.write_all(question.as_bytes()).await?;
    told.clear();
    told.reserve(ANSWER_BYTES_USUAL);
    let head_end = loop {
        if let Some(place) = find(told, b"\r\n\r\n") {
            break place + 4;
        }
        more(stream, told).await?;
    };
    let head =
        String::from_utf8_lossy(told.get(..head_end).unwrap_or_default()).to_ascii_lowercase();
    let status =
        head.split(' ').nth(1).and_then(|status| status.parse().ok()).context("no status")?;
    if let Some(length) = header(&head, "content-length") {
        let length: usize = length.parse()?;
        while told.len() < head_end + length {
            more(stream, told).await?;
        }
    } else if header(&head, "transfer-encoding") == Some("chunked") {
        while !told.ends_with(b"0\r\n\r\n") {
            more(stream, told).await?;
        }
    }
    Ok(Answer { status, bytes: told.get(head_end..).unwrap_or_default() })
}

async fn more(stream: &mut TcpStream, bytes: &mut Vec<u8>) -> anyhow::Result<()> {
    ensure!(stream.read_buf(bytes).await? > 0, "the house closed the connection");
    ensure!(bytes.len() <= ANSWER_BYTES_MAX, "the answer is too long");
    Ok(())
}

fn header<'h>(head: &'h str, name: &str) -> Option<&'h str> {
    head.lines()
        .filter_map(|line| line.split_once(':'))
        .find(|(key, _)| *key == name)
        .map(|(_, value)| value.trim())
}

fn find(bytes: &[u8], part: &[u8]) -> Option<usize> {
    bytes.windows(part.len()).position(|window| window == part)
}

async fn ask(demo: &Demo, question: &str) -> anyhow::Result<Vec<u8>> {
    let mut told = Vec::new();
    let answer = exchange(&mut connect(demo).await?, question, &mut told).await?;
    ensure!((200..300).contains(&answer.status), "{}: {}", answer.status, answer.beginning());
    Ok(answer.bytes.to_vec())
}

/// What the house answers there to anybody, as JSON.
pub async fn json(demo: &Demo, path: &str) -> anyhow::Result<Value> {
    Ok(serde_json::from_slice(&ask(demo, &get(demo.host(), path, "")).await?)?)
}

/// Waits for an answer without a runtime.
pub fn answer_now(demo: &Demo) -> anyhow::Result<()> {
    use std::io::{Read, Write};
    let mut stream = std::net::TcpStream::connect(demo.host())?;
    stream.write_all(get(demo.host(), "/healthz", "").as_bytes())?;
    let mut first = [0; 12];
    stream.read_exact(&mut first)?;
    ensure!(first.ends_with(b"200"), "the house is not well");
    Ok(())
}

/// The form's own example, as the first fictional citizen could send it.
pub async fn form_example(demo: &Demo, service: &str) -> anyhow::Result<Map<String, Value>> {
    let path = format!("/api/v1/services/{service}/form");
    let form: Value =
        serde_json::from_slice(&ask(demo, &get(demo.host(), &path, &demo.token)).await?)?;
    let example = form.pointer("/examples/0").and_then(Value::as_object);
    Ok(example.context("the form has no example")?.clone())
}

/// What travels on a first visit of the start page, compressed: the page, its style sheet, script and icon.
pub async fn first_visit_bytes(demo: &Demo) -> anyhow::Result<usize> {
    let plain = ask(demo, &get(demo.host(), "/", "")).await?;
    let page = String::from_utf8_lossy(&plain).into_owned();
    let mut paths: Vec<&str> =
        page.split("\"/assets/").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    paths.sort_unstable();
    paths.dedup();
    ensure!(!paths.is_empty(), "the start page has no style sheet");
    let mut total = compressed_bytes(demo, "/").await?;
    for path in paths {
        total += compressed_bytes(demo, &format!("/assets/{path}")).await?;
    }
    Ok(total)
}

async fn compressed_bytes(demo: &Demo, path: &str) -> anyhow::Result<usize> {
    let host = demo.host();
    let question = format!("GET {path} HTTP/1.1\r\nhost: {host}\r\naccept-encoding: gzip\r\n\r\n");
    Ok(ask(demo, &question).await?.len())
}

/// Applies once more, and answers how long the paper of that certificate takes.
pub async fn paper(demo: &Demo, apply: &str, token: &str) -> anyhow::Result<Duration> {
    let opened: Value = serde_json::from_slice(&ask(demo, apply).await?)?;
    let number = opened.get("number").and_then(Value::as_str).context("no number")?;
    let path = format!("/api/v1/applications/{number}");
    let told: Value = serde_json::from_slice(&ask(demo, &get(demo.host(), &path, token)).await?)?;
    let Some(id) = told.pointer("/credentials/0/id").and_then(Value::as_str) else {
        bail!("no certificate: {told}")
    };
    let asked = clock();
    let paper = ask(demo, &get(demo.host(), &format!("/credentials/{id}/paper"), token)).await?;
    ensure!(find(&paper, b"%PDF-").is_some(), "no paper");
    Ok(asked.elapsed())
}
