//! A form as JSON Schema 2020-12: what programs read before they apply. Pure.
//!
//! The schema promises no more than the check of answers keeps: what it accepts the check accepts, but for what a schema
//! cannot say (check digits, days that depend on today, whose entry it is), which stands in `x-madang-…` annotations.

use serde_json::{Map, Value, json};
use vocabulary::Lang;

use crate::answers::{EMAIL_MAX, ID_MAX, Measure, Sheet};
use crate::form::{Field, FieldKind, Form, Personal, Step};
use crate::read::Country;
use crate::service::Service;

/// The schema of a service's form in a language, with what the sheet of the caller already knows.
///
/// `Sheet::default()` gives the form as a stranger sees it.
pub fn json_schema(country: &Country, service: &Service, lang: &Lang, sheet: &Sheet) -> Value {
    let mut schema = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": service.title.get(lang),
        "description": service.description.get(lang),
        "type": "object",
        "additionalProperties": false,
        "x-madang-service": service.id,
    });
    let Some(form) = &service.form else { return schema };
    let view = View { country, form, lang, sheet };
    let fields = || form.steps.iter().flat_map(|s| s.fields.iter().map(move |f| (s, f)));
    let properties: Map<String, Value> =
        fields().map(|(step, field)| (field.id.clone(), view.property(step, field))).collect();
    let always: Vec<&str> = fields()
        .filter(|(step, field)| {
            view.must_be_sent(field) && step.when.is_empty() && field.when.is_empty()
        })
        .map(|(_, field)| field.id.as_str())
        .collect();
    let sometimes: Vec<Value> = fields()
        .filter(|(_, field)| view.must_be_sent(field))
        .filter_map(|(step, field)| view.condition(step, field))
        .collect();
    let steps = form.steps.iter().map(|s| view.step(s)).collect::<Vec<Value>>();
    let example = if sheet.example.is_empty() {
        crate::toml_json::map(&form.example)
    } else {
        sheet.example.clone()
    };
    insert(&mut schema, "properties", Value::Object(properties));
    insert(&mut schema, "required", json!(always));
    if !sometimes.is_empty() {
        insert(&mut schema, "allOf", Value::Array(sometimes));
    }
    insert(&mut schema, "examples", json!([example]));
    insert(&mut schema, "x-madang-version", json!(form.version));
    insert(&mut schema, "x-madang-steps", Value::Array(steps));
    schema
}

fn insert(schema: &mut Value, name: &str, value: Value) {
    if let Some(map) = schema.as_object_mut() {
        map.insert(name.into(), value);
    }
}

struct View<'a> {
    country: &'a Country,
    form: &'a Form,
    lang: &'a Lang,
    sheet: &'a Sheet,
}

