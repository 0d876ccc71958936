//! The words and signs of an expression's text.

use vocabulary::{Mistake, Sentence};

use crate::number::Number;
use crate::position::said_at;

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Token {
    Number(Number),
    Text(String),
    /// A literal such as `@"2026-03-01"`.
    At(String),
    Word(String),
    Sign(Sign),
    End,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sign {
    Plus,
    Minus,
    Times,
    Over,
    Power,
    Equal,
    Unequal,
    Less,
    AtMost,
    Greater,
    AtLeast,
    OpenRound,
    CloseRound,
    OpenSquare,
    CloseSquare,
    OpenCurly,
    CloseCurly,
    Comma,
    Colon,
    Dot,
    DotDot,
    Question,
}

/// Longer signs before their beginnings.
const SIGNS: [(&str, Sign); 22] = [
    ("**", Sign::Power),
    ("!=", Sign::Unequal),
    ("<=", Sign::AtMost),
    (">=", Sign::AtLeast),
    ("..", Sign::DotDot),
    ("+", Sign::Plus),
    ("-", Sign::Minus),
    ("*", Sign::Times),
    ("/", Sign::Over),
    ("=", Sign::Equal),
    ("<", Sign::Less),
    (">", Sign::Greater),
    ("(", Sign::OpenRound),
    (")", Sign::CloseRound),
    ("[", Sign::OpenSquare),
    ("]", Sign::CloseSquare),
    ("{", Sign::OpenCurly),
    ("}", Sign::CloseCurly),
    (",", Sign::Comma),
    (":", Sign::Colon),
    (".", Sign::Dot),
    ("?", Sign::Question),
];

impl Sign {
    pub(crate) fn text(self) -> &'static str {
        SIGNS.iter().find(|(_, sign)| *sign == self).map_or("", |(text, _)| text)
    }
}

/// A token and the byte at which it begins.
#[derive(Clone, Debug)]
pub(crate) struct Placed {
    pub token: Token,
    pub at: usize,
}

/// All tokens of a text, the last being `Token::End`.
pub(crate) fn tokens(text: &str) -> Result<Vec<Placed>, Mistake> {
    let mut lexer = Lexer { text, at: 0 };
    let mut tokens = Vec::new();
    loop {
        lexer.skip_blank()?;
        let at = lexer.at;
        let token = lexer.next()?;
        let ended = token == Token::End;
        tokens.push(Placed { token, at });
        if ended {
            return Ok(tokens);
        }
    }
}

struct Lexer<'t> {
    text: &'t str,
    at: usize,
}

pub(crate) fn begins_name(c: char) -> bool {
    c.is_alphabetic() || c == '_'
}

