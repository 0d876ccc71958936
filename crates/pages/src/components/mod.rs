//! The pieces of a page that are not filled in. Each is a struct that is shown with `{{ piece }}`; those that need words
//! of the house borrow the frame.
//!
//! What may not happen here: asking anything. A piece shows what it is given.

mod actions;
mod charts;
mod diagram;
mod finding;
mod lists;
mod notices;
mod person;
mod table;

pub use actions::{Action, Aim, Paging, Steps, Tabs, Weight};
pub use charts::{BarChart, LineChart, Point, Step, StepChart};
pub use diagram::{Diagram, Look, Node};
pub use finding::{Chip, Chips, Hero, SearchBox, ServiceCard, ServiceCards, Tile, Tiles};
pub use lists::{
    Happening, KeyFigure, KeyFigures, SummaryList, SummaryRow, Task, TaskList, TaskState, Timeline,
};
pub use notices::{Badge, Confirmation, Details, ErrorSummary, Inset, NoticeBox, Wrong};
pub use person::{CaseCard, CaseCards, Disclosure, Disclosures, Due, Dues};
pub use table::{Column, Table};
