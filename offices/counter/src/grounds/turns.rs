//! What would change a decision, in sentences: first what a person can act on, never more than can be read at a glance.
//!
//! What may not happen here: an outcome that the table did not give, an absurd change before a useful one.

use std::cmp::Ordering;

use law::{Border, Measured, Range, Turn, Value};

use super::words::{Place, Words};

/// So many changes are told.
const TURNS_TOLD_MAX: usize = 4;

pub(super) fn turns(words: &Words<'_, '_>) -> Vec<String> {
    let turns = words.grounds.turns().unwrap_or_default();
    let mut ranked: Vec<(u8, &Turn)> =
        turns.iter().filter_map(|turn| Some((rank(words, turn)?, turn))).collect();
    ranked.sort_by_key(|(rank, _)| *rank);
    let best = ranked.first().map_or(0, |(rank, _)| rank / PER_KIND);
    // What still leads to a refusal is told only where nothing leads out of it.
    ranked.retain(|(rank, _)| best >= STILL_REFUSED || rank / PER_KIND < STILL_REFUSED);
    // And what nobody can choose only where there is nothing else.
    let is_fixed = |rank: u8| rank % PER_KIND == FIXED;
    let all_fixed = ranked.iter().all(|(rank, _)| is_fixed(*rank));
    ranked.retain(|(rank, _)| all_fixed || !is_fixed(*rank));
    ranked.iter().take(TURNS_TOLD_MAX).map(|(_, turn)| sentence(words, turn)).collect()
}

/// Kinds of changes, each with a place for what was measured, for what was asked, and for what nobody can choose.
const PER_KIND: u8 = 3;
const STILL_REFUSED: u8 = 2;
const FIXED: u8 = 2;

/// The place of a change among others, the most useful first; none for one that is of no use.
fn rank(words: &Words<'_, '_>, turn: &Turn) -> Option<u8> {
    let now = &words.grounds.outcome;
    let fixed = words.about.service.decision.as_ref().map(|decision| &decision.fixed);
    let is_fixed = fixed.is_some_and(|fixed| fixed.contains(&turn.input));
    let kind = match (words.output("outcome").as_str(), said(turn, "outcome")) {
        ("refuse", "grant") => 0,
        ("refuse", _) => {
            // One condition further in a table whose first matching row decides.
            let is_further = turn.decided.first() > now.trace.decided.first();
            let place = if is_fixed { FIXED } else { 0 };
            return is_further.then_some(STILL_REFUSED * PER_KIND + place);
        }
        ("grant", _) if is_fixed => return None,
        ("grant", "refuse") => 0,
        ("grant", _) if turn.outputs.get("amount") != now.outputs.get("amount") => 0,
        // The same amount for another reason.
        ("grant", _) if turn.outputs.contains_key("amount") => return None,
        _ => 1,
    };
    let place = match (is_fixed, &turn.measured) {
        (true, _) => FIXED,
        (false, Some(_)) => 0,
        (false, None) => 1,
    };
    Some(kind * PER_KIND + place)
}

fn said<'t>(turn: &'t Turn, output: &str) -> &'t str {
    match turn.outputs.get(output) {
        Some(Value::Text(text)) => text,
        _ => "",
    }
}

fn sentence(words: &Words<'_, '_>, turn: &Turn) -> String {
    let frame = words.frame();
    let result = result(words, turn);
    let result = result.as_str();
    match (&turn.measured, &turn.at) {
        (Some(measured), Value::Truth(_)) => {
            let found = found(words, measured);
            frame.tf("turn.otherwise", &[("found", &found), ("result", result)])
        }
        (Some(measured), _) => {
            let (found, range) = (found(words, measured), range(words, turn, &measured.what));
            let values = [("found", found.as_str()), ("range", &range), ("result", result)];
            frame.tf("turn.measured", &values)
        }
        (None, Value::Truth(truth)) => {
            let key = if *truth { "turn.true" } else { "turn.false" };
            let title = words.label(&turn.input);
            frame.tf(key, &[("title", &title), ("result", result)])
        }
        (None, _) => {
            let (title, range) = (words.label(&turn.input), range(words, turn, &turn.input));
            let now = words.grounds.value(&turn.input).unwrap_or(&Value::Nothing);
            let now = words.value(&turn.input, now);
            let values = [("title", title.as_str()), ("now", &now), ("range", &range)];
            frame.tf("turn.range", &[&values[..], &[("result", result)]].concat())
        }
    }
}

/// What would come out.
fn result(words: &Words<'_, '_>, turn: &Turn) -> String {
    let frame = words.frame();
    let currency = &words.about.country.file.currency;
    let amount = match turn.outputs.get("amount") {
        Some(Value::Number(number)) if *number > law::Number::ZERO => {
            Some(words.number(*number, Some(currency)))
        }
        _ => None,
    };
    let was_refused = words.output("outcome") == "refuse";
    match (said(turn, "outcome"), amount, was_refused) {
        ("grant", Some(amount), true) => frame.tf("turn.grant-amount", &[("amount", &amount)]),
        ("grant", Some(amount), false) => frame.tf("turn.amount", &[("amount", &amount)]),
        ("grant", None, true) => frame.t("turn.grant").to_string(),
        ("grant", None, false) => {
            frame.tf("turn.grant-because", &[("reason", &reason(words, turn))])
        }
        (_, _, true) => frame.tf("turn.still", &[("reason", &reason(words, turn))]),
        (_, _, false) => frame.t("turn.refuse").to_string(),
    }
}

