//! `decision.toml` and `letter.toml`: who decides, on what, until when, and what follows.

use std::collections::BTreeSet;

use law::Kind;

use super::expressions::{Place, Setting, expression, expression_of, kind_of};
use super::{Check, is_word, outcome};
use crate::form::FieldKind;
use crate::nearest;
use crate::register::Register;
use crate::service::{
    Deadline, DeadlineUnit, DecidedBy, Decision, Effect, EffectAct, Letter, Opinion, Service,
    expressions,
};

pub(super) fn check(check: &mut Check<'_>, service: &Service, decision: &Decision) {
    let view = View { file: &format!("services/{}/decision.toml", service.id), service, decision };
    view.purpose(check);
    view.deciders(check);
    view.facts(check);
    view.table(check);
    view.reasons(check);
    deadline(check, view.file, "deadline", &decision.deadline);
    super::waiting::check(check, view.file, &decision.waits);
    if let Some(opinion) = &decision.opinion {
        view.opinion(check, opinion);
    }
    view.appeal(check);
    for (n, effect) in decision.effects.iter().enumerate() {
        view.effect(check, n, effect);
    }
    view.credential(check);
    if let Some(letter) = &service.letter {
        view.letter(check, letter);
    }
}

struct View<'a> {
    file: &'a str,
    service: &'a Service,
    decision: &'a Decision,
}

