//! One input of a table over a series: for each person the class of the value, and for each class the rows that take it.
//!
//! A class is one or more neighbouring pieces of the compiled form that the same rows take.

use super::PLACES_MAX;
use super::series::{Series, Values, days_of};
use crate::compiled::{Cut, Points};
use crate::feel::Kind;

/// With more borders than this a value's class is searched and not counted.
const COUNTED_MAX: usize = 32;

pub(super) struct Lane<'s> {
    source: Source<'s>,
    known: Option<&'s [bool]>,
    /// For each class the words of the rows that take it; the last class is null.
    masks: Vec<u64>,
    words: usize,
    /// For each class whether the column may have it; none where it may have all.
    allowed: Option<Vec<bool>>,
    /// Units that a value must be a multiple of.
    whole: Option<i64>,
}

enum Source<'s> {
    /// The class is how many borders lie at or below the value.
    Numbers {
        units: &'s [i64],
        borders: Borders,
    },
    Days {
        days: &'s [i32],
        borders: Vec<i32>,
    },
    Truths(&'s [bool]),
    /// For each word its class.
    Texts {
        places: &'s [u32],
        classes: Vec<u32>,
    },
}

enum Borders {
    /// They fit 32 bits, of which the processor compares more at a time.
    Narrow(Vec<i32>),
    Wide(Vec<i64>),
}

