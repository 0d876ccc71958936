//! Registers: who keeps them, on what law, why, how long, and what stands in them.

use super::Check;
use super::lists::is_nothing;
use crate::form::{FieldKind, Personal};
use crate::nearest;
use crate::register::Register;

pub(super) fn check(check: &mut Check<'_>) {
    for register in &check.shelf.lists.registers {
        self::register(check, register);
    }
}

fn register(check: &mut Check<'_>, register: &Register) {
    let file = &format!("registers/{}.toml", register.id);
    check.must_be_name((file, "id"), &register.id);
    check.must_be_agency((file, "agency"), &register.agency);
    check.must_say(
        (file, "basis"),
        &register.basis,
        "name the article that the register stands on",
    );
    if register.holder != "person" && register.holder != "organisation" {
        let hint = nearest::hint(&register.holder, ["person", "organisation"]);
        check.note(file, "holder", format!("`{}` cannot hold an entry", register.holder), hint);
    }
    if is_nothing(register.retention) {
        check.note(file, "retention", "a register without a retention", "such as P10Y");
    }
    let personal = register.fields.iter().position(|f| f.personal != Personal::None);
    match personal {
        Some(n) if register.purpose.is_empty() => {
            let hint = "add `purpose = …`, an id of purposes.toml";
            check.note(
                file,
                &format!("field.{n}.personal"),
                "personal data without a purpose",
                hint,
            );
        }
        None if register.purpose.is_empty() => {}
        _ => check.must_be_purpose((file, "purpose"), &register.purpose),
    }
    check.must_differ(file, "field", register.fields.iter().map(|f| f.id.as_str()));
    for (n, field) in register.fields.iter().enumerate() {
        let at = |path: &str| format!("field.{n}.{path}");
        check.must_be_name((file, &at("id")), &field.id);
        if field.id == "id" {
            let hint = "`id` is what every entry is found by; take another word";
            check.note(file, &at("id"), "the name `id` is taken", hint);
        }
        match (field.kind, field.identifier.is_empty()) {
            (FieldKind::Identifier, true) => {
                let hint = "add `identifier = …`, an id of identifiers.toml";
                check.note(file, &at("kind"), "which identifier?", hint);
            }
            (FieldKind::Identifier, false) => {
                check.must_be_identifier((file, &at("identifier")), &field.identifier);
            }
            (_, false) => {
                let hint = "write kind = \"identifier\", or take the line away";
                check.note(file, &at("identifier"), "this kind of field has no identifier", hint);
            }
            (FieldKind::Document, _) => {
                let hint = "a register holds facts; documents stay with their case";
                check.note(file, &at("kind"), "a register cannot hold a document", hint);
            }
            _ => {}
        }
    }
}
