//! Law that is tried before it is law: two laws over the same people, or the same past cases, and what differs.
//!
//! What may not happen here: no file is opened, no clock, no chance, nobody is named; a float; a sum that depends on the order
//! in which blocks are computed.
//!
//! * `question`: what is asked, as the country's file says it.
//! * `effect`: who gains, who loses, how much.
//! * `people`: a question put to an invented population, block by block.
//! * `past`: a service's past cases decided again.
//! * `report`, `chart`: the answer, its rows for a file, its bars.

mod chart;
mod effect;
mod past;
mod people;
mod question;
mod report;

pub use chart::Chart;
pub use effect::Effect;
pub use past::{Past, PastCase};
pub use people::{Trial, TrialFault};
pub use question::{Grouping, Question, Questions};
pub use report::{Cell, Group, Report, Row};
