//! The law as data: dated parameters, decision tables and expressions that decide and say why.
//! Pure: `(facts, law, day) -> outcome + trace`.
//!
//! What may not happen here: no clock, no database, no file is opened, no randomness, and no float is calculated with.
//!
//! * `number`, `value`: what expressions calculate with, and how it is written as JSON.
//! * `feel`: the expression language, FEEL of DMN 1.5 as far as public law has needed it.
//! * `parameters`, `read_toml`: amounts, limits and brackets by the day from which they apply.
//! * `table`, `read_table`: decision tables and their plain text format.
//! * `manuscript`: a version of a table as texts to be shown and changed, and the file that comes of them.
//! * `written`: parameters and scales as the text of a file.
//! * `law`: all of it together, what of it applies on a day, and how it is amended.
//! * `compiled`: a table between two changes of the law, made ready to be asked often.
//! * `facts`, `decide`, `settle`: what is known of a case, and the outcome with its trace.
//! * `people`: the same form over columns of very many people.
//! * `grounds`: a decision laid open: what it rests on, and what would turn it.
//! * `change`: which single input would have to be what for another outcome.
//! * `rules`: persons, their groups, and variables by period that are computed from each other.
//! * `trace`, `explain`: why, as data and in plain words.
//! * `dmn`: models of DMN 1.5 with their whole FEEL, and the public test suite.
//! * `check`: what is wrong in the law's files before anybody is decided on.
//! * `sentences`: how mistakes are said, in every language of the texts.

mod canonical;
mod change;
mod check;
mod compiled;
mod decide;
pub mod dmn;
mod explain;
mod facts;
mod fault;
mod feel;
mod grounds;
mod law;
mod manuscript;
mod number;
mod parameters;
mod people;
mod position;
mod read_table;
mod read_toml;
mod rules;
mod sentences;
mod settle;
mod table;
mod table_line;
mod trace;
mod value;
mod written;

pub use change::{Border, Change, Changes, Range};
pub use check::Findings;
pub use decide::{Outcome, Outputs, Ready, Sheet};
pub use explain::explain;
pub use facts::{Derived, Facts};
pub use fault::Fault;
pub use feel::{Expression, Kind, Kinds, Reference, Scope, is_keyword};
pub use grounds::{Grounds, Measured, Step, Turn, Units};
pub use law::{Law, LawOfDay};
pub use manuscript::{Manuscript, Place, Written};
pub use number::{Number, Rounding};
pub use parameters::{Bracket, BracketKind, DatedBrackets, DatedValue, Parameter, Scale};
pub use people::{Answers, DerivedSeries, People, Series, Values};
pub use position::{nearest, position};
pub use rules::{
    Calculated, Calculation, Columns, Computed, DatedFormula, Entity, Every, Example, How, Origin,
    Period, Role, Rules, Situation, Source, Variable,
};
pub use sentences::{TEXTS, english, mistake};
pub use table::{Column, Hit, Table};
pub use trace::{Face, FaceRow, Trace, UsedParameter};
pub use value::Value;
