//! Expressions of a country's files: names that nothing stands for, and values of the wrong kind.
//!
//! That they parse is known already: a plan is made when the country is read, and tells those that do not.

use std::collections::{BTreeMap, BTreeSet};

use law::{Expression, Kind, Kinds, Reference};
use vocabulary::Mistake;

use super::Check;
use crate::form::FieldKind;
use crate::nearest;
use crate::register::Register;
use crate::service::{Decision, Service};

/// Where an expression stands.
pub(super) struct Place<'a> {
    pub file: &'a str,
    pub path: &'a str,
}

/// What an expression may speak of.
pub(super) enum Setting<'a> {
    /// Of a form: the applicant, today, and the answers of earlier steps and of so many fields of this one. Only what decides
    /// whether a field is shown may not use its own page: without scripts the page is not drawn again.
    Form { service: &'a Service, step: usize, fields: usize },
    /// `only`: the fields of an entry, and today.
    Entry { register: &'a Register },
    /// Facts and effects: the applicant, all answers, today, the law's parameters, and the facts before the named one.
    Fact { service: &'a Service, before: Option<&'a str> },
    /// `may_apply`: as facts, but nothing is answered yet.
    MayApply { service: &'a Service },
    /// Rows of a letter: as facts, and the decision.
    Letter { service: &'a Service },
}

/// Checks an expression and returns the kind of its value. Empty text is none and is fine.
pub(super) fn expression(
    check: &mut Check<'_>,
    place: &Place<'_>,
    text: &str,
    setting: &Setting<'_>,
) -> Kind {
    if text.trim().is_empty() {
        return Kind::Any;
    }
    let Ok(expression) = Expression::parse(text) else { return Kind::Any };
    let kinds = kinds(check, setting);
    let before = check.mistakes.len();
    for reference in expression.names() {
        name(check, place, &reference, (&kinds, setting));
        must_be_in_force(check, place, &reference, &kinds);
    }
    scales(check, place, &expression);
    let (kind, mistakes) = expression.check(&kinds);
    // An unknown name has no kind: what follows from it is not told as well.
    if check.mistakes.len() == before {
        for found in mistakes {
            let (line, column) = place_inside(check, place, (found.line, found.column));
            let file = place.file.to_string();
            check.mistakes.push(Mistake { file, line, column, ..found });
        }
    }
    kind
}

/// Checks an expression whose value must be of a kind.
pub(super) fn expression_of(
    check: &mut Check<'_>,
    place: &Place<'_>,
    text: &str,
    setting: &Setting<'_>,
    wanted: &Kind,
) {
    let before = check.mistakes.len();
    let kind = expression(check, place, text, setting);
    if check.mistakes.len() == before && !kind.fits(wanted) {
        note(check, place, (1, 1), format!("this gives {kind}, and must give {wanted}"), "");
    }
}

fn note(
    check: &mut Check<'_>,
    place: &Place<'_>,
    at: (usize, usize),
    message: impl Into<String>,
    hint: impl Into<String>,
) {
    let at = place_inside(check, place, at);
    check.mistakes.push(Mistake::at(place.file, at, message, hint));
}

/// Where in its file something of an expression stands.
fn place_inside(
    check: &Check<'_>,
    place: &Place<'_>,
    (line, column): (usize, usize),
) -> (usize, usize) {
    let source = check.shelf.sources.get(place.file);
    source.map_or((0, 0), |source| source.place_inside(place.path, line, column))
}

/// What a service computes today stands on amounts that are in force today.
fn must_be_in_force(
    check: &mut Check<'_>,
    place: &Place<'_>,
    reference: &Reference,
    kinds: &Kinds,
) {
    let country = check.country;
    let Some(path) = reference.paths.first().filter(|path| kinds.contains_key(*path)) else {
        return;
    };
    let first = country.law().parameter(path).and_then(|parameter| parameter.values.first());
    if let Some(first) = first.filter(|value| value.from > check.today) {
        let message = format!("`{path}` has no value before {}", first.from);
        let hint = "add the value of today: applications of today are decided by it";
        note(check, place, (reference.line, reference.column), message, hint);
    }
}

fn scales(check: &mut Check<'_>, place: &Place<'_>, expression: &Expression) {
    let (country, today) = (check.country, check.today);
    if check.shelf.broken.iter().any(|b| b.starts_with("law")) {
        return;
    }
    for id in expression.scales() {
        match country.law().on(today).scale(&id) {
            Ok(Some(_)) => {}
            Ok(None) => {
                let known = country.law().scales().map(|scale| scale.id.as_str());
                let hint = nearest::hint(&id, known);
                note(check, place, (1, 1), format!("there is no scale `{id}`"), hint);
            }
            Err(fault) => {
                note(check, place, (1, 1), fault.to_string(), "add the brackets of today");
            }
        }
    }
}

/// A path that leads nowhere: where it ends, and what there would have been.
struct Lost {
    message: String,
    hint: String,
}

fn name(
    check: &mut Check<'_>,
    place: &Place<'_>,
    reference: &Reference,
    (kinds, setting): (&Kinds, &Setting<'_>),
) {
    let law_is_broken = check.shelf.broken.iter().any(|b| b.starts_with("law"));
    let registers_are_broken = check.shelf.broken.iter().any(|b| b.starts_with("registers"));
    if reference.may_be_local {
        return;
    }
    let mut lost: Vec<Lost> = Vec::new();
    for path in &reference.paths {
        match follow(path, kinds) {
            Ok(()) => return,
            Err((parts, wrong, known)) => {
                let is_name = parts.is_empty();
                if (is_name && law_is_broken) || (parts == ["applicant"] && registers_are_broken) {
                    return;
                }
                lost.push(say(check, setting, (&parts, wrong), known));
            }
        }
    }
    // Inside a filter a name can be looked for in several places: the one where something is near was meant.
    let near = lost
        .iter()
        .position(|l| l.hint.starts_with("did you mean") || l.hint.starts_with("use"))
        .unwrap_or(0);
    if let Some(lost) = lost.into_iter().nth(near) {
        note(check, place, (reference.line, reference.column), lost.message, lost.hint);
    }
}

/// Follows a path through what is known; where it is lost: the parts so far, the wrong part, and the parts there are.
fn follow<'p>(path: &'p str, kinds: &Kinds) -> Result<(), (Vec<&'p str>, &'p str, Vec<String>)> {
    let mut parts = path.split('.');
    let first = parts.next().unwrap_or_default();
    let Some(mut at) = kinds.get(first) else {
        return Err((Vec::new(), first, kinds.keys().cloned().collect()));
    };
    let mut before = vec![first];
    for part in parts {
        while let Kind::List(item) = at {
            at = item;
        }
        match at {
            Kind::Record(fields) => match fields.get(part) {
                Some(kind) => at = kind,
                None => return Err((before, part, fields.keys().cloned().collect())),
            },
            // Properties of days and durations are checked with the kinds.
            _ => return Ok(()),
        }
        before.push(part);
    }
    Ok(())
}

fn say(
    check: &Check<'_>,
    setting: &Setting<'_>,
    (before, wrong): (&[&str], &str),
    known: Vec<String>,
) -> Lost {
    let hint = nearest::hint(wrong, known.iter().map(String::as_str));
    let message = match before {
        [] => match later_fact(setting, wrong) {
            Some(lost) => return lost,
            None => format!("nothing is called `{wrong}`"),
        },
        ["answers"] => match asked_at(setting, wrong) {
            Asked::Later => return Lost {
                message: format!("`{wrong}` is asked later"),
                hint:
                    "use only what is answered before; a page is shown by answers of earlier pages"
                        .into(),
            },
            Asked::NotYet => {
                return Lost {
                    message: "this is asked before anything is answered".into(),
                    hint: "use only what registers say about the applicant".into(),
                };
            }
            Asked::Never => format!("the form has no field `{wrong}`"),
        },
        ["applicant"] => format!("there is no register `{wrong}`"),
        ["applicant", register] if check.country.register(register).is_some() => {
            format!("the register `{register}` has no field `{wrong}`")
        }
        before => format!("`{}` has no `{wrong}`", before.join(".")),
    };
    Lost { message, hint }
}

enum Asked {
    Later,
    NotYet,
    Never,
}

fn asked_at(setting: &Setting<'_>, id: &str) -> Asked {
    let asks = |service: &Service| {
        let mut fields = service.form.iter().flat_map(|f| &f.steps).flat_map(|s| &s.fields);
        fields.any(|f| f.id == id)
    };
    match setting {
        Setting::Form { service, .. } if asks(service) => Asked::Later,
        Setting::MayApply { .. } => Asked::NotYet,
        _ => Asked::Never,
    }
}

/// A fact that is not computed yet; or never could be, because it is made of the one that asks for it.
fn later_fact(setting: &Setting<'_>, name: &str) -> Option<Lost> {
    let Setting::Fact { service, before } = setting else { return None };
    let facts = service.decision.as_ref().map(|decision| &decision.facts)?;
    facts.get(name)?;
    let reads = |fact: &str| {
        let text = facts.get(fact).and_then(toml::Value::as_str);
        let expression = text.and_then(|text| Expression::parse(text).ok());
        let paths = expression.into_iter().flat_map(|e| e.names()).flat_map(|r| r.paths);
        let roots = paths.map(|path| path.split('.').next().unwrap_or_default().to_string());
        roots.filter(|root| facts.contains_key(root)).collect::<Vec<String>>()
    };
    let circle = before.and_then(|before| way(name, before, &reads, &mut BTreeSet::new()));
    Some(match circle {
        Some(way) => Lost {
            message: format!("`{}` is defined by itself", before.unwrap_or(name)),
            hint: format!(
                "{} → {}: compute one of them without the others",
                before.unwrap_or(name),
                way.join(" → ")
            ),
        },
        None => Lost {
            message: format!("`{name}` is computed only after this"),
            hint: "use only facts that stand before it".into(),
        },
    })
}

/// The facts that lead from one to another, both among them; none when they do not.
fn way(
    from: &str,
    to: &str,
    reads: &dyn Fn(&str) -> Vec<String>,
    seen: &mut BTreeSet<String>,
) -> Option<Vec<String>> {
    if from == to {
        return Some(vec![to.to_string()]);
    }
    if !seen.insert(from.to_string()) {
        return None;
    }
    let mut ways = reads(from).into_iter().filter_map(|next| way(&next, to, reads, seen));
    let rest = ways.next()?;
    Some(std::iter::once(from.to_string()).chain(rest).collect())
}

/// The kinds of everything that an expression may speak of.
fn kinds(check: &Check<'_>, setting: &Setting<'_>) -> Kinds {
    let mut kinds = Kinds::from([("today".to_string(), Kind::Day)]);
    match setting {
        Setting::Form { service, step, fields } => {
            kinds.insert("applicant".into(), applicant(check));
            kinds.insert("answers".into(), answers(service, *step, *fields));
        }
        Setting::Entry { register } => {
            if let Kind::Record(fields) = entry(register) {
                kinds.extend(fields);
            }
        }
        Setting::Fact { service, before } => facts(check, service, *before, &mut kinds),
        Setting::MayApply { service } => {
            facts(check, service, None, &mut kinds);
            kinds.insert("answers".into(), Kind::Record(BTreeMap::new()));
        }
        Setting::Letter { service } => {
            facts(check, service, None, &mut kinds);
            kinds.insert("decision".into(), decision(check, service));
            kinds.insert("drawn".into(), drawn(service));
        }
    }
    kinds
}

/// Everything that facts see, with the facts themselves up to the named one.
pub(super) fn facts(check: &Check<'_>, service: &Service, before: Option<&str>, kinds: &mut Kinds) {
    kinds.insert("today".into(), Kind::Day);
    kinds.insert("applicant".into(), applicant(check));
    kinds.insert("answers".into(), answers(service, usize::MAX, 0));
    for parameter in check.country.law().parameters() {
        let mut kinds_of = parameter.values.iter().map(|v| Kind::of(&v.value));
        let first = kinds_of.next().unwrap_or_default();
        let same = kinds_of.all(|k| k == first);
        kinds.insert(parameter.id.clone(), if same { first } else { Kind::Any });
    }
    let Some(Decision { facts, .. }) = &service.decision else { return };
    for (name, value) in facts {
        if Some(name.as_str()) == before {
            break;
        }
        let parsed = value.as_str().and_then(|text| Expression::parse(text).ok());
        let kind = parsed.map_or(Kind::Any, |fact| fact.check(kinds).0);
        kinds.insert(name.clone(), kind);
    }
}

fn applicant(check: &Check<'_>) -> Kind {
    let kind = |register: &Register| {
        let entry = entry(register);
        if register.many { Kind::List(Box::new(entry)) } else { entry }
    };
    Kind::Record(check.country.registers.values().map(|r| (r.id.clone(), kind(r))).collect())
}

fn entry(register: &Register) -> Kind {
    let fields = register.fields.iter().map(|f| (f.id.clone(), kind_of(f.kind)));
    Kind::Record(fields.chain([("id".to_string(), Kind::Text)]).collect())
}

/// The answers of the steps before that one, and of its first fields.
fn answers(service: &Service, step: usize, fields: usize) -> Kind {
    let steps = || service.form.iter().flat_map(|f| &f.steps);
    let before = steps().take(step).flat_map(|s| &s.fields);
    let here = steps().nth(step).into_iter().flat_map(|s| s.fields.iter().take(fields));
    Kind::Record(before.chain(here).map(|f| (f.id.clone(), kind_of(f.kind))).collect())
}

/// What the decision says: the outputs of the table, and what every decision has.
fn decision(check: &Check<'_>, service: &Service) -> Kind {
    let mut kinds = Kinds::from([
        ("outcome".to_string(), Kind::Text),
        ("amount".to_string(), Kind::Number),
        ("reason".to_string(), Kind::Text),
    ]);
    let table = service.decision.as_ref().map_or("", |d| d.table.as_str());
    let outputs = check.country.law().versions(table).iter().flat_map(|t| &t.outputs);
    kinds.extend(outputs.map(|column| (column.name.clone(), column.kind.clone())));
    Kind::Record(kinds)
}

/// The numbers that a grant draws.
fn drawn(service: &Service) -> Kind {
    let effects = service.decision.iter().flat_map(|d| &d.effects);
    Kind::Record(effects.flat_map(|e| &e.draw).map(|name| (name.clone(), Kind::Text)).collect())
}

/// The kind of a field's value in expressions.
pub(super) fn kind_of(kind: FieldKind) -> Kind {
    match kind {
        FieldKind::Integer | FieldKind::Money => Kind::Integer,
        FieldKind::Day => Kind::Day,
        FieldKind::YesNo => Kind::Boolean,
        FieldKind::Choices => Kind::List(Box::new(Kind::Text)),
        FieldKind::Text
        | FieldKind::LongText
        | FieldKind::Choice
        | FieldKind::Identifier
        | FieldKind::Entry
        | FieldKind::Document
        | FieldKind::Telephone
        | FieldKind::Email => Kind::Text,
    }
}
