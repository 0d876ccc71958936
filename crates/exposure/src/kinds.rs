//! The kinds of numbers that are looked for: what a country's `exposure.toml` says of each, read and checked.
//!
//! What may not happen here: a text that is looked through, or a kind that only code knows.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned;
use vocabulary::check_digit::{luhn_holds, weighted};
use vocabulary::{Day, Mistake, Text};

use crate::labels::{Labels, Owner};
use crate::shape::{Shape, Style};

/// Kinds of a country.
const KINDS_MAX: usize = 60;
/// Shapes of a kind, and words of a kind in all its languages.
const SHAPES_MAX: usize = 30;
const WORDS_MAX: usize = 400;
/// Signs of a number, as it is compared with its check digit.
pub(crate) const DIGITS_MAX: usize = 40;
/// Years after which nobody lives.
const AGE_MAX: i64 = 125;
/// Years from which on an age is rare.
const OLD_YEARS: i64 = 100;

/// One kind of number.
#[derive(Clone, Debug)]
pub(crate) struct Kind {
    pub id: String,
    pub title: Text,
    /// False for a number that is nobody's, and is here so that it is not taken for another.
    pub flag: bool,
    pub shapes: Vec<Shape>,
    pub points: Points,
    check: Check,
    unchecked_from: Option<Day>,
    birth: Option<Birth>,
    never: Vec<String>,
}

#[derive(Clone, Debug)]
enum Check {
    None,
    Luhn,
    Weighted { weights: Vec<u32>, modulus: u32, tens_of: Option<usize>, plus: u32 },
}

/// What speaks for a kind and what against it.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Points {
    hyphen: i32,
    space: i32,
    bare: i32,
    broken: i32,
    pub check: i32,
    pub fails: i32,
    pub word: i32,
    pub column: i32,
    pub old: i32,
}

impl Points {
    pub(crate) fn of(&self, style: Style) -> i32 {
        match style {
            Style::Hyphen => self.hyphen,
            Style::Space => self.space,
            Style::Bare => self.bare,
            Style::Broken => self.broken,
        }
    }
}

/// A birth day in the first six digits, and the digit that says its century.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Birth {
    century_at: usize,
    centuries: BTreeMap<String, i16>,
}

/// What the digits of a number say about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Digits {
    /// Its check digit holds.
    Hold,
    /// Its check digit is wrong.
    Fail,
    /// It has none.
    Silent,
}

/// What was read from the number itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Read {
    pub digits: Digits,
    pub old: bool,
}

impl Kind {
    /// What the number says, or nothing when it can be none of this kind: a day that there is not, an example of a form.
    pub(crate) fn read(&self, number: &str, today: Day) -> Option<Read> {
        if self.never.iter().any(|never| never == number) {
            return None;
        }
        let digits: Vec<u32> = number.chars().filter_map(|sign| sign.to_digit(10)).collect();
        let mut old = false;
        let mut has_check = true;
        if let Some(birth) = &self.birth {
            let born = birth.day(&digits)?;
            let age = today.years_since(born);
            if born > today || age > AGE_MAX {
                return None;
            }
            old = age > OLD_YEARS;
            has_check = self.unchecked_from.is_none_or(|from| born < from);
        }
        Some(Read { digits: self.verdict(&digits, has_check), old })
    }

    fn verdict(&self, digits: &[u32], has_check: bool) -> Digits {
        let holds = match (&self.check, digits.split_last()) {
            (Check::None, _) | (_, None) => return Digits::Silent,
            (Check::Luhn, _) => luhn_holds(digits),
            (Check::Weighted { weights, modulus, tens_of, plus }, Some((last, body))) => {
                let digit = weighted(body, weights, *modulus, *tens_of);
                digit.map(|digit| (digit + plus) % 10) == Some(*last)
            }
        };
        match (has_check, holds) {
            (false, _) => Digits::Silent,
            (true, true) => Digits::Hold,
            (true, false) => Digits::Fail,
        }
    }
}

impl Birth {
    fn day(&self, digits: &[u32]) -> Option<Day> {
        let two = |at: usize| Some(digits.get(at)? * 10 + digits.get(at + 1)?);
        let century = self.centuries.get(&digits.get(self.century_at)?.to_string())?;
        let year = century + i16::try_from(two(0)?).ok()?;
        Day::new(year, i8::try_from(two(2)?).ok()?, i8::try_from(two(4)?).ok()?)
    }
}

