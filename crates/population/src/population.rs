//! So many people of a recipe, in blocks that can be made in any order and each by itself.
//!
//! What may not happen here: people are kept. A block is made when it is asked for.

use vocabulary::Mistake;

use crate::block::Block;
use crate::chance::Stream;
use crate::recipe::Recipe;
use crate::round;

/// Persons that can be generated at once: an eighth of mankind.
pub const PERSONS_MAX: u64 = 1_000_000_000;
/// About so many persons are in a block: what is worked out for them takes some ten megabytes.
const BLOCK_PERSONS: u64 = 57_344;

/// Invented people: a recipe, how many, and the seed.
#[derive(Clone, Debug)]
pub struct Population<'r> {
    pub recipe: &'r Recipe,
    pub seed: u64,
    /// Households up to and with each cell.
    pub(crate) ends: Vec<u64>,
    persons: u64,
    households: u64,
    households_a_block: u64,
    stride: u64,
    start: u64,
}

/// For how many persons of the country one generated person stands, as a fraction in its lowest terms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Weight {
    pub numerator: u64,
    pub denominator: u64,
}

impl Recipe {
    /// So many people by that seed, or some fewer where no household is small enough for the last ones.
    pub fn population(&self, persons: u64, seed: u64) -> Result<Population<'_>, Mistake> {
        if persons == 0 || persons > PERSONS_MAX {
            let message = format!("must be from 1 to {PERSONS_MAX}, not {persons}");
            return Err(Mistake::new("persons", 0, message, "write 1000000 for a million people"));
        }
        let counts = round::households(&self.cells, persons);
        let ends: Vec<u64> = counts
            .iter()
            .scan(0, |end, count| {
                *end += count;
                Some(*end)
            })
            .collect();
        let sizes = counts.iter().enumerate().map(|(cell, count)| count * self.cells.size(cell));
        let (made, households): (u64, u64) = (sizes.sum(), ends.last().copied().unwrap_or(0));
        if households == 0 {
            let message = format!("{persons} are fewer than the smallest household has");
            return Err(Mistake::new("persons", 0, message, "ask for more persons"));
        }
        let households_a_block = (BLOCK_PERSONS * households / made).max(1);
        Ok(Population {
            recipe: self,
            seed,
            ends,
            persons: made,
            households,
            households_a_block,
            stride: stride(households),
            start: Stream::new(seed, "households").at(0) % households,
        })
    }
}

impl<'r> Population<'r> {
    pub fn persons(&self) -> u64 {
        self.persons
    }

    pub fn households(&self) -> u64 {
        self.households
    }

    pub fn weight(&self) -> Weight {
        let common = common(self.recipe.persons, self.persons);
        Weight { numerator: self.recipe.persons / common, denominator: self.persons / common }
    }

    pub fn block_count(&self) -> u64 {
        self.households.div_ceil(self.households_a_block)
    }

    /// The households of that block, by their numbers; empty for a block that there is not.
    pub(crate) fn range(&self, block: u64) -> std::ops::Range<u64> {
        let at = |block: u64| block.saturating_mul(self.households_a_block).min(self.households);
        at(block)..at(block.saturating_add(1))
    }

    /// The cell of a household. Neighbours are far apart in the table: the number goes round it in steps of the golden
    /// section, and meets each household once, so that every block is a fair part of the whole.
    pub(crate) fn cell(&self, household: u64) -> usize {
        let place = u128::from(household) * u128::from(self.stride) + u128::from(self.start);
        let place = u64::try_from(place % u128::from(self.households)).unwrap_or(0);
        self.ends.partition_point(|end| *end <= place)
    }

    /// That block, made by itself.
    pub fn block(&self, number: u64) -> Block {
        crate::block::make(self, number)
    }

    pub fn blocks(&self) -> impl Iterator<Item = Block> + '_ {
        (0..self.block_count()).map(|number| self.block(number))
    }
}

/// Near the golden section of the households, and without a common divisor with them.
fn stride(households: u64) -> u64 {
    // 0.618034 of 2^32.
    let golden = (u128::from(households) * 2_654_435_769) >> 32;
    let mut stride = u64::try_from(golden).unwrap_or(1).max(1);
    while common(stride, households) != 1 {
        stride += 1;
    }
    stride
}

fn common(mut one: u64, mut other: u64) -> u64 {
    while other != 0 {
        (one, other) = (other, one % other);
    }
    one.max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stride_goes_through_all_households() {
        for households in 1..500 {
            let stride = stride(households);
            let mut met: Vec<u64> = (0..households).map(|n| n * stride % households).collect();
            met.sort_unstable();
            assert!(met.into_iter().eq(0..households));
        }
    }
}
