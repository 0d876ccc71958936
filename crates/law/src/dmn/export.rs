//! A table of the law as a model of DMN 1.5: its inputs, the parameters and scales that it reads as they are on a day, the table.
//!
//! What DMN has no place for (the article, the days, the kinds that FEEL does not name) stands in extension elements, so that the
//! way back loses nothing. What may not happen here: a parameter without its value of the day.

use std::collections::BTreeSet;

use super::source::{
    Boxed, Decision, Definitions, Input, Knowledge, Reference, Table as Written, TableInput,
    TableOutput, TableRule, Text, TypeRef, Variable, What,
};
use crate::fault::Fault;
use crate::feel::{Cell, Kind};
use crate::law::LawOfDay;
use crate::parameters::{Bracket, BracketKind};
use crate::table::{Column, Hit, Row, Table};
use crate::value::Value;

/// Functions of the law's own FEEL that the standard does not have: name, parameters, and what they are in FEEL.
const EXTRAS: [(&str, &[&str], &str); 6] = [
    ("is defined", &["value"], "value != null"),
    (
        "months between",
        &["from", "to"],
        "{months: (to.year - from.year) * 12 + to.month - from.month, moved: from + @\"P1M\" * months, whole: \
         if months > 0 and moved > to then months - 1 else if months < 0 and moved < to then months + 1 else months}.whole",
    ),
    ("years between", &["from", "to"], "round down(months between(from, to) / 12, 0)"),
    ("days between", &["from", "to"], "(to - from).days"),
    ("last day of month", &["day"], "date(day.year, day.month, 1) + @\"P1M\" - @\"P1D\""),
    ("round half even", &["n", "scale"], "decimal(n, scale)"),
];

/// The model of one version of a table.
pub(super) fn model(law: LawOfDay<'_>, table: &Table) -> Result<Definitions, Fault> {
    let mut model = Definitions {
        name: table.id.clone(),
        namespace: format!("urn:madang:law:{}:{}", table.id, table.from),
        ..Definitions::default()
    };
    let mut requires = Vec::new();
    inputs(law, table, &mut model, &mut requires)?;
    if let Some(scale) = scales(law, table)? {
        requires.push(reference("requiredKnowledge", &scale.id));
        model.knowledge.push(scale);
    }
    extras(table, &mut model, &mut requires);
    model.decisions.push(Decision {
        id: format!("table_{}", table.id),
        variable: Variable { name: table.id.clone(), kind: None },
        about: about(table),
        requires,
        logic: Some(Boxed { kind: None, what: What::Table(Box::new(written(table))) }),
        ..Decision::default()
    });
    Ok(model)
}

fn reference(role: &str, id: &str) -> Reference {
    Reference { namespace: None, id: id.into(), role: role.into() }
}

fn text(text: &str) -> Text {
    Text { text: text.into(), ..Text::default() }
}

fn literal(text_of: &str) -> Boxed {
    Boxed { kind: None, what: What::Literal(text(text_of)) }
}

/// The names of FEEL for the kinds that it has; none for the others.
fn kind(kind: &Kind) -> Option<TypeRef> {
    let name = match kind {
        Kind::Boolean => "boolean",
        Kind::Number | Kind::Integer => "number",
        Kind::Text => "string",
        Kind::Day => "date",
        Kind::Any | Kind::Duration | Kind::List(_) | Kind::Record(_) => return None,
    };
    Some(TypeRef { namespace: None, name: name.into() })
}

/// The word for a kind in the law's files.
fn word(kind: &Kind) -> &'static str {
    match kind {
        Kind::Any | Kind::Record(_) => "any",
        Kind::Boolean => "boolean",
        Kind::Number => "number",
        Kind::Integer => "integer",
        Kind::Text => "text",
        Kind::Day => "day",
        Kind::Duration => "duration",
        Kind::List(_) => "list",
    }
}

