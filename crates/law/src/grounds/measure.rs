//! A number or a day that is held against a limit: behind a yes or no of the table, what was found, the limit, and what would be
//! on its other side.
//!
//! What may not happen here: a limit that is none. It is a number of the law, a day that is given, or a fact that is one of these.

use vocabulary::Span;

use super::{Grounds, path_of};
use crate::change::{Border, Range};
use crate::fault::Fault;
use crate::feel::{Comparison, Evaluation, Frame, Function, Node, Operator, Scope, What};
use crate::number::Number;
use crate::trace::UsedParameter;
use crate::value::Value;

/// So many facts are gone through on the way to a comparison.
const FACTS_DEEP_MAX: u32 = 4;

/// What was found, and the limit that it is held against.
#[derive(Clone, Debug, PartialEq)]
pub struct Measured {
    /// The name or path: `recognised_income`, `answers.area_m2`.
    pub what: String,
    pub found: Value,
    /// A time that is added to a day before it is compared: the 14 days of a report.
    pub added: Option<Span>,
    pub limit: Value,
    /// What the limit is called among the facts; none where the law's own number stands there.
    pub limit_name: Option<String>,
    /// The number of the law that is the limit.
    pub parameter: Option<UsedParameter>,
    /// What `what` would have to be.
    pub range: Range,
}

/// One side of a comparison that is a limit.
struct Limit {
    value: Value,
    name: Option<String>,
    parameter: Option<UsedParameter>,
}

impl Grounds<'_> {
    /// The comparison behind a fact that would have to turn for the fact to become `wanted`.
    pub(super) fn measured(&self, fact: &str, wanted: bool) -> Result<Option<Measured>, Fault> {
        let Some(expression) = self.expression(fact) else { return Ok(None) };
        match self.comparison(expression.root(), wanted, 0)? {
            Some((node, wanted)) => self.measure(node, wanted),
            None => Ok(None),
        }
    }

    pub(super) fn evaluated(&self, node: &Node) -> Result<Value, Fault> {
        let scope = Scope::of(&self.facts.values).with(self.ready.law);
        let evaluation = Evaluation::new(&scope);
        evaluation.own(evaluation.value(node, &Frame::OUTERMOST)?)
    }

    pub(super) fn holds(&self, node: &Node) -> Result<bool, Fault> {
        Ok(self.evaluated(node)? == Value::Truth(true))
    }

    /// Of a condition that is not `wanted`: the one comparison that would make it so, and what it would have to be.
    fn comparison<'n>(
        &'n self,
        node: &'n Node,
        wanted: bool,
        deep: u32,
    ) -> Result<Option<(&'n Node, bool)>, Fault> {
        match &node.what {
            What::Compare(comparison, ..) => {
                let orders = !matches!(comparison, Comparison::Equal | Comparison::Unequal);
                Ok((orders && self.holds(node)? != wanted).then_some((node, wanted)))
            }
            What::Call(Function::Not, parts) => match parts.as_slice() {
                [inner] => self.comparison(inner, !wanted, deep),
                _ => Ok(None),
            },
            What::Name(name) if deep < FACTS_DEEP_MAX => match self.expression(name) {
                Some(expression) => self.comparison(expression.root(), wanted, deep + 1),
                None => Ok(None),
            },
            What::And(parts) => self.among(parts, wanted, !wanted, deep),
            What::Or(parts) => self.among(parts, wanted, wanted, deep),
            _ => Ok(None),
        }
    }

    /// Among parts of which one is enough, the first that can be told; else the only one that is missing.
    fn among<'n>(
        &'n self,
        parts: &'n [Node],
        wanted: bool,
        one_is_enough: bool,
        deep: u32,
    ) -> Result<Option<(&'n Node, bool)>, Fault> {
        let mut missing = Vec::new();
        for part in parts {
            if self.holds(part)? != wanted {
                missing.push(part);
            }
        }
        if !one_is_enough && missing.len() != 1 {
            return Ok(None);
        }
        for part in missing {
            if let Some(found) = self.comparison(part, wanted, deep)? {
                return Ok(Some(found));
            }
        }
        Ok(None)
    }

    fn measure(&self, node: &Node, wanted: bool) -> Result<Option<Measured>, Fault> {
        let What::Compare(comparison, left, right) = &node.what else { return Ok(None) };
        let (what, limit, comparison) = match (self.limit(left)?, self.limit(right)?) {
            (None, Some(limit)) => (left, limit, *comparison),
            (Some(limit), None) => (right, limit, turned(*comparison)),
            _ => return Ok(None),
        };
        let (path, added) = match &what.what {
            What::Calculate(Operator::Plus, day, span) => (path_of(day), Some(span)),
            _ => (path_of(what), None),
        };
        let Some(path) = path else { return Ok(None) };
        let Some(found) = self.value(&path).cloned() else { return Ok(None) };
        let added = match added.map(|span| self.evaluated(span)).transpose()? {
            None => None,
            Some(Value::Span(span)) => Some(span),
            Some(_) => return Ok(None),
        };
        let comparison = if wanted { comparison } else { opposite(comparison) };
        let border = match (&found, &limit.value, added) {
            (Value::Number(_), Value::Number(_), None) | (Value::Day(_), Value::Day(_), None) => {
                limit.value.clone()
            }
            (Value::Day(_), Value::Day(day), Some(span)) => {
                let back = Span { months: -span.months, days: -span.days };
                Value::Day(day.plus(back))
            }
            _ => return Ok(None),
        };
        let range = range(comparison, border);
        let Limit { value, name, parameter } = limit;
        let told =
            Measured { what: path, found, added, limit: value, limit_name: name, parameter, range };
        Ok(Some(told))
    }

    fn limit(&self, node: &Node) -> Result<Option<Limit>, Fault> {
        let limit = |value: &Value, name: Option<&str>, parameter: Option<UsedParameter>| {
            let name = name.map(str::to_string);
            Ok(Some(Limit { value: value.clone(), name, parameter }))
        };
        let name = match &node.what {
            What::Constant(value @ (Value::Number(_) | Value::Day(_))) => {
                return limit(value, None, None);
            }
            What::Name(name) => name,
            _ => return Ok(None),
        };
        let derived = self.facts.derived.iter().find(|fact| fact.id == *name);
        match (derived, self.facts.values.get(name)) {
            (Some(derived), _) => {
                let mut used = derived.parameters.iter();
                match used.find(|used| used.value == derived.value) {
                    Some(used) => limit(&derived.value, Some(name), Some(used.clone())),
                    None => Ok(None),
                }
            }
            (None, Some(day @ Value::Day(_))) => limit(day, Some(name), None),
            (None, Some(_)) => Ok(None),
            (None, None) => match self.ready.law.parameter(name)? {
                Some((parameter, dated)) => {
                    limit(&dated.value, None, Some(UsedParameter::of(parameter, dated)))
                }
                None => Ok(None),
            },
        }
    }
}

