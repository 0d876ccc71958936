//! Rules over persons and groups: variables by period that are given or computed from each other, by case and by column.
//!
//! What may not happen here: a value that depends on whether one case was computed or very many, or on chance.
//!
//! * `period`, `model`: the words: entities, roles, variables, formulas.
//! * `read`, `examples`: how a file says them, and worked examples that every check computes again.
//! * `names`: what a name or path in a formula leads to.
//! * `situation`: persons, their groups and what is given of them.
//! * `case`: one value with every step to it.
//! * `columns`, `gather`, `fold`: the same for everybody at once.
//! * `check`: what is wrong before anybody is computed.

mod case;
mod check;
mod columns;
mod examples;
mod fold;
mod gather;
mod model;
mod names;
mod period;
mod read;
mod situation;

pub use case::{Calculated, Calculation, Origin};
pub use columns::{Columns, Computed};
pub use examples::Example;
pub use model::{DatedFormula, Entity, How, Role, Source, Variable};
pub use names::Rules;
pub use period::{Every, Period};
pub use situation::Situation;
