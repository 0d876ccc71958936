//! What kind of value an expression gives, and what in it can never work. No false alarms: what is not known is any kind.

use std::collections::BTreeMap;

use vocabulary::Mistake;

use super::functions::{Entry, Function, entry_of};
use super::kind::{Kind, Kinds, joined};
use super::syntax::{Comparison, Domain, Node, Operator, Test, What};
use crate::position::{mistake_at, nearest};
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
    fn note(&mut self, node: &Node, message: String, hint: impl Into<String>) {
        self.mistakes.push(mistake_at(self.text, node.at, message, hint));
    }

    fn must(&mut self, node: &Node, kind: &Kind, wanted: &Kind, place: &str) {
        if !kind.fits(wanted) {
            self.note(node, format!("{place} must be {wanted}, and this is {kind}"), "");
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
                    self.note(node, format!("there is no negative of {kind}"), "");
                }
                kind
            }
            What::Calculate(operator, left, right) => {
                let (left, right) = (self.kind(left, inner), self.kind(right, inner));
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
                    self.must(part, &kind, &Kind::Boolean, "what `and` and `or` join");
                }
                Kind::Boolean
            }
            What::If(parts) => {
                let [condition, yes, no] = parts.each_ref().map(|part| self.kind(part, inner));
                self.must(&parts[0], &condition, &Kind::Boolean, "the condition of `if`");
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
                self.must(part, &kind, &Kind::Boolean, "the condition of `satisfies`");
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
                self.must(base, &kind, &Kind::Number, "the amount of `scale`");
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
                    let hint = nearest(name, entries.keys().map(String::as_str));
                    self.note(node, format!("there is no field `{name}`"), hint);
                    Kind::Any
                }
            },
            Kind::Day if ["year", "month", "day", "weekday"].contains(&name) => Kind::Integer,
            Kind::Duration if ["years", "months", "days"].contains(&name) => Kind::Integer,
            other => {
                let hint = match other {
                    Kind::Day => "a day has year, month, day and weekday",
                    Kind::Duration => "a duration has years, months and days",
                    _ => "",
                };
                self.note(node, format!("{other} has no `{name}`"), hint);
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
                self.note(
                    condition,
                    format!("a filter is a condition or a number, and this is {other}"),
                    "",
                );
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
                        self.must(end, &kind, &Kind::Number, "the end of a range");
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
                    (Text, n) | (n, Text) if n.is_number() => "write string(...) around the number",
                    (Text, Day) | (Day, Text) => {
                        "write string(...) around the day, or date(...) around the text"
                    }
                    (Day, n) | (n, Day) if n.is_number() => {
                        "write duration(\"P1D\") times the number"
                    }
                    _ => "",
                };
                self.note(node, format!("`{sign}` of {a} and {b} is always null"), hint);
                Any
            }
        }
    }

    fn compare(&mut self, node: &Node, comparison: Comparison, left: &Kind, right: &Kind) {
        let hint = match (left, right) {
            (Kind::Day, Kind::Text) | (Kind::Text, Kind::Day) => "write date(\"2026-03-01\")",
            (Kind::Duration, Kind::Text) | (Kind::Text, Kind::Duration) => {
                "write duration(\"P1Y\")"
            }
            (Kind::Duration, n) | (n, Kind::Duration) if n.is_number() => {
                "take its .months or .days"
            }
            _ => "",
        };
        if !left.fits(right) && !right.fits(left) {
            self.note(node, format!("{left} is compared with {right}: that is always null"), hint);
        } else if !matches!(comparison, Comparison::Equal | Comparison::Unequal) {
            let without = |kind: &&Kind| !kind.has_order() && **kind != Kind::Any;
            if let Some(kind) = [left, right].into_iter().find(without) {
                self.note(node, format!("{kind} is neither more nor less than another"), "");
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
                self.must(node, &kind, &Kind::Boolean, "a condition");
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
                &format!("argument {} of `{}`", place + 1, entry.name),
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
                self.note(
                    node,
                    "this is no day of the calendar".into(),
                    "write date(\"2026-03-01\")",
                );
            }
            Function::Duration if text => {
                let hint = "years and months as in P1Y6M, or days as in P90D, not both";
                self.note(node, "this is no duration".into(), hint);
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
