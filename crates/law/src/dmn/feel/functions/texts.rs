//! Functions of texts. Places and lengths count characters.
//!
//! What may not happen here: counting bytes.

use super::{Done, Entry, Evaluation, Given, Value, entry};
use crate::dmn::feel::regex::{Flags, Regex};

pub(super) const FUNCTIONS: [Entry; 13] = [
    entry("substring", &["string, start position, length?"], substring),
    entry("string length", &["string"], |_, given| Ok(given.text(0).map(length))),
    entry("upper case", &["string"], |evaluation, given| {
        given.text(0).map(|text| evaluation.letters(text.to_uppercase())).transpose()
    }),
    entry("lower case", &["string"], |evaluation, given| {
        given.text(0).map(|text| evaluation.letters(text.to_lowercase())).transpose()
    }),
    entry("substring before", &["string, match"], |_, given| {
        let cut = |(text, wanted): (&str, &str)| {
            text.split_once(wanted).map_or("", |(before, _)| before).into()
        };
        Ok(given.text(0).zip(given.text(1)).map(cut).map(Value::Text))
    }),
    entry("substring after", &["string, match"], |_, given| {
        let cut = |(text, wanted): (&str, &str)| {
            text.split_once(wanted).map_or("", |(_, after)| after).into()
        };
        Ok(given.text(0).zip(given.text(1)).map(cut).map(Value::Text))
    }),
    entry("contains", &["string, match"], |_, given| Ok(asked(given, |text, m| text.contains(m)))),
    entry("starts with", &["string, match"], |_, given| {
        Ok(asked(given, |text, m| text.starts_with(m)))
    }),
    entry("ends with", &["string, match"], |_, given| {
        Ok(asked(given, |text, m| text.ends_with(m)))
    }),
    entry("matches", &["input, pattern, flags?"], matches),
    entry("replace", &["input, pattern, replacement, flags?"], replace),
    entry("split", &["string, delimiter"], split),
    entry("string join", &["list, delimiter?"], join),
];

fn length(text: &str) -> Value {
    Value::whole(i64::try_from(text.chars().count()).unwrap_or(i64::MAX))
}

fn asked(given: Given<'_>, ask: fn(&str, &str) -> bool) -> Option<Value> {
    Some(Value::Boolean(ask(given.text(0)?, given.text(1)?)))
}

/// From a place that counts from 1, or from the end when negative, so many characters or all the rest.
fn substring(_: &Evaluation, given: Given<'_>) -> Done<Option<Value>> {
    let cut = || {
        let (text, start) = (given.text(0)?, given.number(1)?.truncated()?);
        let length = match given.value(2) {
            Value::Null => usize::MAX,
            // What lies behind the point does not count.
            _ => usize::try_from(given.number(2)?.truncated()?).ok().filter(|n| *n > 0)?,
        };
        let skipped = usize::try_from(start.unsigned_abs()).ok()?;
        let count = text.chars().count();
        let from = if start > 0 { skipped - 1 } else { count.checked_sub(skipped)? };
        let part = || text.chars().skip(from).take(length).collect::<String>();
        (start != 0 && from < count).then(|| Value::Text(part().into()))
    };
    Ok(cut())
}

/// The expression of the second argument, with the flags of that place. Reading it costs more than its length.
fn regex(evaluation: &Evaluation, given: Given<'_>, flags: usize) -> Done<Option<Regex>> {
    evaluation.spend(16 * given.text(1).map_or(0, str::len) as u64)?;
    let read = || {
        let flags = match given.value(flags) {
            Value::Null => Flags::default(),
            _ => Flags::parse(given.text(flags)?)?,
        };
        Regex::parse(given.text(1)?, flags)
    };
    Ok(read())
}

fn matches(evaluation: &Evaluation, given: Given<'_>) -> Done<Option<Value>> {
    let Some((text, regex)) = given.text(0).zip(regex(evaluation, given, 2)?) else {
        return Ok(None);
    };
    let found = regex.find(evaluation, text, 0)?;
    Ok(Some(Value::Boolean(found.is_some())))
}

fn replace(evaluation: &Evaluation, given: Given<'_>) -> Done<Option<Value>> {
    let found = given.text(0).zip(given.text(2)).zip(regex(evaluation, given, 3)?);
    let Some(((text, with), regex)) = found else { return Ok(None) };
    match regex.replace(evaluation, text, with)? {
        Some(replaced) => evaluation.letters(replaced).map(Some),
        None => Ok(None),
    }
}

/// The parts between what matches the delimiter, a regular expression.
fn split(evaluation: &Evaluation, given: Given<'_>) -> Done<Option<Value>> {
    let Some((text, regex)) = given.text(0).zip(regex(evaluation, given, usize::MAX)?) else {
        return Ok(None);
    };
    let Some(parts) = regex.split(evaluation, text)? else { return Ok(None) };
    let mut list = Vec::new();
    for part in parts {
        evaluation.push(&mut list, Value::text(&part))?;
    }
    Ok(Some(Value::list(list)))
}

fn join(evaluation: &Evaluation, given: Given<'_>) -> Done<Option<Value>> {
    let between = match given.value(1) {
        Value::Null => "",
        _ => match given.text(1) {
            Some(text) => text,
            None => return Ok(None),
        },
    };
    let Some(items) = given.list(0) else { return Ok(None) };
    let mut parts = Vec::new();
    for item in items {
        match item {
            Value::Text(text) => parts.push(&**text),
            Value::Null => {}
            _ => return Ok(None),
        }
        evaluation.spend(1 + between.len() as u64 / 32)?;
    }
    let length: usize = parts.iter().map(|part| part.len() + between.len()).sum();
    evaluation.may_have(length)?;
    evaluation.letters(parts.join(between)).map(Some)
}
