//! One case before a table: which rows match, which of those decide by the hit policy, and what they give.
//!
//! What may not happen here: an outcome that depends on whether the table was compiled.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::collections::BTreeMap;

use crate::compiled::{Cut, Form};
use crate::decide::{Outputs, Sheet, must_be_allowed};
use crate::fault::Fault;
use crate::feel::{Evaluation, Frame, Kind};
use crate::table::{Column, Hit, Row, Table};
use crate::value::Value;

/// A case that is being decided.
pub(crate) struct Case<'c, 'l> {
    table: &'c Table,
    /// None: everything is evaluated.
    form: Option<&'l Form>,
    evaluation: &'c Evaluation<'c>,
    /// Columns that are not facts are seen by the outputs under their own names.
    named: BTreeMap<String, Value>,
    used: std::cell::Cell<u64>,
}

impl<'c, 'l> Case<'c, 'l> {
    pub(crate) fn new(
        table: &'c Table,
        form: Option<&'l Form>,
        evaluation: &'c Evaluation<'c>,
    ) -> Case<'c, 'l> {
        Case { table, form, evaluation, named: BTreeMap::new(), used: Default::default() }
    }

    fn cut(&self, place: usize) -> Option<&'l Cut> {
        self.form?.cuts.get(place)?.as_ref()
    }

    fn use_up(&self, bits: u64) {
        self.used.set(self.used.get() | bits);
    }

    /// The piece that an input's value lies in (0 where its column is not cut), if the column may have that value.
    pub(crate) fn admit(
        &self,
        place: usize,
        column: &Column,
        value: &Value,
    ) -> Result<usize, Fault> {
        let whole = column.kind != Kind::Integer
            || !matches!(value, Value::Number(number) if !number.is_whole());
        let found = self.cut(place).filter(|_| whole).and_then(|cut| {
            let piece = cut.points.place(value)?;
            let used = cut.allowed.as_ref().map_or(Some(0), |all| all.get(piece).copied()?)?;
            Some((piece, used))
        });
        match found {
            Some((piece, used)) => {
                self.use_up(used);
                Ok(piece)
            }
            // It is refused, or the column is not cut: then every value is looked at by itself.
            None => must_be_allowed(self.table, column, value, self.evaluation).map(|()| 0),
        }
    }

    /// Decides on inputs that were admitted.
    pub(crate) fn decide(
        &mut self,
        inputs: &[Value],
        sheet: &mut Sheet,
    ) -> Result<Cow<'l, Outputs>, Fault> {
        match self.form.filter(|form| form.closed) {
            Some(form) => self.look_up_rows(form, sheet),
            None => self.try_rows(inputs, sheet)?,
        }
        let hits = sheet.failed.iter().enumerate().filter(|(_, bits)| **bits == 0);
        sheet.hits.extend(hits.map(|(row, _)| row));
        for (column, value) in self.table.inputs.iter().zip(inputs) {
            if column.reads.is_some() {
                self.named.insert(column.name.clone(), value.clone());
            }
        }
        let outputs = self.settle(&sheet.hits, &mut sheet.decided)?;
        sheet.used = self.used.get();
        sheet.evaluated = self.evaluation.used.take();
        Ok(outputs)
    }

    /// For each row that is tried, a bit for each cell that does not match: looked up.
    fn look_up_rows(&self, form: &Form, sheet: &mut Sheet) {
        let rows = self.table.rows.len();
        sheet.failed.resize(rows, 0);
        for ((place, cut), piece) in form.cuts.iter().enumerate().zip(&sheet.pieces) {
            let Some(cut) = cut else { continue };
            for (failed, word) in sheet.failed.chunks_mut(64).zip(cut.rows(*piece)) {
                let mut word = !word;
                for bits in failed {
                    *bits |= (word & 1) << place;
                    word >>= 1;
                }
            }
        }
        if self.table.hit == Hit::First
            && let Some(first) = sheet.failed.iter().position(|bits| *bits == 0)
        {
            sheet.failed.truncate(first + 1);
        }
        for (cut, piece) in form.cuts.iter().flatten().zip(&sheet.pieces) {
            if cut.used.is_empty() {
                continue;
            }
            let used = cut.used.iter().skip(piece * rows).take(sheet.failed.len());
            self.use_up(used.fold(0, |all, bits| all | bits));
        }
    }

    /// The same for a table with open cells, which are evaluated.
    fn try_rows(&self, inputs: &[Value], sheet: &mut Sheet) -> Result<(), Fault> {
        for (row, cells) in self.table.rows.iter().enumerate() {
            let mut bits = 0_u64;
            let columns = cells.cells.iter().zip(inputs).zip(&sheet.pieces);
            for (place, ((placed, input), piece)) in columns.enumerate() {
                let cut = self.cut(place).filter(|cut| cut.open.binary_search(&row).is_err());
                let matches = match cut {
                    Some(cut) => {
                        let used = cut.used.get(piece * self.table.rows.len() + row);
                        self.use_up(used.copied().unwrap_or(0));
                        cut.takes(*piece, row)
                    }
                    None => placed.cell.matches(self.evaluation, input)? == Some(true),
                };
                bits |= u64::from(!matches) << place;
            }
            sheet.failed.push(bits);
            if bits == 0 && self.table.hit == Hit::First {
                break;
            }
        }
        Ok(())
    }

    /// Which of the rows that match decide, and what they give.
    fn settle(&self, hits: &[usize], decided: &mut Vec<usize>) -> Result<Cow<'l, Outputs>, Fault> {
        let table = || self.table.id.clone();
        match (self.table.hit, hits) {
            (Hit::Unique | Hit::Any | Hit::First | Hit::Priority, []) => {
                Err(Fault::NoRow { table: table() })
            }
            (Hit::Unique | Hit::Any | Hit::Priority, [row]) | (Hit::First, [row, ..]) => {
                decided.push(*row);
                self.outputs(*row)
            }
            (Hit::Unique, _) => Err(Fault::SeveralRows { table: table(), rows: self.labels(hits) }),
            (Hit::Any, [first, rest @ ..]) => {
                let outputs = self.outputs(*first)?;
                for row in rest {
                    if self.outputs(*row)? != outputs {
                        return Err(Fault::RowsDisagree {
                            table: table(),
                            rows: self.labels(hits),
                        });
                    }
                }
                decided.extend(hits);
                Ok(outputs)
            }
            (Hit::Priority, _) => {
                let ordered = self.by_priority(hits)?;
                let Some((row, outputs)) = ordered.into_iter().next() else {
                    return Err(Fault::NoRow { table: table() });
                };
                decided.push(row);
                Ok(outputs)
            }
            (Hit::OutputOrder, _) => {
                let (rows, outputs): (Vec<usize>, Vec<Cow<'l, Outputs>>) =
                    self.by_priority(hits)?.into_iter().unzip();
                decided.extend(rows);
                Ok(Cow::Owned(self.lists(outputs)))
            }
            (Hit::RuleOrder | Hit::Collect, _) => {
                decided.extend(hits);
                Ok(Cow::Owned(self.lists(self.all(hits)?)))
            }
            (Hit::CollectCount, _) => {
                decided.extend(hits);
                let count = i64::try_from(hits.len()).unwrap_or(i64::MAX);
                Ok(Cow::Owned(self.single(Value::whole(count))))
            }
            (Hit::CollectSum | Hit::CollectMin | Hit::CollectMax, _) => {
                decided.extend(hits);
                let all = self.all(hits)?.into_iter();
                let values = all.filter_map(|outputs| outputs.values().next().cloned());
                let collected = collected(self.table.hit, values.collect());
                Ok(Cow::Owned(self.single(collected)))
            }
        }
    }

    fn labels(&self, rows: &[usize]) -> String {
        let label = |row: &usize| self.table.rows.get(*row).map(|row| row.label.as_str());
        rows.iter().filter_map(label).collect::<Vec<&str>>().join(", ")
    }

    fn all(&self, rows: &[usize]) -> Result<Vec<Cow<'l, Outputs>>, Fault> {
        rows.iter().map(|row| self.outputs(*row)).collect()
    }

    /// What a row gives: as the form has it, or worked out.
    fn outputs(&self, row: usize) -> Result<Cow<'l, Outputs>, Fault> {
        match self.form.and_then(|form| form.made.get(row)?.as_ref()) {
            Some(made) => {
                self.use_up(made.used);
                Ok(Cow::Borrowed(&made.outputs))
            }
            None => self.worked_out(row).map(Cow::Owned),
        }
    }

    /// What a row gives, each output of its kind.
    pub(crate) fn worked_out(&self, row: usize) -> Result<Outputs, Fault> {
        let mut outputs = Outputs::new();
        let Some(row) = self.table.rows.get(row) else { return Ok(outputs) };
        for (n, column) in self.table.outputs.iter().enumerate() {
            outputs.insert(column.name.clone(), self.output(row, n, column)?);
        }
        Ok(outputs)
    }

    fn output(&self, row: &Row, place: usize, column: &Column) -> Result<Value, Fault> {
        let Some(placed) = row.outputs.get(place) else { return Ok(Value::Nothing) };
        let frame = Frame::entries(&self.named);
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
    fn by_priority(&self, rows: &[usize]) -> Result<Vec<(usize, Cow<'l, Outputs>)>, Fault> {
        let outputs = self.all(rows)?;
        let mut ordered: Vec<(usize, Cow<'l, Outputs>)> =
            rows.iter().copied().zip(outputs).collect();
        ordered.sort_by(|(_, a), (_, b)| {
            let ranks =
                self.table.outputs.iter().map(|column| rank(column, a).cmp(&rank(column, b)));
            ranks.fold(Ordering::Equal, Ordering::then)
        });
        Ok(ordered)
    }

    fn lists(&self, outputs: Vec<Cow<'l, Outputs>>) -> Outputs {
        let mut lists: Outputs = self
            .table
            .outputs
            .iter()
            .map(|column| (column.name.clone(), Value::List(Vec::new())))
            .collect();
        for (name, value) in outputs.into_iter().flat_map(Cow::into_owned) {
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
pub(crate) fn rank(column: &Column, outputs: &Outputs) -> usize {
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
