//! A column cut at points: every point is a piece, and so is what lies before, between and after them, and null.
//!
//! What may not happen here: rounding. A number with more digits than the points lies between two of them, exactly.

use vocabulary::Day;

use crate::feel::Kind;
use crate::number::Number;
use crate::value::Value;

/// The most digits after the point of a number that a column is cut at.
const PLACES_MAX: u32 = 18;

/// Where a column is cut, in order. The pieces are counted: before the first point 0, the first point 1, behind it 2, and so on;
/// the last is null. Of yes and no: 0 is no, 1 is yes, 2 is null.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Points {
    Truths,
    /// Units of ten to the power of minus `scale`.
    Numbers {
        units: Vec<i64>,
        scale: u32,
    },
    Days(Vec<Day>),
    Texts(Vec<String>),
}

impl Points {
    /// The points of a column of that kind among the values that its cells name; none when such a column is not cut.
    pub(crate) fn new(kind: &Kind, named: &[Value]) -> Option<Points> {
        Some(match kind {
            Kind::Boolean => Points::Truths,
            Kind::Number | Kind::Integer => {
                let numbers = named.iter().filter_map(|value| match value {
                    Value::Number(number) => Some(*number),
                    _ => None,
                });
                let numbers: Vec<Number> = numbers.collect();
                let scale = numbers.iter().map(|number| number.places()).max().unwrap_or(0);
                if scale > PLACES_MAX {
                    return None;
                }
                let units = numbers.iter().map(|number| number.floor_units(scale));
                // The ends of 64 bits stand for everything beyond.
                let exact = units.map(|(units, exact)| {
                    (exact && units > i64::MIN / 100 && units < i64::MAX / 100).then_some(units)
                });
                Points::Numbers { units: sorted(exact.collect::<Option<Vec<i64>>>()?), scale }
            }
            Kind::Day => Points::Days(sorted(named.iter().filter_map(|value| match value {
                Value::Day(day) => Some(*day),
                _ => None,
            }))),
            Kind::Text => Points::Texts(sorted(named.iter().filter_map(|value| match value {
                Value::Text(text) => Some(text.clone()),
                _ => None,
            }))),
            _ => return None,
        })
    }

    fn count(&self) -> usize {
        match self {
            Points::Truths => 0,
            Points::Numbers { units, .. } => units.len(),
            Points::Days(days) => days.len(),
            Points::Texts(texts) => texts.len(),
        }
    }

    /// How many pieces there are, null among them.
    pub(crate) fn pieces(&self) -> usize {
        if *self == Points::Truths { 3 } else { 2 * self.count() + 2 }
    }

    /// The piece of null.
    pub(crate) fn nothing(&self) -> usize {
        self.pieces() - 1
    }

    /// The piece that a value lies in; none when the value is of another kind.
    pub(crate) fn place(&self, value: &Value) -> Option<usize> {
        Some(match (self, value) {
            (_, Value::Nothing) => self.nothing(),
            (Points::Truths, Value::Truth(truth)) => usize::from(*truth),
            (Points::Numbers { units, scale }, Value::Number(number)) => {
                let (floor, exact) = number.floor_units(*scale);
                if exact { among(units, &floor) } else { behind(units, floor) }
            }
            (Points::Days(days), Value::Day(day)) => among(days, day),
            (Points::Texts(texts), Value::Text(text)) => among(texts, text),
            _ => return None,
        })
    }

    /// A value that stands for the piece; none when nothing lies there.
    pub(crate) fn sample(&self, piece: usize) -> Option<Value> {
        if piece == self.nothing() {
            return Some(Value::Nothing);
        }
        let (before, is_point) = (piece / 2, piece % 2 == 1);
        match self {
            Points::Truths => Some(Value::Truth(is_point)),
            Points::Numbers { units, scale } => {
                let units = |place: usize, more: i64| {
                    let units = units.get(place)?.checked_mul(10)?.checked_add(more)?;
                    Number::of_units(units, scale + 1).map(Value::Number)
                };
                match before.checked_sub(1) {
                    _ if is_point => units(before, 0),
                    Some(last) => units(last, 5),
                    None if self.count() == 0 => Some(Value::whole(0)),
                    None => units(0, -5),
                }
            }
            Points::Days(days) => match before.checked_sub(1) {
                _ if is_point => days.get(before).copied().map(Value::Day),
                Some(last) => {
                    let next = days.get(last)?.plus_days(1);
                    let is_free = days.get(last) != Some(&next) && days.get(before) != Some(&next);
                    is_free.then_some(Value::Day(next))
                }
                None => match days.first() {
                    Some(first) => {
                        let earlier = first.plus_days(-1);
                        (earlier != *first).then_some(Value::Day(earlier))
                    }
                    None => Day::new(2026, 1, 1).map(Value::Day),
                },
            },
            Points::Texts(texts) => match before.checked_sub(1) {
                _ if is_point => texts.get(before).cloned().map(Value::Text),
                // No text lies between a text and itself with the least character behind it.
                Some(last) => {
                    let next = format!("{}\0", texts.get(last)?);
                    (texts.get(before) != Some(&next)).then_some(Value::Text(next))
                }
                None => {
                    let is_free = texts.first().is_none_or(|first| !first.is_empty());
                    is_free.then(|| Value::Text(String::new()))
                }
            },
        }
    }
}

fn sorted<T: Ord>(points: impl IntoIterator<Item = T>) -> Vec<T> {
    let mut points: Vec<T> = points.into_iter().collect();
    points.sort_unstable();
    points.dedup();
    points
}

/// The piece of a value: its point, or what lies behind the last point before it.
fn among<T: Ord>(points: &[T], value: &T) -> usize {
    let before = points.partition_point(|point| point < value);
    2 * before + usize::from(points.get(before) == Some(value))
}

/// The piece of what lies between `floor` and the next unit.
fn behind(points: &[i64], floor: i64) -> usize {
    2 * points.partition_point(|point| *point <= floor)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sample_lies_in_its_own_piece() {
        let number = |text: &str| Value::Number(Number::parse(text).unwrap());
        let named = [
            number("5"),
            number("-3.25"),
            number("5.01"),
            Value::text("a"),
            Value::text("a\0"),
            Value::text(""),
            Value::day("2026-03-01"),
            Value::day("2026-03-02"),
            Value::day("9999-12-31"),
        ];
        for kind in [Kind::Boolean, Kind::Number, Kind::Day, Kind::Text] {
            let points = Points::new(&kind, &named).unwrap();
            let sampled =
                (0..points.pieces()).filter_map(|piece| Some((piece, points.sample(piece)?)));
            let sampled: Vec<(usize, Value)> = sampled.collect();
            assert!(sampled.len() > 2, "{kind}");
            for (piece, value) in sampled {
                assert_eq!(points.place(&value), Some(piece), "{kind} {value}");
            }
        }
    }

    #[test]
    fn a_number_with_more_digits_than_the_points_lies_between_them() {
        let points = Points::Numbers { units: vec![0, 5], scale: 0 };
        for (text, piece) in [
            ("-0.0000000001", 0),
            ("0", 1),
            ("0.5", 2),
            ("4.9999999999999999999999999", 2),
            ("5", 3),
            ("5.0000000000000000000000001", 4),
            ("79228162514264337593543950335", 4),
            ("-79228162514264337593543950335", 0),
        ] {
            let number = Value::Number(Number::parse(text).unwrap());
            assert_eq!(points.place(&number), Some(piece), "{text}");
        }
    }
}
