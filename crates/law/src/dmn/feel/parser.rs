//! From the text of an expression, or of the unary tests of a cell, to its tree: operators, comparisons, tests.
//!
//! What may not happen here: recursion deeper than `DEPTH_MAX`, or going back to read the same text twice.

use vocabulary::Mistake;

use super::lexer::{Token, skip_blank, token};
use super::names::Known;
use super::syntax::{Comparison, Node, Operator, Test, Tests};
use crate::position::mistake_at;

/// The longest expression of a DMN model, in bytes.
const EXPRESSION_BYTES_MAX: usize = 50_000;
/// How deep an expression may be nested.
const NESTING_MAX: usize = 100;
/// The most operators, paths and filters of one expression.
const OPERATORS_MAX: usize = 2_000;

pub(super) type Parsed<T> = Result<T, Mistake>;

/// Reads a whole text as one expression.
pub(crate) fn expression(text: &str, known: &Known) -> Parsed<Node> {
    let mut parser = Parser::of(text, known)?;
    let node = parser.expression()?;
    parser.must_end()?;
    Ok(node)
}

/// Reads a whole text as unary tests: `-`, `not(...)`, or tests divided by commas.
pub(crate) fn tests(text: &str, known: &Known) -> Parsed<Tests> {
    let mut parser = Parser::of(text, known)?;
    parser.known.add("?");
    if parser.is_sign("-") && parser.after_sign().0 == Token::End {
        return Ok(Tests { negated: false, tests: None });
    }
    if parser.is_word("not") && parser.after_sign().0 == Token::Sign("(") {
        let start = parser.at;
        parser.advance();
        parser.advance();
        let tests = parser.test_list()?;
        // `not(a) or b` is an expression, in which `not` is the function.
        if parser.eat(")") && parser.token == Token::End {
            return Ok(Tests { negated: true, tests: Some(tests) });
        }
        parser.go_to(start);
    }
    let tests = parser.test_list()?;
    parser.must_end()?;
    Ok(Tests { negated: false, tests: Some(tests) })
}

pub(super) struct Parser<'t> {
    pub(super) text: &'t str,
    pub(super) known: Known,
    pub(super) token: Token,
    /// Where the token begins and ends.
    pub(super) at: usize,
    pub(super) end: usize,
    depth: usize,
    operators: usize,
    /// Whether `?` was read since this was last made false.
    pub(super) asks: bool,
    /// In the upper end of a range, `[` may be its bracket.
    pub(super) in_range: bool,
}

/// Binding strengths, from weak to strong.
const OR: u8 = 1;
const AND: u8 = 2;
const COMPARE: u8 = 3;
pub(super) const SUM: u8 = 4;
const PRODUCT: u8 = 5;
const POWER: u8 = 6;

impl<'t> Parser<'t> {
    fn of(text: &'t str, known: &Known) -> Parsed<Parser<'t>> {
        if text.len() > EXPRESSION_BYTES_MAX {
            let message = format!(
                "the expression has {} bytes, and may have {EXPRESSION_BYTES_MAX}",
                text.len()
            );
            return Err(mistake_at(text, 0, message, "divide it into several decisions"));
        }
        let mut parser = Parser {
            text,
            known: known.clone(),
            token: Token::End,
            at: 0,
            end: 0,
            depth: 0,
            operators: 0,
            asks: false,
            in_range: false,
        };
        parser.go_to(0);
        Ok(parser)
    }

    pub(super) fn go_to(&mut self, place: usize) {
        let Some(start) = skip_blank(self.text, place) else {
            self.token = Token::Wrong("a comment without an end: end it with */".into());
            return;
        };
        (self.token, self.end) = token(self.text, start);
        self.at = start;
    }

    pub(super) fn advance(&mut self) {
        self.go_to(self.end);
    }

    /// The token after this one.
    pub(super) fn after_sign(&self) -> (Token, usize) {
        match skip_blank(self.text, self.end) {
            Some(start) => token(self.text, start),
            None => (Token::End, self.text.len()),
        }
    }

    pub(super) fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or_default()
    }

    pub(super) fn is_sign(&self, sign: &str) -> bool {
        matches!(&self.token, Token::Sign(s) if *s == sign)
    }

