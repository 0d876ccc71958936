//! One answer against its field: is it of the right kind, and how is it kept? Pure; knows nothing of other answers.

use serde_json::Value;
use unicode_normalization::UnicodeNormalization;
use vocabulary::Day;

use crate::form::{Choice, Field, FieldKind};
use crate::read::Country;
use crate::register::RegisterField;

/// The longest `text` and `long-text` when the field says nothing, in characters.
pub(crate) const TEXT_MAX: usize = 200;
pub(crate) const LONG_TEXT_MAX: usize = 2_000;
/// The longest address of an email that SMTP carries (RFC 5321, 4.5.3.1.3).
pub(crate) const EMAIL_MAX: usize = 254;
/// The longest id of an entry or a document, in characters.
pub(crate) const ID_MAX: usize = 64;
/// How many bytes a character may take before normalisation: a Hangul syllable in three jamo has nine.
const BYTES_PER_CHARACTER_MAX: usize = 16;
/// More ticks than any form has options: a longer list is not read.
const CHOSEN_MAX: usize = 1_000;

/// Why an answer is not taken: a text key and what fills it.
pub(crate) type Fault = (&'static str, Vec<(String, String)>);

type Kept = Result<Option<Value>, Fault>;

/// What of a field decides how its value is read; registers and forms share it.
pub(crate) struct Measure<'a> {
    pub kind: FieldKind,
    pub identifier: &'a str,
    pub options: &'a [Choice],
    pub length_max: usize,
    pub min: Option<i64>,
    pub max: Option<i64>,
}

impl<'a> From<&'a Field> for Measure<'a> {
    fn from(field: &'a Field) -> Measure<'a> {
        let usual = if field.kind == FieldKind::LongText { LONG_TEXT_MAX } else { TEXT_MAX };
        Measure {
            kind: field.kind,
            identifier: &field.identifier,
            options: &field.options,
            length_max: field.max_length.unwrap_or(usual),
            min: field.min,
            max: field.max,
        }
    }
}

impl<'a> From<&'a RegisterField> for Measure<'a> {
    fn from(field: &'a RegisterField) -> Measure<'a> {
        // A register names no options: what may stand in it is for its keeper to say.
        let kind = if field.kind == FieldKind::Choice { FieldKind::Text } else { field.kind };
        let identifier = &field.identifier;
        Measure { kind, identifier, options: &[], length_max: LONG_TEXT_MAX, min: None, max: None }
    }
}

/// The answer as it is kept; `None` when nothing was answered.
pub(crate) fn keep(country: &Country, field: &Measure<'_>, sent: &Value) -> Kept {
    match sent {
        Value::Null => return Ok(None),
        Value::String(text)
            if text.len() > field.length_max.saturating_mul(BYTES_PER_CHARACTER_MAX) =>
        {
            return Err(too_long(field.length_max));
        }
        Value::String(text) if text.trim().is_empty() => return Ok(None),
        _ => {}
    }
    match field.kind {
        FieldKind::Text | FieldKind::LongText => keep_text(field, sent),
        FieldKind::Integer | FieldKind::Money => keep_number(field, sent),
        FieldKind::Day => keep_day(sent),
        FieldKind::YesNo => keep_truth(sent),
        FieldKind::Choice => keep_choice(field.options, sent),
        FieldKind::Choices => keep_choices(field.options, sent),
        FieldKind::Identifier => keep_identifier(country, field.identifier, sent),
        FieldKind::Entry | FieldKind::Document => keep_id(sent),
        FieldKind::Telephone => keep_telephone(sent),
        FieldKind::Email => keep_email(sent),
    }
}

fn fault(key: &'static str) -> Fault {
    (key, Vec::new())
}

fn too_long(max: usize) -> Fault {
    ("answer.too-long", vec![("max".into(), max.to_string())])
}

fn text_of(sent: &Value) -> Result<&str, Fault> {
    sent.as_str().map(str::trim).ok_or_else(|| fault("answer.wrong-type"))
}

