//! The words and signs of a FEEL text, one after the other: where a name ends depends on which names are known, so they cannot all
//! be cut beforehand.
//!
//! What may not happen here: what a word means.

use super::decimal::Decimal;

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Token {
    Number(Decimal),
    Text(String),
    /// A literal such as `@"2026-03-01"`.
    At(String),
    Word(String),
    Sign(&'static str),
    End,
    /// What is no token, and why.
    Wrong(String),
}

/// Longer signs before their beginnings. The apostrophe only stands in names.
const SIGNS: [&str; 25] = [
    "**", "!=", "<=", ">=", "..", "->", "+", "-", "*", "/", "=", "<", ">", "(", ")", "[", "]", "{",
    "}", ",", ":", ".", "'", "’", "?",
];

/// FEEL's grammar rule 28: what a name begins with.
pub(crate) fn begins_name(c: char) -> bool {
    matches!(c, 'A'..='Z' | 'a'..='z' | '_' | '\u{C0}'..='\u{D6}' | '\u{D8}'..='\u{F6}' | '\u{F8}'..='\u{2FF}'
        | '\u{370}'..='\u{37D}' | '\u{37F}'..='\u{1FFF}' | '\u{200C}'..='\u{200D}' | '\u{2070}'..='\u{218F}'
        | '\u{2C00}'..='\u{2FEF}' | '\u{3001}'..='\u{D7FF}' | '\u{F900}'..='\u{FDCF}' | '\u{FDF0}'..='\u{FFFD}'
        | '\u{10000}'..='\u{EFFFF}')
}

/// Rule 29: what goes on with it.
pub(crate) fn goes_on_name(c: char) -> bool {
    begins_name(c)
        || c.is_ascii_digit()
        || matches!(c, '\u{B7}' | '\u{300}'..='\u{36F}' | '\u{203F}'..='\u{2040}')
}

/// Rule 30: signs that a name may have between its parts.
pub(crate) fn joins_name(c: char) -> bool {
    matches!(c, '.' | '/' | '-' | '\'' | '’' | '+' | '*')
}

/// The end of the blanks and comments that begin there; none for a comment without an end.
pub(crate) fn skip_blank(text: &str, mut at: usize) -> Option<usize> {
    loop {
        let rest = text.get(at..)?;
        let trimmed = rest.trim_start();
        at += rest.len() - trimmed.len();
        if trimmed.starts_with("//") {
            at += trimmed.find('\n').unwrap_or(trimmed.len());
        } else if trimmed.starts_with("/*") {
            at += trimmed.find("*/")? + 2;
        } else {
            return Some(at);
        }
    }
}

/// The token that begins there, and where it ends.
pub(crate) fn token(text: &str, at: usize) -> (Token, usize) {
    let rest = text.get(at..).unwrap_or_default();
    let Some(first) = rest.chars().next() else { return (Token::End, at) };
    let second = rest.chars().nth(1).unwrap_or(' ');
    if first.is_ascii_digit() || (first == '.' && second.is_ascii_digit()) {
        return number(text, at);
    }
    if begins_name(first) {
        let end = rest.find(|c| !goes_on_name(c)).unwrap_or(rest.len());
        return (Token::Word(rest.get(..end).unwrap_or_default().into()), at + end);
    }
    if first == '"' {
        return text_literal(text, at, Token::Text);
    }
    if first == '@' {
        return match skip_blank(text, at + 1) {
            Some(start) if text.get(start..).unwrap_or_default().starts_with('"') => {
                text_literal(text, start, Token::At)
            }
            _ => (Token::Wrong("`@` stands before a text: @\"2026-03-01\"".into()), at + 1),
        };
    }
    match SIGNS.iter().find(|sign| rest.starts_with(**sign)) {
        Some(sign) => (Token::Sign(sign), at + sign.len()),
        None => (Token::Wrong(format!("`{first}` means nothing here")), at + first.len_utf8()),
    }
}

fn number(text: &str, at: usize) -> (Token, usize) {
    let rest = text.get(at..).unwrap_or_default();
    let digits = |from: usize| {
        let tail = rest.get(from..).unwrap_or_default();
        from + tail.find(|c: char| !c.is_ascii_digit()).unwrap_or(tail.len())
    };
    let mut end = digits(0);
    // `1..5` is a range, `1.5` a number.
    let point = rest.get(end..).unwrap_or_default();
    if point.starts_with('.') && point.chars().nth(1).is_some_and(|c| c.is_ascii_digit()) {
        end = digits(end + 1);
    }
    let tail = rest.get(end..).unwrap_or_default();
    if tail.starts_with(['e', 'E']) {
        let signed = tail.get(1..).unwrap_or_default().starts_with(['+', '-']);
        let from = end + 1 + usize::from(signed);
        let exponent_end = digits(from);
        if exponent_end > from {
            end = exponent_end;
        }
    }
    let literal = rest.get(..end).unwrap_or_default();
    let token = match Decimal::parse(&literal.replace("e+", "e").replace("E+", "E")) {
        Some(number) => Token::Number(number),
        None => Token::Wrong(format!("`{literal}` is too large for a number")),
    };
    (token, at + end)
}

fn text_literal(text: &str, start: usize, made: fn(String) -> Token) -> (Token, usize) {
    let mut literal = String::new();
    let mut at = start + 1;
    while let Some(c) = text.get(at..).and_then(|rest| rest.chars().next()) {
        at += c.len_utf8();
        match c {
            '"' => return (made(literal), at),
            '\\' => match escape(text.get(at..).unwrap_or_default()) {
                Some((c, length)) => {
                    literal.push(c);
                    at += length;
                }
                // What is no escape is a backslash: regular expressions are full of them.
                None => literal.push('\\'),
            },
            c => literal.push(c),
        }
    }
    (Token::Wrong("a text without an end: end it with a double quote".into()), text.len())
}

/// What stands behind a backslash, and how many bytes it takes. Two `\u` may name one character together (UTF-16).
fn escape(after: &str) -> Option<(char, usize)> {
    let digits = |from: usize, length: usize| {
        let digits = after.get(from..from + length)?;
        let all = digits.chars().all(|c| c.is_ascii_hexdigit());
        if all { u32::from_str_radix(digits, 16).ok() } else { None }
    };
    match after.chars().next()? {
        'n' => Some(('\n', 1)),
        't' => Some(('\t', 1)),
        'r' => Some(('\r', 1)),
        c @ ('"' | '\\' | '\'') => Some((c, 1)),
        'U' => Some((char::from_u32(digits(1, 6)?)?, 7)),
        'u' => {
            let first = digits(1, 4)?;
            if let Some(c) = char::from_u32(first) {
                return Some((c, 5));
            }
            let second =
                after.get(5..7).filter(|between| *between == "\\u").and_then(|_| digits(7, 4))?;
            let pair = (0xD800..0xDC00).contains(&first) && (0xDC00..0xE000).contains(&second);
            let code = pair.then(|| 0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00))?;
            Some((char::from_u32(code)?, 11))
        }
        _ => None,
    }
}