    pub(super) fn is_word(&self, word: &str) -> bool {
        matches!(&self.token, Token::Word(w) if w == word)
    }

    pub(super) fn eat(&mut self, sign: &str) -> bool {
        let there = self.is_sign(sign);
        if there {
            self.advance();
        }
        there
    }

    pub(super) fn eat_word(&mut self, word: &str) -> bool {
        let there = self.is_word(word);
        if there {
            self.advance();
        }
        there
    }

    pub(super) fn wrong<T>(&self, message: impl Into<String>) -> Parsed<T> {
        Err(mistake_at(self.text, self.at, message, ""))
    }

    pub(super) fn missing<T>(&self, what: &str) -> Parsed<T> {
        if let Token::Wrong(why) = &self.token {
            return self.wrong(why.clone());
        }
        let shown = match self.token {
            Token::End => "at the end".to_string(),
            _ => format!("before `{}`", self.text.get(self.at..self.end).unwrap_or_default()),
        };
        self.wrong(format!("{what} is missing {shown}"))
    }

    pub(super) fn must(&mut self, sign: &str) -> Parsed<()> {
        if self.eat(sign) { Ok(()) } else { self.missing(&format!("`{sign}`")) }
    }

    pub(super) fn must_word(&mut self, word: &str) -> Parsed<()> {
        if self.eat_word(word) { Ok(()) } else { self.missing(&format!("`{word}`")) }
    }

    fn must_end(&self) -> Parsed<()> {
        match &self.token {
            Token::End => Ok(()),
            Token::Wrong(why) => self.wrong(why.clone()),
            _ => self.wrong(format!(
                "`{}` is not expected here",
                self.text.get(self.at..self.end).unwrap_or_default()
            )),
        }
    }