/// Control characters, and those that make text run against its script and so show something else than is kept
/// (Unicode Technical Report 36, bidirectional text spoofing).
pub(crate) fn is_bad(sign: char) -> bool {
    sign.is_control() || matches!(sign, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

fn keep_text(field: &Measure<'_>, sent: &Value) -> Kept {
    let lines = text_of(sent)?.replace("\r\n", "\n");
    let kept: String = lines.nfc().collect();
    let newline_is_fine = field.kind == FieldKind::LongText;
    if kept.chars().any(|c| is_bad(c) && !(newline_is_fine && c == '\n')) {
        return Err(fault("answer.bad-character"));
    }
    if kept.chars().count() > field.length_max {
        return Err(too_long(field.length_max));
    }
    Ok(Some(Value::String(kept)))
}

fn keep_number(field: &Measure<'_>, sent: &Value) -> Kept {
    let number = match sent {
        // Through its digits, not through a float: 5.0 is the whole number 5, and 1e300 is none.
        Value::Number(number) => {
            let digits = number.to_string();
            digits.strip_suffix(".0").unwrap_or(&digits).parse().ok()
        }
        Value::String(text) => whole_number(text.trim()),
        _ => return Err(fault("answer.wrong-type")),
    };
    let number: i64 = number.ok_or_else(|| fault("answer.not-a-number"))?;
    let limit = |name: &str, limit: i64| vec![(name.to_string(), limit.to_string())];
    match (field.min, field.max) {
        (Some(min), _) if number < min => Err(("answer.too-small", limit("min", min))),
        (_, Some(max)) if number > max => Err(("answer.too-large", limit("max", max))),
        _ => Ok(Some(Value::from(number))),
    }
}

/// A whole number as people type it: `1234`, `-5`, `1,234,567`. Commas stand at thousands or nowhere.
fn whole_number(text: &str) -> Option<i64> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let mut groups = digits.split(',');
    let first = groups.next()?;
    let grouped = digits.contains(',');
    let all_digits = digits.bytes().all(|b| b.is_ascii_digit() || b == b',');
    let first_fits = !first.is_empty() && (!grouped || first.len() <= 3);
    if !all_digits || !first_fits || !groups.all(|g| g.len() == 3) {
        return None;
    }
    text.replace(',', "").parse().ok()
}

fn keep_day(sent: &Value) -> Kept {
    let text = text_of(sent)?;
    let day: Day = text.parse().map_err(|_| fault("answer.not-a-day"))?;
    Ok(Some(Value::String(day.to_string())))
}

fn keep_truth(sent: &Value) -> Kept {
    let truth = match sent {
        Value::Bool(truth) => *truth,
        Value::String(text) => match text.trim() {
            "yes" | "true" => true,
            "no" | "false" => false,
            _ => return Err(fault("answer.not-an-option")),
        },
        _ => return Err(fault("answer.wrong-type")),
    };
    Ok(Some(Value::Bool(truth)))
}

fn keep_choice(options: &[Choice], sent: &Value) -> Kept {
    let chosen = text_of(sent)?;
    let known = options.iter().any(|o| o.id == chosen);
    known.then(|| Some(chosen.into())).ok_or_else(|| fault("answer.not-an-option"))
}

/// Ticks are kept in the order of the options, each once.
fn keep_choices(options: &[Choice], sent: &Value) -> Kept {
    let sent = match sent {
        // A page with one tick sends one text.
        Value::String(_) => std::slice::from_ref(sent),
        Value::Array(many) if many.len() <= CHOSEN_MAX => many.as_slice(),
        Value::Array(_) => return Err(fault("answer.not-an-option")),
        _ => return Err(fault("answer.wrong-type")),
    };
    let mut chosen = Vec::new();
    for one in sent {
        let one = text_of(one)?;
        // The empty text is what a page sends so that "no tick" can be told from "not asked".
        if !one.is_empty() && !options.iter().any(|o| o.id == one) {
            return Err(fault("answer.not-an-option"));
        }
        chosen.push(one);
    }
    let kept: Vec<Value> = options
        .iter()
        .filter(|o| chosen.contains(&o.id.as_str()))
        .map(|o| o.id.as_str().into())
        .collect();
    Ok(if kept.is_empty() { None } else { Some(Value::Array(kept)) })
}

fn keep_identifier(country: &Country, id: &str, sent: &Value) -> Kept {
    let text = text_of(sent)?;
    let identifier = country.identifier(id).ok_or_else(|| fault("answer.wrong-shape"))?;
    let shape = || ("answer.wrong-shape", vec![("shape".into(), identifier.shape.clone())]);
    let number = identifier.normalise(text).ok_or_else(shape)?;
    if !identifier.verify(&number) {
        return Err(fault("answer.wrong-check-digit"));
    }
    Ok(Some(Value::String(number)))
}

fn keep_id(sent: &Value) -> Kept {
    let id = text_of(sent)?;
    if id.chars().any(|c| is_bad(c) || c.is_whitespace()) {
        return Err(fault("answer.bad-character"));
    }
    if id.chars().count() > ID_MAX {
        return Err(too_long(ID_MAX));
    }
    Ok(Some(id.into()))
}

/// Signs that people write in a telephone number, and as many digits as numbers of the world have (ITU-T E.164: up to 15).
fn keep_telephone(sent: &Value) -> Kept {
    let text = text_of(sent)?;
    let after_plus = text.strip_prefix('+').unwrap_or(text);
    let fine = after_plus.chars().all(|c| c.is_ascii_digit() || "() .-".contains(c));
    let digits = text.chars().filter(char::is_ascii_digit).count();
    if !fine || !(5..=15).contains(&digits) || text.len() > 40 {
        return Err(fault("answer.not-a-telephone"));
    }
    Ok(Some(text.into()))
}

/// Something, an at sign, and a name with a dot: whether it is somebody's only a letter to it can tell.
fn keep_email(sent: &Value) -> Kept {
    let text = text_of(sent)?;
    let strange = |c: char| c.is_whitespace() || is_bad(c) || "<>\"(),:;\\".contains(c);
    let fine = text.split_once('@').is_some_and(|(who, place)| {
        let labels: Vec<&str> = place.split('.').collect();
        !who.is_empty()
            && !place.contains('@')
            && labels.len() > 1
            && labels.iter().all(|l| !l.is_empty())
    });
    if !fine || text.contains(strange) || text.chars().count() > EMAIL_MAX {
        return Err(fault("answer.not-an-email"));
    }
    Ok(Some(text.nfc().collect::<String>().into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_numbers_are_read_as_people_type_them() {
        for (text, number) in [("0", 0), ("-5", -5), ("1,234,567", 1_234_567), ("12345", 12_345)] {
            assert_eq!(whole_number(text), Some(number), "{text}");
        }
        for wrong in
            ["", "-", ",", "1,23", "1234,567", "1,,234", "1.5", "1e3", "９", "+1", "--1", ",123"]
        {
            assert_eq!(whole_number(wrong), None, "{wrong}");
        }
        assert_eq!(whole_number("9223372036854775808"), None);
    }
}
