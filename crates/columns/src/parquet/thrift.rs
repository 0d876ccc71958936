//! The compact protocol of Apache Thrift, in which Parquet writes its headers and its footer.
//!
//! What may not happen here: reading, and any type that Parquet's structures do not need.

/// Types of fields.
const I32: u8 = 5;
const I64: u8 = 6;
const BINARY: u8 = 8;
const LIST: u8 = 9;
const STRUCT: u8 = 12;

/// A struct while its fields are written, in the order of their numbers.
#[derive(Default)]
pub(super) struct Struct {
    bytes: Vec<u8>,
    last: i16,
}

impl Struct {
    fn field(&mut self, number: i16, kind: u8) {
        let step = number - self.last;
        self.last = number;
        match u8::try_from(step) {
            Ok(step @ 1..=15) => self.bytes.push(step << 4 | kind),
            _ => {
                self.bytes.push(kind);
                varint(zigzag(number.into()), &mut self.bytes);
            }
        }
    }

    pub fn i32(mut self, number: i16, value: i32) -> Struct {
        self.field(number, I32);
        varint(zigzag(value.into()), &mut self.bytes);
        self
    }

    pub fn i64(mut self, number: i16, value: i64) -> Struct {
        self.field(number, I64);
        varint(zigzag(value), &mut self.bytes);
        self
    }

    pub fn text(mut self, number: i16, text: &str) -> Struct {
        self.field(number, BINARY);
        binary(text, &mut self.bytes);
        self
    }

    pub fn inner(mut self, number: i16, inner: Struct) -> Struct {
        self.field(number, STRUCT);
        self.bytes.extend(inner.done());
        self
    }

    pub fn structs(mut self, number: i16, all: Vec<Struct>) -> Struct {
        self.field(number, LIST);
        head(all.len(), STRUCT, &mut self.bytes);
        all.into_iter().for_each(|one| self.bytes.extend(one.done()));
        self
    }

    pub fn numbers(mut self, number: i16, all: &[i32]) -> Struct {
        self.field(number, LIST);
        head(all.len(), I32, &mut self.bytes);
        all.iter().for_each(|one| varint(zigzag((*one).into()), &mut self.bytes));
        self
    }

    pub fn texts(mut self, number: i16, all: &[&str]) -> Struct {
        self.field(number, LIST);
        head(all.len(), BINARY, &mut self.bytes);
        all.iter().for_each(|one| binary(one, &mut self.bytes));
        self
    }

    pub fn done(mut self) -> Vec<u8> {
        self.bytes.push(0);
        self.bytes
    }
}

fn head(count: usize, kind: u8, to: &mut Vec<u8>) {
    match u8::try_from(count) {
        Ok(count @ 0..=14) => to.push(count << 4 | kind),
        _ => {
            to.push(0xf0 | kind);
            varint(count as u64, to);
        }
    }
}

fn binary(text: &str, to: &mut Vec<u8>) {
    varint(text.len() as u64, to);
    to.extend_from_slice(text.as_bytes());
}

fn zigzag(number: i64) -> u64 {
    (number.wrapping_shl(1) ^ (number >> 63)).cast_unsigned()
}

/// Seven bits a byte, the lowest first.
pub(super) fn varint(mut number: u64, to: &mut Vec<u8>) {
    while number >= 0x80 {
        to.push((number & 0x7f) as u8 | 0x80);
        number >>= 7;
    }
    to.push(number as u8);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_the_protocol_says() {
        assert_eq!(
            [0, -1, 1, -2, i64::MAX, i64::MIN].map(zigzag),
            [0, 1, 2, 3, u64::MAX - 1, u64::MAX]
        );
        let mut bytes = Vec::new();
        varint(300, &mut bytes);
        assert_eq!(bytes, [0xac, 0x02]);
        assert_eq!(Struct::default().i32(1, 1).i64(20, -1).done(), [0x15, 2, 6, 40, 1, 0]);
    }
}