/// The same comparison, read from its other side.
fn turned(comparison: Comparison) -> Comparison {
    match comparison {
        Comparison::Less => Comparison::Greater,
        Comparison::AtMost => Comparison::AtLeast,
        Comparison::Greater => Comparison::Less,
        Comparison::AtLeast => Comparison::AtMost,
        same => same,
    }
}

/// What holds when it does not.
fn opposite(comparison: Comparison) -> Comparison {
    match comparison {
        Comparison::Less => Comparison::AtLeast,
        Comparison::AtMost => Comparison::Greater,
        Comparison::Greater => Comparison::AtMost,
        Comparison::AtLeast => Comparison::Less,
        Comparison::Equal => Comparison::Unequal,
        Comparison::Unequal => Comparison::Equal,
    }
}

fn range(comparison: Comparison, value: Value) -> Range {
    let included = matches!(comparison, Comparison::AtMost | Comparison::AtLeast);
    let border = Some(Border { value, included });
    match comparison {
        Comparison::Less | Comparison::AtMost => Range::Between(None, border),
        _ => Range::Between(border, None),
    }
}

/// A value of the range next to its border; of numbers that end before their border the one that is less by one.
pub(super) fn nearest(range: &Range, now: Option<&Value>) -> Option<Value> {
    let step = |border: &Border, by: i64| match &border.value {
        value if border.included => Some(value.clone()),
        Value::Number(number) => number.plus(Number::from(by)).map(Value::Number),
        Value::Day(day) => Some(Value::Day(day.plus_days(by))),
        _ => None,
    };
    let found = match range {
        Range::Values(values) => values.first().cloned(),
        Range::NoneOf(_) | Range::Between(None, None) => None,
        Range::Between(Some(low), None) => step(low, 1),
        Range::Between(None, Some(high)) => step(high, -1),
        Range::Between(Some(low), Some(high)) => {
            let is_above = now.and_then(|now| now.compare(&high.value)).is_some_and(|o| o.is_gt());
            if is_above { step(high, -1) } else { step(low, 1) }
        }
    };
    found.filter(|value| range.holds(value))
}
