//! A decision table of a model as a file of the law: the plain text format of `read_table`.
//!
//! What may not happen here: the text is taken for law. Whoever brings it reads it with `Law::read`, which finds what does not fit.

use std::fmt::Write;

use vocabulary::{Day, Mistake};

use super::source::{Decision, Definitions, Table, TableInput, TypeRef, What};
use crate::read_toml::is_name;

/// What a model of elsewhere does not say, and a file of law must.
#[derive(Clone, Debug)]
pub struct About {
    pub article: String,
    pub from: Day,
}

/// The text of a `.table` file with every decision of the model that is a table.
pub(super) fn text(model: &Definitions, about: Option<&About>) -> Result<String, Vec<Mistake>> {
    let mut text = String::new();
    let mut mistakes = Vec::new();
    for decision in &model.decisions {
        let Some(What::Table(table)) = decision.logic.as_ref().map(|logic| &logic.what) else {
            continue;
        };
        if !text.is_empty() {
            text.push('\n');
        }
        match one(decision, table, about) {
            Ok(block) => text.push_str(&block),
            Err(message) => mistakes.push(mistake(model, decision, &message)),
        }
    }
    if text.is_empty() && mistakes.is_empty() {
        let message = "the model has no decision that is a table";
        mistakes.push(Mistake::new(&model.file, 0, message, ""));
    }
    if mistakes.is_empty() { Ok(text) } else { Err(mistakes) }
}

fn mistake(model: &Definitions, decision: &Decision, message: &str) -> Mistake {
    let message = format!("decision `{}`: {message}", decision.variable.name);
    Mistake::new(&model.file, 0, message, "")
}

/// What an extension element of ours says under a name.
fn said<'d>(decision: &'d Decision, wanted: &str) -> Option<&'d str> {
    let found = decision.about.iter().find(|(name, _)| name == wanted);
    found.map(|(_, value)| value.as_str()).filter(|value| !value.is_empty())
}

/// A name as the law's files allow it: `Applicant's Age` is `applicant_s_age`.
fn name(written: &str) -> String {
    let mut made = String::new();
    for c in written.trim().chars() {
        match c.to_ascii_lowercase() {
            c @ ('a'..='z' | '0'..='9') => made.push(c),
            _ if made.ends_with('_') || made.is_empty() => {}
            _ => made.push('_'),
        }
    }
    let made = made.trim_end_matches('_').to_string();
    if made.starts_with(|c: char| c.is_ascii_digit()) || made.is_empty() {
        format!("n{made}")
    } else {
        made
    }
}

/// The kind that the law's files call what FEEL calls so.
fn kind(decision: &Decision, column: &str, kind: Option<&TypeRef>) -> String {
    let own = said(decision, "kinds").unwrap_or_default().split(", ");
    let own = own.filter_map(|pair| pair.split_once(' ')).find(|(name, _)| *name == column);
    if let Some((_, word)) = own {
        return word.into();
    }
    match kind.map(|kind| kind.name.as_str()) {
        Some("boolean") => "boolean",
        Some("number") => "number",
        Some("string") => "text",
        Some("date") => "day",
        Some("days and time duration" | "years and months duration") => "duration",
        _ => "any",
    }
    .into()
}

fn one(decision: &Decision, table: &Table, about: Option<&About>) -> Result<String, String> {
    let mut text = String::new();
    header(&mut text, decision, about)?;
    let policy = [table.policy.to_lowercase(), table.aggregation.to_lowercase()].join(" ");
    line(&mut text, "hit", policy.trim());
    let inputs: Vec<String> = table.inputs.iter().map(input_name).collect();
    let outputs: Vec<String> = table
        .outputs
        .iter()
        .map(|output| {
            name(if output.name.is_empty() { &decision.variable.name } else { &output.name })
        })
        .collect();
    for (column, input) in inputs.iter().zip(&table.inputs) {
        let mut said = format!("{column} {}", kind(decision, column, input.kind.as_ref()));
        if let Some(values) = &input.values {
            let _ = write!(said, " {}", values.text.trim());
        }
        if input.expression.text.trim() != column {
            let _ = write!(said, " = {}", input.expression.text.trim());
        }
        line(&mut text, "in", &said);
    }
    for (column, output) in outputs.iter().zip(&table.outputs) {
        if output.default.is_some() {
            return Err(
                "a default output has no place in a table of the law: write a last row".into()
            );
        }
        let mut said = format!("{column} {}", kind(decision, column, output.kind.as_ref()));
        if let Some(values) = &output.values {
            let _ = write!(said, " {}", values.text.trim());
        }
        line(&mut text, "out", &said);
    }
    for used in
        said(decision, "uses").unwrap_or_default().split(", ").filter(|used| !used.is_empty())
    {
        line(&mut text, "use", used);
    }
    rows(&mut text, table, &inputs, &outputs)?;
    Ok(text)
}