/// Every fact and parameter that the table reads: an input, or a decision that says the value of the day.
fn inputs(
    law: LawOfDay<'_>,
    table: &Table,
    model: &mut Definitions,
    requires: &mut Vec<Reference>,
) -> Result<(), Fault> {
    let columns = table.inputs.iter().filter(|column| column.reads.is_none());
    let columns = columns.map(|column| (column.name.clone(), Some(&column.kind)));
    let uses = table.uses.iter().map(|(name, kind)| (name.clone(), Some(kind)));
    let read = table.names().into_iter().flat_map(|reference| {
        reference
            .paths
            .into_iter()
            .map(|path| path.split('.').next().unwrap_or_default().to_string())
    });
    let mut seen = BTreeSet::new();
    for (name, known) in columns.chain(uses).chain(read.map(|name| (name, None))) {
        if !seen.insert(name.clone()) {
            continue;
        }
        let id = format!("fact_{name}");
        if let Some((_, dated)) = law.parameter(&name)? {
            requires.push(reference("requiredDecision", &id));
            model.decisions.push(Decision {
                id,
                variable: Variable { name, kind: None },
                logic: Some(literal(&said(&dated.value))),
                ..Decision::default()
            });
        } else {
            requires.push(reference("requiredInput", &id));
            model
                .inputs
                .push(Input { id, variable: Variable { name, kind: known.and_then(kind) } });
        }
    }
    Ok(())
}

/// A value as a literal of FEEL.
fn said(value: &Value) -> String {
    match value {
        Value::Day(_) | Value::Span(_) => format!("@\"{value}\""),
        Value::List(items) => {
            format!("[{}]", items.iter().map(said).collect::<Vec<_>>().join(", "))
        }
        Value::Record(entries) => {
            let entries =
                entries.iter().map(|(name, value)| format!("\"{name}\": {}", said(value)));
            format!("{{{}}}", entries.collect::<Vec<_>>().join(", "))
        }
        other => other.to_string(),
    }
}

/// One function `scale` for all scales that the table uses.
fn scales(law: LawOfDay<'_>, table: &Table) -> Result<Option<Knowledge>, Fault> {
    let mut body = String::from("null");
    for name in table.scales().iter().rev() {
        let Some((scale, dated)) = law.scale(name)? else { continue };
        let said = match scale.kind {
            BracketKind::Marginal => marginal(&dated.brackets),
            BracketKind::Flat => flat(&dated.brackets),
        };
        body = format!("if name = \"{name}\" then {said} else {body}");
    }
    let used = !table.scales().is_empty();
    Ok(used.then(|| knowledge("scale", &["name", "amount"], &body)))
}

/// Each bracket takes its part of the amount.
fn marginal(brackets: &[Bracket]) -> String {
    let uppers = brackets.iter().skip(1).map(|next| Some(next.threshold)).chain([None]);
    let parts = brackets.iter().zip(uppers).map(|(bracket, upper)| {
        let Bracket { threshold, rate, .. } = bracket;
        let end =
            upper.map_or_else(|| "amount".to_string(), |upper| format!("min(amount, {upper})"));
        format!("(if amount > {threshold} then ({end} - {threshold}) * {rate} else 0)")
    });
    format!("({})", parts.collect::<Vec<_>>().join(" + "))
}

/// The last bracket that the amount reaches takes all of it.
fn flat(brackets: &[Bracket]) -> String {
    let mut said = String::from("0");
    for Bracket { threshold, included, rate, amount } in brackets {
        let sign = if *included { ">=" } else { ">" };
        // A bracket further up is asked for first.
        said = format!("if amount {sign} {threshold} then amount * {rate} + {amount} else {said}");
    }
    format!("({said})")
}

fn knowledge(name: &str, parameters: &[&str], body: &str) -> Knowledge {
    let parameter = |name: &&str| Variable { name: name.to_string(), kind: None };
    let what = What::Function {
        language: "FEEL".into(),
        parameters: parameters.iter().map(parameter).collect(),
        body: Some(Box::new(literal(body))),
    };
    Knowledge {
        id: format!("function_{}", name.replace(' ', "_")),
        variable: Variable { name: name.into(), kind: None },
        requires: Vec::new(),
        logic: Some(Boxed { kind: None, what }),
    }
}

