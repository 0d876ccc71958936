//! A short table as one file in memory: the answer of a trial, a list of a report.
//!
//! What may not happen here: a table of very many people, which goes out group by group.

use std::io;

use law::Series;

use crate::column::Column;
use crate::csv::{csv_head, csv_rows};
use crate::parquet::{Parquet, RowGroup};

/// Named columns as CSV (RFC 4180). A column of values of several kinds is left out, in both formats.
pub fn csv_of(table: &[(&str, Series)]) -> io::Result<Vec<u8>> {
    let (columns, series) = parts(table);
    let mut bytes = csv_head(&columns).into_bytes();
    bytes.extend(csv_rows(&columns, &series).map_err(io::Error::other)?);
    Ok(bytes)
}

/// Named columns as Apache Parquet.
pub fn parquet_of(table: &[(&str, Series)]) -> io::Result<Vec<u8>> {
    let (columns, series) = parts(table);
    let group = RowGroup::new(&columns, &series).map_err(io::Error::other)?;
    let mut parquet = Parquet::begin(Vec::new(), columns)?;
    parquet.append(&group)?;
    parquet.finish()
}

fn parts<'t>(table: &'t [(&str, Series)]) -> (Vec<Column>, Vec<&'t Series>) {
    table.iter().filter_map(|(name, series)| Some((Column::of(name, series)?, series))).unzip()
}
