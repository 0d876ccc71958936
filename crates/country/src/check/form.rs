//! `form.toml`: steps, fields, and what each kind of field needs.

use law::Kind;

use super::expressions::{Place, Setting, expression_of, kind_of};
use super::lists::is_nothing;
use super::{Check, is_word};
use crate::form::{Field, FieldKind, Form, Personal};
use crate::nearest;
use crate::service::Service;

/// The tokens of HTML's autocomplete attribute that are about a person (HTML Living Standard, autofill; WCAG 2.2, 1.3.5).
const AUTOCOMPLETE: [&str; 34] = [
    "name",
    "honorific-prefix",
    "given-name",
    "additional-name",
    "family-name",
    "honorific-suffix",
    "nickname",
    "organization",
    "organization-title",
    "street-address",
    "address-line1",
    "address-line2",
    "address-line3",
    "address-level1",
    "address-level2",
    "address-level3",
    "address-level4",
    "country",
    "country-name",
    "postal-code",
    "language",
    "bday",
    "bday-day",
    "bday-month",
    "bday-year",
    "sex",
    "url",
    "photo",
    "tel",
    "tel-national",
    "tel-country-code",
    "email",
    "username",
    "off",
];
const DOCUMENTS: [&str; 3] = ["pdf", "jpeg", "png"];
const LENGTH_MAX: usize = 20_000;
const MEGABYTES_MAX: u32 = 100;

pub(super) fn check(check: &mut Check<'_>, service: &Service, form: &Form) {
    let file = &format!("services/{}/form.toml", service.id);
    if form.version == 0 {
        check.note(file, "version", "versions count from 1", "version = 1");
    }
    check.must_differ(file, "step", form.steps.iter().map(|s| s.id.as_str()));
    let ids = form.steps.iter().enumerate().flat_map(|(n, s)| {
        s.fields
            .iter()
            .enumerate()
            .map(move |(m, f)| (format!("step.{n}.field.{m}.id"), f.id.clone()))
    });
    for (path, id) in crate::shelf::duplicates(ids) {
        check.note(
            file,
            &path,
            format!("the field `{id}` is asked twice"),
            "every field has its own name",
        );
    }
    for (n, step) in form.steps.iter().enumerate() {
        check.must_be_slug((file, &format!("step.{n}.id")), &step.id);
        let place = Place { file, path: &format!("step.{n}.when") };
        expression_of(
            check,
            &place,
            &step.when,
            &Setting::Form { service, step: n, fields: 0 },
            &Kind::Boolean,
        );
        for (m, field) in step.fields.iter().enumerate() {
            let view =
                View { file, path: format!("step.{n}.field.{m}"), service, place: (n, m), field };
            view.check(check);
        }
    }
}

struct View<'a> {
    file: &'a str,
    path: String,
    service: &'a Service,
    /// The places of the step and of the field in it.
    place: (usize, usize),
    field: &'a Field,
}

