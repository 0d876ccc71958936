//! The attachment of a paper, put in and taken out again. The way out reads foreign bytes: it has
//! limits, follows no reference, and answers nothing rather than guess. It proves nothing about the
//! bytes: whoever takes a credential out must verify its signature.

use std::io::Read as _;

use anyhow::{Result, ensure};
use flate2::read::ZlibDecoder;

/// A file larger than this is none of ours, in bytes.
const PDF_BYTES_MAX: usize = 32 << 20;
/// The largest attachment, in bytes, unpacked.
const ATTACHMENT_BYTES_MAX: usize = 1 << 20;
/// The largest dictionary of an embedded file that is read, in bytes.
const DICTIONARY_BYTES_MAX: usize = 4 << 10;
/// How deep arrays and dictionaries may nest.
const DEPTH_MAX: usize = 8;

/// The same content for machines, such as an SD-JWT, embedded in the PDF.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attachment {
    /// A file name of ASCII letters, digits, `.`, `-` and `_`, at most 64.
    pub name: String,
    /// The media type, such as `application/dc+sd-jwt`.
    pub mime: String,
    pub bytes: Vec<u8>,
}

impl Attachment {
    pub(crate) fn check(&self) -> Result<()> {
        let is_plain = |c: u8| c.is_ascii_alphanumeric() || b"._-".contains(&c);
        ensure!(
            (1..=64).contains(&self.name.len())
                && self.name.bytes().all(is_plain)
                && self.name.bytes().any(|c| c.is_ascii_alphanumeric()),
            "the name of an attachment is 1 to 64 ASCII letters, digits, dots, dashes"
        );
        let mut halves = self.mime.split('/');
        let is_half = |half: Option<&str>| {
            half.is_some_and(|half| {
                (1..=60).contains(&half.len()) && half.bytes().all(|c| is_plain(c) || c == b'+')
            })
        };
        ensure!(
            is_half(halves.next()) && is_half(halves.next()) && halves.next().is_none(),
            "the type of an attachment is a media type such as text/plain"
        );
        ensure!(
            (1..=ATTACHMENT_BYTES_MAX).contains(&self.bytes.len()),
            "an attachment has 1 to {ATTACHMENT_BYTES_MAX} bytes"
        );
        Ok(())
    }
}

/// The attachment of a PDF that this crate made, also after another program saved it again without
/// changing it. Nothing when there is none, more than one, or one that cannot be read in full.
pub fn attachment_of(pdf: &[u8]) -> Option<Vec<u8>> {
    if pdf.len() > PDF_BYTES_MAX || !pdf.starts_with(b"%PDF-") {
        return None;
    }
    let mut found = None;
    for at in places(pdf, b"/EmbeddedFile") {
        let Some((stream, body)) = dictionary_before(pdf, at).and_then(|at| stream_at(pdf, at))
        else {
            continue;
        };
        // Two candidates mean that something was appended: which one is meant must not be guessed.
        if found.is_some() {
            return None;
        }
        found = Some(unpacked(&stream, body)?);
    }
    found
}

/// Where the name stands, not where a longer name begins with it. More than eight are not ours.
fn places(pdf: &[u8], name: &[u8]) -> Vec<usize> {
    let places: Vec<usize> = pdf
        .windows(name.len() + 1)
        .enumerate()
        .filter(|(_, window)| {
            window.starts_with(name) && window.last().is_some_and(|&c| !is_regular(c))
        })
        .map(|(at, _)| at)
        .take(9)
        .collect();
    if places.len() > 8 { Vec::new() } else { places }
}

/// Where the dictionary of the object that the place is in begins.
fn dictionary_before(pdf: &[u8], at: usize) -> Option<usize> {
    let from = at.saturating_sub(DICTIONARY_BYTES_MAX);
    let before = pdf.get(from..at)?;
    let object = before.windows(3).rposition(|window| window == b"obj")?;
    Some(from + object + 3)
}

/// What the dictionary of an embedded file says about its stream.
#[derive(Default)]
struct Stream {
    is_embedded: bool,
    length: Option<usize>,
    is_packed: bool,
    /// A filter or parameter that this reader does not know.
    is_strange: bool,
}

/// The dictionary that begins there, when it is that of an embedded file, and what follows it.
fn stream_at(pdf: &[u8], start: usize) -> Option<(Stream, &[u8])> {
    let end = (start + DICTIONARY_BYTES_MAX).min(pdf.len());
    let mut words = Words { bytes: pdf.get(start..end)?, at: 0 };
    if words.next()? != b"<<" {
        return None;
    }
    let mut stream = Stream::default();
    loop {
        let key = words.next()?;
        if key == b">>" {
            break;
        }
        read_entry(&mut stream, key, &mut words)?;
    }
    if words.next()? != b"stream" || !stream.is_embedded {
        return None;
    }
    let body = pdf.get(start + words.at..)?;
    let body = body.strip_prefix(b"\r\n").or_else(|| body.strip_prefix(b"\n"))?;
    Some((stream, body))
}

