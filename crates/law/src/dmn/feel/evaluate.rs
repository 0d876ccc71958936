//! Evaluation of a tree. What FEEL cannot calculate is null, with a warning; what asks for too much stops.
//!
//! What may not happen here: unlimited work, unlimited depth, a clock. What `now()` says is a parameter.

use std::cell::{Cell, RefCell};
use std::sync::Arc;

use super::function::{Body, Callable};
use super::functions::{self, Built};
use super::operators;
use super::scope::Scope;
use super::syntax::{Arguments, Node, Test, Tests};
use super::time::DateTime;
use super::value::{Context, Range, Value};
use crate::dmn::table;

/// The longest list that an expression may make.
const ITEMS_MAX: usize = 1_000_000;
/// The longest text that an expression may make, in bytes.
const LETTERS_MAX: usize = 10_000_000;
/// How many steps one evaluation may take: a few seconds.
const STEPS_MAX: u64 = 20_000_000;
/// How many evaluations may be open inside one another, as in a function that calls itself.
const OPEN_MAX: u32 = 5_000;
/// The most warnings that one evaluation keeps.
const WARNINGS_MAX: usize = 100;
/// The stack of one evaluation: enough for `OPEN_MAX` in a build without optimisation. Only what is used is taken.
const STACK_BYTES: usize = 256 * 1024 * 1024;

/// Why an evaluation stopped: it asked for more than it may have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Stop(pub String);

pub(crate) type Done<T> = Result<T, Stop>;

/// One evaluation, what it may still use, and what it has to say.
pub(crate) struct Evaluation {
    pub now: DateTime,
    work: Cell<u64>,
    open: Cell<u32>,
    warnings: RefCell<Vec<String>>,
    unsupported: RefCell<Option<String>>,
}

/// Does something on a stack of its own: expressions may be nested deeper than the stack of any thread.
pub(crate) fn on_own_stack<T: Send>(work: impl FnOnce() -> T + Send) -> Option<T> {
    std::thread::scope(|scope| {
        let builder = std::thread::Builder::new().stack_size(STACK_BYTES);
        let running = builder.spawn_scoped(scope, work).ok()?;
        running.join().ok()
    })
}

impl Evaluation {
    pub(crate) fn new(now: DateTime) -> Evaluation {
        Evaluation {
            now,
            work: Cell::new(STEPS_MAX),
            open: Cell::new(0),
            warnings: RefCell::default(),
            unsupported: RefCell::default(),
        }
    }

    pub(crate) fn warn(&self, why: impl FnOnce() -> String) {
        let mut warnings = self.warnings.borrow_mut();
        if warnings.len() < WARNINGS_MAX {
            warnings.push(why());
        }
    }

    pub(crate) fn warnings(&self) -> Vec<String> {
        self.warnings.borrow().clone()
    }

    pub(crate) fn unsupported(&self) -> Option<String> {
        self.unsupported.borrow().clone()
    }

    /// Takes so much work off what is left.
    pub(crate) fn spend(&self, work: u64) -> Done<()> {
        match self.work.get().checked_sub(work) {
            Some(left) => {
                self.work.set(left);
                Ok(())
            }
            None => Err(Stop(format!("more than {STEPS_MAX} steps"))),
        }
    }

    /// Puts another item into a list that is being made, if the list may be that long.
    pub(crate) fn push(&self, list: &mut Vec<Value>, item: Value) -> Done<()> {
        self.spend(1)?;
        if list.len() >= ITEMS_MAX {
            return Err(Stop(format!("a list of more than {ITEMS_MAX} items")));
        }
        list.push(item);
        Ok(())
    }

    /// Whether a text may be that long.
    pub(crate) fn may_have(&self, bytes: usize) -> Done<()> {
        self.spend(bytes as u64 / 32)?;
        if bytes > LETTERS_MAX {
            return Err(Stop(format!("a text of more than {LETTERS_MAX} bytes")));
        }
        Ok(())
    }

    /// A text, if it may be that long.
    pub(crate) fn letters(&self, text: String) -> Done<Value> {
        self.may_have(text.len())?;
        Ok(Value::Text(text.into()))
    }

