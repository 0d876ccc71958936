//! Decision tables: which rules match, and what the hit policy makes of them (DMN 1.5, 8.2.8).
//!
//! What may not happen here: an answer where the policy has none. That is null, with a warning.

use std::cmp::Ordering;
use std::sync::Arc;

use super::feel::evaluate::{Done, Evaluation};
use super::feel::scope::Scope;
use super::feel::syntax::{Node, Test, Tests};
use super::feel::types::Type;
use super::feel::value::{Context, Value};

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Table {
    pub policy: Policy,
    pub inputs: Vec<Input>,
    pub outputs: Vec<Output>,
    pub rules: Vec<Rule>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Policy {
    Unique,
    Any,
    First,
    Priority,
    RuleOrder,
    OutputOrder,
    Collect(Option<Aggregation>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Aggregation {
    Sum,
    Min,
    Max,
    Count,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Input {
    pub node: Node,
    pub kind: Type,
    pub values: Option<Tests>,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Output {
    pub name: Arc<str>,
    pub kind: Type,
    /// In the order of their priority.
    pub values: Option<Tests>,
    pub default: Option<Node>,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Rule {
    pub inputs: Vec<Tests>,
    pub outputs: Vec<Node>,
}

impl Policy {
    pub(crate) fn named(policy: &str, aggregation: &str) -> Option<Policy> {
        Some(match policy {
            "UNIQUE" | "U" => Policy::Unique,
            "ANY" | "A" => Policy::Any,
            "FIRST" | "F" => Policy::First,
            "PRIORITY" | "P" => Policy::Priority,
            "RULE ORDER" | "R" => Policy::RuleOrder,
            "OUTPUT ORDER" | "O" => Policy::OutputOrder,
            "COLLECT" | "C" => Policy::Collect(match aggregation {
                "" => None,
                "SUM" => Some(Aggregation::Sum),
                "MIN" => Some(Aggregation::Min),
                "MAX" => Some(Aggregation::Max),
                "COUNT" => Some(Aggregation::Count),
                _ => return None,
            }),
            _ => return None,
        })
    }
}

pub(crate) fn value(evaluation: &Evaluation, table: &Table, scope: &Scope) -> Done<Value> {
    let Some(inputs) = inputs(evaluation, table, scope)? else { return Ok(Value::Null) };
    let mut hits: Vec<Vec<Value>> = Vec::new();
    for rule in &table.rules {
        if !matches(evaluation, rule, &inputs, scope)? {
            continue;
        }
        hits.push(outputs(evaluation, table, rule, scope)?);
        if table.policy == Policy::First {
            break;
        }
    }
    if hits.is_empty() {
        return nothing(evaluation, table, scope);
    }
    settle(evaluation, table, hits, scope)
}

/// The values of the inputs; none when one is not among its allowed values.
fn inputs(evaluation: &Evaluation, table: &Table, scope: &Scope) -> Done<Option<Vec<Value>>> {
    let mut values = Vec::with_capacity(table.inputs.len());
    for input in &table.inputs {
        let value = input.kind.coerced(evaluation.value(&input.node, scope)?, evaluation)?;
        if let Some(tests) = input.values.as_ref().filter(|_| !value.is_null()) {
            let inside = scope.with("?".into(), value.clone());
            if evaluation.tests(tests, &value, &inside)? == Some(false) {
                evaluation.warn(|| format!("{value} is not among the values of its input"));
                return Ok(None);
            }
        }
        values.push(value);
    }
    Ok(Some(values))
}

fn matches(evaluation: &Evaluation, rule: &Rule, inputs: &[Value], scope: &Scope) -> Done<bool> {
    for (tests, input) in rule.inputs.iter().zip(inputs) {
        evaluation.spend(1)?;
        if tests.tests.is_none() {
            continue;
        }
        let inside = scope.with("?".into(), input.clone());
        if evaluation.tests(tests, input, &inside)? != Some(true) {
            return Ok(false);
        }
    }
    Ok(true)
}

fn outputs(evaluation: &Evaluation, table: &Table, rule: &Rule, scope: &Scope) -> Done<Vec<Value>> {
    let mut values = Vec::with_capacity(table.outputs.len());
    for (node, output) in rule.outputs.iter().zip(&table.outputs) {
        values.push(output.kind.coerced(evaluation.value(node, scope)?, evaluation)?);
    }
    Ok(values)
}

/// One value, or a context of the outputs by name.
fn whole(table: &Table, mut values: Vec<Value>) -> Value {
    if table.outputs.len() == 1 {
        return values.pop().unwrap_or_default();
    }
    let names = table.outputs.iter().map(|output| Arc::clone(&output.name));
    Value::Context(Arc::new(Context { entries: names.zip(values).collect() }))
}

/// What no rule gives: the default outputs where there are some.
fn nothing(evaluation: &Evaluation, table: &Table, scope: &Scope) -> Done<Value> {
    if table.outputs.iter().all(|output| output.default.is_none()) {
        return Ok(Value::Null);
    }
    let mut values = Vec::new();
    for output in &table.outputs {
        let value = match &output.default {
            Some(node) => evaluation.value(node, scope)?,
            None => Value::Null,
        };
        values.push(output.kind.coerced(value, evaluation)?);
    }
    Ok(whole(table, values))
}

fn settle(
    evaluation: &Evaluation,
    table: &Table,
    mut hits: Vec<Vec<Value>>,
    scope: &Scope,
) -> Done<Value> {
    let first = |hits: Vec<Vec<Value>>| whole(table, hits.into_iter().next().unwrap_or_default());
    Ok(match table.policy {
        Policy::First => first(hits),
        Policy::Unique if hits.len() > 1 => {
            evaluation.warn(|| "several rules match a table that allows one".into());
            Value::Null
        }
        Policy::Unique => first(hits),
        Policy::Any => {
            for value in hits.iter().flatten() {
                evaluation.charge_all(value)?;
            }
            let same = hits.windows(2).all(|pair| match pair {
                [a, b] => a.iter().zip(b).all(|(a, b)| a.equals(b) == Some(true)),
                _ => true,
            });
            if same {
                first(hits)
            } else {
                evaluation.warn(|| "the rules that match do not agree".into());
                Value::Null
            }
        }
        Policy::Priority => {
            in_order(evaluation, table, &mut hits, scope)?;
            first(hits)
        }
        Policy::OutputOrder => {
            in_order(evaluation, table, &mut hits, scope)?;
            all(table, hits)
        }
        Policy::RuleOrder | Policy::Collect(None) => all(table, hits),
        Policy::Collect(Some(aggregation)) => {
            return aggregate(evaluation, aggregation, &all(table, hits));
        }
    })
}

fn all(table: &Table, hits: Vec<Vec<Value>>) -> Value {
    Value::list(hits.into_iter().map(|hit| whole(table, hit)).collect())
}

/// Sorts by the places of the outputs in their lists of values; equal ones stay in the order of the rules.
fn in_order(
    evaluation: &Evaluation,
    table: &Table,
    hits: &mut Vec<Vec<Value>>,
    scope: &Scope,
) -> Done<()> {
    let mut ranked = Vec::with_capacity(hits.len());
    for hit in hits.drain(..) {
        let mut rank = Vec::with_capacity(hit.len());
        for (value, output) in hit.iter().zip(&table.outputs) {
            rank.push(place(evaluation, output, value, scope)?);
        }
        ranked.push((rank, hit));
    }
    ranked.sort_by(|a, b| a.0.cmp(&b.0));
    hits.extend(ranked.into_iter().map(|(_, hit)| hit));
    Ok(())
}

/// The place of a value among those that an output may have.
fn place(evaluation: &Evaluation, output: &Output, value: &Value, scope: &Scope) -> Done<usize> {
    let declared = match (&output.values, &output.kind) {
        (Some(tests), _) => tests.tests.as_deref(),
        (None, Type::Constrained(own)) => own.1.tests.as_deref(),
        _ => None,
    };
    for (place, test) in declared.unwrap_or_default().iter().enumerate() {
        let one = Tests { negated: false, tests: Some(vec![Test::clone(test)]) };
        if evaluation.tests(&one, value, &scope.with("?".into(), value.clone()))? == Some(true) {
            return Ok(place);
        }
    }
    Ok(usize::MAX)
}

fn aggregate(evaluation: &Evaluation, aggregation: Aggregation, hits: &Value) -> Done<Value> {
    let items = hits.items();
    let extreme = |wanted: Ordering| {
        let mut best = items.first()?;
        for item in items {
            if item.compare(best)? == wanted {
                best = item;
            }
        }
        Some(best.clone())
    };
    Ok(match aggregation {
        Aggregation::Count => Value::whole(i64::try_from(items.len()).unwrap_or(i64::MAX)),
        Aggregation::Min => extreme(Ordering::Less).unwrap_or_default(),
        Aggregation::Max => extreme(Ordering::Greater).unwrap_or_default(),
        Aggregation::Sum => {
            let mut sum = items.first().cloned().unwrap_or_default();
            for item in items.iter().skip(1) {
                sum = super::feel::sum(evaluation, &sum, item)?;
            }
            sum
        }
    })
}
