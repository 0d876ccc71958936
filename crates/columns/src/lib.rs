//! Columns of very many people as files that other programs read: CSV and Parquet.
//!
//! What may not happen here: a file is opened, or a value becomes a float. Rows come in groups, which are made by themselves and
//! appended in their order, so that threads can make several at once and nobody needs memory for all.
//!
//! * `column`: what a file's columns are called and hold.
//! * `csv`: text by RFC 4180.
//! * `parquet`: the parts of Apache Parquet that such columns need.
//! * `whole`: a short table as a file at once.

mod column;
mod csv;
mod parquet;

mod whole;

pub use column::{Column, Holds, Wrong};
pub use csv::{csv_head, csv_rows};
pub use parquet::{Parquet, RowGroup};
pub use whole::{csv_of, parquet_of};
