//! A table between two changes of the law: its columns cut, and what its rows give where that does not depend on the facts.

use std::collections::BTreeMap;

use super::cut::Cut;
use crate::decide::Outputs;
use crate::feel::{Cell, Evaluation, Expression, Scope};
use crate::law::LawOfDay;
use crate::settle::Case;
use crate::table::{Row, Table};
use crate::trace::UsedParameter;
use crate::value::Value;

/// A table of one day, compiled.
#[derive(Clone, Debug)]
pub(crate) struct Form {
    /// For each input of the table; none where the column is evaluated case by case.
    pub cuts: Vec<Option<Cut>>,
    /// For each row what it gives; none where that depends on the facts.
    pub made: Vec<Option<Made>>,
    /// Whether no cell is open.
    pub closed: bool,
    /// The parameters that the form has put in. A fact of the same name would hide one.
    pub names: Vec<String>,
    /// What decisions have used, in the order of the bits of `used`.
    pub parameters: Vec<(String, UsedParameter)>,
}

/// What a row gives.
#[derive(Clone, Debug)]
pub(crate) struct Made {
    pub outputs: Outputs,
    pub used: u64,
}

/// The parameters that a form reads while it is made.
pub(super) struct Uses<'u> {
    table: &'u Table,
    law: LawOfDay<'u>,
    parameters: Vec<(String, UsedParameter)>,
}

impl Uses<'_> {
    /// Whether the name is a parameter and nothing else.
    pub(super) fn is_parameter(&self, name: &str) -> bool {
        self.law.law.parameter(name).is_some()
            && self.table.input(name).is_none()
            && !self.table.uses.contains_key(name)
    }

    /// The bits of what was used; none when there are no bits left.
    pub(super) fn add(&mut self, used: BTreeMap<String, UsedParameter>) -> Option<u64> {
        let mut bits = 0;
        for (name, parameter) in used {
            let known = self.parameters.iter().position(|(other, _)| *other == name);
            let place = known.unwrap_or(self.parameters.len());
            bits |= 1_u64.checked_shl(u32::try_from(place).ok()?)?;
            if known.is_none() {
                self.parameters.push((name, parameter));
            }
        }
        Some(bits)
    }
}

impl Form {
    pub(super) fn new(table: &Table, law: LawOfDay<'_>) -> Form {
        let no_facts = BTreeMap::new();
        let scope = Scope::of(&no_facts).with(law);
        let mut uses = Uses { table, law, parameters: Vec::new() };
        let columns = table.inputs.iter().enumerate();
        let cuts: Vec<Option<Cut>> = columns
            .map(|(place, column)| Cut::new(table, place, column, &scope, &mut uses))
            .collect();
        let rows = table.rows.iter().enumerate();
        let made = rows.map(|(place, row)| made(table, place, row, &scope, &mut uses)).collect();
        let closed = cuts.iter().all(|cut| cut.as_ref().is_some_and(|cut| cut.open.is_empty()));
        let mut names: Vec<String> = names(table);
        names.retain(|name| uses.is_parameter(name));
        Form { cuts, made, closed, names, parameters: uses.parameters }
    }

    /// Whether a fact stands where the form has put in a parameter.
    pub(crate) fn is_hidden_by(&self, facts: &BTreeMap<String, Value>) -> bool {
        !facts.is_empty() && self.names.iter().any(|name| facts.contains_key(name))
    }

    /// The parameters of these bits, by the names under which an evaluation keeps them.
    pub(crate) fn used(&self, bits: u64) -> impl Iterator<Item = &(String, UsedParameter)> {
        let named = self.parameters.iter().zip(0_u32..64);
        named.filter(move |(_, bit)| bits >> bit & 1 == 1).map(|(named, _)| named)
    }
}

/// All names that cells, outputs and lists of allowed values read, each once.
fn names(table: &Table) -> Vec<String> {
    let columns = table.inputs.iter().chain(&table.outputs);
    let allowed = columns.flat_map(|column| column.allowed.iter()).flat_map(Cell::references);
    let all = table.names().into_iter().chain(allowed).flat_map(|reference| reference.paths);
    let mut names: Vec<String> = all.collect();
    names.sort_unstable();
    names.dedup();
    names
}

/// What a row gives, where it reads nothing but parameters and there is no fault in it.
fn made(
    table: &Table,
    place: usize,
    row: &Row,
    scope: &Scope<'_>,
    uses: &mut Uses<'_>,
) -> Option<Made> {
    let expressions = row.outputs.iter().map(|placed| &placed.expression);
    let allowed = table.outputs.iter().flat_map(|column| column.allowed.iter());
    let read = expressions.flat_map(Expression::names).chain(allowed.flat_map(Cell::references));
    if !read.into_iter().flat_map(|found| found.paths).all(|path| uses.is_parameter(&path)) {
        return None;
    }
    let evaluation = Evaluation::new(scope);
    let outputs = Case::new(table, None, &evaluation).worked_out(place).ok()?;
    Some(Made { outputs, used: uses.add(evaluation.used.take())? })
}
