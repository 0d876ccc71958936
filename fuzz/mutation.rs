//! Mutation of real samples: what a stranger makes of a file that was once right. The property tests of several rooms take
//! this file in by its path, so that every machine tries it; the fuzz targets beside it find more, with more time.
//!
//! What may not happen here: chance of its own. The same sample and the same tape give the same bytes.

/// Bytes that parsers trip over: ends, openings, extremes, broken UTF-8, characters of more than one byte.
const TOKENS: &[&[u8]] = &[
    b"",
    b"\0",
    b"\n",
    b"\r\n",
    b"\"",
    b"'",
    b"\\",
    b"\\u0000",
    b"{",
    b"}",
    b"[",
    b"]",
    b"(",
    b")",
    b"<",
    b">",
    b"</",
    b"=",
    b":",
    b",",
    b";",
    b"&",
    b"%",
    b"%FF",
    b"#",
    b"~",
    b"|",
    b"||",
    b"..",
    b"--",
    b"-",
    b"+",
    b".",
    b"/",
    b"../",
    b"0",
    b"-1",
    b"255",
    b"65536",
    b"2147483648",
    b"9223372036854775808",
    b"1e999",
    b"NaN",
    b"null",
    b"true",
    b"2026-02-30",
    b"9999-12-31",
    b"P999999999Y",
    b"\xff",
    b"\xc3",
    b"\xed\xa0\x80",
    b"\xf0\x9f\x98\x80",
    b"\xe2\x80\xae",
    b"\xef\xbb\xbf",
    b"\xea\xb0\x80",
    b"eyJ",
    b"AAAA",
    b"====",
    b"%PDF-",
    b"%%EOF",
    b"stream\n",
    b"endstream",
    b" obj",
    b"<<",
    b">>",
];

/// Changes a sample by a tape of numbers: each step cuts, doubles, moves, swaps in a token, flips a bit, or takes a piece of
/// another sample. No result is longer than sixteen times the longest sample.
pub fn mutated(samples: &[&[u8]], tape: &[u16]) -> Vec<u8> {
    let mut tape = tape.iter().map(|number| usize::from(*number));
    let mut next = move || tape.next();
    let Some(first) = next().filter(|_| !samples.is_empty()) else { return Vec::new() };
    let mut bytes = samples[first % samples.len()].to_vec();
    let longest = samples.iter().map(|sample| sample.len()).max().unwrap_or(0).max(16);
    while let (Some(step), Some(at), Some(length)) = (next(), next(), next()) {
        if bytes.is_empty() {
            bytes.push(0);
        }
        // Of a long sample the tape's sixteen bits reach only the beginning; the step's own bits spread it.
        let at = (at + (step >> 3) * 65_536) % bytes.len();
        let end = (at + length % 64).min(bytes.len());
        match step % 8 {
            0 => drop(bytes.drain(at..end)),
            1 => {
                let piece: Vec<u8> = bytes[at..end].repeat(1 + length % 4);
                bytes.splice(at..at, piece);
            }
            2 => bytes[at] ^= 1 << (length % 8),
            3 => {
                let token = TOKENS[length % TOKENS.len()];
                bytes.splice(at..at, token.iter().copied());
            }
            4 => {
                let token = TOKENS[length % TOKENS.len()];
                bytes.splice(at..end.min(at + 8), token.iter().copied());
            }
            5 => bytes.truncate(at),
            6 => {
                let other = samples[length % samples.len()];
                let from = at % other.len().max(1);
                let piece = other.get(from..(from + 96).min(other.len())).unwrap_or(&[]);
                bytes.splice(at..at, piece.iter().copied());
            }
            _ => bytes[at..end].reverse(),
        }
        if bytes.len() > longest * 16 {
            return bytes;
        }
    }
    bytes
}