fn reason(words: &Words<'_, '_>, turn: &Turn) -> String {
    let id = [said(turn, "reason").to_string()];
    let texts = crate::words::reasons(words.about.service, &id, &words.frame().lang);
    let text = texts.first().map_or_else(|| id.concat(), |(text, _)| text.clone());
    text.trim_end_matches('.').to_string()
}

/// What was found, the limit and how far it is from it.
fn found(words: &Words<'_, '_>, measured: &Measured) -> String {
    let frame = words.frame();
    let unit = unit(words, measured);
    let title = words.label(&measured.what);
    let found = words.plain(&measured.found, unit);
    let limit = words.plain(&measured.limit, unit);
    let reached = match (&measured.found, measured.added) {
        (Value::Day(day), Some(span)) => Value::Day(day.plus(span)),
        _ => measured.found.clone(),
    };
    let distance = distance(words, &reached, &measured.limit, unit);
    let mut values = vec![("title", title.as_str()), ("found", &found), ("limit", &limit)];
    let what = limit_title(words, measured);
    values.extend([("what", what.as_str()), ("distance", &distance)]);
    if let Some(span) = measured.added {
        let (span, reached) = (words.span(span), words.plain(&reached, None));
        values.extend([("span", span.as_str()), ("reached", &reached)]);
        return frame.tf("turn.found-added", &values);
    }
    frame.tf("turn.found", &values)
}

fn limit_title(words: &Words<'_, '_>, measured: &Measured) -> String {
    match (&measured.parameter, &measured.limit_name) {
        (Some(parameter), _) if parameter.article.is_empty() => words.parameter_title(parameter),
        (Some(parameter), _) => {
            format!("{}, {}", words.parameter_title(parameter), parameter.article)
        }
        (None, Some(name)) => words.label(name),
        (None, None) => words.frame().t("grounds.limit").to_string(),
    }
}

fn unit<'w>(words: &'w Words<'_, '_>, measured: &'w Measured) -> Option<&'w str> {
    match (&measured.parameter, words.place(&measured.what)) {
        (Some(parameter), _) => Some(parameter.unit.as_str()),
        (None, Place::Derived(name)) => words.units.get(&name).map(String::as_str),
        (None, _) => words.units.get(&measured.what).map(String::as_str),
    }
}

fn distance(words: &Words<'_, '_>, reached: &Value, limit: &Value, unit: Option<&str>) -> String {
    let frame = words.frame();
    let (said, keys) = match (reached, limit) {
        (Value::Number(a), Value::Number(b)) => match a.minus(*b) {
            Some(distance) => {
                (words.number(distance.absolute(), unit), ["turn.over", "turn.under"])
            }
            None => return String::new(),
        },
        (Value::Day(a), Value::Day(b)) => {
            let days = law::Number::from(a.days_since(*b)).absolute();
            (words.number(days, Some("days")), ["turn.later", "turn.earlier"])
        }
        _ => return String::new(),
    };
    match reached.compare(limit) {
        Some(Ordering::Greater) => frame.tf(keys[0], &[("distance", &said)]),
        Some(Ordering::Less) => frame.tf(keys[1], &[("distance", &said)]),
        _ => frame.t("turn.equal").to_string(),
    }
}

/// What it would have to be; where more depends on it, the value with which it was worked out.
fn range(words: &Words<'_, '_>, turn: &Turn, path: &str) -> String {
    let unit = turn.measured.as_ref().and_then(|measured| unit(words, measured));
    let say = |value: &Value| match unit {
        Some(unit) => words.plain(value, Some(unit)),
        None => words.value(path, value),
    };
    if !turn.is_even {
        return say(&turn.at);
    }
    let frame = words.frame();
    let low = |border: &Border| {
        let key = if border.included { "range.at-least" } else { "range.more" };
        frame.tf(key, &[("value", &say(&border.value))])
    };
    let high = |border: &Border| {
        let key = if border.included { "range.at-most" } else { "range.less" };
        frame.tf(key, &[("value", &say(&border.value))])
    };
    match &turn.range {
        Range::Between(Some(a), Some(b)) => {
            frame.tf("range.both", &[("low", &low(a)), ("high", &high(b))])
        }
        Range::Between(Some(a), None) => low(a),
        Range::Between(None, Some(b)) => high(b),
        Range::Between(None, None) | Range::NoneOf(_) => say(&turn.at),
        Range::Values(values) => {
            values.iter().map(say).collect::<Vec<_>>().join(frame.t("range.or"))
        }
    }
}
