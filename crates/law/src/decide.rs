//! A table decides: which rows match the facts, what they give, and why.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::sync::Arc;

use crate::facts::Facts;
use crate::fault::Fault;
use crate::feel::{Evaluation, Frame, Kind, Scope};
use crate::law::LawOfDay;
use crate::number::Number;
use crate::table::{Column, Hit, Row, Table};
use crate::trace::Trace;
use crate::value::Value;

/// What a table gave, and why.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    /// By the names of the table's outputs. With `rule order`, `output order` and `collect` each is a list.
    pub outputs: BTreeMap<String, Value>,
    pub trace: Trace,
}

impl LawOfDay<'_> {
    /// Lets the version of the table that applies on the day decide on the facts.
    pub fn decide(self, table: &str, facts: &Facts) -> Result<Outcome, Fault> {
        let table = self.table(table)?;
        let scope = Scope::of(&facts.values).with(self);
        let evaluation = Evaluation::new(&scope);
        let inputs = inputs(table, &evaluation)?;
        // Columns that are not facts are seen by the outputs under their own names.
        let named: BTreeMap<String, Value> = table
            .inputs
            .iter()
            .zip(&inputs)
            .filter(|(column, _)| column.reads.is_some())
            .map(|(column, value)| (column.name.clone(), value.clone()))
            .collect();
        let decision = Decision { table, evaluation: &evaluation, named: &named };
        let failed = decision.try_rows(&inputs)?;
        let hits: Vec<usize> =
            failed.iter().enumerate().filter(|(_, bits)| **bits == 0).map(|(n, _)| n).collect();
        let (decided, outputs) = decision.settle(hits)?;
        let trace = Trace {
            day: self.day,
            table: Arc::clone(&table.face),
            inputs,
            failed,
            decided,
            parameters: evaluation.used.take().into_values().collect(),
        };
        Ok(Outcome { outputs, trace })
    }
}

/// The values of the columns, each of its kind.
fn inputs(table: &Table, evaluation: &Evaluation<'_>) -> Result<Vec<Value>, Fault> {
    let mut values = Vec::with_capacity(table.inputs.len());
    for column in &table.inputs {
        let value = match &column.reads {
            Some(expression) => evaluation.value_of(expression)?,
            None => match evaluation.scope.facts.get(&column.name) {
                Some(value) => value.clone(),
                None => {
                    let (table, name) = (table.id.clone(), column.name.clone());
                    return Err(Fault::MissingFact { table, name });
                }
            },
        };
        // A day that came out of a register as text.
        let value = match (&column.kind, value) {
            (Kind::Day, Value::Text(text)) => text.parse().map_or(Value::Text(text), Value::Day),
            (_, value) => value,
        };
        must_be_allowed(table, column, &value, evaluation)?;
        values.push(value);
    }
    Ok(values)
}

fn must_be_allowed(
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

struct Decision<'d> {
    table: &'d Table,
    evaluation: &'d Evaluation<'d>,
    named: &'d BTreeMap<String, Value>,
}

type Outputs = BTreeMap<String, Value>;

