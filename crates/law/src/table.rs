//! A decision table of the law: one version of it, compiled.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use vocabulary::{Day, Text};

use crate::compiled::Forms;
use crate::feel::{Cell, Expression, Kind, Kinds, Piece, Reference};
use crate::manuscript::Manuscript;
use crate::trace::Face;
use crate::value::Value;

/// The most columns of a table, inputs and outputs together.
pub(crate) const COLUMNS_MAX: usize = 50;
/// The most rows of a table.
pub(crate) const ROWS_MAX: usize = 100_000;

/// One version of a decision table: it applies from its day until the next version's.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    pub id: String,
    pub title: Text,
    pub article: String,
    pub link: String,
    pub promulgated: Option<Day>,
    pub from: Day,
    /// The law says that it applies from before its promulgation.
    pub retroactive: bool,
    pub hit: Hit,
    pub inputs: Vec<Column>,
    pub outputs: Vec<Column>,
    /// Facts that cells read without being columns, with their kinds.
    pub uses: Kinds,
    /// Where it stands, for mistakes.
    pub file: String,
    pub line: usize,
    pub(crate) rows: Vec<Row>,
    pub(crate) face: Arc<Face>,
    pub(crate) forms: Forms,
}

/// A column: an input or an output.
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    pub name: String,
    pub kind: Kind,
    /// The values that it may have, as unary tests; in the order of their priority where the hit policy asks for one.
    pub(crate) allowed: Option<Cell>,
    /// What an input reads: the fact of its name, or what stands behind `=`.
    pub(crate) reads: Option<Expression>,
    pub(crate) line: usize,
    /// The columns of the line in which those two stand.
    pub(crate) allowed_at: usize,
    pub(crate) reads_at: usize,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Row {
    pub label: String,
    pub line: usize,
    pub article: String,
    pub cells: Vec<PlacedCell>,
    pub outputs: Vec<PlacedExpression>,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct PlacedCell {
    pub cell: Cell,
    pub column: usize,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct PlacedExpression {
    pub expression: Expression,
    pub column: usize,
}

/// What happens when several rows match, by DMN's names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Hit {
    /// At most one row matches.
    Unique,
    /// Several may match, and say the same.
    Any,
    /// The first in the order of the table.
    First,
    /// The one whose outputs come first among their allowed values.
    Priority,
    /// All, in the order of the table, as lists.
    RuleOrder,
    /// All, in the order of the allowed values of the outputs, as lists.
    OutputOrder,
    /// All, in no order that matters, as lists.
    Collect,
    CollectSum,
    CollectMin,
    CollectMax,
    /// How many rows match.
    CollectCount,
}

impl Hit {
    pub(crate) const NAMES: [(&'static str, Hit); 11] = [
        ("unique", Hit::Unique),
        ("any", Hit::Any),
        ("first", Hit::First),
        ("priority", Hit::Priority),
        ("rule order", Hit::RuleOrder),
        ("output order", Hit::OutputOrder),
        ("collect", Hit::Collect),
        ("collect sum", Hit::CollectSum),
        ("collect min", Hit::CollectMin),
        ("collect max", Hit::CollectMax),
        ("collect count", Hit::CollectCount),
    ];

    pub(crate) fn named(name: &str) -> Option<Hit> {
        Hit::NAMES.iter().find(|(known, _)| *known == name).map(|(_, hit)| *hit)
    }

    /// Whether the order of the outputs' allowed values decides.
    pub(crate) fn needs_order(self) -> bool {
        matches!(self, Hit::Priority | Hit::OutputOrder)
    }
}

impl fmt::Display for Hit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(Hit::NAMES.iter().find(|(_, hit)| hit == self).map_or("", |(name, _)| name))
    }
}

impl Column {
    /// The values that the file lists for it, when it lists values and not ranges.
    pub fn values(&self) -> Vec<&Value> {
        let pieces = self.allowed.iter().flat_map(|cell| cell.pieces.iter().flatten());
        pieces
            .filter_map(|piece| match piece {
                Piece::Equal(value) => Some(value),
                _ => None,
            })
            .collect()
    }

    /// Whether an input is calculated from facts, and is not the fact of its name.
    pub fn reads_more(&self) -> bool {
        self.reads.is_some()
    }

    /// How the file says which values it may have; empty when it may have any.
    pub fn allowed(&self) -> &str {
        self.allowed.as_ref().map_or("", |cell| cell.text.as_str())
    }
}

impl Table {
    pub fn input(&self, name: &str) -> Option<&Column> {
        self.inputs.iter().find(|column| column.name == name)
    }

    pub fn output(&self, name: &str) -> Option<&Column> {
        self.outputs.iter().find(|column| column.name == name)
    }

    /// What of it is shown.
    pub fn face(&self) -> &Face {
        &self.face
    }

    /// Whether the other is the same version in the same words, wherever it stands.
    pub fn says_the_same(&self, other: &Table) -> bool {
        Manuscript::of(self) == Manuscript::of(other)
    }

    pub fn row_count(&self) -> usize {
        self.rows.len()
    }

    /// The facts that must be there before the table can decide: of its inputs and of its cells. Parameters are among them where
    /// cells name them; the law knows those itself.
    pub fn names(&self) -> Vec<Reference> {
        let inputs = self.inputs.iter().flat_map(|column| match &column.reads {
            Some(expression) => expression.names(),
            None => vec![Reference {
                paths: vec![column.name.clone()],
                whole: true,
                may_be_local: false,
                line: 1,
                column: 1,
            }],
        });
        let rows = self.rows.iter().flat_map(|row| {
            let cells = row.cells.iter().flat_map(|placed| placed.cell.references());
            cells.chain(row.outputs.iter().flat_map(|placed| placed.expression.names()))
        });
        inputs.chain(rows).collect()
    }

    /// The values that an output's cells say literally, with the line of each; what is calculated is left out.
    pub fn output_values(&self, name: &str) -> Vec<(&Value, usize)> {
        let Some(place) = self.outputs.iter().position(|column| column.name == name) else {
            return Vec::new();
        };
        self.rows
            .iter()
            .filter_map(|row| Some((row.outputs.get(place)?.expression.constant()?, row.line)))
            .collect()
    }

    /// All names that it reads anything by, facts among them: what of it may be a parameter or a scale.
    pub(crate) fn reads(&self) -> BTreeSet<String> {
        let columns = self.outputs.iter().chain(&self.inputs);
        let allowed = columns.flat_map(|column| &column.allowed).flat_map(Cell::references);
        let named = self.names().into_iter().chain(allowed).flat_map(|reference| reference.paths);
        named.chain(self.scales()).collect()
    }

    /// The scales that its cells use.
    pub fn scales(&self) -> BTreeSet<String> {
        let inputs = self
            .inputs
            .iter()
            .filter_map(|column| column.reads.as_ref())
            .flat_map(Expression::scales);
        let rows = self.rows.iter().flat_map(|row| {
            let cells = row.cells.iter().flat_map(|placed| placed.cell.scales());
            cells.chain(row.outputs.iter().flat_map(|placed| placed.expression.scales()))
        });
        inputs.chain(rows).collect()
    }
}