impl View<'_> {
    /// What the state already knows need not be sent: the check fills it in.
    fn must_be_sent(&self, field: &Field) -> bool {
        field.required && !self.sheet.prefilled.contains_key(&field.id)
    }

    fn step(&self, step: &Step) -> Value {
        let fields: Vec<&str> = step.fields.iter().map(|f| f.id.as_str()).collect();
        json!({ "id": step.id, "title": step.title.get(self.lang), "fields": fields })
    }

    fn property(&self, step: &Step, field: &Field) -> Value {
        let mut schema = self.kind_of(field);
        insert(&mut schema, "title", json!(field.label.get(self.lang)));
        if !field.hint.is_empty() {
            insert(&mut schema, "description", json!(field.hint.get(self.lang)));
        }
        insert(&mut schema, "x-madang-kind", json!(word_of(field.kind)));
        insert(&mut schema, "x-madang-step", json!(step.id));
        insert(&mut schema, "x-madang-personal", json!(personal_word(field.personal)));
        for (name, expression) in
            [("x-madang-prefill", &field.prefill), ("x-madang-when", &field.when)]
        {
            if !expression.is_empty() {
                insert(&mut schema, name, json!(expression));
            }
        }
        if let Some(known) = self.sheet.prefilled.get(&field.id) {
            insert(&mut schema, "default", known.clone());
            if field.locked {
                insert(&mut schema, "const", known.clone());
                insert(&mut schema, "readOnly", json!(true));
                insert(&mut schema, "x-madang-locked", json!(true));
            }
        }
        schema
    }

    fn kind_of(&self, field: &Field) -> Value {
        match field.kind {
            FieldKind::Text => {
                text_schema(field, r"^[^\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]*$")
            }
            FieldKind::LongText => {
                text_schema(field, r"^[^\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]*$")
            }
            FieldKind::Integer | FieldKind::Money => self.number_schema(field),
            FieldKind::Day => self.day_schema(field),
            FieldKind::YesNo => json!({ "type": "boolean" }),
            FieldKind::Choice => json!({ "type": "string", "oneOf": self.options(field) }),
            FieldKind::Choices => json!({
                "type": "array",
                "items": { "type": "string", "oneOf": self.options(field) },
                "uniqueItems": true,
                "minItems": usize::from(field.required),
            }),
            FieldKind::Identifier => self.identifier_schema(field),
            FieldKind::Entry => self.entry_schema(field),
            FieldKind::Document => json!({
                "type": "string",
                "pattern": r"^\S+$",
                "maxLength": ID_MAX,
                "x-madang-accept": field.accept,
                "x-madang-max-megabytes": field.max_megabytes.unwrap_or(10),
            }),
            FieldKind::Telephone => json!({
                "type": "string",
                "pattern": r"^\+?([() .-]*[0-9]){5,15}[() .-]*$",
                "maxLength": 40,
            }),
            FieldKind::Email => json!({
                "type": "string",
                "format": "email",
                "pattern": r#"^[^\s@<>"(),:;\\]+@[^\s@.<>"(),:;\\]+(\.[^\s@.<>"(),:;\\]+)+$"#,
                "maxLength": EMAIL_MAX,
            }),
        }
    }

    fn number_schema(&self, field: &Field) -> Value {
        // Programs that read the number as a signed 64-bit integer must not meet a longer one.
        let min = field.min.unwrap_or(i64::MIN);
        let max = field.max.unwrap_or(i64::MAX);
        let mut schema = json!({ "type": "integer", "minimum": min, "maximum": max });
        if field.kind == FieldKind::Money {
            insert(&mut schema, "x-madang-currency", json!(self.country.file.currency));
        }
        schema
    }

    fn day_schema(&self, field: &Field) -> Value {
        let mut schema =
            json!({ "type": "string", "format": "date", "pattern": r"^\d{4}-\d{2}-\d{2}$" });
        if let Some(limits) = self.sheet.days.get(&field.id) {
            for (name, day) in
                [("x-madang-earliest", limits.earliest), ("x-madang-latest", limits.latest)]
            {
                if let Some(day) = day {
                    insert(&mut schema, name, json!(day.to_string()));
                }
            }
        }
        schema
    }

    fn options(&self, field: &Field) -> Vec<Value> {
        let option = |o: &crate::Choice| match o.hint.is_empty() {
            true => json!({ "const": o.id, "title": o.label.get(self.lang) }),
            false => json!({
                "const": o.id, "title": o.label.get(self.lang), "description": o.hint.get(self.lang)
            }),
        };
        field.options.iter().map(option).collect()
    }

    fn identifier_schema(&self, field: &Field) -> Value {
        let Some(identifier) = self.country.identifier(&field.identifier) else {
            return json!({ "type": "string" });
        };
        json!({
            "type": "string",
            "pattern": pattern_of(&identifier.shape),
            "x-madang-identifier": identifier.id,
            "x-madang-shape": identifier.shape,
        })
    }

    fn entry_schema(&self, field: &Field) -> Value {
        let mut schema = json!({
            "type": "string", "pattern": r"^\S+$", "maxLength": ID_MAX, "x-madang-register": field.register
        });
        if let Some(offers) = self.sheet.offers.get(&field.id).filter(|o| !o.is_empty()) {
            let offers: Vec<Value> =
                offers.iter().map(|o| json!({ "const": o.id, "title": o.name })).collect();
            insert(&mut schema, "oneOf", Value::Array(offers));
        }
        schema
    }

    /// `if` the condition of the field and its step holds `then` it is required; `None` where a schema cannot say it.
    fn condition(&self, step: &Step, field: &Field) -> Option<Value> {
        let conditions: Vec<&str> = [step.when.as_str(), field.when.as_str()]
            .into_iter()
            .filter(|w| !w.is_empty())
            .collect();
        if conditions.is_empty() {
            return None;
        }
        let parts: Option<Vec<Value>> = conditions.into_iter().map(|w| self.equality(w)).collect();
        Some(json!({ "if": { "allOf": parts? }, "then": { "required": [field.id] } }))
    }

    /// `answers.kind = "shop"` as a schema. Anything richer is `None`.
    fn equality(&self, when: &str) -> Option<Value> {
        let (name, literal) = when.split_once('=')?;
        let id = name.trim().strip_prefix("answers.")?;
        let literal: Value = serde_json::from_str(literal.trim()).ok()?;
        let known = self.form.steps.iter().flat_map(|s| &s.fields).any(|f| f.id == id);
        if !known || literal.is_array() || literal.is_object() || literal.is_null() {
            return None;
        }
        let mut schema = json!({ "properties": { id: { "const": literal } } });
        // What is not sent counts as its prefilled value.
        if self.sheet.prefilled.get(id) != Some(&literal) {
            insert(&mut schema, "required", json!([id]));
        }
        Some(schema)
    }
}

fn text_schema(field: &Field, pattern: &str) -> Value {
    let mut schema = json!({ "type": "string", "pattern": pattern, "maxLength": Measure::from(field).length_max });
    if field.required {
        insert(&mut schema, "minLength", json!(1));
        // More than blanks. Two patterns need two schemas.
        insert(&mut schema, "allOf", json!([{ "pattern": r"\S" }]));
    }
    schema
}

/// The shape of a number as a regular expression (ECMA-262, as JSON Schema asks).
fn pattern_of(shape: &str) -> String {
    let place = |c: char| match c {
        '9' => "[0-9]".to_string(),
        'A' => "[A-Z]".to_string(),
        c if c.is_alphanumeric() || c == ' ' || c == '-' => c.to_string(),
        c => format!("\\{c}"),
    };
    format!("^{}$", shape.chars().map(place).collect::<String>())
}

fn word_of(kind: FieldKind) -> &'static str {
    match kind {
        FieldKind::Text => "text",
        FieldKind::LongText => "long-text",
        FieldKind::Integer => "integer",
        FieldKind::Money => "money",
        FieldKind::Day => "day",
        FieldKind::YesNo => "yes-no",
        FieldKind::Choice => "choice",
        FieldKind::Choices => "choices",
        FieldKind::Identifier => "identifier",
        FieldKind::Entry => "entry",
        FieldKind::Document => "document",
        FieldKind::Telephone => "telephone",
        FieldKind::Email => "email",
    }
}

fn personal_word(personal: Personal) -> &'static str {
    match personal {
        Personal::None => "none",
        Personal::General => "general",
        Personal::Sensitive => "sensitive",
        Personal::UniqueIdentifier => "unique-identifier",
    }
}
