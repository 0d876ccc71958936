//! How many whole households of each cell make so many persons.
//!
//! What may not happen here: chance. Each cell is rounded up or down so that the sums of the fitted tables drift least: a
//! household that a table lacks so far is more welcome than one that it has too many of.

use crate::fit::{Cells, WHOLE};

/// One household, in the parts of one that are counted with.
const ONE: i64 = 1 << 24;

/// The households of each cell for so many persons.
pub(crate) fn households(cells: &Cells, persons: u64) -> Vec<u64> {
    let wanted = wanted(cells, persons);
    let mut counts = rounded(cells, &wanted);
    settle(cells, persons, &wanted, &mut counts);
    counts
}

/// What each cell would have if households could be divided, in parts of one.
fn wanted(cells: &Cells, persons: u64) -> Vec<u64> {
    let all = cells.weights.iter().enumerate();
    // At most thirty times `WHOLE`, which is 2^60.
    let per_household: u128 =
        all.map(|(cell, weight)| u128::from(*weight) * u128::from(cells.size(cell))).sum();
    // What was lost by rounding down in fitting does not matter: only the proportions count.
    debug_assert!(per_household <= u128::from(WHOLE) * 30);
    let part = |weight: &u64| {
        // Persons are at most 2^32 and the parts 2^24, weights at most 2^60: below 2^116.
        u128::from(persons) * u128::from(ONE.unsigned_abs()) * u128::from(*weight)
            / per_household.max(1)
    };
    cells.weights.iter().map(|weight| u64::try_from(part(weight)).unwrap_or(u64::MAX)).collect()
}

fn rounded(cells: &Cells, wanted: &[u64]) -> Vec<u64> {
    let tables = cells.rows.len();
    // How far each row of each table is above what it should have so far; then all households, then all persons.
    let mut above: Vec<Vec<i64>> = cells
        .rows
        .iter()
        .map(|rows| vec![0; rows.iter().max().map_or(0, |row| *row as usize + 1)])
        .collect();
    let (mut households_above, mut persons_above) = (0_i64, 0_i64);
    let mut counts = Vec::with_capacity(wanted.len());
    for (cell, wanted) in wanted.iter().enumerate() {
        let (whole, part) = (wanted >> 24, (wanted & 0xff_ffff) as i64);
        let size = i64::try_from(cells.size(cell)).unwrap_or(1);
        let mut sum = households_above + persons_above * size;
        for (rows, above) in cells.rows.iter().zip(&above) {
            sum += rows.get(cell).and_then(|row| above.get(*row as usize)).copied().unwrap_or(0);
        }
        // One more makes the squares of all that is above grow by twice `sum`, and by the parts themselves.
        let weight = i64::try_from(tables).unwrap_or(0) + 1 + size * size;
        let is_up = 2 * sum + weight * (ONE - 2 * part) < 0;
        let change = if is_up { ONE - part } else { -part };
        households_above += change;
        persons_above += change * size;
        for (rows, above) in cells.rows.iter().zip(above.iter_mut()) {
            if let Some(above) = rows.get(cell).and_then(|row| above.get_mut(*row as usize)) {
                *above += change;
            }
        }
        counts.push(whole + u64::from(is_up));
    }
    counts
}

/// A few households more or fewer, where it is least wrong, so that the persons are as many as asked.
fn settle(cells: &Cells, persons: u64, wanted: &[u64], counts: &mut [u64]) {
    let sizes: Vec<u64> = (0..counts.len()).map(|cell| cells.size(cell)).collect();
    let mut has: u64 = counts.iter().zip(&sizes).map(|(count, size)| count * size).sum();
    let lacks = |cell: usize, counts: &[u64]| {
        let has = counts.get(cell).copied().unwrap_or(0).saturating_mul(ONE.unsigned_abs());
        i128::from(wanted.get(cell).copied().unwrap_or(0)) - i128::from(has)
    };
    // Each turn comes nearer by at least one person; rounding leaves a few.
    while has > persons {
        let over = has - persons;
        let present = (0..sizes.len()).filter(|cell| counts.get(*cell).is_some_and(|n| *n > 0));
        // Rather somebody too few than too many: a household that is larger than needed goes where no other is there.
        let best = present.max_by_key(|cell| {
            let size = sizes.get(*cell).copied().unwrap_or(0);
            (size <= over, if size <= over { size } else { 0 }, -lacks(*cell, counts))
        });
        let Some(cell) = best else { break };
        if let (Some(count), Some(size)) = (counts.get_mut(cell), sizes.get(cell)) {
            *count -= 1;
            has -= size;
        }
    }
    loop {
        let room = persons - has;
        let fitting = (0..sizes.len()).filter(|cell| {
            let size = sizes.get(*cell).copied().unwrap_or(0);
            size > 0 && size <= room && cells.weights.get(*cell).is_some_and(|weight| *weight > 0)
        });
        let best = fitting.max_by_key(|cell| (sizes.get(*cell).copied(), lacks(*cell, counts)));
        let Some(cell) = best else { break };
        if let (Some(count), Some(size)) = (counts.get_mut(cell), sizes.get(cell)) {
            *count += 1;
            has += size;
        }
    }
}
