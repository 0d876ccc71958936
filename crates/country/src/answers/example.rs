//! The example of a form: tried by `madang check`, and fitted to the person who asks for it. Pure.

use std::collections::BTreeMap;

use law::Value as Known;
use serde_json::{Map, Value};
use vocabulary::Day;

use super::AnswerMistake;
use super::sheet::fields;
use super::unknown_fields;
use super::value::Measure;
use super::walk::{Sight, Trust, Walk, entry_id};
use crate::form::{Field, FieldKind};
use crate::read::Country;
use crate::service::Service;
use crate::toml_json;

/// What is wrong with the example of a form, on that day.
pub(crate) fn try_example(country: &Country, service: &Service, today: Day) -> Vec<AnswerMistake> {
    let known = Known::Record(BTreeMap::new());
    let walk = Walk { country, service, known: &known, today, trust: Trust::Example };
    let example = fitted_example(&walk, &Map::new());
    let mut mistakes = unknown_fields(service, &example);
    mistakes.extend(walk.through(&example).mistakes.into_iter().map(|(_, mistake)| mistake));
    mistakes
}

/// The example as this person could send it today.
///
/// An example is written once and read for years, by people with other entries: days are moved between their limits, locked
/// fields take what the state knows, an entry is the first that is offered, and a field that only this person is asked gets
/// an answer that is taken, where one can be made up.
pub(super) fn fitted_example(
    walk: &Walk<'_>,
    prefilled: &Map<String, Value>,
) -> Map<String, Value> {
    let Some(form) = &walk.service.form else { return Map::new() };
    let mut example = toml_json::map(&form.example);
    let mut sight = Sight::of(walk.known, walk.today);
    for (field, planned) in fields(walk) {
        let known = prefilled.get(&field.id).filter(|_| field.locked);
        if let Some(known) = known {
            example.insert(field.id.clone(), known.clone());
        }
        let Some(value) = example.get_mut(&field.id) else { continue };
        match field.kind {
            FieldKind::Day => {
                let (earliest, latest) = sight.day_limits(planned);
                if let Some(day) = value.as_str().and_then(|d| d.parse::<Day>().ok()) {
                    let day = earliest.map_or(day, |first| day.max(first));
                    let day = latest.map_or(day, |last| day.min(last));
                    *value = Value::from(day.to_string());
                }
            }
            FieldKind::Entry => {
                let first = walk.offered(field, planned).find_map(entry_id);
                if let Some(first) = first {
                    *value = Value::from(first);
                }
            }
            _ => {}
        }
        sight.answered(field, value);
    }
    if walk.trust == Trust::Nobody {
        fill(walk, &mut example);
    }
    example
}

/// Fields that this person is asked and the example does not answer: an answer each, until no more is asked.
fn fill(walk: &Walk<'_>, example: &mut Map<String, Value>) {
    let by_id = |id: &str| fields(walk).map(|(field, _)| field).find(|f| f.id == id);
    let count = fields(walk).count();
    // An answer may ask for the next: as often as there are fields.
    for _ in 0..count {
        let missing = walk.through(example).mistakes;
        let missing = missing.iter().filter(|(_, m)| m.key == "answer.required");
        let made: Vec<(String, Value)> = missing
            .filter_map(|(_, m)| Some((m.field.clone(), made_up(walk, by_id(&m.field)?)?)))
            .collect();
        if made.is_empty() {
            return;
        }
        example.extend(made);
    }
}

/// An answer for the kinds where any will do.
fn made_up(walk: &Walk<'_>, field: &Field) -> Option<Value> {
    let first = || field.options.first().map(|o| o.id.as_str());
    match field.kind {
        FieldKind::Text | FieldKind::LongText => {
            let words = walk.country.languages().first().map(|lang| field.label.get(lang))?;
            Some(words.chars().take(Measure::from(field).length_max).collect::<String>().into())
        }
        FieldKind::YesNo => Some(true.into()),
        FieldKind::Choice => Some(first()?.into()),
        FieldKind::Choices => Some(Value::Array(vec![first()?.into()])),
        FieldKind::Integer | FieldKind::Money => Some(field.min.or(field.max).unwrap_or(0).into()),
        FieldKind::Day => Some(walk.today.to_string().into()),
        FieldKind::Identifier => {
            Some(walk.country.identifier(&field.identifier)?.example.as_str().into())
        }
        _ => None,
    }
}
