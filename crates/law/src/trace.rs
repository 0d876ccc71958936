//! Why an outcome is what it is, as data: enough to print it in plain words years later, without the law at hand.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use vocabulary::{Day, Text};

use crate::number::Number;
use crate::parameters::{BracketKind, DatedBrackets, DatedValue, Parameter, Scale};
use crate::table::Hit;
use crate::value::Value;

/// How a table came to its outcome. Serialised, the same decision is always the same bytes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Trace {
    /// The day whose law was applied.
    pub day: Day,
    /// The table as it was published. Shared, so that a trace costs no copy of it.
    pub table: Arc<Face>,
    /// The values of the inputs, in the order of the table's inputs.
    pub inputs: Vec<Value>,
    /// A number for each row that was tried, from the first: a bit for each input whose cell did not match, the first input
    /// being the lowest bit. 0 is a row that matched.
    pub failed: Vec<u64>,
    /// The rows that decided, counted from 0, in the order of their outputs.
    pub decided: Vec<usize>,
    /// The parameters and scales that were used, by name.
    pub parameters: Vec<UsedParameter>,
}

/// What of a table is shown.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Face {
    pub table: String,
    pub title: Text,
    /// The version: the first day on which it applies.
    pub from: Day,
    pub promulgated: Option<Day>,
    pub article: String,
    pub link: String,
    pub hit: Hit,
    pub inputs: Vec<String>,
    pub outputs: Vec<String>,
    pub rows: Vec<FaceRow>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FaceRow {
    /// What stands in the column `#`.
    pub row: String,
    /// The row's own article; empty where it is the table's.
    pub article: String,
    /// The texts of its cells.
    pub cells: Vec<String>,
    pub outputs: Vec<String>,
}

/// A parameter or scale that an expression asked for, with the value of the day.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct UsedParameter {
    pub id: String,
    pub title: Text,
    /// The parameter's unit; `scale` for a scale.
    pub unit: String,
    /// The value; of a scale its brackets, each a record of `above` or `from`, `rate` and `amount`.
    pub value: Value,
    pub from: Day,
    pub article: String,
    pub link: String,
}

impl UsedParameter {
    pub(crate) fn of(parameter: &Parameter, dated: &DatedValue) -> UsedParameter {
        UsedParameter {
            id: parameter.id.clone(),
            title: parameter.title.clone(),
            unit: parameter.unit.clone(),
            value: dated.value.clone(),
            from: dated.from,
            article: article(&dated.article, &parameter.article),
            link: parameter.link.clone(),
        }
    }

    pub(crate) fn of_scale(scale: &Scale, dated: &DatedBrackets) -> UsedParameter {
        UsedParameter {
            id: scale.id.clone(),
            title: scale.title.clone(),
            unit: "scale".into(),
            value: brackets(scale, dated),
            from: dated.from,
            article: article(&dated.article, &scale.article),
            link: scale.link.clone(),
        }
    }
}

fn article(own: &str, general: &str) -> String {
    if own.is_empty() { general.into() } else { own.into() }
}

/// The brackets as a value.
pub(crate) fn brackets(scale: &Scale, dated: &DatedBrackets) -> Value {
    let bracket = |bracket: &crate::parameters::Bracket| {
        let threshold = if bracket.included { "from" } else { "above" };
        let mut entries = vec![(threshold, bracket.threshold), ("rate", bracket.rate)];
        if scale.kind == BracketKind::Flat && bracket.amount != Number::ZERO {
            entries.push(("amount", bracket.amount));
        }
        Value::Record(
            entries.into_iter().map(|(name, n)| (name.to_string(), Value::Number(n))).collect(),
        )
    };
    Value::List(dated.brackets.iter().map(bracket).collect())
}

impl Trace {
    /// Whether a row that was tried matched in that input.
    pub fn matched(&self, row: usize, input: usize) -> bool {
        let failed = self.failed.get(row).copied().unwrap_or(u64::MAX);
        u32::try_from(input)
            .ok()
            .and_then(|input| failed.checked_shr(input))
            .is_some_and(|bits| bits & 1 == 0)
    }
}