pub(crate) fn goes_on_name(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

impl<'t> Lexer<'t> {
    fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn wrong<T>(&self, at: usize, said: impl Into<Sentence>) -> Result<T, Mistake> {
        Err(said_at(self.text, at, said))
    }

    /// Blanks and comments: `// to the end of the line`, `/* ... */`.
    fn skip_blank(&mut self) -> Result<(), Mistake> {
        loop {
            let rest = self.rest();
            let trimmed = rest.trim_start();
            self.at += rest.len() - trimmed.len();
            if trimmed.starts_with("//") {
                self.at += trimmed.find('\n').unwrap_or(trimmed.len());
            } else if trimmed.starts_with("/*") {
                match trimmed.find("*/") {
                    Some(end) => self.at += end + 2,
                    None => return self.wrong(self.at, "mistake.comment-open"),
                }
            } else {
                return Ok(());
            }
        }
    }

    fn next(&mut self) -> Result<Token, Mistake> {
        let rest = self.rest();
        let Some(first) = rest.chars().next() else { return Ok(Token::End) };
        let second = rest.chars().nth(1).unwrap_or(' ');
        if first.is_ascii_digit() || (first == '.' && second.is_ascii_digit()) {
            return self.number();
        }
        if begins_name(first) {
            let end = rest.find(|c| !goes_on_name(c)).unwrap_or(rest.len());
            self.at += end;
            return Ok(Token::Word(rest.get(..end).unwrap_or_default().into()));
        }
        if first == '"' {
            return self.text_literal().map(Token::Text);
        }
        if first == '@' && second == '"' {
            self.at += 1;
            return self.text_literal().map(Token::At);
        }
        match SIGNS.iter().find(|(text, _)| rest.starts_with(text)) {
            Some((text, sign)) => {
                self.at += text.len();
                Ok(Token::Sign(*sign))
            }
            None => {
                let hint = match first {
                    '\'' | '“' | '”' => Some("hint.plain-quotes"),
                    '&' | '|' => Some("hint.and-or"),
                    '!' => Some("hint.not"),
                    _ => None,
                };
                let said = Sentence::new("mistake.sign").with("sign", first.to_string());
                self.wrong(self.at, said.hint(hint.map(Sentence::new)))
            }
        }
    }

    fn number(&mut self) -> Result<Token, Mistake> {
        let rest = self.rest();
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
        let after = rest.get(end..).unwrap_or_default().chars().next().unwrap_or(' ');
        if goes_on_name(after) {
            let said = Sentence::new("mistake.no-number-no-name");
            return self.wrong(self.at, said.with("text", format!("{literal}{after}")));
        }
        match Number::parse(literal) {
            Some(number) => {
                self.at += end;
                Ok(Token::Number(number))
            }
            None => self.wrong(self.at, Sentence::new("mistake.digits").with("number", literal)),
        }
    }

    fn text_literal(&mut self) -> Result<String, Mistake> {
        let start = self.at;
        let mut text = String::new();
        let mut signs = self.rest().char_indices().skip(1);
        while let Some((n, c)) = signs.next() {
            match c {
                '"' => {
                    self.at = start + n + 1;
                    return Ok(text);
                }
                '\\' => {
                    let at = start + n;
                    let Some((_, escaped)) = signs.next() else { break };
                    match escaped {
                        'n' => text.push('\n'),
                        't' => text.push('\t'),
                        'r' => text.push('\r'),
                        '"' | '\\' | '\'' => text.push(escaped),
                        'u' | 'U' => {
                            let after = self.text.get(at + 2..).unwrap_or_default();
                            let Some((c, length)) = named_character(escaped, after) else {
                                let said = Sentence::new("mistake.no-character");
                                return self.wrong(at, said.with("sign", escaped.to_string()));
                            };
                            text.push(c);
                            for _ in 0..length {
                                signs.next();
                            }
                        }
                        other => {
                            let said = Sentence::new("mistake.escape");
                            return self.wrong(at, said.with("sign", other.to_string()));
                        }
                    }
                }
                c => text.push(c),
            }
        }
        self.wrong(start, "mistake.text-open")
    }
}

/// The character that hexadecimal digits name, and how many signs they take. Two `\u` may name one character together (UTF-16).
fn named_character(escaped: char, after: &str) -> Option<(char, usize)> {
    let digits = |from: usize, length: usize| {
        let digits = after.get(from..from + length)?;
        let all = digits.chars().all(|c| c.is_ascii_hexdigit());
        u32::from_str_radix(digits, 16).ok().filter(|_| all)
    };
    if escaped == 'U' {
        return Some((char::from_u32(digits(0, 6)?)?, 6));
    }
    let first = digits(0, 4)?;
    if let Some(c) = char::from_u32(first) {
        return Some((c, 4));
    }
    let second = after.get(4..6).filter(|between| *between == "\\u").and_then(|_| digits(6, 4))?;
    let pair = (0xD800..0xDC00).contains(&first) && (0xDC00..0xE000).contains(&second);
    let code = pair.then(|| 0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00))?;
    Some((char::from_u32(code)?, 10))
}
