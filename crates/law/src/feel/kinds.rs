//! What kind of value an expression gives, and what in it can never work. No false alarms: what is not known is any kind.

use std::collections::BTreeMap;

use vocabulary::{Mistake, Sentence};

use super::functions::{Entry, Function, entry_of};
use super::kind::{Kind, Kinds, joined};
use super::syntax::{Comparison, Domain, Node, Operator, Test, What};
use crate::position::{said_at, said_nearest};
use crate::value::Value;

pub(crate) fn check(root: &Node, text: &str, known: &Kinds) -> (Kind, Vec<Mistake>) {
    let mut checker = Checker { text, known, mistakes: Vec::new() };
    let kind = checker.kind(root, &[]);
    (kind, checker.mistakes)
}

/// Checks the unary tests of a cell against the kind of its column.
pub(crate) fn check_tests(
    tests: &[Test],
    text: &str,
    known: &Kinds,
    column: &Kind,
) -> Vec<Mistake> {
    let mut checker = Checker { text, known, mistakes: Vec::new() };
    for test in tests {
        checker.test(test, column, &[Inner::Input(column.clone())]);
    }
    checker.mistakes
}

#[derive(Clone)]
enum Inner {
    Name(String, Kind),
    Item(Kind),
    Input(Kind),
}

struct Checker<'a> {
    text: &'a str,
    known: &'a Kinds,
    mistakes: Vec<Mistake>,
}

fn with(inner: &[Inner], more: Inner) -> Vec<Inner> {
    inner.iter().cloned().chain([more]).collect()
}

fn item_kind(list: &Kind) -> Kind {
    match list {
        Kind::List(item) => (**item).clone(),
        single => single.clone(),
    }
}

