//! From text to tree: FEEL's grammar (DMN 1.5, clause 10.3.1.2) by precedence.
//!
//! Left out so far: function literals, named arguments, `instance of`, ranges as values, dates with times, names with spaces.

use vocabulary::{Mistake, Part, Sentence};

use super::lexer::{Placed, Sign, Token, tokens};
use super::syntax::{Bounds, Comparison, Node, Operator, Test, What};
use crate::position::said_at;
use crate::value::Value;

/// The longest expression, in characters.
pub(crate) const LENGTH_MAX: usize = 10_000;
/// How deep an expression may be nested.
pub(crate) const DEPTH_MAX: usize = 100;
/// How many operations may build on one another, as in a long sum.
const HEIGHT_MAX: usize = 200;

pub(super) type Parsed<T> = Result<T, Mistake>;

/// What a whole cell of a table says.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Tests {
    /// `not(...)` around all of it.
    pub negated: bool,
    /// None for `-`: everything matches.
    pub tests: Option<Vec<Test>>,
}

/// Parses a whole text as one expression.
pub(crate) fn expression(text: &str) -> Parsed<Node> {
    let mut parser = Parser::of(text, false)?;
    let node = parser.expression()?;
    parser.must_end()?;
    Ok(node)
}

/// Parses a whole text as the unary tests of a cell.
pub(crate) fn cell(text: &str) -> Parsed<Tests> {
    let mut parser = Parser::of(text, true)?;
    if parser.is_sign(Sign::Minus) && parser.token_after(1) == &Token::End {
        return Ok(Tests { negated: false, tests: None });
    }
    // Not every `not(` is the whole cell: `not(a) or b` is an expression.
    let closing = parser.closing(1).and_then(|place| parser.tokens.get(place + 1));
    let negated = parser.is_word("not")
        && parser.token_after(1) == &Token::Sign(Sign::OpenRound)
        && closing.is_some_and(|placed| placed.token == Token::End);
    let tests = if negated {
        parser.next += 2;
        parser.tests_until_closed()?
    } else {
        parser.tests()?
    };
    parser.must_end()?;
    Ok(Tests { negated, tests: Some(tests) })
}

pub(super) struct Parser<'t> {
    pub(super) text: &'t str,
    tokens: Vec<Placed>,
    pub(super) next: usize,
    depth: usize,
    /// In a cell, `?` is its input.
    pub(super) in_cell: bool,
}

/// Binding strengths, from weak to strong.
const COMPARE: u8 = 3;
const SUM: u8 = 4;
const PRODUCT: u8 = 5;
const POWER: u8 = 6;