/// The name of a column: its label or its expression, where one of them is a name.
fn input_name(input: &TableInput) -> String {
    let written = [input.label.as_str(), input.expression.text.trim()];
    let plain = written.into_iter().find(|written| is_name(written));
    plain.map_or_else(
        || name(written.into_iter().find(|one| !one.is_empty()).unwrap_or_default()),
        str::to_string,
    )
}

fn line(text: &mut String, word: &str, said: &str) {
    let _ = writeln!(text, "{word}: {}", cell(said));
}

fn header(text: &mut String, decision: &Decision, about: Option<&About>) -> Result<(), String> {
    line(text, "table", &name(&decision.variable.name));
    let titles: Vec<_> =
        decision.about.iter().filter(|(name, _)| name.starts_with("title.")).collect();
    titles.iter().for_each(|(name, value)| line(text, name, value));
    if titles.is_empty() {
        line(text, "title.en", &decision.variable.name);
    }
    let article = said(decision, "article").or(about.map(|about| about.article.as_str()));
    line(text, "article", article.ok_or("no article is said: give one with --article")?);
    for word in ["link", "promulgated"] {
        said(decision, word).into_iter().for_each(|value| line(text, word, value));
    }
    let day =
        said(decision, "from").map(str::to_string).or(about.map(|about| about.from.to_string()));
    line(text, "from", &day.ok_or("no first day is said: give one with --from")?);
    said(decision, "retroactive").into_iter().for_each(|value| line(text, "retroactive", value));
    Ok(())
}

fn rows(
    text: &mut String,
    table: &Table,
    inputs: &[String],
    outputs: &[String],
) -> Result<(), String> {
    let annotation = |wanted: &str| table.annotations.iter().position(|name| name == wanted);
    let (labels, articles) = (annotation("#"), annotation("article"));
    let mut lines = vec![head(inputs, outputs, articles.is_some())];
    for (number, rule) in table.rules.iter().enumerate() {
        let said = |place: Option<usize>| {
            let found = place.and_then(|place| rule.annotations.get(place)).map(|said| cell(said));
            found.filter(|said| !said.is_empty())
        };
        let mut line = vec![said(labels).unwrap_or_else(|| (number + 1).to_string())];
        line.extend(rule.inputs.iter().map(|text| filled(&text.text, "-")));
        line.extend(rule.outputs.iter().map(|text| filled(&text.text, "null")));
        if articles.is_some() {
            line.push(said(articles).unwrap_or_default());
        }
        lines.push(line);
    }
    let width = lines.first().map_or(0, Vec::len);
    if lines.iter().any(|line| line.len() != width) {
        return Err("a rule has not as many cells as the table has columns".into());
    }
    text.push('\n');
    let first_output = 1 + inputs.len();
    let widths: Vec<usize> = (0..width)
        .map(|place| {
            lines
                .iter()
                .filter_map(|line| line.get(place))
                .map(|said| said.chars().count())
                .max()
                .unwrap_or(0)
        })
        .collect();
    for (number, line) in lines.iter().enumerate() {
        for (place, (said, width)) in line.iter().zip(&widths).enumerate() {
            let bar = if place == first_output { "||" } else { "|" };
            let _ = write!(text, "{bar} {said}{} ", " ".repeat(width - said.chars().count()));
        }
        text.push_str("|\n");
        if number == 0 {
            for (place, width) in widths.iter().enumerate() {
                let bar = if place == first_output { "||" } else { "|" };
                let _ = write!(text, "{bar}{}", "-".repeat(width + 2));
            }
            text.push_str("|\n");
        }
    }
    Ok(())
}

fn head(inputs: &[String], outputs: &[String], articles: bool) -> Vec<String> {
    let mut head = vec!["#".to_string()];
    head.extend(inputs.iter().chain(outputs).cloned());
    if articles {
        head.push("article".into());
    }
    head
}

/// A cell is one line.
fn cell(text: &str) -> String {
    if text.contains(['\n', '\t']) {
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    } else {
        text.trim().into()
    }
}

fn filled(text: &str, empty: &str) -> String {
    let said = cell(text);
    if said.is_empty() { empty.into() } else { said }
}