impl Checker<'_> {
    fn note(&mut self, node: &Node, said: impl Into<Sentence>) {
        self.mistakes.push(said_at(self.text, node.at, said));
    }

    fn must(&mut self, node: &Node, kind: &Kind, wanted: &Kind, said: impl Into<Sentence>) {
        if !kind.fits(wanted) {
            self.note(node, said.into().with("wanted", wanted).with("kind", kind));
        }
    }

    fn kind(&mut self, node: &Node, inner: &[Inner]) -> Kind {
        match &node.what {
            What::Constant(value) => Kind::of(value),
            What::Name(name) => self.name(name, inner),
            What::Input => inner.iter().rev().find_map(input_kind).unwrap_or_default(),
            What::Path(base, name) => {
                let base_kind = self.kind(base, inner);
                self.path(node, &base_kind, name)
            }
            What::Filter(list, condition) => self.filter(list, condition, inner),
            What::Negate(part) => {
                let kind = self.kind(part, inner);
                if !kind.is_number() && !matches!(kind, Kind::Any | Kind::Duration) {
                    self.note(node, Sentence::new("mistake.negative").with("kind", &kind));
                }
                kind
            }
            What::Calculate(operator, left, right) => {
                let by_zero = right.as_constant() == Some(&Value::whole(0));
                let (left, right) = (self.kind(left, inner), self.kind(right, inner));
                if *operator == Operator::Over && by_zero {
                    self.note(node, "mistake.by-zero");
                }
                self.calculate(node, *operator, &left, &right)
            }
            What::Compare(comparison, left, right) => {
                let (a, b) = (self.kind(left, inner), self.kind(right, inner));
                self.compare(node, *comparison, &a, &b);
                Kind::Boolean
            }
            What::Between(parts) => {
                let kinds = parts.each_ref().map(|part| self.kind(part, inner));
                let [value, low, high] = kinds;
                self.compare(node, Comparison::AtLeast, &value, &low);
                self.compare(node, Comparison::AtMost, &value, &high);
                Kind::Boolean
            }
            What::In(input, tests) => {
                let input = self.kind(input, inner);
                tests.iter().for_each(|test| self.test(test, &input, inner));
                Kind::Boolean
            }
            What::And(parts) | What::Or(parts) => {
                for part in parts {
                    let kind = self.kind(part, inner);
                    self.must(part, &kind, &Kind::Boolean, "mistake.joined");
                }
                Kind::Boolean
            }
            What::If(parts) => {
                let [condition, yes, no] = parts.each_ref().map(|part| self.kind(part, inner));
                self.must(&parts[0], &condition, &Kind::Boolean, "mistake.if");
                joined([yes, no].into_iter())
            }
            _ => self.larger(node, inner),
        }
    }

    fn larger(&mut self, node: &Node, inner: &[Inner]) -> Kind {
        match &node.what {
            What::For(domains, part) => {
                let inside = self.domains(domains, inner);
                Kind::List(Box::new(self.kind(part, &inside)))
            }
            What::Some(domains, part) | What::Every(domains, part) => {
                let inside = self.domains(domains, inner);
                let kind = self.kind(part, &inside);
                self.must(part, &kind, &Kind::Boolean, "mistake.satisfies");
                Kind::Boolean
            }
            What::List(items) => {
                let kinds: Vec<Kind> = items.iter().map(|item| self.kind(item, inner)).collect();
                Kind::List(Box::new(joined(kinds.into_iter())))
            }
            What::Context(entries) => {
                let mut inside = inner.to_vec();
                let mut kinds = BTreeMap::new();
                for (name, entry) in entries {
                    let kind = self.kind(entry, &inside);
                    inside.push(Inner::Name(name.clone(), kind.clone()));
                    kinds.insert(name.clone(), kind);
                }
                Kind::Record(kinds)
            }
            What::Call(function, arguments) => self.call(node, *function, arguments, inner),
            What::Scale(_, base) => {
                let kind = self.kind(base, inner);
                self.must(base, &kind, &Kind::Number, "mistake.scale-amount");
                Kind::Number
            }
            What::IsDefined(_) => Kind::Boolean,
            _ => Kind::Any,
        }
    }

    fn name(&self, name: &str, inner: &[Inner]) -> Kind {
        for bound in inner.iter().rev() {
            match bound {
                Inner::Name(bound, kind) if bound == name => return kind.clone(),
                Inner::Item(kind) if name == "item" => return kind.clone(),
                Inner::Item(Kind::Record(entries)) if entries.contains_key(name) => {
                    return entries.get(name).cloned().unwrap_or_default();
                }
                // The item may have such a field.
                Inner::Item(Kind::Any) => return Kind::Any,
                _ => {}
            }
        }
        self.known.get(name).cloned().unwrap_or_default()
    }

    fn path(&mut self, node: &Node, base: &Kind, name: &str) -> Kind {
        match base {
            Kind::Any => Kind::Any,
            Kind::List(item) => Kind::List(Box::new(self.path(node, item, name))),
            Kind::Record(entries) => match entries.get(name) {
                Some(kind) => kind.clone(),
                None => {
                    let hint = said_nearest(name, entries.keys().map(String::as_str));
                    let said = Sentence::new("mistake.no-field").with("name", name);
                    self.note(node, said.hint(hint));
                    Kind::Any
                }
            },
            Kind::Day if ["year", "month", "day", "weekday"].contains(&name) => Kind::Integer,
            Kind::Duration if ["years", "months", "days"].contains(&name) => Kind::Integer,
            other => {
                let hint = match other {
                    Kind::Day => Some("hint.parts-of-a-day"),
                    Kind::Duration => Some("hint.parts-of-a-duration"),
                    _ => None,
                };
                let said = Sentence::new("mistake.no-part").with("kind", other).with("name", name);
                self.note(node, said.hint(hint.map(Sentence::new)));
                Kind::Any
            }
        }
    }

    fn filter(&mut self, list: &Node, condition: &Node, inner: &[Inner]) -> Kind {
        let item = item_kind(&self.kind(list, inner));
        let found = self.kind(condition, &with(inner, Inner::Item(item.clone())));
        match found {
            // A number that turns out to be null takes no item, but an empty list.
            Kind::Number | Kind::Integer if condition.as_constant().is_some() => item,
            Kind::Number | Kind::Integer => Kind::Any,
            Kind::Boolean => Kind::List(Box::new(item)),
            Kind::Any => Kind::Any,
            other => {
                self.note(condition, Sentence::new("mistake.filter").with("kind", &other));
                Kind::Any
            }
        }
    }

    fn domains(&mut self, domains: &[(String, Domain)], inner: &[Inner]) -> Vec<Inner> {
        let mut inside = inner.to_vec();
        for (name, domain) in domains {
            let kind = match domain {
                Domain::Each(list) => item_kind(&self.kind(list, &inside)),
                Domain::Range(from, to) => {
                    for end in [from, to] {
                        let kind = self.kind(end, &inside);
                        self.must(end, &kind, &Kind::Number, "mistake.range-end");
                    }
                    Kind::Integer
                }
            };
            inside.push(Inner::Name(name.clone(), kind));
        }
        inside
    }

    fn calculate(&mut self, node: &Node, operator: Operator, left: &Kind, right: &Kind) -> Kind {
        use Kind::{Any, Day, Duration, Integer, Number, Text};
        use Operator::{Minus, Over, Plus, Power, Times};
        let whole = *left == Integer && *right == Integer;
        match (operator, left, right) {
            (Plus | Minus | Times, a, b) if a.is_number() && b.is_number() => {
                if whole {
                    Integer
                } else {
                    Number
                }
            }
            (Over | Power, a, b) if a.is_number() && b.is_number() => Number,
            (Plus, Text, Text) => Text,
            (Plus, Day, Duration) | (Plus, Duration, Day) | (Minus, Day, Duration) => Day,
            (Minus, Day, Day) => Duration,
            (Plus | Minus, Duration, Duration) => Duration,
            (Times, Duration, n) | (Times, n, Duration) | (Over, Duration, n) if n.is_number() => {
                Duration
            }
            (Over, Duration, Duration) => Number,
            (_, Any, _) | (_, _, Any) => Any,
            (operator, a, b) => {
                let sign = match operator {
                    Plus => "+",
                    Minus => "-",
                    Times => "*",
                    Over => "/",
                    Power => "**",
                };
                let hint = match (a, b) {
                    (Text, n) | (n, Text) if n.is_number() => Some("hint.number-as-text"),
                    (Text, Day) | (Day, Text) => Some("hint.day-as-text"),
                    (Day, n) | (n, Day) if n.is_number() => Some("hint.number-of-days"),
                    _ => None,
                };
                let said = Sentence::new("mistake.always-null").with("sign", sign);
                let said = said.with("left", a).with("right", b);
                self.note(node, said.hint(hint.map(Sentence::new)));
                Any
            }
        }
    }

    fn compare(&mut self, node: &Node, comparison: Comparison, left: &Kind, right: &Kind) {
        let hint = match (left, right) {
            (Kind::Day, Kind::Text) | (Kind::Text, Kind::Day) => Some("hint.text-as-day"),
            (Kind::Duration, Kind::Text) | (Kind::Text, Kind::Duration) => {
                Some("hint.text-as-duration")
            }
            (Kind::Duration, n) | (n, Kind::Duration) if n.is_number() => {
                Some("hint.parts-of-its-duration")
            }
            _ => None,
        };
        if !left.fits(right) && !right.fits(left) {
            let said = Sentence::new("mistake.compared").with("left", left).with("right", right);
            self.note(node, said.hint(hint.map(Sentence::new)));
        } else if !matches!(comparison, Comparison::Equal | Comparison::Unequal) {
            let without = |kind: &&Kind| !kind.has_order() && **kind != Kind::Any;
            if let Some(kind) = [left, right].into_iter().find(without) {
                self.note(node, Sentence::new("mistake.no-order").with("kind", kind));
            }
        }
    }

    fn test(&mut self, test: &Test, input: &Kind, inner: &[Inner]) {
        match test {
            Test::Compare(comparison, node) => {
                let kind = self.kind(node, inner);
                self.compare(node, *comparison, input, &kind);
            }
            Test::Range(bounds) => {
                let (low, high) = (self.kind(&bounds.low, inner), self.kind(&bounds.high, inner));
                self.compare(&bounds.low, Comparison::AtLeast, input, &low);
                self.compare(&bounds.high, Comparison::AtMost, input, &high);
            }
            Test::Condition(node) => {
                let kind = self.kind(node, inner);
                self.must(node, &kind, &Kind::Boolean, "mistake.condition");
            }
            Test::Value(node) => {
                let kind = self.kind(node, inner);
                // A condition may be asked for itself, and a list holds values.
                if (kind != Kind::Boolean || node.as_constant().is_some())
                    && !input.fits(&Kind::List(Box::default()))
                {
                    self.compare(node, Comparison::Equal, input, &item_kind(&kind));
                }
            }
        }
    }

    fn call(
        &mut self,
        node: &Node,
        function: Function,
        arguments: &[Node],
        inner: &[Inner],
    ) -> Kind {
        let kinds: Vec<Kind> =
            arguments.iter().map(|argument| self.kind(argument, inner)).collect();
        let Some(entry) = entry_of(function) else { return Kind::Any };
        for (place, (argument, kind)) in arguments.iter().zip(&kinds).enumerate() {
            // A list of one stands for its item.
            let alone = if entry.letter(place) == 'l' { kind.clone() } else { item_kind(kind) };
            self.must(
                argument,
                &alone,
                &wanted(entry, place),
                Sentence::new("mistake.argument-kind")
                    .with("place", place + 1)
                    .with("name", entry.name),
            );
        }
        self.must_be_readable(node, function, arguments);
        match function {
            Function::Absolute => kinds.first().map(item_kind).unwrap_or_default(),
            Function::Sum | Function::Min | Function::Max => joined(kinds.iter().map(item_kind)),
            _ => of_letter(entry.gives),
        }
    }

    /// What the parser could not read of a literal day or duration is null for ever.
    fn must_be_readable(&mut self, node: &Node, function: Function, arguments: &[Node]) {
        let literal = arguments.iter().all(|argument| argument.as_constant().is_some());
        let text = matches!(arguments, [Node { what: What::Constant(Value::Text(_)), .. }]);
        match function {
            Function::Date if literal && (text || arguments.len() == 3) => {
                self.note(node, "mistake.no-day");
            }
            Function::Duration if text => {
                self.note(node, "mistake.no-duration");
            }
            _ => {}
        }
    }
}

fn input_kind(inner: &Inner) -> Option<Kind> {
    match inner {
        Inner::Input(kind) => Some(kind.clone()),
        _ => None,
    }
}

fn wanted(entry: &Entry, place: usize) -> Kind {
    of_letter(entry.letter(place))
}

fn of_letter(letter: char) -> Kind {
    match letter {
        'n' => Kind::Number,
        't' => Kind::Text,
        'b' => Kind::Boolean,
        'd' => Kind::Day,
        's' => Kind::Duration,
        'l' => Kind::List(Box::default()),
        'r' => Kind::Any,
        _ => Kind::Any,
    }
}
