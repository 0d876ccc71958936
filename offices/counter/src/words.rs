//! Saying things of the counter in the visitor's language: mistakes, values, days.
//!
//! What may not happen here: a text that is not in the text files or the country's.

use country::{AnswerMistake, Country, Field, FieldKind, Service};
use courtyard::cases;
use courtyard::messages::Message;
use doors::Visit;
use pages::{FieldProblem, Frame};
use serde::Deserialize;
use serde_json::Value;
use vocabulary::{Day, Lang, Money};

/// Mistakes in answers as sentences. A day among the values is said in the reader's way.
pub fn mistakes(visit: &Visit, mistakes: &[AnswerMistake]) -> Vec<FieldProblem> {
    let frame = visit.frame("");
    mistakes.iter().map(|mistake| sentence(&frame, mistake)).collect()
}

/// One mistake as a sentence.
pub fn sentence(frame: &Frame, mistake: &AnswerMistake) -> FieldProblem {
    let said =
        |value: &String| value.parse::<Day>().map_or_else(|_| value.clone(), |day| frame.day(day));
    let values: Vec<(&str, String)> =
        mistake.values.iter().map(|(name, value)| (name.as_str(), said(value))).collect();
    let values: Vec<(&str, &str)> =
        values.iter().map(|(name, value)| (*name, value.as_str())).collect();
    FieldProblem {
        field: mistake.field.clone(),
        key: mistake.key.into(),
        detail: frame.tf(mistake.key, &values),
    }
}

/// An answer as people say it.
pub fn answer(
    frame: &Frame,
    country: &Country,
    field: &Field,
    value: &Value,
    offers: &[country::Offer],
) -> String {
    let text = value.as_str().unwrap_or("");
    let lang = &frame.lang;
    match field.kind {
        FieldKind::Day => {
            text.parse::<Day>().map_or_else(|_| text.to_string(), |day| frame.day(day))
        }
        FieldKind::YesNo => frame
            .t(if value.as_bool() == Some(true) { "answer.yes" } else { "answer.no" })
            .to_string(),
        FieldKind::Integer => value.as_i64().map_or_else(String::new, |number| frame.count(number)),
        FieldKind::Money => {
            let currency = &country.file.currency;
            value
                .as_i64()
                .map_or_else(String::new, |minor| frame.money(&Money::new(minor, currency)))
        }
        FieldKind::Choice => option(field, text, lang),
        FieldKind::Choices => {
            let chosen = value.as_array().into_iter().flatten().filter_map(Value::as_str);
            chosen.map(|id| option(field, id, lang)).collect::<Vec<_>>().join(", ")
        }
        FieldKind::Entry => {
            offers.iter().find(|o| o.id == text).map_or_else(String::new, |o| o.name.clone())
        }
        FieldKind::Document => frame.t("document.given").to_string(),
        _ => text.to_string(),
    }
}

fn option(field: &Field, id: &str, lang: &Lang) -> String {
    let found = field.options.iter().find(|option| option.id == id);
    found.map_or_else(|| id.to_string(), |option| option.label.get(lang).to_string())
}

/// A value of a credential (see `letter`) as people say it; a list has a line for each.
pub fn shown(frame: &Frame, value: &Value) -> Vec<String> {
    if let Some(list) = value.get("list").and_then(Value::as_array) {
        return list.iter().flat_map(|value| shown(frame, value)).collect();
    }
    if let Some(day) = value.get("day").and_then(Value::as_str) {
        return vec![day.parse::<Day>().map_or_else(|_| day.to_string(), |day| frame.day(day))];
    }
    if let Some(truth) = value.get("truth").and_then(Value::as_bool) {
        return vec![frame.t(if truth { "answer.yes" } else { "answer.no" }).to_string()];
    }
    let number = value.get("number");
    if let Some(number) = number.and_then(Value::as_i64) {
        return vec![frame.count(number)];
    }
    let text = number.and_then(Value::as_str).or_else(|| value.get("text").and_then(Value::as_str));
    vec![text.filter(|text| !text.is_empty()).unwrap_or("-").to_string()]
}

/// That a case was put under newer law: which, from which day and why, as `cases::move_to` wrote it down.
pub fn law_moved(frame: &Frame, message: &Message) -> Option<String> {
    if message.kind != cases::LAW_MOVED {
        return None;
    }
    let told = cases::Moved::deserialize(&message.text).ok()?;
    let (from, to, before) = (frame.day(told.from), frame.day(told.to), frame.day(told.before));
    let values = [
        ("law", told.law.get(&frame.lang)),
        ("article", told.article.as_str()),
        ("from", from.as_str()),
        ("to", to.as_str()),
        ("before", before.as_str()),
        ("why", told.why.get(&frame.lang)),
    ];
    Some(frame.tf("law-moved.says", &values))
}

/// The texts of the law's reasons, for a decision.
pub fn reasons(service: &Service, ids: &[String], lang: &Lang) -> Vec<(String, String)> {
    let decision = service.decision.as_ref();
    let listed = || decision.into_iter().flat_map(|d| d.grants.iter().chain(&d.refusals));
    let of = |id: &String| listed().find(|reason| reason.id == *id);
    ids.iter().filter_map(of).map(|r| (r.text.get(lang).to_string(), r.article.clone())).collect()
}
