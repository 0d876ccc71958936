//! Apache Parquet: groups of rows, each a page a column (with a dictionary before it for texts), packed with LZ4, and a footer.
//! Whole numbers are INT64, those with places DECIMAL, days DATE, texts UTF-8 with a dictionary.
//! By the format's specification: apache/parquet-format, README, Encodings.md, LogicalTypes.md, parquet.thrift.
//!
//! What may not happen here: reading, nested columns, and a group of rows that knows where in the file it will stand.

mod pages;
mod thrift;

use std::io::{self, Write};

use law::Series;

use self::pages::{PLAIN, Pages, RLE, RLE_DICTIONARY, pages};
use self::thrift::Struct;
use crate::column::{Column, Holds, Wrong, rows};

const MAGIC: &[u8; 4] = b"PAR1";
/// Numbers of Parquet's own lists: types, repetition, compression.
const BOOLEAN: i32 = 0;
const INT32: i32 = 1;
const INT64: i32 = 2;
const BYTE_ARRAY: i32 = 6;
const REQUIRED: i32 = 0;
const OPTIONAL: i32 = 1;
const LZ4_RAW: i32 = 7;
/// Digits of a number of 64 bits that are always exact.
const PRECISION: i32 = 18;

/// Rows that are ready to be appended.
pub struct RowGroup {
    pages: Vec<Pages>,
    rows: usize,
}

/// A file while it is written.
pub struct Parquet<W: Write> {
    to: W,
    columns: Vec<Column>,
    /// Bytes so far.
    at: usize,
    rows: usize,
    groups: Vec<Struct>,
}

impl RowGroup {
    pub fn new(columns: &[Column], series: &[&Series]) -> Result<RowGroup, Wrong> {
        let rows = rows(columns, series)?;
        let pages =
            columns.iter().zip(series).map(|(column, series)| pages(column, series)).collect();
        Ok(RowGroup { pages, rows })
    }
}

impl<W: Write> Parquet<W> {
    pub fn begin(mut to: W, columns: Vec<Column>) -> io::Result<Parquet<W>> {
        to.write_all(MAGIC)?;
        Ok(Parquet { to, columns, at: MAGIC.len(), rows: 0, groups: Vec::new() })
    }

    /// Rows that were made of the same columns.
    pub fn append(&mut self, group: &RowGroup) -> io::Result<()> {
        let mut chunks = Vec::new();
        let (mut unpacked, mut packed) = (0, 0);
        for (column, pages) in self.columns.iter().zip(&group.pages) {
            chunks.push(chunk(column, pages, group.rows, self.at));
            self.to.write_all(&pages.bytes)?;
            self.at += pages.bytes.len();
            unpacked += pages.bytes_unpacked;
            packed += pages.bytes.len();
        }
        let about = Struct::default()
            .structs(1, chunks)
            .i64(2, long(unpacked))
            .i64(3, long(group.rows))
            .i64(6, long(packed));
        self.groups.push(about);
        self.rows += group.rows;
        Ok(())
    }

    /// Writes the footer, without which there is no file.
    pub fn finish(mut self) -> io::Result<W> {
        let root = Struct::default().text(4, "rows").i32(5, int(self.columns.len()));
        let schema = [root].into_iter().chain(self.columns.iter().map(element)).collect();
        let footer = Struct::default()
            .i32(1, 1)
            .structs(2, schema)
            .i64(3, long(self.rows))
            .structs(4, self.groups)
            .text(6, "madang")
            .done();
        self.to.write_all(&footer)?;
        self.to.write_all(&(footer.len() as u32).to_le_bytes())?;
        self.to.write_all(MAGIC)?;
        self.to.flush()?;
        Ok(self.to)
    }
}

fn physical(column: &Column) -> i32 {
    match column.holds {
        Holds::Numbers(_) => INT64,
        Holds::Truths => BOOLEAN,
        Holds::Days => INT32,
        Holds::Texts => BYTE_ARRAY,
    }
}

/// A column in the footer's schema: its type, and what the type means, in the old words and the new.
fn element(column: &Column) -> Struct {
    let bare = Struct::default()
        .i32(1, physical(column))
        .i32(3, if column.may_miss { OPTIONAL } else { REQUIRED })
        .text(4, &column.name);
    match column.holds {
        Holds::Numbers(0) | Holds::Truths => bare,
        Holds::Numbers(scale) => {
            let scale = i32::try_from(scale).unwrap_or(0);
            let decimal = Struct::default().i32(1, scale).i32(2, PRECISION);
            let bare = bare.i32(6, 5).i32(7, scale).i32(8, PRECISION);
            bare.inner(10, Struct::default().inner(5, decimal))
        }
        Holds::Days => bare.i32(6, 6).inner(10, Struct::default().inner(6, Struct::default())),
        Holds::Texts => bare.i32(6, 0).inner(10, Struct::default().inner(1, Struct::default())),
    }
}

/// A column of a group in the footer.
fn chunk(column: &Column, pages: &Pages, rows: usize, at: usize) -> Struct {
    let encodings: &[i32] =
        if pages.values_at.is_some() { &[PLAIN, RLE, RLE_DICTIONARY] } else { &[PLAIN, RLE] };
    let about = Struct::default()
        .i32(1, physical(column))
        .numbers(2, encodings)
        .texts(3, &[&column.name])
        .i32(4, LZ4_RAW)
        .i64(5, long(rows))
        .i64(6, long(pages.bytes_unpacked))
        .i64(7, long(pages.bytes.len()))
        .i64(9, long(at + pages.values_at.unwrap_or(0)));
    let about = if pages.values_at.is_some() { about.i64(11, long(at)) } else { about };
    Struct::default().i64(2, long(at)).inner(3, about)
}

fn long(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

fn int(number: usize) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX)
}
