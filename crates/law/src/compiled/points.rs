//! A column cut at points: every point is a piece, and so is what lies before, between and after them, and null.
//!
//! What may not happen here: rounding. A number with more digits than the points lies between two of them, exactly.

use vocabulary::{Day, Span};

use crate::feel::Kind;
use crate::number::Number;
use crate::value::Value;

/// The most digits after the point of a number that a column is cut at.
const PLACES_MAX: u32 = 18;

/// A text that few columns name, to stand for those that no cell names.
pub(crate) const ANY_TEXT: &str = "other";

/// Where a column is cut, in order. The pieces are counted: before the first point 0, the first point 1, behind it 2, and so on;
/// the last is null. Of yes and no: 0 is no, 1 is yes, 2 is null.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Points {
    Truths,
    /// Units of ten to the power of minus `scale`; of a column of whole numbers nothing lies between 5 and 6.
    Numbers {
        units: Vec<i64>,
        scale: u32,
        whole: bool,
    },
    Days(Vec<Day>),
    Texts(Vec<String>),
    /// Months, or days. Those of the other sort are no more and no less: they are the piece before null.
    Spans {
        units: Vec<i64>,
        months: bool,
    },
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
                let units = sorted(exact.collect::<Option<Vec<i64>>>()?);
                Points::Numbers { units, scale, whole: *kind == Kind::Integer }
            }
            Kind::Duration => {
                let spans = named.iter().filter_map(|value| match value {
                    Value::Span(span) => Some(*span),
                    _ => None,
                });
                let spans: Vec<Span> = spans.collect();
                let months = spans.iter().any(|span| span.months != 0);
                let units = spans.into_iter().map(|span| count_of(span, months));
                Points::Spans { units: sorted(units.collect::<Option<Vec<i64>>>()?), months }
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
            Points::Spans { units, .. } => units.len(),
        }
    }

    /// How many pieces there are, null among them.
    pub(crate) fn pieces(&self) -> usize {
        match self {
            Points::Truths => 3,
            Points::Spans { units, .. } => 2 * units.len() + 3,
            _ => 2 * self.count() + 2,
        }
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
            (Points::Numbers { units, scale, .. }, Value::Number(number)) => {
                let (floor, exact) = number.floor_units(*scale);
                if exact { among(units, &floor) } else { behind(units, floor) }
            }
            (Points::Days(days), Value::Day(day)) => among(days, day),
            (Points::Texts(texts), Value::Text(text)) => among(texts, text),
            (Points::Spans { units, months }, Value::Span(span)) => {
                count_of(*span, *months).map_or(2 * units.len() + 1, |count| among(units, &count))
            }
            _ => return None,
        })
    }

    /// The value of a point.
    pub(crate) fn point(&self, place: usize) -> Option<Value> {
        match self {
            Points::Truths => None,
            Points::Numbers { units, scale, .. } => {
                Number::of_units(*units.get(place)?, *scale).map(Value::Number)
            }
            Points::Days(days) => days.get(place).copied().map(Value::Day),
            Points::Texts(texts) => texts.get(place).cloned().map(Value::Text),
            Points::Spans { units, months } => {
                units.get(place).map(|count| Value::Span(span_of(*count, *months)))
            }
        }
    }

    /// A value that stands for the piece, one that people would name first; none when nothing lies there.
    pub(crate) fn sample(&self, piece: usize) -> Option<Value> {
        if piece == self.nothing() {
            return Some(Value::Nothing);
        }
        let (before, is_point) = (piece / 2, piece % 2 == 1);
        let last = before.checked_sub(1);
        match self {
            Points::Truths => Some(Value::Truth(is_point)),
            Points::Spans { units, months } if piece > 2 * units.len() => {
                Some(Value::Span(span_of(1, !months)))
            }
            Points::Numbers { whole: true, .. } if is_point => {
                self.point(before).filter(|value| matches!(value, Value::Number(n) if n.is_whole()))
            }
            _ if is_point => self.point(before),
            Points::Numbers { units, scale, whole } => {
                let low = last.and_then(|last| units.get(last));
                number_between(low, units.get(before), *scale, *whole).map(Value::Number)
            }
            Points::Days(days) => {
                let low = last.and_then(|last| days.get(last));
                day_between(low, days.get(before)).map(Value::Day)
            }
            Points::Texts(texts) => {
                let end = last.and_then(|last| texts.get(last)).map_or("", String::as_str);
                // No text lies between a text and itself with the least character behind it.
                let samples = [ANY_TEXT.into(), format!("{end}_"), format!("{end}\0"), end.into()];
                let mut samples = samples.into_iter().map(Value::Text);
                samples.find(|text| self.place(text) == Some(piece))
            }
            Points::Spans { units, months } => {
                let low = last.and_then(|last| units.get(last));
                let count = number_between(low, units.get(before), 0, true)?.whole()?;
                Some(Value::Span(span_of(count, *months)))
            }
        }
    }
}

/// How many months a duration has, or days; none when it is of the other sort.
fn count_of(span: Span, months: bool) -> Option<i64> {
    match (months, span) {
        (true, Span { months, days: 0 }) => Some(months),
        (false, Span { months: 0, days }) => Some(days),
        _ => None,
    }
}

fn span_of(count: i64, months: bool) -> Span {
    if months { Span { months: count, days: 0 } } else { Span { months: 0, days: count } }
}

/// A number between two points, whole where there is a whole one.
fn number_between(
    low: Option<&i64>,
    high: Option<&i64>,
    scale: u32,
    whole: bool,
) -> Option<Number> {
    let one = 10_i64.checked_pow(scale)?;
    let next = match (low, high) {
        (Some(low), _) => low.div_euclid(one) + 1,
        (None, Some(high)) => -(-high).div_euclid(one) - 1,
        (None, None) => 0,
    };
    let fits = high.is_none_or(|high| next.checked_mul(one).is_some_and(|next| next < *high));
    match low {
        _ if fits => Some(Number::from(next)),
        Some(low) if !whole => Number::of_units(low.checked_mul(10)?.checked_add(5)?, scale + 1),
        _ => None,
    }
}

fn day_between(low: Option<&Day>, high: Option<&Day>) -> Option<Day> {
    let next = match (low, high) {
        (Some(low), _) => low.plus_days(1),
        (None, Some(high)) => high.plus_days(-1),
        (None, None) => return Day::new(2026, 1, 1),
    };
    // The calendar ends somewhere.
    (low != Some(&next) && high.is_none_or(|high| next < *high)).then_some(next)
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
            Value::Span(Span { months: 0, days: 0 }),
            Value::Span(Span { months: 18, days: 0 }),
        ];
        let kinds =
            [Kind::Boolean, Kind::Number, Kind::Integer, Kind::Day, Kind::Text, Kind::Duration];
        for kind in kinds {
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
        let points = Points::Numbers { units: vec![0, 5], scale: 0, whole: false };
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
