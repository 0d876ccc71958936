//! What was generated, for people and for programs: how many, with which weight, and how far from every table.
//!
//! What may not happen here: a figure without the table it belongs to.

use std::path::Path;

use population::{Compared, Of, Population, Use, Variable, Weight};
use serde_json::{Value, json};

use crate::commands::say;

pub fn json(people: &Population<'_>, tables: &[Compared<'_>]) -> Value {
    let recipe = people.recipe;
    let Weight { numerator, denominator } = people.weight();
    let mut all = json!({
        "title": recipe.title,
        "day": recipe.day,
        "seed": people.seed,
        "persons": people.persons(),
        "households": people.households(),
        "weight": { "numerator": numerator, "denominator": denominator },
        "variables": {
            "persons": variables(recipe.variables(Of::Persons)),
            "households": variables(recipe.variables(Of::Households)),
        },
        "sources": recipe.tables().iter().map(|table| json!({
            "id": table.id, "title": table.title, "source": table.source, "year": table.year,
        })).collect::<Vec<_>>(),
    });
    if let (Some(all), false) = (all.as_object_mut(), tables.is_empty()) {
        all.insert("tables".into(), tables.iter().map(table).collect());
    }
    all
}

fn variables(all: &[Variable]) -> Vec<Value> {
    let choice = |choice: &population::Choice| json!({ "id": choice.id, "title": choice.title });
    all.iter()
        .map(|variable| {
            json!({
                "id": variable.id,
                "title": variable.title,
                "unit": variable.unit,
                "values": variable.choices.iter().map(choice).collect::<Vec<_>>(),
            })
        })
        .collect()
}

fn table(compared: &Compared<'_>) -> Value {
    let row = |row: &population::ComparedRow| {
        json!({
            "row": row.label,
            "target_ppm": row.target_ppm,
            "generated_ppm": row.generated_ppm,
            "generated": row.generated,
        })
    };
    json!({
        "id": compared.table.id,
        "line": compared.table.line,
        "use": word(compared.table.part()),
        "off_ppm": compared.off_ppm,
        "off_ppm_max": compared.off_ppm_max,
        "met": compared.is_met(),
        "rows": compared.rows.iter().map(row).collect::<Vec<_>>(),
    })
}

fn word(part: Use) -> &'static str {
    match part {
        Use::Fit => "fit",
        Use::Draw => "draw",
        Use::Check => "check",
    }
}

pub fn tell(people: &Population<'_>, tables: &[Compared<'_>], out: Option<&Path>) {
    for compared in tables {
        tell_table(compared);
    }
    if !tables.is_empty() {
        say("total absolute error, in % of all, and the most that a fitted table may be off");
    }
    for compared in tables {
        let most = compared.off_ppm_max.map_or_else(String::new, |most| {
            let met = if compared.is_met() { "" } else { "  TOO FAR OFF" };
            format!("  at most {}{met}", percent(most))
        });
        say(&format!(
            "  {:<5} {:<40} {}{most}",
            word(compared.table.part()),
            compared.table.id,
            percent(compared.off_ppm)
        ));
    }
    let Weight { numerator, denominator } = people.weight();
    say(&format!(
        "{} persons in {} households with the seed {}; one stands for {numerator}/{denominator} persons on {}",
        people.persons(),
        people.households(),
        people.seed,
        people.recipe.day
    ));
    match out {
        Some(out) => say(&format!("written to {}", out.display())),
        None if tables.is_empty() => {
            say("nothing was written: --out DIR writes files, --check compares with the tables")
        }
        None => {}
    }
}

fn tell_table(compared: &Compared<'_>) {
    say(&format!("{} ({}, {})", compared.table.id, compared.table.source, compared.table.year));
    say(&format!("  {:<44} {:>10} {:>10} {:>10}", "", "table %", "made %", "off"));
    for row in &compared.rows {
        let off = i128::from(row.generated_ppm) - i128::from(row.target_ppm);
        let sign = if off < 0 { "-" } else { "+" };
        let off = percent(u64::try_from(off.unsigned_abs()).unwrap_or(u64::MAX));
        say(&format!(
            "  {:<44} {:>10} {:>10} {:>10}",
            row.label,
            percent(row.target_ppm),
            percent(row.generated_ppm),
            format!("{sign}{off}")
        ));
    }
    say("");
}

/// Parts of a million as a percentage with three places, rounded to the nearest.
fn percent(ppm: u64) -> String {
    let thousandths = ppm.saturating_add(5) / 10;
    format!("{}.{:03}", thousandths / 1_000, thousandths % 1_000)
}