impl<'s> Lane<'s> {
    /// None when the series is not of the column's kind.
    pub(super) fn new(cut: &Cut, kind: &Kind, series: &'s Series) -> Option<Lane<'s>> {
        let mut whole = None;
        let (source, pieces) = match (&cut.points, &series.values) {
            (Points::Truths, Values::Truths(truths)) => (Source::Truths(truths), vec![0, 1]),
            (
                Points::Numbers { units: points, scale, .. },
                Values::Numbers { units, scale: own },
            ) => {
                if *own > PLACES_MAX {
                    return None;
                }
                if *kind == Kind::Integer && *own > 0 {
                    whole = Some(10_i64.pow(*own));
                }
                let starts = points.iter().flat_map(|point| starts(*point, *scale, *own));
                let (borders, pieces) = classes(cut, starts.collect());
                let fits = |border: &i64| i32::try_from(*border).ok().filter(|n| *n > i32::MIN);
                let narrow = borders.iter().map(fits).collect::<Option<Vec<i32>>>();
                let borders = narrow.map_or(Borders::Wide(borders), Borders::Narrow);
                (Source::Numbers { units, borders }, pieces)
            }
            (Points::Days(points), Values::Days(days)) => {
                let starts = points.iter().map(|day| days_of(*day).map(i128::from));
                let starts = starts.collect::<Option<Vec<i128>>>()?;
                let starts = starts.into_iter().flat_map(|day| [day, day + 1]).collect();
                let (borders, pieces) = classes(cut, starts);
                let borders = borders.into_iter().map(|border| i32::try_from(border).ok());
                (Source::Days { days, borders: borders.collect::<Option<Vec<i32>>>()? }, pieces)
            }
            (Points::Texts(_), Values::Texts { places, words }) => {
                let text = |word: &String| cut.points.place(&crate::Value::Text(word.clone()));
                let pieces = words.iter().map(text).collect::<Option<Vec<usize>>>()?;
                let classes = (0..u32::try_from(pieces.len()).ok()?).collect();
                (Source::Texts { places, classes }, pieces)
            }
            _ => return None,
        };
        let pieces: Vec<usize> = pieces.into_iter().chain([cut.points.nothing()]).collect();
        let masks = pieces.iter().flat_map(|piece| cut.rows(*piece)).copied().collect();
        let allowed = cut.allowed.is_some();
        let allowed = allowed.then(|| pieces.iter().map(|piece| cut.allows(*piece)).collect());
        let known = series.known.as_deref();
        Some(Lane { source, known, masks, words: cut.words, allowed, whole })
    }

    /// The classes of the people from `from` on, as many as there are places.
    pub(super) fn classes(&self, from: usize, classes: &mut [u32]) {
        let range = from..from + classes.len();
        match &self.source {
            Source::Numbers { units, borders } => {
                let units = units.get(range.clone()).unwrap_or_default();
                match borders {
                    Borders::Narrow(borders) => narrow(units, borders, classes),
                    Borders::Wide(borders) => count(units, borders, classes),
                }
            }
            Source::Days { days, borders } => {
                count(days.get(range.clone()).unwrap_or_default(), borders, classes);
            }
            Source::Truths(truths) => {
                let truths = truths.get(range.clone()).unwrap_or_default();
                classes
                    .iter_mut()
                    .zip(truths)
                    .for_each(|(class, truth)| *class = u32::from(*truth));
            }
            Source::Texts { places, classes: of } => {
                let places = places.get(range.clone()).unwrap_or_default();
                for (class, place) in classes.iter_mut().zip(places) {
                    *class = of.get(*place as usize).copied().unwrap_or(self.nothing());
                }
            }
        }
        if let Some(known) = self.known {
            let known = known.get(range).unwrap_or_default();
            for (class, known) in classes.iter_mut().zip(known) {
                *class = if *known { *class } else { self.nothing() };
            }
        }
    }

    fn nothing(&self) -> u32 {
        u32::try_from(self.masks.len() / self.words.max(1)).unwrap_or(u32::MAX).saturating_sub(1)
    }

    /// Takes away the rows of one word that do not take the classes.
    pub(super) fn narrow_rows(&self, word: usize, classes: &[u32], rows: &mut [u64]) {
        for (rows, class) in rows.iter_mut().zip(classes) {
            *rows &= self.masks.get(*class as usize * self.words + word).copied().unwrap_or(0);
        }
    }

    /// Marks who has a value that the column may not have: those are looked at one by one.
    pub(super) fn mark_odd(&self, from: usize, classes: &[u32], odd: &mut [bool]) {
        if let Some(allowed) = &self.allowed {
            for (odd, class) in odd.iter_mut().zip(classes) {
                *odd |= allowed.get(*class as usize) != Some(&true);
            }
        }
        if let (Some(whole), Source::Numbers { units, .. }) = (self.whole, &self.source) {
            for (odd, units) in odd.iter_mut().zip(units.iter().skip(from)) {
                *odd |= units % whole != 0;
            }
        }
    }
}

/// Where a point and what lies behind it begin, in units of the series.
fn starts(point: i64, scale: u32, own: u32) -> [i128; 2] {
    let point = i128::from(point);
    if own >= scale {
        let point = point * 10_i128.pow(own - scale);
        return [point, point + 1];
    }
    let divisor = 10_i128.pow(scale - own);
    let below = point.div_euclid(divisor);
    [below + i128::from(point.rem_euclid(divisor) != 0), below + 1]
}

/// The borders at which the rows change, and a piece for each class between them. `starts` is where every piece but the first
/// begins.
fn classes(cut: &Cut, starts: Vec<i128>) -> (Vec<i64>, Vec<usize>) {
    let mut borders = Vec::new();
    let mut pieces = vec![0];
    let allowed =
        |piece: usize| cut.allowed.as_ref().map(|all| all.get(piece).is_some_and(Option::is_some));
    for (start, piece) in starts.into_iter().zip(1..) {
        let last = pieces.last().copied().unwrap_or(0);
        if cut.rows(last) == cut.rows(piece) && allowed(last) == allowed(piece) {
            continue;
        }
        match i64::try_from(start) {
            Ok(start) => borders.push(start),
            // Every number of 64 bits lies behind it.
            Err(_) if start < 0 => borders.push(i64::MIN),
            // None does, and none behind the next.
            Err(_) => break,
        }
        pieces.push(piece);
    }
    (borders, pieces)
}

fn narrow(units: &[i64], borders: &[i32], classes: &mut [u32]) {
    let mut held = [0_i32; super::CHUNK];
    for (held, units) in held.iter_mut().zip(units) {
        *held = i32::try_from(*units).unwrap_or(if *units < 0 { i32::MIN } else { i32::MAX });
    }
    count(&held, borders, classes);
}

fn count<T: Ord + Copy>(values: &[T], borders: &[T], classes: &mut [u32]) {
    if borders.len() > COUNTED_MAX {
        for (class, value) in classes.iter_mut().zip(values) {
            let below = borders.partition_point(|border| border <= value);
            *class = u32::try_from(below).unwrap_or(u32::MAX);
        }
        return;
    }
    classes.fill(0);
    for border in borders {
        for (class, value) in classes.iter_mut().zip(values) {
            *class += u32::from(value >= border);
        }
    }
}
