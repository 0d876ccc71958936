//! The scanner: shows a file to a clamd before anybody keeps it, over clamd's own protocol (the command INSTREAM).
//!
//! What may not happen here: a file that passes because nobody could look at it, a word of the file in the log.

#[cfg(unix)]
use std::path::PathBuf;
use std::time::Duration;

use anyhow::{anyhow, bail};
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;

/// From the connection to the verdict; whoever waits for longer is told to try later. Well below what a request may take.
const SCAN_TIME_MAX: Duration = Duration::from_secs(30);
/// Bytes of one piece of the stream.
const PIECE_BYTES_MAX: usize = 64 * 1024;
/// Bytes of a verdict: a short word and the name of what was found.
const VERDICT_BYTES_MAX: u64 = 1024;

/// Where clamd listens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scanner {
    /// `tcp://127.0.0.1:3310`
    Tcp(String),
    /// `unix:/run/clamav/clamd.ctl`
    #[cfg(unix)]
    Unix(PathBuf),
}

/// What the scanner says of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Finding {
    Clean,
    /// By its name in the scanner's own lists.
    Infected(String),
}

impl Scanner {
    /// Reads the form that `MADANG_CLAMAV` takes.
    pub fn parse(text: &str) -> anyhow::Result<Scanner> {
        if let Some(address) = text.strip_prefix("tcp://") {
            let port = address.rsplit_once(':').and_then(|(host, port)| {
                port.parse::<u16>().ok().filter(|port| *port > 0 && !host.is_empty())
            });
            port.ok_or_else(|| {
                anyhow!("MADANG_CLAMAV is not of the form tcp://HOST:PORT: {text}")
            })?;
            return Ok(Scanner::Tcp(address.to_string()));
        }
        #[cfg(unix)]
        if let Some(path) = text.strip_prefix("unix:").filter(|path| path.starts_with('/')) {
            return Ok(Scanner::Unix(path.into()));
        }
        bail!("MADANG_CLAMAV must be tcp://HOST:PORT or unix:/PATH, and is {text}")
    }

    /// Shows a file to clamd. An error when it cannot be reached, takes too long, or answers anything but a verdict.
    pub async fn scan(&self, bytes: &[u8]) -> anyhow::Result<Finding> {
        let asking = async {
            match self {
                Scanner::Tcp(address) => ask(TcpStream::connect(address).await?, bytes).await,
                #[cfg(unix)]
                Scanner::Unix(path) => {
                    ask(tokio::net::UnixStream::connect(path).await?, bytes).await
                }
            }
        };
        match tokio::time::timeout(SCAN_TIME_MAX, asking).await {
            Ok(found) => found,
            Err(_) => bail!("no verdict within {} s", SCAN_TIME_MAX.as_secs()),
        }
    }
}

async fn ask(
    mut stream: impl AsyncRead + AsyncWrite + Unpin,
    bytes: &[u8],
) -> anyhow::Result<Finding> {
    stream.write_all(b"zINSTREAM\0").await?;
    for piece in bytes.chunks(PIECE_BYTES_MAX) {
        stream.write_all(&u32::try_from(piece.len())?.to_be_bytes()).await?;
        stream.write_all(piece).await?;
    }
    // A piece of no length ends the stream.
    stream.write_all(&[0; 4]).await?;
    stream.flush().await?;
    let mut verdict = Vec::new();
    BufReader::new(stream.take(VERDICT_BYTES_MAX)).read_until(0, &mut verdict).await?;
    read(&verdict)
}

// `stream: OK`, or `stream: Name-Of-It FOUND`, ended by a zero. Nothing else is a verdict.
fn read(verdict: &[u8]) -> anyhow::Result<Finding> {
    let told = verdict
        .strip_suffix(&[0])
        .and_then(|said| std::str::from_utf8(said).ok())
        .and_then(|said| said.strip_prefix("stream: "));
    let name = told.and_then(|told| told.strip_suffix(" FOUND"));
    match (told, name) {
        (Some("OK"), _) => Ok(Finding::Clean),
        (_, Some(name)) if !name.is_empty() && name.bytes().all(|b| b.is_ascii_graphic()) => {
            Ok(Finding::Infected(name.to_string()))
        }
        _ => bail!("no verdict: {:?}", String::from_utf8_lossy(verdict)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_verdict_is_a_verdict() {
        assert_eq!(read(b"stream: OK\0").unwrap(), Finding::Clean);
        let found = Finding::Infected("Win.Test-1.UNOFFICIAL".into());
        assert_eq!(read(b"stream: Win.Test-1.UNOFFICIAL FOUND\0").unwrap(), found);
        for nonsense in [
            &b""[..],
            b"\0",
            b"OK\0",
            b"stream: OK",
            b"stream: OK FOUND me",
            b"stream:  FOUND\0",
            b"stream: a\nb FOUND\0",
            b"stream: \xff FOUND\0",
            b"INSTREAM size limit exceeded. ERROR\0",
            b"UNKNOWN COMMAND\0",
        ] {
            assert!(read(nonsense).is_err(), "{nonsense:?}");
        }
    }

    #[test]
    fn an_address_is_of_one_of_two_forms() {
        assert_eq!(
            Scanner::parse("tcp://127.0.0.1:3310").unwrap(),
            Scanner::Tcp("127.0.0.1:3310".into())
        );
        assert!(Scanner::parse("tcp://[::1]:3310").is_ok());
        for wrong in
            ["", "127.0.0.1:3310", "tcp://127.0.0.1", "tcp://:1", "tcp://a:0", "unix:", "unix:x"]
        {
            assert!(Scanner::parse(wrong).is_err(), "{wrong}");
        }
    }
}
