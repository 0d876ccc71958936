//! Whether boxes cover a box: searched column by column, exact, with a limit on the work.

/// The most steps of one search. Beyond, the table is said to be unchecked.
const STEPS_MAX: u64 = 3_000_000;

/// A box: for each column which of its values belong to it.
pub(super) type Bits = Vec<Vec<bool>>;

/// What a search found.
pub(super) enum Cover {
    Full,
    /// A point that no box holds: for each column the place of its value.
    Hole(Vec<usize>),
    TooLarge,
}

/// Looks for a point of `room` that none of the boxes holds. `steps` is what is left of the work that one table may cost.
pub(super) fn hole(room: &Bits, boxes: &[&Bits], steps: &mut u64) -> Cover {
    let mut search = Search { room, boxes, full_from: Vec::new(), steps };
    search.full_from = boxes.iter().map(|one| search.full_from_column(one)).collect();
    let mut point = Vec::new();
    match search.look((0..boxes.len()).collect(), &mut point) {
        None => Cover::TooLarge,
        Some(true) => Cover::Hole(point),
        Some(false) => Cover::Full,
    }
}

pub(super) fn steps() -> u64 {
    STEPS_MAX
}

struct Search<'s> {
    room: &'s Bits,
    boxes: &'s [&'s Bits],
    /// For each box the column from which on it holds all of the room.
    full_from: Vec<usize>,
    steps: &'s mut u64,
}

impl Search<'_> {
    fn full_from_column(&self, one: &Bits) -> usize {
        let columns = self.room.iter().zip(one.iter());
        let partial = columns.enumerate().filter(|(_, (room, bits))| {
            room.iter().zip(bits.iter()).any(|(in_room, in_box)| *in_room && !in_box)
        });
        partial.map(|(column, _)| column + 1).next_back().unwrap_or(0)
    }

    /// Whether there is a hole behind the columns chosen so far; none when it is too much work.
    fn look(&mut self, alive: Vec<usize>, point: &mut Vec<usize>) -> Option<bool> {
        *self.steps = self.steps.checked_sub(1 + alive.len() as u64)?;
        let column = point.len();
        if alive.iter().any(|n| self.full_from.get(*n).is_some_and(|from| *from <= column)) {
            return Some(false);
        }
        let Some(values) = self.room.get(column) else { return Some(alive.is_empty()) };
        let mut seen: Vec<Vec<usize>> = Vec::new();
        for (place, _) in values.iter().enumerate().filter(|(_, in_room)| **in_room) {
            let holds = |n: &&usize| {
                let bits = self.boxes.get(**n).and_then(|one| one.get(column));
                bits.and_then(|bits| bits.get(place)).copied().unwrap_or(false)
            };
            let next: Vec<usize> = alive.iter().filter(holds).copied().collect();
            *self.steps = self.steps.checked_sub(1 + (alive.len() + seen.len()) as u64)?;
            if seen.contains(&next) {
                continue;
            }
            seen.push(next.clone());
            point.push(place);
            if self.look(next, point)? {
                return Some(true);
            }
            point.pop();
        }
        Some(false)
    }
}

/// A point that two boxes share.
pub(super) fn shared(a: &Bits, b: &Bits) -> Option<Vec<usize>> {
    a.iter().zip(b).map(|(a, b)| a.iter().zip(b).position(|(a, b)| *a && *b)).collect()
}
