//! What chance makes of a row: one of several values by their shares, or an amount between percentiles.
//!
//! What may not happen here: a float. Sixty-four bits of chance go in, a whole number comes out.

/// Values by their shares.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Shares {
    /// Up to which chance a value is drawn; the last one is the largest there is.
    limits: Vec<(u64, i64)>,
}

impl Shares {
    /// None when nothing has a share.
    pub fn new(counts: &[(i64, u64)]) -> Option<Shares> {
        let total: u128 = counts.iter().map(|(_, count)| u128::from(*count)).sum();
        let mut limits = Vec::new();
        let mut sum = 0_u128;
        for (value, count) in counts.iter().filter(|(_, count)| *count > 0) {
            sum += u128::from(*count);
            // `sum` is at least 1 and at most `total`, so that this is none below 0 and none above the largest.
            let limit = ((sum << 64) / total).saturating_sub(1);
            limits.push((u64::try_from(limit).unwrap_or(u64::MAX), *value));
        }
        (!limits.is_empty()).then_some(Shares { limits })
    }

    pub fn pick(&self, chance: u64) -> i64 {
        let found = self.limits.iter().find(|(limit, _)| chance <= *limit);
        found.or(self.limits.last()).map_or(0, |(_, value)| *value)
    }
}

/// Hundredths of a thousandth: 50 is 50,000, and 99.9 is 99,900.
pub(crate) const PERCENT: u64 = 1_000;
const WHOLE: u64 = 100 * PERCENT;

/// Amounts by percentile, straight lines between them.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Quantiles {
    /// A part of 2 to the power of 32, and the amount there; both never fall.
    points: Vec<(u64, i64)>,
}

impl Quantiles {
    /// Percentiles (in thousandths of a percent, rising from 0 to 100) and their amounts, which do not fall.
    pub fn new(percentiles: &[u64], amounts: &[i64]) -> Quantiles {
        let part = |percentile: &u64| (percentile << 32) / WHOLE;
        Quantiles { points: percentiles.iter().map(part).zip(amounts.iter().copied()).collect() }
    }

    pub fn pick(&self, chance: u64) -> i64 {
        let part = chance >> 32;
        let after = self.points.partition_point(|(start, _)| *start <= part);
        let before = self.points.get(after.saturating_sub(1)).copied();
        match (before, self.points.get(after).copied()) {
            (Some(before), Some(after)) => between(before, after, part),
            (Some((_, amount)), None) => amount,
            (None, _) => 0,
        }
    }
}

fn between((start, low): (u64, i64), (end, high): (u64, i64), part: u64) -> i64 {
    let (rise, done, width) = (high.abs_diff(low), part - start, (end - start).max(1));
    // Most amounts fit; one division of 64 bits takes a tenth of one of 128.
    let risen = match rise.checked_mul(done) {
        Some(product) => product / width,
        None => {
            let wide = u128::from(rise) * u128::from(done) / u128::from(width);
            u64::try_from(wide).unwrap_or(u64::MAX)
        }
    };
    low.saturating_add_unsigned(risen)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_drawn_as_often_as_they_say() {
        let shares = Shares::new(&[(5, 1), (6, 0), (7, 3)]).unwrap();
        let picked: Vec<i64> =
            [0, u64::MAX / 4, u64::MAX / 4 + 1, u64::MAX].map(|c| shares.pick(c)).to_vec();
        assert_eq!(picked, [5, 5, 7, 7]);
        assert_eq!(Shares::new(&[(1, 0)]), None);
        let only = Shares::new(&[(9, u64::MAX)]).unwrap();
        assert_eq!([only.pick(0), only.pick(u64::MAX)], [9, 9]);
    }

    #[test]
    fn amounts_lie_on_straight_lines_between_percentiles() {
        let quantiles =
            Quantiles::new(&[0, 50 * PERCENT, 99_900, WHOLE], &[-100, 0, 1_000, i64::MAX / 4]);
        let at = |percent: u64| quantiles.pick(u64::MAX / 1000 * percent);
        assert_eq!(quantiles.pick(0), -100);
        assert_eq!(at(250), -51);
        assert_eq!(at(750), 501);
        assert!(quantiles.pick(u64::MAX) > i64::MAX / 5);
        let flat = Quantiles::new(&[0, 40 * PERCENT, WHOLE], &[0, 0, 10]);
        assert_eq!(flat.pick(u64::MAX / 10 * 4), 0);
    }
}
