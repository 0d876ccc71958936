//! Operands: literals, names, calls, `if`, `for`, lists and contexts, with the paths and filters behind them.

use vocabulary::Sentence;

use super::functions::{self, FUNCTIONS, Function, SPECIAL};
use super::lexer::{Sign, Token};
use super::parser::{Parsed, Parser};
use super::syntax::{Domain, Node, What, read_span};
use crate::position::said_nearest;
use crate::value::Value;

/// Words that join parts of an expression, and so are no names.
pub(super) const KEYWORDS: [&str; 8] =
    ["and", "or", "then", "else", "in", "between", "return", "satisfies"];
/// Words that begin something else, or are values.
const FIRST_WORDS: [&str; 8] = ["if", "for", "some", "every", "function", "true", "false", "null"];
/// The most lists that one `for` goes through.
const ITERATORS_MAX: usize = 8;

/// Whether a word is one of the language, and so cannot be the name of anything.
pub fn is_keyword(word: &str) -> bool {
    KEYWORDS.contains(&word) || FIRST_WORDS.contains(&word)
}

impl Parser<'_> {
    /// An operand with the paths and filters behind it.
    pub(super) fn postfix(&mut self) -> Parsed<Node> {
        let at = self.at();
        let mut node = self.operand()?;
        loop {
            if self.eat(Sign::Dot) {
                let Token::Word(name) = self.token().clone() else {
                    return self.missing("mistake.no-name");
                };
                self.advance();
                node = self.node(at, What::Path(Box::new(node), name))?;
            } else if self.is_sign(Sign::OpenSquare) && self.filter_ahead() {
                self.advance();
                let condition = self.expression()?;
                self.must(Sign::CloseSquare)?;
                node = self.node(at, What::Filter(Box::new(node), Box::new(condition)))?;
            } else {
                break;
            }
        }
        Ok(node)
    }

    /// `[` behind an operand opens a filter, unless it ends a range as in `[1..5[`.
    fn filter_ahead(&self) -> bool {
        match self.token_after(1) {
            Token::End => false,
            Token::Word(word) => !KEYWORDS.contains(&word.as_str()),
            Token::Sign(sign) => matches!(
                sign,
                Sign::Minus | Sign::OpenRound | Sign::OpenSquare | Sign::OpenCurly | Sign::Question
            ),
            _ => true,
        }
    }

    fn operand(&mut self) -> Parsed<Node> {
        let at = self.at();
        match self.token().clone() {
            Token::Number(number) => {
                self.advance();
                Ok(Node::constant(at, Value::Number(number)))
            }
            Token::Text(text) => {
                self.advance();
                Ok(Node::constant(at, Value::Text(text)))
            }
            Token::At(text) => {
                self.advance();
                match (text.parse(), read_span(&text)) {
                    (Ok(day), _) => Ok(Node::constant(at, Value::Day(day))),
                    (_, Some(span)) => Ok(Node::constant(at, Value::Span(span))),
                    _ => self.wrong(at, Sentence::new("mistake.literal").with("text", text)),
                }
            }
            Token::Word(word) => self.word(at, &word),
            Token::Sign(Sign::OpenRound) => {
                self.advance();
                let inner = self.expression()?;
                self.must(Sign::CloseRound)?;
                Ok(inner)
            }
            Token::Sign(Sign::OpenSquare) => self.list(),
            Token::Sign(Sign::OpenCurly) => self.context(),
            Token::Sign(Sign::Question) if self.in_cell => {
                self.advance();
                self.node(at, What::Input)
            }
            Token::End => self.wrong(at, "mistake.too-early"),
            _ => self.missing("mistake.no-value"),
        }
    }

    fn word(&mut self, at: usize, word: &str) -> Parsed<Node> {
        if let Some((name, words)) = self.function_ahead() {
            self.next += words;
            return self.call(at, name);
        }
        match word {
            "true" | "false" => {
                self.advance();
                Ok(Node::constant(at, Value::Truth(word == "true")))
            }
            "null" => {
                self.advance();
                Ok(Node::constant(at, Value::Nothing))
            }
            "if" => self.choice(at),
            "for" => self.iteration(at, "return", What::For),
            "some" => self.iteration(at, "satisfies", What::Some),
            "every" => self.iteration(at, "satisfies", What::Every),
            "function" => self.wrong(at, "mistake.no-definitions"),
            word if KEYWORDS.contains(&word) => self.missing("mistake.no-value"),
            _ => {
                self.advance();
                if let Some(words) = self.call_ahead() {
                    self.next += words;
                    return self.unknown_function(at);
                }
                self.node(at, What::Name(word.into()))
            }
        }
    }

    /// A built-in function whose words begin here and are followed by a bracket; the longest name wins.
    fn function_ahead(&self) -> Option<(&'static str, usize)> {
        let names = FUNCTIONS.iter().map(|entry| entry.name).chain(SPECIAL);
        let here = |name: &&'static str| {
            let mut words = name.split(' ').enumerate();
            words.all(|(n, word)| matches!(self.token_after(n), Token::Word(w) if w == word))
                && self.token_after(name.split(' ').count()) == &Token::Sign(Sign::OpenRound)
        };
        names
            .filter(here)
            .map(|name| (name, name.split(' ').count()))
            .max_by_key(|(_, words)| *words)
    }

    /// How many words are left before a bracket that opens the arguments of a function of several words.
    fn call_ahead(&self) -> Option<usize> {
        for words in 0.. {
            match self.token_after(words) {
                Token::Word(word) if !KEYWORDS.contains(&word.as_str()) => {}
                Token::Sign(Sign::OpenRound) => return Some(words),
                _ => return None,
            }
        }
        None
    }

    fn unknown_function<T>(&self, at: usize) -> Parsed<T> {
        let name = self.text.get(at..self.at()).unwrap_or_default().trim();
        let hint = said_nearest(name, FUNCTIONS.iter().map(|entry| entry.name).chain(SPECIAL));
        self.wrong(at, Sentence::new("mistake.no-function").with("name", name).hint(hint))
    }

    fn call(&mut self, at: usize, name: &'static str) -> Parsed<Node> {
        self.must(Sign::OpenRound)?;
        let mut arguments = Vec::new();
        if !self.eat(Sign::CloseRound) {
            arguments.push(self.expression()?);
            while self.eat(Sign::Comma) {
                arguments.push(self.expression()?);
            }
            if self.is_sign(Sign::Colon) {
                return self.wrong(self.at(), "mistake.named-arguments");
            }
            self.must(Sign::CloseRound)?;
        }
        let count = arguments.len();
        match (name, functions::named(name)) {
            (_, Some(entry)) if entry.takes_so_many(count) => {
                match folded(entry.function, &arguments) {
                    Some(value) => Ok(Node::constant(at, value)),
                    None => self.node(at, What::Call(entry.function, arguments)),
                }
            }
            (_, Some(entry)) => {
                let key = if count == 1 { "mistake.one-argument" } else { "mistake.arguments" };
                let hint = Sentence::new("hint.usage").with("usage", entry.usage());
                let said = Sentence::new(key).with("name", name).with("count", count);
                self.wrong(at, said.hint(Some(hint)))
            }
            ("is defined", None) => match <[Node; 1]>::try_from(arguments) {
                Ok([inner]) if matches!(inner.what, What::Name(_) | What::Path(..)) => {
                    self.node(at, What::IsDefined(Box::new(inner)))
                }
                _ => self.wrong(at, "mistake.is-defined"),
            },
            _ => match <[Node; 2]>::try_from(arguments) {
                Ok([Node { what: What::Constant(Value::Text(scale)), .. }, base]) => {
                    self.node(at, What::Scale(scale, Box::new(base)))
                }
                _ => self.wrong(at, "mistake.scale-arguments"),
            },
        }
    }

    fn choice(&mut self, at: usize) -> Parsed<Node> {
        self.advance();
        let condition = self.expression()?;
        self.must_word("then")?;
        let yes = self.expression()?;
        self.must_word("else")?;
        let no = self.expression()?;
        self.node(at, What::If(Box::new([condition, yes, no])))
    }

    fn iteration(
        &mut self,
        at: usize,
        word: &str,
        whole: fn(Vec<(String, Domain)>, Box<Node>) -> What,
    ) -> Parsed<Node> {
        self.advance();
        let mut domains = Vec::new();
        loop {
            let Token::Word(name) = self.token().clone() else {
                return self.missing("mistake.no-name");
            };
            self.advance();
            self.must_word("in")?;
            let from = self.expression()?;
            let domain = if self.eat(Sign::DotDot) {
                Domain::Range(from, self.expression()?)
            } else {
                Domain::Each(from)
            };
            domains.push((name, domain));
            if domains.len() > ITERATORS_MAX {
                let said = Sentence::new("mistake.iterators").with("most", ITERATORS_MAX);
                return self.wrong(self.at(), said);
            }
            if !self.eat(Sign::Comma) {
                break;
            }
        }
        self.must_word(word)?;
        let inner = self.expression()?;
        self.node(at, whole(domains, Box::new(inner)))
    }

    fn list(&mut self) -> Parsed<Node> {
        let at = self.at();
        self.advance();
        let mut items = Vec::new();
        if self.eat(Sign::CloseSquare) {
            return Ok(Node::constant(at, Value::List(Vec::new())));
        }
        loop {
            items.push(self.expression()?);
            if self.is_sign(Sign::DotDot) {
                return self.wrong(self.at(), "mistake.range-here");
            }
            if !self.eat(Sign::Comma) {
                break;
            }
        }
        self.must(Sign::CloseSquare)?;
        let constants: Option<Vec<Value>> =
            items.iter().map(|node| node.as_constant().cloned()).collect();
        match constants {
            // Constants in constants go deep without a tree of nodes, but no deeper than the parser does.
            Some(values) => Ok(Node::constant(at, Value::List(values))),
            None => self.node(at, What::List(items)),
        }
    }

    fn context(&mut self) -> Parsed<Node> {
        let at = self.at();
        self.advance();
        let mut entries: Vec<(String, Node)> = Vec::new();
        if self.eat(Sign::CloseCurly) {
            return self.node(at, What::Context(entries));
        }
        loop {
            let name_at = self.at();
            let (Token::Word(name) | Token::Text(name)) = self.token().clone() else {
                return self.missing("mistake.no-key");
            };
            self.advance();
            self.must(Sign::Colon)?;
            if entries.iter().any(|(other, _)| *other == name) {
                let said = Sentence::new("mistake.key-twice").with("name", name);
                return self.wrong(name_at, said);
            }
            entries.push((name, self.expression()?));
            if !self.eat(Sign::Comma) {
                break;
            }
        }
        self.must(Sign::CloseCurly)?;
        self.node(at, What::Context(entries))
    }
}

/// A day or duration of constants is read once, here. What cannot be read stays a call, so that checks can point at it.
fn folded(function: Function, arguments: &[Node]) -> Option<Value> {
    match (function, arguments) {
        (Function::Date, [one]) => match one.as_constant() {
            Some(Value::Text(text)) => text.parse().ok().map(Value::Day),
            _ => None,
        },
        (Function::Date, [year, month, day]) => {
            let part = |node: &Node| match node.as_constant() {
                Some(Value::Number(number)) => number.whole(),
                _ => None,
            };
            day_of(part(year), part(month), part(day))
        }
        (Function::Duration, [one]) => match one.as_constant() {
            Some(Value::Text(text)) => read_span(text).map(Value::Span),
            _ => None,
        },
        _ => None,
    }
}

/// The day of three numbers, if the calendar has it.
pub(crate) fn day_of(year: Option<i64>, month: Option<i64>, day: Option<i64>) -> Option<Value> {
    let year = i16::try_from(year?).ok()?;
    let month = i8::try_from(month?).ok()?;
    vocabulary::Day::new(year, month, i8::try_from(day?).ok()?).map(Value::Day)
}