fn read_entry<'a>(stream: &mut Stream, key: &[u8], words: &mut Words<'a>) -> Option<()> {
    let value = words.value()?;
    match key {
        b"/Type" => stream.is_embedded = value == [b"/EmbeddedFile".as_slice()],
        b"/Length" => {
            if let [number] = value.as_slice() {
                stream.length = std::str::from_utf8(number).ok()?.parse().ok();
            }
        }
        b"/Filter" => match value.as_slice() {
            [b"/FlateDecode"] | [b"[", b"/FlateDecode", b"]"] => stream.is_packed = true,
            [b"null"] | [b"[", b"]"] => {}
            _ => stream.is_strange = true,
        },
        b"/DecodeParms" | b"/F" => stream.is_strange |= value != [b"null".as_slice()],
        _ => {}
    }
    Some(())
}

/// The bytes of the stream. A packed stream says itself where it ends; a plain one needs its length.
fn unpacked(stream: &Stream, body: &[u8]) -> Option<Vec<u8>> {
    if stream.is_strange {
        return None;
    }
    if !stream.is_packed {
        let length = stream.length.filter(|&length| length <= ATTACHMENT_BYTES_MAX)?;
        return body.get(..length).map(<[u8]>::to_vec);
    }
    let body = stream.length.map_or(Some(body), |length| body.get(..length))?;
    let mut bytes = Vec::new();
    let limit = u64::try_from(ATTACHMENT_BYTES_MAX).ok()? + 1;
    ZlibDecoder::new(body).take(limit).read_to_end(&mut bytes).ok()?;
    (bytes.len() <= ATTACHMENT_BYTES_MAX).then_some(bytes)
}

/// The words of PDF syntax (ISO 32000-1, 7.2 and 7.3), as far as a dictionary needs them.
struct Words<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Words<'a> {
    /// A value as its words: one for a plain value, three for a reference, more for an array.
    fn value(&mut self) -> Option<Vec<&'a [u8]>> {
        let mut value = Vec::new();
        let mut depth = 0_usize;
        loop {
            let word = self.next()?;
            match word {
                b"<<" | b"[" => depth += 1,
                b">>" | b"]" => depth = depth.checked_sub(1)?,
                _ => {}
            }
            if depth > DEPTH_MAX {
                return None;
            }
            value.push(word);
            if depth == 0 {
                self.take_reference(&mut value);
                return Some(value);
            }
        }
    }

    /// A number may be the first word of a reference such as `12 0 R`.
    fn take_reference(&mut self, value: &mut Vec<&'a [u8]>) {
        let is_number = |word: &[u8]| word.iter().all(u8::is_ascii_digit);
        let here = self.at;
        if let (true, Some(second), Some(third)) =
            (value.iter().all(|word| is_number(word)), self.next(), self.next())
            && is_number(second)
            && third == b"R"
        {
            value.extend([second, third]);
        } else {
            self.at = here;
        }
    }

    fn next(&mut self) -> Option<&'a [u8]> {
        while self.peek(0).is_some_and(is_space) {
            self.at += 1;
        }
        let start = self.at;
        match self.peek(0)? {
            b'(' => self.skip_text()?,
            b'<' | b'>' if self.peek(1) == self.peek(0) => self.at += 2,
            b'<' => self.at += self.rest().iter().position(|&c| c == b'>')? + 1,
            b'/' => {
                self.at += 1;
                self.skip_regular();
            }
            b'[' | b']' => self.at += 1,
            c if is_regular(c) => self.skip_regular(),
            _ => return None,
        }
        self.bytes.get(start..self.at)
    }

    /// A text in parentheses, which may nest and be escaped.
    fn skip_text(&mut self) -> Option<()> {
        let mut depth = 0_usize;
        loop {
            match self.peek(0)? {
                b'\\' => self.at += 1,
                b'(' => depth += 1,
                b')' => depth -= 1,
                _ => {}
            }
            self.at += 1;
            if depth == 0 {
                return Some(());
            }
        }
    }

    fn skip_regular(&mut self) {
        while self.peek(0).is_some_and(is_regular) {
            self.at += 1;
        }
    }

    fn peek(&self, ahead: usize) -> Option<u8> {
        self.bytes.get(self.at + ahead).copied()
    }

    fn rest(&self) -> &'a [u8] {
        self.bytes.get(self.at..).unwrap_or_default()
    }
}

fn is_space(c: u8) -> bool {
    matches!(c, 0 | b'\t' | b'\n' | 0x0C | b'\r' | b' ')
}

fn is_regular(c: u8) -> bool {
    !is_space(c) && !b"()<>[]{}/%".contains(&c)
}