impl View<'_> {
    fn purpose(&self, check: &mut Check<'_>) {
        let purpose = &self.decision.purpose;
        // An empty one is told at each personal field.
        if !purpose.is_empty() {
            check.must_be_purpose((self.file, "purpose"), purpose);
        }
        for (n, register) in self.decision.registers.iter().enumerate() {
            check.must_be_register((self.file, &format!("registers.{n}")), register);
        }
    }

    fn deciders(&self, check: &mut Check<'_>) {
        let decision = self.decision;
        if decision.officers == 0 {
            check.note(self.file, "officers", "nobody decides", "1, or 2 for four eyes");
        }
        if decision.officers > 1 && decision.by != DecidedBy::Officer {
            let hint = "write by = \"officer\", or take `officers` away";
            check.note(self.file, "officers", "several officers, but none decides", hint);
        }
        if decision.opinion.is_some() && decision.by != DecidedBy::Officer {
            let hint = "an opinion is asked before an officer decides: write by = \"officer\"";
            check.note(self.file, "opinion", "an opinion, but no officer decides", hint);
        }
    }

    fn facts(&self, check: &mut Check<'_>) {
        for (name, value) in &self.decision.facts {
            let path = format!("facts.{name}");
            check.must_be_name((self.file, &path), name);
            let Some(text) = value.as_str() else {
                check.note(self.file, &path, "a fact is an expression", "write it in quotes");
                continue;
            };
            let taken = ["applicant", "answers", "today", "decision", "drawn"];
            if taken.contains(&name.as_str()) || law::is_keyword(name) {
                check.note(
                    self.file,
                    &path,
                    format!("the name `{name}` is taken"),
                    "take another word",
                );
            }
            let setting = Setting::Fact { service: self.service, before: Some(name) };
            expression(check, &Place { file: self.file, path: &path }, text, &setting);
        }
        let known = || self.decision.facts.keys().map(String::as_str);
        for (n, name) in self.decision.fixed.iter().enumerate() {
            if !known().any(|fact| fact == name) {
                let message = format!("there is no fact `{name}`");
                let hint = nearest::hint(name, known());
                check.note(self.file, &format!("fixed.{n}"), message, hint);
            }
        }
        if let Some(may_apply) = &self.decision.may_apply {
            let place = Place { file: self.file, path: "may_apply.when" };
            let setting = Setting::MayApply { service: self.service };
            expression_of(check, &place, &may_apply.when, &setting, &Kind::Boolean);
        }
    }

    fn table(&self, check: &mut Check<'_>) {
        if !self.decision.table.is_empty() {
            outcome::check_table(check, self.service, self.decision, self.file);
        } else if self.decision.by == DecidedBy::Rule {
            check.note(
                self.file,
                "by",
                "a rule without a table",
                "add `table = …`, the name of a table of law/",
            );
        }
    }

    fn reasons(&self, check: &mut Check<'_>) {
        let decision = self.decision;
        let lists = [("grant", &decision.grants), ("refuse", &decision.refusals)];
        for (name, reasons) in lists {
            check.must_differ(self.file, name, reasons.iter().map(|r| r.id.as_str()));
            if reasons.is_empty() && decision.by == DecidedBy::Officer {
                let hint = format!("add [[{name}]] with id, text and article");
                check.note(self.file, "by", format!("an officer without reasons to {name}"), hint);
            }
            for (n, reason) in reasons.iter().enumerate() {
                let at = |path: &str| format!("{name}.{n}.{path}");
                if !is_word(&reason.id) {
                    let hint = "small letters a to z, digits, hyphens and underscores";
                    check.note(self.file, &at("id"), format!("`{}` is no id", reason.id), hint);
                }
                check.must_say((self.file, &at("article")), &reason.article, "name the article");
            }
        }
    }

    fn opinion(&self, check: &mut Check<'_>, opinion: &Opinion) {
        check.must_be_desk((self.file, "opinion.desk"), &opinion.desk);
        let asked = check.country.desk(&opinion.desk).map(|(agency, _)| agency.id.as_str());
        if asked == Some(self.service.agency.as_str()) {
            let message = format!("the desk `{}` is of the same agency", opinion.desk);
            check.note(self.file, "opinion.desk", message, "another agency is asked");
        }
        deadline(check, self.file, "opinion.deadline", &opinion.deadline);
        let fields: BTreeSet<&str> = self.form_fields().collect();
        for (n, field) in
            opinion.fields.iter().enumerate().filter(|(_, f)| !fields.contains(f.as_str()))
        {
            let message = format!("the form has no field `{field}`");
            let hint = nearest::hint(field, fields.iter().copied());
            check.note(self.file, &format!("opinion.fields.{n}"), message, hint);
        }
    }

    fn form_fields(&self) -> impl Iterator<Item = &str> {
        let steps = self.service.form.iter().flat_map(|f| &f.steps);
        steps.flat_map(|s| &s.fields).map(|f| f.id.as_str())
    }

    fn appeal(&self, check: &mut Check<'_>) {
        let appeal = &self.decision.appeal;
        check.must_be_desk((self.file, "appeal.desk"), &appeal.desk);
        check.must_say((self.file, "appeal.article"), &appeal.article, "name the article");
        if appeal.days == 0 {
            check.note(
                self.file,
                "appeal.days",
                "an appeal in no time",
                "as many days as the law gives",
            );
        }
        match &appeal.then {
            None => {
                let hint = "add [appeal.then] with days, article and how: the court that is left";
                check.note(self.file, "appeal.how", "and when the appeal fails?", hint);
            }
            Some(then) => {
                check.must_say(
                    (self.file, "appeal.then.article"),
                    &then.article,
                    "name the article",
                );
                if then.days == 0 {
                    let hint = "as many days as the law gives";
                    check.note(self.file, "appeal.then.days", "a remedy in no time", hint);
                }
            }
        }
    }

    fn effect(&self, check: &mut Check<'_>, n: usize, effect: &Effect) {
        let at = |path: &str| format!("effect.{n}.{path}");
        self.effect_expressions(check, n, effect);
        check.must_be_register((self.file, &at("register")), &effect.register);
        let Some(register) = check.country.register(&effect.register) else { return };
        let known = || register.fields.iter().map(|f| f.id.as_str());
        for (name, _) in
            effect.fields.iter().filter(|(name, _)| !known().any(|k| k == name.as_str()))
        {
            let message = format!("the register `{}` has no field `{name}`", register.id);
            check.note(
                self.file,
                &at(&format!("fields.{name}")),
                message,
                nearest::hint(name, known()),
            );
        }
        for (m, field) in effect.draw.iter().enumerate() {
            self.draws(check, &at(&format!("draw.{m}")), effect, (register, field));
        }
        if effect.act == EffectAct::Enter {
            self.enters(check, n, effect, register);
        } else {
            self.changes(check, n, effect, register);
        }
    }

    fn effect_expressions(&self, check: &mut Check<'_>, n: usize, effect: &Effect) {
        let at = |path: &str| format!("effect.{n}.{path}");
        let setting = Setting::Fact { service: self.service, before: None };
        let place = Place { file: self.file, path: &at("entry") };
        expression_of(check, &place, &effect.entry, &setting, &Kind::Text);
        let register = check.country.register(&effect.register);
        let fields = register.map_or(&[][..], |r| r.fields.as_slice());
        for (name, text) in expressions(&effect.fields) {
            let place = Place { file: self.file, path: &at(&format!("fields.{name}")) };
            let wanted = fields.iter().find(|f| f.id == name).map(|f| kind_of(f.kind));
            expression_of(check, &place, text, &setting, &wanted.unwrap_or_default());
        }
        for (name, _) in effect.fields.iter().filter(|(_, v)| !v.is_str()) {
            let path = at(&format!("fields.{name}"));
            check.note(
                self.file,
                &path,
                "a field of an effect is an expression",
                "write it in quotes",
            );
        }
    }

    /// A number is drawn for a key of a register, from a range that its identifier declares.
    fn draws(
        &self,
        check: &mut Check<'_>,
        path: &str,
        effect: &Effect,
        (register, name): (&Register, &str),
    ) {
        let mut note = |message: String, hint: &str| check.note(self.file, path, message, hint);
        let Some(field) = register.fields.iter().find(|f| f.id == name) else {
            let known = register.fields.iter().map(|f| f.id.as_str());
            let message = format!("the register `{}` has no field `{name}`", register.id);
            return note(message, &nearest::hint(name, known));
        };
        if effect.act != EffectAct::Enter {
            note("only a new entry gets a number".into(), "write act = \"enter\"");
        }
        if effect.fields.contains_key(name) {
            note(format!("`{name}` is drawn and set as well"), "one of the two");
        }
        if field.kind != FieldKind::Identifier {
            return note(format!("`{name}` is no identifier"), "draw a field of kind `identifier`");
        }
        // Only what the blind index holds can be asked whether it is taken.
        if register.fields.iter().find(|f| f.key).is_none_or(|key| key.id != name) {
            let hint = "write key = true at the field, and at no field before it";
            note(format!("entries are not found by `{name}`"), hint);
        }
        let country = check.country;
        match country.identifier(&field.identifier) {
            Some(identifier) if identifier.drawn.is_empty() => {
                let message = format!("the identifier `{}` has no range", identifier.id);
                let hint = "add `drawn = …` to it in identifiers.toml: its shape with `?`";
                check.note(self.file, path, message, hint);
            }
            _ => check.must_be_identifier((self.file, path), &field.identifier),
        }
    }

    fn enters(&self, check: &mut Check<'_>, n: usize, effect: &Effect, register: &Register) {
        let required =
            register.fields.iter().filter(|f| f.required && !effect.draw.contains(&f.id));
        for field in required.filter(|f| !effect.fields.contains_key(&f.id)) {
            let message = format!("an entry of `{}` needs `{}`", register.id, field.id);
            let hint = format!("add `{} = …` to its fields", field.id);
            check.note(self.file, &format!("effect.{n}.register"), message, hint);
        }
        if !effect.entry.is_empty() {
            let hint = "take `entry` away, or write act = \"correct\"";
            check.note(self.file, &format!("effect.{n}.entry"), "a new entry has no id yet", hint);
        }
    }

    fn changes(&self, check: &mut Check<'_>, n: usize, effect: &Effect, register: &Register) {
        if effect.entry.is_empty() && register.many {
            let message = format!("which entry? one holder can have several in `{}`", register.id);
            let hint = "add `entry = …`, an expression for its id";
            check.note(self.file, &format!("effect.{n}.register"), message, hint);
        }
        let (message, hint) = match (effect.act, effect.fields.is_empty()) {
            (EffectAct::Close, false) => {
                ("what is closed is not corrected", "take the fields away")
            }
            (EffectAct::Correct, true) => ("corrects nothing", "add the fields that change"),
            _ => return,
        };
        check.note(self.file, &format!("effect.{n}.act"), message, hint);
    }

    fn credential(&self, check: &mut Check<'_>) {
        let Some(credential) = &self.decision.credential else { return };
        let vct = &credential.vct;
        if !(vct.starts_with("urn:") || vct.starts_with("https://"))
            || vct.contains(char::is_whitespace)
        {
            let hint = format!("urn:madang:{}:{}", check.country.file.code, self.service.id);
            check.note(self.file, "credential.vct", format!("`{vct}` is no URN"), hint);
        }
        if credential.valid.is_some_and(super::lists::is_nothing) {
            check.note(
                self.file,
                "credential.valid",
                "valid for no time",
                "such as P90D; none for ever",
            );
        }
        let same = |s: &&Service| {
            let other = s.decision.as_ref().and_then(|d| d.credential.as_ref());
            s.id < self.service.id && other.is_some_and(|c| c.vct == *vct)
        };
        if let Some(other) = check.country.services.values().find(same) {
            let message = format!("`{vct}` is what `{}` gives", other.id);
            check.note(self.file, "credential.vct", message, "every credential has its own name");
        }
    }

    fn letter(&self, check: &mut Check<'_>, letter: &Letter) {
        let file = &format!("services/{}/letter.toml", self.service.id);
        check.must_differ(file, "row", letter.rows.iter().map(|r| r.id.as_str()));
        if letter.rows.is_empty() {
            check.note(
                file,
                "title",
                "a letter that says nothing",
                "add [[row]] with id, label and value",
            );
        }
        for (n, row) in letter.rows.iter().enumerate() {
            check.must_be_name((file, &format!("row.{n}.id")), &row.id);
            let place = Place { file, path: &format!("row.{n}.value") };
            expression(check, &place, &row.value, &Setting::Letter { service: self.service });
        }
    }
}

