//! A table decides: which rows match the facts, what they give, and why.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use crate::compiled::Form;
use crate::facts::Facts;
use crate::fault::Fault;
use crate::feel::{Evaluation, Kind, Scope};
use crate::law::LawOfDay;
use crate::settle::Case;
use crate::table::{Column, Table};
use crate::trace::{Trace, UsedParameter};
use crate::value::Value;

/// What a table gives, by the names of its outputs.
pub type Outputs = BTreeMap<String, Value>;

/// What a table gave, and why.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    /// By the names of the table's outputs. With `rule order`, `output order` and `collect` each is a list.
    pub outputs: Outputs,
    pub trace: Trace,
}

/// A table as it is on a day, compiled: for those who ask it often.
#[derive(Clone, Copy, Debug)]
pub struct Ready<'l> {
    pub(crate) law: LawOfDay<'l>,
    pub(crate) table: &'l Table,
    pub(crate) form: Option<&'l Form>,
}

/// What a trace is made of, kept so that the next case needs no new room.
#[derive(Clone, Debug, Default)]
pub struct Sheet {
    /// As in the trace.
    pub failed: Vec<u64>,
    /// As in the trace.
    pub decided: Vec<usize>,
    pub(crate) hits: Vec<usize>,
    /// For each input the piece that its value lies in.
    pub(crate) pieces: Vec<usize>,
    /// Which of the form's parameters were used.
    pub(crate) used: u64,
    /// Which parameters were used by what was evaluated.
    pub(crate) evaluated: BTreeMap<String, UsedParameter>,
}

impl<'l> LawOfDay<'l> {
    /// Lets the version of the table that applies on the day decide on the facts.
    pub fn decide(self, table: &str, facts: &Facts) -> Result<Outcome, Fault> {
        self.ready(table)?.decide(facts)
    }

    /// The version of the table that applies on the day, compiled.
    pub fn ready(self, table: &str) -> Result<Ready<'l>, Fault> {
        let table = self.table(table)?;
        Ok(Ready { law: self, table, form: table.forms.on(self, table) })
    }
}

impl<'l> Ready<'l> {
    /// The same table with every cell evaluated: slow, and what the compiled form is held against.
    pub fn evaluated(self) -> Ready<'l> {
        Ready { form: None, ..self }
    }

    pub fn decide(&self, facts: &Facts) -> Result<Outcome, Fault> {
        let scope = Scope::of(&facts.values).with(self.law);
        let evaluation = Evaluation::new(&scope);
        let mut case = Case::new(self.table, self.form_for(&facts.values), &evaluation);
        let mut sheet = Sheet::default();
        let mut inputs = Vec::with_capacity(self.table.inputs.len());
        sheet.begin();
        for (place, column) in self.table.inputs.iter().enumerate() {
            let value = read(self.table, column, &evaluation)?;
            sheet.pieces.push(case.admit(place, column, &value)?);
            inputs.push(value);
        }
        let outputs = case.decide(&inputs, &mut sheet)?.into_owned();
        Ok(Outcome { outputs, trace: self.trace(inputs, sheet) })
    }

    /// Decides on the values of the table's inputs, in their order. `facts` is what cells read without a column of its own, and
    /// may be empty where they read nothing else. What a trace is made of stands on the sheet.
    pub fn ask(
        &self,
        inputs: &[Value],
        facts: &BTreeMap<String, Value>,
        sheet: &mut Sheet,
    ) -> Result<Cow<'l, Outputs>, Fault> {
        let scope = Scope::of(facts).with(self.law);
        let evaluation = Evaluation::new(&scope);
        let mut case = Case::new(self.table, self.form_for(facts), &evaluation);
        sheet.begin();
        for (place, column) in self.table.inputs.iter().enumerate() {
            let value = inputs.get(place).ok_or_else(|| missing(self.table, column))?;
            sheet.pieces.push(case.admit(place, column, value)?);
        }
        case.decide(inputs, sheet)
    }

    /// Why the last case of the sheet ended as it did; `inputs` are those that were asked about.
    pub fn trace(&self, inputs: Vec<Value>, mut sheet: Sheet) -> Trace {
        let mut parameters = std::mem::take(&mut sheet.evaluated);
        for (name, parameter) in self.form.iter().flat_map(|form| form.used(sheet.used)) {
            if !parameters.contains_key(name) {
                parameters.insert(name.clone(), parameter.clone());
            }
        }
        Trace {
            day: self.law.day,
            table: Arc::clone(&self.table.face),
            inputs,
            failed: sheet.failed,
            decided: sheet.decided,
            parameters: parameters.into_values().collect(),
        }
    }

    /// The form, unless a fact hides a parameter that it has put in.
    pub(crate) fn form_for(&self, facts: &BTreeMap<String, Value>) -> Option<&'l Form> {
        self.form.filter(|form| !form.is_hidden_by(facts))
    }
}

impl Sheet {
    fn begin(&mut self) {
        self.failed.clear();
        self.decided.clear();
        self.hits.clear();
        self.pieces.clear();
        self.used = 0;
        self.evaluated.clear();
    }
}

/// The value of a column.
fn read(table: &Table, column: &Column, evaluation: &Evaluation<'_>) -> Result<Value, Fault> {
    let value = match &column.reads {
        Some(expression) => evaluation.value_of(expression)?,
        None => match evaluation.scope.facts.get(&column.name) {
            Some(value) => value.clone(),
            None => return Err(missing(table, column)),
        },
    };
    // A day that came out of a register as text.
    Ok(match (&column.kind, value) {
        (Kind::Day, Value::Text(text)) => text.parse().map_or(Value::Text(text), Value::Day),
        (_, value) => value,
    })
}

fn missing(table: &Table, column: &Column) -> Fault {
    Fault::MissingFact { table: table.id.clone(), name: column.name.clone() }
}

pub(crate) fn must_be_allowed(
    table: &Table,
    column: &Column,
    value: &Value,
    evaluation: &Evaluation<'_>,
) -> Result<(), Fault> {
    let whole = column.kind != Kind::Integer
        || !matches!(value, Value::Number(number) if !number.is_whole());
    if !whole || !Kind::of(value).fits(&column.kind) {
        return Err(Fault::WrongKind {
            table: table.id.clone(),
            name: column.name.clone(),
            value: value.to_string(),
            kind: column.kind.to_string(),
        });
    }
    let Some(allowed) = column.allowed.as_ref().filter(|_| *value != Value::Nothing) else {
        return Ok(());
    };
    if allowed.matches(evaluation, value)? == Some(true) {
        return Ok(());
    }
    Err(Fault::NotAllowed {
        table: table.id.clone(),
        name: column.name.clone(),
        value: value.to_string(),
        allowed: allowed.text.clone(),
    })
}
