//! Evaluation of a tree. Names borrow what they stand for; only what is new is made.
//!
//! What may not happen here: no unlimited work, no panic. What FEEL cannot calculate is null.

use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

use super::frame::{Bound, Frame};
use super::operators::{self, and, compare, negate, or};
use super::syntax::{Bounds, Comparison, Domain, Node, Test, What};
use super::{Expression, Scope, list_functions, scalar_functions};
use crate::fault::Fault;
use crate::number::Number;
use crate::trace::UsedParameter;
use crate::value::Value;

/// The longest list that an expression may make.
pub(crate) const LIST_MAX: usize = 100_000;
/// The longest text that an expression may make, in bytes.
pub(crate) const TEXT_MAX: usize = 1_000_000;
/// How many steps one evaluation may take: a second or so.
const WORK_MAX: u64 = 10_000_000;

/// One evaluation (of an expression, or of all that a decision needs) and what it used on its way.
pub(crate) struct Evaluation<'e> {
    pub scope: &'e Scope<'e>,
    pub used: RefCell<BTreeMap<String, UsedParameter>>,
    work: Cell<u64>,
}

type Valued<'f> = Result<Cow<'f, Value>, Fault>;

fn made<'f>(value: Value) -> Valued<'f> {
    Ok(Cow::Owned(value))
}

pub(crate) fn truth<'f>(truth: Option<bool>) -> Cow<'f, Value> {
    Cow::Owned(truth.map_or(Value::Nothing, Value::Truth))
}

/// True, false, or neither.
pub(crate) fn as_truth(value: &Value) -> Option<bool> {
    match value {
        Value::Truth(truth) => Some(*truth),
        _ => None,
    }
}