    pub(crate) fn value(&self, node: &Node, scope: &Scope) -> Done<Value> {
        self.spend(1)?;
        let open = self.open.get() + 1;
        if open > OPEN_MAX {
            return Err(Stop(format!("more than {OPEN_MAX} evaluations inside one another")));
        }
        self.open.set(open);
        let value = self.value_of(node, scope);
        self.open.set(open - 1);
        value
    }

    fn value_of(&self, node: &Node, scope: &Scope) -> Done<Value> {
        match node {
            Node::Constant(constant) => Ok(constant.0.clone()),
            Node::Name(name) => Ok(self.name(name, scope)),
            Node::Path(inner, name) => {
                let inner = self.value(inner, scope)?;
                self.path(&inner, name)
            }
            Node::Calculate(operator, left, right) => {
                let (left, right) = (self.value(left, scope)?, self.value(right, scope)?);
                operators::calculate(self, *operator, &left, &right)
            }
            Node::Compare(comparison, left, right) => {
                let (left, right) = (self.value(left, scope)?, self.value(right, scope)?);
                self.charge_all(&left)?;
                Ok(Value::truth(left.compared(*comparison, &right)))
            }
            Node::And(left, right) => self.junction(left, right, scope, false),
            Node::Or(left, right) => self.junction(left, right, scope, true),
            Node::If(parts) => {
                let [condition, yes, no] = &**parts;
                match self.value(condition, scope)? {
                    Value::Boolean(true) => self.value(yes, scope),
                    Value::Boolean(false) | Value::Null => self.value(no, scope),
                    other => {
                        self.warn(|| format!("{} is no condition", other.kind()));
                        Ok(Value::Null)
                    }
                }
            }
            Node::Call(function, arguments) => self.call_node(function, arguments, scope),
            Node::Filter(list, condition) => self.filter(list, condition, scope),
            Node::For(domains, inner) => self.iterate(domains, inner, scope),
            Node::Some(domains, inner) => self.quantified(domains, inner, scope, true),
            Node::Every(domains, inner) => self.quantified(domains, inner, scope, false),
            Node::Table(table) => table::value(self, table, scope),
            _ => self.smaller(node, scope),
        }
    }

    fn smaller(&self, node: &Node, scope: &Scope) -> Done<Value> {
        match node {
            Node::Negate(inner) => Ok(operators::negate(&self.value(inner, scope)?)),
            Node::Between(parts) => {
                let [value, low, high] = &**parts;
                let value = self.value(value, scope)?;
                let (low, high) = (self.value(low, scope)?, self.value(high, scope)?);
                let range =
                    Range { low, low_included: true, high, high_included: true, unary: None };
                Ok(Value::truth(range.contains(&value)))
            }
            Node::In(input, tests) => {
                let input = self.value(input, scope)?;
                Ok(Value::truth(self.tests(tests, &input, scope)?))
            }
            Node::InstanceOf(inner, kind) => {
                let value = self.value(inner, scope)?;
                Ok(Value::Boolean(kind.holds(&value, self)?))
            }
            Node::List(items) => {
                let mut list = Vec::with_capacity(items.len());
                for item in items {
                    list.push(self.value(item, scope)?);
                }
                Ok(Value::list(list))
            }
            Node::Context(entries) => self.context(entries, scope).map(|(value, _)| value),
            Node::Within(entries, result) => {
                let (_, inside) = self.context(entries, scope)?;
                self.value(result, &inside)
            }
            Node::Range(bounds) => {
                let (low, high) =
                    (self.value(&bounds.low, scope)?, self.value(&bounds.high, scope)?);
                let (low_included, high_included) = (bounds.low_included, bounds.high_included);
                Ok(Value::Range(Arc::new(Range {
                    low,
                    low_included,
                    high,
                    high_included,
                    unary: None,
                })))
            }
            Node::UnaryRange(comparison, end) => {
                let end = self.value(end, scope)?;
                Ok(Value::Range(Arc::new(Range::unary(*comparison, end))))
            }
            Node::Function(written) => {
                Ok(Value::Function(Arc::new(Callable::written(written, scope))))
            }
            Node::Typed(inner, kind) => {
                let value = self.value(inner, scope)?;
                kind.coerced(value, self)
            }
            Node::Unreadable(why) => {
                self.warn(|| why.to_string());
                Ok(Value::Null)
            }
            Node::Unsupported(what) => {
                self.warn(|| format!("{what} is not supported"));
                self.unsupported.borrow_mut().get_or_insert_with(|| what.to_string());
                Ok(Value::Null)
            }
            _ => Ok(Value::Null),
        }
    }

