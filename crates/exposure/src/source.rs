//! From the bytes of a file to its text: what kind of file it is, and in which letters it is written.
//!
//! What may not happen here: a guess that hides something. What cannot be read is said in a sentence.

use std::fmt;

use encoding_rs::{EUC_KR, UTF_8, UTF_16BE, UTF_16LE};

use crate::document::Document;
use crate::{csv, html, pdf};

/// A file that is larger is not read, in bytes.
pub const FILE_BYTES_MAX: u64 = 64 << 20;
/// Bytes at the beginning of a file that say whether it is a text.
const SNIFFED_BYTES_MAX: usize = 8 << 10;
/// Of a hundred bytes so many may be none of the letters of a text.
const STRANGE_PERCENT: usize = 5;

/// Why a file could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unreadable {
    TooLarge,
    /// Neither a text nor a PDF: a picture, an archive, a program.
    NoText,
    /// A PDF file that is broken, and what is wrong with it.
    Pdf(&'static str),
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Unreadable::TooLarge => write!(f, "is larger than {} MiB", FILE_BYTES_MAX >> 20),
            Unreadable::NoText => write!(f, "is no text, web page, CSV or PDF"),
            Unreadable::Pdf(why) => write!(f, "{why}"),
        }
    }
}

/// Reads a file. Its name says what its beginning does not: that it is a table.
pub fn read(name: &str, bytes: Vec<u8>) -> Result<Document, Unreadable> {
    if u64::try_from(bytes.len()).is_ok_and(|length| length > FILE_BYTES_MAX) {
        return Err(Unreadable::TooLarge);
    }
    let head = bytes.get(..bytes.len().min(1024)).unwrap_or_default();
    if head.windows(5).any(|five| five == b"%PDF-") {
        return pdf::read(bytes);
    }
    let text = text_of(&bytes).ok_or(Unreadable::NoText)?;
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending).to_ascii_lowercase();
    Ok(match ending.as_str() {
        "csv" | "tsv" | "tab" => csv::read(&text),
        "html" | "htm" | "xhtml" | "xml" | "svg" | "jsp" | "php" | "asp" | "aspx" => {
            html::read(&text)
        }
        _ if looks_like_html(&text) => html::read(&text),
        _ => Document::plain(&text),
    })
}

fn looks_like_html(text: &str) -> bool {
    let start = text.trim_start_matches('\u{feff}').trim_start();
    let head: String = start.chars().take(200).collect::<String>().to_ascii_lowercase();
    ["<!doctype html", "<html", "<?xml"].iter().any(|sign| head.starts_with(sign))
        || (head.starts_with('<') && head.contains("<head"))
}

/// The text that the bytes are, by their mark, as UTF-8, or in the letters of older Korean systems (CP949).
fn text_of(bytes: &[u8]) -> Option<String> {
    let marked =
        [(&b"\xff\xfe"[..], UTF_16LE), (&b"\xfe\xff"[..], UTF_16BE), (&b"\xef\xbb\xbf"[..], UTF_8)];
    if let Some((_, encoding)) = marked.iter().find(|(mark, _)| bytes.starts_with(mark)) {
        return Some(encoding.decode(bytes).0.into_owned());
    }
    let head = bytes.get(..bytes.len().min(SNIFFED_BYTES_MAX)).unwrap_or_default();
    if head.contains(&0) {
        return None;
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => Some(text.to_string()),
        Err(error) => {
            // A text that is cut or has one broken sign is still a text of its letters.
            let valid = error.valid_up_to();
            let mostly = valid > 0 && bytes.len() - valid <= 4;
            let encoding = if mostly { UTF_8 } else { EUC_KR };
            let text = encoding.decode(bytes).0;
            let strange = text.chars().filter(|c| is_strange(*c)).count();
            (strange * 100 <= text.chars().count() * STRANGE_PERCENT).then(|| text.into_owned())
        }
    }
}

fn is_strange(sign: char) -> bool {
    sign == char::REPLACEMENT_CHARACTER
        || (sign.is_control() && !matches!(sign, '\n' | '\r' | '\t'))
}
