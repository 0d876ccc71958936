//! Why no outcome could be had: the law as written, or what was asked of it, is wrong. Never a "no" to the person.

use serde::{Deserialize, Serialize};
use vocabulary::Day;

/// Why the law gave no outcome. Each names what must be mended, by the law's own words.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[serde(tag = "fault", rename_all = "kebab-case")]
pub enum Fault {
    #[error("there is no decision table `{table}`")]
    UnknownTable { table: String },
    #[error("the table `{table}` has no version on {day}: the first applies from {first}")]
    TableNotYet { table: String, day: Day, first: Day },
    #[error("the parameter `{parameter}` has no value on {day}: the first applies from {first}")]
    ParameterNotYet { parameter: String, day: Day, first: Day },
    #[error("there is no scale `{scale}`")]
    UnknownScale { scale: String },
    #[error("the scale `{scale}` has no brackets on {day}: the first apply from {first}")]
    ScaleNotYet { scale: String, day: Day, first: Day },
    #[error("the table `{table}` asks for `{name}`, which is not among the facts")]
    MissingFact { table: String, name: String },
    #[error("`{name}` of the table `{table}` is {value}, and must be {kind}")]
    WrongKind { table: String, name: String, value: String, kind: String },
    #[error("`{name}` of the table `{table}` is {value}, which is none of its values ({allowed})")]
    NotAllowed { table: String, name: String, value: String, allowed: String },
    #[error("no row of the table `{table}` matches")]
    NoRow { table: String },
    #[error("the rows {rows} of the table `{table}` match together, and it allows one")]
    SeveralRows { table: String, rows: String },
    #[error("the rows {rows} of the table `{table}` match together and do not agree")]
    RowsDisagree { table: String, rows: String },
    #[error("`{name}` is no series of these people: {why}")]
    NoSeries { name: String, why: String },
    #[error("there is no variable `{variable}`")]
    UnknownVariable { variable: String },
    #[error("the variable `{variable}` has no formula on {day}: the first applies from {first}")]
    VariableNotYet { variable: String, day: Day, first: Day },
    #[error("`{variable}` is not known for {period}")]
    NotGiven { variable: String, period: String },
    #[error("`{variable}` is {value}, and must be {kind}")]
    WrongValue { variable: String, value: String, kind: String },
    #[error("`{variable}` for {period} needs itself, or reads too far back")]
    Circular { variable: String, period: String },
    #[error("an expression asks for too much work: {what}")]
    TooMuch { what: String },
}
