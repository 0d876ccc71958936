//! Functions of contexts. A context is never changed: each function gives another.
//!
//! What may not happen here: two entries of one name.

use std::sync::Arc;

use super::{Context, Done, Entry, Evaluation, Given, Value, entry};

pub(super) const FUNCTIONS: [Entry; 5] = [
    entry("get value", &["m, key", "m, keys"], get),
    entry("get entries", &["m"], entries),
    entry("context", &["entries"], context),
    entry("context put", &["context, key, value", "context, keys, value"], put),
    entry("context merge", &["contexts"], merge),
];

/// The names of a path: one text, or a list of texts.
fn path(given: Given<'_>) -> Option<Vec<Arc<str>>> {
    let name =
        |value: &Value| if let Value::Text(text) = value { Some(Arc::clone(text)) } else { None };
    match given.value(1) {
        Value::Text(text) => Some(vec![Arc::clone(text)]),
        Value::List(_) if given.form.is_some_and(|form| form % 2 == 0) => None,
        Value::List(items) if !items.is_empty() => items.iter().map(name).collect(),
        _ => None,
    }
}

fn get(_: &Evaluation, given: Given<'_>) -> Done<Option<Value>> {
    let find = || {
        let mut found = Value::Context(Arc::new(given.context(0)?.clone()));
        for name in path(given)? {
            let Value::Context(context) = &found else { return None };
            found = context.get(&name)?.clone();
        }
        Some(found)
    };
    Ok(find())
}

fn entries(_: &Evaluation, given: Given<'_>) -> Done<Option<Value>> {
    let pair = |(name, value): &(Arc<str>, Value)| {
        let entries =
            vec![("key".into(), Value::Text(Arc::clone(name))), ("value".into(), value.clone())];
        Value::Context(Arc::new(Context { entries }))
    };
    Ok(given.context(0).map(|context| Value::list(context.entries.iter().map(pair).collect())))
}

/// A context of `{key: .., value: ..}`; none when a key is there twice.
fn context(evaluation: &Evaluation, given: Given<'_>) -> Done<Option<Value>> {
    let Some(items) = given.list(0) else { return Ok(None) };
    let mut made = Context::default();
    for item in items {
        evaluation.spend(made.entries.len() as u64)?;
        let Value::Context(pair) = item else { return Ok(None) };
        let (Some(Value::Text(name)), Some(value)) = (pair.get("key"), pair.get("value")) else {
            return Ok(None);
        };
        if made.get(name).is_some() {
            return Ok(None);
        }
        made.entries.push((Arc::clone(name), value.clone()));
    }
    Ok(Some(Value::Context(Arc::new(made))))
}

fn put(_: &Evaluation, given: Given<'_>) -> Done<Option<Value>> {
    let made = || {
        let path = path(given)?;
        put_at(given.context(0)?, &path, given.value(2))
    };
    Ok(made().map(|context| Value::Context(Arc::new(context))))
}

/// The context with a value at a path; none when the path goes through what is no context.
fn put_at(context: &Context, path: &[Arc<str>], value: &Value) -> Option<Context> {
    let mut made = context.clone();
    // From the outside in, then from the inside out: a path may be long, and needs no stack.
    let mut along = vec![made.clone()];
    let (last, before) = path.split_last()?;
    for name in before {
        let Some(Value::Context(inner)) = along.last()?.get(name) else { return None };
        along.push(Context::clone(inner));
    }
    let mut value = value.clone();
    for name in std::iter::once(last).chain(before.iter().rev()) {
        made = along.pop()?;
        made.put(Arc::clone(name), value);
        value = Value::Context(Arc::new(made.clone()));
    }
    Some(made)
}

/// All entries together; a later one takes the place of an earlier one.
fn merge(evaluation: &Evaluation, given: Given<'_>) -> Done<Option<Value>> {
    let Some(items) = given.list(0) else { return Ok(None) };
    let mut made = Context::default();
    for item in items {
        let Value::Context(context) = item else { return Ok(None) };
        for (name, value) in &context.entries {
            evaluation.spend(1 + made.entries.len() as u64 / 16)?;
            made.put(Arc::clone(name), value.clone());
        }
    }
    Ok(Some(Value::Context(Arc::new(made))))
}