impl Decision<'_> {
    /// For each row that is tried, a bit for each cell that does not match.
    fn try_rows(&self, inputs: &[Value]) -> Result<Vec<u64>, Fault> {
        let mut failed = Vec::with_capacity(self.table.rows.len());
        for row in &self.table.rows {
            let mut bits = 0_u64;
            for (n, (placed, input)) in row.cells.iter().zip(inputs).enumerate() {
                let matches = placed.cell.matches(self.evaluation, input)? == Some(true);
                bits |= u64::from(!matches) << n;
            }
            failed.push(bits);
            if bits == 0 && self.table.hit == Hit::First {
                break;
            }
        }
        Ok(failed)
    }

    /// Which of the rows that match decide, and what they give.
    fn settle(&self, hits: Vec<usize>) -> Result<(Vec<usize>, Outputs), Fault> {
        let table = || self.table.id.clone();
        let one = |row: usize| Ok((vec![row], self.outputs(row)?));
        match (self.table.hit, hits.as_slice()) {
            (Hit::Unique | Hit::Any | Hit::First | Hit::Priority, []) => {
                Err(Fault::NoRow { table: table() })
            }
            (Hit::Unique | Hit::Any | Hit::Priority, [row]) => one(*row),
            (Hit::First, [row, ..]) => one(*row),
            (Hit::Unique, _) => {
                Err(Fault::SeveralRows { table: table(), rows: self.labels(&hits) })
            }
            (Hit::Any, [first, rest @ ..]) => {
                let outputs = self.outputs(*first)?;
                for row in rest {
                    if self.outputs(*row)? != outputs {
                        return Err(Fault::RowsDisagree {
                            table: table(),
                            rows: self.labels(&hits),
                        });
                    }
                }
                Ok((hits, outputs))
            }
            (Hit::Priority, _) => {
                let ordered = self.by_priority(hits)?;
                match ordered.into_iter().next() {
                    Some((row, outputs)) => Ok((vec![row], outputs)),
                    None => Err(Fault::NoRow { table: table() }),
                }
            }
            (Hit::OutputOrder, _) => {
                let (rows, outputs) = self.by_priority(hits)?.into_iter().unzip();
                Ok((rows, self.lists(outputs)))
            }
            (Hit::RuleOrder | Hit::Collect, _) => {
                let outputs = self.all(&hits)?;
                Ok((hits, self.lists(outputs)))
            }
            (Hit::CollectCount, _) => {
                let count =
                    Value::Number(Number::from(i64::try_from(hits.len()).unwrap_or(i64::MAX)));
                Ok((hits, self.single(count)))
            }
            (Hit::CollectSum | Hit::CollectMin | Hit::CollectMax, _) => {
                let values =
                    self.all(&hits)?.into_iter().filter_map(|outputs| outputs.into_values().next());
                let collected = collected(self.table.hit, values.collect());
                Ok((hits, self.single(collected)))
            }
        }
    }

    fn labels(&self, rows: &[usize]) -> String {
        let label = |row: &usize| self.table.rows.get(*row).map(|row| row.label.as_str());
        rows.iter().filter_map(label).collect::<Vec<&str>>().join(", ")
    }

    fn all(&self, rows: &[usize]) -> Result<Vec<Outputs>, Fault> {
        rows.iter().map(|row| self.outputs(*row)).collect()
    }

    /// What a row gives, each output of its kind.
    fn outputs(&self, row: usize) -> Result<Outputs, Fault> {
        let mut outputs = Outputs::new();
        let Some(row) = self.table.rows.get(row) else { return Ok(outputs) };
        for (n, column) in self.table.outputs.iter().enumerate() {
            outputs.insert(column.name.clone(), self.output(row, n, column)?);
        }
        Ok(outputs)
    }

    fn output(&self, row: &Row, place: usize, column: &Column) -> Result<Value, Fault> {
        let Some(placed) = row.outputs.get(place) else { return Ok(Value::Nothing) };
        let frame = Frame::entries(self.named);
        let value = self.evaluation.value(placed.expression.root(), &frame)?;
        let value = self.evaluation.own(value)?;
        // Nothing is given only where the cell says `null`: an amount that could not be calculated is no amount.
        if value == Value::Nothing && placed.expression.constant().is_none() {
            return Err(Fault::WrongKind {
                table: self.table.id.clone(),
                name: format!("{} in row {}", column.name, row.label),
                value: value.to_string(),
                kind: column.kind.to_string(),
            });
        }
        must_be_allowed(self.table, column, &value, self.evaluation)?;
        Ok(value)
    }

    /// Rows with what they give, in the order of the outputs' allowed values; what is equal stays in the table's order.
    fn by_priority(&self, rows: Vec<usize>) -> Result<Vec<(usize, Outputs)>, Fault> {
        let outputs = self.all(&rows)?;
        let mut ordered: Vec<(usize, Outputs)> = rows.into_iter().zip(outputs).collect();
        ordered.sort_by(|(_, a), (_, b)| {
            let ranks =
                self.table.outputs.iter().map(|column| rank(column, a).cmp(&rank(column, b)));
            ranks.fold(Ordering::Equal, Ordering::then)
        });
        Ok(ordered)
    }

    fn lists(&self, outputs: Vec<Outputs>) -> Outputs {
        let mut lists: Outputs = self
            .table
            .outputs
            .iter()
            .map(|column| (column.name.clone(), Value::List(Vec::new())))
            .collect();
        for (name, value) in outputs.into_iter().flatten() {
            if let Some(Value::List(list)) = lists.get_mut(&name) {
                list.push(value);
            }
        }
        lists
    }

    fn single(&self, value: Value) -> Outputs {
        self.table
            .outputs
            .iter()
            .map(|column| (column.name.clone(), value.clone()))
            .take(1)
            .collect()
    }
}

/// The place of an output among its allowed values; outputs without a list of them do not count.
fn rank(column: &Column, outputs: &Outputs) -> usize {
    let values = column.values();
    let value = outputs.get(&column.name);
    values
        .iter()
        .position(|allowed| value.is_some_and(|v| allowed.equals(v) == Some(true)))
        .unwrap_or(values.len())
}

fn collected(hit: Hit, values: Vec<Value>) -> Value {
    let mut values = values.into_iter();
    let Some(first) = values.next() else { return Value::Nothing };
    values.fold(first, |all, value| match (hit, all.compare(&value), &all, &value) {
        (Hit::CollectSum, _, Value::Number(a), Value::Number(b)) => {
            a.plus(*b).map_or(Value::Nothing, Value::Number)
        }
        (Hit::CollectMin, Some(Ordering::Greater), _, _)
        | (Hit::CollectMax, Some(Ordering::Less), _, _) => value,
        (Hit::CollectMin | Hit::CollectMax, Some(_), _, _) => all,
        _ => Value::Nothing,
    })
}