    /// What is read from end to end costs as much as it is long.
    pub(crate) fn charge(&self, value: &Value) -> Done<()> {
        match value {
            Value::List(items) => self.spend(items.len() as u64),
            Value::Context(context) => self.spend(context.entries.len() as u64),
            Value::Text(text) => self.spend(text.len() as u64 / 32),
            _ => Ok(()),
        }
    }

    /// What is compared costs as much as is in it, at every depth: parts that are shared are walked through each time.
    pub(crate) fn charge_all(&self, value: &Value) -> Done<()> {
        self.spend(value.weight(self.work.get().saturating_add(1)))
    }

    /// The value as a text, if it may be that long.
    pub(crate) fn text_of(&self, value: &Value) -> Done<Value> {
        match value.plain(LETTERS_MAX) {
            Some(text) => self.letters(text),
            None => Err(Stop(format!("a text of more than {LETTERS_MAX} bytes"))),
        }
    }

    fn name(&self, name: &str, scope: &Scope) -> Value {
        if let Some(value) = scope.find(name) {
            return value;
        }
        match Built::named(name) {
            Some(built) => Value::Function(Arc::new(Callable::built(built))),
            None => {
                self.warn(|| format!("nothing is known by the name `{name}`"));
                Value::Null
            }
        }
    }

    fn path(&self, inner: &Value, name: &str) -> Done<Value> {
        match inner {
            Value::Context(context) => Ok(context.get(name).cloned().unwrap_or_else(|| {
                self.warn(|| format!("there is no entry `{name}`"));
                Value::Null
            })),
            Value::List(items) => {
                let mut list = Vec::new();
                for item in items.iter() {
                    self.push(&mut list, self.path(item, name)?)?;
                }
                Ok(Value::list(list))
            }
            other => Ok(operators::property(other, name)),
        }
    }

    /// A context, and the scope in which all its entries are known.
    fn context(&self, entries: &[(Arc<str>, Node)], scope: &Scope) -> Done<(Value, Scope)> {
        let mut context = Context::default();
        let mut inside = scope.clone();
        for (name, node) in entries {
            let value = match node {
                Node::Function(written) => {
                    let mut callable = Callable::written(written, &inside);
                    callable.own_name = inside.find(name).is_none().then(|| Arc::clone(name));
                    Value::Function(Arc::new(callable))
                }
                node => self.value(node, &inside)?,
            };
            inside = inside.with(Arc::clone(name), value.clone());
            context.entries.push((Arc::clone(name), value));
        }
        Ok((Value::Context(Arc::new(context)), inside))
    }

    /// `and`, `or`: false or true decides; what is neither is unknown.
    fn junction(&self, left: &Node, right: &Node, scope: &Scope, decisive: bool) -> Done<Value> {
        let left = self.value(left, scope)?.as_truth();
        if left == Some(decisive) {
            return Ok(Value::Boolean(decisive));
        }
        let right = self.value(right, scope)?.as_truth();
        if right == Some(decisive) {
            return Ok(Value::Boolean(decisive));
        }
        let known = left.is_some() && right.is_some();
        Ok(Value::truth(known.then_some(!decisive)))
    }

    /// Whether the input passes; none when one cannot tell, and none of the tests surely passes.
    pub(crate) fn tests(&self, tests: &Tests, input: &Value, scope: &Scope) -> Done<Option<bool>> {
        let Some(list) = &tests.tests else { return Ok(Some(true)) };
        let mut passes = Some(false);
        for test in list {
            match self.test(test, input, scope)? {
                Some(true) => {
                    passes = Some(true);
                    break;
                }
                Some(false) => {}
                None => passes = None,
            }
        }
        Ok(if tests.negated { passes.map(|passes| !passes) } else { passes })
    }

