//! Functions of lists. Those that take several numbers take a list or the numbers themselves.

use std::borrow::Cow;
use std::cmp::Ordering;

use super::evaluate::{Evaluation, TEXT_MAX, as_truth};
use super::functions::Function;
use super::operators::{and, calculate, or};
use super::syntax::Operator;
use crate::fault::Fault;
use crate::number::Number;
use crate::value::Value;

pub(crate) fn call(
    evaluation: &Evaluation<'_>,
    function: Function,
    arguments: &[Cow<'_, Value>],
) -> Result<Value, Fault> {
    let first = arguments.first().map_or(&Value::Nothing, |value| &**value);
    let second = arguments.get(1).map(|value| &**value);
    let list = as_list(first);
    // What compares each item with each other costs the square.
    evaluation.spend(list.map_or(1, <[Value]>::len) as u64)?;
    match function {
        Function::Sum
        | Function::Product
        | Function::Min
        | Function::Max
        | Function::Mean
        | Function::Median
        | Function::All
        | Function::Any => fold(evaluation, function, &spread(arguments)),
        Function::Append => append(evaluation, list, arguments.get(1..).unwrap_or_default()),
        Function::Concatenate => concatenate(evaluation, arguments),
        Function::Sublist => sublist(evaluation, list, arguments),
        Function::StringJoin => join(evaluation, list, second),
        Function::GetValue => match (first, second) {
            (Value::Record(entries), Some(Value::Text(name))) => {
                evaluation.own(Cow::Borrowed(entries.get(name).unwrap_or(&Value::Nothing)))
            }
            _ => Ok(Value::Nothing),
        },
        _ => match (list, second) {
            (Some(items), _) => {
                of_one_list(evaluation, function, items, second.unwrap_or(&Value::Nothing))
            }
            _ => Ok(Value::Nothing),
        },
    }
}

/// A single value is a list of one; null is no list.
fn as_list(value: &Value) -> Option<&[Value]> {
    match value {
        Value::List(items) => Some(items),
        Value::Nothing => None,
        single => Some(std::slice::from_ref(single)),
    }
}

fn spread<'a>(arguments: &'a [Cow<'_, Value>]) -> Vec<&'a Value> {
    match arguments {
        [one] => match &**one {
            Value::List(items) => items.iter().collect(),
            single => vec![single],
        },
        many => many.iter().map(|value| &**value).collect(),
    }
}

fn of_one_list(
    evaluation: &Evaluation<'_>,
    function: Function,
    items: &[Value],
    other: &Value,
) -> Result<Value, Fault> {
    let mut list = Vec::new();
    match function {
        Function::Count => {
            return Ok(Value::Number(Number::from(i64::try_from(items.len()).unwrap_or(i64::MAX))));
        }
        Function::ListContains => {
            return Ok(Value::Truth(items.iter().any(|item| item.equals(other) == Some(true))));
        }
        Function::DistinctValues => {
            for item in items {
                evaluation.spend(list.len() as u64)?;
                if !list.iter().any(|seen: &Value| seen.equals(item) == Some(true)) {
                    evaluation.push(&mut list, evaluation.own(Cow::Borrowed(item))?)?;
                }
            }
        }
        Function::IndexOf => {
            for (place, _) in (1..).zip(items).filter(|(_, item)| item.equals(other) == Some(true))
            {
                evaluation.push(&mut list, Value::whole(place))?;
            }
        }
        Function::Reverse => {
            for item in items.iter().rev() {
                evaluation.push(&mut list, evaluation.own(Cow::Borrowed(item))?)?;
            }
        }
        Function::Flatten => flatten(evaluation, items, &mut list)?,
        _ => return Ok(Value::Nothing),
    }
    Ok(Value::List(list))
}

fn flatten(
    evaluation: &Evaluation<'_>,
    items: &[Value],
    list: &mut Vec<Value>,
) -> Result<(), Fault> {
    for item in items {
        match item {
            Value::List(inner) => flatten(evaluation, inner, list)?,
            other => evaluation.push(list, evaluation.own(Cow::Borrowed(other))?)?,
        }
    }
    Ok(())
}

fn fold(evaluation: &Evaluation<'_>, function: Function, items: &[&Value]) -> Result<Value, Fault> {
    evaluation.spend(items.len() as u64)?;
    match function {
        Function::All => return Ok(junction(items, Some(true), and)),
        Function::Any => return Ok(junction(items, Some(false), or)),
        Function::Sum => return sum(evaluation, items),
        _ => {}
    }
    let folded = match function {
        Function::Min => extreme(items, Ordering::Less),
        Function::Max => extreme(items, Ordering::Greater),
        Function::Product => number_fold(items, Number::ONE, Number::times),
        Function::Mean => {
            number_fold(items, Number::ZERO, Number::plus).and_then(|sum| mean(&sum, items.len()))
        }
        Function::Median => median(items),
        _ => None,
    };
    Ok(folded.unwrap_or_default())
}

/// `and` or `or` over all items. An unknown one does not end it: a later one may decide.
fn junction(
    items: &[&Value],
    start: Option<bool>,
    join: fn(Option<bool>, Option<bool>) -> Option<bool>,
) -> Value {
    let mut joined = start;
    for item in items {
        joined = join(joined, as_truth(item));
    }
    joined.map_or(Value::Nothing, Value::Truth)
}

/// The sum of numbers, or of durations; null of nothing.
fn sum(evaluation: &Evaluation<'_>, items: &[&Value]) -> Result<Value, Fault> {
    let mut items = items.iter();
    let Some(first) = items.next().filter(|v| matches!(v, Value::Number(_) | Value::Span(_)))
    else {
        return Ok(Value::Nothing);
    };
    let mut sum = (*first).clone();
    for item in items {
        sum = calculate(evaluation, Operator::Plus, &sum, item)?;
    }
    Ok(sum)
}

fn number_fold(
    items: &[&Value],
    start: Number,
    step: fn(Number, Number) -> Option<Number>,
) -> Option<Value> {
    if items.is_empty() {
        return None;
    }
    let mut result = start;
    for item in items {
        let Value::Number(number) = item else { return None };
        result = step(result, *number)?;
    }
    Some(Value::Number(result))
}

fn mean(sum: &Value, count: usize) -> Option<Value> {
    let Value::Number(sum) = sum else { return None };
    sum.over(Number::from(i64::try_from(count).ok()?)).map(Value::Number)
}

fn median(items: &[&Value]) -> Option<Value> {
    let numbers: Option<Vec<Number>> = items
        .iter()
        .map(|item| match item {
            Value::Number(number) => Some(*number),
            _ => None,
        })
        .collect();
    let mut numbers = numbers?;
    numbers.sort_unstable();
    let upper = *numbers.get(numbers.len() / 2)?;
    if numbers.len() % 2 == 1 {
        return Some(Value::Number(upper));
    }
    let lower = *numbers.get(numbers.len() / 2 - 1)?;
    lower.plus(upper)?.over(Number::from(2)).map(Value::Number)
}

fn extreme(items: &[&Value], wanted: Ordering) -> Option<Value> {
    let mut best = *items.first()?;
    // One item must have an order, too: `min([null])` is null.
    best.compare(best)?;
    for item in items {
        if item.compare(best)? == wanted {
            best = item;
        }
    }
    Some(best.clone())
}

fn append(
    evaluation: &Evaluation<'_>,
    list: Option<&[Value]>,
    more: &[Cow<'_, Value>],
) -> Result<Value, Fault> {
    let Some(items) = list else { return Ok(Value::Nothing) };
    let mut list = Vec::new();
    for item in items.iter().chain(more.iter().map(|value| &**value)) {
        evaluation.push(&mut list, evaluation.own(Cow::Borrowed(item))?)?;
    }
    Ok(Value::List(list))
}

fn concatenate(evaluation: &Evaluation<'_>, lists: &[Cow<'_, Value>]) -> Result<Value, Fault> {
    let mut list = Vec::new();
    for one in lists {
        let Some(items) = as_list(one) else { return Ok(Value::Nothing) };
        for item in items {
            evaluation.push(&mut list, evaluation.own(Cow::Borrowed(item))?)?;
        }
    }
    Ok(Value::List(list))
}

/// From a place that counts from 1, or from the end when negative, so many items or all the rest.
fn sublist(
    evaluation: &Evaluation<'_>,
    list: Option<&[Value]>,
    arguments: &[Cow<'_, Value>],
) -> Result<Value, Fault> {
    let whole = |place: usize| match arguments.get(place).map(|value| &**value) {
        Some(Value::Number(number)) => number.whole(),
        _ => None,
    };
    let part = || {
        let items = list?;
        let start = whole(1)?;
        let away = usize::try_from(start.unsigned_abs()).ok()?;
        let from = if start > 0 { away - 1 } else { items.len().checked_sub(away)? };
        let rest = items.get(from..).filter(|_| start != 0)?;
        match arguments.len() {
            2 => Some(rest),
            _ => rest.get(..usize::try_from(whole(2)?).ok()?),
        }
    };
    match part() {
        Some(part) => append(evaluation, Some(part), &[]),
        None => Ok(Value::Nothing),
    }
}

fn join(
    evaluation: &Evaluation<'_>,
    list: Option<&[Value]>,
    between: Option<&Value>,
) -> Result<Value, Fault> {
    let between = match between {
        Some(Value::Text(text)) => text.as_str(),
        None | Some(Value::Nothing) => "",
        Some(_) => return Ok(Value::Nothing),
    };
    let Some(items) = list else { return Ok(Value::Nothing) };
    let mut joined = String::new();
    let mut first = true;
    for item in items {
        match item {
            Value::Text(text) => {
                if !first {
                    joined.push_str(between);
                }
                first = false;
                joined.push_str(text);
                evaluation.spend(1 + (text.len() + between.len()) as u64 / 32)?;
            }
            Value::Nothing => {}
            _ => return Ok(Value::Nothing),
        }
        if joined.len() > TEXT_MAX {
            return Err(Fault::TooMuch { what: format!("a text of more than {TEXT_MAX} bytes") });
        }
    }
    Ok(Value::Text(joined))
}
