//! `for`, `some`, `every` and filters: what walks lists.
//!
//! What may not happen here: a list without a limit.

use std::sync::Arc;

use super::decimal::Decimal;
use super::evaluate::{Done, Evaluation};
use super::scope::Scope;
use super::syntax::{Constant, Domain, Items, Node};
use super::time::Date;
use super::value::{Range, Value};

impl Evaluation {
    pub(super) fn filter(&self, list: &Node, condition: &Node, scope: &Scope) -> Done<Value> {
        let list = self.value(list, scope)?;
        if let Node::Constant(Constant(Value::Number(place))) = condition {
            return Ok(at_place(&list, *place));
        }
        let items = if list.is_null() { &[] } else { list.items() };
        if items.is_empty() {
            let counts = matches!(self.value(condition, scope)?, Value::Number(_));
            return Ok(if counts { Value::Null } else { Value::list(Vec::new()) });
        }
        let mut kept = Vec::new();
        for (n, item) in items.iter().enumerate() {
            match self.value(condition, &scope.with_item(item.clone()))? {
                Value::Number(place) if n == 0 => return Ok(at_place(&list, place)),
                Value::Boolean(true) => self.push(&mut kept, item.clone())?,
                Value::Boolean(false) | Value::Null => {}
                other => {
                    self.warn(|| {
                        format!("a filter is a condition or a number, not {}", other.kind())
                    });
                    return Ok(Value::Null);
                }
            }
        }
        Ok(Value::list(kept))
    }

    pub(super) fn iterate(&self, domains: &[Domain], inner: &Node, scope: &Scope) -> Done<Value> {
        let mut list = Vec::new();
        // `partial` is copied for each item only where it is asked for.
        let partial = mentions_partial(inner) || domains.iter().any(domain_mentions_partial);
        let walked = self.walk(domains, scope, &mut |inside| {
            let item = if partial {
                self.spend(list.len() as u64)?;
                self.value(inner, &inside.with("partial".into(), Value::list(list.clone())))?
            } else {
                self.value(inner, inside)?
            };
            self.push(&mut list, item)?;
            Ok(true)
        })?;
        Ok(if walked { Value::list(list) } else { Value::Null })
    }

    pub(super) fn quantified(
        &self,
        domains: &[Domain],
        inner: &Node,
        scope: &Scope,
        decisive: bool,
    ) -> Done<Value> {
        let mut joined = Some(!decisive);
        let walked = self.walk(domains, scope, &mut |inside| {
            match self.value(inner, inside)?.as_truth() {
                Some(truth) if truth == decisive => {
                    joined = Some(decisive);
                    return Ok(false);
                }
                Some(_) => {}
                None => joined = None,
            }
            Ok(true)
        })?;
        Ok(if walked { Value::truth(joined) } else { Value::Null })
    }

    /// Goes through all combinations of the domains until `each` says that it is enough. False when a domain is none.
    fn walk(
        &self,
        domains: &[Domain],
        scope: &Scope,
        each: &mut dyn FnMut(&Scope) -> Done<bool>,
    ) -> Done<bool> {
        let Some((domain, rest)) = domains.split_first() else {
            return each(scope).map(|_| true);
        };
        let Some(items) = self.items(&domain.items, scope)? else { return Ok(false) };
        for item in items.items() {
            self.spend(1)?;
            let inside = scope.with(Arc::clone(&domain.name), item.clone());
            if rest.is_empty() {
                if !each(&inside)? {
                    break;
                }
            } else if !self.walk(rest, &inside, each)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn items(&self, items: &Items, scope: &Scope) -> Done<Option<Value>> {
        let (from, to) = match items {
            Items::Each(list) => match self.value(list, scope)? {
                Value::Null => {
                    self.warn(|| "null is no list to go through".into());
                    return Ok(None);
                }
                Value::Range(range) => {
                    let ends = inner_ends(&range);
                    return match ends {
                        Some((from, to))
                            if to.compare(&from).is_some_and(std::cmp::Ordering::is_ge) =>
                        {
                            self.run(&from, &to)
                        }
                        Some(_) => Ok(Some(Value::list(Vec::new()))),
                        None => Ok(None),
                    };
                }
                list => return Ok(Some(list)),
            },
            Items::Range(from, to) => (self.value(from, scope)?, self.value(to, scope)?),
        };
        self.run(&from, &to)
    }

    /// All whole numbers, or all days, from one to the other, upwards or downwards.
    fn run(&self, from: &Value, to: &Value) -> Done<Option<Value>> {
        let made = |number: i64| match from {
            Value::Date(_) => Date::of_number(number).map_or(Value::Null, Value::Date),
            _ => Value::Number(Decimal::from(number)),
        };
        let (Some(mut next), Some(last)) = (place(from), place(to)) else {
            self.warn(|| format!("there is no way from {} to {}", from.kind(), to.kind()));
            return Ok(None);
        };
        let mut list = Vec::new();
        loop {
            self.push(&mut list, made(next))?;
            if next == last {
                return Ok(Some(Value::list(list)));
            }
            next = if last > next { next.saturating_add(1) } else { next.saturating_sub(1) };
        }
    }
}

/// The first and the last whole number or day of a range.
fn inner_ends(range: &Range) -> Option<(Value, Value)> {
    let step = |value: &Value, included: bool, by: i64| {
        let number = place(value)? + if included { 0 } else { by };
        Some(match value {
            Value::Date(_) => Value::Date(Date::of_number(number)?),
            _ => Value::whole(number),
        })
    };
    Some((step(&range.low, range.low_included, 1)?, step(&range.high, range.high_included, -1)?))
}

fn place(value: &Value) -> Option<i64> {
    match value {
        Value::Number(number) => number.whole(),
        Value::Date(date) => Some(date.number()),
        _ => None,
    }
}

/// The item at a place that counts from 1, or from the end when negative.
fn at_place(list: &Value, place: Decimal) -> Value {
    let items = list.items();
    let find = || {
        let place = place.whole()?;
        let away = usize::try_from(place.unsigned_abs()).ok()?.checked_sub(1)?;
        if place > 0 { items.get(away) } else { items.get(items.len().checked_sub(away + 1)?) }
    };
    find().cloned().unwrap_or_default()
}

fn domain_mentions_partial(domain: &Domain) -> bool {
    match &domain.items {
        Items::Each(node) => mentions_partial(node),
        Items::Range(from, to) => mentions_partial(from) || mentions_partial(to),
    }
}

/// Whether the name `partial` is somewhere in the tree.
fn mentions_partial(node: &Node) -> bool {
    let mut found = matches!(node, Node::Name(name) if &**name == "partial");
    node.each_part(&mut |part| found = found || mentions_partial(part));
    found
}
