//! A synthetic population: a recipe of marginal tables becomes invented people in whole households, block by block.
//!
//! What may not happen here: no IO, no clock, no chance of the system, no float, and nothing of anybody who lives. The same
//! recipe, number of persons and seed give the same people everywhere.
//!
//! * `recipe`: roles, kinds of households, variables and tables, as the file says them.
//! * `read`: the file; all its mistakes with line and hint.
//! * `lookup`, `draw`: which row of a table is somebody's, and what chance makes of it.
//! * `fit`: households of every kind by iterative proportional fitting, in whole numbers.
//! * `round`: how many whole households of each cell make so many persons.
//! * `population`, `block`: the people, a block at a time, each block by itself.
//! * `compare`: how far what was generated is from every table.

mod block;
mod chance;
mod compare;
mod draw;
mod fit;
mod lookup;
mod population;
mod read;
mod recipe;
mod round;

pub use block::Block;
pub use compare::{Compared, ComparedRow, Comparison};
pub use population::{PERSONS_MAX, Population, Weight};
pub use recipe::{Choice, Kind, Of, Recipe, Role, Table, Use, Variable};
