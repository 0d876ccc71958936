//! Functions of lists. Places count from 1, or from the end when negative.
//!
//! What may not happen here: a list that the evaluation has not allowed.

use super::{Done, Entry, Evaluation, Given, Value, entry};

pub(super) const FUNCTIONS: [Entry; 14] = [
    entry("list contains", &["list, element"], contains),
    entry("count", &["list"], |_, given| {
        Ok(given.list(0).map(|items| Value::whole(length(items))))
    }),
    entry("sublist", &["list, start position, length?"], sublist),
    entry("append", &["list, item..."], append),
    entry("concatenate", &["list..."], concatenate),
    entry("insert before", &["list, position, newItem"], insert),
    entry("remove", &["list, position"], remove),
    entry("list replace", &["list, position, newItem", "list, match, newItem"], replace),
    entry("reverse", &["list"], |_, given| {
        Ok(given.list(0).map(|items| Value::list(items.iter().rev().cloned().collect())))
    }),
    entry("index of", &["list, match"], index_of),
    entry("union", &["list..."], union),
    entry("distinct values", &["list"], |evaluation, given| {
        given.list(0).map(|items| distinct(evaluation, items)).transpose()
    }),
    entry("flatten", &["list"], |evaluation, given| {
        let Some(items) = given.list(0) else { return Ok(None) };
        let mut list = Vec::new();
        flatten(evaluation, items, &mut list)?;
        Ok(Some(Value::list(list)))
    }),
    entry("sort", &["list, precedes"], sort),
];

fn length(items: &[Value]) -> i64 {
    i64::try_from(items.len()).unwrap_or(i64::MAX)
}

fn contains(evaluation: &Evaluation, given: Given<'_>) -> Done<Option<Value>> {
    evaluation.charge_all(given.value(0))?;
    let holds =
        |items: &[Value]| items.iter().any(|item| item.equals(given.value(1)) == Some(true));
    Ok(given.list(0).map(|items| Value::Boolean(holds(items))))
}

/// The index of a place that counts from 1, or from the end when negative.
fn index(items: &[Value], place: i64) -> Option<usize> {
    let away = usize::try_from(place.unsigned_abs()).ok()?.checked_sub(1)?;
    let index = if place > 0 { away } else { items.len().checked_sub(away + 1)? };
    (index < items.len()).then_some(index)
}

fn sublist(_: &Evaluation, given: Given<'_>) -> Done<Option<Value>> {
    let part = || {
        let items = given.list(0)?;
        let rest = items.get(index(items, given.number(1)?.truncated()?)?..)?;
        match given.value(2) {
            Value::Null => Some(rest),
            _ => rest.get(..usize::try_from(given.number(2)?.truncated()?).ok()?),
        }
    };
    Ok(part().map(|part| Value::list(part.to_vec())))
}

fn append(evaluation: &Evaluation, given: Given<'_>) -> Done<Option<Value>> {
    let Some(items) = given.list(0) else { return Ok(None) };
    evaluation.spend(items.len() as u64)?;
    let mut list = items.to_vec();
    for item in given.values.iter().skip(1) {
        evaluation.push(&mut list, item.clone())?;
    }
    Ok(Some(Value::list(list)))
}

fn concatenate(evaluation: &Evaluation, given: Given<'_>) -> Done<Option<Value>> {
    let mut list = Vec::new();
    for place in 0..given.count() {
        let Some(items) = given.list(place) else { return Ok(None) };
        for item in items {
            evaluation.push(&mut list, item.clone())?;
        }
    }
    Ok(Some(Value::list(list)))
}

fn insert(evaluation: &Evaluation, given: Given<'_>) -> Done<Option<Value>> {
    let Some(items) = given.list(0) else { return Ok(None) };
    let Some(index) = given.whole(1).and_then(|place| index(items, place)) else { return Ok(None) };
    evaluation.spend(items.len() as u64)?;
    let mut list = items.to_vec();
    list.insert(index, given.value(2).clone());
    Ok(Some(Value::list(list)))
}

fn remove(_: &Evaluation, given: Given<'_>) -> Done<Option<Value>> {
    let Some(items) = given.list(0) else { return Ok(None) };
    let Some(index) = given.whole(1).and_then(|place| index(items, place)) else { return Ok(None) };
    let mut list = items.to_vec();
    list.remove(index);
    Ok(Some(Value::list(list)))
}

