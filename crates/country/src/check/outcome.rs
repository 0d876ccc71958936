//! Decision tables as services use them: the facts they ask for, the outcomes and reasons they give.

use std::collections::{BTreeMap, BTreeSet};

use law::{Facts, Fault, Kind, Kinds, Table, Value};

use vocabulary::{Mistake, Sentence};

use super::Check;
use super::expressions::facts;
use crate::nearest;
use crate::read::Country;
use crate::service::{Decision, Service};

/// Dead rows, gaps, and what else is wrong in the law by itself.
pub(super) fn check_law(check: &mut Check<'_>) {
    let country = check.country;
    let findings = country.law().findings();
    check.mistakes.extend(findings.mistakes);
    check.not_checked.extend(findings.not_checked);
    // Where something could not be read, it may be what uses the parameter.
    if check.shelf.broken.is_empty() {
        let services = country.services.keys().filter_map(|id| country.plan(id));
        let parameters = services.flat_map(|plan| plan.parameters.iter().cloned());
        let decisions = country.services.values().filter_map(|s| s.decision.as_ref());
        let used = parameters.chain(decisions.map(|decision| decision.table.clone())).collect();
        check.mistakes.extend(country.law().unused(&used));
    }
}

/// The table that decides a service, in all its versions.
pub(super) fn check_table(
    check: &mut Check<'_>,
    service: &Service,
    decision: &Decision,
    file: &str,
) {
    let country = check.country;
    let versions = country.law().versions(&decision.table);
    if versions.is_empty() {
        let known = country.law().tables().map(|t| t.id.as_str());
        check.unknown((file, "table"), "table", &decision.table, known);
        return;
    }
    if let Some(first) = versions.first().filter(|first| first.from > check.today) {
        let message = format!("`{}` has no version before {}", decision.table, first.from);
        let hint = "add the version of today: applications of today are decided by it";
        check.note(file, "table", message, hint);
    }
    let mut known = Kinds::new();
    facts(check, service, None, &mut known);
    for table in versions {
        inputs(check, table, &known, file);
        outcomes(table, &mut check.mistakes);
        reasons(table, decision, &mut check.mistakes);
    }
}

/// What a version of a table says that the services which it decides do not know: outcomes, reasons.
pub(crate) fn check_version(country: &Country, table: &Table) -> Vec<Mistake> {
    let mut mistakes = Vec::new();
    let decided = country.services.values().filter_map(|service| service.decision.as_ref());
    for decision in decided.filter(|decision| decision.table == table.id) {
        outcomes(table, &mut mistakes);
        reasons(table, decision, &mut mistakes);
    }
    mistakes.sort();
    mistakes.dedup();
    mistakes
}

fn inputs(check: &mut Check<'_>, table: &Table, known: &Kinds, file: &str) {
    let columns = columns_of_facts(check, table);
    let read = table
        .names()
        .into_iter()
        .filter(|r| !r.may_be_local)
        .filter_map(|r| r.paths.into_iter().next_back());
    let firsts = read.map(|path| path.split('.').next().unwrap_or_default().to_string());
    let others = firsts.filter(|name| table.input(name).is_none());
    let asked: BTreeSet<String> = columns.iter().cloned().chain(others).collect();
    for name in asked.iter().filter(|name| !known.contains_key(*name)) {
        let message = format!("the table asks for `{name}`, which is no fact of this service");
        check.note(file, "table", message, nearest::hint(name, known.keys().map(String::as_str)));
    }
    for column in table.inputs.iter().filter(|column| columns.contains(&column.name)) {
        let Some(kind) = known.get(&column.name).filter(|kind| !kind.fits(&column.kind)) else {
            continue;
        };
        let message =
            format!("`{}` is {kind}, and the table asks for {}", column.name, column.kind);
        check.note(
            file,
            &format!("facts.{}", column.name),
            message,
            "mend the fact, or the kind of the column",
        );
    }
}

/// The columns that are facts, and not computed by the table itself: what it misses when it is given nothing.
fn columns_of_facts(check: &Check<'_>, table: &Table) -> BTreeSet<String> {
    let law = check.country.law().on(table.from);
    let mut facts = Facts::default();
    for _ in &table.inputs {
        match law.decide(&table.id, &facts) {
            Err(Fault::MissingFact { name, .. }) => {
                facts.values.insert(name, Value::Nothing);
            }
            _ => break,
        }
    }
    facts.values.into_keys().collect()
}

/// A table decides with `outcome`: `grant` or `refuse`.
fn outcomes(table: &Table, mistakes: &mut Vec<Mistake>) {
    let mut note = |line: usize, said: Sentence| {
        mistakes.push(law::mistake(&table.file, (line, 0), said));
    };
    let Some(outcome) = table.output("outcome") else {
        note(table.line, Sentence::new("mistake.without-outcome"));
        return;
    };
    if !outcome.kind.fits(&Kind::Text) {
        note(table.line, Sentence::new("mistake.outcome-kind"));
    }
    for (value, line) in table.output_values("outcome") {
        if !matches!(value, Value::Text(text) if text == "grant" || text == "refuse") {
            note(line, Sentence::new("mistake.no-outcome").with("value", value.to_string()));
        }
    }
}

/// Every reason that the table gives is one that the decision lists for that outcome.
fn reasons(table: &Table, decision: &Decision, mistakes: &mut Vec<Mistake>) {
    let outcomes: BTreeMap<usize, &Value> =
        table.output_values("outcome").into_iter().map(|(v, line)| (line, v)).collect();
    for (reason, line) in table.output_values("reason") {
        let Value::Text(id) = reason else { continue };
        let (key, listed) = match outcomes.get(&line) {
            Some(Value::Text(outcome)) if outcome == "refuse" => {
                ("mistake.no-reason-to-refuse", &decision.refusals)
            }
            Some(Value::Text(_)) => ("mistake.no-reason-to-grant", &decision.grants),
            _ => continue,
        };
        if !listed.iter().any(|r| r.id == *id) {
            let near = nearest::said(id, listed.iter().map(|r| r.id.as_str()));
            let said = Sentence::new(key).with("reason", id).hint(Some(near));
            mistakes.push(law::mistake(&table.file, (line, 0), said));
        }
    }
}