impl<'t> Parser<'t> {
    fn of(text: &'t str, in_cell: bool) -> Parsed<Parser<'t>> {
        let length = text.chars().count();
        if length > LENGTH_MAX {
            let said = Sentence::new("mistake.too-long").with("length", length);
            return Err(said_at(text, 0, said.with("most", LENGTH_MAX)));
        }
        Ok(Parser { text, tokens: tokens(text)?, next: 0, depth: 0, in_cell })
    }

    pub(super) fn token(&self) -> &Token {
        self.token_after(0)
    }

    pub(super) fn token_after(&self, count: usize) -> &Token {
        self.tokens.get(self.next + count).map_or(&Token::End, |placed| &placed.token)
    }

    pub(super) fn at(&self) -> usize {
        self.tokens.get(self.next).map_or(self.text.len(), |placed| placed.at)
    }

    pub(super) fn advance(&mut self) {
        self.next += 1;
    }

    pub(super) fn is_sign(&self, sign: Sign) -> bool {
        self.token() == &Token::Sign(sign)
    }

    pub(super) fn is_word(&self, word: &str) -> bool {
        matches!(self.token(), Token::Word(w) if w == word)
    }

    pub(super) fn eat(&mut self, sign: Sign) -> bool {
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

    pub(super) fn wrong<T>(&self, at: usize, said: impl Into<Sentence>) -> Parsed<T> {
        Err(said_at(self.text, at, said))
    }

    /// Something is missing before the token here.
    pub(super) fn missing<T>(&self, key: &'static str) -> Parsed<T> {
        self.wrong(self.at(), Sentence::new(key).with("here", self.shown()))
    }

    pub(super) fn must(&mut self, sign: Sign) -> Parsed<()> {
        if self.eat(sign) {
            return Ok(());
        }
        let said = Sentence::new("mistake.missing").with("what", sign.text());
        self.wrong(self.at(), said.with("here", self.shown()))
    }

    pub(super) fn must_word(&mut self, word: &str) -> Parsed<()> {
        if self.eat_word(word) {
            return Ok(());
        }
        let said = Sentence::new("mistake.missing").with("what", word);
        self.wrong(self.at(), said.with("here", self.shown()))
    }

    fn must_end(&self) -> Parsed<()> {
        if self.token() == &Token::End {
            return Ok(());
        }
        let hint = match self.token() {
            Token::Sign(Sign::DotDot) => Some("hint.where-ranges"),
            Token::Sign(Sign::Equal | Sign::Less | Sign::Greater) => Some("hint.comparisons"),
            Token::Word(w) if w == "instance" => Some("hint.instance-of"),
            Token::Word(_) => Some("hint.no-spaces"),
            _ => None,
        };
        let said = Sentence::new("mistake.not-expected").with("here", self.shown());
        self.wrong(self.at(), said.hint(hint.map(Sentence::new)))
    }

    /// The token here, for a mistake.
    pub(super) fn shown(&self) -> Part {
        match self.token() {
            Token::End => Sentence::new("kind.end").into(),
            Token::Number(n) => format!("`{n}`").into(),
            Token::Text(t) => Value::text(t).to_string().into(),
            Token::At(t) => format!("@{}", Value::text(t)).into(),
            Token::Word(w) => format!("`{w}`").into(),
            Token::Sign(s) => format!("`{}`", s.text()).into(),
        }
    }

    /// One level deeper; the callers come back up by themselves.
    pub(super) fn deeper<T>(
        &mut self,
        parse: impl FnOnce(&mut Parser<'t>) -> Parsed<T>,
    ) -> Parsed<T> {
        if self.depth >= DEPTH_MAX {
            let said = Sentence::new("mistake.too-deep").with("most", DEPTH_MAX);
            return self.wrong(self.at(), said);
        }
        self.depth += 1;
        let parsed = parse(self);
        self.depth -= 1;
        parsed
    }

    /// A node, unless it makes the tree too high.
    pub(super) fn node(&self, at: usize, what: What) -> Parsed<Node> {
        let node = Node::new(at, what);
        if node.height <= HEIGHT_MAX {
            return Ok(node);
        }
        self.wrong(self.at(), Sentence::new("mistake.too-high").with("most", HEIGHT_MAX))
    }

    pub(super) fn expression(&mut self) -> Parsed<Node> {
        self.deeper(Parser::disjunction)
    }

    fn disjunction(&mut self) -> Parsed<Node> {
        self.chain("or", Parser::conjunction, What::Or)
    }

    fn conjunction(&mut self) -> Parsed<Node> {
        self.chain("and", |parser| parser.binary(COMPARE), What::And)
    }

    fn chain(
        &mut self,
        word: &str,
        part: fn(&mut Parser<'t>) -> Parsed<Node>,
        whole: fn(Vec<Node>) -> What,
    ) -> Parsed<Node> {
        let at = self.at();
        let first = part(self)?;
        if !self.is_word(word) {
            return Ok(first);
        }
        let mut parts = vec![first];
        while self.eat_word(word) {
            parts.push(part(self)?);
        }
        self.node(at, whole(parts))
    }

    /// Comparisons and arithmetic whose operators bind at least so strongly.
    fn binary(&mut self, least: u8) -> Parsed<Node> {
        let at = self.at();
        let mut left = self.prefix()?;
        while let Some((strength, operation)) =
            self.operation().filter(|(strength, _)| *strength >= least)
        {
            left = match operation {
                Operation::Calculate(operator) => {
                    self.advance();
                    let right = self.binary(strength + 1)?;
                    self.node(at, What::Calculate(operator, Box::new(left), Box::new(right)))?
                }
                Operation::Compare(comparison) => {
                    self.advance();
                    let right = self.binary(strength + 1)?;
                    self.node(at, What::Compare(comparison, Box::new(left), Box::new(right)))?
                }
                Operation::Between => self.between(at, left)?,
                Operation::In => self.member(at, left)?,
            };
            // Comparisons do not chain: `1 < x < 5` would compare a boolean with a number.
            if strength == COMPARE && least <= COMPARE {
                if self.operation().is_some_and(|(strength, _)| strength == COMPARE) {
                    return self.wrong(self.at(), "mistake.chained");
                }
                return Ok(left);
            }
        }
        Ok(left)
    }

    fn operation(&self) -> Option<(u8, Operation)> {
        let calculate = |strength, operator| Some((strength, Operation::Calculate(operator)));
        let compare = |comparison| Some((COMPARE, Operation::Compare(comparison)));
        match self.token() {
            Token::Sign(Sign::Plus) => calculate(SUM, Operator::Plus),
            Token::Sign(Sign::Minus) => calculate(SUM, Operator::Minus),
            Token::Sign(Sign::Times) => calculate(PRODUCT, Operator::Times),
            Token::Sign(Sign::Over) => calculate(PRODUCT, Operator::Over),
            Token::Sign(Sign::Power) => calculate(POWER, Operator::Power),
            Token::Word(word) if word == "between" => Some((COMPARE, Operation::Between)),
            Token::Word(word) if word == "in" => Some((COMPARE, Operation::In)),
            _ => self.comparison().and_then(compare),
        }
    }

    fn comparison(&self) -> Option<Comparison> {
        match self.token() {
            Token::Sign(Sign::Equal) => Some(Comparison::Equal),
            Token::Sign(Sign::Unequal) => Some(Comparison::Unequal),
            Token::Sign(Sign::Less) => Some(Comparison::Less),
            Token::Sign(Sign::AtMost) => Some(Comparison::AtMost),
            Token::Sign(Sign::Greater) => Some(Comparison::Greater),
            Token::Sign(Sign::AtLeast) => Some(Comparison::AtLeast),
            _ => None,
        }
    }

    fn between(&mut self, at: usize, left: Node) -> Parsed<Node> {
        self.advance();
        let low = self.binary(SUM)?;
        self.must_word("and")?;
        let high = self.binary(SUM)?;
        self.node(at, What::Between(Box::new([left, low, high])))
    }

    /// `x in 5`, `x in (1, < 3)`, `x in [1..5]`.
    fn member(&mut self, at: usize, left: Node) -> Parsed<Node> {
        self.advance();
        // `(a..b)` is a range with open ends, `(a, b)` a list of tests, `(a + b) * c` an expression.
        let several = self.is_sign(Sign::OpenRound)
            && self.range_ahead(self.next).is_none()
            && self.closing(self.next).is_some_and(|close| !self.goes_on(close + 1));
        let tests = if several {
            self.advance();
            self.deeper(Parser::tests_until_closed)?
        } else {
            vec![self.deeper(Parser::test)?]
        };
        self.node(at, What::In(Box::new(left), tests))
    }

    /// Whether the token at that place makes a bracket before it part of an operand.
    fn goes_on(&self, place: usize) -> bool {
        use Sign::{Dot, Minus, OpenSquare, Over, Plus, Power, Times};
        let token = self.tokens.get(place).map(|placed| &placed.token);
        matches!(token, Some(Token::Sign(Plus | Minus | Times | Over | Power | Dot | OpenSquare)))
    }

    /// The place of the bracket that closes the one at that place.
    fn closing(&self, open: usize) -> Option<usize> {
        self.at_level(open, |_| false).1
    }

    /// The place of the `..` of a range that opens there.
    fn range_ahead(&self, open: usize) -> Option<usize> {
        self.at_level(open, |sign| sign == Sign::DotDot).0
    }

    /// Goes through a bracket once: the first such sign directly inside, and where the bracket closes.
    fn at_level(&self, open: usize, wanted: fn(Sign) -> bool) -> (Option<usize>, Option<usize>) {
        let mut level = 0_usize;
        for (place, placed) in self.tokens.iter().enumerate().skip(open + 1) {
            let Token::Sign(sign) = placed.token else { continue };
            match sign {
                sign if level == 0 && wanted(sign) => return (Some(place), None),
                Sign::OpenRound | Sign::OpenSquare | Sign::OpenCurly => level += 1,
                Sign::CloseRound | Sign::CloseSquare | Sign::CloseCurly if level == 0 => {
                    return (None, Some(place));
                }
                Sign::CloseRound | Sign::CloseSquare | Sign::CloseCurly => level -= 1,
                _ => {}
            }
        }
        (None, None)
    }

    fn tests_until_closed(&mut self) -> Parsed<Vec<Test>> {
        let tests = self.tests()?;
        self.must(Sign::CloseRound)?;
        Ok(tests)
    }

    /// Unary tests divided by commas.
    fn tests(&mut self) -> Parsed<Vec<Test>> {
        let mut tests = vec![self.deeper(Parser::test)?];
        while self.eat(Sign::Comma) {
            tests.push(self.deeper(Parser::test)?);
        }
        Ok(tests)
    }

    pub(super) fn test(&mut self) -> Parsed<Test> {
        if let Some(comparison) = self.comparison() {
            self.advance();
            return Ok(Test::Compare(comparison, self.binary(SUM)?));
        }
        let opens = matches!(
            self.token(),
            Token::Sign(Sign::OpenSquare | Sign::OpenRound | Sign::CloseSquare)
        );
        if opens && self.range_ahead(self.next).is_some() {
            return self.range();
        }
        let node = if self.in_cell { self.expression()? } else { self.binary(SUM)? };
        Ok(if node.mentions_input() { Test::Condition(node) } else { Test::Value(node) })
    }

    fn range(&mut self) -> Parsed<Test> {
        let low_included = self.is_sign(Sign::OpenSquare);
        self.advance();
        let low = self.binary(SUM)?;
        self.must(Sign::DotDot)?;
        let high = self.binary(SUM)?;
        let high_included = self.is_sign(Sign::CloseSquare);
        if !high_included && !self.is_sign(Sign::CloseRound) && !self.is_sign(Sign::OpenSquare) {
            return self.wrong(self.at(), "mistake.range-open");
        }
        self.advance();
        Ok(Test::Range(Box::new(Bounds { low, low_included, high, high_included })))
    }

    fn prefix(&mut self) -> Parsed<Node> {
        let at = self.at();
        if !self.eat(Sign::Minus) {
            return self.postfix();
        }
        let inner = self.deeper(Parser::prefix)?;
        if let Some(Value::Number(number)) = inner.as_constant() {
            return Ok(Node::constant(at, Value::Number(number.negated())));
        }
        self.node(at, What::Negate(Box::new(inner)))
    }
}

enum Operation {
    Calculate(Operator),
    Compare(Comparison),
    Between,
    In,
}