/// At a place, or wherever a function of the old and the new item says so.
fn replace(evaluation: &Evaluation, given: Given<'_>) -> Done<Option<Value>> {
    let Some(items) = given.list(0) else { return Ok(None) };
    let new = given.value(2);
    let Value::Function(callable) = given.one(1) else {
        let place = given.number(1).and_then(|place| place.truncated());
        let Some(index) = place.and_then(|place| index(items, place)) else { return Ok(None) };
        let mut list = items.to_vec();
        if let Some(slot) = list.get_mut(index) {
            *slot = new.clone();
        }
        return Ok(Some(Value::list(list)));
    };
    let mut list = Vec::new();
    for item in items {
        match evaluation.call(callable, vec![item.clone(), new.clone()])? {
            Value::Boolean(matches) => {
                evaluation.push(&mut list, if matches { new.clone() } else { item.clone() })?;
            }
            _ => return Ok(None),
        }
    }
    Ok(Some(Value::list(list)))
}

fn index_of(evaluation: &Evaluation, given: Given<'_>) -> Done<Option<Value>> {
    evaluation.charge_all(given.value(0))?;
    let found = |items: &[Value]| {
        let same = |(place, item): (i64, &Value)| {
            (item.equals(given.value(1)) == Some(true)).then(|| Value::whole(place))
        };
        (1..).zip(items).filter_map(same).collect()
    };
    Ok(given.list(0).map(|items| Value::list(found(items))))
}

fn union(evaluation: &Evaluation, given: Given<'_>) -> Done<Option<Value>> {
    match concatenate(evaluation, given)? {
        Some(all) => distinct(evaluation, all.items()).map(Some),
        None => Ok(None),
    }
}

fn distinct(evaluation: &Evaluation, items: &[Value]) -> Done<Value> {
    let mut list: Vec<Value> = Vec::new();
    for item in items {
        // What compares each item with each other costs the square.
        for _ in &list {
            evaluation.charge_all(item)?;
        }
        if !list.iter().any(|seen| seen.equals(item) == Some(true)) {
            list.push(item.clone());
        }
    }
    Ok(Value::list(list))
}

fn flatten(evaluation: &Evaluation, items: &[Value], list: &mut Vec<Value>) -> Done<()> {
    for item in items {
        match item {
            Value::List(inner) => flatten(evaluation, inner, list)?,
            other => evaluation.push(list, other.clone())?,
        }
    }
    Ok(())
}

/// By a function that says of two items whether the first precedes. Equal items stay in order.
fn sort(evaluation: &Evaluation, given: Given<'_>) -> Done<Option<Value>> {
    let Some(items) = given.list(0) else { return Ok(None) };
    let precedes = |a: &Value, b: &Value| -> Done<Option<bool>> {
        match given.one(1) {
            Value::Function(callable) => {
                Ok(evaluation.call(callable, vec![a.clone(), b.clone()])?.as_truth())
            }
            _ => Ok(None),
        }
    };
    // Merged from runs of one: the order of the comparisons does not depend on their answers, so none can confuse it.
    let mut runs: Vec<Vec<Value>> = items.iter().map(|item| vec![item.clone()]).collect();
    while runs.len() > 1 {
        let mut next = Vec::with_capacity(runs.len().div_ceil(2));
        let mut pairs = runs.into_iter();
        while let Some(left) = pairs.next() {
            let Some(right) = pairs.next() else {
                next.push(left);
                break;
            };
            match merge(evaluation, left, right, &precedes)? {
                Some(merged) => next.push(merged),
                None => return Ok(None),
            }
        }
        runs = next;
    }
    Ok(Some(Value::list(runs.pop().unwrap_or_default())))
}

fn merge(
    evaluation: &Evaluation,
    left: Vec<Value>,
    right: Vec<Value>,
    precedes: &dyn Fn(&Value, &Value) -> Done<Option<bool>>,
) -> Done<Option<Vec<Value>>> {
    let mut merged = Vec::with_capacity(left.len() + right.len());
    let (mut left, mut right) = (left.into_iter().peekable(), right.into_iter().peekable());
    while let (Some(a), Some(b)) = (left.peek(), right.peek()) {
        evaluation.spend(1)?;
        match precedes(b, a)? {
            Some(true) => merged.extend(right.next()),
            Some(false) => merged.extend(left.next()),
            None => return Ok(None),
        }
    }
    merged.extend(left);
    merged.extend(right);
    Ok(Some(merged))
}