    fn test(&self, test: &Test, input: &Value, scope: &Scope) -> Done<Option<bool>> {
        match test {
            Test::Compare(comparison, node) => {
                Ok(input.compared(*comparison, &self.value(node, scope)?))
            }
            Test::Value { node, asks } => {
                let value = self.value(node, scope)?;
                if *asks {
                    return Ok(value.as_truth());
                }
                self.charge_all(&value)?;
                Ok(match (&value, input) {
                    (Value::List(items), _) => Some(is_or_holds(items, &value, input)),
                    // A condition that does not ask for the input is asked for itself.
                    (Value::Boolean(truth), input)
                        if !matches!(node, Node::Constant(_))
                            && !matches!(input, Value::Boolean(_) | Value::Null) =>
                    {
                        Some(*truth)
                    }
                    (Value::Range(range), input) if !matches!(input, Value::Range(_)) => {
                        range.contains(input)
                    }
                    (value, input) => input.equals(value),
                })
            }
        }
    }

    fn call_node(&self, function: &Node, arguments: &Arguments, scope: &Scope) -> Done<Value> {
        let function = self.value(function, scope)?;
        let Value::Function(callable) = &function else {
            self.warn(|| format!("{} is called as a function", function.kind()));
            return Ok(Value::Null);
        };
        match arguments {
            Arguments::Placed(nodes) => {
                let mut values = Vec::with_capacity(nodes.len());
                for node in nodes {
                    values.push(self.value(node, scope)?);
                }
                self.call(callable, values)
            }
            Arguments::Named(nodes) => {
                let mut values = Vec::with_capacity(nodes.len());
                for (name, node) in nodes {
                    values.push((Arc::clone(name), self.value(node, scope)?));
                }
                self.call_named(callable, values)
            }
        }
    }

    pub(crate) fn call_named(
        &self,
        callable: &Arc<Callable>,
        named: Vec<(Arc<str>, Value)>,
    ) -> Done<Value> {
        if let Body::Built(built) = callable.body {
            return functions::call_named(self, built, named);
        }
        let mut values = vec![Value::Null; callable.parameters.len()];
        for (name, value) in named {
            let place = callable.parameters.iter().position(|one| one.name == name);
            let Some(slot) = place.and_then(|place| values.get_mut(place)) else {
                self.warn(|| format!("the function has no parameter `{name}`"));
                return Ok(Value::Null);
            };
            *slot = value;
        }
        self.call(callable, values)
    }

    pub(crate) fn call(&self, callable: &Arc<Callable>, values: Vec<Value>) -> Done<Value> {
        if let Body::Built(built) = callable.body {
            return functions::call(self, built, &values);
        }
        if values.len() != callable.parameters.len() {
            let (given, wanted) = (values.len(), callable.parameters.len());
            self.warn(|| format!("a function of {wanted} parameters is called with {given}"));
            return Ok(Value::Null);
        }
        let mut coerced = Vec::with_capacity(values.len());
        for (parameter, value) in callable.parameters.iter().zip(values) {
            let given = !value.is_null();
            let value = parameter.kind.coerced(value, self)?;
            if given && value.is_null() {
                return Ok(Value::Null);
            }
            coerced.push(value);
        }
        let value = match &callable.body {
            Body::Written(written, scope) => {
                let mut inside = scope.clone();
                if let Some(name) = &callable.own_name {
                    inside = inside.with(Arc::clone(name), Value::Function(Arc::clone(callable)));
                }
                for (parameter, value) in callable.parameters.iter().zip(coerced) {
                    inside = inside.with(Arc::clone(&parameter.name), value);
                }
                self.value(&written.body, &inside)?
            }
            Body::Added(added) => (added.0)(self, coerced)?,
            Body::Built(_) => Value::Null,
        };
        callable.result.coerced(value, self)
    }
}

/// What `in` asks of a list: is it the input, or does it hold the input, or a range with the input in it?
fn is_or_holds(items: &[Value], list: &Value, input: &Value) -> bool {
    let holds = items.iter().any(|item| match item {
        Value::Range(range) if !matches!(input, Value::Range(_)) => {
            range.contains(input) == Some(true)
        }
        item => item.equals(input) == Some(true),
    });
    holds || (matches!(input, Value::List(_)) && list.equals(input) == Some(true))
}
