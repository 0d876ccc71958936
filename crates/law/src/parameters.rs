//! Amounts, limits and brackets of the law, each by the day from which it applies, with its article.

use serde::{Deserialize, Serialize};
use vocabulary::{Day, Text};

use crate::number::Number;
use crate::value::Value;

/// A number, text or list that the law sets, by day.
#[derive(Clone, Debug, PartialEq)]
pub struct Parameter {
    pub id: String,
    pub title: Text,
    /// An ISO 4217 currency (then values are whole minor units), or a word: `months`, `percent`, `text`, `day`, `boolean`, ...
    pub unit: String,
    pub article: String,
    pub link: String,
    /// By their first day; never empty.
    pub values: Vec<DatedValue>,
    /// Where it stands, for mistakes.
    pub file: String,
    pub line: usize,
}

/// A value and the first day on which it applies.
#[derive(Clone, Debug, PartialEq)]
pub struct DatedValue {
    pub from: Day,
    pub promulgated: Option<Day>,
    /// The law says that it applies from before its promulgation.
    pub retroactive: bool,
    pub value: Value,
    /// The article of this value where it is not that of the parameter.
    pub article: String,
    pub line: usize,
}

/// Brackets that the law sets, by day. In expressions: `scale("income_tax", base)`.
#[derive(Clone, Debug, PartialEq)]
pub struct Scale {
    pub id: String,
    pub title: Text,
    pub kind: BracketKind,
    pub article: String,
    pub link: String,
    /// By their first day; never empty.
    pub values: Vec<DatedBrackets>,
    pub file: String,
    pub line: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum BracketKind {
    /// Each bracket's rate takes only the part of the amount that lies in it.
    Marginal,
    /// The rate, or the fixed amount, of the one bracket that the amount falls in.
    Flat,
}

#[derive(Clone, Debug, PartialEq)]
pub struct DatedBrackets {
    pub from: Day,
    pub promulgated: Option<Day>,
    pub retroactive: bool,
    /// Upwards; never empty.
    pub brackets: Vec<Bracket>,
    pub article: String,
    pub line: usize,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bracket {
    pub threshold: Number,
    /// `from` (이상): the threshold itself belongs to the bracket; with `above` (초과) it does not.
    pub included: bool,
    pub rate: Number,
    /// Of flat scales: a fixed amount.
    pub amount: Number,
}

/// What applies on a day: the last of those, in the order of their first days, that does not begin after it.
pub(crate) fn on<T>(dated: &[T], day: Day, from: fn(&T) -> Day) -> Option<&T> {
    let after = dated.partition_point(|one| from(one) <= day);
    dated.get(after.checked_sub(1)?)
}

impl Parameter {
    pub fn on(&self, day: Day) -> Option<&DatedValue> {
        on(&self.values, day, |value| value.from)
    }
}

impl Scale {
    pub fn on(&self, day: Day) -> Option<&DatedBrackets> {
        on(&self.values, day, |value| value.from)
    }

    /// What the brackets give for an amount, not rounded: rounding is for the expression. None when it cannot be kept.
    pub fn apply(&self, dated: &DatedBrackets, amount: Number) -> Option<Number> {
        let reached = |bracket: &&Bracket| {
            amount > bracket.threshold || (bracket.included && amount == bracket.threshold)
        };
        if self.kind == BracketKind::Flat {
            let Some(bracket) = dated.brackets.iter().rfind(reached) else {
                return Some(Number::ZERO);
            };
            return amount.times(bracket.rate)?.plus(bracket.amount);
        }
        let mut sum = Number::ZERO;
        let uppers = dated.brackets.iter().skip(1).map(|next| Some(next.threshold)).chain([None]);
        for (bracket, upper) in
            dated.brackets.iter().zip(uppers).filter(|(bracket, _)| reached(bracket))
        {
            let end = upper.map_or(amount, |upper| upper.min(amount));
            sum = sum.plus(end.minus(bracket.threshold)?.times(bracket.rate)?)?;
        }
        Some(sum)
    }
}

/// Whether a unit is a currency, whose amounts are whole minor units.
pub(crate) fn is_currency(unit: &str) -> bool {
    unit.len() == 3 && unit.bytes().all(|b| b.is_ascii_uppercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scale(kind: BracketKind, brackets: &[(&str, bool, &str, &str)]) -> (Scale, DatedBrackets) {
        let number = |text| Number::parse(text).unwrap();
        let brackets = brackets
            .iter()
            .map(|(threshold, included, rate, amount)| Bracket {
                threshold: number(threshold),
                included: *included,
                rate: number(rate),
                amount: number(amount),
            })
            .collect();
        let dated = DatedBrackets {
            from: "2023-01-01".parse().unwrap(),
            promulgated: None,
            retroactive: false,
            brackets,
            article: String::new(),
            line: 1,
        };
        let scale = Scale {
            id: "s".into(),
            title: Text::default(),
            kind,
            article: String::new(),
            link: String::new(),
            values: vec![dated.clone()],
            file: String::new(),
            line: 1,
        };
        (scale, dated)
    }

    /// 소득세법 제55조제1항 as of 2023: 14,000,000 at 6 %, up to 50,000,000 at 15 %, up to 88,000,000 at 24 %.
    #[test]
    fn marginal_brackets_take_only_their_part() {
        let brackets = [
            ("0", false, "0.06", "0"),
            ("14000000", false, "0.15", "0"),
            ("50000000", false, "0.24", "0"),
        ];
        let (scale, dated) = scale(BracketKind::Marginal, &brackets);
        for (base, tax) in [
            (0, 0),
            (14_000_000, 840_000),
            (50_000_000, 6_240_000),
            (60_000_000, 8_640_000),
            (-5, 0),
        ] {
            assert_eq!(scale.apply(&dated, base.into()), Some(tax.into()), "{base}");
        }
    }

    #[test]
    fn a_flat_bracket_takes_the_whole_amount_and_its_threshold_belongs_where_the_law_says() {
        let brackets =
            [("0", true, "0", "100"), ("1000", false, "0.1", "0"), ("2000", true, "0.2", "5")];
        let (scale, dated) = scale(BracketKind::Flat, &brackets);
        for (base, result) in
            [(-1, 0), (0, 100), (1000, 100), (1010, 101), (1999, 199), (2000, 405)]
        {
            let result = if base == 1999 { Number::parse("199.9").unwrap() } else { result.into() };
            assert_eq!(scale.apply(&dated, base.into()), Some(result), "{base}");
        }
    }
}