impl<'e> Evaluation<'e> {
    pub(crate) fn new(scope: &'e Scope<'e>) -> Evaluation<'e> {
        Evaluation { scope, used: RefCell::default(), work: Cell::new(WORK_MAX) }
    }

    pub(crate) fn value_of(&self, expression: &Expression) -> Result<Value, Fault> {
        let value = self.value(expression.root(), &Frame::OUTERMOST)?;
        self.own(value)
    }

    /// Takes so much work off what is left.
    pub(crate) fn spend(&self, work: u64) -> Result<(), Fault> {
        match self.work.get().checked_sub(work) {
            Some(left) => {
                self.work.set(left);
                Ok(())
            }
            None => Err(Fault::TooMuch { what: format!("more than {WORK_MAX} steps") }),
        }
    }

    /// What is read from end to end costs as much as it is long.
    fn charge(&self, value: &Value) -> Result<(), Fault> {
        match value {
            Value::List(_) | Value::Record(_) | Value::Text(_) => self.spend(value.weight()),
            _ => Ok(()),
        }
    }

    pub(crate) fn own(&self, value: Cow<'_, Value>) -> Result<Value, Fault> {
        match value {
            Cow::Owned(value) => Ok(value),
            Cow::Borrowed(value) => {
                self.spend(value.weight())?;
                Ok(value.clone())
            }
        }
    }

    /// Puts another item into a list that is being made, if the list may be that long.
    pub(crate) fn push(&self, list: &mut Vec<Value>, item: Value) -> Result<(), Fault> {
        self.spend(1)?;
        if list.len() >= LIST_MAX {
            return Err(Fault::TooMuch { what: format!("a list of more than {LIST_MAX} items") });
        }
        list.push(item);
        Ok(())
    }

    pub(crate) fn value<'f>(&self, node: &'f Node, frame: &'f Frame<'f>) -> Valued<'f>
    where
        'e: 'f,
    {
        self.spend(1)?;
        match &node.what {
            What::Constant(value) => Ok(Cow::Borrowed(value)),
            What::Name(name) => self.name(name, frame),
            What::Input => {
                Ok(frame.found_input().map_or(Cow::Owned(Value::Nothing), Cow::Borrowed))
            }
            What::Path(inner, name) => self.path(self.value(inner, frame)?, name),
            What::Filter(list, condition) => self.filter(list, condition, frame),
            What::Negate(inner) => made(negate(&*self.value(inner, frame)?)),
            What::Calculate(operator, left, right) => {
                let (left, right) = (self.value(left, frame)?, self.value(right, frame)?);
                operators::calculate(self, *operator, &left, &right).map(Cow::Owned)
            }
            What::Compare(comparison, left, right) => {
                let (left, right) = (self.value(left, frame)?, self.value(right, frame)?);
                self.charge(&left)?;
                Ok(truth(compare(*comparison, &left, &right)))
            }
            What::Between(parts) => {
                let [value, low, high] = &**parts;
                let (value, low) = (self.value(value, frame)?, self.value(low, frame)?);
                let above = compare(Comparison::AtLeast, &value, &low);
                let below = compare(Comparison::AtMost, &value, &*self.value(high, frame)?);
                Ok(truth(and(above, below)))
            }
            What::In(input, tests) => {
                let input = self.value(input, frame)?;
                self.any_test(&input, tests, frame).map(truth)
            }
            What::And(parts) => self.junction(parts, frame, false, and),
            What::Or(parts) => self.junction(parts, frame, true, or),
            What::If(parts) => {
                let [condition, yes, no] = &**parts;
                let holds = as_truth(&*self.value(condition, frame)?) == Some(true);
                self.value(if holds { yes } else { no }, frame)
            }
            _ => self.larger(node, frame),
        }
    }

    /// What makes or walks lists and contexts.
    fn larger<'f>(&self, node: &'f Node, frame: &'f Frame<'f>) -> Valued<'f>
    where
        'e: 'f,
    {
        match &node.what {
            What::For(domains, inner) => {
                let mut list = Vec::new();
                self.walk(domains, frame, &mut |frame| {
                    let item = self.value(inner, frame)?;
                    self.push(&mut list, self.own(item)?)?;
                    Ok(true)
                })?;
                made(Value::List(list))
            }
            What::Some(domains, inner) => self.quantified(domains, inner, frame, true),
            What::Every(domains, inner) => self.quantified(domains, inner, frame, false),
            What::List(items) => {
                let mut list = Vec::with_capacity(items.len());
                for item in items {
                    list.push(self.own(self.value(item, frame)?)?);
                }
                made(Value::List(list))
            }
            What::Context(entries) => {
                let mut record = BTreeMap::new();
                for (name, node) in entries {
                    let value = {
                        let inside = Frame::within(Bound::Entries(&record), frame);
                        self.own(self.value(node, &inside)?)?
                    };
                    record.insert(name.clone(), value);
                }
                made(Value::Record(record))
            }
            What::Call(function, arguments) => {
                let mut values = Vec::with_capacity(arguments.len());
                for argument in arguments {
                    let value = self.value(argument, frame)?;
                    self.charge(&value)?;
                    values.push(value);
                }
                match scalar_functions::call(*function, &values) {
                    Some(value) => made(value),
                    None => list_functions::call(self, *function, &values).map(Cow::Owned),
                }
            }
            What::IsDefined(inner) => made(Value::Truth(self.is_defined(inner, frame)?)),
            What::Scale(scale, base) => {
                self.scale(scale, &*self.value(base, frame)?).map(Cow::Owned)
            }
            _ => made(Value::Nothing),
        }
    }

    fn name<'f>(&self, name: &str, frame: &Frame<'f>) -> Valued<'f>
    where
        'e: 'f,
    {
        if let Some(value) = frame.find(name) {
            return Ok(Cow::Borrowed(value));
        }
        if let Some(value) = self.scope.facts.get(name) {
            return Ok(Cow::Borrowed(value));
        }
        let Some(law) = self.scope.law else { return made(Value::Nothing) };
        let Some((parameter, dated)) = law.parameter(name)? else { return made(Value::Nothing) };
        let mut used = self.used.borrow_mut();
        if !used.contains_key(name) {
            used.insert(name.into(), UsedParameter::of(parameter, dated));
        }
        Ok(Cow::Borrowed(&dated.value))
    }

    fn path<'f>(&self, inner: Cow<'f, Value>, name: &str) -> Valued<'f> {
        Ok(match inner {
            Cow::Borrowed(Value::Record(entries)) => {
                entries.get(name).map_or(Cow::Owned(Value::Nothing), Cow::Borrowed)
            }
            Cow::Owned(Value::Record(mut entries)) => {
                Cow::Owned(entries.remove(name).unwrap_or_default())
            }
            Cow::Borrowed(Value::List(items)) => {
                let mut list = Vec::new();
                for item in items {
                    let entry = self.path(Cow::Borrowed(item), name)?;
                    self.push(&mut list, self.own(entry)?)?;
                }
                Cow::Owned(Value::List(list))
            }
            Cow::Owned(Value::List(items)) => {
                let mut list = Vec::new();
                for item in items {
                    let entry = self.path(Cow::Owned(item), name)?;
                    self.push(&mut list, self.own(entry)?)?;
                }
                Cow::Owned(Value::List(list))
            }
            other => Cow::Owned(operators::property(&other, name)),
        })
    }

    fn filter<'f>(&self, list: &'f Node, condition: &'f Node, frame: &'f Frame<'f>) -> Valued<'f>
    where
        'e: 'f,
    {
        let list = self.value(list, frame)?;
        // A single value is a list of one.
        let items = match &*list {
            Value::List(items) => items.as_slice(),
            Value::Nothing => &[],
            single => std::slice::from_ref(single),
        };
        if items.is_empty() {
            let counts = matches!(&*self.value(condition, frame)?, Value::Number(_));
            return made(if counts { Value::Nothing } else { Value::List(Vec::new()) });
        }
        let mut kept = Vec::new();
        let mut place = None;
        for (n, item) in items.iter().enumerate() {
            let inside = Frame::within(Bound::Item(item), frame);
            let condition = self.value(condition, &inside)?;
            match &*condition {
                Value::Number(number) if n == 0 => {
                    place = Some(*number);
                    break;
                }
                Value::Truth(true) => self.push(&mut kept, self.own(Cow::Borrowed(item))?)?,
                _ => {}
            }
        }
        let Some(place) = place else { return made(Value::List(kept)) };
        match list {
            Cow::Borrowed(list) => {
                Ok(at_place(list, place).map_or(Cow::Owned(Value::Nothing), Cow::Borrowed))
            }
            Cow::Owned(list) => match at_place(&list, place) {
                Some(item) => self.own(Cow::Borrowed(item)).map(Cow::Owned),
                None => made(Value::Nothing),
            },
        }
    }

    /// Whether the input fits one of the tests; null when none fits and one cannot tell.
    pub(crate) fn any_test<'f>(
        &self,
        input: &Value,
        tests: &'f [Test],
        frame: &'f Frame<'f>,
    ) -> Result<Option<bool>, Fault>
    where
        'e: 'f,
    {
        let mut known = true;
        for test in tests {
            match self.test(input, test, frame)? {
                Some(true) => return Ok(Some(true)),
                Some(false) => {}
                None => known = false,
            }
        }
        Ok(known.then_some(false))
    }

    pub(crate) fn test<'f>(
        &self,
        input: &Value,
        test: &'f Test,
        frame: &'f Frame<'f>,
    ) -> Result<Option<bool>, Fault>
    where
        'e: 'f,
    {
        Ok(match test {
            Test::Compare(comparison, node) => {
                compare(*comparison, input, &*self.value(node, frame)?)
            }
            Test::Range(bounds) => {
                let (low, high) =
                    (self.value(&bounds.low, frame)?, self.value(&bounds.high, frame)?);
                within(input, bounds, &low, &high)
            }
            Test::Condition(node) => as_truth(&*self.value(node, frame)?),
            Test::Value(node) => {
                let value = self.value(node, frame)?;
                self.charge(&value)?;
                match (&*value, input) {
                    // A condition in a column of another kind than yes and no is asked for itself.
                    (Value::Truth(truth), other)
                        if node.as_constant().is_none()
                            && !matches!(other, Value::Truth(_) | Value::Nothing) =>
                    {
                        Some(*truth)
                    }
                    (value, input) => operators::is_or_holds(value, input),
                }
            }
        })
    }

    fn junction<'f>(
        &self,
        parts: &'f [Node],
        frame: &'f Frame<'f>,
        decisive: bool,
        join: fn(Option<bool>, Option<bool>) -> Option<bool>,
    ) -> Valued<'f>
    where
        'e: 'f,
    {
        let mut joined = Some(!decisive);
        for part in parts {
            joined = join(joined, as_truth(&*self.value(part, frame)?));
            if joined == Some(decisive) {
                break;
            }
        }
        Ok(truth(joined))
    }

    fn quantified<'f>(
        &self,
        domains: &'f [(String, Domain)],
        inner: &'f Node,
        frame: &'f Frame<'f>,
        decisive: bool,
    ) -> Valued<'f>
    where
        'e: 'f,
    {
        let mut joined = Some(!decisive);
        let walked = self.walk(domains, frame, &mut |frame| {
            let one = as_truth(&*self.value(inner, frame)?);
            joined = if decisive { or(joined, one) } else { and(joined, one) };
            Ok(joined != Some(decisive))
        })?;
        Ok(if walked { truth(joined) } else { Cow::Owned(Value::Nothing) })
    }

    /// Goes through all combinations of the domains until `each` says that it is enough. False when a domain is null.
    fn walk(
        &self,
        domains: &[(String, Domain)],
        frame: &Frame<'_>,
        each: &mut dyn FnMut(&Frame<'_>) -> Result<bool, Fault>,
    ) -> Result<bool, Fault> {
        let Some(((name, domain), rest)) = domains.split_first() else {
            return each(frame).map(|_| true);
        };
        let items = self.domain(domain, frame)?;
        let items = match &*items {
            Value::List(items) => items.as_slice(),
            Value::Nothing => return Ok(false),
            single => std::slice::from_ref(single),
        };
        for item in items {
            self.spend(1)?;
            let inside = Frame::within(Bound::Name(name, item), frame);
            if rest.is_empty() {
                if !each(&inside)? {
                    break;
                }
            } else {
                self.walk(rest, &inside, each)?;
            }
        }
        Ok(true)
    }

    fn domain<'f>(&self, domain: &'f Domain, frame: &'f Frame<'f>) -> Valued<'f>
    where
        'e: 'f,
    {
        let (from, to) = match domain {
            Domain::Each(list) => return self.value(list, frame),
            Domain::Range(from, to) => (self.value(from, frame)?, self.value(to, frame)?),
        };
        let (Value::Number(from), Value::Number(to)) = (&*from, &*to) else {
            return made(Value::Nothing);
        };
        let (Some(from), Some(to)) = (from.whole(), to.whole()) else {
            return made(Value::Nothing);
        };
        let mut list = Vec::new();
        let mut next = from;
        loop {
            self.push(&mut list, Value::Number(Number::from(next)))?;
            if next == to {
                return made(Value::List(list));
            }
            next = if to > from { next.saturating_add(1) } else { next.saturating_sub(1) };
        }
    }

    fn is_defined<'f>(&self, node: &'f Node, frame: &'f Frame<'f>) -> Result<bool, Fault>
    where
        'e: 'f,
    {
        match &node.what {
            What::Name(name) => {
                let parameter =
                    || self.scope.law.is_some_and(|law| matches!(law.parameter(name), Ok(Some(_))));
                Ok(frame.find(name).is_some() || self.scope.facts.contains_key(name) || parameter())
            }
            What::Path(inner, name) => match &*self.value(inner, frame)? {
                Value::Record(entries) => Ok(entries.contains_key(name)),
                other => Ok(operators::property(other, name) != Value::Nothing),
            },
            _ => Ok(*self.value(node, frame)? != Value::Nothing),
        }
    }

    fn scale(&self, scale: &str, base: &Value) -> Result<Value, Fault> {
        let unknown = || Fault::UnknownScale { scale: scale.into() };
        let (found, dated) =
            self.scope.law.ok_or_else(unknown)?.scale(scale)?.ok_or_else(unknown)?;
        let mut used = self.used.borrow_mut();
        used.entry(format!("scale {scale}"))
            .or_insert_with(|| UsedParameter::of_scale(found, dated));
        let Value::Number(base) = base else { return Ok(Value::Nothing) };
        Ok(found.apply(dated, *base).map_or(Value::Nothing, Value::Number))
    }
}

/// The item at a place that counts from 1, or from the end when negative. A single value is a list of one.
fn at_place(list: &Value, place: Number) -> Option<&Value> {
    let items = match list {
        Value::List(items) => items.as_slice(),
        single => std::slice::from_ref(single),
    };
    let place = place.whole()?;
    let away = usize::try_from(place.unsigned_abs()).ok()?.checked_sub(1)?;
    if place > 0 { items.get(away) } else { items.get(items.len().checked_sub(away + 1)?) }
}

/// Whether a value lies in a range.
pub(crate) fn within(input: &Value, bounds: &Bounds, low: &Value, high: &Value) -> Option<bool> {
    let from = if bounds.low_included { Comparison::AtLeast } else { Comparison::Greater };
    let to = if bounds.high_included { Comparison::AtMost } else { Comparison::Less };
    and(compare(from, input, low), compare(to, input, high))
}