impl View<'_> {
    fn check(&self, check: &mut Check<'_>) {
        let id = self.at("id");
        check.must_be_name((self.file, &id), &self.field.id);
        self.purpose(check);
        self.options(check);
        self.channels(check);
        self.entry(check);
        self.identifier(check);
        self.document(check);
        self.limits(check);
        self.expressions(check);
        let token = &self.field.autocomplete;
        if !token.is_empty() && !AUTOCOMPLETE.contains(&token.as_str()) {
            let message = format!("`{token}` is no autocomplete token");
            self.note(check, "autocomplete", message, nearest::hint(token, AUTOCOMPLETE));
        }
    }

    fn at(&self, name: &str) -> String {
        format!("{}.{name}", self.path)
    }

    fn note(
        &self,
        check: &mut Check<'_>,
        name: &str,
        message: impl Into<String>,
        hint: impl Into<String>,
    ) {
        check.note(self.file, &self.at(name), message, hint);
    }

    /// Personal data is asked for a purpose that says how long it is kept, or not at all (PIPA articles 15 and 21).
    fn purpose(&self, check: &mut Check<'_>) {
        let Some(decision) = &self.service.decision else { return };
        if self.field.personal == Personal::None || check.shelf.broken.contains("purposes.toml") {
            return;
        }
        let hint = "decision.toml needs `purpose = …`, an id of purposes.toml with a retention";
        match check.country.purpose(&decision.purpose) {
            None => self.note(check, "personal", "personal data without a purpose", hint),
            Some(purpose) if is_nothing(purpose.retention) => {
                self.note(check, "personal", "personal data without a retention", hint);
            }
            Some(_) => {}
        }
    }

    fn options(&self, check: &mut Check<'_>) {
        let options = &self.field.options;
        let chooses = matches!(self.field.kind, FieldKind::Choice | FieldKind::Choices);
        if chooses && options.is_empty() {
            self.note(
                check,
                "kind",
                "a choice without options",
                "add [[step.field.option]] with id and label",
            );
        }
        if !chooses && !options.is_empty() {
            let hint = "write kind = \"choice\" or \"choices\", or take the options away";
            self.note(check, "option", "this kind of field has no options", hint);
        }
        check.must_differ(self.file, &self.at("option"), options.iter().map(|o| o.id.as_str()));
        for (n, option) in options.iter().enumerate().filter(|(_, o)| !is_word(&o.id)) {
            let hint = "small letters a to z, digits, hyphens and underscores";
            self.note(check, &format!("option.{n}.id"), format!("`{}` is no id", option.id), hint);
        }
    }

    /// The field `channel` says which fee is due: its options are channels of the service.
    fn channels(&self, check: &mut Check<'_>) {
        if self.field.id != "channel" || self.service.channels.is_empty() {
            return;
        }
        let known = || self.service.channels.iter().map(|c| c.id.as_str());
        for (n, option) in
            self.field.options.iter().enumerate().filter(|(_, o)| !known().any(|k| k == o.id))
        {
            let message = format!("there is no channel `{}`", option.id);
            self.note(
                check,
                &format!("option.{n}.id"),
                message,
                nearest::hint(&option.id, known()),
            );
        }
    }

    fn entry(&self, check: &mut Check<'_>) {
        let field = self.field;
        if field.kind != FieldKind::Entry {
            for (name, value) in
                [("register", &field.register), ("only", &field.only), ("shows", &field.shows)]
            {
                if !value.is_empty() {
                    self.note(
                        check,
                        name,
                        format!("`{name}` is for entries"),
                        "write kind = \"entry\", or take it away",
                    );
                }
            }
            return;
        }
        if field.register.is_empty() {
            self.note(
                check,
                "kind",
                "an entry of which register?",
                "add `register = …`, an id of registers/",
            );
            return;
        }
        check.must_be_register((self.file, &self.at("register")), &field.register);
        let Some(register) = check.country.register(&field.register) else { return };
        let fields = || register.fields.iter().map(|f| f.id.as_str());
        if field.shows.is_empty() {
            let hint = format!("add `shows = …`, {}", nearest::hint("", fields()));
            self.note(check, "register", "what of the entry is shown?", hint);
        } else if !fields().any(|f| f == field.shows) {
            let message = format!("the register `{}` has no field `{}`", register.id, field.shows);
            self.note(check, "shows", message, nearest::hint(&field.shows, fields()));
        }
    }

    fn identifier(&self, check: &mut Check<'_>) {
        let id = &self.field.identifier;
        match (self.field.kind, id.is_empty()) {
            (FieldKind::Identifier, true) => {
                self.note(
                    check,
                    "kind",
                    "which identifier?",
                    "add `identifier = …`, an id of identifiers.toml",
                );
            }
            (FieldKind::Identifier, false) => {
                check.must_be_identifier((self.file, &self.at("identifier")), id);
            }
            (_, false) => {
                let hint = "write kind = \"identifier\", or take the line away";
                self.note(check, "identifier", "this kind of field has no identifier", hint);
            }
            _ => {}
        }
    }

    fn document(&self, check: &mut Check<'_>) {
        let field = self.field;
        let is_document = field.kind == FieldKind::Document;
        if is_document && field.accept.is_empty() {
            let hint = "add accept = [\"pdf\", \"jpeg\", \"png\"]";
            self.note(check, "kind", "a document of which type?", hint);
        }
        if !is_document && (!field.accept.is_empty() || field.max_megabytes.is_some()) {
            let name = if field.accept.is_empty() { "max_megabytes" } else { "accept" };
            self.note(
                check,
                name,
                "this kind of field takes no document",
                "write kind = \"document\"",
            );
        }
        for (n, kind) in
            field.accept.iter().enumerate().filter(|(_, k)| !DOCUMENTS.contains(&k.as_str()))
        {
            let message = format!("documents of type `{kind}` cannot be taken");
            self.note(check, &format!("accept.{n}"), message, nearest::hint(kind, DOCUMENTS));
        }
        if field.max_megabytes.is_some_and(|m| m == 0 || m > MEGABYTES_MAX) {
            self.note(check, "max_megabytes", "no such size", format!("1 to {MEGABYTES_MAX}"));
        }
    }

    fn limits(&self, check: &mut Check<'_>) {
        let field = self.field;
        let writes = matches!(field.kind, FieldKind::Text | FieldKind::LongText);
        let counts = matches!(field.kind, FieldKind::Integer | FieldKind::Money);
        match field.max_length {
            Some(_) if !writes => {
                self.note(
                    check,
                    "max_length",
                    "this kind of field has no length",
                    "it is for text and long-text",
                );
            }
            Some(length) if length == 0 || length > LENGTH_MAX => {
                self.note(check, "max_length", "no such length", format!("1 to {LENGTH_MAX}"));
            }
            _ => {}
        }
        for (name, limit) in [("min", field.min), ("max", field.max)] {
            if limit.is_some() && !counts {
                self.note(
                    check,
                    name,
                    format!("`{name}` is for numbers"),
                    "for days: earliest and latest",
                );
            }
        }
        if field.min.zip(field.max).is_some_and(|(min, max)| min > max) {
            self.note(check, "min", "no number fits", "min is the smaller of the two");
        }
        for (name, limit) in [("earliest", &field.earliest), ("latest", &field.latest)] {
            if !limit.is_empty() && field.kind != FieldKind::Day {
                self.note(check, name, format!("`{name}` is for days"), "for numbers: min and max");
            }
        }
        if field.locked && field.prefill.is_empty() {
            let hint = "add `prefill = …`, or take `locked` away";
            self.note(check, "locked", "locked, but filled with nothing", hint);
        }
    }

    fn expressions(&self, check: &mut Check<'_>) {
        let field = self.field;
        let (step, place) = self.place;
        let all = [
            ("prefill", &field.prefill, kind_of(field.kind), place),
            ("when", &field.when, Kind::Boolean, 0),
            ("earliest", &field.earliest, Kind::Day, place),
            ("latest", &field.latest, Kind::Day, place),
        ];
        for (name, text, wanted, fields) in all {
            let setting = Setting::Form { service: self.service, step, fields };
            expression_of(
                check,
                &Place { file: self.file, path: &self.at(name) },
                text,
                &setting,
                &wanted,
            );
        }
        if let Some(register) = check.country.register(&field.register) {
            let place = Place { file: self.file, path: &self.at("only") };
            expression_of(check, &place, &field.only, &Setting::Entry { register }, &Kind::Boolean);
        }
    }
}