/// Working days can be counted only where the holidays are known: this year and the next.
pub(super) fn deadline(check: &mut Check<'_>, file: &str, path: &str, deadline: &Deadline) {
    check.must_say(
        (file, &format!("{path}.article")),
        &deadline.article,
        "name the article that sets it",
    );
    match (deadline.unit, deadline.count) {
        (DeadlineUnit::AtOnce, count) if count > 0 => {
            check.note(file, &format!("{path}.count"), "at once is no count of days", "count = 0");
        }
        (DeadlineUnit::WorkingDays | DeadlineUnit::Days, 0) => {
            check.note(
                file,
                &format!("{path}.count"),
                "a deadline of no days",
                "or write unit = \"at-once\"",
            );
        }
        (_, count) if count > 3_660 => {
            check.note(
                file,
                &format!("{path}.count"),
                "a deadline of over ten years",
                "count is in days",
            );
        }
        _ => {}
    }
    if deadline.unit == DeadlineUnit::AtOnce || check.shelf.broken.contains("calendar.toml") {
        return;
    }
    let year = check.today.year();
    let missing =
        [year, year.saturating_add(1)].into_iter().find(|y| !check.country.calendar.covers(*y));
    if let Some(missing) = missing.filter(|_| deadline.unit == DeadlineUnit::WorkingDays) {
        let message =
            format!("a deadline in working days, but calendar.toml has no holidays of {missing}");
        check.note(
            file,
            &format!("{path}.unit"),
            message,
            "add the holidays of that year to calendar.toml",
        );
    }
}
