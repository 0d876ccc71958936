//! A field of a service's form as a control on a page: what is typed into it, what is filled in, what is wrong.

use country::{AnswerMistake, Choice as Option_, Field, FieldKind};
use pages::Frame;
use pages::fields::{
    Choice, Choices, Control, DayParts, Field as Shown, FileInput, KeptFile, Locked, LongText,
    TextInput, TextKind, Width,
};
use serde_json::Value;

use crate::pages::step::Desk;
use crate::words;

/// More options than this open as a list; fewer are all seen.
const RADIOS_MAX: usize = 8;

/// The control of a field with its answer so far.
pub fn field<'f>(
    desk: &Desk<'_>,
    frame: &'f Frame,
    field: &Field,
    value: Option<&Value>,
    mistakes: &[AnswerMistake],
    alone: bool,
) -> Shown<'f> {
    let value = value.unwrap_or(&Value::Null);
    let mut shown = Shown::new(
        frame,
        &field.id,
        field.label.get(&frame.lang),
        control(desk, frame, field, value),
    );
    shown.hint = field.hint.get(&frame.lang).to_string();
    shown.required = field.required;
    shown.heading = alone && !field.locked;
    shown.lang = frame.foreign(&field.label);
    let wrong = mistakes.iter().find(|mistake| mistake.field == field.id);
    shown.error = wrong.map(|mistake| words::sentence(frame, mistake).detail);
    shown.provenance = provenance(desk, frame, field, value);
    shown
}

/// "From the resident register, as of 23 November 2026", while the answer is still what the register says.
pub fn provenance(desk: &Desk<'_>, frame: &Frame, field: &Field, value: &Value) -> Option<String> {
    let filled = desk.known.sheet.prefilled.get(&field.id)?;
    if !field.locked && filled != value {
        return None;
    }
    let (register, at) = desk.known.source(&field.prefill)?;
    let house = &desk.visit.site.house;
    let title = house.country().register(register)?.title.get(&frame.lang);
    Some(frame.from_register(title, house.country().zone().day_of(at)))
}

fn control(desk: &Desk<'_>, frame: &Frame, field: &Field, value: &Value) -> Control {
    if field.locked {
        let known = desk.known.sheet.prefilled.get(&field.id).unwrap_or(&Value::Null);
        let shown = words::answer(
            frame,
            desk.visit.site.house.country(),
            field,
            known,
            offers(desk, field),
        );
        return Control::Locked(Locked { shown, lang: None });
    }
    let text = match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        _ => String::new(),
    };
    match field.kind {
        FieldKind::LongText => Control::LongText(LongText {
            value: text,
            rows: 5,
            max_length: Some(field.max_length.unwrap_or(2000)),
        }),
        FieldKind::Day => Control::Day(day_parts(&text, field)),
        FieldKind::YesNo => Control::YesNo(value.as_bool()),
        FieldKind::Choice => choice(field, frame, vec![text]),
        FieldKind::Choices => {
            let chosen = value
                .as_array()
                .into_iter()
                .flatten()
                .filter_map(|v| v.as_str().map(str::to_string));
            Control::Checkboxes(Choices {
                options: options(&field.options, frame),
                chosen: chosen.collect(),
            })
        }
        FieldKind::Entry => {
            let options = offers(desk, field)
                .iter()
                .map(|offer| Choice::new(&offer.id, &offer.name))
                .collect();
            Control::Radios(Choices { options, chosen: vec![text] })
        }
        FieldKind::Document => Control::File(file(frame, field, &text)),
        _ => Control::Text(text_input(field, text)),
    }
}

fn offers<'d>(desk: &'d Desk<'_>, field: &Field) -> &'d [country::Offer] {
    desk.known.sheet.offers.get(&field.id).map_or(&[], Vec::as_slice)
}

fn choice(field: &Field, frame: &Frame, chosen: Vec<String>) -> Control {
    let choices = Choices { options: options(&field.options, frame), chosen };
    if choices.options.len() > RADIOS_MAX {
        Control::Select(choices)
    } else {
        Control::Radios(choices)
    }
}

fn options(options: &[Option_], frame: &Frame) -> Vec<Choice> {
    let one = |option: &Option_| Choice {
        value: option.id.clone(),
        label: option.label.get(&frame.lang).to_string(),
        hint: option.hint.get(&frame.lang).to_string(),
        lang: frame.foreign(&option.label),
    };
    options.iter().map(one).collect()
}

fn day_parts(text: &str, field: &Field) -> DayParts {
    let birthday = field.autocomplete == "bday";
    if let Ok(day) = text.parse() {
        return DayParts { birthday, ..DayParts::of(day) };
    }
    // What is no day comes back as it was typed.
    let mut parts = text.splitn(3, '-').map(str::to_string);
    let mut part = || parts.next().unwrap_or_default();
    DayParts { year: part(), month: part(), day: part(), birthday }
}

fn file(frame: &Frame, field: &Field, document: &str) -> FileInput {
    let kept = if document.is_empty() {
        None
    } else {
        Some(KeptFile { name: frame.t("document.given").to_string(), size: String::new() })
    };
    FileInput {
        accept: field.accept.clone(),
        max_megabytes: field.max_megabytes.unwrap_or(10),
        kept,
    }
}

fn text_input(field: &Field, value: String) -> TextInput {
    let (kind, width) = match field.kind {
        FieldKind::Integer | FieldKind::Money => (TextKind::Number, Width::Middle),
        FieldKind::Identifier => (TextKind::Identifier, Width::Middle),
        FieldKind::Telephone => (TextKind::Telephone, Width::Middle),
        FieldKind::Email => (TextKind::Email, Width::Full),
        _ => (TextKind::Words, Width::Full),
    };
    TextInput {
        value,
        kind,
        autocomplete: field.autocomplete.clone(),
        max_length: None,
        width,
        ..TextInput::default()
    }
}
