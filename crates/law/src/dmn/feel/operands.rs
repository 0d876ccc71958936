//! Operands: literals, names, lists, contexts, ranges, function definitions, `if`, `for`, with the paths, filters and calls behind
//! them, and the names of types.
//!
//! What may not happen here: an operator.

use std::sync::Arc;

use super::function::Parameter;
use super::lexer::{Token, goes_on_name, joins_name, skip_blank, token};
use super::literal;
use super::names::tidy;
use super::parser::{Parsed, Parser, SUM};
use super::syntax::{Arguments, Bounds, Comparison, Domain, Items, Node, Written};
use super::types::Type;
use super::value::Value;

/// Words that join parts of an expression, and so are no names.
const KEYWORDS: [&str; 8] = ["and", "or", "then", "else", "in", "between", "return", "satisfies"];

impl Parser<'_> {
    pub(super) fn postfix(&mut self) -> Parsed<Node> {
        let node = self.operand()?;
        self.postfix_from(node)
    }

    /// The paths, filters and calls behind an operand, and `instance of`.
    pub(super) fn postfix_from(&mut self, mut node: Node) -> Parsed<Node> {
        loop {
            if self.eat(".") {
                let name = self.field()?;
                node = Node::Path(Box::new(node), name);
            } else if self.is_sign("[") && !(self.in_range && self.closes_range()) {
                self.advance();
                let count = self.known.count();
                self.known.add_fields();
                let condition = self.expression()?;
                self.known.forget(count);
                self.must("]")?;
                node = Node::Filter(Box::new(node), Box::new(condition));
            } else if self.is_sign("(") {
                self.advance();
                let arguments = self.deeper(Parser::arguments)?;
                node = Node::Call(Box::new(node), arguments);
            } else if self.is_word("instance") {
                self.advance();
                self.must_word("of")?;
                let kind = self.deeper(Parser::type_name)?.unconstrained();
                node = Node::InstanceOf(Box::new(node), kind);
            } else {
                return Ok(node);
            }
            self.count()?;
        }
    }

    /// Whether this `[` ends a range, as in `[1..5[`: what follows cannot begin a filter.
    fn closes_range(&self) -> bool {
        match self.after_sign().0 {
            Token::End | Token::Wrong(_) => true,
            Token::Word(word) => KEYWORDS.contains(&word.as_str()) || word == "instance",
            Token::Sign(sign) => !matches!(sign, "-" | "(" | "[" | "{" | "?"),
            _ => false,
        }
    }

    fn field(&mut self) -> Parsed<Arc<str>> {
        if let Some((name, length)) = self.known.field(self.rest()) {
            self.go_to(self.at + length);
            return Ok(name);
        }
        let Token::Word(name) = &self.token else { return self.missing("a name") };
        let name = name.as_str().into();
        self.advance();
        Ok(name)
    }

    fn operand(&mut self) -> Parsed<Node> {
        if let Some((name, length)) = self.known.name(self.rest()) {
            self.asks |= &*name == "?";
            self.go_to(self.at + length);
            return Ok(Node::Name(name));
        }
        match self.token.clone() {
            Token::Number(number) => {
                self.advance();
                Ok(Node::constant(Value::Number(number)))
            }
            Token::Text(text) => {
                self.advance();
                Ok(Node::constant(Value::text(&text)))
            }
            Token::At(text) => {
                let Some(value) = literal::at(&text) else {
                    return self.wrong(format!("@\"{text}\" is no date, time or duration"));
                };
                self.advance();
                Ok(Node::constant(value))
            }
            Token::Word(word) => self.word(&word),
            Token::Sign("(") => self.deeper(Parser::bracket),
            Token::Sign("[") => self.deeper(Parser::list),
            Token::Sign("]") => {
                self.advance();
                let low = self.expression()?;
                self.range(low, false)
            }
            Token::Sign("{") => self.deeper(Parser::context),
            _ => self.missing("a value or a name"),
        }
    }

    fn word(&mut self, word: &str) -> Parsed<Node> {
        if KEYWORDS.contains(&word) {
            return self.missing("a value or a name");
        }
        self.advance();
        Ok(match word {
            "true" | "false" => Node::constant(Value::Boolean(word == "true")),
            "null" => Node::constant(Value::Null),
            "if" => return self.choice(),
            "for" => {
                let (domains, inner) = self.iteration("return")?;
                Node::For(domains, inner)
            }
            "some" => {
                let (domains, inner) = self.iteration("satisfies")?;
                Node::Some(domains, inner)
            }
            "every" => {
                let (domains, inner) = self.iteration("satisfies")?;
                Node::Every(domains, inner)
            }
            "function" if self.is_sign("(") => return self.deeper(Parser::function),
            _ => Node::Name(word.into()),
        })
    }

    /// `(a + b)`, `(1..5)`, `(< 5)`.
    fn bracket(&mut self) -> Parsed<Node> {
        self.advance();
        if let Some(comparison) = self.sign_of_comparison() {
            return self.unary_range(comparison);
        }
        let inner = self.expression()?;
        if self.is_sign("..") {
            return self.range(inner, false);
        }
        self.must(")")?;
        Ok(inner)
    }

    fn unary_range(&mut self, comparison: Comparison) -> Parsed<Node> {
        self.advance();
        let end = self.binary(SUM)?;
        self.must(")")?;
        Ok(Node::UnaryRange(comparison, Box::new(end)))
    }

    /// A range whose lower end has been read.
    pub(super) fn range(&mut self, low: Node, low_included: bool) -> Parsed<Node> {
        self.must("..")?;
        let outer = std::mem::replace(&mut self.in_range, true);
        let high = self.binary(SUM);
        self.in_range = outer;
        let high = high?;
        let high_included = self.is_sign("]");
        if !high_included && !self.is_sign(")") && !self.is_sign("[") {
            return self.missing("`]` or `)`");
        }
        self.advance();
        Ok(Node::Range(Box::new(Bounds { low, low_included, high, high_included })))
    }

    fn list(&mut self) -> Parsed<Node> {
        self.advance();
        let mut items = Vec::new();
        if self.eat("]") {
            return Ok(Node::List(items));
        }
        loop {
            let item = self.expression()?;
            if self.is_sign("..") && items.is_empty() {
                return self.range(item, true);
            }
            items.push(item);
            if !self.eat(",") {
                break;
            }
        }
        self.must("]")?;
        Ok(Node::List(items))
    }

    fn context(&mut self) -> Parsed<Node> {
        self.advance();
        let mut entries: Vec<(Arc<str>, Node)> = Vec::new();
        if self.eat("}") {
            return Ok(Node::Context(entries));
        }
        let count = self.known.count();
        loop {
            let name = self.key()?;
            self.must(":")?;
            if entries.iter().any(|(known, _)| *known == name) {
                return self.wrong(format!("the key `{name}` is used twice"));
            }
            let entry = self.expression()?;
            self.known.add(&name);
            self.known.add_field(&name);
            entries.push((name, entry));
            if !self.eat(",") {
                break;
            }
        }
        self.known.forget(count);
        self.must("}")?;
        Ok(Node::Context(entries))
    }

    fn key(&mut self) -> Parsed<Arc<str>> {
        if let Token::Text(text) = &self.token {
            let name = text.as_str().into();
            self.advance();
            return Ok(name);
        }
        match self.new_name(&[":"], "") {
            Some(name) => Ok(name),
            None => self.missing("a key"),
        }
    }

    /// A name that is made known here: all words and signs before one of those signs, or before that word.
    fn new_name(&mut self, signs: &[&str], word: &str) -> Option<Arc<str>> {
        let (start, end) = (self.at, self.name_end(signs, word)?);
        let name = tidy(self.text.get(start..end)?);
        self.go_to(end);
        (!name.is_empty()).then_some(name)
    }

    fn name_end(&self, signs: &[&str], word: &str) -> Option<usize> {
        let mut at = self.at;
        loop {
            let start = skip_blank(self.text, at)?;
            let (token, end) = token(self.text, start);
            match token {
                Token::Sign(sign) if signs.contains(&sign) => return Some(start),
                Token::Word(w) if w == word && start > self.at => return Some(start),
                Token::Word(_) | Token::Number(_) => at = end,
                Token::Sign(sign) if sign.chars().all(joins_name) => at = end,
                _ => {
                    // A digit in a name may stand where no number can: `2nd`.
                    let next =
                        self.text.get(start..)?.chars().next().filter(|c| goes_on_name(*c))?;
                    at = start + next.len_utf8();
                }
            }
        }
    }

    fn arguments(&mut self) -> Parsed<Arguments> {
        if self.eat(")") {
            return Ok(Arguments::Placed(Vec::new()));
        }
        if self.name_end(&[":"], "").is_none() {
            let mut placed = vec![self.expression()?];
            while self.eat(",") {
                placed.push(self.expression()?);
            }
            self.must(")")?;
            return Ok(Arguments::Placed(placed));
        }
        let mut named: Vec<(Arc<str>, Node)> = Vec::new();
        loop {
            let name = self.key()?;
            self.must(":")?;
            if named.iter().any(|(known, _)| *known == name) {
                return self.wrong(format!("the argument `{name}` is given twice"));
            }
            named.push((name, self.expression()?));
            if !self.eat(",") {
                break;
            }
        }
        self.must(")")?;
        Ok(Arguments::Named(named))
    }

    fn choice(&mut self) -> Parsed<Node> {
        let condition = self.expression()?;
        self.must_word("then")?;
        let yes = self.expression()?;
        self.must_word("else")?;
        let no = self.expression()?;
        Ok(Node::If(Box::new([condition, yes, no])))
    }

    fn iteration(&mut self, word: &str) -> Parsed<(Vec<Domain>, Box<Node>)> {
        let count = self.known.count();
        let mut domains = Vec::new();
        loop {
            let Some(name) = self.new_name(&[], "in") else { return self.missing("a name") };
            self.must_word("in")?;
            let from = self.expression()?;
            let items = if self.eat("..") {
                Items::Range(from, self.expression()?)
            } else {
                Items::Each(from)
            };
            self.known.add(&name);
            domains.push(Domain { name, items });
            if !self.eat(",") {
                break;
            }
        }
        self.must_word(word)?;
        let inner = self.expression()?;
        self.known.forget(count);
        Ok((domains, Box::new(inner)))
    }

    /// `function(a: number, b) a + b`, or one that lies outside.
    fn function(&mut self) -> Parsed<Node> {
        self.must("(")?;
        let count = self.known.count();
        let mut parameters = Vec::new();
        while !self.is_sign(")") {
            let Some(name) = self.new_name(&[":", ",", ")"], "") else {
                return self.missing("a name");
            };
            let kind = if self.eat(":") { self.type_name()? } else { Type::Any };
            self.known.add(&name);
            parameters.push(Parameter { name, kind });
            if !self.eat(",") {
                break;
            }
        }
        self.must(")")?;
        let outside = self.eat_word("external");
        let body = self.expression()?;
        self.known.forget(count);
        // Its body only says where the function lies: another program, which is not run here.
        let body =
            if outside { Node::Unsupported("a function outside of FEEL".into()) } else { body };
        Ok(Node::Function(Arc::new(Written { parameters, result: Type::Any, body })))
    }

    /// `number`, `list<date>`, `context<a: string>`, `function<number, string>->boolean`, or a type of the model.
    pub(super) fn type_name(&mut self) -> Parsed<Type> {
        if let Some((kind, length)) = self.known.type_name(self.rest()) {
            self.go_to(self.at + length);
            return Ok(kind);
        }
        let Token::Word(word) = self.token.clone() else {
            return self.missing("the name of a type");
        };
        let generic = self.after_sign().0 == Token::Sign("<");
        if !generic {
            let Some(kind) = Type::built_in(&word) else {
                return self.wrong(format!("there is no type `{word}`"));
            };
            self.advance();
            return Ok(kind);
        }
        self.advance();
        self.advance();
        match word.as_str() {
            "list" | "range" => {
                let inner = Arc::new(self.deeper(Parser::type_name)?);
                self.must(">")?;
                Ok(if word == "list" { Type::List(inner) } else { Type::Range(inner) })
            }
            "context" => self.context_type(),
            "function" => self.function_type(),
            _ => self.wrong(format!("`{word}` is no type of types")),
        }
    }

    fn context_type(&mut self) -> Parsed<Type> {
        let mut entries = Vec::new();
        while !self.is_sign(">") {
            let name = self.key()?;
            self.must(":")?;
            entries.push((name, self.deeper(Parser::type_name)?));
            if !self.eat(",") {
                break;
            }
        }
        self.must(">")?;
        Ok(Type::Context(Arc::new(entries)))
    }

    fn function_type(&mut self) -> Parsed<Type> {
        let mut parameters = Vec::new();
        while !self.is_sign(">") {
            parameters.push(self.deeper(Parser::type_name)?);
            if !self.eat(",") {
                break;
            }
        }
        self.must(">")?;
        self.must("->")?;
        let result = self.deeper(Parser::type_name)?;
        Ok(Type::Function(Arc::new((parameters, result))))
    }
}
