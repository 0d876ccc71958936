//! Names and values of facts as people say them: the form's questions, the fields of registers, the titles of the service; money
//! with its currency, months as months.
//!
//! What may not happen here: an amount that is rounded without saying so.

use country::{Field, FieldKind, Register, RegisterField};
use law::{Grounds, Number, Rounding, Units, UsedParameter, Value};
use pages::Frame;
use vocabulary::{Money, Span};

use super::About;
use crate::words;

/// So many digits after the point are shown as they are.
const PLACES_SHOWN_MAX: i64 = 4;
/// Counts from here on are divided into thousands; years are not.
const GROUPED_FROM: i64 = 10_000;

pub(super) struct Words<'a, 'l> {
    pub about: &'a About<'a>,
    pub grounds: &'a Grounds<'l>,
    pub units: Units,
}

/// What a path leads to.
pub(super) enum Place<'a> {
    Answer(&'a Field),
    Register(&'a Register),
    Entry(&'a Register, &'a RegisterField),
    Day,
    Derived(String),
}

impl<'a, 'l> Words<'a, 'l> {
    pub fn of(about: &'a About<'a>, grounds: &'a Grounds<'l>) -> Words<'a, 'l> {
        let currency = &about.country.file.currency;
        let answers = fields(about).filter(|field| field.kind == FieldKind::Money);
        let answers = answers.map(|field| format!("answers.{}", field.id));
        let entries = about.country.registers.values().flat_map(|register| {
            let money = register.fields.iter().filter(|field| field.kind == FieldKind::Money);
            money.map(|field| format!("applicant.{}.{}", register.id, field.id))
        });
        let given = answers.chain(entries).map(|path| (path, currency.clone())).collect();
        Words { about, grounds, units: grounds.units(&given) }
    }

    pub fn frame(&self) -> &'a Frame {
        self.about.frame
    }

    /// A text that the table gave.
    pub fn output(&self, name: &str) -> String {
        match self.grounds.outcome.outputs.get(name) {
            Some(Value::Text(text)) => text.clone(),
            _ => String::new(),
        }
    }

    /// Where a path leads. A fact that is an entry of a register stands for it.
    pub fn place(&self, path: &str) -> Place<'a> {
        let mut parts = path.split('.');
        let first = parts.next().unwrap_or_default();
        let (second, third) = (parts.next(), parts.next());
        let derived = || Place::Derived(first.to_string());
        let register = |id: Option<&str>| id.and_then(|id| self.about.country.register(id));
        match first {
            "today" => Place::Day,
            "answers" => fields(self.about)
                .find(|field| Some(field.id.as_str()) == second)
                .map_or_else(derived, Place::Answer),
            "applicant" => match register(second) {
                Some(register) => field_of(register, third),
                None => derived(),
            },
            name => match self.grounds.value(name) {
                Some(Value::Record(_) | Value::List(_)) => {
                    let whole = self.grounds.stands_for(name).into_iter().next();
                    let held = whole.and_then(|path| register(path.split('.').nth(1)));
                    held.map_or_else(derived, |register| field_of(register, second))
                }
                _ => derived(),
            },
        }
    }

    pub fn label(&self, path: &str) -> String {
        let lang = &self.frame().lang;
        match self.place(path) {
            Place::Answer(field) => field.label.get(lang).to_string(),
            Place::Register(register) => register.title.get(lang).to_string(),
            Place::Entry(_, field) => field.title.get(lang).to_string(),
            Place::Day => self.frame().t("grounds.day").to_string(),
            Place::Derived(name) => capital(&self.title(&name)),
        }
    }

    /// What a fact is called within a sentence; without a title its own name.
    pub fn title(&self, name: &str) -> String {
        let titles = self.about.service.decision.as_ref().map(|decision| &decision.titles);
        let title = titles.and_then(|titles| titles.get(name)).map(|t| t.get(&self.frame().lang));
        let title = title.filter(|title| !title.is_empty());
        title.map_or_else(|| name.replace('_', " "), str::to_string)
    }

    pub fn value(&self, path: &str, value: &Value) -> String {
        match self.place(path) {
            Place::Answer(field) => {
                let (frame, country) = (self.frame(), self.about.country);
                match words::answer(frame, country, field, &value.to_json(), &[]) {
                    _ if field.kind == FieldKind::Entry => frame.t("answers.entry").to_string(),
                    said if said.is_empty() => frame.t("check.nothing").to_string(),
                    said => said,
                }
            }
            // A number that means one person stands nowhere but where it is needed.
            Place::Entry(_, field) if field.kind == FieldKind::Identifier => "…".to_string(),
            Place::Entry(_, field) if field.kind == FieldKind::Money => {
                self.plain(value, Some(&self.about.country.file.currency))
            }
            Place::Derived(name) => self.plain(value, self.units.get(&name).map(String::as_str)),
            _ => self.plain(value, None),
        }
    }

    pub fn plain(&self, value: &Value, unit: Option<&str>) -> String {
        let frame = self.frame();
        match value {
            Value::Nothing => frame.t("grounds.nothing").to_string(),
            Value::Truth(true) => frame.t("answer.yes").to_string(),
            Value::Truth(false) => frame.t("answer.no").to_string(),
            Value::Day(day) => frame.day(day),
            Value::Number(number) => self.number(*number, unit),
            Value::Span(span) => self.span(*span),
            Value::List(items) => {
                frame.tn("grounds.entries", i64::try_from(items.len()).unwrap_or(i64::MAX), &[])
            }
            Value::Record(_) => frame.tn("grounds.entries", 1, &[]),
            Value::Text(text) => text.clone(),
        }
    }

    pub fn number(&self, number: Number, unit: Option<&str>) -> String {
        let frame = self.frame();
        let is_money = unit.is_some_and(|unit| {
            unit.len() == 3 && unit.bytes().all(|letter| letter.is_ascii_uppercase())
        });
        let Some(whole) = number.whole().filter(|_| number.is_whole()) else {
            let digits = if is_money { 0 } else { PLACES_SHOWN_MAX };
            let cut = number.rounded(digits, Rounding::Floor).unwrap_or(number);
            return match (is_money, cut == number) {
                (true, _) => frame.tf("grounds.about", &[("amount", &self.number(cut, unit))]),
                (false, true) => self.decimal(cut),
                (false, false) => format!("{}…", self.decimal(cut)),
            };
        };
        match unit {
            Some(currency) if is_money => frame.money(&Money::new(whole, currency)),
            _ => {
                let key = format!("unit.{}", unit.unwrap_or_default());
                match frame.texts.find(&frame.lang, &format!("{key}.other")) {
                    Some(_) => frame.tn(&key, whole, &[]),
                    None if whole.abs() >= GROUPED_FROM => frame.count(whole),
                    None => whole.to_string(),
                }
            }
        }
    }

    /// A number that is not whole, its thousands divided as those of a whole one.
    fn decimal(&self, number: Number) -> String {
        let text = number.to_string();
        match text.split_once('.') {
            Some((whole, places)) if !whole.starts_with('-') => {
                let grouped = whole.parse::<i64>().map(|n| self.number(Number::from(n), None));
                let whole = grouped.unwrap_or_else(|_| whole.to_string());
                format!("{whole}{}{places}", self.frame().t("number.point"))
            }
            _ => text,
        }
    }

    pub fn span(&self, span: Span) -> String {
        let (count, unit) =
            if span.months == 0 { (span.days, "days") } else { (span.months, "months") };
        self.number(Number::from(count), Some(unit))
    }

    /// Where a value comes from.
    pub fn source(&self, path: &str) -> String {
        let (frame, about) = (self.frame(), self.about);
        let register =
            |register: &Register, day| frame.from_register(register.title.get(&frame.lang), day);
        match self.place(path) {
            Place::Answer(field) => {
                let id = about.registers.get(&field.id);
                match id.and_then(|id| about.country.register(id)) {
                    Some(held) => register(held, about.country.zone().day_of(about.case.opened_at)),
                    None => frame.t("grounds.from-applicant").to_string(),
                }
            }
            Place::Register(held) | Place::Entry(held, _) => register(held, about.read_on),
            Place::Day => frame.t("grounds.from-day").to_string(),
            Place::Derived(_) => frame.t("grounds.derived").to_string(),
        }
    }

    /// A number of the law with its value and its article.
    pub fn parameter(&self, parameter: &UsedParameter) -> String {
        let value = match parameter.unit.as_str() {
            "scale" => String::new(),
            unit => self.plain(&parameter.value, Some(unit)),
        };
        let title = self.parameter_title(parameter);
        let article = Some(parameter.article.as_str()).filter(|article| !article.is_empty());
        let article = article.map(|article| format!(" ({article})")).unwrap_or_default();
        format!("{title} {value}{article}")
    }

    pub fn parameter_title(&self, parameter: &UsedParameter) -> String {
        let title = Some(parameter.title.get(&self.frame().lang)).filter(|t| !t.is_empty());
        title.unwrap_or(&parameter.id).to_string()
    }
}

/// The text with its first letter large, as it begins a line.
pub(super) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

fn fields<'a>(about: &About<'a>) -> impl Iterator<Item = &'a Field> {
    about.service.form.iter().flat_map(|form| &form.steps).flat_map(|step| &step.fields)
}

fn field_of<'a>(register: &'a Register, field: Option<&str>) -> Place<'a> {
    let field = field.and_then(|id| register.fields.iter().find(|field| field.id == id));
    field.map_or(Place::Register(register), |field| Place::Entry(register, field))
}
