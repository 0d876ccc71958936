//! What a law would change for some people: how many gain and lose, and how much in all.
//!
//! What may not happen here: an amount that is rounded before it is told.

use serde::{Deserialize, Serialize};

/// What changes for those of a group. Amounts are millionths of the unit that is counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Effect {
    /// How many there are.
    pub members: u64,
    pub winners: u64,
    pub losers: u64,
    /// What all have together, under the law as it is and as it would be.
    pub before: i128,
    pub after: i128,
    /// What the winners gain and the losers lose, both counted upwards.
    pub gained: i128,
    pub lost: i128,
}

/// Amounts are kept in units of ten to the power of minus this.
pub const PLACES: u32 = 6;

impl Effect {
    /// Counts one whose amount changes: who has more gains, or who pays less.
    pub fn add(&mut self, before: i128, after: i128, paid: bool) {
        let change = if paid { before - after } else { after - before };
        self.members += 1;
        self.before += before;
        self.after += after;
        if change > 0 {
            self.winners += 1;
            self.gained += change;
        } else if change < 0 {
            self.losers += 1;
            self.lost -= change;
        }
    }

    /// Counts all that another has counted.
    pub fn join(&mut self, other: &Effect) {
        self.members += other.members;
        self.winners += other.winners;
        self.losers += other.losers;
        self.before += other.before;
        self.after += other.after;
        self.gained += other.gained;
        self.lost += other.lost;
    }

    /// What the change costs the state; below nothing it saves.
    pub fn cost(&self) -> i128 {
        self.gained - self.lost
    }

    pub fn unchanged(&self) -> u64 {
        self.members - self.winners - self.losers
    }
}

/// So many units of the amount, of a country of which each counted one stands for `numerator / denominator`: rounded half to even.
pub fn weighted(amount: i128, (numerator, denominator): (u64, u64)) -> i128 {
    rounded(amount.saturating_mul(i128::from(numerator)), i128::from(denominator.max(1)))
}

/// Whole units of an amount, rounded half to even.
pub fn whole(amount: i128) -> i128 {
    rounded(amount, 10_i128.pow(PLACES))
}

pub(crate) fn rounded(amount: i128, one: i128) -> i128 {
    let (floor, rest) = (amount.div_euclid(one), amount.rem_euclid(one));
    let up = 2 * rest > one || (2 * rest == one && floor % 2 != 0);
    floor + i128::from(up)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gains_and_losses_are_counted_apart_and_halves_go_to_the_even() {
        let mut effect = Effect::default();
        for (before, after) in [(100, 150), (100, 70), (5, 5)] {
            effect.add(before, after, false);
        }
        assert_eq!(
            (effect.members, effect.winners, effect.losers, effect.unchanged()),
            (3, 1, 1, 1)
        );
        assert_eq!((effect.gained, effect.lost, effect.cost()), (50, 30, 20));
        let mut tax = Effect::default();
        tax.add(100, 90, true);
        assert_eq!((tax.winners, tax.gained, tax.cost()), (1, 10, 10));
        let rows =
            [(5, 2, 2), (7, 2, 4), (-5, 2, -2), (-7, 2, -4), (1, 3, 0), (2, 3, 1), (-2, 3, -1)];
        for (amount, one, expected) in rows {
            assert_eq!(rounded(amount, one), expected, "{amount}/{one}");
        }
        assert_eq!(weighted(10, (51_200_000, 1_000_000)), 512);
    }
}