    /// One level deeper; the callers come back up by themselves.
    pub(super) fn deeper<T>(
        &mut self,
        parse: impl FnOnce(&mut Parser<'t>) -> Parsed<T>,
    ) -> Parsed<T> {
        if self.depth >= NESTING_MAX {
            return self
                .wrong(format!("the expression is nested deeper than {NESTING_MAX} levels"));
        }
        self.depth += 1;
        let parsed = parse(self);
        self.depth -= 1;
        parsed
    }

    /// Counts an operator, a path or a filter: each makes the tree one higher.
    pub(super) fn count(&mut self) -> Parsed<()> {
        self.operators += 1;
        if self.operators > OPERATORS_MAX {
            return self.wrong(format!("more than {OPERATORS_MAX} operators in one expression"));
        }
        Ok(())
    }

    pub(super) fn expression(&mut self) -> Parsed<Node> {
        let in_range = std::mem::take(&mut self.in_range);
        let node = self.deeper(|parser| parser.binary(OR));
        self.in_range = in_range;
        node
    }

    /// Operators that bind at least so strongly.
    pub(super) fn binary(&mut self, least: u8) -> Parsed<Node> {
        let left = self.prefix()?;
        self.binary_from(left, least)
    }

    /// The same, when the first operand has been read.
    pub(super) fn binary_from(&mut self, mut left: Node, least: u8) -> Parsed<Node> {
        while let Some(strength) = self.strength().filter(|strength| *strength >= least) {
            self.count()?;
            left = match strength {
                OR | AND => self.junction(left, strength)?,
                COMPARE => self.comparison(left)?,
                _ => self.arithmetic(left, strength)?,
            };
            // Comparisons do not chain: `1 < x < 5` would compare a boolean with a number.
            if strength == COMPARE && self.strength() == Some(COMPARE) {
                return self
                    .wrong("comparisons cannot follow one another: combine them with `and`");
            }
        }
        Ok(left)
    }

    fn strength(&self) -> Option<u8> {
        Some(match &self.token {
            Token::Sign("+" | "-") => SUM,
            Token::Sign("*" | "/") => PRODUCT,
            Token::Sign("**") => POWER,
            Token::Sign("=" | "!=" | "<" | "<=" | ">" | ">=") => COMPARE,
            Token::Word(word) => match word.as_str() {
                "or" => OR,
                "and" => AND,
                "between" | "in" => COMPARE,
                _ => return None,
            },
            _ => return None,
        })
    }

    fn junction(&mut self, left: Node, strength: u8) -> Parsed<Node> {
        self.advance();
        let right = self.binary(strength + 1)?;
        let (left, right) = (Box::new(left), Box::new(right));
        Ok(if strength == OR { Node::Or(left, right) } else { Node::And(left, right) })
    }

    fn arithmetic(&mut self, left: Node, strength: u8) -> Parsed<Node> {
        let operator = match self.token {
            Token::Sign("+") => Operator::Plus,
            Token::Sign("-") => Operator::Minus,
            Token::Sign("*") => Operator::Times,
            Token::Sign("/") => Operator::Over,
            _ => Operator::Power,
        };
        self.advance();
        let right = self.binary(strength + 1)?;
        Ok(Node::Calculate(operator, Box::new(left), Box::new(right)))
    }

    fn comparison(&mut self, left: Node) -> Parsed<Node> {
        if let Some(comparison) = self.sign_of_comparison() {
            self.advance();
            let right = self.binary(SUM)?;
            return Ok(Node::Compare(comparison, Box::new(left), Box::new(right)));
        }
        if self.eat_word("between") {
            let low = self.binary(SUM)?;
            self.must_word("and")?;
            let high = self.binary(SUM)?;
            return Ok(Node::Between(Box::new([left, low, high])));
        }
        self.must_word("in")?;
        let asks = self.asks;
        let tests = self.deeper(Parser::after_in)?;
        self.asks = asks;
        Ok(Node::In(Box::new(left), Tests { negated: false, tests: Some(tests) }))
    }

    pub(super) fn sign_of_comparison(&self) -> Option<Comparison> {
        Some(match self.token {
            Token::Sign("=") => Comparison::Equal,
            Token::Sign("!=") => Comparison::Unequal,
            Token::Sign("<") => Comparison::Less,
            Token::Sign("<=") => Comparison::AtMost,
            Token::Sign(">") => Comparison::Greater,
            Token::Sign(">=") => Comparison::AtLeast,
            _ => return None,
        })
    }

    /// `5`, `< 5`, `[1..5]`, `(1, < 3)`, `(a + b) * c`.
    fn after_in(&mut self) -> Parsed<Vec<Test>> {
        if !self.eat("(") {
            return Ok(vec![self.test(SUM)?]);
        }
        let mut tests = self.test_list()?;
        if self.is_sign("..") {
            let Some(Test::Value { node, .. }) = tests.pop().filter(|_| tests.is_empty()) else {
                return self.missing("`)`");
            };
            let range = self.range(node, false)?;
            let range = self.postfix_from(range)?;
            return Ok(vec![Test::Value { node: self.binary_from(range, SUM)?, asks: false }]);
        }
        self.must(")")?;
        let goes_on =
            self.is_sign(".") || self.is_sign("[") || self.strength().is_some_and(|s| s >= SUM);
        if !goes_on {
            return Ok(tests);
        }
        match tests.pop().filter(|_| tests.is_empty()) {
            Some(Test::Value { node, asks }) => {
                let node = self.postfix_from(node)?;
                Ok(vec![Test::Value { node: self.binary_from(node, SUM)?, asks }])
            }
            _ => self.wrong("a list of tests is no operand"),
        }
    }

    /// Unary tests divided by commas.
    fn test_list(&mut self) -> Parsed<Vec<Test>> {
        let mut tests = vec![self.deeper(|parser| parser.test(OR))?];
        while self.eat(",") {
            tests.push(self.deeper(|parser| parser.test(OR))?);
        }
        Ok(tests)
    }

    fn test(&mut self, least: u8) -> Parsed<Test> {
        if let Some(comparison) = self.sign_of_comparison() {
            self.advance();
            return Ok(Test::Compare(comparison, self.binary(SUM)?));
        }
        let outer = std::mem::replace(&mut self.asks, false);
        let node = self.binary(least)?;
        let asks = std::mem::replace(&mut self.asks, outer);
        Ok(Test::Value { node, asks })
    }

    fn prefix(&mut self) -> Parsed<Node> {
        if !self.eat("-") {
            return self.postfix();
        }
        let inner = self.deeper(Parser::prefix)?;
        Ok(Node::Negate(Box::new(inner)))
    }
}