/// The functions beyond the standard that the table's cells call.
fn extras(table: &Table, model: &mut Definitions, requires: &mut Vec<Reference>) {
    let calls = |name: &str| {
        let called = format!("{name}(");
        let cells = table.rows.iter().flat_map(|row| {
            let inputs = row.cells.iter().map(|placed| placed.cell.text.as_str());
            inputs.chain(row.outputs.iter().map(|placed| placed.expression.text()))
        });
        let reads =
            table.inputs.iter().filter_map(|column| column.reads.as_ref().map(|one| one.text()));
        cells.chain(reads).any(|text| text.contains(&called))
    };
    let years = calls("years between");
    for (name, parameters, body) in EXTRAS {
        let by_years = name == "months between" && years;
        if !calls(name) && !by_years {
            continue;
        }
        let mut made = knowledge(name, parameters, body);
        if name == "years between" {
            made.requires.push(reference("requiredKnowledge", "function_months_between"));
        }
        requires.push(reference("requiredKnowledge", &made.id));
        model.knowledge.push(made);
    }
}

/// What the table says that DMN has no place for.
fn about(table: &Table) -> Vec<(String, String)> {
    let mut about = vec![
        ("from".to_string(), table.from.to_string()),
        ("article".into(), table.article.clone()),
    ];
    about
        .extend(table.title.0.iter().map(|(lang, title)| (format!("title.{lang}"), title.clone())));
    if !table.link.is_empty() {
        about.push(("link".into(), table.link.clone()));
    }
    if let Some(day) = table.promulgated {
        about.push(("promulgated".into(), day.to_string()));
    }
    if table.retroactive {
        about.push(("retroactive".into(), "yes".into()));
    }
    let columns = table.inputs.iter().chain(&table.outputs);
    let kinds: Vec<String> =
        columns.map(|column| format!("{} {}", column.name, word(&column.kind))).collect();
    about.push(("kinds".into(), kinds.join(", ")));
    let uses: Vec<String> =
        table.uses.iter().map(|(name, kind)| format!("{name} {}", word(kind))).collect();
    about.push(("uses".into(), uses.join(", ")));
    about
}

fn policy(hit: Hit) -> (&'static str, &'static str) {
    match hit {
        Hit::Unique => ("UNIQUE", ""),
        Hit::Any => ("ANY", ""),
        Hit::First => ("FIRST", ""),
        Hit::Priority => ("PRIORITY", ""),
        Hit::RuleOrder => ("RULE ORDER", ""),
        Hit::OutputOrder => ("OUTPUT ORDER", ""),
        Hit::Collect => ("COLLECT", ""),
        Hit::CollectSum => ("COLLECT", "SUM"),
        Hit::CollectMin => ("COLLECT", "MIN"),
        Hit::CollectMax => ("COLLECT", "MAX"),
        Hit::CollectCount => ("COLLECT", "COUNT"),
    }
}

fn written(table: &Table) -> Written {
    let (policy, aggregation) = policy(table.hit);
    let values = |allowed: &Option<Cell>| allowed.as_ref().map(|cell| text(&cell.text));
    let input = |column: &Column| TableInput {
        label: column.name.clone(),
        expression: text(column.reads.as_ref().map_or(column.name.as_str(), |reads| reads.text())),
        kind: kind(&column.kind),
        values: values(&column.allowed),
    };
    let output = |column: &Column| TableOutput {
        name: column.name.clone(),
        label: String::new(),
        kind: kind(&column.kind),
        values: values(&column.allowed),
        default: None,
    };
    let articles = table.rows.iter().any(|row| !row.article.is_empty());
    let annotated = |row: &Row| {
        let article = articles.then(|| row.article.clone());
        [row.label.clone()].into_iter().chain(article).collect()
    };
    let rule = |row: &Row| TableRule {
        description: String::new(),
        inputs: row.cells.iter().map(|placed| text(&placed.cell.text)).collect(),
        outputs: row.outputs.iter().map(|placed| text(placed.expression.text())).collect(),
        annotations: annotated(row),
    };
    Written {
        policy: policy.into(),
        aggregation: aggregation.into(),
        inputs: table.inputs.iter().map(input).collect(),
        outputs: table.outputs.iter().map(output).collect(),
        annotations: ["#"]
            .into_iter()
            .chain(articles.then_some("article"))
            .map(str::to_string)
            .collect(),
        rules: table.rows.iter().map(rule).collect(),
    }
}