/// The kinds of a country, and the words that name them.
#[derive(Clone, Debug)]
pub struct Kinds {
    pub(crate) all: Vec<Kind>,
    pub(crate) labels: Labels,
    pub(crate) amount_before: Vec<String>,
    pub(crate) amount_after: Vec<String>,
    /// For each byte the shapes that may begin with it, as places of kind and shape.
    pub(crate) beginnings: Vec<Vec<(usize, usize)>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    kind: Vec<Spanned<Written>>,
    #[serde(default)]
    other: Other,
    #[serde(default)]
    amounts: Amounts,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Other {
    words: BTreeMap<String, Vec<String>>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Amounts {
    before: Vec<String>,
    after: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    id: String,
    title: Text,
    #[serde(default = "yes")]
    flag: bool,
    shapes: Vec<String>,
    #[serde(default)]
    check: String,
    #[serde(default)]
    weights: Vec<u32>,
    #[serde(default)]
    modulus: u32,
    #[serde(default)]
    tens_of: Option<usize>,
    #[serde(default)]
    plus: u32,
    #[serde(default)]
    unchecked_from: Option<String>,
    #[serde(default)]
    birth: Option<Birth>,
    points: Points,
    words: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    never: Vec<String>,
}

fn yes() -> bool {
    true
}

impl Kinds {
    /// Reads what a country's `exposure.toml` says, with every mistake in it.
    pub fn read(file: &str, text: &str) -> Result<Kinds, Vec<Mistake>> {
        let line_of = |at: usize| 1 + text.get(..at).unwrap_or(text).matches('\n').count();
        let read: File = toml::from_str(text).map_err(|error| {
            let line = error.span().map_or(0, |span| line_of(span.start));
            vec![Mistake::new(file, line, error.message(), "")]
        })?;
        let (mut all, mut labels) = (Vec::<Kind>::new(), Labels::default());
        let mut mistakes = Vec::new();
        if read.kind.len() > KINDS_MAX {
            mistakes.push(Mistake::new(file, 0, format!("more than {KINDS_MAX} kinds"), ""));
        }
        for written in read.kind.into_iter().take(KINDS_MAX) {
            let line = line_of(written.span().start);
            let written = written.into_inner();
            if all.iter().any(|kind| kind.id == written.id) {
                let message = format!("there are two kinds `{}`", written.id);
                mistakes.push(Mistake::new(file, line, message, "give one another id"));
            }
            for word in written.words.values().flatten().take(WORDS_MAX) {
                labels.add(word, Owner::Kind(all.len()));
            }
            match checked(written) {
                Ok(kind) => all.push(kind),
                Err((message, hint)) => mistakes.push(Mistake::new(file, line, message, hint)),
            }
        }
        for word in read.other.words.values().flatten().take(WORDS_MAX) {
            labels.add(word, Owner::Other);
        }
        if !mistakes.is_empty() {
            return Err(mistakes);
        }
        let beginnings = (0..=u8::MAX).map(|byte| beginning_with(&all, byte)).collect();
        let (amount_before, amount_after) = (read.amounts.before, read.amounts.after);
        Ok(Kinds { all, labels, amount_before, amount_after, beginnings })
    }

    /// Ids and titles of the kinds that are looked for.
    pub fn titles(&self) -> impl Iterator<Item = (&str, &Text)> {
        let flagged = self.all.iter().filter(|kind| kind.flag);
        flagged.map(|kind| (kind.id.as_str(), &kind.title))
    }
}

/// The shapes of all kinds that may begin with a byte.
fn beginning_with(kinds: &[Kind], byte: u8) -> Vec<(usize, usize)> {
    let of_kind = |(number, kind): (usize, &Kind)| {
        let shapes = kind.shapes.iter().enumerate();
        let begins = shapes.filter(|(_, shape)| shape.may_begin_with(byte));
        begins.map(|(shape, _)| (number, shape)).collect::<Vec<_>>()
    };
    kinds.iter().enumerate().flat_map(of_kind).collect()
}

fn checked(written: Written) -> Result<Kind, (String, &'static str)> {
    let check = match written.check.as_str() {
        "" | "none" => Check::None,
        "luhn" => Check::Luhn,
        "weighted" if written.modulus > 0 && (1..DIGITS_MAX).contains(&written.weights.len()) => {
            let (weights, modulus, tens_of) = (written.weights, written.modulus, written.tens_of);
            Check::Weighted { weights, modulus, tens_of, plus: written.plus % 10 }
        }
        "weighted" => return Err(("`weighted` has no weights or no modulus".into(), "")),
        other => return Err((format!("there is no check `{other}`"), "none, luhn, weighted")),
    };
    if written.shapes.is_empty() || written.shapes.len() > SHAPES_MAX {
        return Err((format!("`{}` has no shapes, or too many", written.id), ""));
    }
    let read = |shape: &String| {
        let hint = "9 a digit, A a letter, [1-4] a set, 9{3,6}, - and = separators";
        Shape::read(shape).map_err(|why| (format!("the shape `{shape}`: {why}"), hint))
    };
    let shapes = written.shapes.iter().map(read).collect::<Result<Vec<_>, _>>()?;
    let unchecked_from = match written.unchecked_from.as_deref().map(str::parse::<Day>) {
        None => None,
        Some(Ok(day)) => Some(day),
        Some(Err(_)) => return Err(("`unchecked_from` is no day".into(), "2020-10-05")),
    };
    Ok(Kind {
        id: written.id,
        title: written.title,
        flag: written.flag,
        shapes,
        points: written.points,
        check,
        unchecked_from,
        birth: written.birth,
        never: written.never,
    })
}
