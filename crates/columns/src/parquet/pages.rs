//! The pages of one column in a group of rows: a dictionary for texts, and the values.
//!
//! What may not happen here: a page that names another. Offsets are the file's affair.

use law::{Series, Values};

use super::thrift::{Struct, varint};
use crate::column::{Column, is_known};

/// Numbers of Parquet's own lists: page types, encodings, compression.
const DATA_PAGE: i32 = 0;
const DICTIONARY_PAGE: i32 = 2;
pub(super) const PLAIN: i32 = 0;
pub(super) const RLE: i32 = 3;
pub(super) const RLE_DICTIONARY: i32 = 8;

/// The bytes of a column in a group of rows.
pub(super) struct Pages {
    pub bytes: Vec<u8>,
    /// Where the values begin, behind the dictionary, if there is one.
    pub values_at: Option<usize>,
    pub bytes_unpacked: usize,
}

pub(super) fn pages(column: &Column, series: &Series) -> Pages {
    let count = series.count();
    let mut pages = Pages { bytes: Vec::new(), values_at: None, bytes_unpacked: 0 };
    let mut body = Vec::new();
    if column.may_miss {
        let mut levels = Vec::new();
        match &series.known {
            // One run of all.
            None => {
                varint((count as u64) << 1, &mut levels);
                levels.push(1);
            }
            Some(known) => packed(known.iter().map(|known| u32::from(*known)), 1, &mut levels),
        }
        body.extend_from_slice(&(levels.len() as u32).to_le_bytes());
        body.extend_from_slice(&levels);
    }
    let encoding = match &series.values {
        Values::Texts { places, words } => {
            pages.dictionary(words);
            let bits = (usize::BITS - words.len().saturating_sub(1).leading_zeros()).max(1);
            body.push(bits as u8);
            let present = (0..count).filter(|row| is_known(series, *row));
            packed(present.filter_map(|row| places.get(row).copied()), bits, &mut body);
            RLE_DICTIONARY
        }
        _ => {
            plain(series, &mut body);
            PLAIN
        }
    };
    let about = Struct::default()
        .i32(1, i32::try_from(count).unwrap_or(i32::MAX))
        .i32(2, encoding)
        .i32(3, RLE)
        .i32(4, RLE);
    pages.push(DATA_PAGE, (5, about), &body);
    pages
}

impl Pages {
    fn dictionary(&mut self, words: &[String]) {
        let mut body = Vec::new();
        for word in words {
            body.extend_from_slice(&(word.len() as u32).to_le_bytes());
            body.extend_from_slice(word.as_bytes());
        }
        let about =
            Struct::default().i32(1, i32::try_from(words.len()).unwrap_or(i32::MAX)).i32(2, PLAIN);
        self.push(DICTIONARY_PAGE, (7, about), &body);
        self.values_at = Some(self.bytes.len());
    }

    fn push(&mut self, kind: i32, (field, about): (i16, Struct), body: &[u8]) {
        let packed = lz4_flex::block::compress(body);
        let size = |bytes: &[u8]| i32::try_from(bytes.len()).unwrap_or(i32::MAX);
        let head = Struct::default()
            .i32(1, kind)
            .i32(2, size(body))
            .i32(3, size(&packed))
            .inner(field, about)
            .done();
        self.bytes_unpacked += head.len() + body.len();
        self.bytes.extend_from_slice(&head);
        self.bytes.extend_from_slice(&packed);
    }
}

/// Values that are there, one behind the other.
fn plain(series: &Series, to: &mut Vec<u8>) {
    let present = |row: &usize| is_known(series, *row);
    let rows = (0..series.count()).filter(present);
    match &series.values {
        Values::Numbers { units, .. } => {
            rows.filter_map(|row| units.get(row))
                .for_each(|n| to.extend_from_slice(&n.to_le_bytes()));
        }
        Values::Days(days) => {
            rows.filter_map(|row| days.get(row))
                .for_each(|n| to.extend_from_slice(&n.to_le_bytes()));
        }
        Values::Truths(truths) => {
            bits(rows.filter_map(|row| truths.get(row)).map(|truth| u32::from(*truth)), 1, to);
        }
        Values::Texts { .. } | Values::Mixed(_) => {}
    }
}

/// The hybrid of runs and packed numbers, as one packed part.
fn packed(numbers: impl Iterator<Item = u32>, width: u32, to: &mut Vec<u8>) {
    let mut body = Vec::new();
    let count = bits(numbers, width, &mut body);
    let groups = count.div_ceil(8);
    // A part is whole groups of eight numbers.
    body.resize(groups * width as usize, 0);
    varint((groups as u64) << 1 | 1, to);
    to.extend_from_slice(&body);
}

/// Numbers of so many bits, the lowest bit first; how many there were.
fn bits(numbers: impl Iterator<Item = u32>, width: u32, to: &mut Vec<u8>) -> usize {
    let (mut held, mut filled, mut count) = (0_u64, 0_u32, 0);
    for number in numbers {
        held |= u64::from(number) << filled;
        filled += width;
        count += 1;
        while filled >= 8 {
            to.push(held as u8);
            held >>= 8;
            filled -= 8;
        }
    }
    if filled > 0 {
        to.push(held as u8);
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_packed_as_the_format_says() {
        // The example of Parquet's specification: 0 to 7 in three bits each.
        let mut bytes = Vec::new();
        packed(0..8, 3, &mut bytes);
        assert_eq!(bytes, [0b11, 0b1000_1000, 0b1100_0110, 0b1111_1010]);
    }
}
